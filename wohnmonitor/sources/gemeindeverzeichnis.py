"""The municipality register of Germany (Gemeindeverzeichnis, GV-ISys): the Auszug workbooks and GV100AD.

An Auszug is a workbook of all municipalities with area and population; its name does not tell its date, and
its headings changed over the years. GV100AD is the same register in fixed columns; it names the day of its
territory, but not the day of its population.
"""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources.containers import sheet_rows
from wohnmonitor.sources.table import RawTable, Signature

TITLE = re.compile(r"Gemeinden in Deutschland nach Fläche, (?:Einwohner|Bevölkerung) und Postleitzahl am")
DATE = re.compile(r"\d{2}\.\d{2}\.\d{4}")
KEYS = {"Land": 2, "RB": 1, "Kreis": 2, "Gem": 3}  # parts of the municipality key (AGS) and their digits
LEAVES = ("Satz-art", "Text-kenn-zeichen", *KEYS, "Gemeindename", "insgesamt", "männlich", "weiblich", "je km2")
TODO = "compare the headings with those in wohnmonitor/sources/gemeindeverzeichnis.py"

GV100 = (
    ("Satzart", 0, 2), ("Gebietsstand", 2, 10), ("AGS", 10, 18), ("Gemeindeverband", 18, 22),
    ("Gemeindebezeichnung", 22, 72), ("Sitz der Verwaltung", 72, 122), ("Textkennzeichen", 122, 124),
    ("Fläche in ha", 128, 139), ("Bevölkerung (gesamt)", 139, 150), ("Bevölkerung (männlich)", 150, 161),
    ("Postleitzahl", 165, 170), ("Übrige Schlüssel", 170, 220),
)  # fmt: skip
GV100_LINE = re.compile(r"[1-6]0\d{8}\d{2}[\d ]{6}")


# ------------------------------------------------------------------------------------------ Auszug workbooks


def sniff(path: Path) -> Signature | None:
    """An Auszug workbook (table `jahr` or `quartal`, as its title says) or GV100AD (table gv100ad_YYYYMMDD)."""
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(400)
    if start[:4] == b"PK\x03\x04":
        return _sniff_workbook(path)
    return _sniff_gv100(start)


def read(path: Path) -> RawTable:
    """The register as published; key: row.

    Auszug: columns by their lowest heading (`Satz-art`, `Land`, …, `Gemeindename`, `insgesamt`, `männlich`,
    `weiblich`, `je km2` …), because the headings above it change with the year and carry dates and footnote signs;
    meta["headings"] holds them in full. Added: `ags` (Land + RB + Kreis + Gem, only rows that name a municipality),
    `period` (the day of the population, as written in the sheet) and `row`. meta: title, date and territory (ISO),
    census_base (year, where the sheet names it), notes.

    GV100AD: the columns of GV100 above and `row`; population and area keep their leading zeros. meta: territory.

    Raises LayoutError where headings, dates or columns are not as described.
    """
    signature = sniff(path)
    if signature is None:
        raise LayoutError(str(path), "another file", "an Auszug of the Gemeindeverzeichnis or GV100AD", TODO)
    return _read_workbook(Path(path)) if signature.format == "gv_workbook" else _read_gv100(Path(path), signature)


def _sniff_workbook(path: Path) -> Signature | None:
    try:
        names = CalamineWorkbook.from_path(str(path)).sheet_names
        if not any("Gemeinde" in name for name in names):
            return None
        rows = _sheet(path, path.stat().st_mtime_ns)
    except (CalamineError, zipfile.BadZipFile):
        return None
    if rows is None:
        return None
    head = _headings(str(path), rows)
    return Signature("gv_workbook", _issue(rows[0][1][0]), tuple(head))


@lru_cache(maxsize=1)  # recognising a workbook and reading it need the same parse
def _sheet(path: Path, mtime: int) -> list[tuple[int, list[str | None]]] | None:
    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        if "Gemeinde" in name:
            rows = list(sheet_rows(workbook, name))
            if rows and rows[0][1] and TITLE.match(rows[0][1][0] or ""):
                return rows
    return None


def _issue(title: str) -> str:
    return "quartal" if "Quartal" in title else "jahr"


def _headings(where: str, rows: list[tuple[int, list[str | None]]]) -> dict[str, list[str]]:
    """Lowest heading -> its whole stack of headings, in the order of the columns."""
    top = next((n for n, (_, cells) in enumerate(rows[:8]) if cells[0] == "Satz-art"), None)
    if top is None:
        raise LayoutError(where, str([cells[0] for _, cells in rows[:8]]), "a row that begins with Satz-art", TODO)
    first, second, third = (rows[top + n][1] for n in range(3))
    groups, dates = _carried(first), _carried(third)
    result: dict[str, list[str]] = {}
    for n, leaf in enumerate(second):
        labels = [cell for cell in (groups[n], leaf, dates[n]) if cell]
        # "Schlüssel" and "Bezeichnung" stand under several headings, in some years one row lower
        below = third[n] if third[n] and not DATE.search(third[n]) else None
        last = leaf or below
        name = _plain(last) if last in LEAVES else _plain(f"{groups[n]} | {last}") if last else _plain(groups[n] or "")
        result[name if name and name not in result else f"{name or 'column'} {n + 1}"] = labels
    missing = [leaf for leaf in LEAVES if leaf not in result]
    if missing:
        raise LayoutError(f"{where}, headings", ", ".join(result), ", ".join(missing), TODO)
    return result


