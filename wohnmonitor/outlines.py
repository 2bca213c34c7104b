"""Outlines fetched from the national services -> a vintage more, where municipalities changed since the newest one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from wohnmonitor import files, journal
from wohnmonitor.borders import CHANGES, known
from wohnmonitor.catalogue import Catalogue, load_catalogue
from wohnmonitor.errors import LayoutError, StoreError, TerritoryError, WohnmonitorError
from wohnmonitor.harmonise import geometry, seams
from wohnmonitor.paths import boundaries_dir, catalogue_dir, reference_dir
from wohnmonitor.reference import Reference, load_reference
from wohnmonitor.sources.gather import Stopped
from wohnmonitor.sources.outlines import Outlines, files_of, read_outlines

FIRST = ("DE", "BE", "NL")
"""Whose line stands where two countries claim one place."""
MOVED = 0.02
"""Publishers redraw unchanged borders by a few metres. An area that differs by more is another territory, or another layer."""
MARK = ".from"


@dataclass(frozen=True)
class Renewed:
    """told: what was found, a line a year. stopped: layers that cannot be used; the outlines stand as they were."""

    told: tuple[str, ...] = ()
    stopped: tuple[Stopped, ...] = ()


def renew(data: Path, raw: Path) -> Renewed:
    """Layers under `raw`/<table>/ -> data/boundaries/<vintage>.geojson where a year's municipalities are not the newest vintage's.

    Layers that were looked at before are not read again. What was stopped is in journal and log too. Raises StoreError.
    """
    catalogue, reference = load_catalogue(catalogue_dir()), load_reference(reference_dir())
    here = {table_id: files_of(raw, table_id) for table_id, table in catalogue.tables.items() if table.layer}
    place, mark = boundaries_dir(data), _mark([path for paths in here.values() for path in paths], reference)
    if not any(here.values()) or (place / MARK).is_file() and (place / MARK).read_text("utf-8") == mark:
        return Renewed()
    layers, stopped = _read(here, catalogue, reference)
    drawn = known(data)
    newest = int(drawn["vintage"].max())
    told, new = [], {}
    for year in sorted({one.year for one in layers if one.year and one.year > newest}):
        chosen = _chosen(layers, year)
        if not chosen:
            continue
        try:
            shapes = seams.join([_placed(one, year, reference) for one in chosen])
            _stands(shapes, chosen, year, reference)
            before = _of(new, drawn)
            if set(shapes["area_id"]) == set(before.index):
                told.append(_compared(shapes, before, chosen, year))
            elif closed := [one.table for one in chosen if not catalogue.tables[one.table].ship]:
                why = f"not drawn, the licence of {', '.join(closed)} is not clear"
                told.append(f"outlines of 1 January {year}: other municipalities; {why}")
            else:
                new[str(year)] = (shapes, chosen)
                told.append(f"outlines of 1 January {year}: {len(shapes)} municipalities, a vintage of their own")
        except WohnmonitorError as error:
            stopped += [Stopped(one.table, error) for one in chosen if not one.layer.countries[1:]] or [Stopped(chosen[0].table, error)]
    if new and not stopped:
        _write(place, drawn, new, catalogue)
    if not stopped:
        with files.writable(place):
            place.mkdir(parents=True, exist_ok=True)
            files.replace(place / MARK, mark.encode())
        journal.read_well(data, {table_id: ("", None) for table_id, paths in here.items() if paths})
    for one in stopped:
        journal.stop(data, one.source, one.error)
    return Renewed(tuple(told), tuple(stopped))


def _read(here: Mapping[str, list[Path]], catalogue: Catalogue, reference: Reference) -> tuple[list[Outlines], list[Stopped]]:
    layers, stopped = [], []
    towns = reference.area[reference.area["level"] == "municipality"]["area_id"]
    for table_id, paths in here.items():
        table = catalogue.tables[table_id]
        codes = reference.code[(reference.code["scheme"] == table.scheme) & reference.code["area_id"].isin(towns)]["code"]
        for path in paths:
            try:
                layers.append(read_outlines(path, table_id, table.layer, frozenset(codes if len(codes) else towns)))
            except WohnmonitorError as error:
                stopped.append(Stopped(table_id, error))
    return layers, stopped


def _chosen(layers: list[Outlines], year: int) -> list[Outlines]:
    """One layer for each country, in the order of FIRST; else one for all; none where a country has none."""
    fit = [one for one in layers if one.year in (year, None)]
    own = [next((one for one in fit if one.layer.countries == (country,)), None) for country in FIRST]
    whole = [one for one in fit if set(one.layer.countries) == set(FIRST)][:1]
    return own if all(own) else whole


def _placed(one: Outlines, year: int, reference: Reference) -> gpd.GeoDataFrame:
    """Shapes by area_id, of codes that are valid on 1 January. Codes of a scheme without a list are ids."""
    code, day = reference.code, f"{year}-01-01"
    valid = code[(code["valid_from"] <= day) & ((code["valid_to"] == "") | (code["valid_to"] >= day))]
    ids = valid[valid["area_id"].isin(reference.area["area_id"])].drop_duplicates("code").set_index("code")["area_id"]
    named = one.shapes["code"].where(one.shapes["code"].isin(set(reference.area["area_id"])), one.shapes["code"].map(ids))
    return one.shapes.assign(area_id=named).dropna(subset="area_id")


def _stands(shapes: gpd.GeoDataFrame, chosen: list[Outlines], year: int, reference: Reference) -> None:
    """Raises TerritoryError where the layers hold other municipalities than data/reference/ says stood."""
    area, day = reference.area, f"{year}-01-01"
    towns = area[(area["level"] == "municipality") & (area["valid_from"] <= day) & ((area["valid_to"] == "") | (area["valid_to"] >= day))]
    wanted, found = set(towns["area_id"]), set(shapes["area_id"])
    if wanted != found:
        sides = [f"without {', '.join(sorted(wanted - found)[:8])}" * bool(wanted - found)]
        sides += [f"with {', '.join(sorted(found - wanted)[:8])}" * bool(found - wanted)]
        raise TerritoryError(
            f"outlines of {year}: {', '.join(one.table for one in chosen)}", " and ".join(filter(None, sides)),
            f"the {len(wanted)} municipalities of {day}",
            "where municipalities merged, declare it in data/reference: area, code, membership, area_change",
        )  # fmt: skip


def _compared(shapes: gpd.GeoDataFrame, before: pd.Series, chosen: list[Outlines], year: int) -> str:
    """Raises LayoutError where an area is another one though its municipality did not change."""
    moved = (geometry.areas_km2(shapes) / before - 1).abs().sort_values()
    if moved.iloc[-1] > MOVED:
        worst = moved[moved > MOVED].index[::-1]
        raise LayoutError(
            f"outlines of {year}: {', '.join(one.table for one in chosen)}",
            f"{worst[0]} with {geometry.areas_km2(shapes)[worst[0]]:.1f} km², {len(worst)} areas in all that are not as before",
            f"{before[worst[0]]:.1f} km² within {MOVED:.0%}",
            "see the layer; a new territory is declared in data/reference/area_change.csv",
        )
    return f"outlines of 1 January {year}: the municipalities of before, no area differs by more than {moved.iloc[-1]:.2%}; they stand"


def _of(new: Mapping[str, tuple], drawn: pd.DataFrame) -> pd.Series:
    """km² by area_id of the newest vintage."""
    if new:
        return geometry.areas_km2(new[max(new)][0])
    return drawn[drawn["vintage"] == drawn["vintage"].max()].set_index("area_id")["area_km2"]


def _write(place: Path, drawn: pd.DataFrame, new: Mapping[str, tuple], catalogue: Catalogue) -> None:
    """All vintages, simplified together once more: what did not change has one line in all of them."""
    vintages = {
        vintage: gpd.GeoDataFrame(rows[["area_id"]], geometry=gpd.GeoSeries.from_wkb(rows["wkb"]), crs=geometry.STORE_CRS)
        for vintage, rows in drawn.groupby("vintage")
    }
    km2 = {vintage: rows.set_index("area_id")["area_km2"] for vintage, rows in drawn.groupby("vintage")}
    vintages |= {vintage: shapes for vintage, (shapes, _) in new.items()}
    km2 |= {vintage: geometry.areas_km2(shapes) for vintage, (shapes, _) in new.items()}
    used = dict.fromkeys(catalogue.tables[one.table].publisher for _, chosen in new.values() for one in chosen)
    publishers = [catalogue.publishers[name] for name in used]
    head = {
        "attribution": f"Municipal boundaries: {'; '.join(p.attribution for p in publishers)}",
        "licence": "; ".join(dict.fromkeys(p.licence for p in publishers)), "changes": CHANGES,
    }  # fmt: skip
    with files.writable(place):
        place.mkdir(parents=True, exist_ok=True)
        for vintage, shapes in geometry.simplified_vintages(vintages).items():
            content = geometry.boundaries_geojson(shapes.assign(area_km2=shapes["area_id"].map(km2[vintage])), vintage, head)
            files.replace(place / f"{vintage}.geojson", content)


def _mark(paths: list[Path], reference: Reference) -> str:
    """What was looked at: files by size and time, and the areas they were held against."""
    try:
        stats = [f"{path} {(stat := path.stat()).st_size} {stat.st_mtime_ns}" for path in paths]
    except OSError as error:
        raise StoreError(str(error.filename), str(error), "a file that can be read") from None
    towns = reference.area[["area_id", "valid_from", "valid_to"]].to_csv(index=False)
    return hashlib.sha256("\n".join([*stats, towns]).encode()).hexdigest()
