"""A view of two figures: its points, what is seen in them, its panels; the chart and its head. page_scatter.py lays them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
from dash import dcc, html

from wohnmonitor.app.charts import CONFIG
from wohnmonitor.app.markup import placed
from wohnmonitor.app.note import grade_mark, weaker
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import MODES, State, to_query
from wohnmonitor.app.text import Text
from wohnmonitor.figures.scatter import Measure, Panel, scatter_figure, spearman, wants_log
from wohnmonitor.figures.style import tokens
from wohnmonitor.schema import COUNTRIES, PAIRS

ACROSS = ("population_density", "population")
"""What lies across where the address names nothing: the first that is not the figure itself."""
CHARTS = ("scatter", "scatter-1", "scatter-2")
"""Ids of the charts: one, or on a narrow screen one for each country."""
CLEAR, STRONG, ENOUGH = 0.3, 0.6, 10
"""Rank correlations from which a link is told, and told as close; areas from which one is told at all."""
HEIGHT, HEIGHT_NARROW, NARROW = 560, 420, 560


def second_of(state: State, facts: Facts) -> str:
    """The figure across."""
    if state.second and state.second != state.indicator:
        return state.second
    return next(one for one in (*ACROSS, *facts.indicators) if one != state.indicator and one in facts.valued)


@dataclass(frozen=True)
class Cloud:
    """A view of two figures. `width`: of the chart, px."""

    facts: Facts
    state: State
    prefix: str = "/"
    width: int = 880

    @cached_property
    def up(self) -> Picture:
        """The figure that goes up."""
        mode = self.state.mode if self.state.mode in MODES[:2] else "year"
        return Picture(self.facts, replace(self.state, mode=mode), self.state.theme or "light", prefix=self.prefix)

    @cached_property
    def across(self) -> Picture:
        """The figure that goes across, at the same point in time."""
        return Picture(self.facts, replace(self.up.state, indicator=second_of(self.state, self.facts)), self.up.scheme, prefix=self.prefix)

    @property
    def t(self) -> Text:
        """Texts of the reader's language."""
        return self.up.t

    @cached_property
    def by_country(self) -> bool:
        """True where each country has a panel: one of the two may not cross a border, and one cloud was not asked for."""
        return self.up.by_country or self.across.by_country

    @cached_property
    def per_country(self) -> bool:
        """True where one of the two may not cross a border on one scale."""
        return self.up.per_country or self.across.per_country

    @cached_property
    def years(self) -> list[int]:
        """Years in which both have values for at least ten areas."""
        counts = []
        for picture in (self.up, self.across):
            frame = self.facts.frame(picture.state.indicator, self.state.level)
            counts.append(frame[frame["value"].notna()].groupby("year").size())
        both = counts[0].index[counts[0] >= ENOUGH].intersection(counts[1].index[counts[1] >= ENOUGH])
        return sorted(int(year) for year in both)

    @cached_property
    def points(self) -> pd.DataFrame:
        """area_id, country, group, x, y, size, name, hover of areas that have both. Key: area_id."""
        y, x = self.up.rows(self.state.level), self.across.rows(self.state.level)
        told = ["value", "year", "status", "source"]
        both = y[["area_id", "country", *told]].join(x[told], suffixes=("", "_x"), how="inner")
        both = both[both["value"].notna() & both["value_x"].notna()].rename(columns={"value": "y", "value_x": "x"})
        size = pd.Series(float("nan"), index=both.index)
        if self.state.size != "none":
            sized = Picture(self.facts, replace(self.up.state, indicator=self.state.size), "light").rows(self.state.level)
            size = sized["value"].reindex(both.index)
        group = both["country"] if self.state.colour == "country" else both["area_id"].map(self.facts.region_of).fillna("")
        names = [self.up.name(area_id) for area_id in both.index]
        hover = [self._hover(row, name) for row, name in zip(both.itertuples(), names, strict=True)]
        return both.assign(size=size, group=group, name=names, hover=hover)

    def _hover(self, row, name: str) -> str:
        def line(picture: Picture, value: float, year: int, status: str, source: str) -> str:
            words = picture.indicator.text[self.state.lang].short
            said = self.t.status(status, source)
            told = f" ({said})" if said else ""
            number = self.t.with_unit(value, picture.unit, picture.indicator.decimals, picture.is_change)
            return self.t("list.pair", name=f"{words} {int(year)}", value=number) + told

        return "<br>".join([
            f"<b>{name}</b>", line(self.up, row.y, row.year, row.status, row.source),
            line(self.across, row.x, row.year_x, row.status_x, row.source_x),
        ])  # fmt: skip

    @cached_property
    def panels(self) -> list[Panel]:
        """One for all, or one for each country."""
        benchmark = None
        if self.up.benchmark is not None and not self.up.is_count:
            benchmark = ("EMR " + self.up.number(self.up.benchmark["value"]), float(self.up.benchmark["value"]))
        if not self.by_country:
            return [Panel("", self.points, benchmark)] if len(self.points) else []
        parts = [(code, self.points[self.points["country"] == code]) for code in COUNTRIES]
        return [Panel(self._country_title(code, part), part) for code, part in parts if len(part) > 2]

    def _country_title(self, code: str, part: pd.DataFrame) -> str:
        return self.t("scatter.panel", country=self.t.country(code), rho=self._rho(part), n=self.t.number(len(part)))

    def _rho(self, part: pd.DataFrame) -> str:
        found = spearman(part["x"], part["y"])
        return self.t.number(found, 2, sign=True) if found == found else "–"

    def _finding(self) -> str:
        """What is seen, not why: told only where areas are many and the ranks agree."""
        names = {"x": self.short(self.across), "y": self.short(self.up)}
        found = spearman(self.points["x"], self.points["y"]) if not self.per_country and len(self.points) >= ENOUGH else float("nan")
        if found != found:
            return self.t("scatter.title", **names)
        if abs(found) < CLEAR:
            return self.t("scatter.none", **names)
        return self.t(f"scatter.{'close' if abs(found) >= STRONG else 'loose'}_{'more' if found > 0 else 'less'}", **names)

    def short(self, picture: Picture) -> str:
        """The short name of a figure."""
        return picture.indicator.text[self.state.lang].short

    def head(self) -> list:
        """Title, what lies against what, and what the marks mean."""
        t, n = self.t, len(self.points)
        when = str(self.up.state.year)
        if self.up.state.mode == "latest":
            years = self.points[["year", "year_x"]].stack() if n else [self.up.state.year]
            when = t("scatter.latest", **{"from": int(min(years)), "to": int(max(years))})
        lines = [picture.indicator.text[self.state.lang].unit_line for picture in (self.up, self.across)]
        if wants_log(self.points["y"]):
            lines[0] += f" ({t('scatter.log')})"
        said = t("scatter.sub", y=lines[0], x=lines[1], when=when, n=t.number(n))
        if n > 2 and not self.by_country:
            said += " " + t("scatter.rho", rho=self._rho(self.points))
        figures = {"data-figures": f"{self.prefix}scatter.csv?{to_query(replace(self.state, theme=None))}"}
        title = html.H1(self._finding(), id="scatter-title", **figures)
        return [title, html.P(said, className="wm-sub"), *self._banner(), self._legend()]

    def _banner(self) -> list[html.P]:
        """What may not be read across the border, and the way to the other view."""
        if not self.per_country or not len(self.points):
            return []
        words, other, scale = ("by_country", "banner.common", "common") if self.by_country else ("common", "scatter.panels", "grade")
        switch = html.Button(self.t(other), className="wm-link", **{"type": "button", "data-scale": scale})
        return [html.P([grade_mark(self.grade), " ", self.t(f"scatter.{words}"), " ", switch], className="wm-scatter-banner")]

    @cached_property
    def grade(self) -> str:
        """The weaker grade of the two over all pairs."""
        found = {weaker(pair, self.up.indicator, self.across.indicator) for pair in PAIRS} - {"-"}
        return max(found, default="-")

    def _legend(self) -> html.P:
        marks = []
        if self.state.colour == "country":
            for code in COUNTRIES:
                if (self.points["country"] == code).any():
                    marks.append(html.Span([html.Span(className=f"wm-shape wm-shape-{code}"), self.t.country(code)]))
        else:
            for region in sorted(set(self.points["group"]) - {""}):
                style = {"background": self.colours[region]}
                marks.append(
                    html.Span([html.Span(className="wm-shape wm-shape-DE", style=style), self.facts.name(region, self.state.lang)])
                )
        if self.state.size != "none":
            words = self.facts.catalogue.indicators[self.state.size].text[self.state.lang].short
            marks.append(html.Span(self.t("scatter.size_of", name=words)))
        return html.P(marks, className="wm-scatter-legend")

    @cached_property
    def colours(self) -> dict[str, str]:
        """Colour of each group."""
        known = tokens(self.up.scheme)
        if self.state.colour == "country":
            return {code: known[f"country-{code.lower()}"] for code in COUNTRIES} | {"": known["text-3"]}
        regions = sorted(area_id for area_id, row in self.facts.areas.items() if row["level"] == "region")
        return {region: known[f"selection-{at % 5 + 1}"] for at, region in enumerate(regions)} | {"": known["text-3"]}

    def chart(self) -> list:
        """The figure, and the same as a table."""
        if not self.panels:
            return [html.P(self.t("scatter.empty"), className="wm-hint")]
        narrow = self.width < NARROW
        panels = self.panels
        x, y = (self._measure(picture, axis) for picture, axis in ((self.across, "x"), (self.up, "y")))
        height = HEIGHT_NARROW if narrow else HEIGHT
        if narrow and len(panels) > 1:
            figures = [self._figure([panel], x, y, 300) for panel in panels]
        else:
            figures = [self._figure(panels, x, y, height)]
        graphs = [
            dcc.Graph(
                id=CHARTS[at],
                figure=figure,
                config=CONFIG,
                responsive=True,
                style={"height": f"{figure['layout']['height']}px"},
            )
            for at, figure in enumerate(figures)
        ]
        told = {"aria-label": self.spoken(), "data-picture": self.t("scatter.chart")}
        return [html.Div(graphs, role="img", **told), self._as_table()]

    def _figure(self, panels: list[Panel], x: Measure, y: Measure, height: float) -> dict:
        return scatter_figure(panels, x, y, self.state.areas, theme=self.up.scheme, colours=self.colours, width=self.width, height=height)

    def _measure(self, picture: Picture, axis: str) -> Measure:
        unit = picture.unit
        log = wants_log(self.points[axis])
        title = self.short(picture)[:1].upper() + self.short(picture)[1:] + (f", {unit}" if unit else "")
        return Measure(title + (f" ({self.t('scatter.log')})" if log and axis == "x" else ""), picture.number, log)

    def spoken(self) -> str:
        """The chart in words: what it shows, how the ranks agree, where the selection stands."""
        parts = [self._finding() + "."]
        for area_id in self.state.areas:
            if area_id in self.points.index:
                parts.append(self.points.loc[area_id, "hover"].replace("<br>", ", ").replace("<b>", "").replace("</b>", "") + ".")
        return " ".join(parts)

    def _choose(self, area_id: str, name: str) -> html.Button:
        """Selects the area: what a click on its mark does, for the keyboard."""
        pressed = str(area_id in self.state.areas).lower()
        return html.Button(name, className="wm-link", **{"type": "button", "data-toggle": area_id, "aria-pressed": pressed})

    def _as_table(self) -> html.Details:
        t = self.t
        rows = [
            html.Tr([
                html.Th(self._choose(row.Index, row.name_), scope="row"), html.Td(t.country(row.country) if row.country else ""),
                html.Td(self.across.number(row.x), className="wm-number"), html.Td(self.up.number(row.y), className="wm-number"),
            ])
            for row in self.points.rename(columns={"name": "name_"}).sort_values("y", ascending=False).itertuples()
        ]  # fmt: skip
        heads = [t(f"level_one.{self.state.level}"), t("table.country"), self.short(self.across), self.short(self.up)]
        table = html.Table([html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows)], className="wm-table")
        return html.Details(
            [
                html.Summary(t("scatter.table")),
                placed(table, className="wm-scroll", tabIndex=0, role="region", **{"aria-label": t("scatter.table")}),
            ],
            className="wm-details",
        )
