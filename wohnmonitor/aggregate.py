"""The one group engine: figures laid out as arrays over (areas, years), and their sums over members, with coverage.

Used to derive every level and every group a reader draws. A ratio is the sum of numerators over the sum of denominators
of the members that have both, never a mean of ratios. What is short is either withheld or told by its coverage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wohnmonitor.declared import Formula, Small
from wohnmonitor.schema import REASONS, STATUS_RANK

WORD = 63
"""Sources in one integer of a set of sources."""
_REASON_CODE = {reason: number for number, reason in enumerate(REASONS, 1)}
_REASON_OF = np.array([None, *REASONS], dtype=object)
_STATUS_CODE = {status: number for number, status in enumerate(STATUS_RANK)}
STATUS_OF = np.array(list(STATUS_RANK), dtype=object)
ESTIMATED, BROKEN, UNRELIABLE, NORMAL = (_STATUS_CODE[status] for status in "EBUA")
REASON = _REASON_CODE


@dataclass(frozen=True, eq=False)
class Cells:
    """One figure for each area and year: arrays (areas, years); `source` (words, areas, years), a set of sources as bits.

    value: NaN in a gap. status: place in STATUS_RANK, of values only. reason: place in REASONS from 1, 0 for none.
    day: place in Grid.days from 1. numerator, denominator: what an area gives to a group; NaN where it gives nothing.
    estimate: parts that stand for a published share. coverage: share of members with a figure.
    """

    value: np.ndarray
    status: np.ndarray
    reason: np.ndarray
    day: np.ndarray
    segment: np.ndarray
    source: np.ndarray
    numerator: np.ndarray | None = None
    denominator: np.ndarray | None = None
    estimate: np.ndarray | None = None
    coverage: np.ndarray | None = None

    @property
    def has(self) -> np.ndarray:
        """Where there is a value."""
        return ~np.isnan(self.value)

    def with_(self, **fields) -> Cells:
        """The same with other fields."""
        return replace(self, **fields)

    def take(self, areas) -> Cells:
        """The rows of some areas (positions or a mask)."""
        return Cells(**{name: _rows(array, areas) for name, array in vars(self).items()})

    def put(self, areas, mask: np.ndarray, other: Cells) -> Cells:
        """The same with the cells of `other` (rows of `areas`) where `mask` is true."""
        out = {name: None if array is None else array.copy() for name, array in vars(self).items()}
        at = np.asarray(areas, dtype=int)[np.nonzero(mask)[0]], np.nonzero(mask)[1]
        for name, array in out.items():
            if array is not None:
                array[..., at[0], at[1]] = getattr(other, name)[..., mask]
        return Cells(**out)

    def shift(self, years: int) -> Cells:
        """What stands `years` later, told now."""
        if years == 0:
            return self
        return Cells(**{name: _shifted(array, years) for name, array in vars(self).items()})


def _rows(array: np.ndarray | None, areas) -> np.ndarray | None:
    return None if array is None else array[..., areas, :]


def _shifted(array: np.ndarray | None, years: int) -> np.ndarray | None:
    if array is None:
        return None
    out = np.full_like(array, np.nan if array.dtype.kind == "f" else 0)
    if years > 0:
        out[..., :-years] = array[..., years:]
    else:
        out[..., -years:] = array[..., :years]
    return out


def where(mask: np.ndarray, yes: Cells, no: Cells) -> Cells:
    """Cell by cell one or the other."""
    return Cells(**{
        name: None if array is None else np.where(mask, array, getattr(no, name)) for name, array in vars(yes).items()
    })  # fmt: skip


def combine(left: Cells, right: Cells, value: np.ndarray) -> Cells:
    """`value` out of two figures: the weakest status, the day of the left, both sources; the reason of the part that lacks."""
    reason = np.where(left.has, np.where(right.has, 0, right.reason), left.reason)
    return Cells(
        value, np.maximum(left.status, right.status), reason, left.day,
        np.maximum(left.segment, right.segment), left.source | right.source,
    )  # fmt: skip


class Grid:
    """Areas × years on which figures are laid, and the code lists of days and sources."""

    def __init__(self, areas: Iterable[str], rows: pd.DataFrame):
        """rows: all figures that will be laid: year, ref_date, source."""
        self.areas = list(areas)
        self.place = {area: number for number, area in enumerate(self.areas)}
        years = rows.loc[rows["year"] > 0, "year"]
        self.first = int(years.min()) if len(years) else 0
        self.years = np.arange(self.first, (int(years.max()) if len(years) else 0) + 1)
        self.days = [None, *sorted(rows["ref_date"].dropna().unique())]
        self.tables = sorted({table for text in rows["source"].dropna().unique() for table in text.split(";")})
        self.words = max(1, -(-len(self.tables) // WORD))

    def bits(self, sources: Iterable[str]) -> np.ndarray:
        """A set of sources, (words,)."""
        found = np.zeros(self.words, dtype=np.int64)
        known = {table: number for number, table in enumerate(self.tables)}
        for table in sources:
            if table in known:
                word, bit = divmod(known[table], WORD)
                found[word] |= 1 << bit
        return found

    def code(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows with their texts as numbers, once for all measures: columns place, at, value, status, reason, day, set, segment.

        Rows of areas outside the grid are left out.
        """
        place = rows["area_id"].map(self.place)
        kept = rows[place.notna()]
        days = {day: number for number, day in enumerate(self.days)}
        texts = kept["source"].fillna("")
        self.sets = list(texts.unique())
        number = {text: n for n, text in enumerate(self.sets)}
        self.set_bits = np.array([self.bits(text.split(";")) for text in self.sets]).reshape(-1, self.words).T
        return pd.DataFrame({
            "measure": kept["measure"].array, "place": place[place.notna()].astype(int).array, "at": (kept["year"] - self.first).array,
            "value": kept["value"].astype(float).array, "status": kept["status"].map(_STATUS_CODE).fillna(0).astype(np.int8).array,
            "reason": kept["reason"].map(_REASON_CODE).fillna(0).astype(np.int8).array,
            "day": kept["ref_date"].map(days).fillna(0).astype(np.int32).array, "set": texts.map(number).astype(int).array,
            "segment": kept["segment"].astype(np.int16).array,
        })  # fmt: skip

    def empty(self) -> Cells:
        """No figure anywhere."""
        shape = (len(self.areas), len(self.years))
        return Cells(
            np.full(shape, np.nan), np.zeros(shape, np.int8), np.zeros(shape, np.int8), np.zeros(shape, np.int32),
            np.zeros(shape, np.int16), np.zeros((self.words, *shape), np.int64),
        )  # fmt: skip

    def lay(self, coded: pd.DataFrame) -> Cells:
        """Figures of one measure (rows of `code`). A figure of year 0 stands for all years."""
        cells = self.empty()
        if (coded["at"] < 0).any():
            coded = coded.loc[coded.index.repeat(len(self.years))].assign(at=np.tile(np.arange(len(self.years)), len(coded)))
        where_ = coded["place"].to_numpy(), coded["at"].to_numpy()
        for name in ("value", "status", "reason", "day", "segment"):
            getattr(cells, name)[where_] = coded[name].to_numpy()
        cells.source[(slice(None), *where_)] = self.set_bits[:, coded["set"].to_numpy()]
        return cells

    def source_texts(self, source: np.ndarray) -> np.ndarray:
        """(words, n) sets of sources -> table ids in a stable order, joined by ";"; None for the empty set."""
        sets, which = np.unique(source, axis=1, return_inverse=True)
        texts = np.empty(sets.shape[1], dtype=object)
        for number in range(sets.shape[1]):
            named = [t for n, t in enumerate(self.tables) if int(sets[n // WORD, number]) >> n % WORD & 1]
            texts[number] = ";".join(named) or None
        return texts[which.reshape(-1)]

    def rows(self, cells: Cells, at: np.ndarray, areas: list[str] | None = None) -> pd.DataFrame:
        """Long rows of the years at positions `at`, by area and year: area_id, year, value, … coverage. areas: default the grid's."""
        flat = {name: None if array is None else array[..., at] for name, array in vars(cells).items()}
        names = np.array(self.areas if areas is None else areas, dtype=object)
        texts = {
            "area_id": np.repeat(names, len(at)), "year": np.tile(self.years[at], len(names)),
            "ref_date": np.array(self.days, dtype=object)[flat["day"].reshape(-1)], "status": STATUS_OF[flat["status"].reshape(-1)],
            "reason": _REASON_OF[flat["reason"].reshape(-1)], "source": self.source_texts(flat["source"].reshape(self.words, -1)),
        }  # fmt: skip
        numbers = ("value", "numerator", "denominator", "estimate", "coverage", "segment")
        return pd.DataFrame(texts | {name: flat[name].reshape(-1) for name in numbers if flat[name] is not None})


def membership_mask(members: pd.DataFrame, groups: list[str], areas: list[str]) -> np.ndarray:
    """members: group_id, area_id -> (groups, areas) of 0 and 1."""
    mask = np.zeros((len(groups), len(areas)))
    at = pd.Index(groups).get_indexer(members["group_id"]), pd.Index(areas).get_indexer(members["area_id"])
    known = (at[0] >= 0) & (at[1] >= 0)
    mask[at[0][known], at[1][known]] = 1
    return mask


def sum_members(cells: Cells, mask: np.ndarray, at_least: float = 0.0) -> Cells:
    """Sums of numerators and denominators over the members that have them, (groups, years); value NaN: see `finish`.

    coverage: members with a figure / members; sums of less coverage than `at_least` are left NaN. Status is the weakest
    of the parts, E where one stands for a published share.
    """
    has = ~np.isnan(cells.numerator)
    shape = (mask.shape[0], has.shape[1])
    coverage = (mask @ has) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
    told = (coverage > 0) & (coverage >= at_least - 1e-9)
    out = Cells(
        np.full(shape, np.nan), np.zeros(shape, np.int8), np.zeros(shape, np.int8), np.zeros(shape, np.int32),
        np.zeros(shape, np.int16), np.zeros((cells.source.shape[0], *shape), np.int64),
        *(None if part is None else np.full(shape, np.nan) for part in (cells.numerator, cells.denominator)),
        np.zeros(shape, bool), coverage,
    )  # fmt: skip
    for name in ("numerator", "denominator"):
        part = getattr(cells, name)
        if part is not None:
            there = told & ((mask @ ~np.isnan(part)) > 0)
            getattr(out, name)[there] = (mask @ np.nan_to_num(part))[there]
    for group in np.flatnonzero(told.any(axis=1)):
        years = np.flatnonzero(told[group])
        inside = np.ix_(np.flatnonzero(mask[group]), years)
        there = has[inside]
        for name in ("status", "day", "segment"):
            getattr(out, name)[group, years] = np.where(there, getattr(cells, name)[inside], 0).max(axis=0)
        out.source[:, group, years] = np.bitwise_or.reduce(np.where(there, cells.source[:, *inside], 0), axis=1)
        if cells.estimate is not None:
            out.estimate[group, years] = (there & cells.estimate[inside]).any(axis=0)
    np.maximum(out.status, ESTIMATED, out=out.status, where=out.estimate)
    return out


def too_few(small: Small, cells: Cells) -> np.ndarray:
    """Where parts are below the declared minimum. Without one for the numerator a negative balance is none too small."""
    with np.errstate(invalid="ignore"):
        few = cells.denominator < small.min_denominator
        return few | (cells.numerator < small.min_numerator) if small.min_numerator else few


def finish(formula: Formula, numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """The value of a formula out of its summed parts. 0 / 0 and x / 0 are NaN."""
    if formula.type == "level":
        return numerator.copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.where(denominator != 0, numerator / denominator, np.nan)
    if formula.type == "growth":
        quotient = np.where(denominator > 0, quotient, np.nan)
        return (quotient ** (1 / formula.years if formula.annual else 1) - 1) * 100
    return (100 if formula.type == "index" else formula.factor) * quotient
