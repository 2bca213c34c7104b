"""Lines that let a system refresh the monitor by itself: systemd units, a cron line, a task of Windows.

Each is made for this machine: the command as it is installed, the data folder, the hour.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = "wohnmonitor-refresh"


def command(data: Path, arguments: Sequence[str]) -> list[str]:
    """The refresh as a scheduler calls it: no shell, no environment that it would need."""
    return [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(data.resolve()), "refresh", "--log-json", *arguments]


def systemd(data: Path, arguments: Sequence[str], at: str) -> dict[str, str]:
    """File name -> unit: a service that runs once, and its timer. at: HH:MM."""
    call = " ".join(_unit_word(word) for word in command(data, arguments))
    service = f"""\
[Unit]
Description=Refresh the figures of Wohnmonitor
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
# GENESIS credentials and a proxy, if any: NAME=value lines, readable by this user alone
EnvironmentFile=-/etc/wohnmonitor.env
ExecStart={call}
Nice=10
NoNewPrivileges=yes
TimeoutStartSec=2h
"""
    timer = f"""\
[Unit]
Description=Refresh the figures of Wohnmonitor every night

[Timer]
OnCalendar=*-*-* {at}:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"{NAME}.service": service, f"{NAME}.timer": timer}


def _unit_word(word: str) -> str:
    """A word of ExecStart: specifiers and variables are taken as they stand, blanks quoted."""
    word = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return f'"{word}"' if any(sign in word for sign in " \t'\"") else word


def cron(data: Path, arguments: Sequence[str], at: str) -> str:
    """A line of a crontab; its log grows in the data folder. `%` would end the command there."""
    hour, minute = at.split(":")
    call = f"{shlex.join(command(data, arguments))} 2>>{shlex.quote(str(data.resolve() / 'refresh.log'))}"
    return f"{int(minute)} {int(hour)} * * * {call.replace('%', chr(92) + '%')}\n"


def windows(data: Path, arguments: Sequence[str], at: str) -> str:
    """A line for the Windows command prompt that makes the task."""
    call = subprocess.list2cmdline(command(data, arguments))
    return subprocess.list2cmdline(["schtasks", "/Create", "/F", "/SC", "DAILY", "/TN", NAME, "/ST", at, "/TR", call]) + "\n"
