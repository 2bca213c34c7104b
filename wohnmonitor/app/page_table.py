"""The table: areas in rows, indicators or years in columns, in AG Grid; the same figures as the map.

Controls and frame are laid out once; the grid is drawn anew when what it shows changes, not when the selection does (table.js).
"""

from __future__ import annotations

from dataclasses import replace
from unicodedata import combining, normalize

import dash_ag_grid as dag
import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from wohnmonitor.app.controls import SOFT_HYPHEN, choices, file_link, icon, select
from wohnmonitor.app.measures import Telling
from wohnmonitor.app.panels import EMR, Picture, reason_of
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import MAP_LEVELS, MODES, MOST_INDICATORS, State
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.app.wiring import listen
from wohnmonitor.groups import LEVEL

SEVERAL = "years"
FIRST_COLUMNS, MOST_COLUMNS, NARROW = 8, 240, 240
"""Indicators shown unasked; columns that a browser draws without waiting; the width table.js tells on a phone."""
_CLASSES = {"wm-cell-gap": "params.value == null", "wm-cell-told": "params.data[params.colDef.field + 's'] != null"}


def body(t: Text, state: State, facts: Facts, prefix: str) -> list:
    """Controls, and the place of the grid."""
    return [
        dcc.Store(id="table-view"),
        html.Section(className="wm-controls", children=_controls(t, state, facts, prefix), **{"aria-label": t("controls.label")}),
        html.Main(
            id="content", className="wm-page wm-table-page", tabIndex=-1,
            children=[
                html.Div(id="table-head", className="wm-page-head"), _chooser(t, state, facts),
                html.Div(id="table-place", className="wm-grid-place"),
            ],
        ),
    ]  # fmt: skip


def _chooser(t: Text, state: State, facts: Facts) -> dmc.MultiSelect:
    return dmc.MultiSelect(
        id="table-indicators",
        value=list(columns_of(state, facts)),
        data=choices(facts, state.lang),
        maxValues=MOST_INDICATORS,
        searchable=True,
        filter={"function": "indicatorFilter"},
        hidePickedOptions=True,
        clearable=False,
        placeholder=t("table.add"),
        nothingFoundMessage=t("header.search_none"),
        maxDropdownHeight=420,
        comboboxProps={"shadow": None, "transitionProps": {"duration": 0}, "width": 380, "position": "bottom-start"},
        attributes={"input": {"aria-label": t("table.indicators")}, "options": {"aria-label": t("table.indicators")}},
        className="wm-pick-many",
    )


def _controls(t: Text, state: State, facts: Facts, prefix: str) -> list:
    low, high = facts.years
    years = [{"value": str(year), "label": str(year)} for year in range(high, low - 1, -1)]
    first, last = state.years or (state.from_ or state.year - 5, state.year)
    spans = [*MODES, SEVERAL]
    levels = [{"value": level, "label": t(f"level.{level}")} for level in MAP_LEVELS]
    hint, words = t("table.copy_hint"), [icon("copy"), html.Span(t("table.copy"), className="wm-wide-only")]
    return [
        select(
            "table-span",
            t("table.span"),
            SEVERAL if state.years else state.mode,
            [{"value": span, "label": t("table.years" if span == SEVERAL else f"controls.mode_{span}")} for span in spans],
            className="wm-pick-short",
        ),
        select("table-first", t("table.first"), str(first), years, className="wm-pick-year"),
        select("table-last", t("table.last"), str(last), years, className="wm-pick-year"),
        html.Div(className="wm-fill"),
        select("table-level", t("controls.level"), state.level, levels, className="wm-pick-short"),
        html.Button(words, id="table-copy", className="wm-button", title=hint, **{"type": "button", "aria-label": hint}),
        file_link(t, f"{prefix}table.csv", state, "table.download_hint"),
    ]


def columns_of(state: State, facts: Facts) -> tuple[str, ...]:
    """Indicators in the columns: those of the address, else the one on show and others of its theme."""
    if state.indicators:
        return state.indicators
    theme = facts.catalogue.indicators[state.indicator].theme
    latest = state.mode == "latest"
    told = Telling("latest" if latest else "year")

    def has_values(one: str) -> bool:
        return bool(facts.rows(one, state.level, told, state.window if latest else state.year, False)["value"].notna().any())

    others = [one for one in facts.indicators if facts.catalogue.indicators[one].theme == theme and one in facts.valued and has_values(one)]
    return tuple(dict.fromkeys([state.indicator, *others]))[:FIRST_COLUMNS]


