"""Charts of the reading column: how a series may be drawn, what stands beside it, their tables, a figure as a sentence."""

from __future__ import annotations

import pytest

from tests.app.test_panels import FACTS, picture, said
from wohnmonitor.app.charts import ranking_section, series_section
from wohnmonitor.app.figure_tables import named_places
from wohnmonitor.app.lines import base_year, lines_of, ways
from wohnmonitor.app.selection import selection_section
from wohnmonitor.app.sentence import sentence
from wohnmonitor.figures import scales
from wohnmonitor.schema import LANGUAGES

BOTH_SIDES = ("BE_73042", "NL_GM0935")


def way(**more) -> tuple[list[str], str]:
    shown = picture(**more)
    lines = lines_of(shown)
    return ways(shown, lines, base_year(lines))


def sentence_of(area_id: str, **more) -> str:
    shown = picture(areas=(area_id,), **more)
    return sentence(shown, area_id, shown.row(area_id)).replace("\u00a0", " ").replace("\u202f", " ")


def graphs(section) -> list[dict]:
    found = []

    def walk(node):
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif hasattr(node, "figure"):
            found.append(node.figure)
        elif hasattr(node, "children"):
            walk(node.children)

    walk(section)
    return found


def test_counts_open_as_an_index_and_may_be_drawn_as_they_are_or_on_a_logarithmic_axis():
    assert way() == (["index", "value", "log"], "index")
    assert way(series="log")[1] == "log"
    (figure,) = graphs(series_section(picture(series="log")))
    axis = figure["layout"]["yaxis"]
    assert axis["type"] == "log" and axis["range"][1] < 8, "in powers of ten"
    assert "logarithmische Achse" in said(series_section(picture(series="log")))


def test_a_logarithm_is_offered_only_where_it_shows_more():
    assert "log" not in way(areas=("BE_63040",))[0], "hardly any spread"
    assert "log" not in way(indicator="population_growth_5y")[0], "a change may fall below zero"
    assert way(areas=("BE_63040",), series="log")[1] == "index", "what is not offered gives way to what suits"


def test_prices_may_be_an_index_but_not_across_a_border_that_forbids_it():
    assert way(indicator="house_price", areas=("BE_73042",)) == (["index", "value"], "value")
    assert way(indicator="house_price", areas=("BE_73042",), series="index")[1] == "index"
    assert "index" not in way(indicator="house_price", areas=BOTH_SIDES)[0]
    assert "über die Grenze nicht vergleichbar" in said(series_section(picture("house_price", areas=BOTH_SIDES)))


@pytest.mark.parametrize(
    ("benchmark", "names"),
    [
        ("emr", ["Region Aachen", "EMR"]),
        ("region", ["Region Aachen"]),
        ("country", ["Deutschland"]),
        ("NL_GM0935", ["Maastricht"]),
    ],
)
def test_the_benchmark_of_the_view_is_drawn(benchmark, names):
    lines = lines_of(picture(areas=("DE_05334002",), benchmark=benchmark))
    assert [line.name for line in lines if line.role == "benchmark"] == names


def test_a_benchmark_of_the_same_level_stands_beside_counts():
    words = said(series_section(picture(areas=("DE_05334002",), benchmark="NL_GM0935", series="value")))
    assert "Gepunktet: Maastricht" in words


def test_grades_c_and_d_are_ranked_on_an_axis_for_each_country():
    section = ranking_section(picture("house_price"))
    assert len(graphs(section)) == 2
    assert "Belgien: Median" in said(section) and "Niederlande: Mittelwert" in said(section)
    assert len(graphs(ranking_section(picture("house_price", scale="common")))) == 1


def test_every_chart_has_its_figures_in_a_table():
    words = said(series_section(picture(series="value"))).replace("\u00a0", " ")
    assert "Tabelle" in words and "Stichtag" in words and "1. Januar 2020" in words
    assert "liegt noch nicht vor" in words, "a gap of one line says why"
    assert "vorläufig" in words or "geschätzt" in words.lower()
    ranking = said(ranking_section(picture()))
    assert "Alle Gebiete in der Tabelle" in ranking and "dazwischen" in ranking


@pytest.mark.parametrize(
    ("n", "selected", "places"),
    [
        (12, (), [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]),
        (20, ("10",), [0, 1, 2, 3, 4, 9, 10, 11, 15, 16, 17, 18, 19]),
        (3, ("0",), [0, 1, 2]),
        (0, (), []),
    ],
)
def test_both_ends_and_the_neighbours_of_the_selection_are_named(n, selected, places):
    assert named_places([str(place) for place in range(n)], selected) == places


@pytest.mark.parametrize(("low", "high"), [(1, 10), (3, 4_000_000), (0.02, 0.5), (100, 100), (999, 1001), (7_000, 52_000)])
def test_ticks_of_a_logarithmic_axis_enclose_the_values(low, high):
    ticks = scales.log_ticks(low, high)
    assert ticks == sorted(set(ticks)) and len(ticks) >= 2 and len(ticks) <= 10
    assert ticks[0] <= low * (1 + 1e-9) and ticks[-1] >= high * (1 - 1e-9)


def test_a_figure_is_told_with_date_status_source_and_grades():
    told = sentence_of("NL_GM0981", lang="en")
    assert told.startswith("Vaals, Residents: ") and "persons on 1 January 2020" in told
    assert "Statistikamt, T-1" in told and "comparability NL–BE: A, NL–DE: A" in told
    assert told.endswith(f"Wohnmonitor EMR, release {FACTS.release}.")


def test_a_gap_is_told_with_its_reason():
    assert "Hauspreis: kein Wert im Jahr 2020 (nicht erhoben)" in sentence_of("DE_05334002", indicator="house_price")
    assert "gas" in sentence_of("NL_GM0981", indicator="gas_use", lang="en").lower()


def test_a_change_is_told_with_both_years():
    told = sentence_of("NL_GM0981", mode="change", from_=2015, lang="en")
    assert "from 2015 to 2020" in told and "value for" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "more", [{}, {"mode": "latest"}, {"mode": "change", "from_": 2015}, {"indicator": "population_growth_5y", "mode": "difference"}]
)
def test_each_selected_area_has_its_sentence(language, more):
    table = str(selection_section(picture(lang=language, **more)))
    assert table.count("data-sentence") == 4 and "{" not in sentence_of("BE_63040", lang=language, **more)
