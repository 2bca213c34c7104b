"""Callbacks: the page for the URL, the reading column for a state; the rest runs in the page (shell.js)."""

from __future__ import annotations

from urllib.parse import parse_qs

from dash import ClientsideFunction, Dash, Input, Output
from flask import request

from wohnmonitor.app import page_border, page_scatter, page_table, second
from wohnmonitor.app.charts import ranking_section, series_section
from wohnmonitor.app.layout import BODIES, page
from wohnmonitor.app.multiples import multiples_section
from wohnmonitor.app.note import banner, note_section
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.people import people_section
from wohnmonitor.app.query import StateError
from wohnmonitor.app.selection import selection_section
from wohnmonitor.app.state import THEMES
from wohnmonitor.app.wiring import within

NAMESPACE = "shell"


def add_callbacks(app: Dash, current) -> None:
    """Register everything on `app`. `current`: current.Current."""
    _in_page(app)
    page_border.add_callbacks(app, current)
    page_scatter.add_callbacks(app, current)
    page_table.add_callbacks(app, current)

    @app.callback(Output("page", "children"), Input("entry", "data"), prevent_initial_call=True)
    def _page(entry):
        if not isinstance(entry, dict) or not isinstance(entry.get("query"), str) or entry.get("page") not in BODIES:
            raise StateError("error.malformed")
        query = parse_qs(entry["query"].lstrip("?")[:8000], keep_blank_values=True)
        facts, state = current.view(query, request.headers.get("Accept-Language", ""))
        scheme = entry.get("theme") if entry.get("theme") in THEMES else "light"
        return page(entry.get("page"), state, facts, scheme, _width(entry), app.config.requests_pathname_prefix)

    @app.callback(
        Output("selection", "children"),
        Output("series", "children"),
        Output("ranking", "children"),
        Output("note", "children"),
        Output("banner", "children"),
        Output("read", "data"),
        Input("state", "data"),
    )
    def _reading(data):
        picture = picture_of(data)
        return (
            selection_section(picture),
            series_section(picture),
            ranking_section(picture),
            note_section(picture) + second.note(picture),
            banner(picture) or second.banner_of(picture),
            data,
        )

    @app.callback(
        Output("people", "children"),
        Output("multiples", "children"),
        Input("read", "data"),
        prevent_initial_call=True,
    )
    def _more(data):
        """What stands further down, asked for once the first of the column is there."""
        picture = picture_of(data)
        return people_section(picture), multiples_section(picture)

    def picture_of(data) -> Picture:
        facts, state = current.view_of(data)
        return Picture(facts, state, state.theme or "light", _width(data), app.config.requests_pathname_prefix)


def _width(data: dict) -> int:
    """The width of a chart in the reading column."""
    return within(data.get("width"), 240, 800, 470)


def _in_page(app: Dash) -> None:
    """Functions of shell.js: what the reader sets goes into the one state, and from there everywhere."""
    for function, output, inputs in (
        ("enter", Output("entry", "data"), [Input("page", "id")]),
        ("begin", Output("sink-more", "data"), [Input("mantine", "id")]),
        (
            "controls",
            Output("sink-controls", "data"),
            [Input(name, "value") for name in ("topic", "indicator", "mode", "level")],
        ),
        ("search", Output("sink-search", "data"), [Input("search", "value"), Input("search-menu", "value")]),
        ("language", Output("sink-language", "data"), [Input("language", "value")]),
        ("view", Output("sink-view", "data"), [Input("view", "value")]),
        (
            "theme",
            Output("sink-theme", "data"),
            [Input("theme-toggle", "n_clicks"), Input("theme-toggle-menu", "n_clicks")],
        ),
        ("menu", Output("menu", "opened"), [Input("menu-open", "n_clicks"), Input("menu-close", "n_clicks")]),
    ):
        app.clientside_callback(ClientsideFunction(NAMESPACE, function), output, *inputs, prevent_initial_call=function == "menu")
