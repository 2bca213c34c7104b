"""Areas of the reader's own: in the address, as areas like any other, and what may not be one."""

from __future__ import annotations

import pytest

from wohnmonitor.app.current import Current
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.query import StateError
from wohnmonitor.app.served import Served
from wohnmonitor.app.state import to_query

MEMBERS = "DE_05334002,NL_GM0981,BE_63040,BE_63088,NL_GM1729"
OWN = f"Dreiländereck:{MEMBERS}"


@pytest.fixture(scope="module")
def current(data_folder):
    return Current(Served(data_folder))


def view(current, **query):
    return current.view({name: [value] for name, value in query.items()})


def test_an_own_area_is_the_group_of_its_municipalities(current, monitor):
    facts, state = view(current, indicator="population", year="2024", group=OWN, areas="group:Dreiländereck,BE_63023", lang="de")
    assert state.areas == ("group:Dreiländereck", "BE_63023")
    picture = Picture(facts, state, "light")
    row = picture.row("group:Dreiländereck")
    parts = monitor.values("population", areas=MEMBERS.split(","), years=2024)
    assert row["value"] == parts["value"].sum()
    assert row["rank"] != row["rank"]
    assert picture.name("group:Dreiländereck") == "Dreiländereck"
    told = monitor.values("population_density", group={"x": MEMBERS.split(",")}, years=2024)["value"].iloc[0]
    assert facts.series("population_density", "group:Dreiländereck").set_index("year")["value"][2024] == told
    assert facts.countries("group:Dreiländereck") == {"DE", "NL", "BE"}


def test_together_counts_a_municipality_once(current, monitor):
    facts, state = view(current, indicator="population", year="2024", group=OWN, areas="group:Dreiländereck,BE_63040", lang="de")
    alone = monitor.values("population", areas=MEMBERS.split(","), years=2024)["value"].sum()
    assert Picture(facts, state, "light").together["value"] == alone


def test_facts_without_own_areas_stay_as_they_were(current):
    view(current, group=OWN)
    assert "group:Dreiländereck" not in current().areas
    with pytest.raises(StateError):
        view(current, areas="group:Dreiländereck")


def test_the_address_keeps_names_and_members(current):
    _, state = view(current, indicator="population", year="2024", group=f"{OWN};Grenze:BE_63040", lang="fr")
    assert to_query(state) == (
        f"indicator=population&year=2024&level=municipality&group=Dreil%C3%A4ndereck:{MEMBERS}%3BGrenze:BE_63040&lang=fr"
    )


@pytest.mark.parametrize("group", [
    "Name", "Name:", ":BE_63040", "Name:BE_99999", "Name:emr", "<b>:BE_63040", "A:BE_63040;A:BE_63023", "x" * 41 + ":BE_63040",
    ";".join(f"{n}:BE_63040" for n in range(6)), "N:" + ",".join(["BE_63040"] * 500), "N\x00:BE_63040",
])  # fmt: skip
def test_what_is_no_own_area_is_told(current, group):
    with pytest.raises(StateError) as error:
        view(current, group=group)
    assert error.value.key in ("error.group", "error.unknown", "error.unknown_no_hint", "error.many", "error.long")


def test_a_grade_does_not_cross_the_border_inside(current):
    facts, state = view(current, indicator="house_price", year="2022", group=OWN, areas="group:Dreiländereck", lang="en")
    row = Picture(facts, state, "light").row("group:Dreiländereck")
    assert row is None or row["value"] != row["value"]
