"""Figures read from the official files with plain tools and worked out by hand, against what the monitor shows.

hand_worked.csv: indicator, area_id, year; value as printed or worked out (blank: a gap), unit, status, reason, reference date;
file and cell it was read from, how it was worked out, and the day of the check.

The rows of the indicators after the first eleven were drawn from the release with random.Random(20261125): one figure of
each (first its country, then area and year), four E, three B, five U and one P more, and two gaps for each reason.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

with (Path(__file__).parent / "hand_worked.csv").open(encoding="utf-8", newline="") as stream:
    FIGURES = list(csv.DictReader(stream))

MERGED = {"BE_71072": "Hasselt", "BE_72043": "Pelt", "BE_72042": "Oudsbergen", "BE_73111": "Tongeren-Borgloon"}
POPULATION = ("population", "population_density", "population_growth_1y", "population_growth_5y")


def known(monitor, indicator: str, area: str) -> dict[int, float]:
    """Years with a value."""
    rows = monitor.values(indicator, areas=[area]).dropna(subset=["value"])
    return dict(zip(rows["year"], rows["value"], strict=True))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f"{f['indicator']}-{f['area_id']}-{f['year']}")
def test_figure(monitor, figure):
    row = monitor.values(figure["indicator"], areas=[figure["area_id"]], years=int(figure["year"])).iloc[0]
    where = f"{figure['file']}, {figure['cell']}: {figure['working']}"
    assert row["unit"] == figure["unit"]
    assert row["status"] == figure["status"], where
    if figure["value"]:
        printed = Decimal(figure["value"])
        half = 0.5 * 10.0 ** printed.as_tuple().exponent
        assert abs(row["value"] - float(printed)) <= half * 1.0001, where
        assert str(row["ref_date"])[:10] == figure["ref_date"], where
        assert pd.isna(row["reason"])
    else:
        assert pd.isna(row["value"]), where
        assert row["reason"] == figure["reason"], where


def test_spread():
    """Every indicator with values, three countries, several levels and statuses, values and gaps."""
    assert len({f["indicator"] for f in FIGURES}) >= 87
    assert set("ABEUP") <= {f["status"] for f in FIGURES}
    assert {"NL", "BE", "DE"} <= {f["area_id"][:2] for f in FIGURES}
    assert len([f for f in FIGURES if f["value"]]) >= 130
    assert len({(f["indicator"], f["area_id"], f["year"]) for f in FIGURES}) == len(FIGURES)


@pytest.mark.parametrize("area", MERGED, ids=MERGED.get)
def test_merged_communes_have_a_full_history(monitor, area):
    """Through the mergers of 2019 and 2025: every year of the files, exact, none guessed."""
    years = [*range(1992, 2025), 2026]
    rows = monitor.values("population", areas=[area]).set_index("year").loc[years]
    assert rows["value"].gt(0).all()
    assert (rows["status"] == "A").all()
    assert sorted(known(monitor, "population_growth_1y", area)) == list(range(1993, 2025))


def test_beekdaelen_has_exactly_the_years_of_which_all_parts_are_known(monitor):
    assert sorted(known(monitor, "population", "NL_GM1954")) == [2013, 2015, 2016, 2017, *range(2019, 2027)]


def test_roermond_has_no_figure_before_2007(monitor):
    """The code GM0957 is older than the municipality of today: a smaller town must not stand for it."""
    for indicator in ("population", "population_density", "house_price", "house_price_index"):
        rows = monitor.values(indicator, areas=["NL_GM0957"])
        before = rows[rows["year"] < 2007]
        assert before["value"].isna().all()
        assert set(before["reason"]) <= {"not_convertible", "not_delivered"}
        assert min(known(monitor, indicator, "NL_GM0957")) == 2007
    assert min(known(monitor, "population_growth_1y", "NL_GM0957")) == 2008
    assert min(known(monitor, "population_growth_5y", "NL_GM0957")) == 2012


def test_german_population_on_the_census_of_2022_is_not_joined(monitor):
    rows = monitor.values("population", level="municipality", years=(2024, 2025))
    german = rows[rows["area_id"].str.startswith("DE_")]
    after, before = german[german["year"] == 2025], german[german["year"] == 2024]
    assert (after["status"] == "B").all() and after["value"].notna().all()
    assert (before["status"] == "A").all()
    assert not set(after["segment"]) & set(before["segment"])
    for indicator in ("population_growth_1y", "population_growth_5y"):
        rows = monitor.values(indicator, years=2025)
        rows = rows[rows["area_id"].str.startswith("DE") | rows["area_id"].eq("region-aachen")]
        assert len(rows) == 46 + 4 + 1 + 1
        assert rows["value"].isna().all()
        assert set(rows["reason"]) == {"break"}


def test_a_german_31_december_is_the_next_year(monitor):
    rows = monitor.values("population", level="municipality").dropna(subset=["value"])
    rows = rows[rows["area_id"].str.startswith("DE_")]
    assert (rows["ref_date"].astype(str).str[:10] == (rows["year"] - 1).astype(str) + "-12-31").all()


@pytest.mark.parametrize("indicator", ["population", "dwellings"])
def test_each_level_is_the_sum_of_its_members(monitor, indicator):
    """In every year of which all members are known; where one lacks there is no sum."""
    rows = monitor.values(indicator)
    members = monitor.membership()
    towns = rows[rows["level"] == "municipality"]
    parts = towns.merge(members, left_on="area_id", right_on="municipality_id", suffixes=("", "_up"))
    sums = parts.groupby(["area_id_up", "year"])["value"].agg(total="sum", n="count", size="size").reset_index()
    upper = rows[rows["level"] != "municipality"]
    both = upper.merge(sums, left_on=["area_id", "year"], right_on=["area_id_up", "year"])
    assert len(both) == len(upper)
    whole = both["n"] == both["size"]
    assert whole.sum() > 100
    assert (both.loc[whole, "value"] == both.loc[whole, "total"]).all()
    assert (both.loc[whole, "coverage"] == 1).all()
    # The publisher's rows of districts may stand where its municipalities lack; a short sum may not.
    short = both[~whole & both["value"].notna()]
    assert set(short["area_id"].str[:2]) <= {"DE", "re"}
    assert (short["value"] > short["total"]).all()


def test_no_price_is_averaged(monitor):
    """Above the municipality only rows that a publisher prints; in a merger no mean of the parts."""
    for indicator in ("house_price", "house_price_index"):
        rows = monitor.values(indicator).dropna(subset=["value"])
        assert set(rows.loc[rows["level"] != "municipality", "area_id"]) == {"limburg-nl", "limburg-be"}
    starts = {"NL_GM1954": 2019, "NL_GM1903": 2011, "NL_GM1894": 2010, "NL_GM1640": 2007, "NL_GM1641": 2007, "NL_GM0983": 2010}
    assert {area: min(known(monitor, "house_price", area)) for area in starts} == starts


@pytest.mark.parametrize("stem", ["disposable_income", "apartment_price"])
def test_quartiles_are_in_order(monitor, stem):
    query = "SELECT area_id, year, measure, value FROM measure_value WHERE measure IN (?, ?, ?) AND value IS NOT NULL"
    names = [f"{stem}_{part}" for part in ("q1", "median", "q3")]
    table = monitor.now.query(query, names).pivot(index=["area_id", "year"], columns="measure", values="value").dropna()
    assert len(table) > 500
    assert (table[names[0]] <= table[names[1]]).all() and (table[names[1]] <= table[names[2]]).all()


def test_a_dash_is_zero_only_where_the_parent_closes(monitor):
    """31111-01-02-5, 2015, dwellings in buildings with three and more: Monschau `-`, and the ten add up to 1,756."""
    query = "SELECT value, status FROM measure_value WHERE measure = 'flats_permitted' AND area_id = ? AND year = ?"
    monschau = monitor.now.query(query, ["DE_05334020", 2015]).iloc[0]
    assert (monschau["value"], monschau["status"]) == (0, "A")
    towns = monitor.now.query("""SELECT sum(value) AS total, count(value) AS n FROM measure_published
        WHERE measure = 'flats_permitted' AND source = 'regio_31111_01_02_5' AND year = 2015 AND area_id LIKE 'DE_05334___'""")
    assert towns.iloc[0].tolist() == [1756, 10]
    parent = monitor.now.query("""SELECT value FROM measure_published
        WHERE measure = 'flats_permitted' AND source = 'regio_31111_01_02_5' AND year = 2015 AND area_id = 'DE_05334'""")
    assert parent["value"].tolist() == [1756]
    # 31111-01-02-4, 2008: the dash of 05334 means that the district did not exist; 140 (city) + 136 (05354) is its figure.
    assert monitor.now.query(query, ["DE_05334", 2008])["value"].tolist() == [276]


def test_plombieres_2024_is_a_gap_with_its_reason(monitor):
    rows = monitor.values("dwellings_permitted_per_1000", level="municipality", years=2024)
    belgian = rows[rows["area_id"].str.startswith("BE_") & rows["value"].isna()]
    assert sorted(belgian["area_id"]) == ["BE_63088", "BE_64063"]
    assert belgian["reason"].notna().all()


def test_herstappe_has_zeros_and_gaps_apart(monitor):
    """Eighty persons: a year without a permit is a printed zero, a year without a sale has no price."""
    permits = known(monitor, "dwellings_permitted_per_1000", "BE_73028")
    assert {year for year, value in permits.items() if value} == {2008, 2009, 2011, 2023}
    assert len(permits) == 29
    prices = monitor.values("house_price", areas=["BE_73028"], years=(2010, 2024)).set_index("year")
    assert prices["value"].isna().all()
    assert set(prices.index[prices["reason"] == "suppressed"]) == {2010, 2019, 2021, 2022}
    assert set(prices.index[prices["reason"] == "undefined"]) == set(range(2010, 2025)) - {2010, 2019, 2021, 2022}
