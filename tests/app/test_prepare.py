"""Map files that another process builds are those this one would build; where it fails they are built here."""

from __future__ import annotations

from contextlib import closing

from wohnmonitor.app import served
from wohnmonitor.app.prepare import prepared
from wohnmonitor.app.served import Served

FIRST = "population"


def test_the_first_files_come_from_the_other_process(data_folder):
    here, there = Served(data_folder), Served(data_folder)
    with closing(there.warming(FIRST)) as steps:
        next(steps)
        assert FIRST in there._files._taken and "geo" in there._files.__dict__
    assert there.geo() == here.geo() and there.payload(FIRST, "municipality") == here.payload(FIRST, "municipality")


def test_a_process_that_fails_is_no_loss(data_folder, tmp_path, monkeypatch):
    assert list(prepared(tmp_path / "none.duckdb", FIRST)) == []

    def nothing(*_):
        yield from ()

    monkeypatch.setattr(served, "prepared", nothing)
    monitor = Served(data_folder)
    assert len(list(monitor.warming(FIRST))) == 1 and not monitor._files._taken
