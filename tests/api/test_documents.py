"""What the API says of itself: OpenAPI that holds, a page in four languages that calls nobody, words for everything."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import combinations

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from wohnmonitor.api.parameters import PARAMETERS
from wohnmonitor.api.problem import KINDS
from wohnmonitor.api.routes import ROUTES
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.words import words

OURS = ("api.", "catalog.")


def test_the_document_is_openapi_3_1(get):
    document = get("/openapi.json").get_json()
    assert document["openapi"] == "3.1.0" and not list(OpenAPIV31SpecValidator(document).iter_errors())
    assert len(document["paths"]) == len(ROUTES)


def test_the_document_tells_every_parameter_and_form_of_a_route(get):
    document = get("/openapi.json?lang=fr").get_json()
    for route, told in zip(ROUTES, document["paths"].values(), strict=True):
        names = [one["name"] for one in told["get"]["parameters"]]
        assert names == (["id"] if route.id else []) + list(route.own)
        assert set(told["get"]["x-suffixes"]) == {form.suffix for form in route.forms}
        assert set(told["get"]["responses"]["200"]["content"]) == {form.media_type.partition(";")[0] for form in route.forms}


def test_examples_of_parameters_are_read(monitor):
    for one in PARAMETERS.values():
        if one.example:
            assert one.read([one.example], monitor), one.name


def test_every_route_parameter_and_problem_has_words_in_each_language():
    wanted = {f"api.route.{route.key}.{part}" for route in ROUTES for part in ("title", "about")}
    wanted |= {f"api.parameter.{name}" for name in (*PARAMETERS, "format")} | {f"api.problem.{kind}" for kind in KINDS}
    told = {language: {key: text for key, text in words(language, "api").items() if key.startswith(OURS)} for language in LANGUAGES}
    assert wanted <= told["en"].keys()
    for one, other in combinations(LANGUAGES, 2):
        assert told[one].keys() == told[other].keys()
        assert not [key for key, text in told[one].items() if len(text) > 25 and text == told[other][key]]


def test_texts_are_typeset_as_each_language_asks():
    ugly = {"de": "[«»”’']", "nl": "[«»„“']", "fr": "[„“']|[^\u202f\\s][;?!]|[^\u00a0]»", "en": "[«»„']"}
    for language, pattern in ugly.items():
        texts = {key: text for key, text in words(language, "api").items() if key.startswith(OURS)}
        assert [(key, text) for key, text in texts.items() if re.search(pattern, text)] == []


class Reader(HTMLParser):
    """Ids, links and what stands open."""

    def __init__(self, page: str):
        super().__init__()
        self.ids, self.links, self.open = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids += [told["id"]] if "id" in told else []
        self.links += [told[name] for name in ("href", "src") if name in told]
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_calls_nobody(get, client, language):
    answer = get(f"/docs?lang={language}")
    page = answer.get_data(as_text=True)
    read = Reader(page)
    assert not read.open and f'<html lang="{language}"' in page and "<script" not in page
    assert len(read.ids) == len(set(read.ids)) and {route.key for route in ROUTES} | set(KINDS) <= set(read.ids)
    for link in read.links:
        assert link.startswith(("/", "#", "data:,")) and not link.startswith("//")
        if link.startswith("#"):
            assert link[1:] in read.ids
        elif link.startswith("/api/") and not link.endswith(".zip"):
            assert client.get(link).status_code == 200, link


def test_a_browser_at_the_index_gets_the_page_in_its_language(get):
    answer = get("/", Accept="text/html,*/*;q=0.8", Accept_Language="nl-BE,nl;q=0.9")
    assert answer.content_type.startswith("text/html") and '<html lang="nl"' in answer.get_data(as_text=True)
