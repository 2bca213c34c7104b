"""What the app keeps of a release while it is the published one: areas, names, first views, the catalogue's words.

Facts(monitor) is built once per release (current.py says when) and thrown away when another one is published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property, lru_cache

import pandas as pd

from wohnmonitor.app import view
from wohnmonitor.app.events import events_for_scripts
from wohnmonitor.app.former import Successors, successors
from wohnmonitor.app.measures import Telling
from wohnmonitor.app.method import live_of
from wohnmonitor.app.state import Known
from wohnmonitor.app.text import text
from wohnmonitor.groups import LEVEL
from wohnmonitor.narrow import latest
from wohnmonitor.schema import COUNTRIES, LANGUAGES

FIRST_INDICATORS = ("population_growth_5y", "population_density", "population")
"""What opens without a query: the first of these that the catalogue has."""
_TRANSLATED = ("region", "country", "emr")
COLUMNS = ["area_id", "level", "year", "value", "status", "reason", "coverage", "source", "segment", "ref_date"]
NOTHING = pd.DataFrame(columns=COLUMNS).astype({"year": "int64", "value": "float64", "coverage": "float64"})
NO_YEAR = -1
KEPT_INDICATORS, KEPT_VIEWS = 200, 300


def laid(frame: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], dict[str, tuple[str, int, int]]]:
    """Values of queries.Monitor by level, sorted by area and year; and where each area's rows lie."""
    frame = frame[COLUMNS].sort_values(["area_id", "year"], kind="stable")
    for name in ("area_id", "status", "reason", "source"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    frame["ref_date"] = pd.to_datetime(frame["ref_date"])
    by_level = {level: part.reset_index(drop=True) for level, part in frame.groupby("level")}
    places = {}
    for level, part in by_level.items():
        for area_id, rows in part.groupby("area_id").indices.items():
            places[area_id] = (level, int(rows[0]), int(rows[-1]) + 1)
    return by_level, places


class Facts:
    """Areas, membership, catalogue and values of one release, in the shapes the interface needs.

    `monitor`: a reader that stays with its release (queries.Monitor.pinned).
    """

    def __init__(self, monitor):
        self.monitor = monitor
        self.release: str = monitor.release
        self.catalogue = monitor.catalogue
        areas = monitor.areas().drop_duplicates("area_id").set_index("area_id", drop=False)
        self.areas: dict[str, dict] = {row["area_id"]: row for row in areas.to_dict("records")}
        self.own: dict[str, tuple[str, ...]] = {}  # areas of a reader's own and their municipalities: own.py
        self.country: dict[str, str] = {area_id: row["country"] or "" for area_id, row in self.areas.items()}
        member = monitor.membership()
        self.region_of: dict[str, str] = dict(
            member.loc[member["level"] == "region", ["municipality_id", "area_id"]].itertuples(index=False, name=None)
        )
        self.regions = set(self.region_of.values())
        self.also: dict[str, set[str]] = {}
        self.places: dict[str, set[str]] = {}
        for area_id, name, kind in monitor.aliases()[["area_id", "name", "kind"]].itertuples(index=False, name=None):
            (self.places if kind == "place" else self.also).setdefault(area_id, set()).add(name)
        # Caches that live and die with the release; kept(make, *key) holds what make(facts, *key) gives.
        self.kept = lru_cache(maxsize=KEPT_VIEWS)(lambda make, *key: make(self, *key))
        self.values = lru_cache(maxsize=KEPT_INDICATORS)(self._values)
        self.rows = lru_cache(maxsize=KEPT_VIEWS)(self._rows)
        self.together = lru_cache(maxsize=KEPT_VIEWS)(self._together)
        self.words_for_scripts = lru_cache(maxsize=len(LANGUAGES))(self._words_for_scripts)
        filled = monitor.filled()
        self.years: tuple[int, int] = (int(filled["year"].min()), int(filled["year"].max())) if len(filled) else (1990, 2100)
        self.valued: set[str] = set(filled["indicator"])
        self._first: dict[str, tuple[str, int]] = {}
        self._shared: dict[str, list[int]] = {}
        self._whole: dict[str, list[int]] = {}
        self._some: dict[str, list[int]] = {}
        for indicator, rows in filled.groupby("indicator"):
            here = rows[rows["level"] == "municipality"]
            self._shared[indicator] = view.years_of_all(here)
            self._whole[indicator] = sorted(rows.loc[(rows["level"] == "emr") & (rows["areas"] > 0), "year"].astype(int).tolist())
            some = here if len(here) else rows
            self._some[indicator] = sorted({int(year) for year in some.loc[some["areas"] * 2 >= some["ever"], "year"]})
            self._first[indicator] = view.first_view(here if len(here) else rows)

    def warm(self) -> None:
        """Build what the first reader would have to wait for: the files of the view that opens without a query."""
        self.monitor.geo()
        self.monitor.payload(self.known.default_indicator, "municipality")

    def _values(self, indicator: str) -> tuple[dict[str, pd.DataFrame], dict[str, tuple[str, int, int]]]:
        """All values of an indicator as `laid` has them."""
        return laid(self.monitor.values(indicator))

    def _together(self, indicator: str, areas: tuple[str, ...]) -> pd.DataFrame:
        """The rows of these areas as one group, by year."""
        return self.monitor.values(indicator, group={"selection": list(areas)})

    def frame(self, indicator: str, level: str) -> pd.DataFrame:
        """All values at a level, sorted by area and year. Key: area_id, year."""
        by_level, _ = self.values(indicator)
        return by_level.get(level, NOTHING)

    def series(self, indicator: str, area_id: str) -> pd.DataFrame:
        """The values of one area, sorted by year."""
        by_level, places = self.values(indicator)
        level, first, last = places.get(area_id, ("", 0, 0))
        return by_level[level].iloc[first:last] if level else NOTHING

    def _rows(self, indicator: str, level: str, told: Telling, year_or_window: int, per_country: bool) -> pd.DataFrame:
        """The rows of a view at a level, ranked, indexed by area."""
        rows = self.told(indicator, self.frame(indicator, level), told, year_or_window)
        ranked = view.with_ranks(rows, self.country, per_country).set_index("area_id", drop=False)
        # a group someone made has no place among others
        return ranked.assign(rank=float("nan"), fifth=float("nan")) if level == LEVEL else ranked

    def told(self, indicator: str, frame: pd.DataFrame, told: Telling, year_or_window: int) -> pd.DataFrame:
        """The rows of `frame` (values of some areas in all years) as a view tells them; the window of mode latest, else the year."""
        decimals = self.catalogue.indicators[indicator].decimals
        if told.mode == "latest":
            return latest(frame, year_or_window)
        if told.mode == "change":
            since = NO_YEAR if told.since is None else told.since
            return view.of_change(frame, since, year_or_window, told.measure, decimals)
        rows = view.of_year(frame, year_or_window)
        if told.mode == "difference":
            return view.of_difference(rows, self.marks(indicator, told, year_or_window, rows["area_id"]), told.measure, decimals)
        return rows

    def mark_of(self, indicator: str, told: Telling, area_id: str) -> str | None:
        """The benchmark of an area; None where it has none, or a border of grade C or D lies between."""
        benchmark = told.benchmark
        if benchmark == "country":
            benchmark = self.country.get(area_id)
        elif benchmark == "region":
            benchmark = area_id if area_id in self.regions else self.region_of.get(area_id)
        if not benchmark or benchmark == "emr":
            return benchmark or None
        sides = self.countries(area_id) | self.countries(benchmark)
        return benchmark if self.catalogue.indicators[indicator].may("scale", sides) else None

    def countries(self, area_id: str) -> set[str]:
        """Countries an area lies in; of one's own areas those of the members."""
        return {self.country.get(member, "") for member in self.own.get(area_id, (area_id,))}

    def marks(self, indicator: str, told: Telling, year: int, areas: Iterable[str]) -> pd.DataFrame:
        """Value, status, coverage of the benchmark of each area in a year, with its id as `mark`. Key: area_id."""
        found = {}
        for area_id in areas:
            mark = self.mark_of(indicator, told, area_id)
            rows = view.of_year(self.series(indicator, mark), year) if mark else NOTHING
            if len(rows):
                found[area_id] = rows.iloc[0][["value", "status", "coverage"]].to_dict() | {"mark": mark}
        return pd.DataFrame.from_dict(found, orient="index", columns=["value", "status", "coverage", "mark"])

    @cached_property
    def geo(self) -> dict:
        """The path file as the small maps draw from it."""
        return json.loads(self.monitor.geo())

    @cached_property
    def indicators(self) -> list[str]:
        """Ids by theme; within a theme those with values first, then by declared order."""
        declared, themes = self.catalogue.indicators, self.catalogue.themes
        return sorted(declared, key=lambda i: (themes[declared[i].theme].order, i not in self.valued, declared[i].order, i))

    @cached_property
    def successors(self) -> Successors:
        """Former areas and what they are part of today."""
        return successors(self.monitor.changes(), self.areas.keys())

    @cached_property
    def known(self) -> Known:
        """What a query may name."""
        first = next((i for i in FIRST_INDICATORS if i in self.valued), self.indicators[0])
        towns, former = self.region_of.keys(), self.successors.of
        return Known(self.indicators, self.areas.keys(), self.years, self.first_view, first, former, self.since, towns)

    def first_view(self, indicator: str) -> tuple[str, int]:
        """Mode and year an indicator opens with."""
        return self._first.get(indicator, ("latest", self.years[1]))

    def shared_years(self, indicator: str) -> list[int]:
        """Years in which all countries that have the indicator have it."""
        return self._shared.get(indicator, [])

    def comparable_years(self, indicator: str) -> list[int]:
        """Years a change may begin with: those of all countries, or of any where they never meet."""
        return self.shared_years(indicator) or self._some.get(indicator, [])

    def cuts(self, indicator: str) -> list[int]:
        """Years in which a new stretch of figures begins in any country."""
        return sorted({rule["year"] for rule in self.monitor.breaks(indicator)})

    def since(self, indicator: str, year: int) -> int | None:
        """The year a change up to `year` begins with, where the reader names none."""
        return view.first_year(self.comparable_years(indicator), self.cuts(indicator), year)

    @cached_property
    def stock_of(self) -> dict[str, str]:
        """Indicator of a growth -> the one whose growth it is: what mode change shows instead."""
        declared = self.catalogue.indicators
        found = {}
        for key, grown in declared.items():
            level = (one for one in self.indicators if declared[one].formula.type == "level" and one in self.valued)
            same = next((one for one in level if declared[one].formula.measure == grown.formula.measure), None)
            if grown.formula.type == "growth" and same:
                found[key] = same
        return found

    def live(self, indicator: str, language: str) -> str:
        """`Netherlands: CBS 86286NED`: who has the figures of an indicator without values; empty where nobody is known."""
        return live_of(self.catalogue.indicators[indicator], text(language))

    def name(self, area_id: str, language: str) -> str:
        """A place in its own language; regions, countries and the Euregio in the reader's."""
        row = self.areas[area_id]
        if row["level"] in _TRANSLATED:
            translated = row.get(f"name_{language}")
            if isinstance(translated, str) and translated:
                return translated
        return row["name"]

    def unit(self, indicator: str, language: str) -> str:
        """The unit as printed after a number."""
        return getattr(self.catalogue.units[self.catalogue.indicators[indicator].unit], language)

    def _words_for_scripts(self, language: str) -> dict:
        """What the page's scripts know of indicators, themes and areas, in one language."""
        t = text(language)
        regions = [area_id for area_id, row in self.areas.items() if row["level"] == "region"]
        themes = sorted(self.catalogue.themes.items(), key=lambda item: item[1].order)
        return {
            "themes": [{"id": theme_id, "title": theme.title[language]} for theme_id, theme in themes],
            "indicators": self.indicators_for_scripts(language),
            "areas": self.areas_for_scripts(language),
            "countries": {code: t.country(code) for code in COUNTRIES},
            "events": events_for_scripts(self, language),
            "ready": [
                {"t": group.title[language], "s": group.text[language], "m": list(group.members)} for group in self.catalogue.groups
            ],
            "regions": {area_id: self.name(area_id, language) for area_id in regions},
        }

    def indicators_for_scripts(self, language: str) -> dict:
        """Indicators in one language: titles, unit, grades, first view."""
        found = {}
        for indicator_id in self.indicators:
            indicator = self.catalogue.indicators[indicator_id]
            words = indicator.text[language]
            unit = self.catalogue.units[indicator.unit]
            mode, year = self.first_view(indicator_id)
            found[indicator_id] = {
                "theme": indicator.theme,
                "title": words.title,
                "short": words.short,
                "unit_line": words.unit_line,
                "description": words.description,
                "unit": indicator.unit,
                "unit_text": getattr(unit, language),
                "unit_kind": unit.kind,
                "decimals": indicator.decimals,
                "direction": indicator.direction,
                "grades": dict(indicator.grade),
                "per_country": indicator.per_country,
                "statistic": {code: facets.statistic[language] for code, facets in indicator.country.items()},
                "collected": dict(indicator.collected),
                "default": {"mode": mode, "year": year},
                "full": self.shared_years(indicator_id),
                "whole": self._whole.get(indicator_id, []),
                "since": self.comparable_years(indicator_id),
                "cuts": self.cuts(indicator_id),
                "of": self.stock_of.get(indicator_id),
                "search": "|".join(indicator.text[other].title for other in LANGUAGES if other != language),
            }
            if indicator_id not in self.valued:
                found[indicator_id] |= {"empty": True, "live": self.live(indicator_id, language)}
        return found

    @cached_property
    def places_for_scripts(self) -> list[list[str]]:
        """[name, ids of today joined by commas, `place` or `former`]: villages, and municipalities that are no more."""
        found = {(name, area_id, "place") for area_id, names in self.places.items() for name in names}
        today = {name for row in self.areas.values() for name in (row["name"], *(row[f"name_{code}"] for code in LANGUAGES))}
        for former, name in self.successors.names.items():
            heirs = self.successors.of(former)
            if name not in today and all(self.areas[area_id]["level"] == "municipality" for area_id in heirs):
                found.add((name, ",".join(heirs), "former"))
        return [list(one) for one in sorted(found)]

    def areas_for_scripts(self, language: str) -> dict:
        """Areas in one language, with the names in the others to search by."""
        t = text(language)
        countries = {code: t.country(code) for code in COUNTRIES}
        found = {}
        for area_id, row in self.areas.items():
            name = self.name(area_id, language)
            others = {row["name"]} | {row.get(f"name_{code}") for code in LANGUAGES} | self.also.get(area_id, set())
            region = self.region_of.get(area_id, "")
            found[area_id] = {
                "n": name,
                "c": row["country"] or "",
                "l": row["level"],
                "r": region,
                "rn": self.name(region, language) if region else "",
                "cn": countries.get(row["country"], ""),
                "s": "|".join(sorted(other for other in others if isinstance(other, str) and other not in ("", name))),
            }
            if area_id in self.own:
                found[area_id]["m"] = list(self.own[area_id])
        return found
