"""The only module that touches the network: one polite client for all publishers.

Proxy and certificates come from the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE). WOHNMONITOR_CONTACT is told to the publishers.
WOHNMONITOR_MIRROR = "http://host:port" fetches https://HOST/PATH as http://host:port/HOST/PATH, where a house keeps a mirror.
"""

from __future__ import annotations

import contextlib
import os
import random
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlsplit

import httpx

from wohnmonitor.errors import CallError, SourceError
from wohnmonitor.sources.intact import KeptOut
from wohnmonitor.sources.part import Again, Got, Part, cut

WORTH_RETRYING = {408, 425, 429, 500, 502, 503, 504}
REDIRECTS = 5
Tell = Callable[[str, int, int | None], None]
"""tell(file, bytes so far, bytes in all or None)"""


def silent(file: str, got: int, of: int | None) -> None:
    """Nothing is told."""


@dataclass(frozen=True)
class Limits:
    """How long, how often and how much. Times in seconds. tries: attempts that bring nothing new; all_tries: with those that bring more.
    slowest: bytes a second, over `read` seconds; a line that brings less is given up."""

    connect: float = 20
    read: float = 90
    tries: int = 5
    all_tries: int = 60
    first_wait: float = 2
    longest_wait: float = 60
    patience: float = 600
    pause: float = 1
    slowest: float = 200
    most_bytes: int = 1 << 30


class Missing(SourceError):
    """The server has nothing at this address."""

    kind = "missing"


class Unreachable(SourceError):
    """The host did not answer: no use to ask it for the next file."""

    kind = "silent"


class Slow(Again):
    """A line that brings too little: what it brings does not count."""


