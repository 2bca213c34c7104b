"""The eleven indicators of every municipality worked out from the plain readings, by the formulas of the catalogue's notes.

indicators(raw) -> {indicator: {(area_id, year): value}}.
"""

from __future__ import annotations

from pathlib import Path

from . import counted, recount

CENSUS_2011, CENSUS_2022 = 2012, 2025
"""First German years on a new census base."""


def same_base(area: str, year: int, years: int) -> bool:
    """Whether a change from year - years to year stays on one German census base."""
    return not area.startswith("DE") or not any(year - years < cut <= year for cut in (CENSUS_2011, CENSUS_2022))


def growth(persons: dict, years: int) -> dict:
    """Mean yearly change in %, never across a census."""
    return {
        (area, year): ((now / persons[area, year - years]) ** (1 / years) - 1) * 100
        for (area, year), now in persons.items()
        if (area, year - years) in persons and same_base(area, year, years)
    }


def per_thousand(top: dict, persons: dict) -> dict:
    """top / persons x 1000 where both are known."""
    return {key: 1000 * value / persons[key] for key, value in top.items() if key in persons}


def indicators(raw: Path) -> dict[str, dict]:
    """All eleven."""
    persons = {key: value for key, (value, _) in recount.population(raw).items()}
    homes, prices, km2 = counted.dwellings(raw), counted.prices(raw), counted.areas(raw)
    # German dwellings of 2022 were counted on 15 May 2022: divided by the persons of the same count.
    beside_homes = {**persons, **counted.census_persons(raw)}
    return {
        "population": persons,
        "population_density": {(area, year): value / km2[area] for (area, year), value in persons.items()},
        "population_growth_1y": growth(persons, 1),
        "population_growth_5y": growth(persons, 5),
        "dwellings": homes,
        "dwellings_per_1000": per_thousand(homes, beside_homes),
        "dwellings_permitted_per_1000": per_thousand(counted.permits(raw), persons),
        "owner_occupied_share": counted.owner_shares(raw),
        "house_price": prices,
        "house_price_index": {
            (area, year): 100 * value / prices[area, 2015] for (area, year), value in prices.items() if (area, 2015) in prices
        },
        "net_cold_rent": counted.rents(raw),
    }
