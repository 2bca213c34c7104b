"""What the charts share: ground, type, hover; one template for all, in plain JSON.

Figures are dicts that `plotly.graph_objects.Figure(figure)` takes; for a page they need no validation, which costs more
than all the rest.
"""

from __future__ import annotations

from wohnmonitor.figures.style import FONT, tokens

TICK = {"size": 11.5}
CLEAR = "rgba(0,0,0,0)"


def layout(theme: str, height: float, left: float, right: float, top: float, bottom: float) -> dict:
    """Layout of a chart without title, legend and mode bar."""
    colours = tokens(theme)
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": 12, "color": colours["text-2"]},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": colours["card"],
            "bordercolor": colours["edge"],
            "font": {"family": FONT, "size": 12, "color": colours["text"]},
            "align": "left",
        },
        "shapes": [],
        "annotations": [],
    }


def axis(theme: str, low: float, high: float, ticks: list, names: list[str], **more) -> dict:
    """An axis with our own ticks; no zoom."""
    line = tokens(theme)["edge"]
    return {
        "range": [low, high],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": names,
        "tickangle": 0,
        "tickfont": TICK,
        "showgrid": False,
        "zeroline": False,
        "zerolinecolor": line,
        "zerolinewidth": 1.2,
        "fixedrange": True,
    } | more


def time_axis(theme: str) -> dict:
    """Line and outside ticks of the axis that carries the scale."""
    line = tokens(theme)["edge"]
    return {"ticks": "outside", "ticklen": 4, "tickcolor": line, "showline": True, "linecolor": line, "linewidth": 1}


def annotation(x, y, text: str, colour: str, size: float = 11, **more) -> dict:
    """Words in a chart."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size, "color": colour}} | more


def band(theme: str, x0: float, x1: float) -> dict:
    """A pale band behind everything: the years that a change spans."""
    shade = {"type": "rect", "x0": x0, "x1": x1, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return shade | {"fillcolor": tokens(theme)["accent-tint"], "line": {"width": 0}}


def rule(x: float, y0: float, y1: float, colour: str, dash: str, width: float = 1, **more) -> dict:
    """An upright rule."""
    return {"type": "line", "x0": x, "x1": x, "y0": y0, "y1": y1, "line": {"color": colour, "width": width, "dash": dash}} | more
