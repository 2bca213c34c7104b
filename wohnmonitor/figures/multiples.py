"""A small panel of a series among others: the years of all, an axis of its own, ends told by number.

panel(lines, ...) -> SVG. Lines as in series.py, and drawn by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wohnmonitor.figures import scales, vector
from wohnmonitor.figures.series import HOLLOW, Line, Points, look_of, points_of, strokes_of
from wohnmonitor.figures.style import tokens

WIDTH, HEIGHT = 226, 112
TOP, BOTTOM, LEFT, RIGHT, LETTER, LABEL_LINE = 8, 20, 36, 22, 6.2, 12
DASHES = {"solid": "", "dots": "1 4", "forecast": "5 3"}


def panel(lines: Sequence[Line], *, theme: str, number: Callable[[float, int], str], span: tuple[int, int]) -> str:
    """The panel in the colours of `theme`. `span`: first and last year of all panels; provisional, estimated and unreliable ones
    are hollow. A line stops at a break, and a dashed rule stands there. Lines without value are left out."""
    drawn = [(line, points) for line in lines if (points := points_of(line.frame))]
    values = [value for _, points in drawn for _, value, *_ in points]
    if not values:
        return vector.drawing(WIDTH, HEIGHT, ())
    ticks = scales.nice_ticks(min(values), max(values), about=3)
    names = [number(tick, scales.decimals_of(ticks)) for tick in ticks]
    left = max(LEFT, max(map(len, names)) * LETTER + 8)
    right, bottom, low, high = WIDTH - RIGHT, HEIGHT - BOTTOM, ticks[0], ticks[-1]

    def across(year: float) -> float:
        return left + 4 + (year - span[0]) / max(span[1] - span[0], 1) * (right - left - 8)

    def up(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - TOP)

    colours, parts = tokens(theme), []
    for tick, name in zip(ticks, names, strict=True):
        parts.append(vector.line([(left, up(tick)), (right, up(tick))], colours["edge" if tick in (low, 0) else "hairline"]))
        parts.append(vector.words(left - 5, up(tick), name, colours["text-2"], "end"))
    for year in scales.year_ticks(*span, right - left):
        parts.append(vector.line([(across(year), bottom), (across(year), bottom + 4)], colours["edge"]))
        parts.append(vector.words(across(year), bottom + 12, str(year), colours["text-2"], "middle"))
    for year in sorted({year for _, points in drawn for year in breaks_of(points)}):
        parts.append(vector.line([(across(year - 0.5), TOP - 6), (across(year - 0.5), bottom)], colours["text-3"], 1, "3 3"))
    for line, points in drawn:
        look = look_of(line, theme)
        for kind, before, after in strokes_of(points):
            dash = DASHES[kind] or (look.dash.replace("px", "") if look.dash != "solid" else "")
            ends = [(across(year), up(value)) for year, value, *_ in (before, after)]
            parts.append(vector.line(ends, look.colour, 1 if kind == "dots" else 1.8, dash))
        for year, value, status, _ in points:
            fill = colours["ground"] if status in HOLLOW else look.colour
            parts.append(vector.mark(look.symbol, across(year), up(value), 1.7, look.colour, fill))
    centres = scales.spread_out([up(points[-1][1]) for _, points in drawn], [LABEL_LINE] * len(drawn), 0, HEIGHT)
    for (line, _), centre in zip(drawn, centres, strict=True):
        parts.append(vector.words(right + 4, centre, str(line.number or line.country), look_of(line, theme).colour, weight=600))
    return vector.drawing(WIDTH, HEIGHT, parts)


def breaks_of(points: Points) -> list[int]:
    """Years in which a line begins anew."""
    return [after[0] for before, after in zip(points, points[1:], strict=False) if before[3] != after[3]]
