"""Where areas stand among all others: a swarm of dots per country, the selection as numbered marks.

ranking_figure(rows, ...) -> Figure. Rows: area_id, country, value (areas without value are left out).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from wohnmonitor.figures import scales
from wohnmonitor.figures.style import FONT, SELECTION, tokens

RIGHT, TOP, BOTTOM, LETTER, DOT, MARK = 118, 18, 24, 6.3, 5.5, 16


@dataclass(frozen=True)
class Chosen:
    """A selected area: its number from 1, its name, its rank as written."""

    area_id: str
    number: int
    name: str
    rank: str


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
) -> go.Figure:
    """One row per country (code, name), in that order from above; values beyond the bulk are clipped and named with an arrow."""
    colours = tokens(theme)
    rows = rows[rows["value"].notna()]
    rows = rows[rows["country"].isin([code for code, _ in countries])]
    figure = go.Figure(layout=_layout(colours, height))
    if rows.empty:
        return figure
    low, high = _bulk(rows["value"])
    ticks = [tick for tick in scales.nice_ticks(low, high, about=6) if low <= tick <= high]
    left = round(max(len(name) for _, name in countries) * LETTER + 14)
    plot = width - left - RIGHT
    pad = (high - low) * 0.03 or 1
    low, high = low - pad, high + pad
    pitch = (height - TOP - BOTTOM) / len(countries)
    by_id = {one.area_id: one for one in chosen}
    for row, (code, _) in enumerate(countries):
        group = rows[rows["country"] == code].sort_values("value")
        xs = group["value"].clip(low, high)
        ups = _swarm([(x - low) / (high - low) * plot for x in xs], DOT + 0.6, pitch / 2 - DOT / 2)
        ys = [-(row + 0.5) * pitch + up for up in ups]
        _dots(figure, group, xs, ys, by_id, names or {}, number, decimals, colours)
        _marks(figure, group, xs, ys, by_id, theme, number, decimals, colours)
        _row_labels(figure, group, by_id, theme, row, pitch)
        _clipped(figure, group, low, high, row, pitch, number, decimals, colours)
    if benchmark:
        _benchmark(figure, benchmark, low, high, number, decimals, colours, len(countries) * pitch)
    _axes(figure, colours, low, high, ticks, countries, number, left, pitch)
    return figure


def _bulk(values: pd.Series) -> tuple[float, float]:
    """The range of the axis: all values, or without the few that would squeeze the rest."""
    low, high = float(values.min()), float(values.max())
    first, third = values.quantile(0.25), values.quantile(0.75)
    reach = 3.5 * (third - first)
    if reach > 0:
        low = max(low, float(values[values >= first - reach].min()))
        high = min(high, float(values[values <= third + reach].max()))
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _swarm(places: Sequence[float], size: float, most: float) -> list[float]:
    """Offsets in px so that dots at `places` (ascending) do not overlap, at most `most` away from the middle."""
    set_down: list[tuple[float, float]] = []
    for place in places:
        near = [(x, up) for x, up in set_down[-60:] if place - x < size]
        steps = [0.0] + [sign * step for step in _range(size * 0.8, most) for sign in (1, -1)]
        free = (up for up in steps if all((place - x) ** 2 + (up - other) ** 2 >= size**2 * 0.98 for x, other in near))
        set_down.append((place, next(free, steps[len(set_down) % len(steps)])))
    return [up for _, up in set_down]


def _range(step: float, most: float) -> list[float]:
    return [step * (index + 1) / 2 for index in range(int(most / step * 2))]


def _layout(colours: dict[str, str], height: float) -> go.Layout:
    return go.Layout(
        height=height,
        margin={"r": RIGHT, "t": TOP, "b": BOTTOM, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": colours["text-2"]},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        hoverlabel={"bgcolor": colours["card"], "bordercolor": colours["edge"], "font": {"size": 12, "color": colours["text"]}},
    )


def _dots(figure, group, xs, ys, by_id, names, number, decimals, colours) -> None:
    hover = [f"<b>{names.get(i, i)}</b><br>{number(v, decimals)}" for i, v in zip(group["area_id"], group["value"], strict=True)]
    keep = [area not in by_id for area in group["area_id"]]
    figure.add_scatter(
        x=[x for x, good in zip(xs, keep, strict=True) if good],
        y=[y for y, good in zip(ys, keep, strict=True) if good],
        text=[words for words, good in zip(hover, keep, strict=True) if good],
        mode="markers",
        marker={"size": DOT, "color": colours["text-3"], "opacity": 0.62, "line": {"width": 0}},
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )


def _marks(figure, group, xs, ys, by_id, theme, number, decimals, colours) -> None:
    for area_id, value, x, y in zip(group["area_id"], group["value"], xs, ys, strict=True):
        if area_id in by_id:
            one = by_id[area_id]
            figure.add_scatter(
                x=[x], y=[y], text=[str(one.number)], mode="markers+text", cliponaxis=False,
                marker={"size": MARK, "color": _colour(one, theme), "opacity": 1, "line": {"width": 1.2, "color": colours["ground"]}},
                textfont={"size": 10, "color": colours["ground"], "weight": 700}, textposition="middle center",
                hovertemplate=f"<b>{one.name}</b><br>{number(value, decimals)}<extra></extra>",
            )  # fmt: skip


def _colour(one: Chosen, theme: str) -> str:
    return SELECTION[theme][(one.number - 1) % 5]


def _row_labels(figure, group, by_id, theme, row, pitch) -> None:
    here = [by_id[area_id] for area_id in group["area_id"][::-1] if area_id in by_id]
    gap = min(15.0, pitch / max(len(here), 1))
    for index, one in enumerate(here):
        shift = (index - (len(here) - 1) / 2) * gap
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=-(row + 0.5) * pitch - shift, yanchor="middle", showarrow=False, align="left",
            text=f"<b>{one.name if len(one.name) < 15 else one.name[:13] + '.'}</b>  {one.rank}",
            font={"size": 11.5, "color": _colour(one, theme)},
        )  # fmt: skip


def _clipped(figure, group, low, high, row, pitch, number, decimals, colours) -> None:
    for beyond, x, arrow, anchor in (
        (group[group["value"] > high], high, "{} ▸", "right"),
        (group[group["value"] < low], low, "◂ {}", "left"),
    ):
        if len(beyond):
            extreme = beyond["value"].max() if anchor == "right" else beyond["value"].min()
            more = f" (+{len(beyond) - 1})" if len(beyond) > 1 else ""
            figure.add_annotation(
                x=x, y=-row * pitch - 5, text=arrow.format(number(extreme, decimals) + more), showarrow=False, xanchor=anchor,
                yanchor="middle", font={"size": 11, "color": colours["text-2"]},
            )  # fmt: skip


def _benchmark(figure, benchmark, low, high, number, decimals, colours, depth) -> None:
    name, value = benchmark
    if not low <= value <= high:
        return
    figure.add_shape(
        type="line", x0=value, x1=value, y0=0, y1=-depth, line={"color": colours["text-2"], "width": 1.5, "dash": "1.5px,3px"}
    )  # fmt: skip
    share = (value - low) / (high - low)
    figure.add_annotation(
        x=value, y=0, text=f"{name} {number(value, decimals)}", showarrow=False, yanchor="bottom",
        xanchor="left" if share < 0.2 else "right" if share > 0.8 else "center", font={"size": 11.5, "color": colours["text-2"]},
    )  # fmt: skip


def _axes(figure, colours, low, high, ticks, countries, number, left, pitch) -> None:
    digits = scales.decimals_of(ticks) if len(ticks) > 1 else 1
    figure.update_layout(margin_l=left)
    figure.update_xaxes(
        range=[low, high], tickvals=ticks, ticktext=[number(tick, digits) for tick in ticks], tickangle=0, tickfont_size=11.5,
        ticks="outside", ticklen=4, tickcolor=colours["edge"], showline=True, linecolor=colours["edge"], linewidth=1, showgrid=False,
        zeroline=low < 0 < high, zerolinecolor=colours["edge"], zerolinewidth=1.2, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(
        range=[-len(countries) * pitch, 0], tickvals=[-(row + 0.5) * pitch for row in range(len(countries))],
        ticktext=[name for _, name in countries], tickfont_size=12, showgrid=False, zeroline=False, showline=False, ticks="", fixedrange=True,
    )  # fmt: skip
