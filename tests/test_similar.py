"""Nearest neighbours: worked by hand, gaps and logarithms, and what the declaration refuses."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from wohnmonitor.catalogue import Catalogue, _cross_check
from wohnmonitor.declared import Profile, Similar
from wohnmonitor.errors import CatalogueError
from wohnmonitor.similar import neighbours, standardised

RULE = Similar(least=0.5, count=2)


def test_the_distance_is_that_of_z_scores():
    table = pd.DataFrame({"a": [0.0, 2.0, 4.0], "b": [10.0, 10.0, 40.0]}, index=["x", "y", "z"])
    scores = standardised(table)
    spread_a, spread_b = (8 / 3) ** 0.5, 200**0.5
    assert scores["a"].tolist() == pytest.approx([-2 / spread_a, 0, 2 / spread_a])
    found = neighbours(scores, "x", RULE)
    assert found.index.tolist() == ["y", "z"]
    assert found["y"] == pytest.approx(((2 / spread_a) ** 2 / 2) ** 0.5)
    assert found["z"] == pytest.approx((((4 / spread_a) ** 2 + (30 / spread_b) ** 2) / 2) ** 0.5)


def test_counts_are_taken_as_logarithms_and_zero_is_a_gap_there():
    scores = standardised(pd.DataFrame({"n": [1.0, 10.0, 100.0, 0.0]}, index=list("wxyz")), ("n",))
    assert scores["n"].tolist()[:3] == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)]) and math.isnan(scores["n"].iloc[3])


def test_who_has_too_few_figures_in_common_is_left_out():
    table = pd.DataFrame({"a": [1.0, 1.0, 9.0], "b": [1.0, None, 2.0], "c": [1.0, None, 3.0]}, index=["x", "y", "z"])
    scores = standardised(table)
    assert neighbours(scores, "x", RULE).index.tolist() == ["z"]
    assert neighbours(scores, "y", Similar(least=0.9)).empty and neighbours(scores, "nowhere", RULE).empty


def test_a_figure_that_is_the_same_everywhere_tells_nothing():
    scores = standardised(pd.DataFrame({"a": [1.0, 1.0], "b": [1.0, 2.0]}, index=["x", "y"]))
    assert neighbours(scores, "x", RULE)["y"] == pytest.approx(2)


def test_only_figures_that_may_cross_a_border_make_areas_similar(monitor):
    good: Catalogue = monitor.catalogue
    wrong = Profile(similar=Similar(indicators=("vacancy_rate",)))
    with pytest.raises(CatalogueError, match=r"vacancy_rate.*grades A and B"):
        _cross_check(good.model_copy(update={"profile": wrong}))
    with pytest.raises(CatalogueError, match=r"profile\.toml"):
        _cross_check(good.model_copy(update={"profile": Profile(figures=("nonsense",))}))


def test_similar_municipalities_of_the_release_are_told_across_borders(monitor):
    from wohnmonitor.app.desk import Desk
    from wohnmonitor.app.release import Facts

    desk = Desk(Facts(monitor.pinned()))
    found = desk.similar("NL_GM0928")
    assert len(found) == monitor.catalogue.profile.similar.count and found.is_monotonic_increasing
    assert "NL_GM0928" not in found.index and desk.similar("NL_CR39").empty
    assert {area[:2] for area in desk.scores.dropna(how="all").index} == {"BE", "DE", "NL"}
