"""The view as its URL says it: parse(query) -> State, to_query(State) -> query; every value is checked.

A parameter once published keeps its meaning. Parameters we do not know are left aside; a known one with a value we do
not know is an error that says what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Literal
from urllib.parse import quote, urlencode

from wohnmonitor.errors import CallError
from wohnmonitor.schema import LANGUAGES, LEVELS

MODES = ("year", "latest")
THEMES = ("light", "dark")
SCALES = ("grade", "common")
SERIES = ("index", "value")
BORDERS = ("today", "then")
MAP_LEVELS = LEVELS[:4]
MOST_AREAS = 10
WINDOW, WINDOWS = 15, range(1, 51)
DEFAULT_LANGUAGE = "en"
_KNOWN = ("indicator", "year", "level", "areas", "lang", "mode", "window", "theme", "scale", "series", "borders")


class StateError(CallError):
    """A view that cannot be shown. `key` and `values` make the message in the reader's language."""

    def __init__(self, key: str, language: str = DEFAULT_LANGUAGE, **values: str):
        self.key, self.language, self.values = key, language, values
        super().__init__(f"state: {key}", values.get("found", ""), values.get("expected", ""))


@dataclass(frozen=True)
class Known:
    """What a release holds: indicator ids in order, area ids, first and last year, the first view of an indicator, and what a
    former area is part of today (empty for an id that never was one)."""

    indicators: Sequence[str]
    areas: Collection[str]
    years: tuple[int, int]
    first_view: Callable[[str], tuple[str, int]]
    default_indicator: str
    successors: Callable[[str], tuple[str, ...]] = lambda _: ()


@dataclass(frozen=True)
class State:
    """One view. `year` is the year of the map, and in mode `latest` the one to come back to. `former`: ids of old that the
    address named; `areas` holds what they are part of today."""

    indicator: str
    mode: Literal["year", "latest"]
    year: int
    level: str = "municipality"
    areas: tuple[str, ...] = ()
    lang: str = DEFAULT_LANGUAGE
    window: int = WINDOW
    theme: str | None = None
    scale: str = "grade"
    series: str = "index"
    former: tuple[str, ...] = ()
    borders: str = "today"

    def for_scripts(self) -> dict:
        """The state as the page's scripts hold it: `year` is "latest" in that mode."""
        year = "latest" if self.mode == "latest" else self.year
        return asdict(self) | {"areas": list(self.areas), "former": list(self.former), "year": year}

    def with_language(self, language: str) -> State:
        """The same view in another language."""
        return replace(self, lang=language)


def to_query(state: State) -> str:
    """The query of a view, without the question mark. What may change with a new release is always written."""
    pairs = {
        "indicator": state.indicator,
        "year": "latest" if state.mode == "latest" else str(state.year),
        "level": state.level,
    }
    if state.areas:
        pairs["areas"] = ",".join(state.areas)
    if state.mode == "latest" and state.window != WINDOW:
        pairs["window"] = str(state.window)
    if state.scale != "grade":
        pairs["scale"] = state.scale
    if state.series != "index":
        pairs["series"] = state.series
    if state.borders != "today":
        pairs["borders"] = state.borders
    if state.theme:
        pairs["theme"] = state.theme
    pairs["lang"] = state.lang
    return urlencode(pairs, safe=",", quote_via=quote)


def language_of(wanted: str | None, accepted: str = "") -> str:
    """The language of a request: the parameter, else the first of Accept-Language that we speak, else English."""
    if wanted in LANGUAGES:
        return wanted
    for item in accepted[:200].split(","):
        if (code := item.split(";")[0].strip()[:2].lower()) in LANGUAGES:
            return code
    return DEFAULT_LANGUAGE


class _Reader:
    """Reads one parameter after the other; raises StateError in the reader's language."""

    def __init__(self, query: dict[str, list[str]], language: str):
        self.query, self.language = query, language

    def fail(self, key: str, **values) -> StateError:
        return StateError(key, self.language, **{name: str(value)[:80] for name, value in values.items()})

    def one(self, name: str) -> str | None:
        values = self.query.get(name) or []
        if len(values) > 1:
            raise self.fail("error.twice", parameter=name)
        return values[0].strip() if values and values[0].strip() else None

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        value = self.one(name)
        if value is not None and value not in choices:
            close = get_close_matches(value[:80], list(choices), n=3, cutoff=0.5) if len(choices) > 8 else choices
            raise self.fail(
                "error.unknown" if close else "error.unknown_no_hint",
                parameter=name,
                found=value,
                expected=", ".join(close),
            )
        return value

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.one(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 4 and low <= int(value) <= high):
            raise self.fail("error.range", parameter=name, found=value, low=low, high=high)
        return int(value)


def parse(query: dict[str, list[str]], known: Known, accepted: str = "") -> State:
    """A view from `query` (name -> values as given). `accepted` is Accept-Language. Raises StateError."""
    language = language_of((query.get("lang") or [None])[0], accepted)
    read = _Reader(query, language)
    if any(len(value) > 2000 for values in query.values() for value in values):
        raise read.fail("error.long")
    lang = read.choice("lang", LANGUAGES) or language
    indicator = read.choice("indicator", known.indicators) or known.default_indicator
    mode, year = known.first_view(indicator)
    asked = read.choice("mode", MODES)
    if (read.one("year") or "").lower() == "latest":
        if asked == "year":
            raise read.fail("error.latest_and_year")
        mode = "latest"
    elif (given := read.whole("year", *known.years)) is not None:
        mode, year = asked or "year", given
    else:
        mode = asked or mode
    areas, former = _areas(read, known)
    return State(
        indicator=indicator,
        mode=mode,
        year=year,
        level=read.choice("level", MAP_LEVELS) or "municipality",
        areas=areas,
        lang=lang,
        window=read.whole("window", WINDOWS[0], WINDOWS[-1]) or WINDOW,
        theme=read.choice("theme", THEMES),
        scale=read.choice("scale", SCALES) or "grade",
        series=read.choice("series", SERIES) or "index",
        former=former,
        borders=read.choice("borders", BORDERS) or "today",
    )


def _areas(read: _Reader, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Areas of today, and the former ones among those asked for."""
    wanted = [item.strip() for item in (read.one("areas") or "").split(",") if item.strip()]
    today: list[str] = []
    former = []
    for item in wanted:
        if item in known.areas:
            today.append(item)
        elif heirs := known.successors(item):
            today += heirs
            former.append(item)
        else:
            close = get_close_matches(item[:80], known.areas, n=3, cutoff=0.5)
            key = "error.unknown" if close else "error.unknown_no_hint"
            raise read.fail(key, parameter="areas", found=item, expected=", ".join(close))
    chosen = tuple(dict.fromkeys(today))
    if len(chosen) > MOST_AREAS:
        raise read.fail("error.many_areas", found=len(chosen), most=MOST_AREAS)
    return chosen, tuple(dict.fromkeys(former))


def from_scripts(data: object, known: Known) -> State:
    """The state that the page's scripts send. Raises StateError for anything that is not one."""
    if not isinstance(data, dict):
        raise StateError("error.malformed")
    query = {}
    for name in _KNOWN:
        value = data.get(name)
        if value is None or value == []:
            continue
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str | int) for part in parts):
            raise StateError("error.malformed")
        query[name] = [",".join(str(part) for part in parts)]
    return parse(query, known)
