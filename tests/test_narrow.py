"""Narrowing rows: the latest of each area, some years and statuses, and what may stand beside a country."""

from __future__ import annotations

import pandas as pd
import pytest

from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.extract import Asked, extract
from wohnmonitor.schema import PAIRS, STATUSES

DETACHED = "share_single_family_detached"


def rows(monitor, *indicators: str, **asked) -> pd.DataFrame:
    return pd.concat(list(extract(monitor, Asked(indicators, **asked)).frames()), ignore_index=True)


def test_what_may_be_compared_with_a_country_is_of_grades_a_and_b(monitor):
    for declared in list(monitor.catalogue.indicators.values())[::3]:
        found = rows(monitor, declared.id, level="municipality", years=2021, comparable_with="DE")
        there = set(monitor.values(declared.id, "municipality", years=2021)["area_id"].str[:2])
        fits = {one for pair in PAIRS if "DE" in pair for one in pair.split("-") if declared.grade[pair] in "AB"} | {"DE"}
        assert set(found["area_id"].str[:2]) == there & fits, declared.id


def test_larger_areas_and_groups_stand_with_a_country_where_all_their_members_do(monitor):
    declared = monitor.catalogue.indicators[DETACHED]
    assert declared.grade["NL-BE"] in "AB" and declared.grade["BE-DE"] == "C"
    levels = set(rows(monitor, DETACHED, comparable_with="BE")["level"])
    assert "emr" not in levels and {"municipality", "region", "country"} <= levels
    group = {"two": ["BE_62063", "NL_GM0935"], "three": ["BE_62063", "NL_GM0935", "DE_05334002"]}
    assert set(rows(monitor, DETACHED, group=group, comparable_with="BE")["area_name"]) == {"two"}
    assert set(rows(monitor, "population", group=group, comparable_with="BE")["area_name"]) == {"two", "three"}


def test_latest_is_one_row_an_area_and_level(monitor):
    found = rows(monitor, "house_price", "vacancy_rate", latest=True)
    assert not found.duplicated(["indicator", "area_id"]).any()
    whole = rows(monitor, "house_price", "vacancy_rate")
    assert set(found["area_id"]) == set(whole["area_id"])
    within = rows(monitor, "population", years=(2010, 2015), latest=True, level="region")
    assert set(within["year"]) == {2015}


def test_years_among_and_statuses(monitor):
    assert sorted(set(rows(monitor, "population", years=(2010, 2020), among=(2010, 2020))["year"])) == [2010, 2020]
    assert set(rows(monitor, "population", statuses=("E", "B"))["status"]) <= {"E", "B"}
    assert len(rows(monitor, "population", statuses=tuple(STATUSES))) == len(rows(monitor, "population"))


def test_nothing_left_is_an_empty_table_and_wrong_words_are_refused(monitor):
    assert rows(monitor, "population", years=1900, comparable_with="DE", latest=True, statuses=("A",)).empty
    with pytest.raises(UnknownError, match="unknown status"):
        extract(monitor, Asked(("population",), statuses=("X",)))
    with pytest.raises(UnknownError, match="unknown country"):
        extract(monitor, Asked(("population",), comparable_with="FR"))
    with pytest.raises(CallError):
        extract(monitor, Asked(("population",), years=(2020, 2010)))
