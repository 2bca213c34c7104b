"""Where a release begins: live sources fetched, files read and compared with their declaration, the last good figures kept beside them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from wohnmonitor import files, journal, snapshot, store
from wohnmonitor.catalogue import Catalogue, load_catalogue, load_gate
from wohnmonitor.declared import Accepted
from wohnmonitor.errors import LayoutError, SourceError, WohnmonitorError
from wohnmonitor.harmonise.keep import keep, keep_files, moved
from wohnmonitor.harmonise.layout import check_layout
from wohnmonitor.harmonise.recode import doubted, recode, resolve_nil
from wohnmonitor.harmonise.tidy import tidy
from wohnmonitor.paths import catalogue_dir, raw_dir, reference_dir, snapshot_dir
from wohnmonitor.reference import Reference, load_reference
from wohnmonitor.release import Release, about
from wohnmonitor.schema import MEASURES, SCHEMA_VERSION
from wohnmonitor.sources.cache import Shelf
from wohnmonitor.sources.fetch import Tell, Web
from wohnmonitor.sources.fetch import silent as quiet
from wohnmonitor.sources.find import Found, find_files, misfits
from wohnmonitor.sources.gather import NOTHING, Gathered, Order, Stopped, address, fetch_all

Progress = Callable[[str, int, int], None]
"""progress(what, done, of)"""


TellStopped = Callable[[tuple[Stopped, ...]], None]


def untold(stopped: tuple[Stopped, ...]) -> None:
    """Nobody is told."""


def silent(what: str, done: int, of: int) -> None:
    """No progress shown."""


__all__ = [
    "NOTHING", "Collected", "Gathered", "Progress", "TellStopped", "collect", "described", "fetch", "harmonise", "known", "last_good",
    "read_all", "read_and_keep", "read_file", "silent", "untold",
]  # fmt: skip
EMPTY = pd.DataFrame({name: pd.Series(dtype={"year": "int64", "value": float, "precision": float}.get(name, "str")) for name in MEASURES})


@dataclass(frozen=True)
class Collected:
    """schema.MEASURES on each file's territory, the files they came from, and the sources that were stopped."""

    measures: pd.DataFrame
    files: pd.DataFrame
    stopped: tuple[Stopped, ...] = ()


def known(only: tuple[str, ...]) -> set[str]:
    """The tables that names of tables and publishers stand for. Raises UnknownError."""
    catalogue = load_catalogue(catalogue_dir())
    return {table for one in only for table in catalogue.tables_of(one)}


def fetch(data: Path, day: date, only: tuple[str, ...] = (), since: int | None = None, tell: Tell = quiet) -> Gathered:
    """Live sources -> data/raw/<table>/: all declared tables, or those of `only` (tables or publishers).

    Raises UnknownError, StoreError where the folder cannot be written.
    """
    catalogue, reference = load_catalogue(catalogue_dir()), load_reference(reference_dir())
    codes = {scheme: tuple(rows) for scheme, rows in reference.code.groupby("scheme")["code"].unique().items()}
    order = Order(day.year, codes, only, since)
    with Web() as web:
        return fetch_all(raw_dir(data), catalogue, order, web, os.environ, tell)


