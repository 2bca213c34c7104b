"""Declared formulas over measures -> indicators, at every level, with a reason for every gap.

derive(levels, areas, membership, catalogue) -> frame schema.VALUES.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wohnmonitor.aggregate import joined, sum_members
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Indicator
from wohnmonitor.harmonise.levels import members_of
from wohnmonitor.schema import REASON_STATUS, STATUS_RANK, VALUES

KEY = ["area_id", "year"]
_RANK = {status: number for number, status in enumerate(STATUS_RANK)}
PARTS = [*KEY, "value", "numerator", "denominator", "status", "reason", "ref_date", "source", "segment"]


def derive(levels: pd.DataFrame, areas: pd.DataFrame, membership: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """All indicators. levels: the frame of all_levels, with the measure `area` (km2) among them."""
    by_measure = dict(list(levels.groupby("measure", sort=False)))
    empty = levels.iloc[:0]
    parts = []
    for indicator in catalogue.indicators.values():
        rows = FORMULAS[indicator.formula.type](indicator, lambda m: by_measure.get(m, empty), areas, catalogue)
        rows = _partial_groups(rows, indicator, membership, areas)
        parts.append(_with_gaps(rows, indicator, areas, membership))
    out = pd.concat(parts, ignore_index=True)
    return out[VALUES].sort_values(["indicator", "level", "year", "area_id"], ignore_index=True)


def _level(indicator: Indicator, measure, areas: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A measure as it is; where countries count different things under one id, each its own."""
    named = indicator.formula.measure
    if isinstance(named, str):
        rows = measure(named)
    else:
        country = areas.set_index("area_id")["country"]
        rows = pd.concat([measure(m)[lambda f: f["area_id"].map(country).eq(c)] for c, m in named.items()])  # noqa: B023
    additive = not isinstance(named, dict) and (named == "area" or catalogue.measures[named].adds_up == "sum")
    return rows.assign(numerator=rows["value"] if additive else np.nan, denominator=np.nan)[PARTS]


def _sum_of(names: tuple[str, ...], measure) -> pd.DataFrame:
    """Sum of several measures for each area and year; a missing part makes a gap with its reason."""
    rows = pd.concat([measure(name) for name in names], ignore_index=True)
    rows["_rank"] = rows["status"].map(_RANK).fillna(90).where(rows["value"].notna(), 90).astype(int)
    rows = rows.sort_values([*KEY, "_rank"], kind="stable")
    if len(names) == 1:
        return rows
    out = rows.groupby(KEY, sort=False).agg(
        value=("value", lambda v: v.sum(min_count=len(names))), count=("measure", "nunique"), status=("status", "last"),
        reason=("reason", "last"), ref_date=("ref_date", "max"), source=("source", "last"), segment=("segment", "max"),
        _rank=("_rank", "max"),
    ).reset_index()  # fmt: skip
    return out[out["count"] == len(names)]


