"""What is written: values with everything needed to read, cite and check them, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Indicator
from wohnmonitor.errors import UnknownError
from wohnmonitor.export.table import BREAKS, CODES, DEFINITIONS, INDICATORS, SOURCES, VALUES, Column, Table, typed
from wohnmonitor.schema import GRADES, LEVELS, REASONS, STATUSES
from wohnmonitor.words import words

GROUP = "group"
KINDS = ("merge", "absorb", "split", "recode", "border")


@dataclass(frozen=True)
class Dataset:
    """Values of some indicators of one release, and the tables beside them.

    frames: a new iterator over frames of schema.EXPORT, one an indicator at most, each read when it is its turn.
    tables: name of a companion (table.COMPANIONS but codes) -> frame with its columns.
    outlines: a GeoDataFrame area_id, vintage, geometry (EPSG:4326) of all areas of the values that have an outline.
    language: of labels and notes. named: whether one was asked for; else names of areas are their own.
    asked: what was chosen (level, areas, group, years, territory), as told to the reader.
    table: the columns of the values that are written.
    """

    release: str
    catalogue: Catalogue
    indicators: tuple[Indicator, ...]
    frames: Callable[[], Iterator[pd.DataFrame]]
    tables: Callable[[str], pd.DataFrame]
    outlines: Callable[[], pd.DataFrame]
    language: str = "en"
    named: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    table: Table = VALUES

    def only(self, names: Iterable[str]) -> Dataset:
        """With these columns of the values and those of the key; SDMX-CSV and JSON-stat have all. Raises UnknownError."""
        wanted = {*names, *VALUES.key}
        for name in sorted(wanted - {*VALUES.names}):
            raise UnknownError("column", name, VALUES.names)
        chosen = tuple(column for column in VALUES.columns if column.name in wanted)
        return replace(self, table=replace(VALUES, columns=chosen))

    @property
    def words(self) -> dict[str, str]:
        """Words of the language, by key."""
        return words(self.language, "method") | words(self.language, "export")

    @property
    def name(self) -> str:
        """A file's name without suffix."""
        return f"wohnmonitor_{self.indicators[0].id}" if len(self.indicators) == 1 else "wohnmonitor"

    @property
    def title(self) -> str:
        """Title of the indicator, or of the monitor's table."""
        plain = [one.text[self.language].title.replace("\u00ad", "") for one in self.indicators]
        return plain[0] if len(plain) == 1 else self.words["export.title"].format(n=len(plain))

    def label(self, column: Column) -> str:
        """The heading of a column."""
        return self.words[f"column.{column.name}"]

    def about(self, column: Column) -> str:
        """What stands in a column of the values."""
        return self.words.get(f"about.{column.name}", "")

    def values(self) -> Iterator[pd.DataFrame]:
        """The frames with all columns, typed; see table.typed. A format writes those of `table`."""
        for frame in self.frames():
            yield typed(frame, VALUES)

    def companion(self, table: Table) -> pd.DataFrame:
        """A table beside the values, typed."""
        return typed(self.codes() if table is CODES else self.tables(table.name), table)

    def codes(self) -> pd.DataFrame:
        """list, code, label: every code list but areas and indicators, which are tables of their own."""
        w, catalogue = self.words, self.catalogue
        lists = {
            "status": {code: w[f"status.{code}"] for code in STATUSES},
            "reason": {code: w[f"reason.{code}"] for code in REASONS},
            "level": {code: w[f"level_one.{code}"] for code in LEVELS} | {code: w[f"export.level.{code}"] for code in (GROUP, "province")},
            "grade": {code: w[f"note.grade_{code}"] for code in GRADES},
            "kind": {code: w[f"export.kind.{code}"] for code in KINDS},
            "unit": {unit.code: getattr(unit, self.language) for unit in catalogue.units.values()},
            "theme": {key: theme.title[self.language] for key, theme in catalogue.themes.items()},
        }
        rows = [(name, code, label) for name, codes in lists.items() for code, label in codes.items()]
        return pd.DataFrame(rows, columns=CODES.names).drop_duplicates(["list", "code"])

    def facts(self) -> list[tuple[str, str]]:
        """What the file is, label and text: title, release, what was chosen, how to cite, licence."""
        w, day = self.words, date.fromisoformat(self.release[:10])
        cite = w["method.cite_text"].format(year=day.year, title=self.title, release=self.release, date=day.isoformat())
        told = [(w["export.heading"], self.title), (w["export.release"], self.release)]
        told += [(label, text) for label, text in self.asked.items() if text]
        return [*told, (w["method.cite"], cite), (w["method.licence"], w["method.cite_licence"])]

    def about_all(self) -> dict:
        """All that a file says about itself, for formats with room for an object: title, release, licence, how to cite, columns,
        indicators with their notes, sources, code lists."""
        indicators = self.companion(INDICATORS).drop(columns=["unit", "comparability"])
        return {
            "title": self.title,
            "release": self.release,
            "language": self.language,
            "facts": dict(self.facts()),
            "columns": {column.name: {"label": self.label(column), "about": self.about(column)} for column in self.table.columns},
            "indicators": indicators.to_dict("records"),
            "definitions": self.companion(DEFINITIONS).to_dict("records"),
            "breaks": self.companion(BREAKS).to_dict("records"),
            "sources": self.companion(SOURCES).to_dict("records"),
            "codes": {name: dict(zip(rows["code"], rows["label"], strict=True)) for name, rows in self.codes().groupby("list")},
        }
