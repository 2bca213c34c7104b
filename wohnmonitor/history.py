"""Releases one can cite: which are at hand, and which figures differ between two of them.

releases(data) -> what there is; figures(data, release) -> its values; changed(before, after) -> the difference of two;
archived(data, release, …) -> rows of a release of which only the values are kept, and Archived, a reader over them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wohnmonitor import store
from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.queries import Monitor, known_level, known_years
from wohnmonitor.release import READING, Release, about
from wohnmonitor.schema import EXPORT, SCHEMA_VERSION

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
        frame = parquet(data, release, [("indicator", "==", indicator)] if indicator else None, wanted)
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


def whole(data: Path, release: str) -> bool:
    """Whether the database of a release is at hand, and of this version."""
    return release in store.kept(data) and about(store.release_path(data, release))[0] == SCHEMA_VERSION


def parquet(data: Path, release: str, filters: list[tuple] | None = None, columns: list[str] | None = None) -> pd.DataFrame:
    """Rows of the Parquet of a release, as schema.EXPORT or with `columns`. One written before names, units and grades stood in
    it leaves them blank."""
    path = store.values_path(data, release)
    rows = _held(path, path.stat().st_mtime_ns)
    rows = rows.filter(pq.filters_to_expression(filters)) if filters else rows
    rows = rows.select(columns) if columns else rows
    plain = [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in rows.schema]
    frame = rows.cast(pa.schema(plain)).to_pandas()
    return frame if columns else frame.reindex(columns=EXPORT)


@lru_cache(maxsize=2)
def _held(path: Path, _written: int) -> pa.Table:
    """A whole Parquet, its texts as codes: about 20 MB, where each indicator read for itself would read it all again."""
    texts = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    return pq.read_table(path, read_dictionary=texts).replace_schema_metadata()


@lru_cache(maxsize=4)
def _known(path: Path, _written: int, column: str) -> frozenset[str]:
    return frozenset(_held(path, _written)[column].unique().to_pylist())


def known(data: Path, release: str, column: str) -> frozenset[str]:
    """What stands in a column of the Parquet of a release."""
    path = store.values_path(data, release)
    return _known(path, path.stat().st_mtime_ns, column)


def archived(
    data: Path, release: str, indicator: str, level: str | None = None, areas: Sequence[str] | None = None,
    years: Sequence[int] | int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Monitor.values out of the Parquet: on the areas of that release, named in their own language.

    Raises UnknownError for what the release did not have, CallError for a range that makes no sense.
    """
    wanted: list[tuple[str, str, str | int]] = [("indicator", "==", indicator)]
    if level is not None:
        wanted.append(("level", "==", known_level(level)))
    if years is not None:
        first, last = known_years(years)
        wanted += [("year", ">=", first), ("year", "<=", last)]
    rows = parquet(data, release, wanted)
    if indicator not in known(data, release, "indicator"):
        raise UnknownError("indicator", indicator, known(data, release, "indicator"))
    if areas is not None:
        for area in areas:
            if area not in known(data, release, "area_id"):
                raise UnknownError("area", area, known(data, release, "area_id"))
        rows = rows[rows["area_id"].isin(list(areas))]
    return rows.reset_index(drop=True)


class Archived(Monitor):
    """A reader over the Parquet of a release: its figures, told with the words, areas, outlines and sources of `now`."""

    def __init__(self, data: Path, release: str, now: Release):
        super().__init__(data, release)
        self._now = now

    @property
    def now(self) -> Release:
        """The release whose words are used."""
        return self._now

    @property
    def release(self) -> str:
        """Id of the release whose figures are read."""
        return str(self._fixed)

    def pinned(self) -> Archived:
        """Itself."""
        return self

    def indicators(self) -> pd.DataFrame:
        """As Monitor.indicators, those that the release had."""
        had = known(self.data, self.release, "indicator")
        frame = super().indicators()
        return frame[frame["indicator"].isin(had)].reset_index(drop=True)

    def values(
        self, indicator: str, level: str | None = None, areas: Sequence[str] | None = None,
        years: Sequence[int] | int | None = None, language: str | None = None,
        group: Mapping[str, Sequence[str]] | None = None, territory: str = "today",
    ) -> pd.DataFrame:  # fmt: skip
        """As Monitor.values; CallError for groups and the territory of then, which need the database."""
        if group is not None or territory != "today":
            raise CallError(f"release {self.release}", "group or territory then", "a release with its database",
                            "its values alone are kept: leave them out, or name another release")  # fmt: skip
        rows = archived(self.data, self.release, indicator, level, areas, years)
        return rows.assign(area_name=rows["area_id"].map(self.now.names[f"name_{language}"])) if language else rows


def reader(monitor: Monitor, data: Path, release: str | None) -> Monitor:
    """A reader that stays with a release: that of now, one whose database is kept, or one of which only the values are.

    Raises UnknownError for a release that is not at hand.
    """
    pinned = monitor.pinned()
    if release is None or release == pinned.release:
        return pinned
    if whole(data, known_release(data, release)):
        return type(monitor).on(_opened(store.release_path(data, release)))
    if release not in store.archived(data):
        raise CallError(f"release {release}", "a database of another version, and no Parquet", "one of them", "name another release")
    return Archived(data, release, pinned.now)


@lru_cache(maxsize=2)
def _opened(path: Path) -> Release:
    return Release(path)
