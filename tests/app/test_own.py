"""Areas of the reader's own: in the address, as areas like any other, and what may not be one."""

from __future__ import annotations

import io
from itertools import combinations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tests.app.visits import asked, visit
from wohnmonitor.app.current import Current
from wohnmonitor.app.page_table import table
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.query import StateError
from wohnmonitor.app.state import to_query

MEMBERS = "DE_05334002,NL_GM0981,BE_63040,BE_63088,NL_GM1729"
OWN = f"Dreiländereck:{MEMBERS}"


@pytest.fixture(scope="module")
def current(served):
    return Current(served)


def view(current, **query):
    return current.view({name: [value] for name, value in query.items()})


def test_an_own_area_is_the_group_of_its_municipalities(current, monitor):
    facts, state = view(current, indicator="population", year="2024", group=OWN, areas="group:Dreiländereck,BE_63023", lang="de")
    assert state.areas == ("group:Dreiländereck", "BE_63023")
    picture = Picture(facts, state, "light")
    row = picture.row("group:Dreiländereck")
    parts = monitor.values("population", areas=MEMBERS.split(","), years=2024)
    assert row["value"] == parts["value"].sum()
    assert row["rank"] != row["rank"]
    assert picture.name("group:Dreiländereck") == "Dreiländereck"
    told = monitor.values("population_density", group={"x": MEMBERS.split(",")}, years=2024)["value"].iloc[0]
    assert facts.series("population_density", "group:Dreiländereck").set_index("year")["value"][2024] == told
    assert facts.countries("group:Dreiländereck") == {"DE", "NL", "BE"}


def test_together_counts_a_municipality_once(current, monitor):
    facts, state = view(current, indicator="population", year="2024", group=OWN, areas="group:Dreiländereck,BE_63040", lang="de")
    alone = monitor.values("population", areas=MEMBERS.split(","), years=2024)["value"].sum()
    assert Picture(facts, state, "light").together["value"] == alone


def test_facts_without_own_areas_stay_as_they_were(current):
    view(current, group=OWN)
    assert "group:Dreiländereck" not in current().areas
    with pytest.raises(StateError):
        view(current, areas="group:Dreiländereck")


def test_the_address_keeps_names_and_members(current):
    _, state = view(current, indicator="population", year="2024", group=f"{OWN};Grenze:BE_63040", lang="fr")
    assert to_query(state) == (
        f"indicator=population&year=2024&level=municipality&group=Dreil%C3%A4ndereck:{MEMBERS}%3BGrenze:BE_63040&lang=fr"
    )


@pytest.mark.parametrize("group", [
    "Name", "Name:", ":BE_63040", "Name:BE_99999", "Name:emr", "<b>:BE_63040", "A:BE_63040;A:BE_63023", "x" * 41 + ":BE_63040",
    ";".join(f"{n}:BE_63040" for n in range(6)), "N:" + ",".join(["BE_63040"] * 500), "N\x00:BE_63040",
])  # fmt: skip
def test_what_is_no_own_area_is_told(current, group):
    with pytest.raises(StateError) as error:
        view(current, group=group)
    assert error.value.key in ("error.group", "error.unknown", "error.unknown_no_hint", "error.many", "error.long")


def test_a_grade_does_not_cross_the_border_inside(current):
    facts, state = view(current, indicator="house_price", year="2022", group=OWN, areas="group:Dreiländereck", lang="en")
    row = Picture(facts, state, "light").row("group:Dreiländereck")
    assert row is None or row["value"] != row["value"]


def test_files_and_the_table_hold_it(dash_app, current, monitor):
    client = dash_app.server.test_client()
    members = monitor.values("population", areas=MEMBERS.split(","), years=2024)["value"].sum()
    for page in ("download", "table"):
        answer = client.get(f"/{page}.csv?indicators=population&indicator=population&year=2024&group={OWN}")
        found = pd.read_csv(io.BytesIO(answer.data), encoding="utf-8-sig").set_index("area_id")
        assert found.loc["group:Dreiländereck", "value"] == members
        assert len(found) == 200
    facts, state = current.view({"indicator": ["population"], "year": ["2024"], "group": [OWN], "lang": ["de"]})
    _, grid = table(state, facts)
    assert grid.rowData[0]["name"] == "Dreiländereck"
    assert grid.rowData[0]["c0"] == members


