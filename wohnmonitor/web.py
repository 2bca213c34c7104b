"""What every answer over HTTP has, of the app and of the API: security headers, and brotli or gzip by what the reader takes.

Bodies that do not change are compressed once and kept; those that are written while they are read are compressed so too.
"""

from __future__ import annotations

import gzip
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from threading import Lock

import brotli
from flask import Flask, Response, request

FOREVER = "public, max-age=31536000, immutable"
HEADERS = {
    # Styles may stand in the page: the component and chart libraries write them there. Scripts may not.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SMALLEST = 600
KEPT_BYTES = 48_000_000
_TYPES = ("text/", "application/json", "application/javascript", "image/svg", "application/geo+json", "application/problem+json",
          "application/ld+json", "application/csvm+json", "application/vnd.sdmx.")  # fmt: skip


class Kept:
    """Compressed bodies by content and encoding, least recently used ones dropped first."""

    def __init__(self, limit: int = KEPT_BYTES):
        self.limit, self.size = limit, 0
        self.bodies: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
        self.lock = Lock()

    def get(self, encoding: str, body: bytes) -> bytes:
        """`body` in `encoding`."""
        key = encoding, blake2b(body, digest_size=16).digest()
        with self.lock:
            if key in self.bodies:
                self.bodies.move_to_end(key)
                return self.bodies[key]
        packed = pack(encoding, body, careful=True)
        with self.lock:
            if key not in self.bodies:
                self.bodies[key] = packed
                self.size += len(packed)
            while self.size > self.limit:
                self.size -= len(self.bodies.popitem(last=False)[1])
        return packed


def pack(encoding: str, body: bytes, careful: bool) -> bytes:
    """One body compressed; `careful` spends more time, less so on very large ones."""
    if encoding == "br":
        quality = (9 if len(body) < 1_500_000 else 6) if careful else 4
        return brotli.compress(body, quality=quality)
    return gzip.compress(body, compresslevel=8 if careful else 4, mtime=0)


def _packer(encoding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """What compresses the next piece, and what ends the body."""
    if encoding == "br":
        brotled = brotli.Compressor(quality=4)
        return brotled.process, brotled.finish
    zipped = zlib.compressobj(4, wbits=31)
    return zipped.compress, zipped.flush


def pack_pieces(encoding: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A body compressed while it is written, in the memory of a piece."""
    piece_of, rest = _packer(encoding)
    for piece in pieces:
        if packed := piece_of(piece):
            yield packed
    yield rest()


def add_headers(server: Flask) -> None:
    """Security headers on every answer; assets with a mark of their content never change."""

    @server.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.status_code == 200 and request.path.startswith("/assets/") and request.args.get("m"):
            response.headers["Cache-Control"] = FOREVER
        return response


def compress_answers(server: Flask) -> None:
    """Add compression to every answer worth it."""
    kept = Kept()

    @server.after_request
    def _compress(response: Response) -> Response:
        if response.status_code != 200 or "Content-Encoding" in response.headers or not (response.content_type or "").startswith(_TYPES):
            return response
        if request.if_none_match:  # by its weak mark, which it has had since it was compressed
            response.make_conditional(request)
            if response.status_code == 304:
                return response
        accepted = request.accept_encodings
        encoding = "br" if accepted["br"] else "gzip" if accepted["gzip"] else None
        response.vary.add("Accept-Encoding")
        if encoding is None or (response.content_length or SMALLEST) < SMALLEST:
            return response
        if response.is_streamed and not response.direct_passthrough:
            response.response = pack_pieces(encoding, response.response)
            response.headers.pop("Content-Length", None)
        else:
            response.direct_passthrough = False
            body = response.get_data()
            if len(body) < SMALLEST:
                return response
            unchanging = bool(response.cache_control.max_age)
            response.set_data(kept.get(encoding, body) if unchanging else pack(encoding, body, careful=False))
        response.headers["Content-Encoding"] = encoding
        etag, weak = response.get_etag()
        if etag and not weak:
            response.set_etag(etag, weak=True)
        return response
