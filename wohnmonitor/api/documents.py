"""What tells of the API itself: its index, openapi.json, the documentation page, and the DCAT-AP catalogue."""

from __future__ import annotations

from flask import request

from wohnmonitor import dcat
from wohnmonitor.api import page
from wohnmonitor.api.call import Answer, Call, as_json
from wohnmonitor.api.openapi import document
from wohnmonitor.schema import LANGUAGES


def index(call: Call) -> Answer:
    """Where everything is; the documentation for a browser."""
    if call.form.name == "html":
        return docs(call)
    links = {route.key: call.base + route.path for route in call.routes if route.path != "/"}
    return Answer(as_json({"release": call.monitor.release, "links": links}))


def openapi(call: Call) -> Answer:
    """OpenAPI 3.1."""
    return Answer(as_json(document(call.routes, call.monitor, call.base, call.given["lang"] or "en")))


def docs(call: Call) -> Answer:
    """The page made from it, in the language named or the reader's."""
    language = call.given["lang"] or request.accept_languages.best_match(LANGUAGES, "en")
    return Answer(page.page(document(call.routes, call.monitor, call.base, language), language, call.base).encode("utf-8"))


def catalog(call: Call) -> Answer:
    """The DCAT-AP catalogue, with absolute addresses."""
    return Answer(dcat.catalog(call.monitor, call.host + call.base, call.form.name), "wohnmonitor_catalog")
