"""One figure as a sentence to quote: area, value, unit, real date, status, source, comparability; or why there is no value.

sentence(picture, area_id) -> str. It ends with the release; copy.js puts the address of the view behind it, as only the page
knows the name under which it was reached.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from wohnmonitor.app.panels import Picture, reason_of
from wohnmonitor.app.text import EN_DASH
from wohnmonitor.schema import PAIRS


def sentence(picture: Picture, area_id: str, row: pd.Series | None) -> str:
    """What the view tells of an area in one sentence of the reader's language, a second one that says where from."""
    t, state = picture.t, picture.state
    title = picture.indicator.text[state.lang].title.replace("\u00ad", "")
    head = {"name": picture.name(area_id), "title": title}
    release = t("sentence.release", release=picture.facts.release)
    if row is None or pd.isna(row["value"]):
        why = t(f"reason.{reason_of(picture, row)}")
        year = "" if state.mode == "latest" else t("sentence.in_year", year=state.year)
        return f"{t('sentence.gap', **head, when=year).rstrip()} ({why}). {release}"
    notes = [*_dates(picture, row), *_status(picture, row), *_sources(picture, row), *_grades(picture, area_id)]
    told = t("sentence.value", **head, value=picture.with_unit(row["value"]), when=_when(picture, area_id, row))
    return f"{told} ({t('list.part').join(notes)}). {release}"


def _day(row: pd.Series) -> date | None:
    """The real date, of a stock; a flow belongs to its year and has none. What a change spans is told by its years."""
    day = row.get("ref_date")
    return None if day is None or pd.isna(day) or (day.month, day.day, day.year) == (12, 31, row["year"]) else day.date()


def _when(picture: Picture, area_id: str, row: pd.Series) -> str:
    t, told, year = picture.t, picture.told, int(row["year"])
    if told.mode == "change":
        return t("sentence.change", since=told.since, year=year)
    day = _day(row)
    when = t("sentence.in_year", year=year) if day is None else t("sentence.on_day", date=t.date(day))
    mark = picture.facts.mark_of(picture.state.indicator, told, area_id) if told.mode == "difference" else None
    return f"{when}, {t('sentence.difference', name=picture.name(mark))}" if mark else when


def _dates(picture: Picture, row: pd.Series) -> list[str]:
    """The day a value stands for, where it was counted on another."""
    day, stands_for = _day(row), date(int(row["year"]), 1, 1)
    if picture.told.mode == "change" or day is None or day.year == row["year"]:
        return []
    return [picture.t("sentence.stands_for", date=picture.t.date(stands_for))]


def _status(picture: Picture, row: pd.Series) -> list[str]:
    said = picture.t.status(row["status"], row["source"])
    return [said] if said else []


def _sources(picture: Picture, row: pd.Series) -> list[str]:
    """Publishers with their tables: `Destatis, Gemeindeverzeichnis`."""
    catalogue, found = picture.facts.catalogue, {}
    for table_id in str(row["source"] or "").split(";"):
        if table := catalogue.tables.get(table_id):
            found.setdefault(catalogue.publishers[table.publisher].name, []).append(table.number or table.title)
    return [", ".join([name, *dict.fromkeys(tables)]) for name, tables in found.items()]


def _grades(picture: Picture, area_id: str) -> list[str]:
    """Grades of the pairs that the area's country is part of; of all pairs for the Euregio."""
    t, country = picture.t, picture.facts.country.get(area_id, "")
    grade = picture.indicator.grade
    pairs = [pair for pair in PAIRS if country in pair and grade[pair] != "-"]
    said = ", ".join(t("list.pair", name=pair.replace("-", EN_DASH), value=grade[pair]) for pair in pairs)
    return [t("sentence.grades", list=said)] if said else []