def add_callbacks(app: Dash, current) -> None:
    """The grid for a view; everything the reader sets goes through table.js into the one state."""
    app.clientside_callback(ClientsideFunction("table", "view"), Output("table-view", "data"), Input("state", "data"))
    listen(
        app, "table",
        ("controls", "controls", [Input(f"table-{name}", "value") for name in ("indicators", "span", "first", "last", "level")]),
        ("selected", "more", [Input("grid", "selectedRows")]),
        ("copy", "search", [Input("table-copy", "n_clicks")]),
    )  # fmt: skip

    @app.callback(
        Output("table-head", "children"), Output("table-place", "children"), Input("table-view", "data"), prevent_initial_call=True
    )
    def _grid(data):
        facts, state = current.view_of(data)
        return table(state, facts, narrow=data.get("width") == NARROW)


def table(state: State, facts: Facts, narrow: bool = False) -> tuple[list, dag.AgGrid | html.P]:
    """Head and grid of a view. `narrow`: for a phone, where names and figures are all that fits."""
    picture = Picture(facts, state, state.theme or "light")
    t, chosen = picture.t, columns_of(state, facts)
    years = range(state.years[0], state.years[1] + 1) if state.years else [None]
    if len(chosen) * len(years) > MOST_COLUMNS:
        found = t("table.too_many", n=t.number(len(chosen) * len(years)), most=t.number(MOST_COLUMNS))
        return _head(picture), html.P(found, className="wm-hint")
    areas = [area_id for area_id, row in facts.areas.items() if row["level"] == state.level]
    # areas of the reader's own stand first
    ordered = [*facts.own, *sorted(areas, key=lambda area_id: _plain(picture.name(area_id)))]
    rows = {area_id: _first_cells(picture, area_id) for area_id in ordered}
    total = {"name": picture.name(EMR), "id": EMR}
    groups = []
    for number, indicator_id in enumerate(chosen):
        measure = state.measure if indicator_id == state.indicator else None
        one = replace(picture, state=replace(state, indicator=indicator_id, measure=measure))
        columns = []
        for year in years:
            field = f"c{number}" if year is None else f"c{number}_{year}"
            found = _fill(one, year, field, rows, total)
            if found or year is None:
                columns.append(_column(one, field, when_of(state, year)))
        if columns:
            groups.append(_group(one, columns))
    grid = dag.AgGrid(
        id="grid",
        columnDefs=[{"headerName": t("table.areas"), "children": _first_columns(picture, narrow)}, *groups],
        rowData=list(rows.values()),
        selectedRows={"ids": [area_id for area_id in state.areas if area_id in rows]},
        getRowId="params.data.id",
        defaultColDef={"sortable": True, "resizable": True,
            "wrapHeaderText": True, "autoHeaderHeight": True, "sortingOrder": ["desc", "asc", None]},
        dashGridOptions={
            "rowSelection": {"mode": "multiRow", "checkboxes": True, "headerCheckbox": False, "enableClickSelection": False},
            "selectionColumnDef": {
                "pinned": "left",
                "width": 44,
                "suppressMovable": True,
                "headerName": t("selection.heading"),
                "headerClass": "wm-head-unseen",
            },
            "pinnedBottomRowData": [total] if len(total) > 2 else [],
            "theme": {"function": "wmGridTheme(themeQuartz)"},
            "localeText": {key.removeprefix("grid."): words for key, words in t.words.items() if key.startswith("grid.")},
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "animateRows": False,
            "tooltipShowDelay": 300,
            "rowHeight": 32,
            "headerHeight": 34,
        },
        className="wm-grid",
        style={"height": "100%"},
    )  # fmt: skip
    return _head(picture), grid


def _plain(name: str) -> str:
    """A name as one looks it up: without accents and capitals."""
    return "".join(letter for letter in normalize("NFD", name.casefold()) if not combining(letter))


