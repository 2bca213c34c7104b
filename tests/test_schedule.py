"""What lets a system refresh the monitor: units that systemd accepts, a cron line and a task of Windows that call the same command."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from wohnmonitor import schedule
from wohnmonitor.cli import main

CALL = [sys.executable, "-m", "wohnmonitor.cli", "--data-dir"]


def said(data: Path, *arguments: str):
    return CliRunner().invoke(main, ["--data-dir", str(data), "schedule", *arguments])


def test_the_units_are_written_and_call_the_refresh(tmp_path):
    (units := tmp_path / "units").mkdir()
    assert said(tmp_path, "systemd", "--at", "3:5", "-o", str(units), "--", "--publish", "--source", "cbs").exit_code == 0
    read = {}
    for name in ("service", "timer"):
        read[name] = configparser.ConfigParser(interpolation=None, strict=False)
        read[name].optionxform = str
        read[name].read(units / f"{schedule.NAME}.{name}")
    call = shlex.split(read["service"]["Service"]["ExecStart"])
    assert call == [*CALL, str(tmp_path), "refresh", "--log-json", "--publish", "--source", "cbs"]
    assert read["timer"]["Timer"]["OnCalendar"] == "*-*-* 03:05:00" and read["timer"]["Timer"]["Persistent"] == "true"
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here: the units were parsed only")
    done = subprocess.run(["systemd-analyze", "verify", *map(str, units.iterdir())], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and schedule.NAME not in done.stderr, done.stderr


def test_signs_that_mean_something_to_a_scheduler(tmp_path):
    strange = tmp_path / "100 % of $HOME"
    assert '/100 %% of $$HOME"' in schedule.systemd(strange, ["--publish"], "04:30")[f"{schedule.NAME}.service"]
    line = schedule.cron(strange, ["--publish"], "04:05")
    assert line.startswith("5 4 * * * ") and line.count("%") == line.count("\\%") == 2
    assert shlex.split(line.split("* * * ")[1].replace("\\%", "%"))[:5] == [*CALL, str(strange)]


def test_a_task_of_windows(tmp_path):
    line = said(tmp_path, "windows").stdout
    assert line.startswith("schtasks /Create /F /SC DAILY /TN wohnmonitor-refresh /ST 04:30 /TR ")
    assert "refresh --log-json --publish" in line


@pytest.mark.parametrize(
    ("arguments", "told"), [(["cron", "--at", "25:00"], "04:30"), (["cron", "-o", "."], "systemd"), (["at"], "systemd")]
)
def test_wrong_calls(tmp_path, arguments, told):
    result = said(tmp_path, *arguments)
    assert result.exit_code == 2 and told in " ".join(result.output.split())
