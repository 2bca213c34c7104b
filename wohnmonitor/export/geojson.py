"""GeoJSON (RFC 7946): a feature an area, see geo; what the file is stands in `about` beside the features."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from wohnmonitor.export import geo
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.jsonstat import dumps, plain


def pieces(dataset: Dataset) -> Iterator[bytes]:
    """A piece a feature."""
    yield b'{"type":"FeatureCollection","about":' + dumps(dataset.about_all()).encode() + b',"features":['
    for n, (properties, shape) in enumerate(geo.features(geo.held(dataset), geo.shapes(dataset))):
        yield (b",\n" if n else b"\n") + feature(properties, shape)
    yield b"\n]}\n"


def feature(properties: dict, shape: shapely.Geometry | None) -> bytes:
    """One feature with its area as id."""
    outline = "null" if shape is None else shapely.to_geojson(shape)
    return f'{{"type":"Feature","id":{dumps(properties["area_id"])},"properties":{dumps(properties)},"geometry":{outline}}}'.encode()


def outlines(dataset: Dataset) -> Iterator[bytes]:
    """All outlines without figures."""
    yield b'{"type":"FeatureCollection","features":['
    for n, row in enumerate(geo.shapes(dataset).itertuples(index=False)):
        properties = {key: plain(cell) for key, cell in row._asdict().items() if key != "geometry"}
        yield (b",\n" if n else b"\n") + feature(properties, row.geometry)
    yield b"\n]}\n"
