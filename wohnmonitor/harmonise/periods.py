"""A publisher's way to write a period -> (year, reference date).

`year` of a stock is the year of the 1 January it stands for: 31-12-2023 is year 2024 and keeps its date.
A flow keeps its calendar year and ends on 31 December.
"""

from __future__ import annotations

import re
from datetime import date

from wohnmonitor.errors import SourceError

_FORMS = (
    (re.compile(r"^(\d{4})(?:\.0)?(?:\*)?$"), ("y",)),
    (re.compile(r"^(\d{4})JJ00$"), ("y",)),
    (re.compile(r"^(\d{2})[.\-/](\d{2})[.\-/](\d{4})$"), ("d", "m", "y")),
    (re.compile(r"^(\d{4})-(\d{2})-(\d{2})$"), ("y", "m", "d")),
    (re.compile(r"^(\d{4})(\d{2})(\d{2})$"), ("y", "m", "d")),
)


def _parts(text: str, where: str) -> dict[str, int]:
    for form, names in _FORMS:
        if match := form.match(text):
            return dict(zip(names, map(int, match.groups()), strict=True))
    raise SourceError(
        where, f'period "{text}"', "2024, 2024JJ00, 31.12.2024 or 2024-12-31",
        "declare the period column in indicators/sources.toml",
    )  # fmt: skip


def parse_period(text: str, kind: str, stock: str | None, where: str) -> tuple[int, str]:
    """One period as (year, ISO reference date).

    kind: stock, flow or level; stock: "01-01", "12-31", a full ISO date, or None where the period itself is a date.
    Raises SourceError for a period in no known form, or a stock without a day.
    """
    found = _parts(text.strip(), where)
    if kind == "flow":
        return found["y"], date(found["y"], 12, 31).isoformat()
    if stock and len(stock) == 10:
        day = date.fromisoformat(stock)
    elif "m" in found and not stock:
        day = date(found["y"], found["m"], found["d"])
    elif stock:
        month, number = map(int, stock.split("-"))
        day = date(found["y"], month, number)
    else:
        raise SourceError(
            where, f'period "{text}" of a stock, without a day', 'stock = "01-01" or "12-31"',
            "declare it for the table in indicators/sources.toml",
        )  # fmt: skip
    stands_for_next = (day.month, day.day) == (12, 31)
    return day.year + stands_for_next, day.isoformat()
