"""What all declarations share: unknown keys are mistakes; every text stands in all four languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from wohnmonitor.schema import LANGUAGES

Status = Literal["A", "P", "E", "B", "F", "U", "Q", "M", "L", "O"]
Grade = Literal["A", "B", "C", "D", "-"]
Country = Literal["BE", "NL", "DE"]
Words = Annotated[dict[str, str], Field(description="one text per language")]


class Declared(BaseModel):
    """Base: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def all_languages(words: dict[str, str]) -> dict[str, str]:
    """A validator: a text in each language."""
    if sorted(words) != sorted(LANGUAGES) or not all(text.strip() for text in words.values()):
        raise ValueError(f"a text in each of {', '.join(LANGUAGES)}")
    return words
