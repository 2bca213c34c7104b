"""Reading an address: one parameter after the other, each checked, with errors in the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from wohnmonitor.errors import CallError
from wohnmonitor.schema import LANGUAGES

DEFAULT_LANGUAGE = "en"


class StateError(CallError):
    """A view that cannot be shown. `key` and `values` make the message in the reader's language."""

    def __init__(self, key: str, language: str = DEFAULT_LANGUAGE, **values: str):
        self.key, self.language, self.values = key, language, values
        super().__init__(f"state: {key}", values.get("found", ""), values.get("expected", ""))


def language_of(wanted: str | None, accepted: str = "") -> str:
    """The language of a request: the parameter, else the first of Accept-Language that we speak, else English."""
    if wanted in LANGUAGES:
        return wanted
    for item in accepted[:200].split(","):
        if (code := item.split(";")[0].strip()[:2].lower()) in LANGUAGES:
            return code
    return DEFAULT_LANGUAGE


class Reader:
    """Reads one parameter after the other; raises StateError in the reader's language."""

    def __init__(self, query: dict[str, list[str]], language: str):
        self.query, self.language = query, language

    def fail(self, key: str, **values) -> StateError:
        return StateError(key, self.language, **{name: str(value)[:80] for name, value in values.items()})

    def one(self, name: str) -> str | None:
        values = self.query.get(name) or []
        if len(values) > 1:
            raise self.fail("error.twice", parameter=name)
        return values[0].strip() if values and values[0].strip() else None

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        value = self.one(name)
        if value is not None and value not in choices:
            close = get_close_matches(value[:80], list(choices), n=3, cutoff=0.5) if len(choices) > 8 else choices
            raise self.fail(
                "error.unknown" if close else "error.unknown_no_hint",
                parameter=name,
                found=value,
                expected=", ".join(close),
            )
        return value

    def choices(self, name: str, choices: Collection[str], most: int = 99) -> tuple[str, ...]:
        """Several of them, separated by commas, each once."""
        wanted = [item.strip() for item in (self.one(name) or "").split(",") if item.strip()]
        if len(wanted) > most:
            raise self.fail("error.many", parameter=name, found=len(wanted), most=most)
        for item in wanted:
            Reader({name: [item]}, self.language).choice(name, choices)
        return tuple(dict.fromkeys(wanted))

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.one(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 4 and low <= int(value) <= high):
            raise self.fail("error.range", parameter=name, found=value, low=low, high=high)
        return int(value)
