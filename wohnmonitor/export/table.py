"""The one definition of the tables people take away: columns, types, code lists, keys, and what refers to what.

Every format is written from it. Labels stand in the words `column.<name>`, descriptions of the values' columns in `about.<name>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["text", "integer", "number", "date", "boolean"]
_RDF = "http://purl.org/linked-data/sdmx/2009/"


@dataclass(frozen=True)
class Column:
    """name: as in every file. codes: the code list its codes stand in. uri: the SDMX concept as linked data. sdmx: its id in the
    data structure. required: never empty."""

    name: str
    kind: Kind = "text"
    codes: str = ""
    uri: str = ""
    sdmx: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """key: columns that name a row; () where none do. refers: column -> (table, column); empty cells refer to nothing."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]


def _text(names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names.split())


VALUES = Table(
    "values",
    (
        Column("indicator", codes="indicator", sdmx="INDICATOR", required=True),
        Column("area_id", codes="area", uri=_RDF + "dimension#refArea", sdmx="REF_AREA", required=True),
        Column("area_name", sdmx="AREA_NAME"),
        Column("level", codes="level", sdmx="AREA_LEVEL", required=True),
        Column("year", "integer", uri=_RDF + "dimension#timePeriod", sdmx="TIME_PERIOD", required=True),
        Column("ref_date", "date", uri=_RDF + "attribute#refPeriod", sdmx="REF_DATE"),
        Column("value", "number", uri=_RDF + "measure#obsValue", sdmx="OBS_VALUE"),
        Column("unit", codes="unit", uri=_RDF + "attribute#unitMeasure", sdmx="UNIT_MEASURE", required=True),
        Column("status", codes="status", uri=_RDF + "attribute#obsStatus", sdmx="OBS_STATUS", required=True),
        Column("numerator", "number", sdmx="NUMERATOR"),
        Column("denominator", "number", sdmx="DENOMINATOR"),
        Column("coverage", "number", uri=_RDF + "attribute#coverage", sdmx="COVERAGE"),
        Column("comparability", uri=_RDF + "attribute#comparability", sdmx="COMPARABILITY", required=True),
        Column("source", uri=_RDF + "attribute#sourceData", sdmx="SOURCE"),
        Column("reason", codes="reason", sdmx="REASON"),
        Column("segment", "integer", sdmx="SEGMENT", required=True),
        Column("lower", "number", sdmx="LOWER"),
        Column("upper", "number", sdmx="UPPER"),
        Column("precision", "number", sdmx="PRECISION"),
    ),
    key=("indicator", "area_id", "year"),
    refers=(("indicator", "indicators", "indicator"), ("area_id", "areas", "area_id")),
)
"""schema.EXPORT with types and meaning. `source`: ids of table sources, joined by `;`."""

AREAS = Table(
    "areas",
    (
        Column("area_id", required=True), Column("area_name"), Column("level", codes="level"), Column("country"),
        *_text("name_de name_nl name_fr name_en language"), Column("area_km2", "number"),
        Column("valid_from", "date"), Column("valid_to", "date"),
    ),
    key=("area_id",),
)  # fmt: skip
MEMBERSHIP = Table(
    "membership",
    (Column("municipality_id", required=True), Column("level", codes="level", required=True), Column("area_id", required=True)),
    key=("municipality_id", "level", "area_id"),
    refers=(("municipality_id", "areas", "area_id"), ("area_id", "areas", "area_id")),
)
AREA_CHANGES = Table(
    "area_changes",
    (
        Column("date", "date", required=True), Column("from_id"), Column("to_id"),
        Column("kind", codes="kind", required=True), Column("share_persons", "number"), Column("share_dwellings", "number"),
        Column("share_area", "number"), Column("exact", "boolean"), Column("change_source"),
    ),
    key=(),
    refers=(("from_id", "areas", "area_id"), ("to_id", "areas", "area_id")),
)  # fmt: skip
INDICATORS = Table(
    "indicators",
    (
        Column("indicator", required=True), Column("theme", codes="theme"), Column("title"), Column("unit", codes="unit"),
        Column("unit_line"), Column("decimals", "integer"), Column("comparability"), *_text("description note watch"),
    ),
    key=("indicator",),
)  # fmt: skip
DEFINITIONS = Table(
    "definitions",
    (
        Column("indicator", required=True), Column("country", required=True),
        *_text("concept statistic universe source_type reference_date"),
    ),
    key=("indicator", "country"),
    refers=(("indicator", "indicators", "indicator"),),
)  # fmt: skip
BREAKS = Table(
    "breaks",
    (
        Column("indicator", required=True), Column("country", required=True), Column("year", "integer", required=True),
        Column("cause", required=True),
    ),
    key=("indicator", "country", "year", "cause"),
    refers=(("indicator", "indicators", "indicator"),),
)  # fmt: skip
SOURCES = Table(
    "sources",
    (Column("source", required=True), *_text("publisher country number title licence licence_url attribution url note")),
    key=("source",),
)
CODES = Table(
    "codes",
    (Column("list", required=True), Column("code", required=True), Column("label")),
    key=("list", "code"),
)

COMPANIONS = (INDICATORS, DEFINITIONS, BREAKS, AREAS, MEMBERSHIP, AREA_CHANGES, SOURCES, CODES)
"""What a reader needs beside the values, in the order of a reader."""


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table's columns in its order and types: texts with None, numbers with NaN, dates as datetime.date or None.

    A text is empty or it is there: an empty one becomes None. Raises KeyError for a column that is lacking.
    """
    out = {}
    for column in table.columns:
        cells = frame[column.name]
        if column.kind == "number":
            out[column.name] = cells.astype("float64")
        elif column.kind == "integer":
            out[column.name] = cells.astype("int64")
        elif column.kind == "boolean":
            out[column.name] = cells.astype("bool")
        else:
            read = _days if column.kind == "date" else _texts
            out[column.name] = pd.Series(read(cells), index=frame.index, dtype=object)
    return pd.DataFrame(out, columns=table.names)


def _texts(cells: pd.Series) -> np.ndarray:
    found = cells.to_numpy(dtype=object, na_value=None, copy=True)
    found[found == ""] = None
    return found


def _days(cells: pd.Series) -> np.ndarray:
    """Each day is read once: a table has few of them."""
    places, days = pd.factorize(cells)
    read = pd.to_datetime(pd.Series(days, dtype=object).where(lambda day: day.ne(""), None), format="ISO8601")
    return np.array([*(None if day is pd.NaT else day.date() for day in read), None], dtype=object)[places]
