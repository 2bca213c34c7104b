"""Pages on method and coverage over HTTP: whole, valid, in four languages, small; and the same as files."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import brotli
import pytest

from tests.app.fake import FakeMonitor
from tests.app.test_server import HTML, boot_of, callback, client_of
from wohnmonitor.app.blocks import to_markdown
from wohnmonitor.app.documents import document, handbook
from wohnmonitor.app.method import Book
from wohnmonitor.app.server import create_app
from wohnmonitor.app.text import words
from wohnmonitor.schema import LANGUAGES, REASONS, STATUSES

PATHS = ("/method", "/coverage", "/method?indicator=house_price", "/coverage?indicator=owner_occupied_share")
VOID = {"meta", "link", "img", "br", "wbr", "input", "hr", "col"}


@pytest.fixture(scope="module")
def client():
    return client_of(create_app(FakeMonitor()))


@pytest.fixture(scope="module")
def real(dash_app):
    return client_of(dash_app)


class Page(HTMLParser):
    """Ids, headings, links, scopes; fails on tags that do not close in order."""

    def __init__(self, page: str):
        super().__init__()
        self.open, self.ids, self.headings, self.links, self.labels = [], [], [], [], []
        self.headers: list[str | None] = []
        self.feed(page)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(found["href"])
        if tag == "th":
            self.headers.append(found.get("scope"))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes {self.open[-3:]}"


def whole(page: str) -> Page:
    """A page that is valid enough: tags nest, ids are unique, headings descend one step at a time, headers have a scope."""
    read = Page(page)
    assert len(read.ids) == len(set(read.ids))
    assert read.headings[0] == 1 and read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))
    assert all(scope in ("col", "row") for scope in read.headers)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    return read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_in_every_language(client, path, language):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}", headers=HTML)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and f'<html lang="{language}"' in page
    read = whole(page)
    inside = re.sub(r"<[^>]+>", " ", page)
    assert not re.findall(r"\{\w+\}", re.sub(r"@misc\{.*?\n\}", "", inside, flags=re.S))
    assert not set(re.findall(r"\b[a-z]+\.[a-z_]+\b", inside)) & words(language, "method").keys(), "a key stands where words should"
    inner = [link for link in read.links if link.startswith("/") and "lang=" in link]
    assert sum(f"lang={language}" in link for link in inner) >= len(inner) - len(LANGUAGES) + 1
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert all("src=" in tag for tag in re.findall(r"<script(.*?)>", page)) and " on" not in "".join(re.findall(r"<a ([^>]*)>", page))


def test_every_link_of_a_page_leads_somewhere(client):
    seen: set[str] = set()
    waiting = ["/method?lang=de", "/coverage?lang=fr"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = client.get(path, headers=HTML)
        assert answer.status_code == 200, path
        if "/method" in path or "/coverage" in path and "text/html" in answer.content_type:
            if "html" not in answer.content_type:
                continue
            # What leads to the API is followed in tests/api.
            found = [link for link in Page(answer.get_data(as_text=True)).links if link.startswith("/") and not link.startswith("/api/")]
            waiting += sorted(set(found) - seen - set(waiting))
    assert {"/method.md?indicator=house_price&lang=nl", "/coverage.csv?indicator=house_price"} <= seen


@pytest.mark.parametrize("page", ["method", "coverage", "method.md", "coverage.csv"])
def test_an_unknown_indicator_is_explained_with_what_is_close(client, page):
    answer = client.get(f"/{page}?indicator=hause_price&lang=en", headers=HTML)
    assert answer.status_code == 400
    assert "house_price" in answer.get_data(as_text=True)


def test_the_theme_stays_and_the_prefix_leads():
    client = client_of(create_app(FakeMonitor(), prefix="/housing"))
    page = client.get("/method?indicator=population&lang=de&theme=dark", headers=HTML).get_data(as_text=True)
    links = Page(page).links
    assert 'data-theme="dark"' in page
    assert any(link.startswith("/housing/coverage?indicator=population&") and "theme=dark&lang=de" in link for link in links)
    assert all(link.startswith(("/housing/", "#", "https:")) for link in links)


def test_the_note_of_the_map_leads_to_both_pages(client):
    app = create_app(FakeMonitor(), prefix="/housing")
    boot = boot_of(client.get("/?indicator=house_price&lang=nl", headers=HTML).get_data(as_text=True))
    told = str(callback(app, client_of(app), boot["state"]).get_json())
    for name in ("method", "coverage"):
        assert re.search(rf"/housing/{name}\?indicator=house_price&[^']*lang=nl'", told), name


def fields(language: str, key: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", words(language, "method")[key]))


def test_texts_of_the_pages_have_the_same_keys_and_are_translated():
    ours = words("en", "method").keys() - words("en").keys()
    for language in LANGUAGES:
        assert words(language, "method").keys() - words(language).keys() == ours, language
        for key in ours:
            assert fields(language, key) == fields("en", key), f"{language} {key}"
    alike = [key for key in ours if len({words(language, "method")[key] for language in LANGUAGES}) == 1]
    assert set(alike) <= {"coverage.gaps", "coverage.strip"}
    assert {f"status_text.{status}" for status in STATUSES} | {f"reason_text.{reason}" for reason in REASONS} <= ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_of_the_release_has_whole_pages(real, monitor, language):
    for indicator in monitor.catalogue.indicators:
        for page in ("method", "coverage"):
            whole(real.get(f"/{page}?indicator={indicator}&lang={language}", headers=HTML).get_data(as_text=True))


def test_the_overviews_name_every_indicator_and_are_light(real, monitor):
    for path in ("/method", "/coverage"):
        page = real.get(f"{path}?lang=de", headers=HTML).get_data()
        named = set(re.findall(r"indicator=(\w+)", page.decode()))
        assert named == set(monitor.catalogue.indicators)
        assert len(brotli.compress(page, quality=5)) < 40_000


def test_what_is_not_collected_names_who_has_it(monitor):
    book = Book(monitor)
    silent = [one for one in book.indicators if one.id not in book.with_values and one.live]
    for one in silent:
        told = handbook(monitor, "en", one.id)
        assert all(table in told.replace("\\", "") for table in one.live.values())
    for theme in book.themes:
        have = [one.id in book.with_values for one in book.of_theme(theme)]
        assert have == sorted(have, reverse=True), "those with values first"


def test_the_strips_count_what_the_census_counts(monitor):
    book = Book(monitor)
    assert book.census.total == monitor.coverage().query("reason == 'value'")["municipalities"].sum()
    page = to_markdown(document(book, "coverage", "population", "en"))
    cell = book.census.of("population", "NL")[2020]
    assert f"{cell.known} of {cell.of}" in page


def test_the_handbook_holds_the_method_and_every_indicator(monitor):
    text = handbook(monitor, "fr", address="https://monitor.example/")
    titles = re.findall(r"^# (.*)$", text, re.M)
    assert len(titles) == len(monitor.catalogue.indicators) + 1
    assert "https://monitor.example/method?indicator=population&lang=fr" in text
    assert text.count("@misc{") == len(titles)
