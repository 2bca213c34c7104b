"""OData 4 payloads of CBS: pages of `Observations`, with `PeriodenCodes` and `Properties` beside them.

A payload names its table and its entity in its first field, `@odata.context`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources.table import RawTable, Signature

FORMAT = "cbs_odata4"
FIELDS = ("Id", "Measure", "ValueAttribute", "Value")
"""Fields of every observation; the others are its dimensions."""

PERIOD = "Perioden"
STATUSES = ("Definitief", "Voorlopig", "NaderVoorlopig")
TODO = "compare the file with the table of the same number on datasets.cbs.nl; if it moved, correct sources/cbs_odata.py"

_HEAD, _TAIL = 1 << 13, 1 << 12
_CONTEXT = re.compile(r'^\s*\{\s*"@odata\.context"\s*:\s*"[^"]*/([^/"]+)/\$metadata#(\w+)')
_FIRST_RECORD = re.compile(r'"value"\s*:\s*\[\s*(\{[^{}]*\})')


def sniff(path: Path) -> Signature | None:
    """Table number and fields of a page of observations, or of a folder whose pages are of one table."""
    if path.is_dir():
        pages = _beside(path, "Observations")
        return sniff(pages[0][1]) if len({table for table, _ in pages}) == 1 else None
    head = _head(path)
    context = _CONTEXT.match(head)
    if not context or context[2] != "Observations":
        return None
    return Signature(FORMAT, context[1], _first_fields(head))


def is_beside(path: Path) -> bool:
    """Whether a file is a payload of another entity than observations."""
    context = _CONTEXT.match(_head(path))
    return bool(context) and context[2] != "Observations"


def read(path: Path, table: str) -> RawTable:
    """One page, or all pages of a folder; `row` is the Id of the observation. Raises LayoutError."""
    path = Path(path)
    folder = path if path.is_dir() else path.parent
    pages = [page for number, page in _beside(folder, "Observations") if number == table]
    if all(_has_next(page) for page in pages):
        found = f"{len(pages)} pages of {table}, each with a next one"
        raise LayoutError(str(folder), found, "the last page", "fetch the pages that follow")
    columns: list[str] = []
    cells: list[list[str | None]] = []
    for page in pages if path.is_dir() else [path]:
        for number, record in enumerate(_records(page, _payload(page), FIELDS), start=1):
            columns = columns or list(record)
            if list(record) != columns:
                raise LayoutError(f"{page}, record {number}", ", ".join(record), ", ".join(columns), TODO)
            cells.append([_cell(value) for value in record.values()])
    frame = pd.DataFrame(cells, columns=columns, dtype=object)
    frame["row"] = frame["Id"].astype(int)
    if (twice := frame["row"].duplicated()).any():
        raise LayoutError(str(path), f"Id {frame['row'][twice].iloc[0]} twice", "each Id once", "look for a page fetched twice")
    meta = _properties(folder, table)
    if PERIOD in columns:
        meta["period_status"] = _period_status(folder, table, frame[PERIOD])
    return RawTable(frame, Signature(FORMAT, table, tuple(columns)), meta)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_HEAD).decode("utf-8-sig", errors="replace")


def _first_fields(head: str) -> tuple[str, ...]:
    record = _FIRST_RECORD.search(head)
    try:
        return tuple(json.loads(record[1])) if record else ()
    except json.JSONDecodeError:
        return ()  # read() says where the payload breaks


def _beside(folder: Path, entity: str) -> list[tuple[str, Path]]:
    """(table number, path) of the payloads of one entity in a folder, in the order of their page numbers."""
    found = []
    for path in folder.iterdir():
        if path.is_file() and (context := _CONTEXT.match(_head(path))) and context[2] == entity:
            found.append((context[1], path))
    return sorted(found, key=lambda pair: [int(part) if part.isdigit() else part for part in _split(pair[1].name)])


def _split(name: str) -> list[str]:
    """A name cut at its numbers, so that page 10 follows page 9."""
    return re.split(r"(\d+)", name)


def _has_next(page: Path) -> bool:
    """Whether the service had more to hand out: the link to the next page is the last field of a payload."""
    with page.open("rb") as file:
        file.seek(max(0, page.stat().st_size - _TAIL))
        return b'"@odata.nextLink"' in file.read()


def _payload(path: Path) -> dict:
    try:
        # Numbers stay the text that the file holds.
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_int=str, parse_float=str)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LayoutError(str(path), str(error), "a whole JSON payload in UTF-8", "fetch the file once more") from None


def _records(path: Path, payload: dict, fields: Iterable[str]) -> list[dict]:
    records = payload.get("value")
    if not isinstance(records, list) or not records:
        raise LayoutError(str(path), f"fields {', '.join(payload)}", "a filled list `value`", TODO)
    for number, record in enumerate(records, start=1):
        if missing := [field for field in fields if field not in record]:
            raise LayoutError(f"{path}, record {number}", ", ".join(record), f"also {', '.join(missing)}", TODO)
    return records


def _cell(value: str | None) -> str | None:
    return None if value is None else str(value).strip() or None


def _period_status(folder: Path, table: str, periods: pd.Series) -> dict[str, str]:
    """CBS marks provisional figures at the period, not at the figure: without the code list they would look final."""
    lists = [path for number, path in _beside(folder, f"{PERIOD}Codes") if number == table]
    if not lists:
        raise LayoutError(
            str(folder), f"no {PERIOD}Codes of {table} beside the observations", "the list that tells provisional periods",
            f"fetch {table}/{PERIOD}Codes and put it beside them",
        )  # fmt: skip
    records = _records(lists[0], _payload(lists[0]), ("Identifier", "Status"))
    status = {record["Identifier"].strip(): record["Status"] for record in records}
    if strange := sorted(set(periods.dropna()) - set(status)):
        raise LayoutError(str(lists[0]), f"no period {', '.join(strange[:5])}", "every period of the observations", TODO)
    found = {period: status[period] for period in sorted(set(periods.dropna()))}
    if unknown := sorted(set(found.values()) - set(STATUSES)):
        raise LayoutError(str(lists[0]), f"Status {', '.join(unknown)}", ", ".join(STATUSES), TODO)
    return found


def _properties(folder: Path, table: str) -> dict:
    for number, path in _beside(folder, "Properties"):
        if number == table:
            found = _payload(path)
            stated = {"title": found.get("Title"), "release": (found.get("Modified") or "")[:10]}
            return {name: text for name, text in stated.items() if text}
    return {}
