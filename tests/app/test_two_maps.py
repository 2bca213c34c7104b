"""Two maps, and two figures in one, in Chromium: linked, walkable, in words, kept in the address."""

from __future__ import annotations

import pytest

from tests.app.visits import asked, lead_on, visit

pytestmark = pytest.mark.browser
TWO = "lang=en&indicator=population&year=2020&view=two&second_year=2012"
BOTH = "lang=en&indicator=population&year=2020&view=bivariate&second=population_density"
MAPS = ".map-frame:not([hidden]) .map-svg"


def choose(page, words: str) -> None:
    page.click("#view")
    page.locator(".mantine-Select-option", has_text=words).click()


def test_one_map_two_maps_and_back(page, server):
    visit(page, server, "lang=en&indicator=population&year=2020")
    choose(page, "Two maps")
    asked(page, view="two")
    page.wait_for_function(f"() => document.querySelectorAll('{MAPS}').length === 2")
    page.locator(".map-select").nth(1).select_option("2012")
    asked(page, second_year="2012")
    page.wait_for_function("() => document.querySelectorAll('.map-title')[1].textContent.includes('2012')")
    page.reload()
    page.wait_for_function("() => document.querySelectorAll('.map-title')[1]?.textContent.includes('2012')")
    page.wait_for_selector("#series .wm-chart .main-svg")
    page.go_back()
    page.go_back()
    page.wait_for_function(f"() => document.querySelectorAll('{MAPS}').length === 1")
    page.wait_for_function("() => document.getElementById('view').value === 'One map'")


def test_what_happens_on_one_map_shows_on_both(page, server):
    visit(page, server, TWO)
    page.wait_for_function(f"() => document.querySelectorAll('{MAPS}').length === 2")
    maps = page.locator(MAPS)
    values = [maps.nth(at).locator('path[data-area="DE_05334002"]').get_attribute("data-value") for at in (0, 1)]
    kept = page.evaluate("""async () => {
      const data = await (await fetch(wm.boot.urls.data.replace('{indicator}', 'population').replace('{level}', 'municipality'))).json();
      const at = data.ids.indexOf('DE_05334002');
      return [2020, 2012].map((year) => String(data.values[data.years.indexOf(year)][at]));
    }""")
    assert values == kept
    for at in (0, 1):
        assert maps.nth(at).locator('.map-area[tabindex="0"]').count() == 1
    maps.nth(1).locator('path[data-area="DE_05334002"]').dispatch_event("click")
    asked(page, areas="DE_05334002")
    for at in (0, 1):
        assert maps.nth(at).locator('path[data-area="DE_05334002"]').get_attribute("aria-pressed") == "true"
        assert maps.nth(at).locator(".map-capsule").count() == 1
    page.locator(".map-zoom button").first.click()
    moved = page.evaluate("() => [...document.querySelectorAll('.map-world')].map((world) => world.getAttribute('transform'))")
    assert moved[0] == moved[1]
    maps.nth(1).locator('path[data-area="DE_05334002"]').focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => document.activeElement.closest('.map-svg') === document.querySelectorAll('.map-svg')[1]")
    focused = page.evaluate("() => [...document.querySelectorAll('.map-focused')].map((line) => line.getAttribute('d'))")
    assert focused[0] and focused[0] == focused[1]
    assert "2012" in page.locator(".map-card-rows").inner_text()


def test_two_maps_overflow_at_no_width(page, server):
    visit(page, server, TWO)
    page.wait_for_function(f"() => document.querySelectorAll('{MAPS}').length === 2")
    for width in (1440, 768, 360):
        lead_on(page, TWO, width)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert all(frame.bounding_box()["width"] >= 300 for frame in page.locator(MAPS).all())


def test_two_figures_in_one_map_are_told_in_words_and_counts(page, server):
    visit(page, server, BOTH)
    page.wait_for_selector("[data-class]")
    counts = [int(words) for words in page.locator(".map-count-of-two").all_text_contents()]
    painted = page.locator("path[data-area][data-second]").count()
    assert len(counts) == 9 and sum(counts) == painted > 0
    name = page.locator("path[data-area][data-second]").first.get_attribute("aria-label")
    assert any(word in name for word in ("low", "middle", "high"))
    page.locator('[data-class="8"]').hover()
    assert page.locator("path[data-area]:not([opacity])").count() == counts[8]
    assert page.locator("#selection thead th").count() == 5


def test_the_square_of_nine_is_one_tab_stop(page, server):
    page.goto(f"{server}?lang=en&indicator=population_density&view=bivariate&year=2024")
    page.wait_for_selector("#note .wm-grades")  # the map has moved into its place by now, and is drawn for it
    page.wait_for_timeout(500)
    assert page.locator(".map-cell-of-two[tabindex='0']").count() == 1
    page.locator(".map-cell-of-two[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.class") == "6"
    assert page.locator(".map-cell-of-two[tabindex='0']").get_attribute("data-class") == "6"
    assert page.locator("path[data-area][opacity]").count() > 0