def described(data: Path, only: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row for each declared table, or those of `only` (tables or publishers): how it is got, by program and by hand, and what of it
    is there. stopped: what the last attempt failed with, where none succeeded since. Key: source. Raises UnknownError."""
    catalogue, stopped = load_catalogue(catalogue_dir()), journal.stopped(data)
    wanted = dict.fromkeys(t for one in only for t in catalogue.tables_of(one)) or catalogue.tables
    rows = []
    for table_id in wanted:
        table = catalogue.tables[table_id]
        shelf, fetch = Shelf(raw_dir(data) / table_id), catalogue.fetch_of(table_id)
        got, dropped = shelf.fetched(), shelf.by_hand()
        newest = max((one.fetched[:10] for one in got.values()), default="")
        here = [f"{len(got)} {'file' if len(got) == 1 else 'files'} fetched {newest}"] * bool(got)
        here += [f"by hand: {', '.join(dropped)}"] * bool(dropped)
        rows.append({
            "source": table_id, "publisher": catalogue.publishers[table.publisher].name, "number": table.number, "title": table.title,
            "licence": catalogue.table_licence(table_id), "shipped": table.ship, "format": table.format, "form": table.form,
            "fetch": address(fetch, table) if fetch else "", "page": catalogue.page_of(table_id), "file": catalogue.hand_of(table_id),
            "put_into": str(raw_dir(data) / table_id), "there": "; ".join(here) or "no", "note": table.note,
            "stopped": stopped.get(table_id, ""),
            "used": bool(table.take or table.layer),
        })  # fmt: skip
    return pd.DataFrame(rows)


def absent(data: Path, only: tuple[str, ...]) -> list[str]:
    """Tables that were named one by one and of which no file is there."""
    tables = load_catalogue(catalogue_dir()).tables
    places = {one: raw_dir(data) / one for one in only if one in tables and (tables[one].take or tables[one].layer)}
    return [one for one, place in places.items() if not any(p.is_file() and not p.name.startswith(".") for p in place.glob("*"))]


def harmonise(folder: Path, progress: Progress = silent) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Official files under `folder` -> (schema.MEASURES frame on each file's territory, files frame).

    Of tables that may not be shipped only the gaps are kept: reason `licence`. Raises SourceError, LayoutError, TerritoryError.
    """
    fresh = read_all(folder, progress=progress)
    if fresh.stopped:
        raise fresh.stopped[0].error
    if fresh.files.empty:
        raise SourceError(str(folder), "no official file that is declared", "files as wohnmonitor sources lists them")
    return fresh.measures, fresh.files


def read_all(folder: Path, only: tuple[str, ...] = (), since: int | None = None, progress: Progress = silent) -> Collected:
    """All files under `folder` that are declared tables, or `only` those, from the year `since` on.

    What cannot be used stops its source.
    """
    catalogue, reference = load_catalogue(catalogue_dir()), load_reference(reference_dir())
    wanted = known(only) or set(catalogue.tables)
    found = find_files(folder, catalogue, progress)
    stopped = {t: error for t, error in misfits(folder, catalogue, found).items() if t in wanted}
    found = [file for file in found if catalogue.tables[file.table].take and file.table in wanted]
    parts = []
    for number, file in enumerate(found):
        progress(f"read {file.name}", number, len(found))
        if file.table in stopped:
            continue
        try:
            rows = read_file(file, catalogue, reference)
        except WohnmonitorError as error:
            stopped[file.table] = error
        else:
            parts.append((file, rows if catalogue.tables[file.table].ship else withheld(rows)))
    progress("read", len(found), len(found))
    good = [(file, rows) for file, rows in parts if file.table not in stopped]
    measures = pd.concat([rows for _, rows in good] or [EMPTY], ignore_index=True)
    if since:
        measures = measures[measures["year"] >= since]
    # A publisher repeats a figure in two files of one table: it is one figure. Where they differ, the newer file stands.
    measures = measures.drop_duplicates(["measure", "area_id", "year", "territory", "source"], keep="last")
    files = pd.DataFrame(
        [
            {"file": f.name, "source": f.table, "sha256": f.sha256(), "bytes": f.size(), "release": f.release}
            for f, _ in good
            if catalogue.tables[f.table].ship
        ],
        columns=snapshot.FILES,
    )
    return Collected(snapshot.normal(measures), files, tuple(Stopped(t, error) for t, error in sorted(stopped.items())))


def collect(last: Collected, fresh: Collected, alone: bool, accepted: tuple[Accepted, ...] = ()) -> Collected:
    """What a release is built from: fresh figures, and the last good ones of every source that was stopped or (unless `alone`) not read.

    A source whose figures no longer fit the last ones is stopped here, but for those that are accepted.
    """
    stopped = [*fresh.stopped]
    for source, found, expected in moved(*(_not_among(accepted, one.measures) for one in (last, fresh))):
        layout = f"declare the new unit or layout under table.{source} in indicators/sources.toml"
        todo = f"if the publisher is right, {layout}, or accept the figures in indicators/gate.toml ([[accepted]])"
        stopped.append(Stopped(source, LayoutError(f"{source}, figures", found, expected, todo)))
    out = {one.source for one in stopped}
    measures, files = (frame[~frame["source"].isin(out)] for frame in (fresh.measures, fresh.files))
    if alone:
        last = Collected(*(frame[frame["source"].isin(out)] for frame in (last.measures, last.files)))
    earlier, files = keep_files(last.measures, last.files, files)
    return Collected(snapshot.normal(keep(earlier, measures)), files, tuple(stopped))


def _not_among(accepted: tuple[Accepted, ...], rows: pd.DataFrame) -> pd.DataFrame:
    for some in accepted:
        rows = rows[~some.covers(rows)]
    return rows


def read_and_keep(
    data: Path, folder: Path | None, only: tuple[str, ...], since: int | None, gathered: Gathered, strict: bool,
    progress: Progress = silent,
) -> Collected:  # fmt: skip
    """What a release is built from, with all sources that were stopped, also while they were gathered; told in journal and log.

    From `folder` alone, or, without it or with `only` or `since`, from data/raw/ over the last good figures. strict: nothing but what
    the files say; raises what stopped the first source.
    """
    alone = bool(folder) and not (only or since)
    fresh = read_all(folder or raw_dir(data), only, since, progress)
    if alone and fresh.files.empty and not fresh.stopped:
        raise SourceError(str(folder), "no official file that is declared", "files as wohnmonitor sources lists them")
    if strict and fresh.stopped:
        raise fresh.stopped[0].error
    collected = fresh if strict else collect(last_good(data), fresh, alone, load_gate(catalogue_dir()).accepted)
    every = {one.source: one for one in (*gathered.stopped, *collected.stopped)}
    good = fresh.files[~fresh.files["source"].isin(every)]
    _tell_good(data, folder or raw_dir(data), good, {one.source for one in gathered.fetched if one.files})
    if not folder:
        with files.writable(raw_dir(data)):
            for one in collected.stopped:
                Shelf(raw_dir(data) / one.source).distrust()
    for one in every.values():
        journal.stop(data, one.source, one.error)
    return replace(collected, stopped=tuple(every.values()))


def _tell_good(data: Path, folder: Path, good: pd.DataFrame, fetched: set[str]) -> None:
    """Sources that were read well, in the journal: as of now where they were asked just now, else as of the day their files came."""
    told = {}
    for source, rows in good.groupby("source"):
        got = Shelf(folder / source).fetched()
        days = [
            datetime.fromisoformat(got[name].fetched) if (name := Path(file).name) in got
            else datetime.fromtimestamp((folder / file).stat().st_mtime, UTC) for file in rows["file"]
        ]  # fmt: skip
        told[source] = rows["sha256"].iloc[-1], None if source in fetched else max(days)
    journal.read_well(data, told)


def last_good(data: Path) -> Collected:
    """The measures of the published release; of the shipped snapshot where none is published that this version reads."""
    published = store.current(data)
    if published and about(store.release_path(data, published))[0] == SCHEMA_VERSION:
        release = Release(store.release_path(data, published))
        try:
            return Collected(*(release.query(f"SELECT * FROM {table}") for table in ("measure_published", "file")))
        finally:
            release.close()
    return Collected(*snapshot.read_measures(snapshot_dir()))


def read_file(file: Found, catalogue: Catalogue, reference: Reference) -> pd.DataFrame:
    """One official file -> its measures on the territory of its date. Raises LayoutError where it is not as declared."""
    raw, table = file.read(), catalogue.tables[file.table]
    schemes = {table.scheme, *(take.scheme for take in table.take)}
    codes = frozenset(reference.code.loc[reference.code["scheme"].isin(schemes), "code"])
    check_layout(raw.frame, raw.meta, file.table, table, codes, file.name)
    rows = tidy(raw.frame, raw.meta, file.table, catalogue, file.name)
    return doubted(resolve_nil(recode(rows, reference.code), reference.district_at_code()), catalogue.doubts)


def withheld(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures whose licence is not clear are not shown: a gap that says so stands for each."""
    known = rows[rows["value"].notna()]
    return known.assign(value=float("nan"), status="O", reason="licence", precision=float("nan"), file="", row=None)
