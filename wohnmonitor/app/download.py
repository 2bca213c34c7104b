"""The view as a CSV file: the rows that the map shows, in the columns of every export."""

from __future__ import annotations

from flask import Response

from wohnmonitor.app import view
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.export import csv
from wohnmonitor.export.table import VALUES, typed


def csv_of(facts: Facts, state: State) -> Response:
    """UTF-8 with a byte order mark, so that spreadsheets read the names; else as every CSV of ours."""
    then = state.borders == "then" and state.mode == "year"
    frame = facts.monitor.values(state.indicator, level=state.level, territory="then" if then else "today")
    rows = view.of_latest(frame, state.window) if state.mode == "latest" else view.of_year(frame, state.year)
    text = csv.table(typed(rows.sort_values("area_id"), VALUES), VALUES)
    year = "latest" if state.mode == "latest" else str(state.year)
    name = f"wohnmonitor_{state.indicator}_{state.level}_{year}.csv"
    return Response(
        b"\xef\xbb\xbf" + text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )
