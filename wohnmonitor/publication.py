"""Writing and publishing without fear: alone in the data folder, told in the journal, through the gate.

writing(data, work) around all that writes; rehearsal(data) for what is to leave nothing; pass_gate(data, release, …) writes the change
log and publishes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from wohnmonitor import changelog, files, gate, journal, lock, log, store
from wohnmonitor.catalogue import load_catalogue, load_gate
from wohnmonitor.changelog import Changes
from wohnmonitor.errors import StoreError
from wohnmonitor.paths import boundaries_dir, catalogue_dir, releases_dir


@contextmanager
def writing(data: Path, work: str, told: bool = True) -> Iterator[None]:
    """Alone in the data folder, rid of what a killed writer left, with begin and end in the journal (if `told`). Raises LockedError."""
    with lock.held(data, work):
        store.sweep(data)
        if not told:
            yield
            return
        journal.began(data, work)
        try:
            yield
        except BaseException as error:
            with suppress(StoreError):  # the disk may be what failed
                journal.ended(data, str(error) or type(error).__name__)
            raise
        journal.ended(data)


@contextmanager
def rehearsal(data: Path) -> Iterator[Path]:
    """A data folder of its own that holds the published release and the outlines: what is built there leaves nothing behind."""
    with files.writable(data), TemporaryDirectory(prefix=store.REHEARSAL, dir=data, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        releases_dir(folder).mkdir()
        if boundaries_dir(data).is_dir():
            shutil.copytree(boundaries_dir(data), boundaries_dir(folder))
        if published := store.current(data):
            shutil.copy2(store.release_path(data, published), releases_dir(folder))
            if (values := store.values_path(data, published)).is_file():
                shutil.copy2(values, releases_dir(folder))
            store.publish(folder, published)
        yield folder


def pass_gate(data: Path, release: str, *, publish: bool, reviewed: bool = False) -> Changes | None:
    """Write what a release changes in the published one beside it, and publish it if asked. Returns the changes, None for a first one.

    reviewed: a person has read them. Raises CheckError where not, and something is beyond the limits (indicators/gate.toml) or a person
    rolled back the release before: what was taken back does not come again by itself.
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
            gate.stop_after_rollback(changes, changelog.text_path(data, release), journal.rolled_back(data))
        store.publish(data, release)
        journal.published(data, release, reviewed)
        log.tell("published", release=release, before=before, reviewed=reviewed)
    return changes
