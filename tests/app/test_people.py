"""Further down the reading column: the age of an area against its measure in the same year, and the other figures of the theme."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from dash._utils import to_json

from tests.app.test_panels import FACTS, SELECTED, picture, said
from wohnmonitor.app.multiples import MOST, multiples_section, panels_of
from wohnmonitor.app.people import GROUPS, SHARES, beside, people_section, profile_of
from wohnmonitor.app.release import COLUMNS
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.schema import LANGUAGES

AACHEN, KELMIS, VAALS, _ = SELECTED
YEARS = {AACHEN: (2011, 2016), KELMIS: (2015, 2016, 2022), "emr": (2016,), "BE": (2016, 2022)}


class Aged:
    """The facts of the page's tests, and age groups of a few areas."""

    def __init__(self, years=YEARS, status="A"):
        self.years, self.status = years, status
        self.valued = FACTS.valued | set(SHARES)

    def __getattr__(self, name):
        return getattr(FACTS, name)

    def series(self, indicator, area_id):
        if indicator not in SHARES:
            return FACTS.series(indicator, area_id)
        if area_id not in self.years:
            rows = [(area_id, "municipality", 2020, float("nan"), "O", "not_delivered", 0.0, None, 0, pd.NaT)]
        else:
            share = 12.0 + 4 * SHARES.index(indicator)
            rows = [(area_id, "municipality", y, share, self.status, None, 1.0, "t1", 0, pd.NaT) for y in self.years[area_id]]
        return pd.DataFrame(rows, columns=COLUMNS)


def aged(facts=None, **more):
    return replace(picture(**more), facts=facts or Aged())


def test_the_groups_follow_each_other_and_are_declared():
    assert [low for low, _ in GROUPS[1:]] == [high for _, high in GROUPS[:-1]]
    assert set(SHARES) <= load_catalogue(catalogue_dir()).indicators.keys() and len(SHARES) == len(GROUPS)


def test_the_newest_year_with_all_groups():
    shown = aged()
    assert profile_of(shown, KELMIS).year == 2022 and profile_of(shown, KELMIS).shares == [12, 16, 20, 24, 28]
    assert profile_of(shown, KELMIS, 2016).year == 2016
    assert profile_of(shown, KELMIS, 2017) is None and profile_of(shown, VAALS) is None


def test_the_measure_is_of_the_same_year_the_euregio_first_then_the_own_country():
    shown = aged()
    assert (beside(shown, profile_of(shown, AACHEN)).area_id, beside(shown, profile_of(shown, AACHEN)).year) == ("emr", 2016)
    assert (beside(shown, profile_of(shown, KELMIS)).area_id, beside(shown, profile_of(shown, KELMIS)).year) == ("BE", 2022)
    assert beside(shown, profile_of(shown, "emr")) is None
    assert beside(shown, profile_of(shown, AACHEN, 2011)) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("areas", [(), SELECTED])
def test_every_language_says_years_gaps_and_what_is_missing(language, areas):
    words = said(people_section(aged(lang=language, areas=areas)))
    assert not re.search(r"\bnan\b|None|\{\w+\}", words), words
    assert "2022" in words and "Statbel" in words and "IT.NRW" in words


def test_a_gap_says_why_and_a_fourth_area_is_told():
    words = said(people_section(aged(lang="en")))
    assert "Vaals: " in words and "first 3" in words


def test_every_figure_is_told_in_words_and_figures():
    drawn = json.dumps(json.loads(to_json(people_section(aged(lang="en", areas=(KELMIS,))))), ensure_ascii=False)
    assert "Population pyramid by age group, Kelmis 2022. 0–14: 12.0%" in drawn
    assert "Belgium" in drawn and "data:image/svg+xml;base64," in drawn


def test_provisional_shares_are_told():
    assert "provisional" in said(people_section(aged(Aged(status="P"), lang="en", areas=(KELMIS,))))


def test_closed_outside_the_theme_and_nothing_without_figures():
    assert people_section(aged(indicator="population"))[0].className == "wm-section-head"
    assert people_section(aged(indicator="house_price"))[0].className == "wm-folded"
    assert people_section(picture()) == []
    gaps = said(people_section(aged(Aged({}), lang="en", areas=(VAALS,))))
    assert "Vaals" in gaps and "Statbel" not in gaps


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("areas", [(), SELECTED])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_other_figures_of_the_theme_in_every_language(language, areas, scheme):
    words = said(multiples_section(replace(picture(lang=language, areas=areas), scheme=scheme)))
    assert words and not re.search(r"\bnan\b|None|\{\w+\}", words), words


def test_the_figures_follow_the_one_on_the_map_round_the_theme():
    def ids(**more):
        return [shown.state.indicator for shown, _ in panels_of(picture(**more))]

    assert ids(indicator="population") == ["population_growth_5y"]
    assert ids(indicator="population_growth_5y") == ["population"]
    assert ids(indicator="house_price") == [] and multiples_section(picture("house_price")) == []
    assert ids(indicators=("house_price", "gas_use", "population")) == ["house_price", "population"]
    assert len(panels_of(picture(indicators=("population",) * 12))) <= MOST


def test_a_panel_draws_the_selection_or_the_countries_and_no_benchmark():
    ((_, chosen),) = panels_of(picture())
    ((_, countries),) = panels_of(picture(areas=()))
    assert {line.role for line in chosen} == {"selected"} and [line.number for line in chosen] == [1, 2, 3, 4]
    assert {line.role for line in countries} == {"country"}


def test_a_panel_leads_to_its_figure_with_the_selection():
    drawn = to_json(multiples_section(picture(mode="change", from_=2015))).replace("\\u002f", "/")
    assert "?indicator=population_growth_5y" in drawn and "areas=DE_05334002,BE_63040" in drawn
    links = re.findall(r'"href":"([^"]+)"', drawn)
    assert len(links) == 2 and "from=" not in links[0] and links[1].startswith("/table?")


def test_figures_that_stop_at_the_border_say_so():
    assert "across the border" in said(multiples_section(picture(indicators=("house_price",), lang="en")))
    assert "across the border" not in said(multiples_section(picture(indicators=("population",), lang="en")))
