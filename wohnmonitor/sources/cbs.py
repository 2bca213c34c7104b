"""Files of CBS (Statistics Netherlands) in the three forms in which it hands out a table.

==============  ===============================================================================================
`cbs_odata4`    JSON payloads of the OData 4 service: one or more pages of `Observations`, one record a figure,
                with `PeriodenCodes` and `Properties` beside them. The only form that names its table.
`cbs_untyped`   CSV of the OData 3 service (`UntypedDataSet`): `;`, everything quoted, numbers padded on the left,
                codes on the right. A point is an unknown figure, a blank one that cannot be.
`cbs_statline`  CSV of a selection on the StatLine website: `;`, regions by name, one long heading a column that
                joins all tiers with slashes and ends with the unit in brackets.
==============  ===============================================================================================

Only the first form carries a table number. The others are told apart by their column names.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources import cbs_odata
from wohnmonitor.sources.cbs_odata import PERIOD
from wohnmonitor.sources.table import RawTable, Signature

ODATA4, UNTYPED, STATLINE = cbs_odata.FORMAT, "cbs_untyped", "cbs_statline"

FOOTER = ("Bron", "©", "Source")
PERIODS = f"{PERIOD}.json"
"""The period list of OData 3, where it was fetched beside an untyped data set."""
PROVISIONAL = {"**": "NaderVoorlopig", "*": "Voorlopig"}
"""What the stars behind a period mean on StatLine, in the words of `PeriodenCodes`; longest first."""

_HEAD = 1 << 17
_TOPIC = re.compile(r"\w+_\d+")
_UNIT = re.compile(r" \([^()]+\)$")
_TODO = "compare the file with the table of the same number on opendata.cbs.nl; if it moved, correct sources/cbs.py"


def sniff(path: Path) -> Signature | None:
    """The form, and the table number where there is one; None for anything else. Reads heads only.

    A folder is recognised where its observations are of one table. The code lists and properties beside them are
    no tables of their own: None.
    """
    path = Path(path)
    if found := cbs_odata.sniff(path):
        return found
    return None if path.is_dir() else _sniff_csv(path)


def is_beside(path: Path) -> bool:
    """Whether a file only tells about figures: code lists and properties of OData 4, the period list of OData 3."""
    return cbs_odata.is_beside(path) or path.name == PERIODS


def read(path: Path) -> RawTable:
    """One file, or all pages of a folder: cells as published, blanks around them stripped, None where empty.

    Columns are the publisher's own. `row` is the `Id` of an observation, else the 1-based line. meta holds
    `period_status` (period as written -> Definitief, Voorlopig or NaderVoorlopig; in the CSV forms only what is
    marked with a star) and, where the file states them, `title`, `release` (ISO date) and `footer`.

    Raises LayoutError where a file is not as its form has it, SourceError where it is in none of the forms.
    """
    path = Path(path)
    signature = sniff(path)
    if signature is None:
        raise SourceError(str(path), "no form that CBS hands out", f"{ODATA4}, {UNTYPED} or {STATLINE}", _TODO)
    if signature.format == ODATA4:
        return cbs_odata.read(path, signature.table)
    return _read_csv(path, signature)


def _sniff_csv(path: Path) -> Signature | None:
    with path.open("rb") as file:
        line, end, _ = file.read(_HEAD).decode("utf-8-sig", errors="replace").partition("\n")
    if not end or not line.startswith('"'):
        return None
    try:
        columns = next(csv.reader([line.rstrip("\r")], delimiter=";", strict=True))
    except csv.Error:
        return None
    if len(columns) < 2:
        return None
    if columns[0] == "ID" and any(_TOPIC.fullmatch(name) for name in columns[1:]):
        return Signature(UNTYPED, "", tuple(columns))
    tiers = [name for name in columns if _UNIT.search(name) and "/" in name]
    if _UNIT.search(columns[-1]) and (tiers or PERIOD in columns):
        return Signature(STATLINE, "", tuple(columns))
    return None


def _read_csv(path: Path, signature: Signature) -> RawTable:
    columns = list(signature.columns)
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise LayoutError(f"{path}, line 1", f"two columns {twice[0]}", "each heading once", _TODO)
    numbers: list[int] = []
    cells: list[list[str | None]] = []
    meta: dict = {}
    for number, row in _lines(path):
        if len(row) == 1 and row[0].startswith(FOOTER):
            meta["footer"] = row[0].strip()
            continue
        if len(row) != len(columns):
            raise LayoutError(f"{path}, line {number}", f"{len(row)} cells", f"{len(columns)} cells as in line 1", _TODO)
        if signature.format == UNTYPED and not row[0].strip().isdigit():
            raise LayoutError(f"{path}, line {number}, column ID", f'"{row[0]}"', "a number", _TODO)
        numbers.append(number)
        cells.append([cell.strip() or None for cell in row])
    if not cells:
        raise LayoutError(str(path), "headings only", "at least one row", "fetch the file once more")
    frame = pd.DataFrame(cells, columns=columns, dtype=object)
    frame["row"] = numbers
    if PERIOD in columns and (marked := _starred(frame[PERIOD].dropna().unique()) or _listed(path.parent / PERIODS)):
        meta["period_status"] = marked
    return RawTable(frame, signature, meta)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(1-based line, cells) of every row below the headings that is not blank."""
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";", strict=True)
        next(reader)
        for row in reader:
            if row:
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise LayoutError(str(path), f"byte {error.object[error.start]:#x} at {error.start}", "UTF-8", _TODO) from None
    except csv.Error as error:
        raise LayoutError(f"{path}, line {reader.line_num}", str(error), "cells between whole quotes", _TODO) from None


def _listed(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        return {entry["Key"].strip(): entry["Status"] for entry in json.loads(path.read_bytes().decode("utf-8-sig"))["value"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LayoutError(str(path), "another form", "value: a list of Key and Status", _TODO) from None


def _starred(periods: Iterable[str]) -> dict[str, str]:
    marked = {}
    for period in periods:
        for star, status in PROVISIONAL.items():
            if period.endswith(star):
                marked[period] = status
                break
    return marked
