"""Is a payload laid out as its table declares? Columns, codes, units, periods, encoding: compared before a figure is used.

What has moved is told side by side, and where to declare it. Nothing is repaired.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

import pandas as pd

from wohnmonitor.declared import Table, Take
from wohnmonitor.errors import LayoutError

SHOWN = 8
TWICE_ENCODED = re.compile("\ufffd|Ã[\x80-\xbf©¨«¤¶¼Ÿ]|â€")
"""Signs that stand in no name of the three countries: text that was decoded as something else than it is."""


def check_layout(frame: pd.DataFrame, meta: dict, table_id: str, table: Table, codes: frozenset[str], file: str) -> None:
    """Raises LayoutError for the first thing that moved. codes: those of our areas in any of the table's schemes."""
    todo = f"see what the publisher changed, then declare it under table.{table_id} in indicators/sources.toml"
    if frame.empty:
        raise LayoutError(file, "headings only", "rows of figures", todo)
    _encoding(frame, table, file, todo)
    _columns(frame, table, file, todo)
    _units(meta, table, file, todo)
    codes_of = _Codes(frame, codes)
    for take in table.take:
        _where(frame, table, take, file, todo)
        _regions(frame, table, take, codes_of, file, todo)


def _columns(frame: pd.DataFrame, table: Table, file: str, todo: str) -> None:
    named = {name for take in table.take for name in (*take.values, *take.where, take.code or table.code, take.period or table.period)}
    gone = sorted(name for name in named if name and not name.startswith("=") and name not in frame.columns)
    if gone:
        new = [str(name) for name in frame.columns if name != "row"]
        close = {name: match[0] for name in gone if (match := get_close_matches(name, new, 1, 0.6))}
        beside = "; ".join(f"{name} | {close.get(name, 'nothing like it')}" for name in gone[:SHOWN])
        raise LayoutError(f"{file}, columns", f"{', '.join(new[:30])}", f"{', '.join(gone[:SHOWN])} (expected | found: {beside})", todo)


def _units(meta: dict, table: Table, file: str, todo: str) -> None:
    found = meta.get("units", {})
    for take in table.take:
        unit = take.unit or table.unit
        named = [*take.values, *(code for column in take.where for code in take.wanted(column))]
        if unit and (other := [name for name in named if name in found and found[name] != unit]):
            raise LayoutError(f"{file}, unit of {other[0]}", str(found[other[0]]), unit, todo)


def _where(frame: pd.DataFrame, table: Table, take: Take, file: str, todo: str) -> None:
    """Every code that a take asks for is there. Periods come and go, and so do regions."""
    for column in take.where:
        if column in (take.period or table.period, take.code or table.code):
            continue
        there = set(frame[column].fillna("").unique())
        may_lack = set(table.may_lack.get(column, ()))
        gone = [code for code in take.wanted(column) if code not in there | may_lack]
        if gone:
            found = ", ".join(sorted(str(code) for code in there)[: 2 * SHOWN])
            raise LayoutError(f"{file}, column {column}, for {take.measure}", found, ", ".join(gone[:SHOWN]), todo)


class _Codes:
    """Column of codes and pattern -> (its codes, which of them are ours): takes share them."""

    def __init__(self, frame: pd.DataFrame, ours: frozenset[str]):
        self.ours, self._frame, self._known = ours, frame, {}

    def of(self, column: str, pattern: str | None) -> tuple[pd.Series, pd.Series]:
        if (column, pattern) not in self._known:
            found = self._frame[column].astype(object).fillna("").astype(str).str.strip()
            found = found.str.extract(pattern, expand=False) if pattern else found
            self._known[column, pattern] = found, found.isin(self.ours)
        return self._known[column, pattern]


def _regions(frame: pd.DataFrame, table: Table, take: Take, codes: _Codes, file: str, todo: str) -> None:
    """Our areas are in the column of codes, each once a period where nothing is added up."""
    column, period = take.code or table.code, take.period or table.period
    if column.startswith("="):
        return
    found, ours = codes.of(column, take.code_pattern or table.code_pattern)
    if not ours.any():
        shown = ", ".join(found.dropna().unique()[:SHOWN])
        raise LayoutError(f"{file}, column {column}", shown, f"codes such as {', '.join(sorted(codes.ours)[:3])}", todo)
    if take.sum or len(take.values) > 1 or period.startswith("="):
        return
    rows = ours.copy()
    for name in take.where:
        rows &= frame[name].fillna("").isin(take.wanted(name))
    key = pd.DataFrame({"code": found[rows], "period": frame.loc[rows, period], "row": frame.loc[rows, "row"]})
    twice = key[key.duplicated(["code", "period"], keep=False)]
    if not twice.empty:
        first = twice[(twice["code"] == twice["code"].iloc[0]) & (twice["period"] == twice["period"].iloc[0])]
        where = f"{first['code'].iloc[0]}, {first['period'].iloc[0]}, in rows {', '.join(map(str, first['row'][:3]))}"
        raise LayoutError(f"{file}, {take.measure}", where, "one row for an area and period", todo)


def _encoding(frame: pd.DataFrame, table: Table, file: str, todo: str) -> None:
    for column in frame.columns:
        if column == "row" or column in table.broken_text:
            continue
        for text in frame[column].dropna().unique():
            if isinstance(text, str) and not text.isascii() and TWICE_ENCODED.search(text):
                raise LayoutError(f"{file}, column {column}, encoding", text[:60], "text that reads as it should", todo)
