"""The page as Dash components: header, control row, map column, reading column.

What is laid out here is the frame; callbacks.py fills the reading column, shell.js keeps controls, map and URL in step.
"""

from __future__ import annotations

from datetime import date

import dash_mantine_components as dmc
from dash import dcc, html

from wohnmonitor.app import page_border, page_scatter, page_table
from wohnmonitor.app.cited import cited
from wohnmonitor.app.controls import controls, icon, select
from wohnmonitor.app.pages import LANGUAGE_NAMES, asset, foot_links, nav_links
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State, to_query
from wohnmonitor.app.text import Text, text
from wohnmonitor.schema import LANGUAGES

THEME = {
    "fontFamily": "var(--wm-font)",
    "defaultRadius": 4,
    "cursorType": "pointer",
    "respectReducedMotion": True,
    "primaryColor": "wm",
    "primaryShade": {"light": 7, "dark": 3},
    "colors": {
        "wm": [
            *("#E4EDF6", "#CFE0F2", "#B4D2EE", "#86BEEF", "#5A9AD2", "#3B7FBC", "#1F66A8", "#0B5394", "#0B3F73", "#082F57"),
        ]
    },
    "components": {"Tooltip": {"defaultProps": {"openDelay": 400, "withinPortal": True}}},
}


def entry() -> html.Div:
    """What Dash lays out before it knows the view: the view of the URL then comes as children of `page`."""
    return html.Div([dcc.Store(id="entry"), html.Div(id="page")])


def page(name: str, state: State, facts: Facts, scheme: str, width: int, prefix: str) -> dmc.MantineProvider:
    """A page of the app for a view, in its language. `name`: one of BODIES; `scheme`: the theme as resolved, light or dark;
    `width`: of a chart."""
    t = text(state.lang)
    return dmc.MantineProvider(
        id="mantine",
        forceColorScheme=scheme,
        theme=THEME,
        children=html.Div(
            className="wm-app",
            children=[
                dcc.Store(id="state", data=state.for_scripts() | {"theme": scheme, "width": width}),
                *(dcc.Store(id=f"sink-{sink}") for sink in ("controls", "search", "theme", "language", "view", "more")),
                _header(t, state, name, prefix),
                *BODIES[name](t, state, facts, prefix),
                *([] if name == "map" else [foot(t, state, prefix)]),
                html.Div(id="said", className="wm-unseen", role="status", **{"aria-live": "polite"}),
            ],
        ),
    )


def _map(t: Text, state: State, facts: Facts, prefix: str) -> list:
    """Controls, the map, and the reading column beside it."""
    reading = [
        *cited(t, state, facts, prefix),
        *_moved(t, state, facts),
        html.Section(id="selection", className="wm-section", tabIndex=-1),
        html.Div(className="wm-charts", children=[html.Section(id=name, className="wm-section") for name in ("series", "ranking")]),
        dcc.Store(id="read"),
        *(html.Section(id=name, className="wm-section") for name in ("people", "multiples")),
        html.Section(id="note", className="wm-section", tabIndex=-1),
        foot(t, state, prefix),
    ]
    return [
        controls(t, state, facts),
        html.Main(
            className="wm-columns",
            children=[
                html.Div(className="wm-map-column", children=[html.Div(id="banner"), html.Div(id="map-host")]),
                html.Div(className="wm-reading", children=reading),
            ],
        ),
    ]


BODIES = {"map": _map, "border": page_border.body, "scatter": page_scatter.body, "table": page_table.body}
"""What stands under the header of each page of the app: f(text, state, facts, prefix) -> components."""


def foot(t: Text, state: State, prefix: str) -> html.Footer:
    """Pages of the institution; on the map they end the reading column."""
    links = [html.A(words, href=url) for words, url in foot_links(t, prefix, state.theme)]
    return html.Footer(html.Nav(links, **{"aria-label": t("foot.label")}), className="wm-foot")


def _moved(t: Text, state: State, facts: Facts) -> list[html.P]:
    """What became of the former areas that the address named; shell.js takes it away with the next change of the selection."""
    said = []
    for former in state.former:
        name = facts.successors.names[former]
        by_day: dict[str, list[str]] = {}
        for area_id, day in facts.successors.parts[former].items():
            by_day.setdefault(day, []).append(area_id)
        for day, heirs in by_day.items():
            since = t.date(date.fromisoformat(day))
            names = [facts.name(area_id, state.lang) for area_id in heirs]
            if names == [name]:
                said.append(t("former.recoded", name=name, code=heirs[0], date=since))
            else:
                said.append(t("former.merged", name=name, names=t.listed(names), date=since))
    return [html.P(" ".join(said), id="moved", className="wm-moved")] if said else []


