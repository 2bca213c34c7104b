"""The figures of a view as a CSV file: the rows that the page shows, in the columns of every export; a change or a difference with
both figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
from flask import Response

from wohnmonitor.app.cloud import Cloud
from wohnmonitor.app.own import groups_of
from wohnmonitor.app.page_table import columns_of
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.second import second_of
from wohnmonitor.app.state import State
from wohnmonitor.export import csv
from wohnmonitor.export.table import VALUES, Column, Table, typed

CODES = {"percent": "%", "yearly": "%/year", "points": "percentage points", "index": "from=100"}
"""Unit of a measure as exports write it; else that of the indicator."""
PARTS = ("numerator", "denominator", "lower", "upper", "precision", "ref_date")
"""What a change or a difference has none of."""


def of_map(facts: Facts, state: State) -> list[State]:
    """The figure of the map, and the second where there is one."""
    second = second_of(Picture(facts, state, "light"))
    return [state] if second is None else [state, second.state]


def of_scatter(facts: Facts, state: State) -> list[State]:
    """The two figures of the cloud."""
    cloud = Cloud(facts, state)
    return [cloud.up.state, cloud.across.state]


def of_table(facts: Facts, state: State) -> list[State]:
    """The figures of the columns."""
    return [replace(state, indicator=one, measure=state.measure if one == state.indicator else None) for one in columns_of(state, facts)]


def of_border(facts: Facts, state: State) -> list[State]:
    """The figure of all municipalities, all years: twins are shown over time."""
    return [replace(state, level="municipality", mode="year", borders="today", years=facts.known.years)]


PAGES: dict[str, Callable[[Facts, State], list[State]]] = {
    "download": of_map, "scatter": of_scatter, "table": of_table, "border": of_border,
}  # fmt: skip
"""Name of the file a page asks for -> the views whose rows it holds."""


def csv_of(facts: Facts, states: Sequence[State]) -> Response:
    """UTF-8 with a byte order mark, so that spreadsheets read the names; else as every CSV of ours."""
    parts = [_rows(facts, state) for state in states]
    table = max((table for _, table in parts), key=lambda one: len(one.columns))
    names = [column.name for column in table.columns]
    frames = [rows.assign(**{name: None for name in names if name not in rows}) for rows, _ in parts]
    return _sent(frames, table, _name(facts, states))


def of_areas(facts: Facts, areas: Sequence[str]) -> Response:
    """All figures of areas, the reader's own among them, by indicator; as csv_of()."""
    own = {one: facts.own[one] for one in areas if one in facts.own}
    plain = [one for one in areas if one not in own]
    frames = []
    for indicator in (one for one in facts.indicators if one in facts.valued):
        frames += [facts.monitor.values(indicator, areas=plain)] if plain else []
        frames += [facts.monitor.values(indicator, group=groups_of(own))] if own else []
    return _sent(frames, VALUES, f"wohnmonitor_{'_'.join([*plain, *(['own'] if own else [])])}.csv")


def _sent(frames: list[pd.DataFrame], table: Table, name: str) -> Response:
    whole = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    return Response(
        b"\xef\xbb\xbf" + csv.table(typed(whole, table), table),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )


def _rows(facts: Facts, state: State) -> tuple[pd.DataFrame, Table]:
    """The rows of one figure with the columns they have. Key: area_id, year."""
    then = state.borders == "then" and state.mode == "year"
    frame = facts.monitor.values(state.indicator, level=state.level, territory="then" if then else "today")
    if facts.own:
        own = facts.monitor.values(state.indicator, group=groups_of(facts.own))
        frame = pd.concat([frame, own.astype(frame.dtypes.to_dict())], ignore_index=True)
    if state.years:
        return frame[frame["year"].between(*state.years)].sort_values(["area_id", "year"]), VALUES
    told = Picture(facts, state, "light").told
    rows = facts.told(state.indicator, frame, told, state.window if state.mode == "latest" else state.year)
    if not told.measure:
        return rows.sort_values("area_id"), VALUES
    # both figures, what they are and how they were joined; the parts of either would be no parts of the result
    marks = facts.marks(state.indicator, told, state.year, rows["area_id"])["mark"] if told.mode == "difference" else None
    since = {"from": told.since} if told.mode == "change" else {"benchmark": rows["area_id"].map(marks)}
    rows = rows.assign(unit=CODES.get(told.measure, rows["unit"]), measure=told.measure, **since).assign(**dict.fromkeys(PARTS))
    first = Column("from", "number") if told.mode == "change" else Column("benchmark")
    more = (Column("measure"), first, Column("before", "number"), Column("now", "number"))
    return rows.sort_values("area_id"), replace(VALUES, columns=(*VALUES.columns, *more))


def _name(facts: Facts, states: Sequence[State]) -> str:
    state = states[0]
    told = Picture(facts, state, "light").told
    year = "latest" if state.mode == "latest" else str(state.year)
    year = f"{told.since}-{year}" if told.since is not None else year
    if state.years:
        year = "-".join(map(str, state.years))
    told_of = {one.indicator for one in states}
    what = state.indicator if len(told_of) == 1 else f"{len(told_of)}_indicators"
    return f"wohnmonitor_{'_'.join(part for part in (what, state.level, told.measure and state.mode, told.measure, year) if part)}.csv"
