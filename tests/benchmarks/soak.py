"""make soak: readers under load during publications, and refreshes killed at random moments. Ends with 1 on any failure.

Counts are bounded; only this machine's loopback is called, and only processes started here are ended.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import date
from pathlib import Path

from tests.benchmarks.clock import p95, started
from tests.conftest import free_port
from tests.replica import payloads
from tests.replica.server import Fault, Replica
from tests.replica.test_loaders import PERMITS, PERMITTED, STATBEL
from wohnmonitor import lock, store
from wohnmonitor.errors import WohnmonitorError
from wohnmonitor.pipeline import build_from_snapshot
from wohnmonitor.queries import open_monitor

PUBLICATIONS, READERS, KILLS = 50, 8, 30
SLOWEST, FOLLOWED = 500, 30
"""Milliseconds for the 95th of a hundred reads, seconds until the last release answers."""
SURFACE = "MS_TOTAL_SURFACE_RES_NEW"
LEFT = (".*", "releases/.*", "raw/*/.incoming", "raw/*/.*.new")
"""What no run may leave in the data folder."""
DATA_FILE = re.compile(r'href="/(data/([^/"]+)/[^"]+\.json)"')


class Readers:
    """People who open the map: the page, the data file that it names, and what monitoring asks."""

    def __init__(self, port: int, order: list[str]):
        self.port, self.order = port, order
        self.wrong: list[str] = []
        self.times: list[float] = []
        self.stop = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(READERS)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def get(self, path: str) -> str:
        start = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as answer:
            body = answer.read().decode()
        self.times.append((time.perf_counter() - start) * 1000)
        return body

    def release(self) -> str:
        return json.loads(self.get("healthz"))["release"]

    def _read(self) -> None:
        newest = 0
        while not self.stop.is_set():
            try:
                file, release = DATA_FILE.search(self.get("?lang=de")).groups()
                seen = [release, json.loads(self.get(file))["release"], self.release()]
                places = [newest, *(self.order.index(release) for release in seen)]
            except (OSError, ValueError, AttributeError) as error:
                self.wrong.append(repr(error))
                continue
            # The data are those of the page; what comes later is never older.
            if places[1] != places[2] or places != sorted(places):
                self.wrong.append(f"stale: {places}")
            newest = places[-1]
            time.sleep(0.05)


def publications(
    data: Path, count: int = PUBLICATIONS, pause: float = 0.3, slowest: float = SLOWEST, follow: float = FOLLOWED
) -> list[str]:
    """Publish release after release under load: no request may fail, wait, or go back to an older one; the last one answers soon.

    pause, follow: seconds between publications, and until the last one answers; slowest: milliseconds of the 95th read.
    """
    first = store.current(data)
    order, port = [first], free_port()
    server = started([sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(data), "serve", "--port", str(port)], port, "healthz")
    with Readers(port, order) as readers:
        for number in range(1, count + 1):
            order.append(f"{first[:10]}-copy{number:06}")
            shutil.copy(store.release_path(data, order[-2]), data / "releases" / f"{order[-1]}.duckdb")
            store.publish(data, order[-1])
            time.sleep(pause)
        start = time.perf_counter()
        while (seen := readers.release()) != order[-1] and time.perf_counter() - start < follow:
            time.sleep(0.1)
        followed = time.perf_counter() - start
    server.terminate()
    server.wait(20)
    wrong, times = readers.wrong, readers.times
    if seen != order[-1]:
        wrong.append(f"not followed within {follow} s: {seen}")
    if p95(times) > slowest:
        wrong.append(f"readers waited: p95 {p95(times):.0f} ms, at most {slowest}")
    spread = f"p95 {p95(times):.1f} ms, longest {max(times):.0f} ms, the last release answered after {followed:.1f} s"
    print(f"{count} publications, {len(times)} reads, {len(wrong)} failed or stale, {spread}")
    return wrong


class Publisher:
    """A publisher with another figure each time, whose file comes slowly, and the command that brings it in."""

    def __init__(self, data: Path):
        self.data, self.replica = data, Replica()
        self.replica.fault(PERMITS, Fault(slow=0.1))

    def call(self, number: int) -> list[str]:
        """Hand out state `number`; the command that fetches, builds and publishes it."""
        rows = payloads.one_more(payloads.permits(range(2023, 2024)), 2025)
        here = rows["REFNIS"].isin(["71016", "70000"])
        rows.loc[here, SURFACE] = [str(int(cell) + number) for cell in rows.loc[here, SURFACE]]
        self.replica.serve(STATBEL, PERMITS, payloads.statbel_zip(rows))
        return [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(self.data), "refresh", "--publish", "--source", PERMITTED]

    def begin(self, number: int) -> subprocess.Popen:
        """That command, begun."""
        env = os.environ | {"WOHNMONITOR_MIRROR": self.replica.address}
        return subprocess.Popen(self.call(number), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kills(data: Path, count: int = KILLS) -> list[str]:
    """Kill refreshes at random moments: what is published is the old release or the new one and opens; the next run needs no hand."""
    wrong, moments, swapped, publisher = [], random.Random(7), 0, Publisher(data)
    start = time.perf_counter()
    if publisher.begin(1).wait():
        wrong.append("the first refresh failed")
    whole = time.perf_counter() - start
    for number in range(2, count + 2):
        before = store.current(data)
        process = publisher.begin(number)
        # Every third one near the swap, which is a moment of the end.
        time.sleep((moments.uniform(0.05, 1) if number % 3 else moments.uniform(0.8, 1.1)) * whole)
        process.kill()
        process.wait()
        swapped += store.current(data) != before
        try:
            if store.current(data) not in (before, *store.kept(data)[-1:]):
                wrong.append(f"neither the old release nor the new one: {store.current(data)}")
            if open_monitor(data).values("population", level="emr", years=2024)["value"].isna().any():
                wrong.append("empty")
            if lock.busy(data):
                wrong.append("the lock remains")
        except WohnmonitorError as error:
            wrong.append(repr(error))
    before = store.current(data)
    if publisher.begin(count + 2).wait() or store.current(data) == before:
        wrong.append("the next run did not publish")
    if left := [str(path.relative_to(data)) for pattern in LEFT for path in data.glob(pattern)]:
        wrong.append(f"left behind: {left}")
    publisher.replica.close()
    print(f"{count} refreshes of {whole:.0f} s killed, {swapped} after the swap, {len(wrong)} broken")
    return wrong


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        store.publish(data, build_from_snapshot(data, date(2026, 1, 1)).release)
        wrong = publications(data) + kills(data)
    print("\n".join(wrong[:20]))
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