def _two(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Join numerator and denominator rows; status is the weakest, reason that of the part that lacks."""
    both = left.merge(right[[*KEY, "value", "status", "reason", "source", "segment"]], on=KEY, suffixes=("", "_2"))
    rank = pd.concat([both["status"].map(_RANK), both["status_2"].map(_RANK)], axis=1).max(axis=1).fillna(0).astype(int)
    both["status"] = rank.map(dict(enumerate(STATUS_RANK)))
    both["reason"] = both["reason"].where(both["value"].isna(), both["reason_2"]).where(
        both["value"].isna() | both["value_2"].isna(), None
    )
    both["source"] = [
        a if a == b else joined(pd.Series([a, b])) for a, b in zip(both["source"], both["source_2"], strict=True)
    ]
    return both


def _ratio(indicator: Indicator, measure, areas: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """factor * sum of numerators / sum of denominators, both of one census base; or the published share."""
    formula = indicator.formula
    top = _sum_of(formula.numerator, measure)
    bottom = _sum_of(formula.denominator, measure)
    if set(formula.denominator) <= {"area"}:
        years = top[["year"]].drop_duplicates()
        bottom = bottom.drop(columns="year").merge(years, how="cross")
    plain = _two(top, bottom)
    census = _census_denominator(formula, top, measure, catalogue)
    if census is not None:
        plain = pd.concat([plain[~plain.set_index(KEY).index.isin(census.set_index(KEY).index)], census])
    out = plain.assign(numerator=plain["value"], denominator=plain["value_2"])
    zero = out["denominator"].eq(0)
    out["value"] = formula.factor * out["numerator"] / out["denominator"].where(~zero)
    out.loc[zero & out["numerator"].notna(), "reason"] = "undefined"
    out.loc[out["value"].isna(), ["numerator", "denominator"]] = np.nan
    out["segment"] = out[["segment", "segment_2"]].max(axis=1)
    if formula.published:
        out = _published(out[PARTS], measure(formula.published), measure(formula.weight), formula.factor)
    return out


def _census_denominator(formula, top: pd.DataFrame, measure, catalogue: Catalogue) -> pd.DataFrame | None:
    """A numerator that a census filled in is divided by the same census's denominator where it counted one."""
    name = formula.numerator[0]
    if len(formula.numerator) != 1 or name not in catalogue.measures or not catalogue.measures[name].census:
        return None
    other = catalogue.measures.get(formula.denominator[0])
    if other is None or not other.census:
        return None
    filled = top[top["source"].isin(catalogue.measures[catalogue.measures[name].census].sources)]
    return _two(filled, measure(other.census))


def _published(ratio: pd.DataFrame, share: pd.DataFrame, weight: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Where only the share was printed it stands as printed; the weight serves aggregates alone, as an estimate."""
    known = ratio[ratio["value"].notna()].set_index(KEY).index
    rows = share[~share.set_index(KEY).index.isin(known)]
    rows = rows.merge(weight.loc[weight["value"].notna(), [*KEY, "value"]].rename(columns={"value": "_weight"}), on=KEY, how="left")
    rows = rows.assign(numerator=rows["value"] / factor * rows["_weight"], denominator=rows["_weight"], _estimate=True)
    rest = ratio[~ratio.set_index(KEY).index.isin(rows.set_index(KEY).index)]
    return pd.concat([rest, rows[[*PARTS, "_estimate"]]], ignore_index=True)


def _growth(indicator: Indicator, measure, areas: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """P(t)/P(t-n) - 1 in %, a year where `annual`; never across a break."""
    rows, years = measure(indicator.formula.measure), indicator.formula.years
    before = rows.assign(year=rows["year"] + years)
    both = _two(rows.assign(status=rows["status"].replace("B", "A")), before.assign(status=before["status"].replace("B", "A")))
    broken = (both["segment"] != both["segment_2"]) & both["value"].notna() & both["value_2"].notna()
    usable = ~broken & both["value"].notna() & both["value_2"].notna()
    both["numerator"], both["denominator"] = both["value"].where(usable), both["value_2"].where(usable)
    both.loc[broken, "reason"] = "break"
    return both.assign(value=_grow(both["numerator"], both["denominator"], indicator))[PARTS]


def _grow(top: pd.Series, bottom: pd.Series, indicator: Indicator) -> pd.Series:
    power = 1 / indicator.formula.years if indicator.formula.annual else 1
    return ((top / bottom.where(bottom > 0)) ** power - 1) * 100


def _index(indicator: Indicator, measure, areas: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Value / value of the base year * 100, within each area."""
    rows = _level(indicator, measure, areas, catalogue)
    base = rows[rows["year"] == indicator.formula.base_year].drop(columns="year")
    years = rows[["year"]].drop_duplicates()
    both = _two(rows, base.merge(years, how="cross"))
    same = both["segment"] == both["segment_2"]
    both.loc[~same & both["value"].notna() & both["value_2"].notna(), "reason"] = "break"
    both["value"] = (100 * both["value"] / both["value_2"]).where(same)
    return both.assign(numerator=np.nan, denominator=np.nan)[PARTS]


FORMULAS = {"level": _level, "ratio": _ratio, "growth": _growth, "index": _index}


def _partial_groups(rows: pd.DataFrame, indicator: Indicator, membership: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Ratios and growth rates of groups of which most members have both parts: shown with their coverage, status E."""
    level = areas.set_index("area_id")["level"]
    rows = rows.assign(coverage=np.where(rows["value"].notna(), 1.0, np.nan), level=rows["area_id"].map(level))
    if "_estimate" not in rows:
        rows["_estimate"] = False
    towns = rows[rows["level"] == "municipality"]
    sums = sum_members(towns, members_of(membership)).rename(columns={"group_id": "area_id"})
    estimated = set(zip(*(towns.loc[towns["_estimate"].eq(True), column] for column in KEY), strict=True))
    kind = indicator.formula.type
    if kind in ("level", "index") or sums.empty:
        sums["value"] = np.nan
    elif kind == "growth":
        sums["value"] = _grow(sums["numerator"], sums["denominator"], indicator)
    else:
        sums["value"] = indicator.formula.factor * sums["numerator"] / sums["denominator"].where(sums["denominator"] != 0)
    if estimated and not sums.empty:
        owns = members_of(membership).merge(pd.DataFrame(sorted(estimated), columns=KEY), on="area_id")
        marked = set(zip(owns["group_id"], owns["year"], strict=True))
        sums.loc[[pair in marked for pair in zip(sums["area_id"], sums["year"], strict=True)], "status"] = "E"
    short = sums["coverage"] < 1 - 1e-9
    sums.loc[short, "status"] = "E"
    withheld = sums["coverage"] < indicator.min_coverage
    sums.loc[withheld, ["value", "numerator", "denominator"]] = np.nan
    sums = sums.assign(reason=None, level=sums["area_id"].map(level))
    good = rows[rows["value"].notna() | rows["level"].eq("municipality")]
    index = good.set_index(KEY).index
    gaps = rows[~rows.set_index(KEY).index.isin(index)]
    sums = sums[~sums.set_index(KEY).index.isin(index)]
    gaps = gaps[~gaps.set_index(KEY).index.isin(sums.loc[sums["value"].notna()].set_index(KEY).index)]
    sums = sums[~sums.set_index(KEY).index.isin(gaps.set_index(KEY).index)]
    # A published share's helper parts serve the group only; the printed figure has none of its own.
    good.loc[good["_estimate"].eq(True), ["numerator", "denominator"]] = np.nan
    return pd.concat([good, gaps, sums], ignore_index=True)


def _with_gaps(rows: pd.DataFrame, indicator: Indicator, areas: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """A row for every area and every year in which the indicator has a figure anywhere; gaps say why."""
    today = set(membership["municipality_id"]) | set(membership["area_id"])
    info = areas.loc[areas["area_id"].isin(today), ["area_id", "level", "country"]]
    years = pd.DataFrame({"year": sorted(rows.loc[rows["value"].notna(), "year"].unique())})
    grid = info.merge(years, how="cross")
    out = grid.merge(rows.drop(columns=["level"]).drop_duplicates(KEY), on=KEY, how="left")
    gap = out["value"].isna()
    district = membership[membership["level"] == "district"].set_index("municipality_id")["area_id"]
    # A district's own figure, not our estimate from some of its municipalities.
    has = set(zip(*(out.loc[~gap & out["coverage"].gt(1 - 1e-9), column] for column in KEY), strict=True))
    covered = [(d, y) in has for d, y in zip(out["area_id"].map(district), out["year"], strict=True)]
    collected = out["country"].map(indicator.collected)
    silent = gap & (out["reason"].isna() | out["reason"].eq("not_delivered"))
    out.loc[gap & out["reason"].isna(), "reason"] = "not_delivered"
    out.loc[silent & pd.Series(covered, index=out.index), "reason"] = "district_only"
    out.loc[gap & collected.eq(False), "reason"] = "not_collected"
    out.loc[gap, "status"] = out.loc[gap, "reason"].map(REASON_STATUS)
    out.loc[gap, ["ref_date", "source"]] = None
    out.loc[gap, ["numerator", "denominator"]] = np.nan  # a short sum is not shown either
    out.loc[gap & out["coverage"].isna(), "coverage"] = 0.0
    out.loc[~gap, "reason"] = None
    out["segment"] = out["segment"].fillna(0).astype(int)
    return out.assign(indicator=indicator.id)