def _carried(cells: list[str | None]) -> list[str | None]:
    """A merged heading holds its text in its first column only: carry it to the right."""
    carried, last = [], None
    for cell in cells:
        last = cell or last
        carried.append(last)
    return carried


def _plain(heading: str) -> str:
    """A heading without line ends, dates and footnote signs: `Fläche km2\\nam 31.12.2013 (Jahr)1)` is `Fläche km2`."""
    text = re.sub(r"\s*(?:am )?\d{2}\.\d{2}\.\d{4}(?: \(Jahr\))?", "", heading.replace("\n", " "))
    return re.sub(r"\s*\d\)", "", text).strip()


def _read_workbook(path: Path) -> RawTable:
    where = str(path)
    rows = _sheet(path, path.stat().st_mtime_ns)
    headings = _headings(where, rows)
    title = rows[0][1][0]
    counted = [label for label in headings["insgesamt"] if "Gebietsstand" not in label]
    period = _one_date(where, "population", counted)
    territory = _one_date(where, "territory", headings["Land"])
    names = list(headings)
    start = next(n for n, (_, cells) in enumerate(rows) if (cells[0] or "").isdigit())
    body = [(number, cells) for number, cells in rows[start:] if any(cells)]
    notes = [cells[0] for _, cells in body if not (cells[0] or "").isdigit() and cells[0]]
    body = [(number, cells) for number, cells in body if (cells[0] or "").isdigit()]
    frame = pd.DataFrame([cells for _, cells in body], columns=names, dtype=object)
    frame["ags"] = _ags(frame)
    frame["period"] = pd.Series(period, index=frame.index, dtype=object)
    frame["row"] = [number for number, _ in body]
    base = re.search(r"Zensus\s*(\d{4})", " ".join(headings["insgesamt"]))
    meta = {
        "title": title,
        "date": _iso(period),
        "territory": _iso(territory),
        "census_base": base[1] if base else None,
        "headings": headings,
        "notes": notes,
    }
    return RawTable(frame, Signature("gv_workbook", _issue(title), tuple(names)), meta)


def _ags(frame: pd.DataFrame) -> pd.Series:
    # Keys are text in some years and numbers in others: 5.0 is Land 05.
    parts = [frame[name].astype(object).where(frame[name].isna(), frame[name].str.zfill(n)) for name, n in KEYS.items()]
    whole = parts[0] + parts[1] + parts[2] + parts[3]
    return whole.where(whole.notna(), None).astype(object)


def _one_date(where: str, what: str, labels: list[str]) -> str:
    found = sorted({date for label in labels for date in DATE.findall(label)})
    if len(found) != 1:
        raise LayoutError(f"{where}, day of the {what}", ", ".join(found) or "no date", "one date in its heading", TODO)
    return found[0]


def _iso(date: str) -> str:
    return datetime.strptime(date, "%d.%m.%Y").date().isoformat()


# ------------------------------------------------------------------------------------------ GV100AD


def _sniff_gv100(start: bytes) -> Signature | None:
    try:
        line = start.decode("utf-8-sig", errors="ignore").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        return None
    if not GV100_LINE.match(line) or ";" in line or len(line) < 160:
        return None
    return Signature("gv100", f"gv100ad_{line[2:10]}", tuple(name for name, _, _ in GV100))


def _read_gv100(path: Path, signature: Signature) -> RawTable:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        if not GV100_LINE.match(line):
            expected = "record type, day of territory, regional key"
            raise LayoutError(f"{path}, line {number}", line[:40], expected, TODO)
        rows.append([*(line[start:end].strip() or None for _, start, end in GV100), number])
    frame = pd.DataFrame(rows, columns=[*signature.columns, "row"], dtype=object).astype({"row": int})
    towns = frame[frame["Satzart"] == "60"]
    for name in ("Fläche in ha", "Bevölkerung (gesamt)", "Bevölkerung (männlich)"):
        bad = towns[~towns[name].fillna("").str.fullmatch(r"\d{11}")]
        if not bad.empty:
            found = f"{bad[name].iloc[0]!r} in {name}"
            raise LayoutError(f"{path}, line {bad['row'].iloc[0]}", found, "eleven digits", TODO)
    stand = signature.table[-8:]
    return RawTable(frame, signature, {"territory": f"{stand[:4]}-{stand[4:6]}-{stand[6:]}"})
