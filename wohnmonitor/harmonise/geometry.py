"""Boundaries: areas, seamless simplification, upper levels, border lines, neighbours, label points.

An *areas frame* is a GeoDataFrame with the key `area_id` and `geometry`, whose polygons form a coverage: they do not
overlap and neighbours share their vertices. Measuring is done on AREA_CRS, everything that meets the eye on DRAW_CRS;
files and frames at rest are in STORE_CRS.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from wohnmonitor.errors import TerritoryError
from wohnmonitor.schema import DRAW_CRS

AREA_CRS = "EPSG:3035"
"""The equal-area projection of European statistics: the only one in which an area is measured."""
STORE_CRS = "EPSG:4326"
TOLERANCE_M = 150.0
"""Shipped boundaries drop corners smaller than a square of this side: below one pixel of a map of the whole Euregio."""
REACH_M = 300.0
"""A former border ends at a corner of today's outline no farther away than this."""
DECIMALS = 5
"""Decimals of a degree in shipped files: about one metre, a hundredth of the simplification."""


def areas_km2(areas: gpd.GeoDataFrame) -> pd.Series:
    """Area in km² by area_id. Give it the boundaries as published: simplified ones measure the drawing."""
    km2 = areas.geometry.to_crs(AREA_CRS).area / 1e6
    return pd.Series(km2.to_numpy(), index=areas["area_id"].to_numpy(), name="area_km2").rename_axis("area_id")


def check_coverage(areas: gpd.GeoDataFrame, what: str) -> None:
    """Raise TerritoryError naming the areas whose edges overlap their neighbours' or do not match them."""
    bad = ~shapely.is_empty(shapely.coverage_invalid_edges(areas.geometry.to_numpy()))
    if bad.any():
        names = ", ".join(sorted(areas["area_id"][bad])[:6])
        raise TerritoryError(what, f"edges that do not match: {names}", "a coverage without gaps", "clean the layer first")


def simplify_coverage(areas: gpd.GeoDataFrame, tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
    """Areas frame with fewer vertices, neighbours still seamless, in STORE_CRS on a grid of DECIMALS.

    tolerance_m: side of a square whose area is the smallest corner that is kept. Raises TerritoryError where the
    frame is no coverage, before or after.
    """
    check_coverage(areas, "boundaries before simplification")
    drawn = areas.to_crs(DRAW_CRS)
    # An array, not a Series: the algorithm needs to see all areas at once to move a shared edge once.
    out = drawn.set_geometry(shapely.coverage_simplify(drawn.geometry.to_numpy(), tolerance_m), crs=DRAW_CRS)
    out = out.to_crs(STORE_CRS)
    grid = shapely.remove_repeated_points(shapely.transform(out.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS)))
    out = out.set_geometry(grid, crs=STORE_CRS)
    check_coverage(out, "boundaries after simplification")
    return out


def simplified_vintages(layers: Mapping[str, gpd.GeoDataFrame], tolerance_m: float = TOLERANCE_M) -> dict[str, gpd.GeoDataFrame]:
    """Vintage -> areas frame, simplified together: what did not merge has the same line in every vintage.

    layers: vintage (sortable, oldest first) -> areas frame. Lines are those of the newest vintage; former areas are
    cut out of their successor along the lines between them, because publishers redraw unchanged borders by a few
    metres from year to year. Mergers only: an area that neither merged nor stayed raises TerritoryError.
    """
    ordered = {vintage: layers[vintage].to_crs(DRAW_CRS) for vintage in sorted(layers)}
    atoms = simplify_coverage(_atoms(list(ordered.values())), tolerance_m)
    inside = atoms.geometry.to_crs(DRAW_CRS).representative_point().to_numpy()
    out = {}
    for vintage, layer in ordered.items():
        atom, owner = shapely.STRtree(layer.geometry.to_numpy()).query(inside, predicate="within")
        if len(np.unique(atom)) != len(atoms) or len(np.unique(owner)) != len(layer):
            raise TerritoryError(f"boundaries {vintage}", "areas that are no sum of former ones", "mergers only")
        parts = atoms.iloc[atom].assign(area_id=layer["area_id"].to_numpy()[owner])[["area_id", "geometry"]]
        out[vintage] = parts.dissolve("area_id", method="coverage", sort=True).reset_index()
    return out


