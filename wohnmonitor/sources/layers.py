"""Geometry layers, recognised by the name they carry inside: municipal boundaries of a vintage, and what lies around."""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas as gpd

from wohnmonitor.errors import LayoutError

NEEDED = {
    "euregio_seamless": {"id", "country"},
    "context_rivers": {"name", "src"},
    "context_cities": {"name", "src"},
    "context_neighbours": {"country"},
}
"""Layer -> properties that must be there. The vintage of a boundary layer is the first year in its name."""

_NAME = re.compile(r'"name"\s*:\s*"([\w-]+)"')


def find_layers(folder: Path) -> dict[str, Path]:
    """Layer name -> file of every known layer below `folder`; boundary layers as euregio_seamless_<vintage>."""
    found = {}
    for path in sorted(folder.rglob("*.geojson")):
        with path.open(encoding="utf-8") as stream:
            name = _NAME.search(stream.read(2000))
        kind = name and next((known for known in NEEDED if name[1].startswith(known)), None)
        if kind == "euregio_seamless":
            found[f"{kind}_{re.search(r'[0-9]{4}', name[1])[0]}"] = path
        elif kind:
            found[kind] = path
    return found


def read_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    """The layer as published, EPSG:4326. Raises LayoutError where a property is missing or it is not GeoJSON."""
    try:
        frame = gpd.read_file(path)
    except (json.JSONDecodeError, OSError, RuntimeError) as error:
        raise LayoutError(str(path), str(error)[:200], "a GeoJSON layer", "fetch the file anew") from None
    needed = next(columns for known, columns in NEEDED.items() if layer.startswith(known))
    if missing := needed - set(frame.columns):
        raise LayoutError(str(path), ", ".join(frame.columns), f"property {', '.join(sorted(missing))}", "compare with sources/layers.py")
    return frame
