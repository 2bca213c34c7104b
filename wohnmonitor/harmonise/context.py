"""What lies around the Euregio on the map: rivers, cities and state borders. Carries no figure."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.harmonise.geometry import DRAW_CRS, STORE_CRS, feature_collection

FREE = "Natural Earth"
"""The only source of rivers and cities that may be shipped without a licence of its own: public domain."""
OWN_NAME = {"Cologne": "Köln", "Brussels": "Bruxelles / Brussel", "Rhine": "Rhein", "Sure": "Sauer"}
MATCH_M = 200.0
"""Two national layers draw their common border this close to each other."""


def context(
    rivers: gpd.GeoDataFrame, cities: gpd.GeoDataFrame, around: gpd.GeoDataFrame, emr: shapely.Geometry, reach_km: float
) -> gpd.GeoDataFrame:
    """kind (river, state, city), name, source, geometry in STORE_CRS, within `reach_km` of the Euregio.

    rivers, cities: name, src, geometry; rows from elsewhere than Natural Earth are left out.
    around: country, geometry of municipalities around; the Dutch side draws the state borders.
    emr: outline of the Euregio in STORE_CRS.
    """
    inside = gpd.GeoSeries([emr], crs=STORE_CRS).to_crs(DRAW_CRS).iloc[0]
    window = shapely.buffer(inside, reach_km * 1000)
    water = _free(rivers, "river").dissolve(["kind", "name"]).reset_index()
    water = water.set_geometry(shapely.intersection(water.geometry.to_numpy(), window), crs=DRAW_CRS)
    places = _free(cities, "city")
    places = places[places.within(window) & ~places.within(shapely.buffer(inside, 2000))]
    border = gpd.GeoDataFrame(
        {"kind": ["state"], "name": [""], "source": ["CBS / Kadaster"]}, geometry=[_state(around, inside)], crs=DRAW_CRS
    )
    lines = pd.concat([water, border])[["kind", "name", "source", "geometry"]]
    lines = lines.set_geometry(shapely.line_merge(shapely.simplify(lines.geometry.to_numpy(), 150.0)), crs=DRAW_CRS)
    out = pd.concat([lines[~lines.geometry.is_empty], places]).to_crs(STORE_CRS)
    return out.sort_values(["kind", "name"], ignore_index=True)


def context_geojson(frame: gpd.GeoDataFrame, attribution: Mapping[str, str]) -> bytes:
    """The frame of `context` as GeoJSON, byte for byte the same for the same frame."""
    return feature_collection(frame, ["kind", "name", "source"], {"name": "around the Euregio", **attribution}, decimals=4)


def _free(frame: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    free = frame[frame["src"].str.startswith(FREE)].to_crs(DRAW_CRS)
    return free.assign(kind=kind, name=free["name"].replace(OWN_NAME), source=FREE)[["kind", "name", "source", "geometry"]]


def _state(around: gpd.GeoDataFrame, inside: shapely.Geometry) -> shapely.Geometry:
    """Outer edges of the Dutch municipalities that another country touches; what the Euregio draws itself is left out."""
    outer = around[around["country"] == "NL"].to_crs(DRAW_CRS).union_all().boundary
    # The other layers only say where a border runs; none of their points is drawn.
    others = around[around["country"] != "NL"].to_crs(DRAW_CRS).geometry.buffer(MATCH_M).union_all()
    line = shapely.line_merge(shapely.difference(shapely.intersection(outer, others), shapely.buffer(inside, MATCH_M)))
    parts = shapely.get_parts(line)
    return shapely.multilinestrings([part for part in parts if shapely.length(part) > 2000])