def _header(t: Text, state: State, page: str, prefix: str) -> html.Header:
    return html.Header(
        className="wm-header",
        children=[
            html.Button(
                icon("menu"), id="menu-open", className="wm-square wm-burger", **{"aria-label": t("header.menu"), "type": "button"}
            ),
            html.A(
                className="wm-brand",
                href=f"{prefix}?lang={state.lang}",
                children=[
                    html.Img(src=asset(prefix, "logo.svg"), alt="", width=24, height=32),
                    html.Span([html.B("Wohnmonitor"), html.Span(" EMR")]),
                ],
            ),
            html.Nav(
                className="wm-nav",
                children=_nav(t, state, page, prefix),
                **{"aria-label": t("header.nav")},
            ),
            html.Div(className="wm-fill"),
            html.Div(_search(t, "search"), className="wm-search"),
            html.Nav(
                className="wm-languages",
                children=[
                    html.A(
                        code.upper(),
                        href="?" + to_query(state.with_language(code)),
                        lang=code,
                        hrefLang=code,
                        **{"data-lang": code, "aria-label": f"{code.upper()} {LANGUAGE_NAMES[code]}"}
                        | ({"aria-current": "true"} if code == state.lang else {}),
                    )
                    for code in LANGUAGES
                ],
                **{"aria-label": t("header.language")},
            ),
            html.Div(
                className="wm-language-select",
                children=select(
                    "language", t("header.language"), state.lang, [{"value": code, "label": code.upper()} for code in LANGUAGES]
                ),
            ),
            *_tour(t, page),
            html.Button(
                icon("theme"),
                id="theme-toggle",
                className="wm-plain wm-theme",
                **{"aria-label": t("header.theme"), "title": t("header.theme"), "type": "button"},
            ),
            _menu(t, state, page, prefix),
        ],
    )


def _tour(t: Text, page: str) -> list[html.Button]:
    """The way into the guided tour (tour.js), on the page that it walks through."""
    told = {"type": "button", "data-tour": "", "aria-label": t("tour.start"), "title": t("tour.start")}
    return [html.Button(icon("help"), className="wm-plain", **told)] if page == "map" else []


def _nav(t: Text, state: State, page: str, prefix: str) -> list[html.A]:
    """The pages; shell.js keeps the address of each at the view on show."""
    return [
        html.A(words, href=url, **{"data-page": key} | ({"aria-current": "page"} if key == page else {}))
        for key, words, url in nav_links(t, prefix, to_query(state))
    ]


def _menu(t: Text, state: State, page: str, prefix: str) -> dmc.Drawer:
    """On phones: pages, search and theme in a drawer."""
    return dmc.Drawer(
        id="menu",
        size=300,
        withCloseButton=False,
        transitionProps={"duration": 0},
        children=[
            html.Div(
                className="wm-menu-head",
                children=[
                    html.H2(t("header.menu"), id="menu-title"),
                    html.Button("×", id="menu-close", className="wm-plain", **{"type": "button", "aria-label": t("header.close")}),
                ],
            ),
            html.Nav(
                className="wm-menu-pages",
                children=_nav(t, state, page, prefix),
                **{"aria-label": t("header.nav")},
            ),
            _search(t, "search-menu"),
            html.Button([icon("theme"), t("header.theme")], id="theme-toggle-menu", className="wm-button wm-wide", **{"type": "button"}),
        ],
    )


def _search(t: Text, component_id: str) -> dmc.Select:
    """Its choices and its filter come from shell.js: every name in every language."""
    return select(
        component_id,
        t("header.search"),
        None,
        [],
        {"width": 320, "position": "bottom-end"},
        allowDeselect=True,
        searchable=True,
        placeholder=t("header.search_hint"),
        nothingFoundMessage=t("header.search_none"),
        filter={"function": "searchFilter"},
        renderOption={"function": "searchOption"},
        limit=12,
        maxDropdownHeight=360,
        leftSection=icon("search"),
        rightSection=html.Kbd("/", **{"aria-hidden": "true"}),
    )
