"""A replica of the publishers, and a place that fetches from it: raw folder, last good figures, no real waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.collect import EMPTY, Collected, collect, read_all
from wohnmonitor.paths import catalogue_dir, reference_dir
from wohnmonitor.reference import load_reference
from wohnmonitor.snapshot import FILES
from wohnmonitor.sources.fetch import Limits, Web
from wohnmonitor.sources.gather import Gathered, Order, Stopped, fetch_all

from .server import Replica

LIMITS = Limits(connect=2, read=0.3, tries=3, first_wait=1, longest_wait=4, patience=100, pause=0, most_bytes=1 << 22)


@dataclass
class Place:
    """Somebody who keeps the monitor: what was fetched, and the last good figures."""

    raw: Path
    replica: Replica
    env: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    last: Collected = field(default_factory=lambda: Collected(EMPTY, pd.DataFrame(columns=FILES)))
    gathered: Gathered = Gathered()

    def web(self, **limits) -> Web:
        """A client of the replica that notes its pauses instead of making them."""
        env = {"WOHNMONITOR_MIRROR": self.replica.address, "WOHNMONITOR_CONTACT": "statistik@example.org", **self.env}
        return Web(env, Limits(**(LIMITS.__dict__ | limits)), self.waits.append)

    def fetch(self, *only: str, since: int | None = None, year: int = 2026, **limits) -> Gathered:
        """Fetch some tables."""
        codes = load_reference(reference_dir()).code
        order = Order(year, {scheme: tuple(rows["code"].unique()) for scheme, rows in codes.groupby("scheme")}, only, since)
        with self.web(**limits) as web:
            self.gathered = fetch_all(
                self.raw, load_catalogue(catalogue_dir()), order, web, self.env, lambda file, *_: self.told.append(file)
            )
        return self.gathered

    def run(self, *only: str, since: int | None = None, **limits) -> Collected:
        """Fetch, read, compare with what was good; good again afterwards is what came of it."""
        self.fetch(*only, since=since, **limits)
        self.last = collect(self.last, read_all(self.raw, only, since), alone=False)
        return self.last

    def stopped(self) -> dict[str, Stopped]:
        """Sources that the last run stopped."""
        return {one.source: one for one in (*self.gathered.stopped, *self.last.stopped)}

    def values(self, source: str, measure: str = "") -> dict[tuple[str, int], float]:
        """(area, year) -> last good figure."""
        rows = self.last.measures
        rows = rows[(rows["source"] == source) & ((rows["measure"] == measure) | (measure == ""))]
        return {(area, year): value for area, year, value in zip(rows["area_id"], rows["year"], rows["value"], strict=True)}


@pytest.fixture
def replica():
    one = Replica()
    yield one
    one.close()


@pytest.fixture
def place(replica, tmp_path) -> Place:
    return Place(tmp_path / "raw", replica)
