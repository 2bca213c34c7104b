"""The reading column: every indicator, language and mode gives its sections; gaps are words, never blanks."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from dash._utils import to_json

from tests.app.fake import FakeMonitor
from wohnmonitor.app.charts import ranking_section, series_section
from wohnmonitor.app.layout import page
from wohnmonitor.app.lines import base_year, indexed, lines_of
from wohnmonitor.app.note import banner, note_section
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.selection import selection_section
from wohnmonitor.app.state import State
from wohnmonitor.app.text import text
from wohnmonitor.schema import LANGUAGES

FACTS = Facts(FakeMonitor())
SELECTED = ("DE_05334002", "BE_63040", "NL_GM0981", "limburg-nl")


def picture(indicator="population", mode="year", areas=SELECTED, lang="de", year=2020, **more) -> Picture:
    return Picture(FACTS, State(indicator, mode, year, areas=areas, lang=lang, **more), "light")


def said(components) -> str:
    """All text of components, in order."""
    found: list[str] = []

    def walk(node):
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            told = node.get("props", {})
            walk(told.get("children"))
            found.extend(unescape(words) for words in re.split(r"<[^>]+>", told.get("data-markup", "")) if words)

    walk(json.loads(to_json(components)))
    return " ".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["year", "latest"])
@pytest.mark.parametrize("indicator", FACTS.indicators)
@pytest.mark.parametrize("areas", [(), SELECTED])
def test_every_section_is_drawn(language, mode, indicator, areas):
    shown = picture(indicator, mode, areas, language)
    for section in (selection_section, series_section, ranking_section, note_section, banner):
        words = said(section(shown))
        assert not re.search(r"\bnan\b|None|\{\w+\}", words), words


def test_selected_areas_have_number_value_and_rank():
    words = said(selection_section(picture()))
    assert re.search(r"1 Aachen Deutschland 5\.300|1 Aachen Deutschland [\d.]+", words)
    assert "Rang von 21" in words and "Euregio Maas-Rhein" in words


def test_a_gap_says_why():
    assert "nicht erhoben" in said(selection_section(picture("house_price")))
    assert "liegt noch nicht vor" in said(selection_section(picture(year=2013)))


def test_a_place_is_named_in_its_own_language_and_a_country_in_the_readers():
    words = said(selection_section(picture(lang="fr")))
    assert "Aachen" in words and "Allemagne" in words and "Aix-la-Chapelle" not in words
    assert "Limbourg (NL)" in words


def test_grades_c_and_d_have_a_banner_and_ranks_of_their_own_country():
    warned = picture("house_price")
    assert "nur innerhalb eines Landes" in said(banner(warned)) and "D" in said(banner(warned))
    assert "Rang im eigenen Land" in said(selection_section(warned))
    common = picture("house_price", scale="common")
    assert "Zurück zu Rängen je Land" in said(banner(common)) and ranking_section(common)
    assert not banner(picture("population"))


def test_counts_are_an_index_beside_region_and_euregio_or_numbers_alone():
    index = picture()
    lines = lines_of(index)
    assert {line.role for line in lines} == {"selected", "benchmark"}
    base = base_year(lines)
    assert base == 2012, "the longest stretch without a break"
    assert all(line.frame.loc[line.frame["year"] == base, "value"].round(6).eq(100).all() for line in indexed(lines, base))
    assert "Index 2012 = 100" in said(series_section(index))
    numbers = said(series_section(picture(series="value")))
    assert "Index 2012" not in numbers and "Summen" in numbers


def test_sources_name_publisher_table_and_licence():
    assert "Statistikamt (T-1), CC-BY-4.0" in said(note_section(picture()))


def test_the_note_grades_each_pair():
    words = said(note_section(picture("house_price")))
    assert "NL–BE D" in words and "NL–DE –" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_gives_every_control_a_name(language):
    state = State("population", "year", 2020, lang=language)
    tree = json.loads(to_json(page("map", state, FACTS, "light", 470, "/")))
    nameless = []

    def walk(node):
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict) and "props" in node:
            props = node["props"]
            if node["type"] == "Select" and not props["attributes"]["input"]["aria-label"]:
                nameless.append(props["id"])
            if node["type"] in ("Button", "A") and not (props.get("aria-label") or said([node["props"].get("children")]).strip()):
                nameless.append(props.get("id"))
            walk(props.get("children"))

    walk(tree)
    assert not nameless


def test_names_in_every_language_can_be_searched():
    areas = FACTS.areas_for_scripts("nl")
    assert areas["DE_05334002"]["n"] == "Aachen" and "Aix-la-Chapelle" in areas["DE_05334002"]["s"]
    assert "Lidje" in areas["BE_62063"]["s"] and "Liège" not in areas["BE_62063"]["s"]
    assert "Einwohner" in FACTS.indicators_for_scripts("fr")["population"]["search"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_former_area_is_explained_quietly(language):
    state = State("population", "year", 2020, areas=("BE_71022",), lang=language, former=("BE_70001", "NL_GM0993", "DE_05313000"))
    words = said(page("map", state, FACTS, "light", 470, "/")).replace("\u00a0", " ")
    t = text(language)
    assert t("former.merged", name="Oldest", names="Hasselt", date=t.date(date(2025, 1, 1))).replace("\u00a0", " ") in words
    assert t.listed(["Venlo", "Roermond"]) in words and "Heerlen" not in words
    assert "DE_05334002" in words
    assert "Oldest" not in said(page("map", State("population", "year", 2020, lang=language), FACTS, "light", 470, "/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_without_values_says_so_and_who_has_them(language):
    empty = picture("gas_use", "latest", lang=language)
    words = said(note_section(empty))
    assert text(language)("uncollected.text") in words and "CBS 86286NED" in words
    assert text(language)("reason.uncollected") in said(selection_section(empty))
    assert FACTS.indicators_for_scripts(language)["gas_use"]["empty"]
    assert "empty" not in FACTS.indicators_for_scripts(language)["population"]
    assert "CBS 86286NED" not in said(note_section(picture("population", lang=language)))


def test_indicators_with_values_come_first_within_their_theme():
    assert FACTS.indicators[:3] == ["population", "population_growth_5y", "gas_use"]
    assert FACTS.known.default_indicator == "population_growth_5y"


@pytest.mark.parametrize(("language", "word"), [("de", "Zusammen"), ("nl", "Samen"), ("fr", "Ensemble"), ("en", "Together")])
def test_several_areas_are_added_up_as_one_group(language, word):
    shown = picture(areas=("DE_05334002", "BE_63040"), lang=language)
    rows = FACTS.frame("population", "municipality").set_index(["area_id", "year"])["value"]
    total = rows["DE_05334002", 2020] + rows["BE_63040", 2020]
    assert f"{word} {shown.number(total)}" in said(selection_section(shown))
    assert word not in said(selection_section(picture(areas=("DE_05334002",), lang=language)))


def test_medians_are_not_put_together():
    assert picture("house_price", "latest", areas=("NL_GM0981", "NL_GM0935")).together is None
