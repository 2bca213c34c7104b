"""The view as its URL says it: parse(query) -> State, to_query(State) -> query; every value is checked.

A parameter once published keeps its meaning. Parameters we do not know are left aside; a known one with a value we do
not know is an error that says what there is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from difflib import get_close_matches
from typing import Literal
from urllib.parse import quote, urlencode

from wohnmonitor.app.query import DEFAULT_LANGUAGE, Reader, StateError, language_of
from wohnmonitor.narrow import WINDOW, WINDOWS
from wohnmonitor.schema import LANGUAGES, LEVELS, RELEASE

MODES = ("year", "latest", "change", "difference")
THEMES = ("light", "dark")
SCALES = ("grade", "common")
SERIES = ("index", "value", "log")
"""How a series is drawn; without a choice as suits its unit."""
BORDERS = ("today", "then")
MEASURES = ("absolute", "percent", "points", "index", "yearly")
"""How a change or a difference is told: in the unit, in %, in percentage points, as an index, in % a year."""
BENCHMARKS = ("emr", "country", "region")
CLASSES = ("natural", "quantile", "equal", "std", "manual")
OVER = ("years", "year")
"""Class limits hold for all years, or are found anew for each."""
LAYERS = ("district", "language", "water", "none")
VIEWS = ("single", "two", "bivariate")
COLOURS = ("country", "region")
MAP_LEVELS = LEVELS[:4]
MOST_AREAS, MOST_INDICATORS, MOST_GROUPS = 10, 30, 5
OWN = "group:"
"""What the id of an area of the reader's own begins with, as in exports; its name follows."""
NAME = re.compile(r"[^\x00-\x1f,:;<>\x7f]{1,40}")
N, NS = 5, range(2, 10)


@dataclass(frozen=True)
class Known:
    """What a release holds: indicator ids in order, area ids, first and last year, the first view of an indicator, and what a
    former area is part of today (empty for an id that never was one), the year a change of an indicator up to a year begins with."""

    indicators: Sequence[str]
    areas: Collection[str]
    years: tuple[int, int]
    first_view: Callable[[str], tuple[str, int]]
    default_indicator: str
    successors: Callable[[str], tuple[str, ...]] = lambda _: ()
    since: Callable[[str, int], int | None] = lambda *_: None
    municipalities: Collection[str] = ()


@dataclass(frozen=True)
class State:
    """One view. `year` is the year of the map, and in mode `latest` the one to come back to. `former`: ids of old that the
    address named; `areas` holds what they are part of today. `from_`: first year of a change;
    `older`: latest values more than so many years older than the newest are marked. `area`: of a profile,
    where it is not the first of the selection. `release`: under which a link was made."""

    indicator: str
    mode: Literal["year", "latest", "change", "difference"]
    year: int
    level: str = "municipality"
    areas: tuple[str, ...] = ()
    lang: str = DEFAULT_LANGUAGE
    window: int = WINDOW
    theme: str | None = None
    scale: str = "grade"
    series: str | None = None
    former: tuple[str, ...] = ()
    borders: str = "today"
    from_: int | None = None
    measure: str | None = None
    benchmark: str = "emr"
    older: int | None = None
    classes: str = "natural"
    n: int = N
    breaks: tuple[float, ...] = ()
    over: str = "years"
    layers: tuple[str, ...] = ("water",)
    view: str = "single"
    second: str | None = None
    second_year: int | Literal["latest"] | None = None
    size: str = "population"
    colour: str = "country"
    indicators: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    group: tuple[str, ...] = ()
    release: str | None = None
    area: str | None = None

    def for_scripts(self) -> dict:
        """The state as the page's scripts hold it, by the names of the address; `year` is "latest" in that mode."""
        told = {field.name.rstrip("_"): getattr(self, field.name) for field in fields(self)}
        told["year"] = "latest" if self.mode == "latest" else self.year
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}

    def with_language(self, language: str) -> State:
        """The same view in another language."""
        return replace(self, lang=language)


