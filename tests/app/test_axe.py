"""WCAG by axe-core on every page, in its states, themes, widths and languages: no violation. And the keyboard: it reaches all that can be
pressed, a dialog keeps it until Escape gives it back.

One reader goes through all pages, so that scripts are loaded and compiled once; whatever goes wrong for her fails the test it happened in.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.app.visits import lead_on
from tests.conftest import new_page
from wohnmonitor.schema import LANGUAGES

pytestmark = pytest.mark.browser
THREE = "areas=DE_05334002,BE_63040,NL_GM0981"
OWN = "group=Eck:DE_05334002,BE_63040,NL_GM0981"
AXE = Axe()
READY = {
    "": "#note .wm-grades", "scatter": "#scatter .main-svg", "table": ".ag-row .ag-cell", "border": "#border-twins .main-svg",
    "embed": ".map-legend-gaps > *",
}  # fmt: skip


@pytest.fixture(scope="module")
def tab(profile):
    """One page for all tests of this file, what went wrong on it, and the language in which it shows the map."""
    tab = new_page(profile)
    tab.wrong, tab.map_in = [], None
    tab.on("pageerror", lambda error: tab.wrong.append(f"script: {error}"))
    tab.on("console", lambda message: tab.wrong.append(f"console: {message.text}") if message.type == "error" else None)
    yield tab
    tab.close()


@pytest.fixture
def page(tab):
    yield tab
    wrong, tab.wrong[:] = list(tab.wrong), []
    assert not wrong, "\n".join(wrong)


def violations(page, within: str | None = None) -> list[str]:
    """Every violation axe finds on the page, or in a part of it, with the element it lies in; what passed is not listed."""
    found = AXE.run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['help']}: {node['html'][:160]} {node['target']}" for one in found for node in one["nodes"]]


def visit(page, server: str, path: str, query: str, width: int = 1440, height: int = 900) -> None:
    page.map_in = None
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}{path}?{query}")
    page.wait_for_selector(READY.get(path, "main h1"))
    if path in ("", "embed"):
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
    ("embed", f"indicator=vacancy_rate&year=2021&{THREE}", 1100),
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
    ("", f"indicator=population&year=2024&areas=group:Eck,BE_63023&{OWN}&lang=nl", 1440),
    ("profile", f"area=group:Eck&{OWN}&lang=fr", 1440),
    ("compare", f"areas=group:Eck,BE_63023&{OWN}&theme=dark&lang=de", 1440),
    ("embed", f"indicator=population_density&year=2024&areas=group:Eck&{OWN}&theme=dark&lang=nl", 360),
    ("embed", f"indicator=population_density&view=two&second=vacancy_rate&year=2021&{THREE}&lang=en", 1100),
    ("privacy", "theme=dark&lang=de", 360),
    ("legal", "lang=nl", 1440),
    ("contact", "lang=fr", 360),
)
EVERY = [(path, f"{query}&lang={language}", width) for path, query, width in PAGES for language in LANGUAGES]
STATE = ("path", "query", "width")


@pytest.mark.parametrize(STATE, [one for one in (*EVERY, *STATES) if one[0]])
def test_no_violation(page, server, path, query, width):
    visit(page, server, path, query, width)
    assert violations(page) == []


@pytest.mark.parametrize(STATE, sorted((one for one in (*EVERY, *STATES) if not one[0]), key=lambda one: one[1].partition("lang=")[2][:2]))
def test_no_violation_on_the_map(page, server, path, query, width):
    """Language by language: the page that shows the map in this one already is led on."""
    language = query.partition("lang=")[2][:2]
    if page.map_in == language:
        lead_on(page, query, width)
    else:
        visit(page, server, path, query, width)
    page.map_in = language
    assert violations(page) == []


OPENS = {
    "[data-tour]": ".wm-tour", "#indicator": ".mantine-Select-option:visible", ".map-classes-open": ".map-classes[open]",
    "[aria-controls=wm-layers]": "#wm-layers", "[data-act=list]": ".wm-list[open]", "[data-act=own]": ".wm-own[open]",
    "#take": ".wm-take[open]", "#search": ".mantine-Select-option:visible",
}  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation_in_what_opens(page, server, theme):
    visit(page, server, "", f"indicator=population&{THREE}&{OWN}&theme={theme}&lang=en")
    for press, opened in OPENS.items():
        page.locator(press).click()
        if press == "#search":
            page.keyboard.type("aa")
        page.locator(opened).first.wait_for()
        part = opened.removesuffix(":visible") if theme == "dark" else None  # the page around it is that of the other tests
        assert violations(page, part) == [], press
        if press == "[data-act=own]":
            page.locator(".wm-own-row button", has_text="Change").first.click()
            page.get_by_label("Name of the area").fill("")
            page.get_by_role("button", name="Save").click()
            page.get_by_role("alert").last.wait_for()
            assert violations(page, part) == [], "the editor with a mistake"
        page.keyboard.press("Escape")
        page.locator(opened).first.wait_for(state="hidden")


def test_no_violation_in_the_drawer_and_on_an_error_page(page, server):
    visit(page, server, "", f"indicator=population&{THREE}&lang=en", 360)
    page.locator("#menu-open").click()
    page.locator(".wm-menu-pages").wait_for()
    assert violations(page) == []
    wrong = page.context.new_page()  # its 400 is what is looked for
    wrong.goto(f"{server}?indicator=nothing&lang=en")
    assert violations(wrong) == []


FOCUSABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))
    .filter(e => !e.closest('[inert]') && (e.type !== 'radio' || e.checked))
    .map((e, i) => { e.dataset.at = i; return e.outerHTML.slice(0, 120); })"""


