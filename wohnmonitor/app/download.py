"""The view as a CSV file: the rows that the map shows, in the columns of every export."""

from __future__ import annotations

from flask import Response

from wohnmonitor.app import view
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.schema import EXPORT


def csv_of(facts: Facts, state: State) -> Response:
    """UTF-8 with a byte order mark, so that spreadsheets read the names; commas and decimal points as everywhere."""
    then = state.borders == "then" and state.mode == "year"
    frame = facts.monitor.values(state.indicator, level=state.level, territory="then" if then else "today")
    rows = view.of_latest(frame, state.window) if state.mode == "latest" else view.of_year(frame, state.year)
    rows = rows.sort_values("area_id")[[column for column in EXPORT if column in rows]]
    year = "latest" if state.mode == "latest" else str(state.year)
    name = f"wohnmonitor_{state.indicator}_{state.level}_{year}.csv"
    return Response(
        "\ufeff" + rows.to_csv(index=False, lineterminator="\n"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )
