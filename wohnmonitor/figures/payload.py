"""All years of one indicator at one level, small enough for one request: what the map recolours from."""

from __future__ import annotations

import math

import pandas as pd

from wohnmonitor.declared import Indicator
from wohnmonitor.figures.classes import diverging, naturals
from wohnmonitor.schema import is_corrected

CLASSES = range(2, 10)
FULL = 0.9995
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def payload(values: pd.DataFrame, ids: list[str], country: dict[str, str], indicator: Indicator, level: str, release: str) -> dict:
    """The data file of the map.

    values: rows of the indicator at every level (schema.EXPORT). ids: areas in the order of the path file. country: area id
    -> BE, NL, DE. Returns plain JSON values; one list a year, one place an area; reasons sparse; upper_told: status and coverage
    of values of larger areas that are no plain and whole ones; corrected: year -> places of values in which a figure was corrected by hand.
    """
    here = values[values["level"] == level]
    years = sorted(here.loc[here["value"].notna(), "year"].unique().tolist())
    place = {area: number for number, area in enumerate(ids)}
    here = here[here["area_id"].isin(place) & here["year"].isin(years)]
    reasons = sorted(here["reason"].dropna().unique())
    table = {name: {year: [None] * len(ids) for year in years} for name in ("value", "status", "reason", "segment")}
    dates: dict[int, dict[str, str]] = {year: {} for year in years}
    sources: dict[int, dict[str, str]] = {year: {} for year in years}
    corrected: dict[str, list[int]] = {}
    for row in here.itertuples():
        at = place[row.area_id]
        has = not math.isnan(row.value)
        table["value"][row.year][at] = _rounded(row.value, indicator.decimals) if has else None
        table["status"][row.year][at] = row.status
        table["segment"][row.year][at] = int(row.segment)
        if has:
            key = country.get(row.area_id) or "emr"
            dates[row.year].setdefault(key, row.ref_date)
            sources[row.year].setdefault(key, row.source)
            if is_corrected(row.source):
                corrected.setdefault(str(row.year), []).append(at)
        else:
            table["reason"][row.year][at] = reasons.index(row.reason)
    upper = values[values["level"].isin(["region", "country", "emr"]) & values["value"].notna()]
    return {
        "indicator": indicator.id,
        "level": level,
        "release": release,
        "ids": ids,
        "years": years,
        "values": [table["value"][year] for year in years],
        "status": ["".join(status or "L" for status in table["status"][year]) for year in years],
        "reasons": reasons,
        "reason": [{str(at): code for at, code in enumerate(table["reason"][year]) if code is not None} for year in years],
        "ref": [dates[year] for year in years],
        "sources": [sources[year] for year in years],
        "corrected": corrected,
        "segment": ["".join(_DIGITS[segment or 0] for segment in table["segment"][year]) for year in years],
        "segments": {c: _stretches(table, years, ids, country, c) for c in sorted({country[i] for i in ids if country.get(i)})},
        "breaks": _breaks(here, indicator),
        "per_country": indicator.per_country,
        "grades": dict(indicator.grade),
        "decimals": indicator.decimals,
        "unit": indicator.unit,
        "upper": {
            area: {str(row.year): _rounded(row.value, indicator.decimals) for row in rows.itertuples()}
            for area, rows in upper.groupby("area_id", sort=True)
        },
        "upper_told": {
            area: {str(row.year): [row.status, round(float(row.coverage), 4)] for row in rows.itertuples()}
            for area, rows in upper[(upper["status"] != "A") | (upper["coverage"] < FULL)].groupby("area_id", sort=True)
        },
    }


def _rounded(value: float, decimals: int) -> float | int:
    """One digit more than is shown, so that ranks and sums of the page agree with the table."""
    number = round(float(value), decimals + 2)
    return int(number) if number == int(number) else number


def _stretches(table: dict, years: list[int], ids: list[str], country: dict[str, str], code: str) -> list[list[int]]:
    """First and last year of each stretch between breaks of a country."""
    own = [at for at, area in enumerate(ids) if country.get(area) == code]
    found: dict[int, list[int]] = {}
    for year in years:
        segments = [table["segment"][year][at] for at in own if table["value"][year][at] is not None]
        if segments:
            found.setdefault(max(segments), []).append(year)
    return [[span[0], span[-1]] for _, span in sorted(found.items())]


def _breaks(here: pd.DataFrame, indicator: Indicator) -> dict[str, list[float]]:
    """Natural limits over all years and countries pooled, so that a colour means the same in every year; the other methods
    are cheap enough for the page (wm-breaks.js)."""
    pooled = here["value"].dropna()
    if pooled.empty:
        return {}
    found = {str(n): list(breaks.limits) for n, breaks in naturals(pooled, CLASSES, indicator.decimals).items()}
    if (pooled < 0).any():
        found["diverging"] = list(diverging(pooled).limits)
    return found
