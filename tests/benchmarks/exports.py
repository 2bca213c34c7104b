"""The whole table (all indicators, areas and years) in each format: time, size, peak memory. Each in a process of its own.

python -m tests.benchmarks.exports [--data-dir DIR] [format …]; without a folder the release is built from the shipped snapshot.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from wohnmonitor import store
from wohnmonitor.export import FORMATS
from wohnmonitor.extract import Asked, extract
from wohnmonitor.pipeline import build_from_snapshot
from wohnmonitor.queries import open_monitor


def peak() -> float:
    """Most memory this process held, in MB. (ru_maxrss would count the parent's before exec.)"""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def one(data: Path, name: str) -> str:
    """Write one format; a line with seconds, megabytes of the file and of memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"whole{FORMATS[name].suffix}"
        began = time.perf_counter()
        FORMATS[name].write(extract(open_monitor(data), Asked(), "en"), path)
        took, size = time.perf_counter() - began, path.stat().st_size / 1e6
    return f"{name:12} {took:7.1f} s {size:8.1f} MB {peak():8.0f} MB"


def rows(data: Path) -> str:
    """What every process holds before it writes: the libraries and one indicator read."""
    count = sum(len(frame) for frame in extract(open_monitor(data), Asked()).frames())
    return f"{'read only':12} {count:9,} rows {'':8} {peak():9.0f} MB"


def main() -> None:
    """Print a line a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", choices=[[], *FORMATS, "rows"])
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--one", action="store_true", help="in this process")
    given = parser.parse_args()
    if given.one:
        name = given.formats[0]
        print(rows(given.data_dir) if name == "rows" else one(given.data_dir, name), flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        data = given.data_dir or Path(folder)
        if given.data_dir is None:
            store.publish(data, build_from_snapshot(data, date(2026, 1, 1)).release)
        print(f"{'format':12} {'time':>9} {'file':>11} {'peak memory':>11}")
        for name in given.formats or ("rows", *FORMATS):
            subprocess.run([sys.executable, "-m", __spec__.name, name, "--data-dir", str(data), "--one"], check=True)


if __name__ == "__main__":
    main()
