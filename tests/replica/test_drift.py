"""A layout that moved: the source is stopped and keeps its last good figures, what moved stands side by side, the next run succeeds."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from wohnmonitor.collect import collect, read_all
from wohnmonitor.declared import Accepted

from . import payloads
from .server import Fault
from .test_loaders import AGES, PERMITS, PERMITTED, PRICES, REGIO, STATBEL, prices

TABLE = "regio_12411_07_01_5"
DWELLINGS, FLATS, AREA = "MS_DWELLING_RES_NEW", "MS_APARTMENT_RES_NEW", "MS_TOTAL_SURFACE_RES_NEW"
YEARS = range(2023, 2026)


def frame(last: int = 2026):
    """Permits of three years, of all but 2025 our figures; 2025 is as 2024 was."""
    known = payloads.permits(range(2023, 2025))
    newest = known[known["CD_YEAR"] == "2024"].assign(CD_YEAR="2025")
    return pd.concat([known, newest] if last > 2025 else [known], ignore_index=True)


def swapped(rows, one: str, other: str):
    """Two columns under each other's headings."""
    return rows.assign(**{one: rows[other], other: rows[one]})


def times(rows, column: str, factor: int):
    return rows.assign(**{column: [str(int(cell) * factor) for cell in rows[column]]})


def for_2024(rows, column: str, cell: str):
    return rows.assign(**{column: rows[column].where(rows["CD_YEAR"] != "2024", cell)})


MOVED = {
    "a renamed column": (lambda rows: rows.rename(columns={DWELLINGS: "MS_DWELLINGS_NEW"}), "MS_DWELLINGS_NEW", DWELLINGS),
    "codes under the heading of names": (lambda rows: swapped(rows, "REFNIS", "REFNIS_NL"), "Gemeente é", "codes such as"),
    "two figures under each other's headings": (lambda rows: swapped(rows, DWELLINGS, AREA), "times as large", "a unit or"),
    "a renamed code": (lambda rows: rows.assign(CD_REFNIS_LEVEL="gemeente"), "gemeente", "5, 3"),
    "renamed regions": (lambda rows: rows.assign(REFNIS="BE" + rows["REFNIS"]), "BE", "codes such as"),
    "a unit of 1,000": (lambda rows: times(rows, AREA, 1000), "1,000 times as large", "a unit or a decimal sign moved"),
    "a decimal comma": (lambda rows: rows.assign(**{AREA: rows[AREA] + ",5"}), ',5"', "a number"),
    "an empty year": (lambda rows: for_2024(rows, DWELLINGS, ""), "no figure of dwellings_permitted for 2024", "as before"),
    "a municipality missing": (lambda rows: rows[rows["REFNIS"] != "63023"], "no row of BE_63023", "every area that stood there before"),
    "duplicated rows": (lambda rows: pd.concat([rows, rows[rows["REFNIS"] == "63023"]]), "63023, 2023, in rows", "one row for an area"),
    "another form of period": (lambda rows: rows.assign(CD_YEAR=rows["CD_YEAR"] + "/1"), 'period "2023/1"', "2024"),
    "only the heading": (lambda rows: rows[:0], "headings only", "rows of figures"),
}  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """What a good run of the permits left, to begin from."""
    from .conftest import Place
    from .server import Replica

    replica = Replica()
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(frame(2025)))
    place = Place(tmp_path_factory.mktemp("first"), replica)
    place.run(PERMITTED)
    replica.close()
    assert not place.stopped()
    return place.last


@pytest.mark.parametrize("name", MOVED)
def test_permits_whose_layout_moved(place, replica, first, name):
    alter, found, expected = MOVED[name]
    place.last = first
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(alter(frame())))
    place.run(PERMITTED)
    error = place.stopped()[PERMITTED].error
    assert found in error.found and expected in error.expected, str(error)
    assert f"table.{PERMITTED}" in error.todo or "sources.toml" in error.todo
    assert place.last.measures.equals(first.measures) and place.last.files.equals(first.files)


def test_a_publisher_that_is_right_can_be_let_in(place, replica, first):
    """A commune that is published no longer: accepted in gate.toml it stops nothing, and its last good years stay gone."""
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(MOVED["a municipality missing"][0](frame())))
    place.fetch(PERMITTED)
    fresh = read_all(place.raw, (PERMITTED,))
    accepted = Accepted(source=PERMITTED, years=(2023, 2024), areas=("BE_63023",), why="told by the publisher")
    taken = collect(first, fresh, False, (accepted,))
    assert not taken.stopped and "BE_63023" not in set(taken.measures["area_id"])
    other = accepted.model_copy(update={"years": (2023,)})
    assert "for 2024" in collect(first, fresh, False, (other,)).stopped[0].error.found


def test_permits_whose_layout_is_as_declared(place, replica, first):
    """The same with nothing wrong: the new year comes in."""
    place.last = first
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(frame()))
    place.run(PERMITTED)
    assert not place.stopped() and {year for _, year in place.values(PERMITTED)} == set(YEARS)


