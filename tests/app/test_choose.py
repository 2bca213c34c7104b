"""Ways to choose: layers at the map, a list of areas, names of villages and of municipalities that are no more, two fingers."""

from __future__ import annotations

import json
from urllib.request import urlopen

import pytest

from tests.app.visits import asked, rows, visit

browser = pytest.mark.browser
VIEW = "lang=en&indicator=population&year=2024"


@browser
def test_layers_are_drawn_and_travel_in_the_link(page, server):
    visit(page, server, VIEW)
    button, line = page.locator("[aria-controls=wm-layers]"), page.locator(".map-world .map-language")
    assert line.is_hidden()
    assert page.locator(".map-world .map-water").first.is_visible()
    button.click()
    for name in ("Language areas", "Borders of districts", "Rivers and cities"):
        page.get_by_label(name).click()
    asked(page, layers="district,language")
    assert line.is_visible()
    assert page.locator(".map-world .map-district").is_visible()
    assert page.locator(".map-world .map-water").first.is_hidden()
    assert page.locator(".map-city-name").first.is_hidden()
    page.get_by_label("Language areas").click()
    page.get_by_label("Borders of districts").click()
    asked(page, layers="none")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-controls')") == "wm-layers"
    assert page.locator("#wm-layers").is_hidden()
    page.reload()
    page.wait_for_selector("path[data-area][data-value]")
    assert page.locator(".map-world .map-water").first.is_hidden()
    assert not page.wrong


@browser
def test_areas_are_chosen_from_a_list_with_their_neighbours(page, server):
    visit(page, server, VIEW)
    page.locator("[data-act=list]").click()
    page.keyboard.type("lüttich")
    row = page.locator(".wm-list-row:visible")
    assert row.count() == 1
    row.get_by_role("checkbox").check()
    page.locator("#selection .wm-place", has_text="Liège").wait_for()
    page.locator(".wm-list-level").select_option("district")
    page.locator(".wm-list-filter").fill("")
    assert page.locator(".wm-list-row:visible").count() == 14
    page.locator(".wm-list-level").select_option("municipality")
    page.locator(".wm-list-filter").fill("Vaals")
    page.get_by_role("button", name="Choose Vaals and its neighbours").click()
    asked(page, areas="BE_62063,NL_GM0981,BE_63088,DE_05334002,NL_GM1729")
    assert page.locator(".wm-list-count").inner_text() == "5 of 10 chosen"
    page.keyboard.press("Escape")
    page.locator("#selection .wm-place", has_text="Plombières").wait_for()
    assert rows(page)[:3] == ["Liège", "Vaals", "Plombières"]
    assert not page.wrong


@browser
def test_a_village_or_a_former_municipality_leads_to_todays(page, server):
    visit(page, server, VIEW)
    for typed, name, today in (("kanne", "Kanne", "Riemst"), ("overpelt", "Overpelt", "Pelt"), ("burtscheid", "Burtscheid", "Aachen")):
        page.keyboard.press("/")
        page.keyboard.type(typed)
        option = page.locator(".mantine-Select-option", has_text=name).first
        option.wait_for()
        assert today in option.inner_text()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("#selection .wm-place", has_text=today).first.wait_for()
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
    asked(page, areas="BE_73066,BE_72043,DE_05334002")


@browser
def test_places_are_of_areas_of_today(server, monitor):
    with urlopen(f"{server}places/{monitor.release}.json", timeout=10) as answer:
        places = json.load(answer)
    today = set(monitor.areas("municipality")["area_id"])
    assert {kind for *_, kind in places} == {"place", "former"}
    assert {area_id for _, ids, _ in places for area_id in ids.split(",")} <= today
    former = {name: ids for name, ids, kind in places if kind == "former"}
    assert former["Kortessem"] == "BE_71072"
    assert former["Neerpelt"] == former["Overpelt"] == "BE_72043"
    assert former["Nuth"] == "NL_GM1954"


@browser
def test_two_fingers_zoom_and_one_selects(browser, server):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**phone, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    visit(page, server, VIEW, 360, 740)
    box = page.locator(".map-frame").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": a, "y": b, "id": i} for i, (a, b) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    fitted = page.evaluate("wm.pan.k")
    touch("touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 9):
        touch("touchMove", (x - 20 - 8 * step, y), (x + 20 + 8 * step, y))
    touch("touchEnd")
    page.wait_for_function("k => wm.pan.k > 2 * k", arg=fitted)
    before = page.evaluate("wm.pan.x")
    touch("touchStart", (x, y))
    for step in range(1, 6):
        touch("touchMove", (x - 12 * step, y))
    touch("touchEnd")
    page.wait_for_function("was => wm.pan.x < was - 30", arg=before)
    assert "areas" not in page.url  # a drag selects nothing
    page.wait_for_timeout(400)  # what touches a moving page at once stops it, and is no tap
    page.locator(".map-zoom button").nth(2).tap()
    page.wait_for_function("k => Math.abs(wm.pan.k - k) < 1e-6", arg=fitted)
    inside = """() => {
        const frame = document.querySelector('.map-frame').getBoundingClientRect();
        const [x, y] = wm.map.at.shapes.label[wm.map.at.index.get('BE_63023')];
        return [frame.left + x * wm.pan.k + wm.pan.x, frame.top + y * wm.pan.k + wm.pan.y];
    }"""
    page.touchscreen.tap(*page.evaluate(inside))
    page.locator(".map-card-select").tap()
    page.locator("#selection .wm-place").first.wait_for(state="attached")
    context.close()
