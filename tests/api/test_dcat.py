"""The catalogue for portals: mandatory and recommended properties of DCAT-AP 3 by shapes of ours, and what it says of our data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from click.testing import CliRunner
from rdflib import DCTERMS, FOAF, RDF, Graph, Namespace, URIRef

from tests.api.conftest import server_over
from wohnmonitor import dcat
from wohnmonitor.cli import main
from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.export import FORMATS
from wohnmonitor.schema import LANGUAGES

BASE = "https://example.org/wohnen/api/v1"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SHAPES = Graph().parse(Path(__file__).with_name("dcat_shapes.ttl"))


@pytest.fixture(scope="module")
def graph(monitor):
    @cache
    def read(form: str) -> Graph:
        return Graph().parse(data=dcat.catalog(monitor, BASE, form), format=form)

    return read


def test_mandatory_properties_are_there(graph):
    conforms, _, told = pyshacl.validate(graph("turtle"), shacl_graph=SHAPES)
    assert conforms, told[:4_000]


def test_shapes_notice_what_is_missing(graph):
    here = URIRef(f"{BASE}/indicators/population")
    broken = Graph()
    for triple in graph("turtle").triples((here, None, None)):
        broken.add(triple)
    broken.remove((here, DCTERMS.title, None))
    conforms, _, told = pyshacl.validate(broken, shacl_graph=SHAPES)
    assert not conforms and "dct:title" in told and "dcat:Distribution" in told


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own reader of JSON-LD
def test_both_forms_say_the_same(graph):
    one, other = graph("turtle"), graph("json-ld")
    assert len(one) == len(other) and {p for _, p, _ in one} == {p for _, p, _ in other}


def test_every_indicator_is_a_dataset_in_every_format(graph, monitor):
    found = graph("turtle")
    assert set(dcat.THEMES) == set(monitor.catalogue.themes) and set(FORMATS) <= set(dcat.FILE_TYPES)
    for indicator in monitor.catalogue.indicators:
        here = URIRef(f"{BASE}/indicators/{indicator}")
        assert (here, RDF.type, DCAT.Dataset) in found
        addresses = {str(found.value(one, DCAT.downloadURL)) for one in found.objects(here, DCAT.distribution)}
        assert addresses == {f"{BASE}/values{form.suffix}?indicator={indicator}" for form in FORMATS.values()}
    assert {title.language for title in found.objects(here, DCTERMS.title)} == set(LANGUAGES)
    assert found.value(URIRef(f"{BASE}/catalog"), FOAF.homepage) == URIRef("https://example.org/wohnen/")


def test_addresses_of_distributions_are_answered(graph, client):
    found = graph("turtle")
    for dataset in (f"{BASE}/areas", f"{BASE}/indicators/vacancy_rate"):
        for one in found.objects(URIRef(dataset), DCAT.distribution):
            path = str(found.value(one, DCAT.downloadURL)).removeprefix("https://example.org/wohnen")
            answer = client.get(path)
            media = str(found.value(one, DCAT.mediaType)).removeprefix("http://www.iana.org/assignments/media-types/")
            assert answer.status_code == 200 and answer.content_type.startswith(media), path


@pytest.mark.parametrize("base", ["", "example.org/api/v1", "javascript:alert(1)", "https://example.org/<x>", "https://example.org/a b"])
def test_an_address_that_is_none_is_refused(monitor, base):
    with pytest.raises(CallError):
        dcat.catalog(monitor, base)
    with pytest.raises(UnknownError):
        dcat.catalog(monitor, BASE, "rdf")


def test_the_command_writes_it_with_publisher_and_contact_as_set(data_folder, tmp_path, monkeypatch):
    monkeypatch.setenv(dcat.PUBLISHER, "StädteRegion Aachen")
    monkeypatch.setenv(dcat.CONTACT, "open@example.org")
    target = tmp_path / "catalog.ttl"
    done = CliRunner().invoke(main, ["catalog", "--base", BASE, "-o", str(target), "--data-dir", str(data_folder)])
    text = target.read_text("utf-8")
    assert done.exit_code == 0 and BASE in text and "StädteRegion Aachen" in text and "<mailto:open@example.org>" in text
    assert CliRunner().invoke(main, ["catalog", "--base", "nonsense", "--data-dir", str(data_folder)]).exit_code == 2


def test_over_http_it_names_the_address_that_is_set(data_folder):
    server = server_over(data_folder, "/wohnen/", "https://example.org")
    answer = server.test_client().get("/api/v1/catalog")
    assert answer.content_type == "application/ld+json" and f"{BASE}/values.csv?indicator=population" in answer.get_data(as_text=True)
