"""Columns about dwellings and prices worked out from the plain readings, on today's municipalities.

indicators(raw) -> {indicator: {(area_id, year): value}}.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from . import counted, plain
from .counted import Figures, merged, ours
from .derived import per_thousand
from .people import gemeinde, kwb_2016, kwb_2021, percent, plus
from .recount import DUTCH_START, german_today, population

R = ("R1", "R2", "R3", "R4")
DISTANCES = {
    "distance_gp": "AfstandTotHuisartsenpraktijk_209", "distance_primary_school": "AfstandTotSchoolBasisonderwijs_216",
    "distance_station": "AfstandTotTreinstation_233",
}  # fmt: skip


def cadastre(raw: Path) -> dict[tuple[str, str], Figures]:
    """Counter and kind of building -> figures of 2024 (wide, R1 to R6 in columns 5 to 10) and 2025 (long)."""
    parts: dict[tuple[str, str], dict] = defaultdict(dict)
    for row in plain.sheet(raw / "statbel/stock/building_stock_2024_wide.xlsx", 0)[1:]:
        if ours(nis := plain.text(row[0])):
            for n in range(6):
                parts[row[2], f"R{n + 1}"][nis, 2024] = plain.number(row[4 + n]) or 0.0
    for row in plain.stock(raw / "statbel/stock/building_stock_open_data_2025.txt.gz"):
        if row["CD_REFNIS_LVL"] == "5" and ours(row["CD_REFNIS"]):
            parts[row["CD_STAT_TYPE"], row["CD_BUILDING_TYPE"]][row["CD_REFNIS"], 2025] = float(row["MS_VALUE"] or 0)
    return {key: merged(part) for key, part in parts.items()}


def dwellings_of_2011(raw: Path) -> tuple[Figures, Figures]:
    """HC60: dwellings in residential buildings of three and more, and in all of known type."""
    parts: tuple[dict, dict] = (defaultdict(float), defaultdict(float))
    for row in plain.table(raw / "statbel/census/TF_CENSUS_2011_HC60_L.csv", ","):
        if ours(nis := row["CD_GEO_LVL_4"][-5:]) and row["CD_TOB_LVL_1"] == "RES":
            parts[1][nis, 2011] += float(row["OBS_VALUE"])
            parts[0][nis, 2011] += float(row["OBS_VALUE"]) * (row["CD_TOB_LVL_2"] == "RES_GE3")
    return merged(parts[0]), merged(parts[1])


def buildings(raw: Path) -> dict[str, Figures]:
    """Shares of the cadastre; German ones of the census of buildings of 9 May 2011."""
    cells = cadastre(raw)

    def total(counters: tuple[str, ...], kinds: tuple[str, ...] = R) -> Figures:
        return plus(*(cells[counter, kind] for counter in counters for kind in kinds))

    def known() -> Figures:
        unknown = total(("T3.9",))
        return {key: value - unknown[key] for key, value in total(("T1",)).items()}

    all_2011, one, two = (
        gemeinde(raw, "31211-01-01-5", 7, 2011),
        gemeinde(raw, "31211-02-01-5", 3, 2011),
        gemeinde(raw, "31211-02-01-5", 4, 2011),
    )
    years = {n: gemeinde(raw, "31211-03-01-5", n, 2011) for n in range(2, 13)}
    heating = {n: gemeinde(raw, "31211-04-01-5", n, 2011) for n in range(2, 8)}
    flats = {key: value - one[key] - 2 * two[key] for key, value in all_2011.items()}
    printed = {
        (f"NL_{code}", 2021): float(row["Housing"]["Multi-family homes (%)"]) for code, row in kwb_2021(raw).items() if code in DUTCH_START
    }
    printed |= {(f"NL_{code}", 2016): float(row["P_MGEZW"]) for code, row in kwb_2016(raw).items() if code in DUTCH_START}
    flats_2011, known_2011 = dwellings_of_2011(raw)
    warm = plus(*(heating[n] for n in (3, 4, 5, 6)))
    return {
        "share_built_before_1946": percent(total(("T3.1", "T3.2", "T3.3")), known())
        | percent(plus(years[3], years[4]), plus(*(years[n] for n in range(3, 13)))),
        "share_built_since_2011": percent(total(("T3.7.4",)), known()),
        "central_heating_share": percent(total(("T5",), (*R, "R5")), total(("T1",), (*R, "R5"))) | percent(warm, heating[2]),
        "share_single_family_detached": percent(total(("T8",), ("R3",)), total(("T8",))) | percent(one, all_2011),
        "share_multi_family": percent(total(("T8",), ("R4",)), total(("T8",)))
        | percent(flats, all_2011) | percent(flats_2011, known_2011) | printed,
    }  # fmt: skip


def uses(raw: Path) -> dict[str, Figures]:
    """Tenure, vacancy, leisure, size: censuses of 2011, 2021 and 2022; Dutch shares as printed."""
    owners, tenants, empty, whole = {}, {}, {}, {}
    for row in plain.sheet(raw / "statbel/census/census2021_tenure.xlsx", 0)[1:]:
        if ours(nis := plain.text(row[0]).zfill(5)):
            owners[nis, 2021], tenants[nis, 2021] = float(row[2]), float(row[3])
    for row in plain.table(raw / "statbel/census/census2021_dwellings_households.csv", ","):
        if ours(nis := row["nis2019_2024"]):
            empty[nis, 2021] = float(row["dwellings_vacant_2021"])
            whole[nis, 2021] = empty[nis, 2021] + float(row["dwellings_occupied_2021_from_file12"])
    for row in plain.table(raw / "statbel/census/TF_CENSUS_2011_HC60_L.csv", ","):
        if ours(nis := row["CD_GEO_LVL_4"][-5:]):
            value = float(row["OBS_VALUE"])
            whole[nis, 2011] = whole.get((nis, 2011), 0) + value
            empty[nis, 2011] = empty.get((nis, 2011), 0) + value * (row["CD_OCS_LVL_1"] == "DW_NOC")
    owner, tenant = (merged(part) for part in (owners, tenants))
    free, homes = (merged(part) for part in (empty, whole))
    use, all_2011 = {n: gemeinde(raw, "31211-08-01-5", n, 2011) for n in range(2, 7)}, gemeinde(raw, "31211-01-01-5", 7, 2011)
    sizes = {n: gemeinde(raw, "31211-10-01-5", n, 2011) for n in range(2, 13)}
    rows = {f"DE_{ags}": row for ags, row in counted.census_2022(raw).items()}

    def size(*classes: int, of: str = "WOHNFLAECHE_20S") -> Figures:
        marks = [f"{of}__{n:02}" for n in classes]
        return {(area, 2022): sum(plain.number(row[mark]) or 0 for mark in marks) for area, row in rows.items()}

    def rent(*classes: int) -> Figures:
        return percent(size(*classes, of="MIETE_EURM2_2"), size(*range(1, 11), of="MIETE_EURM2_2"))

    let = {(f"NL_{code}", 2021): float(row["Housing"]["Rental homes (%)"]) for code, row in kwb_2021(raw).items() if code in DUTCH_START}
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        if row["RegioS"] in DUTCH_START and (share := plain.number(row["Huurwoningen_95"])) is not None:
            let[f"NL_{row['RegioS']}", 2015] = share
    return {
        "rented_share": percent(tenant, plus(owner, tenant)) | percent(use[4], plus(use[3], use[4])) | let,
        "rented_share_of_all": percent(tenant, homes) | let
        | {(area, 2022): 100 * float(row["NUTZUNG__02"]) / float(row["GEBAEUDEART_SYS_1"]) for area, row in rows.items()},
        "vacancy_rate": percent(free, homes) | percent(use[6], all_2011)
        | {(f"NL_{code}", 2021): float(row["Housing"]["Vacancy rate (%)"]) for code, row in kwb_2021(raw).items() if code in DUTCH_START},
        "holiday_dwellings_share": percent(use[5], all_2011),
        "share_small_dwellings": percent(plus(sizes[3], sizes[4]), sizes[2]) | percent(size(1, 2), size(*range(1, 11))),
        "share_large_dwellings": percent(plus(*(sizes[n] for n in range(9, 13))), sizes[2])
        | percent(size(7, 8, 9, 10), size(*range(1, 11))),
        "rent_below_6": rent(1, 2), "rent_10_and_more": rent(*range(5, 11)),
        "mean_floor_area": {(area, 2022): float(row["FLAECHE"]) for area, row in rows.items()},
    }  # fmt: skip


def german_stock(raw: Path, column: int, late: int) -> Figures:
    """A column of 31231-01-02-5, of -4 for Aachen, and its like of 31231-02-01-4 since the census."""
    found: Figures = {}
    for name, at in (
        ("gemeinde/31231-01-02-5_00.csv", column),
        ("kreis/31231-01-02-4_00.csv", column),
        ("kreis/31231-02-01-4_00.csv", late),
    ):
        for ags, day, cell in plain.genesis_rows(raw / plain.REGIO / name, at, code=1):
            if (today := german_today(ags)) and (value := plain.number(cell.replace(",", "."))):
                found.setdefault((f"DE_{today}", plain.next_january(day)), value)
    return found


def stock(raw: Path, persons: Figures) -> dict[str, Figures]:
    """Rooms and floor area of the German stock; net addition of all three countries."""
    homes = counted.dwellings(raw)
    rooms = plus(german_stock(raw, 8, 10), german_stock(raw, 9, 11))
    floor = {key: 1000 * value for key, value in german_stock(raw, 6, 8).items()}

    def joined(area: str, year: int) -> bool:
        cuts = {"NL": (2015,), "BE": (2012, 2024), "DE": (2012, 2022)}[area[:2]]
        return not any(year < cut <= year + 1 for cut in cuts)

    return {
        "share_1_2_rooms": percent(rooms, german_stock(raw, 7, 9)),
        "floor_area_per_person": {key: value / persons[key] for key, value in floor.items() if key in persons},
        "net_addition_rate": {
            (area, year): (homes[area, year + 1] / value - 1) * 100
            for (area, year), value in homes.items() if (area, year + 1) in homes and joined(area, year)
        },
    }  # fmt: skip


def permits(raw: Path, persons: Figures) -> dict[str, Figures]:
    """Flats, floor area and three years of permits; Belgian whole years, 31111 of Aachen and of 2015."""
    homes, flats, floor = counted.permits(raw), {}, {}
    for row in plain.permits(raw / "statbel/permits/TF_BUILDING_PERMITS.zip"):
        if row["CD_REFNIS_LEVEL"] == "5" and ours(row["REFNIS"]):
            key = (f"BE_{row['REFNIS']}", int(row["CD_YEAR"]))
            for store, column in ((flats, "MS_APARTMENT_RES_NEW"), (floor, "MS_TOTAL_SURFACE_RES_NEW")):
                if row[column]:
                    store[key] = float(row[column])
    for store, column, factor in ((flats, 10, 1), (floor, 11, 1000)):
        for ags, year, cell in plain.genesis_rows(raw / plain.REGIO / "kreis/31111-01-02-4_00.csv", column, code=1):
            if ags == "05334002" and (value := plain.number(cell.replace(",", "."))) is not None:
                store["DE_05334002", int(year)] = factor * value
        store |= {key: factor * value for key, value in gemeinde(raw, "31111-01-02-5", column - 1, 2015).items()}
    three = {}
    for area, year in homes:
        keys = [(area, year - back) for back in range(3)]
        if all(key in homes and key in persons for key in keys):
            three[area, year] = 1000 * sum(homes[key] for key in keys) / sum(persons[key] for key in keys)
    return {
        "share_flats_permitted": percent(flats, homes),
        "floor_area_per_new_dwelling": {key: value / homes[key] for key, value in floor.items() if homes.get(key)},
        "dwellings_permitted_per_1000_3y": three,
    }


def means(raw: Path) -> dict[str, Figures]:
    """Figures that are never converted: WOZ values, distances, flats, quartiles."""
    found: dict[str, Figures] = {name: {} for name in ("woz_value", *DISTANCES, "apartment_price", "price_spread")}
    for row in plain.table(raw / "cbs/70072ned/woz_UntypedDataSet_2023.csv"):
        code, year, value = row["RegioS"].strip(), int(row["Perioden"][:4]), plain.number(row["GemiddeldeWOZWaardeVanWoningen_98"])
        if code in DUTCH_START and year >= DUTCH_START[code] and value is not None:
            found["woz_value"][f"NL_{code}", year] = 1000 * value
    for row in plain.table(raw / "cbs/70072ned/population_income_1995-2023.csv"):
        code, year = row["RegioS"], int(row["Year"])
        for name, column in DISTANCES.items():
            if code in DUTCH_START and year >= DUTCH_START[code] and (value := plain.number(row[column])) is not None:
                found[name][f"NL_{code}", year] = value
    for row in plain.sheet(raw / "statbel/prices/FR_immo_statbel_annee.xlsx", "Par commune")[3:]:
        if ours(nis := plain.text(row[0]).zfill(5)):
            key = (f"BE_{nis}", int(float(row[2])))
            if (price := plain.number(row[21])) is not None:
                found["apartment_price"][key] = price
            if (low := plain.number(row[7])) and (high := plain.number(row[8])):
                found["price_spread"][key] = high / low
    return found


def per_stock(raw: Path) -> dict[str, Figures]:
    """Sales and renovated buildings per 1,000 Belgian dwellings; an empty count of sales is none."""
    homes, sales, works = counted.dwellings(raw), {}, {}
    for row in plain.sheet(raw / "statbel/prices/FR_immo_statbel_annee.xlsx", "Par commune")[3:]:
        if ours(nis := plain.text(row[0]).zfill(5)):
            sales[f"BE_{nis}", int(float(row[2]))] = (plain.number(row[5]) or 0) + (plain.number(row[20]) or 0)
    for row in plain.permits(raw / "statbel/permits/TF_BUILDING_PERMITS.zip"):
        if row["CD_REFNIS_LEVEL"] == "5" and ours(row["REFNIS"]) and row["MS_BUILDING_RES_RENOVATION"]:
            works[f"BE_{row['REFNIS']}", int(row["CD_YEAR"])] = float(row["MS_BUILDING_RES_RENOVATION"])
    return {"sales_per_1000_dwellings": per_thousand(sales, homes), "renovations_permitted_per_1000": per_thousand(works, homes)}


def indicators(raw: Path) -> dict[str, Figures]:
    """All of the above."""
    persons = {key: value for key, (value, _) in population(raw).items()}
    return {**buildings(raw), **uses(raw), **stock(raw, persons), **permits(raw, persons), **means(raw), **per_stock(raw)}
