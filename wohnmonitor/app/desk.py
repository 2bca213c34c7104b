"""What a planner asks of an area: its figures, each with its series and its place among others.

Desk(facts) answers for one release; a Subject is an area of any level, or a named group of municipalities that is told like one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pandas as pd

from wohnmonitor import similar
from wohnmonitor.app.measures import Telling, measures_of
from wohnmonitor.app.release import COLUMNS, NOTHING, Facts
from wohnmonitor.app.state import OWN
from wohnmonitor.app.view import UNRELIABLE, told
from wohnmonitor.declared import Indicator
from wohnmonitor.groups import LEVEL as GROUP
from wohnmonitor.narrow import FORECAST
from wohnmonitor.schema import COUNTRIES, LEVELS

UNRANKED = (GROUP, "country", "emr")
"""Levels on which there is no ranking."""
APART = "apart"
"""Why a group has no value of which every member has one."""
FEWEST = 3
"""Areas below which a place says nothing."""
KEPT = 300
TOLD = ["indicator", "year", "value", "status", "source"]
"""What is said of a value beside others."""


@dataclass(frozen=True)
class Subject:
    """An area of the monitor (`id` its area_id) or a group (`id` its name); `members`: the municipalities of a group."""

    id: str
    level: str
    members: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        """A group as `group` in an address writes it; empty for an area of the monitor."""
        return f"{self.id}:{','.join(self.members)}" if self.members else ""

    @property
    def key(self) -> str:
        """The id in an address."""
        return OWN + self.id if self.members else self.id

    @classmethod
    def group(cls, name: str, members: Iterable[str]) -> Subject:
        """A named group of municipalities."""
        return cls(name, GROUP, tuple(members))


@dataclass(frozen=True)
class Place:
    """Rank from the highest value on, among `of` areas, in `year`."""

    rank: int
    of: int
    year: int

    @property
    def share(self) -> float:
        """0 for the highest, 1 for the lowest."""
        return (self.rank - 1) / max(self.of - 1, 1)


@dataclass(frozen=True)
class Figure:
    """One indicator of one subject. `row`: its newest value that is no forecast, None where there is none; `reason`: why. `peers`:
    values it may stand beside in that year; `places`: by emr, country, similar, where such a place can be told."""

    indicator: Indicator
    row: pd.Series | None
    level: str
    reason: str = ""
    points: tuple[tuple[int, float, int], ...] = ()
    peers: tuple[float, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """Year of the value."""
        return int(self.row["year"])

    @property
    def row_level(self) -> str:
        """The level that its places are counted on; municipalities for a group."""
        return "municipality" if self.level == GROUP else self.level

    @property
    def value(self) -> float:
        """The value."""
        return float(self.row["value"])


class Level:
    """The reliable values of all areas of a level, all indicators: arrays that are read in slices."""

    def __init__(self, rows: pd.DataFrame):
        """rows: queries.Monitor.across of a level."""
        rows = rows[~rows["status"].isin([UNRELIABLE, FORECAST])].reset_index(drop=True)
        self._area, self._value, self._segment = (rows[name].to_numpy() for name in ("area_id", "value", "segment"))
        self._places = {key: (at[0], at[-1] + 1) for key, at in rows.groupby(["indicator", "year"]).indices.items()}
        self.years: dict[str, list[int]] = {}
        for indicator, year in self._places:
            self.years.setdefault(indicator, []).append(int(year))

    def of(self, indicator: str, year: int) -> Iterable[tuple[str, float, int]]:
        """area_id, value, segment of a year."""
        first, last = self._places.get((indicator, year), (0, 0))
        return zip(self._area[first:last], self._value[first:last].tolist(), self._segment[first:last], strict=True)


class Desk:
    """Figures of the subjects of one release."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.profile = facts.catalogue.profile
        self.rows = lru_cache(maxsize=KEPT)(self._rows)
        self.values_of = lru_cache(maxsize=KEPT)(self._values_of)
        self.level = lru_cache(maxsize=len(LEVELS))(lambda level: Level(facts.monitor.across(level=level)))
        self.full = lru_cache(maxsize=KEPT)(self._full)

    @cached_property
    def indicators(self) -> list[str]:
        """The declared figures of a profile by theme; all that have values where none are declared."""
        wanted = set(self.profile.figures) or self.facts.valued
        return [one for one in self.facts.indicators if one in wanted and one in self.facts.valued]

    def subject(self, area_id: str, own: Mapping[str, Sequence[str]] | None = None) -> Subject:
        """An area of today as a subject, or one of the reader's own (Facts.own)."""
        if own and area_id in own:
            return Subject.group(area_id.removeprefix(OWN), own[area_id])
        return Subject(area_id, self.facts.areas[area_id]["level"])

    def name(self, subject: Subject, language: str) -> str:
        """An area as the page writes it, a group as it was named."""
        return subject.id if subject.level == GROUP else self.facts.name(subject.id, language)

    def countries(self, subject: Subject) -> set[str]:
        """The countries it lies in."""
        areas = subject.members or [subject.id]
        found = {self.facts.country.get(area, "") for area in areas} - {""}
        return found or set(COUNTRIES)

    def series(self, subject: Subject, indicator: str) -> pd.DataFrame:
        """All rows of a subject by year, gaps among them."""
        if subject.level == GROUP:
            rows = self.facts.monitor.values(indicator, group={subject.id: list(subject.members)})
            return rows.assign(ref_date=pd.to_datetime(rows["ref_date"]))
        return self._of(subject.id, indicator)

    def _of(self, area_id: str, indicator: str) -> pd.DataFrame:
        rows, places = self.rows(area_id)
        return rows.iloc[slice(*places[indicator])] if indicator in places else NOTHING

    def _rows(self, area_id: str) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
        """All rows of an area by indicator and year, and where those of an indicator lie."""
        frame = self.facts.monitor.across(areas=[area_id])[["indicator", *COLUMNS]]
        frame["ref_date"] = pd.to_datetime(frame["ref_date"])
        return frame, {key: (at[0], at[-1] + 1) for key, at in frame.groupby("indicator").indices.items()}

    def valued(self, subject: Subject, indicator: str) -> list[dict]:
        """The rows of a subject that have a value and are no forecast, by year: TOLD."""
        if subject.level == GROUP:
            return _valued(self.series(subject, indicator))
        return self.values_of(subject.id).get(indicator, [])

    def _values_of(self, area_id: str) -> dict[str, list[dict]]:
        """indicator -> `valued` of an area."""
        found: dict[str, list[dict]] = {}
        for row in _valued(self.rows(area_id)[0]):
            found.setdefault(row["indicator"], []).append(row)
        return found

    def figure(self, subject: Subject, indicator: str) -> Figure:
        """An indicator with its newest value, series and places."""
        declared = self.facts.catalogue.indicators[indicator]
        rows = self.series(subject, indicator)
        valued = rows[rows["value"].notna() & (rows["status"] != FORECAST)]
        if valued.empty:
            return Figure(declared, None, subject.level, self.why(subject, indicator, rows))
        row = valued.iloc[-1]
        points = tuple(valued[["year", "value", "segment"]].astype({"year": int}).itertuples(index=False, name=None))
        peers, places = self._among(subject, declared, row, valued)
        return Figure(declared, row, subject.level, "", points, peers, places)

    def why(self, subject: Subject, indicator: str, rows: pd.DataFrame = NOTHING) -> str:
        """Why there is no value: for a group, that its members never have one in the same year (APART); else the reason of the newest
        gap, else that the country does not collect it."""
        each = [self._of(one, indicator)["value"].notna().any() for one in subject.members]
        if len(each) > 1 and all(each) and "not_delivered" in set(rows["reason"]):
            return APART
        gaps = [reason for reason in rows["reason"] if isinstance(reason, str) and reason]
        if gaps:
            return gaps[-1]
        collected = self.facts.catalogue.indicators[indicator].collected
        return "no_row" if any(collected[country] for country in self.countries(subject)) else "not_collected"

    def _among(self, subject: Subject, declared: Indicator, row: pd.Series, valued: pd.DataFrame) -> tuple[tuple, dict[str, Place]]:
        level, country = subject.level, self.countries(subject)
        if level in UNRANKED or row["status"] == UNRELIABLE:
            return (), {}
        year, own, places = int(row["year"]), float(row["value"]), {}
        here = self.values(declared.id, level, year)
        beside = [code for code in COUNTRIES if declared.may("rank", {code, *country})]
        peers = tuple(value for code in beside for value in here.get(code, {}).values())
        if home := self.place_at_home(subject, declared.id, row):
            places["country"] = home
        if shared := self._shared(declared, level, valued):
            when = shared[-1]
            every = self.values(declared.id, level, when)
            if declared.may("rank", every):
                value = float(valued.loc[valued["year"] == when, "value"].iloc[0])
                places["emr"] = _place([v for values in every.values() for v in values.values()], value, when)
        if level == "municipality":
            among = {area: value for code in beside for area, value in here.get(code, {}).items() if area in self.alike(subject.id)}
            if len(among) >= FEWEST:
                places["similar"] = _place([*among.values(), own], own, year)
        return peers, places

    def place_at_home(self, subject: Subject, indicator: str, row: Mapping) -> Place | None:
        """The place of a value among the areas of its level in its own country; None where there are too few of them."""
        if subject.level in UNRANKED or row["status"] == UNRELIABLE:
            return None
        mine = self.values(indicator, subject.level, int(row["year"])).get(next(iter(self.countries(subject))), {})
        return _place(mine.values(), float(row["value"]), int(row["year"])) if len(mine) >= FEWEST else None

    def _shared(self, declared: Indicator, level: str, valued: pd.DataFrame) -> list[int]:
        """Years of its reliable values in which as many countries as ever have the figure, more than one."""
        full = self.full(declared.id, level)
        most = max(map(len, full.values()), default=0)
        years = valued.loc[valued["status"] != UNRELIABLE, "year"]
        return [int(year) for year in years if most > 1 and len(full.get(int(year), ())) == most]

    def values(self, indicator: str, level: str, year: int) -> dict[str, dict[str, float]]:
        """country -> area_id -> value of a year, without those of low reliability."""
        found: dict[str, dict[str, float]] = {}
        for area, value, _ in self.level(level).of(indicator, year):
            found.setdefault(self.facts.country[area], {})[area] = value
        return found

    def _full(self, indicator: str, level: str) -> dict[int, tuple[str, ...]]:
        """Year -> countries of which at least half of the areas that ever have a value have one."""
        by_year = {year: self.values(indicator, level, year) for year in self.level(level).years.get(indicator, [])}
        ever: dict[str, set[str]] = {}
        for by_country in by_year.values():
            for country, values in by_country.items():
                ever.setdefault(country, set()).update(values)
        return {
            year: tuple(country for country, values in by_country.items() if 2 * len(values) >= len(ever[country]))
            for year, by_country in by_year.items()
        }

    def change(self, subject: Subject, figure: Figure, span: int) -> tuple[float, str, Place | None, str] | None:
        """The change over `span` years up to the newest value: amount, measure, place among `emr` or `country`, which of the two.
        None across a break, without an earlier value, or for what is itself a change."""
        declared = figure.indicator
        if figure.row is None or declared.formula.type == "growth":
            return None
        kind = self.facts.catalogue.units[declared.unit].kind
        measure, year = measures_of(kind, "change")[0], figure.year
        points = {point[0]: point[1:] for point in figure.points}
        own = self._changed(declared, measure, span, {subject.id: points.get(year - span)}, {subject.id: points[year]}).get(subject.id)
        if own is None or subject.level in UNRANKED or figure.row["status"] == UNRELIABLE:
            return None if own is None else (own, measure, None, "")
        rows = self.level(subject.level)
        before, now = ({area: (v, s) for area, v, s in rows.of(declared.id, when)} for when in (year - span, year))
        every = self._changed(declared, measure, span, before, now)
        crosses = not Telling("change", measure, since=year - span).per_country(declared)
        among = "emr" if crosses and len({self.facts.country[area] for area in every}) > 1 else "country"
        here = self.countries(subject)
        values = [value for area, value in every.items() if among == "emr" or self.facts.country[area] in here]
        return own, measure, _place(values, own, year), among

    def _changed(self, declared: Indicator, measure: str, span: int, before: dict, now: dict) -> dict[str, float]:
        """area_id -> change, of those with both values in one stretch. before, now: area_id -> value, segment."""
        both = [area for area, one in now.items() if before.get(area) and before[area][1] == one[1]]
        earlier, later = (pd.Series([side[area][0] for area in both], index=both, dtype=float) for side in (before, now))
        return told(measure, earlier, later, span, declared.decimals).dropna().to_dict()

    @cached_property
    def scores(self) -> pd.DataFrame:
        """z-scores of all municipalities over the declared figures of similarity, each at the view it opens with."""
        rule, columns = self.profile.similar, {}
        for one in rule.indicators:
            mode, year = self.facts.first_view(one)
            newest = {}
            for when in [year] if mode == "year" else self.level("municipality").years.get(one, []):
                newest |= {area: value for area, value, _ in self.level("municipality").of(one, when)}
            columns[one] = pd.Series(newest, dtype=float)
        return similar.standardised(pd.DataFrame(columns), rule.logarithms)

    def similar(self, area_id: str) -> pd.Series:
        """The municipalities most like one, area_id -> distance, the nearest first; empty for an area of another level."""
        return similar.neighbours(self.scores, area_id, self.profile.similar)

    @cached_property
    def alike(self):
        """area_id -> the ids of its similar municipalities."""
        return lru_cache(maxsize=KEPT)(lambda area_id: frozenset(self.similar(area_id).index))


def _valued(rows: pd.DataFrame) -> list[dict]:
    told = rows.loc[rows["value"].notna() & (rows["status"] != FORECAST), TOLD]
    return [dict(zip(TOLD, row, strict=True)) for row in zip(*(told[name].tolist() for name in TOLD), strict=True)]


def _place(values: Iterable[float], own: float, year: int) -> Place:
    every = list(values)
    return Place(1 + sum(value > own for value in every), len(every), year)


def desk_of(facts: Facts) -> Desk:
    """The desk of a release, kept with it."""
    return facts.kept(Desk)
