"""Every format gives back every figure, status, reason, date, unit, source and note; the small dataset and the whole release."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest

from tests.export import small
from tests.export.readers import READERS, csv
from wohnmonitor.errors import UnknownError
from wohnmonitor.export import FORMATS
from wohnmonitor.export.table import VALUES
from wohnmonitor.extract import Asked, extract
from wohnmonitor.schema import EXPORT

DIGITS = {"xlsx": 15}
"""Workbooks hold sixteen digits, as Excel does."""


def written(name, dataset, folder):
    path = folder / f"figures{FORMATS[name].suffix}"
    FORMATS[name].write(dataset, path)
    for beside, content in FORMATS[name].beside(dataset, path.name).items():
        (folder / beside).write_bytes(content)
    return path


def test_the_table_is_that_of_the_schema_and_every_format_has_a_reader():
    assert VALUES.names == EXPORT
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("indicators", [(), ("population_growth_5y",), ("population",)])
def test_small_awkward_figures_come_back(name, indicators, tmp_path):
    path = written(name, small.dataset(*indicators), tmp_path)
    small.same(READERS[name](path), small.expected(*indicators), DIGITS.get(name))


@pytest.mark.parametrize("name", FORMATS)
def test_pieces_and_write_are_the_same_file(name, tmp_path):
    path = written(name, small.dataset(), tmp_path)
    streamed = tmp_path / f"streamed{FORMATS[name].suffix}"
    streamed.write_bytes(b"".join(FORMATS[name].pieces(small.dataset())))
    if name == "gpkg":  # holds the time of its writing
        small.same(READERS[name](streamed), READERS[name](path))
    else:
        assert streamed.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_all_indicators_are_what_the_python_api_says(name, monitor, whole, tmp_path):
    path = written(name, extract(monitor, Asked()), tmp_path)
    found = READERS[name](path)
    small.same(found, whole)


@pytest.mark.parametrize("name", ["sdmx-csv", "json-stat", "gpkg", "xlsx", "geojson", "topojson", "datapackage"])
def test_years_of_all_indicators_are_what_the_python_api_says(name, monitor, whole, tmp_path):
    """The formats that are slow to read: two years, and one where features carry outlines."""
    years = (2021, 2021) if name in ("xlsx", "geojson", "topojson", "datapackage") else (2020, 2021)
    path = written(name, extract(monitor, Asked(years=years)), tmp_path)
    small.same(READERS[name](path), whole[whole["year"].between(*years)], DIGITS.get(name))


def test_former_municipalities_and_groups_are_exported_as_the_python_api_says(monitor, tmp_path):
    asked = Asked(("population",), level="municipality", years=(2017, 2019), territory="then")
    wanted = monitor.values("population", "municipality", years=(2017, 2019), territory="then")
    assert "BE_72025" in set(wanted["area_id"])
    small.same(csv(written("csv", extract(monitor, asked), tmp_path)), wanted)
    group = {"Dreiländereck": ["DE_05334002", "NL_GM0981", "BE_63040"]}
    for name in FORMATS:
        path = written(name, extract(monitor, Asked(("vacancy_rate",), group=group)), tmp_path)
        small.same(READERS[name](path), monitor.values("vacancy_rate", group=group), DIGITS.get(name))


def test_some_columns_are_those_and_the_key(tmp_path):
    chosen = small.dataset().only(["value", "status"])
    names = ["indicator", "area_id", "year", "value", "status"]
    for name, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet), ("xlsx", partial(pd.read_excel, engine="calamine"))):
        assert list(read(written(name, chosen, tmp_path)).columns) == names
    for name in ("gpkg", "geojson", "topojson", "datapackage"):
        assert written(name, chosen, tmp_path).stat().st_size
    with pytest.raises(UnknownError, match="did you mean status"):
        small.dataset().only(["staus"])
