"""The state borders inside the Euregio as a place: how far a municipality lies from them, and who is whose twin across.

Measured in ETRS89-LAEA (EPSG:3035) from the centroid of a municipality to the line that two countries share in the boundaries of the
release. Borders to what lies outside the Euregio do not count: there are no figures on their other side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.harmonise.geometry import AREA_CRS
from wohnmonitor.schema import PAIRS


def pair_of(one: str, other: str) -> str:
    """Two countries as schema.PAIRS writes them."""
    return next(pair for pair in PAIRS if set(pair.split("-")) == {one, other})


def distances(shapes: gpd.GeoSeries, country: Mapping[str, str]) -> pd.DataFrame:
    """How far each municipality lies from the nearest border: country, other (the country beyond), pair, km. Key: area_id.

    shapes: outlines by area_id, any system. Empty where fewer than two countries touch.
    """
    metres = shapes.to_crs(AREA_CRS)
    home = pd.Series({area: country[area] for area in metres.index})
    whole = {code: shapely.union_all(metres[home == code].array) for code in sorted(set(home))}
    lines = {}
    for one, other in combinations(whole, 2):
        shared = shapely.intersection(shapely.boundary(whole[one]), shapely.boundary(whole[other]))
        if shapely.length(shared) > 0:
            lines[one, other] = shared
    found = {}
    for area, middle in metres.centroid.items():
        beyond = {(set(pair) - {home[area]}).pop(): line for pair, line in lines.items() if home[area] in pair}
        far = {other: shapely.distance(middle, line) / 1000 for other, line in beyond.items()}
        if far:
            other = min(far, key=far.get)
            found[area] = (home[area], other, pair_of(home[area], other), far[other])
    return pd.DataFrame.from_dict(found, orient="index", columns=["country", "other", "pair", "km"]).rename_axis("area_id")


def twins(
    neighbours: Mapping[str, Iterable[str]], country: Mapping[str, str], residents: Mapping[str, float], ratio: float
) -> list[tuple[str, str]]:
    """Municipalities of two countries that touch and are of like size: the larger has at most `ratio` times the residents.

    In the order of schema.PAIRS (the first country of a pair first), those most alike in size first.
    """
    found = {}
    for one, others in neighbours.items():
        for other in others:
            if country[one] == country[other] or not (residents.get(one) and residents.get(other)):
                continue
            pair = pair_of(country[one], country[other])
            size = residents[one] / residents[other]
            if country[one] == pair[:2] and max(size, 1 / size) <= ratio:
                found[one, other] = (PAIRS.index(pair), max(size, 1 / size), one, other)
    return sorted(found, key=found.get)
