"""The border page: a figure by distance to each state border, its bands as a table, and twin municipalities over time."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pandas as pd
from dash import Dash, Input, Output, dcc, html
from dash import State as Known

from wohnmonitor.app.charts import CONFIG
from wohnmonitor.app.cited import cited
from wohnmonitor.app.controls import SOFT_HYPHEN, choices, icon, select, take_button
from wohnmonitor.app.figure_tables import closed, scrolled
from wohnmonitor.app.frontier import NEAR, Frontier
from wohnmonitor.app.note import grade_mark, grades, note_parts, published
from wohnmonitor.app.outstanding import COUNT
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State, to_query
from wohnmonitor.app.text import EN_DASH, Text, text
from wohnmonitor.app.wiring import listen, within
from wohnmonitor.figures.border import Pair, Side, border_figure, span_of, twins_figure

CHARTS = tuple(f"border-{at}" for at in range(3))
HEIGHT, TWINS_HEIGHT = 340, 360
FAR = 45.0
"""Km of a side that are drawn; farther municipalities stand at the edge."""
NAMED = 3
"""Pairs of twins whose line is named: the farthest apart, and those of the selection."""
ROOMY = 700
"""Width from which lines are named at their end."""
LATEST = "latest"


def body(t: Text, state: State, facts: Facts, prefix: str) -> list:
    """Controls, and the places that the callback fills."""
    words, view = text(t.language, "desk"), Frontier(facts, state)
    drop = {"width": 380, "position": "bottom-start"}
    search = {"searchable": True, "filter": {"function": "indicatorFilter"}, "maxDropdownHeight": 420,
              "nothingFoundMessage": t("header.search_none"), "className": "wm-pick wm-pick-indicator"}  # fmt: skip
    value = str(state.year) if state.mode == "year" else LATEST
    told = {"type": "button", "aria-label": t("controls.copy")}
    copy = html.Button(icon("link"), id="copy", className="wm-square", title=t("controls.copy"), **told)
    controls = [
        select("border-indicator", t("controls.indicator"), state.indicator, choices(facts, t.language), drop, **search),
        select("border-year", t("selection.year"), value, _years(view, words), className="wm-pick wm-pick-common"),
        html.Div(className="wm-fill"),
        take_button(t),
        copy,
    ]
    return [
        html.Section(className="wm-controls", children=controls, **{"aria-label": t("controls.label")}),
        html.Main(
            id="content", className="wm-page wm-border-page", tabIndex=-1,
            children=[
                *cited(t, state, facts, prefix), html.Div(id="border-head", className="wm-page-head"), html.Div(id="border-place"),
                html.Div(id="border-twins"), html.Section(id="border-note", className="wm-section"),
            ],
        ),
    ]  # fmt: skip


def _years(view: Frontier, words: Text) -> list[dict]:
    """The newest of each border, and every year that one of them has in common."""
    years = sorted({year for pair in view.pairs if not view.closed(pair) for year in view.years(pair)}, reverse=True)
    if view.state.mode == "year" and view.state.year not in years:
        years.append(view.state.year)
    return [{"value": LATEST, "label": words("border.newest")}, *({"value": str(year), "label": str(year)} for year in years)]


def add_callbacks(app: Dash, current) -> None:
    """Head, borders and twins for a view; what the reader sets goes through border.js into the one state."""
    listen(
        app, "border",
        ("controls", "controls", [Input(f"border-{name}", "value") for name in ("indicator", "year")]),
        ("clicked", "search", [Input(name, "clickData", allow_optional=True) for name in CHARTS]),
    )  # fmt: skip

    @app.callback(
        Output("border-head", "children"),
        Output("border-place", "children"),
        Output("border-twins", "children"),
        Output("border-note", "children"),
        Output("border-year", "data"),
        Output("border-head", "data-shown"),
        Input("state", "data"),
        Known("entry", "data"),
    )
    def _draw(data, entry):
        facts, state = current.view_of(data)
        width = within(data.get("room") or (entry or {}).get("room"), 280, 1400, 1200)
        page = Page(Frontier(facts, state), app.config.requests_pathname_prefix, width)
        shown = f"{state.indicator} {state.mode} {state.year}"
        return page.head(), page.borders(), page.twins(), page.note(), _years(page.view, page.t), shown


def _between(names: list[str]) -> str:
    """`Netherlands – Germany`."""
    return f" {EN_DASH} ".join(names)


class Page:
    """The parts of the page for one view. `width`: of the page, px."""

    def __init__(self, view: Frontier, prefix: str, width: int):
        self.view, self.prefix, self.width = view, prefix, width
        self.t, self.state = view.t, view.state
        self.theme = view.state.theme or "light"
        self.unit = view.facts.catalogue.units[view.indicator.unit]

    def head(self) -> list:
        """Title, unit, method."""
        t, words = self.t, self.view.indicator.text[self.state.lang]
        title = t("border.of", title=words.title.replace(SOFT_HYPHEN, ""))
        how = html.P(t("border.method"), className="wm-hint")
        method = html.Details([html.Summary(t("border.method_heading")), how], className="wm-details")
        figures = f"{self.prefix}border.csv?{to_query(replace(self.state, theme=None))}"
        return [html.H1(title, id="border-title", **{"data-figures": figures}), html.P(words.unit_line, className="wm-sub"), method]

    def borders(self) -> list:
        """A section for each border on both sides of which the figure is collected; else why there is none."""
        view, t = self.view, self.t
        if not view.pairs:
            return [html.P(t("border.one_side"), className="wm-scatter-banner")]
        return [html.Div([self._border(pair, CHARTS[at]) for at, pair in enumerate(view.pairs)], className="wm-borders")]

    def _border(self, pair: str, component_id: str) -> html.Section:
        view, t = self.view, self.t
        names = [t.country(code) for code in pair.split("-")]
        grade = view.indicator.grade[pair]
        heading = html.H2([f"{_between(names)} ", grade_mark(grade)])
        if view.closed(pair):
            note = view.indicator.text[self.state.lang].note
            return html.Section([heading, html.P([t(f"border.closed_{grade}"), " ", note], className="wm-hint")], className="wm-border")
        year = view.year(pair)
        if year is None:
            return html.Section([heading, self._no_year(pair)], className="wm-border")
        sides = [Side(code, name, self._points(code, pair), ()) for code, name in zip(pair.split("-"), names, strict=True)]
        bands = [] if self.unit.kind == COUNT else view.bands(pair)
        sides = [replace(side, bands=[(band.first, band.last, band.values[at]) for band in bands]) for at, side in enumerate(sides)]
        figure = border_figure(*sides, self._span, self.state.areas, self._number, FAR, t("border.km"), theme=self.theme, height=HEIGHT)
        graph = dcc.Graph(id=component_id, figure=figure, config=CONFIG, responsive=True, style={"height": f"{HEIGHT}px"})
        finding = self._finding(pair, names, year)
        chart = html.Div(graph, role="img", className="wm-chart", **{"aria-label": f"{_between(names)}. {finding}"})
        return html.Section([heading, html.P(finding, className="wm-sub"), chart, self._bands(names, bands, year), self._all(sides)],
                            className="wm-border", **{"data-picture": _between(names)})  # fmt: skip

    @cached_property
    def _span(self) -> tuple[float, float]:
        """One value axis for all borders that are open."""
        view = self.view
        open_ones = [pair for pair in view.pairs if not view.closed(pair) and view.year(pair)]
        return span_of(pd.concat([view.side(pair, code)["y"] for pair in open_ones for code in pair.split("-")]))

    def _no_year(self, pair: str) -> html.P:
        """No common year at all, or not the one asked for: then the way to the newest."""
        years = self.view.years(pair)
        if not years:
            return html.P(self.t("border.never"), className="wm-hint")
        near = min(years, key=lambda year: abs(year - self.state.year))
        way = f"{self.prefix}border?{to_query(replace(self.state, mode='year', year=near))}"
        said = self.t("border.not_in", year=self.state.year)
        return html.P([said, " ", html.A(self.t("map.notice_show", year=near), href=way)], className="wm-hint")

    def _points(self, country: str, pair: str) -> pd.DataFrame:
        view, t = self.view, self.t
        rows = view.side(pair, country)
        names = [view.facts.name(area, self.state.lang) for area in rows["area_id"]]
        hover = [
            f"<b>{name}</b><br>{view.written(y)}<br>{t('border.away', km=t.number(km, 1))}"
            for name, y, km in zip(names, rows["y"], rows["km"], strict=True)
        ]
        return rows.assign(name=names, hover=hover)

    def _number(self, value: float, decimals: int) -> str:
        return self.t.number(value, decimals, sign=self.view.indicator.formula.type == "growth")

    def _finding(self, pair: str, names: list[str], year: int) -> str:
        """Both sides near the border in words."""
        view, t = self.view, self.t
        first, second = (float("nan"), float("nan")) if self.unit.kind == COUNT else view.near(pair)
        if first != first or second != second:
            return t("border.shown", year=year)
        told = {"one": names[0], "other": names[1], "one_value": view.written(first), "other_value": view.written(second)}
        return t("border.finding", km=NEAR, year=year, **told)

    def _bands(self, names: list[str], bands: list, year: int) -> html.Details | html.Div:
        """The bands as a table: value, and from how many of how many municipalities."""
        t, view = self.t, self.view
        if not bands:
            return html.Div()

        def cell(value: float, valued: int, members: int) -> html.Td:
            if not members:
                return html.Td(t("border.nobody"), className="wm-number wm-quiet")
            beside = html.Span(t("border.counted", n=valued, of=members), className="wm-beside")
            return html.Td([view.written(value), beside], className="wm-number")

        body = []
        for band in bands:
            first, second = band.values
            gap = self._apart(first - second)
            cells = [cell(value, n, of) for value, n, of in zip(band.values, band.valued, band.members, strict=True)]
            label = t("border.beyond", km=band.first) if band.last > FAR else f"{band.first}{EN_DASH}{band.last} km"
            body.append(html.Tr([html.Th(label, scope="row"), *cells, html.Td(gap, className="wm-number")]))
        heads = [html.Th(t("border.distance"), scope="col"), *(html.Th(name, scope="col", className="wm-number") for name in names),
                 html.Th(self._difference, scope="col", className="wm-number")]  # fmt: skip
        return scrolled(t, t("border.bands", names=_between(names), year=year), heads, body)

    def _all(self, sides: list[Side]) -> html.Details:
        """Every municipality drawn, as a table."""
        t, view = self.t, self.view
        rows = [
            html.Tr([html.Th(row.name, scope="row"), html.Td(side.name), html.Td(t.number(row.km, 1), className="wm-number"),
                     html.Td(view.written(row.y), className="wm-number")])
            for side in sides for row in side.points.rename(columns={"hover": "_"}).itertuples(index=False)
        ]  # fmt: skip
        heads = [html.Th(t("level_one.municipality"), scope="col"), html.Th(t("table.country"), scope="col"),
                 html.Th("km", scope="col", className="wm-number"),
                 html.Th(view.indicator.text[self.state.lang].short, scope="col", className="wm-number")]  # fmt: skip
        names = _between([side.name for side in sides])
        return closed(t, [scrolled(t, t("border.every", names=names), heads, rows)])

    def twins(self) -> list:
        """Twins of all open borders over time."""
        view, t = self.view, self.t
        ratio = t.number(view.desk.profile.twins.ratio, 0)
        heading, rule = html.H2(t("border.twins")), html.P(t("border.twins_rule", ratio=ratio), className="wm-hint")
        if not view.twins:
            return [html.Section([heading, rule, html.P(t("border.no_twins"), className="wm-hint")], className="wm-border")]
        facts, lang = view.facts, self.state.lang
        names = {(one, other): f"{facts.name(one, lang)} {EN_DASH} {facts.name(other, lang)}" for one, other, _ in view.twins}
        farthest = sorted(view.twins, key=lambda twin: -abs(twin[2][-1][1]))
        chosen = [twin for twin in view.twins if set(twin[:2]) & set(self.state.areas)]
        named = {twin[:2] for twin in [*chosen, *farthest][:NAMED]}
        pairs = []
        for one, other, points in view.twins:
            name = names[one, other]
            hover = [f"<b>{name}</b><br>{year}: {self._apart(value)}" for year, value, _ in points]
            pairs.append(Pair(name, points, hover, name if (one, other) in named and self.width >= ROOMY else ""))
        figure = twins_figure(pairs, self._signed, theme=self.theme, width=self.width, height=TWINS_HEIGHT)
        graph = dcc.Graph(id="border-twins-chart", figure=figure, config=CONFIG, responsive=True, style={"height": f"{TWINS_HEIGHT}px"})
        said = t("border.twins_alt", n=t.number(len(view.twins)))
        chart = html.Div(graph, role="img", className="wm-chart", **{"aria-label": said})
        return [html.Section([heading, rule, chart, self._twins_table(names)], className="wm-border wm-twins",
                             **{"data-picture": t("border.twins")})]  # fmt: skip

    def note(self) -> list:
        """How far the figure may be compared, what is counted, by whom."""
        picture = Picture(self.view.facts, self.state, self.theme, prefix=self.prefix)
        return [grades(picture, self.t("note.heading")), *note_parts(picture, published(picture, self.view.sources))]

    def _apart(self, value: float) -> str:
        """A difference, without its unit."""
        return self.t.number(value, self.view.indicator.decimals, sign=True) if value == value else EN_DASH

    @property
    def _difference(self) -> str:
        """`Difference, percentage points`."""
        words = self.t("measure.unit_points") if self.unit.kind.startswith("percent") else getattr(self.unit, self.state.lang)
        return f"{self.t('compare.difference')}, {words}"

    def _signed(self, value: float, decimals: int) -> str:
        return self.t.number(value, decimals, sign=True)

    def _twins_table(self, names: dict[tuple[str, str], str]) -> html.Div:
        t, view = self.t, self.view
        body = []
        for one, other, points in view.twins:
            (first, before, _), (last, now, _) = points[0], points[-1]
            way = f"{self.prefix}compare?{to_query(replace(self.state, areas=(one, other)))}"
            body.append(html.Tr([
                html.Th(html.A(names[one, other], href=way), scope="row"),
                html.Td(f"{t.number(view.residents[one])} / {t.number(view.residents[other])}", className="wm-number"),
                html.Td([self._apart(before), html.Span(str(first), className="wm-beside")], className="wm-number"),
                html.Td([self._apart(now), html.Span(str(last), className="wm-beside")], className="wm-number"),
            ]))  # fmt: skip
        heads = [html.Th(t("border.pair"), scope="col"), *(
            html.Th(t(f"border.{key}"), scope="col", className="wm-number") for key in ("residents", "first", "last")
        )]  # fmt: skip
        return scrolled(t, f"{t('border.twins_table')} ({self._difference})", heads, body)

