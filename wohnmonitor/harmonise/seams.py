"""Outlines of several national services -> one coverage: where they overlap or leave gaps along a border, one line is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.harmonise.geometry import AREA_CRS, REACH_M, STORE_CRS


def join(nations: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Areas frames (area_id, geometry), each in its own CRS -> one areas frame in STORE_CRS, seamless, sorted by area_id.

    What two claim goes to the nation named first; a gap narrower than REACH_M to the neighbour with the longest border on it.
    """
    laid = pd.concat([nation[["area_id", "geometry"]].to_crs(AREA_CRS) for nation in nations], ignore_index=True)
    clean = shapely.coverage_clean(laid.geometry.to_numpy(), gap_width=REACH_M, merge_strategy="min_index")
    joined = laid.set_geometry(clean, crs=AREA_CRS)
    return joined[~joined.geometry.is_empty].to_crs(STORE_CRS).sort_values("area_id", ignore_index=True)
