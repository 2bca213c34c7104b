"""A small panel of a series among others: the years of all, an axis of its own, ends told by number.

panel_figure(lines, ...) -> dict, what plotly.graph_objects.Figure takes. Lines as in series.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wohnmonitor.figures import charts, scales
from wohnmonitor.figures.series import LETTER, Line, Points, look_of, points_of, traces_of
from wohnmonitor.figures.style import tokens

TOP, BOTTOM, RIGHT, LABEL_LINE = 8, 20, 22, 12


def panel_figure(
    lines: Sequence[Line],
    *,
    theme: str,
    number: Callable[[float, int], str],
    decimals: int,
    span: tuple[int, int],
    unit: str = "",
    status_words: dict[str, str] | None = None,
    width: float = 210,
    height: float = 112,
) -> dict:
    """The panel in the colours of `theme`. `span`: first and last year of all panels; `width`: about how wide it is drawn, px.
    A line stops at a break, and a dashed rule stands there. Lines without value are left out."""
    drawn = [(line, points) for line in lines if (points := points_of(line.frame))]
    values = [value for _, points in drawn for _, value, *_ in points]
    if not values:
        return {"data": [], "layout": charts.layout(theme, height, 8, RIGHT, TOP, BOTTOM)}
    ticks = scales.nice_ticks(min(values), max(values), about=3)
    names = [number(tick, scales.decimals_of(ticks)) for tick in ticks]
    left = round(max(map(len, names)) * LETTER + 8)
    layout = charts.layout(theme, height, left, RIGHT, TOP, BOTTOM)
    years = scales.year_ticks(*span, width - left - RIGHT)
    low, high = ticks[0], ticks[-1]
    layout["xaxis"] = charts.axis(theme, span[0] - 0.6, span[1] + 0.6, years, list(map(str, years))) | charts.time_axis(theme)
    layout["yaxis"] = charts.axis(
        theme, low, high + (high - low) * 0.004, ticks, names,
        showgrid=True, gridcolor=tokens(theme)["hairline"], gridwidth=1, zeroline=low <= 0 <= high, layer="below traces",
    )  # fmt: skip
    quiet = tokens(theme)["text-3"]
    for year in sorted({year for _, points in drawn for year in breaks_of(points)}):
        layout["shapes"].append(charts.rule(year - 0.5, 0, 1, quiet, "3px,3px", yref="paper", layer="below"))
    _add_ends(layout, theme, drawn, [(high - points[-1][1]) / (high - low) for _, points in drawn], height - TOP - BOTTOM)
    data = [trace for line, points in drawn for trace in traces_of(line, points, theme, number, decimals, unit, status_words or {})]
    return {"data": data, "layout": layout}


def breaks_of(points: Points) -> list[int]:
    """Years in which a line begins anew."""
    return [after[0] for before, after in zip(points, points[1:], strict=False) if before[3] != after[3]]


def _add_ends(layout: dict, theme: str, drawn: list, ends: list[float], room: float) -> None:
    """Number of the selected area, or country, in the colour of its line, none on top of another."""
    centres = scales.spread_out([end * room for end in ends], [LABEL_LINE] * len(drawn), -TOP, room + TOP)
    for (line, _), centre in zip(drawn, centres, strict=True):
        label = charts.annotation(
            1, 1 - centre / room, str(line.number or line.country), look_of(line, theme).colour, 11,
            xref="paper", yref="paper", xanchor="left", xshift=3, yanchor="middle",
        )  # fmt: skip
        label["font"]["weight"] = 600
        layout["annotations"].append(label)
