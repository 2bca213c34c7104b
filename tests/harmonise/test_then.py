"""Territories of the past, worked out by hand: lives, successors, what stays secret."""

from __future__ import annotations

import pandas as pd
import pytest

from wohnmonitor.harmonise import then
from wohnmonitor.paths import reference_dir
from wohnmonitor.reference import load_reference
from wohnmonitor.schema import VALUES

REFERENCE = load_reference(reference_dir())
TIMELINE = then.timeline(REFERENCE.area, REFERENCE.change)


@pytest.mark.parametrize(
    ("area", "lives"),
    [
        ("NL_GM0957", [("0000-00-00", "1990-12-31"), ("1991-01-01", "2006-12-31"), ("2007-01-01", "9999-12-31")]),
        ("NL_GM0971", [("0000-00-00", "9999-12-31")]),  # Stein: border corrections only, they move no counts
        ("BE_71022", [("0000-00-00", "2024-12-31")]),
        ("BE_72043", [("2019-01-01", "9999-12-31")]),
        ("DE_05354032", [("0000-00-00", "2009-10-20")]),
        ("NL_GM1507", [("2001-01-01", "2009-12-31"), ("2010-01-01", "9999-12-31")]),
    ],
)
def test_a_territory_lasts_until_an_event_moves_counts(area, lives):
    rows = TIMELINE[TIMELINE["area_id"] == area]
    assert list(rows[["since", "until"]].itertuples(index=False, name=None)) == lives


def test_years_are_those_whose_first_day_it_saw():
    years = {row.area_id: (row.first, row.last) for row in TIMELINE.itertuples()}
    assert years["DE_05354032"] == (0, 2009) and years["DE_05334032"] == (2010, 9999)
    assert years["NL_GM1679"] == (1995, 2006)  # Ambt Montfort, from 1 February 1994


def test_every_former_territory_leads_to_one_of_today():
    today = set(REFERENCE.membership["municipality_id"])
    assert set(TIMELINE["successor"]) == today
    heir = TIMELINE.set_index("area_id")["successor"]
    assert (heir["BE_73040"], heir["NL_GM0993"], heir["DE_05313000"]) == ("BE_71072", "NL_GM1507", "DE_05334002")
    old = then.former(TIMELINE, 1995)
    assert set(old.loc[old["recoded"], "area_id"].str[:8]) == {"DE_05313", "DE_05354"}


def rows(**figures: tuple) -> pd.DataFrame:
    """area -> (value, reason) of one indicator in 2018, of municipalities."""
    frame = pd.DataFrame(
        [("births", area.replace("_at_", "@"), "municipality", 2018, value, reason) for area, (value, reason) in figures.items()],
        columns=["indicator", "area_id", "level", "year", "value", "reason"],
    )
    frame["status"] = frame["reason"].map({"suppressed": "Q", "not_delivered": "O"}).fillna("A")
    frame["numerator"] = frame["value"]
    return frame.reindex(columns=VALUES)


OLD = pd.DataFrame({
    "key": ["a@0", "b@0"], "area_id": ["a", "b"], "first": 0, "last": 2018, "successor": "c", "recoded": False,
})  # fmt: skip


def test_a_suppressed_part_is_not_what_the_others_leave_of_the_whole():
    """c = a + b is shown and a is suppressed: b would give it away."""
    today, past = then.split(rows(c=(9.0, None), a_at_0=(float("nan"), "suppressed"), b_at_0=(6.0, None)), OLD)
    assert today["value"].tolist() == [9.0]
    assert past["area_id"].tolist() == ["a", "b"] and past["value"].isna().all()
    assert set(past["reason"]) == {"suppressed"} and set(past["status"]) == {"Q"} and past["numerator"].isna().all()
    _, past = then.split(rows(c=(float("nan"), "suppressed"), a_at_0=(float("nan"), "suppressed"), b_at_0=(6.0, None)), OLD)
    assert past.set_index("area_id")["value"]["b"] == 6


def test_a_gap_says_what_today_knows():
    nothing = (float("nan"), "not_delivered")
    _, past = then.split(rows(c=(9.0, None), a_at_0=nothing, b_at_0=nothing), OLD)
    assert set(past["reason"]) == {"not_convertible"}
    _, past = then.split(rows(c=(float("nan"), "district_only"), a_at_0=nothing, b_at_0=nothing), OLD)
    assert set(past["reason"]) == {"district_only"} and set(past["status"]) == {"L"}
    _, past = then.split(rows(c=nothing, a_at_0=nothing, b_at_0=nothing), OLD)
    assert set(past["reason"]) == {"not_delivered"}
