"""Outlines of municipalities as a national service hands them out: GeoJSON, GeoPackage or shapefile, in a zip or not."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from wohnmonitor.declared import Layer
from wohnmonitor.errors import LayoutError, SourceError

YEAR = re.compile(r"(?:19|20)\d\d")
SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".sqlite", ".zip")


@dataclass(frozen=True)
class Outlines:
    """Outlines out of one file. year: on whose 1 January they stand, None for every year. shapes: code, geometry. Key: code."""

    table: str
    path: Path
    layer: Layer
    year: int | None
    shapes: gpd.GeoDataFrame


def files_of(raw: Path, table_id: str) -> list[Path]:
    """The files of a layer, in the folder of its table."""
    place = raw / table_id
    return sorted(p for p in place.iterdir() if p.suffix.lower() in SUFFIXES and not p.name.startswith(".")) if place.is_dir() else []


def read_outlines(path: Path, table_id: str, layer: Layer, codes: frozenset[str]) -> Outlines:
    """The outlines of `codes`, each whole and valid, in the file's own CRS. Raises LayoutError, SourceError where it is damaged."""
    where, todo = f"{table_id}/{path.name}", f"compare with table.{table_id}.layer in indicators/sources.toml"
    try:
        source = _inside(path, layer, where, todo)
        about = pyogrio.read_info(source)
        fields = dict(zip(about["fields"], about["dtypes"], strict=True))
        year = layer.year if layer.year and not layer.year.startswith("=") else ""
        if missing := [name for name in (layer.code, *layer.where, *filter(None, [year])) if name not in fields]:
            raise LayoutError(where, f"properties {', '.join(fields) or 'none'}", f"also {', '.join(missing)}", todo)
        if not about["crs"]:
            raise LayoutError(where, "no coordinate system", "one that is named in the file", todo)
        # Asked of the driver: the sectors of all Belgium are 20,000 polygons, ours a fifth of them.
        wanted = _is_in(layer.code, sorted(codes), fields) + "".join(
            f" AND {_is_in(name, [value], fields)}" for name, value in layer.where.items()
        )
        columns = [layer.code, *layer.where, *filter(None, [year])]  # a condition on a column that is not read finds nothing
        frame = pyogrio.read_dataframe(source, columns=columns, where=wanted, force_2d=True)
    except (DataSourceError, DataLayerError, zipfile.BadZipFile, OSError) as error:
        raise SourceError(where, " ".join(str(error).split())[:200], "a whole layer of outlines", "fetch it again") from None
    if frame.empty:
        raise LayoutError(where, f"no {layer.code} of ours", f"codes such as {', '.join(sorted(codes)[:3])}", todo)
    stands = layer.year.removeprefix("=") if not year else str(frame[year].iloc[0])
    if layer.year and not (found := YEAR.search(stands)):
        raise LayoutError(where, f'{year} "{stands}"', "a value with the year", todo)
    shapes = frame.set_geometry(shapely.make_valid(frame.geometry.to_numpy(), method="structure"), crs=frame.crs)
    shapes = shapes.assign(code=shapes[layer.code].astype(str).str.strip())[["code", "geometry"]].dissolve("code").reset_index()
    return Outlines(table_id, path, layer, int(found[0]) if layer.year else None, shapes)


def _inside(path: Path, layer: Layer, where: str, todo: str) -> str:
    """The path as the driver wants it: of the one member where it is an archive."""
    if not zipfile.is_zipfile(path):
        return str(path)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if Path(name).suffix.lower() in SUFFIXES]
    found = [name for name in names if fnmatch(name, layer.member or "*")]
    if len(found) != 1:
        raise LayoutError(where, f"members {', '.join(names) or 'none'}", f"one member {layer.member or 'with outlines'}", todo)
    return f"/vsizip/{path.as_posix()}/{found[0]}"


def _is_in(name: str, values: list[str], fields: dict[str, str]) -> str:
    """A condition in the words of the driver: numbers bare, texts in quotes."""
    bare = fields[name] != "object" and not fields[name].startswith("str")
    return f'"{name}" IN ({", ".join(value if bare else f"{value!r}" for value in values)})'
