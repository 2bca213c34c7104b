"""What a release changes in the one before, kept beside it: `<release>.changes.json`, and the same as text that staff read.

by_source(...), by_indicator(...) -> frames; write(data, changes), read(data, release); to_text(changes).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from io import StringIO
from pathlib import Path

import pandas as pd

from wohnmonitor import files
from wohnmonitor.errors import StoreError
from wohnmonitor.paths import releases_dir

SOURCES = """
    SELECT source, measure, count(*) FILTER (has) AS figures, count(*) FILTER (has AND NOT had) AS appeared,
           count(*) FILTER (had AND NOT has) AS vanished, count(*) FILTER (moved) AS revised,
           count(*) FILTER (had AND has AND NOT moved AND marked) AS status,
           min(year) FILTER (had <> has OR moved OR marked) AS first_year, max(year) FILTER (had <> has OR moved OR marked) AS last_year,
           arg_max(area_id, relative) FILTER (moved) AS area_id, arg_max(year, relative) FILTER (moved) AS year,
           arg_max(old, relative) FILTER (moved) AS old, arg_max(new, relative) FILTER (moved) AS new
    FROM pair GROUP BY ALL HAVING appeared + vanished + revised + count(*) FILTER (had AND has AND NOT moved AND marked) > 0
    ORDER BY source, measure"""
"""Over gate.VIEWS: tables and measures of which a figure changes; area_id to new are of the largest relative revision."""
COUNTED = ("appeared", "vanished", "revised", "status")
"""Figures that are new, gone, others than before, or the same with another status."""


@dataclass(frozen=True)
class Changes:
    """What release `after` changes in release `before`.

    sources: key source, measure; figures (known now), COUNTED, first_year, last_year, and the largest relative revision: area_id,
    year, old, new. indicators: the same by indicator, of all levels. beyond: what no one may publish unread (gate.LISTED).
    """

    before: str
    after: str
    sources: pd.DataFrame
    indicators: pd.DataFrame
    beyond: pd.DataFrame


def by_indicator(changed: pd.DataFrame) -> pd.DataFrame:
    """history.changed() -> key indicator; COUNTED, first_year, last_year, area_id, year, old, new."""
    rows = []
    for indicator, here in changed.groupby("indicator", sort=True):
        counts = here["change"].value_counts()
        row = {"indicator": indicator, **{name: int(counts.get({"revised": "value"}.get(name, name), 0)) for name in COUNTED}}
        row |= {"first_year": int(here["year"].min()), "last_year": int(here["year"].max())}
        moved = here[here["change"] == "value"]
        if len(moved):
            size = ((moved["new_value"] - moved["old_value"]).abs() / moved["old_value"].abs().where(lambda v: v > 0)).fillna(0)
            worst = moved.loc[size.idxmax()]
            row |= {"area_id": worst["area_id"], "year": worst["year"], "old": worst["old_value"], "new": worst["new_value"]}
        rows.append(row)
    columns = ["indicator", *COUNTED, "first_year", "last_year", "area_id", "year", "old", "new"]
    return pd.DataFrame(rows, columns=columns)


def _path(data: Path, release: str, kind: str) -> Path:
    return releases_dir(data) / f"{release}.changes.{kind}"


def text_path(data: Path, release: str) -> Path:
    """Where staff read what a release changes."""
    return _path(data, release, "txt")


def write(data: Path, changes: Changes) -> None:
    """Beside the release, as JSON for the app and as text. Raises StoreError."""
    content = {"before": changes.before, "after": changes.after} | {
        name: json.loads(getattr(changes, name).to_json(orient="split", index=False)) for name in ("sources", "indicators", "beyond")
    }
    with files.writable(releases_dir(data)):
        files.replace(_path(data, changes.after, "json"), json.dumps(content, ensure_ascii=False).encode("utf-8"))
        files.replace(text_path(data, changes.after), to_text(changes).encode("utf-8"))


def read(data: Path, release: str) -> Changes | None:
    """What a release changed, or None where nothing was published before it. Raises StoreError."""
    path = _path(data, release, "json")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        frames = {
            field.name: pd.DataFrame(content[field.name]["data"], columns=content[field.name]["columns"])
            for field in fields(Changes) if field.name in ("sources", "indicators", "beyond")
        }  # fmt: skip
        return Changes(content["before"], content["after"], **frames)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(str(path), str(error), "the changes of a release", f"wohnmonitor publish {release} writes them anew") from None


def over_years(beyond: pd.DataFrame) -> pd.DataFrame:
    """Changes.beyond with one row for what recurs in several years: the worst of them, with first_year and last_year."""
    key = ["check", "source", "measure"]
    worst = beyond.sort_values("amount", ascending=False, kind="stable").drop_duplicates(key)
    spans = beyond.groupby(key, sort=False)["year"].agg(first_year="min", last_year="max").reset_index()
    return spans.merge(worst, on=key)


def to_text(changes: Changes) -> str:
    """The change log as staff read it."""
    out = StringIO()
    out.write(f"Changes of release {changes.after} against {changes.before}\n\n")
    out.write(f"Beyond the limits of indicators/gate.toml: {len(changes.beyond) or 'nothing'}\n")
    for row in over_years(changes.beyond).itertuples():
        where = " ".join(filter(None, (row.source, row.measure, row.area_id, years_of(row))))
        out.write(f"  {row.check}: {where}: {row.found} (at most {row.at_most:g}, found {row.amount:g})\n")
    for title, frame, key in (("By source", changes.sources, "source"), ("By indicator", changes.indicators, "indicator")):
        out.write(f"\n{title}: {len(frame) or 'no figure changes'}\n")
        for row in frame.itertuples():
            name = f"{row.source} {row.measure}" if key == "source" else row.indicator
            counts = ", ".join(f"{getattr(row, part)} {WORDS[part]}" for part in COUNTED if getattr(row, part))
            largest = "" if pd.isna(row.year) else f"; largest {row.area_id} {row.year:g}: {row.old:.10g} -> {row.new:.10g}"
            out.write(f"  {name} ({years_of(row)}): {counts}{largest}\n")
    return out.getvalue()


def years_of(row, dash: str = "-") -> str:
    """`2024` or `2010-2024`; nothing where a row is of no year."""
    first, last = int(row.first_year), int(row.last_year)
    return "" if not last else str(last) if first == last else f"{first}{dash}{last}"


WORDS = {"appeared": "new", "vanished": "gone", "revised": "revised", "status": "with another status"}
