"""The small public face for notebooks: a monitor whose tables are typed frames and whose maps are GeoDataFrames.

Codes are strings, also those of closed lists: categories get lost when two frames are put together, and files of
geometry do not know them. Years are integers (Int64 where there may be none), days are datetime64 and are written as
days, so that `values(...).to_csv(index=False, float_format="%.10g")` is what `wohnmonitor export` writes. Tables of things are indexed by
their id; values keep the columns of the export, for their key takes three of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor import history, store
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.cite import Citation, cite
from wohnmonitor.errors import CallError, StoreError, UnknownError
from wohnmonitor.lineage import Lineage, lineage
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.paths import data_dir as folder_of
from wohnmonitor.pipeline import ensure_release
from wohnmonitor.queries import Monitor
from wohnmonitor.release import Release

TYPES = dict.fromkeys(("source", "reason"), "str") | {"ref_date": "datetime64[s]"}
"""Columns that may be empty altogether, and would then have no type of their own."""


class Notebook(Monitor):
    """What `wohnmonitor.open()` gives. Of queries.Monitor there are also the census of gaps, the breaks, the tables behind an
    indicator, what two tables say differently, who belongs to what, and who stood on a day:

    >>> gaps = m.coverage("house_price")
    >>> gaps.loc[(gaps["country"] == "DE") & (gaps["year"] == 2020), ["reason", "municipalities"]].values.tolist()
    [['not_collected', 46]]
    >>> [(one["country"], one["year"]) for one in m.breaks("population")]
    [('DE', 2012), ('DE', 2025)]
    >>> m.used("house_price")["source"].tolist()
    ['cbs_83625ned', 'cbs_83625ned_v3', 'statbel_prices']
    >>> len(m.standing(2018)), len(m.boundaries()), list(m.membership())
    (207, 199, ['municipality_id', 'level', 'area_id'])
    """

    def indicators(self) -> pd.DataFrame:
        """All indicators. Index: indicator; theme, title (English), unit, comparability (grade of each pair of countries),
        first_year, last_year, municipalities (that ever have a value).

        >>> m.indicators().loc["vacancy_rate", ["unit", "comparability"]].tolist()
        ['%', 'NL-BE:C;NL-DE:C;BE-DE:C']
        """
        whole = dict.fromkeys(("first_year", "last_year", "municipalities"), "Int64")
        return super().indicators().astype(whole).set_index("indicator")

    def areas(self, level: str | None = None) -> pd.DataFrame:
        """Areas of today, of all levels or of one. Index: area_id; level, country, names in four languages, area_km2.

        Raises UnknownError for a level.

        >>> m.areas("region").index.tolist()
        ['liege', 'limburg-be', 'limburg-nl', 'ostbelgien', 'region-aachen']
        >>> m.areas("municipality").groupby("country").size().to_dict()
        {'BE': 122, 'DE': 46, 'NL': 31}
        """
        return super().areas(level).set_index("area_id").sort_index()

    def sources(self) -> pd.DataFrame:
        """Declared tables of publishers. Index: source; publisher, number, title, licence, attribution, url, note.

        >>> m.sources().loc["cbs_03759ned", ["number", "licence"]].tolist()
        ['03759ned', 'CC-BY-4.0']
        """
        return super().sources().set_index("source")

    def changes(self) -> pd.DataFrame:
        """What became of former municipalities, in order of date: date, from_id, from_name, to_id, kind, share_persons.

        >>> merged = m.changes()
        >>> sorted(merged[merged["to_id"] == "NL_GM1954"]["from_name"])
        ['Nuth', 'Onderbanken', 'Schinnen']
        """
        return super().changes().astype({"date": "datetime64[s]"})

    def values(
        self,
        indicator: str,
        level: str | None = None,
        areas: Sequence[str] | None = None,
        years: Sequence[int] | int | None = None,
        language: str | None = None,
        group: Mapping[str, Sequence[str]] | None = None,
        territory: str = "today",
    ) -> pd.DataFrame:
        """Values and gaps of an indicator, in the columns of every export (schema.EXPORT), by level, year and area.

        years: one, or first and last. language: names of areas in it; None: in their own. group: name -> areas of any level;
        rows of these groups instead, recomputed from their municipalities. territory: today, or then: the municipalities
        that stood on 1 January of each year. A gap is a row without value, with a reason.
        Raises UnknownError for an id that does not exist, CallError for a range that makes no sense.

        >>> m.values("population", areas=["NL_GM0935"], years=2024)[["area_name", "value", "status"]].values.tolist()
        [['Maastricht', 125285.0, 'A']]
        >>> m.values("vacancy_rat")
        Traceback (most recent call last):
        wohnmonitor.errors.UnknownError: unknown indicator; found: vacancy_rat; ... did you mean vacancy_rate...
        """
        return super().values(indicator, level, areas, years, language, group, territory).astype(TYPES)

    def map(self, indicator: str, year: int, territory: str = "today") -> gpd.GeoDataFrame:
        """Municipalities with their value of one year, EPSG:4326, index area_id; ready for .plot() and .explore().

        territory: today, or then: the municipalities and outlines of 1 January of that year.
        Raises CallError for a year in which no municipality has a figure or of which there are no outlines, UnknownError
        for an unknown indicator.

        >>> shapes = m.map("population_density", year=2024)
        >>> len(shapes), shapes.geometry.is_valid.all().item()
        (199, True)
        """
        values = self.values(indicator, level="municipality", years=year, territory=territory)
        if values.empty:
            known = self.values(indicator, level="municipality")["year"]
            raise CallError(f"{indicator}, {year}", "no figure", f"a year from {known.min()} to {known.max()}")
        shapes = self.boundaries(self.vintage_of(year) if territory == "then" else None)
        frame = values.merge(shapes[["area_id", "wkb"]], on="area_id", validate="1:1")
        geometry = shapely.from_wkb(frame["wkb"].map(bytes))
        return gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="wkb")), geometry=geometry, crs="EPSG:4326").set_index("area_id")

    def lineage(self, indicator: str, area_id: str, year: int) -> Lineage:
        """A value followed back to the measures and to publisher, table, file, checksum and row (lineage.Lineage).

        Raises UnknownError for ids, CallError where there is no value.

        >>> m.lineage("population", "NL_GM1954", 2015).figures[["code", "value"]].values.tolist()
        [['NL_GM0881', 7866.0], ['NL_GM0951', 15495.0], ['NL_GM0962', 12992.0]]
        """
        return lineage(self, indicator, area_id, year)

    def cite(
        self,
        *indicators: str,
        years: Sequence[int] | int | None = None,
        areas: Sequence[str] | None = None,
        language: str = "en",
        url: str = "",
    ) -> Citation:
        """How to cite these indicators, or the whole release: .text, .bibtex, .csl (an item of CSL-JSON), .sources.

        years, areas: narrow the sources to what is used. language: de, nl, fr, en. Raises UnknownError.

        >>> print(m.cite("house_price", years=2024))
        Wohnmonitor contributors (...): House price (house_price), 2024 [data set]. ... Compilation: CC BY 4.0.
        >>> m.cite("house_price").csl["author"]
        [{'literal': 'Wohnmonitor contributors'}]
        """
        named = indicators or self.indicators().index
        frames = [self.values(one, areas=areas, years=years)[["indicator", "year", "value", "source"]] for one in named]
        return cite(self._declared(), self.release, pd.concat(frames, ignore_index=True), language, url)

    def _declared(self):
        return self.catalogue

    def releases(self) -> pd.DataFrame:
        """Releases at hand. Index: release; date, published, kept (`database`: all there is, `values`: values alone).

        >>> m.releases().loc[m.release, "kept"]
        'database'
        """
        return history.releases(self.data)

    def changed_since(self, release: str, indicator: str | None = None, areas: Sequence[str] | None = None) -> pd.DataFrame:
        """Figures that differ from an earlier release: indicator, area_id, level, year, change (appeared, vanished, value,
        status), old_value, new_value, old_status, new_status, old_reason, new_reason.

        Raises UnknownError for a release that is not at hand, or for an indicator that neither has.

        >>> len(m.changed_since(m.release))
        0
        """
        if indicator is not None and indicator not in self.indicators().index:
            known = history.figures(self.data, release)["indicator"].unique()
            if indicator not in known:
                raise UnknownError("indicator", indicator, {*known, *self.indicators().index})
        return history.changed_between(self.data, release, self.release, indicator, areas)


class Archive(Notebook):
    """A release of which only the values are kept: values(), indicators(), cite(), releases(), changed_since().

    Whatever needs its database raises StoreError. Titles and publishers in cite() are those declared today.
    """

    def __init__(self, data: Path, release: str):
        super().__init__(data, release)

    @property
    def now(self) -> Release:
        """There is none. Raises StoreError."""
        raise StoreError(
            f"release {self._fixed}", "values alone (its database was dropped)", "a release with its database",
            "values(), indicators(), cite() and changed_since() work; m.releases() lists the databases at hand",
        )  # fmt: skip

    @property
    def release(self) -> str:
        """Its id."""
        return str(self._fixed)

    def indicators(self) -> pd.DataFrame:
        """Index: indicator; unit, comparability, first_year, last_year, municipalities."""
        rows = history.parquet(self.data, self.release, [("level", "==", "municipality")])
        rows = rows[rows["value"].notna()].groupby("indicator")
        spans = rows.agg(unit=("unit", "first"), comparability=("comparability", "first"), first_year=("year", "min"),
                         last_year=("year", "max"), municipalities=("area_id", "nunique"))  # fmt: skip
        every = pd.Index(sorted(history.known(self.data, self.release, "indicator")), name="indicator")
        return spans.reindex(every).astype(dict.fromkeys(("first_year", "last_year", "municipalities"), "Int64"))

    def values(
        self,
        indicator: str,
        level: str | None = None,
        areas: Sequence[str] | None = None,
        years: Sequence[int] | int | None = None,
        language: str | None = None,
        group: Mapping[str, Sequence[str]] | None = None,
        territory: str = "today",
    ) -> pd.DataFrame:
        """As Notebook.values, on the areas of that release, named in their own language; no groups, no former territory."""
        if group is not None or territory != "today" or language is not None:
            self.now  # noqa: B018  says what is missing
        return history.archived(self.data, self.release, indicator, level, areas, years).astype(TYPES)

    def _declared(self):
        return load_catalogue(catalogue_dir())


def opened(data_dir: str | Path | None = None, release: str | None = None) -> Notebook:
    """See wohnmonitor.open."""
    data = folder_of(data_dir)
    if release is None:
        ensure_release(data, date.today())
        return Notebook(data)
    history.known_release(data, release)
    if history.whole(data, release):
        return Notebook(data, release)
    if release not in store.archived(data):
        raise StoreError(f"release {release}", "a database of another version, and no Parquet", "one of them", "build a new release")
    return Archive(data, release)
