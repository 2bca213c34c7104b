"""Pages to read beside the map: /method and /coverage, rendered here and cached with the release, and the same as files; /sources
and /releases, rendered anew each time, since they change between releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from flask import Flask, Response, request

from wohnmonitor import changelog, history, journal
from wohnmonitor.app import coverage, institution, method, pages, upkeep
from wohnmonitor.app.blocks import Block, to_html, to_markdown
from wohnmonitor.app.method import Book
from wohnmonitor.app.query import language_of
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import THEMES, State, to_query
from wohnmonitor.app.text import text
from wohnmonitor.catalogue import load_calendar
from wohnmonitor.freshness import freshness
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.site import Site

TEXTS, UPKEEP = "method", "releases"


def book_of(facts: Facts) -> Book:
    """The book of a release; kept with it."""
    return Book(facts.monitor)


def add_documents(server: Flask, app, tokens: str) -> None:
    """Routes /method, /method.md, /coverage, /coverage.csv, /sources and /releases. `app`: server.Monitor."""
    prefix = app.config.requests_pathname_prefix

    def inside(facts: Facts, page: str, indicator: str | None, language: str, address: str) -> tuple[str, str]:
        blocks = document(facts.kept(book_of), page, indicator, language, address)
        return blocks[0].text, to_html(blocks, prefix)

    def asked(*own: str) -> tuple[Facts, State, str | None]:
        """The facts of the release published now, the view as far as it is named, and the indicator if one is named. own: parameters
        of the page that are none of a view."""
        view = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in own}
        facts, state = app.facts.view(view, request.headers.get("Accept-Language", ""))
        return facts, state, state.indicator if request.args.get("indicator", "").strip() else None

    def framed(page: str, title: str, main: str, state: State, indicator: str | None, more: str = "") -> Response:
        """`main` as a page. more: what stands in the address behind the view."""
        languages = {code: f"{prefix}{page}?{_query(replace(state, lang=code), indicator)}{more}" for code in LANGUAGES}
        body = pages.document_page(
            text(state.lang), title, main,
            current=page, query=_query(state, indicator), languages=languages, theme=state.theme, prefix=prefix, tokens=prefix + tokens,
            preview=app.facts().release if app.facts.preview else "",
        )  # fmt: skip
        return Response(body, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})

    def shown(page: str) -> Response:
        facts, state, indicator = asked()
        title, main = facts.kept(inside, page, indicator, state.lang, _address(prefix) if page == method.PAGE else "")
        return framed(page, title, main, state, indicator)

    @server.get("/method")
    def method_page() -> Response:
        return shown(method.PAGE)

    @server.get("/coverage")
    def coverage_page() -> Response:
        return shown(coverage.PAGE)

    @server.get("/sources")
    def sources_page() -> Response:
        facts, state, indicator = asked()
        book = facts.kept(book_of)
        monitor, calendar = book.monitor, load_calendar(catalogue_dir())
        frame = freshness(book.catalogue, calendar, journal.read(monitor.data), *monitor.now.editions(), date.today())
        months = {source: due.months for due in calendar.due for source in due.sources}
        blocks = upkeep.sources(book, frame, months, journal.has_failed(monitor.data), text(state.lang, UPKEEP))
        return framed(upkeep.SOURCES, blocks[0].text, to_html(blocks, prefix), state, indicator)

    @server.get("/releases")
    def releases_page() -> Response:
        release = request.args.get("release", "").strip()
        facts, state, indicator = asked("release")
        book = facts.kept(book_of)
        data = book.monitor.data
        shown = history.known_release(data, release) if release else book.release
        changes, at_hand = changelog.read(data, shown), history.releases(data)
        draft = changes is not None and not at_hand["published"][shown] and not journal.was_published(data, shown)
        blocks = upkeep.releases(book, changes, at_hand, shown, draft, text(state.lang, UPKEEP))
        more = f"&release={shown}" if release else ""
        return framed(upkeep.RELEASES, blocks[0].text, to_html(blocks, prefix), state, indicator, more)

    @server.get("/method.md")
    def method_file() -> Response:
        facts, state, indicator = asked()
        book = facts.kept(book_of)
        address = _address(prefix)
        blocks = document(book, method.PAGE, indicator, state.lang, address)
        return _file(to_markdown(blocks, address), f"wohnmonitor_{indicator or 'method'}_{state.lang}.md", "text/markdown")

    @server.get("/coverage.csv")
    def coverage_file() -> Response:
        facts, _, indicator = asked()
        book = facts.kept(book_of)
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
