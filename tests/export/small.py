"""A small dataset with everything that is awkward: gaps, negative numbers, bounds, a former area, hostile names, no outline."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.export import Dataset
from wohnmonitor.export.table import AREA_CHANGES, AREAS, BREAKS, DEFINITIONS, INDICATORS, MEMBERSHIP, SOURCES, VALUES
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.schema import EXPORT

CATALOGUE = load_catalogue(catalogue_dir())
HOSTILE = '=HYPERLINK("http://example.org","Klick, bitte")'
GROUP = f"group:{HOSTILE}"
NAMES = {"NL_GM0935": "Maastricht", "BE_62063": "Liège", "DE_05334002": "Aachen, Stadt", "BE_72040": "+Over\npelt", GROUP: HOSTILE}
GAP = {"value": None, "ref_date": None, "source": None, "numerator": None, "denominator": None}


def row(indicator: str, area: str, year: int, value: float | None, status: str = "A", reason: str | None = None, **more) -> dict:
    one = CATALOGUE.indicators[indicator]
    known = {
        "indicator": indicator, "area_id": area, "area_name": NAMES[area], "level": "group" if area == GROUP else "municipality",
        "year": year, "ref_date": f"{year - 1}-12-31" if area.startswith("DE") else f"{year}-01-01", "value": value,
        "unit": CATALOGUE.units[one.unit].code, "status": status, "numerator": 1 / 3, "denominator": None, "coverage": 1.0,
        "comparability": one.comparability, "source": "cbs_03759ned;statbel_latest_2026", "reason": reason, "segment": 0,
        "lower": None, "upper": None, "precision": None,
    }  # fmt: skip
    return known | (GAP if value is None else {}) | more


FRAMES = {
    "population_growth_5y": [
        row("population_growth_5y", "BE_62063", 2020, -0.1 - 0.2),
        row("population_growth_5y", "NL_GM0935", 2020, 0.0, "P"),
        row("population_growth_5y", "DE_05334002", 2020, None, "O", "break", coverage=0.0, segment=1),
        row("population_growth_5y", "BE_62063", 2021, -12.0, "E", precision=0.1),
        row("population_growth_5y", "NL_GM0935", 2021, 1e-7, "U"),
    ],
    "population": [
        row("population", "BE_72040", 2020, 15_011.0),
        row("population", "BE_62063", 2020, 197_327.0, "B"),
        row("population", GROUP, 2020, None, "Q", "suppressed", lower=10.0, upper=99.5, coverage=0.5),
        row("population", "DE_05334002", 2021, 2.0**53 + 2),
    ],
}


def frame(indicator: str) -> pd.DataFrame:
    return pd.DataFrame(FRAMES[indicator], columns=EXPORT).astype(dict.fromkeys(("value", "lower", "upper", "denominator"), float))


def expected(*indicators: str) -> pd.DataFrame:
    return pd.concat([frame(one) for one in indicators or FRAMES], ignore_index=True)


TABLES = {
    AREAS.name: pd.DataFrame(
        [{"area_id": area, "area_name": name, "level": "group" if area == GROUP else "municipality"} for area, name in NAMES.items()],
        columns=AREAS.names,
    ).assign(country="BE", area_km2=float("nan"), valid_from="1977-01-01", valid_to=""),
    MEMBERSHIP.name: pd.DataFrame([("BE_62063", "group", GROUP)], columns=MEMBERSHIP.names),
    AREA_CHANGES.name: pd.DataFrame(
        [
            ("2019-01-01", "BE_72040", "BE_62063", "merge", 1.0, 1.0, 1.0, True, "@law"),
            ("1993-01-01", "", "NL_GM0935", "border", None, None, None, True, ""),
        ],
        columns=AREA_CHANGES.names,
    ).assign(exact=True),
    INDICATORS.name: pd.DataFrame(
        [
            {"indicator": one, "theme": "demography", "title": f"-{one}", "decimals": 1, "note": "= 1 + 1"} for one in FRAMES
        ],
        columns=INDICATORS.names,
    ).assign(unit=["%/year", "persons"]),
    DEFINITIONS.name: pd.DataFrame([("population", "BE", *["–"] * 5)], columns=DEFINITIONS.names),
    BREAKS.name: pd.DataFrame([("population", "DE", 2012, "census")], columns=BREAKS.names),
    SOURCES.name: pd.DataFrame(
        [
            (one, "Office", "NL", "1", "Title", "CC-BY-4.0", "", "© Office", "https://example.org", "")
            for one in ("cbs_03759ned", "statbel_latest_2026")
        ],
        columns=SOURCES.names,
    ),
}  # fmt: skip


def outlines() -> gpd.GeoDataFrame:
    """Neighbouring squares; the group and the former area have none."""
    ids = ["NL_GM0935", "BE_62063", "DE_05334002"]
    squares = [shapely.box(5 + n * 0.5, 50, 5.5 + n * 0.5, 50.5) for n in range(3)]
    return gpd.GeoDataFrame({"area_id": ids, "vintage": "2025"}, geometry=squares, crs="EPSG:4326")


def dataset(*indicators: str, language: str = "en", named: bool = False) -> Dataset:
    chosen = indicators or tuple(FRAMES)
    return Dataset(
        release="2026-01-01-0123456789", catalogue=CATALOGUE, indicators=tuple(CATALOGUE.indicators[one] for one in chosen),
        frames=lambda: map(frame, chosen), tables=TABLES.__getitem__, outlines=outlines, language=language, named=named,
    )  # fmt: skip


def same(found: pd.DataFrame, wanted: pd.DataFrame, digits: int | None = None) -> None:
    """Every figure, status, reason, date and text is the same, whatever the types of a reader's frame. digits: that a format keeps."""
    exact = {"check_exact": True} if digits is None else {"rtol": 10**-digits, "atol": 0}
    key = list(VALUES.key)
    found, wanted = (part.sort_values(key, ignore_index=True) for part in (found, wanted))
    assert len(found) == len(wanted)
    for column in VALUES.columns:
        here, there = found[column.name], wanted[column.name]
        if column.kind in ("number", "integer"):
            pd.testing.assert_series_equal(pd.to_numeric(here).astype(float), there.astype(float), obj=column.name, **exact)
        else:
            texts = [part.astype("object").where(part.notna() & part.ne(""), None) for part in (here, there)]
            if column.kind == "date":
                texts = [pd.to_datetime(part).dt.strftime("%Y-%m-%d") for part in texts]
            pd.testing.assert_series_equal(*texts, check_dtype=False, obj=column.name)