def walked(page, most: int) -> set[int]:
    """Where Tab comes by, from the top of the page on; nothing that is reached is without a mark of the focus."""
    found = set()
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); getSelection().removeAllRanges(); }")
    for _ in range(most):
        page.keyboard.press("Tab")
        at, marked = page.evaluate("""() => {
            const on = document.activeElement, look = getComputedStyle(on);
            const marked = on.matches('input, .map-area, body') || look.outlineStyle !== 'none' || look.boxShadow !== 'none';
            return [on.dataset.at ?? null, marked];
        }""")
        assert marked, page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        found |= {int(at)} if at is not None else set()
    return found


REACHED = (
    ("profile", "area=NL_GM0981&lang=nl"), ("compare", f"{THREE}&lang=fr"), ("border", "indicator=owner_occupied_share&year=2021&lang=de"),
    ("method", "indicator=house_price&lang=en"), ("sources", "lang=de"), ("privacy", "lang=nl"), ("accessibility", "lang=fr"),
    ("legal", "lang=en"), ("embed", f"indicator=vacancy_rate&year=2021&{THREE}&lang=fr"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "query"), REACHED)
def test_the_keyboard_reaches_everything(page, server, path, query):
    visit(page, server, path, query)
    there = page.evaluate(FOCUSABLE)
    reached = walked(page, len(there) + 3)
    assert [one for at, one in enumerate(there) if at not in reached] == []


def test_dialogs_keep_the_keyboard_and_give_it_back(page, server):
    visit(page, server, "", f"indicator=population&{THREE}&{OWN}&lang=en")
    for press, opened in (("#take", ".wm-take"), ("[data-act=own]", ".wm-own"), ("[data-act=list]", ".wm-list:not(.wm-own, .wm-take)")):
        page.locator(press).focus()
        page.keyboard.press("Enter")
        page.locator(f"{opened}[open]").wait_for()
        within = f"() => document.activeElement === document.body || document.activeElement.closest('{opened}') !== null"
        assert page.evaluate(f"() => document.activeElement.closest('{opened}') !== null"), press
        for key in ("Tab", "Shift+Tab"):
            for _ in range(12):
                page.keyboard.press(key)
                assert page.evaluate(within), press
        page.keyboard.press("Escape")
        page.locator(f"{opened}[open]").wait_for(state="hidden")
        assert page.evaluate(f"() => document.activeElement.matches('{press}')"), press
