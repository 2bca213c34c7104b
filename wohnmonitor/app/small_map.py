"""A small map of a view as SVG, for pages and papers: five classes of equal number, the selection outlined; where values may
not cross a border, the classes and colours of each country."""

from __future__ import annotations

from wohnmonitor.app.panels import Picture
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.figures.style import PER_COUNTRY, SEQUENCE, tokens


def drawn(facts: Facts, state: State) -> str:
    """The figure on a map of the Euregio as SVG, in five classes of equal number; the selection outlined."""
    picture = Picture(facts, state, state.theme or "light")
    geo = facts.geo
    shapes, known = geo["levels"][state.level], tokens(picture.scheme)
    rows = picture.rows(state.level)
    fifths = rows["value"].rank(pct=True, method="max") if not picture.by_country else rows["fifth"] / 5
    common = SEQUENCE[picture.scheme][5]
    own = PER_COUNTRY[picture.scheme] if picture.by_country else {}
    parts = []
    for area_id, d in zip(shapes["ids"], shapes["d"], strict=True):
        share = fifths.get(area_id)
        palette = own.get(rows["country"].get(area_id), common)
        fill = known["gap-ground"] if share is None or share != share else palette[max(0, min(4, int(-(-share * 5 // 1)) - 1))]
        parts.append(f'<path d="{d}" fill="{fill}"/>')
    lines = [
        f'<path d="{geo["lines"][name]}" fill="none" stroke="{known[colour]}" stroke-width="{width}"/>'
        for name, colour, width in (("region", "line-region", 6), ("state", "line-state", 12))
    ]
    ring = [
        f'<path d="{shapes["d"][shapes["ids"].index(area_id)]}" fill="none" stroke="{known[f"selection-{at % 5 + 1}"]}" stroke-width="18"/>'
        for at, area_id in enumerate(state.areas) if area_id in shapes["ids"]
    ]  # fmt: skip
    areas = f'<g stroke="{known["line-state"]}" stroke-width="3" stroke-opacity="0.4">{"".join(parts)}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {geo["width"]} {geo["height"]}">{areas}{"".join(lines)}{"".join(ring)}</svg>'
    )
