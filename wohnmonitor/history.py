"""Releases one can cite: which are at hand, and which figures differ between two of them.

releases(data) -> what there is; figures(data, release) -> its values; changed(before, after) -> the difference of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from wohnmonitor import store
from wohnmonitor.errors import UnknownError
from wohnmonitor.release import READING

KEY = ["indicator", "area_id", "level", "year"]
COMPARED = ["value", "status", "reason"]
CHANGES = ("appeared", "vanished", "value", "status")
"""A figure is new, gone, another one, or the same with another status."""
SAME = 1e-9
"""Relative difference up to which two figures are one: sums differ in their last digits from machine to machine."""


def releases(data: Path) -> pd.DataFrame:
    """Releases at hand, oldest first. Index: release (date and content hash).

    date; published: whether it is the current one; kept: database (all there is) or values (its Parquet alone).
    """
    kept = store.kept(data)
    ids = sorted({*kept, *store.archived(data)})
    frame = pd.DataFrame({
        "date": pd.to_datetime([release[:10] for release in ids]),
        "published": [release == store.current(data) for release in ids],
        "kept": ["database" if release in kept else "values" for release in ids],
    }, index=pd.Index(ids, name="release", dtype="str"))  # fmt: skip
    return frame.astype({"kept": "str"})


def known_release(data: Path, release: str) -> str:
    """A release at hand. Raises UnknownError."""
    known = releases(data).index
    if release not in known:
        raise UnknownError("release", release, known, "wohnmonitor status lists them")
    return release


def figures(data: Path, release: str, indicator: str | None = None, areas: Sequence[str] | None = None) -> pd.DataFrame:
    """Values and gaps of a release, of any age: KEY and COMPARED. Raises UnknownError for a release that is not at hand."""
    wanted = [*KEY, *COMPARED]
    path = store.values_path(data, known_release(data, release))
    if path.is_file():
        frame = pd.read_parquet(path, columns=wanted, filters=[("indicator", "==", indicator)] if indicator else None)
    else:
        with duckdb.connect(str(store.release_path(data, release)), read_only=True, config=dict(READING)) as connection:
            frame = connection.execute(f"SELECT {', '.join(wanted)} FROM indicator_value").df()
            frame = frame if indicator is None else frame[frame["indicator"] == indicator]
    return (frame if areas is None else frame[frame["area_id"].isin(list(areas))]).reset_index(drop=True)


def changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Figures that differ between two frames of `figures` (or of Monitor.values).

    Key: indicator, area_id, level, year. change: one of CHANGES; old_/new_ value, status, reason. Gaps that stay gaps are
    no change, whatever their reason.
    """
    columns = [*KEY, *COMPARED]
    # Texts as objects: one side may hold nothing but gaps, and an empty column has no type to merge.
    sides = [frame[columns].astype(dict.fromkeys(("status", "reason"), object)) for frame in (before, after)]
    both = sides[0].merge(sides[1], on=KEY, how="outer", suffixes=("_old", "_new"), validate="1:1")
    had, has = both["value_old"].notna(), both["value_new"].notna()
    moved = had & has & ~np.isclose(both["value_old"], both["value_new"], rtol=SAME, atol=0)
    marked = had & has & ~moved & (both["status_old"] != both["status_new"])
    change = np.select([has & ~had, had & ~has, moved, marked], CHANGES, "")
    out = pd.DataFrame(both[KEY]).assign(change=change)
    for name in COMPARED:
        for side in ("old", "new"):
            out[f"{side}_{name}"] = both[f"{name}_{side}"].astype("float64" if name == "value" else "str")
    return out[change != ""].sort_values(KEY, ignore_index=True)


def changed_between(data: Path, old: str, new: str, indicator: str | None = None, areas: Sequence[str] | None = None) -> pd.DataFrame:
    """What differs in release `new` from release `old`, see changed(). Raises UnknownError for a release not at hand."""
    return changed(figures(data, old, indicator, areas), figures(data, new, indicator, areas))
