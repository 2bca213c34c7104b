"""The formulas of the catalogue (declared.Formula) over measures laid out as arrays. Each returns value, parts and reasons
of every area by itself; groups are summed from the parts afterwards.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
import pandas as pd

from wohnmonitor.aggregate import BROKEN, ESTIMATED, NORMAL, REASON, Cells, Grid, combine, finish, where
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Formula
from wohnmonitor.schema import COUNTRIES, STATUS_RANK


class Measures:
    """Measures by name, each laid out once. Calling it gives the Cells of one, empty where no table gives it."""

    def __init__(self, levels: pd.DataFrame, grid: Grid, country: np.ndarray, catalogue: Catalogue):
        self.grid, self.catalogue = grid, catalogue
        self.country = country
        self._coded = dict(list(grid.code(levels).groupby("measure", sort=False)))
        self._laid: dict[str, Cells] = {}

    def __call__(self, name: str) -> Cells:
        if name not in self._laid:
            self._laid[name] = self._lay(name)
        return self._laid[name]

    def _lay(self, name: str) -> Cells:
        declared = self.catalogue.measures.get(name)
        if declared is not None and declared.quotient:
            parts = declared.quotient
            out = _over(self.plus(parts.numerator), self.plus(parts.denominator), parts.factor)
            weakest = STATUS_RANK.index(parts.status) if parts.status else NORMAL
            return out.with_(status=np.maximum(out.status, weakest).astype(np.int8), numerator=None, denominator=None)
        return self.grid.lay(self._coded[name]) if name in self._coded else self.grid.empty()

    def plus(self, names: tuple[str, ...], minus: tuple[str, ...] = ()) -> Cells:
        """Sum of several measures less others; a missing part makes a gap with its reason."""
        cells = reduce(lambda a, b: combine(a, b, a.value + b.value), map(self, names))
        return reduce(lambda a, b: combine(a, b, a.value - b.value), map(self, minus), cells)

    def sum_of(self, formula: Formula, part: str) -> Cells:
        """Numerator or denominator of a formula: what is added up, less what is taken off, by country."""
        return self.by_country(lambda c: self.plus(formula.of(part, c), formula.of(f"{part}_minus", c)), formula, part)

    def one(self, formula: Formula, part: str) -> Cells:
        """The single measure named under `part`, by country."""
        return self.by_country(lambda country: self(formula.of(part, country)[0]), formula, part)

    def by_country(self, get, formula: Formula, *parts: str) -> Cells:
        """get(country) for the rows of each country that is named; once where all countries have the same."""
        named = [name for part in parts for name in (part, f"{part}_minus")]
        if not any(isinstance(getattr(formula, name, None), dict) for name in named):
            return get(COUNTRIES[0])
        out = self.grid.empty()
        for country in COUNTRIES:
            if formula.of(parts[0], country):
                out = where((self.country == country)[:, None], get(country), out)
        return out

    def is_stock(self, names: tuple[str, ...]) -> bool:
        """Whether a sum of these measures is counted on a day."""
        return all(name in self.catalogue.measures and self.catalogue.measures[name].kind == "stock" for name in names)

    def adds_up(self, formula: Formula) -> bool:
        """Whether the measures of a level or an index may be summed over areas."""
        named = {name for country in COUNTRIES for name in formula.of("measure", country)}
        return all(name == "area" or self.catalogue.measures[name].adds_up == "sum" for name in named)

    def census_bits(self, name: str) -> np.ndarray:
        """The tables of the census that fills a measure, as a set of sources."""
        return self.grid.bits(self.catalogue.measures[self.catalogue.measures[name].census].sources)


def _over(top: Cells, bottom: Cells, factor: float) -> Cells:
    """factor * top / bottom with both parts; nothing over nothing is undefined."""
    both = top.has & bottom.has
    zero = both & (bottom.value == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        out = combine(top, bottom, np.where(zero, np.nan, factor * top.value / bottom.value))
    good = both & ~zero
    return out.with_(
        reason=np.where(zero, REASON["undefined"], out.reason).astype(np.int8),
        numerator=np.where(good, top.value, np.nan), denominator=np.where(good, bottom.value, np.nan),
    )  # fmt: skip


def _joined_stretch(first: Cells, second: Cells, out: Cells) -> Cells:
    """Status B where two years that are put together lie on both sides of a break."""
    across = out.has & (first.segment != second.segment)
    return out.with_(status=np.where(across, np.maximum(out.status, BROKEN), out.status).astype(np.int8))


def _denominator(formula: Formula, measures: Measures) -> Cells:
    """The stock of the year, of a later year, or the mean of the stocks before and after."""

    def of(country: str) -> Cells:
        names = formula.of("denominator", country)
        cells = measures.plus(names, formula.of("denominator_minus", country))
        later = formula.denominator_year
        cells = cells.shift(later.get(country, 0) if isinstance(later, dict) else later)
        if formula.denominator_mean and measures.is_stock(names):
            after = cells.shift(1)
            return _joined_stretch(cells, after, combine(cells, after, (cells.value + after.value) / 2))
        return cells

    return measures.by_country(of, formula, "denominator", "denominator_year")


def _census_denominator(formula: Formula, top: Cells, bottom: Cells, measures: Measures) -> Cells:
    """A numerator that a census filled in is divided by the same census's denominator where it counted one."""

    def of(country: str) -> Cells:
        names, below = formula.of("numerator", country), formula.of("denominator", country)
        known = measures.catalogue.measures
        if len(names) != 1 or len(below) != 1 or not all(name in known and known[name].census for name in (names[0], below[0])):
            return bottom
        bits = measures.census_bits(names[0])[:, None, None]
        filled = ((top.source & bits) != 0).any(axis=0) & ((top.source & ~bits) == 0).all(axis=0)
        counted = measures(known[below[0]].census)
        return where(filled & counted.has, counted, bottom)

    return measures.by_country(of, formula, "numerator", "denominator")


