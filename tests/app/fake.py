"""A monitor with invented figures and the methods of wohnmonitor.queries.Monitor, for the tests of the app.

Squares on a grid stand for municipalities. Every figure is made up by `_figure`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from wohnmonitor import groups
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.schema import EXPORT, LANGUAGES

PLACES = {
    "DE": [
        ("DE_05334002", "Aachen", "Aken", "Aix-la-Chapelle", "Aachen"),
        ("DE_05334004", "Alsdorf", "", "", ""),
        ("DE_05334012", "Eschweiler", "", "", ""),
        ("DE_05358008", "Düren", "", "", ""),
        ("DE_05366016", "Euskirchen", "", "", ""),
        ("DE_05370016", "Heinsberg", "", "", ""),
        ("DE_05370012", "Geilenkirchen", "", "", ""),
    ],
    "BE": [
        ("BE_62063", "Liège", "Luik", "Liège", "Liège"),
        ("BE_63023", "Eupen", "", "", ""),
        ("BE_63040", "Kelmis", "", "La Calamine", ""),
        ("BE_63067", "Sankt Vith", "Sankt Vith", "Saint-Vith", ""),
        ("BE_71022", "Hasselt", "", "", ""),
        ("BE_73042", "Lanaken", "", "", ""),
        ("BE_71016", "Genk", "", "", ""),
        ("BE_63058", "Pepinster", "", "", ""),
    ],
    "NL": [
        ("NL_GM0935", "Maastricht", "", "Maestricht", ""),
        ("NL_GM0981", "Vaals", "", "", ""),
        ("NL_GM0917", "Heerlen", "", "", ""),
        ("NL_GM0983", "Venlo", "", "", ""),
        ("NL_GM0957", "Roermond", "", "", ""),
        ("NL_GM1883", "Sittard-Geleen", "", "", ""),
    ],
}
OSTBELGIEN = ("BE_63023", "BE_63040", "BE_63067")
REGIONS = {
    "region-aachen": ("DE", "Region Aachen", ("Region Aachen", "Regio Aken", "Région d’Aix-la-Chapelle", "Aachen region")),
    "ostbelgien": ("BE", "Ostbelgien", ("Ostbelgien", "Oost-België", "Communauté germanophone", "East Belgium")),
    "liege": ("BE", "Liège", ("Lüttich", "Luik", "Liège", "Liège")),
    "limburg-be": ("BE", "Limburg (BE)", ("Limburg (BE)", "Limburg (BE)", "Limbourg (BE)", "Limburg (BE)")),
    "limburg-nl": ("NL", "Limburg (NL)", ("Limburg (NL)", "Limburg (NL)", "Limbourg (NL)", "Limburg (NL)")),
}
COUNTRY_NAMES = {
    "BE": ("Belgien", "België", "Belgique", "Belgium"),
    "NL": ("Niederlande", "Nederland", "Pays-Bas", "Netherlands"),
    "DE": ("Deutschland", "Duitsland", "Allemagne", "Germany"),
}
EMR = ("Euregio Maas-Rhein", "Euregio Maas-Rijn", "Euregio Meuse-Rhin", "Euregio Meuse-Rhine")
TITLES = {
    "population": ("Einwohner", "Inwoners", "Habitants", "Residents"),
    "population_growth_5y": (
        "Bevölkerungs\u00adentwicklung",
        "Bevolkings\u00adontwikkeling",
        "Évolution de la population",
        "Population change",
    ),
    "house_price": ("Hauspreis", "Huizenprijs", "Prix des maisons", "House price"),
    "owner_occupied_share": (
        "Anteil selbst genutzter Wohnungen",
        "Aandeel koopwoningen",
        "Part de propriétaires occupants",
        "Owner-occupied share",
    ),
    "gas_use": ("Gasverbrauch", "Gasverbruik", "Consommation de gaz", "Gas use"),
}
THEMES = {
    "demography": ("Demografie", "Demografie", "Démographie", "Demography"),
    "market": ("Wohnungsmarkt", "Woningmarkt", "Marché du logement", "Housing market"),
    "stock": ("Wohnungsbestand", "Woningvoorraad", "Parc de logements", "Housing stock"),
}
UNITS = {
    "persons": ("Personen", "personen", "personnes", "persons"),
    "pct_a": ("% pro Jahr", "% per jaar", "% par an", "% a year"),
    "pct": ("%", "%", "%", "%"),
    "eur": ("€", "€", "€", "€"),
}
KINDS = {"persons": "count", "pct_a": "percent_per_year", "pct": "percent", "eur": "money"}
YEARS = range(2005, 2026)
CHANGES = [
    ("1999-01-01", "BE_70001", "Oldest", "BE_70002", "merge", 1.0),
    ("2009-10-21", "DE_05313000", "Aachen", "DE_05334002", "recode", 1.0),
    ("2010-01-01", "NL_GM0993", "Meerlo-Wanssum", "NL_GM0983", "split", 0.55),
    ("2010-01-01", "NL_GM0993", "Meerlo-Wanssum", "NL_GM0957", "split", 0.449),
    ("2010-01-01", "NL_GM0993", "Meerlo-Wanssum", "NL_GM0917", "split", 0.001),
    ("2025-01-01", "BE_70002", "Kortessem", "BE_71022", "merge", 1.0),
]


def _words(four) -> dict[str, str]:
    return dict(zip(LANGUAGES, four, strict=True))


def _indicator(key: str, theme: str, order: int, unit: str, decimals: int, grades: str, formula: dict, collected: str) -> dict:
    statistic = {"NL": ("Mittelwert", "gemiddelde", "moyenne", "mean"), "BE": ("Median", "mediaan", "médiane", "median")}
    facet = {
        "concept": _words(("Erfundener Begriff", "Verzonnen begrip", "Notion inventée", "Invented concept")),
        "universe": _words(("alles Erfundene", "alles verzonnen", "tout inventé", "all invented")),
        "source_type": _words(("Register", "register", "registre", "register")),
        "reference_date": _words(("1. Januar", "1 januari", "1er janvier", "1 January")),
    }
    return {
        "id": key,
        "theme": theme,
        "order": order,
        "unit": unit,
        "decimals": decimals,
        "direction": "none",
        "formula": formula,
        "live": {"NL": "CBS 86286NED"} if key == "gas_use" else {},
        "grade": dict(zip(("NL-BE", "NL-DE", "BE-DE"), grades, strict=True)),
        "collected": {code: code in collected for code in ("BE", "NL", "DE")},
        "country": {
            code: facet | {"statistic": _words(statistic.get(code, ("Anzahl", "aantal", "nombre", "count")))} for code in ("BE", "NL", "DE")
        },
        "text": {
            language: {
                "title": TITLES[key][index],
                "short": TITLES[key][index],
                "unit_line": f"{TITLES[key][index]}, {UNITS[unit][index]}",
                "description": ("Was gezählt wird.", "Wat wordt geteld.", "Ce qui est compté.", "What is counted.")[index],
                "note": (
                    "Deutsche Zahlen vom 31. Dezember stehen für den 1. Januar danach.",
                    "Duitse cijfers van 31 december staan voor 1 januari daarna.",
                    "Les chiffres allemands du 31 décembre valent pour le 1er janvier suivant.",
                    "German figures of 31 December stand for 1 January after.",
                )[index],
                "watch": (
                    "Die Niederlande zählen einen Mittelwert, Belgien einen Median.",
                    "Nederland telt een gemiddelde, België een mediaan.",
                    "Les Pays-Bas comptent une moyenne, la Belgique une médiane.",
                    "The Netherlands count a mean, Belgium a median.",
                )[index],
            }
            for index, language in enumerate(LANGUAGES)
        },
    }


def catalogue() -> Catalogue:
    """A catalogue of four invented indicators with figures and one, gas_use, that is declared but not collected."""
    publisher = {"country": "-", "url": "https://example.org", "licence": "CC-BY-4.0", "attribution": "example"}
    cause = _words(("Zensus 2011", "telling 2011", "recensement 2011", "census 2011"))
    level = {"type": "level", "measure": "population"}
    return Catalogue.model_validate(
        {
            "publishers": {"office": publisher | {"name": "Statistikamt"}},
            "tables": {
                "t1": {
                    "publisher": "office",
                    "number": "T-1",
                    "title": "Erfundenes",
                    "form": "published",
                    "format": "flat",
                    "scheme": "nis",
                }
            },
            "measures": {
                "population": {
                    "unit": "persons",
                    "kind": "stock",
                    "adds_up": "sum",
                    "sources": ["t1"],
                    "breaks": [{"country": "DE", "year": 2012, "cause": cause}],
                }
            },
            "themes": {key: {"order": n, "title": _words(value)} for n, (key, value) in enumerate(THEMES.items())},
            "units": {key: _words(value) | {"kind": KINDS[key], "code": key} for key, value in UNITS.items()},
            "indicators": {
                key: _indicator(key, *rest)
                for key, *rest in (
                    ("population", "demography", 1, "persons", 0, "AAA", level, "BENLDE"),
                    ("population_growth_5y", "demography", 2, "pct_a", 2, "ABB", level | {"type": "growth", "years": 5}, "BENLDE"),
                    ("house_price", "market", 1, "eur", 0, "D--", level, "BENL"),
                    ("owner_occupied_share", "stock", 1, "pct", 1, "BBB", level, "BENLDE"),
                    ("gas_use", "demography", 0, "pct", 1, "---", level, "NL"),
                )
            },
        }
    )


def _figure(indicator: str, place: int, year: int) -> float:
    wave = ((place * 37 + year * 11) % 23) / 23
    return {
        "population": 8000 + place * 2911 + (year - 2005) * (place % 5 - 1) * 60.0,
        "population_growth_5y": wave * 2.4 - 0.8,
        "house_price": 150_000 + place * 7000 + (year - 2005) * 6000.0,
        "owner_occupied_share": 45 + wave * 30,
    }[indicator]


class FakeMonitor:
    """The reader of the store, with invented figures."""

    release = published = "2025-01-01T000000Z"
    geo_hash = "0123abcd"
    data, preview = Path("nowhere"), False

    def __init__(self):
        self.catalogue = catalogue()

    @property
    def now(self) -> FakeMonitor:
        return self

    def pinned(self) -> FakeMonitor:
        return self

    def editions(self) -> tuple[pd.DataFrame, dict[str, int]]:
        return pd.DataFrame(columns=["source", "file", "sha256", "release"]), {"cbs_03759ned": 2025}

    def warming(self, first: str) -> Iterator[None]:
        self.geo()
        yield

    def filled(self) -> pd.DataFrame:
        rows = pd.concat([self._all(indicator) for indicator in self.catalogue.indicators])
        rows = rows[rows["value"].notna()].merge(self.areas()[["area_id", "country"]], on="area_id")
        keys = ["indicator", "level", "country"]
        areas = rows.groupby([*keys, "year"]).size().rename("areas").reset_index()
        return areas.merge(rows.groupby(keys)["area_id"].nunique().rename("ever").reset_index(), on=keys)

    def changes(self) -> pd.DataFrame:
        columns = ["date", "from_id", "from_name", "to_id", "kind", "share_persons"]
        return pd.DataFrame(CHANGES, columns=columns)

    def vintages(self) -> list[str]:
        return ["2025"]

    def areas(self) -> pd.DataFrame:
        rows = []
        for country, places in PLACES.items():
            for area_id, name, nl, fr, en in places:
                rows.append((area_id, "municipality", country, name, "", nl, fr, en))
        for area_id, (country, name, four) in REGIONS.items():
            rows.append((area_id, "region", country, name, four[0], four[1], four[2], four[3]))
        for country, four in COUNTRY_NAMES.items():
            rows.append((country, "country", country, four[0], *four))
        rows.append(("emr", "emr", "", EMR[0], *EMR))
        columns = ["area_id", "level", "country", "name", "name_de", "name_nl", "name_fr", "name_en"]
        return pd.DataFrame(rows, columns=columns).assign(language="", valid_from="1990-01-01", valid_to="", area_km2=50.0)

    def membership(self) -> pd.DataFrame:
        rows = []
        for country, places in PLACES.items():
            for area_id, *_ in places:
                rows += [(area_id, "region", self._region(area_id)), (area_id, "country", country), (area_id, "emr", "emr")]
        return pd.DataFrame(rows, columns=["municipality_id", "level", "area_id"])

    def across(self, level=None, areas=()) -> pd.DataFrame:
        rows = pd.concat([self._all(one) for one in self.catalogue.indicators])
        rows = rows[(rows["level"] == level) & rows["value"].notna()] if level else rows[rows["area_id"].isin(list(areas))]
        return rows.sort_values(["indicator", "year", "area_id"]).reset_index(drop=True)

    def municipalities(self, areas) -> list[str]:
        member = self.membership()
        inside = member.groupby("area_id")["municipality_id"].agg(list).to_dict()
        return sorted({town for area in areas for town in inside.get(area, [area])})

    def aliases(self) -> pd.DataFrame:
        return pd.DataFrame([("BE_62063", "Lidje", "other")], columns=["area_id", "name", "kind"])

    def _region(self, area_id: str) -> str:
        if area_id.startswith("BE"):
            return "ostbelgien" if area_id in OSTBELGIEN else "limburg-be" if area_id.startswith("BE_7") else "liege"
        return "region-aachen" if area_id.startswith("DE") else "limburg-nl"

    def values(self, indicator, level=None, areas=None, years=None, language=None, territory="today", group=None) -> pd.DataFrame:
        frame = self._all(indicator)
        if group is not None:
            parts = frame["value"] if indicator == "population" else float("nan")
            rows = frame.assign(numerator=parts, part_numerator=float("nan"), part_denominator=float("nan"), part_status=None)
            persons = pd.DataFrame([(a, 2020, 1.0) for a in self.areas()["area_id"]], columns=["area_id", "year", "value"])
            towns = set(self.membership()["municipality_id"])
            members = [area for area in next(iter(group.values())) if area in towns]
            laid = groups.Laid(rows, self.areas(), self.membership(), persons)
            return groups.group(self.catalogue.indicators[indicator], laid, members)
        if level is not None:
            frame = frame[frame["level"] == level]
        if areas is not None:
            frame = frame[frame["area_id"].isin(list(areas))]
        if years is not None:
            frame = frame[frame["year"].isin(list(years))]
        return frame.reset_index(drop=True)

    def _all(self, indicator: str) -> pd.DataFrame:
        rows = []
        area = self.areas()
        declared = self.catalogue.indicator(indicator)
        if indicator == "gas_use":
            return pd.DataFrame(columns=EXPORT).astype({"value": "float64", "year": "int64"})
        for place, row in enumerate(area.itertuples()):
            for year in YEARS:
                value, status, reason = _figure(indicator, place, year), "A", ""
                census = {"BE": 2021, "NL": 2024, "DE": 2011}.get(row.country, 0)
                outside = indicator == "owner_occupied_share" and year != census
                if outside or not declared.collected.get(row.country, True):
                    value, status, reason = None, "L", "not_collected"
                elif row.country == "DE" and year in (2013, 2015, 2025):
                    value, status, reason = None, "O", "not_delivered"
                elif place % 7 == 3 and year % 4 == 0:
                    status = "E"
                elif year >= 2024 and row.country == "BE":
                    status = "P"
                if indicator == "house_price" and row.level in ("region", "country", "emr"):
                    continue
                segment = 1 if row.country == "DE" and year >= 2012 else 0
                rows.append(
                    (indicator, row.area_id, row.name, row.level, year, pd.Timestamp(year, 1, 1), value, declared.unit, status)
                    + (None, None, 1.0 if value is not None else 0.0, declared.comparability, "t1", reason, segment)
                )
        return pd.DataFrame(rows, columns=EXPORT[:-3]).reindex(columns=EXPORT).astype({"value": "float64"})

    def geo(self) -> bytes:
        ids = [area_id for places in PLACES.values() for area_id, *_ in places]
        squares = [f"M{100 + n % 5 * 120},{60 + n // 5 * 120}h110v110h-110Z" for n in range(len(ids))]
        levels = {"municipality": {"ids": ids, "d": squares, "label": [[0, 0]] * len(ids), "neighbours": {ids[0]: ids[1:4]}}}
        return json.dumps({"width": 800, "height": 1000, "km_per_unit": 0.1, "levels": levels, "lines": {}}).encode()

    def payload(self, indicator: str, level: str) -> bytes:
        return json.dumps({"indicator": indicator, "level": level, "release": self.release, "ids": []}).encode()

    def breaks(self, indicator: str) -> list[dict]:
        return [{"country": one.country, "year": one.year, "cause": one.cause} for one in self.catalogue.measures["population"].breaks]

    def coverage(self, indicator: str | None = None) -> pd.DataFrame:
        rows = pd.concat([self._all(one) for one in ([indicator] if indicator else self.catalogue.indicators)])
        rows = rows[rows["level"] == "municipality"].merge(self.areas()[["area_id", "country"]], on="area_id")
        rows["reason"] = rows["reason"].where(rows["value"].isna(), "value")
        counted = rows.groupby(["indicator", "country", "year", "reason"]).size().rename("municipalities").reset_index()
        return counted.assign(of=counted["country"].map({code: len(places) for code, places in PLACES.items()}), in_district=0)

    def used(self, indicator: str) -> pd.DataFrame:
        return pd.DataFrame([{"source": "t1", "first_year": YEARS[0], "last_year": YEARS[-1], "values": 1}])
