"""Four languages with the same keys; numbers, dates and units as each of them writes."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest

from wohnmonitor.app.text import text, words
from wohnmonitor.schema import LANGUAGES, REASONS, STATUSES

SAME = {
    # Words that are the same in two languages and mean it.
    "header.menu": "Menu, Menü",
    "classes.title": "Classes is French and English",
    "header.nav": "Pages is French and English",
    "controls.theme": "Thema is German and Dutch",
    "controls.indicator": "Indicator is Dutch and English",
    "controls.level": "Niveau is Dutch and French",
    "controls.mode": "Moment is Dutch and French",
    "parameter.level": "niveau is Dutch and French",
    "parameter.mode": "moment is Dutch and French",
    "take.link": "Link is German, Dutch and English",
    "take.head_country": "Land is German and Dutch",
    "selection.list": "Liste is German and French",
    "selection.rank": "Rang is German and French",
    "measure.as_index": "index is Dutch and English",
    "series.index": "index is Dutch and English",
    "level.emr": "a name",
    "level_one.emr": "a name",
    "series.as_index": "Index is German, Dutch and English",
    "series.in_year": "in is Dutch and English",
    "sentence.in_year": "in is Dutch and English",
    "figures.rank": "Rang is German and French",
    "note.sources": "Sources is French and English",
    "note.source_type": "Source is French and English",
    "nav.method": "Methode is German and Dutch",
    "list.and": "en, et, and, und",
    "ranking.rank": "an ordinal",
    "parameter.indicator": "indicator is Dutch and English",
    "map.attribution": "names of offices",
    "table.country": "Land is German and Dutch",
    "scatter.colour_country": "Land is German and Dutch",
}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_each_language_has_the_same_keys():
    for language in LANGUAGES:
        assert words(language).keys() == words("en").keys(), language


def test_each_text_takes_the_same_values():
    for language in LANGUAGES:
        for key, sentence in words(language).items():
            assert sentence.strip(), f"{language} {key} is empty"
            assert fields(sentence) == fields(words("en")[key]), f"{language} {key}"


def test_no_text_is_left_untranslated():
    def alike(key: str) -> bool:
        found = [re.sub(r"\{\w+\}", "", words(language)[key]).strip(" .:,–") for language in LANGUAGES]
        return any(len(part) > 2 for part in found) and len(set(found)) < len(found)

    undeclared = sorted(key for key in words("en") if alike(key) and key not in SAME and not key.startswith("map."))
    assert not undeclared, undeclared


def test_all_four_never_agree_on_a_sentence():
    same = [key for key, value in words("en").items() if len(value) > 12 and all(words(language)[key] == value for language in LANGUAGES)]
    assert set(same) <= set(SAME), same


def test_every_status_and_reason_has_words():
    for language in LANGUAGES:
        assert {f"status.{status}" for status in STATUSES} | {f"reason.{reason}" for reason in REASONS} <= words(language).keys()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "−1.252.769,5"), ("nl", "−1.252.769,5"), ("fr", "−1\u202f252\u202f769,5"), ("en", "−1,252,769.5")],
)
def test_numbers(language, expected):
    assert text(language).number(-1252769.46, 1) == expected


def test_signs():
    t = text("de")
    assert t.number(0.384, 2, sign=True) == "+0,38"
    assert t.number(-0.001, 2, sign=True) == t.number(0, 2, sign=True) == "0,00"
    assert t.number(-1.1, 1) == "\u22121,1"


@pytest.mark.parametrize(
    ("language", "share", "price", "day"),
    [
        ("de", "0,4\u202f%", "252.000\u00a0€", "1. Januar 2024"),
        ("nl", "0,4%", "€\u00a0252.000", "1 januari 2024"),
        ("fr", "0,4\u202f%", "252\u202f000\u00a0€", "1er janvier 2024"),
        ("en", "0.4%", "€252,000", "1 January 2024"),
    ],
)
def test_units_and_dates(language, share, price, day):
    t = text(language)
    assert t.with_unit(0.4, "%", 1) == share
    assert t.with_unit(252_000, "€") == price
    assert t.date(date(2024, 1, 1)).replace("\u00a0", " ") == day


def test_a_minus_stands_before_the_euro_sign():
    assert text("en").with_unit(-3, "€") == "−€3"


def test_scripts_write_numbers_by_the_same_rules():
    for language in LANGUAGES:
        t = text(language)
        rules = t.for_scripts()["number"]
        assert t.number(1234.5, 1) == f"1{rules['group']}234{rules['decimal']}5"
        assert t.with_unit(4, "%") == "4" + rules["percent"]


def test_french_sets_its_spaces():
    for key, sentence in words("fr").items():
        assert not re.search(r" [:;?!»]|« ", sentence), key
