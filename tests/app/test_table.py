"""The table page: the same figures as the map, each with its words; what may not be ranked sorts within its country."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.app.fake import FakeMonitor
from wohnmonitor.app.page_table import columns_of, table
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.schema import LANGUAGES

FACTS = Facts(FakeMonitor())
SHOWN = ("population", "house_price")
LATEST = State("population", "latest", 2024, indicators=SHOWN)


def columns(grid) -> list[dict]:
    return [column for group in grid.columnDefs[1:] for column in group["children"]]


@pytest.mark.parametrize("state", [LATEST, replace(LATEST, mode="year", year=2020), replace(LATEST, level="district")])
def test_every_cell_is_the_figure_of_the_map(state):
    _, grid = table(state, FACTS)
    cells = {row["id"]: row for row in grid.rowData}
    for number, indicator in enumerate(SHOWN):
        shown = Picture(FACTS, replace(state, indicator=indicator), "light").rows(state.level)
        for area, row in shown.iterrows():
            assert cells[area].get(f"c{number}") == (None if pd.isna(row["value"]) else row["value"])
            assert cells[area][f"c{number}t"], "a gap says why"


def test_years_stand_side_by_side():
    _, grid = table(replace(LATEST, years=(2015, 2018)), FACTS)
    assert [column["headerName"] for column in columns(grid)][:4] == ["2015", "2016", "2017", "2018"]
    own = Picture(FACTS, replace(LATEST, mode="year", year=2016), "light").rows("municipality")
    cells = {row["id"]: row for row in grid.rowData}
    assert cells["BE_63040"]["c0_2016"] == own.loc["BE_63040", "value"]


def test_what_may_not_cross_a_border_sorts_within_each_country():
    _, grid = table(LATEST, FACTS)
    by_indicator = dict(zip(SHOWN, columns(grid), strict=True))
    assert "comparator" not in by_indicator["population"]
    assert by_indicator["house_price"]["comparator"] == {"function": "wmByCountry"}
    assert "c1" not in grid.dashGridOptions["pinnedBottomRowData"][0], "no figure of the Euregio where none may be made"


def test_more_columns_than_a_browser_draws_are_refused_in_words():
    many = tuple(FACTS.indicators)
    _, said = table(replace(LATEST, indicators=many * 20, years=(1992, 2026)), FACTS)
    assert "240" in said.children


def test_unasked_the_theme_of_the_indicator_is_shown():
    shown = columns_of(State("population", "year", 2024), FACTS)
    assert shown[0] == "population" and len(shown) > 1
    assert {FACTS.catalogue.indicators[one].theme for one in shown} == {FACTS.catalogue.indicators["population"].theme}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grid_speaks_the_readers_language(language):
    _, grid = table(replace(LATEST, lang=language), FACTS)
    assert {"contains", "noRowsToShow", "ariaRowSelect"} <= grid.dashGridOptions["localeText"].keys()


@pytest.mark.browser
def test_choose_sort_copy_and_return_to_the_map(page, server):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server}table?lang=en&indicator=population&year=2020&areas=BE_63040&indicators=population,house_price")
    with page.expect_response("**/_dash-update-component*"):  # the rows come anew with the selection
        page.locator(".ag-row[row-id='DE_05334002'] input[type=checkbox]").check()
    page.wait_for_function("() => /areas=BE_63040,DE_05334002/.test(location.search)")
    page.locator(".ag-header-cell[col-id=c0]").click()
    page.wait_for_function("() => document.querySelector('.ag-header-cell[col-id=c0]').getAttribute('aria-sort') === 'descending'")
    page.click("#table-copy")
    page.wait_for_selector("#table-copy[data-said]")
    lines = page.evaluate("navigator.clipboard.readText()").strip().splitlines()
    assert len(lines) >= 22 and "Kelmis" in "".join(lines)
    page.locator(".wm-app .wm-nav a", has_text="Map").click()
    page.wait_for_selector("#selection .wm-badge-2")
    assert "areas=BE_63040,DE_05334002" in page.url
