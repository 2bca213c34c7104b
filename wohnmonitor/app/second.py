"""The second figure of a view with two maps, or two figures in one map: which it is, and what the reading column says of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import html

from wohnmonitor.app.note import banner, grades, note_parts
from wohnmonitor.app.note import beneath as beneath_map
from wohnmonitor.app.note import weaker as weaker_grade
from wohnmonitor.app.panels import EMR, Picture, gap
from wohnmonitor.narrow import FORECAST
from wohnmonitor.schema import PAIRS

YEARS_AGO = 10
PARTNERS = ("vacancy_rate", "population_density", "population")
"""Two figures in one map need two: without a choice the first of these that is not the one on show. wm-second.js says the same."""


def second_of(picture: Picture) -> Picture | None:
    """The view of the second figure; None where one figure is shown. Without a choice: the same figure about ten years
    before in two maps, another one in one map; the year of the first for another figure."""
    state, facts = picture.state, picture.facts
    if state.view == "single":
        return None
    indicator = state.second or (_partner(picture) if state.view == "bivariate" else state.indicator)
    latest, year = state.second_year == "latest", state.second_year
    if year is None:
        same = indicator == state.indicator
        latest = state.mode == "latest" and not same
        year = _nearest(facts.frame(indicator, state.level), _shown(picture) - (YEARS_AGO if same else 0))
    mode = "latest" if latest else "year"
    shown = replace(state, indicator=indicator, mode=mode, year=state.year if latest else year, view="single")
    return replace(picture, state=shown)


def _partner(picture: Picture) -> str:
    found = [one for one in (*PARTNERS, *picture.facts.indicators) if one in picture.facts.valued and one != picture.state.indicator]
    return found[0] if found else picture.state.indicator


def _shown(picture: Picture) -> int:
    """The year of the map; in mode latest the newest there is."""
    if picture.state.mode != "latest":
        return picture.state.year
    frame = picture.facts.frame(picture.state.indicator, picture.state.level)
    newest = frame.loc[frame["value"].notna() & (frame["status"] != FORECAST), "year"].max()
    return picture.state.year if pd.isna(newest) else int(newest)


def _nearest(frame: pd.DataFrame, wanted: int) -> int:
    """The year with values nearest to the one wanted, the earlier of two; itself where there is none."""
    years = sorted(int(year) for year in frame.loc[frame["value"].notna(), "year"].unique())
    return min(years, key=lambda year: abs(year - wanted), default=wanted)


def heading(second: Picture, same: bool) -> str:
    """`Vacancy rate, % 2021`; the year alone where it is the figure of the first map."""
    if same:
        return second.t("controls.mode_latest") if second.state.mode == "latest" else str(second.state.year)
    title = second.indicator.text[second.state.lang].short.replace("\u00ad", "")
    title = title[:1].upper() + title[1:]
    if second.unit and second.unit not in title:
        title = f"{title}, {second.unit}"
    return title if second.state.mode == "latest" else f"{title} {second.state.year}"


def header_cells(picture: Picture) -> list[html.Th]:
    """The head of the column that the second figure adds to the table; none where there is none."""
    second = second_of(picture)
    if second is None:
        return []
    same = second.state.indicator == picture.state.indicator
    return [html.Th(heading(second, same), scope="col", className="wm-number wm-second")]


def cells(picture: Picture, area_id: str) -> list[html.Td]:
    """The second figure of a selected area, or why it has none."""
    second = second_of(picture)
    if second is None:
        return []
    if area_id == EMR and second.by_country:
        return empty_cells(picture)
    rows = second.rows(picture.facts.areas[area_id]["level"])
    row = rows.loc[area_id] if area_id in rows.index else None
    if row is None or pd.isna(row["value"]):
        return [html.Td(gap(second, row), className="wm-number wm-second")]
    said = [second.number(row["value"])]
    if second.state.mode == "latest":
        said.append(html.Span(str(int(row["year"])), className="wm-status"))
    if told := second.t.status(row["status"], row["source"]):
        said.append(html.Span(told, className="wm-status"))
    return [html.Td(said, className="wm-number wm-second")]


def empty_cells(picture: Picture) -> list[html.Td]:
    """The place of the second figure in a row that has none to tell."""
    return [] if picture.state.view == "single" else [html.Td(className="wm-second")]


def note(picture: Picture) -> list:
    """The note of the second figure, and for two in one the weaker grade of both."""
    second = second_of(picture)
    if second is None or second.state.indicator == picture.state.indicator:
        return []
    found = [grades(second, second.t("two.note")), *note_parts(second)]
    if picture.state.view == "bivariate":
        found.append(html.P(weaker(picture, second), className="wm-definition"))
    return found


def banner_of(picture: Picture) -> list:
    """The banner of the second figure: a border that it may not cross binds the view as much as the first figure's."""
    second = second_of(picture)
    return [] if second is None else banner(second)


def beneath(picture: Picture) -> list[str]:
    """note.beneath of the figures on show, each sentence once."""
    second = second_of(picture)
    shown = [picture] if second is None or second.state.indicator == picture.state.indicator else [picture, second]
    return list(dict.fromkeys(said for one in shown for said in beneath_map(one, named=len(shown) > 1)))


def weaker(picture: Picture, second: Picture) -> str:
    """`The weaker grade of the two holds: NL–BE B; …`"""
    t = picture.t
    pairs = {pair: weaker_grade(pair, picture.indicator, second.indicator) for pair in PAIRS}
    said = [f"{pair.replace('-', '–')} {t('note.none') if grade == '-' else grade}" for pair, grade in pairs.items()]
    text = t("two.weaker", list=t("list.part").join(said))
    return f"{text} {t('two.per_country')}" if picture.indicator.per_country or second.indicator.per_country else text
