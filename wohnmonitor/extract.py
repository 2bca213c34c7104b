"""What a reader asks for -> the dataset that export writes: the one way of command line, HTTP API and app."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.export.dataset import GROUP, Dataset
from wohnmonitor.groups import LEVEL
from wohnmonitor.narrow import WINDOW, comparable, latest_of_levels
from wohnmonitor.queries import Monitor
from wohnmonitor.schema import COUNTRIES, LANGUAGES, STATUSES
from wohnmonitor.words import words

assert LEVEL == GROUP
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What is wanted: the arguments of Monitor.values for several indicators; () is all indicators, and of what they give:

    among: these years only. latest: each area's newest value of those years, at most `window` years older than the newest of
    all (narrow.latest). statuses: these only; () is all. comparable_with: what may stand beside this country (narrow.comparable).
    """

    indicators: tuple[str, ...] = ()
    level: str | None = None
    areas: tuple[str, ...] | None = None
    years: tuple[int, int] | int | None = None
    group: dict[str, list[str]] | None = None
    territory: str = "today"
    among: tuple[int, ...] = ()
    latest: bool = False
    window: int = WINDOW
    statuses: tuple[str, ...] = ()
    comparable_with: str | None = None


def extract(monitor: Monitor, asked: Asked, language: str | None = None, tell: Tell = lambda *_: None) -> Dataset:
    """The dataset, of the release of now whatever is published later. Nothing but what is asked is checked here; rows are read
    when a format takes them, an indicator at a time, and `tell(indicator, done, of)` hears of each.

    language: of labels, notes and names of areas; None: English, names in their own. Raises UnknownError, CallError.
    """
    if language is not None and language not in LANGUAGES:
        raise UnknownError("language", language, LANGUAGES)
    pinned = monitor.pinned()
    ids = tuple(dict.fromkeys(asked.indicators or pinned.indicators()["indicator"]))
    declared = tuple(pinned.indicator(one) for one in ids)
    areas = None if asked.areas is None else list(dict.fromkeys(asked.areas))
    for status in asked.statuses:
        if status not in STATUSES:
            raise UnknownError("status", status, STATUSES)
    if asked.comparable_with not in (None, *COUNTRIES):
        raise UnknownError("country", asked.comparable_with, COUNTRIES)
    lies_in = _countries(pinned, asked) if asked.comparable_with else {}

    def read(one: str) -> pd.DataFrame:
        frame = pinned.values(one, asked.level, areas, asked.years, language, asked.group, asked.territory)
        if asked.among:
            frame = frame[frame["year"].isin(asked.among)]
        if asked.comparable_with:
            frame = comparable(frame, pinned.indicator(one), asked.comparable_with, lies_in)
        if asked.latest:
            frame = latest_of_levels(frame, asked.window)
        return frame[frame["status"].isin(asked.statuses)] if asked.statuses else frame

    def frames() -> Iterator[pd.DataFrame]:
        for n, one in enumerate(ids):
            tell(one, n, len(ids))
            yield read(one)
        tell(ids[-1], len(ids), len(ids))

    read(ids[0])  # a call that is wrong is wrong before anything is written
    tables = cache(lambda name: TABLES[name](pinned, asked, ids, language))
    return Dataset(
        release=pinned.release, catalogue=pinned.catalogue, indicators=declared, frames=frames, tables=tables,
        outlines=cache(lambda: _outlines(pinned, asked)), language=language or "en", named=language is not None,
        asked=_told(asked, language or "en"),
    )  # fmt: skip


def _countries(monitor: Monitor, asked: Asked) -> dict[str, set[str]]:
    """Area -> the countries it lies in; of a former municipality its own, of a group those of its members."""
    member = _membership(monitor, asked, (), None)
    inside = {area: set(towns.str[:2]) for area, towns in member.groupby("area_id")["municipality_id"]}
    return {area: {area[:2]} for area in monitor.now.area["area_id"]} | inside


def _told(asked: Asked, language: str) -> dict[str, str]:
    w = words(language) | words(language, "export")
    years = (asked.years, asked.years) if isinstance(asked.years, int) else asked.years
    return {
        w["column.level"]: w[f"level.{asked.level}"] if asked.level else "",
        w["column.area_id"]: ", ".join(asked.areas or ()),
        w["export.group"]: "; ".join(f"{name} = {', '.join(ids)}" for name, ids in (asked.group or {}).items()),
        w["column.year"]: ", ".join(map(str, asked.among)) or ("–".join(str(year) for year in dict.fromkeys(years)) if years else ""),
        w["column.status"]: ", ".join(asked.statuses),
        w["export.latest"]: w["export.window"].format(n=asked.window) if asked.latest else "",
        w["export.comparable"]: asked.comparable_with or "",
        w["export.territory"]: w[f"export.{asked.territory}"],
    }


def _areas(monitor: Monitor, asked: Asked, _ids: tuple[str, ...], language: str | None) -> pd.DataFrame:
    area = monitor.now.area
    own = pd.DataFrame([{"area_id": f"{LEVEL}:{name}", "level": LEVEL, "name": name} for name in asked.group or ()])
    frame = pd.concat([area, own], ignore_index=True) if len(own) else area
    named = frame[f"name_{language}" if language else "name"]
    return frame.assign(area_name=named.where(named.notna() & named.ne(""), frame["name"]))


