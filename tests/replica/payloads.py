"""Payloads in the publishers' layouts, built from figures of our own snapshot and from made-up ones."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd

from tests.sources.workbooks import write_workbook
from wohnmonitor.paths import snapshot_dir

TOWNS = {"05334002": "Aachen, krfr. Stadt", "05358008": "Düren, Stadt", "05366016": "Euskirchen, Stadt", "05370016": "Heinsberg, Stadt",
         "05334036": "Würselen, Stadt", "05370020": "Hückelhoven, Stadt"}  # fmt: skip
COMMUNES = ("63023", "63040", "62063", "61003", "71016", "72041")
GEMEENTEN = ("GM0935", "GM0917", "GM0928", "GM0981", "GM0983", "GM0957")


@cache
def published(measure: str) -> pd.DataFrame:
    """Our figures of a measure."""
    return pd.read_csv(snapshot_dir() / "measures" / f"{measure}.csv")


def figures(source: str, measure: str, years: range) -> dict[tuple[str, int], float]:
    """(code, year) -> figure of a source."""
    rows = published(measure)
    rows = rows[(rows["source"] == source) & rows["year"].isin(years) & rows["value"].notna()]
    code = {"limburg-be": "70000"}
    return {
        (code.get(area, area.partition("_")[2]), year): value
        for area, year, value in zip(rows["area_id"], rows["year"], rows["value"], strict=True)
    }


def permits(years: range = range(2022, 2025)) -> pd.DataFrame:
    """Permits as Statbel lays them out: a row for a municipality and period."""
    rows = []
    known = {name: figures("statbel_building_permits", measure, years) for name, measure in {
        "MS_BUILDING_RES_NEW": "buildings_permitted", "MS_DWELLING_RES_NEW": "dwellings_permitted",
        "MS_APARTMENT_RES_NEW": "flats_permitted", "MS_SINGLE_HOUSE_RES_NEW": "houses_permitted",
        "MS_TOTAL_SURFACE_RES_NEW": "floor_area_permitted", "MS_BUILDING_RES_RENOVATION": "buildings_renovated_permitted",
    }.items()}  # fmt: skip
    codes = sorted({code for code, _ in known["MS_DWELLING_RES_NEW"] if len(code) == 5})
    for code in codes:
        for year in years:
            cells = {name: f"{values.get((code, year), 0):.0f}" for name, values in known.items()}
            rows.append({"REFNIS": code, "REFNIS_NL": f"Gemeente é {code}", "CD_YEAR": str(year), "CD_PERIOD": "0", **cells,
                         "CD_REFNIS_LEVEL": "3" if code.endswith("0000") else "5"})  # fmt: skip
    # A commune that is not ours and built nothing: the file is of all Belgium.
    nothing = dict.fromkeys(known, "0")
    rows += [{"REFNIS": "11001", "REFNIS_NL": "Aartselaar", "CD_YEAR": str(years[0]), "CD_PERIOD": "0", **nothing, "CD_REFNIS_LEVEL": "5"}]
    return pd.DataFrame(rows)


def one_more(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Permits of one year as those of another, in which each municipality permitted one more of everything; sums close."""
    more = rows["REFNIS"].map({"60000": 84, "70000": 38}).fillna(1).astype(int).mask(rows["REFNIS"] == "11001", 0)
    return rows.assign(CD_YEAR=str(year), **{name: (rows[name].astype(int) + more).astype(str) for name in rows if name.startswith("MS_")})


def statbel_zip(frame: pd.DataFrame, name: str = "TF_BUILDING_PERMITS.txt", encoding: str = "utf-8-sig") -> bytes:
    """A text table in its zip."""
    return zipped(name, frame.to_csv(sep="|", index=False, lineterminator="\r\n").encode(encoding))


def zipped(name: str, content: bytes) -> bytes:
    """One member in a zip, of one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 6, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def mean_ages(
    period: str = "31.12.2015", ages: tuple[str, ...] = ("42,1", "43,2", "44,3", "45,4", "43,5", "42,6"), unit: str = "Jahre"
) -> bytes:
    """Mean age of municipalities as the downloader hands it out (12411-07-01-5): title, tiers, rows, underscores, footer; cp1252."""
    item = "Durchschnittsalter der Bevölkerung"
    lines = ["GENESIS-Tabelle: 12411-07-01-5", f"{item};;;;;", "- Stichtag 31.12. -;;;;;", "regionale Tiefe: Gemeinden;;;;;",
             f";;;{item};{item};{item}", ";;;;männlich;weiblich", f";;;{unit};{unit};{unit}"]  # fmt: skip
    lines += [f"{period};{code};      {name};{age};{age};{age}" for (code, name), age in zip(TOWNS.items(), ages, strict=False)]
    return "\r\n".join([*lines, "__________", "© Statistische Ämter", "Stand: 01.10.2026 / 10:00:00", ""]).encode("cp1252")


def ffcsv(statistic: str, variable: str, cells: list[tuple[tuple[str, str], str]], unit: str = "Anzahl") -> bytes:
    """A flat file as GENESIS databases hand it out, in its zip. cells: ((code, year), figure), a row each."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["statistics_code", "statistics_label", "time_code", "time_label", "time", "1_variable_code", "1_variable_label",
                     "1_variable_attribute_code", "1_variable_attribute_label", "value", "value_unit", "value_variable_code",
                     "value_variable_label", "value_q"])  # fmt: skip
    for (code, year), value in cells:
        writer.writerow([statistic, "Statistik", "JAHR", "Jahr", year, "GEMEIN", "Gemeinden", code, TOWNS.get(code, "Ort"), value, unit,
                         variable, "Zahl", "e"])  # fmt: skip
    return zipped(f"{statistic}_de_flat.csv", ("\ufeff" + text.getvalue()).encode())


