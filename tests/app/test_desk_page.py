"""Profile, compare, border view and the institution's pages in Chromium: two sheets of paper, narrow screens, keyboard."""

from __future__ import annotations

import re

import pytest

from wohnmonitor.schema import LANGUAGES

pytestmark = pytest.mark.browser
SEVEN = "compare?areas=NL_GM0928,DE_05334016,BE_63023,BE_63040,NL_GM0935,NL_CR39,emr"
PATHS = ("profile?area=BE_63023", "profile", "compare?areas=NL_GM0928,DE_05334016", SEVEN, "compare", "privacy", "contact")
OWN = "group:Dreiländereck&group=Dreiländereck:DE_05334002,NL_GM0981,BE_63040,BE_63088,NL_GM1729"
SHEETS = (
    ("DE_05334002", "de"), ("BE_73028", "nl"), ("NL_CR39", "en"), ("BE_62063", "fr"), ("liege", "fr"), ("DE_05358008", "fr"),
    (OWN, "de"), (OWN, "fr"),
)  # fmt: skip


@pytest.mark.parametrize(("area", "language"), SHEETS)
def test_a_profile_is_two_sheets_of_paper(page, server, area, language):
    page.goto(f"{server}profile?area={area}&lang={language}")
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 2
    assert {tuple(map(round, map(float, box.split()))) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", sheets)} == {(0, 0, 595, 842)}


def test_nothing_is_cut_on_paper(page, server):
    """At the width of A4 without its margins, as the sheet is laid out."""
    page.set_viewport_size({"width": 703, "height": 1035})
    page.emulate_media(media="print")
    for area, language in SHEETS:
        page.goto(f"{server}profile?area={area}&lang={language}")
        cut = page.evaluate(
            """parts => [...document.querySelectorAll(parts)].filter(
            e => e.scrollWidth > e.clientWidth + 1 && !e.querySelector('.wm-unseen')).map(e => e.className + ': ' + e.textContent)""",
            ".wm-figures-table :is(td, thead th), .wm-beside-table :is(td, th), .wm-sideways, .wm-key, .wm-said li",
        )
        assert cut == [], f"{area} {language}"
        assert not page.locator(".wm-bar").is_visible() and not page.locator(".wm-foot").is_visible()


def test_paper_is_white_in_the_dark_theme_too(page, server):
    page.emulate_media(media="print")
    page.goto(f"{server}profile?area=BE_63023&lang=fr&theme=dark")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(22, 32, 42)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overflows(page, server, language):
    for path in PATHS:
        page.goto(f"{server}{path}{'&' if '?' in path else '?'}lang={language}")
        for width in (320, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width} px"


def test_a_wide_comparison_scrolls_under_its_names(page, server):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server}{SEVEN}&lang=de")
    table = page.locator(".wm-sideways").first
    table.focus()
    before = table.locator("tbody th").first.bounding_box()["x"]
    table.evaluate("e => { e.scrollLeft = 200 }")
    assert table.locator("tbody th").first.bounding_box()["x"] == before and table.evaluate("e => e.scrollLeft") == 200


def test_the_keyboard_chooses_another_area(page, server):
    page.goto(f"{server}profile?area=BE_63023&lang=en")
    page.locator("#area").focus()
    page.keyboard.type("Vaals")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile?area=NL_GM0981&*lang=en")
    assert page.locator("h1").inner_text() == "Vaals"


def test_the_border_view_draws_both_sides_and_twins(page, server):
    page.goto(f"{server}border?indicator=share_age_65_plus&year=latest&lang=en")
    page.wait_for_selector("#border-twins .main-svg")
    assert page.locator("#border-place .main-svg").count() >= 3
    assert page.locator("#border-place tbody tr").count() > 10
    assert page.locator("#border-twins tbody tr", has_text="Kerkrade – Herzogenrath").count() == 1
    assert "EPSG:3035" in page.locator("#border-head").text_content()


def test_the_border_view_says_why_it_draws_nothing(page, server):
    page.goto(f"{server}border?indicator=house_price&lang=en")
    page.wait_for_selector("#border-place .wm-border")
    assert "grade D rules out a comparison" in page.locator("#border-place").inner_text()
    assert page.locator("#border-place .main-svg").count() == 0
    page.locator("#border-indicator").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("owner-occupied")
    page.locator(".mantine-Select-option:visible").first.click()
    page.wait_for_selector("#border-place .main-svg")
    assert "indicator=owner_occupied_share" in page.url
    page.locator("#border-year").click()
    page.locator(".mantine-Select-option:visible", has_text="2021").click()
    page.wait_for_function("() => /year=2021/.test(location.search)")


def test_every_page_leads_to_those_of_the_institution(page, server):
    page.set_viewport_size({"width": 1440, "height": 900})
    for path in ("", "table", "profile?area=BE_63023", "method"):
        page.goto(f"{server}{path}{'&' if '?' in path else '?'}lang=en")
        for name in ("privacy", "accessibility", "legal", "contact"):
            page.locator(f"footer a[href*='/{name}?']").wait_for(state="attached")
    page.locator("footer a", has_text="Legal notice").click()
    page.wait_for_url("**/legal?lang=en")
    assert "The operator has not declared this." in page.locator("main").inner_text()
