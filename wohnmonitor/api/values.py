"""/values and /boundaries: what the export writes, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from wohnmonitor.api.call import Answer, Call, paged, turned
from wohnmonitor.api.negotiate import CSVW, STRUCTURE
from wohnmonitor.errors import CallError
from wohnmonitor.export import FORMATS, Dataset
from wohnmonitor.extract import Asked, extract, known_span, town_outlines

BESIDE = {"csv": CSVW, "sdmx-csv": STRUCTURE}
"""Format -> the form that describes it."""
ALL_COLUMNS = ("sdmx-csv", "json-stat")
"""Formats whose structure has every column."""


def dataset_of(call: Call) -> Dataset:
    """What is asked for. Raises CallError, UnknownError."""
    given = call.given
    span, among = known_span(given["years"])
    asked = Asked(
        given["indicator"] or (), given["level"], given["area"], span, given["group"], given["territory"], among,
        given["latest"], given["window"], given["status"] or (), given["comparable-with"],
    )  # fmt: skip
    dataset = extract(call.monitor, asked, given["lang"])
    if not given["columns"]:
        return dataset
    if call.form.name in ALL_COLUMNS:
        raise CallError("columns", call.form.name, "a format that may lack some", "leave columns out, or take csv, xlsx, parquet")
    return dataset.only(given["columns"])


def values(call: Call) -> Answer:
    """Rows of schema.EXPORT in any format, streamed, or a page of them; what describes a CSV or SDMX-CSV beside it."""
    dataset, links = dataset_of(call), {}
    for form, beside in BESIDE.items():
        if call.form is beside:
            written = FORMATS[form]
            name = urlsplit(call.address(written.suffix)).path.rsplit("/", 1)[-1]
            (content,) = written.beside(dataset, name).values()
            return Answer(content)
        if call.form.name == form:
            links["describedby"] = call.address(beside.suffix)
    if call.given["limit"]:
        dataset, more = paged(dataset, call.given["limit"], call.given["offset"])
        links |= turned(call, more)
    elif call.given["offset"]:
        raise CallError("offset", str(call.given["offset"]), "limit beside it", "say how many rows a page has")
    return Answer(FORMATS[call.form.name].pieces(dataset), dataset.name, links)


def boundaries(call: Call) -> Answer:
    """Outlines without figures: of today at every level, or the municipalities of a vintage."""
    given, monitor = call.given, call.monitor
    newest = monitor.vintages()[-1]
    vintage, level = given["vintage"] or newest, given["level"]
    if vintage != newest and level not in (None, "municipality"):
        raise CallError("level", level, "municipality", "larger areas are drawn as of today: leave vintage out")
    dataset = extract(monitor, Asked(territory="today" if vintage == newest else "then"), given["lang"])
    drawn = dataset.outlines() if vintage == newest else town_outlines(monitor, [vintage])
    areas = dataset.tables("areas")
    if level is not None:
        drawn = drawn[drawn["area_id"].isin(areas.loc[areas["level"] == level, "area_id"])]
    if given["area"]:
        drawn = drawn[drawn["area_id"].isin(given["area"])]
    drawn = drawn.reset_index(drop=True)
    if drawn.empty:
        raise CallError("boundaries", "no area with an outline", "areas of the level and vintage", "/areas lists them")
    return Answer(call.form.outlines(replace(dataset, outlines=lambda: drawn)), "wohnmonitor_boundaries")
