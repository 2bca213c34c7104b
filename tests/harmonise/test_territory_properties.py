"""What holds for every conversion, on random histories and on the real one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wohnmonitor.harmonise.territory import SHARES, alive, backwards, carry_over, conversion
from wohnmonitor.paths import reference_dir
from wohnmonitor.reference import load_reference

from .histories import DAYS, counted, histories

REFERENCE = load_reference(reference_dir())
REAL = (REFERENCE.area, REFERENCE.change)
REAL_DAYS = st.dates(pd.Timestamp(1994, 1, 1).date(), pd.Timestamp(2026, 1, 1).date()).map(str)
SHARE_OF = {"population": "persons", "median": None}
cases = settings(max_examples=15, deadline=None)


def figures(data, ids: list[str]) -> dict[str, float]:
    """A figure for each area, all from one drawn seed: two hundred draws a case would be slow."""
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    return dict(zip(ids, random.integers(1, 10**6, len(ids)).astype(float), strict=True))


def drawn(data, history, days, measure="population") -> tuple[pd.DataFrame, str]:
    """Figures on every municipality of one day, and the day to carry them to."""
    here, there = data.draw(days), data.draw(days)
    return counted(figures(data, alive(history[0], here)), here, measure), there


def weights(history, day: str, data) -> pd.DataFrame:
    ids = alive(history[0], day)
    return pd.DataFrame({by: figures(data, ids) for by in SHARES})


def by_area(frame: pd.DataFrame) -> dict[str, float]:
    return frame.set_index("area_id")["value"].to_dict()


def on_day(frame: pd.DataFrame, day: str) -> pd.DataFrame:
    """What was carried to a day, as figures on its territory."""
    return frame.assign(territory=day)


both = pytest.mark.parametrize("real", [False, True], ids=["random", "real"])


def world(data, real: bool, **kwargs):
    return (REAL, REAL_DAYS) if real else (data.draw(histories(**kwargs)), st.sampled_from(DAYS))


@both
@cases
@given(data=st.data())
def test_totals_are_conserved_both_ways(real, data):
    history, days = world(data, real)
    frame, there = drawn(data, history, days)
    out = carry_over(frame, *history, SHARE_OF, there, weights(history, there, data))
    assert out["value"].notna().all()
    assert set(out["area_id"]) == set(alive(history[0], there))
    assert out["value"].sum() == pytest.approx(frame["value"].sum(), rel=1e-9)


@both
@cases
@given(data=st.data())
def test_shares_of_each_area_sum_to_one_both_ways(real, data):
    history, days = world(data, real)
    start, end = sorted(data.draw(st.tuples(days, days)))
    for by in SHARES[:2]:
        table = conversion(history[1], alive(history[0], start), start, by, end)
        assert table.groupby("from_id")["share"].sum().to_numpy() == pytest.approx(1)
        base = weights(history, start, data)[by]
        turned = backwards(table.assign(weight=table["from_id"].map(base)))
        assert turned.groupby("from_id")["share"].sum().to_numpy() == pytest.approx(1)
        assert set(turned["from_id"]) == set(alive(history[0], end))
        assert (turned.loc[turned["exact"], "share"] == 1).all()


@both
@cases
@given(data=st.data())
def test_there_and_back_is_where_we_were_for_whole_mergers(real, data):
    """The merged total comes back whatever the parts are estimated at; the parts come back where they are the base."""
    history, days = world(data, real, splits=False)
    if real:
        history = (history[0], history[1][~history[1]["kind"].isin(["split"])])
    start, end = sorted(data.draw(st.tuples(days, days)))
    whole = counted(figures(data, alive(history[0], end)), end)
    towards = carry_over(whole, *history, SHARE_OF, start, weights(history, start, data))
    towards = towards[towards["value"].notna()]  # where the events are left out, an area has no successor
    again = by_area(carry_over(on_day(towards, start), *history, SHARE_OF, end))
    assert again == pytest.approx({area: value for area, value in by_area(whole).items() if area in again})
    parts = counted(figures(data, alive(history[0], start)), start)
    merged = carry_over(parts, *history, SHARE_OF, end)
    assert merged["status"].eq("A").all()
    base = pd.DataFrame(dict.fromkeys(SHARES, parts.set_index("area_id")["value"]))
    assert by_area(carry_over(on_day(merged, end), *history, SHARE_OF, start, base)) == pytest.approx(by_area(parts))


@both
@cases
@given(data=st.data())
def test_two_steps_are_one(real, data):
    """Population of 2000 carried to 2010 and then to 2026 is population of 2000 carried to 2026."""
    history, days = world(data, real)
    first, middle, last = sorted(data.draw(st.tuples(days, days, days)))
    frame = counted(figures(data, alive(history[0], first)), first)
    step = carry_over(frame, *history, SHARE_OF, middle)
    twice = carry_over(on_day(step, middle), *history, SHARE_OF, last)
    assert by_area(twice) == pytest.approx(by_area(carry_over(frame, *history, SHARE_OF, last)))


@both
@cases
@given(data=st.data())
def test_the_order_of_events_does_not_matter(real, data):
    history, days = world(data, real)
    frame, there = drawn(data, history, days)
    base = weights(history, there, data)
    seed = data.draw(st.integers(0, 2**32 - 1))
    mixed = history[1].sample(frac=1, random_state=seed)
    one = carry_over(frame, history[0], history[1], SHARE_OF, there, base).set_index("area_id")
    other = carry_over(frame, history[0], mixed, SHARE_OF, there, base).set_index("area_id").loc[one.index]
    assert other["value"].to_numpy() == pytest.approx(one["value"].to_numpy())
    assert (other["status"] == one["status"]).all()


@both
@cases
@given(data=st.data())
def test_medians_are_never_computed(real, data):
    """They stand where the area is the same, else there is a gap that says so; a count is exact there and only there."""
    history, days = world(data, real)
    frame, there = drawn(data, history, days, "median")
    out = carry_over(frame, *history, SHARE_OF, there)
    gaps = out["value"].isna()
    assert set(out.loc[gaps, "reason"]) <= {"not_convertible"} and set(out["area_id"]) == set(alive(history[0], there))
    assert set(out.loc[~gaps, "value"]) <= set(frame["value"])
    assert (~gaps).sum() <= len(frame)
    counts = carry_over(frame.assign(measure="population"), *history, SHARE_OF, there, weights(history, there, data))
    kept = by_area(out[~gaps])
    assert {area: by_area(counts)[area] for area in kept} == pytest.approx(kept)
    assert (counts.loc[counts["area_id"].isin(kept), "status"] == "A").all()


@both
@cases
@given(data=st.data())
def test_without_a_base_a_merged_figure_stays_whole(real, data):
    history, days = world(data, real)
    frame, there = drawn(data, history, days)
    out = carry_over(frame, *history, SHARE_OF, there)
    gaps = out["value"].isna()
    assert set(out.loc[gaps, "reason"]) <= {"not_convertible"}
    assert set(out.loc[gaps, "status"]) <= {"O"}
    if there >= frame["territory"].iloc[0]:
        assert not gaps.any()
