"""raw/<table>/: what was fetched, pinned by checksum in `.fetched.json`, beside what people put there."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from wohnmonitor.files import replace as write
from wohnmonitor.sources.part import Got

RECORD = ".fetched.json"
INCOMING = ".incoming"


class Shelf:
    """The folder of one table. Files on their way lie in `.incoming`, out of every reader's sight."""

    def __init__(self, folder: Path):
        self.folder, self.incoming = folder, folder / INCOMING
        self._files, self.mark = self._read()

    def _read(self) -> tuple[dict[str, Got], str]:
        try:
            noted = json.loads((self.folder / RECORD).read_text(encoding="utf-8"))
            return {name: Got(**entry) for name, entry in noted["files"].items()}, noted.get("mark", "")
        except (OSError, ValueError, KeyError, TypeError):
            return {}, ""  # nothing is known: everything is fetched anew

    def known(self, name: str) -> Got | None:
        """A fetched file that lies here as it came; None where it is gone or was changed since."""
        noted = self._files.get(name)
        return noted if noted and _sha256(self.folder / name) == noted.sha256 else None

    def fetched(self) -> dict[str, Got]:
        """All that is recorded as fetched, by name."""
        return dict(self._files)

    def by_hand(self) -> list[str]:
        """Names of files that people put here."""
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if p.is_file() and not p.name.startswith(".") and p.name not in self._files)

    def changed(self) -> list[str]:
        """Fetched files that are no longer what was fetched."""
        return [name for name in self._files if (self.folder / name).is_file() and not self.known(name)]

    def place(self, name: str) -> Path:
        """Where a file on its way is written."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        return self.incoming / name

    def take(self, files: dict[str, Got], mark: str = "", whole: bool = False) -> None:
        """Move files from `incoming` to their place and record them. whole: they are all there is, earlier ones are dropped."""
        stale = set(self._files) - set(files) if whole else set()
        self.folder.mkdir(parents=True, exist_ok=True)
        # A crash on the way leaves files that are not as recorded: they are fetched anew, and until then not used.
        self._write(self._files | files, "")
        for name in files:
            if (arrived := self.incoming / name).is_file():
                arrived.replace(self.folder / name)
        for name in stale:
            (self.folder / name).unlink(missing_ok=True)
        self._files = {name: got for name, got in self._files.items() if name not in stale} | files
        self.mark = mark or self.mark
        self._write(self._files, self.mark)
        if self.incoming.is_dir() and not any(self.incoming.iterdir()):
            self.incoming.rmdir()

    def distrust(self) -> None:
        """What lies here is not as declared: the next run asks for all of it, even where the publisher would say that nothing changed."""
        if self._files:
            self._files = {name: replace(got, etag="", last_modified="") for name, got in self._files.items()}
            self.mark = ""
            self._write(self._files, "")

    def _write(self, files: dict[str, Got], mark: str) -> None:
        entries = {name: {k: v for k, v in asdict(got).items() if k != "fresh"} for name, got in sorted(files.items())}
        write(self.folder / RECORD, (json.dumps({"mark": mark, "files": entries}, indent=1) + "\n").encode("utf-8"))

    def clear(self) -> None:
        """Drop what is on its way."""
        shutil.rmtree(self.incoming, ignore_errors=True)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
