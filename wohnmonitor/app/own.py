"""Areas of the reader's own: groups of municipalities that live in the address and in the browser, and are areas like any other.

`group=Name:ID,ID;Name:ID` in the address; `group:Name` is the id of the area. joined(facts, groups) -> facts that know them too.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import lru_cache

from wohnmonitor.app.release import KEPT_INDICATORS, KEPT_VIEWS, Facts, laid
from wohnmonitor.app.state import OWN, members_of
from wohnmonitor.groups import LEVEL
from wohnmonitor.schema import LANGUAGES


def joined(facts: Facts, groups: Sequence[str]) -> Facts:
    """`facts` with the areas that `groups` (as in State.group) name."""
    return facts.kept(_joined, tuple(groups)) if groups else facts


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
    own, own_places = laid(facts.monitor.values(indicator, group=groups_of(members)))
    return by_level | own, places | own_places


def groups_of(own: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Own areas (Facts.own) as `group` of queries.Monitor.values."""
    return {area_id.removeprefix(OWN): members for area_id, members in own.items()}


def _spread(areas: Sequence[str], members: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Municipalities instead of own areas, each once."""
    return tuple(dict.fromkeys(one for area_id in areas for one in members.get(area_id, (area_id,))))

