"""Loader of GENESIS databases by their REST service: a table as ffcsv, by POST, with an account from the environment.

Status 200 says nothing there: a wrong password, a table too big to be handed out at once (code 98) and a table that is gone come with
it, as JSON. What is too big is made as a job, which is polled until it is done or the patience is at an end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from wohnmonitor.errors import SourceError
from wohnmonitor.sources import intact
from wohnmonitor.sources.errand import Errand

BASES = {
    "regio": "https://www.regionalstatistik.de/genesisws/rest/2020",
    "zensus": "https://ergebnisse.zensus2022.de/api/rest/2020",
    "nrw": "https://www.landesdatenbank.nrw.de/ldbnrwws/rest/2020",
}
KEYS = "05334*,05358*,05366*,05370*"
OK, ADJUSTED, NOTHING_NEWER, GONE, TOO_BIG, JOB_MADE, NOTHING_FOUND = 0, 22, 50, 90, 98, 99, 104
POLLS, POLL_EVERY = 80, 15.0
"""A job is asked for every 15 seconds, for 20 minutes."""
JOB = re.compile(r"[0-9A-Z][0-9A-Za-z-]*_\d+")


class NoAccount(SourceError):
    """The environment holds no account for the database: the table is left, nothing failed."""


@dataclass(frozen=True)
class Account:
    """User and password of a database; a token is a user without password. Never shown."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Account(…)"

    def headers(self) -> dict[str, str]:
        """As the services want it: as headers, never in the address."""
        return {"username": self.user, "password": self.password}


def account(database: str, env: Mapping[str, str]) -> Account:
    """Out of WOHNMONITOR_<DATABASE>_USER and _PASSWORD, or _TOKEN. Raises NoAccount."""
    name = f"WOHNMONITOR_{database.upper()}"
    user = env.get(f"{name}_TOKEN") or env.get(f"{name}_USER", "")
    if not user:
        raise NoAccount(
            BASES[database],
            "no account",
            f"{name}_USER and {name}_PASSWORD, or {name}_TOKEN, in the environment",
            "an account is free; or put the file there by hand: wohnmonitor sources says where",
        )
    return Account(user, "" if env.get(f"{name}_TOKEN") else env.get(f"{name}_PASSWORD", ""))


def load(errand: Errand) -> tuple[int, int]:
    """The table as NUMBER.zip (one csv inside), or as the csv itself. Returns (files that are new, files in all).

    Raises NoAccount, SourceError: login refused, table gone, nothing found, a job that does not end.
    """
    base, headers = BASES[errand.fetch.database], account(errand.fetch.database, errand.env).headers()
    _log_in(errand, base, headers)
    form = {
        "name": errand.table.number, "area": "all", "format": "ffcsv", "language": "de", "compress": "false", "quality": "on",
        "regionalvariable": "GEMEIN", "regionalkey": KEYS, "job": "false", **errand.fetch.options,
    }  # fmt: skip
    if errand.since:
        form["startyear"] = str(errand.since)
    url = f"{base}/data/tablefile"
    content = errand.web.answer(url, form, headers)
    if _code(content, url) == TOO_BIG:
        content = _by_job(errand, base, headers, form)
    _refuse(content, url, errand.table.number)
    name = f"{errand.table.number}.{'zip' if content[:2] == b'PK' else 'csv'}"
    got = errand.keep(content, name, url)
    had = errand.shelf.known(name)
    errand.shelf.take({name: got}, whole=True)
    return 0 if had and had.sha256 == got.sha256 else 1, 1


def _log_in(errand: Errand, base: str, headers: dict[str, str]) -> None:
    """The services answer a wrong password with status 200: only the words tell."""
    url = f"{base}/helloworld/logincheck"
    answer = _json(errand.web.answer(url, {"language": "de"}, headers))
    said = str(answer.get("Status", "")) if answer else ""
    if "erfolgreich" not in said.lower():
        # What the service says may repeat the name: it is not told.
        name = f"WOHNMONITOR_{errand.fetch.database.upper()}"
        raise SourceError(
            base, "login refused", "the name and password of an account", f"correct {name}_USER and {name}_PASSWORD, or {name}_TOKEN"
        )


def _by_job(errand: Errand, base: str, headers: dict[str, str], form: dict[str, str]) -> bytes:
    url, number = f"{base}/data/tablefile", errand.table.number
    made = errand.web.answer(url, form | {"job": "true"}, headers)
    found = [name for name in JOB.findall(_said(made)) if name.startswith(number)]
    if not found:
        raise SourceError(
            f"{url}, {number}", f"code {_code(made, url)}, no name of a job", "the job that makes the table", "try again later"
        )
    ask = {"selection": found[0], "area": "all", "pagelength": "100", "language": "de"}
    for _ in range(POLLS):
        listed = _json(errand.web.answer(f"{base}/catalogue/results", ask, headers)) or {}
        if any(entry.get("Code") == found[0] for entry in listed.get("List") or []):
            result = {"name": found[0], "area": "all", "format": "ffcsv", "language": "de", "compress": "false"}
            return errand.web.answer(f"{base}/data/resultfile", result, headers)
        errand.tell(f"{errand.table_id}/job {found[0]}", 0, None)
        errand.web.wait(POLL_EVERY)
    raise SourceError(
        f"{base}, job {found[0]}",
        f"not done after {POLLS * POLL_EVERY / 60:.0f} minutes",
        "the table",
        "run it again later, or narrow it with --since",
    )


def _refuse(content: bytes, url: str, number: str) -> None:
    code = _code(content, url)
    if code in (None, OK, ADJUSTED) and _json(content) is None:
        return
    meaning = {GONE: "the table is gone", NOTHING_FOUND: "nothing found", NOTHING_NEWER: "nothing newer", 15: "no right to the table"}
    todo = "see the table in the database, and correct `fetch` in sources.toml"
    raise SourceError(f"{url}, {number}", f"code {code}: {meaning.get(code, 'no table')}", "the table as ffcsv", todo)


def _json(content: bytes) -> dict | None:
    if not content[:1].isspace() and content[:1] != b"{":
        return None
    try:
        payload = json.loads(content)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _code(content: bytes, url: str) -> int | None:
    """The code of a JSON answer; None where the answer is a table."""
    payload = _json(content)
    if payload is None:
        intact.refuse_page(content, url)
        return None
    status = payload.get("Status")
    code = status.get("Code") if isinstance(status, dict) else payload.get("Code")
    return int(code) if str(code).lstrip("-").isdigit() else -1


def _said(content: bytes) -> str:
    status = (_json(content) or {}).get("Status")
    return str(status.get("Content", "")) if isinstance(status, dict) else str(status or "")
