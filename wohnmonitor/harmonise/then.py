"""As it was: figures on the municipalities of each year's 1 January.

Most of them are today's, so only the others are carried and derived: municipalities that are gone, and those that kept their
id but not their territory (Roermond before 2007). A territory is changed by an event that moves counts; border corrections
move none, and the outlines we have differ by more than was moved. Districts, regions and countries are those of today: they
are sums over whole municipalities of today, so it does not matter how those were divided.

    timeline -> former -> carry_then -> (settle, all_levels, derive, beside the figures of today) -> split
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.harmonise.territory import BEGINNING, CONVERTED, TODAY, alive, conversion, convert, links, placed
from wohnmonitor.schema import REASON_STATUS, VALUES

BASE = {"persons": ("population",), "dwellings": ("dwellings", "dwellings_census")}
"""The counts a merged figure is taken apart with."""


def territories(areas: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Every territory a municipality has had: key (area_id@first day), area_id, country, since, until, first, last.

    since and until: first and last day, BEGINNING and TODAY where open. first and last: the years on whose 1 January it
    stood, 0 and 9999 where open; a territory that saw none has first > last.
    """
    moves = changes[(changes["kind"] != "border") & (changes[["share_persons", "share_dwellings"]].max(axis=1) > 0)]
    cuts: dict[str, set[str]] = {}
    for day, *ends in zip(moves["date"], moves["from_id"], moves["to_id"], strict=True):
        for area in ends:
            cuts.setdefault(area, set()).add(day)
    rows = []
    for town in areas[areas["level"] == "municipality"].itertuples():
        born, died = town.valid_from or BEGINNING, town.valid_to or TODAY
        days = [born, *sorted(day for day in cuts.get(town.area_id, ()) if born < day <= died)]
        ends = [*(_day_before(day) for day in days[1:]), died]
        rows += [(f"{town.area_id}@{a}", town.area_id, town.country, a, b) for a, b in zip(days, ends, strict=True)]
    out = pd.DataFrame(rows, columns=["key", "area_id", "country", "since", "until"])
    year = out["since"].str[:4].astype(int)
    newborn = ~out["since"].str.endswith("-01-01") & out["since"].ne(BEGINNING)
    return out.assign(first=year + newborn, last=out["until"].str[:4].astype(int))


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def timeline(areas: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Columns of `territories`, successor: the municipality of today that holds most of its persons; recoded: it is the same."""
    every = territories(areas, changes)
    towns = _moved(areas, changes)
    parts = []
    for until, group in every[every["until"] != TODAY].groupby("until"):
        table = conversion(changes, alive(towns, until), until, "persons")
        table["recoded"] = table.groupby("to_id")["from_id"].transform("size").eq(1) & table["share"].eq(1)
        most = table.sort_values("share", kind="stable").drop_duplicates("from_id", keep="last")
        parts.append(group[["key", "area_id"]].merge(most, left_on="area_id", right_on="from_id"))
    heir = pd.concat(parts).set_index("key")
    return every.assign(
        successor=every["key"].map(heir["to_id"]).fillna(every["area_id"]),
        recoded=every["key"].map(heir["recoded"]).eq(True),
    )


def _moved(areas: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Areas that an event other than a border correction names."""
    moves = changes[changes["kind"] != "border"]
    return areas[areas["area_id"].isin({*moves["from_id"], *moves["to_id"]})]


def former(lives: pd.DataFrame, year: int) -> pd.DataFrame:
    """Of a `timeline` the territories that are not of today and stood on a 1 January of `year` or later."""
    return lives[lives["until"].ne(TODAY) & (lives["first"] <= lives["last"]) & (lives["last"] >= year)]


def as_areas(old: pd.DataFrame, km2: pd.DataFrame) -> pd.DataFrame:
    """Territories that figures must be derived for (not those only recoded) as municipalities, the key for an id.

    km2: vintage, area_id, area_km2. Columns area_id, level, country, area_km2.
    """
    rows = old[~old["recoded"]]
    return pd.DataFrame({
        "area_id": rows["key"], "level": "municipality", "country": rows["country"],
        "area_km2": rows["key"].map(area_km2(rows, km2)),
    })  # fmt: skip


def in_no_group(extra: pd.DataFrame) -> pd.DataFrame:
    """Rows of membership that let territories be derived beside the municipalities of today, and be part of no sum."""
    return pd.DataFrame({"municipality_id": "", "level": "municipality", "area_id": extra["area_id"]})


def carry_then(
    measures: pd.DataFrame, old: pd.DataFrame, areas: pd.DataFrame, changes: pd.DataFrame, km2: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """schema.MEASURES -> CONVERTED on the keys of `as_areas`, for the years of each and those next to them that a formula reads.

    old: frame of `former`. km2: vintage, area_id, area_km2. A figure counted on the territory itself stands as it is, and
    before any that was converted.
    """
    share_of = {m: measure.share if measure.adds_up == "sum" else None for m, measure in catalogue.measures.items()}
    towns = _moved(areas, changes)
    formulas = [i.formula for i in catalogue.indicators.values()]
    back = max(f.years if f.type == "growth" else f.pool - 1 for f in formulas)
    ahead = max(f.years if f.forward else 1 for f in formulas)
    lives = old[~old["recoded"]].assign(first=old["first"] - back, last=old["last"] + ahead)
    rows = placed(measures[measures["area_id"].isin(set(towns["area_id"]))], changes, share_of)
    own = rows.merge(lives, on="area_id")
    own = own[(own["territory"] >= own["since"]) & (own["territory"] <= own["until"]) & own["year"].between(own["first"], own["last"])]
    weights = _weights(own, lives, km2)
    own = own.assign(area_id=own["key"])[CONVERTED]
    counted = rows.assign(country=rows["area_id"].str[:2])[["country", "epoch", "year"]].drop_duplicates()
    tables = []
    for edge in ("since", "until"):
        for (day, country), group in lives.groupby([edge, "country"]):
            near = counted[counted["country"].eq(country) & counted["year"].between(group["first"].min(), group["last"].max())]["epoch"]
            near = sorted(set(near[near < day] if edge == "since" else near[near > day]))
            if near:
                standing = weights[(weights["since"] <= day) & (weights["until"] >= day)].set_index("area_id")
                table = links(towns[towns["country"] == country], changes, near, day, standing)
                tables.append(table.merge(group[["area_id", "key", "first", "last"]], left_on="to_id", right_on="area_id"))
    if not tables:
        return own
    table = pd.concat(tables, ignore_index=True)
    others = convert(rows, table.drop(columns="area_id").assign(to_id=table["key"]))
    key = ["measure", "area_id", "year"]
    has = own.dropna(subset=["value"]).set_index(key).index
    return pd.concat([own, others[~others.set_index(key).index.isin(has)]], ignore_index=True)


def _weights(own: pd.DataFrame, lives: pd.DataFrame, km2: pd.DataFrame) -> pd.DataFrame:
    """Territories with persons, dwellings and area of each: the last figure counted on it before it changed."""
    out = lives.assign(area=lives["key"].map(area_km2(lives, km2)))
    for by, measures in BASE.items():
        counted = own[own["measure"].isin(measures) & own["value"].notna() & (own["year"] < own["last"])]
        out[by] = out["key"].map(counted.sort_values("year", kind="stable").drop_duplicates("key", keep="last").set_index("key")["value"])
    return out


def area_km2(old: pd.DataFrame, km2: pd.DataFrame) -> pd.Series:
    """key -> km2 as drawn while the territory stood; before the first outlines it is not known."""
    drawn = km2.assign(day=km2["vintage"] + "-01-01").merge(old, on="area_id")
    drawn = drawn[(drawn["day"] >= drawn["since"]) & (drawn["day"] <= drawn["until"])]
    return drawn.sort_values("vintage").drop_duplicates("key", keep="last").set_index("key")["area_km2"]


def split(values: pd.DataFrame, old: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """schema.VALUES of areas of today and of keys -> (those of today, those of former territories under their ids).

    A former territory has a row for each of an indicator's years in its life. What was only recoded has the figures of
    today. What nobody collected or only districts have is missing then as today; what is known of the successor alone
    cannot be converted.
    """
    is_key = values["area_id"].isin(set(old["key"]))
    today = values[~is_key].reset_index(drop=True)
    life = old[["key", "area_id", "first", "last", "successor", "recoded"]]
    rows = pd.concat([
        values[is_key].merge(life, left_on="area_id", right_on="key", suffixes=("_key", "")),
        today.merge(life[life["recoded"]], left_on="area_id", right_on="successor", suffixes=("_key", "")),
    ])  # fmt: skip
    rows = rows[rows["year"].between(rows["first"], rows["last"])]
    now = today.set_index(["indicator", "area_id", "year"])["reason"].rename("_now")
    rows = rows.join(now, on=["indicator", "successor", "year"])
    silent = rows["value"].isna() & rows["reason"].eq("not_delivered")
    alike = rows["_now"].isin(["not_collected", "district_only", "licence"])
    secret = _secret(rows)
    rows.loc[secret, ["value", "numerator", "denominator", "part_numerator", "part_denominator"]] = float("nan")
    rows.loc[secret, "reason"] = "suppressed"
    rows["reason"] = rows["reason"].where(~(silent & alike), rows["_now"]).where(~silent | rows["_now"].notna(), "not_convertible")
    rows["status"] = rows["status"].where(rows["value"].notna(), rows["reason"].map(REASON_STATUS))
    return today, rows.sort_values(["indicator", "year", "area_id"], ignore_index=True)[VALUES]


def _secret(rows: pd.DataFrame) -> pd.Series:
    """Counts beside the one suppressed part of a municipality of today whose own figure is shown: they would give it away."""
    hidden = rows["reason"].eq("suppressed").groupby([rows[name] for name in ("indicator", "successor", "year")]).transform("sum")
    return hidden.eq(1) & rows["_now"].isna() & rows["numerator"].notna()
