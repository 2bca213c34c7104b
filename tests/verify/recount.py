"""An independent recount of every municipal population figure, 1992 to 2026, on today's 199 municipalities.

population(raw) -> {(area_id, year): (persons, file)}. Mergers are written out here by hand, from the publishers' code lists.
Only whole mergers are added up; a municipality that cannot be put together from whole parts has no figure.
"""

from __future__ import annotations

from pathlib import Path

from . import plain

Figures = dict[tuple[str, int], tuple[float, str]]

BELGIUM = {
    "72042": ("72040", "71047"), "72043": ("72025", "72029"),
    "73110": ("73006", "73032"), "73111": ("73009", "73083"), "71071": ("71057", "71069"), "71072": ("71022", "73040"),
}  # fmt: skip
"""Statbel, TU_COM_REFNIS and the codes of 2025: new code -> codes added up."""

LIEGE, LIMBURG = ("61", "62", "63", "64"), ("71", "72", "73")

DUTCH_START = {
    "GM0888": 1995, "GM0889": 1995, "GM0893": 1995, "GM0899": 1995, "GM0907": 1995, "GM0917": 1995, "GM0928": 1995,
    "GM0882": 1995, "GM0935": 1995, "GM0938": 1995, "GM0944": 1995, "GM0946": 1995, "GM0965": 1995, "GM0971": 1995,
    "GM0981": 1995, "GM0994": 1995, "GM0986": 1995, "GM0988": 1998, "GM1729": 1999, "GM1883": 2001, "GM1711": 2003,
    "GM1640": 2007, "GM1641": 2007, "GM1669": 2007, "GM0957": 2007, "GM1507": 2010, "GM1894": 2010, "GM0983": 2010,
    "GM0984": 2010, "GM1903": 2011, "GM1954": 2019,
}  # fmt: skip
"""CBS, descriptions of the codes in 03759ned: since when a code has stood for today's municipality."""

BEEKDAELEN = ("GM0951", "GM0881", "GM0962")
NAMES = {"Nuth": "GM0951", "Onderbanken": "GM0881", "Schinnen": "GM0962"}

_TOWNS = {
    "05334": "002 004 008 012 016 020 024 028 032 036", "05358": "004 008 012 016 020 024 028 032 036 040 044 048 052 056 060",
    "05366": "004 008 012 016 020 024 028 032 036 040 044", "05370": "004 008 012 016 020 024 028 032 036 040",
}  # fmt: skip
GERMANY = [district + town for district, towns in _TOWNS.items() for town in towns.split(" ")]


def german_today(ags: str) -> str | None:
    """AGS of any date -> AGS of today; None outside the area."""
    new = "05334002" if ags == "05313000" else ags.replace("05354", "05334", 1) if ags.startswith("05354") else ags
    return new if new in GERMANY else None


def belgium(raw: Path) -> Figures:
    """Population_par_commune 1992-2024 (column Total) and latest_2026 (population_2026)."""
    persons: dict[tuple[str, int], float] = {}
    book = "statbel/population/Population_par_commune_1992-2024.xlsx"
    for year, nis, _, _, total in plain.population_sheets(raw / book):
        if nis.startswith(LIEGE + LIMBURG) and not nis.endswith("000"):
            persons[nis, year] = total
    for new, old in BELGIUM.items():
        for year in range(1992, 2025):
            if (new, year) not in persons:
                persons[new, year] = sum(persons.pop((code, year)) for code in old)
    found = {(f"BE_{nis}", year): (value, book) for (nis, year), value in persons.items()}
    for row in plain.table(raw / "statbel/latest_2026.csv", ","):
        found[f"BE_{row['nis2025']}", 2026] = (float(row["population_2026"]), "statbel/latest_2026.csv")
    return found


def netherlands(raw: Path) -> Figures:
    """03759ned from 2019; 2015_full, kwb 2016; else 70072ned from the last merger on; Beekdaelen 2013 and 2017 from 37230ned."""
    found: Figures = {}
    ends = "cbs/37230ned/population_yearend_2012_2016_2020_2024.csv"
    parts = [row for row in plain.table(raw / ends, ",") if row["Regio's"] in NAMES]
    for end in (2012, 2016):
        found["NL_GM1954", end + 1] = (sum(float(row[str(end)]) for row in parts), ends)
    series = "cbs/70072ned/population_income_1995-2023.csv"
    for row in plain.table(raw / series):
        code, year = row["RegioS"], int(row["Year"])
        if code in DUTCH_START and DUTCH_START[code] <= year <= 2018 and (persons := plain.number(row["TotaleBevolking_1"])):
            found[f"NL_{code}", year] = (persons, series)
    full = "cbs/70072ned/UntypedDataSet_2015_full.csv"
    one = {row["RegioS"]: float(row["TotaleBevolking_1"]) for row in plain.table(raw / full) if row["TotaleBevolking_1"] not in ("", ".")}
    maps = "cbs/kwb/gemeenten_2016.dbf"
    two = {row["GM_CODE"]: float(row["AANT_INW"]) for row in plain.dbf(raw / maps) if row["WATER"] == "NEE"}
    for year, path, persons in ((2015, full, one), (2016, maps, two)):
        for code in DUTCH_START:
            parts_of = BEEKDAELEN if code == "GM1954" else (code,)
            found[f"NL_{code}", year] = (sum(persons[part] for part in parts_of), path)
    odata = "cbs/03759ned/odata4"
    for code, year, persons in plain.odata(raw / odata, "M000352"):
        if code in DUTCH_START and year >= DUTCH_START[code]:
            found[f"NL_{code}", year] = (persons, odata)
    return found


def germany(raw: Path) -> Figures:
    """12411-01-01-5; else the register of municipalities; else GV100AD; else 12411-01-01-4 (Aachen); else the condensed file."""
    found: Figures = {}

    def keep(ags: str, year: int, persons: float | None, path: str) -> None:
        if persons and (today := german_today(ags)):
            found.setdefault((f"DE_{today}", year), (persons, path))

    five = "regionalstatistik/gemeinde/12411-01-01-5_00.csv"
    for ags, day, cell in plain.genesis_periods(raw / five, "Insgesamt"):
        keep(ags, plain.next_january(day), plain.number(cell), five)
    for path in sorted((raw / plain.GV).glob("*Auszug_GV.xlsx")):
        day, towns = plain.register(path)
        for ags, (persons, _, _) in towns.items():
            keep(ags, plain.next_january(day), persons, f"{plain.GV}/{path.name}")
    for name, year in (("GV100AD_301123.txt", 2023), ("GV100AD_31082025.txt", 2025)):
        for ags, (persons, _) in plain.gv100(raw / plain.GV / name).items():
            keep(ags, year, persons, f"{plain.GV}/{name}")
    four = "regionalstatistik/kreis/12411-01-01-4_00.csv"
    for ags, day, cell in plain.genesis_periods(raw / four, "Insgesamt"):
        keep(ags, plain.next_january(day), plain.number(cell), four)
    condensed = f"{plain.GV}/region_aachen_population_2018_2020_2021_2024.csv"
    for row in plain.table(raw / condensed, ","):
        for column, year in (("population_20181231", 2019), ("population_20201231", 2021)):
            keep(row["ags"], year, plain.number(row[column]), condensed)
    return found


def population(raw: Path) -> Figures:
    """All three countries."""
    return {**belgium(raw), **netherlands(raw), **germany(raw)}
