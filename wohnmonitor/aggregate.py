"""The one group engine: sums over members, with coverage. Used to derive every level and every group a reader draws.

A sum counts only where all members have the figure; a ratio is the sum of numerators over the sum of denominators of
the members that have both, never a mean of ratios. What is short is either withheld or told by its coverage.
"""

from __future__ import annotations

import pandas as pd

from wohnmonitor.schema import STATUS_RANK

_RANK = {status: number for number, status in enumerate(STATUS_RANK)}


def joined(sources: pd.Series) -> str:
    """Distinct table ids in a stable order, joined by ";"."""
    return ";".join(sorted({part for text in sources.dropna() for part in text.split(";")}))


def sum_members(parts: pd.DataFrame, members: pd.DataFrame, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Sum figures of members for each group and year, and for each value of the columns `by`.

    parts: key area_id, year (and `by`); numerator, denominator (NaN where the figure is a count), status, ref_date, source, segment.
    members: group_id, area_id. Returns group_id, year, numerator, denominator, status, ref_date, source, segment,
    coverage (members with a figure / members).
    """
    have = members.merge(parts.dropna(subset=["numerator"]), on="area_id")
    columns = [*by, "group_id", "year", "numerator", "denominator", "status", "ref_date", "source", "segment", "coverage"]
    if have.empty:
        return pd.DataFrame(columns=columns)
    have["_rank"] = have["status"].map(_RANK).fillna(0)
    key = [*by, "group_id", "year"]
    groups = have.groupby(key, sort=True)
    out = groups.agg(
        numerator=("numerator", "sum"),
        _rank=("_rank", "max"),
        ref_date=("ref_date", "max"),
        segment=("segment", "max"),
        _count=("area_id", "size"),
    )
    out["denominator"] = groups["denominator"].sum(min_count=1)
    distinct = have[[*key, "source"]].drop_duplicates()
    alone = ~distinct.duplicated(key, keep=False)
    several = distinct[~alone].groupby(key)["source"].agg(joined)
    out["source"] = pd.concat([distinct[alone].set_index(key)["source"], several])
    out = out.reset_index()
    out["status"] = out["_rank"].astype(int).map(dict(enumerate(STATUS_RANK)))
    sizes = members.groupby("group_id")["area_id"].nunique()
    out["coverage"] = out["_count"] / out["group_id"].map(sizes)
    return out[columns]
