"""Rows out of the containers that tables come in: csv, xlsx, xls, dbf, json, geojson, packed or not.

Every cell leaves as text, as published but for surrounding blanks, or as None; every row with its place in the file.
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
from pathlib import Path
from typing import IO

from dbfread import DBF
from python_calamine import CalamineError, CalamineWorkbook

from wohnmonitor.errors import LayoutError

TODO = "look at the file and correct `read` of this table in indicators/sources.toml"
HEAD = 1 << 18  # bytes of a text file that are read to find its header
BROKEN = (EOFError, csv.Error, gzip.BadGzipFile, json.JSONDecodeError, struct.error, zipfile.BadZipFile, zlib.error, CalamineError)
"""What the containers raise where a file is cut or damaged."""
Rows = Iterator[tuple[int, list[str | None]]]
"""(1-based line, sheet row or record; its cells)"""


# ------------------------------------------------------------------------------------------ bytes and text


def table_bytes(path: Path, options: dict, head: bool) -> bytes:
    """The bytes of the table itself: out of a gzip, or of the declared member of a zip archive. head: enough for names."""
    with path.open("rb") as file:
        start = file.read(HEAD)
        if start[:2] == b"\x1f\x8b":
            return _read(gzip.open(path), head)
        if start[:4] != b"PK\x03\x04":
            file.seek(0)
            return _read(file, head)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if "[Content_Types].xml" in names and "member" not in options:
            return path.read_bytes()  # a workbook is a zip archive too
        wanted = options.get("member", "*")
        found = [name for name in names if fnmatch(name, wanted)]
        if len(found) != 1:
            raise LayoutError(str(path), f"members {', '.join(names) or 'none'}", f"one member {wanted}", TODO)
        return _read(archive.open(found[0]), head)


def _read(stream: IO[bytes], head: bool) -> bytes:
    with stream:
        start = stream.read(HEAD)
        if head and kind_of(start) == "csv":
            return start[: start.rfind(b"\n") + 1] if len(start) == HEAD else start
        return start + stream.read()


def kind_of(content: bytes) -> str:
    """csv, xlsx, xls, dbf, json or geojson, by the first bytes."""
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


def decoded(path: Path, content: bytes, options: dict) -> str:
    """The text of a file; without a declared encoding UTF-8, with or without byte-order mark, else cp1252. Raises LayoutError."""
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


# ------------------------------------------------------------------------------------------ rows


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


def csv_rows(text: str, options: dict) -> Rows:
    """The records of a csv that hold anything, each with its first line. Options as in `flat`."""
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


def dbf_rows(path: Path, options: dict) -> tuple[list[str], Rows]:
    """Field names and records of a dBASE table."""
    # Raw bytes: the parsed field would turn the 12.50 of the file into a float.
    encoding = options.get("encoding", "cp1252")
    table = DBF(str(path), encoding=encoding, raw=True, ignore_missing_memofile=True)
    rows = (
        (number, [value.decode(encoding).strip(" \0") or None for value in record.values()]) for number, record in enumerate(table, start=1)
    )
    return list(table.field_names), rows


def json_rows(path: Path, text: str, kind: str, options: dict) -> tuple[list[str], Rows]:
    """Names and records of a json or geojson; nested objects become names with points. Raises LayoutError."""
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
