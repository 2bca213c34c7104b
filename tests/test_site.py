"""What an operator declares: read, refused with the key that is wrong, shown in every language, and said to be missing."""

from __future__ import annotations

import pytest

from tests.app.fake import FakeMonitor
from tests.app.test_documents import whole
from tests.app.test_server import HTML, client_of
from wohnmonitor.app.institution import PAGES
from wohnmonitor.app.server import create_app
from wohnmonitor.app.text import words
from wohnmonitor.errors import CatalogueError
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.site import Site, read_site

DECLARED = """
[operator]
name = {de = "Amt", nl = "Dienst", fr = "Office", en = "Office <b>"}
address = "Way 1\\n1234 Town"
[contact]
email = "monitor@example.org"
url = "https://example.org/contact"
[privacy]
log_days = 1
[accessibility]
status = "partial"
assessed = 2026-01-31
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("WOHNMONITOR_SITE", raising=False)
    return tmp_path


def test_without_a_file_nothing_is_declared(folder):
    assert read_site(folder) == Site()


def test_a_file_in_the_data_folder_or_named_in_the_environment(folder, monkeypatch):
    (folder / "site.toml").write_text(DECLARED, "utf-8")
    assert read_site(folder).contact.email == "monitor@example.org"
    other = folder / "other.toml"
    monkeypatch.setenv("WOHNMONITOR_SITE", str(other))
    with pytest.raises(CatalogueError, match="no such file"):
        read_site(folder)
    other.write_text("[contact]\nphone = '+49'\n", "utf-8")
    assert read_site(folder).contact.phone == "+49" and read_site(folder).contact.email is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[operator]\nnmae = 'x'", "operator.nmae"),
        ("[operator]\nname = ''", "leave the key out"),
        ("[operator]\nname = {de = 'x'}", "one in each of"),
        ("[contact]\nurl = 'http://x'", "contact.url"),
        ("[contact]\nurl = 'javascript:alert(1)'", "contact.url"),
        ("[contact]\nemail = 'nobody'", "contact.email"),
        ("[privacy]\nlog_days = -1", "privacy.log_days"),
        ("[accessibility]\nstatus = 'perfect'", "accessibility.status"),
        ("[operator", "valid TOML"),
    ],
)
def test_a_mistake_is_named(folder, text, said):
    (folder / "site.toml").write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_site(folder)
    assert said in str(caught.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_what_is_declared_and_what_is_not(folder, language):
    (folder / "site.toml").write_text(DECLARED, "utf-8")
    undeclared = words(language, "site")["site.undeclared"]
    for site in (Site(), read_site(folder)):
        client = client_of(create_app(FakeMonitor(), prefix="/housing", site=site))
        pages = {name: client.get(f"/{name}?lang={language}", headers=HTML) for name in PAGES}
        assert {answer.status_code for answer in pages.values()} == {200}
        told = {name: answer.get_data(as_text=True) for name, answer in pages.items()}
        assert all(whole(page) and undeclared in page for page in told.values())
        if site != Site():
            assert "mailto:monitor@example.org" in told["contact"] and "Way 1<br>1234 Town" in told["legal"]
            assert words(language, "site")["accessibility.status_partial"] in told["accessibility"]
            assert ("Office &lt;b&gt;" in told["legal"]) == (language == "en")


def test_the_pages_stand_without_a_release():
    class Empty(FakeMonitor):
        def pinned(self):
            raise CatalogueError("no release")

    assert client_of(create_app(Empty())).get("/legal?lang=xx&theme=%3Cb%3E", headers=HTML).status_code == 200


def test_texts_have_the_same_keys():
    for language in LANGUAGES:
        assert words(language, "site").keys() - words(language).keys() == words("en", "site").keys() - words("en").keys()
