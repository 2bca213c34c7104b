"""Small drawings as SVG, for figures that stand in the page as images: many of them cost the page no script.

Points in px from the upper left corner. Words are escaped; a drawing names no other file.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from wohnmonitor.figures.style import FONT

SYMBOLS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": ((0, -1.3), (1.2, 0.9), (-1.2, 0.9)),
    "cross": (
        *((-0.4, -1.3), (0.4, -1.3), (0.4, -0.4), (1.3, -0.4), (1.3, 0.4), (0.4, 0.4)),
        *((0.4, 1.3), (-0.4, 1.3), (-0.4, 0.4), (-1.3, 0.4), (-1.3, -0.4), (-0.4, -0.4)),
    ),
}
"""Outlines of the marks of style.SYMBOLS about their middle, in half widths; a circle is one of its own."""


def drawing(width: float, height: float, parts: Iterable[str]) -> str:
    """A whole SVG document."""
    ground = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f"{ground} font-family={quoteattr(FONT)}>{''.join(parts)}</svg>"


def address(svg: str) -> str:
    """The drawing as an address of its own, for the source of an image."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode("utf-8")).decode("ascii")


def line(points: Sequence[tuple[float, float]], colour: str, width: float = 1, dash: str = "") -> str:
    """A line through these points."""
    path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"{dashed}/>'


def mark(symbol: str, x: float, y: float, half: float, colour: str, fill: str) -> str:
    """A mark of this half width about a point; `colour` of its edge."""
    look = f'fill="{fill}" stroke="{colour}" stroke-width="1.2"'
    if symbol not in SYMBOLS:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:g}" {look}/>'
    corners = " ".join(f"{x + half * dx:.1f},{y + half * dy:.1f}" for dx, dy in SYMBOLS[symbol])
    return f'<polygon points="{corners}" {look}/>'


def box(x: float, y: float, width: float, height: float, fill: str, edge: str = "none") -> str:
    """A rectangle."""
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}" stroke="{edge}" stroke-width="1.3"/>'


def words(x: float, y: float, text: str, colour: str, anchor: str = "start", size: float = 11, weight: int = 400) -> str:
    """Words with their middle at y. `anchor`: start, middle or end, what of them stands at x."""
    look = f'fill="{colour}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" {look}>{escape(text)}</text>'
