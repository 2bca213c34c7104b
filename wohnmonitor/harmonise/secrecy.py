"""No suppressed figure can be worked out from the totals beside it (secondary suppression).

protect(levels, membership) -> the same frame with upper rows withheld where they would give one away.
Method: a suppressed figure is recoverable where it is a linear combination of the equations "total less known members = sum
of the unknown" (Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 6).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wohnmonitor.harmonise.levels import members_of


def protect(levels: pd.DataFrame, membership: pd.DataFrame, additive: set[str]) -> pd.DataFrame:
    """levels: frame of all_levels. Where a suppressed figure could be recovered, the smallest total that helps is withheld
    (status Q, reason suppressed), and so on until none can."""
    members = members_of(membership).groupby("group_id")["area_id"].agg(frozenset).to_dict()
    secret = levels[levels["reason"].eq("suppressed") & levels["measure"].isin(additive)]
    drop = []
    for (measure, year), _ in secret.groupby(["measure", "year"], sort=False):
        rows = levels[(levels["measure"] == measure) & (levels["year"] == year)]
        drop += _to_withhold(rows, members)
    if not drop:
        return levels
    out = levels.copy()
    out.loc[drop, "value"] = np.nan
    out.loc[drop, ["status", "reason"]] = ["Q", "suppressed"]
    return out


def _to_withhold(rows: pd.DataFrame, members: dict[str, frozenset[str]]) -> list[int]:
    """Labels of upper rows to withhold, of one measure and year."""
    known = set(rows.loc[rows["value"].notna() & ~rows["area_id"].isin(set(members)), "area_id"])
    unknown = sorted(frozenset().union(*members.values()) - known)
    place = {area: number for number, area in enumerate(unknown)}

    def vector(area: str) -> np.ndarray:
        out = np.zeros(len(unknown))
        out[[place[town] for town in members.get(area, frozenset([area])) if town in place]] = 1
        return out

    secret = [vector(area) for area in rows.loc[rows["reason"].eq("suppressed"), "area_id"]]
    totals = rows[rows["value"].notna() & rows["area_id"].isin(set(members))]
    sums = {label: vector(area) for label, area in totals["area_id"].items()}
    sums = dict(sorted(((n, v) for n, v in sums.items() if v.any()), key=lambda item: item[1].sum()))
    withheld = []
    for target in secret:
        if not target.any():
            continue
        while sums and _recoverable(target, list(sums.values())):
            # The smallest total that holds the figure: what is lost is least.
            label = next((n for n, v in sums.items() if (v * target).any()), None)
            if label is None:
                break
            withheld.append(label)
            del sums[label]
    return withheld


def _recoverable(target: np.ndarray, equations: list[np.ndarray]) -> bool:
    matrix = np.array(equations)
    return np.linalg.matrix_rank(np.vstack([matrix, target])) == np.linalg.matrix_rank(matrix)
