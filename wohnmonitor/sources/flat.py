"""Flat tables in no publisher's own format: csv, xlsx, xls, dbf, json and geojson.

Such a file says nothing about how it is to be read, so the table's entry in ``indicators/sources.toml``
declares it under ``read``. Every option may be left out:

==============  ======================================================================================
``kind``        csv, xlsx, xls, dbf, json or geojson; found from the first bytes when absent
``member``      name (or ``*`` pattern) of the member of a zip archive; absent: the only member
``encoding``    text encoding; absent: byte-order mark, else UTF-8, else cp1252
``delimiter``   cell separator of a csv, default ``,``
``quote``       quote character, default ``"``; ``none``; ``doubled`` where a second export doubled the quotes
``comment``     lines that begin with this sign are left out
``skip``        lines of a csv, or rows of a sheet, before the table
``header``      0-based row of the column names, counted after ``skip``; a list joins stacked rows by " | "
``columns``     the column names of a table that has no header row
``sheet``       sheet name; a list of names, or ``*`` for all sheets, adds the column ``sheet``
``records``     path of the records in a json, ``facts`` or ``data.rows``: a list, or an object of objects
``key_column``  column that takes the keys where the records are an object of objects, default ``key``
==============  ======================================================================================
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources.containers import (
    BROKEN,
    TODO,
    Rows,
    csv_rows,
    dbf_rows,
    decoded,
    json_rows,
    kind_of,
    sheet_rows,
    table_bytes,
)  # fmt: skip
from wohnmonitor.sources.table import RawTable, Signature

IMPLIED = {
    "delimiter": ("csv",), "quote": ("csv",), "comment": ("csv",), "columns": ("csv", "xlsx", "xls"),
    "sheet": ("xlsx", "xls"), "records": ("json",), "key_column": ("json",),
}  # fmt: skip
"""Options that only make sense for some kinds: a file of another kind is not the declared table."""


def read(path: Path, options: dict | None = None) -> RawTable:
    """The whole table: every cell as text, None where empty; `row` is its 1-based line, sheet row or record.

    Raises LayoutError where the declared kind, sheet, member, encoding, header row or path of records is not there,
    SourceError where the file is broken.
    """
    path, options = Path(path), options or {}
    try:
        kind, tables = _open(path, options)
        parts = [_frame(sheet, columns, rows) for sheet, columns, rows in tables]
    except BROKEN as error:
        raise SourceError(str(path), str(error), "a whole file", "fetch it again") from error
    frame = parts[0] if len(parts) == 1 else _stack(parts)
    columns = tuple(name for name in frame.columns if name != "row")
    return RawTable(frame, Signature("flat", "", columns), {"kind": kind})


def header(path: Path, options: dict | None = None) -> tuple[str, ...]:
    """The column names alone; () where the file cannot be read as `options` declare. Reads the head where it can."""
    path = Path(path)
    stat = path.stat()
    return _header(path, stat.st_size, stat.st_mtime_ns, json.dumps(options or {}, sort_keys=True))


@lru_cache(maxsize=4096)
def _header(path: Path, size: int, mtime: int, options: str) -> tuple[str, ...]:
    try:
        _, tables = _open(path, json.loads(options), head=True)
        sheet, columns, _ = next(tables)
    except (LayoutError, ValueError, *BROKEN):
        return ()
    return (*columns, "sheet") if sheet else tuple(columns)


def _open(path: Path, options: dict, head: bool = False) -> tuple[str, Iterator[tuple[str | None, list[str], Rows]]]:
    """The kind of a file and its tables, each as (sheet or None, column names, rows)."""
    content = table_bytes(path, options, head)
    kind = kind_of(content)
    wanted = [IMPLIED[name] for name in options if name in IMPLIED] + [(options.get("kind", kind),)]
    if missed := [kinds for kinds in wanted if kind not in kinds]:
        raise LayoutError(str(path), f"a {kind} file", f"a {' or '.join(missed[0])} file", TODO)
    if kind in ("xlsx", "xls"):
        return kind, _sheets(path, content, options)
    if kind == "dbf":
        return kind, iter([(None, *dbf_rows(path, options))])
    if kind in ("json", "geojson"):
        return kind, iter([(None, *json_rows(path, decoded(path, content, options), kind, options))])
    rows = csv_rows(decoded(path, content, options), options)
    return kind, iter([(None, *_under_header(path, rows, options))])


def _sheets(path: Path, content: bytes, options: dict) -> Iterator[tuple[str | None, list[str], Rows]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = workbook.sheet_names
    declared = options.get("sheet", names[0])
    several = declared == "*" or isinstance(declared, list)
    for name in names if declared == "*" else declared if isinstance(declared, list) else [declared]:
        if name not in names:
            raise LayoutError(str(path), f"sheets {', '.join(names)}", f"sheet {name}", TODO)
        rows = islice(sheet_rows(workbook, name), options.get("skip", 0), None)
        yield (name if several else None, *_under_header(path, rows, options))


def _under_header(path: Path, rows: Rows, options: dict) -> tuple[list[str], Rows]:
    """Column names and the rows below them. A column without a name is called by its 1-based position."""
    if "columns" in options:
        return list(options["columns"]), rows
    places = options.get("header", 0)
    places = places if isinstance(places, list) else [places]
    tiers = [row[1] for row in islice(rows, max(places) + 1)]
    if len(tiers) <= max(places):
        raise LayoutError(str(path), f"{len(tiers)} rows", f"column names in row {max(places)}", TODO)
    chosen = [tiers[place] for place in places]
    names = []
    for place in range(max(map(len, chosen))):
        parts = [tier[place] for tier in chosen if place < len(tier) and tier[place]]
        names.append(" | ".join(parts) or f"column {place + 1}")
    return _unique(names), rows


def _unique(names: list[str]) -> list[str]:
    """Names as published; a repeated one gets its count, `Total`, `Total #2`."""
    counts: dict[str, int] = {}
    result = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        result.append(name if counts[name] == 1 else f"{name} #{counts[name]}")
    return result


def _stack(parts: list[pd.DataFrame]) -> pd.DataFrame:
    stacked = pd.concat(parts, ignore_index=True)
    return stacked.astype(object).where(stacked.notna(), None).astype({"row": int})  # sheets may differ in columns


def _frame(sheet: str | None, columns: list[str], rows: Rows) -> pd.DataFrame:
    numbers, cells = [], []
    for number, row in rows:
        if any(cell is not None for cell in row):
            numbers.append(number)
            cells.append(row)
    width = max(map(len, cells), default=len(columns))
    # Cells beyond the last name are kept, not cut: a stray figure must be seen by whoever reads the table.
    names = columns + [f"column {place + 1}" for place in range(len(columns), width)]
    filled = [row if len(row) == len(names) else row + [None] * (len(names) - len(row)) for row in cells]
    frame = pd.DataFrame(filled, columns=names, dtype=object)
    if sheet is not None:
        frame["sheet"] = pd.Series(sheet, index=frame.index, dtype=object)
    frame["row"] = numbers
    return frame
