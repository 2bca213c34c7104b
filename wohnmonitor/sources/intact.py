"""Is a fetched file a whole file of its kind, before anybody uses it? A page for people, a cut archive and a bomb are not."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from wohnmonitor.errors import SourceError

MOST_UNPACKED = 4 << 30
MOST_TIMES = 250
"""A text table packs 20 to 60 times; what unpacks to more than this many times its size is no table."""
SMALL = 1 << 20
"""Below this an archive may unpack to any number of times its size: it cannot hurt."""
BLOCK = 1 << 20
AGAIN = "run it again; if it stays so, put the file there by hand: wohnmonitor sources says where"
_TITLE = re.compile(r"<title[^>]*>([^<]{1,120})", re.IGNORECASE)
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


class KeptOut(SourceError):
    """The site hands nothing out to programs."""

    kind = "kept_out"


def check(path: Path, where: str, most_unpacked: int = MOST_UNPACKED) -> None:
    """Raises SourceError: an HTML page instead of data, an empty file, a cut or damaged archive, one that unpacks to too much."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start.strip():
        raise SourceError(where, "an empty file", "the file", AGAIN)
    refuse_page(start, where)
    size = path.stat().st_size
    try:
        if start[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive:
                _unpack_zip(archive, where, size, most_unpacked)
        elif start[:2] == b"\x1f\x8b":
            with gzip.open(path) as stream:
                _drain(stream, 0, where, size, most_unpacked)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(where, f"a cut or damaged archive of {size:,} bytes ({error})", "a whole one", AGAIN) from None


def refuse_page(content: bytes, where: str) -> None:
    """Raises SourceError where the beginning of an answer is that of an HTML page: sites hand them out instead of data, status 200."""
    if _PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        title = _TITLE.search(content.decode("utf-8", errors="replace"))
        named = f' "{" ".join(title[1].split())}"' if title else ""
        todo = "the site keeps programs out: put the file there by hand; wohnmonitor sources says which, from where and where to"
        raise KeptOut(where, f"an HTML page{named}", "data", todo)


def _unpack_zip(archive: zipfile.ZipFile, where: str, size: int, most: int) -> None:
    total = 0
    for member in archive.infolist():
        if not member.is_dir():
            with archive.open(member) as stream:
                total = _drain(stream, total, where, size, most)


def _drain(stream: IO[bytes], total: int, where: str, size: int, most: int) -> int:
    """Read to the end, which proves the checksum of the archive, and count: what an archive says of its size may be a lie."""
    while block := stream.read(BLOCK):
        total += len(block)
        if total > most or (total > SMALL and total > MOST_TIMES * size):
            raise SourceError(
                where,
                f"{size:,} bytes that unpack to more than {total:,}",
                f"at most {most:,} bytes and {MOST_TIMES} times its size",
                "see what the publisher hands out there now",
            )
    return total
