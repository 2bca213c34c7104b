"""Change between two years, difference from a benchmark: laws of the figures, what suits which unit, what may cross which border."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.fake import FakeMonitor
from tests.app.visits import lead_on
from wohnmonitor.app import view
from wohnmonitor.app.measures import SUITED, measures_of
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.query import StateError
from wohnmonitor.app.release import Facts
from wohnmonitor.app.selection import selection_section
from wohnmonitor.app.state import State, parse

FACTS = Facts(FakeMonitor())
figures = st.floats(1, 1e6, allow_nan=False)
years = st.integers(2000, 2024)


def rows(*given_rows) -> pd.DataFrame:
    columns = ["area_id", "year", "value", "status", "reason", "coverage", "segment"]
    return pd.DataFrame(given_rows, columns=columns).astype({"value": "float64"})


def two(before, now, status="AA", segments=(0, 0), since=2015, year=2020) -> pd.DataFrame:
    reasons = [None if one is not None else "suppressed" for one in (before, now)]
    return rows(
        ("a", since, before, status[0], reasons[0], 1.0, segments[0]), ("a", year, now, status[1], reasons[1], 1.0, segments[1])
    )  # fmt: skip


def change(frame, measure, since=2015, year=2020, decimals=0) -> pd.Series:
    return view.of_change(frame, since, year, measure, decimals).set_index("area_id").loc["a"]


@given(figures, st.sampled_from(["absolute", "percent", "points", "yearly"]))
def test_no_change_from_a_year_to_itself(value, measure):
    assert change(two(value, value).iloc[1:], measure, 2020, 2020)["value"] == 0


@given(figures, figures)
def test_an_index_is_a_hundred_and_the_percentage(before, now):
    frame = two(before, now)
    assert change(frame, "index")["value"] == pytest.approx(100 + change(frame, "percent")["value"], abs=0.0011, rel=1e-12)


@given(figures, figures, years, st.integers(1, 30))
def test_a_yearly_rate_compounds_to_the_whole_change(before, now, since, span):
    frame = two(before, now, since=since, year=since + span)
    rate = change(frame, "yearly", since, since + span)["value"]
    before, now = round(before, 2), round(now, 2)
    assert ((now / before) ** (1 / span) - 1) * 100 == pytest.approx(rate, abs=6e-5)


@given(figures, figures)
def test_a_change_and_its_way_back_cancel(before, now):
    forth, back = change(two(before, now), "absolute")["value"], change(two(now, before), "absolute")["value"]
    assert forth == pytest.approx(-back, abs=0.011)


@given(figures, st.sampled_from(["absolute", "percent", "points"]))
def test_the_difference_to_itself_is_zero(value, measure):
    year = view.of_year(two(None, value), 2020)
    marks = year.set_index("area_id")[["value", "status", "coverage"]]
    assert view.of_difference(year, marks, measure, 0)["value"].tolist() == [0]


def test_a_break_between_is_a_gap_and_a_break_at_the_beginning_is_none():
    row = change(two(100, 110, segments=(0, 1)), "percent")
    assert pd.isna(row["value"]) and (row["status"], row["reason"]) == ("O", "break")
    row = change(two(100, 110, status="BA"), "percent")
    assert (row["value"], row["status"]) == (10, "A")


@pytest.mark.parametrize(("before", "now", "status"), [(None, 5, "QA"), (5, None, "AQ"), (None, None, "QQ")])
def test_a_gap_of_either_year_keeps_its_reason(before, now, status):
    row = change(two(before, now, status), "absolute")
    assert (row["reason"], row["status"]) == ("suppressed", "Q")


@pytest.mark.parametrize("measure", ["percent", "index", "yearly"])
@pytest.mark.parametrize(("before", "now"), [(0, 5), (0, 0), (-3, 5), (5, -3)])
def test_there_is_no_ratio_to_nothing(before, now, measure):
    row = change(two(before, now), measure)
    assert pd.isna(row["value"]) and (row["reason"], row["status"]) == ("undefined", "M")
    assert change(two(before, now), "absolute")["value"] == now - before


@pytest.mark.parametrize(("pair", "weaker"), [("AP", "P"), ("EP", "E"), ("UA", "U"), ("AF", "F"), ("UE", "U"), ("AB", "A")])
def test_the_weaker_status_is_told(pair, weaker):
    assert change(two(1, 2, pair), "percent")["status"] == weaker


def test_an_unreliable_change_has_no_place():
    ranked = view.with_ranks(view.of_change(two(1, 2, "UA"), 2015, 2020, "percent", 0), {"a": "BE"}, per_country=False)
    assert pd.isna(ranked["rank"].iloc[0]) and ranked["value"].iloc[0] == 100


def test_points_are_for_percentages_alone():
    assert {kind for kind, measures in SUITED.items() if "points" in measures} == {"percent", "percent_per_year"}
    assert "percent" not in SUITED["percent"]
    kinds = {unit.kind for unit in FACTS.catalogue.units.values()}
    assert all(measures_of(kind, mode) for kind in kinds for mode in ("change", "difference"))


def test_every_kind_of_unit_has_its_measures(monitor):
    assert {unit.kind for unit in monitor.catalogue.units.values()} <= set(SUITED)


def test_a_change_begins_five_years_before_on_the_same_stretch():
    every = list(range(2005, 2025))
    assert view.first_year(every, [], 2024) == 2019
    assert view.first_year(every, [2022], 2024) == 2022
    assert view.first_year(every, [2024], 2024) == 2019, "across a break, where nothing else is left"
    assert view.first_year([2024], [], 2024) is None


def told(**more):
    return Picture(FACTS, State(**({"indicator": "population", "mode": "change", "year": 2024, "from_": 2019} | more)), "light")


def test_which_values_may_cross_a_border_of_grade_c_or_d():
    price = {"indicator": "house_price", "year": 2020, "from_": 2015}
    assert told(**price).by_country and not told().by_country
    graded = {name: FACTS.catalogue.indicators["house_price"].model_copy(update={"grade": dict.fromkeys(
        ("NL-BE", "NL-DE", "BE-DE"), name)}) for name in "ABCD"}  # fmt: skip
    for measure, free in (("percent", "ABC"), ("index", "ABC"), ("yearly", "ABC"), ("absolute", "AB")):
        picture = told(**price, measure=measure)
        assert "".join(name for name, one in graded.items() if not picture.told.per_country(one)) == free


def test_a_measure_that_does_not_suit_gives_way():
    assert told(measure="points").told.measure == "yearly"
    assert told(indicator="owner_occupied_share", measure="percent").told.measure == "points"


def test_counts_are_measured_against_their_like_and_no_level_against_another_border():
    count = told(mode="difference")
    assert count.told.benchmark is None and count.rows("municipality")["value"].isna().all()
    beside = told(mode="difference", benchmark="BE_62063")
    assert beside.told.benchmark == "BE_62063" and beside.rows("municipality").loc["BE_62063", "value"] == 0
    price = told(indicator="house_price", mode="difference", year=2020)
    assert (price.told.benchmark, price.told.fell) == ("country", True)
    own = told(indicator="house_price", mode="difference", year=2020, benchmark="BE_62063").rows("municipality")
    assert own.loc["NL_GM0935", "reason"] == "undefined" and own.loc["BE_62063", "value"] == 0


def known(query: str):
    return parse({name: [value] for name, value in (part.split("=") for part in query.split("&"))}, FACTS.known)


def test_an_address_without_a_first_year_finds_one_and_a_later_one_is_refused():
    assert known("indicator=population&mode=change&year=2024").from_ == 2019
    with pytest.raises(StateError, match="error.from"):
        known("indicator=population&mode=change&year=2015&from=2020")


def test_without_an_earlier_year_there_is_a_gap_and_no_zero():
    alone = told(from_=None)
    assert alone.told.since is None and alone.rows("municipality")["value"].isna().all()
    assert "None" not in str(selection_section(alone))


def test_the_growth_of_something_leads_to_its_change():
    assert FACTS.stock_of == {"population_growth_5y": "population"}


QUERIES = [
    "indicator=population&mode=change&year=2024&from=2020",
    "indicator=population&mode=change&year=2015&from=2005&measure=index",
    "indicator=house_price&mode=change&year=2023&from=2018&measure=percent",
    "indicator=share_age_65_plus&mode=change&year=2024&from=2015&level=district",
    "indicator=population_density&mode=difference&year=2024",
    "indicator=share_age_65_plus&mode=difference&year=2020&benchmark=region",
    "indicator=house_price_index&mode=difference&year=2023&benchmark=NL_GM0935",
]


@pytest.mark.browser
def test_the_map_and_the_server_find_the_same_figures(page, server):
    page.goto(f"{server}?{QUERIES[0]}&lang=en")
    page.wait_for_selector("path[data-area][aria-label]", state="attached")
    page.wait_for_selector("#mode")
    for query in QUERIES:
        lead_on(page, f"{query}&lang=en")
        drawn = json.loads(
            page.evaluate("""() => JSON.stringify(Object.fromEntries([...document.querySelectorAll('path[data-area]')]
            .map(e => [e.dataset.area, [e.dataset.value === undefined ? null : +e.dataset.value, e.dataset.status]])))""")
        )
        table = pd.read_csv(io.StringIO(page.request.get(f"{server}download.csv?{query}").text().lstrip("\ufeff")), keep_default_na=False)
        computed = {row.area_id: [float(row.value) if row.value != "" else None, row.status] for row in table.itertuples()}
        assert drawn.keys() == computed.keys() and any(value is not None for value, _ in drawn.values()), query
        for area, (value, status) in drawn.items():
            other, told_status = computed[area]
            assert value == (None if other is None else pytest.approx(other, abs=1e-9)), (query, area)
            assert value is None or status == told_status, (query, area)


@pytest.mark.browser
def test_modes_are_chosen_moved_shared_and_left(page, server):
    page.goto(f"{server}?lang=de&indicator=population_growth_5y&year=2024")
    page.wait_for_selector("#mode")
    asked = "([name, value]) => new URLSearchParams(location.search).get(name) === value"
    page.locator("#mode").get_by_text("Veränderung").click()
    page.wait_for_function(asked, arg=["indicator", "population"])
    page.locator('[data-measure="absolute"]').click()
    page.wait_for_function(asked, arg=["measure", "absolute"])
    handle = page.get_by_role("slider", name="Erstes Jahr")
    handle.focus()
    before = int(handle.input_value())
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(asked, arg=["from", str(before - 1)])
    assert f"{before - 1}–2024" in page.locator(".map-title").inner_text()
    page.get_by_role("slider", name="Letztes Jahr").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(asked, arg=["year", "2023"])
    page.go_back()
    page.wait_for_function(asked, arg=["measure", "absolute"])
    page.locator("#mode").get_by_text("Ein Jahr").click()
    page.wait_for_function("() => !/from=|measure=|mode=/.test(location.search)")


@pytest.mark.browser
def test_where_a_figure_is_old_is_two_steps_from_the_start(page, server):
    page.goto(f"{server}?lang=en&indicator=vacancy_rate&year=2021")
    page.wait_for_selector("#mode")
    page.locator("#mode").get_by_text("Latest").click()
    button = page.get_by_role("button", name="More than 5 years older than the newest")
    n = int(button.inner_text().split(":")[1])
    assert n == page.evaluate("""() => {
        const years = [...document.querySelectorAll('path[data-area][data-value]')].map(e => +e.dataset.year);
        return years.filter(year => Math.max(...years) - year > 5).length }""")
    button.click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('older') === '5'")
    assert page.locator("path[data-old]").count() == n > 0
