"""Workbooks of Statbel: population by municipality, property prices, fiscal income, and open-data tables as xlsx.

A workbook is recognised by the names of its sheets and then by what stands in them; each kind has its own rules for
title, stacked headings and body. All sheets that hold such a table are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources.flat import sheet_rows
from wohnmonitor.sources.statbel_layouts import Layout, check, recognise
from wohnmonitor.sources.table import RawTable, Signature

TODO = "compare the headings with those in wohnmonitor/sources/statbel_workbook.py"
POPULATION = ("Code INS", "Lieu de Résidence", "Hommes", "Femmes", "Total")
POPULATION_TITLE = re.compile(r"(Population par commune (?:au 1er janvier|au 1 janvier|- Census)) (\d{4})")
PRICE_TITLE = "ventes de biens immobiliers"
PRICE_KEYS = ("refnis", "localité", "année", "période")
PRICE_BLOCKS = (
    "Toutes les maisons avec 2, 3, 4 ou plus de façades (excl. appartements)",
    "Maisons avec 2 ou 3 façades (type fermé + type demi-fermé)",
    "Maisons avec 4 ou plus de façades (type ouvert)",
    "Appartements",
)
PRICE_ITEMS = ("nombre transactions", "prix médian(€)", "prix premier quartile(€)", "prix troisième quartile(€)")
FISCAL_TITLE = re.compile(r"Tabel C\.\d")
FISCAL_YEAR = re.compile(r"Inkomstenjaar (\d{4})")
FISCAL = (
    "NIS code", "Aantal aangiften (zonder nul-inkomen) | Totaal", "Totaal netto belastbaar inkomen",
    "Gemiddelde waarden | Mediaan inkomen per aangifte",
)  # fmt: skip

Rows = list[tuple[int, list[str | None]]]  # (sheet row, its cells)
Body = tuple[list[str], int, dict[str, str]]  # column names, number of rows above the body, columns to add


def sniff(path: Path) -> Signature | None:
    """A workbook of Statbel; None for any other file. signature.table: population_par_commune, FR_immo_annee,
    FR_immo_trimestre, fisc_C, or a name of statbel_layouts.LAYOUTS.
    """
    path = Path(path)
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
            return None
    try:
        kind, sheets = _open(path, path.stat().st_mtime_ns)
    except (CalamineError, OSError):
        return None
    if kind is None:
        return None
    table, body_of = kind
    try:
        names, _, added = body_of(str(path), _rows(path, sheets[0]))
    except LayoutError:  # recognised all the same; read() says what moved
        return Signature("statbel_workbook", table)
    return Signature("statbel_workbook", table, (*filter(None, names), *added, "sheet"))


def read(path: Path, options: dict | None = None) -> RawTable:
    """All sheets with a table of the kind, one below the other; key: sheet, row. `options` are not used.

    Columns by their headings; stacked headings are joined with " | " (in price tables the keys `refnis`,
    `localité`, `année`, `période` have none above them: what stands there is a remark). A column with cells but without
    heading is named by its letter. Footnotes below a table are rows like any other. Added: `sheet`, and where the
    year stands in the title of a sheet `period`; population: also `title`, the title without its year, which
    tells the registers ("… au 1er janvier", "… au 1 janvier") from the censuses ("… - Census").
    meta: titles, by sheet.

    Raises LayoutError where a title or a heading of any sheet is not as described.
    """
    path = Path(path)
    signature = sniff(path)
    if signature is None:
        raise LayoutError(str(path), "another file", "a workbook of Statbel", TODO)
    (_, body_of), sheets = _open(path, path.stat().st_mtime_ns)
    parts, titles = [], {}
    for sheet in sheets:
        rows = _rows(path, sheet)
        names, skip, added = body_of(f"{path}, sheet {sheet}", rows)
        titles[sheet] = next((cells[0] for _, cells in rows if cells and cells[0]), "")
        parts.append(_frame(names, rows[skip:], {**added, "sheet": sheet}))
    return RawTable(pd.concat(parts, ignore_index=True), signature, {"titles": titles})


# ------------------------------------------------------------------------------------------ which workbook


@lru_cache(maxsize=2)  # recognising a workbook and reading it need the same
def _open(path: Path, mtime: int) -> tuple[tuple[str, Callable[[str, Rows], Body]] | None, list[str]]:
    """Kind of the workbook as (table, function that finds the body of a sheet), and the sheets that hold it."""
    sheets = CalamineWorkbook.from_path(str(path)).sheet_names
    if not sheets:
        return None, []
    if sheets[0].startswith("Population"):
        if _first_cells(path, sheets[0], 1, "Population par commune"):
            return ("population_par_commune", _population), sheets
    elif "Par commune" in sheets:
        if _first_cells(path, sheets[0], 3, PRICE_TITLE):
            quarterly = any(cells[3:4] != ["Y"] for _, cells in _rows(path, sheets[0])[3:4])
            return ("FR_immo_trimestre" if quarterly else "FR_immo_annee", _prices), sheets
    elif "Totaal" in sheets:
        tables = [sheet for sheet in sheets if _first_cells(path, sheet, 1, "Tabel C.")]
        if tables:
            return ("fisc_C", _fiscal), tables
    elif sheets[0].startswith("TF_"):
        rows = _rows(path, sheets[0])
        layout = recognise(filter(None, rows[0][1])) if rows else None
        if layout:
            return (layout.table, lambda where, rows: _open_data(where, rows, layout)), sheets[:1]
    return None, []


def _rows(path: Path, sheet: str) -> Rows:
    return _sheet(path, path.stat().st_mtime_ns, sheet)


@lru_cache(maxsize=2)
def _sheet(path: Path, mtime: int, sheet: str) -> Rows:
    return list(sheet_rows(_workbook(path, mtime), sheet))


@lru_cache(maxsize=1)
def _workbook(path: Path, mtime: int) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(str(path))


def _first_cells(path: Path, sheet: str, count: int, start: str) -> bool:
    return any((cell or "").startswith(start) for _, cells in _rows(path, sheet)[:count] for cell in cells)


# ------------------------------------------------------------------------------------------ where the body begins


def _population(where: str, rows: Rows) -> Body:
    (title, *_), heading = _top(rows, 2, len(POPULATION))
    dated = POPULATION_TITLE.fullmatch(title or "")
    if not dated:
        raise LayoutError(where, f'title "{title}"', '"Population par commune au 1er janvier" (or "- Census") and a year', TODO)
    found = [cell or "" for cell in heading]
    while found and not found[-1]:
        found.pop()
    if [_plain(name) for name in found] != [_plain(name) for name in POPULATION]:
        raise LayoutError(f"{where}, row 2", " | ".join(found), " | ".join(POPULATION), TODO)
    return list(POPULATION), 2, {"title": dated[1], "period": dated[2]}


def _top(rows: Rows, count: int, width: int) -> list[list[str | None]]:
    """The cells of the first `count` rows, filled up where a sheet has fewer rows or columns."""
    cells = [cells for _, cells in rows[:count]]
    cells += [[]] * (count - len(cells))
    width = max(width, *map(len, cells))
    return [row + [None] * (width - len(row)) for row in cells]


def _plain(name: str) -> str:
    """Without accents and capitals: the spelling of these headings changes between sheets."""
    return "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))


def _prices(where: str, rows: Rows) -> Body:
    """Keys, then four blocks of four columns, each under its two titles and behind an empty column."""
    top, middle, bottom = _top(rows, 3, 4 + 5 * len(PRICE_BLOCKS))
    names: list[str] = list(bottom[:4])
    if tuple(names) != PRICE_KEYS:
        raise LayoutError(f"{where}, row 3", " | ".join(map(str, names)), " | ".join(PRICE_KEYS), TODO)
    for number, block in enumerate(PRICE_BLOCKS):
        first = 5 * (number + 1)
        found = (bottom[first - 1], top[first], middle[first], *bottom[first : first + 4])
        expected = (None, PRICE_TITLE, block, *PRICE_ITEMS)
        if found != expected or any(middle[first + 1 : first + 4]):
            raise LayoutError(
                f"{where}, columns {_letter(first - 1)} to {_letter(first + 3)}",
                " | ".join(str(cell or "") for cell in found),
                " | ".join(str(cell or "") for cell in expected),
                TODO,
            )
        names += ["", *(f"{PRICE_TITLE} | {block} | {item}" for item in PRICE_ITEMS)]
    return names, 3, {}


def _fiscal(where: str, rows: Rows) -> Body:
    """Two tiers of headings below a title block; a heading of the upper tier spans what stands below it."""
    year = next((m[1] for _, cells in rows[:6] if (m := FISCAL_YEAR.fullmatch(cells[0] or ""))), None)
    at = next((n for n, (_, cells) in enumerate(rows[:15]) if "NIS code" in cells), None)
    if year is None or at is None:
        missing = '"Inkomstenjaar" and a year' if year is None else 'a heading "NIS code"'
        raise LayoutError(where, "no such cell at the top of the sheet", missing, TODO)
    names, above = [], None
    for upper, lower in zip(*_top(rows[at:], 2, 0), strict=True):
        above = upper or above
        names.append(f"{above} | {lower}" if lower else upper or "")
    needed = FISCAL if rows[0][1][0].startswith("Tabel C.1") else FISCAL[:3]
    check(where, "fisc_C", needed, names)
    return names, at + 2, {"period": year}


def _open_data(where: str, rows: Rows, layout: Layout) -> Body:
    names = [cell or "" for cell in rows[0][1]]
    check(where, layout.table, layout.columns, names)
    return names, 1, {}


# ------------------------------------------------------------------------------------------ the body itself


def _frame(names: list[str], rows: Rows, added: dict[str, str]) -> pd.DataFrame:
    """Rows that hold anything, all cells, under their names; `added` columns hold one text each."""
    rows = [(number, cells) for number, cells in rows if any(cells)]
    width = max([len(names), *(len(cells) for _, cells in rows)])
    columns = {}
    for n in range(width):
        column = [cells[n] if n < len(cells) else None for _, cells in rows]
        name = names[n] if n < len(names) else ""
        if name or any(column):
            columns[name or _letter(n)] = pd.Series(column, dtype=object)
    frame = pd.DataFrame(columns)
    for name, text in added.items():
        frame[name] = pd.Series(text, index=frame.index, dtype=object)
    frame["row"] = pd.Series([number for number, _ in rows], dtype="int64")
    return frame


def _letter(n: int) -> str:
    """0 is A, 27 is AB."""
    return (_letter(n // 26 - 1) if n > 25 else "") + chr(65 + n % 26)
