"""Statistical nearest neighbours: areas that are alike over declared figures.

Standardised Euclidean distance, as in the Nearest Neighbours Model of CIPFA and in the clustering of local authorities by the Office
for National Statistics: each figure as a z-score over all areas, the root of the mean squared difference over the figures that both have.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wohnmonitor.declared import Similar


def standardised(table: pd.DataFrame, logarithms: tuple[str, ...] = ()) -> pd.DataFrame:
    """z-scores of each column over its areas. table: index area_id, a column per indicator, gaps as NaN; columns in `logarithms` as
    logarithms, what is not above zero as a gap."""
    values = table.astype(float)
    for name in set(logarithms) & set(values):
        values[name] = np.log(values[name].where(values[name] > 0))
    spread = values.std(ddof=0)
    return (values - values.mean()) / spread.where(spread > 0)


def neighbours(scores: pd.DataFrame, area_id: str, rule: Similar) -> pd.Series:
    """The areas most like one: area_id -> distance in standard deviations, the nearest first, `rule.count` of them at most.

    scores: see standardised. Empty where the area has fewer than the declared share of the figures, or is not among them.
    """
    if area_id not in scores.index or scores.empty:
        return pd.Series(dtype=float)
    both = scores.notna() & scores.loc[area_id].notna()
    enough = both.sum(axis=1) >= rule.least * len(scores.columns) - 1e-9
    distance = np.sqrt(((scores - scores.loc[area_id]) ** 2).mean(axis=1))
    found = distance[enough].drop(area_id, errors="ignore").dropna()
    return found.sort_values(kind="stable").head(rule.count)
