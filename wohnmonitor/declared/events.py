"""Events that stand above the years: what happened when and where, to which themes it matters, and who says so."""

from __future__ import annotations

from datetime import date

from pydantic import Field, field_validator

from wohnmonitor.declared.base import Country, Declared, Words, all_languages


class Event(Declared):
    """areas: ids it names, municipalities or regions; themes: those it matters to, none for all. title: above the player; text: one
    sentence; card: what the card of a named area says."""

    id: str
    date: date
    countries: tuple[Country, ...] = Field(min_length=1)
    areas: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    title: Words
    text: Words
    card: Words | None = None
    source: str

    _words = field_validator("title", "text")(all_languages)

    @field_validator("card")
    @classmethod
    def _card(cls, words: dict[str, str] | None) -> dict[str, str] | None:
        return words and all_languages(words)

    @property
    def at(self) -> float:
        """The date as a point on an axis of years, where 2021 is 1 January 2021."""
        first = date(self.date.year, 1, 1)
        return self.date.year + (self.date - first).days / (date(self.date.year + 1, 1, 1) - first).days
