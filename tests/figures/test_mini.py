"""Small drawings: breaks part the line, gaps are dotted, ticks stand where their values are."""

from __future__ import annotations

import re

from wohnmonitor.figures import mini
from wohnmonitor.figures.locator import bounds, locator


def test_a_series_stops_at_a_break_and_is_dotted_over_missing_years():
    drawn = mini.series([(2010, 1.0, 0), (2011, 2.0, 0), (2012, 3.0, 1), (2013, 3.0, 1), (2016, 4.0, 1)])
    assert drawn.count("wm-mini-break") == 1 and drawn.count("wm-mini-gap") == 1 and drawn.count("wm-mini-line") == 2
    assert drawn.count("wm-mini-own") == 1 and 'aria-hidden="true"' in drawn
    assert mini.series([(2010, 1.0, 0)]) == ""


def test_a_lone_year_is_a_dot():
    drawn = mini.series([(2011, 1.0, 0), (2021, 2.0, 1)])
    assert drawn.count("wm-mini-dot") == 2 and "wm-mini-line" not in drawn


def test_a_strip_marks_the_median_and_each_of_its_own():
    drawn = mini.strip(range(0, 101), [25.0, None, 100.0])
    x = [float(one) for one in re.findall(r'cx="([\d.]+)"', drawn)]
    first, last = mini.PAD, mini.STRIP_WIDTH - mini.PAD
    assert "wm-mini-own-1" in drawn and "wm-mini-own-3" in drawn and "wm-mini-own-2" not in drawn
    assert first < x[0] < (first + last) / 2 and x[1] == last
    assert f"M{(first + last) / 2:g} " in re.search(r'wm-mini-middle" d="(M[\d.]+ )', drawn).group(1)
    assert mini.strip([1, 2], [1]) == ""


def test_counts_stand_on_a_logarithmic_strip():
    assert len(re.findall(r"v8", mini.strip([0, 1, 10, 100], [10], True))) == 3


def test_bounds_follow_relative_lines_of_every_ring():
    assert bounds("M10 20l5-3 0 9zM-4 0l1 1z") == (-4, 0, 15, 26)


def test_a_locator_draws_what_is_near_and_fills_its_own():
    towns = {"ids": ["BE_1", "NL_2", "DE_3"], "d": ["M0 0l100 0 0 100z", "M110 0l100 0 0 100z", "M90000 0l10 0 0 10z"],
             "label": [[50, 50], [160, 50], [90000, 5]], "rank": [0, 1, 2]}  # fmt: skip
    geo = {"km_per_unit": 0.05, "levels": {"municipality": towns}, "lines": {"state": "M105 0l0 100"}}
    drawn = locator(geo, ["BE_1"], "One & only", lambda area: area, "where")
    assert drawn.count("wm-land-own\"") == 1 and "wm-land-nl" in drawn and "wm-land-de" not in drawn
    assert "One &amp; only" in drawn and locator(geo, ["XX"], "", str, "") == ""
