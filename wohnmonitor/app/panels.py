"""The sections of the reading column: selection, series, ranking, note; and the banner over the map.

Each is a pure function of Picture, what one request needs to know of a view.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from dash import html

from wohnmonitor.app.measures import Telling, telling
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.app.text import Text, text
from wohnmonitor.declared import Indicator
from wohnmonitor.narrow import FORECAST

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
    def kind(self) -> str:
        """Kind of the indicator's unit."""
        return self.facts.catalogue.units[self.indicator.unit].kind

    @cached_property
    def told(self) -> Telling:
        """How the view tells its figures: as they are, as a change, as a difference."""
        level_of = {area_id: row["level"] for area_id, row in self.facts.areas.items()}.get
        return telling(self.state, self.indicator, self.kind, level_of)

    @cached_property
    def unit(self) -> str:
        """The unit of the indicator as printed after a number; none for an index, whose base stands in its unit line."""
        return "" if self.kind == "index" else self.facts.unit(self.state.indicator, self.state.lang)

    @cached_property
    def told_unit(self) -> str:
        """The unit of what the view tells: the indicator's, or that of the change or difference."""
        measure = self.told.measure
        if measure in (None, "absolute"):
            return self.unit
        return "" if measure == "index" else self.t(f"measure.unit_{measure}")

    @cached_property
    def per_country(self) -> bool:
        """True where what the view tells may not cross a border on one scale."""
        return self.told.per_country(self.indicator)

    @cached_property
    def by_country(self) -> bool:
        """True where values may only be ranked within a country."""
        return self.per_country and self.state.scale == "grade" and self.state.indicator in self.facts.valued

    @cached_property
    def is_change(self) -> bool:
        """True where the indicator's values are changes and carry a plus sign."""
        return self.indicator.formula.type == "growth"

    @cached_property
    def is_count(self) -> bool:
        """True where values are numbers of persons or dwellings: sums, not comparable between a place and a region."""
        return self.kind == "count"

    def number(self, value: float, decimals: int | None = None) -> str:
        """A value of the indicator, without unit."""
        return self.t.number(value, self.indicator.decimals if decimals is None else decimals, sign=self.is_change)

    @cached_property
    def told_decimals(self) -> int:
        """Decimals of what the view tells."""
        return self.told.decimals(self.indicator.decimals)

    def told_number(self, value: float, decimals: int | None = None) -> str:
        """What the view tells, without unit: a value, a change, a difference."""
        signed = self.told.signed or (self.told.measure is None and self.is_change)
        return self.t.number(value, self.told_decimals if decimals is None else decimals, sign=signed)

    def with_unit(self, value: float) -> str:
        """What the view tells, with its unit."""
        signed = self.told.signed or (self.told.measure is None and self.is_change)
        return self.t.with_unit(value, self.told_unit, self.told_decimals, signed)

    @cached_property
    def measured(self) -> str:
        """What the view tells, in a word or two, where its unit has none."""
        return self.t("measure.as_index") if self.told.measure == "index" else self.indicator.text[self.state.lang].short

    def name(self, area_id: str) -> str:
        """An area as the page writes it."""
        return self.facts.name(area_id, self.state.lang)

    def rows(self, level: str) -> pd.DataFrame:
        """The rows of the view at a level, ranked, one per area, indexed by area."""
        state = self.state
        when = state.window if state.mode == "latest" else state.year
        return self.facts.rows(state.indicator, level, self.told, when, self.by_country)

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
        if state.mode == "difference":
            return None
        if state.mode == "change":
            rows = self.facts.told(state.indicator, rows, self.told, state.year).assign(lower=float("nan"), upper=float("nan"))
            rows = rows[rows["value"].notna()]
        elif state.mode == "year":
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


def reason_of(picture: Picture, row: pd.Series | None) -> str:
    """Why there is no value: a reason of schema.REASONS, `no_row`, or `uncollected` for an indicator without any."""
    if picture.state.indicator not in picture.facts.valued:
        return "uncollected"
    return row.reason if row is not None and isinstance(row.reason, str) and row.reason else "no_row"


def gap(picture: Picture, row: pd.Series | None) -> html.Span:
    """Pattern and words for a value that is not there."""
    reason = reason_of(picture, row)
    swatch = html.Span(className=f"wm-gap wm-gap-{reason}", **{"aria-hidden": "true"})
    return html.Span([swatch, picture.t(f"reason.{reason}")], className="wm-gap-words")
