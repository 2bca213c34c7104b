"""Values over the years as a Plotly figure: lines that stop at a break, direct labels, no legend.

series_figure(lines, ...) -> dict, what plotly.graph_objects.Figure takes. Each line brings a frame with the columns
year, value, status, segment, sorted by year.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from wohnmonitor.figures import charts, scales
from wohnmonitor.figures.style import COUNTRY_SYMBOLS, SELECTION, SYMBOLS, tokens

TOP, BOTTOM, RIGHT, WIDEST, LABEL_LINE, LETTER = 20, 22, 96, 124, 15, 6.3
HOLLOW, ROWS, NEAR = "PEU", 3, 1.3
Points = list[tuple[int, float, str, int]]


@dataclass(frozen=True)
class Line:
    """One line. `role`: a selected area (with its number, from 1), a country, or a benchmark (dotted). marked: year -> what its
    hover says besides."""

    name: str
    frame: pd.DataFrame
    role: Literal["selected", "country", "benchmark"]
    number: int = 0
    country: str = ""
    marked: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A break: lines of `country` start anew in `year`; `label` names the cause."""

    country: str
    year: int
    label: str


@dataclass(frozen=True)
class Look:
    """How a line is drawn."""

    colour: str
    symbol: str
    width: float
    size: float
    dash: str


def look_of(line: Line, theme: str) -> Look:
    """Colour, shape and dash: by number for selected areas, by country for countries, third text for benchmarks."""
    if line.role == "selected":
        place = (line.number - 1) % len(SYMBOLS)
        dash = "solid" if line.number <= len(SYMBOLS) else "6px,3px"
        return Look(SELECTION[theme][place], SYMBOLS[place], 2.4, 6, dash)
    colours = tokens(theme)
    if line.role == "country":
        return Look(colours[f"country-{line.country.lower()}"], COUNTRY_SYMBOLS[line.country], 2, 5, "solid")
    return Look(colours["text-3"], "circle", 1.5, 3, "1.5px,3px")


def series_figure(
    lines: Sequence[Line],
    *,
    theme: str,
    number: Callable[[float, int], str],
    decimals: int,
    unit: str = "",
    year: int | None = None,
    rules: Sequence[Rule] = (),
    in_year: str = "{value} · {year}",
    status_words: dict[str, str] | None = None,
    width: float = 470,
    height: float = 190,
    log: bool = False,
) -> dict:
    """The figure in the colours of `theme`. `number(value, decimals)` writes values, `unit` follows them in the hover;
    `year` is the map's; `width` is about how wide it will be drawn, to thin the years and place the labels.
    Lines without value are left out. `log`: a logarithmic axis, for values above zero."""
    drawn = [(line, points) for line in lines if (points := points_of(line.frame))]
    if not drawn:
        return {"data": [], "layout": charts.layout(theme, height, 8, RIGHT, TOP, BOTTOM)}
    values = [value for _, points in drawn for _, value, *_ in points]
    first, last = min(points[0][0] for _, points in drawn), max(points[-1][0] for _, points in drawn)
    about = max(3, round(height / 42))
    ticks = scales.log_ticks(min(values), max(values), about) if log else scales.nice_ticks(min(values), max(values), about)
    names = [number(tick, scales.decimals_of(ticks)) for tick in ticks]
    labels = _label_words(drawn, number, decimals, year, in_year, height)
    longest = max(len(row) for rows in labels for row in rows)
    left = round(max(len(name) for name in names) * LETTER + 10)
    right = min(max(RIGHT, round(longest * LETTER * 1.05) + 8), WIDEST)
    layout = charts.layout(theme, height, left, right, TOP, BOTTOM)
    years = scales.year_ticks(first, last, width - left - right)
    place = math.log10 if log else float
    low, high = place(ticks[0]), place(ticks[-1])
    if log:  # the ticks outside may lie far off
        low, high = max(low, place(min(values) / NEAR)), min(high, place(max(values) * NEAR))
    layout["xaxis"] = charts.axis(theme, first - 0.4, last + 0.4, years, [str(year) for year in years]) | charts.time_axis(theme)
    layout["yaxis"] = charts.axis(
        theme, low, high + (high - low) * 0.004, ticks, names,
        showgrid=True, gridcolor=tokens(theme)["hairline"], gridwidth=1, zeroline=not log and low <= 0 <= high, layer="below traces",
    )  # fmt: skip
    if log:
        layout["yaxis"]["type"] = "log"
    _add_forecast(layout, theme, drawn)
    _add_rules(layout, theme, drawn, rules, first, last, width - left - right)
    _add_labels(layout, theme, drawn, labels, [(high - place(points[-1][1])) / (high - low) for _, points in drawn], height)
    data = [trace for line, points in drawn for trace in _traces(line, points, theme, number, decimals, unit, status_words or {})]
    return {"data": data, "layout": layout}


