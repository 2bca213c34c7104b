"""Zensus 2022: the flat-file CSV of the database (ffcsv) and the regional table, as handed out (xlsx) or its sheet as CSV.

ffcsv is what every GENESIS database hands out as `format=ffcsv`: one figure a row, its variables in numbered
column groups. The regional tables (Regionaltabelle Gebäude und Wohnungen, Haushalte; sheet CSV-…) have one region a
row and the measures' codes as columns. Both key municipalities by the 12-digit ARS; the AGS is its first five
and last three digits.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources.containers import sheet_rows
from wohnmonitor.sources.table import RawTable, Signature

FFCSV = ("statistics_code", "statistics_label", "time_code", "time_label", "time")
FFCSV_NEEDED = (*FFCSV, "1_variable_code", "1_variable_attribute_code", "value", "value_unit", "value_variable_code")
SHEETS = ("CSV-Wohnungen", "CSV-Haushalte")
REGIONAL = ("Berichtszeitpunkt", "_RS", "Name")
"""How its columns begin; the fourth is Regionalebene or Reg_Ebene."""
ARS = re.compile(r"\d{2,12}")
DATE = re.compile(r"\d{8}|\d{4}-\d{2}-\d{2}|\d{4}")
TODO = "compare the header with the publisher's description of the format; if it moved, correct the zensus reader"


def sniff(path: Path) -> Signature | None:
    """zensus_ffcsv (table: the statistics code) or zensus_regional (no table number: known by its columns)."""
    path = Path(path)
    if sheet := _sheet_of(path):
        with suppress(LayoutError):  # a damaged workbook is no regional table; who expects one there says so
            columns = next((cells for _, cells in _sheet(path, sheet, path.stat().st_mtime_ns) if _starts_regional(cells)), None)
            return Signature("zensus_regional", "", tuple(filter(None, columns))) if columns else None
        return None
    head = _text(path, limit=1 << 16)
    if head is None:
        return None
    lines = head.split("\n", 2)
    if not lines[0].replace('"', "").startswith((FFCSV[0], REGIONAL[0])):
        return None
    columns = _cells(lines[0])
    if tuple(columns[: len(FFCSV)]) == FFCSV:
        first = _cells(lines[1]) if len(lines) > 1 else []
        return Signature("zensus_ffcsv", first[0] if first else "", tuple(columns))
    if tuple(columns[: len(REGIONAL)]) == REGIONAL:
        return Signature("zensus_regional", "", tuple(columns))
    return None


def read(path: Path) -> RawTable:
    """All cells as published, under the publisher's column names; `row` is the 1-based line.

    ffcsv: one figure a row in `value`; the region's key in one of the n_variable_attribute_code columns (empty for a
    total). Regional table: one region a row, keyed by `_RS`. Signs (`–`, `.`, `/`) and brackets (`(4,42)`, limited
    reliability) stay in the text. meta: title, periods, units (ffcsv, by value_variable_code).

    Raises LayoutError where a needed column is gone, a row is too short, or keys and dates are not such.
    """
    path = Path(path)
    signature = sniff(path)
    if signature is None:
        raise LayoutError(str(path), "another header", f"{';'.join(FFCSV)} … or {','.join(REGIONAL)} …", TODO)
    columns = signature.columns
    if sheet := _sheet_of(path):
        rows, numbers = _sheet_cells(path, sheet, columns)
    else:
        rows, numbers = _csv_cells(path, columns)
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    frame["row"] = numbers
    check = _check_ffcsv if signature.format == "zensus_ffcsv" else _check_regional
    return RawTable(frame, signature, check(str(path), frame))


def _csv_cells(path: Path, columns: tuple[str, ...]) -> tuple[list, list[int]]:
    text = _text(path)
    rows, numbers = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.split("\n", 1)[0]))
    before = 0
    for cells in reader:
        number, before = before + 1, reader.line_num
        if number == 1 or not cells:
            continue
        if len(cells) != len(columns):
            raise LayoutError(f"{path}, line {number}", f"{len(cells)} cells", f"{len(columns)}, as in the header", TODO)
        rows.append([cell.strip() or None for cell in cells])
        numbers.append(number)
    return rows, numbers


def _sheet_of(path: Path) -> str:
    """The sheet of a regional table where a file is a workbook with one; else ""."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return ""
    try:
        with zipfile.ZipFile(path) as archive:
            book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    except (zipfile.BadZipFile, KeyError):
        return ""
    return next((name for name in SHEETS if f'name="{name}"'.encode() in book), "")


