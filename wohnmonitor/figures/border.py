"""A figure by distance to a state border: one country to the left, the other to the right; and differences of twins over time.

border_figure, twins_figure -> dict, what plotly.graph_objects.Figure takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from wohnmonitor.figures import charts
from wohnmonitor.figures.scales import decimals_of, nice_ticks
from wohnmonitor.figures.scatter import BULK, SYMBOLS
from wohnmonitor.figures.style import SELECTION, tokens

LEFT, RIGHT, TOP, BOTTOM = 58, 16, 26, 44
MARK = 8
WIDE = 210
"""Right margin of the lines: their names stand there."""
LEAST_APART = 15


@dataclass(frozen=True)
class Side:
    """One side of a border. points: area_id, km, y, name, hover; bands: first km, last km, value."""

    country: str
    name: str
    points: pd.DataFrame
    bands: Sequence[tuple[float, float, float]]


def span_of(values: pd.Series) -> tuple[float, float]:
    """Lowest and highest value that are drawn: the bulk of all values, and a little room."""
    low, high = (float(values.quantile(share, interpolation="nearest")) for share in BULK)
    pad = (high - low or abs(high) or 1) * 0.06
    return low - pad, high + pad


def border_figure(
    left: Side, right: Side, span: tuple[float, float], chosen: Sequence[str], number: Callable[[float, int], str], far: float,
    below: str, *,
    theme: str, height: float,
) -> dict:  # fmt: skip
    """Distances to the left count below zero. span: of the value axis (span_of), one for all borders of a view; far: km on each side
    that are drawn; number(value, decimals) writes; below: what stands under the axis. Values beyond the span stand at its edge."""
    colours = tokens(theme)
    layout = charts.layout(theme, height, LEFT, RIGHT, TOP, BOTTOM)
    low, high = span
    ticks = [tick for tick in nice_ticks(low, high, 6) if low <= tick <= high]
    grid = {"showgrid": True, "gridcolor": colours["hairline"], "gridwidth": 1}
    layout["yaxis"] = charts.axis(theme, low, high, ticks, [number(tick, decimals_of(ticks)) for tick in ticks]) | grid
    steps = [tick for tick in nice_ticks(0, far, 3) if 0 < tick <= far]
    along = [*(-step for step in reversed(steps)), 0, *steps]
    names = [number(abs(step), 0) if step else "0" for step in along]
    layout["xaxis"] = charts.axis(theme, -far, far, along, names) | charts.time_axis(theme)
    layout["shapes"].append(charts.rule(0, 0, 1, colours["line-state"], "solid", 2, yref="paper"))
    name = charts.annotation(0.5, 0, below, colours["text-2"], 12)
    layout["annotations"].append(name | {"xref": "paper", "yref": "paper", "yshift": -24, "yanchor": "top"})
    data = []
    for side, sign, at in ((left, -1, 0), (right, 1, 1)):
        colour = colours[f"country-{side.country.lower()}"]
        place = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "xanchor": "left" if at == 0 else "right"}
        layout["annotations"].append(charts.annotation(at, 1, f"<b>{side.name}</b>", colour, 12) | place)
        data.append(_points(side, sign, colour, low, high, far, theme, chosen))
        for first, last, value in side.bands:
            if value == value and first < far:
                ends = [sign * first, sign * min(last, far)]
                line = {"color": colour, "width": 3}
                data.append({"type": "scatter", "mode": "lines", "x": ends, "y": [value, value], "line": line, "hoverinfo": "skip"})
    return {"data": data, "layout": layout}


def _points(side: Side, sign: int, colour: str, low: float, high: float, far: float, theme: str, chosen: Sequence[str]) -> dict:
    points = side.points
    own = [list(chosen).index(area) if area in chosen else -1 for area in points["area_id"]]
    edges = [SELECTION[theme][at % 5] if at >= 0 else tokens(theme)["ground"] for at in own]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [sign * min(km, far) for km in points["km"]],
        "y": [min(high, max(low, value)) for value in points["y"]],
        "customdata": points["area_id"].tolist(),
        "hovertext": points["hover"].tolist(),
        "hoverinfo": "text",
        "marker": {
            "symbol": SYMBOLS[side.country],
            "color": colour,
            "opacity": 0.72,
            "size": [MARK + 4 if at >= 0 else MARK for at in own],
            "line": {"color": edges, "width": [2.5 if at >= 0 else 0.8 for at in own]},
        },
    }


@dataclass(frozen=True)
class Pair:
    """Two twins. points: year, difference, segment (a line stops where it changes); `label`: where the line is named, else empty."""

    key: str
    points: Sequence[tuple[int, float, object]]
    hover: Sequence[str]
    label: str = ""


def twins_figure(pairs: Sequence[Pair], number: Callable[[float, int], str], *, theme: str, width: float, height: float) -> dict:
    """Differences over the years: named ones in colour, all others in grey; zero is a rule."""
    colours = tokens(theme)
    right = WIDE if any(pair.label for pair in pairs) else RIGHT
    layout = charts.layout(theme, height, LEFT, right, 10, 30)
    years = [point[0] for pair in pairs for point in pair.points]
    values = [point[1] for pair in pairs for point in pair.points]
    first, last = min(years), max(years)
    pad = (max(*values, 0) - min(*values, 0) or 1) * 0.06
    low, high = min(*values, 0) - pad, max(*values, 0) + pad
    ticks = [tick for tick in nice_ticks(low, high, 5) if low <= tick <= high]
    grid = {"showgrid": True, "gridcolor": colours["hairline"], "gridwidth": 1}
    layout["yaxis"] = charts.axis(theme, low, high, ticks, [number(tick, decimals_of(ticks)) for tick in ticks], zeroline=True) | grid
    every = max(1, round((last - first) / max(2, (width - LEFT - right) / 60)))
    shown = [year for year in range(first, last + 1) if (last - year) % every == 0]
    layout["xaxis"] = charts.axis(theme, first - 0.5, last + 0.5, shown, [str(year) for year in shown]) | charts.time_axis(theme)
    data, ends, named = [], [], 0
    for pair in sorted(pairs, key=lambda pair: bool(pair.label)):
        colour = SELECTION[theme][named % 5] if pair.label else colours["edge"]
        named += bool(pair.label)
        x, y, hover = _broken(pair)
        line = {"color": colour, "width": 2.4 if pair.label else 1.1}
        marks = {"color": colour, "size": 5 if pair.label else 3.5}
        trace = {"type": "scatter", "mode": "lines+markers", "x": x, "y": y, "line": line, "marker": marks}
        data.append(trace | {"hovertext": hover, "hoverinfo": "text", "connectgaps": False})
        x, y = _bridges(pair)
        if x:
            data.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line | {"dash": "dot"}, "hoverinfo": "skip"})
        if pair.label:
            ends.append([pair.points[-1][1], pair.label, colour])
    room = height - 40
    least = LEAST_APART / room * (high - low)
    ends.sort()
    for before, after in zip(ends, ends[1:], strict=False):
        after[0] = max(after[0], before[0] + least)
    for value, label, colour in ends:
        name = charts.annotation(last + 0.5, value, f"<b>{label}</b>", colour, 11.5)
        layout["annotations"].append(name | {"xanchor": "left", "xshift": 6})
    return {"data": data, "layout": layout}


def _broken(pair: Pair) -> tuple[list, list, list]:
    """The points with an empty one where a stretch ends, or years have none."""
    x, y, hover, before = [], [], [], None
    for (year, value, segment), said in zip(pair.points, pair.hover, strict=True):
        if before is not None and (year - 1, segment) != before:
            x, y, hover = [*x, None], [*y, None], [*hover, ""]
        x, y, hover, before = [*x, year], [*y, value], [*hover, said], (year, segment)
    return x, y, hover


def _bridges(pair: Pair) -> tuple[list, list]:
    """From point to point over years without one, inside a stretch."""
    x, y = [], []
    for (before, low, left), (after, high, right) in zip(pair.points, pair.points[1:], strict=False):
        if left == right and after > before + 1:
            x, y = [*x, before, after, None], [*y, low, high, None]
    return x, y
