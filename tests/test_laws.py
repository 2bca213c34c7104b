"""Laws that hold for every figure of the shipped release, whatever the indicator."""

from __future__ import annotations

import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

from wohnmonitor import catalogue as catalogue_module
from wohnmonitor import pipeline
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.queries import open_monitor
from wohnmonitor.schema import LEVELS


@pytest.fixture(scope="module")
def values(monitor) -> pd.DataFrame:
    return monitor.now.query("SELECT * FROM indicator_value WHERE value IS NOT NULL")


@pytest.fixture(scope="module")
def measures(monitor) -> pd.DataFrame:
    return monitor.now.query("SELECT measure, area_id, level, year, value, status, source FROM measure_value")


def wide(measures: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Measures side by side where all of them have a figure of one and the same table."""
    rows = measures[measures["measure"].isin(names) & measures["value"].notna()]
    out = rows.pivot(index=["area_id", "year", "source"], columns="measure", values="value").dropna()
    assert len(out), names
    return out


def test_a_ratio_is_the_quotient_of_its_parts_at_every_level(monitor, values):
    kinds = {i: d.formula for i, d in monitor.catalogue.indicators.items() if d.formula.type in ("ratio", "relative", "quotient")}
    rows = values[values["indicator"].isin(kinds) & values["denominator"].notna()]
    factor = rows["indicator"].map({i: formula.factor for i, formula in kinds.items()})
    np.testing.assert_allclose(rows["value"], factor * rows["numerator"] / rows["denominator"], rtol=1e-9)
    assert set(rows["level"]) == set(LEVELS)


def test_an_upper_count_is_the_sum_of_its_municipalities(monitor, values):
    counts = [i for i, d in monitor.catalogue.indicators.items() if d.formula.type == "level" and isinstance(d.formula.measure, str)]
    rows = values[values["indicator"].isin(counts) & values["numerator"].notna()]
    towns = rows[rows["level"] == "municipality"].merge(
        monitor.membership().rename(columns={"municipality_id": "area_id", "area_id": "group_id"})[["area_id", "group_id"]], on="area_id"
    )
    sums = towns.groupby(["indicator", "group_id", "year"]).agg(total=("value", "sum"), n=("area_id", "size"))
    sizes = monitor.membership().groupby("area_id").size()
    upper = rows[rows["level"] != "municipality"].join(sums, on=["indicator", "area_id", "year"])
    whole = upper[upper["n"] == upper["area_id"].map(sizes)]
    assert len(whole) > 500
    np.testing.assert_allclose(whole["value"], whole["total"], rtol=1e-12)


def test_values_carry_a_status_a_source_and_a_day(monitor, values):
    assert values["status"].isin(list("APEBFU")).all()
    known = set(monitor.sources()["source"]) | {"boundaries"}
    assert {table for text in values["source"].unique() for table in text.split(";")} <= known
    assert values["ref_date"].notna().all() and values["reason"].isna().all()


def test_an_estimate_is_never_hidden(values):
    """A value of less than all members is an estimate, or weaker."""
    short = values[values["coverage"] < 1 - 1e-9]
    assert len(short) and short["status"].isin(["E", "F", "U"]).all()


def test_zero_is_a_number_and_a_gap_is_not_zero(monitor, measures):
    gaps = monitor.now.query("SELECT * FROM indicator_value WHERE value IS NULL")
    assert gaps["status"].isin(list("QMLOU")).all() and gaps["reason"].notna().all()
    assert measures.loc[measures["value"] == 0, "status"].isin(list("APEBFU")).all()


def test_shares_lie_between_nought_and_a_hundred(monitor, values):
    """All that is a part of a whole; changes, balances and rates may be anything."""
    parts = [
        i for i, d in monitor.catalogue.indicators.items()
        if d.unit == "percent" and d.formula.type == "ratio" and (i.endswith("_share") or i.startswith("share_"))
    ]  # fmt: skip
    rows = values[values["indicator"].isin(parts)]
    assert len(parts) > 25 and rows["value"].between(0, 100).all()


@pytest.mark.parametrize(("parts", "whole"), [
    (("population_men", "population_women"), "population"),
    (("population_age_0_14", "population_age_15_24", "population_age_25_44", "population_age_45_64", "population_age_65_plus"),
     "population_by_age"),
    (("dwellings_terraced", "dwellings_semi_detached", "dwellings_detached", "dwellings_multi_family"), "dwellings_type_known"),
    (("population_nationals", "population_foreign"), "population_by_age"),
])  # fmt: skip
def test_classes_add_up_to_the_whole(measures, parts, whole):
    table = wide(measures, *parts, whole)
    np.testing.assert_allclose(table[list(parts)].sum(axis=1), table[whole], atol=0.5)


@pytest.mark.parametrize("kind", ["house_price", "apartment_price"])
def test_quartiles_stand_in_order(measures, kind):
    table = wide(measures, f"{kind}_q1", f"{kind}_median", f"{kind}_q3")
    assert (table[f"{kind}_q1"] <= table[f"{kind}_median"]).all() and (table[f"{kind}_median"] <= table[f"{kind}_q3"]).all()


def test_an_own_country_is_a_hundred(values):
    rows = values[(values["indicator"] == "income_index") & (values["level"] == "country") & values["coverage"].gt(0.999)]
    assert len(rows) and np.allclose(rows["value"], 100)


@pytest.mark.long
def test_a_new_indicator_is_one_file_and_no_code(tmp_path, monkeypatch):
    folder = tmp_path / "indicators"
    shutil.copytree(catalogue_dir(), folder)
    text = (folder / "share_women.toml").read_text(encoding="utf-8").replace('id = "share_women"', 'id = "share_of_women_again"')
    (folder / "share_of_women_again.toml").write_text(text, encoding="utf-8")
    catalogue_module.load_catalogue.cache_clear()
    every = catalogue_module.load_catalogue(folder)
    few = {one: every.indicators[one] for one in ("population", "share_women", "share_of_women_again")}
    monkeypatch.setattr(pipeline, "load_catalogue", lambda _: every.model_copy(update={"indicators": few}))
    built = pipeline.build_from_snapshot(tmp_path / "data", date(2026, 1, 1))
    monitor = open_monitor(tmp_path / "data", built.release)
    again, first = (monitor.values(i, level="municipality")["value"] for i in ("share_of_women_again", "share_women"))
    pd.testing.assert_series_equal(again, first)
    assert "share_of_women_again" in monitor.indicators()["indicator"].tolist()


@pytest.mark.parametrize("indicator", ["income", "house_price", "vacancy_rate"])
def test_nothing_is_added_up_across_a_border_of_grade_c_or_d(monitor, indicator):
    """House prices (mean against median), incomes (three concepts) and vacancy (three definitions)."""
    declared = monitor.indicator(indicator)
    assert not declared.may("scale", ["NL", "BE"]) and not declared.may("aggregate", ["NL", "BE"])
    assert monitor.values(indicator, level="emr")["value"].isna().all()
    mixed = monitor.values(indicator, group={"x": ["NL_GM0935", "BE_62063"]})
    assert mixed["value"].isna().all() and set(mixed["reason"]) == {"undefined"}
    own = monitor.values(indicator, group={"x": ["BE_62063", "BE_63023"]})
    assert own["value"].notna().any() or set(own["reason"]) == {"not_convertible"}
