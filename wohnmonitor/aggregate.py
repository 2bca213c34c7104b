"""The one group engine: sums over members, with coverage. Used to derive every level and every group a reader draws.

A sum counts only where all members have the figure; a ratio is the sum of numerators over the sum of denominators of
the members that have both, never a mean of ratios. What is short is either withheld or told by its coverage.
"""

from __future__ import annotations

import pandas as pd

from wohnmonitor.schema import STATUS_RANK

_RANK = {status: number for number, status in enumerate(STATUS_RANK)}


def weakest(statuses: pd.Series) -> str:
    """The weakest status among values; they are all of STATUS_RANK."""
    return STATUS_RANK[int(statuses.map(_RANK).max())]


def joined(sources: pd.Series) -> str:
    """Distinct table ids in a stable order, joined by ";"."""
    return ";".join(sorted({part for text in sources.dropna() for part in text.split(";")}))


def sum_members(parts: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Sum figures of members for each group and year.

    parts: area_id, year, numerator, denominator (NaN where the figure is a count), status, ref_date, source, segment.
    members: group_id, area_id. Returns group_id, year, numerator, denominator, status, ref_date, source, segment,
    coverage (members with a figure / members).
    """
    have = members.merge(parts.dropna(subset=["numerator"]), on="area_id")
    columns = ["group_id", "year", "numerator", "denominator", "status", "ref_date", "source", "segment", "coverage"]
    if have.empty:
        return pd.DataFrame(columns=columns)
    have["_rank"] = have["status"].map(_RANK).fillna(0)
    groups = have.groupby(["group_id", "year"], sort=True)
    out = groups.agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", lambda d: d.sum(min_count=1)),
        _rank=("_rank", "max"),
        ref_date=("ref_date", "max"),
        source=("source", lambda s: joined(s.drop_duplicates())),
        segment=("segment", "max"),
        _count=("area_id", "nunique"),
    ).reset_index()
    out["status"] = out["_rank"].astype(int).map(dict(enumerate(STATUS_RANK)))
    sizes = members.groupby("group_id")["area_id"].nunique()
    out["coverage"] = out["_count"] / out["group_id"].map(sizes)
    return out[columns]
