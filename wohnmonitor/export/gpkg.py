"""GeoPackage: layer `areas` (outlines, once), tables `values` and the companions, and the layer `map`, a view that joins both."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
from pyogrio import write_arrow, write_dataframe

from wohnmonitor.export import arrow, geo
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import COMPANIONS, VALUES

COMPANIONS_BESIDE = tuple(table for table in COMPANIONS if table.name != "areas")
MAP = """
CREATE VIEW map AS SELECT v.fid AS OGC_FID, a.geom, a.country, {columns} FROM "values" v JOIN areas a ON a.area_id = v.area_id;
CREATE INDEX values_area ON "values" (area_id);
INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id, min_x, min_y, max_x, max_y)
    SELECT 'map', 'map', 'features', srs_id, min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'areas';
INSERT INTO gpkg_geometry_columns SELECT 'map', column_name, geometry_type_name, srs_id, z, m
    FROM gpkg_geometry_columns WHERE table_name = 'areas';
"""


def make(dataset: Dataset, path: Path) -> None:
    """Rows of the values a batch at a time."""
    make_outlines(dataset, path)
    for batch in arrow.batches(dataset):
        _append(batch, path, VALUES.name)
    for table in COMPANIONS_BESIDE:
        _append(arrow.table(dataset.companion(table), arrow.schema(dataset, table)), path, table.name)
    with closing(sqlite3.connect(path)) as base:
        base.executescript(MAP.format(columns=", ".join(f'v."{name}"' for name in dataset.table.names)))


def make_outlines(dataset: Dataset, path: Path) -> None:
    """The layer `areas` alone."""
    path.unlink(missing_ok=True)
    about = dict(dataset.facts())
    write_dataframe(geo.shapes(dataset), path, layer="areas", driver="GPKG", promote_to_multi=True, dataset_metadata=about)


def _append(rows: pa.Table, path: Path, layer: str) -> None:
    write_arrow(rows, path, layer=layer, driver="GPKG", append=True)
