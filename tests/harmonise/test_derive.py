"""Formulas worked out by hand: ratio of sums, growth and breaks, index, coverage, a reason for every gap."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harmonise.small import AREAS, CHANGES, MEMBERSHIP, catalogue, figures, indicator
from wohnmonitor.harmonise.derive import derive
from wohnmonitor.harmonise.levels import all_levels

NAN = float("nan")
ALL = ("BE_1", "BE_2", "NL_1", "DE_1")


def run(frame: pd.DataFrame, declared) -> pd.DataFrame:
    levels = all_levels(frame, AREAS, MEMBERSHIP, CHANGES, declared)
    return derive(levels, AREAS, MEMBERSHIP, declared).set_index(["area_id", "year"]).sort_index()


def test_a_count_is_summed_only_when_complete():
    declared = catalogue(indicator("population", type="level", measure="population"), population={})
    rows = figures("population", *[(a, 2020, 10.0) for a in ALL], *[(a, 2021, 10.0) for a in ALL[:3]])
    out = run(rows, declared)
    assert out.loc[("emr", 2020), ["value", "coverage"]].tolist() == [40, 1]
    assert pd.isna(out.loc[("emr", 2021), "value"])
    assert out.loc[("emr", 2021), ["status", "reason", "coverage"]].tolist() == ["O", "not_delivered", 0.75]
    assert out.loc[("BE", 2021), "value"] == 20


def test_a_ratio_of_a_group_is_the_ratio_of_sums():
    declared = catalogue(indicator("rate", type="ratio", numerator=["a"], denominator=["b"], factor=100), a={}, b={})
    rows = pd.concat([
        figures("a", ("BE_1", 2020, 1.0), ("BE_2", 2020, 30.0)),
        figures("b", ("BE_1", 2020, 10.0), ("BE_2", 2020, 40.0)),
    ])  # fmt: skip
    out = run(rows, declared)
    assert out.loc[("BE_1", 2020), "value"] == 10
    assert out.loc[("BE", 2020), "value"] == pytest.approx(100 * 31 / 50)
    assert out.loc[("BE", 2020), ["numerator", "denominator"]].tolist() == [31, 50]


def test_zero_is_a_number_and_zero_of_zero_is_undefined():
    declared = catalogue(indicator("rate", type="ratio", numerator=["a"], denominator=["b"]), a={}, b={})
    rows = pd.concat([
        figures("a", ("BE_1", 2020, 0.0), ("BE_2", 2020, 0.0)), figures("b", ("BE_1", 2020, 5.0), ("BE_2", 2020, 0.0)),
    ])  # fmt: skip
    out = run(rows, declared)
    assert out.loc[("BE_1", 2020), ["value", "status"]].tolist() == [0, "A"]
    assert pd.isna(out.loc[("BE_2", 2020), "value"])
    assert out.loc[("BE_2", 2020), ["status", "reason"]].tolist() == ["M", "undefined"]


def test_a_negative_balance_is_not_a_small_number():
    declared = catalogue(
        indicator("balance", type="ratio", numerator=["a"], numerator_minus=["b"], denominator=["c"]) | {"small": {"min_denominator": 500}},
        a={}, b={}, c={},
    )  # fmt: skip
    rows = pd.concat([
        figures("a", ("BE_1", 2020, 1.0), ("BE_2", 2020, 1.0)), figures("b", ("BE_1", 2020, 9.0), ("BE_2", 2020, 9.0)),
        figures("c", ("BE_1", 2020, 900.0), ("BE_2", 2020, 90.0)),
    ])  # fmt: skip
    out = run(rows, declared)
    assert [out.loc[(area, 2020), "status"] for area in ("BE_1", "BE_2")] == ["A", "U"]


def test_growth_stops_at_a_break_and_says_so():
    declared = catalogue(indicator("growth", type="growth", measure="population", years=1), population={})
    rows = figures("population", ("DE_1", 2011, 100.0), ("DE_1", 2012, 90.0, "B", None, 1), ("DE_1", 2013, 99.0, "A", None, 1))
    out = run(rows, declared)
    assert pd.isna(out.loc[("DE_1", 2012), "value"]) if ("DE_1", 2012) in out.index else True
    assert out.loc[("DE_1", 2013), "value"] == pytest.approx(10)
    assert out.loc[("DE_1", 2013), "status"] == "A"


def test_growth_of_a_group_takes_only_members_with_both_years():
    declared = catalogue(indicator("growth", type="growth", measure="population", years=1), population={})
    declared.indicators["growth"].__dict__["min_coverage"] = 0.5
    lacking = ("BE_2", 2019, NAN, "O", "not_convertible")
    rows = figures("population", ("BE_1", 2019, 100.0), ("BE_1", 2020, 110.0), lacking, ("BE_2", 2020, 50.0))
    out = run(rows, declared)
    assert out.loc[("BE", 2020), ["value", "coverage", "status"]].tolist() == [pytest.approx(10), 0.5, "E"]


def test_growth_over_five_years_is_yearly():
    declared = catalogue(indicator("growth", type="growth", measure="population", years=5, annual=True), population={})
    out = run(figures("population", ("NL_1", 2015, 100.0), ("NL_1", 2020, 110.0)), declared)
    assert out.loc[("NL_1", 2020), "value"] == pytest.approx((1.1**0.2 - 1) * 100)


def test_an_index_stays_within_its_area_and_is_not_averaged():
    declared = catalogue(
        indicator("index", type="index", measure={"NL": "mean", "BE": "median"}, base_year=2015),
        mean={"kind": "level", "adds_up": "none"}, median={"kind": "level", "adds_up": "none"},
    )  # fmt: skip
    rows = pd.concat([
        figures("mean", ("NL_1", 2015, 200.0), ("NL_1", 2020, 300.0)),
        figures("median", ("BE_1", 2015, 100.0), ("BE_1", 2020, 120.0), ("BE_2", 2020, 130.0)),
    ])  # fmt: skip
    out = run(rows, declared)
    assert out.loc[("NL_1", 2020), "value"] == 150
    assert out.loc[("BE_1", 2020), "value"] == pytest.approx(120)
    assert pd.isna(out.loc[("BE_2", 2020), "value"])
    assert pd.isna(out.loc[("BE", 2020), "value"])


def test_a_suppressed_cell_keeps_its_reason():
    declared = catalogue(indicator("price", type="level", measure="price"), price={"kind": "level", "adds_up": "none"})
    out = run(figures("price", ("BE_1", 2020, NAN, "Q", "suppressed"), ("BE_2", 2020, 5.0)), declared)
    assert out.loc[("BE_1", 2020), ["status", "reason"]].tolist() == ["Q", "suppressed"]
    assert out.loc[("NL_1", 2020), ["status", "reason"]].tolist() == ["O", "not_delivered"]


def test_a_country_that_does_not_collect_and_a_district_that_has():
    one = indicator("price", type="level", measure="price")
    one["collected"] = {"NL": False, "BE": True, "DE": True}
    declared = catalogue(one, price={"kind": "level", "adds_up": "none"})
    out = run(figures("price", ("BE_1", 2020, 5.0), ("DE_D", 2020, 7.0)), declared)
    assert out.loc[("NL_1", 2020), ["status", "reason"]].tolist() == ["L", "not_collected"]
    assert out.loc[("DE_1", 2020), ["status", "reason"]].tolist() == ["L", "district_only"]
    assert out.loc[("DE_D", 2020), "value"] == 7


def test_a_published_share_stands_and_is_aggregated_with_its_weight_as_an_estimate():
    declared = catalogue(
        indicator("own", type="ratio", numerator=["o"], denominator=["o", "r"], factor=100, published="share", weight="dwellings"),
        o={}, r={}, share={"adds_up": "none"}, dwellings={},
    )  # fmt: skip
    rows = pd.concat([
        figures("share", ("BE_1", 2020, 60.0), ("BE_2", 2020, 70.0), ("NL_1", 2020, 50.0)),
        figures("dwellings", ("BE_1", 2020, 100.0), ("BE_2", 2020, 300.0)),
    ])  # fmt: skip
    out = run(rows, declared)
    assert out.loc[("BE_1", 2020), ["value", "status"]].tolist() == [60, "A"]
    assert pd.isna(out.loc[("BE_1", 2020), "numerator"])
    assert out.loc[("BE", 2020), "value"] == pytest.approx((60 * 100 + 70 * 300) / 400)
    assert out.loc[("BE", 2020), "status"] == "E"
    assert pd.isna(out.loc[("NL", 2020), "value"])


def test_a_published_upper_row_serves_where_municipalities_are_silent():
    declared = catalogue(indicator("stock", type="level", measure="stock"), stock={})
    out = run(figures("stock", ("DE_D", 2015, 500.0), ("BE_1", 2015, 1.0), ("BE_2", 2015, 2.0)), declared)
    assert out.loc[("DE_D", 2015), "value"] == 500
    assert out.loc[("DE", 2015), "value"] == 500, "the district fills the country"
    assert out.loc[("DE_1", 2015), "reason"] == "district_only"
    assert out.loc[("BE", 2015), "value"] == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), min_size=4, max_size=4))
def test_ratio_of_sums_for_any_figures(pairs):
    declared = catalogue(indicator("rate", type="ratio", numerator=["a"], denominator=["b"], factor=1000), a={}, b={})
    rows = pd.concat([
        figures("a", *[(t, 2020, float(p[0])) for t, p in zip(ALL, pairs, strict=True)]),
        figures("b", *[(t, 2020, float(p[1])) for t, p in zip(ALL, pairs, strict=True)]),
    ])  # fmt: skip
    out = run(rows, declared)
    assert out.loc[("emr", 2020), "value"] == pytest.approx(1000 * sum(p[0] for p in pairs) / sum(p[1] for p in pairs))
