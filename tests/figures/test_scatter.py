"""The scatter's figure: axes, marks, labels; rank correlation worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from wohnmonitor.figures.scatter import Axis, Measure, Panel, axis_of, scatter_figure, spearman, wants_log

PLAIN = Measure("across", lambda value, decimals: f"{value:.{decimals}f}")


def cloud(n: int = 40) -> pd.DataFrame:
    return pd.DataFrame({
        "area_id": [f"X_{i}" for i in range(n)], "country": ["BE", "NL", "DE", "DE"] * (n // 4),
        "group": ["BE", "NL", "DE", "DE"] * (n // 4),
        "x": [float(i + 1) for i in range(n)], "y": [math.sin(i) * 3 for i in range(n)], "size": [100.0 * (i + 1) for i in range(n)],
        "name": [f"Place {i}" for i in range(n)], "hover": ["told"] * n,
    })  # fmt: skip


def drawn(points: pd.DataFrame, chosen=(), panels: int = 1, **more) -> dict:
    colours = {"BE": "#a", "NL": "#b", "DE": "#c"}
    own = [Panel("" if panels == 1 else f"part {i}", points) for i in range(panels)]
    return scatter_figure(own, PLAIN, PLAIN, chosen, theme="light", colours=colours, width=880, height=560) | more


def test_rank_correlation_by_hand():
    x, y = pd.Series([1.0, 2, 3, 4, 5]), pd.Series([2.0, 1, 4, 3, 5])
    assert spearman(x, y) == pytest.approx(1 - 6 * 4 / (5 * 24))  # squared rank differences: 1, 1, 1, 1, 0
    assert spearman(x, -(x**3)) == pytest.approx(-1)
    assert math.isnan(spearman(x, pd.Series([1.0] * 5)))


def test_an_axis_is_logarithmic_only_for_positive_figures_that_spread_far():
    far = pd.Series([1.0, 3, 10, 40, 200, 900, 2000])
    assert wants_log(far) and not wants_log(far - 1) and not wants_log(pd.Series([100.0, 110, 120, 130, 140]))
    axis = axis_of(far, PLAIN, 5)
    assert axis.log and axis.at(10) == pytest.approx(1) and axis.ticks == sorted(axis.ticks)


def test_values_beyond_the_bulk_stand_at_the_edge():
    axis = Axis(0, 10, False, [], [])
    assert (axis.at(99), axis.at(-5), axis.at(4)) == (10, 0, 4)
    points = cloud(400)
    points.loc[200, "y"] = 1e6
    figure = drawn(points)
    assert max(max(trace["y"]) for trace in figure["data"]) == figure["layout"]["yaxis"]["range"][1]
    assert any("Place 200 ▲" in note["text"] for note in figure["layout"]["annotations"])


def test_every_point_is_drawn_once_with_the_shape_of_its_country():
    figure = drawn(cloud())
    assert sorted(area for trace in figure["data"] for area in trace["customdata"]) == sorted(cloud()["area_id"])
    assert {trace["marker"]["symbol"] for trace in figure["data"]} == {"square", "diamond", "circle"}


def test_area_of_a_mark_tells_the_size():
    points = cloud()
    points["size"] = [100.0, 400.0] + [6400.0] * 38
    sizes = {a: s for trace in drawn(points)["data"] for a, s in zip(trace["customdata"], trace["marker"]["size"], strict=True)}
    assert sizes["X_1"] / sizes["X_5"] == pytest.approx(0.25, abs=0.01)


def test_the_selection_has_ring_number_and_leader_in_order():
    figure = drawn(cloud(), chosen=["X_7", "X_3"])
    notes = [note for note in figure["layout"]["annotations"] if note.get("showarrow")]
    assert [note["text"] for note in notes] == ["<b>1 Place 7</b>", "<b>2 Place 3</b>"]
    assert sum(trace["marker"]["color"] == "rgba(0,0,0,0)" for trace in figure["data"]) == 2


def test_panels_have_axes_of_their_own():
    layout = drawn(cloud(), panels=3)["layout"]
    assert {"xaxis", "xaxis2", "xaxis3", "yaxis3"} <= layout.keys()
    domains = [layout[name]["domain"] for name in ("xaxis", "xaxis2", "xaxis3")]
    assert all(before[1] < after[0] for before, after in zip(domains, domains[1:], strict=False))
