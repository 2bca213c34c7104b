"""The table of selected areas: number, name, value, rank, and in words why there is no value."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import html

from wohnmonitor.app import second
from wohnmonitor.app.panels import EMR, Picture, gap
from wohnmonitor.app.sentence import sentence
from wohnmonitor.app.state import to_query
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.figures.style import PER_COUNTRY
from wohnmonitor.groups import LEVEL


def selection_section(picture: Picture) -> list:
    """Heading, actions and table; a sentence on how to begin where nothing is selected."""
    t, state = picture.t, picture.state
    head = html.Div(className="wm-section-head", children=[html.H2(t("selection.heading")), _actions(picture)])
    rows = [_row(picture, number, area_id) for number, area_id in enumerate(state.areas, 1)]
    benchmark = [] if picture.benchmark is None else [_benchmark_row(picture)]
    if not rows:
        table = [html.P(t("selection.empty"), className="wm-hint")]
        if benchmark:
            table.append(html.Table(className="wm-table", children=[_header(picture), html.Tbody(benchmark)]))
        return [head, *table]
    together = [] if picture.together is None else [_together_row(picture, picture.together)]
    body = html.Tbody(rows + together + benchmark)
    return [head, html.Table(className=_table_class(picture), children=[_header(picture), body])]


def _table_class(picture: Picture) -> str:
    """A table with one column more gives up the name of the country first."""
    if picture.state.view != "single":
        return "wm-table wm-table-full wm-table-second"
    return "wm-table wm-table-full" if picture.by_country else "wm-table"


def _actions(picture: Picture) -> html.Div:
    t, state = picture.t, picture.state
    actions = [action("add", [html.Span("+ ", **{"aria-hidden": "true"}), t("selection.add")], t("selection.add_hint"))]
    actions.append(action("list", t("selection.list"), t("selection.list_hint")))
    actions.append(action("own", t("selection.own"), t("selection.own_hint")))
    if state.areas:
        last = state.areas[-1]
        if picture.levels[last] not in (EMR, LEVEL):
            actions.append(action("neighbours", t("selection.neighbours"), t("selection.neighbours_hint", name=picture.name(last))))
        actions.append(action("clear", t("selection.clear"), t("selection.clear_hint")))
        page = "profile" if len(state.areas) == 1 else "compare"
        way = f"{picture.prefix}{page}?{to_query(state)}"
        actions.append(html.A(t(f"nav.{page}"), href=way, className="wm-link", **{"data-page": page}))
    return html.Div(actions, className="wm-actions")


def action(act: str, label, hint: str) -> html.Button:
    """A link that acts on the selection: shell.js hears of it."""
    return html.Button(label, className="wm-link", title=hint, **{"type": "button", "data-act": act, "aria-label": hint})


def _header(picture: Picture) -> html.Thead:
    t, state = picture.t, picture.state
    rows = picture.rows_by_level[state.level]
    valued = int(rows["value"].notna().sum())
    value = picture.told_unit or picture.measured
    value = value[:1].upper() + value[1:]
    if state.mode in ("year", "difference"):
        value = f"{value} {state.year}"
    cells = [html.Th(t(f"level_one.{state.level}"), scope="col"), html.Th(value, scope="col", className="wm-number")]
    if state.mode == "latest":
        cells.append(html.Th(t("selection.year"), scope="col", className="wm-number"))
    if picture.by_country:
        cells.append(html.Th(t("selection.rank_own"), scope="col", className="wm-number"))
        cells.append(html.Th(t("selection.fifths"), scope="col", className="wm-number wm-fifths-cell"))
    else:
        cells.append(html.Th(t("selection.rank_of", n=t.number(valued)), scope="col", className="wm-number"))
    cells += [html.Th(words, scope="col", className="wm-number wm-more") for words in _more_heads(picture)]
    cells += second.header_cells(picture)
    cells.append(html.Th(html.Span(t("selection.clear"), className="wm-unseen"), className="wm-remove-cell"))
    return html.Thead(html.Tr(cells))


def _more_heads(picture: Picture) -> list[str]:
    """Heads of what stands beside a change or a difference: the figure of the year, and what it is measured against."""
    t, state = picture.t, picture.state
    what = picture.unit[:1].upper() + picture.unit[1:] if picture.is_count else t("change.what")
    if picture.told.mode == "change" and picture.told.since is None:
        return []
    if picture.told.mode == "change":
        return [f"{what} {state.year}", t("change.since", year=picture.told.since)]
    return [f"{what} {state.year}", t("difference.mark")] if picture.told.mode == "difference" else []


def _more(picture: Picture, row: pd.Series | None, quiet: str = "") -> list[html.Td]:
    """The cells under them; a dash where there is no figure."""
    if not _more_heads(picture):
        return []
    now, before = (float("nan"), float("nan")) if row is None else (row["now"], row["before"])
    broken = row is not None and row["reason"] == "break"
    if picture.told.mode == "change":
        other = EN_DASH if broken or pd.isna(now - before) else picture.t.number(now - before, picture.indicator.decimals, sign=True)
    else:
        other = EN_DASH if pd.isna(before) else picture.number(before)
    figures = [EN_DASH if pd.isna(now) else picture.number(now), other]
    return [html.Td(words, className=f"wm-number wm-more {quiet}".strip()) for words in figures]


def badge(number: int) -> html.Span:
    """The number of a selected area in its colour; dashed edge from the sixth on."""
    dashed = " wm-badge-dashed" if number > 5 else ""
    return html.Span(str(number), className=f"wm-badge wm-badge-{(number - 1) % 5 + 1}{dashed}", **{"aria-hidden": "true"})


def _name_cell(picture: Picture, number: int, area_id: str) -> html.Th:
    country = picture.facts.country.get(area_id, "")
    beside = [html.Span(picture.t.country(country), className="wm-beside")] if country else []
    way = f"{picture.prefix}profile?{to_query(replace(picture.state, area=area_id))}"
    name = html.Span([html.A(picture.name(area_id), href=way, className="wm-place", title=picture.t("selection.profile")), *beside])
    return html.Th(html.Div([badge(number), name], className="wm-name"), scope="row")


def _row(picture: Picture, number: int, area_id: str) -> html.Tr:
    t, state, row = picture.t, picture.state, picture.row(area_id)
    remove = _buttons_cell(picture, area_id, row)
    name = _name_cell(picture, number, area_id)
    if row is None or pd.isna(row["value"]):
        why = html.Td(gap(picture, row), colSpan=3 if state.mode == "latest" else 2, className="wm-number")
        fifths = [html.Td(className="wm-fifths-cell")] if picture.by_country else []
        return html.Tr([name, why, *fifths, *_more(picture, row), *second.cells(picture, area_id), remove])
    cells = [name, html.Td(_value(picture, row), className="wm-number wm-own")]
    if state.mode == "latest":
        cells.append(html.Td(str(int(row["year"])), className="wm-number"))
    if picture.by_country:
        place = _place(t, row, with_number=True)
        cells += [html.Td(place, className="wm-number"), html.Td(_fifths(picture, row), className="wm-number wm-fifths-cell")]
    else:
        place = _place(t, row, with_number=picture.levels[area_id] != state.level)
        cells.append(html.Td(place, className="wm-number"))
    return html.Tr([*cells, *_more(picture, row), *second.cells(picture, area_id), remove])


def _buttons_cell(picture: Picture, area_id: str, row: pd.Series | None) -> html.Td:
    """To copy the figure as a sentence (copy.js), and to take the area out."""
    t, name = picture.t, picture.name(area_id)
    hint = t("sentence.copy", name=name)
    told = {"type": "button", "data-sentence": sentence(picture, area_id, row), "aria-label": hint, "title": hint}
    copy = html.Button(html.Span(className="wm-icon wm-icon-copy"), className="wm-remove wm-copy", **told)
    out = {"type": "button", "data-remove": area_id, "aria-label": t("selection.remove", name=name)}
    return html.Td(html.Div([copy, html.Button("×", className="wm-remove", **out)], className="wm-row-buttons"), className="wm-remove-cell")


def _place(t: Text, row: pd.Series, with_number: bool) -> str:
    """`3` or `3 of 199`; a dash where a value is too unreliable for a place."""
    if pd.isna(row["rank"]):
        return EN_DASH
    rank = t.number(row["rank"])
    return t("selection.rank_value", rank=rank, n=t.number(row["of"])) if with_number else rank


def _value(picture: Picture, row: pd.Series) -> list:
    value = [picture.told_number(row["value"])]
    if said := picture.t.status(row["status"], row["source"]):
        value.append(html.Span(said, className="wm-status"))
    return value


def _fifths(picture: Picture, row: pd.Series) -> html.Span | str:
    if pd.isna(row["fifth"]):
        return ""
    fifth = int(row["fifth"])
    colours = PER_COUNTRY[picture.scheme][row["country"]]
    boxes = [
        html.Span(className="wm-fifth wm-fifth-own" if part == fifth else "wm-fifth", style={"background": colour})
        for part, colour in enumerate(colours, 1)
    ]
    return html.Span(boxes, className="wm-fifths", role="img", **{"aria-label": picture.t("selection.fifth", fifth=fifth)})


def _together_row(picture: Picture, row: pd.Series) -> html.Tr:
    """The selection as one group: its value, or the limits of a count that is not complete; and how much of it is covered."""
    t = picture.t
    name = [html.Span(t("selection.together"), className="wm-place")]
    if row["coverage"] < 0.9995:
        name.append(html.Span(t("selection.covered", share=t.with_unit(row["coverage"] * 100, "%")), className="wm-beside"))
    if pd.isna(row["value"]):
        limits = {"low": picture.number(row["lower"])} if pd.notna(row["lower"]) else {}
        if pd.notna(row["upper"]):
            value = [t("selection.between", **limits, high=picture.number(row["upper"]))]
        else:
            value = [t("selection.at_least", **limits) if limits else EN_DASH]
    else:
        value = _value(picture, row)
    cells = [html.Th(html.Span(name), scope="row", className="wm-quiet"), html.Td(value, className="wm-number")]
    if picture.state.mode == "latest":
        cells.append(html.Td(str(int(row["year"])), className="wm-number"))
    if picture.by_country:
        cells.append(html.Td(className="wm-fifths-cell"))
    return html.Tr([*cells, html.Td(), *_more(picture, row, "wm-quiet"), *second.empty_cells(picture), html.Td(className="wm-remove-cell")])


def _benchmark_row(picture: Picture) -> html.Tr:
    row = picture.benchmark
    cells = [
        html.Th(picture.name(EMR), scope="row", className="wm-quiet"),
        html.Td(picture.told_number(row["value"]), className="wm-number wm-quiet"),
    ]
    if picture.state.mode == "latest":
        cells.append(html.Td(str(int(row["year"])), className="wm-number wm-quiet"))
    return html.Tr([*cells, html.Td(), *_more(picture, row, "wm-quiet"), *second.cells(picture, EMR), html.Td(className="wm-remove-cell")])
