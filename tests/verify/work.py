"""Columns about work, income and events worked out from the plain readings, on today's municipalities.

indicators(raw) -> {indicator: {(area_id, year): value}}.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from . import counted, plain
from .counted import Figures, dutch, merged, ours
from .derived import per_thousand
from .people import gemeinde, percent, plus
from .recount import BELGIUM, DUTCH_START, GERMANY, population

COMMUTERS = "13111-08-02-5"

OPENCAST = ("05358020", "05358048")
"""Inden and Niederzier: INKAR prints 116 and 87 % of settlement, the mines among it."""


def minus(top: dict, bottom: dict) -> dict:
    """Differences of the keys that both have."""
    return {key: value - bottom[key] for key, value in top.items() if key in bottom}


def dutch_2015(raw: Path, column: str, factor: float = 1) -> Figures:
    """A count of 70072ned 2015."""
    rows = plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv")
    return dutch({(row["RegioS"], 2015): factor * value for row in rows if (value := plain.number(row[column])) is not None})


def dutch_2024(raw: Path, column: int) -> Figures:
    """A column of 86161NED 2024, thousand euro."""
    names, found = counted.dutch_names(raw), {}
    text = (raw / "cbs/86161NED/statline_household_income_2024.csv").read_text(encoding="utf-8-sig").replace('"', "").splitlines()
    for cells in (line.split(";") for line in text):
        if (code := names.get(cells[3])) in DUTCH_START and cells[column] not in ("", "."):
            found[f"NL_{code}", 2024] = 1000 * float(cells[column].replace(",", "."))
    return found


def inkar(raw: Path, name: str, digits: int = 8) -> Figures:
    """A workbook of INKAR: years in row 2 from column 4 on. Keys of nine digits have one more after the district."""
    rows, found = plain.sheet(raw / f"bbsr/inkar2024/{name}.xls", 0), {}
    for row in rows[2:]:
        key = plain.text(row[0])
        ags = key[:5] + key[6:] if digits == 9 else key
        if len(key) == digits and ags in GERMANY:
            for year, cell in zip(rows[1][3:], row[3:], strict=True):
                if (value := plain.number(cell)) is not None:
                    found[f"DE_{ags}", int(float(year))] = value
    return found


def iris(raw: Path) -> Figures:
    """Income tax per inhabitant 1998-2022 of the associations of municipalities; here each is one municipality."""
    found, (head, _, *rows) = {}, plain.lines(raw / "bbsr/inkar2024/IRIS_Einkommenssteuer_Gemeindeverbaende_2022.csv", ";", "latin-1")
    years = {n: int(name[-2:]) for n, name in enumerate(head) if name.startswith("q_einkst_bev")}
    for row in rows:
        ags = row[0][:5] + row[0][6:]
        if ags in GERMANY:
            for n, year in years.items():
                if (value := plain.number(row[n].replace(",", "."))) is not None:
                    found[f"DE_{ags}", (1900 if year > 50 else 2000) + year] = value
    return found


def labour(raw: Path) -> dict[str, Figures]:
    """Commuters, jobs, unemployed. Stocks of 30 June and yearly means are divided by 15-64 of the next 1 January."""
    here, come, live, go = (gemeinde(raw, COMMUTERS, column, 2015) for column in (2, 3, 4, 5))
    working = inkar(raw, "A_ErwerbsfaehigeBevoelkerung")
    jobs = dict(here)
    for row in plain.table(raw / plain.GV / "region_aachen_population_2018_2020_2021_2024.csv", ","):
        for year in (2020, 2021):
            jobs[f"DE_{row['ags']}", year] = float(row[f"sv_employees_workplace_{year}0630"])
    fives = ("k_15Tot20Jaar_7", "k_20Tot25Jaar_8", "k_25Tot45Jaar_9", "k_45Tot65Jaar_10")
    working |= plus(*(dutch_2015(raw, column) for column in fives))
    jobs |= dutch_2015(raw, "TotaalAantalBanen_112", 1000)
    idle = inkar(raw, "A_Arbeitslosigkeit") | dutch_2015(raw, "Werkloosheid_159")
    return {
        "in_commuter_rate": percent(come, here), "out_commuter_rate": percent(go, live), "commuter_balance": percent(minus(come, go), live),
        "jobs_per_1000": per_thousand(jobs, working),
        "unemployed_per_1000_working_age": per_thousand(idle, working),
    }  # fmt: skip


def belgian_income(raw: Path) -> tuple[Figures, Figures, Figures]:
    """Net taxable income, returns with an income, municipal tax: TF_PSNL_INC_TAX_MUNTY 2005-2020, table C 2022, 2023 (no tax)."""
    income, returns, taxes = {}, {}, {}
    for row in plain.sheet(raw / "statbel/income/TF_PSNL_INC_TAX_MUNTY_2005-2020.xlsx", 0)[1:]:
        if ours(nis := plain.text(row[1])):
            key = (nis, int(row[0]))
            income[key], returns[key], taxes[key] = float(row[4]), float(row[2]), float(row[23])
    for row in plain.sheet(raw / "statbel/income/fisc2022_C_NL.xls", "Totaal")[7:]:
        if ours(nis := plain.text(row[1])):
            income[nis, 2022], returns[nis, 2022] = float(row[11]), float(row[3])
    for row in plain.table(raw / "statbel/income/income_2023_median_residents.csv", ","):
        returns[row["nis"], 2023] = float(row["declarations"])
    income, returns = merged(income), merged(returns)
    for row in plain.table(raw / "statbel/income/fiscal_income_2023_nis2025.csv", ","):
        if row["geography_level"] == "commune" and ours(row["geography_id"]) and row["value_id"].startswith("nis_"):
            income[f"BE_{row['geography_id']}", 2023] = float(row["value"])
    return income, returns, merged(taxes)


def income(raw: Path) -> dict[str, Figures]:
    """National concepts of income, each as its country counts it."""
    top, bottom, taxes = belgian_income(raw)
    belgian = {key: value / bottom[key] for key, value in top.items() if key in bottom}
    found = dict(belgian)
    payers: Figures = {}
    for table in ("gemeinde/73111-01-01-5", "kreis/73111-01-01-4"):
        for store, column, factor in ((found, 4, 1000), (payers, 3, 1)):
            for ags, year, cell in plain.genesis_rows(raw / plain.REGIO / f"{table}_00.csv", column, 1):
                if ags in GERMANY and (value := plain.number(cell)):
                    store.setdefault((f"DE_{ags}", int(year)), factor * value)
    found |= {key: found[key] / value for key, value in payers.items()}
    for row in plain.table(raw / "cbs/70072ned/UntypedDataSet_2015_full.csv"):
        if row["RegioS"] in DUTCH_START and (value := plain.number(row["TotaalParticuliereHuishoudens_140"])) is not None:
            found[f"NL_{row['RegioS']}", 2015] = 1000 * value
    found |= dutch_2024(raw, 7)
    return {
        "income": found,
        "municipal_tax_per_return": {key: value / bottom[key] for key, value in taxes.items()},
        "price_to_income": {
            key: price / found[key] for key, price in counted.prices(raw).items() if key in found
        },
        "income_growth": {
            (area, year): ((value / belgian[area, year - 5]) ** 0.2 - 1) * 100
            for (area, year), value in belgian.items() if (area, year - 5) in belgian
        },
    }  # fmt: skip


def poverty(raw: Path) -> dict[str, Figures]:
    """Median and quartile ratio of equivalised income: a merged commune has none. Persons at risk: of a merged commune the
    mean of its parts' shares, weighed with their persons. Dutch households of 2024."""
    poor, counted_persons = {}, {}
    found: dict[str, Figures] = {"disposable_income_median": dutch_2024(raw, 6), "poverty_risk": {}, "disposable_income_spread": {}}
    old = {code for parts in BELGIUM.values() for code in parts}
    for row in plain.sheet(raw / "statbel/income/TF_SOC_ADI_MUNTY.xlsx", 0)[1:]:
        if (nis := plain.text(row[1])) in old:
            poor[nis, int(row[0])], counted_persons[nis, int(row[0])] = float(row[10]) * float(row[2]), float(row[2])
        elif ours(nis):
            for name, column in (("disposable_income_median", 7), ("poverty_risk", 10)):
                if (value := plain.number(row[column])) is not None:
                    found[name][f"BE_{nis}", int(row[0])] = value
            found["disposable_income_spread"][f"BE_{nis}", int(row[0])] = float(row[8]) / float(row[6])
    persons = merged(counted_persons)
    found["poverty_risk"] |= {key: value / persons[key] for key, value in merged(poor).items()}
    return found


