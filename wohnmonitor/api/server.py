"""add_api(server, monitor): the API on a Flask server. Headers of every answer and compression are the server's own (web)."""

from __future__ import annotations

import logging
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response, request

from wohnmonitor import history
from wohnmonitor.api.call import Answer, Call, started
from wohnmonitor.api.negotiate import NotAcceptableError, chosen
from wohnmonitor.api.parameters import PARAMETERS, read_query
from wohnmonitor.api.problem import kind_of, problem
from wohnmonitor.api.releases import at_hand
from wohnmonitor.api.routes import ROUTES, Route, find
from wohnmonitor.errors import CallError, StoreError, UnknownError, WohnmonitorError
from wohnmonitor.queries import Monitor

log = logging.getLogger(__name__)
ROOT = "/api/v1"
LONGEST = 2_000
"""Signs of a query that a problem repeats."""
METHODS = "GET, HEAD, OPTIONS"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Wohnmonitor-Release",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}
REVALIDATED = "public, no-cache"
"""Any cache may keep an answer and asks whether it is still right, which costs a 304."""
CITED = "public, max-age=86400"
"""Figures of a release that is named do not change; the words beside them may, with the program."""


class NotFoundError(UnknownError):
    """No such address."""


def add_api(server: Flask, monitor: Monitor, prefix: str = "/", address: str = "") -> None:
    """Answers everything under /api. monitor: follows the published release. prefix: see app.server.create_app. address: scheme and
    host that the catalogue names, where a proxy hides them."""
    base = prefix.rstrip("/") + ROOT

    @server.before_request
    def _api() -> Response | None:
        if request.path != "/api" and not request.path.startswith("/api/"):
            return None
        answer = respond(monitor, base, address.rstrip("/"))
        for name, value in CORS.items():
            answer.headers[name] = value
        return answer


def respond(monitor: Monitor, base: str, address: str = "") -> Response:
    """The answer to the request of now: never an error that is not a problem."""
    here = quote(request.path)
    if request.query_string and len(request.query_string) < LONGEST:
        here += "?" + quote(request.query_string, safe="%&=+,;:@/?-._~!$'()*")
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": METHODS} | PREFLIGHT)
    if request.method not in ("GET", "HEAD"):
        error = CallError("method", request.method[:20], METHODS)
        return problem(405, "method", error, base, here, {"Allow": METHODS})
    try:
        return _answered(monitor, base, address)
    except NotFoundError as error:
        return problem(404, "not-found", error, base, here)
    except NotAcceptableError as error:
        return problem(406, "not-acceptable", error, base, here, {"Vary": "Accept"})
    except StoreError as error:
        log.error("%s", error)
        return problem(503, "no-release", error, base, here, {"Retry-After": "60"})
    except CallError as error:
        return problem(400, kind_of(error), error, base, here)
    except Exception:
        log.exception("request failed: %s", request.path)
        ours = WohnmonitorError("the server", todo="try again, or tell us")
        return problem(500, "ours", ours, base, here)


def _answered(monitor: Monitor, base: str, address: str) -> Response:
    path = request.path.removeprefix(ROOT) if (request.path + "/").startswith(ROOT + "/") else "/?"
    found = find(path or "/")
    if found is None:
        raise NotFoundError("address", request.path, [ROOT + route.path for route in ROUTES], f"{base}/docs tells what there is")
    route, given_id, suffix = found
    query = request.args.to_dict(flat=False)
    accept = request.accept_mimetypes
    named = route.own["format"].read(query["format"], monitor) if "format" in query and "format" in route.own else None
    try:
        form = chosen(route.forms, suffix, named, accept)
    except UnknownError as error:
        raise NotFoundError("suffix", suffix, error.known) from None
    reader = history.reader(monitor, monitor.data, _release(query) if "release" in route.own else None)
    call = Call(
        reader, monitor.data, _given(route, query, given_id, reader, monitor.data), form, base,
        address or request.host_url.rstrip("/"),
        route.path.replace("{id}", given_id), tuple((name, text) for name, texts in query.items() for text in texts), ROUTES,
    )  # fmt: skip
    mark = _mark(route, call, request.headers.get("Accept-Language", "") if form.name == "html" else "")
    headers = {
        "ETag": f'W/"{mark}"', "Cache-Control": CITED if "release" in query else REVALIDATED, "Wohnmonitor-Release": reader.release,
        "Vary": "Accept, Accept-Language" if form.name == "html" else "Accept",
    }  # fmt: skip
    if request.if_none_match.contains_weak(mark):
        return Response(status=304, headers=headers)
    return _sent(route.answer(call), call, headers)


def _release(query: dict[str, list[str]]) -> str | None:
    return PARAMETERS["release"].read(query["release"], None) if "release" in query else None


def _given(route: Route, query: dict[str, list[str]], given_id: str, reader: Monitor, data: Path) -> dict:
    """Parameters of path and query. Raises NotFoundError for an id that is none."""
    given = read_query(route.own, query, reader)
    if route.place:
        try:
            given["id"] = route.place.read([given_id], reader)
            if route.id == "release":
                history.known_release(data, given["id"])
        except UnknownError as error:
            raise NotFoundError(route.id, given_id, error.known) from None
        except CallError as error:
            raise NotFoundError(route.id, given_id, (), error.expected) from None
    return given


def _mark(route: Route, call: Call, *more: str) -> str:
    """The same for the same answer: release, program, route, form, parameters."""
    parts = [_version(), call.monitor.release, call.monitor.now.id, call.path, call.form.name, call.base, call.host, str(call.query), *more]
    if route.by_releases:
        parts.append(at_hand(call.data).to_csv())
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


@cache
def _version() -> str:
    return version("wohnmonitor")


def _sent(answer: Answer, call: Call, headers: dict[str, str]) -> Response:
    if answer.name:
        shown = "inline" if call.form.media_type.startswith(("text/", "application/json")) else "attachment"
        headers |= {"Content-Disposition": f'{shown}; filename="{answer.name}{call.form.suffix}"'}
    if answer.links:
        headers |= {"Link": ", ".join(f'<{address}>; rel="{relation}"' for relation, address in answer.links.items())}
    body = answer.body
    if not isinstance(body, bytes) and request.method == "GET":
        body = started(body)
    return Response(body, content_type=call.form.media_type, headers=headers)
