"""The columns by which tables of Statbel are recognised, and without which they cannot be read.

Statbel names columns by what they hold: CD_ codes, TX_ texts, MS_ figures, DT_ dates, LVL_ levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from wohnmonitor.errors import LayoutError

TODO = "compare the file with its layout in wohnmonitor/sources/statbel_layouts.py and with indicators/sources.toml"
OWN_NAME = re.compile(r"(CD|TX|MS|DT|LVL|OBS)_\w+|REFNIS(_NL|_FR)?")


@dataclass(frozen=True)
class Layout:
    """One table: the name it goes by, its needed columns, and whether its year stands in the file's name only."""

    table: str
    columns: tuple[str, ...]
    year_in_name: bool = False


def _layout(table: str, columns: str, year_in_name: bool = False) -> Layout:
    return Layout(table, tuple(columns.split()), year_in_name)


LAYOUTS = (
    _layout(
        "TF_BUILDING_PERMITS",
        "REFNIS CD_YEAR CD_PERIOD MS_BUILDING_RES_NEW MS_DWELLING_RES_NEW MS_APARTMENT_RES_NEW MS_SINGLE_HOUSE_RES_NEW"
        " MS_TOTAL_SURFACE_RES_NEW MS_BUILDING_RES_RENOVATION CD_REFNIS_LEVEL",
    ),
    _layout("building_stock_open_data", "CD_YEAR CD_REFNIS CD_REFNIS_LVL CD_STAT_TYPE CD_BUILDING_TYPE MS_VALUE"),
    # Population structure: the name of the code column and the column of the year changed with the year 2019.
    _layout("TF_SOC_POP_STRUCT", "CD_REFNIS CD_PROV_REFNIS CD_SEX CD_NATLTY CD_CIV_STS CD_AGE MS_POPULATION", True),
    _layout(
        "TF_SOC_POP_STRUCT_2018",
        "CD_YEAR CD_MUNTY_REFNIS CD_PROV_REFNIS CD_SEX CD_NATLTY CD_CIV_STS CD_AGE MS_POPULATION",
    ),
    # The same without names and civil status, several years in one file.
    _layout("TF_SOC_POP_STRUCT_2015", "CD_YEAR CD_MUNTY_REFNIS CD_SEX CD_NATLTY CD_AGE MS_POPULATION"),
    _layout("TF_CENSUS_2011_HC60_L", "CD_GEO_LVL_4 CD_OCS_LVL_1 CD_TOB_LVL_1 CD_TOB_LVL_2 OBS_VALUE"),
    _layout(
        "TU_COM_REFNIS",
        "LVL_REFNIS CD_REFNIS CD_SUP_REFNIS TX_REFNIS_DE TX_REFNIS_FR TX_REFNIS_NL DT_VLDT_START DT_VLDT_END",
    ),
    _layout(
        "TF_PSNL_INC_TAX_MUNTY",
        "CD_YEAR CD_MUNTY_REFNIS MS_NBR_NON_ZERO_INC MS_TOT_NET_TAXABLE_INC MS_TOT_MUNICIP_TAXES MS_TOT_RESIDENTS",
    ),
    _layout(
        "vastgoed",
        "CD_YEAR CD_TYPE_NL CD_REFNIS CD_PERIOD CD_CLASS_SURFACE MS_TOTAL_TRANSACTIONS MS_P_25 MS_P_50_median MS_P_75 CD_niveau_refnis",
    ),
    _layout(
        "TF_SOC_ADI_MUNTY",
        "CD_YEAR CD_MUNTY_REFNIS MS_NBR_ELIGIBLE MS_PERC_NOT_ELIGIBLE MS_Q1 MS_MEDIAN MS_Q3 MS_ADMIN_AROP",
    ),
)


def recognise(names: Iterable[str]) -> Layout | None:
    """The layout that shares most columns with `names`; None where none shares at least half of its own."""
    names = set(names)
    shared = {layout: len(names & set(layout.columns)) for layout in LAYOUTS}
    best = max(shared, key=lambda layout: (shared[layout], shared[layout] / len(layout.columns)))
    return best if shared[best] * 2 >= len(best.columns) else None


def is_own_style(names: Iterable[str]) -> bool:
    """True for an open-data table of Statbel in no layout above: codes and figures, all named in its way."""
    names = list(names)
    return (
        all(OWN_NAME.fullmatch(name) for name in names)
        and any(name.startswith(("CD_", "REFNIS")) for name in names)
        and any(name.startswith(("MS_", "OBS_")) for name in names)
    )


def check(where: str, table: str, needed: Iterable[str], names: Iterable[str]) -> None:
    """Raise LayoutError where a needed column is missing, naming it and what stands there instead."""
    names, needed = list(names), list(needed)
    missing = [name for name in needed if name not in names]
    if not missing:
        return
    strange = [name for name in names if name not in needed]
    near = [match for name in missing for match in get_close_matches(name, strange, n=1, cutoff=0.5)]
    found = f"no column {', '.join(missing)}; " + (f"but {', '.join(near)}" if near else f"columns {', '.join(names)}")
    raise LayoutError(where, found, f"{', '.join(needed)} in table {table}", TODO)
