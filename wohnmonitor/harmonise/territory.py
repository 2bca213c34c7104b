"""Figures on the municipalities of one date -> figures on those of another, forwards and backwards.

Counts are added up: exact for whole mergers and recodings, estimated (E) where a municipality was split.
Backwards the same events are read the other way: exact where the area was recoded or unchanged; a merged figure is taken
apart by the declared share of the base date (persons, dwellings or area of each part at the reorganisation), as an estimate.
That is proportional apportionment, as in the BBSR's Umsteigeschlüssel; where the base is not known it is refused.
Medians, means and published shares are never converted: they stay where the area is the same, else the gap says why.
Border corrections (a few persons at most) are recorded in area_change but move no counts; they move area.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from wohnmonitor.schema import STATUS_RANK

CONVERTED = [
    "measure", "area_id", "year", "ref_date", "value", "status", "reason", "precision", "source", "file", "row",
]  # fmt: skip
SHARES = ("persons", "dwellings", "area")
TODAY = "9999-12-31"
BEGINNING = "0000-00-00"


def conversion(changes: pd.DataFrame, area_ids: Iterable[str], start: str, share: str, end: str = TODAY) -> pd.DataFrame:
    """Which share of each area of date `start` lies in which area of the later date `end`.

    changes: area_change frame. share: persons, dwellings or area. Events with start < date <= end are applied day by day,
    those of one day at once. Returns from_id, to_id, share, exact; every area of `area_ids` appears at least once as from_id.
    """
    column = f"share_{share}"
    moves = changes[(changes["date"] > start) & (changes["date"] <= end)]
    if share != "area":
        moves = moves[moves["kind"] != "border"]
    state: dict[str, dict[str, tuple[float, bool]]] = {area: {area: (1.0, True)} for area in area_ids}
    for _, events in moves.groupby("date", sort=True):
        step: dict[str, list[tuple[str, float, bool]]] = {}
        for from_id, to_id, part, exact in zip(events["from_id"], events["to_id"], events[column], events["exact"], strict=True):
            if part > 0:
                step.setdefault(from_id, []).append((to_id, float(part), bool(exact)))
        for source, target in state.items():
            if not step.keys().isdisjoint(target):
                state[source] = _apply(target, step)
    rows = [(f, t, s, exact) for f, targets in state.items() for t, (s, exact) in targets.items() if s > 1e-12]
    return pd.DataFrame(rows, columns=["from_id", "to_id", "share", "exact"])


def _apply(targets: dict, step: dict) -> dict:
    out: dict[str, tuple[float, bool]] = {}

    def add(area: str, part: float, exact: bool) -> None:
        held, was = out.get(area, (0.0, True))
        out[area] = (held + part, was and exact)

    for area, (held, exact) in targets.items():
        moved = 0.0
        for to_id, part, whole in step.get(area, []):
            add(to_id, held * part, exact and whole)
            moved += part
        if moved < 1 - 1e-9:
            add(area, held * (1 - moved), exact and moved == 0)
    return out


def backwards(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `conversion` read the other way: which share of each later area lies in which earlier one.

    table: besides, weight: persons, dwellings or km2 of the earlier area (from_id) at the base date, and epoch, by where it
    holds several tables. It must hold every earlier area that reaches a later one. A later area that lies in one earlier
    area is exact; one that was merged is taken apart in proportion to what its parts brought along, which is not, with share
    NaN where a weight is missing. Same columns, from_id the later area.
    """
    out = table.rename(columns={"from_id": "to_id", "to_id": "from_id"})
    later = out.groupby([column for column in ("epoch", "by", "from_id") if column in out])
    alone = later["to_id"].transform("size").eq(1)
    out["share"] = out["weight"].astype(float) * out["share"]
    total = later["share"].transform("sum").where(later["share"].transform("count").eq(later["share"].transform("size")))
    return out.assign(share=(out["share"] / total.where(total > 0)).where(~alone, 1.0), exact=alone).drop(columns="weight")


def alive(areas: pd.DataFrame, day: str) -> list[str]:
    """Ids of the municipalities that existed on `day`."""
    towns = areas[areas["level"] == "municipality"]
    start = towns["valid_from"].replace("", None).fillna("0000")
    end = towns["valid_to"].replace("", None).fillna("9999")
    return towns.loc[(start <= day) & (end >= day), "area_id"].tolist()


def epochs(changes: pd.DataFrame, days: Iterable[str]) -> dict[str, str]:
    """Each day -> the first day of its epoch, the stretch between two events in which nothing changes."""
    dates = sorted(changes["date"].unique())
    return {day: max((d for d in dates if d <= day), default=BEGINNING) for day in set(days)}


