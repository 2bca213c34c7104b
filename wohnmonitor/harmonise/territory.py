"""Figures on the codes of any date -> figures on today's municipalities, and back.

Counts are added up: exact for whole mergers and recodings, estimated (E) where a municipality was split.
Medians, means and published shares are never converted: they stay where the area is the same, else the gap says why.
Border corrections (a few persons at most) are recorded in area_change but move no counts; they move area.
"""

from __future__ import annotations

import pandas as pd

from wohnmonitor.schema import STATUS_RANK

CONVERTED = [
    "measure", "area_id", "year", "ref_date", "value", "status", "reason", "precision", "source", "file", "row",
]  # fmt: skip


def conversion(changes: pd.DataFrame, area_ids: list[str], start: str, share: str, end: str = "9999") -> pd.DataFrame:
    """Which share of each area of date `start` lies in which area of date `end`.

    changes: area_change frame. share: persons, dwellings or area. Events with start < date <= end are applied in
    their order. Returns from_id, to_id, share, exact; every area of `area_ids` appears at least once as from_id.
    Forwards only; backwards is the same table read the other way, with exactness lost where shares are below 1.
    """
    column = f"share_{share}"
    moves = changes[(changes["date"] > start) & (changes["date"] <= end)]
    if share != "area":
        moves = moves[moves["kind"] != "border"]
    state: dict[str, dict[str, tuple[float, bool]]] = {area: {area: (1.0, True)} for area in area_ids}
    for _, events in moves.sort_values("date", kind="stable").groupby("date", sort=True):
        step: dict[str, list[tuple[str, float, bool]]] = {}
        for event in events.itertuples():
            part = float(getattr(event, column) or 0)
            if part > 0:
                step.setdefault(event.from_id, []).append((event.to_id, part, bool(event.exact)))
        for source, target in state.items():
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


def alive(areas: pd.DataFrame, day: str) -> list[str]:
    """Ids of the municipalities that existed on `day`."""
    towns = areas[areas["level"] == "municipality"]
    start = towns["valid_from"].replace("", None).fillna("0000")
    end = towns["valid_to"].replace("", None).fillna("9999")
    return towns.loc[(start <= day) & (end >= day), "area_id"].tolist()


def carry_over(
    measures: pd.DataFrame, areas: pd.DataFrame, changes: pd.DataFrame, share_of: dict[str, str | None]
) -> pd.DataFrame:
    """Frame schema.MEASURES on codes of any date -> CONVERTED on today's areas.

    share_of: measure -> persons, dwellings or area where it adds up, None where it must not be converted.
    Rows of districts, regions and countries pass through. Key: measure, area_id, year, source.
    """
    towns = set(areas.loc[areas["level"] == "municipality", "area_id"])
    upper = measures[~measures["area_id"].isin(towns)]
    rows = measures[measures["area_id"].isin(towns)]
    dates = sorted(changes["date"].unique())
    # Rows between two events share one conversion table, whatever their exact date.
    epoch = rows["territory"].map({t: sum(d <= t for d in dates) for t in rows["territory"].unique()})
    rows = rows.assign(_epoch=epoch.to_numpy(), _share=rows["measure"].map(lambda m: share_of.get(m) or "none").to_numpy())
    parts = [upper[CONVERTED]]
    for (number, share), group in rows.groupby(["_epoch", "_share"], sort=True):
        start = dates[number - 1] if number else "0000-00-00"
        table = conversion(changes, alive(areas, start), start, "persons" if share == "none" else share)
        parts.append(_unconverted(group, table) if share == "none" else _summed(group, table))
    return pd.concat([part for part in parts if not part.empty], ignore_index=True)[CONVERTED]


def _needed(table: pd.DataFrame) -> pd.Series:
    return table.groupby("to_id")["from_id"].nunique()


def _summed(group: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    needed = _needed(table)
    merged = group.merge(table, left_on="area_id", right_on="from_id")
    alone = merged["to_id"].map(needed).eq(1) & merged["share"].eq(1)
    same = merged[alone].assign(area_id=merged.loc[alone, "to_id"])[CONVERTED]
    many = merged[~alone]
    if many.empty:
        return same
    rank = {status: number for number, status in enumerate(STATUS_RANK)}
    many = many.assign(
        value=many["value"] * many["share"],
        _rank=many["status"].map(rank).fillna(90).where(many["exact"], rank["E"]).astype(int),
    )
    many.loc[many["value"].isna(), "_rank"] = 90
    key = ["measure", "to_id", "year", "source"]
    many = many.sort_values([*key, "_rank"], kind="stable")
    out = many.groupby(key, sort=False).agg(
        value=("value", "sum"), count=("from_id", "nunique"), _rank=("_rank", "max"), status=("status", "last"),
        reason=("reason", "last"), ref_date=("ref_date", "last"), precision=("precision", "max"), file=("file", "last"),
    ).reset_index()  # fmt: skip
    out["row"] = pd.NA
    whole = out["count"] == out["to_id"].map(needed)
    has = whole & (out["_rank"] < 90)
    out.loc[has, "status"] = out.loc[has, "_rank"].map(dict(enumerate(STATUS_RANK)))
    out.loc[has, "reason"] = None
    out.loc[~has, "value"] = float("nan")
    out.loc[~whole, ["status", "reason"]] = ["O", "not_convertible"]
    return pd.concat([same, out.rename(columns={"to_id": "area_id"})[CONVERTED]], ignore_index=True)


def _unconverted(group: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Only areas that are still the same; the others become gaps with the reason."""
    needed = _needed(table)
    merged = group.merge(table, left_on="area_id", right_on="from_id")
    same = merged["to_id"].map(needed).eq(1) & merged["share"].eq(1)
    kept = merged[same]
    gaps = merged[~same].drop_duplicates(["measure", "to_id", "year", "source"]).assign(
        value=float("nan"), status="O", reason="not_convertible", row=pd.NA
    )  # fmt: skip
    out = pd.concat([kept, gaps], ignore_index=True)
    return out.assign(area_id=out["to_id"])[CONVERTED]
