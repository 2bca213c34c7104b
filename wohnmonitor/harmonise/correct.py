"""Corrections by hand, the last step on measures: what is derived follows, and `source` says so from then on."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wohnmonitor.declared import Correction
from wohnmonitor.schema import CORRECTION

CORRECTIONS = ["measure", "area_id", "year", "source", "value", "status", "replaces", "found"]
"""Key: measure, area_id, year, source. replaces: the publisher's figure as declared; found: as it stands now, NaN for none."""
KEY = CORRECTIONS[:4]


def correct(carried: pd.DataFrame, corrections: Iterable[Correction]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """schema.CARRIED with the corrections in it, and CORRECTIONS: what each replaced. One that finds no row changes nothing."""
    told = pd.DataFrame(
        [(*one.key, one.value, one.status, one.replaces) for one in corrections], columns=CORRECTIONS[:-1]
    ).astype({"measure": "str", "area_id": "str", "source": "str", "status": "str", "year": "int64", "value": float, "replaces": float})
    here = carried.reset_index().merge(told, on=KEY, suffixes=("", "_told")).set_index("index")
    found = here[KEY].assign(found=here["value"])
    out = carried.copy()
    at = here.index
    out.loc[at, "value"], out.loc[at, "status"] = here["value_told"], here["status_told"]
    out.loc[at, "reason"] = None
    out.loc[at, "precision"] = float("nan")
    out.loc[at, "source"] = [";".join(sorted((source, CORRECTION))) for source in here["source"]]
    return out, told.merge(found, on=KEY, how="left")[CORRECTIONS]
