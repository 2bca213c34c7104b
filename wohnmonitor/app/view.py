"""From the values of an indicator to the rows of one view: a year, or each area's latest value; ranks; first views.

Frames in, frames out. Input: columns of schema.EXPORT. Key of the output: area_id.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from wohnmonitor.schema import COUNTRIES

FORECAST, UNRELIABLE = "F", "U"


def of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of one year, one per area."""
    return frame[frame["year"] == year]


def of_latest(frame: pd.DataFrame, window: int) -> pd.DataFrame:
    """Each area's newest value that is no forecast and at most `window` years older than the newest of all;
    for an area without one, its newest gap."""
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


def with_ranks(rows: pd.DataFrame, country: Mapping[str, str], per_country: bool) -> pd.DataFrame:
    """Adds `country`, `rank` (1 is the highest value; ties share the better place), `of` (areas with a place) and
    `fifth` (1 lowest to 5 highest, within the country). `per_country`: places within each country. A value of low
    reliability (U) has a fifth, but no place."""
    ranked = rows.assign(country=rows["area_id"].map(country).fillna(""))
    reliable = ranked["value"].where(ranked["status"] != UNRELIABLE)
    valued = reliable.notna()
    group = ranked["country"] if per_country else pd.Series("", index=ranked.index)
    by_group = reliable.groupby(group)
    by_country = ranked["value"].groupby(ranked["country"])
    share = by_country.rank(method="max", ascending=True) / by_country.transform("count")
    return ranked.assign(
        rank=by_group.rank(method="min", ascending=False),
        of=by_group.transform("count").where(valued),
        fifth=(share * 5).apply(lambda part: float("nan") if part != part else max(1, -(-part // 1))),
    )


def years_of_all(filled: pd.DataFrame) -> list[int]:
    """Years in which each of the three countries has a value for at least half of the areas it ever has one for.

    filled: rows of one indicator and level of queries.Monitor.filled.
    """
    good = filled[(filled["areas"] > 0) & (filled["areas"] * 2 >= filled["ever"]) & filled["country"].isin(COUNTRIES)]
    countries = good.groupby("year")["country"].nunique()
    return [int(year) for year in countries.index[countries == len(COUNTRIES)]]


def first_view(filled: pd.DataFrame) -> tuple[str, int]:
    """Mode and year an indicator opens with: the newest year that all three countries have; each area's latest value
    where they never meet in one year. filled: at least one row of one indicator and level."""
    if shared := years_of_all(filled):
        return "year", shared[-1]
    seen = filled[filled["areas"] > 0]
    return "latest", int((filled if seen.empty else seen)["year"].max())
