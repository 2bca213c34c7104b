"""Areas with their outlines and, inside, what was observed of them: what GeoJSON and TopoJSON share.

Where an area has one row (a map: one indicator, one year) the row's columns are its properties; else `observations` lists its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import geopandas as gpd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from wohnmonitor.export import arrow
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.jsonstat import plain
from wohnmonitor.export.table import AREAS

OWN = ("area_id", "area_name", "level")


def shapes(dataset: Dataset) -> gpd.GeoDataFrame:
    """All areas that have an outline or are asked for: area_id, area_name, level, country, vintage, geometry (wound as RFC 7946 asks)."""
    area = dataset.companion(AREAS)[[*OWN, "country"]]
    frame = dataset.outlines().merge(area, on="area_id", validate="1:1")
    frame = frame[[*OWN, "country", "vintage", "geometry"]]
    return frame.set_geometry(shapely.orient_polygons(frame.geometry.to_numpy()), crs="EPSG:4326")


def held(dataset: Dataset) -> pa.Table:
    """All rows, in order of area, indicator and year: what is written by area must be at hand."""
    rows = pa.concat_tables(arrow.batches(dataset))
    return rows.take(pc.sort_indices(rows, sort_keys=[(key, "ascending") for key in ("area_id", "indicator", "year")]))


def observed(rows: pa.Table) -> Iterator[dict]:
    """Properties of each area of the held rows; `area_id` among them."""
    flat = pc.count_distinct(rows["area_id"]).as_py() == len(rows)
    ends = pc.run_end_encode(rows["area_id"].combine_chunks()).run_ends.to_pylist() if len(rows) else []
    for start, end in pairwise([0, *ends]):
        found = [{key: plain(cell) for key, cell in row.items()} for row in rows.slice(start, end - start).to_pylist()]
        own = {key: found[0][key] for key in OWN if key in found[0]}
        if flat:
            yield own | found[0]
        else:
            yield own | {"observations": [{k: v for k, v in row.items() if k not in OWN and v is not None} for row in found]}


def features(rows: pa.Table, drawn: gpd.GeoDataFrame) -> Iterator[tuple[dict, shapely.Geometry | None]]:
    """Properties and outline of each area of the held rows; None where no outline is at hand. drawn: shapes."""
    places = {area: place for place, area in enumerate(drawn["area_id"])}
    for properties in observed(rows):
        place = places.get(properties["area_id"])
        if place is None:
            yield properties | {"country": None, "vintage": None}, None
        else:
            yield properties | {name: drawn[name].iat[place] for name in ("country", "vintage")}, drawn.geometry.iat[place]
