"""The dash that may be zero, and figures in doubt."""

from __future__ import annotations

import pandas as pd
import pytest

from wohnmonitor.declared import Doubt
from wohnmonitor.harmonise.recode import doubted, resolve_nil
from wohnmonitor.schema import MEASURES, NIL

PARENT, TOWNS = "DE_05358", ["DE_05358004", "DE_05358008", "DE_05358012"]
WORDS = dict.fromkeys(("de", "nl", "fr", "en"), "because")


def table(parent, *cells, measure="nights", precision=float("nan")) -> pd.DataFrame:
    """One measure of a table: a number, NIL for a dash, None for a secret."""
    rows = []
    for area, cell in zip([PARENT, *TOWNS], [parent, *cells], strict=True):
        value, status, reason = (float("nan"), NIL, None) if cell == NIL else (cell, "A", None)
        if cell is None:
            value, status, reason = float("nan"), "Q", "suppressed"
        rows.append({
            "measure": measure, "area_id": area, "year": 2015, "value": value, "status": status, "reason": reason,
            "precision": precision, "source": "t",
        })  # fmt: skip
    return pd.DataFrame(rows).reindex(columns=MEASURES)


def resolved(*tables: pd.DataFrame) -> list[tuple]:
    """value, status, reason of the first town, for each table."""
    out = resolve_nil(pd.concat(tables, ignore_index=True), dict.fromkeys(TOWNS, PARENT))
    own = out[out["area_id"] == TOWNS[0]]
    return [tuple(None if pd.isna(v) else v for v in row) for row in own[["value", "status", "reason"]].itertuples(index=False)]


ZERO, OPEN = (0.0, "A", None), (None, "O", "not_delivered")


@pytest.mark.parametrize(
    ("parent", "cells", "precision", "expected"),
    [
        (30.0, (NIL, 10.0, 20.0), float("nan"), ZERO),
        (31.0, (NIL, 10.0, 20.0), float("nan"), OPEN),
        (NIL, (NIL, NIL, NIL), float("nan"), OPEN),
        (30.0, (NIL, 10.0, None), float("nan"), OPEN),
        (38800.0, (NIL, 19500.0, 19400.0), 100, ZERO),  # each row is rounded: 100 m2 apart closes, 150 does not
        (38750.0, (NIL, 19500.0, 19400.0), 100, OPEN),
    ],
)  # fmt: skip
def test_a_dash_is_zero_where_the_parent_closes_within_rounding(parent, cells, precision, expected):
    assert resolved(table(parent, *cells, precision=precision)) == [expected]


def test_beside_secret_cells_a_dash_is_zero_where_another_of_its_row_is():
    """Titz 2015: no establishment, so no night, though the nights of Inden are secret."""
    houses = table(3.0, NIL, 2.0, 1.0, measure="establishments")
    assert resolved(houses, table(900.0, NIL, 800.0, None)) == [ZERO, ZERO]
    assert resolved(houses, table(NIL, NIL, 800.0, None)) == [ZERO, OPEN]


def test_a_doubt_keeps_the_figure_or_makes_it_a_gap():
    rows = table(30.0, 116.0, 10.0, None)
    doubt = Doubt(source="t", areas=("DE_05358004",), why=WORDS)
    out = doubted(rows, [doubt])
    assert out.loc[1, ["value", "status"]].tolist() == [116.0, "U"]
    assert out.drop(index=1).equals(rows.drop(index=1))
    gap = doubted(rows, [doubt.model_copy(update={"gap": True, "areas": ("DE_0535",)})])
    assert gap["value"].isna().all()
    assert gap["reason"].tolist() == ["unreliable", "unreliable", "unreliable", "suppressed"]
    assert doubted(rows, [doubt.model_copy(update={"years": (2014,)})]).equals(rows)
    assert doubted(rows, [doubt.model_copy(update={"measures": ("beds",)})]).equals(rows)
