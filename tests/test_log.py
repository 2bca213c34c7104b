"""What a worker of the server says when something fails, in words and as JSON."""

from __future__ import annotations

import json
import logging

import pytest

from wohnmonitor import log

WHAT = "request failed: %s"


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    for name, value in (("handlers", []), ("level", log.log.level), ("propagate", True)):
        monkeypatch.setattr(log.log, name, value)


def fail() -> None:
    try:
        raise ValueError("no such thing")
    except ValueError:
        logging.getLogger("wohnmonitor.app.guards").exception(WHAT, "/profile")


def test_words_with_the_traceback(capsys, monkeypatch):
    monkeypatch.delenv(log.VARIABLE, raising=False)
    log.serving()
    log.tell("fetched", source="statbel")
    fail()
    said = capsys.readouterr().err
    assert "ERROR request failed: /profile\n" in said and "ValueError: no such thing" in said and "fetched" not in said


def test_json_where_it_is_asked_for(capsys, monkeypatch):
    monkeypatch.setenv(log.VARIABLE, "json")
    log.serving()
    log.serving()
    fail()
    (line,) = capsys.readouterr().err.splitlines()
    line = json.loads(line)
    assert (line["level"], line["event"]) == ("error", "request failed: /profile") and "no such thing" in line["error"]
