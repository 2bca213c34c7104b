"""What the monitor knows: the census of gaps of one release, in the shape the pages ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from wohnmonitor.schema import REASONS

VALUE = "value"


@dataclass
class Cell:
    """One indicator, country and year. counts: municipalities by reason, `value` among them; `in_district`: those without a
    value whose district has one."""

    of: int = 0
    in_district: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """Municipalities with a value."""
        return self.counts.get(VALUE, 0)

    @property
    def gaps(self) -> list[tuple[str, int]]:
        """Reasons and how many, the most frequent first."""
        found = [(reason, count) for reason, count in self.counts.items() if reason != VALUE]
        return sorted(found, key=lambda one: (-one[1], REASONS.index(one[0])))


class Census:
    """Cells of all indicators. coverage: the frame of queries.Monitor.coverage."""

    def __init__(self, coverage: pd.DataFrame):
        self.cells: dict[tuple[str, str], dict[int, Cell]] = {}
        self.never: dict[tuple[str, str], Cell] = {}
        years = coverage["year"].astype("Int64").astype(object).where(coverage["year"].notna(), None)
        rows = coverage.assign(year=years)[["indicator", "country", "year", "reason", "municipalities", "of", "in_district"]]
        for indicator, country, year, reason, count, of, in_district in rows.itertuples(index=False, name=None):
            cells = self.cells.setdefault((indicator, country), {})
            cell = self.never.setdefault((indicator, country), Cell()) if year is None else cells.setdefault(int(year), Cell())
            cell.of, cell.in_district = int(of), cell.in_district + int(in_district)
            cell.counts[reason] = int(count)
        known = [year for cells in self.cells.values() for year in cells]
        self.first, self.last = min(known, default=2000), max(known, default=2000)

    def of(self, indicator: str, country: str) -> dict[int, Cell]:
        """Year -> cell, the years in which any country or district has a value."""
        return self.cells.get((indicator, country), {})

    def years(self, indicator: str, country: str) -> list[int]:
        """Years in which municipalities of the country have a value."""
        return [year for year, cell in sorted(self.of(indicator, country).items()) if cell.known]

    def district_years(self, indicator: str, country: str) -> list[int]:
        """Years in which only districts have one."""
        return [year for year, cell in sorted(self.of(indicator, country).items()) if not cell.known and cell.in_district]

    def why(self, indicator: str, country: str) -> str:
        """The most frequent reason why municipalities of the country have no value."""
        cells = [*self.of(indicator, country).values(), *filter(None, [self.never.get((indicator, country))])]
        counts = Counter(dict.fromkeys(REASONS, 0))
        for cell in cells:
            counts.update(dict(cell.gaps))
        return counts.most_common(1)[0][0]

    def has_values(self, indicator: str) -> bool:
        """Whether any municipality or district has a value in any year."""
        return any(cell.known or cell.in_district for (one, _), cells in self.cells.items() if one == indicator for cell in cells.values())

    @property
    def total(self) -> int:
        """Values of municipalities."""
        return sum(cell.known for cells in self.cells.values() for cell in cells.values())


def spans(years: list[int]) -> str:
    """`1996–2016, 2022`: years in a row as a range."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1][1:] = [year]
        else:
            runs.append([year])
    return ", ".join("\u2013".join(str(year) for year in run) for run in runs)


def ends(years: list[int]) -> str:
    """`1996–2022`, whatever lies between; one year alone."""
    return f"{years[0]}" if years[0] == years[-1] else f"{years[0]}\u2013{years[-1]}"
