"""A scatter of two figures: one panel for all areas, or one per country where values may not share a scale.

scatter_figure(panels, ...) -> dict, what plotly.graph_objects.Figure takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wohnmonitor.figures import charts
from wohnmonitor.figures.scales import decimals_of, nice_ticks
from wohnmonitor.figures.style import SELECTION, tokens

SYMBOLS = {"BE": "square", "NL": "diamond", "DE": "circle"}
LEFT, RIGHT, TOP, BOTTOM, GAP = 62, 20, 12, 48, 64
SMALL, LARGE, PLAIN = 6.0, 30.0, 8.0
MOST_NAMED, LETTER = 12, 6.2
LOG_SPREAD = 15.0
"""Ratio of the 95th to the 5th percentile from which a positive figure is spread out on a logarithmic axis."""
BULK = (0.003, 0.997)


@dataclass(frozen=True)
class Panel:
    """Points that share their axes. points: area_id, country, group, x, y, size, name, hover. Key: area_id."""

    title: str
    points: pd.DataFrame
    benchmark: tuple[str, float] | None = None


@dataclass(frozen=True)
class Measure:
    """How an axis is written. number: value, decimals -> words; log: None lets the data decide."""

    title: str
    number: Callable[[float, int], str]
    log: bool | None = None


@dataclass(frozen=True)
class Axis:
    """An axis of one panel in plotted units: logarithms where `log`."""

    low: float
    high: float
    log: bool
    ticks: list[float]
    names: list[str]

    def at(self, value: float) -> float:
        """A value in plotted units, kept within the axis."""
        plotted = math.log10(value) if self.log else value
        return min(self.high, max(self.low, plotted))


def wants_log(values: pd.Series) -> bool:
    """True where a positive figure spreads over orders of magnitude."""
    known = values.dropna()
    return bool(len(known) > 4 and known.min() > 0 and known.quantile(0.95) / known.quantile(0.05) >= LOG_SPREAD)


def axis_of(values: pd.Series, measure: Measure, about: int) -> Axis:
    """Round ticks over the bulk of the values; zero is shown where it is near."""
    known = values.dropna()
    log = bool(wants_log(known) if measure.log is None else measure.log and known.min() > 0)
    low, high = (float(known.quantile(share, interpolation="nearest")) for share in BULK)
    if log:
        first, last = math.log10(low), math.log10(high)
        pad = (last - first or 1) * 0.05
        ticks = [step * 10.0**power for power in range(math.floor(first) - 1, math.ceil(last) + 1) for step in (1, 2, 5)]
        ticks = [tick for tick in ticks if first - pad <= math.log10(tick) <= last + pad]
        ticks = ticks if len(ticks) <= about + 4 else [tick for tick in ticks if str(f"{tick:e}")[0] == "1"]
        names = [measure.number(tick, max(0, -math.floor(math.log10(tick)))) for tick in ticks]
        return Axis(first - pad, last + pad, True, [math.log10(tick) for tick in ticks], names)
    pad = (high - low or abs(high) or 1) * 0.05
    ticks = [tick for tick in nice_ticks(low, high, about) if low - pad <= tick <= high + pad]
    return Axis(low - pad, high + pad, False, ticks, [measure.number(tick, decimals_of(ticks)) for tick in ticks])


def spearman(x: pd.Series, y: pd.Series) -> float:
    """Spearman's rank correlation; NaN where one of them does not vary."""
    a, b = x.rank(), y.rank()
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and a.nunique() > 1 and b.nunique() > 1 else float("nan")


