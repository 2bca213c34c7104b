"""Errors as RFC 9457 has them: application/problem+json with where, found, expected and todo of the error as members."""

from __future__ import annotations

import json

from flask import Response

from wohnmonitor.errors import StoreError, UnknownError, WohnmonitorError

MEDIA_TYPE = "application/problem+json"
KINDS = {
    "unknown": "Something named does not exist",
    "malformed": "The call is wrong",
    "not-found": "There is nothing at this address",
    "method": "Only GET, HEAD and OPTIONS are answered",
    "not-acceptable": "No format that is accepted is at hand",
    "no-release": "No release can be read",
    "ours": "The mistake is ours",
}
"""Kind -> title; the end of `type` and an anchor of the documentation."""
SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "where"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"}, "instance": {"type": "string", "format": "uri-reference"}, "where": {"type": "string"},
        "found": {"type": "string"}, "expected": {"type": "string"}, "todo": {"type": "string"},
        "close": {"type": "array", "items": {"type": "string"}},
    },
}  # fmt: skip


def kind_of(error: WohnmonitorError) -> str:
    """What kind of problem an error is."""
    if isinstance(error, StoreError):
        return "no-release"
    return "unknown" if isinstance(error, UnknownError) else "malformed"


def problem(status: int, kind: str, error: WohnmonitorError, base: str, instance: str, headers: dict | None = None) -> Response:
    """The answer. base: address of the API; instance: what was asked for."""
    told = {"where": error.where, "found": error.found, "expected": error.expected, "todo": error.todo}
    body = {
        "type": f"{base}/docs#{kind}", "title": KINDS[kind], "status": status, "detail": str(error), "instance": instance,
        "where": error.where, **{key: text for key, text in told.items() if text},
        **({"close": error.close} if isinstance(error, UnknownError) and error.close else {}),
    }  # fmt: skip
    return Response(json.dumps(body, ensure_ascii=False, indent=1) + "\n", status, content_type=MEDIA_TYPE,
                    headers=(headers or {}) | {"Cache-Control": "no-store"})  # fmt: skip
