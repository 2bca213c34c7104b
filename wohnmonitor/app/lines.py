"""Which lines a view draws over the years: the selection, its partner regions, the Euregio; as values or as an index."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from wohnmonitor.app.panels import EMR, Picture
from wohnmonitor.app.text import EN_DASH
from wohnmonitor.figures.series import Line
from wohnmonitor.schema import COUNTRIES

MOST_REGIONS = 2
INDEXED = ("count", "money", "money_per_m2")
"""Kinds of units whose course can be told as an index."""
SPREAD = 4
"""The highest value over the lowest, from which a logarithmic axis shows more than a plain one."""


def lines_of(picture: Picture) -> list[Line]:
    """The selected areas and what they are measured against: partner regions they lie in and the Euregio, or the benchmark
    asked for; the country parts where nothing is selected."""
    areas, facts, benchmark = picture.state.areas, picture.facts, picture.state.benchmark
    if not areas:
        codes = [code for code in COUNTRIES if code in facts.areas]
        countries = [Line(picture.name(code), _values(picture, code), "country", country=code) for code in codes]
        return [*countries, *_benchmarks(picture, [EMR])]
    lines = [
        Line(picture.name(area_id), _values(picture, area_id), "selected", number, facts.country.get(area_id, ""))
        for number, area_id in enumerate(areas, 1)
    ]
    countries = [facts.country[area_id] for area_id in areas if facts.country.get(area_id)]
    if benchmark == "country":
        return lines + _benchmarks(picture, [code for code in dict.fromkeys(countries) if code not in areas])
    if benchmark not in ("emr", "region"):
        crossed = {*countries, facts.country.get(benchmark, "")} - {""}
        beside = [benchmark] if benchmark not in areas and picture.indicator.may("trend", crossed) else []
        return lines + _benchmarks(picture, beside)
    regions = list(dict.fromkeys(facts.region_of[area_id] for area_id in areas if area_id in facts.region_of))
    beside = _benchmarks(picture, [region for region in regions if region not in areas])[:MOST_REGIONS]
    return lines + beside + _benchmarks(picture, [EMR] if benchmark == "emr" and EMR not in areas else [])


def of_own_size(picture: Picture, lines: list[Line]) -> list[Line]:
    """Without the sums of larger areas, where values are counts: a whole stands beside its parts only as an index."""
    levels, areas = set(picture.levels.values()), picture.facts.areas
    if not picture.is_count or not picture.state.areas:
        return lines
    alike = areas.get(picture.state.benchmark, {}).get("level") in levels
    return [line for line in lines if line.role == "selected" or alike]


def crosses(picture: Picture, lines: list[Line], use: str = "scale") -> bool:
    """True where these lines lie on both sides of a border that `use` (of schema.USES) may not cross."""
    return not picture.indicator.may(use, {line.country for line in lines if line.country and has_values(line)})


def ways(picture: Picture, lines: list[Line], base: int | None) -> tuple[list[str], str]:
    """How the lines may be drawn, of state.SERIES, and how they are: as asked for, else counts as an index, and so whatever
    may not be compared across a border but in its course; all else as it is. base: year of the index, if there is one."""
    found = ["value"]
    index = base is not None and picture.kind in INDEXED and not crosses(picture, lines, "trend")
    if index:
        found.insert(0, "index")
    values = [value for line in of_own_size(picture, lines) for value in line.frame["value"].dropna()]
    if values and not picture.is_change and min(values) > 0 and max(values) >= SPREAD * min(values):
        found.append("log")
    suited = "index" if index and (picture.is_count or crosses(picture, lines)) else "value"
    return found, picture.state.series if picture.state.series in found else suited


def _benchmarks(picture: Picture, areas: list[str]) -> list[Line]:
    country = picture.facts.country
    found = [Line(_short(picture, area), _values(picture, area), "benchmark", country=country.get(area, "")) for area in areas]
    return [line for line in found if line.frame["value"].notna().any()]


def _short(picture: Picture, area_id: str) -> str:
    return "EMR" if area_id == EMR else picture.name(area_id)


def _values(picture: Picture, area_id: str) -> pd.DataFrame:
    return picture.facts.series(picture.state.indicator, area_id)


def has_values(line: Line) -> bool:
    """True where the line has a point to draw."""
    return bool(line.frame["value"].notna().any())


def base_year(lines: list[Line], wanted: int | None = None) -> int | None:
    """A year that all lines have: the one wanted, else the first of the longest stretch in which none of them meets a break."""
    of_line = []
    for line in lines:
        valued = line.frame[line.frame["value"].notna() & (line.frame["value"] != 0) & (line.frame["status"] != "F")]
        if not valued.empty:
            of_line.append(dict(zip(valued["year"].tolist(), valued["segment"].tolist(), strict=True)))
    if of_line and all(wanted in segments for segments in of_line):
        return wanted
    stretches: dict[tuple, list[int]] = {}
    for year in sorted(set.intersection(*map(set, of_line))) if of_line else []:
        stretches.setdefault(tuple(segments[year] for segments in of_line), []).append(int(year))
    return max(stretches.values(), key=len)[0] if stretches else None


def indexed(lines: list[Line], base: int) -> list[Line]:
    """The lines with their value of the base year as 100."""
    found = []
    for line in lines:
        at_base = line.frame.loc[line.frame["year"] == base, "value"]
        if len(at_base) and at_base.notna().all():
            found.append(replace(line, frame=line.frame.assign(value=line.frame["value"] / at_base.iloc[0] * 100)))
        else:
            found.append(line if not has_values(line) else replace(line, frame=line.frame.iloc[0:0]))
    return found


def span_of(lines: list[Line]) -> str:
    """First and last year with a value, as `1996–2026`."""
    years = [int(year) for line in lines for year in line.frame.loc[line.frame["value"].notna(), "year"]]
    return "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}{EN_DASH}{max(years)}"
