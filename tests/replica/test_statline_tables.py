"""Every table of CBS that is fetched, against a replica with all that it declares: what is asked for, read, added up and dated."""

from __future__ import annotations

from itertools import product

import pytest

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.declared import CbsFetch
from wohnmonitor.paths import catalogue_dir

from . import payloads
from .odata import V4, StatLine
from .server import Fault

CATALOGUE = load_catalogue(catalogue_dir())
FETCHED = {table_id: table for table_id, table in CATALOGUE.tables.items() if isinstance(table.fetch, CbsFetch)}
YEARS = (2022, 2023)


def served(table) -> tuple[StatLine, dict[tuple, int]]:
    """The table with every code that its takes name and one more of each; (Measure or column, other codes) -> figure."""
    four = table.fetch.kind == "cbs_odata4"
    names = sorted({name for take in table.take for name in take.where} - {"Measure", table.period})
    codes = {name: [*dict.fromkeys(code for take in table.take for code in take.wanted(name)), "ZZ999"] for name in names}
    dimensions = {**codes, table.code: [*payloads.GEMEENTEN, "PV31", "GM0363"], table.period: [f"{year}JJ00" for year in (2020, *YEARS)]}
    asked = {take.where["Measure"] for take in table.take} if four else {name for take in table.take for name in take.values}
    columns = {f"M{n}": name for n, name in enumerate(sorted(asked))} if not four else {name: name for name in sorted(asked)}
    units = {take.where["Measure"]: take.unit or table.unit for take in table.take} if four else {}
    rows, figures = [], {}
    for number, cell in enumerate(product(columns, *dimensions.values())):
        row = dict(zip(("Measure", *dimensions), cell, strict=True))
        rows.append({**row, "Value": number % 9973 + 1})
        figures[columns[cell[0]], *cell[1:]] = number % 9973 + 1
    return StatLine(table.number, {code: units.get(code, "aantal") for code in columns}, columns, dimensions, {}, rows, page=5000), figures


@pytest.mark.parametrize("table_id", FETCHED)
def test_every_take_of_a_table_of_statline(place, replica, table_id):
    table = FETCHED[table_id]
    statline, figures = served(table)
    statline.put_on(replica)
    if other := table.fetch.instead_of:
        replica.fault(V4, Fault(status=503))
    place.run(other or table_id)
    assert not place.stopped(), next(iter(place.stopped().values())).error
    names = [name for name in statline.dimensions if name not in (table.code, table.period)]
    whole = place.last.measures[place.last.measures["source"] == table_id]
    towns = ["PV31"] if table.number == "85792NED" else [*payloads.GEMEENTEN]
    expected: dict[tuple, list[float]] = {}
    for take, town, year in product(table.take, towns, YEARS):
        period = f"{year}JJ00"
        if period in (take.wanted(table.period) if table.period in take.where else [period]):
            picked = [take.where["Measure"]] if table.fetch.kind == "cbs_odata4" else take.values
            cells = product(picked, *(take.wanted(name) for name in names))
            stands = year + ((take.stock or table.stock) == "12-31")
            key = take.measure, "limburg-nl" if town == "PV31" else f"NL_{town}", stands
            expected.setdefault(key, []).append(sum(figures[name, *codes, town, period] for name, *codes in cells) * take.factor)
    found = {(row.measure, row.area_id, row.year): row.value for row in whole[whole["year"] >= min(YEARS)].itertuples()}
    assert {key: found.get(key) for key in expected} == {
        key: pytest.approx(one[0] if len(one) == 1 else found.get(key)) for key, one in expected.items()
    }
    assert all(any(found[key] == pytest.approx(value) for value in one) for key, one in expected.items())
    asked = statline.slices[0] if table.fetch.kind == "cbs_odata4" else str(replica.asked[-2].query.get("$filter", ""))
    assert "GM0363" not in asked and "ZZ999" not in asked
