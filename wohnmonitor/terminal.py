"""What the commands share: errors as one line, progress on standard error, the monitor of a data folder."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wohnmonitor import log, store
from wohnmonitor.errors import WohnmonitorError
from wohnmonitor.queries import Monitor, open_monitor
from wohnmonitor.release import about
from wohnmonitor.schema import SCHEMA_VERSION

console = Console(stderr=True)
FOLDER = "--data-dir"


class Command(click.Group):
    """Our errors become one line on standard error and an exit code; --data-dir is understood behind the command too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take --data-dir to the front, wherever it stands before `--`."""
        end = args.index("--") if "--" in args else len(args)
        front, rest, inside = [], [], iter(args[:end])
        for arg in inside:
            if arg == FOLDER:
                front += [arg, *([value] if (value := next(inside, None)) is not None else [])]
            else:
                (front if arg.startswith(f"{FOLDER}=") else rest).append(arg)
        return super().parse_args(ctx, [*front, *rest, *args[end:]])

    def invoke(self, ctx: click.Context):
        """Run the command; WohnmonitorError ends with its exit code."""
        try:
            return super().invoke(ctx)
        except WohnmonitorError as error:
            if log.is_json():
                log.tell("failed", logging.ERROR, kind=type(error).__name__, **error.parts())
                ctx.exit(error.exit_code)
            console.print(f"[bold red]error:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            ctx.exit(0)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception:
            if not log.is_json():
                raise
            log.log.exception("crashed")  # a scheduler reads a line, not a traceback
            ctx.exit(1)


@contextmanager
def shown_progress():
    """A progress bar on standard error; a line a step where there is no terminal, or an event where the log is JSON."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=log.is_json() or not console.is_terminal) as bar:
        task = bar.add_task("start", total=None)
        last = [""]

        def tell(what: str, done: int, of: int) -> None:
            bar.update(task, description=what[:60], completed=done, total=of)
            word = what.split(" ", 1)[0] if what.startswith("read ") else what
            if word != last[0] and log.is_json():
                log.tell("step", step=word)
            elif word != last[0] and not console.is_terminal:
                console.print(word, highlight=False)
            last[0] = word

        yield tell


def told(line: str, style: str | None = None) -> None:
    """A line for people, on standard error, as it stands."""
    console.print(line, style=style, highlight=False, markup=False, soft_wrap=True)


def printed(frame: pd.DataFrame) -> None:
    """A frame as CSV on standard output."""
    click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)


def first_release(data: Path) -> None:
    """Build the first release from the shipped snapshot where none is published that this version reads."""
    published = store.current(data)
    if published and about(store.release_path(data, published))[0] == SCHEMA_VERSION:
        return
    from wohnmonitor.pipeline import ensure_release  # slow to import, and seldom needed

    with shown_progress() as tell:
        ensure_release(data, date.today(), tell)


def monitor_of(data: Path) -> Monitor:
    """The published release of a data folder; the first is built where there is none."""
    first_release(data)
    return open_monitor(data)
