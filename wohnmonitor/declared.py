"""The shapes of what is declared in indicators/: publishers, tables, measures, themes, units, indicators.

Unknown keys are mistakes; every text stands in all four languages.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from wohnmonitor.schema import LANGUAGES, PAIRS, REASONS, STATUSES

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
            good = meaning in (["nil"], ["zero"]) or (
                len(meaning) == 2 and meaning[0] in STATUSES and meaning[1] in REASONS
            )
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

    sign: column that says why a value is empty, where the publisher keeps one beside it.
    """

    publisher: str
    number: str = ""
    title: str
    form: Literal["published", "converted", "derived", "transcribed"]
    ship: bool = True
    format: str
    match: dict[str, str | list[str]] = {}
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


class Measure(Declared):
    """What was counted. `adds_up` says whether areas may be summed; `share` which share splits it."""

    unit: str
    kind: Literal["stock", "flow", "level"]
    adds_up: Literal["sum", "none"]
    share: Literal["persons", "dwellings", "area"] = "persons"
    sources: tuple[str, ...]
    census: str | None = None
    breaks: tuple[Break, ...] = ()
    jump: float = 0.5
    low: float = 0
    high: float = 1e12


class Formula(Declared):
    """How an indicator is computed from measures."""

    type: Literal["level", "ratio", "growth", "index"]
    measure: str | dict[Country, str] | None = None
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    factor: float = 1
    published: str | None = None
    weight: str | None = None
    years: int = 1
    annual: bool = False
    base_year: int = 2015

    def measures(self) -> set[str]:
        """All measures the formula reads."""
        named = set(self.measure.values()) if isinstance(self.measure, dict) else {self.measure} - {None}
        return named | set(self.numerator) | set(self.denominator) | {m for m in (self.published, self.weight) if m}


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
    """A declared formula with its grades and words."""

    id: str
    theme: str
    order: int
    unit: str
    decimals: int
    direction: Literal["high", "low", "none"]
    formula: Formula
    grade: dict[str, Grade]
    collected: dict[Country, bool]
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
    def per_country(self) -> bool:
        """True where a border with grade C or D forbids one colour scale."""
        return any(grade in "CD" for grade in self.grade.values())


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
