"""The table under each chart: every figure drawn, its status in words, its real date; closed until it is wanted."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from dash import html

from wohnmonitor.app.markup import placed
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.state import to_query
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.figures.series import Line

ENDS = 5
"""Areas named at the head and at the foot of a ranking."""


def series_table(picture: Picture, lines: list[Line], title: str, number, decimals: int) -> html.Details:
    """A row per year, a column per line. A gap says its reason; a dash where a line has no row. `number(value, decimals)` writes."""
    t = picture.t
    by_line = [_by_year(line.frame) for line in lines]
    years = sorted({year for rows in by_line for year, row in rows.items() if row.value == row.value})
    names = [html.Th(line.name, scope="col", className="wm-number") for line in lines]
    heads = [html.Th(t("figures.year"), scope="col"), *names, html.Th(t("figures.day"), scope="col")]
    body = []
    for year in years:
        rows = [found.get(year) for found in by_line]
        cells = [html.Td(figure_cell(t, row, number, decimals), className="wm-number") for row in rows]
        body.append(html.Tr([html.Th(str(year), scope="row"), *cells, html.Td(_days(t, lines, rows), className="wm-days")]))
    return closed(t, [scrolled(t, title, heads, body)])


class _Cell(NamedTuple):
    value: float
    status: str
    reason: str | None
    ref_date: pd.Timestamp
    source: str | None


def _by_year(frame: pd.DataFrame) -> dict[int, _Cell]:
    columns = (frame[name].tolist() for name in ("year", *_Cell._fields))
    return {year: _Cell(*cell) for year, *cell in zip(*columns, strict=True)}


def figure_cell(t: Text, row, number, decimals: int):
    """A value with its status in words where it is not final; else why there is none."""
    if row is None:
        return EN_DASH
    if row.value != row.value:
        return t(f"reason.{row.reason}") if isinstance(row.reason, str) and row.reason else EN_DASH
    value = number(row.value, decimals)
    said = t.status(row.status, row.source)
    return [value, html.Span(f" {said}", className="wm-status")] if said else value


def _days(t: Text, lines: list[Line], rows: list) -> str:
    """The day of the values of a year, `1 January 2024`; by country where they differ."""
    found: dict[object, list[str]] = {}
    for line, row in zip(lines, rows, strict=True):
        if row is not None and row.value == row.value and not pd.isna(row.ref_date):
            found.setdefault(row.ref_date, []).append(line.country or line.name)
    if len(found) == 1:
        return t.date(next(iter(found)))
    said = [t("list.pair", name=", ".join(dict.fromkeys(names)), value=t.date(day)) for day, names in found.items()]
    return t("list.part").join(said) or EN_DASH


def ranking_table(picture: Picture, rows: pd.DataFrame, title: str, countries: list[str]) -> html.Details:
    """The first and last five, the selection and its neighbours in rank; country by country where ranks end at the border."""
    t, body = picture.t, []
    ranked = rows[rows["rank"].notna() & rows["country"].isin(countries)].reset_index(drop=True).sort_values(["rank", "area_id"])
    groups = [(code, ranked[ranked["country"] == code]) for code in countries] if picture.by_country else [("", ranked)]
    for code, group in groups:
        if code:
            body.append(html.Tr(html.Th(t.country(code), colSpan=3, scope="colgroup", className="wm-quiet")))
        body += _places(picture, group)
    heads = [
        html.Th(t("figures.rank"), scope="col"),
        html.Th(t("figures.name"), scope="col"),
        html.Th(picture.told_unit or picture.measured, scope="col", className="wm-number"),
    ]
    more = html.A(t("figures.all"), href=f"{picture.prefix}table?{to_query(picture.state)}", className="wm-link")
    return closed(t, [scrolled(t, t("figures.listed"), heads, body, title), html.P(more, className="wm-actions")])


def named_places(ids: list[str], selected: tuple[str, ...]) -> list[int]:
    """Places of a ranking that are named: both ends, the selected areas, and who stands beside these."""
    wanted = set(range(ENDS)) | set(range(len(ids) - ENDS, len(ids)))
    for place, area_id in enumerate(ids):
        if area_id in selected:
            wanted |= {place - 1, place, place + 1}
    return sorted(place for place in wanted if 0 <= place < len(ids))


def _places(picture: Picture, group: pd.DataFrame) -> list[html.Tr]:
    t, found, before = picture.t, [], -1
    records = list(group[["area_id", "rank", "value", "status", "reason", "source"]].itertuples(index=False))
    for place in named_places([row.area_id for row in records], picture.state.areas):
        if place > before + 1:
            omitted = t("figures.omitted", n=t.number(place - before - 1))
            found.append(html.Tr(html.Td(f"… {omitted}", colSpan=3, className="wm-quiet")))
        row, before = records[place], place
        name = picture.name(row.area_id)
        value = html.Td(figure_cell(t, row, picture.told_number, picture.told_decimals), className="wm-number")
        cells = [html.Td(t.number(row.rank)), html.Th(html.B(name) if row.area_id in picture.state.areas else name, scope="row"), value]
        found.append(html.Tr(cells))
    return found


def scrolled(t: Text, title: str, heads: list, body: list, caption: str = "") -> html.Div:
    """A table that scrolls in its own place, reached by keyboard. `caption`: a name in front of the title."""
    words = [html.B(caption), ": ", title] if caption else t("figures.caption", title=title)
    table = html.Table([html.Caption(html.Span(words)), html.Thead(html.Tr(heads)), html.Tbody(body)], className="wm-table")
    region = {"role": "region", "aria-label": t("figures.caption", title=caption or title)}
    return placed(table, className="wm-figures", tabIndex=0, **region)


def closed(t: Text, parts: list) -> html.Details:
    """Tables behind a button."""
    return html.Details([html.Summary(t("figures.heading")), *parts], className="wm-details")