def ratio(formula: Formula, measures: Measures) -> Cells:
    """factor * numerators / denominators, both of one census base; or the published share."""
    out = measures.grid.empty()
    out = out.with_(numerator=out.value.copy(), denominator=out.value.copy())
    if formula.numerator:
        top = measures.sum_of(formula, "numerator")
        bottom = _census_denominator(formula, top, _denominator(formula, measures), measures)
        out = _over(_pool(top, formula.pool), _pool(bottom, formula.pool), formula.factor)
    return _published(out, formula, measures) if formula.published else out


def _pool(cells: Cells, years: int) -> Cells:
    """Sums over `years` years, the last of them t; a missing year makes a gap, a break within is told."""
    out = cells
    for back in range(1, years):
        earlier = cells.shift(-back)
        out = _joined_stretch(out, earlier, combine(out, earlier, out.value + earlier.value))
    return out


def _published(out: Cells, formula: Formula, measures: Measures) -> Cells:
    """Where only the share was printed it stands as printed, also before an estimate of ours; the weight serves aggregates
    alone, as an estimate."""
    share = measures.one(formula, "published")
    ours = out.has & (out.status != ESTIMATED)
    alone = ~ours & (share.has | (~out.has & (share.reason > 0)))
    weight = measures(formula.weight).value if formula.weight else np.full_like(share.value, np.nan)
    stands = alone & share.has
    printed = share.with_(
        numerator=np.where(stands, share.value / formula.factor * weight, np.nan), denominator=np.where(stands, weight, np.nan),
        estimate=stands,
    )  # fmt: skip
    return where(alone, printed, out.with_(estimate=np.zeros_like(stands)))


def level(formula: Formula, measures: Measures) -> Cells:
    """A measure as it is; where countries count different things under one id, each its own."""
    cells = measures.one(formula, "measure")
    nothing = np.full_like(cells.value, np.nan)
    return cells.with_(numerator=cells.value if measures.adds_up(formula) else nothing, denominator=nothing)


def growth(formula: Formula, measures: Measures) -> Cells:
    """P(t)/P(t-n) - 1 in %, a year where `annual`; never across a break. A break of the first year is told by the segment."""
    now = measures.one(formula, "measure")
    now = now.with_(status=np.where(now.status == BROKEN, NORMAL, now.status).astype(np.int8))
    before = now.shift(-formula.years)
    if formula.forward:
        now, before = now.shift(formula.years), now
    return _change(now, before, formula)


def index(formula: Formula, measures: Measures) -> Cells:
    """Value / value of the base year * 100, within each area."""
    now = measures.one(formula, "measure")
    at = formula.base_year - measures.grid.first
    if not 0 <= at < len(measures.grid.years):
        return measures.grid.empty().with_(numerator=np.full_like(now.value, np.nan), denominator=np.full_like(now.value, np.nan))
    base = Cells(**{
        name: None if array is None else np.repeat(array[..., at : at + 1], len(measures.grid.years), axis=-1)
        for name, array in vars(now).items()
    })  # fmt: skip
    out = _change(now, base, formula)
    if measures.adds_up(formula):
        return out
    nothing = np.full_like(out.value, np.nan)
    return out.with_(numerator=nothing, denominator=nothing)


def _change(now: Cells, before: Cells, formula: Formula) -> Cells:
    """The change between two figures of one area; reason `break` where they lie on both sides of one."""
    both = now.has & before.has
    broken = both & (now.segment != before.segment)
    usable = both & ~broken
    numerator, denominator = (np.where(usable, cells.value, np.nan) for cells in (now, before))
    out = combine(now, before, finish(formula, numerator, denominator))
    reason = np.where(broken, REASON["break"], np.where(usable & ~out.has, REASON["undefined"], out.reason))
    return out.with_(reason=reason.astype(np.int8), numerator=numerator, denominator=denominator)


def quotient(formula: Formula, measures: Measures) -> Cells:
    """factor * numerator / denominator of figures that do not add up: shown with both, never aggregated."""
    return _over(measures.sum_of(formula, "numerator"), measures.sum_of(formula, "denominator"), formula.factor)


def expected(cells: Cells, formula: Formula, country: np.ndarray, grid: Grid) -> Cells:
    """A ratio with all levels -> the same over what it would be at the own country's ratio (indirect standardisation):
    denominator * the country's ratio. Own country = factor; groups add up from these parts."""
    at = np.array([grid.place.get(code, -1) for code in country])
    home = cells.take(np.maximum(at, 0))
    usable = cells.has & home.has & (at >= 0)[:, None] & (cells.coverage > 1 - 1e-9) & (home.value != 0)
    denominator = np.where(usable, cells.denominator * home.value / formula.factor, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(usable, formula.factor * cells.value / home.value, np.nan)
    numerator = np.where(usable, cells.numerator, np.nan)
    return combine(cells, home, value).with_(numerator=numerator, denominator=denominator, estimate=cells.estimate)


FORMULAS = {"level": level, "ratio": ratio, "relative": ratio, "growth": growth, "index": index, "quotient": quotient}
"""Type -> formula(declared, measures). A relative begins as its ratio; `expected` follows when the levels are there."""
