"""XLSX: sheets data, metadata, notes, sources. Typed cells, codes as text, frozen header, filter; row by row in little memory."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from wohnmonitor.errors import CallError
from wohnmonitor.export.csv import FORMULA
from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import BREAKS, CODES, DEFINITIONS, INDICATORS, SOURCES, VALUES, Table

ROWS = 1_048_575
"""Rows of data that a sheet holds."""
LONGEST = 32_767
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
        _told(dataset, book.add_worksheet("notes"), pen, (INDICATORS, DEFINITIONS, BREAKS))
        _told(dataset, book.add_worksheet("sources"), pen, (SOURCES,))


class _Pen:
    """Formats of a book, and cells written by the kind of their column."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self.head = book.add_format(HEAD)
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.quoted = book.add_format({"quote_prefix": True})
        self.decimals = [book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(7)]

    def text(self, sheet: Worksheet, row: int, column: int, text: str, form=None) -> None:
        """A text cell, never a formula; one that looks like it keeps its apostrophe when it is edited."""
        sheet.write_string(row, column, text[:LONGEST], self.quoted if FORMULA.match(text) else form)


def _data(dataset: Dataset, sheet: Worksheet, pen: _Pen) -> None:
    columns = VALUES.columns
    for n, column in enumerate(columns):
        sheet.set_column(n, n, WIDTHS.get(column.name, 12))
    sheet.freeze_panes(1, 3)
    sheet.set_row(0, 20)
    for n, column in enumerate(columns):
        pen.text(sheet, 0, n, dataset.label(column) if dataset.named else column.name, pen.head)
    decimals = {one.id: pen.decimals[min(one.decimals, 6)] for one in dataset.indicators}
    row = 0
    for frame in dataset.values():
        if row + len(frame) > ROWS:
            todo = "narrow it with years, level or areas, or take parquet"
            raise CallError("xlsx", f"more than {ROWS:,} rows", "what a sheet can hold", todo)
        shown = decimals.get(frame["indicator"].iloc[0]) if len(frame) else None
        for cells in zip(*(frame[name].tolist() for name in VALUES.names), strict=True):
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
    for n, width in enumerate((26, 26, 90, 18)):
        sheet.set_column(n, n, width)
    facts = [((label, text), (pen.bold, pen.wrap)) for label, text in dataset.facts()]
    head = tuple(w[f"export.{key}"] for key in ("column", "label", "meaning", "list"))
    columns = [
        ((column.name, dataset.label(column), dataset.about(column), column.codes), (pen.bold, pen.wrap, pen.wrap, pen.wrap))
        for column in VALUES.columns
    ]
    codes = [(tuple(row), (pen.wrap,) * 3) for row in dataset.codes().itertuples(index=False)]
    code_head = (tuple(dataset.label(column) for column in CODES.columns), (pen.head,) * 3)
    nothing = ((), ())
    lines = chain(facts, [nothing, (head, (pen.head,) * 4)], columns, [nothing, code_head], codes)
    for row, (texts, forms) in enumerate(lines):
        # Facts are long: they take the wide column.
        places = (0, 2) if row < len(facts) else range(4)
        for place, text, form in zip(places, texts, forms, strict=False):
            pen.text(sheet, row, place, text, form)


def _told(dataset: Dataset, sheet: Worksheet, pen: _Pen, tables: tuple[Table, ...]) -> None:
    widths = (26, 20, 34, 34, 40, 30, 40, 60, 60, 60)
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    if len(tables) == 1:
        sheet.freeze_panes(1, 1)
    row = 0
    for table in tables:
        frame: pd.DataFrame = dataset.companion(table)
        for n, column in enumerate(table.columns):
            pen.text(sheet, row, n, dataset.label(column), pen.head)
        for cells in frame.itertuples(index=False):
            row += 1
            for n, cell in enumerate(cells):
                if isinstance(cell, str):
                    pen.text(sheet, row, n, cell, pen.wrap)
                elif cell is not None:
                    sheet.write_number(row, n, cell, pen.wrap)
        row += 2
