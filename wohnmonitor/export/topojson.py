"""TopoJSON: outlines as shared arcs, so that neighbours have one border; properties as in GeoJSON (see geo)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import geopandas as gpd
import shapely
from topojson import Topology

from wohnmonitor.export import geo
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.jsonstat import dumps, plain

STEPS = 1_000_000
"""Places in each direction that coordinates are rounded to: a quarter of a metre."""


def pieces(dataset: Dataset) -> Iterator[bytes]:
    """A piece an area, the arcs first."""
    rows, drawn = geo.held(dataset), geo.shapes(dataset)
    drawn = drawn[drawn["area_id"].isin(rows["area_id"].unique().to_pylist())].sort_values("area_id", ignore_index=True)
    yield from _topology(b'"about":' + dumps(dataset.about_all()).encode() + b",", drawn, geo.features(rows, drawn))


def outlines(dataset: Dataset) -> Iterator[bytes]:
    """All outlines without figures."""
    drawn = geo.shapes(dataset).sort_values("area_id", ignore_index=True)
    told = ({key: plain(cell) for key, cell in row.items()} for row in drawn.drop(columns="geometry").to_dict("records"))
    yield from _topology(b"", drawn, zip(told, drawn.geometry, strict=True))


def _topology(about: bytes, drawn: gpd.GeoDataFrame, features: Iterable[tuple[dict, shapely.Geometry | None]]) -> Iterator[bytes]:
    """drawn: what has an outline, in the order of the features."""
    drawing = Topology(drawn[["geometry"]], prequantize=STEPS, object_name="areas").to_dict() if len(drawn) else {"arcs": []}
    head = {key: drawing[key] for key in ("transform", "bbox", "arcs") if key in drawing}
    yield b'{"type":"Topology",' + about + dumps(head).encode()[1:-1]
    yield b',"objects":{"areas":{"type":"GeometryCollection","geometries":['
    outlines = iter(drawing["objects"]["areas"]["geometries"] if len(drawn) else ())
    for n, (properties, shape) in enumerate(features):
        outline = {"type": None} if shape is None else {key: cell for key, cell in next(outlines).items() if key in ("type", "arcs")}
        yield (b",\n" if n else b"\n") + dumps(outline | {"id": properties["area_id"], "properties": properties}).encode()
    yield b"\n]}}}\n"
