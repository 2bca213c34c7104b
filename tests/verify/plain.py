"""Plain readings of the official files with csv, json, zip and a workbook library: nothing of the package is used here.

Every function takes the folder of official files and says which cells it reads. Codes are the publishers' own.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import struct
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

GV = "destatis/gemeindeverzeichnis"
REGIO = "regionalstatistik"


def lines(path: Path, delimiter: str = ";", encoding: str = "utf-8-sig") -> list[list[str]]:
    """Cells of a text file, one list a line; line n of the file is item n - 1."""
    with path.open(encoding=encoding, newline="") as stream:
        return [[cell.strip() for cell in row] for row in csv.reader(stream, delimiter=delimiter)]


def table(path: Path, delimiter: str = ";", encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """Rows of a text file whose first line names the columns."""
    head, *rest = lines(path, delimiter, encoding)
    return [dict(zip(head, row, strict=False)) for row in rest]


def sheet(path: Path, name: str | int) -> list[list]:
    """Cells of one sheet; row n of the sheet is item n - 1."""
    book = CalamineWorkbook.from_path(path)
    got = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return got.to_python(skip_empty_area=False)


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets."""
    return CalamineWorkbook.from_path(path).sheet_names


def text(cell) -> str:
    """A cell as text, whole numbers without a decimal point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def number(cell) -> float | None:
    """A figure, or None for a cell that is no plain number (a sign, a blank)."""
    try:
        return float(str(cell).strip())
    except ValueError:
        return None


def odata(folder: Path, measure: str) -> Iterator[tuple[str, int, float]]:
    """Region code, year, value of a measure in an OData 4 payload; years only."""
    for path in sorted(folder.glob("observations*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["value"]:
            period = row["Perioden"]
            if row["Measure"] == measure and period.endswith("JJ00") and row["Value"] is not None:
                yield row["RegioS"].strip(), int(period[:4]), float(row["Value"])


def dbf(path: Path) -> list[dict[str, str]]:
    """Rows of a dBASE III table, every cell as text."""
    raw = path.read_bytes()
    count, head, width = struct.unpack("<xxxxLHH", raw[:12])
    fields = []
    for start in range(32, head - 1, 32):
        fields.append((raw[start : start + 11].split(b"\0")[0].decode(), raw[start + 16]))
    out = []
    for row in range(count):
        at = head + row * width + 1
        cells = {}
        for name, size in fields:
            cells[name] = raw[at : at + size].decode("utf-8", "replace").strip()
            at += size
        out.append(cells)
    return out


def genesis_periods(path: Path, item: str) -> Iterator[tuple[str, str, str]]:
    """Code, day of the column, cell of GENESIS tables that give one column a day and item: rows 7 and 8 head them."""
    rows = lines(path)
    at = next(n for n, row in enumerate(rows) if len(row) > 3 and row[2][:6] == "31.12.")
    days, items = rows[at], rows[at + 1]
    for row in rows[at + 2 :]:
        if row[0].startswith("__"):
            return
        for column in range(2, len(row)):
            if items[column] == item:
                yield row[0], days[column], row[column]


def genesis_rows(path: Path, column: int, code: int = 0) -> Iterator[tuple[str, str, str]]:
    """Code, period (blank where it heads the table), cell of GENESIS tables with one row an area; columns counted from 0."""
    for row in lines(path):
        if row[0].startswith("__"):
            return
        if len(row) > column and row[code] and row[code].replace("DG", "0").isdigit():
            yield row[code], row[0] if code else "", row[column]


def register(path: Path) -> tuple[str, dict[str, tuple[float, float, float]]]:
    """A Gemeindeverzeichnis workbook: its date as written in the sheet, and AGS -> persons, men, area in km2."""
    rows = sheet(path, 1)
    day = re.search(r"31\.12\.\d{4}", " ".join(str(cell) for row in rows[4:6] for cell in (row[9], row[8])))[0]
    found = {}
    for row in rows:
        if text(row[0]).startswith("6") and text(row[6]):
            ags = "".join(text(row[n]) for n in (2, 3, 4, 6))
            found[ags] = (number(row[9]), number(row[10]), number(row[8]))
    return day, found


def gv100(path: Path) -> dict[str, tuple[float, float]]:
    """A GV100AD file: AGS -> persons, men; record 60, positions 11-18, 140-150 and 151-161."""
    found = {}
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("60"):
            found[row[10:18]] = (float(row[139:150]), float(row[150:161]))
    return found


def population_sheets(path: Path) -> Iterator[tuple[int, str, float, float, float]]:
    """Year, NIS, men, women, total of Statbel's workbook of populations, one sheet a year; upper rows included."""
    for name in sheet_names(path):
        if name.startswith("Population"):
            for row in sheet(path, name):
                code = text(row[0]).zfill(5)
                if code.isdigit() and number(row[4]) is not None:
                    yield int(name[-4:]), code, float(row[2]), float(row[3]), float(row[4])


def permits(path: Path) -> Iterator[dict[str, str]]:
    """Rows of the file of building permits for whole years (CD_PERIOD 0), as published."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as stream:
        for row in csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8-sig"), delimiter="|"):
            if row["CD_PERIOD"] == "0":
                yield row


def stock(path: Path) -> Iterator[dict[str, str]]:
    """Rows of Statbel's building stock as published."""
    with gzip.open(path, "rt", encoding="latin-1") as stream:
        yield from csv.DictReader(stream, delimiter="|")


def next_january(day: str) -> int:
    """Year of the 1 January a stock stands for: 31.12.2008 is 2009."""
    d, m, y = (int(part) for part in day.split("."))
    return y + 1 if date(y, m, d) == date(y, 12, 31) else y
