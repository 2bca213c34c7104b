"""A call as its route sees it, and an answer before it is one of HTTP; tables as JSON and CSV, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlencode

import pandas as pd

from wohnmonitor.api.negotiate import Form
from wohnmonitor.export import Dataset, csv
from wohnmonitor.export.jsonstat import dumps, plain
from wohnmonitor.export.table import Table, typed
from wohnmonitor.queries import Monitor

SAFE = ",:-"


@dataclass(frozen=True)
class Call:
    """given: parameters by name, those of the path as `id`. base: path of the API; host: where it is reached, without a slash at
    the end. query: names and texts as they were given. routes: routes.ROUTES, for what tells of them."""

    monitor: Monitor
    data: Path
    given: dict
    form: Form
    base: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    routes: tuple = ()

    def address(self, suffix: str | None = None, **other: object) -> str:
        """The address of this call, in another form or with other parameters."""
        pairs = [pair for pair in self.query if pair[0] not in other and not (suffix and pair[0] == "format")]
        pairs += [(name, str(value)) for name, value in other.items() if value is not None]
        query = urlencode(pairs, safe=SAFE, quote_via=quote)
        return self.base + self.path + (self.form.suffix if suffix is None else suffix) + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Answer:
    """body: whole, or in pieces that are written while they are read. name: of the file, without suffix; "" is none.
    links: relation -> address."""

    body: bytes | Iterable[bytes]
    name: str = ""
    links: dict[str, str] = field(default_factory=dict)


def as_json(content: object) -> bytes:
    """JSON for people and programs."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def turned(call: Call, more: bool) -> dict[str, str]:
    """Links to the pages beside this one."""
    limit, offset = call.given.get("limit"), call.given.get("offset") or 0
    links = {}
    if limit and more:
        links["next"] = call.address(offset=offset + limit)
    if limit and offset:
        links |= {"prev": call.address(offset=max(offset - limit, 0) or None), "first": call.address(offset=None)}
    return links


def table(call: Call, of: Table, frame: pd.DataFrame) -> Answer:
    """A list: its page as CSV, or as JSON with the release and how many there are."""
    rows = typed(frame.reset_index(drop=True), of)
    limit, offset = call.given.get("limit"), call.given.get("offset") or 0
    page = rows.iloc[offset : offset + limit if limit else None]
    links = turned(call, more=bool(limit) and offset + limit < len(rows))
    if call.form.name == "csv":
        return Answer(csv.table(page, of), f"wohnmonitor_{of.name}", links)
    head = {"release": call.monitor.release, "count": len(rows), "offset": offset}
    return Answer(_json_rows(head, page), "", links)


def _json_rows(head: dict, rows: pd.DataFrame) -> bytes:
    items = ",\n".join(dumps(one) for one in records(rows))
    return (dumps(head)[:-1] + ',"items":[\n' + items + "\n]}\n").encode("utf-8")


def records(rows: pd.DataFrame) -> list[dict]:
    """Rows of a typed frame as JSON has them."""
    return [{name: plain(cell) for name, cell in row.items()} for row in rows.to_dict("records")]


def paged(dataset: Dataset, limit: int, offset: int) -> tuple[Dataset, bool]:
    """The rows from `offset` on, `limit` at most, held in memory; and whether more follow. What lies behind is not read."""
    held: list[pd.DataFrame] = []
    passed, wanted = 0, offset + limit
    for frame in dataset.frames():
        start, stop = max(offset - passed, 0), max(wanted - passed, 0)
        held.append(frame.iloc[start:stop])
        passed += len(frame)
        if passed > wanted:
            break
    # A format may expect a frame of each indicator.
    held += [held[-1].iloc[0:0]] * (len(dataset.indicators) - len(held))
    return replace(dataset, frames=lambda: iter(held)), passed > wanted


def started(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, of which the first is made now: a call that is wrong is wrong before anything is sent."""
    running = iter(pieces)
    first = list(islice(running, 1))

    def rest() -> Iterator[bytes]:
        yield from first
        yield from running

    return rest()
