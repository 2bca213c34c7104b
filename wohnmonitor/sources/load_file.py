"""Loader of files at an address: Statbel, GENESIS downloader, Zensus tables, GISCO and others."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from wohnmonitor.errors import SourceError
from wohnmonitor.sources.errand import Errand
from wohnmonitor.sources.fetch import Missing

NOT_OUT_YET = 1
"""Files of this year and so many before may not be out yet."""


def load(errand: Errand) -> tuple[int, int]:
    """Every file of the table that is newer than what is there. Returns (files that are new, files in all).

    Raises SourceError; Missing where a file that ought to be out is not there.
    """
    fresh = seen = 0
    for year, url in _addresses(errand):
        name = errand.fetch.name.replace("{year}", str(year)) or unquote(PurePosixPath(urlsplit(url).path).name)
        try:
            got = errand.download(url, name)
        except Missing:
            if year and year >= errand.year - NOT_OUT_YET:
                continue
            raise
        if (pin := errand.fetch.sha256) and got.sha256 != pin:
            errand.shelf.place(name).unlink(missing_ok=True)
            raise SourceError(
                url, f"sha256 {got.sha256[:16]}…", f"{pin[:16]}… as declared", "see what changed, then correct sha256 in sources.toml"
            )
        errand.shelf.take({name: got})
        fresh, seen = fresh + got.fresh, seen + 1
    return fresh, seen


def _addresses(errand: Errand) -> list[tuple[int, str]]:
    url = errand.fetch.url.replace("{number}", errand.table.number)
    if not errand.fetch.years:
        return [(0, url)]
    first, last = errand.fetch.years
    years = range(max(first, errand.since or first), (last or errand.year) + 1)
    return [(year, url.replace("{year}", str(year))) for year in years]
