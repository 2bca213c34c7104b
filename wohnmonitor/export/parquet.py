"""Parquet: typed columns with label, meaning and concept as metadata of each; what the file is as JSON under the key `wohnmonitor`."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from wohnmonitor.export import arrow
from wohnmonitor.export.dataset import Dataset


def make(dataset: Dataset, path: Path) -> None:
    """One row group per batch, so that memory stays that of a batch."""
    about = {"wohnmonitor": json.dumps(dataset.about_all(), ensure_ascii=False)}
    with pq.ParquetWriter(path, arrow.schema(dataset, dataset.table).with_metadata(about), compression="zstd") as writer:
        for batch in arrow.batches(dataset):
            writer.write_table(batch)
