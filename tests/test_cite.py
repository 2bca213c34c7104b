"""Citations: complete in every language and form; what is cited is what the rows hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import wohnmonitor
from wohnmonitor import cite
from wohnmonitor.schema import LANGUAGES

ROOT = Path(__file__).parent.parent
CSL = {"id", "type", "title", "author", "issued", "version", "publisher", "genre", "language", "note", "container-title", "URL"}


@pytest.fixture(scope="module")
def m(data_folder):
    return wohnmonitor.open(data_folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_names_all(m, language):
    one = m.cite("vacancy_rate", language=language, url="https://example.org/?a=1&b=2")
    title = m.indicator("vacancy_rate").text[language].title
    for said in (
        title,
        "vacancy_rate",
        m.release,
        "85039NED",
        "Statbel",
        "dl-de/by-2-0",
        "CC BY 4.0",
        "2011–2022",
        "https://example.org/?a=1&b=2",
    ):
        assert said in one.text
    assert set(one.csl) <= CSL and one.csl["type"] == "dataset" and one.csl["language"] == language
    day = date.fromisoformat(m.release[:10])
    assert one.csl["issued"] == {"date-parts": [[day.year, day.month, day.day]]}


def test_words_are_the_same_in_all_languages():
    words = cite._words()
    assert set(words) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(words[language]) == set(words["en"])
        for key, text in words[language].items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", words["en"][key]))


def test_bibtex_is_closed_and_escaped(m):
    for indicator in m.indicators().index:
        entry = m.cite(indicator, language="fr").bibtex
        bare = re.sub(r"\\.", "", entry)
        assert bare.count("{") == bare.count("}") and entry.startswith("@misc{wohnmonitor_")
        body = re.sub(r"\\.", "", entry.split("\n", 1)[1])
        assert not set("&%$#_") & set(body)
        assert re.findall(r"^  (\w+) = ", entry, re.M)[:3] == ["author", "title", "year"]


def test_sources_are_those_of_the_years_and_areas_asked(m):
    every = {s.publisher for s in m.cite("population").sources}
    dutch = m.cite("population", areas=["NL_GM0935"], years=2020)
    assert {s.publisher for s in dutch.sources} == {"Statistics Netherlands (CBS)"} < every
    assert "2020 [" in dutch.text
    assert all(s.attribution and s.licence and s.tables for s in m.cite("population").sources)


def test_the_whole_release(m):
    whole = m.cite()
    assert "Euregio Meuse-Rhine" in whole.csl["title"] and len(whole.sources) >= 8
    assert "to be confirmed" not in whole.text, "what is not shipped is not cited"


def test_the_citation_file_is_complete():
    """The keys that CFF 1.2.0 requires, and its rules for those that are used."""
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    top = dict(re.match(r"([a-z-]+):\s*(.*)", line).groups() for line in lines if re.match(r"[a-z-]+:", line))
    assert {"cff-version", "message", "title", "authors"} <= set(top)
    known = {"cff-version", "message", "title", "abstract", "authors", "type", "license", "version", "keywords", "date-released"}
    assert set(top) <= known
    assert top["cff-version"] == "1.2.0" and top["type"] == "software" and top["license"] == "Apache-2.0"
    assert '  - name: "Wohnmonitor contributors"' in lines
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"version = {top['version']}" in project
