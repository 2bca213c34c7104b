"""Indicators: the formula language, small numbers, facets, grades and words; themes and units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, field_validator, model_validator

from wohnmonitor.declared.base import Country, Declared, Grade, Words, all_languages
from wohnmonitor.schema import COMPARABLE, COUNTRIES, LANGUAGES, PAIRS

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

    _words = field_validator("concept", "statistic", "universe", "source_type", "reference_date")(all_languages)


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

    @property
    def weakest(self) -> str:
        """The weakest grade of all pairs that have one; - where none has."""
        return max((grade for grade in self.grade.values() if grade != "-"), default="-")

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

    _title = field_validator("title")(all_languages)


class Unit(Declared):
    """A unit as printed after a number, and its code in exports."""

    de: str
    nl: str
    fr: str
    en: str
    kind: str
    code: str
