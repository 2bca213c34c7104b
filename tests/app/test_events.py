"""Events above the years: declared with words and source, drawn where they matter, told on hover and in the card."""

from __future__ import annotations

import pytest

from tests.app.visits import visit
from wohnmonitor.app.events import events_for_scripts
from wohnmonitor.app.release import Facts
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.paths import catalogue_dir, reference_dir
from wohnmonitor.reference import load_reference
from wohnmonitor.schema import LANGUAGES

EVENTS = load_catalogue(catalogue_dir()).events


def test_every_event_names_areas_that_exist_in_its_countries():
    areas = load_reference(reference_dir()).area.set_index("area_id")
    for event in EVENTS:
        assert {areas.loc[area_id, "country"] for area_id in event.areas} <= set(event.countries), event.id
    assert len({event.id for event in EVENTS}) == len(EVENTS)


def test_a_date_is_a_point_between_its_year_and_the_next():
    at = {event.id: event.at for event in EVENTS}
    assert at["woonbonus_2020"] == 2020
    assert at["flood_2021"] == pytest.approx(2021 + 194 / 365)  # 14 July is the 195th day


@pytest.mark.parametrize("language", LANGUAGES)
def test_mergers_are_those_of_the_table_of_changes(monitor, language):
    told = events_for_scripts(Facts(monitor), language)
    of_2019 = next(event for event in told if event["at"] == 2019.0)
    assert "Pelt (Neerpelt, Overpelt)" in of_2019["s"] and "Beekdaelen" in of_2019["s"]
    assert of_2019["c"] == ["BE", "NL"]
    assert all(event["t"] and event["s"] for event in told)


@pytest.mark.browser
def test_a_mark_tells_its_event_and_the_card_names_it(page, server):
    visit(page, server, "lang=de&indicator=population&year=2024")  # marks are drawn anew until all of it stands
    page.locator(".map-event", has_text="Flut").focus()
    note = page.locator(".map-event-note")
    note.wait_for()
    assert "Quelle" in note.inner_text()
    page.locator('path[data-area="BE_63058"]').hover()
    page.locator(".map-card-event", has_text="Juli 2021").wait_for()
    page.goto(f"{server}?lang=de&indicator=house_price_index&year=2024")
    page.locator(".map-event").first.wait_for()
    assert page.locator(".map-event", has_text="Zensus").count() == 0, "the German census does not matter to prices nobody has there"
