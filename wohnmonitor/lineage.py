"""Where a value comes from: down to the measures it is computed from, and to the figures in the official files.

lineage(monitor, indicator, area_id, year) -> Lineage. Nothing is computed anew: what the release holds is followed back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd

from wohnmonitor.declared import Correction, Formula
from wohnmonitor.declared.base import Country
from wohnmonitor.errors import CallError
from wohnmonitor.queries import Monitor
from wohnmonitor.schema import is_corrected

MEASURES = ["role", "measure", "area_id", "year", "ref_date", "value", "status", "published", "source"]
FIGURES = [
    "measure", "area_id", "code", "year", "territory", "value", "status", "publisher", "table", "title", "licence",
    "file", "sha256", "row", "source",
]  # fmt: skip
PLACES = ["numerator", "numerator_minus", "denominator", "denominator_minus", "published", "weight", "measure"]


@dataclass(frozen=True)
class Lineage:
    """A value and what it stands on.

    value: its row, as Monitor.values gives it. formula: the declared one, without what is not set.
    measures: what was counted, on areas of today (MEASURES); role is the place in the formula.
    figures: as published (FIGURES): `code` is the area in the file, on its territory, `area_id` the one of today it went to.
    corrections: which of them were corrected by hand, to what, why, by whom and when.
    """

    value: pd.Series
    formula: dict
    measures: pd.DataFrame
    figures: pd.DataFrame
    corrections: tuple[Correction, ...] = ()

    def __str__(self) -> str:
        v = self.value
        lines = [f"{v['indicator']} {v['area_id']} {v['area_name']} {v['year']}: {v['value']} {v['unit']} [{v['status']}]"]
        for m in self.measures.itertuples():
            lines.append(f"  {m.role}: {m.measure} {m.area_id} {m.year} = {m.value} [{m.status}]")
            here = self.figures[(self.figures["measure"] == m.measure) & (self.figures["area_id"] == m.area_id)]
            for f in here[here["year"] == m.year].itertuples():
                lines.append(f"    {f.code}: {f.value}, {f.publisher}, {f.table}, {f.file} row {f.row}, sha256 {f.sha256[:12]}…")
        lines += [f"  corrected by hand: {correction}" for correction in self.corrections]
        return "\n".join(lines)

    __repr__ = __str__


def lineage(monitor: Monitor, indicator: str, area_id: str, year: int) -> Lineage:
    """The value of an area of any level in a year, followed back.

    A sum over municipalities is followed into each of them. Raises UnknownError for ids, CallError where there is no value.
    """
    monitor = monitor.pinned()
    rows = monitor.values(indicator, areas=[area_id], years=year)
    if rows.empty or rows["value"].isna().all():
        why = "no such year" if rows.empty else f"a gap, reason {rows['reason'].iloc[0]}"
        raise CallError(f"{indicator}, {area_id}, {year}", why, "a value", "values() shows which years have one")
    value, formula = rows.iloc[0], monitor.indicator(indicator).formula
    sources = set(value["source"].split(";"))
    home = monitor.now.home
    towns = monitor.municipalities([area_id])
    parts = {part for country in {home[town] for town in towns} for part in _parts(monitor, formula, country, year)}
    areas = [area_id] + ([home[area_id]] if formula.type == "relative" and isinstance(home[area_id], str) else [])
    measures = pd.concat([_measures(monitor, part, areas, sources) for part in sorted(parts)], ignore_index=True)
    figures = _figures(monitor, measures)
    return Lineage(value, formula.model_dump(exclude_defaults=True), measures, figures, _corrections(monitor, measures))


def _corrections(monitor: Monitor, measures: pd.DataFrame) -> tuple[Correction, ...]:
    """The corrections in these measures; a census may stand for its plain series."""
    hit = measures[measures["source"].map(is_corrected).astype(bool)]
    keys = {(name, m.area_id, m.year) for m in hit.itertuples() for name in (m.measure, _census(monitor, m.measure))}
    return tuple(one for one in monitor.catalogue.corrections if one.key[:3] in keys)


def _parts(monitor: Monitor, formula: Formula, country: Country, year: int) -> Iterator[tuple[str, str, int]]:
    """Role, measure and year of all that a formula may read for a country."""
    known = monitor.catalogue.measures
    places = PLACES if formula.of("published", country) else [place for place in PLACES if place != "weight"]
    for place in places:
        for name in formula.of(place, country):
            quotient = known[name].quotient if name in known else None
            names: dict[str, tuple[str, ...]] = {place: (name,)}
            if quotient:
                names = {f"{place}: numerator": quotient.numerator, f"{place}: denominator": quotient.denominator}
            for role, measures in names.items():
                for measure in measures:
                    for at in _years(formula, place, country, year):
                        yield (role, measure, at)


def _years(formula: Formula, place: str, country: Country, year: int) -> set[int]:
    """The years a part of a formula is read of."""
    if formula.type == "growth":
        return {year, year + formula.years if formula.forward else year - formula.years}
    if formula.type == "index":
        return {year, formula.base_year}
    if not place.startswith("denominator"):
        return {year - back for back in range(formula.pool)} if place.startswith("numerator") else {year}
    later = formula.denominator_year
    first = year + (later.get(country, 0) if isinstance(later, dict) else later)
    means = range(2) if formula.denominator_mean else range(1)
    return {first - back + ahead for back in range(formula.pool) for ahead in means}


def _measures(monitor: Monitor, part: tuple[str, str, int], areas: list[str], sources: set[str]) -> pd.DataFrame:
    """The rows of one part for these areas; where an area's is a sum of ours or none, those of its municipalities instead."""
    role, measure, year = part
    census = _census(monitor, measure)
    rows = monitor.now.query(
        """SELECT * FROM measure_value WHERE measure IN (?, ?) AND year IN (?, 0) AND area_id IN (SELECT unnest(?)) AND value IS NOT NULL
        ORDER BY measure <> ?, area_id""",
        [measure, census, year, [*areas, *monitor.municipalities(areas)], measure],
    )
    # What the value does not name it was not computed from; a census stands for its plain series where that is not named.
    rows = rows[rows["source"].map(lambda source: not sources.isdisjoint(source.split(";"))).astype(bool)]
    rows = rows.drop_duplicates("area_id")
    own = rows[rows["area_id"].isin(areas) & (rows["published"] | (rows["level"] == "municipality"))]
    covered = monitor.municipalities(own["area_id"].tolist())
    below = rows[(rows["level"] == "municipality") & ~rows["area_id"].isin(covered)]
    return pd.concat([own, below], ignore_index=True).assign(role=role)[MEASURES]


