"""Small drawings beside a figure: its series, and where it lies among others. SVG for the page itself, coloured by its style sheet.

Classes: wm-mini-line, -gap, -break, -own, -tick, -middle, -axis. Both are decoration of a row that says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log10

WIDTH, HEIGHT = 84, 26
STRIP_WIDTH, STRIP_HEIGHT = 204, 22
PAD = 4
CLIPPED = 0.01
"""Share of the values at each end that a strip may cut, so that one outlier does not push all others together."""


def series(points: Sequence[tuple[int, float, int]], width: int = WIDTH, height: int = HEIGHT) -> str:
    """A line over the years. points: year, value, segment, by year; the line stops where the segment changes (a break, marked by a
    dashed rule), and years without value are bridged by dots. The last point is marked. Nothing for fewer than two."""
    if len(points) < 2:
        return ""
    years, values = [point[0] for point in points], [point[1] for point in points]
    low, high = min(values), max(values)

    def at(year: float, value: float) -> tuple[float, float]:
        x = PAD + (year - years[0]) / (years[-1] - years[0]) * (width - 2 * PAD)
        share = 0.5 if high == low else (value - low) / (high - low)
        return round(x, 1), round(height - PAD - share * (height - 2 * PAD), 1)

    runs: list[list[tuple[float, float]]] = []
    gaps, rules = [], []
    for before, (year, value, segment) in zip([None, *points], points, strict=False):
        here = at(year, value)
        if before is None or before[2] != segment:
            runs.append([here])
            if before is not None:
                x = at((before[0] + year) / 2, low)[0]
                rules.append(f'<path class="wm-mini-break" d="M{x:g} 2V{height - 2:g}"/>')
        elif year > before[0] + 1:
            gaps.append(f'<path class="wm-mini-gap" d="{_line([runs[-1][-1], here])}"/>')
            runs.append([here])
        else:
            runs[-1].append(here)
    lines = "".join(f'<path class="wm-mini-line" d="{_line(run)}"/>' for run in runs if len(run) > 1)
    dots = "".join(f'<circle class="wm-mini-dot" cx="{run[0][0]:g}" cy="{run[0][1]:g}" r="1.3"/>' for run in runs if len(run) == 1)
    x, y = runs[-1][-1]
    own = f'<circle class="wm-mini-own" cx="{x:g}" cy="{y:g}" r="3"/>'
    return _drawing(width, height, [*gaps, *rules, lines, dots, own], "wm-mini")


def strip(values: Iterable[float], own: Sequence[float | None], logarithm: bool = False) -> str:
    """A tick for each value, a longer one for the median, a dot for each of `own` in the colours of a selection. Values beyond the
    axis stand at its end. logarithm: for counts, whose ticks would else stand on one heap."""
    every = sorted(value for value in values if value == value and not (logarithm and value <= 0))
    if len(every) < 3:
        return ""
    cut = int(len(every) * CLIPPED)
    low, high = every[cut], every[-1 - cut]

    def scaled(value: float) -> float:
        return log10(value) if logarithm else value

    def at(value: float) -> float:
        first, last = scaled(low), scaled(high)
        share = 0.5 if first == last else (scaled(min(max(value, low), high)) - first) / (last - first)
        return round(PAD + share * (STRIP_WIDTH - 2 * PAD), 1)

    middle, base = STRIP_HEIGHT / 2, f"M{PAD} {STRIP_HEIGHT / 2:g}H{STRIP_WIDTH - PAD}"
    ticks = "".join(f"M{x:g} {middle - 4:g}v8" for x in map(at, every))
    half = len(every) // 2
    median = every[half] if len(every) % 2 else (every[half - 1] + every[half]) / 2
    parts = [
        f'<path class="wm-mini-axis" d="{base}"/><path class="wm-mini-tick" d="{ticks}"/>',
        f'<path class="wm-mini-middle" d="M{at(median):g} {middle - 8:g}v16"/>',
        *(
            f'<circle class="wm-mini-own wm-mini-own-{number % 5 + 1}" cx="{at(value):g}" cy="{middle:g}" r="4.5"/>'
            for number, value in enumerate(own) if value is not None and not (logarithm and value <= 0)
        ),
    ]  # fmt: skip
    return _drawing(STRIP_WIDTH, STRIP_HEIGHT, parts, "wm-mini wm-mini-strip")


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _drawing(width: int, height: int, parts: Iterable[str], name: str) -> str:
    return f'<svg class="{name}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true">{"".join(parts)}</svg>'
