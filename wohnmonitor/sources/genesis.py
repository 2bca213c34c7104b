"""CSV tables of the GENESIS family: Regionaldatenbank Deutschland, Landesdatenbank NRW, GENESIS-Online.

Such a file has a title block, stacked header tiers (lines that begin with empty cells), rows, a line of
underscores and a footer. The period stands in a header tier, in the first column, or only in the title block.
The reader brings all of them to one long frame.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources.table import RawTable, Signature

START = "GENESIS-Tabelle:"
FOOTER = "__________"
PERIOD = re.compile(r"\d{4}|\d{2}\.\d{2}\.\d{4}")
PERIOD_LINE = re.compile(r"(?:Stichtag:|Jahr:)?\s*(\d{2}\.\d{2}\.\d{4}|\d{4})")
CODE = re.compile(r"DG|\d{2,12}")
UNITS = {
    "Anzahl", "Personen", "Stck.", "Prozent", "%", "v.H.", "EUR", "Tsd.", "Mill.", "1000",
    "qm", "m²", "qkm", "km²", "ha", "cbm", "m³", "km", "Jahre", "Tage",
}  # fmt: skip
TODO = "compare the file with the table of the same number in the database; if it moved, correct the genesis reader"


def sniff(path: Path) -> Signature | None:
    """The table number and the items of a GENESIS CSV; None for any other file. Reads the head only."""
    with Path(path).open("rb") as file:
        start = file.read(200)
        if not _decode(start).startswith(START):
            return None
        text = _decode((start + file.read(1 << 17)).rpartition(b"\n")[0])
    head = _Head(str(path), text)
    return Signature("genesis_csv", head.table, tuple(dict.fromkeys(head.items)))


def read(path: Path, options: dict | None = None) -> RawTable:
    """The cells in long form; key: period, code, key_*, item.

    options: {"code": [prefixes]} keeps the rows whose code begins with one of them, so that a table of all Germany need
    not be spread out in full; without it all rows are kept. All rows are checked in either case.

    Columns: period (as written, `31.12.2015` or `2015`), code, name (indentation stripped), key_1, key_2 …
    (further row keys, such as nationality or age; only where the table has them), item, value, row (1-based line).
    item: the header tiers without the period, joined by " | "; a last tier that holds nothing but units is left
    out unless two items would share a name. Units are in meta["units"] by item, beside title, footer and stand.

    Raises LayoutError where title, tiers, period, width of rows or footer are not as described.
    """
    where = str(path)
    text = _decode(Path(path).read_bytes())
    if not text.startswith(START):
        raise LayoutError(where, text[:60], f"a first line {START} …", TODO)
    head = _Head(where, text)
    keys = 3 if head.period_in_rows else 2  # [period,] code, name
    body, numbers, footer = _body(where, head, keys - 2, tuple((options or {}).get("code", ("",))))
    cells = np.array(body, dtype=object).reshape(len(body), head.width)
    count, width = len(cells), len(head.items)

    def repeated(column: int) -> np.ndarray:
        return np.repeat(cells[:, column], width)

    frame = {
        "period": repeated(0) if head.period_in_rows else np.tile(np.array(head.periods, dtype=object), count),
        "code": repeated(keys - 2),
        "name": repeated(keys - 1),
        **{f"key_{n - keys + 1}": repeated(n) for n in range(keys, head.keys)},
        "item": np.tile(np.array(head.items, dtype=object), count),
        "value": cells[:, head.keys :].reshape(-1),
        "row": np.repeat(numbers, width),
    }
    meta = {"title": head.title, "units": head.units, "footer": footer, "stand": _stand(footer)}
    # Object columns: text stays text, and an empty cell None.
    frame = pd.DataFrame({name: pd.Series(cells, dtype=cells.dtype) for name, cells in frame.items()})
    return RawTable(frame, Signature("genesis_csv", head.table, tuple(dict.fromkeys(head.items))), meta)


class _Head:
    """Title block and header tiers: table, title, keys (row-key columns), items, periods, units, first (data line)."""

    def __init__(self, where: str, text: str):
        self.lines = text.splitlines()
        self.table = self.lines[0].removeprefix(START).strip(" ;")
        at = 1
        while at < len(self.lines) and not self.lines[at].startswith(";"):
            if at > 30 or self.lines[at].startswith(FOOTER):
                raise LayoutError(where, f"no header tier in lines 2 to {at + 1}", "lines that begin with ;", TODO)
            at += 1
        titles = [line.rstrip(" ;") for line in self.lines[1:at]]
        self.title = " ".join(titles)
        tiers = []
        while at < len(self.lines) and self.lines[at].startswith(";"):
            tiers.append([cell.strip() for cell in next(csv.reader([self.lines[at]], delimiter=";"))])
            at += 1
        if not tiers or at == len(self.lines):
            raise LayoutError(where, f"the file ends in line {at}", "header tiers and rows", TODO)
        if len(widths := {len(tier) for tier in tiers}) > 1:
            raise LayoutError(where, f"header tiers of {sorted(widths)} cells", "tiers of one width", TODO)
        self.first = at
        self.width = len(tiers[0])
        self.keys = min(next((n for n, cell in enumerate(tier) if cell), self.width) for tier in tiers)
        row = next(csv.reader([self.lines[at]], delimiter=";"))
        self.period_in_rows = bool(PERIOD.fullmatch(row[0].strip()))
        if len(row) <= self.period_in_rows or not CODE.fullmatch(row[self.period_in_rows].strip()):
            raise LayoutError(f"{where}, line {at + 1}", self.lines[at][:60], "[period;]regional code;name;…", TODO)
        if self.keys < 2 + self.period_in_rows:
            raise LayoutError(where, f"{self.keys} key columns", "at least code and name before the figures", TODO)
        self._name_items(where, [tier[self.keys :] for tier in tiers], titles)

    def _name_items(self, where: str, tiers: list[list[str]], titles: list[str]) -> None:
        dated = [tier for tier in tiers if all(PERIOD.fullmatch(cell) for cell in tier)]
        tiers = [tier for tier in tiers if tier not in dated]
        self.periods = list(dated[0]) if dated else []
        if not self.periods and not self.period_in_rows:
            found = [match[1] for line in titles if (match := PERIOD_LINE.fullmatch(line.strip()))]
            if len(set(found)) != 1:
                expected = "one period in the header, in the first column or alone on a title line"
                raise LayoutError(where, ", ".join(found) or "no period", expected, TODO)
            self.periods = found * (self.width - self.keys)
        units = tiers.pop() if len(tiers) > 1 and _are_units(tiers[-1]) else None
        names = _joined(tiers, self.width - self.keys)
        if units and _repeats(self.periods, names):
            names = _joined([*tiers, units], self.width - self.keys)
        if _repeats(self.periods, names):
            twice = Counter(names).most_common(1)[0][0]
            raise LayoutError(where, f"item {twice!r} more than once", "items that differ within a period", TODO)
        self.items = names
        self.units = dict(zip(names, units, strict=True)) if units else {}


def _are_units(tier: list[str]) -> bool:
    return any(tier) and all(word in UNITS for cell in tier for word in cell.split())


def _joined(tiers: list[list[str]], width: int) -> list[str]:
    return [" | ".join(tier[n] for tier in tiers if tier[n]) for n in range(width)]


def _repeats(periods: list[str], names: list[str]) -> bool:
    pairs = list(zip(periods, names, strict=True)) if periods else names
    return len(set(pairs)) < len(pairs)


def _body(where: str, head: _Head, code: int, prefixes: tuple[str, ...]) -> tuple[list[list[str | None]], np.ndarray, str]:
    """The rows as text or None, their 1-based lines, and the footer below the underscores. code: column of the code."""
    end = next((n for n in range(head.first, len(head.lines)) if head.lines[n].startswith(FOOTER)), None)
    if end is None:
        raise LayoutError(where, f"no line of underscores in {len(head.lines)} lines", "the whole file", TODO)
    rows, numbers = [], []
    for number, row in enumerate(csv.reader(head.lines[head.first : end], delimiter=";"), start=head.first + 1):
        if len(row) != head.width:
            raise LayoutError(f"{where}, line {number}", f"{len(row)} cells", f"{head.width}, as in the header", TODO)
        if row[code].strip().startswith(prefixes):
            rows.append([cell.strip() or None for cell in row])
            numbers.append(number)
    return rows, np.array(numbers, dtype="int64"), "\n".join(head.lines[end + 1 :])


def _stand(footer: str) -> str | None:
    found = re.search(r"Stand:\s*(\d{2}\.\d{2}\.\d{4})", footer)
    return found[1] if found else None


def _decode(content: bytes) -> str:
    """UTF-8 with or without BOM, else cp1252: the databases hand out both."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # a head may be cut inside a character
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")
