"""The commands of those who keep the monitor up to date: check, publish, rollback, status, schedule; and what refresh reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click
import pandas as pd

from wohnmonitor import changelog, journal, lock, store
from wohnmonitor import schedule as schedules
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.changelog import Changes
from wohnmonitor.errors import CallError
from wohnmonitor.paths import catalogue_dir, snapshot_dir
from wohnmonitor.terminal import monitor_of, printed, shown_progress, told


def report(findings: pd.DataFrame, frames: Mapping[str, pd.DataFrame], of: str = "") -> None:
    """What a build found, on standard error: a line a check, and a line for each two tables that differ. of: the option of check that
    lists all of it."""
    values, conflicts = frames["indicator_value"], frames["conflict"]
    told(f"{values['value'].notna().sum():,} values of {values['indicator'].nunique()} indicators")
    if len(conflicts):
        told(f"{len(conflicts):,} figures that two tables hold and that differ (all: wohnmonitor status --conflicts)")
    sized = conflicts.assign(size=conflicts["relative"].abs().fillna(0) * 100)
    for (measure, stands, other), rows in sized.groupby(["measure", "source", "other_source"]):
        worst = rows.loc[rows["size"].idxmax()]
        largest = f"at most by {worst['size']:.2f} %, {worst['area_id']} {worst['year']}"
        told(f"  {measure}: {stands} stands, {other} differs in {len(rows):,}, {largest}")
    if len(findings):
        told(f"{len(findings):,} findings of checks that stop no release (all: wohnmonitor check --list{of})")
    for name, rows in findings.groupby("check", sort=False):
        first = rows.iloc[0]
        where = f"{first['subject']}, {first['area_id']} {first['year']}"
        told(f"  {name}: {len(rows):,}, such as {where}: found {first['found']}, expected {str(first['expected'])[:100]}")


def report_sources(found: pd.DataFrame) -> None:
    """How people bring a table: a paragraph for each row of collect.described."""
    for row in found.itertuples():
        first = f"{row.source}  {row.publisher}, {row.title}"
        why = row.stopped or ("fetched by program" if row.fetch else "no address for programs is known")
        then = f"wohnmonitor refresh --source {row.source} --offline"
        lines = {
            "why": why, "page": row.page, "file": row.file, "put into": f"{row.put_into}/", "there": row.there, "then": then,
            "note": row.note,
        }  # fmt: skip
        click.echo("\n".join([first, *(f"  {name:<9}{text}" for name, text in lines.items() if text), ""]))


def report_changes(changes: Changes | None, where: Path | None = None) -> None:
    """What a release changes in the one before, on standard error. where: the change log."""
    if changes is None:
        return
    beyond = f"{len(changes.beyond)} beyond the limits" if len(changes.beyond) else "inside the limits"
    told(f"{len(changes.sources)} measures of tables change, {beyond}")
    if where:
        told(f"all changes: {where}")


@click.command()
@click.option("--release", help="Over this release, built already, instead.")
@click.option("--list", "listed", is_flag=True, help="All findings as CSV on standard output.")
@click.pass_obj
def check(data: Path, release: str | None, listed: bool) -> None:
    """Run every check over what the snapshot builds.

    Example: wohnmonitor check
    """
    from tempfile import TemporaryDirectory

    from wohnmonitor import checks, pipeline  # slow to import, as everything that builds
    from wohnmonitor.release import tables

    if release:
        frames = {name: table.to_pandas() for name, table in tables(store.release_path(data, release)).items()}
        findings = checks.run(frames, load_catalogue(catalogue_dir()))
        checks.stop_on(findings)
    else:
        with TemporaryDirectory() as folder, shown_progress() as tell:
            built = pipeline.build_from_snapshot(Path(folder), date.today(), tell)
        findings, frames = built.findings, built.frames
    report(findings, frames, f" --release {release}" if release else "")
    if listed:
        printed(findings)
    else:
        click.echo("all checks that gate a release pass")


@click.command()
@click.argument("release")
@click.pass_obj
def publish(data: Path, release: str) -> None:
    """Publish a release whose changes you have read: of refresh, or an older one that is kept.

    Example: wohnmonitor publish 2026-11-26-789615d792
    """
    from wohnmonitor import pipeline

    with pipeline.writing(data, "publish"):
        changes = pipeline.pass_gate(data, release, publish=True, reviewed=True)
    report_changes(changes, changelog.text_path(data, release))
    click.echo(f"{release} published")


@click.command()
@click.pass_obj
def rollback(data: Path) -> None:
    """Publish the release that stood before. From then on refresh --publish publishes nothing, until somebody publishes a release.

    Example: wohnmonitor rollback
    """
    from wohnmonitor import pipeline

    with pipeline.writing(data, "rollback"):
        release = store.rollback(data)
        journal.published(data, release, reviewed=True, back=True)
    told("nothing is published unread from now on: wohnmonitor publish RELEASE ends that")
    click.echo(f"{release} published")


@click.command()
@click.argument("system", type=click.Choice(["systemd", "cron", "windows"]))
@click.option("--at", default="04:30", show_default=True, metavar="HH:MM", help="When, each day.")
@click.option("-o", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="systemd: write the units there.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def schedule(data: Path, system: str, at: str, folder: Path | None, arguments: tuple[str, ...]) -> None:
    """Print what lets this machine refresh the monitor each day; behind `--` options of refresh, else --publish.

    Example: wohnmonitor schedule systemd -o /etc/systemd/system
    """
    try:
        hour, minute = (int(part) for part in at.split(":"))
        at = f"{hour:02}:{minute:02}"
        if not (0 <= hour < 24 and 0 <= minute < 60):
            raise ValueError
    except ValueError:
        raise CallError("schedule --at", at, "an hour and minute such as 04:30") from None
    if folder and system != "systemd":
        raise CallError("schedule -o", system, "systemd, which alone has files; the other lines are printed")
    arguments = arguments or ("--publish",)
    if system != "systemd":
        click.echo({"cron": schedules.cron, "windows": schedules.windows}[system](data, arguments, at), nl=False)
        return
    units = schedules.systemd(data, arguments, at)
    for name, text in units.items():
        if folder:
            (folder / name).write_text(text, encoding="utf-8")
        click.echo(str(folder / name) if folder else f"# {name}\n{text}")
    if folder:
        told(f"then: systemctl daemon-reload && systemctl enable --now {schedules.NAME}.timer")


@click.command()
@click.option("--coverage", is_flag=True, help="The census of gaps: how many municipalities have a value, and why others have none.")
@click.option("--indicator", help="With --coverage or --since: this indicator alone.")
@click.option("--conflicts", is_flag=True, help="Figures that two tables hold and that differ, with the size.")
@click.option("--since", metavar="RELEASE", help="Figures that differ from an earlier release: what you cited, and what it is now.")
@click.option("--sources", is_flag=True, help="Each source: last success, age, what is due by the publisher's calendar, last error.")
@click.pass_obj
def status(data: Path, coverage: bool, indicator: str | None, conflicts: bool, since: str | None, sources: bool) -> None:
    """Say which release is published, how the last run went, what is due, and what the monitor does not know.

    Example: wohnmonitor status --coverage --indicator vacancy_rate
    """
    if indicator and not (coverage or since):
        raise CallError("status", "--indicator without --coverage or --since", "both")
    if since:
        from wohnmonitor.notebook import Notebook

        printed(Notebook(data).changed_since(since, indicator))
    elif coverage:
        printed(monitor_of(data).coverage(indicator))
    elif conflicts:
        printed(monitor_of(data).conflicts())
    elif sources:
        printed(_freshness(data))
    else:
        _overview(data)


def _freshness(data: Path) -> pd.DataFrame:
    from wohnmonitor.catalogue import load_calendar
    from wohnmonitor.freshness import freshness

    monitor = monitor_of(data)
    return freshness(monitor.catalogue, load_calendar(catalogue_dir()), journal.read(data), *monitor.now.editions(), date.today())


def _overview(data: Path) -> None:
    published, state = store.current(data), journal.read(data)
    click.echo(f"data folder  {data}")
    click.echo(f"snapshot     {'shipped' if (snapshot_dir() / 'files.csv').is_file() else 'none'}")
    click.echo(f"published    {published or 'none yet: wohnmonitor serve builds the first'}")
    if run := state["run"]:
        click.echo(f"last run     {run['work']}, {_ended(data, run)}")
    public = {published, store.previous(data)}
    for release in store.kept(data):
        size = store.release_path(data, release).stat().st_size / 1e6
        draft = "" if release in public or journal.was_published(data, release) else "  not published"
        click.echo(f"kept         {release}  {size:.1f} MB{draft}")
    for release in store.archived(data):
        if release not in store.kept(data):
            click.echo(f"values       {release}  {store.values_path(data, release).stat().st_size / 1e6:.1f} MB")
    if not published:
        return
    frame = _freshness(data)
    for row in frame[frame["due_since"].notna()].itertuples():
        click.echo(f"due          {row.source}, since {row.due_since} ({row.calendar})")
    failed = frame[frame["last_error"].notna()]
    # A site that is down stops many tables: what they share is said once.
    for (day, shared), rows in failed.groupby(["last_error", failed["message"].map(lambda message: message.partition("; ")[2])]):
        click.echo(f"error        {day}, {len(rows)} of the sources: {shared}")
        for row in rows.itertuples():
            click.echo(f"             {row.source}  {row.message.partition('; ')[0]}")


def _ended(data: Path, run: dict) -> str:
    if "ended" not in run:
        ending = "still runs" if lock.busy(data) else "was killed, or had no room to say how it ended; the next needs no help"
        return f"begun {run['began']}, {ending}"
    return f"failed {run['ended']}: {run['message']}" if run["failed"] else f"done {run['ended']}"


STAFF = (check, publish, rollback, schedule, status)