def test_columns_in_another_order_are_no_drift(place, replica, first):
    place.last = first
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(frame(2025)[::-1][sorted(frame().columns)]))
    place.run(PERMITTED)
    assert not place.stopped() and place.values(PERMITTED) == {
        (a, y): v for a, y, v in zip(first.measures["area_id"], first.measures["year"], first.measures["value"], strict=True)
    }  # fmt: skip


def stops(place, replica, content: bytes, found: str, expected: str) -> None:
    """After mean ages as they should be comes `content`: the table is stopped, says what moved, and its last figures stand."""
    replica.serve(REGIO, AGES, payloads.mean_ages())
    place.run(TABLE)
    before = place.last.measures
    replica.serve(REGIO, AGES, content)
    place.run(TABLE)
    error = place.stopped()[TABLE].error
    assert found in error.found and expected in error.expected, str(error)
    assert place.last.measures.equals(before)


ENCODED = {
    "UTF-16": (lambda content: content.decode("cp1252").encode("utf-16"), "no known format", "genesis_csv, 12411-07-01-5"),
    "encoded twice": (lambda content: content.decode("cp1252").encode().decode("cp1252").encode(), "Ã", "reads as it should"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_another_encoding(place, replica, name):
    alter, found, expected = ENCODED[name]
    stops(place, replica, alter(payloads.mean_ages("31.12.2016")), found, expected)
    replica.serve(REGIO, AGES, payloads.mean_ages("31.12.2016"))
    place.run(TABLE)
    assert not place.stopped() and {year for _, year in place.values(TABLE)} == {2016, 2017}


AGED = {
    "another unit": ({"unit": "Tage"}, "Tage", "Jahre"),
    "a point where a comma was": ({"ages": ("42.1", "43.2", "44.3", "45.4", "43.5", "42.6")}, '"42.1"', "a number"),
    "ten times as old": ({"ages": ("421", "432", "443", "454", "435", "426")}, "10 times as large", "decimal sign moved"),
    "another table under the address": (None, "genesis_csv, 12411-07-01-4", "genesis_csv, 12411-07-01-5"),
}


@pytest.mark.parametrize("name", AGED)
def test_mean_ages_that_moved(place, replica, name):
    changed, found, expected = AGED[name]
    other = payloads.mean_ages().replace(b"12411-07-01-5", b"12411-07-01-4")
    stops(place, replica, payloads.mean_ages("31.12.2016", **changed) if changed else other, found, expected)


def shifted(table):
    """A table whose figures are a thousandth, without a word in the metadata."""
    for row in table.rows:
        row["Value"] = row["Value"] // 1000
    return table


STATLINE = {
    "a renamed measure": (lambda: prices(measures={"M009999": "euro"}), "M009999", "M001534"),
    "a unit of 1,000": (lambda: prices(measures={"M001534": "1 000 euro"}), "1 000 euro", "euro"),
    "renamed regions": (lambda: prices(dimensions={"RegioS": ["AMS01"], "Perioden": ["2025JJ00"]}), "AMS01", "codes such as"),
    "quarters only": (lambda: prices(dimensions={"RegioS": ["GM0935"], "Perioden": ["2025KW01"]}), "2025KW01", "periods such as"),
    "a renamed dimension": (lambda: prices(dimensions={"Gebied": ["GM0935"], "Perioden": ["2025JJ00"]}), "Gebied", "RegioS"),
    "figures of another size": (lambda: shifted(prices(modified="2026-09-09")), "times smaller", "a unit or"),
}


@pytest.mark.parametrize("name", STATLINE)
def test_statline_is_compared_before_figures_are_asked_for(place, replica, name):
    other, found, expected = STATLINE[name]
    prices().put_on(replica)
    place.run(PRICES)
    before, asked = place.last.measures, len(replica.asked)
    other().put_on(replica)
    replica.fault("opendata.cbs.nl", Fault(status=404))
    place.run(PRICES)
    error = place.stopped()[PRICES].error
    assert found in error.found and expected in error.expected, str(error)
    assert place.last.measures[place.last.measures["source"] == PRICES].reset_index(drop=True).equals(before)
    if "figures" not in name:
        assert not any(path.endswith("Observations") for path in replica.paths()[asked:])


def test_pages_that_lead_in_a_circle_are_given_up(place, replica):
    prices().put_on(replica)
    replica.fault("opendata.cbs.nl", Fault(status=404))
    replica.fault("Observations", Fault(alter=lambda content: re.sub(rb"skip=\d+", b"skip=0", content)))
    place.run(PRICES)
    error = place.stopped()[PRICES].error
    assert "a link to page" in error.found and "each once" in error.expected and not place.values(PRICES)


def test_pages_that_lead_elsewhere_are_not_followed(place, replica):
    prices().put_on(replica)
    replica.fault("opendata.cbs.nl", Fault(status=404))
    replica.fault(
        "Observations",
        Fault(alter=lambda content: content.replace(b'Link": "https://datasets.cbs.nl', b'Link": "https://elsewhere.example')),
    )
    place.run(PRICES)
    assert "on datasets.cbs.nl" in place.stopped()[PRICES].error.expected
    assert not any("elsewhere.example" in path for path in replica.paths())
