"""Words of the indicators: short enough, typeset as each language asks, and in step with the formula they describe."""

from __future__ import annotations

import re

import pytest

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.schema import COUNTRIES, LANGUAGES

CATALOGUE = load_catalogue(catalogue_dir())
INDICATORS = sorted(CATALOGUE.indicators.values(), key=lambda i: i.id)
TEXTS = ("title", "short", "unit_line", "description", "note", "watch")
FACETS = ("concept", "statistic", "universe", "source_type", "reference_date")
NUMBERS = {3: ("drei", "drie", "trois", "three"), 5: ("fünf", "vijf", "cinq", "five")}
THOUSANDS = {"de": ".", "nl": ".", "fr": "\u202f", "en": ","}
UGLY = {
    "de": r"[0-9a-z] %|[«»‘”\"']|^[^„]*“",
    "nl": r"\d[ \u00a0]%|[«»„“”\"']",
    "fr": r"(?<![\u00a0])[%:»](?=\s|$)|[^\u202f\s][;?!]|[ \u00a0][;?!]|[„“”\"']|«(?!\u00a0)|\d[ \u00a0]\d{3}(?!\d)",
    "en": r"\d[ \u00a0]%|[«»„\"']",
}
COMMON = {"de": "gemeinsamer Wert", "nl": "gezamenlijk cijfer", "fr": "valeur commune", "en": "common figure"}
LARGER = {"de": "größere Gebiete", "nl": "grotere gebieden", "fr": "territoires plus grands", "en": "larger areas"}
WEIGHTED = {"de": "gewichtet", "nl": "gewogen", "fr": "pondéré", "en": "weighted"}
ESTIMATED = {"de": "geschätzt", "nl": "geschat", "fr": "estimé", "en": "estimated"}
MEAN = {"de": "mittleren Bevölkerung", "nl": "gemiddelde bevolking", "fr": "population moyenne", "en": "mean population"}


def words(indicator, language):
    """All texts of an indicator in one language, with where they stand."""
    for key in TEXTS:
        yield key, getattr(indicator.text[language], key)
    for country, facets in indicator.country.items():
        for key in FACETS:
            yield f"{country}.{key}", getattr(facets, key)[language]


def everywhere():
    return [(i.id, language, key, text) for i in INDICATORS for language in LANGUAGES for key, text in words(i, language)]


def number(value, language):
    return f"{int(value):,}".replace(",", THOUSANDS[language])


def prose(indicator, language):
    return " ".join(text for _, text in words(indicator, language))


def lacks(wanted, indicators):
    """(id, language) of those whose prose does not say what `wanted(indicator, language)` asks for."""
    return [(i.id, language) for i in indicators for language in LANGUAGES if wanted(i, language) not in prose(i, language)]


def test_short_titles_fit_and_descriptions_are_two_sentences_at_most():
    assert [(i.id, t.short) for i in INDICATORS for t in i.text.values() if len(t.short) > 26] == []
    # German writes a full stop after the day of a date: the other three tell the sentences.
    described = [(i.id, language, i.text[language].description) for i in INDICATORS for language in ("nl", "fr", "en")]
    assert [found for found in described if len(re.findall(r"\.(?:\s|$)", found[2])) > 2] == []
    whole = [(i.id, text) for i in INDICATORS for t in i.text.values() for text in (t.description, t.note, t.watch)]
    assert [found for found in whole if not found[1].endswith(".")] == []


def test_no_stray_blanks():
    assert [entry for entry in everywhere() if entry[3] != entry[3].strip() or re.search(r"\s{2}|\s[.,)]|\(\s", entry[3])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_typeset_its_own_way(language):
    held = r"\d (m²|m³|€|km\b|kWh)|€ \d"
    ugly = [entry for entry in everywhere() if entry[1] == language and re.search(f"{UGLY[language]}|{held}", entry[3])]
    assert ugly == []


def test_no_text_is_the_same_in_two_languages_by_accident():
    pairs = [(one, two) for one in LANGUAGES for two in LANGUAGES if one < two]
    same = [
        (i.id, key, text) for i in INDICATORS for one, two in pairs
        for (key, text), (_, again) in zip(words(i, one), words(i, two), strict=True)
        if len(text) > 25 and text == again and not key.endswith("source_type")
    ]  # fmt: skip
    assert same == []


def test_no_two_indicators_of_a_theme_have_one_name_or_place():
    for language in LANGUAGES:
        for key in ("title", "short"):
            names = [getattr(i.text[language], key) for i in INDICATORS]
            assert len(names) == len(set(names)), (language, key, {name for name in names if names.count(name) > 1})
    places = [(i.theme, i.order) for i in INDICATORS]
    assert len(places) == len(set(places))


def test_a_country_that_has_a_source_waiting_is_not_called_silent():
    assert [(i.id, c) for i in INDICATORS for c in i.live if not i.collected[c]] == []
    told = [
        (i.id, c) for i in INDICATORS for c in COUNTRIES for part in ("numerator", "measure", "published")
        if isinstance(getattr(i.formula, part), dict) and i.formula.of(part, c) and not i.collected[c]
    ]  # fmt: skip
    assert told == []


def test_years_of_a_formula_are_told():
    pooled = [i for i in INDICATORS if i.formula.pool > 1]
    assert pooled and lacks(lambda i, language: NUMBERS[i.formula.pool][LANGUAGES.index(language)], pooled) == []
    grown = [i for i in INDICATORS if i.formula.type == "growth" and i.formula.years > 1]
    assert grown and lacks(lambda i, language: NUMBERS[i.formula.years][LANGUAGES.index(language)], grown) == []
    indexed = [i for i in INDICATORS if i.formula.type == "index"]
    assert indexed and lacks(lambda i, language: f"{i.formula.base_year} = 100", indexed) == []


def test_the_rule_for_small_numbers_is_told():
    for key in ("min_denominator", "min_numerator", "min_count"):
        ruled = [i for i in INDICATORS if getattr(i.small, key)]
        assert ruled and lacks(lambda i, language, key=key: number(getattr(i.small, key), language), ruled) == []


def test_what_is_divided_by_is_told():
    per_thousand = [i for i in INDICATORS if i.formula.factor == 1000 and i.formula.type == "ratio"]
    assert per_thousand and lacks(lambda i, language: number(1000, language), per_thousand) == []
    mean = [i for i in INDICATORS if i.formula.denominator_mean]
    assert mean and lacks(lambda i, language: MEAN[language], mean) == []


def test_how_groups_are_formed_is_told():
    known = {"area", *(name for name, measure in CATALOGUE.measures.items() if measure.sources)}
    weighted = [i for i in INDICATORS if i.formula.published and i.formula.weight in known]
    assert weighted and lacks(lambda i, language: WEIGHTED[language], weighted) == []
    assert lacks(lambda i, language: ESTIMATED[language], weighted) == []
    quotients = [i for i in INDICATORS if i.formula.type == "quotient"]
    assert quotients and lacks(lambda i, language: LARGER[language], quotients) == []
    divided = [
        i for i in INDICATORS
        if i.formula.type in ("ratio", "relative") and any(
            grade in "CD" and all(i.formula.of("numerator", c) or i.formula.of("published", c) for c in pair.split("-"))
            for pair, grade in i.grade.items()
        ) and isinstance(i.formula.numerator, dict)
    ]  # fmt: skip
    assert divided and lacks(lambda i, language: COMMON[language], divided) == []
