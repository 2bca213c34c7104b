"""When publishers release their tables."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import Field

from wohnmonitor.declared.base import Declared

Month = Annotated[int, Field(ge=1, le=12)]


class Due(Declared):
    """Tables that are released in certain months of each year; told: where that is said."""

    sources: tuple[str, ...] = Field(min_length=1)
    months: tuple[Month, ...] = Field(min_length=1)
    told: str

    def since(self, last: date, today: date) -> date | None:
        """The day by which the newest edition was out (the end of its month) that `last` cannot hold; None where nothing is due."""
        ends = (date(year, month, monthrange(year, month)[1]) for year in (today.year - 1, today.year) for month in self.months)
        newest = max((end for end in ends if end <= today), default=None)
        return newest if newest and last < newest.replace(day=1) else None


class Calendar(Declared):
    """The calendars of all publishers."""

    due: tuple[Due, ...] = ()

    def of(self, source: str) -> Due | None:
        """The calendar of a table, where one is known."""
        return next((due for due in self.due if source in due.sources), None)