def links(areas: pd.DataFrame, changes: pd.DataFrame, starts: Iterable[str], day: str, weights: pd.DataFrame | None = None) -> pd.DataFrame:
    """Tables from the municipalities of each epoch of `starts` to those of `day`, for each way to convert.

    weights: area_id (index), persons, dwellings, area: of the municipalities of `day`, for epochs later than that. Returns
    epoch, by (persons, dwellings, area; none for what is never converted), from_id, to_id, share, exact.
    """
    there, before, after = alive(areas, day), [], []
    for start in starts:
        for by in SHARES:
            if start <= day:
                before.append(conversion(changes, alive(areas, start), start, by, day).assign(epoch=start, by=by))
            else:
                table = conversion(changes, there, day, by, start).assign(epoch=start, by=by)
                after.append(table.assign(weight=table["from_id"].map({} if weights is None else weights[by])))
    parts = before + ([backwards(pd.concat(after, ignore_index=True))] if after else [])
    out = pd.concat(parts, ignore_index=True)
    return pd.concat([out, out[out["by"] == "persons"].assign(by="none")], ignore_index=True)


def carry_over(
    measures: pd.DataFrame, areas: pd.DataFrame, changes: pd.DataFrame, share_of: Mapping[str, str | None],
    day: str = TODAY, weights: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Frame schema.MEASURES on codes of any date -> CONVERTED on the municipalities of `day`, by default of today.

    share_of: measure -> persons, dwellings or area where it adds up, None where it must not be converted. A figure is
    carried from the territory it stands on (`territory`, not its reference date): what a publisher has back-cast stays.
    Rows of districts, regions and countries pass through. Key: measure, area_id, year, source.
    """
    towns = measures["area_id"].isin(set(areas.loc[areas["level"] == "municipality", "area_id"]))
    rows = placed(measures[towns], changes, share_of)
    table = links(areas, changes, sorted(rows["epoch"].unique()), day, weights)
    return pd.concat([measures.loc[~towns, CONVERTED], convert(rows, table)], ignore_index=True)


def placed(measures: pd.DataFrame, changes: pd.DataFrame, share_of: Mapping[str, str | None]) -> pd.DataFrame:
    """schema.MEASURES with the epoch of its territory and the way `by` it is converted."""
    by = {measure: share_of.get(measure) or "none" for measure in measures["measure"].unique()}
    return measures.assign(epoch=measures["territory"].map(epochs(changes, measures["territory"].unique())), by=measures["measure"].map(by))


def convert(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Frame of `placed` and table of `links` -> CONVERTED; where the table has columns first and last, for those years only."""
    needed = table.groupby(["epoch", "by", "to_id"])["from_id"].transform("size")
    table = table.assign(needed=needed, alone=needed.eq(1) & table["share"].eq(1))
    merged = rows.merge(table.rename(columns={"from_id": "area_id"}), on=["epoch", "by", "area_id"])
    if "first" in table:
        merged = merged[merged["year"].between(merged["first"], merged["last"])]
    same = merged[merged["alone"]]
    parts = [same.assign(area_id=same["to_id"])]
    many = merged[~merged["alone"]]
    parts += [_refused(many[many["by"] == "none"]), _summed(many[many["by"] != "none"])]
    return pd.concat([part[CONVERTED] for part in parts if not part.empty] or [same[CONVERTED]], ignore_index=True)


def _refused(many: pd.DataFrame) -> pd.DataFrame:
    gaps = many.drop_duplicates(["measure", "to_id", "year", "source"])
    return gaps.assign(area_id=gaps["to_id"], value=float("nan"), status="O", reason="not_convertible", row=pd.NA)


def _summed(many: pd.DataFrame) -> pd.DataFrame:
    """Sums of parts with the weakest status; a part that lacks or cannot be taken apart makes a gap with its reason."""
    if many.empty:
        return many
    rank = {status: number for number, status in enumerate(STATUS_RANK)}
    ranked = many["status"].map(rank).fillna(90)
    many = many.assign(
        value=many["value"] * many["share"],
        # A share makes an estimate even of what was provisional or marked as a break; what is weaker stays weaker.
        _rank=ranked.where(many["exact"], ranked.clip(lower=rank["E"])).where(many["value"].notna(), 90),
    )
    many.loc[many["share"].isna(), ["status", "reason", "_rank"]] = ["O", "not_convertible", 91]
    key = ["epoch", "measure", "to_id", "year", "source"]
    many = many.sort_values([*key, "_rank"], kind="stable")
    out = many.groupby(key, sort=False).agg(
        value=("value", "sum"), count=("area_id", "nunique"), needed=("needed", "first"), _rank=("_rank", "max"),
        status=("status", "last"), reason=("reason", "last"), ref_date=("ref_date", "last"),
        precision=("precision", "max"), file=("file", "last"),
    ).reset_index()  # fmt: skip
    whole = out["count"] == out["needed"]
    has = whole & (out["_rank"] < 90)
    out.loc[has, "status"] = out.loc[has, "_rank"].map(dict(enumerate(STATUS_RANK)))
    out.loc[has, "reason"] = None
    out.loc[~has, "value"] = float("nan")
    out.loc[~whole, ["status", "reason"]] = ["O", "not_convertible"]
    return out.rename(columns={"to_id": "area_id"}).assign(row=pd.NA)
