"""What the app keeps of a release while it is the published one: areas, names, first views, the catalogue's words.

Facts(monitor) is built once per release (current.py says when) and thrown away when another one is published.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import pandas as pd

from wohnmonitor.app import view
from wohnmonitor.app.former import Successors, successors
from wohnmonitor.app.method import live_of
from wohnmonitor.app.state import Known
from wohnmonitor.app.text import text
from wohnmonitor.schema import COUNTRIES, LANGUAGES

FIRST_INDICATORS = ("population_growth_5y", "population_density", "population")
"""What opens without a query: the first of these that the catalogue has."""
_TRANSLATED = ("region", "country", "emr")
COLUMNS = ["area_id", "level", "year", "value", "status", "reason", "coverage", "source", "segment"]
NOTHING = pd.DataFrame(columns=COLUMNS).astype({"year": "int64", "value": "float64", "coverage": "float64"})
KEPT_INDICATORS, KEPT_VIEWS = 100, 300


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
        self.country: dict[str, str] = {area_id: row["country"] or "" for area_id, row in self.areas.items()}
        member = monitor.membership()
        self.region_of: dict[str, str] = dict(
            member.loc[member["level"] == "region", ["municipality_id", "area_id"]].itertuples(index=False, name=None)
        )
        self.also: dict[str, set[str]] = {}
        for area_id, name in monitor.aliases()[["area_id", "name"]].itertuples(index=False, name=None):
            self.also.setdefault(area_id, set()).add(name)
        # Caches that live and die with the release.
        self.values = lru_cache(maxsize=KEPT_INDICATORS)(self._values)
        self.rows = lru_cache(maxsize=KEPT_VIEWS)(self._rows)
        self.together = lru_cache(maxsize=KEPT_VIEWS)(self._together)
        self.words_for_scripts = lru_cache(maxsize=len(LANGUAGES))(self._words_for_scripts)
        filled = monitor.filled()
        self.years: tuple[int, int] = (int(filled["year"].min()), int(filled["year"].max())) if len(filled) else (1990, 2100)
        self.valued: set[str] = set(filled["indicator"])
        self._first: dict[str, tuple[str, int]] = {}
        self._shared: dict[str, list[int]] = {}
        for indicator, rows in filled.groupby("indicator"):
            here = rows[rows["level"] == "municipality"]
            self._shared[indicator] = view.years_of_all(here)
            self._first[indicator] = view.first_view(here if len(here) else rows)

    def warm(self) -> None:
        """Build what the first reader would have to wait for: the files of the view that opens without a query."""
        self.monitor.geo()
        self.monitor.payload(self.known.default_indicator, "municipality")

    def _values(self, indicator: str) -> tuple[dict[str, pd.DataFrame], dict[str, tuple[str, int, int]]]:
        """All values of an indicator by level, sorted by area and year; and where each area's rows lie."""
        frame = self.monitor.values(indicator)[COLUMNS].sort_values(["area_id", "year"], kind="stable")
        for name in ("area_id", "status", "reason", "source"):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
        by_level = {level: part.reset_index(drop=True) for level, part in frame.groupby("level")}
        places = {}
        for level, part in by_level.items():
            for area_id, rows in part.groupby("area_id").indices.items():
                places[area_id] = (level, int(rows[0]), int(rows[-1]) + 1)
        return by_level, places

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

    def _rows(self, indicator: str, level: str, latest: bool, year_or_window: int, per_country: bool) -> pd.DataFrame:
        """The rows of a view at a level, ranked, indexed by area."""
        frame = self.frame(indicator, level)
        rows = view.of_latest(frame, year_or_window) if latest else view.of_year(frame, year_or_window)
        return view.with_ranks(rows, self.country, per_country).set_index("area_id", drop=False)

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
        return Known(self.indicators, self.areas.keys(), self.years, self.first_view, first, self.successors.of)

    def first_view(self, indicator: str) -> tuple[str, int]:
        """Mode and year an indicator opens with."""
        return self._first.get(indicator, ("latest", self.years[1]))

    def shared_years(self, indicator: str) -> list[int]:
        """Years in which all countries that have the indicator have it."""
        return self._shared.get(indicator, [])

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
                "search": "|".join(indicator.text[other].title for other in LANGUAGES if other != language),
            }
            if indicator_id not in self.valued:
                found[indicator_id] |= {"empty": True, "live": self.live(indicator_id, language)}
        return found

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
        return found

