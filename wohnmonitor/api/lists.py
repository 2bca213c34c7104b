"""/indicators, /areas, /changes and /sources: the lists beside the values, and one of their rows with all that is known of it."""

from __future__ import annotations

import pandas as pd

from wohnmonitor.api.call import Answer, Call, as_json, records, table
from wohnmonitor.export.table import AREA_CHANGES, AREAS, INDICATORS, SOURCES, Column, Table, typed
from wohnmonitor.extract import Asked, extract

SPAN = ("first_year", "last_year", "municipalities")
LISTED = Table(INDICATORS.name, (*INDICATORS.columns, *(Column(name, "number") for name in SPAN)), INDICATORS.key)
"""INDICATORS with the years there are figures of, and how many municipalities ever have one."""


def _tables(call: Call, indicators: tuple[str, ...] = ()):
    return extract(call.monitor, Asked(indicators), call.given.get("lang")).tables


def _one(call: Call, of: Table, row: pd.DataFrame, told: dict) -> Answer:
    """One row as CSV, or with all that is told of it as JSON."""
    if call.form.name == "csv":
        return table(call, of, row)
    (known,) = records(typed(row, of))
    return Answer(as_json({"release": call.monitor.release} | known | told))


def indicators(call: Call) -> Answer:
    """All, or those of a theme."""
    frame = _tables(call)("indicators").merge(call.monitor.indicators()[["indicator", *SPAN]], on="indicator", how="left")
    theme = call.given["theme"]
    return table(call, LISTED, frame if theme is None else frame[frame["theme"] == theme])


def indicator(call: Call) -> Answer:
    """One with its declaration: formula, grades, definitions by country and texts in four languages, breaks, sources."""
    monitor, one = call.monitor, call.given["id"]
    tables = _tables(call, (one,))
    frame = tables("indicators").merge(monitor.indicators()[["indicator", *SPAN]], on="indicator", how="left")
    told = {
        "declared": monitor.indicator(one).model_dump(mode="json"),
        "breaks": monitor.breaks(one),
        "sources": records(typed(tables("sources"), SOURCES)),
        "links": {"values": f"{call.base}/values?indicator={one}"},
    }
    return _one(call, LISTED, frame, told)


def areas(call: Call) -> Answer:
    """Those of today, with territory=then the former municipalities too."""
    frame, given = _tables(call)("areas"), call.given
    frame = frame[frame["area_id"].isin(call.monitor.now.ids[given["territory"]])]
    for column in ("level", "country"):
        if given[column] is not None:
            frame = frame[frame[column] == given[column]]
    return table(call, AREAS, frame.sort_values("area_id"))


def area(call: Call) -> Answer:
    """One with its municipalities, the larger areas it belongs to, and what became of it or it was made of."""
    one, tables = call.given["id"], _tables(call)
    frame, member, changes = tables("areas"), tables("membership"), tables("area_changes")
    mine = changes[(changes["from_id"] == one) | (changes["to_id"] == one)]
    part_of = member.loc[member["municipality_id"] == one, ["level", "area_id"]]
    told = {
        "municipalities": sorted(member.loc[member["area_id"] == one, "municipality_id"]),
        "part_of": part_of.to_dict("records"),
        "changes": records(typed(mine, AREA_CHANGES)),
        "links": {"values": f"{call.base}/values?area={one}", "boundaries": f"{call.base}/boundaries?area={one}"},
    }
    return _one(call, AREAS, frame[frame["area_id"] == one], told)


def changes(call: Call) -> Answer:
    """Dated events of areas, with shares of persons, dwellings and surface; of some areas, before or after."""
    frame, wanted = _tables(call)("area_changes"), call.given["area"]
    if wanted:
        frame = frame[frame["from_id"].isin(wanted) | frame["to_id"].isin(wanted)]
    return table(call, AREA_CHANGES, frame)


def sources(call: Call) -> Answer:
    """Tables of publishers with licence and attribution; those behind some indicators."""
    wanted, country = call.given["indicator"], call.given["country"]
    frame = _tables(call, wanted)("sources") if wanted else call.monitor.sources()
    return table(call, SOURCES, frame if country is None else frame[frame["country"] == country])
