"""The small public face for notebooks: a monitor whose maps are GeoDataFrames."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.errors import CallError
from wohnmonitor.paths import data_dir as folder_of
from wohnmonitor.pipeline import ensure_release
from wohnmonitor.queries import Monitor


class Notebook(Monitor):
    """queries.Monitor with map(): areas, indicators, values, coverage, breaks and sources as frames."""

    def __init__(self, data_dir: str | Path | None = None, release: str | None = None):
        data = folder_of(data_dir)
        if release is None:
            ensure_release(data, date.today())
        super().__init__(data, release)

    def map(self, indicator: str, year: int, territory: str = "today") -> gpd.GeoDataFrame:
        """Municipalities with their value of one year, EPSG:4326, index area_id; ready for .plot() and .explore().

        territory: today, or then: the municipalities and outlines of 1 January of that year.
        Raises CallError for a year in which no municipality has a figure or of which there are no outlines, UnknownError
        for an unknown indicator.
        """
        values = self.values(indicator, level="municipality", years=year, territory=territory)
        if values.empty:
            known = self.values(indicator, level="municipality")["year"]
            raise CallError(f"{indicator}, {year}", "no figure", f"a year from {known.min()} to {known.max()}")
        shapes = self.boundaries(self.vintage_of(year) if territory == "then" else None)
        frame = values.merge(shapes[["area_id", "wkb"]], on="area_id", validate="1:1")
        geometry = shapely.from_wkb(frame["wkb"].map(bytes))
        return gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="wkb")), geometry=geometry, crs="EPSG:4326").set_index("area_id")
