"""The other base figures read plainly: dwellings, permits, tenure, prices, rents, areas; on today's municipalities.

Each function gives {(area_id, year): figure}; what the publisher does not print, or what a merger makes impossible, is not there.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from pathlib import Path

from . import plain
from .recount import BEEKDAELEN, BELGIUM, DUTCH_START, GERMANY, LIEGE, LIMBURG, german_today

Figures = dict[tuple[str, int], float]
OLD_BELGIAN = {code for parts in BELGIUM.values() for code in parts}


def merged(parts: dict[tuple[str, int], float]) -> Figures:
    """Belgian counts on codes of any date -> on today's; a merged commune needs all its parts."""
    found = {}
    for nis, year in list(parts):
        if nis in OLD_BELGIAN:
            new, old = next((n, o) for n, o in BELGIUM.items() if nis in o)
            if all((code, year) in parts for code in old):
                found[f"BE_{new}", year] = sum(parts[code, year] for code in old)
        else:
            found[f"BE_{nis}", year] = parts[nis, year]
    return found


def ours(nis: str) -> bool:
    """A commune of the provinces of Liège and Limburg."""
    return nis.startswith(LIEGE + LIMBURG) and not nis.endswith("000")


def dutch_names(raw: Path) -> dict[str, str]:
    """Name in StatLine -> GM code, from the code list of 03759ned."""
    rows = json.loads((raw / "cbs/03759ned/odata4/codes-RegioS.json").read_text(encoding="utf-8"))["value"]
    wanted = {*DUTCH_START, *BEEKDAELEN}
    return {row["Title"]: row["Identifier"].strip() for row in rows if row["Identifier"].strip() in wanted}


def dutch(parts: dict[tuple[str, int], float]) -> Figures:
    """Dutch counts by code -> today's; Beekdaelen before 2019 from its three parts."""
    found = {(f"NL_{code}", year): value for (code, year), value in parts.items() if code in DUTCH_START}
    for year in {year for _, year in parts}:
        if ("GM1954", year) not in parts and all((code, year) in parts for code in BEEKDAELEN):
            found["NL_GM1954", year] = sum(parts[code, year] for code in BEEKDAELEN)
    return found


def dwellings(raw: Path) -> Figures:
    """81955NED, 70072ned 2015, key figures 2022; T8 R1-R6 2024, 2025, HC60 2011, census 2021; 31231, Zensus 2022."""
    names, parts = dutch_names(raw), {}
    for row in plain.table(raw / "cbs/81955NED/stock_newbuild_2012_2016_2020_2024.csv", ","):
        if code := names.get(row["Regio's"]):
            for column, year in (("Beginstand voorraad", 0), ("Eindstand voorraad", 1)):
                if row[column]:
                    parts[code, int(row["Perioden"]) + year] = float(row[column])
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        if (value := plain.number(row["VoorraadOp1Januari_90"])) is not None:
            parts[row["RegioS"], 2015] = value
    for row in plain.table(raw / "cbs/kwb/municipalities_2022_condensed.csv", ","):
        parts[row["code"], 2022] = float(row["dwelling_total"])
    found = dutch(parts)
    belgian: dict[tuple[str, int], float] = defaultdict(float)
    for row in plain.sheet(raw / "statbel/stock/building_stock_2024_wide.xlsx", 0)[1:]:
        if row[2] == "T8" and ours(plain.text(row[0])):
            belgian[plain.text(row[0]), 2024] = float(row[10])
    for row in plain.stock(raw / "statbel/stock/building_stock_open_data_2025.txt.gz"):
        if row["CD_STAT_TYPE"] == "T8" and row["CD_REFNIS_LVL"] == "5" and ours(row["CD_REFNIS"]):
            belgian[row["CD_REFNIS"], 2025] += float(row["MS_VALUE"] or 0)
    for row in plain.table(raw / "statbel/census/TF_CENSUS_2011_HC60_L.csv", ","):
        nis = row["CD_GEO_LVL_4"][-5:]
        if ours(nis):
            belgian[nis, 2011] += float(row["OBS_VALUE"])
    for row in plain.table(raw / "statbel/census/census2021_dwellings_households.csv", ","):
        vacant, lived_in = row["dwellings_vacant_2021"], row["dwellings_occupied_2021_from_file12"]
        if ours(row["nis2019_2024"]):
            belgian[row["nis2019_2024"], 2021] = float(vacant) + float(lived_in)
    return {**found, **merged(belgian), **german_dwellings(raw)}


def german_dwellings(raw: Path) -> Figures:
    """31231-01-02-5 (2008-2010) and -4 tables for Aachen; Zensus 2022."""
    found: Figures = {}
    tables = (("gemeinde/31231-01-02-5_00.csv", 7), ("kreis/31231-01-02-4_00.csv", 7), ("kreis/31231-02-01-4_00.csv", 9))
    for name, column in tables:
        for ags, day, cell in plain.genesis_rows(raw / plain.REGIO / name, column, code=1):
            if (today := german_today(ags)) and (value := plain.number(cell)):
                found.setdefault((f"DE_{today}", plain.next_january(day)), value)
    return found | {(f"DE_{ags}", 2022): float(row["GEBAEUDEART_SYS_1"]) for ags, row in census_2022(raw).items()}


def census_2022(raw: Path) -> dict[str, dict[str, str]]:
    """AGS of a municipality -> its row of the regional table of dwellings of the census of 15 May 2022."""
    rows = plain.table(raw / "destatis/zensus2022/rent_floor_area_region_aachen.csv", ",")
    return {row["_RS"][:5] + row["_RS"][9:]: row for row in rows if len(row["_RS"]) == 12}


