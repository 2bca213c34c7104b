"""Beside the scatter: the selection side by side over a handful of figures, where it lies, and what may be compared."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import html

from wohnmonitor.app.cloud import Cloud
from wohnmonitor.app.controls import SOFT_HYPHEN
from wohnmonitor.app.note import BENEATH, grade_mark, grades, sources
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.selection import action, badge, gap
from wohnmonitor.app.state import to_query

BESIDE = ("population", "population_density", "population_growth_5y", "owner_occupied_share", "house_price_index", "vacancy_rate")
MOST_COLUMNS, MOST_ROWS = 4, 6


def reading(cloud: Cloud) -> list:
    """Side by side, where they are, what may be compared."""
    t = cloud.t
    return [
        html.Section(_side_by_side(cloud), className="wm-section", id="scatter-beside", tabIndex=-1),
        html.Section([
            html.Div(html.H2(t("scatter.where")), className="wm-section-head"),
            html.P(cloud.up.indicator.text[cloud.state.lang].unit_line, className="wm-sub"), _small_map(cloud),
            html.P(t(f"scatter.map_{cloud.up.scheme}"), className="wm-sub"),
        ], className="wm-section"),
        html.Section(_comparability(cloud), className="wm-section", id="scatter-note", tabIndex=-1),
    ]  # fmt: skip


def _side_by_side(cloud: Cloud) -> list:
    t, areas = cloud.t, cloud.state.areas[:MOST_COLUMNS]
    add = action("add", ["+ ", t("selection.add")], t("selection.add_hint"))
    listed = action("list", t("selection.list"), t("selection.list_hint"))
    clear = action("clear", t("selection.clear"), t("selection.clear_hint"))
    actions = html.Div([add, listed, clear] if areas else [add, listed], className="wm-actions")
    head = html.Div([html.H2(t("scatter.side")), actions], className="wm-section-head")
    if not areas:
        return [head, html.P(t("scatter.pick"), className="wm-hint")]
    named = [html.Th([badge(at), " ", cloud.up.name(area_id)], scope="col", className="wm-number") for at, area_id in enumerate(areas, 1)]
    ids = dict.fromkeys([cloud.state.indicator, cloud.across.state.indicator, *(one for one in BESIDE if one in cloud.facts.valued)])
    rows = [_beside(cloud, indicator_id, areas) for indicator_id in list(ids)[:MOST_ROWS]]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(html.Span(t("controls.indicator"), className="wm-unseen")), *named])), html.Tbody(rows)],
        className="wm-table",
    )
    wide = html.Div(table, className="wm-scroll", tabIndex=0, role="region", **{"aria-label": t("scatter.side")})
    more = (
        [html.P(t("scatter.more", n=t.number(len(cloud.state.areas) - MOST_COLUMNS)), className="wm-source")]
        if len(cloud.state.areas) > MOST_COLUMNS
        else []
    )
    return [head, wide, *more]


def _beside(cloud: Cloud, indicator_id: str, areas: tuple[str, ...]) -> html.Tr:
    state = (
        cloud.up.state if indicator_id in (cloud.state.indicator, cloud.across.state.indicator) else replace(cloud.up.state, mode="latest")
    )
    picture = Picture(cloud.facts, replace(state, indicator=indicator_id), cloud.up.scheme)
    grade = picture.indicator.weakest
    cells, years = [], []
    for area_id in areas:
        row = picture.row(area_id)
        if row is None or pd.isna(row["value"]):
            cells.append(html.Td(gap(picture, row), className="wm-number"))
        else:
            years.append(int(row["year"]))
            cells.append(html.Td(picture.number(row["value"]), className="wm-number"))
    span = "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"
    words = picture.indicator.text[cloud.state.lang]
    name = words.short[:1].upper() + words.short[1:]
    told = [html.Div(f"{name}, {span}" if span else name), html.Div(picture.unit, className="wm-quiet")]
    return html.Tr(
        [
            html.Th(html.Div([*([grade_mark(grade)] if grade != "-" else []), html.Div(told)], className="wm-beside-name"), scope="row"),
            *cells,
        ]
    )


def _small_map(cloud: Cloud) -> html.A:
    query = to_query(cloud.up.state)
    picture = html.Img(
        src=f"{cloud.prefix}map.svg?{query}",
        alt=cloud.t("scatter.map_alt", title=cloud.up.indicator.text[cloud.state.lang].title.replace(SOFT_HYPHEN, "")),
        className="wm-small-map",
    )
    return html.A(picture, href=f"{cloud.prefix}?{query}")


def _comparability(cloud: Cloud) -> list:
    t = cloud.t
    query = to_query(cloud.state)
    links = [html.A(t("note.method"), href=f"{cloud.prefix}method?{query}", className="wm-link")]
    notes = [
        html.P([html.B(cloud.short(picture)), ". ", picture.indicator.text[cloud.state.lang].note], className="wm-definition")
        for picture in (cloud.up, cloud.across)
    ]
    return [
        grades(cloud.up, t("note.heading"), cloud.across.indicator),
        html.P(t("scatter.weaker"), className="wm-definition"),
        *notes,
        *(html.P(told, className="wm-source", **BENEATH) for told in dict.fromkeys(map(sources, (cloud.up, cloud.across))) if told),
        html.P(links, className="wm-actions"),
    ]