def _atoms(layers: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """The newest layer, each area cut into those of the oldest layer that are no longer there."""
    newest = layers[-1].set_index("area_id").geometry
    pieces: dict[str, dict[str, shapely.Geometry]] = {}
    for layer in layers[:-1]:
        gone = layer[~layer["area_id"].isin(newest.index)].set_index("area_id").geometry
        inner, outer = shapely.STRtree(newest.to_numpy()).query(gone.representative_point().to_numpy(), predicate="within")
        if len(inner) != len(gone):
            raise TerritoryError("boundaries", "a former area outside every area of today", "mergers only")
        for successor in sorted(set(newest.index[outer]) - set(pieces)):
            former = gone.iloc[inner[newest.index[outer] == successor]]
            pieces[successor] = _split(newest[successor], former)
    whole = {area: {area: shape} for area, shape in newest.items() if area not in pieces}
    flat = {area: shape for group in (whole | pieces).values() for area, shape in group.items()}
    return gpd.GeoDataFrame({"area_id": sorted(flat)}, geometry=[flat[a] for a in sorted(flat)], crs=DRAW_CRS)


def _split(outline: shapely.Geometry, former: gpd.GeoSeries) -> dict[str, shapely.Geometry]:
    """Cut `outline` along the lines between former areas, ending at its own vertices so that neighbours still match."""
    edges = shared_edges(gpd.GeoDataFrame({"area_id": former.index}, geometry=former.to_numpy(), crs=former.crs))
    inner = shapely.line_merge(shapely.intersection(edges[edges["area_b"] != ""].union_all(), outline))
    corners = shapely.points(shapely.get_coordinates(outline))
    tree, lines = shapely.STRtree(corners), shapely.get_parts(inner)
    ends, times = np.unique(shapely.get_coordinates(shapely.boundary(lines)), axis=0, return_counts=True)
    loose = {tuple(end) for end in ends[times == 1]}
    tied = []
    for line in lines:
        xy = shapely.get_coordinates(line)
        for at in (0, -1):
            if tuple(xy[at]) in loose:
                corner = corners[tree.nearest(shapely.Point(xy[at]))]
                if shapely.distance(corner, shapely.Point(xy[at])) > REACH_M:
                    names = ", ".join(former.index)
                    raise TerritoryError("boundaries", f"a line between {names} that ends far from any corner", "mergers only")
                xy[at] = shapely.get_coordinates(corner)[0]
        tied.append(shapely.LineString(xy))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([*tied, shapely.boundary(outline)]))))
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    shared = shapely.area(shapely.intersection(faces[:, None], former.to_numpy()[None, :]))
    owner = former.index.to_numpy()[shared.argmax(axis=1)]
    return {area: shapely.coverage_union_all(faces[owner == area]) for area in former.index}


def dissolve(areas: gpd.GeoDataFrame, membership: pd.DataFrame, level: str) -> gpd.GeoDataFrame:
    """Areas frame of `level` (district, region, country, emr). membership: municipality_id, level, area_id."""
    upper = membership[membership["level"] == level].set_index("municipality_id")["area_id"]
    named = areas.assign(area_id=areas["area_id"].map(upper))[["area_id", "geometry"]].dropna(subset="area_id")
    return named.dissolve("area_id", method="coverage", sort=True).reset_index()


