"""The row of controls under the header: what the map shows."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import MAP_LEVELS, MODES, VIEWS, State, to_query
from wohnmonitor.app.text import Text

SOFT_HYPHEN = "\u00ad"


def icon(name: str) -> html.Span:
    """An icon of the style sheet; whatever holds it has a name of its own."""
    return html.Span(className=f"wm-icon wm-icon-{name}", **{"aria-hidden": "true"})


def file_link(t: Text, address: str, state: State, hint: str) -> html.A:
    """The link to the figures of a page as a file; shell.js keeps it at the state."""
    return html.A(
        [icon("download"), html.Span(t("controls.download"), className="wm-wide-only")],
        id="download", className="wm-button", href=f"{address}?{to_query(state)}", **{"aria-label": t(hint), "title": t(hint)},
    )  # fmt: skip


def take_button(t: Text, **more: str) -> html.Button:
    """Opens what a reader takes along (take.js). more: attributes."""
    return html.Button(
        [icon("download"), html.Span(t("take.button"), className="wm-wide-only")],
        id="take", className="wm-button", title=t("take.title"), **{"type": "button", "aria-label": t("take.title")}, **more,
    )  # fmt: skip


def select(component_id: str, name: str, value: str | None, data: list, drop: dict | None = None, **more) -> dmc.Select:
    """A select of the style sheet. `name`: what it is called; `drop`: width and position of its list."""
    # Inside the landmark of its control; the list itself scrolls, as a list of a combobox may.
    usual = {"shadow": None, "transitionProps": {"duration": 0}, "offset": 4, "withinPortal": False}
    return dmc.Select(
        **{
            "id": component_id,
            "value": value,
            "data": data,
            "allowDeselect": False,
            "rightSection": icon("chevron"),
            "rightSectionPointerEvents": "none",
            "comboboxProps": usual | (drop or {}),
            "withCheckIcon": False,
            "withScrollArea": False,
            "attributes": {"input": {"aria-label": name}, "options": {"aria-label": name, "tabIndex": 0}},
        }
        | more
    )


def choices(facts: Facts, language: str, empty: bool = False) -> list[dict]:
    """Indicators by theme for a select; those without values too where `empty`."""
    groups: dict[str, list[dict]] = {}
    for indicator_id in facts.indicators:
        if empty or indicator_id in facts.valued:
            indicator = facts.catalogue.indicators[indicator_id]
            label = indicator.text[language].title.replace(SOFT_HYPHEN, "")
            title = facts.catalogue.themes[indicator.theme].title[language]
            groups.setdefault(title, []).append({"value": indicator_id, "label": label})
    return [{"group": title, "items": items} for title, items in groups.items()]


def controls(t: Text, state: State, facts: Facts) -> html.Div:
    """Theme, indicator, one year or latest, level, what to take along, link."""
    groups = choices(facts, state.lang, empty=True)
    themes = [theme for theme, _ in sorted(facts.catalogue.themes.items(), key=lambda item: item[1].order)]
    filled = [theme for theme in themes if any(facts.catalogue.indicators[one].theme == theme for one in facts.indicators)]
    return html.Section(
        className="wm-controls",
        children=[
            select(
                "topic",
                t("controls.theme"),
                facts.catalogue.indicators[state.indicator].theme,
                [{"value": theme, "label": group["group"]} for theme, group in zip(filled, groups, strict=True)],
                {"width": "max-content", "position": "bottom-start"},
                className="wm-pick wm-pick-theme",
            ),
            select(
                "indicator",
                t("controls.indicator"),
                state.indicator,
                groups,
                {"width": 380, "position": "bottom-start"},
                className="wm-pick wm-pick-indicator",
                searchable=True,
                filter={"function": "indicatorFilter"},
                renderOption={"function": "indicatorOption"},
                nothingFoundMessage=t("header.search_none"),
                maxDropdownHeight=420,
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
            select(
                "view",
                t("two.name"),
                state.view,
                [{"value": view, "label": t(f"two.{view}")} for view in VIEWS],
                {"width": "max-content", "position": "bottom-start"},
                className="wm-pick wm-pick-view",
            ),
            html.Div(className="wm-fill"),
            html.Div(
                className="wm-pick wm-pick-level",
                children=[
                    html.Span(t("controls.level"), className="wm-pick-name", **{"aria-hidden": "true"}),
                    select(
                        "level",
                        t("controls.level"),
                        state.level,
                        [{"value": level, "label": t(f"level.{level}")} for level in MAP_LEVELS],
                        {"width": "max-content", "position": "bottom-end"},
                    ),
                ],
            ),
            take_button(t),
            html.Button(
                icon("link"),
                id="copy",
                className="wm-square",
                **{"aria-label": t("controls.copy"), "title": t("controls.copy"), "type": "button"},
            ),
        ],
        **{"aria-label": t("controls.label")},
    )