DEFAULTS = {
    field.name.rstrip("_"): list(field.default) if isinstance(field.default, tuple) else field.default
    for field in fields(State)
    if field.default is not MISSING and field.name != "former"
}
"""Parameters that are left out of an address while they have this value."""
ALWAYS = ("indicator", "year", "level", "lang")
"""What may change with a new release, and so is always written."""
PARAMETERS = ("indicator", "mode", "year", *(name for name in DEFAULTS if name not in ("lang", "theme")), "theme", "lang")
"""Every parameter of an address, in the order in which it is written."""
JOINED = {"years": "-", "group": ";"}
"""What stands between several values, where it is no comma."""


def to_query(state: State) -> str:
    """The query of a view, without the question mark. shell.js writes the same one from PARAMETERS and DEFAULTS."""
    told, pairs = state.for_scripts(), {}
    for name in PARAMETERS:
        value = told[name]
        if name in ALWAYS or (name == "mode" and value not in ("year", "latest")) or (name in DEFAULTS and value != DEFAULTS[name]):
            pairs[name] = JOINED.get(name, ",").join(_written(part) for part in value) if isinstance(value, list) else _written(value)
    return urlencode(pairs, safe=",:", quote_via=quote)


def _written(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def parse(query: dict[str, list[str]], known: Known, accepted: str = "") -> State:
    """A view from `query` (name -> values as given). `accepted` is Accept-Language. Raises StateError."""
    language = language_of((query.get("lang") or [None])[0], accepted)
    read = Reader(query, language)
    if any(len(value) > (4000 if name == "group" else 2000) for name, values in query.items() for value in values):
        raise read.fail("error.long")
    lang = read.choice("lang", LANGUAGES) or language
    indicator = read.choice("indicator", known.indicators) or known.default_indicator
    mode, year = known.first_view(indicator)
    asked = read.choice("mode", MODES)
    if (read.one("year") or "").lower() == "latest":
        if asked not in (None, "latest"):
            raise read.fail("error.latest_and_year")
        mode = "latest"
    elif (given := read.whole("year", *known.years)) is not None:
        mode, year = asked or "year", given
    else:
        mode = asked or mode
    if group := _groups(read, known):
        known = replace(known, areas={*known.areas, *(OWN + members_of(one)[0] for one in group)})
    areas, former = _areas(read, known)
    since = read.whole("from", *known.years)
    if mode == "change" and since is None:
        since = known.since(indicator, year)
    elif mode == "change" and since >= year:
        raise read.fail("error.from", found=since, year=year)
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
        series=read.choice("series", SERIES),
        former=former,
        borders=read.choice("borders", BORDERS) or "today",
        from_=since,
        measure=read.choice("measure", MEASURES),
        benchmark=read.choice("benchmark", (*BENCHMARKS, *known.areas)) or "emr",
        older=read.whole("older", WINDOWS[0], WINDOWS[-1]),
        classes=read.choice("classes", CLASSES) or "natural",
        n=read.whole("n", NS[0], NS[-1]) or N,
        breaks=_breaks(read),
        over=read.choice("over", OVER) or "years",
        layers=read.choices("layers", LAYERS) or ("water",),
        view=read.choice("view", VIEWS) or "single",
        second=read.choice("second", known.indicators),
        second_year="latest" if (read.one("second_year") or "").lower() == "latest" else read.whole("second_year", *known.years),
        size=read.choice("size", ("none", *known.indicators)) or "population",
        colour=read.choice("colour", COLOURS) or "country",
        indicators=read.choices("indicators", known.indicators, MOST_INDICATORS),
        years=_years(read, known),
        group=group,
        release=_release(read),
        area=_area(read, known),
    )


def _release(read: Reader) -> str | None:
    """The id of a release, whether it is at hand or not."""
    given = read.one("release")
    if given is not None and not re.fullmatch(RELEASE, given):
        raise read.fail("error.unknown_no_hint", parameter="release", found=given)
    return given


