"""Other figures of the theme as small panels: the selection over the years, each panel the way to its figure on the map."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import html

from wohnmonitor.app.charts import spoken
from wohnmonitor.app.figure_tables import closed, scrolled
from wohnmonitor.app.lines import crosses, has_values, lines_of, span_of
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.people import SHARES
from wohnmonitor.app.state import to_query
from wohnmonitor.app.text import EN_DASH
from wohnmonitor.figures.multiples import panel
from wohnmonitor.figures.series import Line
from wohnmonitor.figures.vector import address

MOST = 9
Panel = tuple[Picture, list[Line]]


def multiples_section(picture: Picture) -> list:
    """Heading, who the numbers are, a panel per figure, a table of the newest values; nothing where the selection has no other figure."""
    t, state = picture.t, picture.state
    panels = panels_of(picture)
    if not panels:
        return []
    every = [line for _, lines in panels for line in lines]
    years = [int(year) for line in every for year in line.frame.loc[line.frame["value"].notna(), "year"]]
    span = min(years), max(years)
    numbered = t.listed([f"{number} {picture.name(area_id)}" for number, area_id in enumerate(state.areas, 1)])
    who = numbered or t("multiples.countries")
    return [
        html.Div(className="wm-section-head", children=html.H2(t("multiples.chosen" if state.indicators else "multiples.heading"))),
        html.P(who, className="wm-sub"),
        html.Div([_panel(shown, lines, span) for shown, lines in panels], className="wm-panels"),
        html.P([t("multiples.read"), html.Span(f" {t('multiples.opens')}", className="wm-way")], className="wm-source"),
        closed(t, [_latest(picture, panels), html.P(_all_years(picture, panels, span), className="wm-actions")]),
    ]


def panels_of(picture: Picture) -> list[Panel]:
    """Up to nine figures with the lines that have values: those asked for, else those that follow the one on the map in its
    theme, from the first again after the last. The age groups, which the pyramid draws, only when asked for."""
    facts, state = picture.facts, picture.state
    declared = facts.catalogue.indicators
    wanted = list(state.indicators)
    if not wanted:
        theme = [one for one in facts.indicators if declared[one].theme == picture.indicator.theme]
        place = theme.index(state.indicator)
        wanted = [one for one in theme[place + 1 :] + theme[:place] if one not in SHARES]
    found: list[Panel] = []
    for one in wanted:
        if one in facts.valued and len(found) < MOST:
            mode, year = facts.first_view(one)
            view = replace(state, indicator=one, mode=mode, year=year, from_=None, measure=None, breaks=(), view="single", second=None)
            shown = replace(picture, state=view)
            lines = [line for line in lines_of(shown) if line.role != "benchmark" and has_values(line)]
            if lines:
                found.append((shown, lines))
    return found


def _latest(picture: Picture, panels: list[Panel]) -> html.Div:
    """A row per figure, a column per line: the newest value, its status in words, its year; a dash where there is none."""
    t = picture.t
    names = {line.name: None for _, lines in panels for line in lines}
    heads = [html.Th(t("controls.indicator"), scope="col"), *(html.Th(name, scope="col", className="wm-number") for name in names)]
    body = []
    for shown, lines in panels:
        rows = {line.name: line.frame[line.frame["value"].notna()].iloc[-1] for line in lines}
        head = ", ".join(part for part in (shown.indicator.text[picture.state.lang].short, shown.unit) if part)
        cells = [html.Td(_told(shown, rows.get(name)), className="wm-number") for name in names]
        body.append(html.Tr([html.Th(head, scope="row"), *cells]))
    return scrolled(t, t("multiples.latest"), heads, body)


def _told(shown: Picture, row: pd.Series | None) -> str:
    """`8.3 (2025)`, `8.3 estimated (2025)`; a dash for nothing."""
    if row is None:
        return EN_DASH
    return " ".join(filter(None, [shown.number(row["value"]), shown.t.status(row["status"], row["source"]), f"({row['year']})"]))


def _all_years(picture: Picture, panels: list[Panel], span: tuple[int, int]) -> html.A:
    """The way to the page of tables, with these figures in all their years."""
    view = replace(picture.state, indicators=tuple(shown.state.indicator for shown, _ in panels), years=span)
    return html.A(picture.t("multiples.all"), href=f"{picture.prefix}table?{to_query(view)}", className="wm-link")


def _panel(shown: Picture, lines: list[Line], span: tuple[int, int]) -> html.Div:
    t, words = shown.t, shown.indicator.text[shown.state.lang]
    said = " ".join(spoken(shown, line, shown.number, shown.indicator.decimals) for line in lines)
    drawn = panel(lines, theme=shown.scheme, number=shown.number, span=span)
    apart = [html.P(t("multiples.across"), className="wm-source")] if crosses(shown, lines) else []
    return html.Div(
        className="wm-panel",
        children=[
            html.H3(html.A(words.short, href=f"{shown.prefix}?{to_query(shown.state)}")),
            html.P(shown.unit or words.unit_line, className="wm-sub"),
            html.Img(src=address(drawn), alt=t("series.alt", title=f"{words.title}, {span_of(lines)}", lines=said)),
            *apart,
        ],
    )
