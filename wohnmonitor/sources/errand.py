"""What a loader is sent for: one table, into its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wohnmonitor.declared import Fetch, Table
from wohnmonitor.errors import SourceError
from wohnmonitor.sources import intact
from wohnmonitor.sources.cache import Shelf
from wohnmonitor.sources.fetch import Tell, Web
from wohnmonitor.sources.part import Got


@dataclass(frozen=True)
class Errand:
    """codes: the codes of our areas in the table's scheme; since: first year asked for; year: this year; env: accounts, never told."""

    web: Web
    table_id: str
    table: Table
    fetch: Fetch
    shelf: Shelf
    codes: tuple[str, ...]
    since: int | None
    year: int
    env: Mapping[str, str]
    tell: Tell

    def download(self, url: str, name: str) -> Got:
        """The file at `url`, whole and sound, on its way to the shelf; or what is there, where it is not older."""
        place = self.shelf.place(name)
        got = self.web.download(url, place, self.shelf.known(name), self._told)
        if got.fresh:
            self.checked(name, url)
        return got

    def keep(self, content: bytes, name: str, url: str) -> Got:
        """The body of an answer as a file on its way to the shelf."""
        place = self.shelf.place(name)
        place.write_bytes(content)
        self.checked(name, url)
        return Got.of(place, url)

    def checked(self, name: str, url: str) -> None:
        """Raises SourceError, and drops the file, where it is no sound one."""
        place = self.shelf.place(name)
        try:
            intact.check(place, url)
        except SourceError:
            place.unlink()
            raise

    def _told(self, file: str, got: int, of: int | None) -> None:
        self.tell(f"{self.table_id}/{file}", got, of)
