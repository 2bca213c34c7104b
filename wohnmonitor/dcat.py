"""The monitor as a DCAT-AP 3 catalogue, so that an open-data portal can harvest it: catalog(monitor, base, form) -> bytes.

A dataset an indicator, since that is what people look for, cite, and find under one temporal extent, theme and set of
publishers; beside them the whole table, and the areas with their changes and outlines. A distribution a format.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from rdflib import DCTERMS, FOAF, RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef

from wohnmonitor.cite import AUTHORS
from wohnmonitor.declared import Indicator
from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.export import FORMATS
from wohnmonitor.extract import town_outlines
from wohnmonitor.queries import Monitor
from wohnmonitor.release import Release
from wohnmonitor.schema import LANGUAGES
from wohnmonitor.words import words

FORMS = {"turtle": "turtle", "json-ld": "json-ld"}
PUBLISHER, CONTACT = "WOHNMONITOR_PUBLISHER", "WOHNMONITOR_CONTACT"
"""Settings: who publishes this catalogue, and a mail address or web page to turn to."""
DCAT = Namespace("http://www.w3.org/ns/dcat#")
"""rdflib's own knows DCAT 2."""
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
PREFIXES = {"dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "rdfs": RDFS, "vcard": VCARD, "xsd": XSD, "dcatap": DCATAP}
CC_BY = URIRef(EU + "licence/CC_BY_4_0")
PUBLIC, IRREGULAR = URIRef(EU + "access-right/PUBLIC"), URIRef(EU + "frequency/IRREG")
STABLE = URIRef(EU + "planned-availability/STABLE")
TONGUES = {"de": "DEU", "nl": "NLD", "fr": "FRA", "en": "ENG"}
COUNTRIES = {"BE": "BEL", "NL": "NLD", "DE": "DEU"}
THEMES = {
    "demography": ("SOCI",), "stock": ("SOCI", "REGI"), "market": ("ECON", "REGI"), "social": ("SOCI",), "labour": ("ECON", "SOCI"),
    "infrastructure": ("TRAN", "REGI"), "sustainability": ("ENVI", "ENER"),
}  # fmt: skip
"""Themes of the catalogue in the EU's vocabulary of data themes."""
FILE_TYPES = {
    "csv": "CSV", "xlsx": "XLSX", "parquet": "PARQUET", "sdmx-csv": "CSV", "json-stat": "JSON", "geojson": "GEOJSON", "gpkg": "GPKG",
    "topojson": "JSON", "datapackage": "ZIP", "json": "JSON",
}  # fmt: skip
STANDARDS = {
    "csv": "http://www.w3.org/TR/tabular-data-model/", "sdmx-csv": "https://github.com/sdmx-twg/sdmx-csv",
    "json-stat": "https://json-stat.org/full/", "geojson": "https://www.rfc-editor.org/rfc/rfc7946",
    "gpkg": "http://www.opengis.net/doc/IS/geopackage/1.3", "datapackage": "https://specs.frictionlessdata.io/data-package/",
    "topojson": "https://github.com/topojson/topojson-specification",
}  # fmt: skip
OPENAPI = "https://spec.openapis.org/oas/v3.1.0"


def catalog(monitor: Monitor, base: str, form: str = "turtle") -> bytes:
    """The catalogue as Turtle or JSON-LD. base: absolute address of the API, e.g. https://example.org/api/v1.

    The same release, address and settings are the same bytes. Raises UnknownError, CallError.
    """
    if form not in FORMS:
        raise UnknownError("format", form, FORMS)
    base = base.rstrip("/")
    if not base.startswith(("http://", "https://")) or any(sign in base for sign in '<>"{}|\\^` \n'):
        raise CallError("base", base[:80], "the address of the API, e.g. https://example.org/api/v1")
    return _catalog(monitor.pinned().now, base, form, os.environ.get(PUBLISHER, ""), os.environ.get(CONTACT, ""))


@lru_cache(maxsize=8)
def _catalog(release: Release, base: str, form: str, publisher: str, contact: str) -> bytes:
    graph = _Writer(Monitor.on(release), base, publisher or AUTHORS, contact).graph
    more = {"context": {name: str(space) for name, space in PREFIXES.items()}, "auto_compact": True} if form == "json-ld" else {}
    return graph.serialize(format=FORMS[form], encoding="utf-8", **more)


class _Writer:
    def __init__(self, monitor: Monitor, base: str, publisher: str, contact: str):
        self.monitor, self.base, self.day = monitor, base, Literal(monitor.release[:10], datatype=XSD.date)
        self.words = {language: words(language, "export") | words(language, "api") for language in LANGUAGES}
        names = monitor.areas("emr").iloc[0]
        self.emr = [Literal(names[f"name_{language}"], lang=language) for language in LANGUAGES]
        self.graph = Graph(bind_namespaces="none")
        for name, space in PREFIXES.items():
            self.graph.bind(name, space)
        self.publisher, self.contact = URIRef(f"{base}/catalog#publisher"), URIRef(f"{base}/catalog#contact") if contact else None
        self.service, self.place = URIRef(f"{base}/docs#service"), URIRef(f"{base}/areas/emr")
        self.add(self.publisher, FOAF.Agent, {FOAF.name: [Literal(publisher)]})
        if self.contact:
            way = VCARD.hasEmail if "@" in contact and "/" not in contact else VCARD.hasURL
            target = URIRef(f"mailto:{contact.removeprefix('mailto:')}" if way == VCARD.hasEmail else contact)
            self.add(self.contact, VCARD.Organization, {VCARD.fn: [Literal(publisher)], way: [target]})
        self._place()
        spans = monitor.indicators().set_index("indicator")
        datasets = [self._indicator(one, spans.loc[one.id]) for one in monitor.catalogue.indicators.values()]
        datasets += [self._whole(spans), self._areas()]
        self._catalog(datasets)

    def add(self, subject: URIRef | BNode, kind: URIRef, told: dict) -> URIRef | BNode:
        """A resource with its properties."""
        self.graph.add((subject, RDF.type, kind))
        for name, values in told.items():
            for value in values:
                self.graph.add((subject, name, value))
        return subject

    def said(self, key: str, **values: object) -> list[Literal]:
        """A text in every language."""
        return [Literal(w[key].format(**values), lang=language) for language, w in self.words.items()]

    def _place(self) -> None:
        west, south, east, north = town_outlines(self.monitor, self.monitor.vintages()[-1:]).total_bounds.round(4)
        ring = ", ".join(f"{x} {y}" for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south)))
        box = Literal(f"POLYGON(({ring}))", datatype=URIRef("http://www.opengis.net/ont/geosparql#wktLiteral"))
        self.add(self.place, DCTERMS.Location, {RDFS.label: self.emr, DCAT.bbox: [box]})

    def _dataset(self, here: URIRef, told: dict, forms: Iterable[tuple[str, str, str]], sources: Iterable[str]) -> URIRef:
        """forms: format, media type, address of each distribution; sources: attributions."""
        stated = {RDFS.label: [Literal(one) for one in sources]}
        rights = self.add(BNode(f"rights-{here.rsplit('/', 1)[-1]}"), DCTERMS.RightsStatement, stated)
        shared = {
            DCTERMS.publisher: [self.publisher], DCTERMS.creator: [self.publisher], DCTERMS.accessRights: [PUBLIC],
            DCTERMS.issued: [self.day], DCTERMS.modified: [self.day], DCAT.version: [Literal(self.monitor.release)],
            DCTERMS.accrualPeriodicity: [IRREGULAR], DCTERMS.language: [URIRef(EU + f"language/{code}") for code in TONGUES.values()],
            DCAT.contactPoint: [self.contact] if self.contact else [],
        }  # fmt: skip
        distributions = []
        for form, media_type, address in forms:
            standard = [URIRef(STANDARDS[form])] if form in STANDARDS else []
            for one in standard:
                self.graph.add((one, RDF.type, DCTERMS.Standard))
            distributions.append(self.add(URIRef(f"{here}#{form}"), DCAT.Distribution, {
                DCAT.accessURL: [URIRef(address)], DCAT.downloadURL: [URIRef(address)], DCAT.accessService: [self.service],
                DCTERMS.title: [Literal(form)], DCTERMS.license: [CC_BY], DCTERMS.rights: [rights], DCTERMS.conformsTo: standard,
                DCAT.mediaType: [URIRef(f"http://www.iana.org/assignments/media-types/{media_type}")],
                DCTERMS["format"]: [URIRef(EU + f"file-type/{FILE_TYPES[form]}")],
                DCTERMS.issued: [self.day], DCTERMS.modified: [self.day], DCATAP.availability: [STABLE],
            }))  # fmt: skip
        return self.add(here, DCAT.Dataset, shared | told | {DCAT.distribution: distributions})

    def _forms(self, query: str = "") -> list[tuple[str, str, str]]:
        return [
            (one.name, one.media_type.partition(";")[0], f"{self.base}/values{one.suffix}{query}") for one in FORMATS.values()
        ]  # fmt: skip

    def _temporal(self, spans) -> list[BNode]:
        """The years there are figures of; nothing where there are none yet."""
        first, last = spans["first_year"].min(), spans["last_year"].max()
        if first != first:
            return []
        days = (f"{int(first)}-01-01", f"{int(last)}-12-31")
        begin, end = (Literal(day, datatype=XSD.date) for day in days)
        return [self.add(BNode(f"years-{int(first)}-{int(last)}"), DCTERMS.PeriodOfTime, {DCAT.startDate: [begin], DCAT.endDate: [end]})]

    def _indicator(self, one: Indicator, span) -> URIRef:
        catalogue, here = self.monitor.catalogue, URIRef(f"{self.base}/indicators/{one.id}")
        text = {language: told for language, told in one.text.items() if language in LANGUAGES}
        countries = [country for country in COUNTRIES if one.collected[country]]
        theme = catalogue.themes[one.theme]
        used = set(self.monitor.used(one.id)["source"])
        table = self.monitor.sources()
        keywords = [*(Literal(theme.title[language], lang=language) for language in LANGUAGES), *self.said("catalog.keyword"), *self.emr]
        told = {
            DCTERMS.title: [Literal(t.title.replace("\u00ad", ""), lang=language) for language, t in text.items()],
            DCTERMS.description: [Literal(f"{t.unit_line}. {t.description} {t.note}", lang=language) for language, t in text.items()],
            DCTERMS.identifier: [Literal(one.id)], DCAT.keyword: keywords,
            DCAT.theme: [URIRef(EU + f"data-theme/{code}") for code in THEMES[one.theme]],
            DCTERMS.spatial: [self.place, *(URIRef(EU + f"country/{COUNTRIES[country]}") for country in countries)],
            DCTERMS.temporal: self._temporal(span.to_frame().T),
            DCAT.landingPage: [self._page(f"method?indicator={one.id}")],
            DCTERMS.isPartOf: [URIRef(f"{self.base}/values")],
        }  # fmt: skip
        attributions = table.loc[table["source"].isin(used), "attribution"].unique()
        return self._dataset(here, told, self._forms(f"?indicator={one.id}"), attributions)

    def _page(self, path: str) -> URIRef:
        """A page of the app beside the API."""
        found = URIRef(self.base.removesuffix("/api/v1") + "/" + path)
        self.graph.add((found, RDF.type, FOAF.Document))
        return found

    def _whole(self, spans) -> URIRef:
        told = {
            DCTERMS.title: self.said("export.title", n=len(spans)), DCTERMS.description: self.said("catalog.about"),
            DCTERMS.identifier: [Literal("values")], DCAT.keyword: self.said("catalog.keyword") + self.emr,
            DCAT.theme: [URIRef(EU + f"data-theme/{code}") for code in dict.fromkeys(code for codes in THEMES.values() for code in codes)],
            DCTERMS.spatial: [self.place], DCTERMS.temporal: self._temporal(spans), DCAT.landingPage: [self._page("method")],
        }  # fmt: skip
        return self._dataset(URIRef(f"{self.base}/values"), told, self._forms(), self.monitor.sources()["attribution"].unique())

    def _areas(self) -> URIRef:
        forms = [
            ("csv", "text/csv", f"{self.base}/areas.csv"), ("json", "application/json", f"{self.base}/areas.json"),
            *((one.name, one.media_type.partition(";")[0], f"{self.base}/boundaries{one.suffix}")
              for one in FORMATS.values() if one.geo and not one.bundle),
        ]  # fmt: skip
        told = {
            DCTERMS.title: self.said("catalog.areas"), DCTERMS.description: self.said("catalog.areas_about"),
            DCTERMS.identifier: [Literal("areas")], DCAT.keyword: self.said("catalog.keyword_areas") + self.emr,
            DCAT.theme: [URIRef(EU + "data-theme/REGI")], DCTERMS.spatial: [self.place],
            DCAT.landingPage: [self._page("method")],
        }  # fmt: skip
        return self._dataset(URIRef(f"{self.base}/areas"), told, forms, [self.words["en"]["export.boundaries"]])

    def _catalog(self, datasets: list[URIRef]) -> None:
        self.graph.add((URIRef(OPENAPI), RDF.type, DCTERMS.Standard))
        self.add(self.service, DCAT.DataService, {
            DCTERMS.title: self.said("api.title"), DCTERMS.description: self.said("api.about"),
            DCAT.endpointURL: [URIRef(self.base)], DCAT.endpointDescription: [URIRef(f"{self.base}/openapi.json")],
            DCAT.servesDataset: datasets, DCTERMS.publisher: [self.publisher], DCTERMS.license: [CC_BY],
            DCTERMS.accessRights: [PUBLIC], DCTERMS.conformsTo: [URIRef(OPENAPI)],
        })  # fmt: skip
        self.add(URIRef(f"{self.base}/catalog"), DCAT.Catalog, {
            DCTERMS.title: self.said("catalog.title"), DCTERMS.description: self.said("catalog.about"), DCTERMS.publisher: [self.publisher],
            DCAT.dataset: datasets, DCAT.service: [self.service], DCTERMS.license: [CC_BY], DCTERMS.issued: [self.day],
            DCTERMS.modified: [self.day], FOAF.homepage: [self._page("")], DCTERMS.spatial: [self.place],
            DCTERMS.language: [URIRef(EU + f"language/{code}") for code in TONGUES.values()],
            DCAT.themeTaxonomy: [URIRef("http://publications.europa.eu/resource/authority/data-theme")],
        })  # fmt: skip
