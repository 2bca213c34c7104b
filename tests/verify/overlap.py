"""Official tables that print the same figure, read plainly and compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from . import counted, plain, recount

Cells = dict[tuple[str, int], float]
DISTRICTS = ("05334", "05358", "05366", "05370")


@dataclass(frozen=True)
class Pair:
    """Two readings of one figure: at least so many cells in both, at most `differ` of them by at most `at_most`."""

    name: str
    one: Callable[[Path], Cells]
    other: Callable[[Path], Cells]
    at_least: int
    differ: int = 0
    at_most: float = 0.0
    why: str = ""


def compare(raw: Path, pair: Pair) -> pd.DataFrame:
    """key, year, one, other, difference, relative of the cells that both hold."""
    one, other = pair.one(raw), pair.other(raw)
    rows = [(code, year, one[code, year], other[code, year]) for code, year in sorted(set(one) & set(other))]
    frame = pd.DataFrame(rows, columns=["code", "year", "one", "other"])
    frame["difference"] = frame["other"] - frame["one"]
    return frame.assign(relative=(frame["difference"] / frame["one"]).abs())


def _genesis(raw: Path, name: str) -> Cells:
    cells = plain.genesis_periods(raw / plain.REGIO / name, "Insgesamt")
    return {(ags, plain.next_january(day)): value for ags, day, cell in cells if (value := plain.number(cell)) is not None}


def five(raw: Path) -> Cells:
    """12411-01-01-5: the city of Aachen and the districts."""
    wanted = (*DISTRICTS, "05354", "05334002")
    return {key: value for key, value in _genesis(raw, "gemeinde/12411-01-01-5_00.csv").items() if key[0] in wanted}


def five_towns(raw: Path) -> Cells:
    """12411-01-01-5: the 46 municipalities by today's key."""
    cells = _genesis(raw, "gemeinde/12411-01-01-5_00.csv")
    return {(today, year): value for (ags, year), value in cells.items() if (today := recount.german_today(ags))}


def five_sums(raw: Path) -> Cells:
    """12411-01-01-5 and the register: municipalities added up to districts."""
    sums: Cells = {}
    for towns in (five_towns(raw), registers(raw)):
        parts: Cells = {}
        for (ags, year), value in towns.items():
            parts[ags[:5], year] = parts.get((ags[:5], year), 0) + value
        sums = {**parts, **sums}
    return sums


def four(raw: Path) -> Cells:
    """12411-01-01-4; the district 05334 before 2009 is the sum of 05354 and the city."""
    cells = _genesis(raw, "kreis/12411-01-01-4_00.csv")
    for (ags, year), value in list(cells.items()):
        if ags == "05354":
            cells.setdefault(("05334", year), value + cells["05334002", year])
    return cells


def registers(raw: Path) -> Cells:
    """The yearly registers of municipalities, by today's key."""
    found: Cells = {}
    for path in sorted((raw / plain.GV).glob("*Auszug_GV.xlsx")):
        day, towns = plain.register(path)
        for ags, (persons, _, _) in towns.items():
            if persons and (today := recount.german_today(ags)):
                found[today, plain.next_january(day)] = persons
    return found


def quarterly(raw: Path) -> Cells:
    """The quarterly register, which repeats 31-12-2023, and the two GV100AD."""
    day, towns = plain.register(raw / plain.GV / "AuszugGV4QAktuell_2024.xlsx")
    found = {(ags, plain.next_january(day)): persons for ags, (persons, _, _) in towns.items() if ags in recount.GERMANY}
    for ags, (persons, _) in plain.gv100(raw / plain.GV / "GV100AD_31082025.txt").items():
        if ags in recount.GERMANY:
            found[ags, 2025] = persons
    return found


def condensed(raw: Path) -> Cells:
    """The condensed file of the 46: 31-12-2021 and 31-12-2024."""
    rows = plain.table(raw / plain.GV / "region_aachen_population_2018_2020_2021_2024.csv", ",")
    years = {2022: "population_20211231", 2025: "population_20241231_census2022base"}
    return {(row["ags"], year): float(row[column]) for row in rows for year, column in years.items() if row[column]}


def prices_4(raw: Path) -> Cells:
    """83625NED, OData 4, all regions."""
    return {(code, year): value for code, year, value in plain.odata(raw / "cbs/83625NED/odata4", "M001534")}


def prices_3(raw: Path) -> Cells:
    """83625NED, OData 3."""
    rows = plain.table(raw / "cbs/83625NED/UntypedDataSet_2025-06-05.csv")
    cells = ((row["RegioS"], int(row["Perioden"][:4]), plain.number(row["GemiddeldeVerkoopprijs_1"])) for row in rows)
    return {(code, year): value for code, year, value in cells if value is not None}


def dutch_persons(raw: Path) -> Cells:
    """03759ned, municipalities of Limburg."""
    cells = plain.odata(raw / "cbs/03759ned/odata4", "M000352")
    return {(code, year): value for code, year, value in cells if code in recount.DUTCH_START}


