"""Fetch what is declared: hosts side by side, the tables of a host one after the other, each into raw/<table>/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import CbsFetch, Fetch, FileFetch, Table
from wohnmonitor.errors import StoreError, WohnmonitorError
from wohnmonitor.sources import load_cbs, load_file, load_genesis
from wohnmonitor.sources.cache import Shelf
from wohnmonitor.sources.errand import Errand
from wohnmonitor.sources.fetch import Tell, Unreachable, Web, silent

LOADERS = {"file": load_file.load, "cbs_odata4": load_cbs.load4, "cbs_odata3": load_cbs.load3, "genesis": load_genesis.load}
MOST_HOSTS = 8


@dataclass(frozen=True)
class Stopped:
    """A source that was stopped, and why: its last good figures stand."""

    source: str
    error: WohnmonitorError


@dataclass(frozen=True)
class Fetched:
    """What came of one table: files that are new, files in all; left: why it was not asked for."""

    source: str
    fresh: int = 0
    files: int = 0
    left: str = ""


@dataclass(frozen=True)
class Gathered:
    """What came of all tables, by table."""

    fetched: tuple[Fetched, ...] = ()
    stopped: tuple[Stopped, ...] = ()


NOTHING = Gathered()


@dataclass(frozen=True)
class Order:
    """What to fetch. only: tables or publishers, empty for all that give figures; since: first year; year: this year.

    codes: scheme -> codes of our areas.
    """

    year: int
    codes: Mapping[str, tuple[str, ...]]
    only: tuple[str, ...] = ()
    since: int | None = None


def fetch_all(raw: Path, catalogue: Catalogue, order: Order, web: Web, env: Mapping[str, str], tell: Tell = silent) -> Gathered:
    """Every declared table, or those of the order. A table that fails stops no other.

    Raises StoreError where `raw` cannot be written, UnknownError.
    """
    declared = {table_id: fetch for table_id in catalogue.tables if (fetch := catalogue.fetch_of(table_id))}
    stands_in = {table_id: fetch.instead_of for table_id, fetch in declared.items() if isinstance(fetch, CbsFetch) and fetch.instead_of}
    wanted = {table_id for one in order.only for table_id in catalogue.tables_of(one)}
    giving = {table_id for table_id, table in catalogue.tables.items() if table.take}
    wanted = {table_id for one in order.only for table_id in catalogue.tables_of(one)} or giving
    tables = {table_id: fetch for table_id, fetch in declared.items() if table_id in wanted}
    hosts: dict[str, list[str]] = {}
    for table_id, fetch in tables.items():
        if stands_in.get(table_id) not in tables:
            hosts.setdefault(host_of(fetch), []).append(table_id)

    def one(table_id: str) -> Fetched | Stopped:
        table, fetch = catalogue.tables[table_id], tables[table_id]
        codes = order.codes.get(table.scheme, ())
        errand = Errand(web, table_id, table, fetch, Shelf(raw / table_id), codes, order.since, order.year, env, tell)
        try:
            return Fetched(table_id, *LOADERS[fetch.kind](errand))
        except load_genesis.NoAccount as error:
            return Fetched(table_id, left=str(error))
        except WohnmonitorError as error:
            return Stopped(table_id, error)
        except OSError as error:
            errand.shelf.clear()  # what filled the disk: else there is not even room to say so in the journal
            todo = "free space, or name another folder with --data-dir"
            raise StoreError(str(raw / table_id), str(error), "a folder that can be written, with room", todo) from None

    results = _side_by_side(list(hosts.values()), one, web.stop)
    failed = {result.source: result for result in results if isinstance(result, Stopped)}
    instead = [[table_id] for table_id, other in stands_in.items() if table_id in tables and other in failed]
    for result in _side_by_side(instead, one, web.stop):
        if isinstance(result, Fetched):
            other = failed[stands_in[result.source]]
            results.remove(other)
            result = replace(result, left=f"stands in for {other.source}: {other.error}")
            results.append(result)
    results.sort(key=lambda result: result.source)
    fetched, stopped = (tuple(r for r in results if isinstance(r, kind)) for kind in (Fetched, Stopped))
    return Gathered(fetched, stopped)


def address(fetch: Fetch, table: Table) -> str:
    """Where a loader gets a table, as people read it."""
    if isinstance(fetch, FileFetch):
        return fetch.url.replace("{number}", table.number)
    base = {"cbs_odata4": load_cbs.V4, "cbs_odata3": load_cbs.V3}.get(fetch.kind)
    return f"{base}/{table.number}" if base else f"{load_genesis.BASES[fetch.database]} {table.number}, with an account"


def host_of(fetch: Fetch) -> str:
    """The host that a loader asks."""
    if isinstance(fetch, FileFetch):
        return urlsplit(fetch.url).netloc
    base = {"cbs_odata4": load_cbs.V4, "cbs_odata3": load_cbs.V3}.get(fetch.kind) or load_genesis.BASES[fetch.database]
    return urlsplit(base).netloc


def _side_by_side(groups: list[list[str]], one: Callable[[str], Fetched | Stopped], stop: Callable[[], None]) -> list[Fetched | Stopped]:
    def in_turn(group: list[str]) -> list[Fetched | Stopped]:
        done: list[Fetched | Stopped] = []
        for table_id in group:
            silent_host = next((r.error for r in done if isinstance(r, Stopped) and isinstance(r.error, Unreachable)), None)
            if silent_host:
                error = Unreachable(silent_host.where, "not asked: the host did not answer before", "an answer", silent_host.todo)
                done.append(Stopped(table_id, error))
            else:
                done.append(one(table_id))
        return done

    with ThreadPoolExecutor(max_workers=MOST_HOSTS) as pool:
        waiting = [pool.submit(in_turn, group) for group in groups]
        try:
            return [result for future in as_completed(waiting) for result in future.result()]
        except BaseException:  # a full disk, or Ctrl+C: nobody goes on for nothing
            stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
