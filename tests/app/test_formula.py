"""A formula of each type as people read it: by country where it differs, with its years, and with the rules that hold."""

from __future__ import annotations

import pytest

from tests.app.fake import catalogue
from wohnmonitor.app.blocks import Items, Paragraph, to_markdown
from wohnmonitor.app.formula import formula_blocks
from wohnmonitor.app.text import text
from wohnmonitor.declared import Formula, Measure, Small
from wohnmonitor.schema import LANGUAGES

KNOWN = catalogue().model_copy(
    update={
        "measures": {
            name: Measure(unit="persons", kind=kind, adds_up=adds_up, sources=())
            for name, kind, adds_up in (
                ("a", "flow", "sum"), ("b", "stock", "sum"), ("c", "stock", "sum"), ("d", "flow", "sum"), ("m", "flow", "none"),
                ("x", "level", "none"),
            )
        }
    }
)  # fmt: skip


def indicator(formula: dict, collected: str = "BENLDE", small: dict | None = None):
    base = KNOWN.indicators["population"]
    countries = {code: code in collected for code in ("BE", "NL", "DE")}
    return base.model_copy(update={"formula": Formula.model_validate(formula), "collected": countries, "small": Small(**(small or {}))})


def lines(formula: dict, **more) -> list[str]:
    blocks = formula_blocks(indicator(formula, **more), KNOWN, text("en", "method"))
    shown = [to_markdown([block]).strip() for block in blocks if isinstance(block, Paragraph) and block.role == "formula"]
    return [line.replace("\u00a0", " ").replace("`", "") for line in shown]


def rules(formula: dict, language: str = "en", **more) -> str:
    blocks = formula_blocks(indicator(formula, **more), KNOWN, text(language, "method"))
    return to_markdown([block for block in blocks if isinstance(block, Items)])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ({"type": "level", "measure": "b"}, ["b"]),
        ({"type": "level", "measure": {"NL": "b", "BE": "m", "DE": "m"}}, ["**Netherlands:** b", "**Belgium and Germany:** m"]),
        ({"type": "ratio", "numerator": ["a"], "denominator": ["b"], "factor": 1000}, ["1000 × a ÷ b"]),
        (
            {"type": "ratio", "numerator": ["a"], "numerator_minus": ["d"], "denominator": ["b", "c"], "factor": 100},
            ["100 × (a − d) ÷ (b + c)"],
        ),
        (
            {"type": "ratio", "numerator": {"NL": ["a"], "DE": ["d"]}, "denominator": {"NL": ["b"], "DE": ["b"]}},
            ["**Netherlands:** a ÷ b", "**Germany:** d ÷ b"],
        ),
        (
            {"type": "ratio", "numerator": ["a"], "denominator": ["b"], "denominator_mean": True, "factor": 1000},
            ["1000 × a(t) ÷ (½ × (b(t) + b(t + 1)))"],
        ),
        ({"type": "ratio", "numerator": ["a"], "denominator": ["d"], "denominator_mean": True}, ["a ÷ d"]),
        (
            {"type": "ratio", "numerator": ["a"], "denominator": ["b"], "denominator_year": {"DE": 1}},
            ["**Netherlands and Belgium:** a ÷ b", "**Germany:** a(t) ÷ b(t + 1)"],
        ),
        ({"type": "ratio", "numerator": ["a"], "denominator": ["b"], "pool": 3}, ["Σ[t − 2 … t] a ÷ Σ[t − 2 … t] b"]),
        ({"type": "ratio", "published": {"NL": "x"}, "weight": "b"}, ["**Netherlands:** x (as published)"]),
        (
            {"type": "ratio", "numerator": ["a"], "denominator": ["b"], "published": {"NL": "x"}, "weight": "b"},
            ["**Netherlands, Belgium and Germany:** a ÷ b", "**Netherlands:** x (as published)"],
        ),
        ({"type": "quotient", "numerator": {"BE": ["m"]}, "denominator": {"BE": ["x"]}}, ["**Belgium:** m ÷ x"]),
        ({"type": "growth", "measure": "b", "years": 1}, ["100 × (b(t) ÷ b(t − 1) − 1)"]),
        ({"type": "growth", "measure": "b", "years": 5, "annual": True}, ["100 × ((b(t) ÷ b(t − 5))^(1/5) − 1)"]),
        ({"type": "growth", "measure": "b", "years": 1, "forward": True}, ["100 × (b(t + 1) ÷ b(t) − 1)"]),
        ({"type": "index", "measure": "b", "base_year": 2015}, ["100 × b(t) ÷ b(2015)"]),
        (
            {"type": "relative", "numerator": ["a"], "denominator": ["b"], "factor": 100},
            ["100 × (a ÷ b) ÷ (a ÷ b) [own country]"],
        ),
    ],
)  # fmt: skip
def test_a_formula_is_readable(formula, expected):
    assert lines(formula) == expected


def test_only_countries_that_have_the_figure_are_named():
    assert lines({"type": "ratio", "numerator": ["a"], "denominator": ["b"]}, collected="BENL") == ["a ÷ b"]
    assert lines({"type": "level", "measure": {"NL": "b", "BE": "m"}}, collected="NL") == ["b"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_stand_in_words(language):
    ratio = {
        "type": "ratio",
        "numerator": ["a"],
        "denominator": ["b"],
        "published": "x",
        "weight": "c",
        "pool": 3,
        "denominator_mean": True,
    }
    said = rules(ratio, language, small={"min_denominator": 100, "min_numerator": 30, "count": "d", "min_count": 20})
    assert all(part in said for part in ("100", "30", "20", "`d`", "`c`", "90", "3"))
    assert said.count("\n- ") == 7


def test_how_larger_areas_come_about():
    assert "sum of its municipalities" in rules({"type": "level", "measure": "b"})
    assert "does not add up" in rules({"type": "level", "measure": "m"})
    assert "does not add up" in rules({"type": "quotient", "numerator": ["m"], "denominator": ["x"]})
    assert "never averaged" in rules({"type": "growth", "measure": "b", "years": 5})
    assert "does not add up" in rules({"type": "ratio", "published": "x"})
