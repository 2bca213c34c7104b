"""Writing and publishing without fear: alone in the data folder, told in the journal, through the gate.

writing(data, work) around all that writes; pass_gate(data, release, …) writes the change log and publishes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wohnmonitor import changelog, gate, journal, lock, log, store
from wohnmonitor.catalogue import load_catalogue, load_gate
from wohnmonitor.changelog import Changes
from wohnmonitor.errors import StoreError
from wohnmonitor.paths import catalogue_dir


@contextmanager
def writing(data: Path, work: str) -> Iterator[None]:
    """Alone in the data folder, rid of what a killed writer left, with begin and end in the journal. Raises LockedError."""
    with lock.held(data, work):
        store.sweep(data)
        journal.began(data, work)
        try:
            yield
        except BaseException as error:
            with suppress(StoreError):  # the disk may be what failed
                journal.ended(data, str(error) or type(error).__name__)
            raise
        journal.ended(data)


def pass_gate(data: Path, release: str, *, publish: bool, reviewed: bool = False) -> Changes | None:
    """Write what a release changes in the published one beside it, and publish it if asked. Returns the changes, None for a first one.

    reviewed: a person has read them. Raises CheckError where not and something is beyond the limits (indicators/gate.toml).
    """
    before, changes = store.current(data), None
    if before and before != release:
        folder = catalogue_dir()
        changes = gate.compare(data, before, release, load_catalogue(folder), load_gate(folder))
        changelog.write(data, changes)
        log.tell("compared", release=release, before=before, measures=len(changes.sources), beyond=len(changes.beyond))
    if publish and before != release:
        if changes and not reviewed:
            gate.stop_beyond(changes, changelog.text_path(data, release))
        store.publish(data, release)
        journal.published(data, release, reviewed)
        log.tell("published", release=release, before=before, reviewed=reviewed)
    return changes
