"""The sections of the reading column: selection, series, ranking, note; and the banner over the map.

Each is a pure function of Picture, what one request needs to know of a view.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.app.text import Text, text
from wohnmonitor.app.view import FORECAST
from wohnmonitor.declared import Indicator

EMR = "emr"


@dataclass(frozen=True)
class Picture:
    """A view with its rows. `scheme`: light or dark; `width`: about how wide a chart is drawn, px; `prefix`: path of the app."""

    facts: Facts
    state: State
    scheme: str
    width: int = 470
    prefix: str = "/"

    @property
    def t(self) -> Text:
        """Texts of the reader's language."""
        return text(self.state.lang)

    @cached_property
    def indicator(self) -> Indicator:
        """The declaration of the indicator."""
        return self.facts.catalogue.indicators[self.state.indicator]

    @cached_property
    def unit(self) -> str:
        """The unit as printed after a number; none for an index, whose base stands in its unit line."""
        kind = self.facts.catalogue.units[self.indicator.unit].kind
        return "" if kind == "index" else self.facts.unit(self.state.indicator, self.state.lang)

    @cached_property
    def by_country(self) -> bool:
        """True where values may only be ranked within a country."""
        return self.indicator.per_country and self.state.scale == "grade" and self.state.indicator in self.facts.valued

    @cached_property
    def is_change(self) -> bool:
        """True where values are changes and carry a plus sign."""
        return self.indicator.formula.type == "growth"

    @cached_property
    def is_count(self) -> bool:
        """True where values are numbers of persons or dwellings: sums, not comparable between a place and a region."""
        return self.facts.catalogue.units[self.indicator.unit].kind == "count"

    def number(self, value: float, decimals: int | None = None) -> str:
        """A value of the indicator, without unit."""
        return self.t.number(value, self.indicator.decimals if decimals is None else decimals, sign=self.is_change)

    def name(self, area_id: str) -> str:
        """An area as the page writes it."""
        return self.facts.name(area_id, self.state.lang)

    def rows(self, level: str) -> pd.DataFrame:
        """The rows of the view at a level, ranked, one per area, indexed by area."""
        state = self.state
        latest = state.mode == "latest"
        return self.facts.rows(state.indicator, level, latest, state.window if latest else state.year, self.by_country)

    @cached_property
    def rows_by_level(self) -> dict[str, pd.DataFrame]:
        """Rows of every level that the map or the selection shows."""
        return {level: self.rows(level) for level in dict.fromkeys([self.state.level, *self.levels.values()])}

    @cached_property
    def levels(self) -> dict[str, str]:
        """Level of each selected area."""
        return {area_id: self.facts.areas[area_id]["level"] for area_id in self.state.areas}

    def row(self, area_id: str) -> pd.Series | None:
        """The row of a selected area, None where the view has none."""
        rows = self.rows_by_level[self.levels[area_id]]
        return rows.loc[area_id] if area_id in rows.index else None

    @cached_property
    def together(self) -> pd.Series | None:
        """The selected areas as one group (groups.group); None where they are fewer than two or may not be added up."""
        state = self.state
        if len(state.areas) < 2 or state.indicator not in self.facts.valued:
            return None
        rows = self.facts.together(state.indicator, tuple(sorted(state.areas)))
        if state.mode == "year":
            rows = rows[rows["year"] == state.year]
        else:
            rows = rows[rows["value"].notna() & (rows["status"] != FORECAST)]
            newest = self.rows_by_level[state.level]["year"].max()
            rows = rows[rows["year"].between(newest - state.window, newest)].tail(1)
        told = rows["value"].notna() | rows["lower"].gt(0) | rows["coverage"].gt(0)
        forbidden = rows["reason"].isin(["not_convertible", "undefined"])
        return rows.iloc[0] if len(rows) and (told & ~forbidden).iloc[0] else None

    @cached_property
    def benchmark(self) -> pd.Series | None:
        """The Euregio's row in the view, if it has a value."""
        if self.by_country:
            return None
        rows = self.rows(EMR)
        return rows.iloc[0] if len(rows) and rows["value"].notna().iloc[0] else None