def scatter_figure(
    panels: Sequence[Panel], x: Measure, y: Measure, chosen: Sequence[str], *,
    theme: str, colours: dict[str, str], width: float, height: float,
) -> dict:  # fmt: skip
    """`chosen`: selected ids in order; `colours`: of the groups. Values beyond the bulk stand at the edge and say so."""
    layout = charts.layout(theme, height, LEFT, RIGHT, TOP + (18 if len(panels) > 1 else 0), BOTTOM)
    data: list[dict] = []
    inner = width - LEFT - RIGHT
    room = (inner - GAP * (len(panels) - 1)) / len(panels)
    for index, panel in enumerate(panels):
        number = "" if index == 0 else str(index + 1)
        left = index * (room + GAP)
        across = axis_of(panel.points["x"], x, max(3, round(room / 110)))
        up = axis_of(panel.points["y"], y, 8)
        name = charts.annotation(0.5, 0, x.title, tokens(theme)["text-2"], 12)
        name |= {"xref": f"x{number} domain", "yref": "paper", "yshift": -26, "yanchor": "top"}
        layout["annotations"].append(name)
        grid = {"showgrid": True, "gridcolor": tokens(theme)["hairline"], "gridwidth": 1}
        layout[f"xaxis{number}"] = (
            charts.axis(theme, across.low, across.high, across.ticks, across.names)
            | grid | charts.time_axis(theme) | {"domain": [left / inner, (left + room) / inner], "anchor": f"y{number}"}
        )  # fmt: skip
        layout[f"yaxis{number}"] = charts.axis(theme, up.low, up.high, up.ticks, up.names) | grid | {"anchor": f"x{number}"}
        placed = _Placed(panel, across, up, room, height - TOP - BOTTOM, number, theme)
        data += placed.traces(colours)
        data += placed.rings(chosen)
        layout["annotations"] += placed.labels(chosen)
        layout["shapes"] += placed.rules()
        if panel.title:
            title = charts.annotation(0, 1, f"<b>{panel.title}</b>", tokens(theme)["text"], 12)
            layout["annotations"].append(title | {"xref": f"x{number} domain", "yref": "paper", "yanchor": "bottom", "xanchor": "left"})
    return {"data": data, "layout": layout}