def _membership(monitor: Monitor, asked: Asked, _ids: tuple[str, ...], _language: str | None) -> pd.DataFrame:
    own = [
        {"municipality_id": town, "level": LEVEL, "area_id": f"{LEVEL}:{name}"}
        for name, areas in (asked.group or {}).items() for town in monitor.municipalities(areas)
    ]  # fmt: skip
    return pd.concat([monitor.membership(), pd.DataFrame(own)], ignore_index=True) if own else monitor.membership()


def _changes(monitor: Monitor, *_) -> pd.DataFrame:
    return monitor.now.query("SELECT * FROM area_change ORDER BY date, from_id, to_id").rename(columns={"source": "change_source"})


def _indicators(monitor: Monitor, _asked: Asked, ids: tuple[str, ...], language: str | None) -> pd.DataFrame:
    rows = []
    for one in map(monitor.indicator, ids):
        text = one.text[language or "en"]
        told = {name: getattr(text, name) for name in ("unit_line", "description", "note", "watch")}
        told |= {"title": text.title.replace("\u00ad", ""), "unit": monitor.catalogue.units[one.unit].code}
        rows.append({"indicator": one.id, "theme": one.theme, "decimals": one.decimals, "comparability": one.comparability, **told})
    return pd.DataFrame(rows)


def _definitions(monitor: Monitor, _asked: Asked, ids: tuple[str, ...], language: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {"indicator": one.id, "country": country, **{facet: told[language or "en"] for facet, told in facets}}
        for one in map(monitor.indicator, ids) for country, facets in one.country.items()
    )  # fmt: skip


def _breaks(monitor: Monitor, _asked: Asked, ids: tuple[str, ...], language: str | None) -> pd.DataFrame:
    rows = [
        {"indicator": one, "country": found["country"], "year": found["year"], "cause": found["cause"][language or "en"]}
        for one in ids for found in monitor.breaks(one)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["indicator", "country", "year", "cause"]).drop_duplicates()


def _sources(monitor: Monitor, _asked: Asked, ids: tuple[str, ...], _language: str | None) -> pd.DataFrame:
    used = {source for one in ids for source in monitor.used(one)["source"]}
    frame = monitor.sources()
    return frame[frame["source"].isin(used)].reset_index(drop=True)


TABLES = {
    "areas": _areas, "membership": _membership, "area_changes": _changes, "indicators": _indicators,
    "definitions": _definitions, "breaks": _breaks, "sources": _sources,
}  # fmt: skip


def _outlines(monitor: Monitor, asked: Asked) -> gpd.GeoDataFrame:
    """Outlines of the municipalities of today (and of former ones, the newest that there are), of the larger areas and of groups,
    joined from them."""
    frame = town_outlines(monitor, monitor.vintages() if asked.territory == "then" else monitor.vintages()[-1:])
    member = _membership(monitor, asked, (), None)
    whole = member.merge(frame, left_on="municipality_id", right_on="area_id", suffixes=("", "_town"))
    joined = {area: shapely.coverage_union_all(rows.to_numpy()) for area, rows in whole.groupby("area_id")["geometry"]}
    upper = gpd.GeoDataFrame({"area_id": list(joined), "vintage": monitor.vintages()[-1]}, geometry=list(joined.values()), crs="EPSG:4326")
    return pd.concat([frame, upper], ignore_index=True)


def town_outlines(monitor: Monitor, vintages: Sequence[str]) -> gpd.GeoDataFrame:
    """area_id, vintage, geometry (EPSG:4326) of municipalities: of each the newest outline of these vintages."""
    drawn = {}
    for vintage in vintages:
        shapes = monitor.boundaries(vintage)
        drawn |= {area: (vintage, shape) for area, shape in zip(shapes["area_id"], shapes["wkb"], strict=True)}
    return gpd.GeoDataFrame(
        {"area_id": list(drawn), "vintage": [vintage for vintage, _ in drawn.values()]},
        geometry=shapely.from_wkb([bytes(shape) for _, shape in drawn.values()]), crs="EPSG:4326",
    )  # fmt: skip


def known_groups(texts: tuple[str, ...]) -> dict[str, list[str]] | None:
    """Groups written as NAME=ID,ID; None where there is none. Raises CallError."""
    found = {}
    for text in texts:
        name, equals, ids = text.partition("=")
        if not equals or not name.strip() or not ids.strip():
            raise CallError("group", text[:60], "NAME=IDS, e.g. Dreiländereck=DE_05334002,NL_GM0981,BE_63040")
        found[name.strip()] = [area.strip() for area in ids.split(",") if area.strip()]
    return found or None


def known_span(text: str | None) -> tuple[tuple[int, int] | None, tuple[int, ...]]:
    """Years written as 2024, 2010-2024 or 2010,2015,2020: first and last, and those among them where single ones are named.
    Raises CallError."""
    if text is None:
        return None, ()
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{4}|(,[0-9]{4})+)?", text):
        raise CallError("years", text[:40], "2024, 2010-2024 or 2010,2015,2020")
    years = [int(part) for part in re.split("[-,]", text)]
    if "," in text:
        return (min(years), max(years)), tuple(sorted(set(years)))
    if years[-1] < years[0]:
        raise CallError("years", text, "the first not after the last", f"{years[-1]}-{years[0]}")
    return (years[0], years[-1]), ()