def shared_edges(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Every border once: area_a < area_b ("" towards the outside), length_km, geometry, in the frame's own CRS.

    Key: area_a, area_b. Raises TerritoryError where three areas claim one edge.
    """
    areas = areas.sort_values("area_id", ignore_index=True)
    # get_rings passes over multi-polygons without a word: take them apart first.
    parts, part_of = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    owner = part_of[ring_of]
    step = ring[:-1] == ring[1:]
    start, end = xy[:-1][step], xy[1:][step]
    back = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start[back], end[back] = end[back], start[back].copy()
    segments = pd.DataFrame(np.hstack([start, end]), columns=["x0", "y0", "x1", "y1"]).assign(owner=owner[ring[:-1][step]])
    pairs = segments.groupby(["x0", "y0", "x1", "y1"], sort=False)["owner"].agg(["min", "max", "size"]).reset_index()
    if (pairs["size"] > 2).any():
        raise TerritoryError("boundaries", "an edge that belongs to three areas", "a coverage", "clean the layer first")
    pairs["max"] = pairs["max"].where(pairs["size"] == 2, -1)
    pairs = pairs.sort_values(["min", "max", "x0", "y0", "x1", "y1"], ignore_index=True)
    group = pairs.groupby(["min", "max"], sort=False).ngroup().to_numpy()
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else []
    lines = shapely.linestrings(pairs[["x0", "y0", "x1", "y1"]].to_numpy().reshape(-1, 2, 2))
    merged = shapely.line_merge(shapely.multilinestrings(lines, indices=group))
    ids = np.append(areas["area_id"].to_numpy(dtype=object), "")
    out = gpd.GeoDataFrame(
        {"area_a": ids[pairs["min"].iloc[first]], "area_b": ids[pairs["max"].iloc[first]]}, geometry=merged, crs=areas.crs
    )
    return out.assign(length_km=(out.geometry.to_crs(DRAW_CRS).length / 1000).round(3))


def border_lines(edges: gpd.GeoDataFrame, membership: pd.DataFrame) -> gpd.GeoDataFrame:
    """One multi-line per kind: outline, state, region, district, municipality; the highest kind that applies.

    edges: frame of shared_edges. Key: kind. A kind that does not occur has no row.
    """
    kind = pd.Series("municipality", index=edges.index)
    for level, name in (("district", "district"), ("region", "region"), ("country", "state")):
        upper = membership[membership["level"] == level].set_index("municipality_id")["area_id"]
        kind[edges["area_a"].map(upper) != edges["area_b"].map(upper)] = name
    kind[edges["area_b"] == ""] = "outline"
    out = edges.assign(kind=kind)[["kind", "geometry"]].dissolve("kind", sort=True).reset_index()
    return out.set_geometry(shapely.line_merge(out.geometry.to_numpy()), crs=edges.crs)


def neighbours(edges: gpd.GeoDataFrame) -> pd.DataFrame:
    """area_id, neighbour_id, border_km, both ways. Touching in one point is no border. Key: area_id, neighbour_id."""
    inner = edges.loc[edges["area_b"] != "", ["area_a", "area_b", "length_km"]]
    one = inner.set_axis(["area_id", "neighbour_id", "border_km"], axis=1)
    two = inner.set_axis(["neighbour_id", "area_id", "border_km"], axis=1)
    return pd.concat([one, two])[list(one)].sort_values(["area_id", "neighbour_id"], ignore_index=True)


def label_points(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """area_id, radius_km and the point farthest from any border, in the frame's own CRS. Key: area_id."""
    drawn = areas[["area_id", "geometry"]].to_crs(DRAW_CRS)
    circle = shapely.maximum_inscribed_circle(drawn.geometry.to_numpy(), tolerance=10.0)
    points = drawn.set_geometry(shapely.get_point(circle, 0), crs=DRAW_CRS).to_crs(areas.crs)
    return points.assign(radius_km=np.round(shapely.length(circle) / 1000, 3))


def boundaries_geojson(areas: gpd.GeoDataFrame, vintage: str, attribution: Mapping[str, str]) -> bytes:
    """GeoJSON, byte for byte the same for the same frame: sorted, rounded, one feature a line.

    areas: area_id, area_km2 (of the unsimplified shape), geometry. attribution: top-level members such as
    attribution, licence, changes.
    """
    head = {"name": f"municipalities {vintage}", "vintage": vintage, **attribution}
    rows = areas.assign(area_km2=areas["area_km2"].astype(float).round(3)).sort_values("area_id")
    return feature_collection(rows, ["area_id", "area_km2"], head)


def feature_collection(rows: gpd.GeoDataFrame, properties: list[str], head: Mapping[str, str], decimals: int = DECIMALS) -> bytes:
    """GeoJSON in STORE_CRS: `head` as top-level members, coordinates rounded, one feature a line, rows in their order."""
    shapes = shapely.transform(rows.geometry.to_crs(STORE_CRS).to_numpy(), lambda xy: np.round(xy, decimals))
    shapes = shapely.orient_polygons(shapely.normalize(shapely.remove_repeated_points(shapes)))
    lines = [
        f'{{"type":"Feature","properties":{_json(values)},"geometry":{_json(shapely.geometry.mapping(shape))}}}'
        for values, shape in zip(rows[properties].to_dict("records"), shapes, strict=True)
    ]
    start = _json({"type": "FeatureCollection", **head})[:-1]
    return (start + ',"features":[\n' + ",\n".join(lines) + "\n]}\n").encode("utf-8")


def read_boundaries(content: bytes) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """What boundaries_geojson wrote: the areas frame with area_km2, and the top-level members (vintage, licence ...)."""
    data = json.loads(content)
    features = data.pop("features")
    rows = pd.DataFrame([feature["properties"] for feature in features])
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=STORE_CRS), {k: v for k, v in data.items() if k != "type"}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
