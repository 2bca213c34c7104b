"""Ready-made groups of municipalities that a reader may take as an area of her own."""

from __future__ import annotations

from pydantic import Field, field_validator

from wohnmonitor.declared.base import Declared, Words, all_languages


class Group(Declared):
    """members: municipalities of today; text: by what rule they were chosen."""

    id: str
    title: Words
    text: Words
    members: tuple[str, ...] = Field(min_length=2)

    _words = field_validator("title", "text")(all_languages)
