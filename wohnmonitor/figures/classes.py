"""Class limits for a map: natural, quantile, equal, standard deviation, and diverging around zero.

Every method takes values and a number of classes and returns :class:`Breaks`. A class holds the values up to and including its
upper limit. Limits are round numbers as far as that moves hardly any value to another class.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import ArrayLike

SAMPLE = 1000
"""Natural breaks are found on at most so many order statistics: exact below, and the same on every run."""

MOVED = 0.02
"""Share of the values that rounding the limits may move to another class."""


@dataclass(frozen=True)
class Breaks:
    """Limits between classes, strictly rising: one fewer than there are classes; ``low`` and ``high`` are the extremes of the values."""

    method: str
    limits: tuple[float, ...]
    low: float
    high: float

    @property
    def n(self) -> int:
        """Number of classes; fewer than asked for where the values do not tell more apart."""
        return len(self.limits) + 1

    def of(self, values: ArrayLike) -> np.ndarray:
        """Class index of each value, 0 for the lowest; -1 for no value."""
        array = np.asarray(values, dtype=float)
        index = np.searchsorted(self.limits, array, side="left")
        return np.where(np.isnan(array), -1, index)

    def counts(self, values: ArrayLike) -> list[int]:
        """Number of values per class; those without value are not counted."""
        index = self.of(values)
        return np.bincount(index[index >= 0], minlength=self.n).tolist()


def natural(values: ArrayLike, n: int = 5, decimals: int | None = None) -> Breaks:
    """Fisher and Jenks: the classes with the least squared distance from their means."""
    return naturals(values, (n,), decimals)[n]


def naturals(values: ArrayLike, numbers: Collection[int], decimals: int | None = None) -> dict[int, Breaks]:
    """Natural breaks for several numbers of classes at the cost of the largest."""
    v = _finite(values)
    found = _fisher_jenks(v, min(max(numbers), np.unique(v).size))
    return {n: _breaks("natural", v, n, decimals, lambda _, k: found[k]) for n in numbers}


def quantile(values: ArrayLike, n: int = 5, decimals: int | None = None) -> Breaks:
    """As many values in each class as ties allow."""
    return _breaks("quantile", values, n, decimals, lambda v, k: np.quantile(v, np.arange(1, k) / k))


def equal(values: ArrayLike, n: int = 5, decimals: int | None = None) -> Breaks:
    """Classes of the same width."""
    return _breaks("equal", values, n, decimals, lambda v, k: np.linspace(v[0], v[-1], k + 1)[1:-1], even=True)


def std(values: ArrayLike, n: int = 5, decimals: int | None = None) -> Breaks:
    """Classes one standard deviation wide, set evenly around the mean; those nobody reaches are left out."""

    def limits(v: np.ndarray, k: int) -> np.ndarray:
        return v.mean() + (np.arange(k - 1) - (k - 2) / 2) * v.std(ddof=1)

    return _breaks("std", values, n, decimals, limits, even=True)


METHODS: dict[str, Callable[..., Breaks]] = {"natural": natural, "quantile": quantile, "equal": equal, "std": std}


def diverging(values: ArrayLike, n: int = 8) -> Breaks:
    """Steps of equal, round size on both sides of zero; n is even, so zero is a limit.

    A given class is as far from zero below as above. Outer classes that nobody reaches stay among the limits: who draws drops them
    on that side only and keeps each colour at its distance.
    """
    if n < 2 or n % 2:
        raise ValueError(f"diverging classes: an even number from 2 on is needed for zero to be a limit, got {n}")
    v = _finite(values)
    side = n // 2
    reach = float(np.quantile(np.abs(v), 0.95)) or float(np.abs(v).max()) or 1.0
    step = _round_step(reach / side)
    limits = tuple(round(step * i, 10) for i in range(1 - side, side))
    return Breaks("diverging", limits, float(v.min()), float(v.max()))


def _finite(values: ArrayLike) -> np.ndarray:
    array = np.asarray(values, dtype=float).ravel()
    array = array[np.isfinite(array)]
    if not array.size:
        raise ValueError("classes: no value to classify; ask for classes only where an indicator has values")
    return np.sort(array)


def _breaks(
    method: str, values: ArrayLike, n: int, decimals: int | None, find: Callable[[np.ndarray, int], ArrayLike], *, even: bool = False
) -> Breaks:
    v = _finite(values)
    n = min(n, np.unique(v).size)
    raw = np.unique(np.asarray(find(v, n), dtype=float)) if n > 1 else np.array([])
    raw = raw[(raw >= v[0]) & (raw < v[-1])]
    return Breaks(method, _evenly(raw) if even else _snapped(raw, v, decimals), float(v[0]), float(v[-1]))


def _evenly(limits: np.ndarray) -> tuple[float, ...]:
    """Limits of equal distance, all rounded to a hundredth of that distance."""
    if limits.size == 0:
        return ()
    step = limits[1] - limits[0] if limits.size > 1 else abs(limits[0]) or 1.0
    return tuple(round(float(limit), 2 - floor(log10(step))) for limit in limits)


def _snapped(limits: np.ndarray, v: np.ndarray, decimals: int | None) -> tuple[float, ...]:
    """Each limit moved to the roundest number that keeps nearly every value in its class.

    Between two neighbouring values every number makes the same classes; beyond them a few values may change sides. A limit
    has no more decimals than values are shown with, where that leaves the classes apart.
    """
    if not limits.size:
        return ()
    cuts = [int(np.searchsorted(v, limit, side="right")) for limit in limits]  # first value above each limit
    sizes = np.diff([0, *cuts, v.size])
    found: list[float] = []
    ends = [*limits[1:], v[-1]]  # a limit stays below the next one
    for limit, end, above, size in zip(limits, ends, cuts, np.minimum(sizes[:-1], sizes[1:]), strict=True):
        spare = min(int(MOVED * v.size / limits.size), int(0.1 * size))  # a small class is not eaten by its neighbour
        low, high = float(v[above - 1 - spare]), float(v[above + spare])
        target = float(v[above - 1] + v[above]) / 2
        candidates = (_roundest(low, high, target, decimals), round(target, decimals or 0), float(limit))
        before = found[-1] if found else -np.inf
        found.append(next(c for c in candidates if c is not None and v[0] <= c < end and c > before))
    return tuple(found)


def _roundest(low: float, high: float, target: float, decimals: int | None) -> float | None:
    """The number with the fewest digits in low ≤ x < high, the one nearest to the target; None if decimals forbid it."""
    power = floor(log10(max(abs(low), abs(high)) or 1.0)) + 1
    finest = -12 if decimals is None else -decimals
    for places in range(power, finest - 1, -1):
        step = 10.0**places
        first, last = ceil(low / step - 1e-9), ceil(high / step - 1e-9) - 1
        if first <= last:
            return float(round(min(last, max(first, round(target / step))) * step, max(0, -places)))
    return None


def _round_step(size: float) -> float:
    """The nearest of 1, 2, 2.5 and 5 times a power of ten at or above the size, a little tolerance below."""
    power = 10.0 ** floor(log10(size))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= size * 0.93)


def _fisher_jenks(v: np.ndarray, most: int) -> dict[int, np.ndarray]:
    """Upper limits of all but the last class, for 2 to `most` classes, by dynamic programming over sorted values."""
    if v.size > SAMPLE:
        v = v[np.linspace(0, v.size - 1, SAMPLE).round().astype(int)]
    size = v.size
    total, square = np.concatenate([[0.0], np.cumsum(v)]), np.concatenate([[0.0], np.cumsum(v * v)])

    # cost[i, j]: squared distance from the mean for values i … j − 1; only i < j is a class.
    start, end = np.arange(size + 1)[:, None], np.arange(size + 1)[None, :]
    summed = total[None, :] - total[:, None]
    cost = square[None, :] - square[:, None] - summed * summed / np.maximum(end - start, 1)
    cost = np.where(start < end, cost, np.inf)
    best = np.where(np.arange(size + 1) == 0, 0.0, np.inf)
    cut = np.zeros((most + 1, size + 1), dtype=int)
    for k in range(1, most + 1):
        costs = best[:, None] + cost
        cut[k] = costs.argmin(axis=0)
        best = costs[cut[k], end[0]]
    found = {}
    for n in range(2, most + 1):
        limits, end = [], size
        for k in range(n, 1, -1):
            end = cut[k, end]
            limits.append(v[end - 1])
        found[n] = np.array(limits[::-1])
    return found
