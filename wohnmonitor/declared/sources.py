"""Publishers, tables, and what is known of single figures: doubts and explained deviations."""

from __future__ import annotations

from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, field_validator, model_validator

from wohnmonitor.declared.base import Country, Declared, Status, Words, all_languages
from wohnmonitor.schema import REASONS, STATUSES


class FileFetch(Declared):
    """A file at an address. url: https, with `{number}` of the table and `{year}` where `years` says from when to when (0: to this year).

    name: that of the file here, where the address does not end with one. sha256: of a file that no longer changes.
    """

    kind: Literal["file"]
    url: str
    name: str = ""
    years: tuple[int, int] | None = None
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _whole(self) -> FileFetch:
        if not self.url.startswith("https://"):
            raise ValueError("url: an address that begins with https://")
        if ("{year}" in self.url) != (self.years is not None):
            raise ValueError("{year} in the url and years = [first, last] together")
        return self


class CbsFetch(Declared):
    """A slice of a table of CBS: the measures, codes, years and areas that its takes name.

    ended: leave out the running year, which may be half a year. instead_of: the table it stands in for, asked only where that one fails.
    """

    kind: Literal["cbs_odata4", "cbs_odata3"]
    ended: bool = False
    instead_of: str = ""


class GenesisFetch(Declared):
    """A table of a GENESIS database by its REST service, as ffcsv, with an account. options: further parameters of the call."""

    kind: Literal["genesis"]
    database: Literal["regio", "zensus", "nrw"]
    options: dict[str, str] = {}


Fetch = Annotated[FileFetch | CbsFetch | GenesisFetch, Field(discriminator="kind")]


class Publisher(Declared):
    """Who counts, under which licence, and what its signs mean (sign -> [status, reason]).

    fetch: how all of its published tables are fetched that do not say otherwise; page: where people find a table, `{number}`.
    """

    name: str
    country: Country | Literal["EU", "-"]
    url: str
    licence: str
    licence_url: str = ""
    attribution: str
    mark: dict[str, list[str]] = {}
    fetch: FileFetch | None = None
    page: str = ""

    @field_validator("mark")
    @classmethod
    def _known_marks(cls, marks: dict[str, list[str]]) -> dict[str, list[str]]:
        for sign, meaning in marks.items():
            good = meaning in (["nil"], ["zero"]) or (len(meaning) == 2 and meaning[0] in STATUSES and meaning[1] in REASONS)
            if not good:
                raise ValueError(f'mark "{sign}": [status, reason], ["nil"] or ["zero"]')
        return marks


class Take(Declared):
    """One measure out of a table: which rows, which column, how its date is written.

    Several columns, or `sum`, are added up; `times` names a column that each figure is multiplied with. `where` takes "" for
    an empty cell. unit: where it is another than that of the table. missing = "zero": the table is sparse, an area that has rows but
    none of these has 0.
    """

    measure: str
    value: str | list[str]
    where: dict[str, str | list[str]] = {}
    sum: bool = False
    factor: float = 1
    times: str | None = None
    precision: float | None = None
    status: Status | None = None
    code: str | None = None
    code_pattern: str | None = None
    scheme: str | None = None
    vintage: str | None = None
    period: str | None = None
    stock: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    mark: dict[str, list[str]] = {}
    missing: Literal["zero", "gap"] = "gap"
    unit: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The columns of the figure."""
        return (self.value,) if isinstance(self.value, str) else tuple(self.value)

    def wanted(self, column: str) -> tuple[str, ...]:
        """The codes asked for in a column of `where`."""
        codes = self.where[column]
        return (codes,) if isinstance(codes, str) else tuple(codes)


class Layer(Declared):
    """Outlines of municipalities. countries: whose; of two layers of a country the one declared first counts.

    code: property with the code of a municipality; several rows of one code are put together. member: the file inside an archive.
    where: property -> its value in the rows that are land. year: property with the year of whose 1 January the outlines are, or
    "=2024"; "": they stand for every year.
    """

    countries: tuple[Country, ...] = Field(min_length=1)
    code: str
    member: str = ""
    where: dict[str, str] = {}
    year: str = ""


class Table(Declared):
    """One table of a publisher: how it is recognised, on which codes and dates it counts, what is taken.

    sign: column that says why a value is empty, where the publisher keeps one beside it. beside: the table whose file holds
    these figures of another publisher too; there is nothing to match then. fetch: where programs get it; page and hand: where
    people get it, and which file in which form. unit: as the file or its metadata states it, where they do. may_lack: column -> codes
    that takes ask for and a file may be without. broken_text: columns whose letters the publisher's own file has lost. layer: of a
    file that holds outlines, from which borders draws; it gives no figure.
    """

    publisher: str
    number: str = ""
    title: str
    form: Literal["published", "converted", "derived", "transcribed"]
    ship: bool = True
    format: str
    match: dict[str, str | list[str]] = {}
    beside: str = ""
    scheme: str
    vintage: str = "reference"
    code: str = ""
    code_pattern: str | None = None
    period: str = ""
    stock: str | None = None
    decimal: str = "."
    thousands: str = ""
    mark: dict[str, list[str]] = {}
    sign: str = ""
    read: dict = {}
    licence: str | None = None
    licence_url: str | None = None
    note: str = ""
    release: str = ""
    fetch: Fetch | None = None
    page: str = ""
    hand: str = ""
    unit: str = ""
    may_lack: dict[str, tuple[str, ...]] = {}
    broken_text: tuple[str, ...] = ()
    layer: Layer | None = None
    take: tuple[Take, ...] = ()


class Some(Declared):
    """Some figures: all of a source, or those of `measures`, `years` and `areas` (beginnings of ids)."""

    source: str = ""
    measures: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    areas: tuple[str, ...] = ("",)

    def covers(self, rows: pd.DataFrame) -> pd.Series:
        """Which rows of a frame with measure, source, year, area_id are among them."""
        out = rows["area_id"].astype("str").str.startswith(self.areas)
        out &= rows["source"].eq(self.source) | (self.source == "")
        for column, wanted in (("measure", self.measures), ("year", self.years)):
            if wanted:
                out &= rows[column].isin(wanted)
        return out


class Doubt(Some):
    """Figures of low reliability (status U): they stand and are not ranked; `gap`: impossible, a gap (reason unreliable)."""

    source: str
    gap: bool = False
    why: Words

    _why = field_validator("why")(all_languages)


class Explained(Some):
    """Why figures do not close (closure, balance): a deviation beyond rounding and beyond `at_most` stops a release.

    at_most: relative to the published upper row; of a balance, to the population at its begin.
    """

    check: Literal["closure", "balance"]
    at_most: float
    why: str
