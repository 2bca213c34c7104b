"""A file on its way: what is here of it, whether the rest still fits, and what is known of it when it is whole."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from wohnmonitor.errors import SourceError


@dataclass(frozen=True)
class Got:
    """A fetched file. fresh: it differs from what was known. Times in ISO, UTC."""

    url: str
    sha256: str
    bytes: int
    etag: str = ""
    last_modified: str = ""
    fetched: str = ""
    fresh: bool = field(default=True, compare=False)

    @classmethod
    def of(cls, path: Path, url: str, etag: str = "", last_modified: str = "") -> Got:
        """A whole file as it lies there now."""
        with path.open("rb") as stream:
            sha = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(url, sha, path.stat().st_size, etag, last_modified, datetime.now(UTC).isoformat(timespec="seconds"))


class Again(Exception):
    """Worth another attempt. after: seconds the server asks for; further: more bytes are here than before."""

    def __init__(self, error: SourceError, after: float | None = None, further: bool = False):
        self.error, self.after, self.further = error, after, further
        super().__init__(str(error))


class Part:
    """What is here of a file, `.NAME.part`, and beside it the validator that tells whether the rest still fits."""

    def __init__(self, target: Path):
        self.target = target
        self.path = target.with_name(f".{target.name}.part")
        self._note = target.with_name(f".{target.name}.part.json")
        self._furthest = 0

    def ask(self, url: str) -> dict[str, str]:
        """Headers that ask for the rest, where there is a beginning of the same file."""
        noted = self._noted()
        size = self.path.stat().st_size if self.path.is_file() else 0
        return {"Range": f"bytes={size}-", "If-Range": noted["validator"]} if size and noted.get("url") == url else {}

    def resume(self, url: str, answer: httpx.Response) -> int:
        """Where the body begins; what is here is dropped where the answer is not its rest."""
        size = self.path.stat().st_size if self.path.is_file() else 0
        fits = answer.headers.get("content-range", "").startswith(f"bytes {size}-")
        if answer.status_code == 206 and fits and _validator(answer) in ("", self._noted().get("validator")):
            return size
        self.drop()
        if answer.status_code in (206, 416):
            raise Again(cut(url, f"the server has another file now than at byte {size:,}"), 0)
        return 0

    def note(self, url: str, answer: httpx.Response) -> None:
        """Remember the validator of the file on its way."""
        if validator := _validator(answer):
            self._note.write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")
        else:
            self._note.unlink(missing_ok=True)

    def further(self, got: int) -> bool:
        """Whether an attempt that ended at `got` brought more than any before, to be gone on with."""
        more, self._furthest = got > self._furthest, max(got, self._furthest)
        return more and bool(self._noted())

    def done(self, url: str, answer: httpx.Response) -> Got:
        """Checksum, then the name. Raises Again where the publisher states another checksum."""
        headers = answer.headers
        got = Got.of(self.path, url, headers.get("etag", ""), headers.get("last-modified", ""))
        stated = _stated_sha256(headers)
        if stated and stated.hex() != got.sha256:
            self.drop()
            raise Again(SourceError(url, f"sha-256 {got.sha256[:16]}…", f"{stated.hex()[:16]}… as the publisher states", "try again"))
        self.path.replace(self.target)
        self._note.unlink(missing_ok=True)
        return got

    def drop(self) -> None:
        """Begin anew."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _noted(self) -> dict:
        try:
            return json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}


def _validator(answer: httpx.Response) -> str:
    """What tells one state of a file from the next: a strong ETag, else the time of its last change."""
    etag = answer.headers.get("etag", "")
    return etag if etag and not etag.startswith("W/") else answer.headers.get("last-modified", "")


def _stated_sha256(headers: httpx.Headers) -> bytes | None:
    """The checksum of the whole file where the publisher states one (RFC 9530, Repr-Digest; before it, Digest)."""
    for entry in ",".join((headers.get("repr-digest", ""), headers.get("digest", ""))).split(","):
        name, _, value = entry.strip().partition("=")
        if name.lower() == "sha-256":
            with contextlib.suppress(ValueError):
                return base64.b64decode(value.strip(":"), validate=True)
    return None


def cut(url: str, found: str) -> SourceError:
    return SourceError(url, f"connection cut: {found}", "the whole file", "run it again: it goes on where it stopped")
