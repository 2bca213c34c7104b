"""Geometry frames to the path file the browser draws: integers, relative commands, one shared topology.

Municipalities are simplified together, dissolved to every level and rounded to one grid, so neighbours keep the same points on a
shared border at every level. Borders between countries and regions are the segments whose two owners differ: no geometry is
computed twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.schema import DRAW_CRS

UNIT = 50.0
"""Metres per unit of the path file."""

LEVELS = ("municipality", "district", "region", "country")

DRAWN = (("country", "state"), ("region", "region"), ("district", "district"))
"""Level whose borders are lines, and what the line is called; the weightiest first."""

SEATS = (
    "BE_62063", "BE_71072", "NL_GM0935", "DE_05334002", "BE_63023", "DE_05358008", "DE_05366016", "DE_05370016",
    "NL_GM0983", "NL_GM0957", "BE_61031", "BE_63079", "BE_64074", "BE_73111", "BE_72021",
)  # fmt: skip
"""Seats of regions and districts: labelled first."""

COUNTRY_LABELS = (
    ("NL", "Nederland", 5.51, 51.63),
    ("DE", "Deutschland", 6.86, 51.11),
    ("BE", "Belgique · België", 5.13, 50.33),
)

Ring = list[tuple[int, int]]


def build(
    municipalities: gpd.GeoDataFrame,
    membership: pd.DataFrame,
    context: gpd.GeoDataFrame,
    areas: pd.DataFrame,
    residents: Mapping[str, float] | None = None,
    *,
    tolerance: float = 120.0,
) -> dict:
    """The path file as a dictionary of plain JSON values.

    municipalities: ``area_id``, geometry (EPSG:4326), a valid coverage. membership: ``municipality_id, level, area_id``.
    context: ``kind`` (``river``, ``state`` for a state border outside, ``city``), ``name``, geometry (EPSG:4326).
    areas: ``area_id, level, country`` and, where language areas are to be drawn, ``language``; its order is the order of ids.
    residents: persons by municipality, for the order of labels.
    tolerance: metres for the simplification; 0 keeps every point.
    Raises ValueError when an area of a level has no geometry or a municipality no membership.
    """
    shapes = _project(municipalities.set_index("area_id")).geometry
    if tolerance:
        shapes = pd.Series(shapely.coverage_simplify(shapes.array, tolerance), index=shapes.index)
    left, bottom, right, top = shapely.total_bounds(shapes.array)
    grid = _Grid(left, top)
    groups = _groups(shapes.index, membership, areas)
    levels: dict[str, dict] = {}
    for level in LEVELS:
        outlines = {area: _union(shapes.loc[members]) for area, members in groups[level].items()}
        levels[level] = _level(outlines, grid)
        levels[level]["country"] = areas.set_index("area_id")["country"].loc[levels[level]["ids"]].tolist()
    owner = {level: {m: area for area, members in groups[level].items() for m in members} for level in LEVELS}
    regions = levels["region"]["ids"]
    levels["municipality"]["region"] = [regions.index(owner["region"][m]) for m in levels["municipality"]["ids"]]
    levels["municipality"]["rank"] = _label_order(levels["municipality"], residents or {})
    levels["municipality"]["large"] = [i for i, m in enumerate(levels["municipality"]["ids"]) if (residents or {}).get(m, 0) >= 80_000]
    emr = _union(shapes)
    spoken = areas.set_index("area_id")["language"].to_dict() if "language" in areas else {}
    lines = _borders(shapes, owner, spoken, grid) | _context_lines(context, emr, grid)
    return {
        "width": grid.x(right),
        "height": grid.y(bottom),
        "km_per_unit": UNIT / 1000,
        "levels": levels,
        "lines": lines,
        "cities": _cities(context, emr, grid),
        "country_labels": _country_labels(grid),
    }


class _Grid:
    """Rounds metres to whole units, y downwards, origin at the top left of the Euregio."""

    def __init__(self, left: float, top: float) -> None:
        self.left, self.top = left, top

    def x(self, metres: float) -> int:
        return round((metres - self.left) / UNIT)

    def y(self, metres: float) -> int:
        return round((self.top - metres) / UNIT)

    def points(self, coordinates) -> Ring:
        """Rounded points without immediate repetition."""
        points = [(self.x(x), self.y(y)) for x, y in coordinates]
        return points[:1] + [b for a, b in pairwise(points) if a != b]

    def rings(self, polygon) -> list[Ring]:
        """Closed rings of a polygon or its parts (first point not repeated), those left with an area."""
        rings = []
        for part in shapely.get_parts(polygon):
            for ring in (part.exterior, *part.interiors):
                points = self.points(ring.coords)[:-1]
                if len(points) > 2:
                    rings.append(points)
        return rings


def _project(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.to_crs(DRAW_CRS)


def _union(shapes: pd.Series):
    return shapely.coverage_union_all(shapes.array)


def _groups(index: pd.Index, membership: pd.DataFrame, areas: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    """level -> area -> municipalities, in the order of ``areas``."""
    groups: dict[str, dict[str, list[str]]] = {}
    for level in LEVELS:
        wanted = areas.loc[areas["level"] == level, "area_id"]
        if level == "municipality":
            members = {m: [m] for m in index}
        else:
            rows = membership[(membership["level"] == level) & membership["municipality_id"].isin(index)]
            members = rows.groupby("area_id", sort=False)["municipality_id"].agg(list).to_dict()
        groups[level] = {area: members[area] for area in wanted if area in members}
        homeless = set(index) - {m for group in groups[level].values() for m in group}
        if homeless:
            raise ValueError(f"level {level}: no area for {', '.join(sorted(homeless)[:5])}; membership and areas must name one")
        empty = [area for area in wanted if area not in members]
        if empty:
            raise ValueError(f"level {level}: no geometry for {', '.join(empty[:5])}; boundaries and areas must be of one date")
    return groups


def _path(rings: Sequence[Ring], *, close: bool = True) -> str:
    """SVG path data: absolute start, then relative steps, signs as separators."""
    parts = []
    for ring in rings:
        steps = "".join(_pair(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(ring))
        parts.append(f"M{_pair(*ring[0]).strip()}l{steps.lstrip()}{'z' if close else ''}")
    return "".join(parts)


def _pair(x: int, y: int) -> str:
    return f"{' ' if x >= 0 else ''}{x}{' ' if y >= 0 else ''}{y}"


def _level(outlines: Mapping[str, object], grid: _Grid) -> dict:
    paths, labels = [], []
    for shape in outlines.values():
        paths.append(_path(grid.rings(shape)))
        largest = max(shapely.get_parts(shape), key=shapely.area)
        pole = shapely.maximum_inscribed_circle(largest, tolerance=200).coords[0]
        labels.append([grid.x(pole[0]), grid.y(pole[1])])
    return {"ids": list(outlines), "d": paths, "label": labels, "neighbours": _neighbours(outlines, grid)}


def _segments(outlines: Mapping[str, object], grid: _Grid) -> dict[tuple, list[tuple[str, tuple]]]:
    """Rounded segment (ends in a fixed order) -> its owners, each with the segment in the direction the owner runs it."""
    owners: dict[tuple, list[tuple[str, tuple]]] = {}
    for area, shape in outlines.items():
        for ring in grid.rings(shape):
            for a, b in pairwise([*ring, ring[0]]):
                owners.setdefault((min(a, b), max(a, b)), []).append((area, (a, b)))
    return owners


def _neighbours(outlines: Mapping[str, object], grid: _Grid) -> dict[str, list[str]]:
    pairs: dict[str, set[str]] = {area: set() for area in outlines}
    for owners in _segments(outlines, grid).values():
        names = {area for area, _ in owners}
        for area in names:
            pairs[area] |= names - {area}
    return {area: sorted(others) for area, others in pairs.items()}


def _borders(shapes: pd.Series, owner: Mapping[str, Mapping[str, str]], spoken: Mapping[str, str], grid: _Grid) -> dict[str, str]:
    """State, region and district borders inside, those of language areas, and the outline of the whole, from who owns both sides
    of a segment. A border is drawn once, as the weightiest it is; that of a language area also where it is a state's."""
    found: dict[str, list] = {"state": [], "region": [], "district": [], "language": [], "outline": []}
    for owners in _segments(shapes.to_dict(), grid).values():
        sides = [area for area, _ in owners]
        segment = owners[0][1]
        if len(owners) == 1:
            found["outline"].append(segment)
            continue
        kind = next((kind for level, kind in DRAWN if len({owner[level][m] for m in sides}) > 1), None)
        if kind:
            found[kind].append(segment)
        if len({spoken.get(m) for m in sides}) > 1:
            found["language"].append(segment)
    return {kind: _path(_chain(segments), close=False) for kind, segments in found.items()}


