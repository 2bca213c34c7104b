"""The map files of a release, built by a process of its own, so that the one that answers readers goes on answering.

prepared(path, first) starts it and yields the files as they are done: ("", path file), (first, its values), then all other indicators.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LEVEL = "municipality"
"""The level that opens first; the others are built when they are asked for."""


def prepared(path: Path, first: str) -> Iterator[tuple[str, bytes]]:
    """Files of the release in this database. Ends early where the process fails; closing it ends the process."""
    call = [sys.executable, "-m", "wohnmonitor.app.prepare", str(path), first]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        try:
            while True:
                yield pickle.load(process.stdout)
        except (EOFError, pickle.UnpicklingError):
            return
        finally:
            process.kill()


def main(path: str, first: str) -> None:
    """The process: one pickle a file on standard output."""
    from wohnmonitor.app.served import Served  # reads geopandas, which the caller has already
    from wohnmonitor.release import Release

    monitor = Served.on(Release(Path(path)))
    for name in ("", first, *(one for one in monitor.catalogue.indicators if one != first)):
        if name not in ("", first) and hasattr(os, "nice") and not os.nice(0):
            os.nice(10)  # the release can answer: from now on readers come first
        pickle.dump((name, monitor.payload(name, LEVEL) if name else monitor.geo()), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
