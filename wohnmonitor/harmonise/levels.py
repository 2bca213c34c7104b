"""Every measure at every level at which it adds up, or at which a publisher prints an upper row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wohnmonitor.aggregate import Grid, membership_mask, sum_members
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.schema import CARRIED

UPPER = ("district", "region", "country", "emr")


def members_of(membership: pd.DataFrame) -> pd.DataFrame:
    """group_id, area_id: the municipalities of each district, region, country and of the Euregio."""
    return membership.rename(columns={"area_id": "group_id", "municipality_id": "area_id"})[["group_id", "area_id"]]


def partitions(membership: pd.DataFrame) -> pd.DataFrame:
    """group_id, area_id: the districts that lie wholly in each region, country and the Euregio, where they fill it."""
    members = members_of(membership)
    districts = set(membership.loc[membership["level"] == "district", "area_id"])
    sets = members.groupby("group_id")["area_id"].agg(frozenset)
    rows = []
    for group, towns in sets.items():
        if group in districts:
            continue
        inside = [d for d in sorted(districts) if sets[d] <= towns]
        if sum(len(sets[d]) for d in inside) == len(towns):
            rows += [(group, district) for district in inside]
    return pd.DataFrame(rows, columns=["group_id", "area_id"])


def former_parts(areas: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """group_id, area_id: the former districts a district was formed of; a former city that was a district is its town of today."""
    level = areas.set_index("area_id")["level"]
    towns = areas.loc[areas["level"] == "municipality", "area_id"]
    successor = changes[changes["kind"] == "recode"].set_index("from_id")["to_id"]
    rows = []
    for change in changes[changes["from_id"].map(level).eq("district")].itertuples():
        own = towns[towns.str.startswith(change.from_id)]
        part = successor.get(own.iloc[0], own.iloc[0]) if len(own) == 1 else change.from_id
        rows.append((change.to_id, part))
    return pd.DataFrame(rows, columns=["group_id", "area_id"])


def all_levels(
    carried: pd.DataFrame, areas: pd.DataFrame, membership: pd.DataFrame, changes: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """schema.CARRIED of municipalities and published upper rows -> the same with every upper level, plus `published`.

    Where all municipalities have the figure, their sum stands; else the publisher's row; else the sum of the published
    former or present districts that fill the area. Nothing else: a sum is never short.
    """
    additive = [m for m, measure in catalogue.measures.items() if measure.adds_up == "sum"]
    towns, former, districts = members_of(membership), former_parts(areas, changes), partitions(membership)
    grid = Grid(sorted({*areas["area_id"], *carried["area_id"]}), carried)
    groups = [sorted(members["group_id"].unique()) for members in (towns, former, districts)]
    masks = [membership_mask(m, g, grid.areas) for m, g in zip((towns, former, districts), groups, strict=True)]
    at = [[grid.place[group] for group in names] for names in groups]
    parts = []
    for measure, coded in grid.code(carried[carried["measure"].isin(additive)]).groupby("measure", sort=False):
        cells = grid.lay(coded)
        ours = np.zeros(cells.value.shape, dtype=bool)
        for number, (mask, place) in enumerate(zip(masks, at, strict=True)):
            sums = sum_members(cells.with_(numerator=cells.value), mask, at_least=1)
            sums = sums.with_(value=sums.numerator, numerator=None, denominator=None, estimate=None, coverage=None)
            # Of the municipalities the sum stands before the publisher's row; of districts only where there is no row.
            stands = sums.has if number == 0 else sums.has & ~cells.take(place).has
            cells = cells.put(place, stands, sums)
            ours[place] |= stands
        years = np.flatnonzero(ours.any(axis=0))
        parts.append(grid.rows(cells, years)[ours[:, years].reshape(-1)].assign(measure=measure, published=False))
    sums = pd.concat(parts, ignore_index=True) if parts else carried.iloc[:0]
    sums = sums.assign(level=sums["area_id"].map(areas.set_index("area_id")["level"]))
    both = pd.concat([sums, carried.assign(published=True)], ignore_index=True)
    rows = both.drop_duplicates(["measure", "area_id", "year"])
    return rows[[*CARRIED, "published"]].reset_index(drop=True)
