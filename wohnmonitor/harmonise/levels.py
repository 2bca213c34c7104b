"""Every measure at every level at which it adds up, or at which a publisher prints an upper row."""

from __future__ import annotations

import pandas as pd

from wohnmonitor.aggregate import sum_members
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
    additive = {m for m, measure in catalogue.measures.items() if measure.adds_up == "sum"} | {"area"}
    key = ["measure", "area_id", "year"]
    rows = carried.assign(published=True)
    for members in (members_of(membership), former_parts(areas, changes), partitions(membership)):
        sums = _complete(rows[rows["measure"].isin(additive) & rows["value"].notna()], members)
        sums = sums.assign(published=False, level=sums["area_id"].map(areas.set_index("area_id")["level"]))
        # Of the municipalities the sum stands before the publisher's row; of districts only where there is no row.
        both = [sums, rows] if members["area_id"].isin(set(membership["municipality_id"])).all() else [rows, sums]
        rows = pd.concat(both, ignore_index=True)
        rows = rows.assign(_gap=rows["value"].isna()).sort_values([*key, "_gap"], kind="stable").drop_duplicates(key)
    return rows[[*CARRIED, "published"]].reset_index(drop=True)


def _complete(rows: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Sums over members where every one has the figure. Returns CARRIED."""
    parts = rows.rename(columns={"value": "numerator"}).assign(denominator=float("nan"))
    done = sum_members(parts, members, by=("measure",))
    done = done[done["coverage"] > 1 - 1e-9]
    return done.rename(columns={"group_id": "area_id", "numerator": "value"}).reindex(columns=CARRIED)
