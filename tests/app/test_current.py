"""A new release is read beside the one that answers; nobody waits, and one that cannot be read changes nothing."""

from __future__ import annotations

import time
from threading import Event

import pytest

from tests.app.fake import FakeMonitor
from wohnmonitor.app import current
from wohnmonitor.app.current import Current


class Changing(FakeMonitor):
    """A monitor whose published release changes, and whose reading can be held up or fail."""

    def __init__(self):
        super().__init__()
        self.go, self.broken, self.opened = Event(), False, 0
        self.go.set()

    def pinned(self):
        self.opened += 1
        if self.broken:
            raise OSError("no such file")
        stays = FakeMonitor()
        stays.release = stays.published = self.published
        stays.changes = lambda: self.go.wait(10) and FakeMonitor.changes(stays)
        stays.geo = lambda: self.go.wait(10) and FakeMonitor.geo(stays)
        return stays


def until(true) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("waited 5 seconds")


def test_the_old_release_answers_while_the_new_one_is_read():
    monitor = Changing()
    facts = Current(monitor)
    old = facts()
    monitor.go.clear()
    monitor.published = "new"
    start = time.perf_counter()
    assert all(facts() is old for _ in range(50))
    assert time.perf_counter() - start < 1, "nobody waits"
    assert monitor.opened == 2, "read once, however many ask"
    monitor.go.set()
    until(lambda: facts().release == "new")
    assert facts.of(old.release) is old and facts.of("new") is facts() and facts.of("older") is None


def test_a_release_that_cannot_be_read_leaves_the_one_before(caplog, monkeypatch):
    monitor = Changing()
    facts = Current(monitor)
    old = facts()
    monitor.broken, monitor.published = True, "broken"
    facts()
    until(lambda: "cannot be read" in caplog.text)
    assert facts() is old and facts() is old and monitor.opened == 2, "not tried again at once"
    monkeypatch.setattr(current, "PAUSE", 0)
    monitor.broken, monitor.published = False, "mended"
    facts()
    until(lambda: facts().release == "mended")


def test_the_first_reader_hears_of_a_release_that_cannot_be_read():
    monitor = Changing()
    monitor.broken = True
    with pytest.raises(OSError, match="no such file"):
        Current(monitor)()