def _chain(segments: Sequence[tuple]) -> list[Ring]:
    """Segments joined to lines as long as they go."""
    if not segments:
        return []
    merged = shapely.line_merge(shapely.multilinestrings([shapely.linestrings(list(s)) for s in segments]))
    return [[(int(x), int(y)) for x, y in line.coords] for line in shapely.get_parts(merged)]


def _context_lines(context: gpd.GeoDataFrame, emr, grid: _Grid) -> dict[str, str]:
    """Water and state borders around, and the Meuse inside. Where the state border follows the river, the border stands for both."""
    drawn = _project(context)
    window = shapely.box(*shapely.bounds(shapely.buffer(emr, 80_000)))

    def lines(shape, tolerance: float) -> str:
        parts = shapely.get_parts(shapely.line_merge(shapely.simplify(shape, tolerance)))
        rings = [grid.points(part.coords) for part in parts if part.geom_type == "LineString"]
        return _path([ring for ring in rings if len(ring) > 1], close=False)

    river = shapely.union_all(drawn.geometry[drawn["kind"] == "river"].array)
    meuse = shapely.union_all(drawn.geometry[(drawn["kind"] == "river") & drawn["name"].isin(["Maas", "Meuse"])].array)
    state = shapely.union_all(drawn.geometry[drawn["kind"] == "state"].array)
    return {
        "river": lines(shapely.difference(shapely.intersection(river, window), emr), 250),
        "river_inside": lines(shapely.intersection(meuse, emr), 250),
        "state_outside": lines(shapely.difference(shapely.intersection(state, window), shapely.buffer(emr, 300)), 300),
    }


