"""Files as their readers see them: types, notes, sources, code lists, outlines; standards kept."""

from __future__ import annotations

import json
import zipfile

import duckdb
import geopandas as gpd
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest

from tests.export import small
from tests.export.test_round_trip import written
from wohnmonitor.app.text import words
from wohnmonitor.export import FORMATS, of_name
from wohnmonitor.export.table import COMPANIONS, VALUES
from wohnmonitor.extract import Asked, extract
from wohnmonitor.schema import LANGUAGES

HEAD = ",".join(VALUES.names)


@pytest.fixture(scope="module")
def real(monitor):
    """Two indicators of the release, in German."""
    return extract(monitor, Asked(("vacancy_rate", "house_price"), years=(2020, 2022)), "de")


def test_words_stand_in_every_language():
    keys = words("en", "export").keys()
    columns = {column.name for table in (VALUES, *COMPANIONS) for column in table.columns}
    for language in LANGUAGES:
        assert words(language, "export").keys() == keys
        assert {f"column.{name}" for name in columns} <= keys
        assert {f"about.{name}" for name in VALUES.names} <= keys
        assert all(text.strip() for text in words(language, "export").values())
        labels = [words(language, "export")[f"column.{name}"] for name in VALUES.names]
        assert len(set(labels)) == len(labels), "a heading a column"


def test_a_suffix_names_its_format():
    assert all(of_name(f"a.b{one.suffix.upper()}") is one for one in FORMATS.values())
    assert of_name("figures.sdmx.csv").name == "sdmx-csv" and of_name("figures.doc") is None and of_name("csv") is None


@pytest.mark.parametrize("name", FORMATS)
def test_notes_sources_and_labels_are_in_every_file(name, real, tmp_path):
    path = written(name, real, tmp_path)
    if name == "xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        told = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        book.close()
    elif name == "parquet":
        told = pq.read_schema(path).metadata[b"wohnmonitor"].decode()
    elif name == "gpkg":
        told = "".join(pyogrio.read_dataframe(path, layer=layer).to_csv() for layer in ("indicators", "sources", "codes"))
    elif name == "datapackage":
        with zipfile.ZipFile(path) as archive:
            told = "".join(archive.read(entry).decode() for entry in ("indicators.csv", "sources.csv", "codes.csv"))
    else:
        told = "".join(file.read_text("utf-8") for file in tmp_path.iterdir())
    assert "Kaufpreis von Wohnimmobilien" in told and "cbs_" in told
    if name != "sdmx-csv":  # its attributes name the tables; texts belong to metadata reports
        assert real.indicators[1].text["de"].watch[:60] in told and "CC-BY-4.0" in told
    if name != "csv":
        assert "liegt noch nicht vor" in told


