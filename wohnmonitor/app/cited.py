"""A link made under another release: how many of the figures it shows have changed since, and where they are listed."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html

from wohnmonitor import history
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State
from wohnmonitor.app.text import Text
from wohnmonitor.errors import UnknownError


def cited(t: Text, state: State, facts: Facts, prefix: str) -> list[html.P]:
    """The notice, of the indicator and the areas selected, else of all at the level; nothing under the release of now.
    shell.js takes it away with the next change of the view."""
    old = state.release
    if old is None or old == facts.release:
        return []
    areas = [member for area_id in state.areas for member in facts.own.get(area_id, (area_id,))]
    try:
        rows = history.changed_between(facts.monitor.data, old, facts.release, state.indicator, areas or None)
    except UnknownError:
        return [html.P(t("cited.gone", release=old), id="cited", className="wm-moved")]
    count = len(rows) if state.areas else int((rows["level"] == state.level).sum())
    told = [t("cited.changed", release=old, n=t.number(count))]
    if count:
        asked = {"indicator": state.indicator} | ({"area": ",".join(areas)} if state.areas else {})
        address = f"{prefix}api/v1/releases/{old}/changes.csv?{urlencode(asked, safe=',')}"
        told += [" ", html.A(t("cited.list"), href=address)]
    return [html.P(told, id="cited", className="wm-moved")]
