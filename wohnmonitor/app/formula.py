"""A declared formula as sentences and as a formula of named measures.

Country after country is asked what the formula reads there (declared.Formula.of), so that whatever may be given by country
is told by country, and said once where all have the same.
"""

from __future__ import annotations

from wohnmonitor.app.blocks import Block, Code, Items, Paragraph, Part, Strong
from wohnmonitor.app.text import MINUS, NO_BREAK, Text
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Formula, Indicator

ORDER = ("NL", "BE", "DE")
"""Countries as the pages show them."""
TIMES, OVER, POOLED = f"{NO_BREAK}×{NO_BREAK}", " ÷ ", "Σ"
Expression = tuple[Part, ...]


def formula_blocks(indicator: Indicator, catalogue: Catalogue, t: Text) -> list[Block]:
    """How it is computed: the type in a sentence, the formula itself, and what else holds for it."""
    formula = indicator.formula
    type_ = t(f"formula.{formula.type}", factor=t.number(formula.factor), base=formula.base_year, years=_years(formula, t))
    lines = [Paragraph(expression, "formula") for expression in _lines(indicator, catalogue, t)]
    return [Paragraph(type_), *lines, Items(tuple(_rules(indicator, catalogue, t)))]


def _years(formula: Formula, t: Text) -> str:
    return t.count("formula.years", formula.years)


def _lines(indicator: Indicator, catalogue: Catalogue, t: Text) -> list[Expression]:
    """The formula of each country, those that share one together; then what is taken as printed."""
    formula = indicator.formula
    found: dict[Expression, list[str]] = {}
    for country in ORDER:
        if indicator.collected[country]:
            for expression in _expressions(formula, country, catalogue, t):
                found.setdefault(expression, []).append(country)
    everywhere = [country for country in ORDER if indicator.collected[country]]
    if len(found) == 1 and [*found.values()] == [everywhere]:
        return list(found)
    return [(Strong(_before(countries, t)), " ", *expression) for expression, countries in found.items()]


def _before(countries: list[str], t: Text) -> str:
    """`Netherlands and Belgium:`"""
    return t("list.pair", name=t.listed([t.country(country) for country in countries]), value="").rstrip()


def _expressions(formula: Formula, country: str, catalogue: Catalogue, t: Text) -> list[Expression]:
    if formula.type == "level":
        return [(Code(name),) for name in formula.of("measure", country)]
    if formula.type in ("growth", "index"):
        return [_change(formula, name) for name in formula.of("measure", country)]
    found = []
    if formula.of("numerator", country):
        over = _over(formula, country, catalogue)
        if formula.type == "relative":
            over = ("(", *over, ")", OVER, "(", *over, ")", f" [{t('formula.own_country')}]")
        found.append((*_factor(formula.factor), *over))
    for name in formula.of("published", country):
        relative = (*_factor(formula.factor), Code(name), OVER, Code(name), f" [{t('formula.own_country')}]")
        shown = relative if formula.type == "relative" else (Code(name),)
        found.append((*shown, f" ({t('formula.as_printed')})"))
    return found


def _factor(factor: float) -> Expression:
    return () if factor == 1 else (f"{factor:g}{TIMES}",)


def _change(formula: Formula, name: str) -> Expression:
    """Now over then; the base year of an index is a year, the rest counts from t."""
    if formula.type == "index":
        return (f"100{TIMES}", Code(name), f"({_at(0)})", OVER, Code(name), f"({formula.base_year})")
    now, then = (formula.years, 0) if formula.forward else (0, -formula.years)
    quotient = (Code(name), f"({_at(now)})", OVER, Code(name), f"({_at(then)})")
    if formula.annual and formula.years > 1:
        return (f"100{TIMES}((", *quotient, f")^(1/{formula.years}) {MINUS} 1)")
    return (f"100{TIMES}(", *quotient, f" {MINUS} 1)")


def _at(offset: int) -> str:
    """`t`, `t + 1`, `t − 5`."""
    return "t" if not offset else f"t{NO_BREAK}{'+' if offset > 0 else MINUS}{NO_BREAK}{abs(offset)}"


