"""Files written whole or not at all: under a temporary name beside the target, then moved over it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wohnmonitor.errors import StoreError

RETRIES, PAUSE = 50, 0.02
"""How often and after how many seconds a move is tried again."""
TODO = "free space, or name another folder with --data-dir"


def replace(path: Path, content: bytes) -> None:
    """The file holds `content` or what it held before, also after a crash or a power cut. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        move(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def move(temporary: Path, path: Path) -> None:
    """Move a finished file to its name, and the name to the disk. Raises OSError."""
    for again in range(RETRIES):
        try:
            temporary.replace(path)
            break
        except PermissionError:  # Windows, while a reader has the old file open
            if os.name != "nt" or again == RETRIES - 1:
                raise
            time.sleep(PAUSE)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def writable(folder: Path, *also: type[Exception]) -> Iterator[None]:
    """What the disk refuses (full, read-only, a file in the way) becomes StoreError. also: errors of a library that mean the same."""
    try:
        yield
    except (OSError, *also) as error:
        raise StoreError(str(folder), " ".join(str(error).split()), "a folder that can be written, with room", TODO) from None
