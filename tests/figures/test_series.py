"""Lines over the years: where they stop, what is hollow or dotted, labels that keep apart."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wohnmonitor.figures import scales
from wohnmonitor.figures.ranking import Chosen, ranking_figure
from wohnmonitor.figures.series import Line, Rule, series_figure
from wohnmonitor.figures.style import SELECTION


def line(points: dict, name="Aachen", role="selected", number=1, country="DE", breaks=(), status=None) -> Line:
    years = sorted(points)
    frame = pd.DataFrame(
        {
            "year": years,
            "value": [points[year] for year in years],
            "status": [(status or {}).get(year, "A") for year in years],
            "segment": [sum(year >= one for one in breaks) for year in years],
        }
    ).astype({"value": "float64"})
    return Line(name, frame, role, number, country)


def draw(*lines, **more) -> dict:
    options = {"theme": "light", "number": lambda value, digits: f"{value:.{digits}f}", "decimals": 0} | more
    figure = series_figure(lines, **options)
    go.Figure(figure)  # raises for anything that Plotly does not know
    return figure


def strokes(figure: dict, dash: str) -> list[tuple]:
    """Pieces (from year, to year) drawn with a dash."""
    pieces = []
    for trace in figure["data"]:
        if trace["mode"] == "lines" and trace["line"]["dash"] == dash:
            xs = trace["x"]
            pieces += [(xs[at], xs[at + 1]) for at in range(0, len(xs), 3)]
    return pieces


def words(figure: dict) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_line_stops_at_a_break_and_a_rule_names_the_cause():
    figure = draw(
        line({2009: 1, 2010: 2, 2011: 3, 2012: 4, 2013: 5}, breaks=[2012]),
        rules=[Rule("DE", 2012, "Break: census 2011"), Rule("NL", 2011, "elsewhere")],
    )
    assert strokes(figure, "solid") == [(2009, 2010), (2010, 2011), (2012, 2013)]
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [2011.5]
    assert "Break: census 2011" in words(figure) and "elsewhere" not in words(figure)


def test_years_without_value_are_bridged_by_thin_dots_at_most():
    figure = draw(line({2010: 1, 2011: 2, 2013: None, 2015: 4, 2016: 5}))
    assert strokes(figure, "solid") == [(2010, 2011), (2015, 2016)]
    assert strokes(figure, "1px,4px") == [(2011, 2015)]


def test_provisional_and_estimated_points_are_hollow_and_a_forecast_is_dashed():
    figure = draw(line({2020: 1, 2021: 2, 2022: 3, 2023: 4}, status={2021: "P", 2022: "E", 2023: "F"}))
    marker = figure["data"][-1]["marker"]
    ink = SELECTION["light"][0]
    assert [colour == ink for colour in marker["color"]] == [True, False, False, True]
    assert strokes(figure, "6px,4px") == [(2022, 2023)]


def test_colours_repeat_dashed_from_the_sixth_area():
    figure = draw(*(line({2020: n, 2021: n + 1}, name=f"area {n}", number=n) for n in range(1, 8)))
    ink = {trace["name"]: trace["marker"]["line"]["color"] for trace in figure["data"] if trace["mode"] == "markers"}
    assert ink["area 6"] == ink["area 1"] and len(strokes(figure, "6px,3px")) == 2


def test_the_label_says_the_year_where_it_is_not_the_maps():
    figure = draw(line({2023: 1, 2024: 2}), line({2023: 5}, name="Vaals", number=2), year=2024, in_year="{value} in {year}")
    assert any("Aachen 2" in text for text in words(figure))
    assert any("5 in 2023" in text for text in words(figure))


def test_nothing_to_draw_is_an_empty_figure():
    assert draw(line({2020: None}))["data"] == [] == draw()["data"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("value", [0, 5, -3.25, 1e6])
def test_a_single_value_has_an_axis(theme, value):
    figure = draw(line({2022: value}), theme=theme)
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < value < high
    assert len(figure["layout"]["xaxis"]["tickvals"]) >= 1


def test_values_carry_no_negative_margin_and_fit():
    figure = draw(line({2022: 1_000_000, 2023: 2_000_000}, name="Geilenkirchen-Teveren am Rand"), width=300)
    margin = figure["layout"]["margin"]
    assert margin["l"] + margin["r"] < 300 - 60


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12), st.integers(1, 3))
def test_labels_keep_apart_and_in_order(wanted, rows):
    sizes = [15.0 * rows] * len(wanted)
    centres = scales.spread_out(wanted, sizes, -20, 320)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for above, below in zip(order, order[1:], strict=False):
        assert centres[below] - centres[above] >= sizes[0] - 1e-6
    if sum(sizes) <= 340:
        assert min(centres) - sizes[0] / 2 >= -20 - 1e-6 and max(centres) + sizes[0] / 2 <= 320 + 1e-6


@given(st.floats(-1e7, 1e7), st.floats(1e-6, 1e7), st.integers(2, 8))
def test_ticks_are_round_few_and_enclose(low, spread, about):
    high = low + spread
    ticks = scales.nice_ticks(low, high, about)
    assert ticks == sorted(set(ticks)) and 2 <= len(ticks) <= about + 3
    slack = (ticks[1] - ticks[0]) * 1e-3
    assert ticks[0] <= low + slack and ticks[-1] >= high - slack


def places(count: int = 40) -> pd.DataFrame:
    return pd.DataFrame(
        {"area_id": [f"A{n}" for n in range(count)], "country": ["BE", "NL"] * (count // 2), "value": [float(n % 13) for n in range(count)]}
    )


def rank(rows, chosen=(), **more) -> dict:
    options = {"theme": "light", "number": lambda value, digits: f"{value:.{digits}f}", "decimals": 1} | more
    figure = ranking_figure(rows, [("NL", "Netherlands"), ("BE", "Belgium")], chosen, **options)
    go.Figure(figure)
    return figure


def test_each_area_is_one_dot_and_the_selection_a_numbered_mark():
    figure = rank(places(), [Chosen("A3", 1, "Vaals", "5th")], benchmark=("EMR", 6.0))
    dots = sum(len(trace["x"]) for trace in figure["data"] if trace["mode"] == "markers")
    marks = [trace for trace in figure["data"] if trace["mode"] == "markers+text"]
    assert dots == 39 and [mark["text"] for mark in marks] == [["1"]]
    assert any("Vaals" in text and "5th" in text for text in words(figure)) and "EMR 6.0" in words(figure)


def test_values_far_out_are_clipped_and_named():
    rows = pd.concat([places(), pd.DataFrame([{"area_id": "far", "country": "NL", "value": 900.0}])])
    figure = rank(rows)
    assert figure["layout"]["xaxis"]["range"][1] < 100 and "900.0 ▸" in words(figure)


def test_gaps_are_no_dots():
    rows = places()
    rows.loc[0, "value"] = None
    assert sum(len(trace["x"]) for trace in rank(rows)["data"]) == 39
    assert rank(rows.iloc[0:0])["data"] == []
