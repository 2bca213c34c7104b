"""Releases: one read-only DuckDB file each, behind CURRENT, a one-line text file that is replaced atomically.

write_release -> a finished file under a temporary name, moved into place; publish -> CURRENT; nothing is ever changed
in place, so readers keep what they have open and a crash leaves yesterday's release. Beside each stands a Parquet of its
values with names, units and grades: it outlives the database, so that what was cited can be read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from wohnmonitor import files
from wohnmonitor.declared import Indicator
from wohnmonitor.errors import StoreError
from wohnmonitor.paths import releases_dir
from wohnmonitor.schema import SCHEMA_VERSION

KEEP = 5
REHEARSAL = ".dry-run-"
"""What the name of a folder begins with in which a dry run builds."""
COMMENTS = json.loads((Path(__file__).parent / "store_comments.json").read_text(encoding="utf-8"))
"""Table -> {"": comment of the table, column -> comment}: the database describes itself."""


def content_id(frames: dict[str, pd.DataFrame], day: date) -> str:
    """Release id: date and a hash of the figures, the areas and the catalogue."""
    digest = hashlib.sha256(str(SCHEMA_VERSION).encode())
    for name in ("indicator_value", "indicator_value_then", "measure_value", "area", "catalogue"):
        for column in frames[name]:
            digest.update(column.encode("utf-8"))
            digest.update(_fingerprint(frames[name][column]))
    return f"{day.isoformat()}-{digest.hexdigest()[:10]}"


def _fingerprint(column: pd.Series) -> bytes:
    """The same bytes for the same content; figures to ten digits, since sums differ in the last ones from machine to machine."""
    if column.dtype.kind == "f":
        mantissa, exponent = np.frexp(column.fillna(0).to_numpy())
        return np.rint(mantissa * 2**33).tobytes() + exponent.tobytes() + column.isna().to_numpy().tobytes()
    return pd.util.hash_array(column.to_numpy(), categorize=True).tobytes()


def write_release(data: Path, frames: dict[str, pd.DataFrame], day: date) -> str:
    """Write all frames as tables of a new database. Returns the release id; an equal release is not written twice.

    Raises StoreError where the folder cannot be written.
    """
    folder = releases_dir(data)
    release = content_id(frames, day)
    target = folder / f"{release}.duckdb"
    with files.writable(folder, duckdb.Error):
        folder.mkdir(parents=True, exist_ok=True)
        twin = next((path for path in folder.glob(f"*{release[-11:]}.duckdb")), None)
        if twin:
            return twin.stem
        temporary = folder / f".{release}.{os.getpid()}.building"
        temporary.unlink(missing_ok=True)
        try:
            # The values first: where the database stands, its Parquet does.
            _described(frames).to_parquet(temporary, compression="zstd", index=False)
            files.move(temporary, values_path(data, release))
            _write(temporary, frames, release, day)
            files.move(temporary, target)
        finally:
            for left in folder.glob(f"{temporary.name}*"):  # and the log that DuckDB keeps beside it
                left.unlink(missing_ok=True)
            if not target.is_file():  # values of a release that never was
                values_path(data, release).unlink(missing_ok=True)
        _drop_old(data, release)
    return release


def sweep(data: Path) -> None:
    """Take away what a killed writer left; for the one that holds the folder (lock.held)."""
    with files.writable(data):
        for pattern in (".*.new", "releases/.*.new", "releases/.*.building*", "raw/*/.*.new"):
            for left in data.glob(pattern):
                left.unlink(missing_ok=True)
    for left in data.glob(f"{REHEARSAL}*"):
        shutil.rmtree(left, ignore_errors=True)


def _write(path: Path, frames: dict[str, pd.DataFrame], release: str, day: date) -> None:
    with duckdb.connect(str(path)) as connection:
        about = pd.DataFrame([{"release": release, "built": day.isoformat(), "schema_version": SCHEMA_VERSION}])
        for name, frame in {"release": about, **frames}.items():
            # Arrow is read far faster than columns of Python texts.
            connection.register("frame", pa.Table.from_pandas(frame, preserve_index=False))
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
            connection.unregister("frame")
            for column, comment in COMMENTS.get(name, {}).items():
                kind = f'COLUMN "{name}"."{column}"' if column else f'TABLE "{name}"'
                if not column or column in frame.columns:
                    connection.execute(f"COMMENT ON {kind} IS '{comment.replace(chr(39), chr(39) * 2)}'")
        connection.execute("CHECKPOINT")


def _described(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The values as they are cited: with name of the area, unit and grades, which a database keeps apart."""
    known = json.loads(frames["catalogue"]["json"].iloc[0])
    declared = {name: Indicator.model_validate(one) for name, one in known.get("indicators", {}).items()}
    values, area = frames["indicator_value"], frames["area"]
    names = dict(zip(area["area_id"], area["name"], strict=True))
    units = {name: known["units"][one.unit]["code"] for name, one in declared.items()}
    return values.assign(
        area_name=values["area_id"].map(names), unit=values["indicator"].map(units),
        comparability=values["indicator"].map({name: one.comparability for name, one in declared.items()}),
    )  # fmt: skip


def current(data: Path) -> str | None:
    """Id of the published release, or None."""
    return _named(data, "CURRENT")


def _named(data: Path, pointer: str) -> str | None:
    try:
        return (releases_dir(data) / pointer).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def release_path(data: Path, release: str) -> Path:
    """The database of a release. Raises StoreError where it is not kept."""
    path = releases_dir(data) / f"{release}.duckdb"
    if not path.is_file() or path.parent != releases_dir(data):
        raise StoreError(f"release {release}", "no such file", ", ".join(kept(data)) or "a release", "wohnmonitor status lists them")
    return path


def kept(data: Path) -> list[str]:
    """Ids of the databases at hand, newest last."""
    paths = sorted(releases_dir(data).glob("*.duckdb"), key=lambda path: (path.stat().st_mtime, path.name))
    return [path.stem for path in paths]


def values_path(data: Path, release: str) -> Path:
    """The Parquet of a release's values; it stays when the database is dropped."""
    return releases_dir(data) / f"{release}.values.parquet"


def archived(data: Path) -> list[str]:
    """Ids of all releases whose values are at hand, by date."""
    return sorted(path.name.removesuffix(".values.parquet") for path in releases_dir(data).glob("[0-9]*.values.parquet"))


def previous(data: Path) -> str | None:
    """Id of the release that was published before the current one, or None."""
    return _named(data, "PREVIOUS")


def publish(data: Path, release: str) -> None:
    """Let CURRENT name the release, and drop all but the last five databases. Raises StoreError; CURRENT then stays as it was."""
    release_path(data, release)
    folder, before = releases_dir(data), current(data)
    with files.writable(folder):
        if before and before != release:
            files.replace(folder / "PREVIOUS", f"{before}\n".encode())
        files.replace(folder / "CURRENT", f"{release}\n".encode())
        _drop_old(data, release)


def _drop_old(data: Path, newest: str) -> None:
    stays = {newest, current(data), previous(data)}
    for old in kept(data)[:-KEEP]:
        # On Windows a database that a reader has open cannot go yet; it goes with the next release.
        if old not in stays:
            with suppress(PermissionError):
                (releases_dir(data) / f"{old}.duckdb").unlink(missing_ok=True)


def rollback(data: Path) -> str:
    """Publish the release that stood before the current one. Returns its id; StoreError where there is none."""
    release = previous(data)
    if release is None or release == current(data):
        raise StoreError("rollback", "no earlier release", "a PREVIOUS release", "wohnmonitor status lists what is kept")
    publish(data, release)
    return release
