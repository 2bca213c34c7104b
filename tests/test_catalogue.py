"""Declarations: complete, in four languages, and mistakes that name file, key, found and expected."""

from __future__ import annotations

import shutil

import pytest

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.errors import CatalogueError, UnknownError
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.schema import LANGUAGES

CATALOGUE = load_catalogue(catalogue_dir())
ELEVEN = {
    "population", "population_density", "population_growth_1y", "population_growth_5y", "dwellings", "dwellings_per_1000",
    "dwellings_permitted_per_1000", "owner_occupied_share", "house_price", "house_price_index", "net_cold_rent",
}  # fmt: skip


def test_the_eleven_are_declared():
    assert set(CATALOGUE.indicators) >= ELEVEN


def test_every_table_is_shipped_only_with_a_licence_that_lets_us():
    for table_id, table in CATALOGUE.tables.items():
        licence = CATALOGUE.table_licence(table_id).lower()
        assert licence
        if "confirm" in licence:
            assert not table.ship, table_id


def test_every_language_says_something_of_its_own():
    same = [
        (i.id, key) for i in CATALOGUE.indicators.values() for key in ("title", "description", "note", "watch", "unit_line")
        if len({getattr(i.text[language], key) for language in LANGUAGES}) < 4
    ]  # fmt: skip
    assert same == [("population", "title")], "English and French write Population alike"


def test_an_unknown_indicator_suggests_the_close_one():
    with pytest.raises(UnknownError, match="did you mean population"):
        CATALOGUE.indicator("populaton")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("population.toml", 'unit = "persons"', 'unit = "person"', "population.toml, key unit"),
        ("population.toml", 'id = "population"', 'id = "pop"', "name the file after the id"),
        ("population.toml", "decimals = 0", 'decimals = "many"', "key decimals"),
        ("population.toml", "order = ", "ordr = ", "ordr"),
        ("population.toml", 'measure = "population"', 'measure = "populaton"', "did you mean population"),
        ("measures.toml", '[measure.population]\nunit = "persons"', '[measure.population]\nunt = "persons"', "measure.population"),
        ("sources.toml", 'publisher = "cbs"', 'publisher = "cbz"', "did you mean cbs"),
        ("sources.toml", 'kind = "cbs_odata4"', 'kind = "cbs_odata5"', "fetch"),
        ("sources.toml", 'kind = "cbs_odata3", ended', 'kind = "cbs_odata3", endet', "endet"),
        ("sources.toml", 'instead_of = "cbs_83625ned"', 'instead_of = "cbs_83625nde"', "did you mean cbs_83625ned"),
        ("sources.toml", 'url = "https://statbel.fgov.be/sites', 'url = "http://statbel.fgov.be/sites', "begins with https://"),
        ("sources.toml", "years = [2019, 0], ", "", "years = [first, last] together"),
        ("themes.toml", "[", "[[[", "valid TOML"),
        ("deviations.toml", 'source = "bbsr_inkar_2019"', 'source = "bbsr_inkar_2018"', "did you mean bbsr_inkar_2019"),
        ("deviations.toml", "why.nl = ", "why.nn = ", "a text in each of de, nl, fr, en"),
        ("deviations.toml", "at_most = 0.0006", "", ".at_most"),
        ("events.toml", 'themes = ["market"]', 'themes = ["markets"]', "did you mean market"),
    ],
)
def test_mistakes_name_file_and_key(tmp_path, file, old, new, message):
    folder = tmp_path / "indicators"
    shutil.copytree(catalogue_dir(), folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert message in str(caught.value) and file in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CatalogueError, match="sources.toml is missing"):
        load_catalogue(tmp_path)
