"""Tasks that a planner brings, each from the start page in at most the steps it may take; a step is one act of hers."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser


class Tour:
    """Counts the steps, and holds that nothing went wrong on the way: no script error, no request to anyone else."""

    def __init__(self, page, server: str, language: str = "en"):
        self.page, self.steps, self.strangers = page, 0, []
        own = (server, "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(own) else self.strangers.append(request.url))
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{server}?lang={language}")
        page.wait_for_selector("#note .wm-grades")
        page.wait_for_selector("path[data-area][data-value]", state="attached")

    def step(self):
        self.steps += 1
        return self.page

    def search(self, typed: str, name: str) -> None:
        """One step: the search field, a name, the first hit."""
        page = self.step()
        page.keyboard.press("/")
        page.wait_for_function("() => document.activeElement.id === 'search'")
        page.keyboard.type(typed)
        page.locator(".mantine-Select-option:visible", has_text=name).first.click()
        page.wait_for_function("() => document.getElementById('search').value === ''")
        page.wait_for_timeout(300)

    def done(self, most: int) -> None:
        assert self.steps <= most and self.strangers == []


@pytest.fixture
def tour(page, server):
    return Tour(page, server)


def painted(page, count: int = 150) -> dict[str, float]:
    """Values on the map by area."""
    page.wait_for_function("n => document.querySelectorAll('path[data-area][data-value]').length >= n", arg=count)
    found = page.evaluate("[...document.querySelectorAll('path[data-area][data-value]')].map(p => [p.dataset.area, +p.dataset.value])")
    return dict(found)


def test_which_municipality_lost_most_people_since_2015(tour):
    tour.step().locator("#mode").get_by_text("Change").click()
    tour.page.wait_for_function("() => /mode=change/.test(location.search)")
    tour.step().evaluate("wm.act({ from: 2015 })")  # a drag of the hollow handle; test_change.py drives it by mouse and keys
    tour.page.wait_for_function("() => /from=2015/.test(location.search)")
    tour.step().get_by_role("button", name="absolute").or_(tour.page.get_by_text("absolute", exact=True)).first.click()
    tour.page.wait_for_function("() => /measure=absolute/.test(location.search)")
    lost = min(painted(tour.page).items(), key=lambda item: item[1])[0]
    name = tour.page.evaluate("id => wm.name(id)", lost)
    assert name in tour.page.locator(".map-summary").text_content()
    tour.done(3)


def test_how_house_prices_in_lanaken_and_maastricht_move(tour):
    tour.search("house price index", "House price index")
    tour.page.wait_for_function("() => /indicator=house_price_index/.test(location.search)")
    tour.search("Lanaken", "Lanaken")
    tour.search("Maastricht", "Maastricht")
    tour.page.wait_for_selector("#selection .wm-badge-2")
    spoken = tour.page.locator("#series [role=img]").get_attribute("aria-label")
    assert "Lanaken" in spoken and "Maastricht" in spoken
    assert tour.page.locator("#note .wm-grade-c").count(), "and the page says how far they may be compared"
    tour.done(4)


def test_where_is_the_figure_older_than_five_years(tour):
    tour.page.goto(re.sub(r"\?.*", "?lang=en&indicator=vacancy_rate&year=2021", tour.page.url))
    tour.page.wait_for_selector("#note .wm-grades")
    tour.step().locator("#mode").get_by_text("Latest").click()
    tour.step().get_by_text(re.compile("older than the newest")).first.click()
    tour.page.wait_for_function("() => /older=/.test(location.search)")
    tour.done(2)


def test_is_there_a_place_with_few_flats_permitted_but_fast_growth(tour):
    tour.step().locator(".wm-app .wm-nav a", has_text="Scatter").click()
    tour.page.wait_for_selector("#scatter .main-svg")
    page = tour.step()
    page.click("#scatter-x")
    page.keyboard.press("Control+a")
    page.keyboard.type("flats permitted")
    page.locator(".mantine-Select-option:visible", has_text="lats").first.click()
    page.wait_for_function("() => /second=share_flats_permitted/.test(location.search)")
    page.wait_for_function("() => /lats/.test(document.getElementById('scatter-title').textContent)")
    tour.step().locator("#scatter-place summary").click()
    rows = page.locator("#scatter-place tbody tr").all_inner_texts()
    assert len(rows) > 50 and all(len(row.split("\t")) == 4 for row in rows)
    tour.done(4)


def test_print_the_profile_of_eupen_in_french(page, server):
    tour = Tour(page, server, "fr")
    page.add_init_script("window.print = () => { window.printed = true }")
    tour.search("Eupen", "Eupen")
    tour.step().locator("#selection .wm-actions a", has_text="Profil").click()
    page.wait_for_selector("h1:has-text('Eupen')")
    tour.step().get_by_role("button", name=re.compile("Imprimer")).click()
    assert page.evaluate("window.printed") and page.locator("html").get_attribute("lang") == "fr"
    tour.done(3)


def test_how_does_kerkrade_differ_from_herzogenrath(tour):
    tour.search("Kerkrade", "Kerkrade")
    tour.search("Herzogenrath", "Herzogenrath")
    tour.step().locator("#selection .wm-actions a", has_text="Compare").click()
    tour.page.wait_for_selector("h1:has-text('Kerkrade and Herzogenrath')")
    assert tour.page.locator(".wm-largest li").count() >= 3
    row = tour.page.locator(".wm-beside-table tr", has_text="Population density")
    cells = [float(cell.replace(",", "").replace("\u2212", "-").replace("+", "")) for cell in row.locator("td b").all_inner_texts()]
    assert round(cells[1] - cells[0]) == pytest.approx(cells[2], abs=1), "the difference is second minus first"
    tour.done(3)


def test_build_the_three_country_corner_and_send_its_share_of_older_people(page, server):
    tour = Tour(page, server, "de")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tour.step().locator("[data-act=own]").click()
    tour.step().locator(".wm-own-row", has_text="Dreiländereck").get_by_role("button", name=re.compile("Übernehmen")).click()
    tour.step().get_by_role("button", name="Fertig").click()
    tour.search("ab 65", "ab 65")
    page.wait_for_function("() => /share_age_65_plus/.test(location.search)")
    row = page.locator("#selection tbody tr", has_text="Dreiländereck").first
    row.locator(".wm-own", has_text=re.compile(r"^1\d,\d")).wait_for()  # no longer the growth that stood there before
    share = row.locator(".wm-own").inner_text()
    tour.step().locator("#copy").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('group=')")
    link = page.evaluate("navigator.clipboard.readText()")
    sent = page.context.browser.new_context(locale="en-GB").new_page()  # the colleague
    sent.goto(link)
    theirs = sent.locator("#selection tbody tr", has_text="Dreiländereck").first.locator(".wm-own")
    theirs.wait_for()
    assert theirs.inner_text() == share
    sent.context.close()
    tour.done(6)


def test_put_the_map_of_vacancy_into_a_dutch_council_paper(page, server, tmp_path):
    tour = Tour(page, server, "nl")
    tour.search("niet-bewoond", "Niet-bewoonde woningen")
    page.wait_for_function("() => /indicator=vacancy_rate/.test(location.search)")
    tour.step().locator("#take").click()
    with page.expect_download() as waiting:
        tour.step().get_by_role("button", name="SVG: Kaart", exact=True).click()
    waiting.value.save_as(tmp_path / "kaart.svg")
    words = (tmp_path / "kaart.svg").read_text(encoding="utf-8")
    assert "Bronnen: Statistics Netherlands" in words and "Vergelijkbaarheid NL–BE" in words and "gemeenten per deel" in words
    tour.done(3)
