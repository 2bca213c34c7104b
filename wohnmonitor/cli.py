"""wohnmonitor serve | refresh | publish | rollback | status | check | schedule | export | indicators | areas | sources | catalog.

Exit codes: 0 done, 1 the work failed, 2 the call was wrong.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from wohnmonitor import changelog, log
from wohnmonitor.cli_export import export
from wohnmonitor.cli_staff import STAFF, report, report_changes, report_sources
from wohnmonitor.errors import CallError
from wohnmonitor.paths import data_dir
from wohnmonitor.queries import open_monitor
from wohnmonitor.schema import LANGUAGES, LEVELS
from wohnmonitor.site import read_site
from wohnmonitor.terminal import Command, console, first_release, monitor_of, printed, shown_progress, told
from wohnmonitor.transfers import report_fetched, report_stopped, shown_transfers


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
    from wohnmonitor.serve import run  # granian is only needed here

    first_release(data)
    open_monitor(data, release)
    read_site(data)
    console.print(f"Wohnmonitor on [bold]http://{host}:{port}{prefix}[/]  (Ctrl+C stops)", highlight=False)
    run(data, host=host, port=port, workers=workers, release=release, prefix=prefix, browse=browse)


@main.command()
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="From these official files alone, instead of the live sources.")
@click.option("--offline", is_flag=True, help="Fetch nothing: use what is in the raw folder already.")
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this table or publisher; several times for several.")
@click.option("--since", type=click.IntRange(1900, 2100), metavar="YEAR", help="Only figures of this year and later.")
@click.option("--publish", is_flag=True, help="Publish after the checks, unless the changes need a review.")
@click.option("--dry-run", is_flag=True, help="Build and say what would change; no release is kept, nothing is published.")
@click.option("--snapshot", is_flag=True, help="Rewrite data/snapshot, with --from.")
@click.option("--log-json", is_flag=True, help="Log one JSON object a line on standard error (or WOHNMONITOR_LOG=json).")
@click.pass_context
def refresh(
    ctx: click.Context, folder: Path | None, offline: bool, only: tuple[str, ...], since: int | None, publish: bool, dry_run: bool,
    snapshot: bool, log_json: bool,
) -> None:  # fmt: skip
    """Fetch the live sources, build a release from them, check it, and publish it when asked and inside the limits of indicators/gate.toml.


    A source that fails keeps its last good figures and stops no other; then the exit code is 1. Accounts, proxy and contact come from
    the environment: WOHNMONITOR_REGIO_USER and _PASSWORD (also ZENSUS, NRW), HTTPS_PROXY, SSL_CERT_FILE, WOHNMONITOR_CONTACT.

    Example: wohnmonitor refresh --source cbs --since 2020 --publish
    """
    log.start(log_json)
    console.quiet = log.is_json()
    if dry_run and (publish or snapshot):
        raise CallError("refresh", "--dry-run with --publish or --snapshot", "one of them")
    if snapshot and (not folder or only or since):
        raise CallError("refresh", "--snapshot with another choice than --from", "--from DIR --snapshot: a snapshot is what all files say")
    from wohnmonitor import collect, pipeline

    data = ctx.obj
    collect.known(only)

    def fetch() -> collect.Gathered:
        with shown_transfers() as tell:
            fetched = collect.fetch(data, date.today(), only, since, tell)
        report_fetched(fetched)
        return fetched

    with shown_progress() as tell:
        built, changed = pipeline.refresh(
            data, folder, date.today(), publish=publish, dry=dry_run, write_snapshot=snapshot, only=only, since=since,
            **({} if folder or offline else {"fetch": fetch}), told=report_stopped, progress=tell,
        )  # fmt: skip
    nothing = [] if folder else [f"{one}: no file is there; wohnmonitor sources {one} says which" for one in collect.absent(data, only)]
    for line in (*nothing, *built.told):
        told(line)
    report(built.findings, built.frames, "" if dry_run else f" --release {built.release}")
    report_changes(built.changes, None if dry_run else changelog.text_path(data, built.release))
    if snapshot:
        told(f"snapshot: {', '.join(changed) if changed else 'unchanged'}")
    if built.stopped:
        told(f"{len(built.stopped)} stopped, as told above and by wohnmonitor status", "bold red")
    if dry_run:
        click.echo(changelog.to_text(built.changes) if built.changes else "No figure changes.")
    ending = "published" if publish else "would be built; nothing is kept of this dry run" if dry_run else "built, not published"
    click.echo(f"{built.release} {ending}")
    if built.stopped:
        ctx.exit(1)


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
@click.option("--by-hand", is_flag=True, help="What people fetch: tables without an address for programs, or whose last fetch failed.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.pass_obj
def sources(data: Path, by_hand: bool, names: tuple[str, ...]) -> None:
    """List declared tables: publisher, licence, how a program gets it, and which file people put where; and whether it is there.

    Of sources that are named, or --by-hand, in words: which file, from which page, in which form, into which folder, and what then.

    Example: wohnmonitor sources statbel_building_permits
    """
    from wohnmonitor.collect import described

    found = described(data, names)
    if by_hand:
        found = found[found["used"] & (found["stopped"].ne("") | (found["fetch"].eq("") & found["form"].eq("published")))]
    if names or by_hand:
        report_sources(found)
    else:
        printed(found)


@main.command()
@click.option("--base", required=True, metavar="URL", help="Address of the API, e.g. https://example.org/api/v1.")
@click.option("--format", "form", type=click.Choice(["turtle", "json-ld"]), default="turtle", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File; default: standard output.")
@click.pass_obj
def catalog(data: Path, base: str, form: str, output: Path | None) -> None:
    """Write the DCAT-AP catalogue that open-data portals harvest; the API serves it at /api/v1/catalog.ttl and .jsonld.

    Example: wohnmonitor catalog --base https://example.org/api/v1 -o catalog.ttl
    """
    from wohnmonitor.dcat import catalog

    written = catalog(monitor_of(data), base, form)
    if output:
        output.write_bytes(written)
    else:
        click.echo(written, nl=False)


for command in (export, *STAFF):
    main.add_command(command)


if __name__ == "__main__":
    main()
