"""Whatever goes wrong while a release is written, yesterday's stays, nothing is left behind, and the next run needs no hand."""

from __future__ import annotations

import errno
import json
import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tests.test_store import frames
from wohnmonitor import files, journal, lock, store
from wohnmonitor.cli import main
from wohnmonitor.errors import LockedError, SourceError, StoreError
from wohnmonitor.publication import writing
from wohnmonitor.release import tables

HOLDS = """
import sys; from pathlib import Path; from wohnmonitor import lock
with lock.held(Path(sys.argv[1]), "refresh"):
    print("held", flush=True); sys.stdin.read()
"""
PUBLISHES = """
import itertools, sys; from datetime import date; from pathlib import Path
from tests.test_store import frames
from wohnmonitor import store; from wohnmonitor.publication import writing
for number in itertools.count(1):
    with writing(Path(sys.argv[1]), "refresh"):
        store.publish(Path(sys.argv[1]), store.write_release(Path(sys.argv[1]), frames(number % 9), date(2026, 1, 1)))
    print(number, flush=True)
"""


def child(code: str, data: Path) -> subprocess.Popen:
    """A process of ours that runs `code` over a data folder, after its first line."""
    process = subprocess.Popen([sys.executable, "-c", code, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline()
    return process


def ended(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def left_behind(data: Path) -> list[str]:
    return [path.name for path in (*data.iterdir(), *(data / "releases").iterdir()) if path.name.startswith(".")]


def publish(data: Path, value: float) -> str:
    with writing(data, "refresh"):
        release = store.write_release(data, frames(value), date(2026, 1, 1))
        store.publish(data, release)
    return release


def test_two_at_once_one_works_and_the_other_says_who_does(tmp_path):
    first = child(HOLDS, tmp_path)
    try:
        with pytest.raises(LockedError, match=f"refresh runs since 20.*process {first.pid}"):
            publish(tmp_path, 1)
        assert lock.busy(tmp_path) and store.current(tmp_path) is None
        (raw := tmp_path / "raw").mkdir()
        refused = CliRunner().invoke(main, ["--data-dir", str(tmp_path), "refresh", "--from", str(raw)])
        assert refused.exit_code == 1 and "one writer at a time" in " ".join(refused.output.split())
    finally:
        ended(first)
    assert not lock.busy(tmp_path), "a kill leaves no lock behind"
    assert publish(tmp_path, 1) == store.current(tmp_path)


def test_who_holds_the_folder_may_hold_it_again(tmp_path):
    with lock.held(tmp_path, "refresh"):
        with lock.held(tmp_path, "publish"):
            pass
        assert lock.busy(tmp_path) and (tmp_path / lock.HOLDER).exists()
    assert not lock.busy(tmp_path) and not (tmp_path / lock.HOLDER).exists()


def test_a_kill_at_a_random_moment_leaves_a_release_that_opens(tmp_path):
    process = child(PUBLISHES, tmp_path)
    time.sleep(random.uniform(0, 0.5))
    ended(process)
    published = store.current(tmp_path)
    assert tables(store.release_path(tmp_path, published))["indicator_value"].num_rows == 1
    assert publish(tmp_path, 99) == store.current(tmp_path) != published
    assert not left_behind(tmp_path)


def failing(monkeypatch, at: int, code: int) -> list[int]:
    """The disk refuses the write of that number, counted over all that a publication writes."""
    seen = []
    error = OSError(code, "the disk refuses")

    def refuse_at(real):
        def call(*args, **kwargs):
            seen.append(1)
            if len(seen) == at:
                raise error
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(files, "move", refuse_at(files.move))
    monkeypatch.setattr(store, "_write", refuse_at(store._write))
    monkeypatch.setattr(pd.DataFrame, "to_parquet", refuse_at(pd.DataFrame.to_parquet))
    return seen


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_any_write_loses_nothing(tmp_path, monkeypatch, code):
    old = publish(tmp_path, 1)
    number = 0
    while True:
        number += 1
        with monkeypatch.context() as patch:
            seen = failing(patch, number, code)
            try:
                new = publish(tmp_path, 1 + number)
            except StoreError as error:
                assert "the disk refuses" in str(error) and "--data-dir" in str(error)
            else:
                if len(seen) < number:
                    break
        # The journal alone may fail after the swap: then the new release is the published one, and whole.
        assert store.current(tmp_path) in (old, *store.kept(tmp_path))
        assert tables(store.release_path(tmp_path, store.current(tmp_path)))
        assert not left_behind(tmp_path), number
        assert publish(tmp_path, 100 + number) == store.current(tmp_path), "the next run needs no hand"
    assert number > 8 and store.current(tmp_path) == new


@pytest.mark.parametrize("most", [2_000, 100_000])
def test_a_disk_that_is_full_while_a_file_grows(tmp_path, most):
    resource = pytest.importorskip("resource")
    old, usual = publish(tmp_path, 1), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    try:
        with pytest.raises(StoreError, match="free space"):
            store.write_release(tmp_path, frames(2), date(2026, 1, 2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert store.current(tmp_path) == old and not left_behind(tmp_path)
    assert publish(tmp_path, 2) == store.current(tmp_path)


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="--data-dir"), writing(tmp_path / "data", "refresh"):
        pass


def test_the_journal_tells_begin_end_failure_and_kill(tmp_path):
    publish(tmp_path, 1)
    assert journal.read(tmp_path)["run"]["work"] == "refresh" and not journal.has_failed(tmp_path)
    with pytest.raises(SourceError), writing(tmp_path, "refresh"):
        assert not journal.has_failed(tmp_path), "not while it runs"
        raise SourceError("population.csv", "an empty file")
    assert journal.has_failed(tmp_path) and "an empty file" in journal.read(tmp_path)["run"]["message"]
    journal.began(tmp_path, "refresh")
    assert journal.has_failed(tmp_path), "a beginning without an end, and nobody writes"
    said = CliRunner().invoke(main, ["--data-dir", str(tmp_path), "status"], catch_exceptions=True).output
    assert "was killed" in said


def test_the_journal_of_sources(tmp_path):
    day = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
    journal.succeeded(tmp_path, "cbs_03759ned", day, "ab12")
    journal.failed(tmp_path, "cbs_03759ned", "a page instead of a file", day, "kept_out")
    known = journal.read(tmp_path)["sources"]["cbs_03759ned"]
    assert known == {
        "succeeded": "2026-03-01T04:30:00+00:00", "sha256": "ab12", "failed": "2026-03-01T04:30:00+00:00",
        "message": "a page instead of a file", "kind": "kept_out",
    }  # fmt: skip
    assert journal.stopped(tmp_path) == {"cbs_03759ned": "a page instead of a file"}
    journal.succeeded(tmp_path, "cbs_03759ned", day.replace(year=2025))
    known = journal.read(tmp_path)["sources"]["cbs_03759ned"]
    assert known["succeeded"].startswith("2026-03-01") and "failed" not in known and not journal.stopped(tmp_path)
    (tmp_path / journal.NAME).write_text("{ half")
    assert journal.read(tmp_path)["sources"] == {}, "it tells of the work and never stops it"


def test_the_log_is_one_object_a_line(tmp_path):
    call = [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(tmp_path), "refresh", "--from", str(tmp_path), "--log-json"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1 and lines[-1]["level"] == "error" and lines[-1]["event"] == "failed"
    assert "no official file" in lines[-1]["found"] and all({"time", "level", "event"} <= line.keys() for line in lines)