@pytest.mark.browser
def test_an_own_area_is_built_named_kept_and_sent(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024&areas=DE_05334002,NL_GM0981")
    page.locator("[data-act=own]").click()
    assert page.evaluate("document.querySelector('.wm-reading').scrollTop") == 0
    page.get_by_role("button", name="From the 2 municipalities chosen").click()
    page.keyboard.press("Enter")
    assert page.get_by_role("alert").last.inner_text() == "The area needs a name."
    page.keyboard.type("Corner, three")
    page.keyboard.press("Enter")
    assert "comma" in page.locator(".wm-own-wrong").inner_text()
    page.get_by_label("Name of the area").fill("Three <b>")
    page.get_by_role("button", name="Save").click()
    assert "bracket" in page.locator(".wm-own-wrong").inner_text()
    page.get_by_label("Name of the area").fill("Three & more")
    page.get_by_label("Name, in any language").fill("La Calamine")
    page.locator(".wm-list-row:visible input").check()
    page.get_by_role("button", name="Save").click()
    asked(page, areas="group:Three & more", group="Three & more:DE_05334002,NL_GM0981,BE_63040")
    page.locator("#selection .wm-place", has_text="Three & more").wait_for()
    assert page.locator(".map-selected").count() == 1
    link = page.url
    other = page.context.browser.new_context(locale="en-GB")  # a colleague
    sent = visit(other.new_page(), server, link.partition("?")[2])
    assert sent.locator("#selection .wm-place").first.inner_text() == "Three & more"
    assert sent.locator(".map-selected").count() == 1
    sent.goto(f"{server}?lang=en&indicator=population&year=2024")
    sent.locator("[data-act=own]").click()
    sent.get_by_role("button", name="Take: Three & more").click()
    asked(sent, areas="group:Three & more")
    sent.get_by_role("button", name="Take: Border belt 10 km").click()
    sent.get_by_role("button", name="Delete: Three & more").click()
    asked(sent, areas="group:Border belt 10 km")
    other.close()
    assert not page.wrong


@pytest.mark.browser
def test_more_than_a_selection_holds_becomes_an_own_area(page, server):
    visit(page, server, "lang=en&indicator=population&year=2024")
    page.locator(".map-zoom button").nth(3).click()
    box = page.locator(".map-frame").bounding_box()
    page.mouse.move(box["x"] + 420, box["y"] + 250)
    page.mouse.down()
    page.mouse.move(box["x"] + 620, box["y"] + 420, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Make it my area").click()
    page.keyboard.type("Box")
    page.keyboard.press("Enter")
    asked(page, areas="group:Box")
    assert page.evaluate("new URLSearchParams(location.search).get('group').split(',').length") > 10


def test_the_border_belt_is_what_its_rule_says(monitor):
    """Worked out anew: centroid of the shipped outline to the line that two countries share, EPSG:3035."""
    rows = monitor.boundaries(None)
    shapes = gpd.GeoSeries(shapely.from_wkb(rows["wkb"].map(bytes)), index=rows["area_id"], crs="EPSG:4326").to_crs("EPSG:3035")
    country = pd.Series(shapes.index.str[:2], index=shapes.index)
    near = set()
    for one, other in combinations(sorted(country.unique()), 2):
        sides = [shapely.union_all(shapes[country == code].array) for code in (one, other)]
        line = shapely.intersection(*map(shapely.boundary, sides))
        own = shapes[country.isin([one, other])]
        near |= set(own.index[own.centroid.distance(line) <= 10_000])
    groups = {group.id: set(group.members) for group in monitor.catalogue.groups}
    assert groups["border_10km"] == near
    today = set(monitor.areas("municipality")["area_id"])
    assert all(members <= today for members in groups.values())
