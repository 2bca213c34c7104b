"""Parameters, each declared once: how a text is read and refused, and what OpenAPI says of it.

read_query(parameters, query, monitor) -> values by name. Texts for people stand in texts/api.<language>.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from wohnmonitor.errors import CallError, UnknownError
from wohnmonitor.export.table import VALUES
from wohnmonitor.extract import known_groups
from wohnmonitor.narrow import WINDOW, WINDOWS
from wohnmonitor.queries import TERRITORIES, Monitor
from wohnmonitor.schema import COUNTRIES, LANGUAGES, LEVELS, RELEASE, STATUSES

MOST_ROWS = 100_000
"""Rows of a page; without a limit all rows are streamed."""
MOST_PLACES = 1_000
"""Values of one parameter."""
LONGEST = 50_000
"""Signs of one parameter."""
YEAR = r"(19|20)\d\d|2100"
Choices = Callable[[Monitor], Collection[str]]


@dataclass(frozen=True)
class Parameter:
    """choices: of a closed list. whole: first and last of whole numbers. pattern: of texts, with what was expected.
    many: separated by commas, or named again. repeated: named again only. usual: what it is when it is not named."""

    name: str
    choices: Choices | None = None
    whole: tuple[int, int] | None = None
    pattern: str = ""
    expected: str = ""
    many: bool = False
    repeated: bool = False
    usual: object = None
    example: str = ""

    def read(self, texts: Sequence[str], monitor: Monitor) -> object:
        """The value of the texts given. Raises CallError, UnknownError."""
        if sum(map(len, texts)) > LONGEST:
            raise CallError(self.name, f"{sum(map(len, texts)):,} signs", f"at most {LONGEST:,}", "ask in parts")
        if self.many:
            texts = [part.strip() for text in texts for part in text.split(",")]
        elif len(texts) > 1 and not self.repeated:
            raise CallError(self.name, f"{len(texts)} times", "once")
        if len(texts) > MOST_PLACES:
            raise CallError(self.name, f"{len(texts):,} values", f"at most {MOST_PLACES:,}", "ask in parts, or leave it out for all")
        known = self.choices(monitor) if self.choices else None
        found = [self._one(text, known) for text in texts]
        return tuple(dict.fromkeys(found)) if self.many or self.repeated else found[0]

    def _one(self, text: str, known: Collection[str] | None) -> object:
        if known is not None:
            if text not in known:
                raise UnknownError(self.name, text, known)
            return text == "true" if known == FLAG else text
        if self.whole:
            low, high = self.whole
            if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
                raise CallError(self.name, text[:80] or "nothing", f"a whole number from {low:,} to {high:,}")
            return int(text)
        if not re.fullmatch(self.pattern, text):
            raise CallError(self.name, text[:80] or "nothing", self.expected)
        return text

    def schema(self, monitor: Monitor) -> dict:
        """Its JSON schema in the release that is open."""
        if self.choices:
            known = list(self.choices(monitor))
            one: dict = {"type": "boolean"} if known == list(FLAG) else {"type": "string", "enum": known}
        elif self.whole:
            one = {"type": "integer", "minimum": self.whole[0], "maximum": self.whole[1]}
        else:
            one = {"type": "string", "pattern": f"^({self.pattern})$"}
        if self.many or self.repeated:
            one = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_PLACES}
        return one if self.usual is None else one | {"default": self.usual}

    def described(self, monitor: Monitor, words: Mapping[str, str], where: str = "query") -> dict:
        """The parameter object of OpenAPI."""
        told: dict = {"name": self.name, "in": where, "description": words[f"api.parameter.{self.name}"], "schema": self.schema(monitor)}
        if self.example:
            told["example"] = self.example.split(",") if self.many else [self.example] if self.repeated else self.example
        if where == "path":
            return told | {"required": True}
        if self.many:
            told |= {"style": "form", "explode": False}
        return told


FLAG = ("true", "false")


def _ids(which: str) -> Choices:
    return lambda monitor: sorted(monitor.now.ids[which])


def fixed(choices: Collection[str]) -> Choices:
    """Choices that are the same in every release."""
    return lambda _: choices


PARAMETERS: dict[str, Parameter] = {
    one.name: one
    for one in (
        Parameter("indicator", choices=lambda monitor: list(monitor.catalogue.indicators), many=True, example="population"),
        Parameter("area", choices=_ids("then"), many=True, example="NL_GM0935,BE_62063"),
        Parameter("level", choices=fixed(LEVELS), example="municipality"),
        Parameter("group", pattern=r"[^=,\s][^=]{0,99}=.+", expected="NAME=IDS, e.g. Dreiländereck=DE_05334002,NL_GM0981,BE_63040",
                  repeated=True, example="Dreiländereck=DE_05334002,NL_GM0981,BE_63040"),
        Parameter("years", pattern=rf"({YEAR})(-({YEAR}))?|({YEAR})(,({YEAR})){{0,199}}",
                  expected="2024, 2010-2024 or 2010,2015,2020", example="2010-2024"),
        Parameter("latest", choices=fixed(FLAG), usual=False),
        Parameter("window", whole=(WINDOWS[0], WINDOWS[-1]), usual=WINDOW),
        Parameter("status", choices=fixed(tuple(STATUSES)), many=True, example="A,B"),
        Parameter("comparable-with", choices=fixed(COUNTRIES), example="DE"),
        Parameter("territory", choices=fixed(tuple(TERRITORIES)), usual="today"),
        Parameter("columns", choices=fixed(tuple(VALUES.names)), many=True, example="value,status"),
        Parameter("vintage", choices=lambda monitor: monitor.vintages()),
        Parameter("country", choices=fixed(COUNTRIES)),
        Parameter("theme", choices=lambda monitor: list(monitor.catalogue.themes)),
        Parameter("limit", whole=(1, MOST_ROWS), example="1000"),
        Parameter("offset", whole=(0, 100_000_000), usual=0),
        Parameter("lang", choices=fixed(LANGUAGES)),
        Parameter("release", pattern=RELEASE, expected="an id such as 2026-11-25-f36f9f1d4c"),
    )
}  # fmt: skip


def read_query(own: Mapping[str, Parameter], query: Mapping[str, Sequence[str]], monitor: Monitor) -> dict:
    """The values of the parameters named in a query; the usual ones of the others, else None.

    Raises CallError and UnknownError, also for a parameter that the route does not have.
    """
    for name in query:
        if name not in own:
            raise UnknownError("parameter", name, own, "" if own else "leave it out: there is none here")
    found = {name: one.read(query[name], monitor) if name in query else one.usual for name, one in own.items()}
    if found.get("group"):
        found["group"] = known_groups(found["group"])
    return found
