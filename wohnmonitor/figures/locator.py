"""A small map that says where an area lies: its surroundings, countries in pale tints, a few names. SVG coloured by the style sheet.

Classes: wm-land wm-land-be …, wm-land-own, wm-land-region, wm-land-state, wm-land-name, wm-land-own-name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from html import escape

WIDTH, HEIGHT = 400, 336
AROUND = 1.6
"""Half the picture, in halves of the area's own extent: what lies around it."""
LEAST_KM = 30
"""Least width of the picture."""
NAMES = 9

Box = tuple[float, float, float, float]
_RINGS = re.compile(r"M(-?\d+)[ ,]?(-?\d+)l?([^Mz]*)", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+")


@lru_cache(maxsize=1024)
def bounds(d: str) -> Box:
    """left, top, right, bottom of a path of the path file (figures/mapfile.py): absolute starts, relative lines."""
    xs, ys = [], []
    for start_x, start_y, steps in _RINGS.findall(d):
        x, y = int(start_x), int(start_y)
        xs.append(x)
        ys.append(y)
        numbers = [int(number) for number in _NUMBER.findall(steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=False):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def locator(geo: Mapping, members: Collection[str], name: str, name_of: Callable[[str], str], words: str) -> str:
    """geo: the path file. members: municipalities that are filled; name: what stands on them; name_of: of a municipality; words: what
    the picture shows, for who cannot see it."""
    towns = geo["levels"]["municipality"]
    at = {area: place for place, area in enumerate(towns["ids"])}
    boxes = [bounds(towns["d"][at[area]]) for area in members if area in at]
    if not boxes:
        return ""
    left, top, right, bottom = _crop(_union(boxes), LEAST_KM / geo["km_per_unit"])
    seen = [area for area, place in at.items() if _meet(bounds(towns["d"][place]), (left, top, right, bottom))]
    country = towns.get("country") or [area[:2] for area in towns["ids"]]
    lands = "".join(f'<path class="wm-land wm-land-{country[at[area]].lower()}" d="{towns["d"][at[area]]}"/>' for area in seen)
    own = "".join(f'<path class="wm-land wm-land-own" d="{towns["d"][at[area]]}"/>' for area in members if area in at)
    lines = "".join(f'<path class="wm-land-{key}" d="{geo["lines"][key]}"/>' for key in ("region", "state") if key in geo["lines"])
    scale = (right - left) / WIDTH
    labels = _labels(towns, [area for area in seen if area not in members], boxes, (left, top, right, bottom), scale, name, name_of)
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    return (
        f'<svg class="wm-locator" viewBox="{box}" role="img" aria-label="{escape(words)}" style="--u:{scale:.3f}px">'
        f"{lands}{own}{lines}{labels}</svg>"
    )


def _labels(towns: Mapping, others: list[str], own: list[Box], crop: Box, scale: float, name: str, name_of) -> str:
    """The own name first, then others by the order of labelling, none near another or at the edge."""
    left, top, right, bottom = _union(own)
    middle = ((left + right) / 2, (top + bottom) / 2)
    taken = [(*middle, _wide(name, scale))]
    out = [_name("wm-land-own-name", *middle, name)]
    order = {place: number for number, place in enumerate(towns.get("rank") or range(len(towns["ids"])))}
    at = {area: place for place, area in enumerate(towns["ids"])}
    for area in sorted(others, key=lambda area: order.get(at[area], 0)):
        x, y = towns["label"][at[area]]
        half = _wide(name_of(area), scale)
        inside = crop[0] + half < x < crop[2] - half and crop[1] + 14 * scale < y < crop[3] - 14 * scale
        free = all(abs(x - other) > half + width or abs(y - line) > 17 * scale for other, line, width in taken)
        if inside and free:
            taken.append((x, y, half))
            out.append(_name("wm-land-name", x, y, name_of(area)))
        if len(out) > NAMES:
            break
    return "".join(out)


def _name(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def _wide(words: str, scale: float) -> float:
    return len(words) * 3.4 * scale


def _union(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _crop(box: Box, least: float) -> Box:
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    half = max((right - left) / 2 * AROUND, (bottom - top) / 2 * AROUND * WIDTH / HEIGHT, least / 2)
    return x - half, y - half * HEIGHT / WIDTH, x + half, y + half * HEIGHT / WIDTH


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
