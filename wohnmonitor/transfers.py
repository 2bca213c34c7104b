"""Fetching on the terminal: bars with bytes and time left, what came, and what was stopped and why."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from threading import Lock

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from wohnmonitor import log
from wohnmonitor.sources.gather import Gathered, Stopped
from wohnmonitor.terminal import console, told


@contextmanager
def shown_transfers():
    """A bar for each file on its way, on standard error; a line a file where there is no terminal, or an event where the log is JSON."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks, lock = {}, Lock()

        def tell(file: str, got: int, of: int | None) -> None:
            with lock:
                if file not in tasks:
                    tasks[file] = bars.add_task(file[-60:], total=of)
                    log.tell("fetch", file=file)
                    if not console.is_terminal:
                        told(f"fetch {file}")
                bars.update(tasks[file], completed=got, total=of)
                if of and got >= of:
                    bars.update(tasks[file], visible=False)

        yield tell


def report_fetched(gathered: Gathered) -> None:
    """What came, on standard error."""
    new = [one for one in gathered.fetched if one.fresh]
    same = [one for one in gathered.fetched if one.files and not one.fresh]
    log.tell("fetched", new=len(new), unchanged=len(same), stopped=len(gathered.stopped))
    told(f"fetched: tables with new files {len(new)}, unchanged {len(same)}, stopped {len(gathered.stopped)}")
    for one in gathered.fetched:
        if one.left:
            log.tell("left", source=one.source, message=one.left)
            told(f"  {one.source}: {one.left}")


def report_stopped(stopped: Iterable[Stopped]) -> None:
    """The sources that were stopped, with what moved side by side; those that suffer from the same are told together."""
    alike: dict[tuple[str, str, str], list[Stopped]] = {}
    for one in stopped:
        alike.setdefault((one.error.expected, one.error.found, one.error.todo), []).append(one)
    if not alike:
        return
    number = sum(map(len, alike.values()))
    told(f"{number} {'source is' if number == 1 else 'sources are'} stopped; their last good figures stand:", "bold red")
    for texts, together in alike.items():
        for one in together:
            told(f"{one.source}  {one.error.where}", "bold")
        for name, text in zip(("expected", "found", "what to do"), texts, strict=True):
            if text:
                told(f"  {name:<11}{text}")
