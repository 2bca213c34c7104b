"""Shares of ages, sexes and nationals worked out from the plain readings, on today's municipalities.

indicators(raw) -> {indicator: {(area_id, year): value}}.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from . import counted, plain
from .counted import Figures, dutch, merged, ours
from .recount import DUTCH_START, german_today, population

AGES = {"0_14": range(15), "15_24": range(15, 25), "25_44": range(25, 45), "45_64": range(45, 65), "65_plus": range(65, 130)}

DUTCH_HEADS = {
    "0_14": ("P_00_14_JR", "Under 15 years (%)", "0Tot15Jaar", "0 tot 15 jaar"),
    "15_24": ("P_15_24_JR", "15-24 years (%)", "15Tot25Jaar", "15 tot 25 jaar"),
    "25_44": ("P_25_44_JR", "25-44 years (%)", "25Tot45Jaar", "25 tot 45 jaar"),
    "45_64": ("P_45_64_JR", "45-64 years (%)", "45Tot65Jaar", "45 tot 65 jaar"),
    "65_plus": ("P_65_EO_JR", "65+ years (%)", "65JaarEnOuder", "65 jaar of ouder"),
}
"""Headings of a group in the maps of 2016, in 85039NED, in the maps of 2022 and 2023, in 85984NED."""

DUTCH_2015 = {
    "all": ("TotaleBevolking_1",), "women": ("Vrouwen_3",),
    "0_14": ("JongerDan5Jaar_4", "k_5Tot10Jaar_5", "k_10Tot15Jaar_6"), "15_24": ("k_15Tot20Jaar_7", "k_20Tot25Jaar_8"),
    "25_44": ("k_25Tot45Jaar_9",), "45_64": ("k_45Tot65Jaar_10",), "65_plus": ("k_65Tot80Jaar_11", "k_80JaarOfOuder_12"),
    "80_plus": ("k_80JaarOfOuder_12",),
}  # fmt: skip
DUTCH_2025 = {"all": (2, 3), "0_14": (3, 6), "15_24": (6, 8), "25_44": (8, 9), "45_64": (9, 10), "65_plus": (10, 12), "80_plus": (11, 12)}
"""Columns of 70072ned 2015 by name, of 2025 from first to last + 1."""

GERMAN_2016 = {"0_14": (2, 6), "15_24": (6, 9), "25_44": (9, 13), "45_64": (13, 17), "65_plus": (17, 19)}
GERMAN_2011 = {"0_14": (2, 3, 4), "15_24": (5, 6), "15_64": (5, 6, 7, 8, 9, 10), "65_plus": (11, 12)}
"""12411-02-03-5: columns of the group, first to last + 1. 12111-02-01-5: numbers of the blocks of five columns; block 1 is all."""


def percent(top: dict, bottom: dict) -> dict:
    """100 * top / bottom where both are known."""
    return {key: 100 * value / bottom[key] for key, value in top.items() if bottom.get(key)}


def plus(*parts: dict) -> dict:
    """Sums of the keys that all parts have."""
    return {key: sum(part[key] for part in parts) for key in parts[0] if all(key in part for part in parts)}


def gemeinde(raw: Path, table: str, column: int, year: int, code: int = 0, period: str = "") -> Figures:
    """A column of a GENESIS table of municipalities, counted from 0; `-` is nothing, other signs are gaps."""
    found: Figures = {}
    for ags, when, cell in plain.genesis_rows(raw / plain.REGIO / f"gemeinde/{table}_00.csv", column, code):
        value = 0.0 if cell == "-" else plain.number(cell.replace(",", "."))
        if (today := german_today(ags)) and value is not None and when.startswith(period):
            # A key of another day stands there too, with a dash.
            found[f"DE_{today}", year] = max(value, found.get((f"DE_{today}", year), 0))
    return found


def persons_by_age(raw: Path) -> Iterator[tuple[int, str, int, bool, int]]:
    """Year, NIS, age, whether a Belgian, persons: TF_SOC_POP_STRUCT 2009-2022."""
    folder = raw / "statbel/population"
    with gzip.open(folder / "TF_SOC_POP_STRUCT_2009-2015_liege_limburg.csv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield int(row["CD_YEAR"]), row["CD_MUNTY_REFNIS"], int(row["CD_AGE"]), row["CD_NATLTY"] == "BEL", int(row["MS_POPULATION"])
    for year in range(2016, 2023):
        encoding = "cp1252" if year == 2022 else "utf-8-sig"
        with zipfile.ZipFile(folder / f"TF_SOC_POP_STRUCT_{year}.zip") as archive, archive.open(archive.namelist()[0]) as stream:
            text = io.TextIOWrapper(stream, encoding=encoding)
            head = [name.strip('" \n') for name in next(text).split("|")]
            at = [head.index(name) for name in ("CD_MUNTY_REFNIS" if year < 2019 else "CD_REFNIS", "CD_AGE", "CD_NATLTY", "MS_POPULATION")]
            for line in text:
                cells = line.split("|")
                nis, age, nation, persons = (cells[n].strip('" \n') for n in at)
                yield year, nis, int(age), nation == "BEL", int(persons)


def belgium(raw: Path) -> dict[str, Figures]:
    """Persons by group, in all and foreign; TF_SOC_POP_STRUCT is sparse, so a group without a row has nobody."""
    group = {age: name for name, ages in AGES.items() for age in ages}
    parts: dict[str, dict] = defaultdict(lambda: defaultdict(float))
    for year, nis, age, national, persons in persons_by_age(raw):
        if ours(nis):
            for name in (group[age], "all", *(["foreign"] if not national else []), *(["80_plus"] if age >= 80 else [])):
                parts[name][nis, year] += persons
    found = {name: merged({key: part.get(key, 0.0) for key in parts["all"]}) for name, part in parts.items()}
    for row in plain.table(raw / "statbel/latest_2026.csv", ","):
        for name, column in (("all", "population"), ("0_14", "population_0_14"), ("65_plus", "population_65plus")):
            found[name][f"BE_{row['nis2025']}", 2026] = float(row[f"{column}_2026"])
    return found


def germany(raw: Path) -> dict[str, Figures]:
    """12411-02-03-5 of 31-12-2015, 12111-02-01-5 of 9-5-2011."""
    found = {name: plus(*(gemeinde(raw, "12411-02-03-5", n, 2016) for n in range(*at))) for name, at in GERMAN_2016.items()}
    for name, blocks in GERMAN_2011.items():
        found[name] = found.get(name, {}) | plus(*(gemeinde(raw, "12111-02-01-5", 2 + 5 * (block - 1), 2011) for block in blocks))
    found["all"] = gemeinde(raw, "12411-02-03-5", 19, 2016) | gemeinde(raw, "12111-02-01-5", 2, 2011)
    # The census rounds each cell by itself, so Germans and foreigners do not add up to all.
    found["foreign"] = gemeinde(raw, "12111-01-01-5", 8, 2011)
    found["nationals"] = gemeinde(raw, "12111-01-01-5", 5, 2011)
    return found


def aachen_old(raw: Path) -> Figures:
    """Persons of 80 and over in the city of Aachen on 31-12-2015: 12411-04-02-4."""
    rows = plain.lines(raw / plain.REGIO / "kreis/12411-04-02-4_00.csv")
    ages = {row[3]: float(row[4]) for row in rows if row[1:2] == ["05334002"]}
    return {("DE_05334002", 2016): ages["80 bis unter 85 Jahre"] + ages["85 bis unter 90 Jahre"] + ages["90 Jahre und mehr"]}


def maps(raw: Path, year: int) -> dict[str, dict]:
    """Properties of the municipalities in the maps of 2022 and 2023, by code."""
    shapes = json.loads((raw / f"cbs/kwb/gemeenten_{year}.geojson").read_text(encoding="utf-8"))["features"]
    return {shape["properties"]["gemeentecode"]: shape["properties"] for shape in shapes if shape["properties"]["water"] == "NEE"}


def kwb_2016(raw: Path) -> dict[str, dict]:
    """Rows of the land of the municipalities in the map of 2016, by code."""
    return {row["GM_CODE"]: row for row in plain.dbf(raw / "cbs/kwb/gemeenten_2016.dbf") if row["WATER"] == "NEE"}


def kwb_2021(raw: Path) -> dict[str, dict]:
    """Rows of 85039NED, by code."""
    return json.loads((raw / "cbs/85039NED/kwb_2021_condensed.json").read_text(encoding="utf-8"))["Gemeente"]


def printed_shares(raw: Path) -> dict[str, Figures]:
    """The Dutch shares of the years in which only shares are printed."""
    early, middle, late = kwb_2016(raw), kwb_2021(raw), {year: maps(raw, year) for year in (2022, 2023)}
    found: dict[str, Figures] = {name: {} for name in AGES}
    for name, (first, second, third, _) in DUTCH_HEADS.items():
        for code in DUTCH_START:
            found[name][f"NL_{code}", 2021] = float(middle[code]["Demographics"][second])
            found[name] |= {(f"NL_{code}", year): float(rows[code][f"percentagePersonen{third}"]) for year, rows in late.items()}
            if code in early:
                found[name][f"NL_{code}", 2016] = float(early[code][first])
    return found


def dutch_counts(raw: Path) -> dict[str, Figures]:
    """Persons by group: 70072ned 2015 and 2025, 85984NED 2024; and women, with those of the maps."""
    parts: dict[str, dict] = defaultdict(dict)
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        if plain.number(row["Vrouwen_3"]) is not None:
            for name, columns in DUTCH_2015.items():
                parts[name][row["RegioS"], 2015] = sum(float(row[column]) for column in columns)
    names, (_, *rows) = counted.dutch_names(raw), plain.lines(raw / "cbs/70072ned/statline_2025_age_households.csv")
    for row in rows:
        if (code := names.get(row[1])) and row[2]:
            for name, (first, last) in DUTCH_2025.items():
                parts[name][code, 2025] = sum(float(cell) for cell in row[first:last])
    for row in plain.table(raw / "cbs/85984NED/kwb_2024_sex_age.csv"):
        code = row["Regioaanduiding/Codering (code)"].strip()
        if code in DUTCH_START:
            parts["women"][code, 2024] = float(row["Bevolking/Geslacht/Vrouwen (aantal)"])
            for name, heads in DUTCH_HEADS.items():
                parts[name][code, 2024] = float(row[f"Bevolking/Leeftijdsgroepen/{heads[3]} (aantal)"])
    rows_2021 = {row["GM_CODE"]: row for row in plain.table(raw / "cbs/kwb/gemeenten_2021.csv", ",")}
    sources = {
        2016: (kwb_2016(raw), "AANT_VROUW"),
        2021: (rows_2021, "AANT_VROUW"),
        **{year: (maps(raw, year), "vrouwen") for year in (2022, 2023)},
    }
    for year, (by_code, column) in sources.items():
        parts["women"] |= {
            (code, year): float(row[column]) for code, row in by_code.items() if code.startswith("GM") and plain.number(row.get(column))
        }
    return {name: dutch(part) for name, part in parts.items()}


def women(raw: Path) -> Figures:
    """Belgian women as printed; German ones as persons less men, from the file that gives the persons."""
    found, parts = {}, {}
    for year, nis, _, female, _ in plain.population_sheets(raw / "statbel/population/Population_par_commune_1992-2024.xlsx"):
        if ours(nis):
            parts[nis, year] = female
    found |= merged(parts)

    def keep(ags: str, year: int, total: float | None, men: float | None) -> None:
        if total and men and (today := german_today(ags)):
            found.setdefault((f"DE_{today}", year), total - men)

    for table in ("gemeinde/12411-01-01-5", "kreis/12411-01-01-4"):
        path = raw / plain.REGIO / f"{table}_00.csv"
        men = {(ags, day): plain.number(cell) for ags, day, cell in plain.genesis_periods(path, "männlich")}
        if table.startswith("kreis"):
            registers(raw, keep)
        for ags, day, cell in plain.genesis_periods(path, "Insgesamt"):
            keep(ags, plain.next_january(day), plain.number(cell), men.get((ags, day)))
    for row in plain.table(raw / plain.GV / "region_aachen_population_2018_2020_2021_2024.csv", ","):
        keep(row["ags"], 2019, float(row["population_20181231"]), float(row["male_20181231"]))
    return found


def registers(raw: Path, keep) -> None:
    """Persons and men of the registers of municipalities."""
    for path in sorted((raw / plain.GV).glob("*Auszug_GV.xlsx")):
        day, towns = plain.register(path)
        for ags, (total, men, _) in towns.items():
            keep(ags, plain.next_january(day), total, men)
    for name, year in (("GV100AD_301123.txt", 2023), ("GV100AD_31082025.txt", 2025)):
        for ags, (total, men) in plain.gv100(raw / plain.GV / name).items():
            keep(ags, year, total, men)


def indicators(raw: Path) -> dict[str, Figures]:
    """Ages, nationals, sexes."""
    be, de, nl, printed = belgium(raw), germany(raw), dutch_counts(raw), printed_shares(raw)
    persons = {key: value for key, (value, _) in population(raw).items()}
    groups = {name: be[name] | de[name] | nl[name] for name in AGES}
    everyone = be["all"] | de["all"] | {key: persons[key] for key in nl["45_64"]}
    found = {f"share_age_{name}": percent(groups[name], everyone) | printed[name] for name in AGES}
    working = plus(*(groups[name] for name in ("15_24", "25_44", "45_64")))
    working |= de["15_64"]
    found["old_age_dependency"] = percent(groups["65_plus"], working)
    found["old_age_dependency"] |= percent(printed["65_plus"], plus(*(printed[name] for name in ("15_24", "25_44", "45_64"))))
    found["ageing_index"] = percent(groups["65_plus"], groups["0_14"]) | percent(printed["65_plus"], printed["0_14"])
    found["share_foreign_nationals"] = percent(be["foreign"], be["all"]) | percent(de["foreign"], plus(de["foreign"], de["nationals"]))
    old = be["80_plus"] | nl["80_plus"] | aachen_old(raw)
    found["share_age_80_plus"] = percent(old, everyone | persons | be["all"])
    found["share_women"] = percent(women(raw) | nl["women"], persons)
    return found
