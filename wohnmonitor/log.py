"""Log for schedulers: one JSON object a line on standard error, where WOHNMONITOR_LOG=json or a command asks for it."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime

VARIABLE = "WOHNMONITOR_LOG"
log = logging.getLogger("wohnmonitor")
log.addHandler(logging.NullHandler())  # else Python itself prints what nobody asked for


class OneLine(logging.Formatter):
    """time (ISO 8601, UTC), level, event, and what `tell` was given; `error` is a traceback on the same line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname.lower(), "event": record.getMessage(), **getattr(record, "told", {})}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def tell(event: str, level: int = logging.INFO, **told: object) -> None:
    """One event: a short name, and what belongs to it: release, source, message, … Shown only where JSON is asked for."""
    log.log(level, event, extra={"told": told})


def is_json() -> bool:
    """Whether the log is JSON."""
    return any(isinstance(handler.formatter, OneLine) for handler in log.handlers)


def start(as_json: bool = False) -> None:
    """Log JSON from now on, if asked for here or by WOHNMONITOR_LOG. Raises nothing and may be called twice."""
    if not is_json() and (as_json or os.environ.get(VARIABLE) == "json"):
        _write(OneLine(), logging.INFO)


def serving() -> None:
    """As start; where no JSON is asked for, warnings and what failed in words, with the traceback: a worker has no other voice."""
    start()
    if not is_json():
        _write(logging.Formatter("%(asctime)s %(levelname)s %(message)s"), logging.WARNING)


def _write(form: logging.Formatter, level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(form)
    log.addHandler(handler)
    log.setLevel(level)
    log.propagate = False
