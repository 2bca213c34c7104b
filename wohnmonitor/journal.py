"""What happened, beside the releases: last success and last error of each source, the last run, what was published.

state.json in the data folder; every change replaces it whole. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from wohnmonitor import files, lock, log
from wohnmonitor.errors import WohnmonitorError

NAME = "state.json"
KEPT = 100
"""Publications remembered."""
_writing = Lock()


def read(data: Path) -> dict[str, Any]:
    """sources: id -> succeeded, sha256, failed, kind, message. run: work, began, ended, failed, message. published: release, when,
    reviewed, back.

    A journal that cannot be read is an empty one: it tells of the work and never stops it.
    """
    try:
        state = json.loads((data / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        state = {}
    empty: dict[str, Any] = {"sources": {}, "run": {}, "published": []}
    return empty | (state if isinstance(state, dict) else {})


def succeeded(data: Path, source: str, when: datetime | None = None, sha256: str = "") -> None:
    """A source (a table's id) was fetched and fits its declaration. Clears its last error. Raises StoreError."""
    read_well(data, {source: (sha256, when)})


def read_well(data: Path, files: dict[str, tuple[str, datetime | None]]) -> None:
    """Sources (ids of tables) whose files were read and fit their declaration: checksum, and when they came (None: now). A success
    that is known is not made older. As succeeded(), for many at once."""

    def change(state: dict) -> None:
        for source, (sha256, when) in files.items():
            before = state["sources"].get(source, {}).get("succeeded", "")
            state["sources"][source] = {"succeeded": max(before, _iso(when)), "sha256": sha256}

    _change(data, change)


def failed(data: Path, source: str, message: str, when: datetime | None = None, kind: str = "") -> None:
    """A source could not be fetched or used; its last success stays. kind: SourceError.kind. Raises StoreError."""
    told = {"failed": _iso(when), "kind": kind, "message": message}
    _change(data, lambda state: state["sources"].setdefault(source, {}).update(told))


def stop(data: Path, source: str, error: WohnmonitorError) -> None:
    """As failed(), and a line in the log with the four parts of the error."""
    failed(data, source, str(error), kind=getattr(error, "kind", ""))
    log.tell("stopped", logging.ERROR, source=source, **error.parts())


def stopped(data: Path) -> dict[str, str]:
    """Sources whose last attempt failed, by id -> what with."""
    return {source: known["message"] for source, known in sorted(read(data)["sources"].items()) if "failed" in known}


def began(data: Path, work: str, when: datetime | None = None) -> None:
    """A command began to write. Until it ends the one before is forgotten: a kill leaves a beginning without an end. Raises StoreError."""
    _change(data, lambda state: state.update({"run": {"work": work, "began": _iso(when)}}))


def ended(data: Path, message: str = "", when: datetime | None = None) -> None:
    """It ended: well, or with the message of its failure. Raises StoreError."""
    _change(data, lambda state: state["run"].update({"ended": _iso(when), "failed": bool(message), "message": message}))


def has_failed(data: Path) -> bool:
    """Whether the last command that wrote failed or was killed; not while it runs."""
    run = read(data)["run"]
    return run.get("failed", "began" in run and not lock.busy(data))


def published(data: Path, release: str, reviewed: bool, when: datetime | None = None, back: bool = False) -> None:
    """A release was published: by a person who reviewed it, or inside the declared limits; back: by a rollback. Raises StoreError."""
    entry = {"release": release, "when": _iso(when), "reviewed": reviewed, "back": back}
    _change(data, lambda state: state.update({"published": [*state["published"], entry][-KEPT:]}))


def rolled_back(data: Path) -> str:
    """When the release that stands now was put back by a rollback; empty where it was published otherwise."""
    last = read(data)["published"][-1:]
    return last[0]["when"] if last and last[0].get("back") else ""


def was_published(data: Path, release: str) -> bool:
    """Whether a release was published since there is a journal."""
    return any(entry["release"] == release for entry in read(data)["published"])


def _change(data: Path, change) -> None:
    # One process writes at a time (lock.held); its threads fetch side by side.
    with _writing, files.writable(data):
        state = read(data)
        change(state)
        data.mkdir(parents=True, exist_ok=True)
        files.replace(data / NAME, (json.dumps(state, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _iso(when: datetime | None) -> str:
    return (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")


def day_of(when: str | None) -> date | None:
    """The day of a time in the journal, or of a text that begins with a date; None where there is none."""
    try:
        return date.fromisoformat(str(when)[:10])
    except ValueError:
        return None
