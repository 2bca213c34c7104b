"""Municipalities against the upper rows that the publisher prints in the same table.

deviations(measures, additive, raw) -> one row for each sum that could be compared. `measures` stands on the codes of each file,
so parts are found by code: 05354020 lies in 05354, 71022 in the arrondissement 71000 and in the province 70000.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from . import plain
from .counted import ours

COROP = {
    "NL_CR37": "0889 0893 0907 1507 0944 1894 0983 0984",
    "NL_CR38": "1711 1640 1641 0946 1669 0957 0988",
    "NL_CR39": "0888 0899 1903 1729 0917 0928 0882 0935 0938 0951 0881 0962 1954 0965 1883 0971 0981 0994 0986",
}
"""CBS, regions of 2015 and of today."""

PERMITS = {
    "dwellings_permitted": "MS_DWELLING_RES_NEW", "flats_permitted": "MS_APARTMENT_RES_NEW",
    "houses_permitted": "MS_SINGLE_HOUSE_RES_NEW", "buildings_permitted": "MS_BUILDING_RES_NEW",
    "floor_area_permitted": "MS_TOTAL_SURFACE_RES_NEW", "buildings_renovated_permitted": "MS_BUILDING_RES_RENOVATION",
}  # fmt: skip


def uppers_of(area: str) -> list[str]:
    """Ids of the upper rows that a municipality's code lies in."""
    if area.startswith("DE_"):
        return [area[:8]]
    if area.startswith("BE_"):
        return [f"{area[:5]}000", "BE_60000" if area[3] == "6" else "BE_70000"]
    return ["limburg-nl", *(corop for corop, codes in COROP.items() if area[5:] in codes.split())]


def printed(raw: Path) -> Iterator[tuple[str, str, int, str, float]]:
    """measure, source, year, upper area, figure: the Belgian upper rows."""
    for year, nis, men, women, total in plain.population_sheets(raw / "statbel/population/Population_par_commune_1992-2024.xlsx"):
        if upper(nis):
            for measure, value in (("population_men", men), ("population_women", women), ("population", total)):
                yield measure, "statbel_population_by_commune", year, f"BE_{nis}", value
    density = raw / "statbel/population/Pop_density_2019-2024.xlsx"
    for name in plain.sheet_names(density):
        for row in plain.sheet(density, name):
            if upper(plain.text(row[0]).zfill(5)):
                yield "population", "statbel_population_density", int(name), f"BE_{plain.text(row[0]).zfill(5)}", float(row[3])
    for row in plain.permits(raw / "statbel/permits/TF_BUILDING_PERMITS.zip"):
        if upper(row["REFNIS"]):
            for measure, column in PERMITS.items():
                if row[column]:
                    yield measure, "statbel_building_permits", int(row["CD_YEAR"]), f"BE_{row['REFNIS']}", float(row[column])
    yield from stock(raw)
    for row in plain.sheet(raw / "statbel/census/census2021_tenure.xlsx", 0)[1:]:
        nis = plain.text(row[0]).zfill(5)
        if upper(nis):
            for measure, column in (("dwellings_owner_occupied", 2), ("dwellings_rented", 3), ("dwellings_occupied_census", 4)):
                yield measure, "statbel_census_2021_tenure", 2021, f"BE_{nis}", float(row[column])
    prices = raw / "statbel/prices/FR_immo_statbel_annee.xlsx"
    for name in ("Par province", "Par arrondissement"):
        for row in plain.sheet(prices, name)[3:]:
            nis = plain.text(row[0]).zfill(5)
            if upper(nis):
                for measure, column in (("house_sales", 5), ("apartment_sales", 20)):
                    if (value := plain.number(row[column])) is not None:
                        yield measure, "statbel_prices", int(float(row[2])), f"BE_{nis}", value


def stock(raw: Path) -> Iterator[tuple[str, str, int, str, float]]:
    """Upper rows of the building stock 2025: T8 over R1-R6 and by building."""
    sums: dict[tuple[str, str], float] = {}
    for row in plain.stock(raw / "statbel/stock/building_stock_open_data_2025.txt.gz"):
        if row["CD_STAT_TYPE"] == "T8" and upper(row["CD_REFNIS"]) and row["MS_VALUE"]:
            kind = {"R1": "dwellings_terraced", "R2": "dwellings_semi_detached", "R3": "dwellings_detached", "R4": "dwellings_multi_family"}
            for measure in ("dwellings", kind.get(row["CD_BUILDING_TYPE"])):
                if measure:
                    key = measure, f"BE_{row['CD_REFNIS']}"
                    sums[key] = sums.get(key, 0) + float(row["MS_VALUE"])
    for (measure, area), value in sums.items():
        yield measure, "statbel_building_stock", 2025, area, value


def upper(nis: str) -> bool:
    """A province or arrondissement of ours."""
    return nis.endswith("000") and ours(nis[:2] + "001") or nis in ("60000", "70000")


def deviations(measures: pd.DataFrame, additive: set[str], raw: Path) -> pd.DataFrame:
    """measure, source, year, area_id, total, n, gaps, published, difference, relative, rounding (half a step for each row)."""
    key = ["measure", "source", "year", "area_id"]
    rows = measures[measures["measure"].isin(additive)]
    towns = rows[rows["area_id"].str.fullmatch(r"NL_GM\d{4}|DE_\d{8}|BE_\d{2}(?!000)\d{3}")]
    parts = towns.assign(upper=towns["area_id"].map(uppers_of)).explode("upper")
    sums = parts.groupby(["measure", "source", "year", "upper"]).agg(
        total=("value", "sum"), n=("value", "count"), cells=("value", "size"), step=("precision", "max")
    ).reset_index()  # fmt: skip
    # Tables of districts carry one municipality, the city of Aachen: nothing to add up.
    sums = sums[sums["cells"] > 1].rename(columns={"upper": "area_id"})
    own = rows[~rows.index.isin(towns.index) & rows["value"].notna()]
    belgian = pd.DataFrame(printed(raw), columns=[*key, "published"])
    own = own[[*key, "value"]].rename(columns={"value": "published"}).replace({"area_id": {"limburg-be": "BE_70000"}})
    above = pd.concat([own, belgian])
    both = sums.merge(above.drop_duplicates(key, keep="last"), on=key)
    both["gaps"] = both["cells"] - both["n"]
    both["difference"] = both["published"] - both["total"]
    both["relative"] = (both["difference"] / both["published"].where(both["published"] != 0)).abs().fillna(0)
    both["rounding"] = 1e-6 + 1e-9 * both["published"] + both["step"].fillna(0) * (both["n"] + 1) / 2
    return both
