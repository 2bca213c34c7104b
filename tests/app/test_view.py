"""Rows of a view: one year, the latest values, ranks, first views."""

from __future__ import annotations

import pandas as pd

from wohnmonitor.app import view
from wohnmonitor.narrow import latest

COUNTRY = {"a": "BE", "b": "BE", "c": "NL", "d": "DE"}


def frame(*rows) -> pd.DataFrame:
    columns = ["area_id", "year", "value", "status", "reason"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64"})


VALUES = frame(
    ("a", 2020, 1, "A", ""),
    ("a", 2022, 2, "A", ""),
    ("a", 2030, 9, "F", ""),
    ("b", 2005, 3, "A", ""),
    ("b", 2022, None, "Q", "suppressed"),
    ("c", 2021, 4, "E", ""),
    ("c", 2022, None, "O", "not_delivered"),
    ("d", 2022, None, "L", "not_collected"),
)


def test_latest_is_the_newest_value_within_the_window_and_no_forecast():
    rows = latest(VALUES, 5).set_index("area_id")
    assert rows.loc["a", ["year", "value"]].tolist() == [2022, 2]
    assert rows.loc["c", ["year", "value"]].tolist() == [2021, 4]
    assert pd.isna(rows.loc["b", "value"]) and rows.loc["b", "reason"] == "suppressed"
    assert rows.loc["d", "reason"] == "not_collected"
    assert latest(VALUES, 17).set_index("area_id").loc["b", "year"] == 2005
    assert rows.index.is_unique


def test_latest_of_gaps_only():
    rows = latest(VALUES[VALUES["area_id"] == "d"], 5)
    assert rows["reason"].tolist() == ["not_collected"]
    assert latest(VALUES.iloc[0:0], 5).empty


def test_ranks_over_all_and_within_a_country():
    rows = frame(("a", 1, 5, "A", ""), ("b", 1, 7, "A", ""), ("c", 1, 7, "A", ""), ("d", 1, None, "L", "not_collected"))
    overall = view.with_ranks(rows, COUNTRY, per_country=False).set_index("area_id")
    assert overall["rank"].tolist()[:3] == [3, 1, 1] and overall["of"].tolist()[:3] == [3, 3, 3]
    assert pd.isna(overall.loc["d", "rank"]) and pd.isna(overall.loc["d", "of"])
    own = view.with_ranks(rows, COUNTRY, per_country=True).set_index("area_id")
    assert own["rank"].tolist()[:3] == [2, 1, 1] and own["of"].tolist()[:3] == [2, 2, 1]


def test_fifths_run_from_one_to_five():
    rows = frame(*(("abcd"[0] + str(n), 1, n, "A", "") for n in range(10)))
    ranked = view.with_ranks(rows, {f"a{n}": "BE" for n in range(10)}, per_country=True)
    assert ranked["fifth"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def filled(**years: dict[int, int]) -> pd.DataFrame:
    """Country -> year -> areas with a value; the most of them is what it ever has."""
    rows = [(country, year, areas, max(by.values())) for country, by in years.items() for year, areas in by.items()]
    return pd.DataFrame(rows, columns=["country", "year", "areas", "ever"])


def test_first_view_is_the_newest_year_of_all_three_countries_or_the_latest_values():
    full = {2019: 4, 2020: 4}
    assert view.first_view(filled(BE=full | {2021: 4}, NL=full, DE=full)) == ("year", 2020)
    assert view.first_view(filled(BE={2022: 1}, NL={2021: 1})) == ("latest", 2022)
    assert view.years_of_all(filled(BE={2022: 1}, NL={2021: 1})) == []


def test_a_year_counts_from_half_of_the_areas_on():
    full = {2019: 4, 2020: 2, 2021: 1}
    assert view.years_of_all(filled(BE=full, NL=full, DE=full)) == [2019, 2020]


def test_years_of_forecasts_only_open_nothing():
    assert view.first_view(filled(BE={2020: 3, 2040: 0})) == ("latest", 2020)
    assert view.first_view(filled(BE={2040: 0})) == ("latest", 2040)


def test_a_value_of_low_reliability_is_shown_but_has_no_place():
    rows = pd.DataFrame({"area_id": ["a", "b", "c"], "value": [9.0, 5.0, 7.0], "status": ["U", "A", "A"]})
    ranked = view.with_ranks(rows, dict.fromkeys("abc", "BE"), per_country=False).set_index("area_id")
    assert ranked.loc[["c", "b"], "rank"].tolist() == [1, 2]
    assert pd.isna(ranked.loc["a", "rank"]) and ranked.loc["b", "of"] == 2
    assert ranked.loc["a", "fifth"] == 5
