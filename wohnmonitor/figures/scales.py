"""Axes and labels: round ticks, and labels that keep their distance."""

from __future__ import annotations

import math
from collections.abc import Sequence


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round ticks that enclose `low` to `high`, in steps of 1, 2, 2.5 or 5 times a power of ten."""
    if high <= low:
        spread = abs(low) * 0.05 or 1.0
        low, high = low - spread, high + spread
    rough = (high - low) / max(about - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def log_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round ticks above zero that enclose `low` to `high`, for a logarithmic axis: powers of ten, with 2 and 5, or 1.5, 3 and 7
    between them, as many as come nearest to `about`."""
    found: list[list[float]] = []
    for steps in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7)):
        powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
        ticks = [round(step * 10.0**power, 12) for power in powers for step in steps]
        first = max(index for index, tick in enumerate(ticks) if tick <= low * (1 + 1e-9))
        last = min(index for index, tick in enumerate(ticks) if tick >= high * (1 - 1e-9))
        found.append(ticks[first : last + 1] if last > first else ticks[first - 1 : last + 2])
    return min(found, key=lambda ticks: abs(len(ticks) - about))


def decimals_of(ticks: Sequence[float]) -> int:
    """Decimals that tell the ticks apart, at most four."""
    step = min((b - a for a, b in zip(ticks, ticks[1:], strict=False)), default=1.0)
    return next((digits for digits in range(4) if abs(round(step, digits) - step) < step * 1e-6), 4)


def year_ticks(first: int, last: int, room: float) -> list[int]:
    """Years on the axis: every 1, 2, 4, 5 or 10 so that each has 40 px of the `room`."""
    span = max(last - first, 1)
    step = next((s for s in (1, 2, 4, 5, 10, 20) if room / (span / s + 1) >= 40), 50)
    return [year for year in range(first, last + 1) if year % step == 0] or [first]


def spread_out(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres of labels in px, as near as possible to `wanted`, in the same order from top to bottom, none touching.

    `sizes`: heights. Labels that do not fit between `low` and `high` run over evenly.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[list] = []  # [members, wanted top, height]
    for index in order:
        groups.append([[index], wanted[index] - sizes[index] / 2, sizes[index]])
        while True:
            group = groups[-1]
            group[1] = max(min(group[1], high - group[2]), low)
            if len(groups) < 2 or groups[-2][1] + groups[-2][2] <= group[1]:
                break
            members, _, height = groups.pop()
            before = groups[-1]
            before[0] += members
            before[2] += height
            offset, centre = 0.0, 0.0
            for member in before[0]:
                centre += wanted[member] - (offset + sizes[member] / 2)
                offset += sizes[member]
            before[1] = centre / len(before[0])
    centres = [0.0] * len(wanted)
    for members, top, _ in groups:
        for member in members:
            centres[member] = top + sizes[member] / 2
            top += sizes[member]
    return centres
