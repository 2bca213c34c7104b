"""OpenAPI 3.1 of the routes: document(routes, monitor, base, language) -> dict. Nothing stands here that the routes do not do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from wohnmonitor.api import problem
from wohnmonitor.export.table import VALUES, Table
from wohnmonitor.queries import Monitor
from wohnmonitor.words import words

TYPES: dict[str, dict] = {
    "text": {"type": ["string", "null"]}, "integer": {"type": "integer"}, "number": {"type": ["number", "null"]},
    "date": {"type": ["string", "null"], "format": "date"}, "boolean": {"type": "boolean"},
}  # fmt: skip
REFUSED = {"400": "malformed", "406": "not-acceptable", "503": "no-release"}
HEADERS = ("ETag", "Wohnmonitor-Release", "Link")
OBJECTS = ("json", "json-stat", "geojson", "topojson", "csvw", "sdmx-structure")


def document(routes: Iterable, monitor: Monitor, base: str, language: str) -> dict:
    """The document in a language, with the ids of the release that is open. routes: of routes.Route."""
    w = words(language, "export") | words(language, "api")
    schemas = {"Problem": problem.SCHEMA, VALUES.name: _row(VALUES, w)}
    paths = {}
    for route in routes:
        if route.table:
            schemas[route.table.name] = _row(route.table, w)
        paths[path_of(route)] = {"get": _operation(route, monitor, w)}
    headers = {name: {"description": w[f"api.header.{name}"], "schema": {"type": "string"}} for name in HEADERS}
    refused = {kind: _refusal(kind, w) for kind in (*REFUSED.values(), "not-found")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": w["api.title"], "version": "1", "summary": w["api.summary"], "description": w["api.about"],
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
            "x-release": monitor.release, "x-program": version("wohnmonitor"),
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": schemas, "headers": headers, "responses": refused},
    }  # fmt: skip


def path_of(route) -> str:
    """The path as OpenAPI names it."""
    # What has one form only is named with its suffix, as it is linked.
    return route.path + (route.forms[0].suffix if route.key in ("openapi", "releases_one_values") else "")


def _operation(route, monitor: Monitor, w: Mapping[str, str]) -> dict:
    told = [] if route.place is None else [route.place.described(monitor, w | {"api.parameter.id": w[f"api.parameter.{route.id}"]}, "path")]
    told += [one.described(monitor, w) for one in route.own.values()]
    answers = {"200": _answer(route, w)} | {status: {"$ref": f"#/components/responses/{kind}"} for status, kind in REFUSED.items()}
    if route.id:
        answers["404"] = {"$ref": "#/components/responses/not-found"}
    return {
        "operationId": route.key, "summary": w[f"api.route.{route.key}.title"], "description": w[f"api.route.{route.key}.about"],
        "parameters": told, "responses": answers,
        "x-suffixes": {form.suffix: form.media_type.partition(";")[0] for form in route.forms},
    }  # fmt: skip


def _answer(route, w: Mapping[str, str]) -> dict:
    content: dict = {}
    for form in route.forms:
        content.setdefault(form.media_type.partition(";")[0], {"schema": _schema(route, form.name)})
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    return {"description": w["api.answer"], "headers": headers, "content": content}


def _schema(route, form: str) -> dict:
    if form == "json" and route.table and route.listed:
        return _listed(route.table)
    return {"type": "object"} if form in OBJECTS else {}


def _listed(table: Table) -> dict:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{table.name}"}}
    head = {"release": {"type": "string"}, "count": {"type": "integer"}, "offset": {"type": "integer"}}
    return {"type": "object", "required": [*head, "items"], "properties": head | {"items": items}}


def _row(table: Table, w: Mapping[str, str]) -> dict:
    told = {}
    for column in table.columns:
        about = w.get(f"about.{column.name}") or w.get(f"column.{column.name}") or ""
        kind = dict(TYPES[column.kind])
        if column.required and isinstance(kind["type"], list):
            kind["type"] = kind["type"][0]
        told[column.name] = kind | ({"description": about} if about else {})
    return {"type": "object", "required": [column.name for column in table.columns], "properties": told}


def _refusal(kind: str, w: Mapping[str, str]) -> dict:
    content = {problem.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": w[f"api.problem.{kind}"], "content": content}
