"""What staff do by command: publish after review, roll back, ask for the state."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tests.test_checks import good, put
from tests.test_gate import changed, revised_year, written
from wohnmonitor import journal, lock, log, store
from wohnmonitor.cli import main
from wohnmonitor.collect import absent
from wohnmonitor.errors import CheckError
from wohnmonitor.publication import pass_gate, writing


@pytest.fixture
def data(tmp_path):
    store.publish(tmp_path, written(tmp_path, good()))
    return tmp_path


def said(data, *arguments: str):
    return CliRunner().invoke(main, ["--data-dir", str(data), *arguments])


def test_a_release_is_held_back_read_published_and_rolled_back(data):
    first, second = store.current(data), changed(data, revised_year)
    with pytest.raises(CheckError), writing(data, "refresh"):
        pass_gate(data, second, publish=True)
    assert store.current(data) == first and journal.has_failed(data)
    done = said(data, "publish", second)
    assert done.exit_code == 0 and done.stdout == f"{second} published\n" and "beyond the limits" in done.stderr
    assert f"{second}.changes.txt" in done.stderr.replace("\n", "")
    assert store.current(data) == second and not journal.has_failed(data)
    moved = [put("measure_value", "value", value, measure="dwellings_permitted", year=2000) for value in (10.7, 10.9)]
    done = said(data, "rollback")
    assert done.exit_code == 0 and store.current(data) == first
    assert [entry["release"] for entry in journal.read(data)["published"]] == [second, first]
    with pytest.raises(CheckError, match=f"a rollback to {first}"):
        pass_gate(data, third := changed(data, moved[0]), publish=True)
    assert store.current(data) == first and said(data, "publish", third).exit_code == 0, "what was taken back comes by a person only"
    assert not journal.rolled_back(data) and pass_gate(data, changed(data, moved[1]), publish=True).beyond.empty
    done = said(data, "publish", "2020-01-01-abc")
    assert done.exit_code == 1 and "wohnmonitor status" in done.output


def test_nobody_publishes_while_another_writes(data, monkeypatch):
    second = changed(data, revised_year)
    other = lock.FileLock(data / lock.LOCK, fallback_to_soft=False)
    with other:
        for command in (["publish", second], ["rollback"]):
            done = said(data, *command)
            assert done.exit_code == 1 and "one writer at a time" in " ".join(done.output.split())
    assert store.current(data) != second


def test_the_state_of_releases_and_sources(data_folder, tmp_path):
    shutil.copytree(data_folder, tmp_path, dirs_exist_ok=True)
    journal.succeeded(tmp_path, "cbs_03759ned", datetime(2020, 3, 1, tzinfo=UTC), "ab")
    journal.failed(tmp_path, "statbel_prices", "https://x; found: an HTML page; expected: a workbook")
    told = said(tmp_path, "status").stdout
    assert "due          cbs_03759ned, since" in told
    assert "1 of the sources: found: an HTML page" in told and "statbel_prices  https://x" in told
    listed = said(tmp_path, "status", "--sources").stdout.splitlines()
    assert listed[0].startswith("source,publisher,number")
    assert any(line.startswith("cbs_03759ned,") and "2020-03-01" in line for line in listed)


def test_events_are_json_where_it_is_asked_for(data, capsys, monkeypatch):
    for name, usual in (("handlers", []), ("propagate", True), ("level", log.log.level)):
        monkeypatch.setattr(log.log, name, usual)
    monkeypatch.setenv(log.VARIABLE, "json")
    log.start()
    log.start()
    pass_gate(data, changed(data), publish=True)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["compared", "published"]
    assert lines[1]["release"] == store.current(data) and lines[0]["beyond"] == 0 and lines[0]["level"] == "info"


def test_what_people_fetch_is_said_in_words(data):
    told = said(data, "sources", "statbel_building_permits").stdout
    assert "TF_BUILDING_PERMITS.zip: txt, or the zip or gzip around it" in told and "https://statbel.fgov.be/" in told
    assert str(data / "raw" / "statbel_building_permits") in told and "refresh --source statbel_building_permits --offline" in told
    assert said(data, "sources", "statbel_permits").exit_code == 2  # with what is close
    by_hand = said(data, "sources", "--by-hand").stdout
    assert "FR_immo_statbel_annee.xlsx" in by_hand and "TF_BUILDING_PERMITS" not in by_hand and "by others" not in by_hand
    journal.failed(data, "statbel_building_permits", "an HTML page")
    assert "TF_BUILDING_PERMITS.zip" in said(data, "sources", "--by-hand", "statbel").stdout
    journal.succeeded(data, "statbel_building_permits")
    assert "TF_BUILDING_PERMITS.zip" not in said(data, "sources", "--by-hand").stdout


def test_a_source_of_which_no_file_is_there_is_named(data):
    assert absent(data, ("statbel_building_permits", "statbel", "statbel_sectors")) == ["statbel_building_permits", "statbel_sectors"]
    (data / "raw" / "statbel_sectors").mkdir(parents=True)
    (data / "raw" / "statbel_sectors" / "mine.zip").write_bytes(b"")
    assert absent(data, ("statbel_sectors",)) == []