def ffcsv_by_sex(statistic: str, variable: str, cells: dict[tuple[str, str, str], str]) -> bytes:
    """The same with sex as a second variable. cells: (code, year, GESM, GESW or "" for both) -> figure; stocks of 31 December."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    groups = [f"{n}_variable_{part}" for n in (1, 2) for part in ("code", "label", "attribute_code", "attribute_label")]
    writer.writerow(["statistics_code", "statistics_label", "time_code", "time_label", "time", *groups, "value", "value_unit",
                     "value_variable_code", "value_variable_label"])  # fmt: skip
    for (code, year, sex), value in cells.items():
        named = {"": "Insgesamt", "GESM": "männlich", "GESW": "weiblich"}[sex]
        writer.writerow([statistic, "Fortschreibung", "STAG", "Stichtag", f"{year}-12-31", "GEMEIN", "Gemeinden", code, TOWNS[code],
                         "GES", "Geschlecht", sex, named, value, "Anzahl", variable, "Bevölkerungsstand"])  # fmt: skip
    return zipped(f"{statistic}_de_flat.csv", ("\ufeff" + text.getvalue()).encode())


def census_workbook(path: Path) -> bytes:
    """The regional table of the census as a workbook: a line of codes somewhere below a title, then regions."""
    columns = ["QMMIETE", "FLAECHE", "GEBAEUDEART_SYS_1", "NUTZUNG__01", "NUTZUNG__02", "NUTZUNG__03", "NUTZUNG__04", "ZAHLWOHNGN_HHG__1",
               "ZAHLWOHNGN_HHG__2"]  # fmt: skip
    columns += [f"{name}__{n:02}" for name in ("WOHNFLAECHE_20S", "MIETE_EURM2_2") for n in range(1, 11)]
    classes = [*range(10, 110, 10), *range(1, 10), "–"]
    rows = [["20220515", f"{code[:5]}0{code[5:]}{code[5:]}", name, "Gemeinde", "7.31", "85.5", 900 + n, 300, 500 + n, "–", 40, 200, 150,
             *classes] for n, (code, name) in enumerate(TOWNS.items())]  # fmt: skip
    sheet = [["Zensus 2022"], [], ["Berichtszeitpunkt", "_RS", "Name", "Regionalebene", *columns], ["Stichtag", "Schlüssel", "Name"], *rows]
    return write_workbook(path, {"Deckblatt": [["Regionaltabelle"]], "CSV-Wohnungen": sheet}).read_bytes()


def census_households(path: Path) -> bytes:
    """The regional table of households: it names its fourth column otherwise."""
    columns = ["0_Insgesamt_", *(f"HH_SIZE_NAT__{n}" for n in range(1, 7)), *(f"HHTYP_FAM__{n}" for n in range(1, 6))]
    rows = [["20220515", f"{code[:5]}0{code[5:]}{code[5:]}", name, "Gemeinde", 1000 + n, 400, 300, 150, 100, 40, 10, 400, 250, 220, 80, 50]
            for n, (code, name) in enumerate(TOWNS.items())]  # fmt: skip
    return write_workbook(path, {"CSV-Haushalte": [["Berichtszeitpunkt", "_RS", "Name", "Reg_Ebene", *columns], *rows]}).read_bytes()


def sales() -> bytes:
    """House and apartment sales as open data of Statbel: quarters beside years, cp1252, a suppressed median."""
    houses, flats = "Alle huizen met 2, 3, 4 of meer gevels (excl. appartementen)", "Appartementen"
    rows = []
    for n, code in enumerate((*COMMUNES, "11001")):
        for kind, price in ((houses, 200000), (flats, 150000), ("Huizen met 4 of meer gevels (open bebouwing)", 300000)):
            for period, count in (("Y", 40), ("Q1", 10)):
                hidden = code == "63040" and kind == flats
                cells = ["", "", ""] if hidden else [price + n, price + 10000 + n, price + 20000 + n]
                rows.append([2025, kind, code, "Gemeente é", period, "totaal / total", count, *cells, 5])
    names = ["CD_YEAR", "CD_TYPE_NL", "CD_REFNIS", "CD_REFNIS_NL", "CD_PERIOD", "CD_CLASS_SURFACE", "MS_TOTAL_TRANSACTIONS", "MS_P_25",
             "MS_P_50_median", "MS_P_75", "CD_niveau_refnis"]  # fmt: skip
    return statbel_zip(pd.DataFrame(rows, columns=names), "vastgoed_2010_9999.txt", "cp1252")


def building_stock(year: int) -> bytes:
    """The building stock: a row for a counter and a type of building."""
    counters = ("T1", "T5", "T8", *(f"T3.{i}" for i in range(1, 8)), "T3.7.4")
    rows = [
        [year, code, "Gemeente", "Commune", 3 if code.endswith("0000") else 5, stat, "x", "x", kind, "x", "x", 100 + n]
        for code in (*COMMUNES, "70000")
        for n, (stat, kind) in enumerate((counter, f"R{k}") for counter in counters for k in range(1, 7))
    ]  # fmt: skip
    names = ["CD_YEAR", "CD_REFNIS", "CD_REFNIS_NL", "CD_REFNIS_FR", "CD_REFNIS_LVL", "CD_STAT_TYPE", "CD_STAT_TYPE_NL", "CD_STAT_TYPE_FR",
             "CD_BUILDING_TYPE", "CD_BUILDING_TYPE_NL", "CD_BUILDING_TYPE_FR", "MS_VALUE"]  # fmt: skip
    return statbel_zip(pd.DataFrame(rows, columns=names), "building_stock_open_data.txt")


def fiscal_income() -> bytes:
    """Fiscal income on the municipalities of 2019, one of them suppressed."""
    codes = ("63023", "63040", "62063", "71022", "73009")
    rows = [[2023, code, 1000 + n, 31000000 + n, 9000000, "*" if code == "63040" else 700000, 2000] for n, code in enumerate(codes)]
    names = ["CD_YEAR", "CD_MUNTY_REFNIS", "MS_NBR_NON_ZERO_INC", "MS_TOT_NET_TAXABLE_INC", "MS_TOT_TAXES", "MS_TOT_MUNICIP_TAXES",
             "MS_TOT_RESIDENTS"]  # fmt: skip
    return statbel_zip(pd.DataFrame(rows, columns=names), "TF_PSNL_INC_TAX_MUNTY.txt")


def population_structure(year: int) -> bytes:
    """The population by sex, nationality, civil status and age; the year stands in the name of the text alone."""
    rows = [
        [code, "60000" if code[0] == "6" else "70000", sex, nationality, "1", age, 1 + (age == 40)]
        for code in COMMUNES for sex in "MF" for nationality in ("BEL", "ETR") for age in range(101)
    ]  # fmt: skip
    names = ["CD_REFNIS", "CD_PROV_REFNIS", "CD_SEX", "CD_NATLTY", "CD_CIV_STS", "CD_AGE", "MS_POPULATION"]
    return statbel_zip(pd.DataFrame(rows, columns=names), f"TF_SOC_POP_STRUCT_{year}.txt")


def municipalities(path: Path) -> bytes:
    """The list of municipalities of the fourth quarter of 2025, population of its last day on the base of the census 2022."""
    heads = [
        ["Gemeinden in Deutschland nach Fläche, Bevölkerung und Postleitzahl am 31.12.2025 (4. Quartal)"], [],
        ["Satz-art", "Text-kenn-zeichen", "Amtlicher Regionalschlüssel (ARS)", None, None, None, None, "Gemeindename", "Fläche km2 1)",
         "Bevölkerung auf Grundlage des Zensus 20222)", None, None, None, "Postleit-zahl3)"],
        [None, None, "Land", "RB", "Kreis", "VB", "Gem", None, None, "insgesamt", "männlich", "weiblich", "je km2", None],
        [None, None, "Gebietsstand am 31.12.2025 (4. Quartal)", None, None, None, None, None, "31.12.2024 (Jahr)",
         "am 31.12.2025 (Jahr)", None, None, None, None], [],
    ]  # fmt: skip
    rows = [["60", "61", "05", code[2], code[3:5], f"0{code[5:]}", code[5:], name, 10.5, 260000 - n, 130000, 130000 - n, 1000, "52062"]
            for n, (code, name) in enumerate(TOWNS.items())]  # fmt: skip
    end = [[], ["Quelle: Gemeindeverzeichnis-Informationssytem GV-ISys"], ["     Statistisches Bundesamt (Destatis), 2026"]]
    sheets = {"Inhalt": [["Gemeindeverzeichnis"]], "Onlineprodukt_Gemeinden31122025": [*heads, *rows, *end]}
    return write_workbook(path, sheets).read_bytes()
