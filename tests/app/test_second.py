"""The second figure: which one it is without a choice, its column, its note and the grade that holds for both."""

from __future__ import annotations

import json

import pytest

from tests.app.fake import FakeMonitor
from tests.app.test_panels import SELECTED, picture, said
from wohnmonitor.app import second
from wohnmonitor.app.query import StateError
from wohnmonitor.app.release import Facts
from wohnmonitor.app.selection import selection_section
from wohnmonitor.app.state import parse, to_query
from wohnmonitor.schema import LANGUAGES

FACTS = Facts(FakeMonitor())
OTHER = next(indicator for indicator in FACTS.indicators if indicator in FACTS.valued and indicator != "population")


def test_one_map_has_no_second_figure():
    assert second.second_of(picture()) is None
    assert second.header_cells(picture()) == [] == second.note(picture())


def test_two_maps_of_one_figure_are_about_ten_years_apart():
    frame = FACTS.frame("population", "municipality")
    years = sorted(frame.loc[frame["value"].notna(), "year"].unique())
    found = second.second_of(picture(view="two")).state
    assert (found.indicator, found.mode) == ("population", "year")
    assert found.year == min(years, key=lambda year: abs(year - 2010))


def test_another_figure_is_of_the_year_on_show_unless_asked_otherwise():
    assert second.second_of(picture(view="two", second=OTHER)).state.indicator == OTHER
    assert second.second_of(picture(view="two", second=OTHER, second_year=2011)).state.year == 2011
    assert second.second_of(picture(view="two", second=OTHER, second_year="latest")).state.mode == "latest"
    assert second.second_of(picture(mode="latest", view="two", second=OTHER)).state.mode == "latest"


def test_two_in_one_are_never_the_same_figure_without_a_choice():
    for indicator in FACTS.indicators:
        assert second.second_of(picture(indicator, view="bivariate")).state.indicator != indicator


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["two", "bivariate"])
@pytest.mark.parametrize("mode", ["year", "latest"])
@pytest.mark.parametrize("indicator", FACTS.indicators)
def test_every_row_of_the_table_has_the_same_columns(language, view, mode, indicator):
    shown = picture(indicator, mode, SELECTED, language, view=view, second=OTHER)
    table = json.loads(json.dumps(selection_section(shown)[1].to_plotly_json(), default=lambda one: one.to_plotly_json()))
    head, body = table["props"]["children"]
    width = len(head["props"]["children"]["props"]["children"])
    for row in body["props"]["children"]:
        cells = row["props"]["children"]
        assert sum(cell["props"].get("colSpan", 1) for cell in cells) == width
    assert "None" not in said(selection_section(shown)) and "nan" not in said(second.note(shown))


def test_the_weaker_grade_of_each_pair_holds():
    for other in FACTS.indicators:
        shown = picture("population", view="bivariate", second=other)
        one, two = shown.indicator.grade, FACTS.catalogue.indicators[other].grade
        text = second.weaker(shown, second.second_of(shown))
        for pair in one:
            worse = max(one[pair], two[pair], key="ABCD-".index)
            assert f"{pair.replace('-', '–')} {shown.t('note.none') if worse == '-' else worse}" in text


def test_the_second_year_may_be_the_latest():
    state = parse({"view": ["two"], "second_year": ["latest"]}, FACTS.known)
    assert state.second_year == "latest" and "second_year=latest" in to_query(state)
    with pytest.raises(StateError):
        parse({"second_year": ["never"]}, FACTS.known)
