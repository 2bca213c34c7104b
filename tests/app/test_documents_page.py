"""Pages on method and coverage in Chromium: nothing overflows, the keyboard reaches everything, paper and themes work."""

from __future__ import annotations

import pytest

from wohnmonitor.schema import LANGUAGES

pytestmark = pytest.mark.browser
PATHS = ("method", "coverage", "method?indicator=income_index", "method?indicator=unemployed_per_1000_working_age",
         "coverage?indicator=share_single_family_detached")  # fmt: skip


def visit(page, server: str, path: str, language: str, more: str = ""):
    page.goto(f"{server}{path}{'&' if '?' in path else '?'}lang={language}{more}")
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overflows(page, server, language):
    for path in PATHS:
        visit(page, server, path, language)
        for width in (320, 360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width} px"


def test_the_keyboard_reaches_pages_languages_and_tables(page, server):
    visit(page, server, "coverage?indicator=population", "en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "wm-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.className"))
    assert "/method?indicator=population&lang=en" in reached and "wm-scroll" in reached


def test_the_map_leads_to_the_pages_and_back(page, server):
    page.goto(f"{server}?indicator=house_price&lang=fr")
    page.locator("#note a", has_text="Méthode").click()
    page.wait_for_url("**/method?indicator=house_price&*lang=fr")
    page.locator("main a", has_text="Carte").first.click()
    page.wait_for_selector("#note .wm-grade")
    assert "indicator=house_price" in page.url and "lang=fr" in page.url
    page.locator(".wm-app .wm-nav a", has_text="Disponibilité").click()
    page.wait_for_url("**/coverage?indicator=house_price&*lang=fr")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes(page, server, theme):
    visit(page, server, "coverage", "de", f"&theme={theme}")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 28)"}[theme]
    filled = page.evaluate("getComputedStyle(document.querySelector('.wm-have-all')).fill")
    assert filled == {"light": "rgb(11, 83, 148)", "dark": "rgb(134, 190, 239)"}[theme]


def test_on_paper_only_the_content_stands_and_fits(page, server):
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print")
    for path in PATHS:
        visit(page, server, path, "de")
        assert not page.locator(".wm-header").is_visible()
        assert page.evaluate("[...document.querySelectorAll('.wm-scroll')].every(e => e.scrollWidth <= e.clientWidth + 1)"), path
