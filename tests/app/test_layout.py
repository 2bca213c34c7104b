"""The page in Chromium at every width: the measures of its style, nothing overflows, targets are large enough."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.app.visits import THREE, asked, lead_on, visit

pytestmark = pytest.mark.browser


def test_nothing_overflows_at_any_width(page, server):
    first, *others = (f"lang=fr&indicator={indicator}&{THREE}" for indicator in ("population_growth_5y", "house_price"))
    visit(page, server, first, 320)
    for query in (first, *others):
        lead_on(page, query, 320)
        for width in (320, 360, 559, 560, 768, 1024, 1279, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(500)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            outside = page.evaluate("""() => [...document.querySelectorAll('.wm-app :is(button, a, input, h2, td)')]
                .filter(e => e.offsetParent && !e.closest('.wm-facets, .wm-figures, .map-stage'))
                .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .map(e => e.outerHTML.slice(0, 120))""")
            assert not outside, width


def test_the_measures_of_the_style_and_targets_large_enough(page, server):
    visit(page, server, "lang=de&indicator=population&year=2024")
    height = "s => document.querySelector(s).getBoundingClientRect().height"
    assert page.evaluate(height, ".wm-app .wm-header") == 52
    assert page.evaluate(height, ".wm-app .wm-controls") == 52
    assert page.evaluate(height, ".wm-columns") == 796
    width = page.evaluate("document.querySelector('.wm-reading').getBoundingClientRect().width")
    assert 440 <= width <= 520
    assert page.evaluate("document.documentElement.scrollHeight") <= 900, "no page scroll at 1440 × 900"
    for width, least in ((1440, 24), (360, 44)):
        lead_on(page, f"lang=de&indicator=population&year=2024&{THREE}", width)
        small = page.evaluate(
            """least => [...document.querySelectorAll('.wm-header button, .wm-controls :is(button, a), .wm-remove, .wm-actions button')]
                .filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
                .filter(([, box]) => box.height < least || box.width < 24).map(([name]) => name)""",
            least,
        )
        assert not small, (width, small)


def test_no_name_on_the_map_touches_the_legend(page, server):
    visit(page, server, "lang=nl&indicator=population_growth_5y&year=2023&level=municipality", 768)
    for level in ("municipality", "district", "region"):
        for width in (768, 1440):
            lead_on(page, f"lang=nl&indicator=population_growth_5y&year=2023&level={level}", width)
            touching = page.evaluate("""() => { const edge = document.querySelector('.map-legend').getBoundingClientRect().right;
                return [...document.querySelectorAll('.map-name')].filter(e => e.getBoundingClientRect().left < edge)
                    .map(e => e.textContent) }""")
            assert not touching, (level, width)


def test_other_figures_of_the_theme_stand_below_and_lead_to_the_map(page, server):
    query = "indicator=population&areas=DE_05334002,BE_63040&lang=en"
    visit(page, server, query)
    panels = page.locator("#multiples .wm-panel")
    for width in (1440, 360):
        lead_on(page, query, width)
        expect(panels).to_have_count(9)
        drawn = panels.locator("img")
        expect(drawn.first).to_have_attribute("alt", re.compile("Aachen from"))
        assert drawn.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        link = panels.first.get_by_role("link")
        wanted = parse_qs(link.get_attribute("href").partition("?")[2])["indicator"][0]
        link.focus()
        page.keyboard.press("Enter")
        asked(page, indicator=wanted, areas="DE_05334002,BE_63040")
