"""Carrying over: totals conserved, exact for whole mergers, estimated for splits, refused for medians."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wohnmonitor.harmonise.territory import alive, carry_over, conversion
from wohnmonitor.paths import reference_dir
from wohnmonitor.reference import load_reference

REFERENCE = load_reference(reference_dir())


def rows(figures: dict[str, float], year: int, measure="population", day=None, status="A") -> pd.DataFrame:
    day = day or f"{year}-01-01"
    return pd.DataFrame({
        "measure": measure, "area_id": list(figures), "year": year, "ref_date": day, "territory": day,
        "value": list(figures.values()), "status": status, "reason": None, "precision": None, "source": "t", "file": "f", "row": "1",
    })  # fmt: skip


def carried(frame: pd.DataFrame, share="persons") -> pd.DataFrame:
    out = carry_over(frame, REFERENCE.area, REFERENCE.change, {"population": share, "dwellings": share, "price": None})
    return out.set_index(["area_id", "year"])


def test_a_whole_merger_is_an_exact_sum():
    out = carried(rows({"BE_72025": 10.0, "BE_72029": 20.0}, 2018))
    assert out.loc[("BE_72043", 2018), ["value", "status"]].tolist() == [30, "A"]


def test_two_mergers_in_a_row_are_followed():
    """Hoeselt and Bilzen merge in 2025; Opglabbeek and Meeuwen-Gruitrode in 2019."""
    out = carried(rows({"BE_73006": 1.0, "BE_73032": 2.0, "BE_71047": 4.0, "BE_72040": 8.0}, 2010))
    assert out.loc[("BE_73110", 2010), "value"] == 3
    assert out.loc[("BE_72042", 2010), "value"] == 12


def test_a_missing_predecessor_is_a_gap_not_a_short_sum():
    """Roermond kept its code when it took in Swalmen in 2007: its own figure of 2006 is not today's Roermond."""
    out = carried(rows({"NL_GM0957": 45000.0}, 2006))
    assert pd.isna(out.loc[("NL_GM0957", 2006), "value"])
    assert out.loc[("NL_GM0957", 2006), "reason"] == "not_convertible"


def test_a_split_is_estimated_with_the_share_of_the_measure():
    figures = {"NL_GM0993": 7813.0, "NL_GM0984": 39000.0, "NL_GM1507": 29000.0, "NL_GM0964": 7730.0}
    persons = carried(rows(figures, 2009))
    dwellings = carried(rows(figures, 2009, measure="dwellings"), share="dwellings")
    assert persons.loc[("NL_GM0984", 2009), "status"] == "E"
    assert persons.loc[("NL_GM0984", 2009), "value"] == pytest.approx(39000 + 3504)
    assert dwellings.loc[("NL_GM0984", 2009), "value"] == pytest.approx(39000 + 7813 * 1350 / 3034)


def test_the_german_recoding_of_2009_is_one_to_one_even_for_medians():
    out = carried(rows({"DE_05354032": 6.5}, 2009, measure="price", day="2008-12-31"))
    assert out.loc[("DE_05334032", 2009), ["value", "status"]].tolist() == [6.5, "A"]


def test_a_median_is_never_computed_from_the_parts_of_a_merger():
    out = carried(rows({"BE_73006": 200000.0, "BE_73032": 210000.0}, 2018, measure="price"))
    assert pd.isna(out.loc[("BE_73110", 2018), "value"])
    assert out.loc[("BE_73110", 2018), "reason"] == "not_convertible"


def test_back_cast_figures_are_not_converted_twice():
    frame = rows({"BE_71072": 500.0}, 1996)
    frame["territory"] = "2025-01-01"
    assert carried(frame).loc[("BE_71072", 1996), "value"] == 500


def test_a_suppressed_part_gives_its_reason_to_the_whole():
    frame = rows({"BE_72025": 10.0, "BE_72029": float("nan")}, 2018)
    frame.loc[1, ["status", "reason"]] = ["Q", "suppressed"]
    out = carried(frame).loc[("BE_72043", 2018)]
    assert pd.isna(out["value"]) and out["reason"] == "suppressed"


@pytest.mark.parametrize("share", ["persons", "dwellings"])
@settings(max_examples=60, deadline=None)
@given(data=st.data(), year=st.integers(1995, 2026))
def test_totals_are_conserved(share, data, year):
    day = f"{year}-01-01"
    towns = alive(REFERENCE.area, day)
    figures = {town: float(data.draw(st.integers(0, 10**6))) for town in towns[:: data.draw(st.integers(1, 3))]}
    figures = dict.fromkeys(towns, 1.0) | figures
    out = carried(rows(figures, year), share=share)
    assert out["value"].notna().all()
    assert len(out) == 199
    assert out["value"].sum() == pytest.approx(sum(figures.values()), rel=1e-9)


@given(year=st.integers(1995, 2026))
def test_every_area_of_a_date_goes_somewhere_whole(year):
    day = f"{year}-01-01"
    table = conversion(REFERENCE.change, alive(REFERENCE.area, day), day, "persons")
    assert table.groupby("from_id")["share"].sum().round(9).eq(1).all()
    today = set(REFERENCE.membership["municipality_id"])
    assert set(table["to_id"]) == today
