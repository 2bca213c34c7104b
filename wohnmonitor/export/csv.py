"""CSV as RFC 4180 has it: UTF-8, comma, CRLF, quotes where needed, a header line; decimal point, ISO dates, empty where there is
no value (`reason` says why). Beside it CSV on the Web metadata (W3C tabular data model).

Numbers are written as short as they read back the same. A text that a spreadsheet would take for a formula gets an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pandas as pd

from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.table import Table

CRLF = "\r\n"
DIALECT = {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminators": [CRLF], "header": True}
FORMULA = re.compile(r"[=@\t\r].|[+-](?![\d.,]+$).", re.DOTALL)
"""Texts that run in a spreadsheet: a sign and more behind it; a lone sign or a signed number does not."""
CSVW_TYPES = {"text": "string", "integer": "integer", "number": "double", "date": "date", "boolean": "boolean"}


def safe(text: str) -> str:
    """A text that no spreadsheet runs as a formula."""
    return "'" + text if FORMULA.match(text) else text


def number(value: float) -> str:
    """The shortest text that reads back as the same number; empty for none."""
    text = repr(value)
    return "" if text == "nan" else text.removesuffix(".0")


def rows(frame: pd.DataFrame, table: Table) -> Iterator[tuple[str, ...]]:
    """Rows of a typed frame as texts."""
    columns = []
    for column in table.columns:
        cells = frame[column.name].tolist()
        if column.kind == "number":
            columns.append([number(cell) for cell in cells])
        elif column.kind == "text":
            known = {cell: safe(cell) for cell in set(cells) if cell is not None}
            columns.append([known.get(cell, "") for cell in cells])
        elif column.kind == "boolean":
            columns.append(["true" if cell else "false" for cell in cells])
        else:
            columns.append(["" if cell is None else str(cell) for cell in cells])
    return zip(*columns, strict=True)


def lines(rows: Iterator[tuple[str, ...]]) -> bytes:
    """Rows of texts as RFC 4180."""
    with io.StringIO(newline="") as text:
        csv.writer(text, lineterminator=CRLF).writerows(rows)
        return text.getvalue().encode("utf-8")


def table(frame: pd.DataFrame, of: Table) -> bytes:
    """A whole table with its header line."""
    return lines([tuple(of.names)]) + lines(rows(frame, of))


def pieces(dataset: Dataset) -> Iterator[bytes]:
    """The values, one indicator at a time."""
    yield lines([tuple(dataset.table.names)])
    for frame in dataset.values():
        yield lines(rows(frame, dataset.table))


def beside(dataset: Dataset, name: str) -> dict[str, bytes]:
    """`<name>-metadata.json`, where the W3C says that a reader of the file looks for it."""
    return {f"{name}-metadata.json": json.dumps(metadata(dataset, name), ensure_ascii=False, indent=1).encode("utf-8")}


def metadata(dataset: Dataset, name: str) -> dict:
    """CSV on the Web metadata of the values: dialect, columns with types, meaning, codes and concepts; title, sources, licence."""
    codes = dataset.codes().groupby("list")["code"].agg(list)
    columns = []
    for column in dataset.table.columns:
        one: dict = {"name": column.name, "titles": [column.name, dataset.label(column)], "dc:description": dataset.about(column)}
        kind: str | dict = CSVW_TYPES[column.kind]
        if column.codes in ("status", "reason", "level"):
            kind = {"base": "string", "format": "|".join(codes[column.codes])}
        one |= {"datatype": kind, "null": "", "required": column.required}
        columns.append(one | ({"propertyUrl": column.uri} if column.uri else {}))
    facts = dict(dataset.facts())
    sources = dataset.tables("sources")
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": dataset.language}],
        "url": name,
        "dc:title": dataset.title,
        "dc:identifier": dataset.release,
        "dc:description": [f"{label}: {text}" for label, text in facts.items()] + [dataset.words["export.guarded"]],
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "dc:source": [f"{one.publisher}, {one.title} ({one.licence}): {one.attribution}" for one in sources.itertuples()],
        "notes": [
            {"indicator": one.id, **one.text[dataset.language].model_dump()}
            for one in dataset.indicators
        ],
        "dialect": DIALECT,
        "tableSchema": {"columns": columns, "primaryKey": list(dataset.table.key)},
    }  # fmt: skip
