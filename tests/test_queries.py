"""Reading a release: what is asked, what is refused, and the move to the next release."""

from __future__ import annotations

import shutil

import pytest

import wohnmonitor
from wohnmonitor import store
from wohnmonitor.errors import CallError, StoreError, UnknownError
from wohnmonitor.queries import open_monitor
from wohnmonitor.schema import EXPORT, REASONS, STATUSES


def test_values_have_the_export_columns_and_text_keys(monitor):
    frame = monitor.values("vacancy_rate" if "vacancy_rate" in monitor.catalogue.indicators else "population", level="municipality")
    assert list(frame.columns) == EXPORT
    assert frame["area_id"].map(type).eq(str).all()
    assert set(frame["status"]) <= set(STATUSES)
    assert set(frame["reason"].dropna()) <= set(REASONS)


def test_every_municipality_has_a_row_for_every_year(monitor):
    for indicator in monitor.catalogue.indicators:
        counts = monitor.values(indicator, level="municipality").groupby("year")["area_id"].nunique()
        assert counts.eq(199).all(), indicator


def test_a_gap_has_no_parts_and_a_value_has_no_reason(monitor):
    for indicator in monitor.catalogue.indicators:
        frame = monitor.values(indicator)
        gaps = frame[frame["value"].isna()]
        assert gaps["reason"].notna().all() and gaps["numerator"].isna().all()
        assert frame.loc[frame["value"].notna(), "reason"].isna().all()


def test_unknown_things_are_refused(monitor):
    with pytest.raises(UnknownError, match="did you mean NL_GM"):
        monitor.values("population", areas=["NL_GM0936"])
    with pytest.raises(UnknownError):
        monitor.values("population", level="street")
    with pytest.raises(CallError):
        monitor.values("population", years=(2020, 2010))
    with pytest.raises(UnknownError):
        monitor.values("population'; DROP TABLE area; --")


def test_a_monitor_follows_the_published_release(data_folder, tmp_path):
    release = store.current(data_folder)
    (tmp_path / "releases").mkdir()
    shutil.copy(store.release_path(data_folder, release), tmp_path / "releases" / "2000-01-01-first.duckdb")
    shutil.copy(store.release_path(data_folder, release), tmp_path / "releases" / "2000-01-02-second.duckdb")
    store.publish(tmp_path, "2000-01-01-first")
    monitor = open_monitor(tmp_path)
    assert monitor.release == "2000-01-01-first"
    store.publish(tmp_path, "2000-01-02-second")
    assert monitor.release == "2000-01-02-second"


def test_no_release_is_a_clear_error(tmp_path):
    with pytest.raises(StoreError, match="wohnmonitor serve"):
        open_monitor(tmp_path)


def test_the_notebook_face(data_folder):
    m = wohnmonitor.open(data_folder)
    shapes = m.map("population_density", year=2024)
    assert len(shapes) == 199 and shapes.crs.to_epsg() == 4326 and shapes.geometry.is_valid.all()
    assert shapes.loc["NL_GM0935", "value"] == pytest.approx(2062, abs=40)
    with pytest.raises(CallError, match="no figure"):
        m.map("net_cold_rent", year=1999)


def test_the_census_of_gaps_counts_every_municipality_of_every_indicator(monitor):
    coverage = monitor.coverage()
    assert set(coverage["indicator"]) == set(monitor.catalogue.indicators)
    years = coverage.groupby(["indicator", "country", "year"], dropna=False).agg({"municipalities": "sum", "of": ["min", "max"]})
    assert years[("municipalities", "sum")].eq(years[("of", "min")]).all() and years[("of", "min")].eq(years[("of", "max")]).all()
    assert coverage.groupby("country")["of"].unique().map(list).to_dict() == {"BE": [122], "DE": [46], "NL": [31]}
    countries = coverage.groupby(["indicator", "year"], dropna=False)["country"].nunique()
    assert countries.eq(3).all(), "every country says something about every year"
    assert not coverage.duplicated(["indicator", "country", "year", "reason"]).any()
    assert set(coverage["reason"]) <= {"value", *REASONS}
    assert coverage["in_district"].between(0, coverage["municipalities"].where(coverage["reason"] != "value", 0)).all()


def test_the_census_of_gaps_agrees_with_the_values(monitor):
    rows = monitor.values("owner_occupied_share", "municipality")
    here = monitor.coverage("owner_occupied_share")
    assert here["indicator"].eq("owner_occupied_share").all()
    counted = rows.assign(reason=rows["reason"].where(rows["value"].isna(), "value")).groupby(["year", "reason"]).size()
    assert counted.to_dict() == here.groupby(["year", "reason"])["municipalities"].sum().to_dict()
    with pytest.raises(UnknownError, match="owner_occupied_share"):
        monitor.coverage("owner_ocupied_share")


def test_tables_behind_an_indicator(monitor):
    used = monitor.used("population").set_index("source")
    assert set(used.index) <= set(monitor.catalogue.measures["population"].sources)
    assert used["first_year"].min() == 1992 and used["values"].gt(0).all()
