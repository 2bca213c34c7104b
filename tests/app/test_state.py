"""The state of a view and its URL: round trip, defaults, and what is refused."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wohnmonitor.app.query import StateError, language_of
from wohnmonitor.app.state import MAP_LEVELS, Known, State, from_scripts, parse, to_query
from wohnmonitor.app.text import text
from wohnmonitor.schema import LANGUAGES

INDICATORS = ["population", "house_price", "vacancy_rate", *(f"other_{letter}" for letter in "abcdefgh")]
AREAS = {f"BE_{number}": {} for number in range(62001, 62030)} | {"DE_05334002": {}, "emr": {}}
HEIRS = {"BE_73040": ("BE_62001",), "NL_GM0993": ("BE_62002", "BE_62003")}
KNOWN = Known(INDICATORS, AREAS.keys(), (1992, 2026), lambda _: ("year", 2024), "population", lambda area: HEIRS.get(area, ()))


def read(query: str, accepted: str = "") -> State:
    return parse(parse_qs(query, keep_blank_values=True), KNOWN, accepted)


states = st.builds(
    State,
    indicator=st.sampled_from(INDICATORS),
    mode=st.just("year"),
    year=st.integers(1992, 2026),
    level=st.sampled_from(MAP_LEVELS),
    areas=st.lists(st.sampled_from(sorted(AREAS)), unique=True, max_size=10).map(tuple),
    lang=st.sampled_from(LANGUAGES),
    theme=st.sampled_from([None, "light", "dark"]),
    scale=st.sampled_from(["grade", "common"]),
    series=st.sampled_from(["index", "value"]),
    release=st.sampled_from([None, "2026-11-25-f36f9f1d4c"]),
)


@given(states)
def test_a_view_survives_its_url(state):
    assert read(to_query(state)) == state


@given(states, st.integers(1, 50))
def test_a_latest_view_survives_its_url(state, window):
    latest = State(**(vars(state) | {"mode": "latest", "year": 2024, "window": window}))
    assert read(to_query(latest)) == latest


@given(states)
def test_the_scripts_speak_of_the_same_state(state):
    assert from_scripts(state.for_scripts(), KNOWN) == state


def test_what_is_not_said_follows_the_indicator_and_the_reader():
    state = read("", "nl-BE,nl;q=0.9,en;q=0.5")
    assert (state.indicator, state.mode, state.year, state.level, state.areas, state.lang) == (
        "population", "year", 2024, "municipality", (), "nl",
    )  # fmt: skip
    assert language_of(None, "pt-BR,pt") == "en"


def test_year_latest_and_mode_latest_say_the_same():
    assert read("year=latest").mode == read("mode=latest").mode == "latest"
    assert read("year=latest&mode=latest").for_scripts()["year"] == "latest"
    assert read("mode=latest&year=2010") == State("population", "latest", 2010, lang="en")


def test_unknown_parameters_are_left_aside():
    assert read("utm_source=x&indicator=population") == read("indicator=population")


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("indicator=nonsense", "error.unknown_no_hint"),
        ("indicator=populaton", "error.unknown"),
        ("indicator='; DROP TABLE area;--", "error.unknown_no_hint"),
        ("level=planet", "error.unknown"),
        ("lang=xx", "error.unknown"),
        ("mode=changes", "error.unknown"),
        ("theme=neon", "error.unknown"),
        ("scale=all", "error.unknown"),
        ("series=both", "error.unknown"),
        ("year=99999", "error.range"),
        ("year=-2020", "error.range"),
        ("year=1850", "error.range"),
        ("year=2020.5", "error.range"),
        ("year=٢٠٢٤", "error.range"),
        ("window=0", "error.range"),
        ("window=1e9", "error.range"),
        ("areas=XX_1", "error.unknown_no_hint"),
        ("areas=DE_05334002,../../etc/passwd", "error.unknown_no_hint"),
        ("areas=" + ",".join(sorted(AREAS)[:11]), "error.many_areas"),
        ("areas=" + "A" * 5000, "error.long"),
        ("release=../../etc/passwd", "error.unknown_no_hint"),
        ("release=2026-11-25", "error.unknown_no_hint"),
        ("year=2020&year=2021", "error.twice"),
        ("mode=year&year=latest", "error.latest_and_year"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_queries_are_refused_in_the_readers_language(query, key, language):
    with pytest.raises(StateError) as caught:
        read(query if "lang=" in query else f"{query}&lang={language}", accepted=language)
    error = caught.value
    assert (error.key, error.language) == (key, language)
    words = dict(error.values)
    message = text(language)(error.key, **words)
    assert len(message) < 700 and "{" not in message


def test_a_former_area_stands_for_what_it_is_part_of_today():
    state = read("areas=BE_73040,BE_62001,NL_GM0993,emr&lang=nl")
    assert state.areas == ("BE_62001", "BE_62002", "BE_62003", "emr")
    assert state.former == ("BE_73040", "NL_GM0993") and "BE_73040" not in to_query(state)


@pytest.mark.parametrize("data", [None, [], "x", 7, {"indicator": {}}, {"areas": [[]]}, {"year": 1.5}, {"year": [2020, None]}])
def test_what_is_no_state_is_refused(data):
    with pytest.raises(StateError):
        from_scripts(data, KNOWN)


@given(st.dictionaries(st.sampled_from(["indicator", "year", "level", "areas", "lang", "mode", "window"]), st.lists(st.text(), max_size=2)))
def test_any_query_gives_a_state_or_a_state_error(query):
    try:
        assert isinstance(parse(query, KNOWN), State)
    except StateError as error:
        assert error.key.startswith("error.")
