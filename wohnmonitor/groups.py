"""Own groups: any set of areas, also across borders, recomputed from parts. One way for app, API, export and notebooks.

Laid(frame, areas, membership) holds an indicator as arrays; group(indicator, laid, members) gives its rows for a group.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wohnmonitor.aggregate import ESTIMATED, REASON, UNRELIABLE, Cells, Grid, finish, sum_members, too_few
from wohnmonitor.declared import Indicator
from wohnmonitor.schema import REASON_STATUS

LEVEL = "group"


class Laid:
    """One indicator of a release as arrays over today's areas and years."""

    def __init__(self, rows: pd.DataFrame, areas: pd.DataFrame, membership: pd.DataFrame, persons: pd.DataFrame):
        """rows: VALUES of the indicator. areas: those of today. persons: area_id, year, value of the population."""
        self.grid = Grid(areas["area_id"], rows)
        self.country = dict(zip(areas["area_id"], areas["country"], strict=True))
        self.towns = areas["level"].eq("municipality").to_numpy()
        members = membership.groupby("area_id")["municipality_id"].agg(list)
        # Smallest first: a district stands in before a region, a region before a country.
        self.uppers = sorted(((self.grid.place[g], self.places(towns)) for g, towns in members.items()), key=lambda item: len(item[1]))
        self.cells = self._lay(rows)
        self.weight = self._weight(persons)

    def places(self, areas: list[str]) -> np.ndarray:
        """Rows of these areas."""
        return np.array([self.grid.place[area] for area in areas], dtype=int)

    def _lay(self, rows: pd.DataFrame) -> Cells:
        # What is too few alone may be enough together.
        status = rows["part_status"].where(rows["part_status"].notna(), rows["status"])
        cells = self.grid.lay(self.grid.code(rows.assign(measure="", status=status)))
        place, at = rows["area_id"].map(self.grid.place).to_numpy(), (rows["year"] - self.grid.first).to_numpy()
        parts = {}
        for name in ("numerator", "denominator"):
            parts[name] = np.full(cells.value.shape, np.nan)
            own, shown = (rows[column].astype(float).to_numpy() for column in (f"part_{name}", name))
            parts[name][place, at] = np.where(np.isnan(own), shown, own)
        estimate = np.zeros(cells.value.shape, dtype=bool)
        estimate[place, at] = rows["part_numerator"].notna()
        own = np.zeros(cells.value.shape, dtype=bool)
        own[place, at] = rows["coverage"].gt(1 - 1e-9)
        # An upper row that is itself an estimate from some of its members does not stand in for them.
        usable = self.towns[:, None] | own
        parts = {name: np.where(usable, part, np.nan) for name, part in parts.items()}
        return cells.with_(**parts, estimate=estimate)

    def _weight(self, persons: pd.DataFrame) -> np.ndarray:
        wide = persons.pivot(index="year", columns="area_id", values="value")
        years = range(min([*wide.index, self.grid.first]), max([*wide.index, *self.grid.years]) + 1)
        full = wide.reindex(index=years, columns=self.grid.areas).ffill().bfill().fillna(0)
        return full.loc[self.grid.years].to_numpy().T


def group(indicator: Indicator, laid: Laid, members: list[str]) -> pd.DataFrame:
    """Rows of one group by year: year, ref_date, value, status, reason, numerator, denominator, coverage, source, segment, lower, upper.

    members: municipalities. Where the members of a whole district (region, country) are silent and the publisher has its
    figure, that stands in. A count that is not complete is no value but lies between `lower` and `upper`: the known members,
    and what the published totals leave for the others. A ratio is told from the declared share of members and residents on.
    """
    inside = np.zeros(len(laid.grid.areas), dtype=bool)
    inside[laid.places(members)] = True
    cells, size = _stand_in(laid, inside)
    formula = indicator.formula
    mask = (size > 0).any(axis=1)[None, :].astype(float)
    sums = sum_members(cells, mask)
    known = np.where(~np.isnan(cells.numerator), size, 0)
    coverage = known.sum(axis=0, keepdims=True) / inside.sum()
    residents = laid.weight * (known > 0)
    enough = residents.sum(axis=0) >= (indicator.min_coverage - 1e-9) * laid.weight[inside].sum(axis=0)
    whole = formula.type in ("level", "index")
    told = coverage > 1 - 1e-9 if whole else (coverage >= indicator.min_coverage - 1e-9) & enough
    value = np.where(told, finish(formula, sums.numerator, sums.denominator), np.nan)
    allowed = indicator.may("aggregate", {laid.country[area] for area in members})
    gathered = formula.type != "quotient" and not np.isnan(laid.cells.numerator).all()
    if not allowed or not gathered:
        value[:] = np.nan
    short = coverage < 1 - 1e-9
    status = np.where(short, np.maximum(sums.status, ESTIMATED), sums.status)
    few = too_few(indicator.small, sums)
    status = np.where(few & (status < UNRELIABLE), UNRELIABLE, status).astype(np.int8)
    reason = _reason(laid, inside, allowed, gathered)
    out = sums.with_(value=value, status=status, coverage=coverage, reason=np.where(np.isnan(value), reason, 0).astype(np.int8))
    frame = _rows(laid, out)
    lower, upper = _limits(laid, inside) if formula.type == "level" and allowed and gathered else (np.nan, np.nan)
    gap = frame["value"].isna()
    frame = frame.assign(lower=np.where(gap, lower, np.nan), upper=np.where(gap, upper, np.nan))
    return frame[laid.cells.has.any(axis=0)].reset_index(drop=True)