def test_csv_is_rfc_4180_and_read_by_all(real, tmp_path):
    path = written("csv", real, tmp_path)
    raw = path.read_bytes()
    assert raw.startswith(HEAD.encode() + b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n") and raw.endswith(b"\r\n")
    rows = sum(len(frame) for frame in real.frames())
    types = {column.name: pl.String if column.kind == "text" else pl.Float64 for column in VALUES.columns if column.kind != "date"}
    assert pl.read_csv(path, schema_overrides=types).shape == (rows, len(VALUES.names))
    with duckdb.connect() as base:
        total = base.execute("SELECT count(*), sum(value), max(ref_date) FROM read_csv(?, sample_size = -1)", [str(path)]).fetchone()
    values = pd.concat(real.frames())
    assert total[0] == rows and total[1] == pytest.approx(values["value"].sum()) and str(total[2]) == values["ref_date"].max()


def test_csv_metadata_is_csv_on_the_web(real, tmp_path):
    from csvw import CSVW

    path = written("csv", real, tmp_path)
    read = CSVW(str(path), md_url=str(tmp_path / "figures.csv-metadata.json"), validate=True)
    assert read.is_valid
    table = read.tables[0]
    first = next(iter(table))
    assert first["indicator"] == "vacancy_rate" and isinstance(first["year"], int)
    about = json.loads((tmp_path / "figures.csv-metadata.json").read_text("utf-8"))
    columns = {column["name"]: column for column in about["tableSchema"]["columns"]}
    assert list(columns) == VALUES.names
    assert columns["status"]["datatype"]["format"].split("|")[0] == "A" and columns["value"]["propertyUrl"].endswith("obsValue")
    assert about["tableSchema"]["primaryKey"] == ["indicator", "area_id", "year"]
    assert columns["ref_date"]["titles"] == ["ref_date", "Stichtag"]


def test_a_workbook_has_typed_cells_a_frozen_head_and_a_filter(real, tmp_path):
    book = openpyxl.load_workbook(written("xlsx", real, tmp_path))
    assert book.sheetnames == ["data", "metadata", "notes", "sources"]
    data = book["data"]
    assert data.freeze_panes == "D2" and data.auto_filter.ref == f"A1:S{data.max_row}"
    head = {cell.value: cell.column - 1 for cell in data[1]}
    assert list(head)[:2] == ["Indikator", "Gebietsschlüssel"], "in the language asked for"
    row = next(row for row in data.iter_rows(min_row=2) if row[head["Wert"]].value is not None)
    assert row[head["Wert"]].data_type == "n" and row[head["Stichtag"]].is_date and row[head["Jahr"]].value == 2021
    assert row[head["Gebietsschlüssel"]].data_type in ("s", "inlineStr") and row[head["Wert"]].number_format == "#,##0.0"
    assert sum(1 for _ in data.iter_rows(min_row=2)) == sum(len(frame) for frame in real.frames())
    plain = openpyxl.load_workbook(written("xlsx", small.dataset(), tmp_path))["data"]
    assert [cell.value for cell in plain[1]] == VALUES.names, "without a language the names of the columns"


def test_too_many_rows_for_a_sheet_are_refused(monkeypatch, tmp_path):
    from wohnmonitor.errors import CallError
    from wohnmonitor.export import xlsx

    monkeypatch.setattr(xlsx, "ROWS", 6)
    with pytest.raises(CallError, match="narrow it with years"):
        xlsx.make(small.dataset(), tmp_path / "a.xlsx")


def test_parquet_is_typed_and_says_what_its_columns_are(real, tmp_path):
    path = written("parquet", real, tmp_path)
    schema = pq.read_schema(path)
    assert schema.field("value").type == pa.float64() and schema.field("ref_date").type == pa.date32()
    assert schema.field("year").type == pa.int32() and schema.field("area_id").type == pa.string()
    assert schema.field("status").metadata[b"concept"].endswith(b"obsStatus") and schema.field("value").metadata[b"label"] == b"Wert"
    with duckdb.connect() as base:
        assert base.execute("SELECT count(*) FROM read_parquet(?) WHERE status = 'Q'", [str(path)]).fetchone()[0] >= 0
    assert pl.read_parquet(path)["reason"].null_count() == pd.concat(real.frames())["reason"].isna().sum()


def test_the_data_structure_is_valid_and_knows_every_code(real, tmp_path):
    from pysdmx.io import get_datasets, read_sdmx

    path = written("sdmx-csv", real, tmp_path)
    structure = tmp_path / "figures.structure.json"
    message = read_sdmx(structure, validate=True)
    definition = message.get_data_structure_definitions()[0]
    assert [one.id for one in definition.components.dimensions] == ["INDICATOR", "REF_AREA", "FREQ", "TIME_PERIOD"]
    assert {one.id for one in definition.components} == {column.sdmx for column in VALUES.columns} | {"FREQ"}
    found = get_datasets(path, structure, validate=True)[0]
    for column in ("INDICATOR", "REF_AREA", "OBS_STATUS", "UNIT_MEASURE", "AREA_LEVEL"):
        codes = {code.id for code in found.structure.components[column].enumeration.items}
        assert set(found.data[column]) <= codes, column
    names = {code.id: code.name for code in found.structure.components["REF_AREA"].enumeration.items}
    assert names["BE_62063"] == "Lüttich"


def test_json_stat_is_read_by_its_library(tmp_path):
    from pyjstat import pyjstat

    path = written("json-stat", small.dataset("population"), tmp_path)
    read = pyjstat.Dataset.read(path.read_text("utf-8"))
    with pytest.warns(DeprecationWarning):  # its own, of itself
        frame = read.write("dataframe")
    assert frame["value"].dropna().sum() == small.frame("population")["value"].sum()
    collection = json.loads(written("json-stat", small.dataset(), tmp_path).read_text("utf-8"))
    assert collection["class"] == "collection" and [one["class"] for one in collection["link"]["item"]] == ["dataset"] * 2
    assert collection["link"]["item"][1]["dimension"]["indicator"]["category"]["unit"]["population"]["decimals"] == 0


def test_a_map_is_a_feature_an_area_with_its_columns(monitor, tmp_path):
    chosen = extract(monitor, Asked(("population_density",), level="municipality", years=2024))
    wanted = monitor.values("population_density", "municipality", years=2024).set_index("area_id")["value"]
    for name in ("geojson", "topojson"):
        frame = gpd.read_file(written(name, chosen, tmp_path))
        assert len(frame) == 199 and frame.geometry.is_valid.all()
        assert frame.set_index("area_id")["value"].to_dict() == pytest.approx(wanted.to_dict())
    layer = gpd.read_file(written("gpkg", chosen, tmp_path), layer="map")
    assert layer.crs.to_epsg() == 4326 and len(layer) == 199 and set(layer["status"]) <= set("APEBFU")


def test_outlines_stay_within_their_precision(monitor, tmp_path):
    chosen = extract(monitor, Asked(("population",), years=2024))
    exact = chosen.outlines().set_index("area_id").to_crs(3035)
    assert set(exact.index) == set(monitor.areas()["area_id"]), "every level has one"
    assert exact.loc["emr"].geometry.area == pytest.approx(exact.loc[["BE", "NL", "DE"]].area.sum(), rel=1e-6)
    for name, off in (("geojson", 1e-6), ("topojson", 2.0)):
        frame = gpd.read_file(written(name, chosen, tmp_path)).set_index("area_id").set_crs(4326, allow_override=True).to_crs(3035)
        assert frame.geometry.hausdorff_distance(exact.geometry.reindex(frame.index)).max() < off


def test_topojson_neighbours_share_a_border(tmp_path):
    drawn = json.loads(written("topojson", small.dataset("population_growth_5y"), tmp_path).read_text("utf-8"))
    used = [abs(arc) if arc >= 0 else ~arc for one in drawn["objects"]["areas"]["geometries"] for ring in one["arcs"] for arc in ring]
    assert len(used) == len(set(used)) + 2, "two borders between three squares"


def test_a_geopackage_holds_areas_once_and_every_table(real, tmp_path):
    path = written("gpkg", real, tmp_path)
    layers = dict(pyogrio.list_layers(path))
    assert layers["areas"] == layers["map"] == "MultiPolygon"
    assert {name for name, kind in layers.items() if kind is None} == {"values", *(t.name for t in COMPANIONS)} - {"areas"}
    areas = pyogrio.read_dataframe(path, layer="areas")
    assert areas["area_id"].is_unique and len(pyogrio.read_dataframe(path, layer="map")) == sum(len(f) for f in real.frames())


def test_a_data_package_is_valid_keys_and_all(real, tmp_path):
    from frictionless import Package

    for chosen in (real, small.dataset()):
        path = written("datapackage", chosen, tmp_path)
        report = Package(str(path)).validate()
        assert report.valid, report.flatten(["title", "message"])[:5]
    package = Package(str(path))
    assert {"values", "boundaries", "catalogue", *(table.name for table in COMPANIONS)} <= set(package.resource_names)
    assert package.get_resource("values").schema.primary_key == ["indicator", "area_id", "year"]
    assert package.licenses[0]["name"] == "CC-BY-4.0" and package.version == "2026-01-01-0123456789"
