"""The declarations in indicators/: read, validated, trusted by pipeline and app alike.

load_catalogue(folder) -> Catalogue. A mistake raises CatalogueError with file, key, found and expected.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from pydantic import BaseModel, ValidationError

from wohnmonitor.declared import (
    Calendar,
    Correction,
    Declared,
    Doubt,
    Event,
    Explained,
    Fetch,
    FileFetch,
    Gate,
    Group,
    Indicator,
    Measure,
    Profile,
    Publisher,
    Some,
    Table,
    Theme,
    Unit,
)
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
    groups: tuple[Group, ...] = ()
    corrections: tuple[Correction, ...] = ()
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

    def fetch_of(self, table_id: str) -> Fetch | None:
        """How programs get a table; None where only people do."""
        table = self.tables[table_id]
        return table.fetch or (self.publishers[table.publisher].fetch if table.form == "published" and not table.page else None)

    def page_of(self, table_id: str) -> str:
        """The page on which people find a table; the address of its file itself where no page is declared."""
        table = self.tables[table_id]
        publisher, fetch = self.publishers[table.publisher], self.fetch_of(table_id)
        if not table.page and isinstance(fetch, FileFetch):
            return fetch.url.replace("{number}", table.number).replace("{year}", "<year>")
        of_number = publisher.page if table.number and " " not in table.number else ""
        return table.page or of_number.replace("{number}", table.number) or publisher.url

    def hand_of(self, table_id: str) -> str:
        """Which file of that page, in which form."""
        table, fetch = self.tables[table_id], self.fetch_of(table_id)
        if table.hand:
            return table.hand
        form = FORMS.get(table.format, table.format)
        if isinstance(fetch, FileFetch):
            name = fetch.name or unquote(fetch.url.replace("{number}", table.number).rsplit("/", 1)[1])
            return f"{name.replace('{year}', '<year>')}: {form}"
        names = " ".join(", ".join(table.match.get("columns", ())).split())
        of_these = f", with the columns {names}" if names else ""
        if table.form != "published":
            return f"no file of the publisher ({table.form} by others): {form}{of_these}"
        return f"{table.number or table.title}: {form}{of_these}"

    def tables_of(self, source: str) -> list[str]:
        """The tables that a name stands for: its own and what stands in for it, or all of a publisher. Raises UnknownError."""
        if source in self.tables:
            return [source, *(t for t, table in self.tables.items() if getattr(table.fetch, "instead_of", "") == source)]
        if source in self.publishers:
            return [table_id for table_id, table in self.tables.items() if table.publisher == source]
        raise UnknownError("source", source, [*self.publishers, *self.tables], "wohnmonitor sources lists them")


FORMS = {
    "cbs_odata4": "JSON of the OData 4 service: Observations, and PeriodenCodes beside it",
    "cbs_untyped": "CSV of the untyped data set (OData 3)",
    "cbs_statline": "CSV of StatLine, regions by name, with units",
    "genesis_csv": "CSV as the database hands it out (not ffcsv)",
    "gv_workbook": "xlsx as handed out",
    "gv100": "fixed-width text as handed out",
    "zensus_ffcsv": "flat file (ffcsv), csv or the zip around it",
    "zensus_regional": "xlsx as handed out, or its sheet CSV-Wohnungen as csv",
    "statbel_text": "txt, or the zip or gzip around it",
    "statbel_workbook": "xlsx or xls as handed out",
    "flat": "csv, xlsx, xls, dbf or json",
    "layer": "outlines as GeoJSON, GeoPackage or shapefile, or the zip around it",
}
"""Format of a table -> the form in which people fetch it."""

SHARED = ("sources", "measures", "themes", "deviations", "events", "groups", "corrections", "profile")
"""Files of the catalogue that are no indicator."""
OF_STAFF = ("gate", "calendar")
"""Files beside it that tell how releases are made, and are no part of one."""

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


def _refuse_some(file: str, some: Some, catalogue: Catalogue) -> None:
    for measure in some.measures:
        _refuse(file, "measures", measure, catalogue.measures)
    if some.source:
        _refuse(file, "source", some.source, catalogue.tables)


def _cross_check(catalogue: Catalogue) -> None:
    """Every name that is used is declared."""
    for table_id, table in catalogue.tables.items():
        _refuse("sources.toml", f"table.{table_id}.publisher", table.publisher, catalogue.publishers)
        if table.beside:
            _refuse("sources.toml", f"table.{table_id}.beside", table.beside, catalogue.tables)
        if stands_for := getattr(table.fetch, "instead_of", ""):
            _refuse("sources.toml", f"table.{table_id}.fetch.instead_of", stands_for, catalogue.tables)
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
        _refuse_some("deviations.toml", some, catalogue)
    for number, correction in enumerate(catalogue.corrections):
        _refuse("corrections.toml", f"correction[{number}].measure", correction.measure, catalogue.measures)
        _refuse("corrections.toml", f"correction[{number}].source", correction.source, catalogue.measures[correction.measure].sources)
        if correction.key in [one.key for one in catalogue.corrections[:number]]:
            key = ", ".join(map(str, correction.key))
            raise CatalogueError(f"corrections.toml, correction[{number}]", key, "one correction of a figure", "leave one of them out")
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
    sources, measures, themes, deviations, events, groups, corrections, profile = (_read(folder / f"{name}.toml") for name in SHARED)
    indicators = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in (*SHARED, *OF_STAFF):
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
        groups=_list_of(Group, groups, "groups.toml", "group"),
        corrections=_list_of(Correction, corrections, "corrections.toml", "correction"),
        profile=_parse(Profile, profile, "profile.toml"),
    )
    _cross_check(catalogue)
    return catalogue


@cache
def load_gate(folder: Path) -> Gate:
    """The limits of a publication, gate.toml. Raises CatalogueError."""
    gate, catalogue = _parse(Gate, _read(folder / "gate.toml"), "gate.toml"), load_catalogue(folder)
    for number, allowed in enumerate(gate.allowed):
        _refuse("gate.toml", f"allowed[{number}].check", allowed.check, gate.limit)
        _refuse_some("gate.toml", allowed, catalogue)
    for accepted in gate.accepted:
        _refuse_some("gate.toml", accepted, catalogue)
    return gate


@cache
def load_calendar(folder: Path) -> Calendar:
    """When publishers release, calendar.toml. Raises CatalogueError."""
    calendar, catalogue = _parse(Calendar, _read(folder / "calendar.toml"), "calendar.toml"), load_catalogue(folder)
    for number, due in enumerate(calendar.due):
        for source in due.sources:
            _refuse("calendar.toml", f"due[{number}].sources", source, catalogue.tables)
    return calendar
