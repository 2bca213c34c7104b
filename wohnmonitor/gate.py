"""The gate between a built release and its publication: what changes, and whether that stays inside the declared limits.

compare(data, before, after, catalogue, gate) -> Changes. Queries over the tables of both releases; limits in indicators/gate.toml.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from wohnmonitor import changelog, checks, history, store
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.changelog import Changes
from wohnmonitor.declared import Gate
from wohnmonitor.errors import CatalogueError, CheckError
from wohnmonitor.release import about, tables
from wohnmonitor.schema import SCHEMA_VERSION

VIEWS = {
    "pair": """
        SELECT source, measure, area_id, year, territory, b.value AS old, a.value AS new,
               b.value IS NOT NULL AS had, a.value IS NOT NULL AS has,
               coalesce(abs(a.value - b.value) > 1e-9 * abs(b.value), false) AS moved,
               CASE WHEN b.value = 0 THEN 1 ELSE abs(a.value - b.value) / abs(b.value) END AS relative,
               a.status IS DISTINCT FROM b.status AS marked
        FROM before_published b FULL JOIN after_published a USING (source, measure, area_id, year, territory)""",
    "holds": """
        SELECT source, measure, area_id, bool_or(had) AS had, bool_or(has) AS has, max(year) AS year
        FROM pair WHERE (source, measure) IN (SELECT (source, measure) FROM pair WHERE had) GROUP BY ALL""",
    "covered": """
        SELECT indicator, area.country, year, count(b.value) AS old, count(a.value) AS new
        FROM before_value b FULL JOIN after_value a USING (indicator, area_id, year, level) JOIN area USING (area_id)
        WHERE level = 'municipality' GROUP BY ALL""",
}
"""What is compared. had, has: whether the published and the new release know the figure; a change from 0 counts as one of 100 %."""

CHECKS = {
    "revised": """
        SELECT source, measure, arg_max(area_id, relative) AS area_id, year,
               count(*) FILTER (moved AND relative > getvariable('size')) AS n, n / count(*) AS amount,
               n || ' of ' || count(*) || ' figures moved by more than ' || round(100 * getvariable('size'), 2) || ' %, most '
               || arg_max(old || ' -> ' || new, relative) AS found
        FROM pair WHERE had AND has GROUP BY ALL HAVING n > 0""",
    "vanished": """
        SELECT source, measure, min(area_id) AS area_id, year, count(*) AS amount, count(*) || ' figures are gone' AS found
        FROM pair WHERE had AND NOT has GROUP BY ALL""",
    "area_new": """
        SELECT source, measure, min(area_id) AS area_id, max(year) AS year, count(*) AS amount,
               'new: ' || string_agg(area_id, ', ' ORDER BY area_id) AS found
        FROM holds WHERE has AND NOT had GROUP BY ALL""",
    "area_vanished": """
        SELECT source, measure, min(area_id) AS area_id, max(year) AS year, count(*) AS amount,
               'gone: ' || string_agg(area_id, ', ' ORDER BY area_id) AS found
        FROM holds WHERE had AND NOT has GROUP BY ALL""",
    "coverage": """
        SELECT '' AS source, indicator AS measure, country AS area_id, year, old - new AS amount,
               new || ' municipalities have a value, before ' || old AS found
        FROM covered WHERE new < old""",
    "new_year": """
        SELECT '' AS source, indicator AS measure, country AS area_id, n.year, 1 - n.new / b.new AS amount,
               n.new || ' municipalities have a value, ' || b.new || ' the year before' AS found
        FROM covered n JOIN covered b USING (indicator, country)
        WHERE n.old = 0 AND n.new > 0 AND b.year = n.year - 1 AND b.old > 0 AND n.new < b.new""",
}
"""Id -> rows whose `amount` is held against the limit of that name."""
LISTED = ["check", "source", "measure", "area_id", "year", "amount", "at_most", "found"]
"""What is beyond its limit. measure: an indicator where a check looks at values; area_id, year: of an example."""


def limits() -> set[str]:
    """The checks that need a limit: those above, and those of a release that only tell."""
    return set(CHECKS) | {check.id for check in checks.CHECKS if check.severity == "tell"}


def compare(data: Path, before: str, after: str, catalogue: Catalogue, gate: Gate) -> Changes:
    """What `after` changes in `before`. Raises StoreError where one of them is not kept."""
    if missing := limits() - set(gate.limit):
        raise CatalogueError(f"gate.toml, key limit.{min(missing)}", "nothing", "a limit for every check", "declare at_most")
    paths = [store.release_path(data, release) for release in (before, after)]
    if (version := about(paths[0])[0]) != SCHEMA_VERSION:
        return _not_comparable(before, after, version)
    sides = dict(zip(("before", "after"), map(tables, paths), strict=True))
    parts = [_new_findings(sides["before"], sides["after"], catalogue)]
    with duckdb.connect() as connection:
        connection.register("area", sides["after"]["area"])
        for side, frames in sides.items():
            connection.register(f"{side}_published", frames["measure_published"])
            connection.register(f"{side}_value", frames["indicator_value"])
        for name, sql in VIEWS.items():
            connection.execute(f'CREATE TEMP TABLE "{name}" AS {sql}')
        for name, sql in CHECKS.items():
            connection.execute("SET VARIABLE size = ?", [gate.limit[name].size])
            parts.append(connection.execute(sql).df().assign(check=name))
        sources = connection.execute(changelog.SOURCES).df()
    indicators = changelog.by_indicator(history.changed_between(data, before, after))
    return Changes(before, after, sources, indicators, beyond(pd.concat(parts, ignore_index=True), gate))


def _not_comparable(before: str, after: str, version: int) -> Changes:
    found = f"release {before} has schema {version}, not {SCHEMA_VERSION}: it cannot be compared"
    row = dict.fromkeys(LISTED, "") | {"check": "schema", "year": 0, "amount": 1.0, "at_most": 0.0, "found": found}
    nothing = changelog.by_indicator(pd.DataFrame({"indicator": []}))
    return Changes(before, after, nothing.iloc[:0], nothing, pd.DataFrame([row], columns=LISTED))


def _new_findings(before: dict, after: dict, catalogue: Catalogue) -> pd.DataFrame:
    """Findings of the checks that the published release does not have, counted by check and subject."""
    key = ["check", "subject", "area_id", "year"]
    old, new = (checks.run(frames, catalogue) for frames in (before, after))
    fresh = new[new["severity"].eq("tell") & ~new.set_index(key).index.isin(old.set_index(key).index)]
    rows = [
        {"check": check, "source": "", "measure": subject, "area_id": here["area_id"].iloc[0], "year": here["year"].iloc[0],
         "amount": float(len(here)), "found": f"{here['found'].iloc[0]}, expected {here['expected'].iloc[0]}"}
        for (check, subject), here in fresh.groupby(["check", "subject"])
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[name for name in LISTED if name != "at_most"])


def beyond(amounts: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """The rows whose amount is above the limit of their check, or above what is allowed for them. Columns LISTED."""
    out = amounts.assign(at_most=amounts["check"].map({name: limit.at_most for name, limit in gate.limit.items()}).astype(float))
    for allowed in gate.allowed:
        hit = out["check"].eq(allowed.check) & allowed.covers(out)
        out.loc[hit, "at_most"] = out.loc[hit, "at_most"].clip(lower=allowed.at_most)
    order = {name: number for number, name in enumerate(gate.limit)}
    out = out[out["amount"] > out["at_most"] + 1e-12]
    return out.sort_values(["check", "source", "measure", "year"], key=lambda c: c.map(order) if c.name == "check" else c)[LISTED]


def stop_beyond(changes: Changes, where: Path) -> None:
    """Raise CheckError where something is beyond the limits: what, and how to publish after review. where: the change log."""
    if changes.beyond.empty:
        return
    first = changes.beyond.iloc[0]
    subject = " ".join(str(part) for part in (first["source"], first["measure"], first["area_id"], first["year"] or "") if part)
    raise CheckError(
        f"release {changes.after} is built, not published: {len(changes.beyond)} changes beyond the limits; "
        f"first: {first['check']}, {subject}",
        str(first["found"]), f"at most {first['at_most']:g} (indicators/gate.toml)", _to_review(changes, where),
    )  # fmt: skip


def stop_after_rollback(changes: Changes, where: Path, when: str) -> None:
    """Raise CheckError where the published release was put back by a rollback, at `when`."""
    if when:
        found, expected = f"a rollback to {changes.before} on {when}", "a person who has read what comes next"
        raise CheckError(f"release {changes.after} is built, not published", found, expected, _to_review(changes, where))


def _to_review(changes: Changes, where: Path) -> str:
    return f"read {where}, try wohnmonitor serve --release {changes.after}, then wohnmonitor publish {changes.after}"
