"""Corrections by hand: figures of a publisher that are replaced, with reason, author and date."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from wohnmonitor.declared.base import Declared, Words, all_languages
from wohnmonitor.schema import LANGUAGES


class Correction(Declared):
    """One figure of a table on an area of today. replaces: what the publisher printed when this was written; none for a gap.

    reason: in each language, or one text for all.
    """

    measure: str
    area: str
    year: int
    source: str
    value: float
    status: Literal["A", "P", "E", "B", "F", "U"] = "E"
    replaces: float | None = None
    reason: Words
    author: str = Field(min_length=1)
    date: date

    @field_validator("reason", mode="before")
    @classmethod
    def _one_for_all(cls, reason: object) -> object:
        return dict.fromkeys(LANGUAGES, reason) if isinstance(reason, str) else reason

    _words = field_validator("reason")(all_languages)

    def __str__(self) -> str:
        instead = "nothing" if self.replaces is None else f"{self.replaces:.10g}"
        where = f"{self.measure} {self.area} {self.year}: {self.value:.10g} instead of {instead} in {self.source}"
        return f"{where} ({self.reason['en']}; {self.author}, {self.date})"

    @property
    def key(self) -> tuple[str, str, int, str]:
        """measure, area, year, source: what is corrected once."""
        return self.measure, self.area, self.year, self.source