def ground(raw: Path, persons: Figures) -> dict[str, Figures]:
    """Beds and nights of 2015; cadastral area of 31-12-2015 (hectares) and INKAR 2017."""
    bed, night = gemeinde(raw, "45412-01-02-5", 3, 2015), gemeinde(raw, "45412-01-02-5", 4, 2015)
    town, land = gemeinde(raw, "33111-01-01-5", 3, 2016), gemeinde(raw, "33111-01-01-5", 2, 2016)
    printed = {}
    for row in plain.lines(raw / "bbsr/inkar_2019_gemeinde.csv"):
        if row[0] in GERMANY and row[0] not in OPENCAST:
            printed[f"DE_{row[0]}", 2018] = float(row[11].replace(",", "."))
    return {
        "tourist_beds_per_1000": per_thousand(bed, persons),
        "tourist_nights_per_person": {key: value / persons[key] for key, value in night.items()},
        "settlement_area_per_person": {key: 10_000 * value / persons[key] for key, value in town.items()},
        "settlement_area_share": percent(town, land) | printed,
        "property_tax_rate": gemeinde(raw, "71231-01-02-5", 9, 2015),
    }


def events(raw: Path, persons: Figures) -> dict[str, Figures]:
    """Births, deaths and moves per 1,000 of the mean population: 70072ned 2015; German moves 2015; Aachen 1995-2015; Belgium
    2025 per 1,000 of the residents at the end of the year."""
    mean = dutch_2015(raw, "GemiddeldAantalInwoners_81")
    births, deaths = dutch_2015(raw, "Geboorte_58"), dutch_2015(raw, "Sterfte_60")
    moves = minus(
        plus(dutch_2015(raw, "VestigingUitAndereGemeente_69"), dutch_2015(raw, "Immigratie_74")),
        plus(dutch_2015(raw, "VertrekNaarAndereGemeente_70"), dutch_2015(raw, "Emigratie_75")),
    )
    for (area, year), value in persons.items():
        if area.startswith("DE") and (area, year + 1) in persons:
            mean[area, year] = (value + persons[area, year + 1]) / 2
    for store, table in ((births, "12612-01-01-4"), (deaths, "12613-01-01-4")):
        for ags, year, cell in plain.genesis_rows(raw / plain.REGIO / f"kreis/{table}_00.csv", 3, 1):
            if ags == "05334002" and (value := plain.number(cell)):
                store["DE_05334002", int(year)] = value
    sums: dict = defaultdict(float)
    for row in plain.lines(raw / plain.REGIO / "kreis/12711-03-02-4_00.csv"):
        if len(row) > 12 and row[1] == "05334002" and row[3] == "Insgesamt" and plain.number(row[4]):
            sums["DE_05334002", int(row[0])] = float(row[4]) - float(row[10])
    for row in plain.table(raw / "statbel/latest_2026.csv", ","):
        key = f"BE_{row['nis2025']}", 2025
        mean[key], births[key], deaths[key] = (float(row[name]) for name in ("population_2026", "births_2025", "deaths_2025"))
        moves[key] = float(row["internal_migration_net_2025"]) + float(row["international_migration_net_2025"])
    moves |= sums | minus(gemeinde(raw, "12711-01-03-5", 8, 2015), gemeinde(raw, "12711-01-03-5", 29, 2015))
    return {
        "birth_rate": per_thousand(births, mean), "death_rate": per_thousand(deaths, mean),
        "natural_balance_rate": per_thousand(minus(births, deaths), mean), "migration_balance_rate": per_thousand(moves, mean),
    }  # fmt: skip


def indicators(raw: Path) -> dict[str, Figures]:
    """All of the above."""
    persons = {key: value for key, (value, _) in population(raw).items()}
    taxes = {"income_tax_per_inhabitant": inkar(raw, "E_Einkommensteuer", 9) | iris(raw)}
    return {**labour(raw), **income(raw), **poverty(raw), **ground(raw, persons), **events(raw, persons), **taxes}
