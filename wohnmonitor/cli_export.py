"""wohnmonitor export: the table to take away, in any format, to a file or to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pandas as pd

from wohnmonitor.errors import CallError, StoreError
from wohnmonitor.export import FORMATS, Dataset, Format, of_name
from wohnmonitor.extract import Asked, extract, known_groups, known_span
from wohnmonitor.narrow import WINDOW, WINDOWS
from wohnmonitor.schema import COUNTRIES, LANGUAGES, LEVELS
from wohnmonitor.terminal import console, monitor_of, shown_progress


@click.command()
@click.argument("indicators", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All indicators.")
@click.option("--level", type=click.Choice(LEVELS))
@click.option("--areas", help="Ids, separated by commas.")
@click.option("--group", "named", multiple=True, metavar="NAME=IDS", help="A group of areas, recomputed from its municipalities.")
@click.option("--years", help="2024, 2010-2024 or 2010,2015,2020.")
@click.option("--territory", type=click.Choice(["today", "then"]), default="today", show_default=True,
              help="Municipalities of today, or those of 1 January of each year.")  # fmt: skip
@click.option("--latest", is_flag=True, help="Each area's newest value only, forecasts left aside.")
@click.option("--window", default=WINDOW, show_default=True, type=click.IntRange(WINDOWS[0], WINDOWS[-1]),
              help="With --latest: years that it may be older than the newest of all.")  # fmt: skip
@click.option("--status", "statuses", metavar="CODES", help="Rows with these statuses only, separated by commas.")
@click.option("--comparable-with", "country", type=click.Choice(COUNTRIES), help="What may stand beside this country: grades A and B.")
@click.option("--columns", help="These columns and the key only, separated by commas.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Default: what the suffix of the file says, else csv.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Names, headings and notes in this language; default: names in their own.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File; default: standard output.")
@click.pass_obj
def export(
    data, indicators, every, level, areas, named, years, territory, latest, window, statuses, country, columns, form, lang, output
) -> None:
    """Write values with status, reason, reference date, comparability and source.

    Example: wohnmonitor export population house_price --years 2015-2024 -o figures.xlsx

    wohnmonitor export vacancy_rate --group Dreiländereck=DE_05334002,NL_GM0981,BE_63040

    wohnmonitor export --all -o wohnmonitor.zip (a data package: tables, code lists, boundaries, licences)

    Beside a CSV file stands its description (CSV on the Web), beside SDMX-CSV its data structure.
    """
    if every == bool(indicators):
        raise CallError("export", "INDICATORS and --all" if every else "neither INDICATORS nor --all", "one of them",
                        "wohnmonitor indicators lists them")  # fmt: skip
    target = None if output is None or str(output) == "-" else output
    chosen = _format(form, target)
    span, among = known_span(years)
    asked = Asked(
        indicators, level, _ids(areas, "--areas", "ids", "wohnmonitor areas lists them"), span, known_groups(named), territory,
        among, latest, window, _ids(statuses, "--status", "codes") or (), country,
    )  # fmt: skip
    if target is None and not chosen.text and sys.stdout.isatty():
        raise CallError("export", f"{chosen.name} to a terminal", f"a file: -o figures{chosen.suffix}", "or a pipe, or --format csv")
    monitor = monitor_of(data)
    with shown_progress() as tell:
        heard = tell if console.is_terminal else lambda *_: None
        counted, dataset = [0], extract(monitor, asked, lang, heard)
        if wanted := _ids(columns, "--columns", "names"):
            dataset = dataset.only(wanted)

        def frames() -> Iterator[pd.DataFrame]:
            for frame in dataset.frames():
                counted[0] += len(frame)
                yield frame

        counting = replace(dataset, frames=frames)
        if target is None:
            chosen.write(counting, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        beside = save(chosen, counting, target)
    names = ", ".join(map(str, [target, *beside]))
    console.print(f"{names}: {counted[0]:,} rows of release {dataset.release}", highlight=False, markup=False, soft_wrap=True)


def _format(named: str | None, target: Path | None) -> Format:
    if named:
        return FORMATS[named]
    if target is None:
        return FORMATS["csv"]
    found = of_name(target.name)
    if found is None:
        known = ", ".join(one.suffix for one in FORMATS.values())
        raise CallError("--output", target.name[:60], f"a name that ends with {known}", "or say --format")
    return found


def _ids(text: str | None, option: str, what: str, todo: str = "") -> tuple[str, ...] | None:
    if text is None:
        return None
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not found:
        raise CallError(option, repr(text[:40]), f"{what} separated by commas", todo)
    return found


def save(form: Format, dataset: Dataset, target: Path) -> list[Path]:
    """Write a file and what belongs beside it, each under another name first and then moved: whole or not at all.

    Returns the paths beside it. Raises CallError where the name cannot be one, StoreError where the folder cannot be written.
    """
    try:
        # A link is followed, not replaced.
        target = target.resolve()
        if not target.parent.is_dir():
            raise CallError("--output", str(target)[:200], "a folder that exists", f"create {target.parent}")
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:  # a pipe or a device
                form.write(dataset, stream)
            return []
        moves: dict[Path, Path] = {}
        try:
            moves[_part(target)] = target
            form.write(dataset, _part(target))
            for name, content in form.beside(dataset, target.name).items():
                path = target.with_name(name)
                moves[_part(path)] = path
                _part(path).write_bytes(content)
            for part, path in moves.items():
                part.replace(path)
        finally:
            for part in moves:
                part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise StoreError(str(target)[:200], str(error)[:200], "a file that can be written", "name another with -o, or free space") from None
    return list(moves.values())[1:]


def _part(path: Path) -> Path:
    # Some writers look at the suffix.
    return path.with_name(f".{os.getpid()}-{path.name}")
