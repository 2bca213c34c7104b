"""Pages on sources and releases: whole in every language, in step with journal and change log; a preview says so on every page."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from tests.app.test_documents import whole
from tests.app.test_server import HTML, client_of
from wohnmonitor import changelog, journal, store
from wohnmonitor.app import upkeep
from wohnmonitor.app.served import Served
from wohnmonitor.app.server import create_app
from wohnmonitor.app.text import text
from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.gate import limits
from wohnmonitor.publication import pass_gate
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.sources.fetch import Missing, Unreachable
from wohnmonitor.sources.intact import KeptOut

DRAFT = "2026-01-02-0000000000"
CHANGED = (
    "UPDATE measure_published SET value = value * 1.5 WHERE measure = 'population' AND year = 2024 AND area_id LIKE 'NL%'",
    "UPDATE indicator_value SET value = value * 1.1 WHERE indicator = 'population' AND area_id = 'NL_GM0935'",
    """UPDATE indicator_value SET value = NULL, status = 'O', reason = 'not_delivered' WHERE indicator = 'house_price'
       AND area_id = 'NL_GM0994'""",
)


@pytest.fixture(scope="module")
def data(data_folder, tmp_path_factory):
    """The snapshot's release, published, and a draft in which figures differ."""
    folder = tmp_path_factory.mktemp("upkeep")
    first = store.current(data_folder)
    (folder / "releases").mkdir()
    for release in (first, DRAFT):
        shutil.copy(store.release_path(data_folder, first), folder / "releases" / f"{release}.duckdb")
    store.publish(folder, first)
    with duckdb.connect(str(store.release_path(folder, DRAFT))) as connection:
        for change in CHANGED:
            connection.execute(change)
    pass_gate(folder, DRAFT, publish=False)
    journal.succeeded(folder, "cbs_03759ned", datetime(2026, 5, 1, tzinfo=UTC))
    journal.failed(folder, "cbs_83625ned", "secret/path/of/the/house", datetime(2026, 5, 2, tzinfo=UTC), "kept_out")
    return folder


def read(data, path: str, release: str | None = None) -> str:
    return client_of(create_app(Served(data, release))).get(path, headers=HTML).get_data(as_text=True)


@pytest.fixture(scope="module")
def preview(data):
    return client_of(create_app(Served(data, DRAFT)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/sources", "/releases"])
def test_a_page_is_whole_in_every_language(preview, path, language):
    answer = preview.get(f"{path}?lang={language}", headers=HTML)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and whole(page)
    assert not re.search(r"\{\w+\}|None|nan\b|NaT", re.sub(r"<[^>]+>", " ", page))


def test_sources_tell_last_success_what_is_due_and_the_last_error_without_its_words(preview):
    page = preview.get("/sources?lang=en", headers=HTML).get_data(as_text=True)
    assert "1\u00a0May\u00a02026" in page and "due since" in page
    assert "not read on 2\u00a0May\u00a02026: the site keeps programs out" in page
    head = page.split("<h2")[0]
    assert "Statistics Netherlands (CBS), 83625NED</a>: " in head and "not read on 2\u00a0May\u00a02026" in head
    assert "secret/path" not in page, "what staff read in the terminal is not for the world"
    assert 'href="/releases?lang=en"' in page


def test_the_change_log_is_read_before_publishing(preview, data):
    page = preview.get("/releases?lang=en", headers=HTML).get_data(as_text=True)
    changes = changelog.read(data, DRAFT)
    assert {"revised", "coverage"} <= set(changes.beyond["check"])
    assert "This release is not published." in page and "figures strongly revised" in page and "fewer municipalities with a value" in page
    assert "Maastricht" in page and "cbs_" not in re.sub("<[^>]+>", "", page.split("By indicator")[1])
    other = preview.get(f"/releases?release={changes.before}&lang=en", headers=HTML)
    assert other.status_code == 200 and "nothing to compare" in other.get_data(as_text=True)
    assert preview.get("/releases?release=2020-01-01-abc&lang=en", headers=HTML).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_says_so_on_every_page(preview, data, language):
    said = text(language)("preview.text", release=DRAFT)
    for path in ("/", "/table", "/profile", "/compare", "/border", "/scatter", "/method", "/coverage", "/releases"):
        assert said in preview.get(f"{path}?lang={language}", headers=HTML).get_data(as_text=True), path
    published = client_of(create_app(Served(data)))
    assert "wm-preview" not in published.get(f"/?lang={language}", headers=HTML).get_data(as_text=True)


def test_every_reason_of_a_source_that_was_stopped_has_words():
    kinds = {error.kind for error in (SourceError, LayoutError, Missing, Unreachable, KeptOut)}
    assert kinds == set(upkeep.KINDS)
    for language in LANGUAGES:
        assert {f"sources.why.{kind}" for kind in kinds} <= text(language, "releases").words.keys()


def test_every_check_of_the_gate_has_words():
    for language in LANGUAGES:
        assert {f"check.{name}" for name in (*limits(), "schema")} <= text(language, "releases").words.keys()


def test_monitoring_hears_of_a_refresh_that_failed(preview, data):
    assert preview.get("/healthz").get_json()["refresh_failed"] is False
    journal.began(data, "refresh")
    journal.ended(data, "the disk is full")
    answer = preview.get("/healthz")
    assert answer.status_code == 200 and answer.get_json()["refresh_failed"] is True
    assert "The last refresh failed" in preview.get("/sources?lang=en", headers=HTML).get_data(as_text=True)