def _head(picture: Picture) -> list:
    t = picture.t
    said = [t("table.lead"), t("table.sorted")]
    return [html.H1(t("table.title")), html.P(" ".join(said), className="wm-sub")]


def when_of(state: State, year: int | None) -> str:
    """What stands over a column: the year, the years of a change, or that it is the latest."""
    if year is not None or state.mode in ("year", "difference"):
        return str(year or state.year)
    return "latest" if state.mode == "latest" else f"{state.from_ or ''}{EN_DASH}{state.year}"


def _first_cells(picture: Picture, area_id: str) -> dict:
    facts = picture.facts
    country, region = facts.country.get(area_id, ""), facts.region_of.get(area_id, "")
    return {
        "id": area_id,
        "name": picture.name(area_id),
        "country": picture.t.country(country) if country else "",
        "region": picture.name(region) if region else "",
    }


def _first_columns(picture: Picture, narrow: bool) -> list[dict]:
    t, level = picture.t, picture.state.level
    if narrow:
        return [{"field": "name", "headerName": t(f"level_one.{level}"), "pinned": "left", "width": 124}]
    columns = [
        {"field": "name", "headerName": t(f"level_one.{level}"), "pinned": "left", "width": 176, "filter": "agTextColumnFilter"},
        {"field": "country", "headerName": t("table.country"), "width": 124, "filter": "agTextColumnFilter"},
    ]
    if level == "municipality":
        columns.append({"field": "region", "headerName": t("level_one.region"), "width": 232, "filter": "agTextColumnFilter"})
    return columns


def _group(picture: Picture, columns: list[dict]) -> dict:
    words = picture.indicator.text[picture.state.lang]
    grade = picture.indicator.weakest
    unit = picture.unit
    name = words.short[:1].upper() + words.short[1:]
    return {
        "headerName": f"{name}{f', {unit}' if unit else ''}{f' · {grade}' if grade in 'CD' else ''}",
        "headerTooltip": f"{words.title.replace(SOFT_HYPHEN, '')}: {words.unit_line}",
        "wrapHeaderText": True,
        "autoHeaderHeight": True,
        "children": columns,
    }


def _column(picture: Picture, field: str, when: str) -> dict:
    t = picture.t
    column = {
        "field": field,
        "headerName": t("controls.mode_latest") if when == "latest" else when,
        "type": "rightAligned",
        "filter": "agNumberColumnFilter",
        "valueFormatter": {"function": "wmCell(params)"},
        "tooltipValueGetter": {"function": "wmTold(params)"},
        "cellClassRules": _CLASSES,
        "minWidth": 96,
        "width": 156,
    }
    if picture.by_country:  # a ranking may not cross such a border: a column sorts within each country
        column["comparator"] = {"function": "wmByCountry"}
        column["headerTooltip"] = t("table.by_country")
    return column


def _fill(picture: Picture, year: int | None, field: str, rows: dict[str, dict], total: dict) -> int:
    """Puts the figures of a column into the rows; says how many there were. `…t`: as printed; `…s`: what is to be told of it."""
    state = picture.state if year is None else replace(picture.state, mode="year", year=year)
    own = replace(picture, state=state)
    found = 0
    for level in (state.level, LEVEL):
        for row in own.rows(level)[["area_id", "year", "value", "status", "reason", "source"]].itertuples(index=False):
            if row.area_id in rows:
                found += _cell(own, rows[row.area_id], field, row, state.mode == "latest")
    if not own.by_country and (benchmark := own.benchmark) is not None:
        _cell(own, total, field, benchmark, state.mode == "latest")
    return found


def _cell(picture: Picture, cells: dict, field: str, row, with_year: bool) -> int:
    """A row of a view (year, value, status, reason, source) as a cell."""
    t = picture.t
    if pd.isna(row.value):
        cells[f"{field}t"] = t(f"reason.{reason_of(picture, row)}")
        return 0
    cells[field] = float(row.value)
    cells[f"{field}t"] = picture.told_number(row.value) + (f" ({int(row.year)})" if with_year else "")
    if said := t.status(row.status, row.source):
        cells[f"{field}s"] = said
    return 1
