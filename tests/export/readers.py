"""Exports read with what their users would read them with, back into a frame of schema.EXPORT."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
from pysdmx.io import get_datasets

from tests.export.small import CATALOGUE
from wohnmonitor.export.table import VALUES

TEXTS = {column.name: "str" for column in VALUES.columns if column.kind in ("text", "date")}
NAMES = {column.sdmx: column.name for column in VALUES.columns}
NUMBERS = [column.name for column in VALUES.columns if column.kind in ("number", "integer")]


def unguarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts without the apostrophe before a formula."""
    return frame.assign(**{name: frame[name].str.replace(r"^'(?=[=+@\t\r-])", "", regex=True) for name in ("area_name",)})


def csv(path: Path) -> pd.DataFrame:
    empty = {name: [""] for name in NUMBERS}
    return unguarded(pd.read_csv(path, dtype=TEXTS, keep_default_na=False, na_values=empty))


def xlsx(path: Path) -> pd.DataFrame:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book["data"].iter_rows(values_only=True)
    next(rows)
    frame = pd.DataFrame(rows, columns=VALUES.names)
    book.close()
    return frame


def parquet(path: Path) -> pd.DataFrame:
    return pq.read_table(path).to_pandas()


def sdmx_csv(path: Path) -> pd.DataFrame:
    found = get_datasets(path, path.with_name(path.name.replace(".sdmx.csv", ".structure.json")), validate=False)
    frame = pd.DataFrame(found[0].data).rename(columns=NAMES).drop(columns="FREQ").astype("object")
    ids = frame["area_id"].str.replace(r"\$([0-9a-f]+)\$", lambda found: chr(int(found[1], 16)), regex=True)
    units = frame["unit"].map({key: unit.code for key, unit in CATALOGUE.units.items()})
    return unguarded(frame.assign(area_id=ids, unit=units, **{name: pd.to_numeric(frame[name]) for name in NUMBERS}))


def json_stat(path: Path) -> pd.DataFrame:
    """As the standard says: cells in row-major order; extension arrays alike."""
    read = json.loads(path.read_text("utf-8"))
    parts = []
    for cube in read["link"]["item"] if read["class"] == "collection" else [read]:
        assert cube["id"] == ["indicator", "area", "year"] and len(cube["value"]) == cube["size"][1] * cube["size"][2]
        area, year = (cube["dimension"][name]["category"] for name in ("area", "year"))
        beside = cube["extension"]
        cells = pd.MultiIndex.from_product([area["index"], map(int, year["index"])], names=["area_id", "year"]).to_frame(index=False)
        arrays = {name: beside[name] for name in VALUES.names if isinstance(beside.get(name), list)}
        cells = cells.assign(value=cube["value"], status=cube["status"], **arrays)
        cells = cells.assign(
            indicator=cube["dimension"]["indicator"]["category"]["index"][0], unit=beside["unit"], comparability=beside["comparability"],
            area_name=cells["area_id"].map(area["label"]), level=cells["area_id"].map(beside["level"]),
        )  # fmt: skip
        parts.append(cells[cells["status"].notna()].astype("object"))
    return pd.concat(parts, ignore_index=True)


def of_features(features: list[dict]) -> pd.DataFrame:
    rows = []
    for one in features:
        own = {key: one["properties"][key] for key in ("area_id", "area_name", "level")}
        rows += [own | row for row in one["properties"].get("observations", [one["properties"]])]
    return pd.DataFrame(rows).reindex(columns=VALUES.names)


def geojson(path: Path) -> pd.DataFrame:
    return of_features(json.loads(path.read_text("utf-8"))["features"])


def topojson(path: Path) -> pd.DataFrame:
    return of_features(json.loads(path.read_text("utf-8"))["objects"]["areas"]["geometries"])


def gpkg(path: Path) -> pd.DataFrame:
    return pd.DataFrame(pyogrio.read_dataframe(path, layer="values"))


def map_of(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(path, layer="map")


def datapackage(path: Path) -> pd.DataFrame:
    from frictionless import Package

    frame = Package(str(path)).get_resource("values").to_pandas().reset_index()
    return unguarded(frame)


READERS = {
    "csv": csv, "xlsx": xlsx, "parquet": parquet, "sdmx-csv": sdmx_csv, "json-stat": json_stat, "geojson": geojson, "gpkg": gpkg,
    "topojson": topojson, "datapackage": datapackage,
}  # fmt: skip
