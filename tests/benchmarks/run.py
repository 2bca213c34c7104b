"""make bench: speed as ratios against a named alternative in the same run, and against the budgets of the design.

Prints one line a figure; ends with exit code 1 where a budget or a ratio is missed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks import pages
from tests.benchmarks.clock import clocked, failed, p95, started, told
from tests.conftest import FLAGS, chromium, free_port
from wohnmonitor import store
from wohnmonitor.pipeline import build_from_snapshot
from wohnmonitor.queries import open_monitor

HERE = Path(__file__).parent
YEARS = [2010, 2018, 2012, 2020, 2013, 2022, 2015, 2024, 2011, 2019]

PAINTED = """year => new Promise(done => {
  const start = performance.now();
  wm.show({mode: 'year', year}).then(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))));
})"""
PLAIN = """year => new Promise(done => {
  const graph = document.querySelector('.js-plotly-plot'), start = performance.now();
  const end = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  graph.once('plotly_afterplot', end);
  setTimeout(end, 20000);
  dash_clientside.set_props('year', {value: year});
})"""
INDICATOR = """id => new Promise(done => {
  const start = performance.now();
  wm.show({indicator: id}).then(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))));
})"""


def queries(data: Path) -> None:
    monitor = open_monitor(data)
    towns = monitor.areas("municipality")["area_id"].tolist()
    clocked(lambda: monitor.values("population", areas=towns[:1], years=2020), 20)
    told("one value query, p95", p95(clocked(lambda: monitor.values("population", areas=["NL_GM0935"], years=2020), 100)), 5)
    told("30-year series, p95", p95(clocked(lambda: monitor.values("population", areas=["NL_GM0935"]), 100)), 5)
    hundred = {"a hundred municipalities": towns[::2][:100]}
    told("ratio of a group of 100, p95", p95(clocked(lambda: monitor.values("dwellings_per_1000", years=2020, group=hundred), 100)), 10)


def browser(data: Path) -> None:
    port, other = free_port(), free_port()
    ours = started([sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(data), "serve", "--port", str(port)], port, "healthz")
    plain = started([sys.executable, str(HERE / "plain_plotly.py"), str(data), str(other)], other, "")
    address = f"http://127.0.0.1:{port}/?indicator=population_density&year=2010"
    urllib.request.urlopen(address, timeout=20).close()
    try:
        with sync_playwright() as play:
            chrome = play.chromium.launch(executable_path=chromium(), args=FLAGS)
            first = []
            for _ in range(5):
                page = chrome.new_context(viewport={"width": 1440, "height": 900}).new_page()
                start = time.perf_counter()
                page.goto(address, wait_until="commit")
                page.wait_for_selector("path[data-area='NL_GM0935'][fill^='#']")
                first.append((time.perf_counter() - start) * 1000)
                without = page.evaluate("typeof window.Plotly === 'undefined'")
                page.context.close()
            told("first meaningful map, cold cache, median", statistics.median(first), 2000)
            print(f"     painted before the chart library had arrived: {'yes' if without else 'no'}")
            page = chrome.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            page.wait_for_selector("#map-host path[data-area]")
            page.wait_for_timeout(1500)
            mine = [page.evaluate(PAINTED, year) for year in YEARS * 6][len(YEARS) :]
            told("change of year to painted map, p95", p95(mine), 50)
            ids = ["population", "dwellings_per_1000", "house_price", "population_density", "net_cold_rent", "dwellings"]
            told("change of indicator to painted map, p95", p95([page.evaluate(INDICATOR, i) for i in ids * 3]), 120)
            chrome.close()
            # The alternative needs WebGL, which a machine without a graphics card computes.
            chrome = play.chromium.launch(executable_path=chromium(), args=[*FLAGS, "--enable-unsafe-swiftshader"])
            page = chrome.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://127.0.0.1:{other}/")
            page.wait_for_selector(".js-plotly-plot .maplibregl-canvas", timeout=60_000)
            page.wait_for_timeout(3000)
            theirs = [page.evaluate(PLAIN, year) for year in YEARS]
            chrome.close()
    finally:
        for process in (ours, plain):
            process.terminate()
            process.wait(20)
    ratio = statistics.median(theirs) / statistics.median(mine)
    print(f"     median: ours {statistics.median(mine):.1f} ms, plain choroplethmap callback {statistics.median(theirs):.1f} ms")
    told("the inverse of how many times faster, in percent", 100 / ratio, 10, "%")
    print(f"     {ratio:.1f} times faster than a plain Plotly choroplethmap callback in the same run")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        start = time.perf_counter()
        store.publish(data, build_from_snapshot(data, date(2026, 1, 1)).release)
        told("snapshot to first release", time.perf_counter() - start, 10, "s")
        queries(data)
        browser(data)
        pages.measure(data)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
