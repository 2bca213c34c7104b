"""The border view: bands are sums, years are common ones, closed borders stay closed."""

from __future__ import annotations

import pytest

from wohnmonitor.app.frontier import Frontier, far_of
from wohnmonitor.app.page_border import Page
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import parse
from wohnmonitor.figures.border import Pair, span_of, twins_figure


@pytest.fixture(scope="module")
def facts(served):
    return Facts(served.pinned())


def view(facts, **query) -> Frontier:
    return Frontier(facts, parse({name: [value] for name, value in query.items()}, facts.known))


def test_a_band_is_the_group_of_its_municipalities(facts, monitor):
    front = view(facts, indicator="owner_occupied_share", year="2021")
    band = front.bands("NL-BE")[0]
    far = far_of(facts)
    near = far[(far["pair"] == "NL-BE") & (far["country"] == "NL") & (far["km"] < 5)]
    expected = monitor.values("owner_occupied_share", group={"x": list(near.index)}, years=2021)["value"].iloc[0]
    assert (band.first, band.last, band.members[0], band.values[0]) == (0, 5, len(near), expected)


def test_each_border_takes_its_own_newest_common_year(facts):
    front = view(facts, indicator="share_age_65_plus", year="latest")
    years = {pair: front.year(pair) for pair in front.pairs}
    assert years["NL-DE"] == years["BE-DE"] == 2016 and years["NL-BE"] > 2016
    assert view(facts, indicator="share_age_65_plus", year="2020").year("NL-DE") is None


def test_a_closed_border_has_no_twins_and_no_drawing(facts):
    front = view(facts, indicator="house_price", year="latest")
    assert front.closed("NL-BE") and front.twins == []
    told = str(Page(front, "/", 1000).borders())
    assert "Graph(" not in told and "grade D rules out" in told


@pytest.mark.parametrize("indicator", ["population", "net_cold_rent", "household_size", "population_growth_5y", "rented_share_of_all"])
@pytest.mark.parametrize("language", ["de", "fr"])
def test_every_kind_of_figure_has_a_page(facts, indicator, language):
    page = Page(view(facts, indicator=indicator, year="latest", lang=language), "/", 400)
    assert page.head() and page.borders() and page.twins()


def test_a_year_without_values_leads_to_one_with_them(facts):
    told = str(Page(view(facts, indicator="share_age_65_plus", year="2020", lang="en"), "/", 1000).borders())
    assert "not both sides have values" in told and "year=2016" in told


def test_twins_differ_as_their_values_do(facts, monitor):
    found = {(one, other): points for one, other, points in view(facts, indicator="population", year="latest").twins}
    year, difference, _ = found["NL_GM0928", "DE_05334016"][-1]
    rows = monitor.values("population", areas=["NL_GM0928", "DE_05334016"], years=year).set_index("area_id")["value"]
    assert difference == rows["NL_GM0928"] - rows["DE_05334016"]


def test_a_line_of_twins_stops_at_a_break():
    points = [(2010, 1.0, (0, 0)), (2011, 2.0, (0, 0)), (2012, 3.0, (0, 1))]
    figure = twins_figure([Pair("x", points, ["a", "b", "c"], "A – B")], lambda v, d: f"{v:.{d}f}", theme="light", width=900, height=300)
    assert figure["data"][0]["x"] == [2010, 2011, None, 2012]
    assert any("A – B" in one["text"] for one in figure["layout"]["annotations"])


def test_the_axis_holds_the_bulk():
    import pandas as pd

    low, high = span_of(pd.Series([0.0] + [10.0] * 500 + [20.0] * 500 + [900.0]))
    assert low < 10 and 20 < high < 900
