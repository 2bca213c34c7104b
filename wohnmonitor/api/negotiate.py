"""Which form an answer takes: the suffix of the path, else `format`, else the header Accept, else the first of the resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_options_header

from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.export import FORMATS


class Form(Protocol):
    """A way to write an answer; export.Format is one."""

    name: str
    suffix: str
    media_type: str


@dataclass(frozen=True)
class Plain:
    """A form that no export has."""

    name: str
    suffix: str
    media_type: str


JSON = Plain("json", ".json", "application/json")
HTML = Plain("html", ".html", "text/html; charset=utf-8")
CSVW = Plain("csvw", ".csv-metadata.json", "application/csvm+json")
STRUCTURE = Plain("sdmx-structure", ".structure.json", "application/vnd.sdmx.structure+json; version=2.0.0")
TURTLE = Plain("turtle", ".ttl", "text/turtle; charset=utf-8")
JSON_LD = Plain("json-ld", ".jsonld", "application/ld+json")
TABLE = (JSON, FORMATS["csv"])
OUTLINES = (FORMATS["geojson"], FORMATS["topojson"], FORMATS["gpkg"])
VALUES = (*FORMATS.values(), CSVW, STRUCTURE)
CATALOG = (JSON_LD, TURTLE)
IGNORED = ("q", "charset", "header")


class NotAcceptableError(CallError):
    """None of the forms is accepted."""


def chosen(forms: Sequence[Form], suffix: str, named: str | None, accept: MIMEAccept) -> Form:
    """The form wanted. Raises UnknownError for a suffix or name that is none, CallError where they differ, NotAcceptableError."""
    by_suffix = next((form for form in forms if form.suffix == suffix), None)
    if suffix and by_suffix is None:
        raise UnknownError("suffix", suffix, [form.suffix for form in forms])
    by_name = next((form for form in forms if form.name == named), None)
    if named is not None and by_name is None:
        raise UnknownError("format", named, [form.name for form in forms])
    if by_suffix and by_name and by_suffix is not by_name:
        raise CallError("format", f"{named} and {suffix}", "one of them")
    if by_suffix or by_name:
        return by_suffix or by_name
    if not accept:
        return forms[0]
    for wanted, quality in accept:
        if quality > 0 and (found := next((form for form in forms if _fits(form.media_type, wanted)), None)):
            return found
    kinds = ", ".join(dict.fromkeys(form.media_type.partition(";")[0] for form in forms))
    raise NotAcceptableError("Accept", str(accept)[:120], kinds, "or name a format by its suffix, or leave Accept out")


def _fits(offered: str, wanted: str) -> bool:
    (kind, given), (asked, options) = parse_options_header(offered), parse_options_header(wanted)
    named = {key: value for key, value in options.items() if key not in IGNORED}
    same = asked in (kind, "*/*", f"{kind.partition('/')[0]}/*")
    return same and all(given.get(key) == value for key, value in named.items())
