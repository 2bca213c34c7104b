"""wohnmonitor serve | refresh | publish | rollback | status | check | schedule | export | indicators | areas | sources.

Exit codes: 0 done, 1 the work failed, 2 the call was wrong.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import pandas as pd

from wohnmonitor import log
from wohnmonitor.cli_export import export
from wohnmonitor.cli_staff import STAFF, report, report_changes
from wohnmonitor.errors import CallError
from wohnmonitor.paths import catalogue_dir, data_dir
from wohnmonitor.queries import open_monitor
from wohnmonitor.schema import LANGUAGES, LEVELS
from wohnmonitor.terminal import Command, console, first_release, monitor_of, printed, shown_progress


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
    log.start()
    ctx.obj = data_dir(folder)


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
    console.print(f"Wohnmonitor on [bold]http://{host}:{port}{prefix}[/]  (Ctrl+C stops)", highlight=False)
    run(data, host=host, port=port, workers=workers, release=release, prefix=prefix, browse=browse)


@main.command()
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, metavar="DIR")
@click.option("--publish", is_flag=True, help="Publish after the checks, unless the changes need a review.")
@click.option("--dry-run", is_flag=True, help="Build and report only.")
@click.option("--snapshot", is_flag=True, help="Rewrite data/snapshot.")
@click.option("--log-json", is_flag=True, help="Log one JSON object a line on standard error (or WOHNMONITOR_LOG=json).")
@click.pass_obj
def refresh(data: Path, folder: Path, publish: bool, dry_run: bool, snapshot: bool, log_json: bool) -> None:
    """Build a release from official files, check it, and publish it when asked and inside the limits of indicators/gate.toml.

    Example: wohnmonitor refresh --from raw --publish
    """
    if dry_run and (publish or snapshot):
        raise CallError("refresh", "--dry-run with --publish or --snapshot", "one of them")
    log.start(log_json)
    from wohnmonitor import pipeline

    with shown_progress() as tell:
        built, changed = pipeline.refresh(data, folder, date.today(), publish=publish, write_snapshot=snapshot, progress=tell)
    report(built.findings, built.frames)
    report_changes(data, built.release)
    if snapshot:
        console.print(f"snapshot: {', '.join(changed) if changed else 'unchanged'}", highlight=False)
    click.echo(f"{built.release} {'published' if publish else 'built, not published'}")


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
    printed(monitor_of(data).indicators())


@main.command()
@click.option("--level", type=click.Choice(LEVELS))
@click.pass_obj
def areas(data: Path, level: str | None) -> None:
    """List areas with their names in four languages.

    Example: wohnmonitor areas --level region
    """
    printed(monitor_of(data).areas(level))


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
    printed(pd.DataFrame(rows))


for command in (export, *STAFF):
    main.add_command(command)


if __name__ == "__main__":
    main()
