"""Words of the interface and of exports: app/texts/<language>.toml, those of one page in <page>.<language>.toml, the same keys in each."""

from __future__ import annotations

import tomllib
from functools import cache

from wohnmonitor.paths import PACKAGE

FOLDER = PACKAGE / "app" / "texts"
NARROW, NO_BREAK = "\u202f", "\u00a0"


def _flat(table: dict, before: str = "") -> dict[str, str]:
    words = {}
    for key, value in table.items():
        words |= _flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: value}
    return words


def _french_spaces(sentence: str) -> str:
    """No-break spaces where French sets them: before `: ; ? !` and inside guillemets."""
    for mark in (";", "?", "!"):
        sentence = sentence.replace(f" {mark}", NARROW + mark)
    return sentence.replace(" :", NO_BREAK + ":").replace("« ", "«" + NO_BREAK).replace(" »", NO_BREAK + "»")


@cache
def words(language: str, page: str = "") -> dict[str, str]:
    """All texts of a language, keyed `section.key`; with those of a page where one is named."""
    if page:
        return words(language) | _read(f"{page}.{language}", language)
    return _read(language, language)


def _read(name: str, language: str) -> dict[str, str]:
    found = _flat(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
    return {key: _french_spaces(value) for key, value in found.items()} if language == "fr" else found
