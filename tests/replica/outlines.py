"""Layers as the national services hand them out, built from our own simplified outlines: sectors, other systems, slivers along borders."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.harmonise.geometry import read_boundaries
from wohnmonitor.paths import snapshot_dir

from .payloads import zipped


@cache
def ours(country: str, crs: str, vintage: str = "2025") -> gpd.GeoDataFrame:
    """Our municipalities of a country: code, geometry; the Dutch ones 20 m to the east, so that they overlap and leave gaps."""
    shapes, _ = read_boundaries((snapshot_dir() / "boundaries" / f"{vintage}.geojson").read_bytes())
    shapes = shapes[shapes["area_id"].str.startswith(country)].to_crs(crs)
    moved = shapes.geometry.translate(20, 0) if country == "NL" else shapes.geometry
    return shapes.assign(code=shapes["area_id"].str[3:]).set_geometry(moved)[["code", "geometry"]].reset_index(drop=True)


def geojson(frame: gpd.GeoDataFrame, name: str, epsg: int) -> bytes:
    """A GeoJSON file that names its system, as those do that are older than the standard."""
    collection = json.loads(frame.to_json(drop_id=True))
    collection |= {"name": name, "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}}
    return json.dumps(collection, ensure_ascii=False).encode()


def sectors(year: int = 2026, without: tuple[str, ...] = (), code: str = "cd_munty_refnis") -> bytes:
    """Statistical sectors of Statbel: two in each municipality here, and one of a municipality elsewhere."""
    towns = ours("BE", "EPSG:3812")
    towns = towns[~towns["code"].isin(without)]
    west, south, _, north = towns.total_bounds
    halves = []
    for left in (True, False):
        cut = towns.geometry.centroid.x
        side = [shapely.box(west - 1, south - 1, x, north + 1) if left else shapely.box(x, south - 1, x + 1e6, north + 1) for x in cut]
        halves.append(towns.set_geometry(towns.geometry.intersection(gpd.GeoSeries(side, index=towns.index, crs=towns.crs))))
    away = gpd.GeoDataFrame({"code": ["11001"]}, geometry=[shapely.box(650000, 670000, 651000, 671000)], crs=towns.crs)
    frame = pd.concat([*halves, away], ignore_index=True).rename(columns={"code": code})
    frame = frame.assign(cd_sector=frame[code] + "A00-", tx_munty_descr_nl="Gemeente é", dt_situation=f"{year}-01-01", ms_area_ha=1.0)
    name = f"sh_statbel_statistical_sectors_3812_{year}0101.geojson"
    return zipped(name, geojson(frame, name, 3812))


def gemeenten(year: int = 2026) -> bytes:
    """Municipalities as the WFS of PDOK hands them out."""
    frame = ours("NL", "EPSG:28992")
    frame = frame.assign(statcode=frame["code"], jrstatcode=str(year) + frame["code"], statnaam="Gemeente", rubriek="gemeente")
    return geojson(frame.drop(columns="code"), "gemeente_niet_gegeneraliseerd", 28992)


def shapefiles(folder: Path, layers: dict[str, gpd.GeoDataFrame]) -> bytes:
    """Shapefiles with all their parts in one archive. layers: path inside -> rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for inside, rows in layers.items():
            path = folder / Path(inside).name
            rows.to_file(path, engine="pyogrio")
            for part in sorted(folder.glob(f"{path.stem}.*")):
                archive.write(part, str(Path(inside).with_suffix(part.suffix)))
    return out.getvalue()


def dvg1(folder: Path, scale: float = 1) -> bytes:
    """Administrative boundaries of North Rhine-Westphalia. scale: of the first municipality, which then is another territory."""
    frame = ours("DE", "EPSG:25832")
    shrunk = frame.geometry.copy()
    shrunk.iloc[0] = shapely.affinity.scale(shrunk.iloc[0], scale, scale)
    frame = frame.assign(ART="G", GN="Gemeinde", KN=frame["code"], STAND="2026-01-01").set_geometry(shrunk).drop(columns="code")
    return shapefiles(folder, {"dvg1gem_nw.shp": frame, "dvg1krs_nw.shp": frame[:4]})


def vg250(folder: Path) -> bytes:
    """Administrative areas of Germany, where the water of a municipality has a row of its own."""
    frame = ours("DE", "EPSG:25832").rename(columns={"code": "AGS"})
    water = frame[:1].assign(GF=2).set_geometry([shapely.box(280000, 5620000, 281000, 5621000)], crs=frame.crs)
    rows = pd.concat([frame.assign(GF=4), water]).assign(GEN="Ort", BEZ="Stadt")
    return shapefiles(folder, {"vg250_12-31.utm32s.shape.ebenen/vg250_ebenen_1231/VG250_GEM.shp": rows})


def lau(vintage: str = "2019") -> bytes:
    """Local administrative units of the Union, of all three countries and one more."""
    frames = [ours(country, "EPSG:4326", vintage).assign(CNTR_CODE=country) for country in ("BE", "DE")]
    frames.append(gpd.GeoDataFrame(ours("NL", "EPSG:4326", vintage)).assign(CNTR_CODE="NL"))
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(GISCO_ID=frame["CNTR_CODE"] + "_" + frame["code"], LAU_NAME="Town", POP_2024=1, AREA_KM2=1.0)
    return geojson(frame.drop(columns="code"), "LAU_RG_01M_2024_4326", 4326)