def _census(monitor: Monitor, measure: str) -> str | None:
    known = monitor.catalogue.measures
    return known[measure].census if measure in known else None


def _figures(monitor: Monitor, measures: pd.DataFrame) -> pd.DataFrame:
    """The published figures behind measures: on the codes that became the area, or on its own."""
    days = monitor.now.became
    origins = cache(lambda area_id, territory: _origins(days, area_id, territory))
    twins = {m: [m, _census(monitor, m) or m] for m in measures["measure"].unique()}
    codes = sorted({code for area_id in measures["area_id"].unique() for code in origins(area_id, "")})
    rows = monitor.now.query(
        """SELECT p.*, s.publisher, coalesce(nullif(s.number, ''), s.title) AS "table", s.title, s.licence, f.sha256
        FROM measure_published p JOIN source s USING (source) LEFT JOIN file f USING (file)
        WHERE p.measure IN (SELECT unnest(?)) AND p.year IN (SELECT unnest(?)) AND p.area_id IN (SELECT unnest(?))
        AND p.value IS NOT NULL""",
        [[twin for group in twins.values() for twin in group], [int(year) for year in measures["year"].unique()], codes],
    ).rename(columns={"area_id": "code"})  # fmt: skip
    parts = []
    for m in measures.drop_duplicates(["measure", "area_id", "year", "source"]).itertuples():
        near = rows[rows["measure"].isin(twins[m.measure]) & (rows["year"] == m.year) & rows["source"].isin(m.source.split(";"))]
        for territory, here in near.groupby("territory"):
            found = here[here["code"].isin(origins(m.area_id, territory))]
            parts.append(found.assign(measure=m.measure, area_id=m.area_id))
    return pd.concat(parts, ignore_index=True)[FIGURES] if parts else pd.DataFrame(columns=FIGURES)


def _origins(days: dict[str, list[tuple[str, str]]], area_id: str, territory: str) -> set[str]:
    """The municipalities of a day of which parts lie in this area of today, and itself. days: newest first, (became, was)."""
    found = {area_id}
    for day, events in days.items():
        if day > territory:
            found |= {was for became, was in events if became in found}
    return found
