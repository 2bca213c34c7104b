"""Small panels: breaks, dots over gaps, ends that keep apart; bars whose area is the share."""

from __future__ import annotations

from base64 import b64decode
from xml.etree import ElementTree

import pytest

from tests.figures.test_series import line
from wohnmonitor.figures import vector
from wohnmonitor.figures.multiples import breaks_of, panel
from wohnmonitor.figures.pyramid import longest, per_year, pyramid
from wohnmonitor.figures.series import points_of, strokes_of
from wohnmonitor.figures.style import COUNTRY_SYMBOLS, SELECTION, SYMBOLS

SVG = "{http://www.w3.org/2000/svg}"
GROUPS = ((0, 15), (15, 25), (25, 95))


def number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def drawn(*lines, span=(2000, 2020), theme="light") -> ElementTree.Element:
    return ElementTree.fromstring(panel(lines, theme=theme, number=number, span=span))


def texts(svg: ElementTree.Element) -> list[str]:
    return [one.text for one in svg.iter(f"{SVG}text")]


def paths(svg, colour: str) -> list[dict]:
    return [one.attrib for one in svg.iter(f"{SVG}path") if one.get("stroke") == colour]


def test_a_panel_has_the_years_of_all_panels_and_an_axis_of_its_own():
    low, high = drawn(line({2015: 1.0, 2016: 2.0})), drawn(line({2000: 500.0, 2016: 900.0}))
    assert {"2000", "2020"} <= set(texts(low)) & set(texts(high))
    assert "2" in texts(low) or "2.0" in texts(low)
    assert "900" in texts(high) or "1000" in texts(high)


def test_one_year_of_one_value_is_a_mark():
    svg = drawn(line({2016: 41.2}), span=(2016, 2016))
    assert len(list(svg.iter(f"{SVG}circle"))) == 1 and paths(svg, SELECTION["light"][0]) == []


def test_a_line_stops_at_a_break_where_a_rule_stands():
    svg = drawn(line({2010: 1, 2011: 2, 2012: 3, 2013: 4}, breaks=[2012]))
    assert len(paths(svg, SELECTION["light"][0])) == 2
    assert sum(path.get("stroke-dasharray") == "3 3" for path in svg.iter(f"{SVG}path")) == 1


def test_dots_over_years_without_value_and_dashes_for_a_forecast():
    points = points_of(line({2010: 1, 2011: 2, 2015: 3, 2016: 4}, status={2016: "F"}).frame)
    assert [(kind, a[0], b[0]) for kind, a, b in strokes_of(points)] == [
        ("solid", 2010, 2011),
        ("dots", 2011, 2015),
        ("forecast", 2015, 2016),
    ]
    assert breaks_of(points) == []


def test_provisional_values_are_hollow():
    svg = drawn(line({2010: 1, 2011: 2}, status={2011: "P"}))
    assert [one.get("fill") for one in svg.iter(f"{SVG}circle")] == [SELECTION["light"][0], "#FFFFFF"]


def test_ends_are_told_by_number_or_country_and_keep_apart():
    alike = [line({2010: 1.0, 2011: 1.0 + n / 1000}, number=n) for n in (1, 2, 3)]
    svg = drawn(*alike, line({2010: 1.0, 2011: 1.0}, role="country", number=0, country="NL"))
    ends = [one for one in svg.iter(f"{SVG}text") if one.get("font-weight") == "600"]
    assert {one.text for one in ends} == {"1", "2", "3", "NL"}
    heights = sorted(float(one.get("y")) for one in ends)
    assert min(b - a for a, b in zip(heights, heights[1:], strict=False)) >= 11.9


def test_without_a_value_the_panel_is_empty():
    assert list(drawn(line({}))) == []


def test_every_symbol_of_the_style_can_be_drawn():
    assert {*SYMBOLS, *COUNTRY_SYMBOLS.values()} <= {*vector.SYMBOLS, "circle"}


def test_words_are_escaped():
    svg = vector.drawing(10, 10, [vector.words(1, 1, 'a<b & "c" #1', "#16202A")])
    assert ElementTree.fromstring(svg)[0].text == 'a<b & "c" #1'
    assert b64decode(vector.address(svg).partition(",")[2]).decode("utf-8") == svg


def bars(svg) -> list[dict]:
    return [
        {key: float(one.get(key)) for key in ("x", "y", "width", "height")} | {"fill": one.get("fill")} for one in svg.iter(f"{SVG}rect")
    ]


def figure(right, left, **more) -> ElementTree.Element:
    told = {"groups": GROUPS, "names": ("0–14", "15–24", "25+"), "heads": ("EMR", "1"), "colour": "#B3123F", "theme": "light"}
    return ElementTree.fromstring(pyramid(right, left, number=number, limit=longest(GROUPS, right, left), **(told | more)))


def test_the_area_of_a_bar_is_its_share():
    right, left = [15.0, 20.0, 65.0], [30.0, 10.0, 60.0]
    found = bars(figure(right, left))
    per_share = [bar["width"] * (bar["height"] + 1.4) / share for bar, share in zip(found, left + right, strict=True)]
    assert per_share == pytest.approx([per_share[0]] * 6, rel=0.02)


def test_the_area_stands_right_and_its_measure_left_as_an_outline():
    svg = figure([20.0, 20.0, 60.0], [30.0, 10.0, 60.0])
    found = bars(svg)
    middle = found[3]["x"]
    assert all(bar["x"] + bar["width"] == pytest.approx(middle, abs=0.2) and bar["fill"] == "none" for bar in found[:3])
    assert all(bar["x"] == middle and bar["fill"] == "#B3123F" for bar in found[3:])
    assert {"EMR", "1", "0–14", "25+", "30.0"} <= set(texts(svg))


def test_the_young_stand_below():
    youngest, middle, oldest = bars(figure([20.0, 20.0, 60.0], None))
    assert youngest["y"] > middle["y"] > oldest["y"]


def test_nothing_reaches_over_the_edge():
    svg = figure([99.9, 0.05, 0.05], [0.0, 100.0, 0.0])
    assert all(bar["x"] >= 44 and bar["x"] + bar["width"] <= 226 - 29 for bar in bars(svg))


def test_per_year_of_age():
    assert per_year(30.0, (0, 15)) == 2.0
    assert longest(GROUPS, [15.0, 20.0, 70.0], None) == 2.0
