"""The declarations in indicators/: read, validated, trusted by pipeline and app alike.

load_catalogue(folder) -> Catalogue. A mistake raises CatalogueError with file, key, found and expected.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from wohnmonitor.declared import Declared, Doubt, Event, Explained, Indicator, Measure, Profile, Publisher, Table, Theme, Unit
from wohnmonitor.errors import CatalogueError, UnknownError
from wohnmonitor.schema import COUNTRIES


class Catalogue(Declared):
    """Everything declared."""

    publishers: dict[str, Publisher]
    tables: dict[str, Table]
    measures: dict[str, Measure]
    themes: dict[str, Theme]
    units: dict[str, Unit]
    indicators: dict[str, Indicator]
    doubts: tuple[Doubt, ...] = ()
    explained: tuple[Explained, ...] = ()
    events: tuple[Event, ...] = ()
    profile: Profile = Profile()

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator, or UnknownError with the closest ids."""
        if indicator_id not in self.indicators:
            raise UnknownError("indicator", indicator_id, self.indicators)
        return self.indicators[indicator_id]

    def table_licence(self, table_id: str) -> str:
        """Licence under which the figures of a table are shipped."""
        table = self.tables[table_id]
        return table.licence or self.publishers[table.publisher].licence


SHARED = ("sources", "measures", "themes", "deviations", "events", "profile")
"""Files of the catalogue that are no indicator."""

BUILT_IN_MEASURES = {"area"}
"""Measures that come from the geometry, not from a table."""


def _read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{path.name} is missing", todo=f"restore indicators/{path.name}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path.name, str(error), "valid TOML in UTF-8") from None


def _parse(model: type[BaseModel], content: dict, file: str, key: str = ""):
    try:
        return model.model_validate(content)
    except ValidationError as error:
        # A misspelt key is both an unknown and a missing one: name the unknown.
        first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        place = ".".join(str(part) for part in first["loc"])
        found = "nothing" if first["type"] == "missing" else repr(first.get("input"))[:120]
        raise CatalogueError(
            f"{file}, key {'.'.join(p for p in (key, place) if p)}", found, first["msg"], f"correct indicators/{file}"
        ) from None


def _table_of(model: type[BaseModel], content: dict, file: str, section: str) -> dict:
    return {key: _parse(model, value, file, f"{section}.{key}") for key, value in content.get(section, {}).items()}


def _list_of(model: type[BaseModel], content: dict, file: str, section: str) -> tuple:
    return tuple(_parse(model, value, file, f"{section}[{n}]") for n, value in enumerate(content.get(section, [])))


def _refuse(file: str, key: str, found: str, known) -> None:
    if found not in known:
        error = UnknownError(key, found, known)
        raise CatalogueError(f"{file}, key {key}", found, error.expected, error.todo)


def _cross_check(catalogue: Catalogue) -> None:
    """Every name that is used is declared."""
    for table_id, table in catalogue.tables.items():
        _refuse("sources.toml", f"table.{table_id}.publisher", table.publisher, catalogue.publishers)
        if table.beside:
            _refuse("sources.toml", f"table.{table_id}.beside", table.beside, catalogue.tables)
        for take in table.take:
            _refuse("sources.toml", f"table.{table_id}.take.measure", take.measure, catalogue.measures)
            if table_id not in catalogue.measures[take.measure].sources:
                raise CatalogueError(
                    f"measures.toml, key {take.measure}.sources",
                    ", ".join(catalogue.measures[take.measure].sources),
                    f"{table_id} too, since sources.toml takes {take.measure} from it",
                    "put it in its place in the order of precedence",
                )
    for measure_id, measure in catalogue.measures.items():
        for source in measure.sources:
            _refuse("measures.toml", f"{measure_id}.sources", source, catalogue.tables)
        if measure.census:
            _refuse("measures.toml", f"{measure_id}.census", measure.census, catalogue.measures)
        if measure.quotient:
            for part in (*measure.quotient.numerator, *measure.quotient.denominator):
                _refuse("measures.toml", f"{measure_id}.quotient", part, catalogue.measures)
    for some in (*catalogue.doubts, *catalogue.explained):
        for measure in some.measures:
            _refuse("deviations.toml", "measures", measure, catalogue.measures)
        if some.source:
            _refuse("deviations.toml", "source", some.source, catalogue.tables)
    ids = [event.id for event in catalogue.events]
    for number, event in enumerate(catalogue.events):
        if event.id in ids[:number]:
            raise CatalogueError(f"events.toml, event[{number}].id", event.id, "an id of its own", "name it otherwise")
        for theme in event.themes:
            _refuse("events.toml", f"event[{number}].themes", theme, catalogue.themes)
    for named in sorted(catalogue.profile.named()):
        _refuse("profile.toml", "indicators", named, catalogue.indicators)
    for named in catalogue.profile.similar.indicators:
        if catalogue.indicators[named].per_country:
            found = f"{named}, {catalogue.indicators[named].comparability}"
            raise CatalogueError("profile.toml, key similar.indicators", found, "grades A and B: areas are compared across borders")
    for indicator_id, indicator in catalogue.indicators.items():
        file = f"{indicator_id}.toml"
        _refuse(file, "theme", indicator.theme, catalogue.themes)
        _refuse(file, "unit", indicator.unit, catalogue.units)
        for measure in sorted(indicator.measures() - BUILT_IN_MEASURES):
            _refuse(file, "formula", measure, catalogue.measures)
        if indicator.id != indicator_id:
            raise CatalogueError(f"{file}, key id", indicator.id, indicator_id, "name the file after the id")
        if set(indicator.collected) != set(COUNTRIES):
            raise CatalogueError(f"{file}, key collected", ", ".join(indicator.collected), ", ".join(COUNTRIES))


@cache
def load_catalogue(folder: Path) -> Catalogue:
    """Read and validate every declaration in `folder`. Raises CatalogueError."""
    sources, measures, themes, deviations, events, profile = (_read(folder / f"{name}.toml") for name in SHARED)
    indicators = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in SHARED:
            indicators[path.stem] = _parse(Indicator, _read(path), path.name)
    catalogue = Catalogue(
        publishers=_table_of(Publisher, sources, "sources.toml", "publisher"),
        tables=_table_of(Table, sources, "sources.toml", "table"),
        measures=_table_of(Measure, measures, "measures.toml", "measure"),
        themes=_table_of(Theme, themes, "themes.toml", "theme"),
        units=_table_of(Unit, themes, "themes.toml", "unit"),
        indicators=indicators,
        doubts=_list_of(Doubt, deviations, "deviations.toml", "doubt"),
        explained=_list_of(Explained, deviations, "deviations.toml", "explained"),
        events=_list_of(Event, events, "events.toml", "event"),
        profile=_parse(Profile, profile, "profile.toml"),
    )
    _cross_check(catalogue)
    return catalogue