class Web:
    """One client. Callers ask one host from one thread only; between two requests to a host lies a pause."""

    def __init__(
        self, env: Mapping[str, str] = os.environ, limits: Limits | None = None, sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ):  # fmt: skip
        self.limits, self._stopped = limits or Limits(), Event()
        self._sleep, self._clock = sleep or self._stopped.wait, clock
        self._mirror = env.get("WOHNMONITOR_MIRROR", "").rstrip("/")
        self._last: dict[str, float] = {}
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        try:
            self._client = httpx.Client(headers={"User-Agent": user_agent(env)}, timeout=timeout, follow_redirects=False)
        except (OSError, ssl.SSLError, ImportError, ValueError) as error:
            expected = "HTTPS_PROXY = http://host:port, SSL_CERT_FILE = a PEM file"
            raise CallError("proxy or certificates in the environment", type(error).__name__, expected) from None

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_) -> None:
        self._client.close()

    def stop(self) -> None:
        """Let all that is on its way end soon; what is here of it is kept."""
        self._stopped.set()

    def wait(self, seconds: float) -> None:
        """A pause that a loader needs."""
        self._sleep(seconds)

    def download(self, url: str, target: Path, known: Got | None = None, tell: Tell = silent) -> Got:
        """The file at `url` as `target`, which the caller moves where it belongs; a cut one is resumed, also by a later call.

        known: what is at hand already; the server is asked for something newer only, and `known` comes back with fresh = False.
        Raises Missing (404, 410), Unreachable, SourceError.
        """
        part = Part(target)

        def once() -> Got:
            headers = {"Accept-Encoding": "identity", **part.ask(url)}
            if known and known.url == url and "Range" not in headers:
                headers |= {"If-None-Match": known.etag} if known.etag else {}
                headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
            with self._open("GET", url, headers) as answer:
                if answer.status_code == 304 and known:
                    return Got(url, known.sha256, known.bytes, known.etag, known.last_modified, known.fetched, fresh=False)
                return self._store(answer, url, part, tell)

        return self._patiently(once)

    def answer(self, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> bytes:
        """The body of a small answer: GET, or POST of a form. `headers` may hold credentials: they follow no redirect.

        Raises Missing, Unreachable, SourceError.
        """

        def once() -> bytes:
            with self._open("POST" if form is not None else "GET", url, headers or {}, form) as answer:
                content = bytearray()
                for block in self._blocks(answer, url):
                    content += block
                    self._not_too_much(url, len(content))
                return bytes(content)

        return self._patiently(once)

    # ---------------------------------------------------------------------------------------- one request

    @contextlib.contextmanager
    def _open(self, method: str, url: str, headers: dict[str, str], form: dict[str, str] | None = None):
        asked, secret = url, bool(form is not None or set(headers) & {"username", "password"})
        for _ in range(REDIRECTS + 1):
            self._pace(asked)
            self._go_on(url)
            request = self._client.build_request(method, self._address(asked, url), headers=headers, data=form)
            try:
                answer = self._client.send(request, stream=True)
            except httpx.HTTPError as error:
                raise self._unreached(asked, error) from None
            try:
                if not answer.has_redirect_location or secret:
                    self._check(answer, asked)
                    yield answer
                    return
                asked = str(httpx.URL(asked).join(answer.headers["location"]))
            finally:
                answer.close()
        raise SourceError(url, f"more than {REDIRECTS} redirects", "the file", "look for its new address and correct sources.toml")

    def _address(self, asked: str, url: str) -> str:
        parts = urlsplit(asked)
        if parts.scheme != "https" or not parts.hostname or parts.username:
            led = "" if asked == url else f"a redirect to {asked[:120]}, "
            raise SourceError(url, f"{led}scheme {parts.scheme or 'none'}", "https://host/path", "correct sources.toml")
        if self._mirror:
            asked = f"{self._mirror}/{asked.removeprefix('https://')}"
        return quote(asked, safe=":/?#[]@!$&'()*+,;=%~")

    def _pace(self, url: str) -> None:
        host = urlsplit(url).netloc
        if host in self._last:
            wait = self._last[host] + self.limits.pause - self._clock()
            if wait > 0:
                self._sleep(wait)
        self._last[host] = self._clock()

    def _check(self, answer: httpx.Response, url: str) -> None:
        code = answer.status_code
        if code in (200, 206, 304, 416):
            return
        found = f"status {code} {answer.reason_phrase}".strip()
        if code in WORTH_RETRYING:
            raise Again(SourceError(url, found, "the file", "try again later"), _retry_after(answer.headers.get("retry-after", "")))
        if code in (404, 410):
            raise Missing(url, found, "the file", "look for its new address and correct `fetch` of the table in sources.toml")
        if 300 <= code < 400:
            raise SourceError(url, f"{found} to {answer.headers.get('location', '')[:120]}", "an answer here", "correct sources.toml")
        raise KeptOut(url, found, "the file", "if a browser may have it, put it there by hand: wohnmonitor sources says where")

    def _unreached(self, url: str, error: httpx.HTTPError) -> Exception:
        host = urlsplit(url).hostname or url
        reason = f"{type(error).__name__}: {error}"
        if _in_chain(error, ssl.SSLCertVerificationError):
            todo = "set SSL_CERT_FILE to the certificates of your house"
            return Unreachable(host, reason[:300], "a certificate that is trusted", todo)
        if isinstance(error, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
            return SourceError(url, reason[:300], "an https address", "correct sources.toml")
        return Again(Unreachable(host, reason[:300], "an answer", "see whether the network and HTTPS_PROXY are right, then run it again"))

    def _blocks(self, answer: httpx.Response, url: str):
        since, came = self._clock(), 0
        try:
            for block in answer.iter_bytes():  # as they come: what is here when the line is cut is kept
                yield block
                self._go_on(url)
                came += len(block)
                if (passed := self._clock() - since) >= self.limits.read:
                    if came < self.limits.slowest * passed:
                        raise Slow(cut(url, f"{came:,} bytes in {passed:.0f} seconds"))
                    since, came = self._clock(), 0
        except httpx.HTTPError as error:
            raise Again(cut(url, f"{type(error).__name__}: {error}"[:200])) from None

    def _go_on(self, url: str) -> None:
        if self._stopped.is_set():
            raise SourceError(url, "stopped on the way", "the whole file", "run it again: it goes on where it stopped")

    def _store(self, answer: httpx.Response, url: str, part: Part, tell: Tell) -> Got:
        start = part.resume(url, answer)
        length = answer.headers.get("content-length", "")
        rest = int(length) if length.isdigit() and "content-encoding" not in answer.headers else None
        of = start + rest if rest is not None else None
        self._not_too_much(url, of or 0)
        got = start
        part.note(url, answer)
        with part.path.open("ab" if start else "wb") as stream:
            try:
                for block in self._blocks(answer, url):
                    got += len(block)
                    self._not_too_much(url, got)
                    stream.write(block)
                    tell(part.target.name, got, of)
            except Slow:
                raise
            except Again as again:
                raise Again(again.error, further=part.further(got)) from None
        if of is not None and got != of:
            raise Again(cut(url, f"{got:,} of {of:,} bytes"), further=part.further(got))
        return part.done(url, answer)

    def _not_too_much(self, url: str, size: int) -> None:
        if size > self.limits.most_bytes:
            raise SourceError(url, f"{size:,} bytes", f"at most {self.limits.most_bytes:,}", "see what the publisher hands out there now")

    def _patiently(self, once: Callable):
        """Attempts until it works, nothing new comes in `tries` of them, or the server asks for more patience than there is."""
        barren = 0
        for number in range(1, self.limits.all_tries + 1):
            try:
                return once()
            except Again as again:
                barren = 0 if again.further else barren + 1
                wait = again.after
                if wait is None:
                    wait = min(self.limits.longest_wait, self.limits.first_wait * 2 ** max(barren - 1, 0)) * random.uniform(0.5, 1.5)
                if wait > self.limits.patience:
                    error = again.error
                    todo = f"run it again in {wait / 60:.0f} minutes, as the server asks"
                    raise SourceError(error.where, error.found, error.expected, todo) from None
                if barren >= self.limits.tries or number == self.limits.all_tries:
                    error = again.error
                    raise type(error)(error.where, f"{error.found}, {number} times", error.expected, error.todo) from None
                self._sleep(wait)
        raise AssertionError("unreachable")


def user_agent(env: Mapping[str, str]) -> str:
    """wohnmonitor/VERSION (contact), printable ASCII only."""
    try:
        number = version("wohnmonitor")
    except PackageNotFoundError:
        number = "0"
    contact = "".join(sign for sign in env.get("WOHNMONITOR_CONTACT", "") if " " <= sign <= "~")[:120]
    return f"wohnmonitor/{number}" + (f" ({contact})" if contact else "")


def _retry_after(text: str) -> float | None:
    """Seconds, or the seconds until a date; a moment more, so that not all come back at once."""
    if text.isdigit():
        return int(text) + random.uniform(0, 1)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()) + random.uniform(0, 1)
    except (TypeError, ValueError):
        return None


def _in_chain(error: BaseException | None, kind: type) -> bool:
    while error:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
