"""How to cite a table of the monitor: as text, BibTeX and CSL-JSON, in four languages (words: cite.toml).

cite(catalogue, release, values) names what the rows hold: indicators, years, publishers with tables and licences, release.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.errors import UnknownError
from wohnmonitor.schema import LANGUAGES

AUTHORS = "Wohnmonitor contributors"
BOUNDARIES = "boundaries"
"""Source id of an area measured on the boundaries, which no publisher's table gives."""
SOFT_HYPHEN = "\u00ad"
_ESCAPED = str.maketrans({
    **{sign: f"\\{sign}" for sign in "&%$#_{}"}, "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}",
})  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A publisher with the tables used, under one licence. attribution: the words its licence asks for."""

    publisher: str
    tables: tuple[str, ...]
    licence: str
    licence_url: str
    attribution: str


@dataclass(frozen=True)
class Citation:
    """One citation in three forms: `text`, `bibtex`, `csl` (an item of CSL-JSON); `sources`: publishers behind the rows."""

    text: str
    bibtex: str
    csl: dict
    sources: tuple[Source, ...]

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def cite(catalogue: Catalogue, release: str, values: pd.DataFrame, language: str = "en", url: str = "") -> Citation:
    """The citation of rows as Monitor.values gives them, one or several indicators together.

    release: id (date and content hash); its date is the date of issue. url: address of the view or file, if it has one.
    Raises UnknownError for a language.
    """
    if language not in LANGUAGES:
        raise UnknownError("language", language, LANGUAGES)
    words, issued = _words()[language], date.fromisoformat(release[:10])
    shown = values[values["value"].notna()]
    ids = list(dict.fromkeys(values["indicator"]))
    tables = set(shown["source"].dropna().str.split(";").explode())
    sources = sources_of(catalogue, tables)
    known = catalogue.indicators  # an old release may hold an indicator that is gone
    titles = [f"{known[one].text[language].title} ({one})".replace(SOFT_HYPHEN, "") if one in known else one for one in ids]
    # Beyond a handful of indicators it is the monitor that is cited.
    title = words["between"].join(titles) if 0 < len(ids) <= 5 else words["title"]
    years = f"{shown['year'].min()}–{shown['year'].max()}" if len(shown) else ""
    years = years[:4] if years[:4] == years[5:] else years
    parts = [_source(one, words) for one in sources] + ([words["boundaries"]] if BOUNDARIES in tables else [])
    notes = [*([words["sources"].format(list=words["between"].join(parts))] if parts else []), words["modified"], words["licence"]]
    head = f"{title}, {years}" if years else title
    own = "" if title == words["title"] else f" {words['title']}."
    version = words["release"].format(release=release)
    text = f"{AUTHORS} ({issued.year}): {head} [{words['dataset']}].{own} {version[0].upper()}{version[1:]}. "
    key = "_".join(["wohnmonitor", release[:4], release[11:], *(ids if title != words["title"] else [])])
    csl = {
        "id": key, "type": "dataset", "title": head, "author": [{"literal": AUTHORS}],
        "issued": {"date-parts": [[issued.year, issued.month, issued.day]]}, "version": release,
        "publisher": "Wohnmonitor", "genre": words["dataset"], "language": language, "note": " ".join(notes),
        **({"container-title": words["title"]} if own else {}), **({"URL": url} if url else {}),
    }  # fmt: skip
    return Citation(text + " ".join([*notes, *([url] if url else [])]), _bibtex(key, csl, url), csl, sources)


def sources_of(catalogue: Catalogue, tables: set[str]) -> tuple[Source, ...]:
    """Publishers behind table ids, each once for each licence, in the order of the catalogue."""
    found: dict[tuple[str, str], list[str]] = {}
    for table_id, table in catalogue.tables.items():
        if table_id in tables:
            found.setdefault((table.publisher, catalogue.table_licence(table_id)), []).append(table_id)
    out = []
    for (publisher, licence), ids in found.items():
        declared, first = catalogue.publishers[publisher], catalogue.tables[ids[0]]
        numbers = dict.fromkeys(catalogue.tables[one].number or catalogue.tables[one].title for one in ids)
        link = first.licence_url or declared.licence_url
        out.append(Source(declared.name, tuple(numbers), licence, link, declared.attribution))
    return tuple(out)


def _source(source: Source, words: dict[str, str]) -> str:
    tables = words["table" if len(source.tables) == 1 else "tables"].format(list=", ".join(source.tables))
    return f"{source.publisher}, {tables} ({source.licence})"


def _bibtex(key: str, csl: dict, url: str) -> str:
    """An entry that plain BibTeX and biblatex take: @misc, since @dataset is biblatex's alone."""
    year, month, day = csl["issued"]["date-parts"][0]
    fields = {
        "author": f"{{{AUTHORS}}}", "title": f"{{{_tex(csl['title'])}}}", "year": str(year),
        "date": f"{year}-{month:02}-{day:02}", "version": _tex(csl["version"]), "publisher": csl["publisher"],
        "howpublished": _tex(csl.get("container-title", csl["genre"])), "note": _tex(csl["note"]),
        **({"url": url} if url else {}),
    }  # fmt: skip
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{re.sub('[^A-Za-z0-9_-]', '-', key)},", *lines, "}"])


def _tex(text: str) -> str:
    return text.translate(_ESCAPED)
