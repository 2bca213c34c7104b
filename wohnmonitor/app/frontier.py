"""The border view of a figure: both sides of each state border by distance, and twins across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.app.desk import Desk, desk_of
from wohnmonitor.app.outstanding import with_unit
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.app.text import EN_DASH, Text, text
from wohnmonitor.crossing import distances, twins
from wohnmonitor.declared import Indicator
from wohnmonitor.schema import PAIRS

BANDS = ((0, 5), (5, 10), (10, 20), (20, 30), (30, 100))
"""Distances to the border in km that are taken together; the last is everything beyond."""
NEAR = 10
"""Km on each side that the finding speaks of."""


def far_of(facts: Facts) -> pd.DataFrame:
    """crossing.distances of a release."""
    rows = facts.monitor.boundaries()
    shapes = gpd.GeoSeries(shapely.from_wkb(rows["wkb"].map(bytes)), index=rows["area_id"], crs="EPSG:4326")
    return distances(shapes, facts.country)


@dataclass(frozen=True)
class Band:
    """Both sides within a distance, each as one group: value (NaN where it has none), how many municipalities, how many with a value."""

    first: float
    last: float
    values: tuple[float, float]
    members: tuple[int, int]
    valued: tuple[int, int]


@dataclass(frozen=True)
class Frontier:
    """A figure along the borders. The year of the state; where it names none, of each border its newest common one."""

    facts: Facts
    state: State

    @property
    def t(self) -> Text:
        """Texts of the page in the reader's language."""
        return text(self.state.lang, "desk")

    @property
    def desk(self) -> Desk:
        """Figures of the release."""
        return desk_of(self.facts)

    @cached_property
    def indicator(self) -> Indicator:
        """The declaration of the figure."""
        return self.facts.catalogue.indicators[self.state.indicator]

    @property
    def pairs(self) -> list[str]:
        """Borders on both sides of which the figure is collected."""
        return [pair for pair in PAIRS if self.indicator.grade[pair] != "-"]

    def closed(self, pair: str) -> bool:
        """True where the grade lets no two values stand beside each other across this border."""
        return not self.indicator.may("scale", pair.split("-"))

    def years(self, pair: str) -> list[int]:
        """Years in which both sides have the figure."""
        full = self.desk.full(self.indicator.id, "municipality")
        return [year for year, countries in sorted(full.items()) if set(pair.split("-")) <= set(countries)]

    def year(self, pair: str) -> int | None:
        """The year that is shown of a border; None where there is none in common."""
        years = self.years(pair)
        if self.state.mode == "year":
            return self.state.year if self.state.year in years else None
        return years[-1] if years else None

    def side(self, pair: str, country: str) -> pd.DataFrame:
        """Municipalities of a country that this border is the nearest to, with a reliable value: area_id, km, y, by distance."""
        far = self.facts.kept(far_of)
        far = far[(far["pair"] == pair) & (far["country"] == country)]
        values = self.desk.values(self.indicator.id, "municipality", self.year(pair)).get(country, {})
        here = far.assign(y=far.index.map(values)).dropna(subset=["y"]).sort_values("km")
        return here.reset_index()[["area_id", "km", "y"]]

    def bands(self, pair: str) -> list[Band]:
        """Distances with at least one municipality on either side, summed as groups (never a mean of ratios)."""
        return [band for band in self._summed(pair, BANDS) if any(band.members)]

    def near(self, pair: str) -> tuple[float, float]:
        """Both sides within NEAR km, each as one group."""
        return self._summed(pair, [(0, NEAR)])[0].values

    def _summed(self, pair: str, spans: Sequence[tuple[float, float]]) -> list[Band]:
        far, sides = self.facts.kept(far_of), pair.split("-")
        far = far[far["pair"] == pair]
        towns = {
            f"{side} {first}": far.index[(far["country"] == side) & far["km"].between(first, last, inclusive="left")].tolist()
            for first, last in spans for side in sides
        }  # fmt: skip
        groups = {name: members for name, members in towns.items() if members}
        rows = self.facts.monitor.values(self.indicator.id, group=groups, years=self.year(pair))
        told = {name: (value, coverage) for name, value, coverage in zip(rows["area_name"], rows["value"], rows["coverage"], strict=True)}
        bands = []
        for first, last in spans:
            names = [f"{side} {first}" for side in sides]
            members = tuple(len(towns[name]) for name in names)
            found = [told.get(name, (float("nan"), 0.0)) for name in names]
            valued = tuple(round(coverage * count) for (_, coverage), count in zip(found, members, strict=True))
            bands.append(Band(first, last, tuple(value for value, _ in found), members, valued))
        return bands

    @cached_property
    def sources(self) -> pd.Series:
        """Tables of the figures of both sides of all borders that are open, in the year of each, as rows name their source."""
        rows, shown = self.facts.frame(self.indicator.id, "municipality"), []
        for pair in self.pairs:
            if not self.closed(pair) and (year := self.year(pair)):
                here = rows["area_id"].map(self.facts.country).isin(pair.split("-"))
                shown.append(rows.loc[here & (rows["year"] == year) & rows["value"].notna(), "source"])
        return pd.concat(shown) if shown else pd.Series(dtype=object)

    @cached_property
    def twins(self) -> list[tuple[str, str, list[tuple[int, float, object]]]]:
        """Twins of the borders that are open: first, second, and by common year the difference first minus second with its segments."""
        neighbours = self.facts.geo["levels"]["municipality"].get("neighbours", {})
        by_area = self._by_area(self.indicator.id)
        found = []
        for one, other in twins(neighbours, self.facts.country, self.residents, self.desk.profile.twins.ratio):
            pair = next(pair for pair in PAIRS if {self.facts.country[one], self.facts.country[other]} == set(pair.split("-")))
            if pair not in self.pairs or self.closed(pair):
                continue
            first, second = by_area.get(one, {}), by_area.get(other, {})
            points = [(y, first[y][0] - second[y][0], (first[y][1], second[y][1])) for y in sorted(set(first) & set(second))]
            if points:
                found.append((one, other, points))
        return found

    @cached_property
    def residents(self) -> dict[str, float]:
        """Residents of municipalities in the newest year that all countries have."""
        years = self.facts.shared_years("population") or self.desk.level("municipality").years.get("population", [])[-1:]
        every = self.desk.values("population", "municipality", years[-1]) if years else {}
        return {area: value for values in every.values() for area, value in values.items()}

    def _by_area(self, indicator: str) -> dict[str, dict[int, tuple[float, int]]]:
        """Municipality -> year -> value, segment; without what is of low reliability."""
        level, found = self.desk.level("municipality"), {}
        for year in level.years.get(indicator, []):
            for area, value, segment in level.of(indicator, year):
                found.setdefault(area, {})[year] = (value, segment)
        return found

    def written(self, value: float, sign: bool = False) -> str:
        """A value or a difference with its unit."""
        return with_unit(self.desk, self.indicator, value, self.t, sign) if value == value else EN_DASH
