"""CSV: UTF-8, comma, LF, decimal point, dates ISO, empty where there is no value (`reason` says why)."""

from __future__ import annotations

import pandas as pd

from wohnmonitor.schema import EXPORT


def to_csv(values: pd.DataFrame) -> str:
    """Frame schema.EXPORT -> CSV text with a header line."""
    return values[EXPORT].to_csv(index=False, lineterminator="\n", float_format="%.10g")
