"""A monitor with the two kinds of files the map draws from: paths, and values by indicator and level."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from functools import cached_property, lru_cache
from hashlib import sha256

import geopandas as gpd
import pandas as pd
import shapely

from wohnmonitor.app.prepare import LEVEL, prepared
from wohnmonitor.errors import UnknownError
from wohnmonitor.figures import mapfile
from wohnmonitor.figures.payload import payload
from wohnmonitor.paths import snapshot_dir
from wohnmonitor.queries import Monitor
from wohnmonitor.release import Release


class Served(Monitor):
    """queries.Monitor with geo(), geo_hash and payload(): built once per release, then immutable."""

    @property
    def _files(self) -> _Files:
        return _files_of(self.now)

    def geo(self) -> bytes:
        """The path file as JSON."""
        return self._files.geo

    @property
    def geo_hash(self) -> str:
        """Names the path file: it changes when a border does."""
        return self._files.geo_hash

    def outlines(self, vintage: str) -> bytes:
        """Municipalities as drawn from 1 January of an older year on, as JSON. Raises UnknownError."""
        if vintage not in self.vintages()[:-1]:
            raise UnknownError("outlines", vintage, self.vintages()[:-1])
        return self._files.outlines(vintage)

    def outlines_mark(self, vintage: str) -> str:
        """Names the outlines: it changes when a border does. Raises UnknownError."""
        return sha256(self.outlines(vintage)).hexdigest()[:12]

    def payload_then(self, indicator: str, vintage: str) -> bytes:
        """The years between two vintages on the municipalities of the older, as JSON. Raises UnknownError."""
        return self._files.payload_then(self.indicator(indicator).id, vintage)

    def warming(self, first: str) -> Iterator[None]:
        """Have the files of the first level before a reader asks, in steps: at the first one stand the paths and the indicator `first`.

        Another process builds them; what it does not deliver is built here, when it is asked for.
        """
        stays = self.pinned()
        with closing(prepared(stays.now.path, first)) as done:
            for name, body in done:
                stays._files.take(name, body)
                if name:
                    yield
        stays.geo()
        stays.payload(first, LEVEL)
        yield

    def payload(self, indicator: str, level: str) -> bytes:
        """All years of an indicator at a level as JSON. Raises UnknownError."""
        return self._files.payload(self.indicator(indicator).id, level)


@lru_cache(maxsize=2)
def _files_of(release: Release) -> _Files:
    return _Files(Monitor.on(release))


class _Files:
    def __init__(self, monitor: Monitor):
        self._monitor = monitor
        self._taken: dict[str, bytes] = {}

    def take(self, indicator: str, body: bytes) -> None:
        """A file that another process has built: values of an indicator at the first level, or the paths ("")."""
        if indicator:
            self._taken[indicator] = body
        elif "geo" not in self.__dict__:
            self.geo = body

    @cached_property
    def _paths(self) -> dict:
        return json.loads(self.geo)

    def _build(self, vintage: str | None, membership: pd.DataFrame, areas: pd.DataFrame) -> dict:
        monitor = self._monitor
        rows = monitor.boundaries(vintage)
        shapes = gpd.GeoDataFrame(rows[["area_id"]], geometry=shapely.from_wkb(rows["wkb"].map(bytes)), crs="EPSG:4326")
        residents = monitor.values("population", level="municipality", territory="then" if vintage else "today").dropna(subset=["value"])
        newest = residents.sort_values("year").groupby("area_id")["value"].last().to_dict()
        context = gpd.read_file(snapshot_dir() / "context.geojson")
        return mapfile.build(shapes, membership, context, areas, newest)

    @cached_property
    def geo(self) -> bytes:
        return _json(self._build(None, self._monitor.membership(), self._monitor.areas()))

    @cached_property
    def geo_hash(self) -> str:
        return sha256(self.geo).hexdigest()[:12]

    @lru_cache(maxsize=8)  # noqa: B019  lives and dies with the release
    def outlines(self, vintage: str) -> bytes:
        """{level: as in the path file, parts: id of then -> [name, id of today], where they differ}."""
        standing = self._monitor.standing(int(vintage))
        member = self._monitor.membership().rename(columns={"municipality_id": "successor", "area_id": "group"})
        member = standing[["area_id", "successor"]].merge(member, on="successor")
        member = member.rename(columns={"area_id": "municipality_id", "group": "area_id"})
        areas = self._monitor.areas()
        towns = standing.assign(level="municipality")[["area_id", "level", "country"]]
        paths = self._build(vintage, member, pd.concat([towns, areas.loc[areas["level"] != "municipality", list(towns)]]))
        others = standing[standing["area_id"] != standing["successor"]]
        parts = {row.area_id: [row.name, row.successor] for row in others.itertuples(index=False)}
        return _json({"vintage": int(vintage), "level": paths["levels"]["municipality"], "parts": parts})

    @lru_cache(maxsize=512)  # noqa: B019  lives and dies with the release
    def payload_then(self, indicator: str, vintage: str) -> bytes:
        monitor, level = self._monitor, "municipality"
        until = int(next(v for v in monitor.vintages() if v > vintage)) - 1
        ids = json.loads(self.outlines(vintage))["level"]["ids"]
        values = monitor.values(indicator, level=level, years=(int(vintage), until), territory="then")
        country = {area: area[:2] for area in ids}
        return _json(payload(values, ids, country, monitor.indicator(indicator), level, monitor.release))

    @lru_cache(maxsize=512)  # noqa: B019  lives and dies with the release
    def payload(self, indicator: str, level: str) -> bytes:
        if level == LEVEL and indicator in self._taken:
            return self._taken[indicator]
        monitor = self._monitor
        country = monitor.areas().set_index("area_id")["country"].to_dict()
        ids = self._paths["levels"][level]["ids"]
        return _json(payload(monitor.values(indicator), ids, country, monitor.indicator(indicator), level, monitor.release))


def _json(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
