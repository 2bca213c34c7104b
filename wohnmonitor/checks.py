"""Checks are queries that return bad rows; they run before a release is written and gate its publication.

`stop` checks refuse the release; `tell` checks are listed for the reader of the build report.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.errors import CheckError

COLUMNS = ["check", "severity", "subject", "area_id", "year", "found", "expected"]


@dataclass(frozen=True)
class Check:
    """`sql` selects subject, area_id, year, found, expected of each bad row."""

    id: str
    severity: str
    about: str
    sql: str


CHECKS = (
    Check("value_key", "stop", "one row for each indicator, area and year", """
        SELECT indicator AS subject, area_id, year, count(*)::VARCHAR AS found, '1 row' AS expected
        FROM indicator_value GROUP BY ALL HAVING count(*) > 1"""),
    Check("measure_key", "stop", "one figure for each measure, area and year", """
        SELECT measure AS subject, area_id, year, count(*)::VARCHAR AS found, '1 row' AS expected
        FROM measure_value GROUP BY ALL HAVING count(*) > 1"""),
    Check("status", "stop", "a value has a value status, a gap has a gap status and a reason", """
        SELECT indicator AS subject, area_id, year, coalesce(status, 'none') || '/' || coalesce(reason, 'none') AS found,
               'A P E B F U with a value; Q M L O U and a reason without' AS expected
        FROM indicator_value
        WHERE status IS NULL OR (value IS NOT NULL AND (status NOT IN ('A','P','E','B','F','U') OR reason IS NOT NULL))
           OR (value IS NULL AND (status NOT IN ('Q','M','L','O','U') OR reason IS NULL))"""),
    Check("area", "stop", "every area is known", """
        SELECT indicator AS subject, area_id, year, area_id AS found, 'an id of table area' AS expected
        FROM indicator_value ANTI JOIN area USING (area_id)"""),
    Check("municipalities", "stop", "199 municipalities of today", """
        SELECT 'membership' AS subject, 'emr' AS area_id, 0 AS year, count(DISTINCT municipality_id)::VARCHAR AS found,
               '199' AS expected
        FROM membership HAVING count(DISTINCT municipality_id) <> 199"""),
    Check("provenance", "stop", "every value reaches a source", """
        SELECT indicator AS subject, area_id, year, coalesce(v.source, 'none') AS found, 'a table of source' AS expected
        FROM (SELECT indicator, area_id, year, unnest(string_split(coalesce(source, '?'), ';')) AS source
              FROM indicator_value WHERE value IS NOT NULL) v
        WHERE v.source <> 'boundaries' AND v.source NOT IN (SELECT source FROM source)"""),
    Check("range", "stop", "figures within the declared range", """
        SELECT measure AS subject, area_id, year, value::VARCHAR AS found, low || ' to ' || high AS expected
        FROM measure_value JOIN declared USING (measure) WHERE value < low OR value > high"""),
    Check("level_sum", "stop", "a level of an additive measure is the sum of its municipalities", """
        WITH sums AS (
            SELECT measure, m.area_id, year, sum(value) AS total, count(*) AS n
            FROM measure_value v JOIN membership m ON v.area_id = m.municipality_id
            WHERE value IS NOT NULL GROUP BY ALL),
        sizes AS (SELECT area_id, count(*) AS size FROM membership GROUP BY ALL)
        SELECT measure AS subject, area_id, year, v.value::VARCHAR AS found, total::VARCHAR AS expected
        FROM measure_value v JOIN sums USING (measure, area_id, year) JOIN sizes USING (area_id)
             JOIN declared USING (measure)
        WHERE additive AND NOT published AND n = size AND abs(v.value - total) > 0.01"""),
    Check("closure", "stop", "municipalities close to the publisher's own upper row of the same table", """
        SELECT measure || ' in ' || source AS subject, area_id, year, found::VARCHAR AS found,
               expected || ' ± ' || round(rounding, 3) AS expected
        FROM closing WHERE abs(found - expected) > rounding AND why IS NULL"""),
    Check("closure_explained", "tell", "deviations from an upper row that are declared", """
        SELECT measure || ' in ' || source AS subject, area_id, year, found::VARCHAR AS found, expected || ': ' || why AS expected
        FROM closing WHERE abs(found - expected) > rounding AND why IS NOT NULL"""),
    Check("balance", "stop", "population, births, deaths and migration balance", """
        SELECT 'population' AS subject, area_id, year, found || ' persons left over' AS found,
               'births, deaths and migration explain the change' AS expected
        FROM balancing WHERE abs(found) > 0.5 AND why IS NULL"""),
    Check("balance_explained", "tell", "what is left over in a balance and declared", """
        SELECT 'population' AS subject, area_id, year, found || ' persons left over' AS found, why AS expected
        FROM balancing WHERE abs(found) > 0.5 AND why IS NOT NULL"""),
    Check("correction", "tell", "a correction by hand replaces the figure it was written for", """
        SELECT measure AS subject, area_id, year, coalesce(found::VARCHAR, 'no figure') AS found,
               coalesce(replaces::VARCHAR, 'no figure') || ', replaced by ' || value AS expected
        FROM correction WHERE found IS DISTINCT FROM replaces"""),
    Check("conflict", "tell", "two tables agree within 2 %", """
        SELECT measure AS subject, area_id, year, source || ' ' || value AS found, other_source || ' ' || other_value AS expected
        FROM conflict WHERE abs(relative) > 0.02"""),
    Check("jump", "tell", "no year-on-year change beyond the declared share within one stretch", """
        SELECT a.measure AS subject, a.area_id, a.year, b.value || ' -> ' || a.value AS found, '± ' || 100 * jump || ' %' AS expected
        FROM measure_value a JOIN measure_value b ON a.measure = b.measure AND a.area_id = b.area_id AND a.year = b.year + 1
             JOIN declared d ON d.measure = a.measure
        WHERE a.segment = b.segment AND kind = 'stock' AND b.value > 100 AND abs(a.value / b.value - 1) > jump"""),
    # Hampel identifier (Davies and Gather 1993) of square roots, since counts vary with their size: six scaled median
    # absolute deviations from the municipality's own median.
    Check("outlier_flow", "tell", "no year of a flow far from the municipality's own others", """
        WITH roots AS (
            SELECT measure, area_id, year, value, sqrt(value) AS root FROM measure_value JOIN declared USING (measure)
            WHERE additive AND kind = 'flow' AND level = 'municipality' AND value >= 0),
        own AS (
            SELECT measure, area_id, median(root) AS middle, greatest(1.4826 * mad(root), 0.75) AS spread
            FROM roots GROUP BY ALL HAVING count(*) >= 5)
        SELECT measure AS subject, area_id, year, value::VARCHAR AS found, 'about ' || round(middle * middle) AS expected
        FROM roots JOIN own USING (measure, area_id) WHERE abs(root - middle) > 6 * spread"""),
    # Fences (Tukey 1977) of square roots at six quartile ranges instead of three, since rates are skewed.
    Check("outlier_rate", "tell", "no rate far outside those of its country", """
        WITH roots AS (
            SELECT indicator, country, area_id, year, value, sign(value) * sqrt(abs(value)) AS root
            FROM indicator_value v JOIN rates USING (indicator) JOIN area USING (area_id)
            WHERE v.level = 'municipality' AND value IS NOT NULL),
        fences AS (
            SELECT indicator, country, quantile_cont(root, 0.25) AS low, quantile_cont(root, 0.75) AS high, median(root) AS middle
            FROM roots GROUP BY ALL HAVING count(*) >= 20)
        SELECT indicator AS subject, area_id, year, value::VARCHAR AS found, 'about ' || round(middle * abs(middle), 1) AS expected
        FROM roots JOIN fences USING (indicator, country) WHERE abs(root - middle) > 6 * (high - low) AND high > low"""),
    Check("zero_beside_large", "tell", "no zero beside large values", """
        SELECT a.measure AS subject, a.area_id, a.year, '0 after ' || b.value AS found, 'a gap, if it is one' AS expected
        FROM measure_value a JOIN measure_value b ON a.measure = b.measure AND a.area_id = b.area_id AND a.year = b.year + 1
        WHERE a.value = 0 AND b.value > 100"""),
    Check("growth_across_break", "stop", "no growth rate joins two sides of a break", """
        SELECT v.indicator AS subject, v.area_id, v.year, v.value::VARCHAR AS found, 'a gap with reason break' AS expected
        FROM indicator_value v JOIN growth g USING (indicator)
        JOIN measure_value a ON a.measure = g.measure AND a.area_id = v.area_id AND a.year = v.year + g.ahead
        JOIN measure_value b ON b.measure = g.measure AND b.area_id = v.area_id AND b.year = v.year + g.ahead - g.years
        WHERE v.value IS NOT NULL AND a.segment <> b.segment AND v.coverage = 1"""),
    Check("territory_total", "stop", "carrying over conserves the total of each country", """
        WITH old AS (
            SELECT measure, country, year, source, sum(value) AS total, count(*) AS n, count(value) AS k
            FROM measure_published p JOIN area USING (area_id) JOIN declared USING (measure)
            WHERE additive AND level = 'municipality' GROUP BY ALL),
        new AS (
            SELECT measure, area.country, year, source, sum(value) AS total, count(value) AS k, count(*) AS n
            FROM measure_value v JOIN area USING (area_id) WHERE v.level = 'municipality' GROUP BY ALL)
        SELECT o.measure AS subject, o.country AS area_id, o.year, n.total::VARCHAR AS found, o.total::VARCHAR AS expected
        FROM old o JOIN new n USING (measure, country, year, source)
        WHERE n.n = CASE o.country WHEN 'BE' THEN 122 WHEN 'NL' THEN 31 ELSE 46 END AND n.k = n.n AND o.k = o.n
          AND abs(n.total - o.total) > 0.5"""),
    Check("duplicate_year", "tell", "no two years of a measure are identical throughout", """
        SELECT a.measure AS subject, a.country AS area_id, a.year, 'the same as ' || b.year AS found, 'a year of its own' AS expected
        FROM whole_year a JOIN whole_year b ON a.measure = b.measure AND a.country = b.country AND b.year < a.year
             AND a.digest = b.digest AND a.n > 5"""),
)  # fmt: skip


VIEWS = {
    "whole_year": """
        SELECT measure, country, year, count(*) AS n, md5(string_agg(area_id || value, ';' ORDER BY area_id)) AS digest
        FROM measure_value JOIN area USING (area_id)
        WHERE value IS NOT NULL AND measure_value.level = 'municipality' AND value > 0 GROUP BY ALL""",
    # Municipality of any date -> the upper areas whose published row holds it: by its key, or with what it became.
    "above": """
        WITH RECURSIVE path(area_id, now_id) AS (
            SELECT area_id, area_id FROM area WHERE level = 'municipality'
            UNION SELECT path.area_id, to_id FROM path JOIN area_change ON from_id = now_id WHERE kind <> 'border')
        SELECT path.area_id, m.area_id AS upper_id FROM path JOIN membership m ON m.municipality_id = now_id
        WHERE level IN ('district', 'region') AND path.area_id NOT LIKE 'DE%'
        UNION SELECT a.area_id, u.area_id FROM area a JOIN area u
              ON u.area_id = CASE WHEN a.country = 'DE' THEN left(a.area_id, 8) ELSE left(a.area_id, 4) || '0000' END
        WHERE a.level = 'municipality'""",
    # Sums of the figures as printed, or as corrected by hand: a correction may mend a sum, and may leave an upper row behind.
    "told": """
        SELECT p.*, coalesce(c.value, p.value) AS mended
        FROM measure_published p LEFT JOIN correction c USING (measure, area_id, year, source)""",
    "closing": """
        WITH sums AS (
            SELECT p.measure, upper_id AS area_id, year, source, sum(value) AS printed, sum(mended) AS mended, max(precision) AS step,
                   count(value) AS n
            FROM told p JOIN above USING (area_id) JOIN declared USING (measure)
            WHERE additive GROUP BY ALL HAVING count(*) > 1 AND count(value) > 0)
        SELECT s.measure, area_id, year, source, abs(s.mended - p.mended) < abs(printed - p.value) AS nearer,
               CASE WHEN nearer THEN s.mended ELSE printed END AS found, CASE WHEN nearer THEN p.mended ELSE p.value END AS expected,
               abs(found - expected) / nullif(expected, 0) AS relative,
               1e-6 + 1e-9 * abs(expected) + coalesce(step, 0) * (n + 1) / 2 AS rounding
        FROM sums s JOIN told p USING (measure, area_id, year, source) WHERE p.value IS NOT NULL""",
    "balancing": """
        WITH flows AS (
            SELECT area_id, year, max(value) FILTER (measure = 'births') - max(value) FILTER (measure = 'deaths') + coalesce(
                max(value) FILTER (measure = 'in_migration') - max(value) FILTER (measure = 'out_migration'),
                max(value) FILTER (measure = 'in_migration_domestic') + max(value) FILTER (measure = 'in_migration_abroad')
                - max(value) FILTER (measure = 'out_migration_domestic') - max(value) FILTER (measure = 'out_migration_abroad'),
                max(value) FILTER (measure = 'internal_migration_balance')
                + max(value) FILTER (measure = 'international_migration_balance')) AS change
            FROM measure_value WHERE level IN ('municipality', 'district') AND (measure IN ('births', 'deaths') OR
                 measure LIKE '%_migration%') GROUP BY ALL)
        SELECT 'population' AS measure, '' AS source, area_id, f.year, b.value - a.value - change AS found,
               abs(found) / a.value AS relative
        FROM flows f JOIN measure_value a USING (area_id, year) JOIN measure_value b USING (area_id)
        WHERE a.measure = 'population' AND b.measure = 'population' AND b.year = f.year + 1 AND a.segment = b.segment
              AND found IS NOT NULL AND NOT contains(a.source || b.source, 'correction')""",
}
"""What checks compare, worked out from the tables of a release."""

NONE_CORRECTED = pd.DataFrame(columns=["measure", "area_id", "year", "source", "value", "replaces", "found"]).astype({
    "measure": "str", "area_id": "str", "year": "int64", "source": "str", "value": float, "replaces": float, "found": float,
})  # fmt: skip
"""Table `correction` of a release that has none."""
EXPLAINED = {"closing": "closure", "balancing": "balance"}


def run(frames: dict[str, pd.DataFrame], catalogue: Catalogue) -> pd.DataFrame:
    """All checks over the tables of a release. Returns COLUMNS, one bad row each."""
    declared = pd.DataFrame([
        {"measure": m, "additive": d.adds_up == "sum", "kind": d.kind, "low": d.low, "high": d.high, "jump": d.jump}
        for m, d in catalogue.measures.items()
    ])  # fmt: skip
    changes = [i for i in catalogue.indicators.values() if i.formula.type == "growth"]
    growth = pd.DataFrame(
        [(i.id, m, i.formula.years, i.formula.years * i.formula.forward) for i in changes for m in sorted(i.formula.measures())],
        columns=["indicator", "measure", "years", "ahead"],
    )
    rates = pd.DataFrame({"indicator": [i.id for i in catalogue.indicators.values() if i.formula.type == "ratio"]}, dtype="str")
    parts = []
    with duckdb.connect() as connection:
        for name, frame in {"correction": NONE_CORRECTED, **frames, "declared": declared, "growth": growth, "rates": rates}.items():
            if name != "boundary":
                connection.register(name, frame)
        for name, sql in VIEWS.items():
            frame = connection.execute(sql).df()
            if name in EXPLAINED:
                frame["why"] = explanations(frame, EXPLAINED[name], catalogue)
            connection.register(name, frame)
        for check in CHECKS:
            bad = connection.execute(check.sql).df()
            parts.append(bad.assign(check=check.id, severity=check.severity))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def explanations(rows: pd.DataFrame, check: str, catalogue: Catalogue) -> pd.Series:
    """Why each deviation is known, or None. rows: measure, source, area_id, year, relative."""
    why = pd.Series(None, index=rows.index, dtype="str")
    for known in catalogue.explained:
        if known.check == check:
            why = why.where(why.notna() | ~known.covers(rows) | (rows["relative"].fillna(0) > known.at_most), known.why)
    return why


def stop_on(findings: pd.DataFrame) -> None:
    """Raise CheckError where a check of severity `stop` found a row."""
    bad = findings[findings["severity"] == "stop"]
    if bad.empty:
        return
    first = bad.iloc[0]
    about = next(check.about for check in CHECKS if check.id == first["check"])
    raise CheckError(
        f"{len(bad)} rows fail; first: check {first['check']} ({about}), {first['subject']}, {first['area_id']}, {first['year']}",
        str(first["found"]), str(first["expected"]), "the release was not written; mend the source or its declaration",
    )  # fmt: skip
