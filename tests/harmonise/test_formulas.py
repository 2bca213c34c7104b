"""Each form of a formula, worked out by hand on four municipalities."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.harmonise.small import catalogue, figures, indicator
from tests.harmonise.test_derive import ALL, run
from wohnmonitor.declared import Formula, Indicator

LEVEL = {"kind": "level", "adds_up": "none"}


def one(declared_formula: dict, rows: list[pd.DataFrame], measures: dict, **extra) -> pd.DataFrame:
    return run(pd.concat(rows), catalogue(indicator("x", **declared_formula) | extra, **measures))


def test_countries_may_count_other_things_and_what_is_taken_off():
    out = one(
        {"type": "ratio", "numerator": {"BE": ["women"], "DE": ["all"]}, "numerator_minus": {"DE": ["men"]}, "denominator": ["all"],
         "factor": 100},
        [figures("women", ("BE_1", 2020, 6.0), ("NL_1", 2020, 5.0)), figures("men", ("DE_1", 2020, 3.0)),
         figures("all", ("BE_1", 2020, 10.0), ("DE_1", 2020, 12.0), ("NL_1", 2020, 9.0))],
        {"women": {}, "men": {}, "all": {}},
    )  # fmt: skip
    assert out.loc[("BE_1", 2020), "value"] == 60
    assert out.loc[("DE_1", 2020), ["value", "numerator", "denominator"]].tolist() == [75, 9, 12]
    assert pd.isna(out.loc[("NL_1", 2020), "value"]), "a country that the formula leaves out"


def test_events_over_the_mean_of_two_stocks():
    rows = [
        figures("births", ("DE_1", 2010, 10.0), ("DE_1", 2011, 10.0), ("NL_1", 2010, 8.0)),
        figures("population", ("DE_1", 2010, 900.0), ("DE_1", 2011, 1100.0), ("DE_1", 2012, 1000.0, "B", None, 1)),
        figures("population_mean", ("NL_1", 2010, 1000.0)),
    ]
    formula = {
        "type": "ratio", "numerator": ["births"], "factor": 1000, "denominator_mean": True,
        "denominator": {"DE": ["population"], "NL": ["population_mean"]},
    }  # fmt: skip
    out = one(formula, rows, {"births": {"kind": "flow"}, "population": {}, "population_mean": {"kind": "flow"}})
    assert out.loc[("DE_1", 2010), ["value", "denominator", "status"]].tolist() == [10, 1000, "A"]
    assert out.loc[("DE_1", 2011), ["denominator", "status"]].tolist() == [1050, "B"], "the two stocks lie on both sides of a break"
    assert out.loc[("NL_1", 2010), "value"] == 8, "a mean that was published is used as it is"


def test_the_stock_of_the_year_after():
    rows = [figures("jobs", ("DE_1", 2015, 50.0), ("NL_1", 2015, 40.0)), figures("age", ("DE_1", 2016, 100.0), ("NL_1", 2015, 80.0))]
    formula = {"type": "ratio", "numerator": ["jobs"], "denominator": ["age"], "denominator_year": {"DE": 1}, "factor": 1000}
    out = one(formula, rows, {"jobs": {"kind": "flow"}, "age": {}})
    assert out.loc[("DE_1", 2015), "value"] == 500
    assert out.loc[("NL_1", 2015), "value"] == 500


def test_three_years_are_pooled_as_sums():
    rows = [
        figures("permits", *[("BE_1", year, n) for year, n in ((2018, 0.0), (2019, 9.0), (2020, 3.0), (2021, 1.0))]),
        figures("people", *[("BE_1", year, 100.0) for year in (2018, 2019, 2020)]),
    ]
    out = one({"type": "ratio", "numerator": ["permits"], "denominator": ["people"], "factor": 1000, "pool": 3}, rows,
              {"permits": {"kind": "flow"}, "people": {}})  # fmt: skip
    assert out.loc[("BE_1", 2020), ["value", "numerator", "denominator"]].tolist() == [40, 12, 300]
    assert ("BE_1", 2019) not in out.index and ("BE_1", 2021) not in out.index


def test_a_change_told_at_its_beginning():
    rows = [figures("stock", ("BE_1", 2024, 200.0), ("BE_1", 2025, 203.0))]
    out = one({"type": "growth", "measure": "stock", "years": 1, "forward": True}, rows, {"stock": {}})
    assert out.loc[("BE_1", 2024), ["value", "numerator", "denominator"]].tolist() == [pytest.approx(1.5), 203, 200]
    assert ("BE_1", 2025) not in out.index


def test_a_quotient_is_shown_but_never_aggregated():
    rows = [figures("q3", ("BE_1", 2020, 300.0), ("BE_2", 2020, 400.0)), figures("q1", ("BE_1", 2020, 200.0), ("BE_2", 2020, 100.0))]
    out = one({"type": "quotient", "numerator": ["q3"], "denominator": ["q1"]}, rows, {"q3": LEVEL, "q1": LEVEL})
    assert out.loc[("BE_1", 2020), "value"] == 1.5
    assert pd.isna(out.loc[("BE", 2020), "value"])


def test_relative_to_the_own_country_adds_up_as_observed_over_expected():
    rows = [figures("income", ("BE_1", 2020, 300.0), ("BE_2", 2020, 100.0), ("NL_1", 2020, 90.0)),
            figures("returns", ("BE_1", 2020, 10.0), ("BE_2", 2020, 10.0), ("NL_1", 2020, 3.0))]  # fmt: skip
    out = one({"type": "relative", "numerator": ["income"], "denominator": ["returns"], "factor": 100}, rows,
              {"income": {"kind": "flow"}, "returns": {"kind": "flow"}})  # fmt: skip
    assert out.loc[("BE_1", 2020), ["value", "numerator", "denominator"]].tolist() == [150, 300, 200]
    assert out.loc[("BE_2", 2020), "value"] == 50
    assert out.loc[("BE", 2020), "value"] == 100
    assert out.loc[("NL_1", 2020), "value"] == 100


def test_a_measure_made_of_two_others_is_a_ratio_of_sums_at_every_level():
    rows = [figures("income", ("BE_1", 2015, 100.0), ("BE_2", 2015, 400.0), ("BE_1", 2020, 200.0), ("BE_2", 2020, 400.0)),
            figures("returns", *[(a, y, n) for a, n in (("BE_1", 10.0), ("BE_2", 20.0)) for y in (2015, 2020)])]  # fmt: skip
    mean = {"kind": "level", "adds_up": "none", "sources": [], "quotient": {"numerator": ["income"], "denominator": ["returns"]}}
    out = one({"type": "growth", "measure": {"BE": "mean"}, "years": 5}, rows, {"income": {}, "returns": {}, "mean": mean})
    assert out.loc[("BE_1", 2020), "value"] == pytest.approx(100)
    assert out.loc[("BE", 2020), "value"] == pytest.approx(20), "600/30 over 500/30"


def test_small_numbers_are_shown_as_unreliable_and_do_not_mark_the_group():
    rows = [figures("a", *[(t, 2020, 40.0) for t in ALL]), figures("b", ("BE_1", 2020, 50.0), ("BE_2", 2020, 60.0))]
    formula = {"type": "ratio", "numerator": ["a"], "denominator": ["b"], "factor": 1}
    out = one(formula, rows, {"a": {}, "b": {}}, small={"min_denominator": 100})
    assert out.loc[("BE_1", 2020), ["value", "status"]].tolist() == [0.8, "U"]
    assert out.loc[("BE", 2020), ["value", "status"]].tolist() == [pytest.approx(80 / 110), "A"]


def test_a_median_of_few_sales_is_unreliable():
    rows = [figures("price", ("BE_1", 2020, 9.0), ("BE_2", 2020, 8.0), ("NL_1", 2020, 7.0)),
            figures("sales", ("BE_1", 2020, 19.0), ("BE_2", 2020, 20.0))]  # fmt: skip
    out = one({"type": "level", "measure": "price"}, rows, {"price": LEVEL, "sales": {}}, small={"count": "sales", "min_count": 20})
    assert out["status"].loc[["BE_1", "BE_2", "NL_1"]].tolist() == ["U", "A", "A"]


def test_no_sum_across_a_border_that_the_grades_forbid():
    rows = [figures("a", *[(t, 2020, 1.0) for t in ALL]), figures("b", *[(t, 2020, 2.0) for t in ALL])]
    formula = {"type": "ratio", "numerator": ["a"], "denominator": ["b"]}
    grade = {"NL-BE": "A", "NL-DE": "C", "BE-DE": "A"}
    out = one(formula, rows, {"a": {}, "b": {}}, grade=grade)
    assert out.loc[("emr", 2020), ["status", "reason"]].tolist() == ["M", "undefined"]
    assert pd.isna(out.loc[("emr", 2020), "numerator"])
    assert out.loc[("BE", 2020), "value"] == 0.5


def test_members_that_are_many_but_hold_few_residents_are_not_enough():
    rows = [figures("a", ("BE_1", 2020, 1.0)), figures("b", ("BE_1", 2020, 2.0)),
            figures("population", ("BE_1", 2020, 10.0), ("BE_2", 2020, 990.0))]  # fmt: skip
    formula = {"type": "ratio", "numerator": ["a"], "denominator": ["b"]}
    out = one(formula, rows, {"a": {}, "b": {}, "population": {}}, min_coverage=0.5)
    assert out.loc[("BE", 2020), ["status", "coverage"]].tolist() == ["O", 0.5]


def test_one_rule_says_what_may_be_put_together():
    declared = Indicator.model_validate(indicator("x", type="level", measure="a") | {"grade": {"NL-BE": "B", "NL-DE": "C", "BE-DE": "D"}})
    assert declared.may("aggregate", ["NL", "BE"]) and declared.may("scale", ["DE"])
    assert not declared.may("rank", ["NL", "DE"]) and declared.may("trend", ["NL", "DE"])
    assert not declared.may("trend", ["BE", "DE"])
    assert declared.per_country


@pytest.mark.parametrize("formula", [
    {"type": "ratio"}, {"type": "level", "numerator": ["a"]}, {"type": "ratio", "numerator": ["a"]},
    {"type": "ratio", "pool": 0, "published": "a"},
])  # fmt: skip
def test_a_formula_without_its_parts_is_refused(formula):
    with pytest.raises(ValidationError):
        Formula.model_validate(formula)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 1000)), min_size=2, max_size=2))
def test_relative_of_the_country_is_always_the_factor(pairs):
    rows = [figures("a", *[(t, 2020, float(p[0])) for t, p in zip(ALL[:2], pairs, strict=True)]),
            figures("b", *[(t, 2020, float(p[1])) for t, p in zip(ALL[:2], pairs, strict=True)])]  # fmt: skip
    out = one({"type": "relative", "numerator": ["a"], "denominator": ["b"], "factor": 100}, rows, {"a": {}, "b": {}})
    assert out.loc[("BE", 2020), "value"] == pytest.approx(100)
    expected = sum(out.loc[(town, 2020), "denominator"] for town in ALL[:2])
    assert out.loc[("BE", 2020), "denominator"] == pytest.approx(expected)
