"""The Python face: its examples run, its frames have their types, unknown ids and old releases say what is wrong."""

from __future__ import annotations

import doctest
import io
import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest

import wohnmonitor
from wohnmonitor import cite, history, lineage, notebook, store
from wohnmonitor.errors import CallError, StoreError, UnknownError
from wohnmonitor.export import csv
from wohnmonitor.export.table import VALUES, typed
from wohnmonitor.notebook import Archive
from wohnmonitor.schema import EXPORT


@pytest.fixture(scope="module")
def m(data_folder):
    return wohnmonitor.open(data_folder)


@pytest.mark.parametrize("module", [wohnmonitor, notebook, cite, history, lineage])
def test_the_examples_run(module, m, data_folder, monkeypatch):
    monkeypatch.setenv("WOHNMONITOR_DATA_DIR", str(data_folder))
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testmod(module, extraglobs={"m": m, "wohnmonitor": wohnmonitor}, optionflags=flags)
    assert not failed and (tried or module not in (wohnmonitor, notebook))


def test_frames_have_types_and_the_columns_of_the_export(m, monitor):
    frame = m.values("vacancy_rate")
    assert list(frame) == EXPORT
    assert frame["year"].dtype == "int64" and frame["ref_date"].dtype == "datetime64[s]"
    texts = ["indicator", "area_id", "area_name", "level", "unit", "status", "comparability", "source", "reason"]
    assert (frame.dtypes[texts] == "str").all()
    plain = monitor.values("vacancy_rate")
    pd.testing.assert_frame_equal(frame.drop(columns="ref_date"), plain.drop(columns="ref_date"))
    again = pd.read_csv(io.StringIO(frame.to_csv(index=False)))
    exported = io.BytesIO(csv.table(typed(plain, VALUES), VALUES))
    pd.testing.assert_frame_equal(again, pd.read_csv(exported), check_dtype=False)
    assert (m.indicators().dtypes[["first_year", "last_year", "municipalities"]] == "Int64").all()
    assert m.indicators().index.is_unique and m.areas().index.is_unique and m.sources().index.is_unique
    assert m.changes()["date"].dtype == "datetime64[s]"


def test_a_map_is_drawn_explored_and_written(m, tmp_path):
    shapes = m.map("vacancy_rate", year=2021)
    assert shapes.plot("value", missing_kwds={"color": "lightgrey"}) is not None
    shapes.to_file(tmp_path / "vacancy.gpkg")
    page = shapes.explore("value", tiles=None).get_root().render()
    assert "Maastricht" in page


def test_years_out_of_a_frame_or_a_range(m):
    year = m.values("population")["year"].max()
    assert isinstance(year, np.integer) and len(m.values("population", "emr", years=year)) == 1
    assert m.values("population", "emr", years=range(2015, 2021))["year"].tolist() == list(range(2015, 2021))
    for wrong in ((2020, 2010), (), 3, [2011, 2016, 2021]):
        with pytest.raises(CallError, match="years"):
            m.values("population", years=wrong)


def test_what_does_not_exist_is_said_with_what_is_close(m):
    with pytest.raises(UnknownError, match="did you mean vacancy_rate"):
        m.map("vacancy_rte", year=2021)
    with pytest.raises(UnknownError, match="did you mean NL_GM0935"):
        m.lineage("population", "NL_GM935", 2020)
    with pytest.raises(UnknownError, match=m.release):
        wohnmonitor.open(m.data, release=m.release[:-1])
    with pytest.raises(UnknownError):
        wohnmonitor.open(m.data, release="../../etc/passwd")
    with pytest.raises(UnknownError, match="areas are named by id: NL_GM0935"):
        m.values("population", areas=["maastricht"])
    with pytest.raises(UnknownError, match="language"):
        m.cite("population", language="ru")


def test_a_release_kept_as_values_alone_still_gives_them(m, data_folder, tmp_path):
    folder = tmp_path / "releases"
    folder.mkdir()
    shutil.copy(store.values_path(data_folder, m.release), folder)
    old = wohnmonitor.open(tmp_path, release=m.release)
    assert isinstance(old, Archive) and old.releases()["kept"].tolist() == ["values"]
    for indicator in ("population", "vacancy_rate", "house_price"):
        kept = [column for column in EXPORT if column not in ("lower", "upper", "precision")]
        pd.testing.assert_frame_equal(old.values(indicator)[kept], m.values(indicator)[kept], check_dtype=False)
    few = {"areas": ["NL_GM0935", "emr"], "years": (2020, 2021)}
    assert old.values("population", **few)["value"].tolist() == m.values("population", **few)["value"].tolist()
    common = ["unit", "comparability", "first_year", "last_year", "municipalities"]
    here = m.indicators()[common].loc[old.indicators().index]
    valued = here["municipalities"].notna()
    pd.testing.assert_frame_equal(old.indicators()[common][valued], here[valued], check_dtype=False)
    assert old.cite("population").text == m.cite("population").text
    for call in (lambda: old.map("population", 2020), old.areas, lambda: old.values("population", territory="then")):
        with pytest.raises(StoreError, match="values alone"):
            call()
    with pytest.raises(UnknownError, match="did you mean"):
        old.values("populatio")
    with pytest.raises(UnknownError, match="area"):
        old.values("population", areas=["NL_GM9999"])


def test_a_database_of_another_version_gives_its_values(data_folder, tmp_path):
    shutil.copytree(data_folder, tmp_path, dirs_exist_ok=True)
    release = store.current(tmp_path)
    with duckdb.connect(str(store.release_path(tmp_path, release))) as connection:
        connection.execute("UPDATE release SET schema_version = 1")
    assert isinstance(wohnmonitor.open(tmp_path, release=release), Archive)
    store.values_path(tmp_path, release).unlink()
    with pytest.raises(StoreError, match="another version"):
        wohnmonitor.open(tmp_path, release=release)
