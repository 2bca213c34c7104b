"""Reading a release: what is asked, what is refused, and the move to the next release."""

from __future__ import annotations

import shutil

import pytest

import wohnmonitor
from wohnmonitor import store
from wohnmonitor.app.former import successors
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


def test_a_pinned_reader_stays_with_its_release_even_when_the_file_is_gone(data_folder, tmp_path):
    release = store.current(data_folder)
    folder = tmp_path / "releases"
    folder.mkdir()
    for name in ("2026-01-01-aaaaaaaaaa", "2026-01-02-bbbbbbbbbb"):
        shutil.copy(store.release_path(data_folder, release), folder / f"{name}.duckdb")
    store.publish(tmp_path, "2026-01-01-aaaaaaaaaa")
    follows = open_monitor(tmp_path)
    stays = follows.pinned()
    store.publish(tmp_path, "2026-01-02-bbbbbbbbbb")
    (folder / "2026-01-01-aaaaaaaaaa.duckdb").unlink()
    assert follows.published == follows.release == "2026-01-02-bbbbbbbbbb"
    assert stays.published == stays.release == "2026-01-01-aaaaaaaaaa"
    assert len(stays.values("population", level="emr", years=2024)) == 1


def test_where_there_are_values_agrees_with_the_values(monitor):
    filled = monitor.filled()
    rows = monitor.values("house_price", level="municipality").merge(monitor.areas()[["area_id", "country"]], on="area_id")
    rows = rows[rows["value"].notna() & (rows["status"] != "F")]
    here = filled[(filled["indicator"] == "house_price") & (filled["level"] == "municipality") & (filled["areas"] > 0)]
    assert here.set_index(["country", "year"])["areas"].to_dict() == rows.groupby(["country", "year"]).size().to_dict()
    assert here.groupby("country")["ever"].max().to_dict() == rows.groupby("country")["area_id"].nunique().to_dict()


def test_changes_lead_every_former_area_to_one_of_today(monitor):
    changes, today = monitor.changes(), set(monitor.areas()["area_id"])
    found = successors(changes, today)
    former = {area for area in changes["from_id"] if area not in today}
    assert former and all(found.of(area) and set(found.of(area)) <= today for area in former)
    assert found.parts["BE_73040"] == {"BE_71072": "2025-01-01"} and found.names["BE_73040"] == "Kortessem"
    assert set(found.of("NL_GM0993")) == {"NL_GM1507", "NL_GM0984"}, "split"
    assert found.parts["NL_GM0886"] == {"NL_GM1640": "2007-01-01"}, "through two mergers"


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
