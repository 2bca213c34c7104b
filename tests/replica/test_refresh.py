"""The whole of it by the command: a source that fails leaves the published release, then the next run publishes a new one."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from wohnmonitor import journal, store
from wohnmonitor.cli import main
from wohnmonitor.collect import last_good
from wohnmonitor.sources import fetch

from . import payloads
from .conftest import LIMITS
from .server import Fault
from .test_genesis import ACCOUNT, SECRET, TABLE, Genesis
from .test_loaders import PERMITS, PERMITTED, STATBEL


@pytest.fixture
def staff(data_folder, replica, tmp_path, monkeypatch):
    """A data folder of its own with the snapshot's release, and the command, whose sites are the replica."""
    shutil.copytree(data_folder, tmp_path / "data")
    monkeypatch.setenv("WOHNMONITOR_MIRROR", replica.address)
    monkeypatch.setattr(fetch, "Limits", lambda: LIMITS)

    def call(*arguments: str):
        return CliRunner().invoke(main, ["--data-dir", str(tmp_path / "data"), *arguments])

    call.data = tmp_path / "data"
    return call


def permits_of_2025() -> pd.DataFrame:
    """2023, and a 2025 in which each municipality permitted one more of everything; 2024 is not handed out."""
    known = payloads.permits(range(2023, 2024))
    return pd.concat([known, payloads.one_more(known, 2025)], ignore_index=True)


@pytest.mark.long
def test_what_fails_leaves_the_release_and_the_next_run_publishes(staff, replica, monkeypatch):
    published = store.current(staff.data)
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(permits_of_2025()))
    replica.fault(STATBEL, Fault(page=True))
    Genesis(replica)
    monkeypatch.setenv("WOHNMONITOR_REGIO_USER", ACCOUNT["WOHNMONITOR_REGIO_USER"])
    monkeypatch.setenv("WOHNMONITOR_REGIO_PASSWORD", SECRET + "-vertippt")
    result = staff("refresh", "--source", PERMITTED, "--source", TABLE, "--publish")
    assert "login refused" in result.stderr and "WOHNMONITOR_REGIO_PASSWORD" in result.stderr
    assert result.exit_code == 1 and store.current(staff.data) == published
    assert 'an HTML page "Access denied"' in result.stderr and "put the file there by hand" in result.stderr
    assert f"{published} published" in result.stdout and "HTML page" in journal.read(staff.data)["sources"][PERMITTED]["message"]

    replica.mend()
    said = result.output
    call = [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(staff.data), "refresh", "--log-json", "--publish"]
    result = subprocess.run([*call, "--source", PERMITTED], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert {"fetch", "fetched", "built", "published"} <= {one["event"] for one in events}
    new = store.current(staff.data)
    assert new != published
    figures, files = last_good(staff.data).measures, last_good(staff.data).files
    permitted = figures[(figures["measure"] == "dwellings_permitted") & (figures["source"] == PERMITTED)]
    assert {1996, 2024, 2025} <= set(permitted["year"]), "earlier years stay"
    told = journal.read(staff.data)["sources"][PERMITTED]
    assert told["succeeded"] and "failed" not in told
    assert figures["source"].nunique() > 70, "other sources stay"
    assert set(permitted["file"]) <= set(files.loc[files["source"] == PERMITTED, "file"])

    written = b"".join(path.read_bytes() for path in staff.data.rglob("*") if path.is_file())
    written += (said + result.stdout + result.stderr).encode()
    assert SECRET.encode() not in written and ACCOUNT["WOHNMONITOR_REGIO_USER"].encode() not in written


def test_wrong_calls(staff, tmp_path):
    assert staff("refresh", "--source", "statbell").exit_code == 2
    assert "did you mean statbel" in staff("refresh", "--source", "statbell", "--offline").stderr
    assert staff("refresh", "--snapshot", "--offline").exit_code == 2
    assert staff("refresh", "--since", "20").exit_code == 2


def test_sources_say_what_is_put_where_and_whether_it_is_there(staff):
    folder = staff.data / "raw" / "statbel_census_2021_tenure"
    folder.mkdir(parents=True)
    (folder / "tenure.xlsx").write_bytes(b"PK")
    rows = {row["source"]: row for row in csv.DictReader(io.StringIO(staff("sources").stdout))}
    census = rows["statbel_census_2021_tenure"]
    assert census["page"].endswith("consultez-tous-les-open-data-du-census-2021") and census["put_into"] == str(folder)
    assert census["there"] == "by hand: tenure.xlsx" and "CODE-INS" in census["file"]
    assert rows["regio_12411_01_01_5"]["fetch"].endswith("/tables/12411-01-01-5_00.csv")
    assert rows["cbs_03759ned"]["page"] == "https://dataportal.cbs.nl/detail/CBS/03759ned" and rows["cbs_03759ned"]["there"] == "no"
    assert all(row["page"].startswith("http") and row["file"] and row["put_into"] for row in rows.values())
