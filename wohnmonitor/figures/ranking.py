"""Where areas stand among all others: a swarm of dots per country, the selection as numbered marks.

ranking_figure(rows, ...) -> dict, what plotly.graph_objects.Figure takes. Rows: area_id, country, value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from wohnmonitor.figures import charts, scales
from wohnmonitor.figures.style import SELECTION, tokens

RIGHT, TOP, BOTTOM, LETTER, DOT, MARK, CLIP = 96, 18, 24, 6.3, 5.5, 16, 13


@dataclass(frozen=True)
class Chosen:
    """A selected area: its number from 1, its name, its rank as written."""

    area_id: str
    number: int
    name: str
    rank: str


@dataclass(frozen=True)
class _Row:
    """The dots of one country, by value: ids, values, places on the axis (clipped), heights."""

    ids: list[str]
    values: list[float]
    xs: list[float]
    ys: list[float]
    middle: float


def ranking_figure(
    rows: pd.DataFrame,
    countries: Sequence[tuple[str, str]],
    chosen: Sequence[Chosen] = (),
    *,
    theme: str,
    number: Callable[[float, int], str],
    decimals: int,
    benchmark: tuple[str, float] | None = None,
    names: dict[str, str] | None = None,
    width: float = 470,
    height: float = 165,
) -> dict:
    """One row per country (code, name), in that order from above; areas without value are left out, values beyond the
    bulk are clipped and named with an arrow. `benchmark`: name and value of a dotted rule."""
    colours = tokens(theme)
    left = round(max((len(name) for _, name in countries), default=0) * LETTER + 18)
    right = max([RIGHT, *(round((len(_short(one.name)) + len(one.rank) + 2) * LETTER * 1.08) + 12 for one in chosen)])
    layout = charts.layout(theme, height, left, right, TOP, BOTTOM)
    table = sorted(
        (float(value), area_id, country)
        for area_id, country, value in zip(rows["area_id"], rows["country"], rows["value"], strict=True)
        if pd.notna(value) and country in dict(countries)
    )
    if not table:
        return {"data": [], "layout": layout}
    plot = width - left - right
    low, high = _bulk([value for value, *_ in table])
    ticks = _ticks(low, high, plot, number)
    pad = (high - low) * (MARK / 2 + 3) / plot
    low, high = low - pad, high + pad
    pitch = (height - TOP - BOTTOM) / len(countries)
    by_id = {one.area_id: one for one in chosen}
    data, marks = [], []
    for index, (code, _) in enumerate(countries):
        row = _row([item for item in table if item[2] == code], low, high, plot, -(index + 0.5) * pitch, pitch)
        data.append(_dots(row, by_id, names or {}, number, decimals, colours))
        marks += _marks(row, by_id, theme, number, decimals, colours)
        layout["annotations"] += _row_labels(row, by_id, theme, pitch) + _clipped(row, low, high, pitch, number, decimals, colours)
    if benchmark and low <= benchmark[1] <= high:
        _add_benchmark(layout, benchmark, low, high, number, decimals, colours, len(countries) * pitch)
    words = [number(tick, scales.decimals_of(ticks)) for tick in ticks]
    layout["xaxis"] = charts.axis(theme, low, high, ticks, words, zeroline=low < 0 < high) | charts.time_axis(theme)
    middles = [-(index + 0.5) * pitch for index in range(len(countries))]
    layout["yaxis"] = charts.axis(theme, -len(countries) * pitch, 0, middles, [name for _, name in countries], ticklabelstandoff=6)
    return {"data": data + marks, "layout": layout}


def _ticks(low: float, high: float, plot: float, number) -> list[float]:
    """As many round ticks inside the range as have room for their words, six at most."""
    for about in (6, 5, 4, 3, 2):
        ticks = [tick for tick in scales.nice_ticks(low, high, about) if low <= tick <= high]
        digits = scales.decimals_of(ticks)
        if sum(len(number(tick, digits)) * LETTER + 14 for tick in ticks) <= plot:
            break
    return ticks


def _bulk(values: list[float]) -> tuple[float, float]:
    """The range of the axis: all (sorted) values, or without the few that would squeeze the rest."""
    low, high = values[0], values[-1]
    first, third = values[len(values) // 4], values[(3 * len(values)) // 4]
    reach = 3.5 * (third - first)
    if reach > 0:
        low = min(value for value in values if value >= first - reach)
        high = max(value for value in values if value <= third + reach)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _row(items: list[tuple[float, str, str]], low: float, high: float, plot: float, middle: float, pitch: float) -> _Row:
    values = [value for value, *_ in items]
    xs = [min(max(value, low), high) for value in values]
    clipped = any(not low <= value <= high for value in values)
    places = [(x - low) / (high - low) * plot for x in xs]
    ups = _swarm(places, DOT + 0.6, pitch / 2 - DOT / 2, pitch / 2 - CLIP if clipped else pitch / 2 - DOT / 2)
    return _Row([area_id for _, area_id, _ in items], values, xs, [middle + up for up in ups], middle)


def _swarm(places: Sequence[float], size: float, most: float, above: float) -> list[float]:
    """Offsets in px so that dots at `places` (ascending) do not overlap, at most `most` below and `above` over the middle."""
    steps = [0.0] + [sign * size * 0.4 * step for step in range(1, int(most / (size * 0.4)) + 1) for sign in (1, -1)]
    steps = [step for step in steps if step <= above]
    reach = size * size * 0.98
    ups: list[float] = []
    first = 0
    for index, place in enumerate(places):
        while places[first] <= place - size:
            first += 1
        near = [((place - places[other]) ** 2, ups[other]) for other in range(first, index)]
        free = (up for up in steps if all(dx + (up - other) ** 2 >= reach for dx, other in near))
        ups.append(next(free, steps[index % len(steps)]))
    return ups


def _dots(row: _Row, by_id: dict, names: dict, number, decimals: int, colours: dict) -> dict:
    others = [place for place, area_id in enumerate(row.ids) if area_id not in by_id]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.xs[place] for place in others],
        "y": [row.ys[place] for place in others],
        "text": [f"<b>{names.get(row.ids[place], row.ids[place])}</b><br>{number(row.values[place], decimals)}" for place in others],
        "marker": {"size": DOT, "color": colours["text-3"], "opacity": 0.62, "line": {"width": 0}},
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }


def _colour(one: Chosen, theme: str) -> str:
    return SELECTION[theme][(one.number - 1) % len(SELECTION[theme])]


def _marks(row: _Row, by_id: dict, theme: str, number, decimals: int, colours: dict) -> list[dict]:
    marks, edge = [], {"width": 1.2, "color": colours["ground"]}
    for area_id, value, x, y in zip(row.ids, row.values, row.xs, row.ys, strict=True):
        if area_id in by_id:
            one = by_id[area_id]
            marks.append(
                {
                    "type": "scatter",
                    "mode": "markers+text",
                    "x": [x],
                    "y": [y],
                    "text": [str(one.number)],
                    "textposition": "middle center",
                    "textfont": {"size": 10, "color": colours["ground"], "weight": 700},
                    "marker": {"size": MARK, "color": _colour(one, theme), "opacity": 1, "line": edge},
                    "hovertemplate": f"<b>{one.name}</b><br>{number(value, decimals)}<extra></extra>",
                    "cliponaxis": False,
                }
            )
    return marks


def _row_labels(row: _Row, by_id: dict, theme: str, pitch: float) -> list[dict]:
    here = [by_id[area_id] for area_id in reversed(row.ids) if area_id in by_id]
    gap = min(15.0, pitch / max(len(here), 1))
    labels = []
    for index, one in enumerate(here):
        y = row.middle - (index - (len(here) - 1) / 2) * gap
        side = {"xref": "paper", "xanchor": "left", "xshift": 8, "yanchor": "middle", "align": "left"}
        labels.append(charts.annotation(1, y, f"<b>{_short(one.name)}</b>  {one.rank}", _colour(one, theme), 11.5, **side))
    return labels


def _short(name: str) -> str:
    return name if len(name) < 17 else name[:15] + "."


def _clipped(row: _Row, low: float, high: float, pitch: float, number, decimals: int, colours: dict) -> list[dict]:
    found = []
    for beyond, x, arrow, anchor in (
        ([value for value in row.values if value > high], high, "{} ▸", "right"),
        ([value for value in row.values if value < low], low, "◂ {}", "left"),
    ):
        if beyond:
            extreme = max(beyond) if anchor == "right" else min(beyond)
            more = f" (+{len(beyond) - 1})" if len(beyond) > 1 else ""
            words = arrow.format(number(extreme, decimals) + more)
            found.append(charts.annotation(x, row.middle + pitch / 2 - 5, words, colours["text-2"], xanchor=anchor, yanchor="middle"))
    return found


def _add_benchmark(layout: dict, benchmark: tuple[str, float], low: float, high: float, number, decimals: int, colours, depth) -> None:
    name, value = benchmark
    share = (value - low) / (high - low)
    anchor = "left" if share < 0.2 else "right" if share > 0.8 else "center"
    layout["shapes"].append(charts.rule(value, 0, -depth, colours["text-2"], "1.5px,3px", 1.5))
    layout["annotations"].append(
        charts.annotation(value, 0, f"{name} {number(value, decimals)}", colours["text-2"], 11.5, yanchor="bottom", xanchor=anchor)
    )
