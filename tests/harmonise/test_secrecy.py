"""A suppressed figure stays secret beside the totals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harmonise.small import MEMBERSHIP, figures
from wohnmonitor.harmonise.secrecy import protect

NAN = float("nan")
SECRET = (NAN, "Q", "suppressed")


def values(frame: pd.DataFrame) -> dict[str, float]:
    return frame.set_index("area_id")["value"].to_dict()


def test_a_total_over_one_suppressed_member_is_withheld():
    rows = figures("nights", ("BE_1", 2020, 10.0), ("BE_2", 2020, *SECRET), ("BE", 2020, 25.0))
    out = protect(rows, MEMBERSHIP, {"nights"})
    assert np.isnan(values(out)["BE"])
    assert out.set_index("area_id").loc["BE", ["status", "reason"]].tolist() == ["Q", "suppressed"]


def test_two_suppressed_members_hide_each_other():
    rows = figures("nights", ("BE_1", 2020, *SECRET), ("BE_2", 2020, *SECRET), ("BE_D", 2020, 25.0), ("BE", 2020, 25.0))
    pd.testing.assert_frame_equal(protect(rows, MEMBERSHIP, {"nights"}), rows)


def test_a_difference_of_totals_is_seen():
    rows = figures("nights", ("NL_1", 2020, *SECRET), ("DE_1", 2020, 5.0), ("BE", 2020, 25.0), ("emr", 2020, 37.0),
                   ("BE_1", 2020, *SECRET), ("BE_2", 2020, *SECRET))  # fmt: skip
    out = values(protect(rows, MEMBERSHIP, {"nights"}))
    assert np.isnan(out["emr"]), "37 - 25 - 5 is the figure of NL_1"
    assert out["BE"] == 25


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(["BE_1", "BE_2", "NL_1", "DE_1"]), min_size=1), st.sets(st.sampled_from(["BE", "NL", "DE", "emr", "BE_D"])))
def test_nothing_can_be_recovered_whatever_is_published(secret, totals):
    towns = {"BE_1": 3.0, "BE_2": 4.0, "NL_1": 5.0, "DE_1": 6.0}
    sums = {"BE": 7.0, "BE_D": 7.0, "NL": 5.0, "DE": 6.0, "emr": 18.0}
    rows = figures("nights", *[(t, 2020, *(SECRET if t in secret else (v,))) for t, v in towns.items()],
                   *[(g, 2020, sums[g]) for g in sorted(totals)])  # fmt: skip
    out = values(protect(rows, MEMBERSHIP, {"nights"}))
    inside = {"BE": {"BE_1", "BE_2"}, "BE_D": {"BE_1", "BE_2"}, "NL": {"NL_1"}, "DE": {"DE_1"}, "emr": set(towns)}
    equations = [[t in inside[g] & secret for t in sorted(secret)] for g in sorted(totals) if not np.isnan(out[g])]
    matrix = np.array(equations, dtype=float).reshape(-1, len(secret))
    for number in range(len(secret)):
        unit = np.eye(len(secret))[number]
        assert np.linalg.matrix_rank(np.vstack([matrix, unit])) > np.linalg.matrix_rank(matrix) if len(matrix) else True
