"""What a profile shows, how similar areas are found, what its sentences follow, and which municipalities are twins."""

from __future__ import annotations

from pydantic import Field

from wohnmonitor.declared.base import Declared


class Similar(Declared):
    """Nearest neighbours: Euclidean distance of z-scores over `indicators`, those in `logarithms` as logarithms. `least`: share of the
    indicators that two areas must both have; `count`: how many neighbours are named."""

    indicators: tuple[str, ...] = ()
    logarithms: tuple[str, ...] = ()
    least: float = Field(default=0.8, gt=0, le=1)
    count: int = Field(default=8, ge=1, le=20)


class Rules(Declared):
    """When a profile says something. tail: share of the areas that is far out; least: areas below which there is no tail;
    span: years of a change, and of a break or an age that is told; most: sentences in each of the two lists."""

    tail: float = Field(default=0.1, gt=0, lt=0.5)
    least: int = 10
    span: int = 5
    most: int = 4


class Twins(Declared):
    """Pairs across a state border: municipalities that touch, the larger with at most `ratio` times the residents of the other."""

    ratio: float = Field(default=2, gt=1)


class Profile(Declared):
    """figures: indicators of the table, none for all; key: the first four of these that the area has stand above it."""

    key: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    similar: Similar = Similar()
    rules: Rules = Rules()
    twins: Twins = Twins()

    def named(self) -> set[str]:
        """All indicators it names."""
        return {*self.key, *self.figures, *self.similar.indicators}
