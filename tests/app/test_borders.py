"""Borders of the year: files on demand, and the map of the municipalities of that time."""

from __future__ import annotations

import pytest

from wohnmonitor.schema import LANGUAGES

VIEW = "{server}?indicator=population&year={year}&level=municipality&lang={lang}"


@pytest.fixture(scope="module")
def client(dash_app):
    return dash_app.server.test_client()


def test_outlines_are_named_by_their_content_and_never_change(client):
    asked = client.get("/geo/then/2018.json")
    assert asked.status_code == 302 and asked.headers["Cache-Control"] == "no-cache"
    answer = client.get(asked.headers["Location"])
    assert "immutable" in answer.headers["Cache-Control"]
    outlines = answer.get_json()
    assert len(outlines["level"]["ids"]) == 207 == len(outlines["level"]["d"])
    assert outlines["parts"]["BE_72025"] == ["Neerpelt", "BE_72043"] and "BE_62063" not in outlines["parts"]
    assert outlines["level"]["neighbours"]["BE_72025"] and len(answer.data) < 150_000


def test_data_of_a_vintage_are_its_years_on_its_municipalities(client, monitor):
    url = f"/data/{monitor.release}/then/2019/population.json"
    data = client.get(url).get_json()
    assert data["years"] == list(range(2019, 2025)) and len(data["ids"]) == 203
    at = data["ids"].index("BE_71022")
    assert data["values"][data["years"].index(2020)][at] == 78714


@pytest.mark.parametrize(
    "path", ["/geo/then/2025.json", "/geo/then/1830.json", "/geo/then/x.json", "/geo/then/2018/0123.json", "/geo/then/1830/0123.json",
             "/data/{release}/then/1830/population.json", "/data/{release}/then/2018/nothing.json", "/data/old/then/2018/population.json"],
)  # fmt: skip
def test_what_is_not_there_is_404(client, monitor, path):
    assert client.get(path.format(release=monitor.release)).status_code == 404


def test_an_unknown_choice_is_refused(client):
    answer = client.get("/?borders=1830", headers={"Accept": "text/html"})
    assert answer.status_code == 400 and "today, then" in answer.get_data(as_text=True)


def test_the_first_page_asks_for_no_old_outlines(page, server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(VIEW.format(server=server, year=2024, lang="en"))
    page.wait_for_selector("[data-area=BE_71072][data-value]")
    assert not [url for url in asked if "/then/" in url]


def test_the_map_shows_the_municipalities_of_the_year(page, server):
    page.goto(VIEW.format(server=server, year=2018, lang="en"))
    page.wait_for_selector("#map-host [data-area=BE_72043][data-value]")
    box = page.locator(".map-borders:not(.map-told, .map-ages)")
    assert box.is_visible() and box.inner_text().split() == ["Borders", "today", "of", "2018"]
    page.get_by_role("button", name="of 2018").click()
    page.wait_for_selector("[data-area=BE_72025][data-value='17174']")
    assert page.locator("path.map-area").count() == 207 and page.locator("[data-area=BE_72043]").count() == 0
    assert "borders=then" in page.url
    # A former municipality leads to that of today, whose parts are outlined together.
    page.locator("[data-area=BE_72025]").dispatch_event("click")
    page.wait_for_url("**areas=BE_72043**")
    page.wait_for_selector("#selection .wm-place:has-text('Pelt')")
    assert page.locator("[data-area=BE_72029]").get_attribute("aria-pressed") == "true"
    assert "Neerpelt" in page.locator(".map-card").inner_text() and "Pelt" in page.locator(".map-card").inner_text()
    # Another year has other outlines, today's year those of today, and Back leads to where one came from.
    page.evaluate("wm.act({ mode: 'year', year: 2020 })")
    page.wait_for_selector("[data-area=BE_71022][data-value='78714']")
    assert page.locator("path.map-area").count() == 203
    page.evaluate("wm.act({ mode: 'year', year: 2026 })")
    page.wait_for_selector("[data-area=BE_71072][data-year='2026']")
    assert page.locator("path.map-area").count() == 199 and page.locator(".map-borders:not(.map-told, .map-ages)").is_hidden()


def test_a_link_opens_with_the_borders_of_then(page, server):
    page.goto(VIEW.format(server=server, year=2018, lang="nl") + "&borders=then&areas=BE_72043")
    page.wait_for_selector("#map-host [data-area=BE_72029][data-value='15478']")
    page.wait_for_selector("#selection .wm-place")
    page.get_by_role("button", name="nu", exact=True).click()
    page.wait_for_selector("[data-area=BE_72043][data-value='32652']")
    assert "borders" not in page.url


def test_old_colours_are_those_of_today(page, server):
    page.goto(VIEW.format(server=server, year=2018, lang="en"))
    page.wait_for_selector("#map-host [data-area=BE_62063][data-value]")
    before = page.locator("[data-area=BE_62063]").get_attribute("fill")
    page.get_by_role("button", name="of 2018").click()
    page.wait_for_selector("[data-area=BE_72025][data-value]")
    assert page.locator("[data-area=BE_62063]").get_attribute("fill") == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_the_first_outlines_it_says_so(page, server, lang):
    page.goto(VIEW.format(server=server, year=2010, lang=lang) + "&borders=then")
    page.wait_for_selector("#map-host [data-area=BE_72043][data-value]")
    box = page.locator(".map-borders:not(.map-told, .map-ages)")
    assert "2018" in box.inner_text() and box.locator("button:visible").count() == 1
    assert page.locator("path.map-area").count() == 199


def test_the_download_follows_the_borders(client):
    def rows(more: str) -> int:
        return len(client.get(VIEW.format(server="/download.csv", year=2018, lang="en") + more).text.splitlines()) - 1

    assert rows("") == 199 and rows("&borders=then") == 207 and rows("&borders=then&mode=latest") == 199