def dutch_series(raw: Path) -> Cells:
    """70072ned 1995-2023."""
    rows = plain.table(raw / "cbs/70072ned/population_income_1995-2023.csv")
    cells = ((row["RegioS"], int(row["Year"]), plain.number(row["TotaleBevolking_1"])) for row in rows)
    return {(code, year): value for code, year, value in cells if value and code in recount.DUTCH_START}


def dutch_ends(raw: Path) -> Cells:
    """37230ned: the end of year Y is 1-1-Y+1."""
    names = counted.dutch_names(raw)
    rows = plain.table(raw / "cbs/37230ned/population_yearend_2012_2016_2020_2024.csv", ",")
    return {
        (names[row["Regio's"]], end + 1): float(row[str(end)])
        for row in rows for end in (2012, 2016, 2020, 2024) if row["Regio's"] in names and row[str(end)]
    }  # fmt: skip


def dutch_maps(raw: Path) -> Cells:
    """Map of districts 2016, and 70072ned 2015."""
    rows = plain.dbf(raw / "cbs/kwb/gemeenten_2016.dbf")
    found = {(row["GM_CODE"], 2016): float(row["AANT_INW"]) for row in rows if row["WATER"] == "NEE"}
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        if (value := plain.number(row["TotaleBevolking_1"])) is not None:
            found[row["RegioS"], 2015] = value
    return found


def belgian_sheets(raw: Path) -> Cells:
    """Population_par_commune, communes of both provinces."""
    rows = plain.population_sheets(raw / "statbel/population/Population_par_commune_1992-2024.xlsx")
    return {(nis, year): total for year, nis, _, _, total in rows if counted.ours(nis)}


def belgian_density(raw: Path) -> Cells:
    """Pop_density 2019-2024."""
    path = raw / "statbel/population/Pop_density_2019-2024.xlsx"
    found = {}
    for name in plain.sheet_names(path):
        for row in plain.sheet(path, name):
            nis, persons = plain.text(row[0]).zfill(5), plain.number(row[3])
            if nis.isdigit() and counted.ours(nis) and persons is not None:
                found[nis, int(name)] = persons
    return found


def stock_2020(raw: Path) -> Cells:
    """70072ned 2020, dwellings on 1 January by name."""
    names = counted.dutch_names(raw)
    column = "Bouwen en wonen/Woningvoorraad/Voorraad op 1 januari (aantal)"
    rows = plain.table(raw / "cbs/70072ned/statline_2020_population_stock.csv")
    cells = ((names.get(row["Regio's"]), row[column]) for row in rows)
    return {(f"NL_{code}", 2020): float(cell) for code, cell in cells if code and cell}


PAIRS = (
    Pair("12411-5 and 12411-4: Aachen and districts", five, four, 40),
    Pair("municipalities added up and 12411-4: districts", five_sums, four, 44),
    Pair("12411-5 and the register of municipalities", five_towns, registers, 92),
    Pair("the register, GV4Q and GV100AD: 31-12-2023", registers, quarterly, 46),
    Pair("the condensed file and GV100AD, register", lambda raw: {**registers(raw), **quarterly(raw)}, condensed, 92),
    Pair("83625NED v3 and v4", prices_4, prices_3, 3000),
    Pair("03759ned and 70072ned 1995-2023", dutch_persons, dutch_series, 150),
    Pair("70072ned 1995-2023 and 2015_full, map 2016", dutch_series, dutch_maps, 60),
    Pair("70072ned 1995-2023 and 37230ned", dutch_series, dutch_ends, 60),
    Pair("03759ned and 37230ned", dutch_persons, dutch_ends, 60, differ=29, at_most=0.01, why="37230ned 2024 was provisional"),
    Pair("Population_par_commune and Pop_density", belgian_sheets, belgian_density, 700),
    Pair("81955NED and 70072ned 2020: dwellings", counted.dwellings, stock_2020, 31),
)


def areas(raw: Path, measured: dict[str, float]) -> pd.DataFrame:
    """area_id, official km2 (register 31-12-2023, Pop_density 2024, 70072ned 2020), measured km2."""
    official = {}
    _, towns = plain.register(raw / plain.GV / "31122023_Auszug_GV.xlsx")
    official |= {f"DE_{ags}": km2 for ags, (_, _, km2) in towns.items() if ags in recount.GERMANY}
    path = raw / "statbel/population/Pop_density_2019-2024.xlsx"
    belgian = {plain.text(row[0]): row[4] for row in plain.sheet(path, "2024")[2:] if plain.number(row[4]) is not None}
    parts = {(nis, 2024): float(km2) for nis, km2 in belgian.items() if counted.ours(nis.zfill(5))}
    official |= {area: km2 for (area, _), km2 in counted.merged(parts).items()}
    names = counted.dutch_names(raw)
    rows = plain.lines(raw / "cbs/70072ned/statline_2020_population_stock.csv")
    official |= {f"NL_{names[row[1]]}": float(row[7]) for row in rows if row[1] in names and len(row) > 7 and row[7]}
    frame = pd.DataFrame(official.items(), columns=["area_id", "official"])
    frame = frame[frame["area_id"].isin(measured)].reset_index(drop=True)
    return frame.assign(measured=frame["area_id"].map(measured))
