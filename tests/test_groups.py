"""Own groups: ratio of sums for any set of areas, what stands in, what is forbidden, and limits instead of a blank."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harmonise.small import AREAS, CHANGES, MEMBERSHIP, catalogue, figures, indicator
from tests.harmonise.test_derive import ALL
from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.groups import Laid, group
from wohnmonitor.harmonise.derive import derive
from wohnmonitor.harmonise.levels import all_levels
from wohnmonitor.schema import EXPORT

NAN = float("nan")
GAP = (NAN, "O", "not_delivered")


def grouped(members: list[str], formula: dict, frames: list[pd.DataFrame], measures: dict, **extra) -> pd.DataFrame:
    declared = catalogue(indicator("x", **formula) | extra, **measures)
    levels = all_levels(pd.concat(frames), AREAS, MEMBERSHIP, CHANGES, declared)
    values = derive(levels, AREAS, MEMBERSHIP, declared)
    persons = levels.loc[levels["measure"] == "population", ["area_id", "year", "value"]]
    if persons.empty:
        persons = pd.DataFrame([(a, 2020, 1.0) for a in AREAS["area_id"]], columns=["area_id", "year", "value"])
    return group(declared.indicators["x"], Laid(values, AREAS, MEMBERSHIP, persons), members).set_index("year")


def test_a_count_is_complete_or_lies_between_limits():
    rows = [figures("n", ("BE_1", 2020, 10.0), ("BE_2", 2020, *GAP), ("NL_1", 2020, 4.0), ("BE", 2020, 25.0), ("BE_1", 2021, 1.0))]
    formula = {"type": "level", "measure": "n"}
    out = grouped(["BE_1", "NL_1"], formula, rows, {"n": {}})
    assert out.loc[2020, ["value", "coverage"]].tolist() == [14, 1] and np.isnan(out.loc[2020, "lower"])
    both = grouped(["BE_1", "BE_2", "NL_1"], formula, rows, {"n": {}})
    assert both.loc[2020, "value"] == 29, "the published total of Belgium stands in for its municipalities"
    part = grouped(["BE_2", "DE_1"], formula, rows, {"n": {}})
    assert np.isnan(part.loc[2020, "value"]) and part.loc[2020, "reason"] == "not_delivered"
    assert np.isnan(part.loc[2020, "upper"]), "nobody has published a total that holds DE_1"
    assert part.loc[2020, "lower"] == 15, "what Belgium leaves for BE_2"
    assert part.loc[2020, "coverage"] == 0


def test_limits_hold_for_one_silent_member():
    rows = [figures("n", ("BE_1", 2020, *GAP), ("BE_2", 2020, *GAP), ("NL_1", 2020, 4.0), ("BE", 2020, 25.0))]
    out = grouped(["BE_2", "NL_1"], {"type": "level", "measure": "n"}, rows, {"n": {}})
    assert out.loc[2020, ["lower", "upper", "coverage"]].tolist() == [4, 29, 0.5]


def test_a_ratio_of_members_that_have_both_with_its_coverage():
    rows = [figures("a", ("BE_1", 2020, 1.0), ("BE_2", 2020, *GAP), ("NL_1", 2020, 3.0)),
            figures("b", *[(t, 2020, 10.0) for t in ALL])]  # fmt: skip
    formula = {"type": "ratio", "numerator": ["a"], "denominator": ["b"], "factor": 100}
    out = grouped(["BE_1", "BE_2", "NL_1"], formula, rows, {"a": {}, "b": {}}, min_coverage=0.5)
    assert out.loc[2020, ["value", "numerator", "denominator", "status"]].tolist() == [20, 4, 20, "E"]
    assert out.loc[2020, "coverage"] == pytest.approx(2 / 3)
    withheld = grouped(["BE_1", "BE_2", "NL_1"], formula, rows, {"a": {}, "b": {}})
    assert np.isnan(withheld.loc[2020, "value"]) and np.isnan(withheld.loc[2020, "numerator"])
    assert withheld.loc[2020, "coverage"] == pytest.approx(2 / 3)


def test_medians_are_not_merged_and_borders_are_not_crossed_against_the_grades():
    level = {"kind": "level", "adds_up": "none"}
    rows = [figures("p", ("BE_1", 2020, 1.0), ("BE_2", 2020, 2.0))]
    out = grouped(["BE_1", "BE_2"], {"type": "level", "measure": "p"}, rows, {"p": level})
    assert out.loc[2020, ["status", "reason"]].tolist() == ["O", "not_convertible"]
    rows = [figures("n", *[(t, 2020, 1.0) for t in ALL])]
    grade = {"NL-BE": "D", "NL-DE": "A", "BE-DE": "A"}
    out = grouped(["BE_1", "NL_1"], {"type": "level", "measure": "n"}, rows, {"n": {}}, grade=grade)
    assert out.loc[2020, ["status", "reason"]].tolist() == ["M", "undefined"]
    assert grouped(["BE_1", "DE_1"], {"type": "level", "measure": "n"}, rows, {"n": {}}, grade=grade).loc[2020, "value"] == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.sets(st.sampled_from(ALL)), st.sets(st.sampled_from(ALL), min_size=1),
       st.booleans())  # fmt: skip
def test_the_truth_lies_within_the_limits(counts, silent, members, told):
    truth = dict(zip(ALL, map(float, counts), strict=True))
    rows = [(t, 2020, *((NAN, "Q", "suppressed") if t in silent else (v,))) for t, v in truth.items()]
    rows += [("BE", 2020, truth["BE_1"] + truth["BE_2"])] * told + [("NL", 2019, 1.0)]
    out = grouped(sorted(members), {"type": "level", "measure": "n"}, [figures("n", *rows)], {"n": {}})
    if 2020 not in out.index:
        return
    row, real = out.loc[2020], sum(truth[t] for t in members)
    if np.isnan(row["value"]):
        assert row["lower"] <= real <= (np.inf if np.isnan(row["upper"]) else row["upper"])
    else:
        assert row["value"] == real


def test_a_group_of_a_whole_region_is_the_region(monitor):
    for indicator_id in ("population", "dwellings_per_1000", "share_women", "population_growth_5y", "owner_occupied_share", "income_index"):
        region = monitor.values(indicator_id, areas=["limburg-be"]).set_index("year")
        own = monitor.values(indicator_id, group={"x": ["limburg-be"]}).set_index("year").reindex(region.index)
        has = region["value"].notna()
        assert has.any(), indicator_id
        np.testing.assert_allclose(own.loc[has, "value"], region.loc[has, "value"], rtol=1e-9)
        assert own.loc[has, "status"].tolist() == region.loc[has, "status"].tolist()


@pytest.mark.parametrize("seed", range(5))
def test_random_groups_are_ratios_of_sums(monitor, seed):
    towns = sorted(monitor.areas("municipality")["area_id"])
    members = random.Random(seed).sample(towns, 30)
    rows = monitor.values("dwellings_per_1000", level="municipality", areas=members)
    rows = rows[rows["numerator"].notna()]
    sums = rows.groupby("year").agg(n=("numerator", "sum"), d=("denominator", "sum"), k=("area_id", "size"))
    out = monitor.values("dwellings_per_1000", group={"x": members}).set_index("year")
    for year, told in out[out["value"].notna()].iterrows():
        if told["coverage"] * 30 == pytest.approx(sums.loc[year, "k"]):
            assert told["value"] == pytest.approx(1000 * sums.loc[year, "n"] / sums.loc[year, "d"])


def test_group_rows_are_an_export_and_bad_groups_are_refused(monitor):
    frame = monitor.values("population", years=2024, group={"Dreiländereck": ["DE_05334002", "NL_GM0981", "BE_63040"]})
    assert list(frame.columns) == EXPORT
    assert frame.loc[0, ["area_id", "area_name", "level"]].tolist() == ["group:Dreiländereck", "Dreiländereck", "group"]
    assert frame.loc[0, "value"] == 252769 + 10121 + 11352
    with pytest.raises(UnknownError, match="did you mean"):
        monitor.values("population", group={"x": ["DE_05334003"]})
    with pytest.raises(CallError):
        monitor.values("population", group={"x": []})
    with pytest.raises(CallError):
        monitor.values("population", level="district", group={"x": ["BE"]})