def _stand_in(laid: Laid, inside: np.ndarray) -> tuple[Cells, np.ndarray]:
    """Cells in which upper areas that lie wholly in the group speak where not all of their members do; and how many
    municipalities each cell stands for."""
    numerator, denominator = laid.cells.numerator.copy(), laid.cells.denominator.copy()
    size = np.repeat(inside[:, None].astype(int), numerator.shape[1], axis=1)
    for place, towns in laid.uppers:
        if not inside[towns].all():
            continue
        silent = np.where(size[towns] > 0, np.isnan(numerator[towns]), False).any(axis=0) & ~np.isnan(numerator[place])
        silent &= (size[towns] > 0).all(axis=0)
        size[np.ix_(towns, silent)] = 0
        size[place, silent] = len(towns)
    for part in (numerator, denominator):
        part[size == 0] = np.nan
    return laid.cells.with_(numerator=numerator, denominator=denominator), size


def _reason(laid: Laid, inside: np.ndarray, allowed: bool, gathered: bool) -> np.ndarray:
    """Why a year has no value: the rule that forbids it, else what most members that lack it say."""
    if not allowed:
        return np.full((1, len(laid.grid.years)), REASON["undefined"])
    if not gathered:
        return np.full((1, len(laid.grid.years)), REASON["not_convertible"])
    reasons = np.where(laid.cells.has[inside], 0, laid.cells.reason[inside])
    counts = np.array([(reasons == code).sum(axis=0) for code in range(1, len(REASON) + 1)])
    return np.where(counts.any(axis=0), counts.argmax(axis=0) + 1, REASON["not_delivered"])[None, :]


def _limits(laid: Laid, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Between what a count must lie, by year: counts are not negative, and a published total leaves the rest to the silent."""
    value = laid.cells.value
    held = np.nan_to_num(value[inside]).sum(axis=0)
    lower, upper = np.zeros_like(held), np.full_like(held, np.inf)
    lacks = np.isnan(value)
    covers: dict[int, np.ndarray] = {}
    for place, towns in laid.uppers:
        rest = value[place] - np.nan_to_num(value[towns]).sum(axis=0)
        mine, others = (lacks[towns] & inside[towns, None]).sum(axis=0), (lacks[towns] & ~inside[towns, None]).sum(axis=0)
        # All silent members of the group in one published total.
        every = mine == lacks[inside].sum(axis=0)
        usable = ~np.isnan(rest) & (mine > 0)
        upper = np.where(usable & every, np.minimum(upper, rest), upper)
        lower = np.where(usable & (others == 0), np.maximum(lower, rest), lower)
        covers[place] = np.where(usable, rest, np.nan)
    upper = np.minimum(upper, _by_districts(laid, inside, lacks, covers))
    complete = ~lacks[inside].any(axis=0)
    return held + np.where(complete, 0, lower), np.where(np.isinf(upper), np.nan, held + np.where(complete, 0, upper))


def _by_districts(laid: Laid, inside: np.ndarray, lacks: np.ndarray, rest: dict[int, np.ndarray]) -> np.ndarray:
    """What the totals of several smallest areas together leave, inf where one of them is not published."""
    total, seen = np.zeros(lacks.shape[1]), np.zeros(lacks.shape[0], dtype=bool)
    for place, towns in laid.uppers:
        if seen[towns].any():
            continue
        seen[towns] = True
        mine = (lacks[towns] & inside[towns, None]).any(axis=0)
        total += np.where(mine, np.where(np.isnan(rest[place]), np.inf, rest[place]), 0)
    return total


def _rows(laid: Laid, cells: Cells) -> pd.DataFrame:
    """The one row of `cells` for each year, in a gap without parts, day and source."""
    grid = laid.grid
    gap = np.isnan(cells.value)
    blank = {name: np.where(gap, np.nan, getattr(cells, name)) for name in ("numerator", "denominator")}
    blank |= {name: np.where(gap, 0, getattr(cells, name)) for name in ("day", "source")}
    frame = grid.rows(cells.with_(**blank), np.arange(len(grid.years)), areas=[LEVEL])
    return frame.assign(status=frame["status"].where(frame["value"].notna(), frame["reason"].map(REASON_STATUS)))
