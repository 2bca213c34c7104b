"""One open release: a read-only database and what of it is small enough to be read once."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.arrays import ArrowStringArray

from wohnmonitor import groups
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.errors import StoreError
from wohnmonitor.schema import COUNTRIES, SCHEMA_VERSION

Column = np.ndarray | ArrowStringArray
KEPT_INDICATORS = 200
"""More than a catalogue has: an area of its own asks for all of them."""
PRINTED = {"level": "measure", "ratio": "published"}
"""Kinds of formulas whose values can stand as printed, and the part that names the printed measure."""
READING = {"threads": 1}
"""A query reads a few sorted pages: one thread answers sooner than several, and a server has workers for more. DuckDB opens a
file twice in one process only with the same settings."""


def about(path: Path) -> tuple[int, set[str]]:
    """Schema version of a release of any age, and the checksums of the official files it was built from."""
    with duckdb.connect(str(path), read_only=True, config=READING) as connection:
        version = connection.execute("SELECT schema_version FROM release").fetchone()[0]
        return version, {row[0] for row in connection.execute("SELECT sha256 FROM file").fetchall()}


def tables(path: Path) -> dict[str, pa.Table]:
    """All tables of a release but its outlines, by name."""
    with duckdb.connect(str(path), read_only=True, config=READING) as connection:
        names = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() WHERE table_name <> 'boundary'").fetchall()]
        return {name: connection.table(name).to_arrow_table() for name in names}


def _column(values: np.ndarray) -> Column:
    """A column as a frame of `Release.query` has it: gaps in figures and among texts are NaN, a column of gaps alone holds None."""
    if values.dtype.kind != "O":
        return np.ma.filled(values, np.nan)
    plain = np.array(np.ma.getdata(values))
    plain[np.ma.getmaskarray(values)] = None
    return pd.array(plain, dtype="str") if any(one is not None for one in plain) else plain


class Release:
    """One open database: immutable, so everything small is read once."""

    def __init__(self, path: Path):
        self.id, self.path = path.stem, path
        self._connection = duckdb.connect(str(path), read_only=True, config=READING)
        version = self.query("SELECT schema_version FROM release")["schema_version"].iloc[0]
        if version != SCHEMA_VERSION:
            raise StoreError(f"release {self.id}", f"schema {version}", f"schema {SCHEMA_VERSION}", "build a new release")
        self.catalogue = Catalogue.model_validate_json(self.query("SELECT json FROM catalogue")["json"].iloc[0])
        self.area = self.query("SELECT * FROM area")
        self.membership = self.query("SELECT * FROM membership")
        self.alias = self.query("SELECT * FROM alias")
        self.source = self.query("SELECT * FROM source")
        self.vintages = self.query("SELECT DISTINCT vintage FROM boundary ORDER BY vintage")["vintage"].tolist()
        today = set(self.membership["municipality_id"]) | set(self.membership["area_id"])
        self.today = self.area[self.area["area_id"].isin(today)].reset_index(drop=True)
        self.ids = {"today": set(self.today["area_id"])}
        self.ids["then"] = self.ids["today"] | set(self.area.loc[self.area["level"] == "municipality", "area_id"])
        self.names = self.area.set_index("area_id").filter(like="name").to_dict()
        self.home = dict(zip(self.today["area_id"], self.today["country"], strict=True))
        self.members = self.membership.groupby("area_id")["municipality_id"].agg(list).to_dict()
        self.laid = lru_cache(maxsize=KEPT_INDICATORS)(self._laid)

    def query(self, sql: str, parameters: list | None = None) -> pd.DataFrame:
        """Our own SQL with bound parameters, on a cursor of its own (safe between threads)."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, parameters or []).df()

    def columns(self, sql: str, parameters: list | None = None) -> dict[str, Column]:
        """The same as columns, for a frame to be made once: for few rows that takes a third of the time."""
        with self._connection.cursor() as cursor:
            found = cursor.execute(sql, parameters or []).fetchnumpy()
        return {name: _column(values) for name, values in found.items()}

    def editions(self) -> tuple[pd.DataFrame, dict[str, int]]:
        """Files it was built from (source, file, sha256, release); source -> newest year with a figure."""
        newest = self.query("SELECT source, max(year) AS year FROM measure_published WHERE value IS NOT NULL GROUP BY source")
        return self.query("SELECT source, file, sha256, release FROM file"), newest.set_index("source")["year"].astype(int).to_dict()

    def _laid(self, indicator: str) -> groups.Laid:
        """An indicator as arrays, to add up groups of it."""
        rows = self.query("SELECT * FROM indicator_value WHERE indicator = ?", [indicator])
        return groups.Laid(rows, self.today, self.membership, self._persons)

    @cached_property
    def _persons(self) -> pd.DataFrame:
        """Residents of municipalities and upper areas by year: the weight of who is covered."""
        return self.query("SELECT area_id, year, value FROM measure_value WHERE measure = 'population' AND value IS NOT NULL")

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What became of former areas, as Monitor.changes gives it."""
        return self.query("""
            SELECT c.date, from_id, name AS from_name, to_id, kind, share_persons
            FROM area_change c LEFT JOIN area ON area_id = from_id WHERE kind <> 'border' ORDER BY c.date, from_id, to_id""")

    @cached_property
    def became(self) -> dict[str, list[tuple[str, str]]]:
        """Day of a change, the newest first -> (area it led to, area of which persons came)."""
        change = self.changes.query("share_persons != 0").sort_values("date", ascending=False)
        return {str(day)[:10]: list(zip(here["to_id"], here["from_id"], strict=True)) for day, here in change.groupby("date", sort=False)}

    @cached_property
    def used(self) -> pd.DataFrame:
        """The tables behind the values of each indicator: indicator, source, first_year, last_year, values."""
        return self.query("""
            SELECT indicator, source, min(first) AS first_year, max(last) AS last_year, sum(n)::BIGINT AS "values"
            FROM (SELECT indicator, unnest(string_split(joined, ';')) AS source, first, last, n
                  FROM (SELECT indicator, source AS joined, min(year) AS first, max(year) AS last, count(*) AS n
                        FROM indicator_value WHERE value IS NOT NULL GROUP BY ALL))
            GROUP BY ALL ORDER BY indicator, source""")

    @cached_property
    def precision(self) -> dict[str, dict[tuple[str, int], float]]:
        """Indicator -> (area_id, year) -> rounding step, where the value is the very figure that a publisher printed."""
        found = [i for i in self.catalogue.indicators.values() if i.formula.type in PRINTED]
        read = [(i.id, country, name) for i in found for country in COUNTRIES for name in i.formula.of(PRINTED[i.formula.type], country)]
        marks = ", ".join(["(?, ?, ?)"] * len(read))
        rows = self.query(
            f"""
            SELECT v.indicator, v.area_id, v.year, max(p.precision) AS precision
            FROM (SELECT indicator, area_id, year, value, source FROM indicator_value
                  UNION ALL SELECT indicator, area_id, year, value, source FROM indicator_value_then) v
            JOIN area USING (area_id)
            JOIN (VALUES {marks}) AS read (indicator, country, measure) USING (indicator, country)
            JOIN measure_published p USING (measure, area_id, year, source, value)
            WHERE p.precision IS NOT NULL GROUP BY ALL""",
            [part for one in read for part in one],
        )
        out: dict[str, dict[tuple[str, int], float]] = {}
        for indicator, area, year, step in rows.itertuples(index=False):
            out.setdefault(indicator, {})[area, year] = step
        return out

    def close(self) -> None:
        """Close the file; open cursors finish first."""
        self._connection.close()
