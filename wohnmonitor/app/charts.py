"""The charts of the reading column: the selection over the years, and its place among all others."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import dcc, html

from wohnmonitor.app.figure_tables import ranking_table, series_table
from wohnmonitor.app.lines import INDEXED, base_year, crosses, has_values, indexed, lines_of, of_own_size, span_of, ways
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.text import Text
from wohnmonitor.figures import charts
from wohnmonitor.figures.ranking import Chosen, ranking_figure
from wohnmonitor.figures.series import Line, Rule, series_figure
from wohnmonitor.schema import STATUSES, is_corrected

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True, "showTips": False}
ORDER, NARROW = ("DE", "NL", "BE"), 420


def series_section(picture: Picture) -> list:
    """Heading, figure and a line that says what the benchmarks are. Counts are drawn as an index, so that a municipality
    can stand beside the Euregio, or as they are, then without what is larger."""
    t, state, indicator = picture.t, picture.state, picture.indicator
    words = indicator.text[state.lang]
    lines = lines_of(picture)
    base = base_year(lines, picture.told.since) if picture.kind in INDEXED else None
    offered, way = ways(picture, lines, base)
    as_index = way == "index"
    lines = [replace(line, marked=_corrected(t, line)) for line in (indexed(lines, base) if as_index else of_own_size(picture, lines))]
    valued = [line for line in lines if has_values(line)]
    if not valued and not state.areas:
        return []
    if not valued:
        return [_head(picture, t("series.heading", years="").strip(), [], way), html.P(t("series.empty"), className="wm-hint")]
    title = t("series.heading", years=span_of(valued))

    def number(value: float, decimals: int) -> str:
        return t.number(value, min(decimals, 1)) if as_index else picture.number(value, decimals)

    decimals = 1 if as_index else indicator.decimals
    figure = series_figure(
        lines,
        theme=picture.scheme,
        number=number,
        decimals=decimals,
        unit="" if as_index or not picture.unit else t.space_before(picture.unit) + picture.unit,
        year=None if state.mode == "latest" else state.year,
        rules=[
            Rule(rule["country"], rule["year"], t("series.break", cause=rule["cause"][state.lang]))
            for rule in picture.facts.monitor.breaks(state.indicator)
        ],
        in_year=t("series.in_year"),
        status_words={status: t(f"status.{status}") for status in STATUSES},
        width=picture.width,
        height=216 + max(0, len(valued) - 6) * 16,
        log=way == "log",
    )
    if picture.told.since is not None:
        figure["layout"]["shapes"].insert(0, charts.band(picture.scheme, picture.told.since, state.year))
    said = " ".join(spoken(picture, line, number, decimals) for line in valued)
    unit_line = t("series.index", short=words.short, base=base) if as_index else words.unit_line
    if way == "log":
        unit_line = t("series.log_unit", unit_line=unit_line)
    beneath = [_beneath(picture, lines, as_index)]
    if not as_index and crosses(picture, valued):
        beneath.insert(0, t("series.across"))
    return [
        _head(picture, title, offered, way),
        html.P(unit_line, className="wm-sub"),
        _graph(figure, t("series.alt", title=f"{words.title}, {title}", lines=said)),
        html.P(" ".join(beneath), className="wm-source"),
        series_table(picture, valued, f"{unit_line}, {title}", number, decimals),
    ]


def _corrected(t: Text, line: Line) -> dict[int, str]:
    """Years in which a figure was corrected by hand."""
    said = f"<br>{t('correction.mark')}"
    return {int(year): said for year, source in zip(line.frame["year"], line.frame["source"], strict=True) if is_corrected(source)}


def _head(picture: Picture, title: str, offered: list[str], way: str) -> html.Div:
    """Heading, and the choice of how to draw where there is one."""
    t = picture.t
    buttons = [
        html.Button(
            t("series.as_amount" if kind == "value" and not picture.is_count else f"series.as_{kind}"),
            **{"type": "button", "data-series": kind, "aria-pressed": str(kind == way).lower()},
        )
        for kind in offered
    ]
    switch = [html.Div(buttons, className="wm-switch", role="group", **{"aria-label": t("series.as")})] if len(offered) > 1 else []
    return html.Div(className="wm-section-head", children=[html.H2(title), *switch])


def _graph(figure, alternative: str) -> html.Div:
    height = figure["layout"]["height"]
    graph = dcc.Graph(figure=figure, config=CONFIG, responsive=True, style={"height": f"{height}px"})
    return html.Div(graph, role="img", className="wm-chart", style={"minHeight": f"{height}px"}, **{"aria-label": alternative})


def spoken(picture: Picture, line: Line, number, decimals: int) -> str:
    """First and last value of a line in a sentence."""
    valued = line.frame[line.frame["value"].notna()]
    first, last = valued.iloc[0], valued.iloc[-1]
    return picture.t(
        "series.alt_line",
        name=line.name,
        first=number(first["value"], decimals),
        first_year=int(first["year"]),
        last=number(last["value"], decimals),
        last_year=int(last["year"]),
    )


def _beneath(picture: Picture, lines: list[Line], as_index: bool) -> str:
    t = picture.t
    if not picture.state.areas:
        return t("series.overview")
    benchmarks = [line for line in lines if line.role == "benchmark"]
    if not benchmarks:
        return t("series.totals" if picture.is_count and not as_index else "series.alone")
    said = [t("series.compared", names=t.listed([line.name for line in benchmarks]))]
    for line in benchmarks:
        lowest = line.frame.loc[line.frame["value"].notna(), "coverage"].min()
        if lowest == lowest and lowest < 0.9995:
            said.append(t("series.coverage", name=line.name, share=t.with_unit(lowest * 100, "%")))
    return " ".join(said)


def _rank_text(t: Text, rank: float) -> str:
    """A place as written beside a mark; nothing where a value is too unreliable for one."""
    return "" if pd.isna(rank) else t("ranking.rank", rank=t.number(rank))


def ranking_section(picture: Picture) -> list:
    """A dot per area, a row per country; an axis for each country where values may not share one across a border."""
    t, state = picture.t, picture.state
    rows = picture.rows_by_level[state.level]
    if state.level not in ("municipality", "district") or rows["value"].notna().sum() < 5:
        return []
    title = t("ranking.heading" if state.areas else "ranking.heading_all")
    chosen = [
        Chosen(area_id, number, picture.name(area_id), _rank_text(t, rows.loc[area_id, "rank"]))
        for number, area_id in enumerate(state.areas, 1)
        if area_id in rows.index and rows.loc[area_id, "value"] == rows.loc[area_id, "value"]
    ]
    present = [code for code in ORDER if rows.loc[rows["country"] == code, "value"].notna().any()]
    unit = picture.told_unit or picture.measured
    charts_of = [[code] for code in present] if picture.by_country else [present]
    drawn = [part for codes in charts_of for part in _ranking(picture, rows, codes, chosen, title)]
    return [
        html.Div(className="wm-section-head", children=html.H2(title)),
        html.P(t("ranking.own" if picture.by_country else "ranking.sub", unit=unit), className="wm-sub"),
        *drawn,
        ranking_table(picture, rows, title, present),
    ]


def _ranking(picture: Picture, rows: pd.DataFrame, countries: list[str], chosen: list[Chosen], title: str) -> list:
    """One chart on one axis; named by country and statistic where it is the country's own."""
    t, indicator = picture.t, picture.indicator
    own = [one for one in chosen if picture.facts.country.get(one.area_id) in countries]
    fullest = max(sum(picture.facts.country.get(one.area_id) == code for one in own) for code in countries)
    euregio = picture.benchmark if indicator.formula.type != "level" or picture.told.relative else None
    figure = ranking_figure(
        rows,
        [(code, code if picture.by_country or picture.width < NARROW else t.country(code)) for code in countries],
        own,
        theme=picture.scheme,
        number=picture.told_number,
        decimals=picture.told_decimals,
        benchmark=None if euregio is None else ("EMR", float(euregio["value"])),
        names={area_id: picture.name(area_id) for area_id in rows.index},
        width=picture.width,
        height=42 + max(41, 15 * fullest) * len(countries),
    )
    said = " ".join(
        t(
            "ranking.alt_line",
            name=one.name,
            value=picture.with_unit(rows.loc[one.area_id, "value"]),
            rank=t.number(rows.loc[one.area_id, "rank"]),
            n=t.number(rows.loc[one.area_id, "of"]),
        )
        for one in own
        if one.rank
    )
    if not picture.by_country:
        return [_graph(figure, t("ranking.alt", title=title, lines=said))]
    facets = indicator.country.get(countries[0])
    name = t.country(countries[0])
    name = t("ranking.country", country=name, statistic=facets.statistic[picture.state.lang]) if facets else name
    return [html.P(name, className="wm-source"), _graph(figure, t("ranking.alt", title=f"{title}, {name}", lines=said))]