class _Placed:
    """The points of a panel on their axes."""

    def __init__(self, panel: Panel, across: Axis, up: Axis, width: float, height: float, number: str, theme: str):
        self.panel, self.across, self.up = panel, across, up
        self.width, self.height, self.number, self.theme = width, height, number, theme
        points = panel.points.sort_values("size", ascending=False, na_position="last")
        self.points = points.assign(
            px=[across.at(value) for value in points["x"]],
            py=[up.at(value) for value in points["y"]],
            mark=_marks(points["size"]),
        )
        self.axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}

    def traces(self, colours: dict[str, str]) -> list[dict]:
        """One trace for each group and country: colour by group, shape by country."""
        found = []
        for (group, country), part in self.points.groupby(["group", "country"], sort=True):
            marker = {
                "size": part["mark"].round(1).tolist(),
                "color": colours[group],
                "symbol": SYMBOLS.get(country, "circle"),
                "opacity": 0.72,
                "line": {"color": tokens(self.theme)["ground"], "width": 0.8},
            }
            found.append(self._trace(part, marker, part["hover"].tolist()))
        return found

    def _trace(self, part: pd.DataFrame, marker: dict, hover: list[str] | None) -> dict:
        told = {"hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"} if hover else {"hoverinfo": "skip"}
        places = {"x": part["px"].tolist(), "y": part["py"].tolist(), "customdata": part["area_id"].tolist()}
        return {"type": "scatter", "mode": "markers", "marker": marker, **places, **told, **self.axes}

    def rings(self, chosen: Sequence[str]) -> list[dict]:
        """A ring in its colour around each selected point."""
        found = []
        for order, area_id in enumerate(chosen):
            part = self.points[self.points["area_id"] == area_id]
            if len(part):
                size = [float(part["mark"].iloc[0]) + 8]
                line = {"color": SELECTION[self.theme][order % 5], "width": 3}
                found.append(self._trace(part, {"size": size, "color": charts.CLEAR, "symbol": "circle", "line": line}, None))
        return found

    def labels(self, chosen: Sequence[str]) -> list[dict]:
        """Selected points with number, name and leader; then the extremes, as far as no two names touch."""
        taken: list[tuple[float, float, float, float]] = []
        found = []
        for order, area_id in enumerate(chosen):
            part = self.points[self.points["area_id"] == area_id]
            if len(part):
                row = part.iloc[0]
                words = f"<b>{order + 1} {row['name']}</b>"
                shift = self._free(row, len(row["name"]) + 2, taken, far=True)
                found.append(self._label(row, words, SELECTION[self.theme][order % 5], shift, arrow=True))
        for _, row in self._extremes(chosen).iterrows():
            shift = self._free(row, len(row["name"]), taken, far=False)
            if shift:
                found.append(self._label(row, self._clipped(row), tokens(self.theme)["text-2"], shift, arrow=False))
        return found

    def _clipped(self, row: pd.Series) -> str:
        """A name, with an arrow where its point stands at the edge for a value beyond it."""
        beyond = [
            mark
            for value, axis, over, under in ((row["y"], self.up, "▲", "▼"), (row["x"], self.across, "▶", "◀"))
            for mark in [_beyond(value, axis, over, under)]
            if mark
        ]
        return " ".join([row["name"], *beyond])

    def _extremes(self, chosen: Sequence[str]) -> pd.DataFrame:
        """Points far out on an axis, and the largest."""
        others = self.points[~self.points["area_id"].isin(chosen)]
        spans = (self.across.high - self.across.low, self.up.high - self.up.low)
        middle = (others["px"].median(), others["py"].median())
        out = np.hypot((others["px"] - middle[0]) / spans[0], (others["py"] - middle[1]) / spans[1])
        beyond = [self._clipped(row) != row["name"] for _, row in others.iterrows()]  # what lies outside the axes is named first
        score = out + 0.25 * (others["mark"] - others["mark"].min()) / (LARGE - SMALL) + pd.Series(beyond, index=others.index)
        return others.loc[score.sort_values(ascending=False).index[:MOST_NAMED]]

    def _pixel(self, row: pd.Series) -> tuple[float, float]:
        x = (row["px"] - self.across.low) / (self.across.high - self.across.low) * self.width
        return x, self.height - (row["py"] - self.up.low) / (self.up.high - self.up.low) * self.height

    def _free(self, row: pd.Series, letters: int, taken: list, far: bool) -> tuple[float, float] | None:
        """Where the middle of a label may stand beside its point, in px from it, so that it touches no other."""
        x, y = self._pixel(row)
        w, h, reach = letters * LETTER * (1.1 if far else 1), 15, row["mark"] / 2 + 10
        near = [(0, -reach), (0, reach), (reach + w / 2, 0), (-reach - w / 2, 0)]
        wide = [(dx * 52, dy * 40) for dy in (-1, 1, -2, 2) for dx in (1, -1, 0.2)]
        for dx, dy in wide if far else near:
            box = (x + dx - w / 2, y + dy - h / 2, x + dx + w / 2, y + dy + h / 2)
            inside = box[0] >= 0 and box[2] <= self.width + RIGHT and box[1] >= -4 and box[3] <= self.height
            if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                taken.append(box)
                return dx, dy
        return (40, -30) if far else None

    def _label(self, row: pd.Series, words: str, colour: str, shift: tuple[float, float], arrow: bool) -> dict:
        place = {"xref": self.axes["xaxis"], "yref": self.axes["yaxis"]}
        if arrow:
            lead = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour, "ax": shift[0], "ay": shift[1]}
        else:
            lead = {"showarrow": False, "xshift": shift[0], "yshift": -shift[1]}
        return charts.annotation(row["px"], row["py"], words, colour, 12 if arrow else 11) | lead | place

    def rules(self) -> list[dict]:
        """The zero line, and the dotted rule of the Euregio."""
        colours, found = tokens(self.theme), []
        across = {"type": "line", "xref": f"x{self.number} domain", "x0": 0, "x1": 1, "yref": f"y{self.number}", "layer": "below"}
        if not self.up.log and self.up.low < 0 < self.up.high:
            found.append(across | {"y0": 0, "y1": 0, "line": {"color": colours["edge"], "width": 1.2}})
        if self.panel.benchmark and self.panel.benchmark[1] > (0 if self.up.log else -math.inf):
            at = self.up.at(self.panel.benchmark[1])
            label = {"text": self.panel.benchmark[0], "textposition": "start", "yanchor": "bottom", "padding": 1}
            label["font"] = {"size": 11, "color": colours["text-2"]}
            found.append(across | {"y0": at, "y1": at, "line": {"color": colours["text-3"], "width": 1.2, "dash": "dot"}, "label": label})
        return found


def _beyond(value: float, axis: Axis, over: str, under: str) -> str:
    plotted = math.log10(value) if axis.log else value
    return over if plotted > axis.high else under if plotted < axis.low else ""


def _marks(size: pd.Series) -> pd.Series:
    """Diameters whose area tells the size; small where it is not known."""
    known = size.dropna()
    if known.empty or known.max() <= 0:
        return pd.Series(PLAIN, index=size.index)
    return (np.sqrt(size.clip(lower=0) / known.max()) * LARGE).clip(lower=SMALL).fillna(SMALL)