def _cities(context: gpd.GeoDataFrame, emr, grid: _Grid) -> list[dict]:
    drawn = _project(context[context["kind"] == "city"])
    outside = drawn[~drawn.within(shapely.buffer(emr, 2_000))]
    return [
        {"name": name, "x": grid.x(point.x), "y": grid.y(point.y)} for name, point in zip(outside["name"], outside.geometry, strict=True)
    ]


def _country_labels(grid: _Grid) -> list[dict]:
    points = gpd.GeoSeries.from_xy([c[2] for c in COUNTRY_LABELS], [c[3] for c in COUNTRY_LABELS], crs="EPSG:4326").to_crs(DRAW_CRS)
    return [
        {"country": country, "name": name, "x": grid.x(point.x), "y": grid.y(point.y)}
        for (country, name, *_), point in zip(COUNTRY_LABELS, points, strict=True)
    ]


def _label_order(level: Mapping, residents: Mapping[str, float]) -> list[int]:
    """Indices in order of labelling: seats, then by residents weighted with the distance to the nearest label before.

    Residents alone would name every suburb of Liège and Heerlen and leave the Ardennes and the Eifel without a word.
    """
    ids, points = level["ids"], level["label"]
    order = [ids.index(seat) for seat in SEATS if seat in ids]
    rest = [i for i in range(len(ids)) if i not in set(order)]

    def gap(i: int, j: int) -> float:
        return ((points[i][0] - points[j][0]) ** 2 + (points[i][1] - points[j][1]) ** 2) ** 0.5

    nearest = {i: min((gap(i, j) for j in order), default=1.0) for i in rest}
    while rest:
        best = max(rest, key=lambda i: (residents.get(ids[i], 1.0) * nearest[i] ** 1.5, -i))
        order.append(best)
        rest.remove(best)
        for i in rest:
            nearest[i] = min(nearest[i], gap(i, best))
    return order
