"""The page in Chromium: controls, URL, history, search, languages and widths work together."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest

from tests.app.visits import THREE, asked, rows, visit
from wohnmonitor.app.state import Known, from_scripts, parse, to_query

pytestmark = pytest.mark.browser
PLACES = ("BE_63040", "DE_05334002")


def test_find_kelmis_compare_it_and_share_the_link(page, server):
    visit(page, server)
    for typed, name in (("La Calamine", "Kelmis"), ("Aken", "Aachen"), ("vaals", "Vaals")):
        page.keyboard.press("/")
        page.wait_for_function("() => document.activeElement.id === 'search'")
        page.keyboard.type(typed)
        page.locator(".mantine-Select-option", has_text=name).first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("#selection .wm-place", has_text=name).wait_for()
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
    asked(page, areas="BE_63040,DE_05334002,NL_GM0981")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("#selection .wm-badge-3")
    assert rows(page) == ["Kelmis", "Aachen", "Vaals", "Together"]


def test_controls_map_and_url_agree_and_back_walks_through_them(page, server):
    visit(page, server, f"lang=en&indicator=population&year=2024&{THREE}")
    page.locator("#mode").get_by_text("Latest").click()
    asked(page, year="latest")
    page.click("#level")
    page.locator(".mantine-Select-option", has_text="Partner regions").click()
    asked(page, level="region", year="latest")
    page.wait_for_selector('path[data-area="ostbelgien"]')
    page.go_back()
    asked(page, level="municipality", year="latest")
    page.wait_for_function("() => document.getElementById('level').value === 'Municipalities'")
    page.go_back()
    asked(page, year="2024")
    page.wait_for_selector('#mode input[value="year"]:checked', state="attached")
    page.wait_for_selector('path[data-area="DE_05334002"]')


def test_an_area_of_the_map_is_selected_and_taken_away(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    page.locator('path[data-area="DE_05358008"]').click()
    page.locator("#selection .wm-place", has_text="Düren").wait_for()
    asked(page, areas="DE_05358008")
    page.locator("#selection").get_by_role("button", name="neighbours").click()
    page.wait_for_function("() => document.querySelectorAll('#selection .wm-badge').length > 3")
    page.get_by_role("button", name="Remove Düren from the selection").click()
    page.wait_for_function("() => ![...document.querySelectorAll('#selection .wm-place')].some(e => e.textContent === 'Düren')")
    page.get_by_role("button", name="Clear the selection").click()
    page.wait_for_selector("#selection .wm-hint")


def test_another_indicator_by_theme_and_by_name(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    page.click("#topic")
    page.locator(".mantine-Select-option", has_text="Housing market").click()
    page.wait_for_function("() => !location.search.includes('indicator=population')")
    page.click("#indicator")
    page.keyboard.press("Control+a")
    page.keyboard.type("house price index")
    page.locator(".mantine-Select-option:visible", has_text="House price index").first.click()
    asked(page, indicator="house_price_index")
    page.wait_for_selector("#banner .wm-grade-c")
    page.get_by_role("button", name="Show on one scale all the same").click()
    asked(page, scale="common")
    page.get_by_role("button", name="Back to ranks per country").click()
    page.wait_for_function("() => !location.search.includes('scale=')")
    assert "House price index" in page.title()


def test_the_theme_is_switched_remembered_in_the_url_and_drawn_everywhere(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    light = page.locator('path[data-area="DE_05334002"]').get_attribute("fill")
    page.get_by_role("button", name="Light or dark display").click()
    asked(page, theme="dark")
    page.wait_for_function("() => getComputedStyle(document.body).backgroundColor === 'rgb(18, 23, 28)'")
    page.wait_for_function("fill => document.querySelector('path[data-area=\"DE_05334002\"]').getAttribute('fill') !== fill", arg=light)
    page.reload()
    page.wait_for_selector(".wm-app")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_every_control_can_be_reached_and_has_a_name(page, server):
    visit(page, server, f"lang=de&indicator=population&year=2024&{THREE}")
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(45):
        page.keyboard.press("Tab")
        here = page.evaluate("""() => { const e = document.activeElement; return [e.id || e.className.baseVal || e.className || e.tagName,
            e.getAttribute('aria-label') || e.textContent.trim() || e.value || e.getAttribute('placeholder') || '',
            getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow, Boolean(e.closest('.map-stage'))] }""")
        seen.append(here)
    names = [str(name) for name, *_ in seen]
    for wanted in ("search", "theme-toggle", "topic", "indicator", "level", "take", "copy"):
        assert wanted in names, f"{wanted} not reached: {names}"
    ours = [(name, label, ring) for name, label, ring, in_map in seen if name != "BODY" and not in_map]
    assert all(label for _, label, _ in ours), ours
    assert all(ring != "nonenone" for *_, ring in ours), ours


def test_on_a_phone_the_menu_holds_search_and_theme(page, server):
    visit(page, server, "lang=nl&indicator=population&year=2024", 360, 800)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.fill("#search-menu", "Lanaken")
    page.locator(".mantine-Select-option:visible", has_text="Lanaken").first.click()
    page.locator("#selection .wm-place", has_text="Lanaken").wait_for()
    assert re.search(r"areas=BE_73042", page.url)


def test_the_link_is_copied(page, server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, server, f"lang=en&indicator=population&year=2024&{THREE}")
    page.get_by_role("button", name="Copy the link to this view").click()
    page.wait_for_selector("#copy[data-said]")
    found = parse_qs(page.evaluate("navigator.clipboard.readText()").partition("?")[2])
    release = found.pop("release")[0]  # under which the link was made
    assert found == parse_qs(f"indicator=population&year=2024&level=municipality&{THREE}&lang=en")
    assert release == page.evaluate("JSON.parse(document.getElementById('wm-boot').textContent).release")


def test_a_failed_answer_is_told_and_can_be_asked_again(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    visit(page, server, "lang=en&indicator=population&year=2024")
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.locator('path[data-area="DE_05358008"]').click()
    page.wait_for_selector("#wm-failed", state="visible", timeout=12_000)
    page.unroute("**/_dash-update-component*")
    page.click("#wm-retry")
    page.locator("#selection .wm-place", has_text="Düren").wait_for()
    page.wait_for_selector("#wm-failed", state="hidden")
    context.close()


@pytest.mark.parametrize(
    ("former", "today"), [("BE_73040", ["BE_71072"]), ("DE_05354032", ["DE_05334032"]), ("NL_GM0951", ["NL_GM1954"]),
                          ("NL_GM0993", ["NL_GM0984", "NL_GM1507"])],
)  # fmt: skip
def test_a_link_to_a_former_municipality_leads_to_todays(page, server, former, today):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server}?lang=en&indicator=population&year=2024&areas={former}")
    page.wait_for_selector(f"#selection .wm-badge-{len(today)}")
    named = page.evaluate("new URLSearchParams(location.search).get('areas')")
    assert sorted(named.split(",")) == sorted(today)
    assert "since" in page.locator("#moved").inner_text()
    page.get_by_role("button", name="Clear the selection").click()
    page.wait_for_selector("#moved", state="hidden")


def test_the_map_is_one_tab_stop_and_lists_have_names(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    page.locator('path[data-area][tabindex="0"]').focus()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("!document.activeElement.closest('.map-svg')"), "no nameless stop before the first area"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.area")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.map-zoom button')")
    page.click("#indicator")
    assert page.locator(".mantine-Select-options:visible").get_attribute("aria-label") == "Indicator"


ADDRESSES = (
    "indicator=population&year=2024&level=district&areas=BE_63040,DE_05334002&lang=nl",
    "indicator=population&mode=change&year=2024&from=2019&measure=percent&level=municipality&theme=dark&lang=de",
    "indicator=house_price&mode=difference&year=2020&benchmark=region&level=municipality&classes=manual&n=3&breaks=-1.5,0,2000&over=year&lang=fr",
    "indicator=house_price&year=latest&window=20&view=two&second=population&second_year=2020&layers=district,water&years=2015-2020&lang=en",
)


def test_page_and_server_write_the_same_address(page, server):
    visit(page, server)
    known = Known(list(page.evaluate("JSON.parse(document.getElementById('wm-boot').textContent).indicators")), PLACES, (1990, 2030),
                  lambda _: ("year", 2024), "population")  # fmt: skip
    for address in ADDRESSES:
        state = parse(parse_qs(address), known)
        written = page.evaluate("([state]) => wmShell.write(state)", [state.for_scripts()])
        assert written == to_query(state)
        back = page.evaluate("([query]) => wmShell.read(query)", ["?" + written])
        assert from_scripts(back, known) == state


@pytest.mark.parametrize("width", [1440, 360])
def test_the_guided_tour_walks_through_the_page(page, server, width):
    visit(page, server, "lang=nl", width)
    page.locator("[data-tour]").click()
    seen = set()
    for step in range(1, 9):
        dialog = page.get_by_role("dialog")
        assert dialog.locator(".wm-tour-count").inner_text() == f"{step} van 8"
        seen.add(dialog.get_by_role("heading").inner_text())
        box = dialog.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0 and box["y"] + box["height"] <= 900
        assert page.evaluate("document.querySelector('.wm-tour').contains(document.activeElement)")
        if step < 8:
            page.keyboard.press("ArrowRight")
    assert len(seen) == 8
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-tour')")


def test_a_box_selects_what_lies_in_it_and_not_more_than_ten(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    where = """id => { const at = wm.map.at, [x, y] = at.shapes.label[at.index.get(id)], edge = wm.frame.getBoundingClientRect();
                       return [x * wm.pan.k + wm.pan.x + edge.left, y * wm.pan.k + wm.pan.y + edge.top]; }"""
    x, y = page.evaluate(where, "BE_63040")

    def draw(reach: float) -> None:
        page.get_by_role("button", name="Select by drawing a box").click()
        page.mouse.move(x - reach, y - reach)
        page.mouse.down()
        page.mouse.move(x + reach, y + reach, steps=4)
        page.mouse.up()

    draw(6)
    page.wait_for_function("() => /areas=[^&]*BE_63040/.test(location.search)")
    before = page.url
    draw(150)
    page.locator(".map-notice", has_text="10 can be selected").wait_for()
    assert page.url == before
