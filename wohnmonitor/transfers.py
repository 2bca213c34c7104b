"""Fetching on the terminal: bars with bytes and time left, what came, and what was stopped and why."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from threading import Lock

from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from wohnmonitor import log
from wohnmonitor.sources.gather import Gathered, Stopped
from wohnmonitor.terminal import console


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
                        console.print(f"fetch {file}", highlight=False, markup=False)
                bars.update(tasks[file], completed=got, total=of)
                if of and got >= of:
                    bars.update(tasks[file], visible=False)

        yield tell


def report_fetched(gathered: Gathered) -> None:
    """What came, on standard error."""
    new = [one for one in gathered.fetched if one.fresh]
    same = [one for one in gathered.fetched if one.files and not one.fresh]
    log.tell("fetched", new=len(new), unchanged=len(same), stopped=len(gathered.stopped))
    console.print(f"fetched: {len(new)} tables with new files, {len(same)} unchanged, {len(gathered.stopped)} stopped", highlight=False)
    for one in gathered.fetched:
        if one.left:
            log.tell("left", source=one.source, message=one.left)
            console.print(f"  {one.source}: {one.left}", highlight=False, markup=False, soft_wrap=True)


def report_stopped(stopped: Iterable[Stopped]) -> None:
    """Each source that was stopped, with what moved side by side."""
    stopped = list(stopped)
    if not stopped:
        return
    console.print(f"[bold red]{len(stopped)} stopped; their last good figures stand:[/]", highlight=False)
    for one in stopped:
        error = one.error
        console.print(f"[bold]{escape(one.source)}[/]  {escape(error.where)}", highlight=False, soft_wrap=True)
        for name, text in (("expected", error.expected), ("found", error.found), ("what to do", error.todo)):
            if text:
                console.print(f"  {name:<11}{escape(text)}", highlight=False, soft_wrap=True)
