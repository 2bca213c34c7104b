"""HTML components of Dash as text: a table of two hundred rows is a thousand components, each of which the page's renderer asks
again at every change; as text it is one."""

from __future__ import annotations

from html import escape

from dash import html
from dash.development.base_component import Component

NAMES = {"className": "class"}


def markup(part) -> str:
    """A component, a text, a number, None, or a list of these, as HTML. Only components of dash.html that have an end."""
    if isinstance(part, (list, tuple)):
        return "".join(map(markup, part))
    if not isinstance(part, Component):
        return "" if part is None else escape(str(part))
    tag, told = part._type.lower(), part.to_plotly_json()["props"]
    attributes = "".join(f' {NAMES.get(name, name)}="{escape(str(value))}"' for name, value in told.items() if name != "children")
    return f"<{tag}{attributes}>{markup(told.get('children'))}</{tag}>"


def placed(part, **attributes) -> html.Div:
    """A place that holds a component as text; markup.js puts it in."""
    return html.Div(**attributes, **{"data-markup": markup(part)})
