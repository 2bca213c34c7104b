"""Every fault by the command: publishers misbehave, the published release stays, the message can be acted on, the next run publishes.

Each round all four sources fail at once, each in its own way, so that one build proves four faults.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tests.conftest import built_once
from tests.test_trust import HOLDS, child, ended
from wohnmonitor import changelog, journal, pipeline, store
from wohnmonitor.cli import main
from wohnmonitor.collect import last_good
from wohnmonitor.queries import open_monitor
from wohnmonitor.sources import fetch, load_genesis

from . import payloads
from .conftest import LIMITS, Place
from .odata import StatLine
from .server import Fault, Replica
from .test_genesis import ACCOUNT, Genesis
from .test_genesis import TABLE as BIRTHS
from .test_loaders import AGES, PERMITS, PERMITTED, PRICES, REGIO, STATBEL, prices
from .test_transfer import TABLE as MEAN_AGES
from .test_transfer import bomb

FILE = "TF_BUILDING_PERMITS"
DWELLINGS, AREA = "MS_DWELLING_RES_NEW", "MS_TOTAL_SURFACE_RES_NEW"
OLDER = ("41,1", "42,2", "43,3", "44,4", "42,5", "41,6")


def permits(newest: bool) -> pd.DataFrame:
    """2022 and 2023; then also a 2024 in which each municipality permitted one more of everything."""
    known = payloads.permits(range(2022, 2024))
    more = [payloads.one_more(known[known["CD_YEAR"] == "2023"], 2024)] if newest else []
    return pd.concat([known, *more], ignore_index=True)


def prices_of(newest: bool, **changes) -> StatLine:
    """Prices to 2024, which is provisional; then to 2025, and 2024 is final."""
    last = 2025 if newest else 2024
    table = prices(status={f"{last}JJ00": "Voorlopig"}, modified=f"{last + 1}-03-01", **changes)
    keep = [period for period in table.dimensions["Perioden"] if int(period[:4]) <= last]
    table.dimensions = table.dimensions | {"Perioden": keep}
    table.rows = [row for row in table.rows if row["Perioden"] in keep]
    return table


def births_of(*years: str) -> list[tuple[tuple[str, str], str]]:
    """((code, year), births)"""
    return [((code, year), str(100 + n + int(year) % 7)) for year in years for n, code in enumerate(payloads.TOWNS)]


@dataclass
class World:
    """All four publishers as they are, and what staff keep."""

    replica: Replica
    data: Path = Path()
    genesis: Genesis = field(init=False)

    def __post_init__(self):
        self.genesis = Genesis(self.replica)

    def hand_out(self, newest: bool) -> None:
        """What is out: first a state that all of it fits, then one with another year in each table."""
        self.replica.serve(STATBEL, PERMITS, payloads.statbel_zip(permits(newest)))
        self.replica.serve(REGIO, AGES, payloads.mean_ages("31.12.2016", OLDER) if newest else payloads.mean_ages())
        prices_of(newest).put_on(self.replica)
        self.genesis.table = payloads.ffcsv("12612", "BEV001", births_of("2023", *["2024"] * newest))

    def refresh(self, *more: str) -> Result:
        """wohnmonitor refresh --publish of all four."""
        sources = [word for source in YEARS for word in ("--source", source)]
        return CliRunner().invoke(main, ["--data-dir", str(self.data), "refresh", "--publish", *sources, *more])

    def published(self) -> tuple[str, str]:
        """Release and checksum of what is published, which opens."""
        release = store.current(self.data)
        assert not open_monitor(self.data).values("house_price", years=2023, areas=["NL_GM0935"]).empty
        return release, hashlib.sha256(store.release_path(self.data, release).read_bytes()).hexdigest()


YEARS = {PERMITTED: 2024, MEAN_AGES: 2017, PRICES: 2025, BIRTHS: 2024}
"""Source -> the year that its newest state brings."""


FIGURES = ("house_price", "population", "dwellings_permitted_per_1000", "birth_rate", "mean_age")


@pytest.fixture(scope="module", autouse=True)
def few():
    """What is built has these indicators alone: a fault stops a source, whatever is computed from it."""
    every = pipeline.load_catalogue

    def load(folder: Path):
        known = every(folder)
        return known.model_copy(update={"indicators": {one: known.indicators[one] for one in FIGURES}})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_catalogue", load)
        yield


@pytest.fixture(scope="module")
def first(few, tmp_path_factory) -> Path:
    """A data folder after a good refresh of the four."""

    def build(folder: Path) -> None:
        replica = Replica()
        World(replica).hand_out(newest=False)
        place = Place(folder / "raw", replica, dict(ACCOUNT))
        place.run(*YEARS)
        replica.close()
        assert not place.stopped()
        store.publish(folder, pipeline.build(folder, place.last.measures, place.last.files, date(2026, 1, 1)).release)

    return built_once(tmp_path_factory, "first", build)


@pytest.fixture
def world(first, replica, tmp_path, monkeypatch) -> World:
    """That folder; something newer is out at each publisher."""
    shutil.copytree(first, tmp_path / "data")
    monkeypatch.setenv("WOHNMONITOR_MIRROR", replica.address)
    monkeypatch.setattr(fetch, "Limits", lambda: LIMITS.__class__(**(LIMITS.__dict__ | {"first_wait": 0.001})))
    monkeypatch.setattr(fetch.Web, "wait", lambda *_: None)
    monkeypatch.setattr(load_genesis, "POLLS", 4)
    monkeypatch.setattr(load_genesis, "POLL_EVERY", 300.0)
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    world = World(replica, tmp_path / "data")
    world.hand_out(newest=True)
    return world


@dataclass(frozen=True)
class Wrong:
    """What goes wrong, and what staff read: where, what was found, what was expected, what to do."""

    happen: Callable[[World], object]
    where: str
    found: str
    expected: str
    todo: str


def fault(part: str, **how) -> Callable[[World], object]:
    return lambda world: world.replica.fault(part, Fault(**how))


def altered(alter: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[World], object]:
    """Permits whose layout moved."""
    return fault(FILE, alter=lambda _: payloads.statbel_zip(alter(permits(newest=True))))


def ages(alter: Callable[[bytes], bytes]) -> Callable[[World], object]:
    return fault("12411-07-01-5", alter=alter)


def refuse_login(world: World) -> None:
    world.genesis.login = None
    world.replica.answer(REGIO, "/genesisws/rest/2020/helloworld/logincheck", lambda _: b'{"Status": "Ein Fehler ist aufgetreten."}')


def never_end(world: World) -> None:
    world.genesis.too_big, world.genesis.polls = True, 10**6


def births(alter: Callable[[list], list], unit: str = "Anzahl") -> Callable[[World], object]:
    """Births of our towns, of 2023 and 2024."""

    def happen(world: World) -> None:
        world.genesis.table = payloads.ffcsv("12612", "BEV001", alter(births_of("2023", "2024")), unit)

    return happen


def other_prices(**changes) -> Callable[[World], object]:
    def happen(world: World) -> None:
        prices_of(newest=True, **changes).put_on(world.replica)
        world.replica.fault("opendata.cbs.nl", Fault(status=404))

    return happen


def smaller(table: StatLine) -> StatLine:
    for row in table.rows:
        row["Value"] //= 1000
    return table


BY_HAND = "wohnmonitor sources says"
PERMITS_WRONG = {
    "truncated zip": Wrong(fault(FILE, alter=lambda c: c[: len(c) // 2]), STATBEL, "a cut or damaged archive", "a whole one", BY_HAND),
    "zip bomb": Wrong(fault(FILE, alter=bomb), STATBEL, "that unpack to more than", "at most", "see what the publisher hands out"),
    "wrong checksum": Wrong(fault(FILE, digest=True), STATBEL, "sha-256", "as the publisher states", "try again"),
    "swapped columns": Wrong(
        altered(lambda rows: rows.assign(**{DWELLINGS: rows[AREA], AREA: rows[DWELLINGS]})),
        "figures", "times as large", "a unit or a decimal sign moved", f"table.{PERMITTED} in indicators/sources.toml",
    ),
    "renamed codes": Wrong(
        altered(lambda rows: rows.assign(CD_REFNIS_LEVEL="gemeente")), "CD_REFNIS_LEVEL", "gemeente", "5, 3", f"table.{PERMITTED}"
    ),
    "decimal comma": Wrong(
        altered(lambda rows: rows.assign(**{AREA: rows[AREA] + ",5"})), AREA, ',5"', 'a number with "."', "declare `decimal`"
    ),
    "empty year": Wrong(
        altered(lambda rows: rows.assign(**{DWELLINGS: rows[DWELLINGS].mask(rows["CD_YEAR"] == "2023", "")})),
        "figures", "no figure of dwellings_permitted for 2023", "as before", f"table.{PERMITTED}",
    ),
}  # fmt: skip
AGES_WRONG = {
    "bot wall under status 200": Wrong(fault("12411-07", page=True), REGIO, 'an HTML page "Access denied"', "data", BY_HAND),
    "bot wall under status 403": Wrong(fault("12411-07", status=403, page=True), REGIO, "status 403", "the file", BY_HAND),
    "429 with Retry-After": Wrong(
        fault("12411-07", status=429, headers={"Retry-After": "7200"}), REGIO, "status 429", "the file", "again in 120 minutes"
    ),
    "500s": Wrong(fault("12411-07", status=500), REGIO, "status 500 Internal Server Error, 3 times", "the file", "try again later"),
    "cut at every tenth until nothing comes": Wrong(
        lambda world: [world.replica.fault("12411-07", Fault(cut=0.1, times=4)), world.replica.fault("12411-07", Fault(cut=1e-9))],
        REGIO, "connection cut", "the whole file", "goes on where it stopped",
    ),
    "encoded twice": Wrong(
        ages(lambda c: c.decode("cp1252").encode().decode("cp1252").encode()), "encoding", "Ã", "reads as it should", "sources.toml"
    ),
    "another encoding": Wrong(
        ages(lambda c: c.decode("cp1252").encode("utf-16")), MEAN_AGES, "no known format", "genesis_csv, 12411-07-01-5", "sources.toml"
    ),
}  # fmt: skip
PRICES_WRONG = {
    "renamed measure": Wrong(other_prices(measures={"M009999": "euro"}), "MeasureCodes", "M009999", "M001534", "sources.toml"),
    "unit of 1,000": Wrong(other_prices(measures={"M001534": "1 000 euro"}), "M001534", "1 000 euro", "euro", "sources.toml"),
    "unit of 1,000, untold": Wrong(
        lambda world: smaller(prices_of(newest=True)).put_on(world.replica), "figures", "times smaller", "a unit or", "sources.toml"
    ),
    "both services down": Wrong(
        lambda world: [world.replica.fault(host, Fault(status=503)) for host in ("datasets.cbs.nl", "opendata.cbs.nl")],
        "datasets.cbs.nl", "status 503", "the file", "try again later",
    ),
}  # fmt: skip
BIRTHS_WRONG = {
    "login refused under status 200": Wrong(refuse_login, "rest/2020", "login refused", "an account", "WOHNMONITOR_REGIO_PASSWORD"),
    "a job that never ends": Wrong(never_end, "_0815", "not done after 20 minutes", "the table", "narrow it with --since"),
    "municipality missing": Wrong(
        births(lambda cells: cells[1:]), "figures", "no row of DE_05334002", "every area that stood there before", f"table.{BIRTHS}"
    ),
    "duplicated rows": Wrong(
        births(lambda cells: cells + cells[:1]), "births", "05334002, 2023, in rows", "one row for an area", f"table.{BIRTHS}"
    ),
    "another unit": Wrong(births(lambda cells: cells, unit="Tsd."), "unit of BEV001", "Tsd.", "Anzahl", f"table.{BIRTHS}"),
}  # fmt: skip
KINDS = {PERMITTED: PERMITS_WRONG, MEAN_AGES: AGES_WRONG, PRICES: PRICES_WRONG, BIRTHS: BIRTHS_WRONG}
ROUNDS = [
    {source: list(kinds)[number % len(kinds)] for source, kinds in KINDS.items()} for number in range(max(map(len, KINDS.values())))
]


@pytest.mark.parametrize("names", ROUNDS, ids=lambda names: ", ".join(names.values()))
def test_the_release_stays_the_message_is_right_and_the_next_run_publishes(world, names):
    before = world.published()
    for source, name in names.items():
        KINDS[source][name].happen(world)
    done = world.refresh()
    assert done.exit_code == 1 and world.published() == before, done.output
    told = journal.read(world.data)["sources"]
    for source, name in names.items():
        wrong, message = KINDS[source][name], told[source]["message"]
        assert source in done.stderr
        for part in (wrong.where, f"{wrong.found}", f"{wrong.expected}", f"{wrong.todo}"):
            assert part in done.stderr and part in message, f"{name}: {part}\n{message}"

    world.replica.mend()
    world.genesis = Genesis(world.replica)
    world.hand_out(newest=True)
    done = world.refresh()
    assert done.exit_code == 0, done.output
    assert world.published()[0] != before[0]
    figures = last_good(world.data).measures
    assert figures.groupby("source")["year"].max().to_dict() == YEARS
    assert not any("failed" in known for known in journal.read(world.data)["sources"].values())


def test_what_can_be_got_over_is_got_over_in_one_run(world):
    """Slow bytes, a line cut at every tenth, two 503s, a wait that is asked for: no hand is needed."""
    world.replica.fault(FILE, Fault(cut=0.1))
    world.replica.fault("12411-07", Fault(slow=0.02))
    world.replica.fault("Observations", Fault(status=503, times=2))
    world.replica.fault("tablefile", Fault(status=429, headers={"Retry-After": "0"}, times=1))
    before = world.published()
    done = world.refresh()
    assert done.exit_code == 0 and world.published()[0] != before[0], done.output
    assert last_good(world.data).measures.groupby("source")["year"].max().to_dict() == YEARS


def revised(by: float) -> StatLine:
    """2024, provisional before, is final now and another."""
    table = prices_of(newest=True)
    for row in table.rows:
        if row["Perioden"] == "2024JJ00":
            row["Value"] = int(row["Value"] * by)
    return table


def test_a_provisional_year_that_is_revised_a_little_is_published_and_told(world):
    revised(1.01).put_on(world.replica)
    before = world.published()[0]
    done = world.refresh()
    assert done.exit_code == 0, done.output
    changes = changelog.read(world.data, world.published()[0])
    row = changes.sources.set_index("source").loc[PRICES]
    assert changes.before == before and row["revised"] == 7 and row["appeared"] == 7
    known = last_good(world.data).measures.query("source == @PRICES").groupby("year")["status"].first()
    assert known[2024] == "A" and known[2025] == "P"


def test_one_that_is_revised_much_waits_for_somebody_who_reads_it(world):
    revised(1.1).put_on(world.replica)
    before = world.published()
    done = world.refresh()
    assert done.exit_code == 1 and world.published() == before
    release = store.kept(world.data)[-1]
    for part in ("revised, cbs_83625ned house_price_mean", "7 of 7 figures moved by more than 2", f"wohnmonitor publish {release}"):
        assert part in done.stderr, part
    assert CliRunner().invoke(main, ["--data-dir", str(world.data), "publish", release]).exit_code == 0
    assert world.published()[0] == release
    assert world.refresh().exit_code == 0 and world.published()[0] == release, "the next run finds nothing new"


# ------------------------------------------------------------------------------------------ the disk, the lock, a kill, secrets

UNPRIVILEGED = """
import ctypes, os, sys
if hasattr(os, "geteuid") and os.geteuid() == 0:  # root writes where nobody may, until it lays down CAP_DAC_OVERRIDE and _READ_SEARCH
    libc, header, sets = ctypes.CDLL(None), (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    sets[0] &= ~0b110
    assert libc.capset(header, sets) == 0
"""
RUNS = """
import sys
from wohnmonitor.cli import main
for call in sys.argv[2:]:
    print(call, "ended with", main(["--data-dir", sys.argv[1], *call.split()], standalone_mode=False))
"""


def run(code: str, world: World, *calls: str) -> subprocess.CompletedProcess:
    """Commands in a process of its own, begun by `code`."""
    call = [sys.executable, "-c", code + RUNS, str(world.data), *calls]
    return subprocess.run(call, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="folders are barred as Linux does it")
def test_a_folder_that_is_read_only(world):
    before = world.published()
    paths = [world.data, *world.data.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = run(UNPRIVILEGED, world, "refresh --publish", "status", "export house_price")
        assert "refresh --publish ended with 1" in done.stdout and not world.replica.asked, done.stderr
        for part in (str(world.data), "Permission denied", "a folder that can be written", "--data-dir"):
            assert part in done.stderr, done.stderr
        assert f"published    {before[0]}" in done.stdout and "NL_GM0935" in done.stdout, "who may only read can still look"
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert world.published() == before
    assert world.refresh().exit_code == 0 and world.published() != before


@pytest.fixture
def small_disk(world, tmp_path) -> World:
    """The same on a disk that has room for the files that are fetched, and for no other release."""
    disk, room = tmp_path / "disk", sum(path.stat().st_size for path in world.data.rglob("*") if path.is_file()) + (1 << 20)
    disk.mkdir()
    mounted = sys.platform == "linux" and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk can be mounted here: test_trust and test_transfer fake a full one")
    shutil.copytree(world.data, disk / "data")
    world.data = disk / "data"
    yield world
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_that_is_full(small_disk):
    """While a release is written, then already while files are fetched; the run with room needs no hand."""
    before = small_disk.published()
    for _ in range(2):
        done = small_disk.refresh()
        assert done.exit_code == 1 and small_disk.published() == before, done.output
        for part in (str(small_disk.data), "a folder that can be written, with room", "free space", "--data-dir"):
            assert part in done.stderr, done.stderr
        assert CliRunner().invoke(main, ["--data-dir", str(small_disk.data), "status"]).exit_code == 0
        small_disk.replica.fault(FILE, Fault(alter=lambda content: content + os.urandom(2 << 20)))
    told = CliRunner().invoke(main, ["--data-dir", str(small_disk.data), "status"]).stdout
    assert "refresh, failed" in told and "No space left" in told and store.archived(small_disk.data) == [before[0]]
    small_disk.replica.mend()
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk.data.parent)], check=True)
    assert small_disk.refresh().exit_code == 0 and small_disk.published() != before


def test_two_at_once(world):
    before = world.published()
    first = child(HOLDS, world.data)
    try:
        done = world.refresh()
        assert done.exit_code == 1 and world.published() == before and not world.replica.asked
        assert "refresh runs since 20" in done.stderr and f"process {first.pid}" in done.stderr and "run again" in done.stderr
    finally:
        ended(first)
    assert world.refresh().exit_code == 0 and world.published() != before


def test_a_kill_while_files_come(world):
    """kill -9 with half a file here: status says so, the next run continues the file and publishes."""
    before = world.published()
    world.replica.fault(FILE, Fault(cut=0.5, times=1))
    world.replica.fault(FILE, Fault(slow=2))
    call = [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(world.data), "refresh", "--publish", "--source", PERMITTED]
    with subprocess.Popen(call, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while len(world.replica.asked) < 2 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
    assert world.published() == before
    assert "was killed, or had no room" in CliRunner().invoke(main, ["--data-dir", str(world.data), "status"]).stdout
    world.replica.mend()
    done = world.refresh()
    assert done.exit_code == 0 and world.published() != before, done.output
    assert any("range" in asked.headers for asked in world.replica.asked if FILE in asked.path)


def test_secrets_are_in_no_log_error_address_or_release(world, capfd):
    """A planted name and password, over a run that fails at the login, one that succeeds, and a crash."""
    refuse_login(world)
    said = [world.refresh().output]
    world.genesis = Genesis(world.replica)
    world.hand_out(newest=True)
    said.append(world.refresh().output)
    crashed = run("from wohnmonitor.sources import load_genesis; load_genesis._code = None", world, f"refresh --source {BIRTHS} --log-json")
    assert "ended with 1" in crashed.stdout and json.loads(crashed.stderr.splitlines()[-1])["event"] == "crashed"
    said += [crashed.stdout, crashed.stderr, *capfd.readouterr()]
    said += [json.dumps([asked.path, asked.query, asked.form]) for asked in world.replica.asked]
    written = b"".join(path.read_bytes() for path in world.data.rglob("*") if path.is_file())
    assert any(asked.headers.get("password") == ACCOUNT["WOHNMONITOR_REGIO_PASSWORD"] for asked in world.replica.asked)
    for secret in ACCOUNT.values():
        assert secret not in "".join(said) and secret.encode() not in written


def test_a_dry_run_tells_all_and_leaves_nothing_but_what_it_fetched(world):
    before, releases = world.published(), sorted(path.name for path in (world.data / "releases").iterdir())
    call = ["--data-dir", str(world.data), "refresh", "--dry-run", *(word for source in YEARS for word in ("--source", source))]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0 and world.published() == before, done.output
    assert "house_price_mean (2024-2025): 7 new, 7 with another status" in done.stdout and "nothing is kept" in done.stdout
    assert sorted(path.name for path in (world.data / "releases").iterdir()) == releases
    assert not list(world.data.glob(".*")) and not journal.read(world.data)["run"]
    asked = len(world.replica.asked)
    done = CliRunner().invoke(main, [*call[:2], "refresh", "--offline", "--publish"])
    assert done.exit_code == 0 and world.published() != before and len(world.replica.asked) == asked
