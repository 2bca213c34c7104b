"""Columns about households, and figures that 85039NED prints, worked out from the plain readings.

indicators(raw) -> {indicator: {(area_id, year): value}}.
"""

from __future__ import annotations

import json
from pathlib import Path

from . import counted, plain
from .counted import Figures, dutch, merged, ours
from .people import kwb_2016, kwb_2021, maps, percent
from .recount import DUTCH_START

AACHEN = "05334002"

HEADS = {
    "households": ("AANTAL_HH", "AANTAL_HH", "aantalHuishoudens"),
    "share_one_person_households": ("P_EENP_HH", None, "percentageEenpersoonshuishoudens"),
    "share_households_with_children": ("P_HH_M_K", "P_HH_M_K", "percentageHuishoudensMetKinderen"),
    "household_size": ("GEM_HH_GR", "GEM_HH_GR", "gemiddeldeHuishoudsgrootte"),
}
"""Headings of the maps of 2016, 2021 and 2022, 2023. Of 2021, 85039NED has the share of one-person households more precisely."""

PRINTED = {
    "electricity_use": ("Environment", "Avg electricity use (kWh/yr)"), "gas_use": ("Environment", "Avg gas use (m³/yr)"),
    "social_rent_share": ("Housing", "Social housing (%)"), "share_built_since_2000": ("Housing", "Post-2000 stock (%)"),
    "share_one_person_households": ("Demographics", "Single-person households (%)"),
}  # fmt: skip


def from_maps(raw: Path) -> dict[str, dict[tuple[str, int], float]]:
    """Figures of the maps by code, Beekdaelen's three parts of 2016 among them."""
    rows_2021 = {row["GM_CODE"]: row for row in plain.table(raw / "cbs/kwb/gemeenten_2021.csv", ",")}
    years = {2016: (kwb_2016(raw), 0), 2021: (rows_2021, 1), 2022: (maps(raw, 2022), 2), 2023: (maps(raw, 2023), 2)}
    found: dict[str, dict] = {name: {} for name in HEADS}
    for year, (rows, at) in years.items():
        for name, heads in HEADS.items():
            for code, row in rows.items():
                if heads[at] and (value := plain.number(row.get(heads[at]))) is not None and value >= 0:
                    found[name][code, year] = value
    return found


def counts(raw: Path) -> dict[str, dict[tuple[str, int], float]]:
    """Households in all, of one person, with children, of lone parents, mean size: 70072ned 2015 and 2025, 71486ned 2020."""
    found: dict[str, dict] = {name: {} for name in ("all", "one", "children", "lone", "size")}
    columns = {
        "all": "TotaalAantalParticuliereHuishoudens_82", "one": "Eenpersoonshuishoudens_83", "children": "HuishoudensMetKinderen_85",
        "size": "GemiddeldeHuishoudensgrootte_89",
    }  # fmt: skip
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        for name, column in columns.items():
            if (value := plain.number(row[column])) is not None:
                found[name][row["RegioS"], 2015] = value
    names, (head, *rows) = counted.dutch_names(raw), plain.lines(raw / "cbs/70072ned/statline_2025_age_households.csv")
    ends = {
        "all": "huishoudens/Totaal particuliere huishoudens (aantal)", "one": "huishoudens/Eenpersoonshuishoudens (aantal)",
        "children": "huishoudens/Meerpersoonshuishoudens met kinderen (aantal)",
        "size": "Gemiddelde huishoudensgrootte (personen per 1 huishouden)",
    }  # fmt: skip
    for name, end in ends.items():
        at = next(n for n, title in enumerate(head) if title.endswith(end))
        for row in rows:
            if (code := names.get(row[1])) and row[at]:
                found[name][code, 2025] = float(row[at].replace(",", "."))
    for row in plain.lines(raw / "cbs/71486ned/households_2020.csv", ","):
        if (code := names.get(row[0])) and row[2]:
            for name, at in (("all", 2), ("one", 3), ("lone", 7)):
                found[name][code, 2020] = float(row[at])
    return found


def belgium(raw: Path) -> tuple[Figures, Figures]:
    """Households and those of one person: censuses of 2011, by Dutch name (an empty cell is none), and of 2021."""
    census = plain.table(raw / "statbel/census/TF_CENSUS_2011_HC60_L.csv", ",")
    nis = {row["TX_GEO_DESCR_NL_LVL_4"].strip(): row["CD_GEO_LVL_4"][-5:] for row in census}
    every, one = {}, {}
    facts = json.loads((raw / "statbel/census/census2011_households_bestat.json").read_text(encoding="utf-8-sig"))["facts"]
    for fact in facts:
        code, size = nis.get((fact["Gemeente"] or "").strip(), ""), fact["Grootte particulier huishouden niveau 1"]
        if ours(code) and size:
            value = fact["Particuliere huishoudens"] or 0.0
            every[code, 2011] = every.get((code, 2011), 0) + value
            one[code, 2011] = one.get((code, 2011), 0) + value * (size == "1 persoon")
    for row in plain.table(raw / "statbel/census/census2021_dwellings_households.csv", ","):
        if ours(code := row["nis2019_2024"]) and row["private_households_2021"]:
            every[code, 2021], one[code, 2021] = float(row["private_households_2021"]), float(row["single_person_households_2021"])
    return merged(every), merged(one)


def aachen(raw: Path) -> dict[str, Figures]:
    """The city in the census of 2011 (12111-32-01-4, AI-Z3-2011)."""
    key = (f"DE_{AACHEN}", 2011)
    row = next(row for row in plain.lines(raw / plain.REGIO / "kreis/12111-32-01-4_00.csv") if row[0] == AACHEN)
    every, one, _, couples, lone = (float(cell) for cell in row[2:7])
    size = next(row for row in plain.lines(raw / plain.REGIO / "kreis/AI-Z3-2011_00.csv") if row[1:2] == [AACHEN])[3]
    return {
        "households": {key: every}, "share_one_person_households": {key: 100 * one / every},
        "share_households_with_children": {key: 100 * (couples + lone) / every}, "share_lone_parents": {key: 100 * lone / every},
        "household_size": {key: float(size.replace(",", "."))},
    }  # fmt: skip


def indicators(raw: Path) -> dict[str, Figures]:
    """Counted where counts are printed, else the printed share; a mean or a share of a former municipality is not converted."""
    shares, one = from_maps(raw), counts(raw)
    today = {name: {(f"NL_{c}", y): v for (c, y), v in part.items() if c in DUTCH_START} for name, part in shares.items()}
    number = {name: dutch(part) for name, part in one.items()}
    for part, census in zip((number["all"], number["one"]), belgium(raw), strict=True):
        part |= census
    found = {
        "households": dutch(shares["households"]) | number["all"],
        "share_one_person_households": today["share_one_person_households"] | percent(number["one"], number["all"]),
        "share_households_with_children": today["share_households_with_children"] | percent(number["children"], number["all"]),
        "share_lone_parents": percent(number["lone"], number["all"]),
        "household_size": today["household_size"] | {(f"NL_{c}", y): v for (c, y), v in one["size"].items() if c in DUTCH_START},
    }
    for name, part in aachen(raw).items():
        found[name] |= part
    for name, (group, label) in PRINTED.items():
        part = {(f"NL_{code}", 2021): float(row[group][label]) for code, row in kwb_2021(raw).items() if code in DUTCH_START}
        found[name] = found.get(name, {}) | part
    for code, row in kwb_2016(raw).items():
        if code in DUTCH_START:
            found["share_built_since_2000"][f"NL_{code}", 2016] = float(row["P_WONV2000"])
    return found
