"""Declared formulas over measures -> indicators, at every level, with a reason for every gap.

derive(levels, areas, membership, catalogue) -> frame schema.VALUES. The formulas themselves: formulas.py.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wohnmonitor.aggregate import ESTIMATED, REASON, STATUS_OF, UNRELIABLE, Cells, Grid, finish, membership_mask, sum_members, too_few
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Indicator, Small
from wohnmonitor.harmonise.formulas import FORMULAS, Measures, expected
from wohnmonitor.harmonise.levels import members_of
from wohnmonitor.schema import COUNTRIES, REASON_STATUS, REASONS, VALUES

_GAP_STATUS = np.array([None, *(REASON_STATUS[reason] for reason in REASONS)], dtype=object)


def derive(levels: pd.DataFrame, areas: pd.DataFrame, membership: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """All indicators, sorted by indicator, level, year, area.

    levels: the frame of all_levels, with the measure `area` (km2) among them. areas: area_id, level, country.
    """
    today = set(membership["municipality_id"]) | set(membership["area_id"])
    known = areas[areas["area_id"].isin(today)].sort_values(["level", "area_id"]).set_index("area_id")
    derivation = Derivation(levels, known, membership, catalogue)
    parts = [derivation.rows(indicator) for _, indicator in sorted(catalogue.indicators.items())]
    return pd.concat(parts, ignore_index=True)[VALUES]


class Derivation:
    """What all indicators share: the grid, the measures laid on it, who belongs to whom."""

    def __init__(self, levels: pd.DataFrame, areas: pd.DataFrame, membership: pd.DataFrame, catalogue: Catalogue):
        self.catalogue = catalogue
        self.grid = Grid(areas.index, levels)
        self.level = areas["level"].to_numpy()
        self.order = pd.Series(self.level).rank(method="dense").to_numpy()
        self.country = areas["country"].fillna("").to_numpy()
        self.towns = self.level == "municipality"
        self.groups = [area for area, town in zip(self.grid.areas, self.towns, strict=True) if not town]
        self.mask = membership_mask(members_of(membership), self.groups, self.grid.areas)
        # The countries a group lies in: what may not be compared may not be added up either.
        self.spans = [set(self.country[(inside > 0) & self.towns]) for inside in self.mask]
        district = membership[membership["level"] == "district"].set_index("municipality_id")["area_id"]
        self.district = np.array([self.grid.place.get(district.get(area), -1) for area in self.grid.areas])
        self.measures = Measures(levels, self.grid, self.country, catalogue)
        self.weight = self._persons()

    def _persons(self) -> np.ndarray:
        """Residents of each municipality and year, the nearest known year where one lacks: the weight of who is covered."""
        known = pd.DataFrame(self.measures("population").value.T) if "population" in self.catalogue.measures else None
        if known is None:
            return np.ones((len(self.grid.areas), len(self.grid.years)))
        return known.ffill().bfill().fillna(0).to_numpy().T

    def rows(self, indicator: Indicator) -> pd.DataFrame:
        """An indicator's values and gaps, schema.VALUES and the parts that serve groups alone."""
        cells = FORMULAS[indicator.formula.type](indicator.formula, self.measures)
        cells = self._groups(cells, indicator)
        if indicator.formula.type == "relative":
            cells = self._groups(expected(cells, indicator.formula, self.country, self.grid), indicator)
        whole = cells.status
        cells = self._gaps(self._small(cells, indicator.small), indicator)
        told = cells.has.any(axis=0)
        if not told.any():
            # Nothing but figures whose licence is not clear: the years they are of, so that the gaps can say so.
            told = (cells.reason == REASON["licence"]).any(axis=0)
        return self._long(cells, whole, np.flatnonzero(told)).assign(indicator=indicator.id)

    def _groups(self, cells: Cells, indicator: Indicator) -> Cells:
        """Every group: its own or its publisher's figure, else the sum of the members that have one, with its coverage, E."""
        formula = indicator.formula
        cells = cells.with_(coverage=cells.has.astype(float))
        if formula.type != "quotient":
            whole = 1.0 if formula.type in ("level", "index") else indicator.min_coverage
            sums = sum_members(cells, self.mask)
            persons = self.mask @ self.weight
            covered = self.mask @ (self.weight * ~np.isnan(cells.numerator))
            enough = (sums.coverage >= whole - 1e-9) & (covered >= (whole - 1e-9) * persons)
            short = sums.coverage < 1 - 1e-9
            value = np.where(enough, finish(formula, sums.numerator, sums.denominator), np.nan)
            status = np.where(short, np.maximum(sums.status, ESTIMATED), sums.status).astype(np.int8)
            sums = sums.with_(value=value, status=status, estimate=np.zeros_like(short))
            upper = np.flatnonzero(~self.towns)
            own = cells.take(upper)
            reason = np.where(own.reason > 0, own.reason, sums.reason)
            cells = cells.put(upper, ~own.has, sums.with_(reason=reason, value=np.where(own.reason > 0, np.nan, sums.value)))
        return self._across(cells, indicator)

    def _across(self, cells: Cells, indicator: Indicator) -> Cells:
        """No figure for a group over a border that the grades forbid to add up across."""
        forbidden = np.zeros(len(self.grid.areas), dtype=bool)
        for group, countries in zip(self.groups, self.spans, strict=True):
            forbidden[self.grid.place[group]] = not indicator.may("aggregate", countries)
        here = forbidden[:, None] & (cells.has | (cells.coverage > 0))
        return cells.with_(
            value=np.where(here, np.nan, cells.value), reason=np.where(here, REASON["undefined"], cells.reason).astype(np.int8)
        )

    def _small(self, cells: Cells, small: Small) -> Cells:
        """U where a value stands on too few."""
        few = too_few(small, cells)
        if small.count:
            with np.errstate(invalid="ignore"):
                few |= self.measures(small.count).value < small.min_count
        weak = few & cells.has & (cells.status < UNRELIABLE)
        return cells.with_(status=np.where(weak, UNRELIABLE, cells.status).astype(np.int8))

    def _gaps(self, cells: Cells, indicator: Indicator) -> Cells:
        """A reason for every gap; a municipality says where its district has a figure of its own, not our estimate."""
        gap = ~cells.has
        reason = np.where(gap & (cells.reason == 0), REASON["not_delivered"], cells.reason)
        own = np.where(self.district[:, None] >= 0, (cells.has & (cells.coverage > 1 - 1e-9))[self.district], False)
        reason = np.where(gap & own & (reason == REASON["not_delivered"]), REASON["district_only"], reason)
        silent = np.isin(self.country, [c for c in COUNTRIES if not indicator.collected[c]])
        reason = np.where(gap & silent[:, None], REASON["not_collected"], reason)
        return cells.with_(reason=np.where(gap, reason, 0).astype(np.int8))

    def _long(self, cells: Cells, whole: np.ndarray, years: np.ndarray) -> pd.DataFrame:
        """Rows by level, year and area. A gap has no parts, day or source; the parts behind a printed share stand apart,
        and so does the status that a small number has in a group (`whole`)."""
        gap = ~cells.has
        hidden = np.zeros_like(gap) if cells.estimate is None else cells.estimate
        parts = {name: np.where(gap, np.nan, getattr(cells, name)) for name in ("numerator", "denominator")}
        shown = {name: np.where(hidden, np.nan, part) for name, part in parts.items()}
        silent = {name: np.where(gap, 0, getattr(cells, name)) for name in ("day", "source")}
        rows = self.grid.rows(cells.with_(**shown, **silent), years)
        for name, part in parts.items():
            rows[f"part_{name}"] = np.where(hidden, part, np.nan)[:, years].reshape(-1)
        changed = (whole != cells.status) & cells.has
        rows["part_status"] = np.where(changed, STATUS_OF[whole], None)[:, years].reshape(-1)
        rows["level"] = np.repeat(self.level, len(years))
        rows["status"] = np.where(gap[:, years].reshape(-1), _GAP_STATUS[cells.reason[:, years].reshape(-1)], rows["status"])
        place, at = np.divmod(np.arange(len(rows)), max(len(years), 1))
        return rows.take(np.lexsort((place, at, self.order[place])))
