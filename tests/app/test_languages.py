"""The page in Chromium in each language: nothing is cut, nothing leaves its place, at any width."""

from __future__ import annotations

import json
import re

import pytest

from tests.app.visits import THREE, asked, lead_on, visit
from wohnmonitor.app.text import text
from wohnmonitor.schema import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("language", LANGUAGES)]


def choices_are_whole(page) -> None:
    cut = page.evaluate("""() => [...document.querySelectorAll('#topic, #indicator, #level')]
        .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth).map(e => e.value)""")
    hint = page.evaluate("""() => { const e = document.getElementById('search'), c = document.createElement('canvas').getContext('2d');
        if (!e.offsetParent) return 0;
        const s = getComputedStyle(e); c.font = `${s.fontSize} ${s.fontFamily}`;
        return c.measureText(e.placeholder).width - (e.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight)) }""")
    assert not cut and hint <= 0, (cut, hint)


def no_word_leaves_its_chart(page) -> None:
    outside = page.evaluate("""() => [...document.querySelectorAll('.wm-chart')].flatMap(chart => {
        const room = chart.getBoundingClientRect();
        return [...chart.querySelectorAll('.annotation-text, .xtick text, .ytick text')].filter(e => {
            const box = e.getBoundingClientRect();
            return box.left < room.left - 1 || box.right > room.right + 8 }).map(e => e.textContent) })""")
    assert not outside
    assert not [label for label in page.locator("#series .annotation-text").all_text_contents() if label.endswith(".")], "no name is cut"


def ranks_fit_their_column(page) -> None:
    table, column = (page.locator(place).bounding_box() for place in ("#selection table", "#selection"))
    assert table["x"] + table["width"] <= column["x"] + column["width"] + 1


def test_nothing_is_cut_and_nothing_leaves_its_place(page, server, language):
    visit(page, server, f"lang={language}&indicator=population_growth_5y&year=2023&level=district&{THREE}")
    no_word_leaves_its_chart(page)
    for width in (1440, 1280, 768, 560, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        choices_are_whole(page)
        if width == 1280:
            assert page.evaluate("document.querySelector('.wm-app .wm-controls').getBoundingClientRect().height") == 52
    lead_on(page, f"lang={language}&indicator=population_growth_5y&year=2024&level=district&{THREE}", 360)
    no_word_leaves_its_chart(page)
    lead_on(page, f"lang={language}&indicator=house_price&{THREE}", 360)
    wide = page.evaluate("(() => { const e = document.querySelector('.wm-facets'); return e.scrollWidth - e.clientWidth })()")
    assert wide <= 0, "the table of concepts needs no scrolling on a phone"
    ranks = f"lang={language}&indicator=house_price_index&year=2024&areas=BE_73042,NL_GM0935,DE_05334002,BE_73110"
    for width in (1280, 1440, 320):
        lead_on(page, ranks, width)
        ranks_fit_their_column(page)
    lead_on(page, f"lang={language}&indicator=population&year=2019&{THREE}")
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    page.locator(f'.wm-languages a[data-lang="{other}"]').click()
    page.wait_for_function("language => document.documentElement.lang === language", arg=other)
    page.wait_for_selector("#selection .wm-badge-3")
    asked(page, lang=other, year="2019", indicator="population", areas="DE_05334002,BE_63040,NL_GM0981")


def test_an_indicator_without_values_says_why_on_the_map_and_in_the_picker(page, server, language):
    """The release of the tests may hold every indicator: here the files of one are emptied on their way."""

    def emptied(route):
        answer = route.fetch()
        lists = ("years", "values", "status", "reasons", "reason", "ref", "sources")
        route.fulfill(response=answer, json=answer.json() | {name: [] for name in lists} | {"breaks": {}})

    def declared(route):
        answer = route.fetch()
        before, boot, after = re.split(r'(?<=id="wm-boot">)(.*?)(?=</script>)', answer.text(), maxsplit=1, flags=re.DOTALL)
        facts = json.loads(boot)
        facts["indicators"]["house_price"] |= {"empty": True, "live": "NL: CBS 83625NED", "full": []}
        route.fulfill(response=answer, body=before + json.dumps(facts).replace("<", "\\u003c") + after)

    page.route("**/data/*/house_price.*.json", emptied)
    page.route("**/?*lang=*", declared)
    t = text(language)
    page.goto(f"{server}?lang={language}&indicator=house_price&year=latest")
    for width, query in ((1440, "year=latest"), (1440, "year=2020"), (360, "year=latest")):
        page.wait_for_selector("#indicator", state="attached")
        lead_on(page, f"lang={language}&indicator=house_price&{query}", width)
        page.wait_for_selector('path[data-area][data-reason="uncollected"]', state="attached")
        said = page.locator(".map-notice").inner_text()
        assert t("uncollected.text") in said and "CBS 83625NED" in page.locator(".map-summary").text_content()
        assert not re.search("undefined|NaN|null", page.locator(".map-stage").inner_html())
        assert not re.search(r"\d{4}", page.locator(".map-title").inner_text()), "no year where there is none"
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("#indicator")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    grey = page.locator(".wm-option-grey:visible", has_text="83625NED")
    grey.wait_for()
    assert t("reason.uncollected") in grey.inner_text() and "CBS 83625NED" in grey.inner_text()
    page.locator(".mantine-Select-option:visible .wm-option:not(.wm-option-grey)").first.click()
    page.wait_for_selector("path[data-area][data-value]", state="attached")
    page.wait_for_selector(".map-track-box", state="visible")
