"""How a change or a difference is told, and against what: which measures suit which unit, which border they may cross.

These tables are the only ones: the scripts get them as `boot.telling`.
"""

from __future__ import annotations

from dataclasses import dataclass

from wohnmonitor.declared import Indicator
from wohnmonitor.schema import COMPARABLE, COUNTRIES

SUITED: dict[str, tuple[str, ...]] = {
    "count": ("yearly", "percent", "absolute", "index"),
    "rate": ("absolute", "percent", "yearly", "index"),
    "ratio": ("absolute", "percent", "yearly", "index"),
    "money": ("percent", "yearly", "absolute", "index"),
    "money_per_m2": ("percent", "yearly", "absolute", "index"),
    "index": ("percent", "yearly", "index"),
    "percent": ("points", "index"),
    "percent_per_year": ("points",),
    "class": ("absolute",),
}
"""Kind of unit (catalogue.units[…].kind) -> measures of change that suit it, the usual one first."""
DIFFERENCES = ("percent", "absolute", "points")
"""Measures of a difference: those of them that suit the unit, in this order."""
TREND = ("percent", "index", "yearly")
"""Measures of a change in which the level cancels out: they follow the use `trend` of schema.COMPARABLE, all others `scale`."""
DECIMALS = {"percent": 1, "yearly": 2, "index": 1}
"""Decimals of a measure; all others have those of the indicator."""
OFFERED = {
    "municipality": ("emr", "country", "region"),
    "district": ("emr", "country"),
    "region": ("emr", "country"),
    "country": ("emr",),
}
"""Level of the map -> benchmarks above it. Counts have none: a part beside the whole says nothing."""
TELLING = {
    "suited": SUITED, "differences": DIFFERENCES, "trend": TREND, "decimals": DECIMALS, "offered": OFFERED, "comparable": COMPARABLE,
}  # fmt: skip


def measures_of(kind: str, mode: str) -> tuple[str, ...]:
    """Measures that suit a kind of unit in mode `change` or `difference`, the usual one first."""
    suited = SUITED.get(kind, ("absolute",))
    return suited if mode == "change" else tuple(measure for measure in DIFFERENCES if measure in suited)


@dataclass(frozen=True)
class Telling:
    """How a view tells its figures. `mode`: year, latest, change or difference; `measure` and `benchmark`: None where the mode
    has none, or where nothing can be measured against; `fell`: the benchmark asked for lies across a border of grade C or D."""

    mode: str
    measure: str | None = None
    benchmark: str | None = None
    fell: bool = False
    since: int | None = None

    @property
    def signed(self) -> bool:
        """True where values carry a plus sign."""
        return self.measure not in (None, "index")

    @property
    def relative(self) -> bool:
        """True where the size of an area cancels out, so that it may stand beside the Euregio."""
        return self.measure not in (None, "absolute")

    def decimals(self, declared: int) -> int:
        """Decimals of a value, given those of the indicator."""
        return DECIMALS.get(self.measure, declared)

    def per_country(self, indicator: Indicator) -> bool:
        """True where these values may not share one scale or one ranking across a border: the one rule of comparability."""
        use = "trend" if self.mode == "change" and self.measure in TREND else "scale"
        return not indicator.may(use, COUNTRIES)


def telling(state, indicator: Indicator, kind: str, level_of) -> Telling:
    """How `state` (state.State) is told. A measure that does not suit the unit gives way to the usual one.
    level_of(area_id) -> its level."""
    if state.mode not in ("change", "difference"):
        return Telling(state.mode)
    suited = measures_of(kind, state.mode)
    measure = state.measure if state.measure in suited else suited[0]
    if state.mode == "change":
        return Telling("change", measure, since=state.from_)
    benchmark, fell = _benchmark(state, indicator, kind, level_of)
    return Telling("difference", measure, benchmark, fell)


def _benchmark(state, indicator: Indicator, kind: str, level_of) -> tuple[str | None, bool]:
    """The benchmark that stands for the one asked for, and whether a border made it so."""
    asked, offered = state.benchmark, OFFERED[state.level] if kind != "count" else ()
    if asked not in ("emr", "country", "region"):
        if level_of(asked) == state.level or (offered and level_of(asked) in ("region", "country")):
            return asked, False
        asked = "emr"
    if asked == "emr" and indicator.per_country and "country" in offered:
        return "country", True
    if asked == "emr" and indicator.per_country:
        return None, True
    return (asked, False) if asked in offered else (offered[0] if offered else None, False)