def _over(formula: Formula, country: str, catalogue: Catalogue) -> Expression:
    """Numerators over denominators with their years where these differ."""
    below, shift = formula.of("denominator", country), formula.denominator_year
    later = shift.get(country, 0) if isinstance(shift, dict) else shift
    mean = formula.denominator_mean and all(name in catalogue.measures and catalogue.measures[name].kind == "stock" for name in below)
    timed = bool(later or mean)
    top = _sum(formula, "numerator", country, f"({_at(0)})" if timed else "")
    bottom = _sum(formula, "denominator", country, f"({_at(later)})" if timed else "")
    if mean:
        bottom = (f"(½{TIMES}(", *bottom, " + ", *_sum(formula, "denominator", country, f"({_at(later + 1)})"), "))")
    if formula.pool > 1:
        over = tuple(f"{POOLED}[{_at(1 - formula.pool)} … t] " for _ in "ab")
        return (over[0], *_closed(top), OVER, over[1], *_closed(bottom))
    return (*_closed(top), OVER, *_closed(bottom))


def _sum(formula: Formula, part: str, country: str, year: str) -> Expression:
    """`a + b − c`, each with its year where one is given."""
    out: list[Part] = []
    for sign, name in [("+", n) for n in formula.of(part, country)] + [(MINUS, n) for n in formula.of(f"{part}_minus", country)]:
        out += [*([f" {sign} "] if out else []), Code(name), *([year] if year else [])]
    return tuple(out)


def _closed(expression: Expression) -> Expression:
    """In brackets where more than one measure stands in it."""
    several = sum(isinstance(part, Code) for part in expression) > 1
    return ("(", *expression, ")") if several and isinstance(expression[0], Code) else expression


def _rules(indicator: Indicator, catalogue: Catalogue, t: Text):
    """What else holds: years of the denominator, printed shares, larger areas, small numbers, census years."""
    formula, known = indicator.formula, catalogue.measures
    if formula.denominator_mean:
        yield t("formula.mean")
    if formula.denominator_year:
        yield t("formula.later")
    if formula.pool > 1:
        yield t("formula.pool", years=t.number(formula.pool))
    if formula.forward:
        yield t("formula.forward")
    if formula.annual:
        yield t("formula.annual")
    if formula.type in ("growth", "index"):
        yield t("formula.across_break")
    if formula.published:
        yield t("formula.published")
        if formula.weight:
            yield _around(t("formula.weight", weight="\0"), Code(formula.weight))
    yield _larger(indicator, catalogue, t)
    small = indicator.small
    if small.min_denominator:
        yield t("formula.small_denominator", n=t.number(small.min_denominator))
    if small.min_numerator:
        yield t("formula.small_numerator", n=t.number(small.min_numerator))
    if small.count:
        yield _around(t("formula.small_count", n=t.number(small.min_count), count="\0"), Code(small.count))
    for name in sorted(formula.measures() & known.keys()):
        if known[name].census:
            yield _around(t("formula.census", measure="\0", census="\0"), Code(name), Code(known[name].census))


def _larger(indicator: Indicator, catalogue: Catalogue, t: Text) -> str:
    """The rule of aggregation that holds for the formula."""
    formula = indicator.formula
    named = [name for country in ORDER for name in formula.of("measure", country)]
    adds_up = all(name not in catalogue.measures or catalogue.measures[name].adds_up == "sum" for name in named)
    if formula.type == "quotient" or (formula.published and not formula.weight and not formula.numerator) or not adds_up:
        return t("formula.no_sum")
    if formula.type in ("level", "index"):
        return t("formula.sum")
    return t("formula.sum_of_parts", share=t.with_unit(100 * indicator.min_coverage, "%"))


def _around(sentence: str, *codes: Code) -> tuple[Part, ...]:
    """A sentence with names of measures where its marks stand."""
    first, *rest = sentence.split("\0")
    return (first, *(part for code, text in zip(codes, rest, strict=True) for part in (code, text)))
