"""Boundary layers -> the simplified GeoJSON files, shipped or of an operator's own, and back into the frame a release holds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from wohnmonitor.harmonise import geometry
from wohnmonitor.harmonise.context import context, context_geojson
from wohnmonitor.paths import boundaries_dir, snapshot_dir
from wohnmonitor.sources.layers import find_layers, read_layer

CHANGES = "three national layers joined without gaps or overlaps and simplified (150 m); area_km2 is measured before simplification"
BOUNDARIES = {
    "attribution": "Municipal boundaries: Statbel (Directorate-general Statistics - Statistics Belgium); CBS / Kadaster; Geobasis NRW",
    "licence": "CC BY 4.0 (Statbel; CBS / Kadaster), dl-de/zero-2-0 (Geobasis NRW)",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "changes": CHANGES,
}
AROUND = {
    "attribution": "Rivers and cities: Natural Earth; state borders: CBS / Kadaster",
    "licence": "public domain (Natural Earth), CC BY 4.0 (CBS / Kadaster)",
    "changes": "cut to the surroundings of the Euregio and simplified",
}
CONTEXT_KM = 80


def draw(folder: Path) -> dict[str, bytes]:
    """Boundary layers under `folder` -> the shipped GeoJSON files by name; {} where there is no layer.

    All vintages are simplified together; areas are measured before.
    """
    layers = {name: read_layer(path, name) for name, path in find_layers(folder).items()}
    vintages = {
        name[-4:]: layer.rename(columns={"id": "area_id"})[["area_id", "geometry"]]
        for name, layer in layers.items() if name.startswith("euregio_seamless")
    }  # fmt: skip
    if not vintages:
        return {}
    out = {}
    for vintage, shapes in geometry.simplified_vintages(vintages).items():
        km2 = geometry.areas_km2(vintages[vintage])
        shapes = shapes.assign(area_km2=shapes["area_id"].map(km2))
        out[f"boundaries/{vintage}.geojson"] = geometry.boundaries_geojson(shapes, vintage, BOUNDARIES)
    if {"context_rivers", "context_cities", "context_neighbours"} <= set(layers):
        emr = vintages[max(vintages)].union_all()
        around = context(layers["context_rivers"], layers["context_cities"], layers["context_neighbours"], emr, CONTEXT_KM)
        out["context.geojson"] = context_geojson(around, AROUND)
    return out


def known(data: Path) -> pd.DataFrame:
    """vintage, area_id, area_km2, wkb of every vintage: as `renew` drew them under `data`, else as shipped."""
    parts = []
    for path in _drawn(data):
        shapes, _ = geometry.read_boundaries(path.read_bytes())
        wkb = shapes.geometry.to_wkb()
        parts.append(pd.DataFrame({"vintage": path.stem, "area_id": shapes["area_id"], "area_km2": shapes["area_km2"], "wkb": wkb}))
    return pd.concat(parts, ignore_index=True)


def _drawn(data: Path) -> list[Path]:
    """The files of all vintages, oldest first: those under `data` unless the shipped ones are newer."""
    own, shipped = (sorted(folder.glob("*.geojson")) for folder in (boundaries_dir(data), snapshot_dir() / "boundaries"))
    return own if own and own[-1].name >= shipped[-1].name else shipped
