"""Loaders of CBS StatLine: the OData 4 service, and the bulk feed of OData 3 that stands in for it.

Metadata first: dimensions, codes and units are compared with what the table declares before a figure is asked for. Then only the
measures, codes, periods and areas that its takes name, filtered by the server, page after page.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlsplit

from wohnmonitor.declared import Table
from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources.errand import Errand
from wohnmonitor.sources.part import Got

V4 = "https://datasets.cbs.nl/odata/v1/CBS"
V3 = "https://opendata.cbs.nl/ODataFeed/odata"
MOST_PAGES = 500
LONGEST = 2000
"""Characters of a question in an address: the services of CBS refuse 2,048."""
YEARLY = "JJ00"
TODO = "compare the table on dataportal.cbs.nl with its entry in indicators/sources.toml, and declare what moved"


def load4(errand: Errand) -> tuple[int, int]:
    """Observations, period codes and properties of a table. Returns (files that are new, files in all).

    Where the table was not modified and the same slice is there, nothing more is asked for. Raises LayoutError, SourceError.
    """
    base, table = f"{V4}/{errand.table.number}", errand.table
    properties = _ask(errand, f"{base}/Properties")
    wanted = _wanted(errand)
    dimensions = [entry["Identifier"] for entry in _ask(errand, f"{base}/Dimensions").get("value", [])]
    _same(f"{base}/Dimensions", "dimension", [table.code, table.period, *(d for d in wanted if d != "Measure")], dimensions)
    measures = {m["Identifier"]: m for m in _ask(errand, f"{base}/MeasureCodes").get("value", [])}
    codes = {name: _codes(errand, f"{base}/{name}Codes") for name in dimensions if name in wanted or name in (table.code, table.period)}
    for name, asked in wanted.items():
        _same(f"{base}/{name}Codes", f"code of {name}", asked, list(measures if name == "Measure" else codes[name]))
    _same_units(f"{base}/MeasureCodes", table, {code: m.get("Unit") for code, m in measures.items()})
    areas, periods = _areas(errand, codes[table.code], base), _periods(errand, codes[table.period], base)
    terms = _any_take(errand, wanted)
    mark = f"{properties.get('Modified', '')} ({terms}) and {_is_in(table.code, areas)} and {_is_in(table.period, periods)}"
    at_hand = errand.shelf.fetched()
    if properties.get("Modified") and mark == errand.shelf.mark and at_hand and all(map(errand.shelf.known, at_hand)):
        return 0, len(at_hand)
    files = {}
    errand.shelf.clear()
    for entity, name in (("Properties", "properties.json"), (f"{table.period}Codes", f"codes-{table.period}.json")):
        files[name] = errand.keep(errand.web.answer(f"{base}/{entity}"), name, f"{base}/{entity}")
    url, found = f"{base}/Observations", False
    in_years = _is_in(table.period, periods)
    asked = _in_parts(areas, lambda some: f"$filter={quote(f'({terms}) and {_is_in(table.code, some)} and {in_years}')}")
    pages = (page for question in asked for page in _pages(errand, f"{url}?{question}", "@odata.nextLink"))
    for number, (page, content) in enumerate(pages, start=1):
        found |= bool(page["value"])
        name = f"observations-page-{number}.json"
        files[name] = errand.keep(content, name, url)
        errand.tell(f"{errand.table_id}/{name}", len(content), len(content))
    if not found:
        raise SourceError(url, "no observation", f"figures of {len(areas)} areas and {len(periods)} periods", TODO)
    errand.shelf.take(files, mark, whole=True)
    return len(files), len(files)


def load3(errand: Errand) -> tuple[int, int]:
    """The columns and codes that the takes name, as the CSV of the untyped data set; its cells are left as the feed has them.

    Returns (files that are new, files in all). Raises LayoutError, SourceError.
    """
    base, table = f"{V3}/{errand.table.number}", errand.table
    properties = _ask(errand, f"{base}/DataProperties?$format=json").get("value", [])
    known = {entry["Key"]: entry for entry in properties if entry.get("Key")}
    figures = {name for take in table.take for name in take.values}
    wanted = _wanted(errand)
    _same(f"{base}/DataProperties", "column", [table.code, table.period, *wanted, *sorted(figures)], list(known))
    _same_units(f"{base}/DataProperties", table, {name: known[name].get("Unit") for name in known})
    keys = {name: _keys(errand, f"{base}/{name}?$format=json") for name in (table.code, table.period, *wanted)}
    for name, asked in wanted.items():
        _same(f"{base}/{name}", f"code of {name}", asked, list(keys[name]))
    areas, periods = _areas(errand, list(keys[table.code]), base), _periods(errand, list(keys[table.period]), base)
    columns = ["ID", *wanted, table.code, table.period, *sorted(figures)]
    terms = [_any_of(name, [keys[name][code] for code in asked]) for name, asked in wanted.items()]
    terms.append(f"{table.period} ge '{min(periods)}'")
    asked = _in_parts([keys[table.code][code] for code in areas], lambda some: (
        f"$format=json&$select={','.join(columns)}&$filter={quote(' and '.join([_any_of(table.code, some), *terms]))}"
    ))  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    rows = 0
    pages = (page for question in asked for page, _ in _pages(errand, f"{base}/UntypedDataSet?{question}", "odata.nextLink"))
    for page in pages:
        for record in page["value"]:
            if missing := [name for name in columns if name not in record]:
                raise LayoutError(f"{base}/UntypedDataSet", ", ".join(record), f"also {', '.join(missing)}", TODO)
            if record[table.period].strip() in periods:
                writer.writerow([("" if record[name] is None else record[name]) for name in columns])
                rows += 1
    if not rows:
        raise SourceError(f"{base}/UntypedDataSet", "no row", f"figures of {len(areas)} areas and {len(periods)} periods", TODO)
    lists = errand.web.answer(f"{base}/{table.period}?$format=json")
    content = ("\ufeff" + text.getvalue()).encode("utf-8")
    files: dict[str, Got] = {
        "UntypedDataSet.csv": errand.keep(content, "UntypedDataSet.csv", f"{base}/UntypedDataSet"),
        f"{table.period}.json": errand.keep(lists, f"{table.period}.json", f"{base}/{table.period}"),
    }
    same = all((had := errand.shelf.known(name)) and had.sha256 == got.sha256 for name, got in files.items())
    errand.shelf.take(files, whole=True)
    return 0 if same else len(files), len(files)


def _wanted(errand: Errand) -> dict[str, list[str]]:
    """Column -> codes that the takes name, for columns that all of them name."""
    takes = errand.table.take
    common = set.intersection(*(set(take.where) for take in takes)) if takes else set()
    both = {errand.table.code, errand.table.period}
    return {name: sorted({code for take in takes for code in take.wanted(name)}) for name in sorted(common - both)}


def _any_take(errand: Errand, columns: Iterable[str]) -> str:
    """What the takes name, each its own codes: no more is asked for than what is read."""
    terms = {" and ".join(_is_in(name, list(take.wanted(name))) for name in columns) for take in errand.table.take}
    return " or ".join(f"({term})" for term in sorted(terms)) if len(terms) > 1 else terms.pop()


def _ask(errand: Errand, url: str) -> dict:
    return _json(errand.web.answer(url), url)


def _json(content: bytes, url: str) -> dict:
    try:
        payload = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        from wohnmonitor.sources import intact

        intact.refuse_page(content, url.partition("?")[0])
        raise SourceError(
            url.partition("?")[0], f"{content[:60]!r}", "JSON in UTF-8", "run it again; if it stays so, see the table"
        ) from None
    if not isinstance(payload, dict):
        raise LayoutError(url.partition("?")[0], type(payload).__name__, "an object", TODO)
    return payload


def _codes(errand: Errand, url: str) -> list[str]:
    return [entry["Identifier"].strip() for entry in _ask(errand, url).get("value", [])]


def _keys(errand: Errand, url: str) -> dict[str, str]:
    """Code -> key as the feed writes it, padded."""
    return {entry["Key"].strip(): entry["Key"] for entry in _ask(errand, url).get("value", [])}


def _areas(errand: Errand, known: list[str], base: str) -> list[str]:
    ours = [code for code in errand.codes if code in set(known)]
    if not ours:
        raise LayoutError(f"{base}, {errand.table.code}", ", ".join(known[:8]) or "no code", f"codes such as {errand.codes[0]}", TODO)
    return ours


def _periods(errand: Errand, known: list[str], base: str) -> list[str]:
    last = errand.year - errand.fetch.ended
    found = [p for p in known if p[4:] == YEARLY and (errand.since or 0) <= int(p[:4]) <= last]
    if not found:
        raise LayoutError(f"{base}, {errand.table.period}", ", ".join(known[-8:]) or "no code", f"periods such as {last}{YEARLY}", TODO)
    return found


def _same(where: str, kind: str, expected: Iterable[str], found: list[str]) -> None:
    if gone := [name for name in expected if name not in set(found)]:
        shown = ", ".join(found[:15]) + (f" … {len(found)} in all" if len(found) > 15 else "")
        raise LayoutError(where, shown or "none", f"{kind} {', '.join(gone[:8])}", TODO)


def _same_units(where: str, table: Table, found: dict[str, str | None]) -> None:
    for take in table.take:
        unit = take.unit or table.unit
        for code in (*take.values, *(take.wanted("Measure") if "Measure" in take.where else ())):
            if unit and found.get(code, unit) != unit:
                raise LayoutError(f"{where}, unit of {code}", str(found[code]), unit, TODO)


def _is_in(name: str, codes: list[str]) -> str:
    return f"{name} eq '{codes[0]}'" if len(codes) == 1 else f"{name} in ({','.join(repr(code) for code in codes)})"


def _in_parts(areas: list[str], question: Callable[[list[str]], str]) -> list[str]:
    """The question for all areas, or several for some each, none too long for an address."""
    whole = question(areas)
    if len(whole) <= LONGEST or len(areas) == 1:
        return [whole]
    half = len(areas) // 2
    return [*_in_parts(areas[:half], question), *_in_parts(areas[half:], question)]


def _any_of(name: str, keys: list[str]) -> str:
    return "(" + " or ".join(f"{name} eq '{key}'" for key in keys) + ")"


def _pages(errand: Errand, url: str, link: str):
    """(payload, its bytes) of every page. A next page lies on the same host and is none that was read already."""
    host, seen = urlsplit(url).netloc, set()
    while url:
        if url in seen or len(seen) == MOST_PAGES or urlsplit(url).netloc != host:
            found = f"a link to page {len(seen) + 1}, {url.partition('?')[0][:120]}"
            raise SourceError(
                f"{host}, {errand.table.number}", found, f"at most {MOST_PAGES} pages, each once, on {host}", "try again later"
            )
        seen.add(url)
        content = errand.web.answer(url)
        page = _json(content, url)
        if not isinstance(page.get("value"), list):
            raise LayoutError(url.partition("?")[0], ", ".join(page), "a list `value`", TODO)
        yield page, content
        url = page.get(link, "")
