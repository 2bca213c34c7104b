"""Former areas: what a code of old is part of today, so that a link outlives a merger.

successors(changes, today) -> Successors. changes: queries.Monitor.changes; today: ids of the areas of today.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import pandas as pd

LEAST_SHARE = 0.05
"""A part with fewer of the residents is not named: a strip of land does not make a successor."""


@dataclass(frozen=True)
class Successors:
    """Former id -> its name, and the ids of today with the day since which it is part of them."""

    names: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, former: str) -> tuple[str, ...]:
        """Ids of today; empty where the id was never one."""
        return tuple(self.parts.get(former, ()))


def successors(changes: pd.DataFrame, today: Collection[str]) -> Successors:
    """Follows every former area through all events to areas of today."""
    found = Successors()
    for event in changes.sort_values("date", ascending=False, kind="stable").itertuples():
        if event.from_id in today or event.share_persons < LEAST_SHARE:
            continue
        # Later events are already followed: a successor that is itself of the past hands on its own.
        later = {event.to_id: str(event.date)} if event.to_id in today else found.parts.get(event.to_id, {})
        found.parts.setdefault(event.from_id, {}).update(later)
        found.names[event.from_id] = event.from_name or event.from_id
    return found
