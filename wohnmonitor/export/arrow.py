"""The tables as Arrow: one schema for Parquet, GeoPackage and the outlines' observations."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa

from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import Table

TYPES = {"text": pa.string(), "integer": pa.int32(), "number": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}
ROWS = 50_000


def schema(dataset: Dataset, table: Table) -> pa.Schema:
    """Types of a table, each column with its label, meaning, code list and concept."""
    fields = []
    for column in table.columns:
        about = {"label": dataset.label(column), "description": dataset.about(column), "codes": column.codes, "concept": column.uri}
        told = {key: text for key, text in about.items() if text}
        fields.append(pa.field(column.name, TYPES[column.kind], nullable=not column.required, metadata=told))
    return pa.schema(fields)


def table(frame: pd.DataFrame, of: pa.Schema) -> pa.Table:
    """A typed frame as Arrow; NaN and None are null."""
    return pa.Table.from_arrays([pa.array(frame[field.name], field.type, from_pandas=True) for field in of], schema=of)


def batches(dataset: Dataset) -> Iterator[pa.Table]:
    """The values, ROWS at a time and more; one empty table where there are none."""
    of = schema(dataset, dataset.table)
    held, size = [of.empty_table()], 0
    for frame in dataset.values():
        held.append(table(frame, of))
        size += len(frame)
        if size >= ROWS:
            yield pa.concat_tables(held).combine_chunks()
            held, size = [], 0
    if held:
        yield pa.concat_tables(held).combine_chunks()
