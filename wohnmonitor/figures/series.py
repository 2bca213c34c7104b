"""Values over the years as a Plotly figure: lines that stop at a break, direct labels, no legend.

series_figure(lines, ...) -> Figure. Each line brings a frame with the columns year, value, status, segment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from wohnmonitor.figures import scales
from wohnmonitor.figures.style import COUNTRY_SYMBOLS, FONT, SELECTION, SYMBOLS, tokens

TOP, BOTTOM, RIGHT, LABEL_LINE, LETTER = 20, 24, 96, 15, 6.3
HOLLOW = "PEU"


@dataclass(frozen=True)
class Line:
    """One line. `role`: a selected area (with its number, from 1), a country, or a benchmark (dotted)."""

    name: str
    frame: pd.DataFrame
    role: Literal["selected", "country", "benchmark"]
    number: int = 0
    country: str = ""


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
) -> go.Figure:
    """The figure in the colours of `theme`. `number(value, decimals)` writes values; `year` is the map's;
    `width` is about how wide it will be drawn, to thin the years and place the labels. Lines without value are left out."""
    drawn = [(line, _valued(line.frame)) for line in lines]
    drawn = [(line, frame) for line, frame in drawn if not frame.empty]
    colours = tokens(theme)
    figure = go.Figure(layout=_layout(colours, height))
    if not drawn:
        return figure
    values = pd.concat([frame["value"] for _, frame in drawn])
    years = pd.concat([frame["year"] for _, frame in drawn])
    first, last = int(years.min()), int(years.max())
    ticks = scales.nice_ticks(float(values.min()), float(values.max()), about=max(3, round(height / 42)))
    for line, frame in drawn:
        for trace in _traces(line, frame, look_of(line, theme), colours["ground"], number, decimals, unit, status_words or {}):
            figure.add_trace(trace)
    _axes(figure, colours, first, last, ticks, number, width)
    _rules(figure, colours, drawn, rules, first, last, width)
    _labels(figure, drawn, theme, number, decimals, year, in_year, ticks, height)
    return figure


def _valued(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["value"].notna()].sort_values("year")


def _layout(colours: dict[str, str], height: float) -> go.Layout:
    return go.Layout(
        height=height,
        margin={"l": 8, "r": RIGHT, "t": TOP, "b": BOTTOM, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": colours["text-2"]},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        hoverlabel={
            "bgcolor": colours["card"],
            "bordercolor": colours["edge"],
            "font": {"family": FONT, "size": 12, "color": colours["text"]},
            "align": "left",
        },
    )


def _traces(line: Line, frame: pd.DataFrame, look: Look, ground: str, number, decimals: int, unit: str, words: dict) -> list[go.Scatter]:
    """Solid within a run of years, thin dots over years without value, nothing over a break; points on top."""
    solid, dots, forecast = ([], []), ([], []), ([], [])
    rows = list(frame[["year", "value", "status", "segment"]].itertuples(index=False, name=None))
    for before, after in zip(rows, rows[1:], strict=False):
        if before[3] != after[3]:
            continue
        kind = forecast if after[2] == "F" else solid if after[0] - before[0] == 1 else dots
        for axis, part in ((0, 0), (1, 1)):
            kind[axis].extend((before[part], after[part], None))
    hover = [
        f"<b>{line.name}</b><br>{year}: {number(value, decimals)}{unit}" + (f"<br>{words[status]}" if status != "A" and status in words else "")
        for year, value, status, _ in rows
    ]
    common = {"showlegend": False, "cliponaxis": False}
    drawn = []
    for (xs, ys), width, dash in (
        (dots, max(1.0, look.width / 2), "1px,4px"),
        (forecast, look.width, "6px,4px"),
        (solid, look.width, look.dash),
    ):
        if xs:
            stroke = {"color": look.colour, "width": width, "dash": dash}
            drawn.append(go.Scatter(x=xs, y=ys, mode="lines", line=stroke, hoverinfo="skip", connectgaps=False, **common))
    hollow = [status in HOLLOW for *_, status, _ in rows]
    marker = {
        "symbol": look.symbol,
        "size": look.size if len(rows) <= 40 else look.size - 1,
        "color": [ground if open_ else look.colour for open_ in hollow],
        "line": {"color": look.colour, "width": [1.6 if open_ else 0 for open_ in hollow]},
        "opacity": 1,
    }
    drawn.append(
        go.Scatter(
            x=[row[0] for row in rows],
            y=[row[1] for row in rows],
            mode="markers",
            marker=marker,
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            name=line.name,
            **common,
        )
    )
    return drawn


def _axes(figure: go.Figure, colours: dict[str, str], first: int, last: int, ticks: list[float], number, width: float) -> None:
    digits = scales.decimals_of(ticks)
    names = [number(tick, digits) for tick in ticks]
    left = round(max(len(name) for name in names) * LETTER + 10)
    shown = scales.year_ticks(first, last, width - left - RIGHT)
    figure.update_layout(margin_l=left)
    figure.update_xaxes(
        range=[first - 0.4, last + 0.4],
        tickvals=shown,
        ticktext=[str(year) for year in shown],
        tickangle=0,
        tickfont_size=11.5,
        ticks="outside",
        ticklen=4,
        tickcolor=colours["edge"],
        showline=True,
        linecolor=colours["edge"],
        linewidth=1,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[ticks[0], ticks[-1] + (ticks[-1] - ticks[0]) * 0.004],
        tickvals=ticks,
        ticktext=names,
        tickfont_size=11.5,
        gridcolor=colours["hairline"],
        gridwidth=1,
        zeroline=ticks[0] <= 0 <= ticks[-1],
        zerolinecolor=colours["edge"],
        zerolinewidth=1.2,
        fixedrange=True,
        layer="below traces",
    )


def _rules(figure: go.Figure, colours: dict[str, str], drawn: list, rules: Sequence[Rule], first: int, last: int, width: float) -> None:
    """A dashed rule before the first year after a break, where a drawn line does stop there."""
    shown: dict[int, str] = {}
    for rule in rules:
        if first < rule.year <= last and any(_stops(line, frame, rule) for line, frame in drawn):
            shown.setdefault(rule.year, rule.label)
    taken = -1e9
    for year, label in sorted(shown.items()):
        place = (year - 0.5 - first) / max(last - first, 1) * (width - 140)
        figure.add_shape(
            type="line", x0=year - 0.5, x1=year - 0.5, y0=0, y1=1.04, yref="paper", layer="below",
            line={"color": colours["text-3"], "width": 1, "dash": "4px,3px"},
        )  # fmt: skip
        length = len(label) * 5.9 + 10
        to_right = place + length <= width - 100
        if (place if to_right else place - length) > taken:
            figure.add_annotation(
                x=year - 0.5, y=1.0, yref="paper", text=label, showarrow=False, font={"size": 11, "color": colours["text-2"]},
                xanchor="left" if to_right else "right", yanchor="bottom", xshift=4 if to_right else -4, yshift=0,
            )  # fmt: skip
            taken = place + (length if to_right else 0)


def _stops(line: Line, frame: pd.DataFrame, rule: Rule) -> bool:
    if line.country not in ("", rule.country):
        return False
    before, after = frame[frame["year"] < rule.year], frame[frame["year"] >= rule.year]
    return not before.empty and not after.empty and before["segment"].iloc[-1] != after["segment"].iloc[0]


def _labels(figure: go.Figure, drawn: list, theme: str, number, decimals: int, year: int | None, in_year: str, ticks, height: float) -> None:
    """Name and last value at the right end, in the line's colour, never on top of each other."""
    room = height - TOP - BOTTOM
    low, high = ticks[0], ticks[-1]
    many = len(drawn) * LABEL_LINE * 1.4 > height
    texts, wanted, sizes = [], [], []
    for line, frame in drawn:
        last = frame.iloc[-1]
        value = number(last["value"], decimals)
        if year is not None and last["year"] != year:
            value = in_year.format(value=value, year=int(last["year"]))
        one_line = len(line.name) + len(value) + 1 <= 15
        if many:
            texts.append(_fold(line.name)[0])
            sizes.append(LABEL_LINE)
        elif one_line:
            texts.append(f"{line.name} {value}")
            sizes.append(LABEL_LINE)
        else:
            name = _fold(line.name)
            texts.append("<br>".join(name) + f"<br><span style='font-weight:400'>{value}</span>")
            sizes.append(LABEL_LINE * (len(name) + 1))
        wanted.append((high - last["value"]) / (high - low) * room)
    for (line, _), words, centre in zip(drawn, texts, scales.spread_out(wanted, sizes, -TOP, room + BOTTOM), strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=4, y=high - centre / room * (high - low), yanchor="middle",
            text=words, showarrow=False, align="left",
            font={"size": 11.5, "color": look_of(line, theme).colour, "weight": 600},
        )  # fmt: skip


def _fold(name: str, most: int = 15) -> list[str]:
    """A name in lines of at most `most` letters, broken at blanks and hyphens."""
    lines: list[str] = [""]
    for part in name.replace("-", "-\n").replace(" ", " \n").split("\n"):
        if lines[-1] and len(lines[-1] + part.rstrip()) > most:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]
