"""The shapes of what is declared in indicators/: publishers, tables, measures, themes, units, indicators.

Unknown keys are mistakes; every text stands in all four languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from wohnmonitor.schema import COMPARABLE, COUNTRIES, LANGUAGES, PAIRS, REASONS, STATUSES

Status = Literal["A", "P", "E", "B", "F", "U", "Q", "M", "L", "O"]
Grade = Literal["A", "B", "C", "D", "-"]
Country = Literal["BE", "NL", "DE"]
Words = Annotated[dict[str, str], Field(description="one text per language")]


class Declared(BaseModel):
    """Base: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _all_languages(words: dict[str, str]) -> dict[str, str]:
    if sorted(words) != sorted(LANGUAGES) or not all(text.strip() for text in words.values()):
        raise ValueError(f"a text in each of {', '.join(LANGUAGES)}")
    return words


class Publisher(Declared):
    """Who counts, under which licence, and what its signs mean (sign -> [status, reason])."""

    name: str
    country: Country | Literal["EU", "-"]
    url: str
    licence: str
    licence_url: str = ""
    attribution: str
    mark: dict[str, list[str]] = {}

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

    Several columns, or `sum`, are added up. `where` takes "" for an empty cell. missing = "zero": the table is sparse, an
    area that has rows but none of these has 0.
    """

    measure: str
    value: str | list[str]
    where: dict[str, str | list[str]] = {}
    sum: bool = False
    factor: float = 1
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


class Table(Declared):
    """One table of a publisher: how it is recognised, on which codes and dates it counts, what is taken.

    sign: column that says why a value is empty, where the publisher keeps one beside it. beside: the table whose file holds
    these figures of another publisher too; there is nothing to match then.
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
    take: tuple[Take, ...] = ()


class Break(Declared):
    """A break in a series: `year` is the first year after it."""

    country: Country
    year: int
    cause: Words
    mark: bool = True

    _cause = field_validator("cause")(_all_languages)


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

    _why = field_validator("why")(_all_languages)


class Explained(Some):
    """Why figures do not close (closure, balance): a deviation beyond rounding and beyond `at_most` stops a release.

    at_most: relative to the published upper row; of a balance, to the population at its begin.
    """

    check: Literal["closure", "balance"]
    at_most: float
    why: str


