"""A monitor with the two kinds of files the map draws from: paths, and values by indicator and level."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from hashlib import sha256

import geopandas as gpd
import shapely

from wohnmonitor.figures import mapfile
from wohnmonitor.figures.payload import payload
from wohnmonitor.paths import snapshot_dir
from wohnmonitor.queries import Monitor, Release


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

    def warm(self) -> None:
        """Build the files of the first level before a reader asks, so that no change of indicator waits."""
        for indicator in self.catalogue.indicators:
            self.payload(indicator, "municipality")

    def payload(self, indicator: str, level: str) -> bytes:
        """All years of an indicator at a level as JSON. Raises UnknownError."""
        return self._files.payload(self.indicator(indicator).id, level)


@lru_cache(maxsize=2)
def _files_of(release: Release) -> _Files:
    return _Files(Monitor.on(release))


class _Files:
    def __init__(self, monitor: Monitor):
        self._monitor = monitor

    @cached_property
    def _paths(self) -> dict:
        monitor = self._monitor
        rows = monitor.boundaries()
        shapes = gpd.GeoDataFrame(rows[["area_id"]], geometry=shapely.from_wkb(rows["wkb"].map(bytes)), crs="EPSG:4326")
        residents = monitor.values("population", level="municipality").dropna(subset=["value"])
        newest = residents.sort_values("year").groupby("area_id")["value"].last().to_dict()
        context = gpd.read_file(snapshot_dir() / "context.geojson")
        return mapfile.build(shapes, monitor.membership(), context, monitor.areas(), newest)

    @cached_property
    def geo(self) -> bytes:
        return _json(self._paths)

    @cached_property
    def geo_hash(self) -> str:
        return sha256(self.geo).hexdigest()[:12]

    @lru_cache(maxsize=512)  # noqa: B019  lives and dies with the release
    def payload(self, indicator: str, level: str) -> bytes:
        monitor = self._monitor
        country = monitor.areas().set_index("area_id")["country"].to_dict()
        ids = self._paths["levels"][level]["ids"]
        return _json(payload(monitor.values(indicator), ids, country, monitor.indicator(indicator), level, monitor.release))


def _json(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
