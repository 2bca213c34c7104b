"""wohnmonitor serve | refresh | export | indicators | areas | sources | check | status | rollback.

Exit codes: 0 done, 1 the work failed, 2 the call was wrong.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import pandas as pd
from rich.table import Table

from wohnmonitor import store
from wohnmonitor.cli_export import export
from wohnmonitor.errors import CallError
from wohnmonitor.paths import catalogue_dir, data_dir, snapshot_dir
from wohnmonitor.queries import open_monitor
from wohnmonitor.schema import LANGUAGES, LEVELS
from wohnmonitor.site import read_site
from wohnmonitor.terminal import Command, console, first_release, monitor_of, shown_progress


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wohnmonitor")
@click.option(
    "--data-dir",
    "folder",
    type=click.Path(path_type=Path),
    help="Where releases live (or WOHNMONITOR_DATA_DIR); before or after the command.",
)
@click.pass_context
def main(ctx: click.Context, folder: Path | None) -> None:
    """Housing monitor for the Euregio Meuse-Rhine.

    Example: wohnmonitor serve
    """
    ctx.obj = data_dir(folder)


main.add_command(export)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8050, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--release", help="Serve this release instead of the published one.")
@click.option("--prefix", default="/", show_default=True, help="Path prefix behind a proxy, e.g. /wohnmonitor/.")
@click.option("--open", "browse", is_flag=True, help="Open the browser.")
@click.pass_obj
def serve(data: Path, host: str, port: int, workers: int, release: str | None, prefix: str, browse: bool) -> None:
    """Serve the monitor; on a fresh machine the first release is built from the shipped snapshot.

    Example: wohnmonitor serve --port 8050
    """
    from wohnmonitor.app.run import run  # dash is slow to import and only needed here

    first_release(data)
    open_monitor(data, release)
    read_site(data)
    console.print(f"Wohnmonitor on [bold]http://{host}:{port}{prefix}[/]  (Ctrl+C stops)", highlight=False)
    run(data, host=host, port=port, workers=workers, release=release, prefix=prefix, browse=browse)


@main.command()
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, metavar="DIR")
@click.option("--publish", is_flag=True, help="Publish after the checks.")
@click.option("--dry-run", is_flag=True, help="Build and report only.")
@click.option("--snapshot", is_flag=True, help="Rewrite data/snapshot.")
@click.pass_obj
def refresh(data: Path, folder: Path, publish: bool, dry_run: bool, snapshot: bool) -> None:
    """Build a release from official files, check it, and publish it when asked.

    Example: wohnmonitor refresh --from raw --publish
    """
    if dry_run and (publish or snapshot):
        raise CallError("refresh", "--dry-run with --publish or --snapshot", "one of them")
    from wohnmonitor import pipeline

    with shown_progress() as tell:
        built, changed = pipeline.refresh(data, folder, date.today(), publish=publish, write_snapshot=snapshot, progress=tell)
    _report(built.findings, built.frames)
    if snapshot:
        console.print(f"snapshot: {', '.join(changed) if changed else 'unchanged'}", highlight=False)
    click.echo(f"{built.release} {'published' if publish else 'built, not published'}")


def _report(findings: pd.DataFrame, frames: dict[str, pd.DataFrame]) -> None:
    values = frames["indicator_value"]
    console.print(
        f"{values['value'].notna().sum():,} values of {values['indicator'].nunique()} indicators, "
        f"{len(frames['conflict']):,} figures that two tables hold and that differ, {len(findings):,} findings",
        highlight=False,
    )
    if not frames["conflict"].empty:
        table = Table("measure", "stands", "differs", "figures", "largest difference", title="figures that two tables hold")
        sized = frames["conflict"].assign(size=frames["conflict"]["relative"].abs() * 100)
        for (measure, stands, other), rows in sized.groupby(["measure", "source", "other_source"]):
            worst = rows.loc[rows["size"].fillna(0).idxmax()]
            table.add_row(measure, stands, other, str(len(rows)), f"{worst['size']:.2f} %, {worst['area_id']} {worst['year']}")
        console.print(table)
    if not findings.empty:
        table = Table("check", "subject", "area", "year", "found", "expected")
        for row in findings.head(30).itertuples():
            table.add_row(row.check, row.subject, row.area_id, str(row.year), str(row.found), str(row.expected))
        console.print(table)


def _print(frame: pd.DataFrame) -> None:
    click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)


@main.command()
@click.option("--doc", is_flag=True, help="Their documentation instead, as Markdown: definitions, formulas, grades, sources.")
@click.option("--indicator", help="With --doc: this indicator alone.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the documentation.")
@click.pass_obj
def indicators(data: Path, doc: bool, indicator: str | None, lang: str) -> None:
    """List indicators with theme, unit, grades and years, or document them.

    Example: wohnmonitor indicators --doc --indicator house_price --lang de
    """
    if indicator and not doc:
        raise CallError("indicators", "--indicator without --doc", "both")
    if doc:
        from wohnmonitor.app.documents import handbook

        click.echo(handbook(monitor_of(data), lang, indicator), nl=False)
        return
    _print(monitor_of(data).indicators())


@main.command()
@click.option("--level", type=click.Choice(LEVELS))
@click.pass_obj
def areas(data: Path, level: str | None) -> None:
    """List areas with their names in four languages.

    Example: wohnmonitor areas --level region
    """
    _print(monitor_of(data).areas(level))


@main.command()
def sources() -> None:
    """List declared tables: publisher, number, licence, and how the file is recognised.

    Example: wohnmonitor sources
    """
    from wohnmonitor.catalogue import load_catalogue

    catalogue = load_catalogue(catalogue_dir())
    rows = [
        {
            "source": table_id, "publisher": catalogue.publishers[t.publisher].name, "number": t.number, "title": t.title,
            "licence": catalogue.table_licence(table_id), "shipped": t.ship, "format": t.format, "form": t.form,
            "url": catalogue.publishers[t.publisher].url, "note": t.note,
        }
        for table_id, t in catalogue.tables.items()
    ]  # fmt: skip
    _print(pd.DataFrame(rows))


@main.command()
@click.pass_obj
def check(data: Path) -> None:
    """Run every check over what the snapshot builds.

    Example: wohnmonitor check
    """
    from tempfile import TemporaryDirectory

    from wohnmonitor.pipeline import build_from_snapshot

    with TemporaryDirectory() as folder, shown_progress() as tell:
        built = build_from_snapshot(Path(folder), date.today(), tell)
    _report(built.findings, built.frames)
    click.echo("all checks that gate a release pass")


@main.command()
@click.option("--coverage", is_flag=True, help="The census of gaps: how many municipalities have a value, and why others have none.")
@click.option("--indicator", help="With --coverage or --since: this indicator alone.")
@click.option("--conflicts", is_flag=True, help="Figures that two tables hold and that differ, with the size.")
@click.option("--since", metavar="RELEASE", help="Figures that differ from an earlier release: what you cited, and what it is now.")
@click.pass_obj
def status(data: Path, coverage: bool, indicator: str | None, conflicts: bool, since: str | None) -> None:
    """Say which release is published, what is kept, and what the monitor does not know.

    Example: wohnmonitor status --coverage --indicator vacancy_rate
    """
    if indicator and not (coverage or since):
        raise CallError("status", "--indicator without --coverage or --since", "both")
    if since:
        from wohnmonitor.notebook import Notebook

        _print(Notebook(data).changed_since(since, indicator))
        return
    if coverage:
        _print(monitor_of(data).coverage(indicator))
        return
    if conflicts:
        _print(monitor_of(data).conflicts())
        return
    published = store.current(data)
    click.echo(f"data folder  {data}")
    click.echo(f"snapshot     {'shipped' if (snapshot_dir() / 'files.csv').is_file() else 'none'}")
    click.echo(f"published    {published or 'none yet: wohnmonitor serve builds the first'}")
    for release in store.kept(data):
        size = store.release_path(data, release).stat().st_size / 1e6
        click.echo(f"kept         {release}  {size:.1f} MB")
    for release in store.archived(data):
        if release not in store.kept(data):
            click.echo(f"values       {release}  {store.values_path(data, release).stat().st_size / 1e6:.1f} MB")


@main.command()
@click.pass_obj
def rollback(data: Path) -> None:
    """Publish the release that stood before.

    Example: wohnmonitor rollback
    """
    click.echo(f"{store.rollback(data)} published")


if __name__ == "__main__":
    main()
