"""Files of Statbel, the Belgian statistical office: open-data text tables and workbooks.

Two formats, one door: `statbel_text` (wohnmonitor.sources.statbel_text) and `statbel_workbook`
(wohnmonitor.sources.statbel_workbook).
"""

from __future__ import annotations

from pathlib import Path

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources import statbel_text, statbel_workbook
from wohnmonitor.sources.table import RawTable, Signature

READERS = {"statbel_text": statbel_text.read, "statbel_workbook": statbel_workbook.read}


def sniff(path: Path) -> Signature | None:
    """What a file of Statbel is, by its content; None for any other file. Reads the head only."""
    return statbel_text.sniff(path) or statbel_workbook.sniff(path)


def read(path: Path, options: dict | None = None) -> RawTable:
    """The whole file as published; key: row (workbooks: sheet, row). `options` as in statbel_text.read.

    Raises LayoutError where the file is no table of Statbel, or one whose layout moved.
    """
    signature = sniff(path)
    if signature is None:
        raise LayoutError(str(path), "another file", "a text table or a workbook of Statbel", "see `wohnmonitor sources`")
    return READERS[signature.format](path, options)
