"""Age as mirrored bars: an area to the right, what it is measured against as an outline to the left.

pyramid(right, left, ...) -> SVG. Age groups are of unequal width: a bar is as thick as its group has years and as long as
the share per year of age, so that its area is the share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wohnmonitor.figures import scales, vector
from wohnmonitor.figures.style import tokens

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, VALUE = 226, 176, 44, 20, 22, 30
Groups = Sequence[tuple[int, int]]


def per_year(share: float, group: tuple[int, int]) -> float:
    """Share per year of age, % a year; `group`: first age, and the first that is no longer in it."""
    return share / (group[1] - group[0])


def longest(groups: Groups, *profiles: Sequence[float] | None) -> float:
    """The longest bar of these profiles, to draw several figures on one scale."""
    return max(per_year(share, group) for profile in profiles if profile for share, group in zip(profile, groups, strict=True))


def pyramid(
    right: Sequence[float],
    left: Sequence[float] | None,
    *,
    groups: Groups,
    names: Sequence[str],
    heads: tuple[str, str],
    colour: str,
    theme: str,
    number: Callable[[float, int], str],
    limit: float,
) -> str:
    """The figure in the colours of `theme`. `right`, `left`: shares in %, one per group, youngest first, written at the bars;
    `names` of the groups; `heads`: who stands left and right; `limit`: the longest bar there is room for, % per year of age."""
    colours, bottom = tokens(theme), HEIGHT - BOTTOM
    half = (WIDTH - LEFT) / 2
    middle, reach, ages = LEFT + half, half - VALUE, (groups[0][0], groups[-1][1])

    def up(age: float) -> float:
        return bottom - (age - ages[0]) / (ages[1] - ages[0]) * (bottom - TOP)

    ticks = [tick for tick in scales.nice_ticks(0, limit, about=3) if tick <= limit]
    parts = []
    for tick in [-tick for tick in reversed(ticks[1:])] + ticks:
        x = middle + tick / limit * reach
        parts.append(vector.line([(x, TOP), (x, bottom)], colours["edge" if tick == 0 else "hairline"]))
        parts.append(vector.words(x, bottom + 12, number(abs(tick), scales.decimals_of(ticks)), colours["text-2"], "middle"))
    for group, name in zip(groups, names, strict=True):
        parts.append(vector.words(LEFT - 6, up(sum(group) / 2), name, colours["text-2"], "end"))
    for side, profile, head in ((-1, left, heads[0]), (1, right, heads[1])):
        if profile is None:
            continue
        ink, anchor = (colour, "start") if side > 0 else (colours["text-2"], "end")
        parts.append(vector.words(middle + side * 6, 9, head, ink, anchor, weight=600))
        for share, group in zip(profile, groups, strict=True):
            long, top = per_year(share, group) / limit * reach, up(group[1]) + 0.7
            begin, tall = middle - long if side < 0 else middle, up(group[0]) - 0.7 - top
            parts.append(vector.box(begin, top, long, tall, colour if side > 0 else "none", "none" if side > 0 else ink))
            parts.append(vector.words(middle + side * (long + 4), top + tall / 2, number(share, 1), colours["text-2"], anchor, 10.5))
    return vector.drawing(WIDTH, HEIGHT, parts)
