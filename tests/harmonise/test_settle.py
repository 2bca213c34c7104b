"""Precedence, differences told, census fill, breaks."""

from __future__ import annotations

import pandas as pd

from tests.harmonise.small import AREAS, WORDS, catalogue, figures
from wohnmonitor.harmonise.settle import settle


def test_the_first_source_stands_and_the_difference_is_told():
    frame = pd.concat([
        figures("population", ("BE_1", 2020, 100.0)), figures("population", ("BE_1", 2020, 103.0)).assign(source="old"),
    ])  # fmt: skip
    kept, conflicts = settle(frame.sample(frac=1, random_state=1), AREAS, catalogue(population={}))
    assert kept[["value", "source"]].to_numpy().tolist() == [[100.0, "new"]]
    assert conflicts[["other_source", "difference"]].to_numpy().tolist() == [["old", 3.0]]


def test_a_gap_of_the_first_source_is_filled_by_the_next():
    frame = pd.concat([
        figures("population", ("BE_1", 2020, float("nan"), "Q", "suppressed")),
        figures("population", ("BE_1", 2020, 103.0)).assign(source="old"),
    ])  # fmt: skip
    kept, conflicts = settle(frame, AREAS, catalogue(population={}))
    assert kept["value"].tolist() == [103.0] and conflicts.empty


def test_rounding_is_no_difference():
    frame = pd.concat([
        figures("population", ("BE_1", 2020, 1234.0)), figures("population", ("BE_1", 2020, 1230.0)).assign(source="old", precision=10),
    ])  # fmt: skip
    _, conflicts = settle(frame, AREAS, catalogue(population={}))
    assert conflicts.empty


def test_a_census_fills_only_years_the_country_lacks():
    frame = pd.concat([
        figures("dwellings", ("BE_1", 2024, 50.0), ("DE_1", 2011, 70.0)),
        figures("dwellings_census", ("BE_1", 2011, 45.0), ("DE_1", 2011, 71.0), ("DE_1", 2022, 80.0)).assign(source="census"),
    ])  # fmt: skip
    declared = catalogue(dwellings={"census": "dwellings_census"}, dwellings_census={"sources": ["census"]})
    kept, _ = settle(frame, AREAS, declared)
    plain = kept[kept["measure"] == "dwellings"].set_index(["area_id", "year"])
    assert plain.loc[("BE_1", 2011), ["value", "status"]].tolist() == [45, "B"]
    assert plain.loc[("DE_1", 2011), ["value", "status"]].tolist() == [70, "A"]
    assert plain.loc[("DE_1", 2022), ["value", "status"]].tolist() == [80, "B"]


def test_a_declared_break_is_marked_and_starts_a_segment():
    declared = catalogue(population={"breaks": [{"country": "DE", "year": 2012, "cause": WORDS}]})
    frame = figures("population", ("DE_1", 2011, 100.0), ("DE_1", 2012, 90.0), ("DE_1", 2013, 91.0), ("NL_1", 2012, 5.0))
    kept, _ = settle(frame, AREAS, declared)
    rows = kept.set_index(["area_id", "year"])
    assert rows.loc["DE_1", "status"].tolist() == ["A", "B", "A"]
    assert rows.loc["DE_1", "segment"].tolist() == [0, 1, 1]
    assert rows.loc[("NL_1", 2012), ["status", "segment"]].tolist() == ["A", 0]
