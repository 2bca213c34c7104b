"""The page as Dash components: header, control row, map column, reading column.

What is laid out here is the frame; callbacks.py fills the reading column, shell.js keeps controls, map and URL in step.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from wohnmonitor.app.pages import LANGUAGE_NAMES, asset
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import MAP_LEVELS, MODES, State, to_query
from wohnmonitor.app.text import Text, text
from wohnmonitor.schema import LANGUAGES

SOFT_HYPHEN = "\u00ad"
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
_NO_SHADOW = {"shadow": None, "transitionProps": {"duration": 0}, "offset": 4}


def entry() -> html.Div:
    """What Dash lays out before it knows the view: the view of the URL then comes as children of `page`."""
    return html.Div([dcc.Store(id="entry"), html.Div(id="page")])


def page(state: State, facts: Facts, scheme: str, width: int, prefix: str) -> dmc.MantineProvider:
    """The whole page for a view, in its language. `scheme`: the theme as resolved, light or dark; `width`: of a chart."""
    t = text(state.lang)
    return dmc.MantineProvider(
        id="mantine",
        forceColorScheme=scheme,
        theme=THEME,
        children=html.Div(
            className="wm-app",
            children=[
                dcc.Store(id="state", data=state.for_scripts() | {"theme": scheme, "width": width}),
                *(dcc.Store(id=f"sink-{name}") for name in ("controls", "search", "theme", "language", "more")),
                _header(t, state, prefix),
                _controls(t, state, facts, prefix),
                html.Main(
                    className="wm-columns",
                    children=[
                        html.Div(className="wm-map-column", children=[html.Div(id="banner"), html.Div(id="map-host")]),
                        html.Div(
                            className="wm-reading",
                            children=[
                                html.Section(id="selection", className="wm-section", tabIndex=-1),
                                html.Div(
                                    className="wm-charts",
                                    children=[
                                        html.Section(id="series", className="wm-section"),
                                        html.Section(id="ranking", className="wm-section"),
                                    ],
                                ),
                                html.Section(id="note", className="wm-section", tabIndex=-1),
                            ],
                        ),
                    ],
                ),
                html.Div(id="said", className="wm-unseen", role="status", **{"aria-live": "polite"}),
            ],
        ),
    )


def icon(name: str) -> html.Span:
    """An icon of the style sheet; whatever holds it has a name of its own."""
    return html.Span(className=f"wm-icon wm-icon-{name}", **{"aria-hidden": "true"})


def _header(t: Text, state: State, prefix: str) -> html.Header:
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
                children=html.A(t("nav.map"), href=f"{prefix}?lang={state.lang}", **{"aria-current": "page"}),
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
                        **{"data-lang": code, "aria-label": LANGUAGE_NAMES[code]}
                        | ({"aria-current": "true"} if code == state.lang else {}),
                    )
                    for code in LANGUAGES
                ],
                **{"aria-label": t("header.language")},
            ),
            html.Div(
                className="wm-language-select",
                children=dmc.Select(
                    id="language",
                    value=state.lang,
                    data=[{"value": code, "label": code.upper()} for code in LANGUAGES],
                    allowDeselect=False,
                    rightSection=icon("chevron"),
                    rightSectionPointerEvents="none",
                    comboboxProps=_NO_SHADOW,
                    withCheckIcon=False,
                    attributes={"input": {"aria-label": t("header.language")}},
                ),
            ),
            html.Button(
                icon("theme"),
                id="theme-toggle",
                className="wm-plain wm-theme",
                **{"aria-label": t("header.theme"), "title": t("header.theme"), "type": "button"},
            ),
            _menu(t, state, prefix),
        ],
    )


def _menu(t: Text, state: State, prefix: str) -> dmc.Drawer:
    """On phones: pages, search and theme in a drawer."""
    return dmc.Drawer(
        id="menu",
        title=t("header.menu"),
        size=300,
        closeButtonProps={"aria-label": t("header.close")},
        transitionProps={"duration": 0},
        children=[
            html.Nav(
                className="wm-menu-pages",
                children=html.A(t("nav.map"), href=f"{prefix}?lang={state.lang}", **{"aria-current": "page"}),
                **{"aria-label": t("header.nav")},
            ),
            _search(t, "search-menu"),
            html.Button(
                [icon("theme"), t("header.theme")], id="theme-toggle-menu", className="wm-button wm-wide", **{"type": "button"}
            ),
        ],
    )


def _search(t: Text, component_id: str) -> dmc.Select:
    """Its choices and its filter come from shell.js: every name in every language."""
    return dmc.Select(
        id=component_id,
        data=[],
        searchable=True,
        placeholder=t("header.search_hint"),
        nothingFoundMessage=t("header.search_none"),
        filter={"function": "searchFilter"},
        renderOption={"function": "searchOption"},
        limit=12,
        maxDropdownHeight=360,
        leftSection=icon("search"),
        rightSection=html.Kbd("/", **{"aria-hidden": "true"}),
        rightSectionPointerEvents="none",
        comboboxProps=_NO_SHADOW | {"width": 320, "position": "bottom-end"},
        withCheckIcon=False,
        attributes={"input": {"aria-label": t("header.search")}},
    )


def _controls(t: Text, state: State, facts: Facts, prefix: str) -> html.Div:
    themes = sorted(facts.catalogue.themes.items(), key=lambda item: item[1].order)
    by_theme: dict[str, list[dict]] = {theme_id: [] for theme_id, _ in themes}
    for indicator_id in facts.indicators:
        indicator = facts.catalogue.indicators[indicator_id]
        label = indicator.text[state.lang].title.replace(SOFT_HYPHEN, "")
        by_theme[indicator.theme].append({"value": indicator_id, "label": label})
    filled = [(theme_id, theme.title[state.lang]) for theme_id, theme in themes if by_theme[theme_id]]
    return html.Div(
        className="wm-controls",
        role="group",
        children=[
            dmc.Select(
                id="topic",
                className="wm-pick wm-pick-theme",
                value=facts.catalogue.indicators[state.indicator].theme,
                data=[{"value": theme_id, "label": title} for theme_id, title in filled],
                allowDeselect=False,
                rightSection=icon("chevron"),
                rightSectionPointerEvents="none",
                comboboxProps=_NO_SHADOW | {"width": "max-content", "position": "bottom-start"},
                withCheckIcon=False,
                attributes={"input": {"aria-label": t("controls.theme")}},
            ),
            dmc.Select(
                id="indicator",
                className="wm-pick wm-pick-indicator",
                value=state.indicator,
                data=[{"group": title, "items": by_theme[theme_id]} for theme_id, title in filled],
                searchable=True,
                allowDeselect=False,
                rightSection=icon("chevron"),
                rightSectionPointerEvents="none",
                filter={"function": "indicatorFilter"},
                nothingFoundMessage=t("header.search_none"),
                maxDropdownHeight=420,
                comboboxProps=_NO_SHADOW | {"width": 320, "position": "bottom-start"},
                withCheckIcon=False,
                attributes={"input": {"aria-label": t("controls.indicator")}},
            ),
            dmc.SegmentedControl(
                id="mode",
                value=state.mode,
                data=[{"value": mode, "label": t(f"controls.mode_{mode}")} for mode in MODES],
                transitionDuration=0,
                withItemsBorders=True,
                className="wm-mode",
                attributes={"root": {"aria-label": t("controls.mode")}},
            ),
            html.Div(className="wm-fill"),
            html.Div(
                className="wm-pick wm-pick-level",
                children=[
                    html.Span(t("controls.level"), className="wm-pick-name", **{"aria-hidden": "true"}),
                    dmc.Select(
                        id="level",
                        value=state.level,
                        data=[{"value": level, "label": t(f"level.{level}")} for level in MAP_LEVELS],
                        allowDeselect=False,
                        rightSection=icon("chevron"),
                        rightSectionPointerEvents="none",
                        comboboxProps=_NO_SHADOW | {"width": "max-content", "position": "bottom-end"},
                        withCheckIcon=False,
                        attributes={"input": {"aria-label": t("controls.level")}},
                    ),
                ],
            ),
            html.A(
                [icon("download"), html.Span(t("controls.download"), className="wm-wide-only")],
                id="download",
                className="wm-button",
                href=f"{prefix}download.csv?" + to_query(state),
                **{"aria-label": t("controls.download_hint"), "title": t("controls.download_hint")},
            ),
            html.Button(
                icon("link"),
                id="copy",
                className="wm-square",
                **{"aria-label": t("controls.copy"), "title": t("controls.copy"), "type": "button"},
            ),
        ],
        **{"aria-label": t("controls.label")},
    )
