"""The scatter page: one figure against another, a mark for each area; beside it the selection and where it lies."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from wohnmonitor.app.charts import CONFIG
from wohnmonitor.app.controls import SOFT_HYPHEN, icon, select
from wohnmonitor.app.note import grade_mark
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.selection import badge, gap
from wohnmonitor.app.state import COLOURS, MODES, State, from_scripts, to_query
from wohnmonitor.app.text import Text
from wohnmonitor.figures.scatter import Measure, Panel, scatter_figure, spearman, wants_log
from wohnmonitor.figures.style import SEQUENCE, tokens
from wohnmonitor.schema import COUNTRIES, PAIRS

ACROSS = ("population_density", "population")
"""What lies across where the address names nothing: the first that is not the figure itself."""
BESIDE = ("population", "population_density", "population_growth_5y", "owner_occupied_share", "house_price_index", "vacancy_rate")
CLEAR, STRONG, ENOUGH = 0.3, 0.6, 10
"""Rank correlations from which a link is told, and told as close; areas from which one is told at all."""
MOST_COLUMNS, HEIGHT = 4, 560


def body(t: Text, state: State, facts: Facts, prefix: str) -> list:
    """Controls, the chart with its player, and the reading column."""
    return [
        html.Section(className="wm-controls", children=_controls(t, state, facts), **{"aria-label": t("controls.label")}),
        html.Main(
            id="content", className="wm-columns wm-scatter", tabIndex=-1,
            children=[
                html.Div(
                    className="wm-scatter-main",
                    children=[html.Div(id="scatter-head", className="wm-page-head"), html.Div(id="scatter-place"), _player(t)],
                ),
                html.Div(className="wm-reading", id="scatter-reading"),
            ],
        ),
    ]  # fmt: skip


def _controls(t: Text, state: State, facts: Facts) -> list:
    by_theme: dict[str, list] = {}
    for indicator_id in facts.indicators:
        if indicator_id in facts.valued:
            indicator = facts.catalogue.indicators[indicator_id]
            title = facts.catalogue.themes[indicator.theme].title[state.lang]
            label = indicator.text[state.lang].title.replace(SOFT_HYPHEN, "")
            by_theme.setdefault(title, []).append({"value": indicator_id, "label": label})
    groups = [{"group": title, "items": items} for title, items in by_theme.items()]
    sizes = [{"value": "none", "label": t("scatter.size_none")}, *groups]
    drop = {"width": 380, "position": "bottom-start"}
    search = {
        "searchable": True,
        "maxDropdownHeight": 420,
        "nothingFoundMessage": t("header.search_none"),
        "className": "wm-pick wm-pick-axis",
    }

    def named(words: str, control) -> html.Div:
        return html.Div([html.Span(words, className="wm-pick-word", **{"aria-hidden": "true"}), control], className="wm-pick-pair")

    swap = _square("⇄", "scatter-swap", t("scatter.swap"))
    short = {"className": "wm-pick wm-pick-short"}
    colours = [{"value": one, "label": t(f"scatter.colour_{one}")} for one in COLOURS]
    mode = state.mode if state.mode in MODES[:2] else "year"
    return [
        named(t("scatter.across"), select("scatter-x", t("scatter.across"), second_of(state, facts), groups, drop, **search)),
        swap,
        named(t("scatter.up"), select("scatter-y", t("scatter.up"), state.indicator, groups, drop, **search)),
        named(t("scatter.size"), select("scatter-size", t("scatter.size"), state.size, sizes, drop, **search | short)),
        named(t("scatter.colour"), select("scatter-colour", t("scatter.colour"), state.colour, colours, **short)),
        dmc.SegmentedControl(
            id="scatter-mode", value=mode, data=[{"value": one, "label": t(f"controls.mode_{one}")} for one in MODES[:2]],
            transitionDuration=0, withItemsBorders=True, className="wm-mode", attributes={"root": {"aria-label": t("controls.mode")}},
        ),
        html.Div(className="wm-fill"),
        _square(icon("link"), "copy", t("controls.copy")),
    ]  # fmt: skip


def _square(sign, component_id: str, words: str) -> html.Button:
    return html.Button(sign, id=component_id, className="wm-square", title=words, **{"type": "button", "aria-label": words})


def _player(t: Text) -> html.Div:
    def step(name: str, sign: str, filled: str = "") -> html.Button:
        words = t(f"map.player.{name}")
        return html.Button(
            sign, id=f"scatter-{name}", className=f"wm-square {filled}", title=words, **{"type": "button", "aria-label": words}
        )

    slider = dcc.Input(id="scatter-year", type="range", min=0, max=1, step=1, value=0, className="wm-range")
    buttons = [step("play", "▶", "wm-button-filled"), step("previous", "‹"), step("next", "›")]
    return html.Div(
        id="scatter-player", className="wm-scatter-player", role="group",
        children=[*buttons, slider, html.Output(id="scatter-when")], **{"aria-label": t("map.player.name")},
    )  # fmt: skip


def second_of(state: State, facts: Facts) -> str:
    """The figure across."""
    if state.second and state.second != state.indicator:
        return state.second
    return next(one for one in (*ACROSS, *facts.indicators) if one != state.indicator and one in facts.valued)


def add_callbacks(app: Dash, facts_now) -> None:
    """Chart and reading column for a view; what the reader sets goes through scatter.js into the one state."""
    controls = [Input(f"scatter-{name}", "value") for name in ("x", "y", "size", "colour", "mode")]
    for function, sink, given in (
        ("controls", "controls", controls),
        ("swap", "more", [Input("scatter-swap", "n_clicks")]),
        ("clicked", "search", [Input("scatter", "clickData")]),
    ):
        output = Output(f"sink-{sink}", "data", allow_duplicate=True)
        app.clientside_callback(ClientsideFunction("scatter", function), output, *given, prevent_initial_call=True)

    @app.callback(
        Output("scatter-head", "children"),
        Output("scatter-place", "children"),
        Output("scatter-reading", "children"),
        Output("scatter-player", "data-years"),
        Output("scatter-player", "data-second"),
        Input("state", "data"),
    )
    def _draw(data):
        facts = facts_now()
        state = from_scripts(data, facts.known)
        room = data.get("room")
        width = min(max(room, 280), 1400) if isinstance(room, int) else 880
        cloud = Cloud(facts, state, app.config.requests_pathname_prefix, width)
        return cloud.head(), cloud.chart(), cloud.reading(), ",".join(map(str, cloud.years)), cloud.across.state.indicator


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
        """True where one of the two may not cross a border on one scale."""
        return self.up.by_country or self.across.by_country

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
        both = y[["area_id", "country", "value", "year", "status"]].join(x[["value", "year", "status"]], rsuffix="_x", how="inner")
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
        def line(picture: Picture, value: float, year: int, status: str) -> str:
            words = picture.indicator.text[self.state.lang].short
            told = f" ({self.t(f'status.{status}')})" if status != "A" else ""
            number = self.t.with_unit(value, picture.unit, picture.indicator.decimals, picture.is_change)
            return self.t("list.pair", name=f"{words} {int(year)}", value=number) + told

        return "<br>".join([
            f"<b>{name}</b>", line(self.up, row.y, row.year, row.status), line(self.across, row.x, row.year_x, row.status_x)
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
        names = {"x": self._short(self.across), "y": self._short(self.up)}
        found = spearman(self.points["x"], self.points["y"]) if not self.by_country and len(self.points) >= ENOUGH else float("nan")
        if found != found:
            return self.t("scatter.title", **names)
        if abs(found) < CLEAR:
            return self.t("scatter.none", **names)
        return self.t(f"scatter.{'close' if abs(found) >= STRONG else 'loose'}_{'more' if found > 0 else 'less'}", **names)

    def _short(self, picture: Picture) -> str:
        return picture.indicator.text[self.state.lang].short

    def head(self) -> list:
        """Title, what lies against what, and what the marks mean."""
        t, n = self.t, len(self.points)
        when = t("controls.mode_latest") if self.up.state.mode == "latest" else str(self.up.state.year)
        lines = [picture.indicator.text[self.state.lang].unit_line for picture in (self.up, self.across)]
        said = t("scatter.sub", y=lines[0], x=lines[1], when=when, n=t.number(n))
        if n > 2 and not self.by_country:
            said += " " + t("scatter.rho", rho=self._rho(self.points))
        banner = [html.P([grade_mark(self.grade), " ", t("scatter.by_country")], className="wm-scatter-banner")] if self.by_country else []
        return [html.H1(self._finding(), id="scatter-title"), html.P(said, className="wm-sub"), *banner, self._legend()]

    @cached_property
    def grade(self) -> str:
        """The weaker grade of the two over all pairs."""
        return max((self.pair_grade(pair) for pair in PAIRS if self.pair_grade(pair) != "-"), default="-")

    def pair_grade(self, pair: str) -> str:
        """A pair of countries is as comparable as its weaker figure; none where one has no figure."""
        grades = [picture.indicator.grade[pair] for picture in (self.up, self.across)]
        return "-" if "-" in grades else max(grades)

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
        narrow = self.width < 560
        panels = self.panels
        x, y = (self._measure(picture, axis) for picture, axis in ((self.across, "x"), (self.up, "y")))
        height = 420 if narrow else HEIGHT
        if narrow and len(panels) > 1:
            figures = [self._figure([panel], x, y, 300) for panel in panels]
        else:
            figures = [self._figure(panels, x, y, height)]
        graphs = [
            dcc.Graph(
                id="scatter" if not at else f"scatter-{at}",
                figure=figure,
                config=CONFIG,
                responsive=True,
                style={"height": f"{figure['layout']['height']}px"},
            )
            for at, figure in enumerate(figures)
        ]
        return [html.Div(graphs, role="img", **{"aria-label": self.spoken()}), self._as_table()]

    def _figure(self, panels: list[Panel], x: Measure, y: Measure, height: float) -> dict:
        return scatter_figure(panels, x, y, self.state.areas, theme=self.up.scheme, colours=self.colours, width=self.width, height=height)

    def _measure(self, picture: Picture, axis: str) -> Measure:
        unit = picture.unit
        log = wants_log(self.points[axis])
        title = self._short(picture)[:1].upper() + self._short(picture)[1:] + (f", {unit}" if unit else "")
        return Measure(title + (f" ({self.t('scatter.log')})" if log and axis == "x" else ""), picture.number, log)

    def spoken(self) -> str:
        """The chart in words: what it shows, how the ranks agree, where the selection stands."""
        parts = [self._finding() + "."]
        for area_id in self.state.areas:
            if area_id in self.points.index:
                parts.append(self.points.loc[area_id, "hover"].replace("<br>", ", ").replace("<b>", "").replace("</b>", "") + ".")
        return " ".join(parts)

    def _as_table(self) -> html.Details:
        t = self.t
        rows = [
            html.Tr([
                html.Th(row.name_, scope="row"), html.Td(t.country(row.country) if row.country else ""),
                html.Td(self.across.number(row.x), className="wm-number"), html.Td(self.up.number(row.y), className="wm-number"),
            ])
            for row in self.points.rename(columns={"name": "name_"}).sort_values("y", ascending=False).itertuples()
        ]  # fmt: skip
        heads = [t(f"level_one.{self.state.level}"), t("table.country"), self._short(self.across), self._short(self.up)]
        table = html.Table([html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows)], className="wm-table")
        return html.Details(
            [
                html.Summary(t("scatter.table")),
                html.Div(table, className="wm-scroll", tabIndex=0, role="region", **{"aria-label": t("scatter.table")}),
            ],
            className="wm-details",
        )

    def reading(self) -> list:
        """Side by side, where they are, what may be compared."""
        t = self.t
        return [
            html.Section(self._side_by_side(), className="wm-section", id="scatter-beside", tabIndex=-1),
            html.Section([
                html.Div(html.H2(t("scatter.where")), className="wm-section-head"),
                html.P(self.up.indicator.text[self.state.lang].unit_line, className="wm-sub"), self._small_map(),
            ], className="wm-section"),
            html.Section(self._comparability(), className="wm-section", id="scatter-note", tabIndex=-1),
        ]  # fmt: skip

    def _side_by_side(self) -> list:
        t, areas = self.t, self.state.areas[:MOST_COLUMNS]
        add = html.Button(
            ["+ ", t("selection.add")], className="wm-link", title=t("selection.add_hint"), **{"type": "button", "data-act": "add"}
        )
        clear = html.Button(
            t("selection.clear"), className="wm-link", title=t("selection.clear_hint"), **{"type": "button", "data-act": "clear"}
        )
        head = html.Div(
            [html.H2(t("scatter.side")), html.Div([add, clear] if areas else [add], className="wm-actions")], className="wm-section-head"
        )
        if not areas:
            return [head, html.P(t("scatter.pick"), className="wm-hint")]
        named = [
            html.Th([badge(at), " ", self.up.name(area_id)], scope="col", className="wm-number") for at, area_id in enumerate(areas, 1)
        ]
        ids = dict.fromkeys([self.state.indicator, self.across.state.indicator, *(one for one in BESIDE if one in self.facts.valued)])
        rows = [self._beside(indicator_id, areas) for indicator_id in list(ids)[:6]]
        table = html.Table(
            [html.Thead(html.Tr([html.Th(html.Span(t("controls.indicator"), className="wm-unseen")), *named])), html.Tbody(rows)],
            className="wm-table",
        )
        more = (
            [html.P(t("scatter.more", n=t.number(len(self.state.areas) - MOST_COLUMNS)), className="wm-source")]
            if len(self.state.areas) > MOST_COLUMNS
            else []
        )
        return [head, table, *more]

    def _beside(self, indicator_id: str, areas: tuple[str, ...]) -> html.Tr:
        state = (
            self.up.state if indicator_id in (self.state.indicator, self.across.state.indicator) else replace(self.up.state, mode="latest")
        )
        picture = Picture(self.facts, replace(state, indicator=indicator_id), self.up.scheme)
        grade = max((one for one in picture.indicator.grade.values() if one != "-"), default="-")
        cells, years = [], []
        for area_id in areas:
            row = picture.row(area_id)
            if row is None or pd.isna(row["value"]):
                cells.append(html.Td(gap(picture, row), className="wm-number"))
            else:
                years.append(int(row["year"]))
                cells.append(html.Td(picture.number(row["value"]), className="wm-number"))
        span = "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"
        words = picture.indicator.text[self.state.lang]
        name = words.short[:1].upper() + words.short[1:]
        told = [html.Div(f"{name}, {span}" if span else name), html.Div(picture.unit, className="wm-quiet")]
        return html.Tr(
            [
                html.Th(
                    html.Div([*([grade_mark(grade)] if grade != "-" else []), html.Div(told)], className="wm-beside-name"), scope="row"
                ),
                *cells,
            ]
        )

    def _small_map(self) -> html.A:
        query = to_query(self.up.state)
        picture = html.Img(
            src=f"{self.prefix}map.svg?{query}",
            alt=self.t("scatter.map_alt", title=self.up.indicator.text[self.state.lang].title.replace(SOFT_HYPHEN, "")),
            className="wm-small-map",
        )
        return html.A(picture, href=f"{self.prefix}?{query}")

    def _comparability(self) -> list:
        t = self.t
        pairs = []
        for pair in PAIRS:
            grade = self.pair_grade(pair)
            mark = [grade_mark(grade)] if grade != "-" else ["–"]
            pairs.append(
                html.Span(
                    [html.Span(pair.replace("-", "–")), *mark, html.Span(t(f"note.grade_{grade}"), className="wm-unseen")],
                    className="wm-pair",
                )
            )
        query = to_query(self.state)
        links = [html.A(t("note.method"), href=f"{self.prefix}method?{query}", className="wm-link")]
        notes = [
            html.P([html.B(self._short(picture)), ". ", picture.indicator.text[self.state.lang].note], className="wm-definition")
            for picture in (self.up, self.across)
        ]
        return [
            html.Div([html.H2(t("note.heading")), *pairs], className="wm-section-head wm-grades"),
            html.P(t("scatter.weaker"), className="wm-definition"),
            *notes,
            html.P(links, className="wm-actions"),
        ]


def small_map(facts: Facts, state: State) -> str:
    """The figure on a map of the Euregio as SVG, in five classes of equal number; the selection outlined."""
    picture = Picture(facts, state, state.theme or "light")
    geo = json.loads(facts.monitor.geo())
    shapes, known = geo["levels"][state.level], tokens(picture.scheme)
    rows = picture.rows(state.level)
    fifths = rows["value"].rank(pct=True, method="max") if not picture.by_country else rows["fifth"] / 5
    palette = SEQUENCE[picture.scheme][5]
    parts = []
    for area_id, d in zip(shapes["ids"], shapes["d"], strict=True):
        share = fifths.get(area_id)
        fill = known["gap-ground"] if share is None or share != share else palette[max(0, min(4, int(-(-share * 5 // 1)) - 1))]
        parts.append(f'<path d="{d}" fill="{fill}"/>')
    lines = [
        f'<path d="{geo["lines"][name]}" fill="none" stroke="{known[colour]}" stroke-width="{width}"/>'
        for name, colour, width in (("region", "line-region", 6), ("state", "line-state", 12))
    ]
    ring = [
        f'<path d="{shapes["d"][shapes["ids"].index(area_id)]}" fill="none" stroke="{known[f"selection-{at % 5 + 1}"]}" stroke-width="18"/>'
        for at, area_id in enumerate(state.areas) if area_id in shapes["ids"]
    ]  # fmt: skip
    own = f'<g stroke="{known["line-state"]}" stroke-width="3" stroke-opacity="0.4">{"".join(parts)}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {geo["width"]} {geo["height"]}">{own}{"".join(lines)}{"".join(ring)}</svg>'
    )
