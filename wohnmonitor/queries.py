"""Reading a release: the one door for app, API, export and notebooks. Read-only, no SQL from outside.

open_monitor(data_dir) -> Monitor. A monitor follows CURRENT: when another release is published, the next call reads it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd

from wohnmonitor import groups, store
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Indicator
from wohnmonitor.errors import CallError, StoreError, UnknownError
from wohnmonitor.paths import data_dir
from wohnmonitor.release import Release
from wohnmonitor.schema import EXPORT, LEVELS

YEARS = range(1900, 2101)
MADE = ("area_name", "unit", "comparability", "lower", "upper", "precision")
STORED = ", ".join(column for column in EXPORT if column not in MADE)
"""Columns of an export that the table indicator_value holds; the others are the same for a whole area or indicator."""
TERRITORIES = {
    "today": "indicator_value",
    "then": """(
        SELECT v.* FROM indicator_value v LEFT JOIN territory t ON t.area_id = v.area_id AND t.until = '9999-12-31'
        WHERE v.level <> 'municipality' OR v.year >= t.first
        UNION ALL SELECT * FROM indicator_value_then)""",
}
"""Municipalities of today in all years, or those of 1 January of each year; upper levels are the same."""


class Monitor:
    """The published release of the folder `data`, or the one named; reopened when CURRENT changes."""

    def __init__(self, data: Path, release: str | None = None):
        self.data, self._fixed = data, release
        self._lock = threading.Lock()
        self._open: Release | None = None

    @property
    def now(self) -> Release:
        """The open release. Raises StoreError where none is published."""
        wanted = self._fixed or store.current(self.data)
        held = self._open
        if held is not None and (wanted is None or held.id == wanted):
            return held
        if wanted is None:
            raise StoreError(str(self.data), "no published release", "releases/CURRENT", "run wohnmonitor serve or wohnmonitor refresh")
        with self._lock:
            if self._open is None or self._open.id != wanted:
                self._open = Release(store.release_path(self.data, wanted))
            return self._open

    @property
    def preview(self) -> bool:
        """Whether a release was named that is not the published one."""
        return self._fixed is not None and self._fixed != store.current(self.data)

    @property
    def published(self) -> str | None:
        """Id of the release that ought to be open; reads one line and opens nothing."""
        return self._fixed or store.current(self.data) or (self._open and self._open.id)

    @classmethod
    def on(cls, release: Release) -> Self:
        """A reader that stays with an open release, whatever is published later."""
        stays = cls(release.path.parents[1], release.id)
        stays._open = release
        return stays

    def pinned(self) -> Self:
        """A reader that stays with the release of now."""
        return self.on(self.now)

    @property
    def release(self) -> str:
        """Id of the open release."""
        return self.now.id

    @property
    def catalogue(self) -> Catalogue:
        """The declarations the release was built with."""
        return self.now.catalogue

    def areas(self, level: str | None = None) -> pd.DataFrame:
        """Areas of today: area_id, level, country, names, language, area_km2. Raises UnknownError for a level."""
        frame = self.now.today
        return frame if level is None else frame[frame["level"] == known_level(level)].reset_index(drop=True)

    def membership(self) -> pd.DataFrame:
        """municipality_id, level, area_id."""
        return self.now.membership

    def aliases(self) -> pd.DataFrame:
        """area_id, name, kind: other names an area is searched by; kind `place` is a village or former municipality in it."""
        return self.now.alias

    def sources(self) -> pd.DataFrame:
        """Declared tables with publisher, licence and attribution."""
        return self.now.source

    def indicators(self) -> pd.DataFrame:
        """id, theme, title (English), unit, comparability, first and last year, municipalities with a value."""
        spans = self.now.query("""
            SELECT indicator, min(year) AS first_year, max(year) AS last_year, count(DISTINCT area_id) AS municipalities
            FROM indicator_value WHERE level = 'municipality' AND value IS NOT NULL GROUP BY ALL""").set_index("indicator")
        themes, units = self.catalogue.themes, self.catalogue.units
        rows = [
            {
                "indicator": i.id, "theme": i.theme, "title": i.text["en"].title,
                "unit": units[i.unit].code, "comparability": i.comparability,
            }
            for i in sorted(self.catalogue.indicators.values(), key=lambda i: (themes[i.theme].order, i.order))
        ]  # fmt: skip
        return pd.DataFrame(rows).join(spans, on="indicator")

    def indicator(self, indicator_id: str) -> Indicator:
        """Declaration of an indicator. Raises UnknownError."""
        return self.catalogue.indicator(indicator_id)

    def values(
        self,
        indicator: str,
        level: str | None = None,
        areas: Sequence[str] | None = None,
        years: Sequence[int] | int | None = None,
        language: str | None = None,
        group: Mapping[str, Sequence[str]] | None = None,
        territory: str = "today",
    ) -> pd.DataFrame:
        """Values and gaps as schema.EXPORT, sorted by level, year and area.

        years: one year, or first and last. language: names of areas in that language; None: in their own.
        group: name -> areas of any level; the rows of these groups instead, recomputed from their municipalities.
        territory: today, or then: the municipalities that stood on 1 January of each year.
        Raises UnknownError for ids that do not exist, CallError for a range that makes no sense.
        """
        declared = self.indicator(indicator)
        if territory not in TERRITORIES:
            raise UnknownError("territory", territory, TERRITORIES)
        if group is not None:
            if level is not None or areas is not None or territory != "today":
                raise CallError("values", "group with level, areas or territory", "one of them; groups are of municipalities of today")
            return self._groups(declared, group, years)
        where: list[str] = ["indicator = ?"]
        parameters: list[str | int] = [indicator]
        if level is not None:
            where.append("level = ?")
            parameters.append(known_level(level))
        if areas is not None:
            where.append(f"area_id IN ({', '.join('?' * len(areas))})" if areas else "false")
            parameters += [self.known_area(area, territory) for area in areas]
        if years is not None:
            where.append("year BETWEEN ? AND ?")
            parameters += known_years(years)
        order = "ORDER BY level, year, area_id" if territory == "then" else ""
        found = self.now.columns(f"SELECT {STORED} FROM {TERRITORIES[territory]} WHERE {' AND '.join(where)} {order}", parameters)
        names, unit = self.now.names[f"name_{language}" if language else "name"], self.catalogue.units[declared.unit].code
        ids, years, nothing = found["area_id"].tolist(), found["year"].tolist(), float("nan")
        steps = self.now.precision.get(indicator, {})
        told = {"area_name": [names[area] for area in ids], "unit": [unit] * len(ids), "comparability": [declared.comparability] * len(ids)}
        found |= {name: pd.array(words, dtype="str") for name, words in told.items()}
        found |= dict.fromkeys(("lower", "upper"), np.full(len(ids), nothing))
        found["precision"] = np.array([steps.get(key, nothing) for key in zip(ids, years, strict=True)])
        return pd.DataFrame({name: found[name] for name in EXPORT})

    def across(self, level: str | None = None, areas: Sequence[str] = ()) -> pd.DataFrame:
        """Rows of all indicators by indicator, year and area: of a level those with a value, or of these areas all."""
        marks = ", ".join("?" * len(areas)) or "NULL"
        where, given = ("level = ? AND value IS NOT NULL", [level]) if level else (f"area_id IN ({marks})", list(areas))
        return self.now.query(f"SELECT {STORED} FROM indicator_value WHERE {where} ORDER BY indicator, year, area_id", given)

    def municipalities(self, areas: Sequence[str]) -> list[str]:
        """The municipalities of today that these areas of any level are made of. Raises UnknownError."""
        now = self.now
        return sorted({town for area in areas for town in now.members.get(self.known_area(area), [area])})

    def _groups(self, declared: Indicator, group: Mapping[str, Sequence[str]], years: Sequence[int] | int | None) -> pd.DataFrame:
        first, last = known_years(years) if years is not None else (YEARS[0], YEARS[-1])
        parts = []
        for name, areas in group.items():
            members = self.municipalities(areas)
            if not name.strip() or not members:
                raise CallError("group", f"{name[:40]!r} of {len(members)} areas", "a name and at least one area")
            rows = groups.group(declared, self.now.laid(declared.id), members)
            parts.append(rows[rows["year"].between(first, last)].assign(area_id=f"{groups.LEVEL}:{name}", area_name=name))
        frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=EXPORT)
        return frame.assign(
            indicator=declared.id, level=groups.LEVEL, unit=self.catalogue.units[declared.unit].code,
            comparability=declared.comparability, precision=float("nan"),
        )[EXPORT]  # fmt: skip

    def known_area(self, area: str, territory: str = "today") -> str:
        """The id of an area of today, or also of a former municipality (then). Raises UnknownError."""
        known = self.now.ids[territory]
        if area not in known:
            kind = "area of today (territory then knows it)" if area in self.now.ids["then"] else "area"
            raise UnknownError(kind, area, known, self._named(area) or "wohnmonitor areas lists them")
        return area

    def _named(self, name: str) -> str:
        """What to write instead of a name, where an id was meant."""
        now, wanted = self.now, name.strip().casefold()
        names = now.today.set_index("area_id").filter(like="name").apply(lambda column: column.str.casefold())
        found = [*names.index[names.eq(wanted).any(axis=1)], *now.alias.loc[now.alias["name"].str.casefold() == wanted, "area_id"]]
        return f"areas are named by id: {', '.join(dict.fromkeys(found))}" if found else ""

    def vintages(self) -> list[str]:
        """Years from which on there are other outlines; the newest are today's."""
        return self.now.vintages

    def vintage_of(self, year: int) -> str:
        """The outlines of 1 January of a year. Raises CallError before the first."""
        drawn = [vintage for vintage in self.vintages() if int(vintage) <= year]
        if not drawn:
            raise CallError("borders of", str(year), f"a year from {self.vintages()[0]}; older outlines are not at hand")
        return drawn[-1]

    def standing(self, year: int) -> pd.DataFrame:
        """Municipalities of 1 January of a year: area_id, name, country, successor (the municipality of today)."""
        return self.now.query(
            """SELECT t.area_id, a.name, a.country, t.successor FROM territory t JOIN area a ON a.area_id = t.area_id
            WHERE ? BETWEEN t.first AND t.last ORDER BY t.area_id""",
            [year],
        )

    def boundaries(self, vintage: str | None = None) -> pd.DataFrame:
        """vintage, area_id, wkb (EPSG:4326) of the newest or the named vintage."""
        return self.now.query(
            "SELECT * FROM boundary WHERE vintage = coalesce(?, (SELECT max(vintage) FROM boundary)) ORDER BY area_id", [vintage]
        )

    def coverage(self, indicator: str | None = None) -> pd.DataFrame:
        """The census of gaps. Key: indicator, country, year, reason ("value" where there is one).

        municipalities: how many; of: how many the country has, which the rows of a year add up to; in_district: those without
        a value whose district has one. An indicator that no table gives yet has one row per country, without a year.
        Raises UnknownError.
        """
        wanted = [self.indicator(indicator)] if indicator else list(self.catalogue.indicators.values())
        member = self.membership()
        towns = member[member["level"] == "country"].groupby("area_id").size()
        rows = self.now.query(
            """
            WITH home AS (SELECT indicator, year, municipality_id AS area_id
                          FROM indicator_value v JOIN membership m ON m.level = 'district' AND m.area_id = v.area_id
                          WHERE v.level = 'district' AND value IS NOT NULL)
            SELECT v.indicator, country.area_id AS country, v.year, CASE WHEN value IS NULL THEN reason ELSE 'value' END AS reason,
                   count(*) AS municipalities, count(home.area_id) FILTER (value IS NULL) AS in_district
            FROM indicator_value v
            JOIN membership country ON country.level = 'country' AND country.municipality_id = v.area_id
            LEFT JOIN home ON home.indicator = v.indicator AND home.year = v.year AND home.area_id = v.area_id
            WHERE v.level = 'municipality' AND v.indicator = coalesce(?, v.indicator)
            GROUP BY ALL ORDER BY ALL""",
            [indicator],
        )
        found = set(rows["indicator"])
        empty = [
            {"indicator": one.id, "country": country, "reason": "not_delivered" if one.collected[country] else "not_collected",
             "municipalities": count, "in_district": 0}
            for one in wanted if one.id not in found for country, count in towns.items()
        ]  # fmt: skip
        if empty:
            rows = pd.concat([rows, pd.DataFrame(empty)], ignore_index=True)
        rows.insert(5, "of", rows["country"].map(towns))
        return rows.astype({"year": "Int64"})

    def used(self, indicator: str) -> pd.DataFrame:
        """The tables behind an indicator's values at all levels: source, first_year, last_year, values."""
        rows = self.now.used
        return rows[rows["indicator"] == self.indicator(indicator).id].drop(columns="indicator").reset_index(drop=True)

    def conflicts(self) -> pd.DataFrame:
        """Figures that two tables hold and that differ: measure, area_id, year, source (the one that stands), value, other_source,
        other_value, difference, relative; the largest relative difference first."""
        return self.now.query("SELECT * FROM conflict ORDER BY abs(relative) DESC NULLS LAST, measure, area_id, year")

    def filled(self) -> pd.DataFrame:
        """Where there are values: indicator, level, country, year, areas with a value that is no forecast (0 in a year of
        forecasts only), and `ever`, the areas that have one in any year."""
        return self.now.query("""
            WITH valued AS (SELECT indicator, v.level, country, year, area_id, status <> 'F' AS seen
                            FROM indicator_value v JOIN area USING (area_id) WHERE value IS NOT NULL),
                 ever AS (SELECT indicator, level, country, count(DISTINCT area_id) AS ever FROM valued WHERE seen GROUP BY ALL)
            SELECT indicator, level, country, year, count(*) FILTER (seen) AS areas, coalesce(ever, 0) AS ever
            FROM valued LEFT JOIN ever USING (indicator, level, country) GROUP BY ALL ORDER BY ALL""")

    def changes(self) -> pd.DataFrame:
        """What became of former areas, in order of date: date, from_id, from_name, to_id, kind, share_persons. Without border
        corrections."""
        return self.now.changes.copy()

    def breaks(self, indicator: str) -> list[dict]:
        """Declared breaks of what the indicator counts: country, year, cause (text per language)."""
        measures = self.catalogue.measures
        found = [b for m in sorted(self.indicator(indicator).formula.measures()) if m in measures for b in measures[m].breaks]
        return [{"country": b.country, "year": b.year, "cause": b.cause} for b in found]


def known_level(level: str) -> str:
    """A level of the monitor. Raises UnknownError."""
    if level not in LEVELS:
        raise UnknownError("level", level, LEVELS)
    return level


def known_years(years: Sequence[int] | int) -> list[int]:
    """First and last year: of a pair, of a range, of one year (also numpy's, as a frame gives it). Raises CallError for years
    outside 1900-2100 or reversed, or for a list of more than two."""
    ends = [years] if isinstance(years, (int, Integral)) else list(years)
    first, last = (ends[0], ends[-1]) if len(ends) in (1, 2) or (ends and isinstance(years, range)) else (0, 0)
    if first not in YEARS or last not in YEARS or first > last:
        raise CallError("years", str(years)[:40], "one year, or first and last: years between 1900 and 2100, the first not after the last")
    return [int(first), int(last)]


def open_monitor(data: str | Path | None = None, release: str | None = None) -> Monitor:
    """The published release under a data folder (see paths.data_dir), or the named one. Raises StoreError."""
    monitor = Monitor(data_dir(data), release)
    monitor.now  # noqa: B018  fail at once where there is none
    return monitor
