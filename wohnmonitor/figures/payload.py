"""All years of one indicator at one level, small enough for one request: what the map recolours from."""

from __future__ import annotations

import math
from collections.abc import Iterator

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
    for area, year, value, status, segment, ref_date, source, reason in _rows(here, "status", "segment", "ref_date", "source", "reason"):
        at = place[area]
        has = not math.isnan(value)
        table["value"][year][at] = _rounded(value, indicator.decimals) if has else None
        table["status"][year][at] = status
        table["segment"][year][at] = segment
        if has:
            key = country.get(area) or "emr"
            dates[year].setdefault(key, ref_date)
            sources[year].setdefault(key, source)
            if is_corrected(source):
                corrected.setdefault(str(year), []).append(at)
        else:
            table["reason"][year][at] = reasons.index(reason)
    upper: dict[str, dict[str, float | int]] = {}
    told: dict[str, dict[str, list]] = {}
    above = values[values["level"].isin(["region", "country", "emr"]) & values["value"].notna()].sort_values("area_id", kind="stable")
    for area, year, value, status, coverage in _rows(above, "status", "coverage"):
        upper.setdefault(area, {})[str(year)] = _rounded(value, indicator.decimals)
        if status != "A" or coverage < FULL:
            told.setdefault(area, {})[str(year)] = [status, round(coverage, 4)]
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
        "upper": upper,
        "upper_told": told,
    }


def _rows(values: pd.DataFrame, *more: str) -> Iterator[tuple]:
    """area_id, year, value and more, row by row; columns as lists cost a tenth of itertuples."""
    return zip(*(values[name].tolist() for name in ("area_id", "year", "value", *more)), strict=True)


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
