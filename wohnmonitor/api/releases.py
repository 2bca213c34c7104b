"""/releases: what can be cited, its values as they were kept, and which figures have changed since."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from wohnmonitor import history, store
from wohnmonitor.api.call import Answer, Call, as_json, records, table
from wohnmonitor.errors import UnknownError
from wohnmonitor.export.table import Column, Table, typed

RELEASES = Table(
    "releases",
    (Column("release", required=True), Column("date", "date", required=True), Column("published", "boolean", required=True),
     Column("kept", required=True)),
    key=("release",),
)  # fmt: skip
CHANGED = Table(
    "changed",
    (
        Column("indicator", required=True), Column("area_id", required=True), Column("level", required=True),
        Column("year", "integer", required=True), Column("change", required=True), Column("old_value", "number"),
        Column("new_value", "number"), Column("old_status"), Column("new_status"), Column("old_reason"), Column("new_reason"),
    ),
    key=tuple(history.KEY),
)  # fmt: skip
BLOCK = 1 << 18


def at_hand(data: Path) -> pd.DataFrame:
    """Releases that can be read, oldest first, as rows of RELEASES."""
    return history.releases(data).reset_index()


def releases(call: Call) -> Answer:
    """All at hand."""
    return table(call, RELEASES, at_hand(call.data))


def release(call: Call) -> Answer:
    """One, with where its figures are."""
    frame, one = at_hand(call.data), call.given["id"]
    row = frame[frame["release"] == one]
    if call.form.name == "csv":
        return table(call, RELEASES, row)
    (known,) = records(typed(row, RELEASES))
    here = f"{call.base}/releases/{one}"
    links = {"values": f"{call.base}/values?release={one}", "parquet": f"{here}/values.parquet", "changes": f"{here}/changes"}
    return Answer(as_json(known | {"links": links}))


def kept(call: Call) -> Answer:
    """The Parquet of its values, as it was written when the release was built."""
    one = call.given["id"]
    path = store.values_path(call.data, one)
    if not path.is_file():
        raise UnknownError("archived release", one, store.archived(call.data), f"its database is kept: /values?release={one}")

    def pieces():
        with path.open("rb") as stream:
            while piece := stream.read(BLOCK):
                yield piece

    return Answer(pieces(), f"wohnmonitor_{one}")


def changed(call: Call) -> Answer:
    """Figures of the release of now that differ from those of this one."""
    frame = _changed(call.data, call.given["id"], call.monitor.release)
    for column, wanted in (("indicator", call.given["indicator"]), ("area_id", call.given["area"])):
        if wanted:
            frame = frame[frame[column].isin(wanted)]
    return table(call, CHANGED, frame)


@lru_cache(maxsize=4)
def _changed(data: Path, old: str, new: str) -> pd.DataFrame:
    return history.changed_between(data, old, new)
