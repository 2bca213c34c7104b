"""One figure for each measure, area and year: precedence, census fill, breaks.

settle(...) -> (carried, conflicts). Where two tables hold the same figure, the order of `sources` in measures.toml
decides; differences are kept in the conflict frame, not hidden.
"""

from __future__ import annotations

import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Measure
from wohnmonitor.schema import CARRIED, LEVELS

CONFLICTS = ["measure", "area_id", "year", "source", "value", "other_source", "other_value", "difference", "relative"]


def settle(converted: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Frame of carry_over -> (schema.CARRIED frame, CONFLICTS frame)."""
    rank = {(m, s): n for m, measure in catalogue.measures.items() for n, s in enumerate(measure.sources)}
    frame = converted.assign(
        _gap=converted["value"].isna(),
        _rank=[rank[pair] for pair in zip(converted["measure"], converted["source"], strict=True)],
    ).sort_values(["measure", "area_id", "year", "_gap", "_rank"], kind="stable")
    key = ["measure", "area_id", "year"]
    first = frame.drop_duplicates(key)
    rest = frame[frame.duplicated(key)]
    conflicts = _conflicts(first, rest)
    info = areas.set_index("area_id")
    first = first.assign(level=first["area_id"].map(info["level"]), country=first["area_id"].map(info["country"]))
    # An upper row that is no area of ours (the province of Liège) serves the check of closure alone.
    first = first[first["level"].isin(LEVELS)]
    # What a census fills stands before a gap.
    first = pd.concat([first[first["value"].notna()], _census_fill(first, catalogue), first[first["value"].isna()]])
    first = first.drop_duplicates(key, ignore_index=True)
    return _segments(first, catalogue)[CARRIED].sort_values(key, ignore_index=True), conflicts


def _conflicts(first: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    key = ["measure", "area_id", "year"]
    columns = [*key, "source", "value", "precision"]
    pairs = first[columns].merge(rest[columns], on=key, suffixes=("", "_other")).dropna(subset=["value", "value_other"])
    difference = pairs["value_other"] - pairs["value"]
    rounding = pairs[["precision", "precision_other"]].astype(float).max(axis=1).fillna(0) / 2
    out = pairs.rename(columns={"source_other": "other_source", "value_other": "other_value"})
    out = out.assign(difference=difference, relative=difference / pairs["value"].where(pairs["value"] != 0))
    return out[difference.abs() > rounding + 1e-9][CONFLICTS].reset_index(drop=True)


def _census_fill(first: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A census fills its plain series only in years of which that series has nothing in that country, status B."""
    parts = []
    for measure_id, measure in catalogue.measures.items():
        if not measure.census:
            continue
        has = first[(first["measure"] == measure_id) & first["value"].notna()]
        taken = set(zip(has["country"], has["year"], strict=True))
        census = first[first["measure"] == measure.census]
        lacks = [pair not in taken for pair in zip(census["country"], census["year"], strict=True)]
        fill = census[pd.Series(lacks, index=census.index, dtype=bool)].assign(measure=measure_id)
        parts.append(fill.assign(status=fill["status"].where(fill["status"] != "A", "B")))
    return pd.concat(parts, ignore_index=True) if parts else first.iloc[:0]


def breaks_before(measure: Measure, country: str | None, year: int) -> int:
    """How many declared breaks of a country lie at or before `year`; all countries where `country` is None."""
    return sum(b.year <= year for b in measure.breaks if country in (b.country, None))


def _segments(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Number the stretches between breaks, and mark the first year after one B."""
    out = frame.assign(segment=0)
    for measure_id, measure in catalogue.measures.items():
        for cut in measure.breaks:
            here = (out["measure"] == measure_id) & (out["country"].isna() | (out["country"] == cut.country))
            out.loc[here & (out["year"] >= cut.year), "segment"] += 1
            if cut.mark:
                out.loc[here & (out["year"] == cut.year) & (out["status"] == "A"), "status"] = "B"
    return out
