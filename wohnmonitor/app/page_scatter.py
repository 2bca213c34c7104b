"""The scatter page: one figure against another, a mark for each area; beside it the selection and where it lies."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash import State as Known

from wohnmonitor.app.beside import reading
from wohnmonitor.app.cited import cited
from wohnmonitor.app.cloud import CHARTS, Cloud, second_of
from wohnmonitor.app.controls import choices, icon, select, take_button
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import COLOURS, MODES, State
from wohnmonitor.app.text import Text
from wohnmonitor.app.wiring import listen, within


def body(t: Text, state: State, facts: Facts, prefix: str) -> list:
    """Controls, the chart with its player, and the reading column."""
    return [
        html.Section(className="wm-controls", children=_controls(t, state, facts, prefix), **{"aria-label": t("controls.label")}),
        html.Main(
            id="content", className="wm-columns wm-scatter", tabIndex=-1,
            children=[
                html.Div(
                    className="wm-scatter-main",
                    children=[
                        *cited(t, state, facts, prefix),
                        html.Div(id="scatter-head", className="wm-page-head", **{"data-picture": t("scatter.chart")}),
                        html.Div(id="scatter-place"),
                        _player(t),
                    ],
                ),
                html.Div(className="wm-reading", id="scatter-reading"),
            ],
        ),
    ]  # fmt: skip


def _controls(t: Text, state: State, facts: Facts, prefix: str) -> list:
    groups = choices(facts, state.lang)
    sizes = [{"group": t("scatter.size"), "items": [{"value": "none", "label": t("scatter.size_none")}]}, *groups]
    drop = {"width": 380, "position": "bottom-start"}
    search = {
        "searchable": True,
        "filter": {"function": "indicatorFilter"},
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
        take_button(t),
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


def add_callbacks(app: Dash, current) -> None:
    """Chart and reading column for a view; what the reader sets goes through scatter.js into the one state."""
    listen(
        app, "scatter",
        ("controls", "controls", [Input(f"scatter-{name}", "value") for name in ("x", "y", "size", "colour", "mode")]),
        ("swap", "more", [Input("scatter-swap", "n_clicks")]),
        ("clicked", "search", [Input(name, "clickData", allow_optional=True) for name in CHARTS]),
    )  # fmt: skip

    @app.callback(
        Output("scatter-head", "children"),
        Output("scatter-place", "children"),
        Output("scatter-reading", "children"),
        Output("scatter-player", "data-years"),
        Output("scatter-player", "data-second"),
        Input("state", "data"),
        Known("entry", "data"),
    )
    def _draw(data, entry):
        facts, state = current.view_of(data)
        width = within(data.get("room") or (entry or {}).get("room"), 280, 1400, 880)  # the first view comes without one
        cloud = Cloud(facts, state, app.config.requests_pathname_prefix, width)
        return cloud.head(), cloud.chart(), reading(cloud), ",".join(map(str, cloud.years)), cloud.across.state.indicator
