"""The pages of the desk: how long the server takes for a first view and how long until the browser shows it, against a plain Dash app.

Answers and the rows of areas are kept with their release, so each sample is of another area, selection or figure, none of which
that server was asked before. The browser has the files of the pages, as readers have who come back.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.clock import clocked, p95, started, told
from tests.conftest import FLAGS, chromium, free_port
from wohnmonitor.queries import Monitor, open_monitor
from wohnmonitor.schema import PAIRS

HERE = Path(__file__).parent
SAMPLES, PLAIN_SAMPLES = 18, 6
SERVER, SHOWN = 500, 2000
"""Milliseconds, p95: of the server for a page or what fills it, and until the browser shows it."""
FIGURES = {"profile": ".wm-profile", "compare": ".wm-comparison", "border": "#border-place .main-svg"}
PLAIN_FIGURES = {"profile": "table.shown", "compare": "table.shown", "border": ".shown .main-svg"}
MOST = {"profile": (60, 70), "compare of 2": (15, 30), "compare of 10": (15, 20), "border": (40, 90)}
"""Per cent of the plain app's median at most: of the server's, and of the browser's."""
SETTLED = 7
"""Seconds after which the server has drawn its map files."""


def views(monitor: Monitor) -> dict[str, tuple[str, list[str]]]:
    """Measure -> path, and queries of which no two share an area or a figure."""
    towns = monitor.areas("municipality").sample(frac=1, random_state=1)["area_id"].tolist()
    spans = monitor.indicators().set_index("indicator")["municipalities"]
    drawn = [
        one.id for one in monitor.catalogue.indicators.values()
        if spans.get(one.id, 0) > len(towns) / 2 and all(one.grade[pair] in "AB" for pair in PAIRS)
    ]  # fmt: skip

    def several(count: int) -> list[str]:
        return [f"areas={','.join(towns[at : at + count])}" for at in range(0, len(towns) - count + 1, count)]

    return {
        "profile": ("profile", [f"area={town}" for town in towns]), "compare of 2": ("compare", several(2)),
        "compare of 10": ("compare", several(10)), "border": ("border", [f"indicator={one}" for one in drawn]),
    }  # fmt: skip


def asking(address: str, output: str) -> Callable[[dict[str, object]], None]:
    """A call of the callback that fills `output`, with the values of its inputs by property."""
    with urllib.request.urlopen(f"{address}/_dash-dependencies") as answer:
        known = next(one for one in json.loads(answer.read()) if output in one["output"])
    several = known["output"].startswith("..")
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in known["output"].strip(".").split("...")]

    def ask(values: dict[str, object]) -> None:
        inputs = [one | {"value": values[one["property"]]} for one in known["inputs"]]
        state = [one | {"value": {}} for one in known["state"]]
        body = {
            "output": known["output"], "outputs": outputs if several else outputs[0], "inputs": inputs, "state": state,
            "changedPropIds": [f"{one['id']}.{one['property']}" for one in inputs],
        }  # fmt: skip
        request = urllib.request.Request(
            f"{address}/_dash-update-component", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=120).read()

    return ask


def shown(page: Page, address: str, selector: str) -> float:
    """Milliseconds from asking for an address until what it is for stands there."""
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector, state="attached", timeout=120_000)
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> str:
    return f"p50 {statistics.median(times):.0f} ms, p95 {p95(times):.0f} ms"


def against(what: str, ours: list[float], theirs: list[float], budget: float, most: float) -> None:
    """Ours within its budget, and within so many per cent of theirs."""
    told(f"{what}, p95", p95(ours), budget)
    print(f"     ours {spread(ours)}; plain Dash app {spread(theirs)}")
    told(f"{what}, median in per cent of a plain Dash app's", 100 * statistics.median(ours) / statistics.median(theirs), most, "%")


@contextmanager
def running(*command: str, path: str = "") -> Iterator[str]:
    """The address of a program that is started with its port as last argument and ended afterwards."""
    port = free_port()
    process = started([sys.executable, *command, str(port)], port, path)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def measure(data: Path) -> None:
    """Each page from a server that knows none of what is asked."""
    with running(str(HERE / "plain_pages.py"), str(data)) as theirs:
        for what, (path, queries) in views(open_monitor(data)).items():
            for side, most in zip((server, browser), MOST[what], strict=True):
                with running("-m", "wohnmonitor.cli", "--data-dir", str(data), "serve", "--port", path="healthz") as ours:
                    time.sleep(SETTLED)
                    side(what, path, queries, ours, theirs, most)


def server(what: str, path: str, queries: list[str], ours: str, theirs: str, most: float) -> None:
    """What a first view costs the server; the very first of all, which reads what all others share, is left out."""
    filled, plain, mine, other = asking(ours, "border-head"), asking(theirs, "page.children"), iter(queries), iter(queries)

    def answered() -> None:
        query = next(mine)
        if path == "border":
            filled({"data": {"indicator": query.removeprefix("indicator="), "lang": "en"}})
        else:
            urllib.request.urlopen(f"{ours}/{path}?{query}&lang=en", timeout=60).read()

    answered()
    times = clocked(answered, min(SAMPLES, len(queries) - 1))
    theirs_took = clocked(lambda: plain({"pathname": f"/{path}", "search": f"?{next(other)}"}), PLAIN_SAMPLES)
    against(f"{what}: first view, server", times, theirs_took, SERVER, most)


def browser(what: str, path: str, queries: list[str], ours: str, theirs: str, most: float) -> None:
    """Until the browser shows a first view; the first, which fetches the files, is left out."""
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        mine = [shown(page, f"{ours}/{path}?{query}&lang=en", FIGURES[path]) for query in queries[: SAMPLES + 1]]
        plain = [shown(page, f"{theirs}/{path}?{query}", PLAIN_FIGURES[path]) for query in queries[: PLAIN_SAMPLES + 1]]
        chrome.close()
    against(f"{what}: first view, shown", mine[1:], plain[1:], SHOWN, most)
