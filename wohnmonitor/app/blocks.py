"""A document as a list of blocks, written once and rendered as HTML for the app and as Markdown for the export.

A link without `https:` or `mailto:` leads to a page of the monitor; Markdown keeps it only where the address of the monitor is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Code:
    """A name of the catalogue."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True)
class Quiet:
    """Words beside others."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead to `href`: a page of the monitor, `#part` or an address on the web."""

    text: str
    href: str


@dataclass(frozen=True)
class Mark:
    """A grade of comparability and what it means."""

    grade: str
    meaning: str


@dataclass(frozen=True)
class Drawing:
    """A small SVG of ours; `words` say the same."""

    svg: str
    words: str


LINE = "\n"
"""A new line inside a paragraph or a cell."""
Part = str | Code | Strong | Quiet | Link | Mark | Drawing
Parts = tuple[Part, ...] | str


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; `id` is where links lead."""

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text. role: lead, formula, quiet, ways (links to other pages, left out of a file that cannot lead there), or nothing."""

    parts: Parts
    role: str = ""


@dataclass(frozen=True)
class Items:
    """A list without order."""

    items: tuple[Parts, ...]
    role: str = ""


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row names it. A row shorter than the head ends in a cell that spans the rest."""

    name: str
    head: tuple[Parts, ...]
    rows: tuple[tuple[Parts, ...], ...]
    role: str = ""


@dataclass(frozen=True)
class Listing:
    """Text to be copied as it stands."""

    name: str
    text: str


Block = Heading | Paragraph | Items | Table | Listing


def _each(parts: Parts) -> Iterable[Part]:
    return (parts,) if isinstance(parts, str) else parts


def to_html(blocks: Iterable[Block], prefix: str = "/") -> str:
    """The inside of `main`. `prefix`: the path the monitor is reached under."""
    return "".join(_HTML[type(block)](block, prefix) for block in blocks)


def _inside(parts: Parts, prefix: str) -> str:
    return "".join(_HTML[type(part)](part, prefix) for part in _each(parts))


def _link(link: Link, prefix: str) -> str:
    outside = link.href.startswith(("https:", "mailto:"))
    href = link.href if outside or link.href.startswith("#") else prefix + link.href
    return f'<a href="{escape(href)}"{" rel=noopener" if outside else ""}>{escape(link.text)}</a>'


def _table(table: Table, prefix: str) -> str:
    head = "".join(f'<th scope="col">{_inside(cell, prefix)}</th>' for cell in table.head)
    rows = []
    for first, *cells in table.rows:
        span = len(table.head) - len(cells)
        inside = "".join(f"<td>{_inside(cell, prefix)}</td>" for cell in cells)
        if span > 1 and cells:
            before, _, last = inside.rpartition("<td>")
            inside = f'{before}<td colspan="{span}">{last}'
        rows.append(f'<tr><th scope="row">{_inside(first, prefix)}</th>{inside}</tr>')
    # Wide tables scroll by themselves: the frame takes the focus, so that arrow keys move it.
    return (
        f'<div class="wm-scroll" role="group" tabindex="0" aria-label="{escape(table.name)}">'
        f'<table class="wm-table{f" wm-{table.role}" if table.role else ""}"><caption class="wm-unseen">{escape(table.name)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


_HTML = {
    str: lambda text, _: escape(text, quote=False).replace(LINE, "<br>"),
    Code: lambda code, _: f"<code>{escape(code.text).replace('_', '_<wbr>')}</code>",
    Strong: lambda strong, _: f"<b>{escape(strong.text)}</b>",
    Quiet: lambda quiet, _: f'<span class="wm-beside">{escape(quiet.text)}</span>',
    Link: _link,
    Mark: lambda mark, _: (
        f'<span class="wm-grade wm-grade-{mark.grade.lower()}" title="{escape(mark.meaning)}">{mark.grade}</span>'
        if mark.grade != "-"
        else f'<span title="{escape(mark.meaning)}">\u2013</span>'
    ),
    Drawing: lambda drawing, _: drawing.svg,
    Heading: lambda heading, _: (
        f"<h{heading.level}{f' id={chr(34)}{heading.id}{chr(34)}' if heading.id else ''}>{escape(heading.text)}</h{heading.level}>"
    ),
    Paragraph: lambda block, prefix: (
        f"<p{f' class={chr(34)}wm-{block.role}{chr(34)}' if block.role else ''}>{_inside(block.parts, prefix)}</p>"
    ),
    Items: lambda block, prefix: (
        f"<ul{f' class={chr(34)}wm-{block.role}{chr(34)}' if block.role else ''}>"
        + "".join(f"<li>{_inside(item, prefix)}</li>" for item in block.items)
        + "</ul>"
    ),
    Table: _table,
    Listing: lambda block, _: f'<pre class="wm-scroll" tabindex="0" aria-label="{escape(block.name)}">{escape(block.text)}</pre>',
}


def to_markdown(blocks: Iterable[Block], address: str = "") -> str:
    """CommonMark with pipe tables. `address`: where the monitor is reached, ending in a slash; without it its pages are not linked."""
    return "\n\n".join(filter(None, (_MARKDOWN[type(block)](block, address) for block in blocks))) + "\n"


def _written(parts: Parts, address: str, line: str = "\\\n") -> str:
    return "".join(_MARKDOWN[type(part)](part, address) for part in _each(parts)).replace(LINE, line)


def _plain(text: str) -> str:
    for mark in "\\`*_|<":
        text = text.replace(mark, "\\" + mark)
    return text


def _linked(link: Link, address: str) -> str:
    if link.href.startswith(("https:", "mailto:")):
        return f"[{_plain(link.text)}]({link.href})"
    return f"[{_plain(link.text)}]({address}{link.href})" if address and not link.href.startswith("#") else _plain(link.text)


def _rows(table: Table, address: str) -> str:
    wide = len(table.head)
    head, *rows = ([_written(cell, address, "<br>") for cell in row] + [""] * (wide - len(row)) for row in (table.head, *table.rows))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * wide, *rows))


_MARKDOWN = {
    str: lambda text, _: _plain(text),
    Code: lambda code, _: f"`{code.text}`",
    Strong: lambda strong, _: f"**{_plain(strong.text)}**",
    Quiet: lambda quiet, _: _plain(quiet.text),
    Link: _linked,
    Mark: lambda mark, _: f"**{mark.grade}**" if mark.grade != "-" else "\u2013",
    Drawing: lambda drawing, _: _plain(drawing.words),
    Heading: lambda heading, _: f"{'#' * heading.level} {_plain(heading.text)}",
    Paragraph: lambda block, address: _written(block.parts, address) if address or block.role != "ways" else "",
    Items: lambda block, address: "\n".join(f"- {_written(item, address)}" for item in block.items),
    Table: _rows,
    Listing: lambda block, _: f"```\n{block.text}\n```",
}
