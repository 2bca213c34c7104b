"""From the values of an indicator to the rows of one view: a year, a change, a difference; ranks; first views.

Frames in, frames out. Input: columns of schema.EXPORT. Key of the output: area_id.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wohnmonitor.app.measures import DECIMALS
from wohnmonitor.schema import COUNTRIES, REASON_STATUS, STATUS_RANK

UNRELIABLE = "U"
SPAN = 5
"""Years of a change, where the reader names none."""


def of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of one year, one per area."""
    return frame[frame["year"] == year]


def told(measure: str, before: pd.Series, now: pd.Series, years: int, decimals: int) -> pd.Series:
    """Two figures as one: `absolute` and `points` subtract, `percent` and `index` divide, `yearly` is the mean rate in % a year
    (the formula growth with `annual`). No ratio to what is not above zero, nor of what is below. Figures are taken with the two
    digits more than are shown that the map's file holds, and so is the result: page and server find the same number."""
    before, now = rounded(before, decimals + 2), rounded(now, decimals + 2)
    if measure in ("absolute", "points"):
        return rounded(now - before, decimals + 2)
    ratio = now.where(now >= 0) / before.where(before > 0)
    if measure == "yearly":
        ratio = ratio ** (1 / max(years, 1))
    return rounded(ratio * 100 if measure == "index" else (ratio - 1) * 100, DECIMALS[measure] + 2)


def rounded(values: pd.Series, decimals: int) -> pd.Series:
    """Half upwards, as the scripts round."""
    return np.floor(values * 10.0**decimals + 0.5) / 10.0**decimals


def of_change(frame: pd.DataFrame, since: int, year: int, measure: str, decimals: int) -> pd.DataFrame:
    """The change from `since` to `year`, one row per area; `before` and `now` are the two figures. A gap where either year has
    one, with its reason (the later year's first); `break` where one lies between; `undefined` without a ratio. The status is the
    weaker of the two. measure: of measures.SUITED; decimals: of the indicator. Key: area_id."""
    at = {one: frame[frame["year"] == one].set_index("area_id") for one in {since, year}}
    ids = at[year].index.union(at[since].index)
    before, now = at[since].reindex(ids), at[year].reindex(ids)
    joined = before["value"].notna() & now["value"].notna()
    broken = joined & (before["segment"] != now["segment"])
    value = told(measure, before["value"], now["value"], year - since, decimals).where(joined & ~broken)
    reason = now["reason"].where(now["value"].isna(), before["reason"])
    reason = reason.mask(broken, "break").mask(joined & ~broken & value.isna(), "undefined")
    return _combined(now.assign(year=year), before, value, reason)


def of_difference(rows: pd.DataFrame, marks: pd.DataFrame, measure: str, decimals: int) -> pd.DataFrame:
    """How far each row of a year lies from its benchmark. marks: area_id -> value and status of the benchmark; `undefined` where
    there is none. `before` is the benchmark's value, `now` the area's. Key: area_id."""
    now = rows.set_index("area_id")
    before = marks.reindex(now.index)
    value = told(measure, before["value"].astype(float), now["value"], 1, decimals)
    reason = now["reason"].where(now["value"].isna(), "undefined")
    return _combined(now, before, value, reason)


def _combined(now: pd.DataFrame, before: pd.DataFrame, value: pd.Series, reason: pd.Series) -> pd.DataFrame:
    """Rows with `value`; their status, or the reason of the gap. A break within one stretch (B) is no defect of what stays in it."""
    has = value.notna()
    status = [max(_rank(one), _rank(other)) for one, other in zip(now["status"], before["status"], strict=True)]
    gap = reason.map(REASON_STATUS).fillna("O")
    found = now.assign(before=before["value"].astype(float), now=now["value"], value=value)
    found = found.assign(status=gap.mask(has, pd.Series([STATUS_RANK[rank] for rank in status], index=now.index)))
    found["reason"] = reason.astype(object).mask(has, None)
    for name in ("indicator", "area_name", "level", "unit", "comparability", "segment"):
        if name in now and name in before:  # of an area that has a row in the earlier year alone
            found[name] = now[name].where(now[name].notna(), before[name])
    if "coverage" in now and "coverage" in before:
        other = before["coverage"].astype(float)
        found["coverage"] = now["coverage"].where(~(other < now["coverage"]), other)
    return found.rename_axis("area_id").reset_index()


def _rank(status: object) -> int:
    return STATUS_RANK.index(status) if isinstance(status, str) and status != "B" and status in STATUS_RANK else 0


def first_year(years: list[int], breaks: list[int], year: int) -> int | None:
    """The year a change up to `year` begins with: about SPAN years before, without a break in between where that can be. None where
    no year lies before. years: those that may be compared, breaks: first years of a new stretch. shell.js finds the same one."""
    before = [one for one in years if one < year]
    whole = [one for one in before if not any(one < cut <= year for cut in breaks)]
    return min(whole or before, key=lambda one: (abs(one - (year - SPAN)), one), default=None)


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
