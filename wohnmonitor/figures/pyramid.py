"""Age as mirrored bars: an area to the right, what it is measured against as an outline to the left.

pyramid_figure(right, left, ...) -> dict, what plotly.graph_objects.Figure takes. Age groups are of unequal width: a bar is as
thick as its group has years and as long as the share per year of age, so that its area is the share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wohnmonitor.figures import charts, scales
from wohnmonitor.figures.series import LETTER
from wohnmonitor.figures.style import tokens

TOP, BOTTOM, ROOM = 20, 22, 1.12
Groups = Sequence[tuple[int, int]]


def per_year(share: float, group: tuple[int, int]) -> float:
    """Share per year of age, % a year; `group`: first age, and the first that is no longer in it."""
    return share / (group[1] - group[0])


def longest(groups: Groups, *profiles: Sequence[float] | None) -> float:
    """The longest bar of these profiles, to draw several figures on one scale."""
    return max(per_year(share, group) for profile in profiles if profile for share, group in zip(profile, groups, strict=True))


def pyramid_figure(
    right: Sequence[float],
    left: Sequence[float] | None,
    *,
    groups: Groups,
    names: Sequence[str],
    heads: tuple[str, str],
    colour: str,
    theme: str,
    number: Callable[[float, int], str],
    unit: str,
    limit: float,
    height: float = 176,
) -> dict:
    """The figure in the colours of `theme`. `right`, `left`: shares in %, one per group, youngest first; `names` of the groups;
    `heads`: who stands left and right; `limit`: the longest bar there is room for, % per year of age."""
    colours = tokens(theme)
    layout = charts.layout(theme, height, round(max(map(len, names)) * LETTER + 8), 6, TOP, BOTTOM)
    ticks = [tick for tick in scales.nice_ticks(0, limit, about=3) if tick <= limit * ROOM]
    both = [-tick for tick in reversed(ticks[1:])] + ticks
    layout["xaxis"] = charts.axis(
        theme, -limit * ROOM, limit * ROOM, both, [number(abs(tick), scales.decimals_of(ticks)) for tick in both],
        showgrid=True, gridcolor=colours["hairline"], zeroline=True, layer="below traces",
    )  # fmt: skip
    middles = [(low + high) / 2 for low, high in groups]
    layout["yaxis"] = charts.axis(theme, groups[0][0], groups[-1][1], middles, list(names))
    layout["bargap"], layout["barmode"] = 0, "overlay"
    data = []
    for side, profile, head in ((-1, left, heads[0]), (1, right, heads[1])):
        if profile is None:
            continue
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": head,
                "x": [side * per_year(share, group) for share, group in zip(profile, groups, strict=True)],
                "y": middles,
                "width": [high - low - 1 for low, high in groups],
                "marker": {
                    "color": colour if side > 0 else charts.CLEAR,
                    "line": {"color": colour if side > 0 else colours["text-2"], "width": 0 if side > 0 else 1.4},
                },
                "text": [f"{number(share, 1)}{unit}" for share in profile],
                "textposition": "none",
                "customdata": list(names),
                "hovertemplate": f"<b>{head}</b><br>%{{customdata}}: %{{text}}<extra></extra>",
            }
        )
        told = charts.annotation(
            0, 1, head, colour if side > 0 else colours["text-2"], 11.5, yref="paper", yanchor="bottom", yshift=3,
            xanchor="left" if side > 0 else "right", xshift=side * 6,
        )  # fmt: skip
        told["font"]["weight"] = 600
        layout["annotations"].append(told)
    return {"data": data, "layout": layout}