def points_of(frame: pd.DataFrame) -> Points:
    """Year, value, status, segment of every row with a value, by year."""
    found = zip(frame["year"].tolist(), frame["value"].tolist(), frame["status"].tolist(), frame["segment"].tolist(), strict=True)
    return [(int(year), float(value), status, segment) for year, value, status, segment in found if pd.notna(value)]


def strokes_of(points: Points) -> list[tuple[str, tuple, tuple]]:
    """The pieces of a line as (kind, point, next point): solid within a run of years, dots over years without value, forecast;
    none over a break."""
    pairs = [(before, after) for before, after in zip(points, points[1:], strict=False) if before[3] == after[3]]
    return [("forecast" if b[2] == "F" else "solid" if b[0] - a[0] == 1 else "dots", a, b) for a, b in pairs]


def _traces(line: Line, points: Points, theme: str, number, decimals: int, unit: str, words: dict) -> list[dict]:
    """Solid within a run of years, thin dots over years without value, nothing over a break; points on top."""
    look, ground = look_of(line, theme), tokens(theme)["ground"]
    found = {"solid": ([], []), "dots": ([], []), "forecast": ([], [])}
    for kind, before, after in strokes_of(points):
        for axis in (0, 1):
            found[kind][axis].extend((before[axis], after[axis], None))
    drawn = []
    for (xs, ys), width, dash in (
        (found["dots"], max(1.0, look.width / 2), "1px,4px"),
        (found["forecast"], look.width, "6px,4px"),
        (found["solid"], look.width, look.dash),
    ):
        if xs:
            stroke = {"color": look.colour, "width": width, "dash": dash}
            drawn.append({"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": stroke, "hoverinfo": "skip", "cliponaxis": False})
    told = {status: f"<br>{said}" for status, said in words.items() if status != "A"}
    hollow = [status in HOLLOW for *_, status, _ in points]
    drawn.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": line.name,
            "x": [year for year, *_ in points],
            "y": [value for _, value, *_ in points],
            "marker": {
                "symbol": look.symbol,
                "size": look.size if len(points) <= 40 else look.size - 1,
                "color": [ground if open_ else look.colour for open_ in hollow],
                "line": {"color": look.colour, "width": [1.6 if open_ else 0 for open_ in hollow]},
                "opacity": 1,
            },
            "text": [
                f"<b>{line.name}</b><br>{year}: {number(value, decimals)}{unit}{told.get(status, '')}{line.marked.get(year, '')}"
                for year, value, status, _ in points
            ],
            "hovertemplate": "%{text}<extra></extra>",
            "cliponaxis": False,
        }
    )
    return drawn


def _add_forecast(layout: dict, theme: str, drawn: list) -> None:
    """A pale band behind the years of a forecast."""
    years = [year for _, points in drawn for year, _, status, _ in points if status == "F"]
    if years:
        layout["shapes"].append(charts.band(theme, min(years) - 0.5, max(years) + 0.4))