class Quotient(Declared):
    """A measure computed from others after carrying over: factor * sum of numerators / sum of denominators."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    factor: float = 1
    status: Status | None = None


class Measure(Declared):
    """What was counted. `adds_up` says whether areas may be summed; `share` which share splits it.

    quotient: computed from other measures instead of read. census: the measure that fills years this one lacks.
    """

    unit: str
    kind: Literal["stock", "flow", "level"]
    adds_up: Literal["sum", "none"]
    share: Literal["persons", "dwellings", "area"] = "persons"
    sources: tuple[str, ...]
    quotient: Quotient | None = None
    census: str | None = None
    breaks: tuple[Break, ...] = ()
    jump: float = 0.5
    low: float = 0
    high: float = 1e12


Names = tuple[str, ...] | dict[Country, tuple[str, ...]]
"""Measures that are added up; by country where the concepts differ. A country left out has no figure."""


class Formula(Declared):
    """How an indicator is computed from measures.

    level     a measure as it is
    ratio     factor * (numerators - numerator_minus) / (denominators - denominator_minus); where only a share was printed,
              `published` stands as printed and `weight` serves its aggregates
    relative  the same over what it would be at the own country's ratio: own country = factor
    quotient  factor * numerator / denominator of figures that do not add up; never aggregated
    growth    change over `years` in %, a year where `annual`; `forward`: from t to t + years, told at t
    index     value / value of the base year * 100, within the area

    denominator_mean: mean of the stocks of t and t + 1; flows as they are. denominator_year: the stock of t + n.
    pool: sums over that many years, the last of them t.
    """

    type: Literal["level", "ratio", "relative", "quotient", "growth", "index"]
    measure: str | dict[Country, str] | None = None
    numerator: Names = ()
    numerator_minus: Names = ()
    denominator: Names = ()
    denominator_minus: Names = ()
    denominator_mean: bool = False
    denominator_year: int | dict[Country, int] = 0
    pool: int = Field(default=1, ge=1, le=10)
    factor: float = 1
    published: str | dict[Country, str] | None = None
    weight: str | None = None
    years: int = 1
    annual: bool = False
    forward: bool = False
    base_year: int = 2015

    @model_validator(mode="after")
    def _has_its_parts(self) -> Formula:
        parts = {
            "ratio": self.numerator or self.published, "relative": self.numerator or self.published,
            "quotient": self.numerator,
        }.get(self.type, self.measure)  # fmt: skip
        if not parts:
            raise ValueError(f"{self.type}: what it is computed from")
        if bool(self.numerator) != bool(self.denominator):
            raise ValueError("numerator and denominator together")
        return self

    def of(self, part: str, country: str) -> tuple[str, ...]:
        """Measures of a part (numerator, denominator, measure, published, …) in a country."""
        named = getattr(self, part)
        found = named.get(country, ()) if isinstance(named, dict) else named or ()
        return (found,) if isinstance(found, str) else tuple(found)

    def measures(self) -> set[str]:
        """All measures the formula reads."""
        parts = ("measure", "numerator", "numerator_minus", "denominator", "denominator_minus", "published", "weight")
        return {name for part in parts for country in COUNTRIES for name in self.of(part, country)}


class Small(Declared):
    """Below one of these a value is of low reliability (U): shown, not ranked. count: the cases behind a median."""

    min_denominator: float = 0
    min_numerator: float = 0
    count: str | None = None
    min_count: float = 0


class Facets(Declared):
    """What one country counts, for the comparability table."""

    concept: Words
    statistic: Words
    universe: Words
    source_type: Words
    reference_date: Words

    _words = field_validator("concept", "statistic", "universe", "source_type", "reference_date")(_all_languages)


class Text(Declared):
    """An indicator in one language."""

    title: str
    short: str
    unit_line: str
    description: str
    note: str
    watch: str


class Indicator(Declared):
    """A declared formula with its grades and words. live: publisher and table that has a country's figure, not yet collected."""

    id: str
    theme: str
    order: int
    unit: str
    decimals: int
    direction: Literal["high", "low", "none"]
    formula: Formula
    grade: dict[str, Grade]
    small: Small = Small()
    collected: dict[Country, bool]
    live: dict[Country, str] = {}
    country: dict[Country, Facets]
    text: dict[str, Text]
    min_coverage: float = 0.9

    @field_validator("grade")
    @classmethod
    def _all_pairs(cls, grade: dict[str, str]) -> dict[str, str]:
        if sorted(grade) != sorted(PAIRS):
            raise ValueError(f"a grade for each of {', '.join(PAIRS)}")
        return grade

    @field_validator("text")
    @classmethod
    def _all_texts(cls, text: dict[str, Text]) -> dict[str, Text]:
        if sorted(text) != sorted(LANGUAGES):
            raise ValueError(f"a text in each of {', '.join(LANGUAGES)}")
        return text

    @property
    def comparability(self) -> str:
        """The grades as exports write them: `NL-BE:A;NL-DE:B;BE-DE:B`."""
        return ";".join(f"{pair}:{self.grade[pair]}" for pair in PAIRS)

    def may(self, use: str, countries: Iterable[str]) -> bool:
        """The one rule of comparability: whether `use` (schema.USES) is allowed for areas of these countries together."""
        here = set(countries)
        return all(use in COMPARABLE[grade] for pair, grade in self.grade.items() if set(pair.split("-")) <= here)

    @property
    def per_country(self) -> bool:
        """True where a border may not be crossed on one colour scale or in one ranking."""
        return not self.may("scale", COUNTRIES)

    def measures(self) -> set[str]:
        """All measures the indicator reads."""
        return self.formula.measures() | ({self.small.count} - {None})


class Theme(Declared):
    """A group of indicators."""

    order: int
    title: Words

    _title = field_validator("title")(_all_languages)


class Unit(Declared):
    """A unit as printed after a number, and its code in exports."""

    de: str
    nl: str
    fr: str
    en: str
    kind: str
    code: str
