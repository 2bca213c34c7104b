"""A catalogue and a territory small enough to work out by hand: four municipalities, two districts, three countries' rules."""

from __future__ import annotations

import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.schema import CARRIED

WORDS = {"de": "d", "nl": "n", "fr": "f", "en": "e"}
FACETS = dict.fromkeys(("concept", "statistic", "universe", "source_type", "reference_date"), WORDS)
TEXT = dict.fromkeys(("title", "short", "unit_line", "description", "note", "watch"), "x")


def indicator(id_: str, **formula) -> dict:
    return {
        "id": id_, "theme": "t", "order": 1, "unit": "u", "decimals": 1, "direction": "none", "formula": formula,
        "grade": {"NL-BE": "A", "NL-DE": "B", "BE-DE": "B"}, "collected": {"NL": True, "BE": True, "DE": True},
        "country": dict.fromkeys(("NL", "BE", "DE"), FACETS), "text": dict.fromkeys(WORDS, TEXT),
    }  # fmt: skip


def catalogue(*indicators: dict, **measures: dict) -> Catalogue:
    table = {"publisher": "p", "title": "t", "form": "published", "format": "flat", "scheme": "nis"}
    base = {"unit": "u", "kind": "stock", "adds_up": "sum", "sources": ["new", "old"]}
    return Catalogue.model_validate({
        "publishers": {"p": {"name": "P", "country": "BE", "url": "u", "licence": "CC-BY-4.0", "attribution": "P"}},
        "tables": dict.fromkeys(("new", "old", "census"), table),
        "measures": {name: base | extra for name, extra in measures.items()},
        "themes": {"t": {"order": 1, "title": WORDS}}, "units": {"u": WORDS | {"kind": "count", "code": "u"}},
        "indicators": {i["id"]: i for i in indicators},
    })  # fmt: skip


AREAS = pd.DataFrame(
    [
        ("BE_1", "municipality", "BE"), ("BE_2", "municipality", "BE"), ("NL_1", "municipality", "NL"), ("DE_1", "municipality", "DE"),
        ("DE_D", "district", "DE"), ("BE_D", "district", "BE"), ("NL_D", "district", "NL"),
        ("BE", "country", "BE"), ("NL", "country", "NL"), ("DE", "country", "DE"), ("emr", "emr", ""),
    ],
    columns=["area_id", "level", "country"],
)  # fmt: skip
MEMBERSHIP = pd.DataFrame(
    [(town, "district", f"{town[:2]}_D") for town in ("BE_1", "BE_2", "NL_1", "DE_1")]
    + [(town, "country", town[:2]) for town in ("BE_1", "BE_2", "NL_1", "DE_1")]
    + [(town, "emr", "emr") for town in ("BE_1", "BE_2", "NL_1", "DE_1")],
    columns=["municipality_id", "level", "area_id"],
)
CHANGES = pd.DataFrame(columns=["date", "from_id", "to_id", "kind"])


def figures(measure: str, *rows: tuple) -> pd.DataFrame:
    """rows: area, year, value[, status[, reason[, segment]]]"""
    out = []
    for area, year, value, *more in rows:
        status, reason, segment = [*more, *("A", None, 0)[len(more) :]]
        level = AREAS.set_index("area_id")["level"].get(area)
        out.append((measure, area, level, year, f"{year}-01-01", value, status, reason, None, "new", "f", "1", segment))
    return pd.DataFrame(out, columns=CARRIED)
