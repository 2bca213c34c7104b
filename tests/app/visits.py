"""The map in Chromium: opened by its address, and led on to another as Back does, which costs a tenth of a load."""

from __future__ import annotations

THREE = "areas=DE_05334002,BE_63040,NL_GM0981"
PENDING = """() => {
  const ask = window.fetch;
  window.pending = { n: 0, since: 0 };
  window.fetch = (...call) => {
    window.pending.n += 1;
    return ask(...call).finally(() => { window.pending.n -= 1; window.pending.since = performance.now(); });
  };
}"""


def visit(page, server: str, query: str = "lang=en", width: int = 1440, height: int = 900):
    """The page of this address, with its map and its charts drawn."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}?{query}")
    page.wait_for_selector("#series .wm-chart .main-svg")
    page.wait_for_selector("path[data-area][data-value]")
    return page


def lead_on(page, query: str, width: int = 1440, height: int = 900):
    """The page, open in the same language, at another address and width, all answers come and drawn."""
    if not page.evaluate("Boolean(window.pending)"):
        page.evaluate(f"({PENDING})()")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("query => { history.pushState({}, '', '?' + query); dispatchEvent(new PopStateEvent('popstate')); }", query)
    page.wait_for_timeout(250)  # a new width is drawn for after 200 ms
    page.wait_for_function("() => !window.pending.n && performance.now() - window.pending.since > 150")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page


def asked(page, **wanted) -> None:
    """Wait until the URL holds these parameters."""
    for name, value in wanted.items():
        page.wait_for_function("([name, value]) => new URLSearchParams(location.search).get(name) === value", arg=[name, value])


def rows(page) -> list[str]:
    return page.locator("#selection tbody tr .wm-place").all_inner_texts()
