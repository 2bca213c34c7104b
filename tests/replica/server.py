"""A replica of the publishers' sites: one small server for all hosts (the first step of a path), well-behaved unless told otherwise.

replica.serve(host, path, content) puts a file there; replica.answer(host, path, function) an endpoint. replica.fault(part of a path, Fault)
lets it misbehave; replica.asked is what it was asked.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = b"<!DOCTYPE html>\n<html><head><title>Access  denied</title></head><body>Are you a robot?</body></html>"


LONGEST = 2048
"""Characters of a query that a server takes."""


@dataclass
class Asked:
    """One request. form: body of a POST."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """What goes wrong, `times` times (0: always). cut, stall: after that share of what is left; cut 0.1: at every tenth of the file.

    status: answer with it; page: an HTML page, under that status or 200; alter: another content, whole and without complaint.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    page: bool = False
    cut: float = 0
    stall: float = 0
    slow: float = 0
    digest: bool = False
    alter: Callable[[bytes], bytes] | None = None
    times: int = 0
    used: int = 0

    def holds(self) -> bool:
        """Whether it goes wrong this time too."""
        self.used += 1
        return not self.times or self.used <= self.times


class Replica:
    """The server and what it serves. `address` is a mirror in the sense of WOHNMONITOR_MIRROR."""

    def __init__(self):
        self._content: dict[tuple[str, str], bytes] = {}
        self._answers: dict[tuple[str, str], Callable[[Asked], bytes | tuple[int, bytes]]] = {}
        self._faults: list[tuple[str, Fault]] = []
        self.asked: list[Asked] = []
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def serve(self, host: str, path: str, content: bytes) -> None:
        """A file, with ETag, Last-Modified, checksum and ranges."""
        self._content[host, path] = content

    def answer(self, host: str, path: str, function: Callable[[Asked], bytes | tuple[int, bytes]]) -> None:
        """An endpoint whose answer depends on the question; asked anew each time."""
        self._answers[host, path] = function

    def fault(self, part: str, fault: Fault) -> Fault:
        """Misbehave where `part` is in the path. Returns the fault."""
        self._faults.append((part, fault))
        return fault

    def mend(self) -> None:
        """All is well again."""
        self._faults.clear()

    def paths(self) -> list[str]:
        """Host and path of all that was asked."""
        return [f"{one.host}{one.path}" for one in self.asked]

    def find(self, asked: Asked) -> tuple[int, bytes, bool] | None:
        """(status, content, whether it is a file) of a question; None where there is nothing."""
        key = (asked.host, asked.path)
        if key in self._answers:
            said = self._answers[key](asked)
            return (*said, False) if isinstance(said, tuple) else (200, said, False)
        return (200, self._content[key], True) if key in self._content else None

    def wrong(self, path: str) -> Fault | None:
        """What goes wrong with a path now."""
        return next((fault for part, fault in self._faults if part in path and fault.holds()), None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Who is killed on the way closes no door: that is no error here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(replica: Replica) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            """Quiet."""

        def do_GET(self):
            self._do("")

        def do_POST(self):
            self._do(self.rfile.read(int(self.headers.get("content-length", 0))).decode())

        def do_CONNECT(self):
            """As a proxy it only notes where one wants to go."""
            replica.asked.append(Asked("CONNECT", self.path, "", {}, {}))
            self._send(502, b"", {})

        def _do(self, body: str) -> None:
            parts = urlsplit(self.path)
            host, _, path = unquote(parts.path).lstrip("/").partition("/")
            query, form = ({k: v[0] for k, v in parse_qs(text, keep_blank_values=True).items()} for text in (parts.query, body))
            asked = Asked(self.command, host, f"/{path}", query, {k.lower(): v for k, v in self.headers.items()}, form)
            replica.asked.append(asked)
            if len(parts.query) > LONGEST:
                self._send(404, b"", {})
                return
            fault = replica.wrong(f"{host}/{path}")
            if fault and (fault.page or fault.status != 200):
                self._send(fault.status, PAGE if fault.page else b"", fault.headers)
                return
            found = replica.find(asked)
            if found is None:
                self._send(404, b"", {})
                return
            status, content, is_file = found
            if fault and fault.alter:
                content = fault.alter(content)
            self._send_content(status, content, is_file, asked, fault or Fault())

        def _send_content(self, status: int, content: bytes, is_file: bool, asked: Asked, fault: Fault) -> None:
            headers, start = {}, 0
            if is_file:
                tag = f'"{hashlib.md5(content).hexdigest()}"'
                digest = hashlib.sha256(b"another" if fault.digest else content).digest()
                headers = {"ETag": tag, "Last-Modified": formatdate(1750000000, usegmt=True), "Accept-Ranges": "bytes"}
                headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
                if asked.headers.get("if-none-match") == tag:
                    self._send(304, b"", headers)
                    return
                wanted = asked.headers.get("range", "")
                if wanted.startswith("bytes=") and asked.headers.get("if-range") == tag:
                    start = int(wanted[6:].rstrip("-"))
                    status, headers["Content-Range"] = 206, f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._send(status, content[start:], headers, fault, len(content))

        def _send(self, status: int, body: bytes, headers: dict, fault: Fault | None = None, whole: int = 0) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            fault = fault or Fault()
            if fault.cut:
                body = body[: int(whole * fault.cut)]
            try:
                if fault.stall:
                    self.wfile.write(body[: int(len(body) * fault.stall)])
                    time.sleep(1)
                elif fault.slow:
                    for at in range(0, len(body), max(1, len(body) // 10)):
                        self.wfile.write(body[at : at + max(1, len(body) // 10)])
                        time.sleep(fault.slow)
                else:
                    self.wfile.write(body)
            except OSError:
                self.close_connection = True
            if fault.cut or fault.stall:
                self.close_connection = True

    return Handler
