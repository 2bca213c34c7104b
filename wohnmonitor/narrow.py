"""Which of the rows that were read are wanted: each area's latest, of some years or statuses, comparable with a country.

Frames of schema.EXPORT in and out; their order stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from wohnmonitor.declared import Indicator
from wohnmonitor.schema import COMPARABLE, COUNTRIES, PAIRS

FORECAST = "F"
WINDOW, WINDOWS = 15, range(1, 51)
"""Years that a latest value may be older than the newest of all: usual, and what may be asked."""


def latest(frame: pd.DataFrame, window: int = WINDOW) -> pd.DataFrame:
    """Each area's newest value that is no forecast and at most `window` years older than the newest of all;
    for an area without one, its newest gap. frame: one indicator and level; values first, then gaps, each by year."""
    if frame.empty:
        return frame
    seen = frame[frame["status"] != FORECAST]
    valued = seen[seen["value"].notna()]
    if valued.empty:
        return seen.sort_values("year").drop_duplicates("area_id", keep="last")
    newest = valued["year"].max()
    valued = valued[valued["year"] >= newest - window].sort_values("year").drop_duplicates("area_id", keep="last")
    gaps = seen[~seen["area_id"].isin(valued["area_id"]) & seen["value"].isna() & (seen["year"] <= newest)]
    gaps = gaps.sort_values("year").drop_duplicates("area_id", keep="last")
    return pd.concat([valued, gaps])


def latest_of_levels(frame: pd.DataFrame, window: int = WINDOW) -> pd.DataFrame:
    """`latest` of each level for itself, in the order of the frame."""
    parts = [latest(rows, window).index for _, rows in frame.groupby("level", sort=False)]
    return frame[frame.index.isin([label for part in parts for label in part])]


def comparable(frame: pd.DataFrame, declared: Indicator, country: str, countries: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Rows that may stand on one scale with those of a country (grades A and B, schema.COMPARABLE), its own among them.

    countries: area -> the countries it lies in. Where a country has no such figure there is nothing to compare.
    """
    grade = {}
    for pair in PAIRS:
        one, other = pair.split("-")
        grade[one, other] = grade[other, one] = declared.grade[pair]
    fits = {one for one in COUNTRIES if one == country or (grade[one, country] != "-" and "scale" in COMPARABLE[grade[one, country]])}
    return frame[frame["area_id"].map(lambda area: fits.issuperset(countries[area])).astype(bool)]
