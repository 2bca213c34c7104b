"""The whole ETL on one screen, read top to bottom.

fetch -> read_<publisher> -> tidy -> recode -> (snapshot) -> carry_over -> settle -> correct -> all_levels -> derive -> check -> publish
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from wohnmonitor import borders, checks, journal, lock, log, snapshot, store
from wohnmonitor.catalogue import Catalogue, load_catalogue
from wohnmonitor.changelog import Changes
from wohnmonitor.collect import NOTHING, Gathered, Progress, TellStopped, read_and_keep, silent, untold
from wohnmonitor.errors import StoreError
from wohnmonitor.harmonise import then
from wohnmonitor.harmonise.correct import correct
from wohnmonitor.harmonise.derive import derive
from wohnmonitor.harmonise.levels import all_levels
from wohnmonitor.harmonise.secrecy import protect
from wohnmonitor.harmonise.settle import settle
from wohnmonitor.harmonise.territory import carry_over
from wohnmonitor.outlines import Renewed, renew
from wohnmonitor.paths import catalogue_dir, raw_dir, reference_dir, snapshot_dir
from wohnmonitor.publication import pass_gate, rehearsal, writing
from wohnmonitor.reference import Reference, load_reference
from wohnmonitor.release import about
from wohnmonitor.schema import CORRECTION, SCHEMA_VERSION
from wohnmonitor.sources.gather import Stopped

PATIENCE = 300
"""Seconds that a server waits for another one that builds the first release."""


@dataclass(frozen=True)
class Built:
    """What a build did: release id, its tables, the rows that checks found bad, the sources whose last good figures stand, what the
    outlines told, and what it changes in the published release (None where none is, or where it is that one)."""

    release: str
    frames: dict[str, pd.DataFrame]
    findings: pd.DataFrame
    stopped: tuple[Stopped, ...] = ()
    told: tuple[str, ...] = ()
    changes: Changes | None = None


def build(data: Path, measures: pd.DataFrame, files: pd.DataFrame, day: date, progress: Progress = silent) -> Built:
    """Measures -> a checked, unpublished release under `data`. Raises CheckError where a check stops it."""
    catalogue, reference = load_catalogue(catalogue_dir()), load_reference(reference_dir())
    steps = ["carry over", "settle", "add up", "derive", "check", "write"]
    step = iter(range(len(steps)))

    def tell() -> None:
        number = next(step)
        progress(steps[number], number, len(steps))

    tell()
    share_of = {m: measure.share if measure.adds_up == "sum" else None for m, measure in catalogue.measures.items()}
    boundaries = borders.known(data)
    lives = then.timeline(reference.area, reference.change)
    former = then.former(lives, measures["year"].min())
    extra = then.as_areas(former, boundaries)
    converted = pd.concat([
        carry_over(measures, reference.area, reference.change, share_of),
        then.carry_then(measures, former, reference.area, reference.change, boundaries, catalogue),
    ])  # fmt: skip
    tell()
    every = pd.concat([reference.area, extra], ignore_index=True)
    carried, conflicts = settle(converted, every, catalogue)
    carried, corrections = correct(carried, catalogue.corrections)
    tell()
    levels = all_levels(carried, every, reference.membership, reference.change, catalogue)
    additive = {m for m, measure in catalogue.measures.items() if measure.adds_up == "sum"}
    levels = protect(levels, reference.membership, additive)
    areas = _areas(reference, boundaries)
    known = pd.concat([areas[areas["area_id"].isin(reference.today()["area_id"])], extra], ignore_index=True)
    levels = pd.concat([levels, _area_rows(known)], ignore_index=True)
    tell()
    values = derive(levels, known, pd.concat([reference.membership, then.in_no_group(extra)]), catalogue)
    values, values_then = then.split(values, former)
    now = ~levels["area_id"].isin(set(extra["area_id"]))
    frames = {
        "area": areas,
        "membership": reference.membership,
        "area_change": reference.change,
        "code": reference.code,
        "alias": reference.alias,
        "source": _sources(catalogue),
        "file": files,
        "measure_published": measures,
        "measure_value": levels[now],
        "indicator_value": values,
        "indicator_value_then": values_then,
        "territory": lives.drop(columns=["key", "recoded"]),
        "correction": corrections,
        "conflict": conflicts[~conflicts["area_id"].isin(set(extra["area_id"]))],
        "boundary": boundaries.drop(columns="area_km2"),
        "catalogue": pd.DataFrame([{"json": catalogue.model_dump_json()}]),
    }
    tell()
    findings = checks.run(frames, catalogue)
    checks.stop_on(findings)
    tell()
    release = store.write_release(data, frames, day)
    log.tell("built", release=release, values=int(values["value"].notna().sum()), findings=len(findings))
    progress("done", len(steps), len(steps))
    return Built(release, frames, findings)


def build_from_snapshot(data: Path, day: date, progress: Progress = silent) -> Built:
    """The first release of a fresh machine, offline."""
    measures, files = snapshot.read_measures(snapshot_dir())
    return build(data, measures, files, day, progress)


def ensure_release(data: Path, day: date, progress: Progress = silent) -> None:
    """Publish a release built from the shipped snapshot where none is published, or where the published one was written by
    an older version out of files that the snapshot holds too. Raises StoreError where figures of other files would be lost."""
    if _is_ready(data):
        return
    with lock.held(data, "first release", wait=PATIENCE):
        if not _is_ready(data):  # another server may have built it meanwhile
            store.sweep(data)
            _first(data, day, progress)


def _is_ready(data: Path) -> bool:
    published = store.current(data)
    return published is not None and about(store.release_path(data, published))[0] == SCHEMA_VERSION


def _first(data: Path, day: date, progress: Progress) -> None:
    published = store.current(data)
    if published:
        version, files = about(store.release_path(data, published))
        if not files <= set(snapshot.read_measures(snapshot_dir())[1]["sha256"]):
            raise StoreError(
                f"release {published}",
                f"schema {version}, built from files of your own",
                f"schema {SCHEMA_VERSION}",
                "build it anew from your files: wohnmonitor refresh --from DIR --publish",
            )
    release = build_from_snapshot(data, day, progress).release
    store.publish(data, release)
    journal.published(data, release, reviewed=False)


def refresh(
    data: Path, folder: Path | None, day: date, *, publish: bool, dry: bool = False, write_snapshot: bool = False,
    only: tuple[str, ...] = (), since: int | None = None, fetch: Callable[[], Gathered] = lambda: NOTHING,
    told: TellStopped = untold, progress: Progress = silent,
) -> tuple[Built, list[str]]:  # fmt: skip
    """Official files -> release; published only if asked, if every check passes and inside the limits of the gate.

    From `folder` alone, or, without it or with `only` or `since`, from data/raw/ over the last good figures; fetch: puts live sources
    there before. A source that is stopped keeps its last good figures and stops no other; they are told before the build. dry: no
    release is left. A snapshot is only written where none is. Returns (Built, snapshot files changed). Raises LockedError where another
    process writes.
    """
    with writing(data, "dry run" if dry else "refresh", told=not dry):
        collected = read_and_keep(data, folder, only, since, fetch(), write_snapshot, progress)
        changed = []
        with rehearsal(data) if dry else nullcontext(data) as place:
            renewed = Renewed() if write_snapshot else renew(place, folder or raw_dir(data))
            every = (*collected.stopped, *renewed.stopped)
            told(every)
            built = build(place, collected.measures, collected.files, day, progress)
            if write_snapshot:
                changed = snapshot.write_measures(snapshot_dir(), collected.measures, collected.files)
                changed += snapshot.write_geometry(snapshot_dir(), borders.draw(folder))
            changes = pass_gate(place, built.release, publish=publish)
    return replace(built, stopped=every, told=renewed.told, changes=changes), changed


def _areas(reference: Reference, boundaries: pd.DataFrame) -> pd.DataFrame:
    newest = boundaries[boundaries["vintage"] == boundaries["vintage"].max()].set_index("area_id")["area_km2"]
    own = reference.area.assign(area_km2=reference.area["area_id"].map(newest))
    sums = reference.membership.assign(km2=reference.membership["municipality_id"].map(newest)).groupby("area_id")["km2"].sum()
    own["area_km2"] = own["area_km2"].fillna(own["area_id"].map(sums))
    return own


def _area_rows(areas: pd.DataFrame) -> pd.DataFrame:
    """The built-in measure `area`, km2 of today's areas; of no year (0): it stands for all."""
    return pd.DataFrame({
        "measure": "area", "area_id": areas["area_id"], "level": areas["level"], "year": 0, "ref_date": None,
        "value": areas["area_km2"], "status": "A", "reason": None, "precision": None, "source": "boundaries",
        "file": None, "row": None, "segment": 0, "published": areas["level"].eq("municipality"),
    })  # fmt: skip


def _sources(catalogue: Catalogue) -> pd.DataFrame:
    rows = []
    for table_id, table in catalogue.tables.items():
        publisher = catalogue.publishers[table.publisher]
        rows.append({
            "source": table_id, "publisher": publisher.name, "country": publisher.country, "number": table.number,
            "title": table.title, "licence": catalogue.table_licence(table_id), "attribution": publisher.attribution,
            "licence_url": table.licence_url or publisher.licence_url, "url": publisher.url, "form": table.form,
            "ship": table.ship, "vintage": table.vintage, "note": table.note, "match": json.dumps(table.match),
        })  # fmt: skip
    if catalogue.corrections:
        rows.append({
            "source": CORRECTION, "publisher": "Wohnmonitor", "country": "-", "number": "", "title": "Corrections by hand",
            "licence": "CC-BY-4.0", "licence_url": "https://creativecommons.org/licenses/by/4.0/", "url": "",
            "attribution": "Corrected by Wohnmonitor", "form": "derived", "ship": True, "vintage": "", "match": "{}",
            "note": "; ".join(str(correction) for correction in catalogue.corrections),
        })  # fmt: skip
    return pd.DataFrame(rows)
