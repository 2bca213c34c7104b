"""One structure, two renderings: nothing is escaped twice or not at all."""

from __future__ import annotations

from wohnmonitor.app.blocks import LINE, Code, Heading, Items, Link, Listing, Mark, Paragraph, Quiet, Strong, Table, to_html, to_markdown

TABLE = Table("Years", ("Year", "Value"), (("2020", (Strong("1 < 2"), LINE, Quiet("a|b"))), ("2021", "x")))


def test_html_escapes_and_names():
    assert to_html([Heading(2, "A & B", "ab")]) == '<h2 id="ab">A &amp; B</h2>'
    assert to_html([Paragraph("<script>")]) == "<p>&lt;script&gt;</p>"
    assert to_html([Paragraph((Code("a_b"),))]) == "<p><code>a_<wbr>b</code></p>"
    assert 'title="grade &quot;A&quot;"' in to_html([Paragraph((Mark("A", 'grade "A"'),))])


def test_links_lead_into_the_monitor_to_a_part_or_out():
    inside = to_html([Paragraph((Link("m", "method?a=1&lang=de"), Link("p", "#part"), Link("w", "https://example.org/")))], "/housing/")
    assert 'href="/housing/method?a=1&amp;lang=de"' in inside and 'href="#part"' in inside
    assert 'href="https://example.org/" rel=noopener' in inside


def test_a_table_has_a_name_and_scopes():
    page = to_html([TABLE])
    assert page.count('scope="col"') == 2 and page.count('scope="row"') == 2 and "<caption" in page
    assert "1 &lt; 2</b><br>" in page


def test_a_short_row_spans_the_table():
    assert '<td colspan="2">x</td>' in to_html([Table("t", ("a", "b", "c"), (("r", "x"),))])


def test_markdown():
    assert to_markdown([Heading(2, "A_b"), Items(("x", (Code("y_z"),)))]) == "## A\\_b\n\n- x\n- `y_z`\n"
    assert to_markdown([TABLE]).splitlines()[:3] == ["| Year | Value |", "| --- | --- |", "| 2020 | **1 \\< 2**<br>a\\|b |"]
    assert to_markdown([Listing("n", "@misc{a_b}")]) == "```\n@misc{a_b}\n```\n"


def test_a_file_leads_to_the_monitor_only_where_its_address_is_known():
    ways = Paragraph((Link("Map", "?lang=de"),), "ways")
    assert to_markdown([ways]) == "\n"
    assert to_markdown([ways], "https://monitor.example/") == "[Map](https://monitor.example/?lang=de)\n"
    assert to_markdown([Paragraph((Link("Map", "?lang=de"),))]) == "Map\n"
