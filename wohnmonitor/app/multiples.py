"""Other figures of the theme as small panels: the selection over the years, each panel the way to its figure on the map."""

from __future__ import annotations

from dataclasses import replace

from dash import html

from wohnmonitor.app.charts import graph, spoken
from wohnmonitor.app.figure_tables import closed, years_table
from wohnmonitor.app.lines import crosses, has_values, lines_of, span_of
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.people import SHARES
from wohnmonitor.app.state import to_query
from wohnmonitor.figures.multiples import panel_figure
from wohnmonitor.figures.series import Line
from wohnmonitor.schema import STATUSES

MOST = 9
Panel = tuple[Picture, list[Line]]


def multiples_section(picture: Picture) -> list:
    """Heading, who the numbers are, a panel per figure, a table of each; nothing where the selection has no other figure."""
    t, state = picture.t, picture.state
    panels = panels_of(picture)
    if not panels:
        return []
    every = [line for _, lines in panels for line in lines]
    years = [int(year) for line in every for year in line.frame.loc[line.frame["value"].notna(), "year"]]
    span = min(years), max(years)
    numbered = t.listed([f"{number} {picture.name(area_id)}" for number, area_id in enumerate(state.areas, 1)])
    who = numbered or t("multiples.countries")
    tables = [
        years_table(shown, lines, f"{words.unit_line}, {span_of(lines)}", shown.number, shown.indicator.decimals)
        for shown, lines in panels
        for words in [shown.indicator.text[state.lang]]
    ]
    return [
        html.Div(className="wm-section-head", children=html.H2(t("multiples.chosen" if state.indicators else "multiples.heading"))),
        html.P(who, className="wm-sub"),
        html.Div([_panel(shown, lines, span) for shown, lines in panels], className="wm-panels"),
        html.P(t("multiples.read"), className="wm-source"),
        closed(t, tables),
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


def _panel(shown: Picture, lines: list[Line], span: tuple[int, int]) -> html.Div:
    t, indicator, state = shown.t, shown.indicator, shown.state
    words, decimals = indicator.text[state.lang], indicator.decimals
    unit = t.space_before(shown.unit) + shown.unit if shown.unit else ""
    figure = panel_figure(
        lines,
        theme=shown.scheme,
        number=shown.number,
        decimals=decimals,
        span=span,
        unit=unit,
        status_words={status: t(f"status.{status}") for status in STATUSES},
        width=(shown.width - 16) / 2,
    )
    said = " ".join(spoken(shown, line, shown.number, decimals) for line in lines)
    apart = [html.P(t("multiples.across"), className="wm-source")] if crosses(shown, lines) else []
    return html.Div(
        className="wm-panel",
        children=[
            html.H3(html.A(words.short, href=f"{shown.prefix}?{to_query(state)}")),
            html.P(shown.unit or words.unit_line, className="wm-sub"),
            graph(figure, t("series.alt", title=f"{words.title}, {span_of(lines)}", lines=said)),
            *apart,
        ],
    )
