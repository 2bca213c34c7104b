"""XLSX: sheets data, metadata, notes, sources. Typed cells, codes as text, frozen header, filter; row by row in little memory."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from wohnmonitor.errors import CallError
from wohnmonitor.export.csv import FORMULA
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import BREAKS, CODES, DEFINITIONS, INDICATORS, SOURCES

ROWS = 1_048_575
"""Rows of data that a sheet holds."""
LONGEST = 32_767
"""Signs that a cell holds."""
LINE, HIGHEST = 15, 400
"""Height of a line, and of the highest row, in points."""
WIDTHS = {"indicator": 24, "area_id": 14, "area_name": 24, "level": 13, "unit": 13, "comparability": 26, "source": 30, "reason": 16}
HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A4D", "valign": "vcenter"}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make(dataset: Dataset, path: Path) -> None:
    """Raises CallError where a sheet cannot hold the rows; the workbook is unfinished then."""
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        # The day of the release, so that the same figures are the same bytes.
        created = datetime.fromisoformat(dataset.release[:10]).replace(tzinfo=UTC)
        book.set_properties({"title": dataset.title, "author": "Wohnmonitor contributors", "comments": dataset.release, "created": created})
        pen = _Pen(book)
        _data(dataset, book.add_worksheet("data"), pen)
        _metadata(dataset, book.add_worksheet("metadata"), pen)
        _notes(dataset, book.add_worksheet("notes"), pen)
        _sources(dataset, book.add_worksheet("sources"), pen)


class _Pen:
    """Formats of a book, and cells written by the kind of their column."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self.head = book.add_format(HEAD)
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.apart = book.add_format({"indent": 1})
        self.quoted = book.add_format({"quote_prefix": True})
        self.decimals = [book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(7)]

    def text(self, sheet: Worksheet, row: int, column: int, text: str, form=None) -> None:
        """A text cell, never a formula; one that looks like it keeps its apostrophe when it is edited."""
        sheet.write_string(row, column, text[:LONGEST], self.quoted if FORMULA.match(text) else form)

    def lines(self, sheet: Worksheet, widths: tuple[int, ...], lines: list[tuple[tuple[str, ...], tuple]]) -> None:
        """Lines of texts with their formats, each as high as its longest text needs."""
        for n, width in enumerate(widths):
            sheet.set_column(n, n, width)
        for row, (texts, forms) in enumerate(lines):
            needs = (ceil(len(text or "") * 1.1 / width) for text, width in zip(texts, widths, strict=False))
            sheet.set_row(row, min(LINE * max(needs, default=1), HIGHEST) or LINE)
            for n, (text, form) in enumerate(zip(texts, forms, strict=True)):
                if text:
                    self.text(sheet, row, n, text, form)


def _data(dataset: Dataset, sheet: Worksheet, pen: _Pen) -> None:
    columns = dataset.table.columns
    for n, column in enumerate(columns):
        heading = dataset.label(column) if dataset.named else column.name
        sheet.set_column(n, n, max(WIDTHS.get(column.name, 10), len(heading) + 5), pen.apart if column.kind == "text" else None)
        pen.text(sheet, 0, n, heading, pen.head)
    sheet.freeze_panes(1, 3)
    decimals = {one.id: pen.decimals[min(one.decimals, 6)] for one in dataset.indicators}
    row = 0
    for frame in dataset.values():
        if row + len(frame) > ROWS:
            todo = "narrow it with years, level or areas, or take parquet"
            raise CallError("xlsx", f"more than {ROWS:,} rows", "what a sheet can hold", todo)
        shown = decimals.get(frame["indicator"].iloc[0]) if len(frame) else None
        for cells in zip(*(frame[name].tolist() for name in dataset.table.names), strict=True):
            row += 1
            for n, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                if cell is None or cell != cell:
                    continue
                if column.kind == "text":
                    pen.text(sheet, row, n, cell)
                elif column.kind == "date":
                    sheet.write_datetime(row, n, cell, pen.day)
                else:
                    sheet.write_number(row, n, cell, shown if column.name == "value" else None)
    sheet.autofilter(0, 0, max(row, 1), len(columns) - 1)


def _metadata(dataset: Dataset, sheet: Worksheet, pen: _Pen) -> None:
    w = dataset.words
    lines = [((label, "", text), (pen.bold, None, pen.wrap)) for label, text in dataset.facts()]
    lines += [((), ()), (tuple(w[f"export.{key}"] for key in ("column", "label", "meaning", "list")), (pen.head,) * 4)]
    for column in dataset.table.columns:
        lines.append(((column.name, dataset.label(column), dataset.about(column), column.codes), (pen.bold, *(pen.wrap,) * 3)))
    lines += [((), ()), (tuple(dataset.label(column) for column in CODES.columns), (pen.head,) * 3)]
    lines += [(tuple(row), (pen.wrap,) * 3) for row in dataset.codes().itertuples(index=False)]
    pen.lines(sheet, (26, 26, 100, 14), lines)


def _notes(dataset: Dataset, sheet: Worksheet, pen: _Pen) -> None:
    """A line a note, so that they can be read and filtered: of each indicator its words, definitions by country, breaks."""
    label = {column.name: dataset.label(column) for table in (INDICATORS, DEFINITIONS, BREAKS) for column in table.columns}
    told: dict[str, list[tuple[str, str]]] = {}
    for row in dataset.companion(INDICATORS).to_dict("records"):
        told[row["indicator"]] = [(label[name], row[name]) for name in ("title", "unit_line", "description", "note", "watch")]
    for row in dataset.companion(DEFINITIONS).to_dict("records"):
        told[row["indicator"]] += [(f"{row['country']}: {label[name]}", row[name]) for name in DEFINITIONS.names[2:]]
    for row in dataset.companion(BREAKS).to_dict("records"):
        told[row["indicator"]].append((f"{row['country']}: {dataset.words['reason.break']} {row['year']}", row["cause"]))
    head = (label["indicator"], dataset.words["export.label"], dataset.words["column.note"])
    lines = [(head, (pen.head,) * 3)]
    lines += [((one, what, text), (pen.wrap, pen.wrap, pen.wrap)) for one, notes in told.items() for what, text in notes if text]
    pen.lines(sheet, (30, 30, 110), lines)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(lines) - 1, 2)


def _sources(dataset: Dataset, sheet: Worksheet, pen: _Pen) -> None:
    rows = dataset.companion(SOURCES)
    lines = [(tuple(dataset.label(column) for column in SOURCES.columns), (pen.head,) * len(SOURCES.columns))]
    lines += [(tuple(text or "" for text in row), (pen.wrap,) * len(row)) for row in rows.itertuples(index=False)]
    pen.lines(sheet, (30, 30, 7, 20, 44, 16, 30, 44, 30, 60), lines)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(lines) - 1, len(SOURCES.columns) - 1)
