"""HTML components as text."""

from __future__ import annotations

from dash import html

from wohnmonitor.app.markup import markup, placed


def test_a_component_is_written_as_the_browser_would_have_it():
    row = html.Tr([html.Th(["A", html.B(" & B")], scope="col", colSpan=2), html.Td(3, className="wm-number", **{"data-area": 'x"y'}), None])
    written = markup(row)
    assert written.startswith("<tr><th ") and written.endswith("</td></tr>")
    assert ">A<b> &amp; B</b></th>" in written and ' colSpan="2"' in written and ' scope="col"' in written
    assert 'class="wm-number"' in written and 'data-area="x&quot;y"' in written and ">3</td>" in written


def test_what_a_reader_named_stays_text():
    place = placed(html.Caption("<img src=x onerror=alert(1)>"), className="wm-figures")
    assert getattr(place, "data-markup") == "<caption>&lt;img src=x onerror=alert(1)&gt;</caption>"
    assert place.className == "wm-figures" and not getattr(place, "children", None)
