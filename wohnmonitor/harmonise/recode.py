"""Publishers' codes -> our area ids, at the date whose codes the file uses; the dash that may be zero; figures in doubt."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wohnmonitor.declared import Doubt
from wohnmonitor.errors import TerritoryError
from wohnmonitor.schema import MEASURES, NIL

SCOPE = {
    "nis": r"(61|62|63|64|71|72|73)\d{3}",
    "ags": r"(05313|05334|05354|05358|05366|05370)\d{3}",
    "ars": r"(05313|05334|05354|05358|05366|05370)\d{7}",
}
"""Codes that lie in the area and therefore must be known; all others are out of scope and left."""

OPEN = "9999-12-31"


def recode(tidy: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """tidy frame and code table -> frame with columns schema.MEASURES.

    A row whose code is not valid at its territory date is dropped where it carries no figure (publishers keep
    dissolved codes in their lists), and raises TerritoryError where it carries one.
    """
    codes = codes.assign(
        valid_from=codes["valid_from"].replace("", None).fillna("0000-00-00"),
        valid_to=codes["valid_to"].replace("", None).fillna(OPEN),
    )
    merged = tidy.reset_index(drop=True).reset_index(names="_n").merge(codes, on=["scheme", "code"], how="left")
    valid = (merged["valid_from"] <= merged["territory"]) & (merged["territory"] <= merged["valid_to"])
    good = merged[valid]
    rest = merged[~merged["_n"].isin(good["_n"])].drop_duplicates("_n")
    carries = rest["value"].notna() & (rest["value"] != 0)
    known_code = rest["area_id"].notna()
    in_scope = pd.Series(False, index=rest.index)
    for scheme, pattern in SCOPE.items():
        in_scope |= (rest["scheme"] == scheme) & rest["code"].str.fullmatch(pattern) & ~rest["code"].str.endswith("000")
    in_scope |= (rest["scheme"] == "ags") & rest["code"].eq("05313000")
    wrong = rest[carries & (known_code | in_scope)]
    if not wrong.empty:
        row = wrong.iloc[0]
        raise TerritoryError(
            f"{row['file']}: {len(wrong)} figures on codes that are not valid at their date",
            f"{row['measure']} of code {row['code']} at {row['territory']} (row {row['row']})",
            f"codes of scheme {row['scheme']} valid at that date, in data/reference/code.csv",
            "correct the vintage of the table in indicators/sources.toml, or add the code",
        )
    return good[MEASURES].reset_index(drop=True)


def resolve_nil(measures: pd.DataFrame, member_of: dict[str, str]) -> pd.DataFrame:
    """A dash is zero only where the published parent row closes with it; otherwise it is not delivered.

    It closes within half a rounding step (`precision`, else 1) of every row. Where members are secret no sum can show
    it: a dash is zero there too if another dash of the same area, year and table was shown to be one, for what is not
    delivered is missing in all columns. member_of: municipality id -> district id of that table's date. Frame in and
    out: schema.MEASURES.
    """
    dash = measures["status"] == NIL
    if not dash.any():
        return measures
    out = measures.copy()
    key = ["measure", "year", "source"]
    out["_parent"] = out["area_id"].map(member_of)
    children = out[out["_parent"].notna()]
    sums = children.groupby([*key, "_parent"]).agg(
        total=("value", "sum"),
        members=("value", "count"),
        precision=("precision", "max"),
        broken=("value", lambda v: (v.isna() & (children.loc[v.index, "status"] != NIL)).any()),
    )
    parents = out[out["value"].notna()].set_index([*key, "area_id"])["value"]
    parents = parents[~parents.index.duplicated()].rename_axis([*key, "_parent"])
    closes = sums.join(parents.rename("parent"), how="left")
    rounding = (closes["precision"].astype(float) * (closes["members"] + 1)).fillna(1.0) / 2
    closes["closes"] = ~closes["broken"].astype(bool) & ((closes["total"] - closes["parent"]).abs() < rounding)
    closes["delivered"] = closes["parent"].notna()
    flags = out[dash].join(closes[["closes", "delivered"]], on=[*key, "_parent"])
    flags[["closes", "delivered"]] = flags[["closes", "delivered"]].fillna(False).astype(bool)
    shown = flags.groupby(["area_id", "year", "source"])["closes"].transform("any")
    zero = flags.index[flags["closes"] | (shown & flags["delivered"])]
    out.loc[zero, "value"] = 0.0
    out.loc[zero, "status"] = "A"
    open_ = out.index[dash].difference(zero)
    out.loc[open_, "status"] = "O"
    out.loc[open_, "reason"] = "not_delivered"
    return out[MEASURES]


def doubted(measures: pd.DataFrame, doubts: Iterable[Doubt]) -> pd.DataFrame:
    """Declared doubts -> status U of figures, or a gap (reason unreliable). Frame in and out: schema.MEASURES."""
    out = measures.copy()
    for doubt in doubts:
        hit = doubt.covers(out) & out["value"].notna()
        out.loc[hit, "status"] = "U"
        if doubt.gap:
            out.loc[hit, "value"] = float("nan")
            out.loc[hit, "reason"] = "unreliable"
    return out
