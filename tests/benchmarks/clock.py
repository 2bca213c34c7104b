"""How long things take, and what is said of it."""

from __future__ import annotations

import statistics
import subprocess
import time
import urllib.request

failed: list[str] = []
"""What missed its budget."""


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def told(what: str, value: float, budget: float, unit: str = "ms") -> None:
    good = value <= budget
    print(f"{'ok  ' if good else 'MISS'} {what}: {value:.1f} {unit} (budget {budget:g})", flush=True)
    if not good:
        failed.append(what)


def started(command: list[str], port: int, path: str) -> subprocess.Popen:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return process
    raise SystemExit(f"{command} does not answer")


def clocked(call, times: int) -> list[float]:
    out = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        out.append((time.perf_counter() - start) * 1000)
    return out
