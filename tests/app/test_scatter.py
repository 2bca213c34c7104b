"""The scatter page: the same figures as the map, one cloud or one panel per country, and what may be said of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tests.app.fake import FakeMonitor
from wohnmonitor.app import small_map
from wohnmonitor.app.beside import reading
from wohnmonitor.app.cloud import Cloud, second_of
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.figures.style import PER_COUNTRY, SEQUENCE
from wohnmonitor.schema import LANGUAGES

FACTS = Facts(FakeMonitor())
STATE = State("population", "year", 2020, second="population_density", areas=("BE_63040", "NL_GM0981"))


def cloud(**more) -> Cloud:
    return Cloud(FACTS, replace(STATE, **more))


def other_figure() -> str:
    """A figure of the fake monitor to set against population that may cross borders."""
    return next(
        one for one in FACTS.indicators if one != "population" and one in FACTS.valued and not FACTS.catalogue.indicators[one].per_country
    )


def test_points_are_the_figures_of_the_map():
    made = cloud(second=other_figure())
    for picture, column in ((made.up, "y"), (made.across, "x")):
        rows = Picture(FACTS, picture.state, "light").rows("municipality")
        assert (made.points[column] == rows["value"].reindex(made.points.index)).all()
    assert len(made.points) > 10 and made.points.index.is_unique


def test_what_may_not_cross_a_border_has_a_panel_for_each_country():
    made = cloud(indicator="house_price", second="population")
    assert made.by_country and len(made.panels) > 1
    assert all(panel.points["country"].nunique() == 1 for panel in made.panels)
    assert cloud(indicator="house_price", second="population", scale="common").panels[0].title == ""


def test_one_cloud_across_a_border_is_told_and_can_be_left():
    for scale, other in (("grade", "common"), ("common", "grade")):
        made = cloud(indicator="house_price", second="population", scale=scale)
        assert f"data-scale='{other}'" in str(made.head()), scale
        assert made._finding() == made.t("scatter.title", x=made.short(made.across), y=made.short(made.up))
    assert "data-scale" not in str(cloud(second=other_figure()).head())


def test_the_small_map_colours_within_a_country_where_the_border_may_not_be_crossed(monkeypatch):
    geo = json.loads(FACTS.monitor.geo()) | {"lines": {"region": "M0 0", "state": "M0 0"}}
    monkeypatch.setattr(FACTS.monitor, "geo", lambda: json.dumps(geo))
    for scale, palettes in (("grade", set(PER_COUNTRY["light"]["NL"])), ("common", set(SEQUENCE["light"][5]))):
        drawn = small_map.drawn(FACTS, replace(STATE, indicator="house_price", scale=scale))
        assert palettes & set(re.findall(r'fill="(#[0-9A-F]{6})"', drawn)), scale


def test_a_link_is_told_only_where_ranks_agree():
    made = cloud(second=other_figure())
    points = made.points.assign(x=made.points["y"])
    made.__dict__["points"] = points
    assert "higher" in Cloud._finding(replace_language(made, "en"))


def replace_language(made: Cloud, language: str) -> Cloud:
    again = Cloud(made.facts, replace(made.state, lang=language))
    again.__dict__["points"] = made.points
    return again


@pytest.mark.parametrize("language", LANGUAGES)
def test_head_chart_and_column_in_every_language(language):
    made = cloud(lang=language, second=other_figure())
    assert made.head() and made.chart() and reading(made)
    assert "Kelmis" in made.spoken()


def test_without_a_second_figure_one_is_chosen():
    assert second_of(replace(STATE, second=None), FACTS) != "population"
    assert second_of(replace(STATE, second="population"), FACTS) != "population"


@pytest.mark.browser
def test_choose_swap_play_and_select(page, server):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server}scatter?lang=en&indicator=population_growth_5y&year=2020&second=population")
    page.wait_for_selector("#scatter .main-svg")
    page.click("#scatter-swap")
    page.wait_for_function("() => /indicator=population&/.test(location.search) && /second=population_growth_5y/.test(location.search)")
    page.click("#scatter-next")
    page.wait_for_function("() => /year=2021/.test(location.search)")
    page.locator("#scatter .points path").first.click(force=True)
    page.wait_for_function("() => /areas=/.test(location.search)")
    page.go_back()
    page.wait_for_function("() => !/areas=/.test(location.search)")


@pytest.mark.browser
def test_a_phone_draws_one_chart_for_each_country_and_every_one_can_be_clicked(page, server):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server}scatter?lang=de&indicator=house_price&year=latest&second=population&areas=BE_63040,NL_GM0981,DE_05334002")
    page.wait_for_selector("#scatter-1 .main-svg")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#scatter-1 .points path").first.click(force=True)
    page.wait_for_function("() => (new URLSearchParams(location.search).get('areas') || '').split(',').length !== 3")
