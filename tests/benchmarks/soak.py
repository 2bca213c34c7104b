"""make soak: readers under load during publications, and builds killed at random moments. Ends with 1 on any failure.

Counts are bounded; only this machine's loopback is called, and only processes started here are ended.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import date
from pathlib import Path

from tests.benchmarks.run import p95, started
from tests.conftest import free_port
from wohnmonitor import store
from wohnmonitor.pipeline import build_from_snapshot
from wohnmonitor.queries import open_monitor

PUBLICATIONS, READERS, KILLS = 50, 8, 30
SLOWEST, FOLLOWED = 500, 30
"""Milliseconds for the 95th of a hundred readers, seconds until the last release answers."""


def publications(data: Path, first: str) -> list[str]:
    """Swap two releases under load; no request may fail, wait for a release to be read, or answer with one that was not
    published; in the end the last one answers."""
    second = f"{first[:10]}-copy000000"
    shutil.copy(store.release_path(data, first), data / "releases" / f"{second}.duckdb")
    port = free_port()
    server = started([sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(data), "serve", "--port", str(port)], port, "healthz")
    wrong, times, stop = [], [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            start = time.perf_counter()
            try:
                seen = _release(port)
            except (OSError, ValueError) as error:
                wrong.append(str(error))
            else:
                times.append((time.perf_counter() - start) * 1000)
                if seen not in (first, second):
                    wrong.append(f"stale: {seen}")
            time.sleep(0.05)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for number in range(PUBLICATIONS):
        store.publish(data, (first, second)[number % 2])
        time.sleep(0.1)
    start = time.perf_counter()
    while (seen := _release(port)) != store.current(data) and time.perf_counter() - start < FOLLOWED:
        time.sleep(0.1)
    stop.set()
    for reader in readers:
        reader.join()
    server.terminate()
    server.wait(20)
    if seen != store.current(data):
        wrong.append(f"not followed within {FOLLOWED} s: {seen}")
    if p95(times) > SLOWEST:
        wrong.append(f"readers waited: p95 {p95(times):.0f} ms, at most {SLOWEST}")
    spread = f"p95 {p95(times):.1f} ms, longest {max(times):.0f} ms"
    print(f"{PUBLICATIONS} publications, {len(times)} reads, {len(wrong)} failed or stale, {spread}")
    return wrong


def _release(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return json.load(answer)["release"]


def kills(data: Path) -> list[str]:
    """Kill builds at random moments: the published release opens every time, and the next build needs no hand."""
    published, wrong = store.current(data), []
    code = "from datetime import date; from pathlib import Path; import sys; from wohnmonitor import pipeline, store\n" \
           "d = Path(sys.argv[1]); b = pipeline.build_from_snapshot(d, date(2026, 2, 2)); store.publish(d, b.release)"  # fmt: skip
    for number in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", code, str(data)], stderr=subprocess.DEVNULL)
        time.sleep(random.Random(number).uniform(0.5, 9))
        process.kill()
        process.wait()
        try:
            if open_monitor(data).values("population", level="emr", years=2024)["value"].isna().any():
                wrong.append("empty")
        except Exception as error:
            wrong.append(repr(error))
    build_from_snapshot(data, date(2026, 2, 3))
    if open_monitor(data).release != published:
        wrong.append("another release than the old or the new one")
    print(f"{KILLS} builds killed, {len(wrong)} broken releases")
    return wrong


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        release = build_from_snapshot(data, date(2026, 1, 1)).release
        store.publish(data, release)
        wrong = publications(data, release)
        store.publish(data, release)
        wrong += kills(data)
    print("\n".join(wrong[:20]))
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