def census_persons(raw: Path) -> Figures:
    """Persons of the census of 15 May 2022."""
    rows = plain.table(raw / "destatis/zensus2022/1000A-0000_de_flat.csv")
    found = {}
    for row in rows:
        ags = row["1_variable_attribute_code"][:5] + row["1_variable_attribute_code"][9:]
        if ags in GERMANY and row["value_variable_code"] == "PRS018":
            found[f"DE_{ags}", 2022] = float(row["value"])
    return found


def permits(raw: Path) -> Figures:
    """MS_DWELLING_RES_NEW of whole years; 31111-01-02-5 for 2015; 31111-01-02-4 for Aachen 1995-2015."""
    found = {}
    for row in plain.permits(raw / "statbel/permits/TF_BUILDING_PERMITS.zip"):
        if row["CD_REFNIS_LEVEL"] == "5" and ours(row["REFNIS"]) and row["MS_DWELLING_RES_NEW"]:
            found[f"BE_{row['REFNIS']}", int(row["CD_YEAR"])] = float(row["MS_DWELLING_RES_NEW"])
    for ags, year, cell in plain.genesis_rows(raw / plain.REGIO / "kreis/31111-01-02-4_00.csv", 7, code=1):
        if ags == "05334002":
            found["DE_05334002", int(year)] = float(cell)
    for ags, _, cell in plain.genesis_rows(raw / plain.REGIO / "gemeinde/31111-01-02-5_00.csv", 6):
        if ags in GERMANY:
            found[f"DE_{ags}", 2015] = float(cell)
    return found


def owner_shares(raw: Path) -> Figures:
    """Owner-occupied / (owner-occupied + rented), %: Belgian census 2021, German census 2011; the Dutch shares as printed."""
    found: Figures = {}
    owners: dict[tuple[str, int], float] = {}
    tenants: dict[tuple[str, int], float] = {}
    for row in plain.sheet(raw / "statbel/census/census2021_tenure.xlsx", 0)[1:]:
        nis = plain.text(row[0]).zfill(5)
        if ours(nis):
            owners[nis, 2021], tenants[nis, 2021] = float(row[2]), float(row[3])
    owner, tenant = merged(owners), merged(tenants)
    use = raw / plain.REGIO / "gemeinde/31211-08-01-5_00.csv"
    for store, column in ((owner, 3), (tenant, 4)):
        for ags, _, cell in plain.genesis_rows(use, column):
            if ags in GERMANY:
                store[f"DE_{ags}", 2011] = float(cell)
    for key, value in owner.items():
        found[key] = 100 * value / (value + tenant[key])
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        if row["RegioS"] in DUTCH_START and (share := plain.number(row["Koopwoningen_94"])) is not None:
            found[f"NL_{row['RegioS']}", 2015] = share
    for code, row in json.loads((raw / "cbs/85039NED/kwb_2021_condensed.json").read_text(encoding="utf-8"))["Gemeente"].items():
        if code in DUTCH_START:
            found[f"NL_{code}", 2021] = float(row["Housing"]["Owner-occupied (%)"])
    for row in plain.table(raw / "cbs/kwb/municipalities_2022_condensed.csv", ","):
        if row["code"] in DUTCH_START:
            found[f"NL_{row['code']}", 2022] = float(row["dwelling_ownership"])
    for row in plain.table(raw / "cbs/70072ned/owner_occupied_share_2023_2024.csv", ","):
        for year in (2023, 2024):
            found[f"NL_{row['gm']}", year] = float(row[f"owner_occupied_pct_{year}"])
    return found


def prices(raw: Path) -> Figures:
    """83625NED: OData 4 for 2015-2025, v3 before; Statbel's median of all houses by commune. Never across a merger."""
    found: Figures = {}
    for row in plain.table(raw / "cbs/83625NED/UntypedDataSet_2025-06-05.csv"):
        code, year, price = row["RegioS"], int(row["Perioden"][:4]), plain.number(row["GemiddeldeVerkoopprijs_1"])
        if code in DUTCH_START and year >= DUTCH_START[code] and price is not None:
            found[f"NL_{code}", year] = price
    for code, year, price in plain.odata(raw / "cbs/83625NED/odata4", "M001534"):
        if code in DUTCH_START and year >= DUTCH_START[code]:
            found[f"NL_{code}", year] = price
    for row in plain.sheet(raw / "statbel/prices/FR_immo_statbel_annee.xlsx", "Par commune")[3:]:
        nis = plain.text(row[0]).zfill(5)
        if ours(nis) and (price := plain.number(row[6])) is not None:
            found[f"BE_{nis}", int(float(row[2]))] = price
    return found


def rents(raw: Path) -> Figures:
    """QMMIETE of the census of 2022, euro for a square metre."""
    return {(f"DE_{ags}", 2022): float(row["QMMIETE"]) for ags, row in census_2022(raw).items()}


def areas(raw: Path) -> dict[str, float]:
    """km2 of today's municipalities on the GRS80 ellipsoid, by an equal-area cylinder."""
    shapes = json.loads((raw / "boundaries/seamless_2025.geojson").read_text(encoding="utf-8"))["features"]
    return {shape["properties"]["id"]: _area(shape["geometry"]) for shape in shapes}


def _area(geometry: dict) -> float:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    total = 0.0
    for polygon in polygons:
        rings = [abs(_shoelace([_equal_area(*point[:2]) for point in ring])) for ring in polygon]
        total += rings[0] - sum(rings[1:])
    return total / 1e6


def _equal_area(longitude: float, latitude: float) -> tuple[float, float]:
    a, e2 = 6378137.0, 0.006694380022900787
    e, s = math.sqrt(e2), math.sin(math.radians(latitude))
    q = (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))
    return a * math.radians(longitude), a * q / 2


def _shoelace(points: list[tuple[float, float]]) -> float:
    x0, y0 = points[0]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairs) / 2
