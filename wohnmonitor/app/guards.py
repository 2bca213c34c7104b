"""What stands between a request and the app: errors as sentences in the reader's language."""

from __future__ import annotations

import logging

from dash.exceptions import DependencyException
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from wohnmonitor.app.query import StateError, language_of
from wohnmonitor.app.text import Text, text
from wohnmonitor.errors import StoreError, UnknownError
from wohnmonitor.web import HEADERS

log = logging.getLogger(__name__)

ANYWHERE = {"Content-Security-Policy": HEADERS["Content-Security-Policy"].replace("frame-ancestors 'self'", "frame-ancestors *")}
"""For the one page that may stand in a frame on another site."""


def reader() -> Text:
    """The texts in the language of a request that has no state."""
    return text(language_of(request.args.get("lang"), request.headers.get("Accept-Language", "")))


def add_errors(server: Flask, app) -> None:
    """Every error is a sentence with a status, never a stack trace."""

    @server.before_request
    def _well_formed_call() -> Response | None:
        if request.path != "/_dash-update-component":
            return None
        if _is_callback(request.get_json(silent=True), app.callback_map):
            return None
        t = reader()
        return app.message(t, 400, t("error.heading"), t("error.malformed"))

    @server.errorhandler(StateError)
    def _bad_state(error: StateError) -> Response:
        t = text(error.language)
        values = {"parameter": t(f"parameter.{error.values['parameter']}")} if "parameter" in error.values else {}
        return app.message(t, 400, t("error.heading"), t(error.key, **error.values | values))

    @server.errorhandler(UnknownError)
    @server.errorhandler(DependencyException)
    def _unknown(error: Exception) -> Response:
        t = reader()
        return app.message(t, 404, t("error.not_found"), t("error.no_page", path=request.path[:80]))

    @server.errorhandler(StoreError)
    def _no_release(error: StoreError) -> Response:
        log.error("%s", error)
        t = reader()
        return app.message(t, 503, t("error.not_found"), t("error.no_release"))

    @server.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        t = reader()
        if error.code == 404:
            return app.message(t, 404, t("error.not_found"), t("error.no_page", path=request.path[:80]))
        return app.message(t, error.code or 500, t("error.heading"), t("error.malformed"))

    @server.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        log.exception("request failed: %s", request.path)
        t = reader()
        return app.message(t, 500, t("error.heading"), t("error.ours"))


def _is_callback(body: object, known: dict) -> bool:
    """True for the body of a call that one of our callbacks may answer."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or body["output"] not in known:
        return False
    outputs = body.get("outputs")
    items = outputs if isinstance(outputs, list) else [outputs]
    for key in ("inputs", "state"):
        given = body.get(key, [])
        if not isinstance(given, list) or len(given) != len(known[body["output"]][key]):
            return False
        items = items + given
    changed = body.get("changedPropIds", [])
    return (
        all(isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("property"), str) for item in items)
        and isinstance(changed, list)
        and all(isinstance(item, str) for item in changed)
    )