def _breaks(read: Reader) -> tuple[float, ...]:
    """Class limits typed by hand: numbers, rising."""
    given = [part for part in (read.one("breaks") or "").split(",") if part.strip()]
    try:
        limits = tuple(float(part) for part in given)
    except ValueError:
        limits = (math.nan,)
    if not all(map(math.isfinite, limits)) or list(limits) != sorted(set(limits)) or len(limits) > NS[-1] - 1:
        raise read.fail("error.breaks", found=",".join(given), most=NS[-1] - 1)
    return limits


def _years(read: Reader, known: Known) -> tuple[int, int] | None:
    """`2015-2024`, or one year."""
    given = read.one("years")
    if given is None:
        return None
    first, _, last = given.partition("-")
    low, high = known.years
    bounds = [int(part) if part.isascii() and part.isdigit() and len(part) == 4 else -1 for part in (first, last or first)]
    if not low <= bounds[0] <= bounds[1] <= high:
        raise read.fail("error.range", parameter="years", found=given, low=low, high=high)
    return bounds[0], bounds[1]


def members_of(group: str) -> tuple[str, tuple[str, ...]]:
    """`Name:ID,ID` -> name, ids."""
    name, _, ids = group.partition(":")
    return name, tuple(ids.split(","))


def _groups(read: Reader, known: Known) -> tuple[str, ...]:
    """Areas of the reader's own, `Name:ID,ID;Name:ID`: each with a name of its own, of municipalities of today."""
    found: dict[str, str] = {}
    for given in filter(None, (part.strip() for part in (read.one("group") or "").split(";"))):
        name, ids = (given.partition(":")[at].strip() for at in (0, 2))
        members = tuple(dict.fromkeys(item.strip() for item in ids.split(",") if item.strip()))
        if not NAME.fullmatch(name) or name in found or not members:
            raise read.fail("error.group", found=given[:60])
        for item in members:
            Reader({"group": [item]}, read.language).choice("group", known.municipalities)
        found[name] = f"{name}:{','.join(members)}"
    if len(found) > MOST_GROUPS:
        raise read.fail("error.many", parameter="group", found=len(found), most=MOST_GROUPS)
    return tuple(found.values())


def _today(read: Reader, known: Known, name: str, item: str) -> tuple[str, ...]:
    """An area of today, or what a former one is part of."""
    if item in known.areas:
        return (item,)
    if heirs := known.successors(item):
        return tuple(heirs)
    close = get_close_matches(item[:80], known.areas, n=3, cutoff=0.5)
    raise read.fail("error.unknown" if close else "error.unknown_no_hint", parameter=name, found=item, expected=", ".join(close))


def _area(read: Reader, known: Known) -> str | None:
    """One area; of a former one the first that it is part of."""
    item = read.one("area")
    return _today(read, known, "area", item)[0] if item else None


def _areas(read: Reader, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Areas of today, and the former ones among those asked for."""
    wanted = [item.strip() for item in (read.one("areas") or "").split(",") if item.strip()]
    today: list[str] = []
    former = []
    for item in wanted:
        today += _today(read, known, "areas", item)
        if item not in known.areas:
            former.append(item)
    chosen = tuple(dict.fromkeys(today))
    if len(chosen) > MOST_AREAS:
        raise read.fail("error.many_areas", found=len(chosen), most=MOST_AREAS)
    return chosen, tuple(dict.fromkeys(former))


def from_scripts(data: object, known: Known) -> State:
    """The state that the page's scripts send. Raises StateError for anything that is not one."""
    if not isinstance(data, dict):
        raise StateError("error.malformed")
    query = {}
    for name in PARAMETERS:
        value = data.get(name)
        if value is None or value == []:
            continue
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str | int | float) for part in parts):
            raise StateError("error.malformed")
        query[name] = [JOINED.get(name, ",").join(_written(part) for part in parts)]
    return parse(query, known)
