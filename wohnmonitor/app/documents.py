"""Pages to read beside the map, /method and /coverage, rendered here and cached with the release; and the same as files."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from flask import Flask, Response, request

from wohnmonitor.app import coverage, institution, method, pages
from wohnmonitor.app.blocks import Block, to_html, to_markdown
from wohnmonitor.app.method import Book
from wohnmonitor.app.query import language_of
from wohnmonitor.app.state import THEMES, State, to_query
from wohnmonitor.app.text import text
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.site import Site

TEXTS = "method"
KEPT = 64


def add_documents(server: Flask, app, tokens: str) -> None:
    """Routes /method, /method.md, /coverage and /coverage.csv. `app`: server.Monitor."""
    prefix = app.config.requests_pathname_prefix

    @lru_cache(maxsize=2)
    def book_of(monitor, _release: str) -> Book:
        return Book(monitor)

    @lru_cache(maxsize=KEPT)
    def inside(book: Book, page: str, indicator: str | None, language: str, address: str) -> tuple[str, str]:
        blocks = document(book, page, indicator, language, address)
        return blocks[0].text, to_html(blocks, prefix)

    def asked() -> tuple[Book, State, str | None]:
        """The book of the release published now, the view as far as it is named, and the indicator if one is named."""
        facts, state = app.facts.view(request.args.to_dict(flat=False), request.headers.get("Accept-Language", ""))
        return book_of(facts.monitor, facts.release), state, state.indicator if request.args.get("indicator", "").strip() else None

    def shown(page: str) -> Response:
        book, state, indicator = asked()
        title, main = inside(book, page, indicator, state.lang, _address(prefix) if page == method.PAGE else "")
        languages = {code: f"{prefix}{page}?{_query(replace(state, lang=code), indicator)}" for code in LANGUAGES}
        body = pages.document_page(
            text(state.lang), title, main,
            current=page, query=_query(state, indicator), languages=languages, theme=state.theme, prefix=prefix, tokens=prefix + tokens,
        )  # fmt: skip
        return Response(body, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})

    @server.get("/method")
    def method_page() -> Response:
        return shown(method.PAGE)

    @server.get("/coverage")
    def coverage_page() -> Response:
        return shown(coverage.PAGE)

    @server.get("/method.md")
    def method_file() -> Response:
        book, state, indicator = asked()
        address = _address(prefix)
        blocks = document(book, method.PAGE, indicator, state.lang, address)
        return _file(to_markdown(blocks, address), f"wohnmonitor_{indicator or 'method'}_{state.lang}.md", "text/markdown")

    @server.get("/coverage.csv")
    def coverage_file() -> Response:
        book, _, indicator = asked()
        rows = book.coverage if indicator is None else book.coverage[book.coverage["indicator"] == indicator]
        return _file("\ufeff" + rows.to_csv(index=False, lineterminator="\n"), f"wohnmonitor_coverage_{indicator or 'all'}.csv", "text/csv")


def add_institution(server: Flask, app, tokens: str, site: Site) -> None:
    """Routes /privacy, /accessibility, /legal, /contact: they stand where no release can be read, too."""
    prefix = app.config.requests_pathname_prefix

    @server.get(f"/<any({','.join(institution.PAGES)}):name>")
    def institution_page(name: str) -> Response:
        language = language_of(request.args.get("lang"), request.headers.get("Accept-Language", ""))
        theme = request.args.get("theme") if request.args.get("theme") in THEMES else None
        t, kept = text(language, institution.TEXTS), {"theme": theme} if theme else {}
        blocks = institution.page(name, site, t, app.facts.release)
        languages = {code: f"{prefix}{name}?{urlencode(kept | {'lang': code})}" for code in LANGUAGES}
        body = pages.document_page(
            t, blocks[0].text, to_html(blocks, prefix), current=name, query=urlencode(kept | {"lang": language}), languages=languages,
            theme=theme, prefix=prefix, tokens=prefix + tokens,
        )  # fmt: skip
        return Response(body, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


def document(book: Book, page: str, indicator: str | None, language: str, address: str = "") -> list[Block]:
    """A page as blocks: the overview, or the chapter of an indicator. `address`: where the monitor is reached."""
    t = text(language, TEXTS)
    if page == coverage.PAGE:
        return coverage.chapter(book, indicator, t) if indicator else coverage.overview(book, t)
    return method.chapter(book, indicator, t, address) if indicator else method.overview(book, t, address)


def handbook(monitor, language: str, indicator: str | None = None, address: str = "") -> str:
    """The documentation as Markdown: of one indicator, or the general method and all indicators. Raises UnknownError."""
    book = Book(monitor)
    if indicator:
        return to_markdown(document(book, method.PAGE, indicator, language, address), address)
    chapters = [None, *(one.id for one in book.indicators)]
    return "\n".join(to_markdown(document(book, method.PAGE, one, language, address), address) for one in chapters)


def _query(state: State, indicator: str | None) -> str:
    """The view that was brought along, so that the map is found again as it was left; without one, language and theme."""
    if indicator:
        return to_query(state)
    return urlencode({"theme": state.theme, "lang": state.lang} if state.theme else {"lang": state.lang})


def _address(prefix: str) -> str:
    return request.host_url.rstrip("/") + prefix


def _file(body: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(body, content_type=f"{kind}; charset=utf-8", headers=headers)
