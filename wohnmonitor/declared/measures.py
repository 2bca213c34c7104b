"""Measures: what was counted, how it adds up, where its series break."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from wohnmonitor.declared.base import Country, Declared, Status, Words, all_languages


class Break(Declared):
    """A break in a series: `year` is the first year after it."""

    country: Country
    year: int
    cause: Words
    mark: bool = True

    _cause = field_validator("cause")(all_languages)


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
