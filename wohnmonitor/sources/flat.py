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

import csv
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from fnmatch import fnmatch
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO

import pandas as pd
from dbfread import DBF
from python_calamine import CalamineError, CalamineWorkbook

from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources.table import RawTable, Signature

TODO = "look at the file and correct `read` of this table in indicators/sources.toml"
HEAD = 1 << 18  # bytes of a text file that are read to find its header
IMPLIED = {
    "delimiter": ("csv",), "quote": ("csv",), "comment": ("csv",), "columns": ("csv", "xlsx", "xls"),
    "sheet": ("xlsx", "xls"), "records": ("json",), "key_column": ("json",),
}  # fmt: skip
"""Options that only make sense for some kinds: a file of another kind is not the declared table."""
BROKEN = (EOFError, csv.Error, gzip.BadGzipFile, json.JSONDecodeError, struct.error, zipfile.BadZipFile, zlib.error, CalamineError)
Rows = Iterator[tuple[int, list[str | None]]]  # (1-based line, sheet row or record, its cells)


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


# ------------------------------------------------------------------------------------------ cells


def cell_text(value: object) -> str | None:
    """A typed cell as the text a reader hands over: 12.0 is "12", an empty cell is None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).strip() or None


def sheet_rows(workbook: CalamineWorkbook, sheet: str) -> Rows:
    """The rows of a sheet as text, each with the row number that a spreadsheet program shows."""
    for number, cells in enumerate(workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False), start=1):
        yield number, [cell_text(cell) for cell in cells]


# ------------------------------------------------------------------------------------------ which file, which kind


def _open(path: Path, options: dict, head: bool = False) -> tuple[str, Iterator[tuple[str | None, list[str], Rows]]]:
    """The kind of a file and its tables, each as (sheet or None, column names, rows)."""
    content = _content(path, options, head)
    kind = _kind(content)
    wanted = [IMPLIED[name] for name in options if name in IMPLIED] + [(options.get("kind", kind),)]
    if missed := [kinds for kinds in wanted if kind not in kinds]:
        raise LayoutError(str(path), f"a {kind} file", f"a {' or '.join(missed[0])} file", TODO)
    if kind in ("xlsx", "xls"):
        return kind, _sheets(path, content, options)
    if kind == "dbf":
        return kind, iter([(None, *_dbf(path, options))])
    if kind in ("json", "geojson"):
        return kind, iter([(None, *_json(path, _text(path, content, options), kind, options))])
    rows = _csv(_text(path, content, options), options)
    return kind, iter([(None, *_under_header(path, rows, options))])


def _content(path: Path, options: dict, head: bool) -> bytes:
    """The bytes of the table itself: out of a gzip, or of the declared member of a zip archive. head: enough for names."""
    with path.open("rb") as file:
        start = file.read(HEAD)
        if start[:2] == b"\x1f\x8b":
            return _bytes(gzip.open(path), head)
        if start[:4] != b"PK\x03\x04":
            file.seek(0)
            return _bytes(file, head)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if "[Content_Types].xml" in names and "member" not in options:
            return path.read_bytes()  # a workbook is a zip archive too
        wanted = options.get("member", "*")
        found = [name for name in names if fnmatch(name, wanted)]
        if len(found) != 1:
            raise LayoutError(str(path), f"members {', '.join(names) or 'none'}", f"one member {wanted}", TODO)
        return _bytes(archive.open(found[0]), head)


def _bytes(stream: IO[bytes], head: bool) -> bytes:
    with stream:
        start = stream.read(HEAD)
        if head and _kind(start) == "csv":
            return start[: start.rfind(b"\n") + 1] if len(start) == HEAD else start
        return start + stream.read()


def _kind(content: bytes) -> str:
    if content[:4] == b"PK\x03\x04":
        return "xlsx"
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "xls"
    start = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return "geojson" if b'"FeatureCollection"' in start else "json"
    # dBASE: the version, then the date of the last change, whose month and day are plausible
    if len(content) > 32 and content[0] in (0x03, 0x30, 0x83, 0x8B) and content[2] <= 12 and content[3] <= 31:
        return "dbf"
    return "csv"


def _text(path: Path, content: bytes, options: dict) -> str:
    encoding = options.get("encoding")
    if encoding is None:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "cp1252"
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        found = f"byte 0x{content[error.start]:02x} at {error.start}"
        raise LayoutError(str(path), found, f"text in {encoding}", TODO) from error


# ------------------------------------------------------------------------------------------ the kinds


def _csv(text: str, options: dict) -> Rows:
    delimiter, quote = options.get("delimiter", ","), options.get("quote", '"')
    skip, comment = options.get("skip", 0), options.get("comment")
    pending: list[int] = []  # lines the parser took for the record at hand: a quoted cell may hold line ends

    def lines() -> Iterator[str]:
        for number, line in enumerate(io.StringIO(text, newline=""), start=1):
            if number <= skip or (comment and line.startswith(comment)):
                continue
            pending.append(number)
            yield _unquote_once(line, delimiter) if quote == "doubled" else line

    quoting = {"quoting": csv.QUOTE_NONE} if quote == "none" else {"quotechar": '"' if quote == "doubled" else quote}
    for cells in csv.reader(lines(), delimiter=delimiter, **quoting):
        number = pending[0]
        pending.clear()
        if cells:
            yield number, [cell.strip() or None for cell in cells]


def _unquote_once(line: str, delimiter: str) -> str:
    """A line whose quotes a second export doubled, the whole line quoted or not, with its quotes single again."""
    cells = next(csv.reader([line], delimiter=delimiter), [])
    if len(cells) == 1 and delimiter in cells[0] and cells[0].split(delimiter)[0].count('"') % 2 == 0:
        return cells[0]
    return line.replace('""', '"')  # exports seen in the wild lose the outermost quotes of a line


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


def _dbf(path: Path, options: dict) -> tuple[list[str], Rows]:
    # Raw bytes: the parsed field would turn the 12.50 of the file into a float.
    encoding = options.get("encoding", "cp1252")
    table = DBF(str(path), encoding=encoding, raw=True, ignore_missing_memofile=True)
    rows = (
        (number, [value.decode(encoding).strip(" \0") or None for value in record.values()]) for number, record in enumerate(table, start=1)
    )
    return list(table.field_names), rows


def _json(path: Path, text: str, kind: str, options: dict) -> tuple[list[str], Rows]:
    # Numbers stay the text that the file holds: 12.50 must not become 12.5.
    node = json.loads(text, parse_float=str, parse_int=str)
    steps = "features" if kind == "geojson" else options.get("records", "")
    for step in filter(None, steps.split(".")):
        if not isinstance(node, dict) or step not in node:
            found = ", ".join(list(node)[:12]) if isinstance(node, dict) else "no object"
            raise LayoutError(str(path), found, f"{step} (of the path {steps})", TODO)
        node = node[step]
    if kind == "geojson":
        node = [feature.get("properties") or {} for feature in node]
    elif isinstance(node, dict):
        node = [{options.get("key_column", "key"): key, **record} for key, record in node.items() if isinstance(record, dict)]
    if not isinstance(node, list) or not all(isinstance(record, dict) for record in node):
        raise LayoutError(str(path), f"no objects under {steps or 'the top'}", "records, an object each", TODO)
    records = [_flatten(record) for record in node]
    columns = list(dict.fromkeys(name for record in records for name in record))
    return columns, ((number, [record.get(name) for name in columns]) for number, record in enumerate(records, 1))


def _flatten(record: dict, prefix: str = "") -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            flat[prefix + name] = cell_text(text)
    return flat


# ------------------------------------------------------------------------------------------ header and frame


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
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
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
        frame["sheet"] = sheet
    frame["row"] = numbers
    return frame
