"""A link made under another release: how many of the figures it shows have changed since, and where they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import html

from wohnmonitor import history
from wohnmonitor.app.markup import markup
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.app.text import Text
from wohnmonitor.errors import UnknownError


def cited(t: Text, state: State, facts: Facts, prefix: str) -> list[html.P]:
    """The notice, of the indicator and the areas selected, else of all at the level; nothing under the release of now.
    shell.js takes it away with the next change of the view."""
    return _notice(t, state.release, facts, prefix, state.areas, state.indicator, state.level)


def cited_areas(t: Text, release: str | None, facts: Facts, prefix: str, areas: Sequence[str]) -> str:
    """The notice of all figures of areas, as HTML; empty under the release of now."""
    return markup(_notice(t, release, facts, prefix, areas))


def _notice(
    t: Text, old: str | None, facts: Facts, prefix: str, areas: Sequence[str], indicator: str | None = None, level: str | None = None
) -> list[html.P]:
    if old is None or old == facts.release:
        return []
    own = [member for area_id in areas for member in facts.own.get(area_id, (area_id,))]
    try:
        rows = history.changed_between(facts.monitor.data, old, facts.release, indicator, own or None)
    except UnknownError:
        return [html.P([t("cited.gone", release=old)], id="cited", className="wm-moved")]
    count = len(rows) if own else int((rows["level"] == level).sum())
    said = [t("cited.changed" if indicator else "cited.changed_areas", release=old, n=t.number(count))]
    if count:
        asked = ({"indicator": indicator} if indicator else {}) | ({"area": ",".join(own)} if own else {})
        said += [" ", html.A(t("cited.list"), href=f"{prefix}api/v1/releases/{old}/changes.csv?{urlencode(asked, safe=',')}")]
    return [html.P(said, id="cited", className="wm-moved")]
