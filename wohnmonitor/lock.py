"""One writer at a time in a data folder: a lock of the operating system, so that it ends with the process that holds it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from wohnmonitor import files
from wohnmonitor.errors import LockedError

LOCK, HOLDER = "writing.lock", "writing.json"
"""The locked file, and beside it who holds it: Windows lets nobody read a file that is locked."""


@contextmanager
def held(data: Path, work: str, wait: float = 1) -> Iterator[None]:
    """Hold the folder for `work` (a command's name). wait: seconds to wait for another writer. Who holds it may hold it again.

    Raises LockedError, which says who holds it since when; StoreError where the folder cannot be written.
    """
    with files.writable(data):
        data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data.resolve() / LOCK, is_singleton=True, fallback_to_soft=False)
        again = lock.is_locked
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise LockedError(str(data), _holder(data), "one writer at a time", "wait until it is done, then run again") from None
    try:
        with files.writable(data):
            me = {"work": work, "process": os.getpid(), "host": socket.gethostname(), "since": _now()}
            files.replace(data / HOLDER, json.dumps(me).encode())
        yield
    finally:
        if not again:
            with suppress(OSError):
                (data / HOLDER).unlink(missing_ok=True)
        lock.release()


def busy(data: Path) -> bool:
    """Whether a process writes in the folder now."""
    try:
        FileLock(data / LOCK, timeout=0, fallback_to_soft=False).acquire().lock.release()
    except Timeout:
        return True
    except OSError:  # nobody writes where nobody can
        return False
    return False


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _holder(data: Path) -> str:
    """Who holds the folder, in words; a holder that has not yet written its name is another process."""
    try:
        who = json.loads((data / HOLDER).read_text(encoding="utf-8"))
        return f"{who['work']} runs since {who['since']} (process {who['process']} on {who['host']})"
    except (OSError, ValueError, KeyError):
        return "another process writes here"