def _add_rules(layout: dict, theme: str, drawn: list, rules: Sequence[Rule], first: int, last: int, plot: float) -> None:
    """A dashed rule before the first year after a break, where a drawn line does stop there."""
    colours = tokens(theme)
    shown: dict[int, str] = {}
    for rule in rules:
        if first < rule.year <= last and any(_stops(line, points, rule) for line, points in drawn):
            shown.setdefault(rule.year, rule.label)
    taken = [-1e9] * ROWS
    for year, label in sorted(shown.items()):
        layout["shapes"].append(charts.rule(year - 0.5, 0, 1, colours["text-3"], "4px,3px", yref="paper", layer="below"))
        place = (year - 0.1 - first) / (last - first + 0.8) * plot
        length = len(label) * 5.9 + 10
        to_right = place + length <= plot + 4
        begin = place if to_right else max(place - length, 4 - layout["margin"]["l"])
        row = next((row for row in range(ROWS) if begin > taken[row]), None)
        if row is None:
            continue
        taken[row] = begin + length
        side = {"xanchor": "left", "xshift": 4 + begin - place}
        words = charts.annotation(year - 0.5, 1, label, colours["text-2"], yref="paper", yanchor="bottom", yshift=13 * row, **side)
        layout["annotations"].append(words)
        layout["margin"]["t"] = max(layout["margin"]["t"], TOP + 13 * row)
    layout["height"] += layout["margin"]["t"] - TOP


def _stops(line: Line, points: Points, rule: Rule) -> bool:
    if line.country not in ("", rule.country):
        return False
    before = [segment for year, _, _, segment in points if year < rule.year]
    after = [segment for year, _, _, segment in points if year >= rule.year]
    return bool(before and after) and before[-1] != after[0]


def _label_words(drawn: list, number, decimals: int, year: int | None, in_year: str, height: float) -> list[list[str]]:
    """Rows of each label: name and last value; with many lines the name alone, and cut if it must be."""
    labels = []
    for line, points in drawn:
        last_year, last_value = points[-1][:2]
        value = number(last_value, decimals)
        if year is not None and last_year != year:
            value = in_year.format(value=value, year=last_year)
        if len(line.name) + len(value) + 1 <= 15:
            labels.append([f"{line.name} {value}"])
        else:
            labels.append([*_fold(line.name), value])
    names = [_fold(line.name) for line, _ in drawn]
    cut = [[line.name if len(line.name) < 19 else line.name[:17] + "."] for line, _ in drawn]
    return next((rows for rows in (labels, names) if sum(map(len, rows)) * LABEL_LINE <= height), cut)


def _add_labels(layout: dict, theme: str, drawn: list, labels: list[list[str]], ends: list[float], height: float) -> None:
    """At the right end (`ends`: share of the height, from above), in the line's colour, never on top of each other."""
    room = height - TOP - BOTTOM
    wanted = [end * room for end in ends]
    centres = scales.spread_out(wanted, [LABEL_LINE * len(rows) for rows in labels], -TOP, room + BOTTOM)
    for (line, _), rows, centre in zip(drawn, labels, centres, strict=True):
        words = rows if len(rows) == 1 else [*rows[:-1], f"<span style='font-weight:400'>{rows[-1]}</span>"]
        label = charts.annotation(
            1, 1 - centre / room, "<br>".join(words), look_of(line, theme).colour, 11.5,
            xref="paper", yref="paper", xanchor="left", xshift=4, yanchor="middle", align="left",
        )  # fmt: skip
        label["font"]["weight"] = 600
        layout["annotations"].append(label)


def _fold(name: str, most: int = 15) -> list[str]:
    """A name in lines of at most `most` letters, broken at blanks, and at hyphens within what is longer."""
    lines: list[str] = [""]
    words = [word if len(word) <= most else word.replace("-", "-\n") for word in name.split(" ")]
    for part in " \n".join(words).split("\n"):
        if lines[-1] and len(lines[-1] + part.rstrip()) > most:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]