@lru_cache(maxsize=1)
def _sheet(path: Path, name: str, mtime: int) -> list[tuple[int, list[str | None]]]:
    try:
        return list(sheet_rows(CalamineWorkbook.from_path(str(path)), name))
    except CalamineError as error:
        raise LayoutError(str(path), str(error), f"sheet {name}", TODO) from None


def _starts_regional(cells: list[str | None]) -> bool:
    return tuple(cells[: len(REGIONAL)]) == REGIONAL


def _sheet_cells(path: Path, name: str, columns: tuple[str, ...]) -> tuple[list, list[int]]:
    """Regions below the line of codes, wherever it stands; a line that describes the codes has no key and is left."""
    sheet = _sheet(path, name, path.stat().st_mtime_ns)
    start = next(n for n, (_, cells) in enumerate(sheet) if _starts_regional(cells))
    if sheet[start][1].index(columns[-1]) + 1 != len(columns):
        raise LayoutError(f"{path}, sheet {name}", "a column without a code", "a code above every column", TODO)
    body = [(number, cells) for number, cells in sheet[start + 1 :] if cells[1] and ARS.fullmatch(cells[1])]
    return [cells[: len(columns)] for _, cells in body], [number for number, _ in body]


def _check_ffcsv(where: str, frame: pd.DataFrame) -> dict:
    missing = [name for name in FFCSV_NEEDED if name not in frame]
    if missing:
        raise LayoutError(f"{where}, header", ", ".join(frame.columns[:-1]), ", ".join(missing), TODO)
    _all_match(where, frame, "time", DATE, "a date or a year")
    units = frame.drop_duplicates("value_variable_code").set_index("value_variable_code")["value_unit"]
    return {
        "title": frame["statistics_label"].iloc[0] if len(frame) else None,
        "periods": sorted(frame["time"].unique()),
        "units": units.to_dict(),
    }


def _check_regional(where: str, frame: pd.DataFrame) -> dict:
    _all_match(where, frame, "Berichtszeitpunkt", DATE, "a date such as 20220515")
    _all_match(where, frame, "_RS", ARS, "a regional key of 2 to 12 digits")
    return {"title": "Zensus: Regionaltabelle", "periods": sorted(frame["Berichtszeitpunkt"].unique())}


def _all_match(where: str, frame: pd.DataFrame, column: str, pattern: re.Pattern, expected: str) -> None:
    bad = frame[~frame[column].fillna("").str.fullmatch(pattern)]
    if not bad.empty:
        place = f"{where}, line {bad['row'].iloc[0]}, {column}"
        raise LayoutError(place, repr(bad[column].iloc[0]), expected, TODO)


def _cells(line: str) -> list[str]:
    line = line.rstrip("\r")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=_delimiter(line)), [])]


def _delimiter(header: str) -> str:
    return ";" if ";" in header else ","


def _text(path: Path, limit: int = -1) -> str | None:
    """The text of the file, or of the only member of a zip (as the database sends it); None if it is no text."""
    with path.open("rb") as file:
        content = file.read(limit)
    if content[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
                if len(names) != 1 or not names[0].endswith(".csv"):
                    return None
                with archive.open(names[0]) as member:
                    content = member.read(limit)
        except zipfile.BadZipFile:
            return None
    # A head may end inside a character.
    text = content.decode("utf-8-sig", errors="ignore" if limit > 0 else "replace")
    if "\ufffd" in text:
        text = content.decode("cp1252", errors="replace")
    return text
