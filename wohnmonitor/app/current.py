"""Which release answers: the published one, or the one before while its facts are being read."""

from __future__ import annotations

import logging
import time
from contextlib import closing
from threading import Lock, Thread

from wohnmonitor.app.own import joined
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State, from_scripts, parse
from wohnmonitor.errors import WohnmonitorError

log = logging.getLogger(__name__)
PAUSE = 30
"""Seconds until a release that could not be read is tried again."""


class Current:
    """`current()` gives the facts to answer with. A newly published release is read in the background and then swapped in,
    so no reader waits; only the very first call does. A release that cannot be read leaves the one before in place."""

    def __init__(self, monitor):
        self._monitor = monitor
        self._reading = Lock()
        self._facts: Facts | None = None
        self._before: Facts | None = None
        self._failed, self._again = "", 0.0

    def __call__(self) -> Facts:
        held = self._facts
        if held is None:
            with self._reading:
                if self._facts is None:
                    self._facts = Facts(self._monitor.pinned())
                return self._facts
        wanted = self._monitor.published
        if wanted != held.release and self._may_try(wanted) and self._reading.acquire(blocking=False):
            Thread(target=self._follow, args=[wanted], daemon=True).start()
        return held

    def view(self, query: dict[str, list[str]], accepted: str = "") -> tuple[Facts, State]:
        """The view an address asks for, and the facts to tell it with, areas of the reader's own among them. Raises StateError."""
        facts = self()
        state = parse(query, facts.known, accepted)
        return joined(facts, state.group), state

    def view_of(self, data: object) -> tuple[Facts, State]:
        """The same for the state that the page's scripts send."""
        facts = self()
        state = from_scripts(data, facts.known)
        return joined(facts, state.group), state

    @property
    def preview(self) -> bool:
        """Whether a release answers that is not the published one."""
        return self._monitor.preview

    @property
    def release(self) -> str:
        """Id of the release that answers; a dash where none can be read."""
        try:
            return self().release
        except WohnmonitorError:
            return "–"

    def of(self, release: str) -> Facts | None:
        """The facts of the release, if it is the one that answers or the one before: pages that are open go on."""
        return next((facts for facts in (self(), self._before) if facts and facts.release == release), None)

    def _may_try(self, wanted: str | None) -> bool:
        return wanted is not None and (wanted != self._failed or time.monotonic() >= self._again)

    def _follow(self, wanted: str) -> None:
        """Reads the published release and swaps it in; the lock was taken by the caller."""
        try:
            fresh = Facts(self._monitor.pinned())
            with closing(fresh.monitor.warming(fresh.known.default_indicator)) as steps:
                next(steps)
                self._before, self._facts = self._facts, fresh
                log.info("release %s answers now", fresh.release)
                for _ in steps:
                    if self._monitor.published != wanted:  # the next one is waiting already
                        break
        except Exception:
            self._failed, self._again = wanted, time.monotonic() + PAUSE
            log.exception("release %s cannot be read; the one before stays", wanted)
        finally:
            self._reading.release()
