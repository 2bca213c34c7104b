"""What a reader hands over: the cells as published, and what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Signature:
    """What a file is, by its content: the format's id, the publisher's table number, the column names."""

    format: str
    table: str = ""
    columns: tuple[str, ...] = ()


@dataclass
class RawTable:
    """Cells as published.

    frame: all cells text or None, columns as the publisher names them, plus `row` (int, 1-based line,
    sheet row or record id in the file). meta: title, date and period statuses where the file states them.
    """

    frame: pd.DataFrame
    signature: Signature
    meta: dict = field(default_factory=dict)
