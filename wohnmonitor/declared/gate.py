"""The gate: how far a new release may differ from the published one without being reviewed."""

from __future__ import annotations

from pydantic import Field

from wohnmonitor.declared.base import Declared
from wohnmonitor.declared.sources import Some


class Limit(Declared):
    """at_most: a number, or a share where the check counts one; size: relative difference from which on it counts."""

    at_most: float = Field(ge=0)
    size: float = Field(default=0, ge=0)


class Allowed(Some):
    """Another limit for some figures, and why."""

    check: str
    at_most: float = Field(ge=0)
    why: str = Field(min_length=1)


class Accepted(Some):
    """Figures that may be others than the last good ones of their source, empty or gone, and why."""

    source: str
    why: str = Field(min_length=1)


class Gate(Declared):
    """A limit for each check, and what is let through beyond it; what does not stop a source."""

    limit: dict[str, Limit]
    allowed: tuple[Allowed, ...] = ()
    accepted: tuple[Accepted, ...] = ()
