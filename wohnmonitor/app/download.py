"""The view as a CSV file: the rows that the map shows, in the columns of every export; a change or a difference with both figures."""

from __future__ import annotations

from dataclasses import replace

from flask import Response

from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.export import csv
from wohnmonitor.export.table import VALUES, Column, typed

CODES = {"percent": "%", "yearly": "%/year", "points": "percentage points", "index": "from=100"}
"""Unit of a measure as exports write it; else that of the indicator."""


def csv_of(facts: Facts, state: State) -> Response:
    """UTF-8 with a byte order mark, so that spreadsheets read the names; else as every CSV of ours."""
    then = state.borders == "then" and state.mode == "year"
    frame = facts.monitor.values(state.indicator, level=state.level, territory="then" if then else "today")
    picture = Picture(facts, state, "light")
    told = picture.told
    rows = facts.told(state.indicator, frame, told, state.window if state.mode == "latest" else state.year)
    table = VALUES
    if told.measure:
        # both figures, what they are and how they were joined; the parts of either would be no parts of the result
        marks = facts.marks(state.indicator, told, state.year, rows["area_id"])["mark"] if told.mode == "difference" else None
        since = {"from": told.since} if told.mode == "change" else {"benchmark": rows["area_id"].map(marks)}
        rows = rows.assign(unit=CODES.get(told.measure, rows["unit"]), measure=told.measure, **since)
        rows = rows.assign(**dict.fromkeys(("numerator", "denominator", "lower", "upper", "precision", "ref_date")))
        first = Column("from", "number") if told.mode == "change" else Column("benchmark")
        table = replace(VALUES, columns=(*VALUES.columns, Column("measure"), first, Column("before", "number"), Column("now", "number")))
    text = csv.table(typed(rows.sort_values("area_id"), table), table)
    year = "latest" if state.mode == "latest" else str(state.year)
    year = f"{told.since}-{year}" if told.since is not None else year
    what = "_".join(part for part in (state.indicator, state.level, told.measure and state.mode, told.measure, year) if part)
    name = f"wohnmonitor_{what}.csv"
    return Response(
        b"\xef\xbb\xbf" + text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )
