"""WCAG by axe-core on every page, in its states, themes, widths and languages: no violation."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from wohnmonitor.schema import LANGUAGES

pytestmark = pytest.mark.browser
THREE = "areas=DE_05334002,BE_63040,NL_GM0981"
AXE = Axe()
READY = {
    "": "#note .wm-grades", "scatter": "#scatter .main-svg", "table": ".ag-row .ag-cell", "border": "#border-twins .main-svg",
} | dict.fromkeys(("method", "coverage", "sources", "releases", "profile", "compare", "accessibility"), "main h1")  # fmt: skip


def violations(page) -> list[str]:
    """Every violation axe finds, with the element it lies in."""
    found = AXE.run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {node['html'][:160]} {node['target']}" for one in found for node in one["nodes"]]


def visit(page, server: str, path: str, query: str, width: int = 1440, height: int = 900) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}{path}?{query}")
    page.wait_for_selector(READY.get(path, "main h1"))
    if not path:
        page.wait_for_selector("path[data-area][data-value]", state="attached")


PAGES = (
    ("", f"indicator=population&year=2024&{THREE}", 1440),
    ("scatter", f"indicator=population_growth_5y&year=2024&{THREE}", 1440),
    ("table", f"indicator=population&{THREE}", 1440),
    ("method", "indicator=house_price", 1440),
    ("coverage", "", 360),
    ("sources", "", 360),
    ("releases", "", 768),
    ("profile", "area=BE_63023", 1440),
    ("compare", THREE, 360),
    ("border", f"indicator=owner_occupied_share&year=2021&{THREE}", 1440),
    ("accessibility", "", 1440),
)
STATES = (
    ("", f"indicator=house_price&year=latest&{THREE}&theme=dark&lang=de", 1440),
    ("", f"indicator=net_cold_rent&year=2022&{THREE}&lang=fr", 360),
    ("", f"indicator=population&mode=change&from=2019&year=2024&{THREE}&lang=nl", 1440),
    ("", f"indicator=population_density&mode=difference&year=2024&{THREE}&lang=en", 360),
    ("", f"indicator=population_density&view=two&year=2024&{THREE}&lang=nl&theme=dark", 1440),
    ("", f"indicator=population_density&view=bivariate&year=2024&{THREE}&lang=fr", 1440),
    ("", "indicator=vacancy_rate&year=latest&older=5&lang=de", 768),
    ("scatter", f"indicator=house_price&year=latest&{THREE}&theme=dark&lang=en", 360),
    ("table", "indicators=house_price,population&years=2015-2020&theme=dark&lang=de", 360),
    ("profile", "area=BE_73028&theme=dark&lang=nl", 360),
    ("compare", f"{THREE}&theme=dark&lang=fr", 1440),
    ("compare", "areas=BE_63023&lang=de", 1440),
    ("border", "indicator=share_multi_family&year=latest&theme=dark&lang=en", 360),
    ("privacy", "theme=dark&lang=de", 360),
    ("legal", "lang=nl", 1440),
    ("contact", "lang=fr", 360),
)
EVERY = [(path, f"{query}&lang={language}", width) for path, query, width in PAGES for language in LANGUAGES]


@pytest.mark.parametrize(("path", "query", "width"), [*EVERY, *STATES])
def test_no_violation(page, server, path, query, width):
    visit(page, server, path, query, width)
    assert violations(page) == []


STEPS = {
    "tour": ("[data-tour]", ".wm-tour"),
    "indicators": ("#indicator", ".mantine-Select-option:visible"),
    "classes": (".map-classes-open", "dialog[open]"),
    "layers": ("[aria-controls=wm-layers]", "#wm-layers"),
    "list": ("[data-act=list]", "dialog[open]"),
    "search": ("#search", ".mantine-Select-option:visible"),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_violation_in_what_opens(page, server, step):
    visit(page, server, "", f"indicator=population&{THREE}&lang=en")
    press, opened = STEPS[step]
    page.locator(press).click()
    if step == "search":
        page.keyboard.type("aa")
    page.locator(opened).first.wait_for()
    assert violations(page) == []


def test_no_violation_in_the_drawer_and_on_an_error_page(page, server):
    visit(page, server, "", f"indicator=population&{THREE}&lang=en", 360)
    page.locator("#menu-open").click()
    page.locator(".wm-menu-pages").wait_for()
    assert violations(page) == []
    wrong = page.context.new_page()  # its 400 is what is looked for
    wrong.goto(f"{server}?indicator=nothing&lang=en")
    assert violations(wrong) == []
