"""Areas of the reader's own: groups of municipalities that live in the address and in the browser, and are areas like any other.

`group=Name:ID,ID;Name:ID` in the address; `group:Name` is the id of the area. joined(facts, groups) -> facts that know them too.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from wohnmonitor.app.release import COLUMNS, KEPT_INDICATORS, KEPT_VIEWS, NOTHING, Facts
from wohnmonitor.app.state import OWN, members_of
from wohnmonitor.groups import LEVEL
from wohnmonitor.schema import LANGUAGES

KEPT = 16


def joined(facts: Facts, groups: Sequence[str]) -> Facts:
    """`facts` with the areas that `groups` (as in State.group) name."""
    return _joined(facts, tuple(groups)) if groups else facts


@lru_cache(maxsize=KEPT)
def _joined(facts: Facts, groups: tuple[str, ...]) -> Facts:
    members = {f"{OWN}{name}": ids for name, ids in map(members_of, groups)}
    found = copy.copy(facts)
    vars(found).pop("known", None)
    found.own = members
    found.areas = facts.areas | {area_id: _row(facts, area_id, ids) for area_id, ids in members.items()}
    found.country = facts.country | {area_id: found.areas[area_id]["country"] for area_id in members}
    found.values = lru_cache(maxsize=KEPT_INDICATORS)(lambda indicator: _values(facts, members, indicator))
    found.rows = lru_cache(maxsize=KEPT_VIEWS)(found._rows)
    found.together = lru_cache(maxsize=KEPT_VIEWS)(lambda indicator, areas: facts._together(indicator, _spread(areas, members)))
    found.words_for_scripts = lru_cache(maxsize=len(LANGUAGES))(found._words_for_scripts)
    return found


def _row(facts: Facts, area_id: str, ids: Sequence[str]) -> dict:
    """As the table of areas has one; of a country where all members are."""
    name = area_id.removeprefix(OWN)
    countries = {facts.country[member] for member in ids}
    km2 = sum(facts.areas[member]["area_km2"] for member in ids)
    names = {f"name_{code}": name for code in LANGUAGES}
    country = countries.pop() if len(countries) == 1 else ""
    return {"area_id": area_id, "level": LEVEL, "country": country, "name": name, "language": "", "area_km2": km2, **names}


def _values(facts: Facts, members: dict[str, tuple[str, ...]], indicator: str):
    """As Facts.values, with the rows of the own areas at their own level."""
    by_level, places = facts.values(indicator)
    frame = facts.monitor.values(indicator, group={area_id.removeprefix(OWN): ids for area_id, ids in members.items()})
    frame = frame[COLUMNS].sort_values(["area_id", "year"], kind="stable")
    for name in ("area_id", "status", "reason", "source"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    frame["ref_date"] = pd.to_datetime(frame["ref_date"])
    frame = frame.reset_index(drop=True)
    own = {area_id: (LEVEL, int(rows[0]), int(rows[-1]) + 1) for area_id, rows in frame.groupby("area_id").indices.items()}
    return by_level | {LEVEL: frame if len(frame) else NOTHING}, places | own


def _spread(areas: Sequence[str], members: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Municipalities instead of own areas, each once."""
    return tuple(dict.fromkeys(one for area_id in areas for one in members.get(area_id, (area_id,))))

