"""What stands out in an area and what to watch: plain sentences, each by a declared rule (indicators/profile.toml, rules).

Counts and what is of low reliability never stand out: a large place has much of everything, and few cases prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wohnmonitor.app.controls import SOFT_HYPHEN
from wohnmonitor.app.desk import Desk, Figure, Place, Subject
from wohnmonitor.app.text import Text
from wohnmonitor.app.view import UNRELIABLE
from wohnmonitor.declared import Indicator, Rules

NAMED = 4
"""Figures that one sentence names; of more it gives the number."""
COUNT = "count"


@dataclass(frozen=True)
class Sentence:
    """`head` stands out, `tail` says the rest; `rank`: how far out, 0 the farthest."""

    head: str
    tail: str
    rank: float = 0


def plain_title(indicator: Indicator, t: Text) -> str:
    """The title of an indicator without the marks where it may break."""
    return indicator.text[t.language].title.replace(SOFT_HYPHEN, "")


def title(figure: Figure, t: Text) -> str:
    """The title of a figure."""
    return plain_title(figure.indicator, t)


def with_unit(desk: Desk, declared: Indicator, value: float, t: Text, sign: bool = False) -> str:
    """A value of an indicator with its unit; a growth carries a sign."""
    unit = desk.facts.catalogue.units[declared.unit]
    words = "" if unit.kind == "index" else getattr(unit, t.language)
    return t.with_unit(value, words, declared.decimals, sign or declared.formula.type == "growth")


def written(desk: Desk, figure: Figure, t: Text) -> str:
    """The value of a figure with its unit."""
    return with_unit(desk, figure.indicator, figure.value, t)


def tail(place: Place | None, rules: Rules) -> str:
    """high or low where a place lies in the declared tail; empty where it does not, or the areas are too few to have one."""
    if place is None or place.of < rules.least:
        return ""
    far = max(1, int(place.of * rules.tail))
    return "high" if place.rank <= far else "low" if place.rank > place.of - far else ""


def where(among: str, desk: Desk, subject: Subject, t: Text) -> str:
    """`in the Euregio`, `in the Belgian part`."""
    return t(f"where.{'emr' if among == 'emr' else next(iter(desk.countries(subject)))}")


def stands_out(desk: Desk, subject: Subject, figures: Iterable[Figure], t: Text) -> list[Sentence]:
    """Values in the declared tail: of the Euregio where all may be ranked and the year is the same, else of the country."""
    found = []
    for figure in figures:
        if figure.row is None or desk.facts.catalogue.units[figure.indicator.unit].kind == COUNT:
            continue
        emr = figure.places.get("emr")
        among = "emr" if emr and emr.year == figure.year else "country"
        place = figure.places.get(among)
        if side := tail(place, desk.profile.rules):
            said = t(
                f"out.{side}", value=written(desk, figure, t), year=figure.year, where=where(among, desk, subject, t),
                rank=t.number(place.rank), n=t.number(place.of),
            )  # fmt: skip
            found.append(Sentence(title(figure, t), said, min(place.share, 1 - place.share)))
    return sorted(found, key=lambda one: one.rank)


def changes(desk: Desk, subject: Subject, figures: Iterable[Figure], t: Text) -> list[Sentence]:
    """Changes over the declared span that lie in the declared tail."""
    found, rules = [], desk.profile.rules
    for figure in figures:
        changed = desk.change(subject, figure, rules.span) if figure.row is not None else None
        if changed is None or not (side := tail(changed[2], rules)):
            continue
        value, measure, place, among = changed
        if measure == "absolute":
            told = with_unit(desk, figure.indicator, value, t, sign=True)
        else:
            told = t.with_unit(value, t(f"measure.unit_{measure}"), figure.indicator.decimals if measure == "points" else 1, sign=True)
        said = t(
            f"change_out.{side}", change=told, since=figure.year - rules.span, year=figure.year, where=where(among, desk, subject, t),
            rank=t.number(place.rank), n=t.number(place.of),
        )  # fmt: skip
        found.append(Sentence(title(figure, t), said, min(place.share, 1 - place.share)))
    return sorted(found, key=lambda one: one.rank)


def cautions(desk: Desk, figures: list[Figure], t: Text) -> list[Sentence]:
    """What the figures cannot say: few cases, a recent break, age, members that are missing."""
    span = desk.profile.rules.span
    told = [figure for figure in figures if figure.row is not None]

    def named(those: list[tuple[Figure, str]]) -> str:
        words = [f"{title(figure, t)}{f' ({beside})' if beside else ''}" for figure, beside in those[:NAMED]]
        if len(those) > NAMED:
            words.append(t("watch.more", n=t.number(len(those) - NAMED)))
        return t.listed(words)

    few = [(figure, "") for figure in told if figure.row["status"] == UNRELIABLE]
    old = [(f, str(f.year)) for f in told if f.year < max(desk.full(f.indicator.id, f.row_level), default=f.year) - span]
    broken = [(f, str(cut)) for f in told if (cut := _cut(f)) and cut > f.year - span]
    short = [(f, t.with_unit(100 * f.row["coverage"], "%")) for f in told if f.row["coverage"] < 0.995]
    every = (("few", few), ("old", old), ("break", broken), ("short", short))
    return [Sentence(t(f"watch.{key}"), t(f"watch.{key}_text", list=named(those), n=span)) for key, those in every if those]


def _cut(figure: Figure) -> int | None:
    """First year of the stretch that the value stands in, where one lies before it."""
    before = [point for point in figure.points if point[2] != figure.points[-1][2]]
    return next(point[0] for point in figure.points if point[2] == figure.points[-1][2]) if before else None
