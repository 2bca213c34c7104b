"""Every check fires on what it is for and is silent on a release that is in order."""

from __future__ import annotations

import pandas as pd
import pytest

from wohnmonitor import checks
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.declared import Explained
from wohnmonitor.errors import CheckError
from wohnmonitor.paths import catalogue_dir, reference_dir
from wohnmonitor.reference import load_reference
from wohnmonitor.schema import CARRIED, MEASURES, VALUES

CONFLICTS = ["measure", "area_id", "year", "source", "value", "other_source", "other_value", "difference", "relative"]
TOWN, DISTRICT = "DE_05358004", "DE_05358"
DEFAULTS = {"status": "A", "source": "regio_12411_01_01_5", "segment": 0, "territory": "2010-01-01", "coverage": 1.0}


def rows(columns: list[str], *given: dict) -> pd.DataFrame:
    frame = pd.DataFrame([DEFAULTS | row for row in given]).reindex(columns=columns)
    return frame.assign(reason=frame["reason"].astype("str"))


def good() -> dict[str, pd.DataFrame]:
    """Tables of a small release that is in order: 46 German municipalities and their districts in 2005 and 2006."""
    reference = load_reference(reference_dir())
    member = reference.membership
    home = member[(member["level"] == "district") & member["municipality_id"].str.startswith("DE")]
    towns = [
        {"measure": "population", "area_id": town, "level": "municipality", "year": year, "value": 1000.0 + n + 100 * (year - 2005)}
        for n, town in enumerate(home["municipality_id"]) for year in (2005, 2006)
    ]  # fmt: skip
    sums = pd.DataFrame(towns).assign(up=lambda f: f["area_id"].map(home.set_index("municipality_id")["area_id"]))
    totals = sums.groupby(["up", "year"])["value"].sum()
    upper = [
        {"measure": "population", "area_id": up, "level": "district", "year": year, "value": value, "published": False}
        for (up, year), value in totals.items()
    ]
    flows = [
        {"measure": measure, "area_id": DISTRICT, "level": "district", "year": 2005, "value": value, "published": True}
        for measure, value in (("births", 1560.0), ("deaths", 60.0), ("in_migration", 50.0), ("out_migration", 50.0))
    ]
    permits = [
        {"measure": "dwellings_permitted", "area_id": TOWN, "level": "municipality", "year": 2000 + n, "value": 10.0 + n}
        for n in range(6)
    ]  # fmt: skip
    values = [
        {"indicator": "dwellings_permitted_per_1000", "area_id": r["area_id"], "year": 2005, "value": 4 + n / 50, "level": "municipality"}
        for n, r in enumerate(towns)
    ][::2]  # fmt: skip
    change = {"indicator": "population_growth_1y", "area_id": TOWN, "level": "municipality", "year": 2006, "value": 10.0}
    return {
        "area": reference.area, "membership": member, "area_change": reference.change,
        "source": pd.DataFrame({"source": ["regio_12411_01_01_5"]}),
        "measure_published": rows(MEASURES, *towns, *upper),
        "measure_value": rows([*CARRIED, "published"], *({"published": True} | r for r in towns), *upper, *flows, *permits),
        "indicator_value": rows(VALUES, *values, change),
        "conflict": pd.DataFrame([("population", TOWN, 2005, "a", 100.0, "b", 101.0, 1.0, 0.01)], columns=CONFLICTS),
    }  # fmt: skip


def found(frames: dict[str, pd.DataFrame], catalogue=None) -> pd.DataFrame:
    return checks.run(frames, catalogue or load_catalogue(catalogue_dir()))


def put(table: str, column: str, value, **where):
    """A change of one cell of the rows where all of `where` holds."""

    def change(frames: dict[str, pd.DataFrame]) -> None:
        frame = frames[table].copy()
        hit = pd.Series(True, index=frame.index)
        for name, wanted in where.items():
            hit &= frame[name] == wanted
        assert hit.any()
        frame.loc[hit, column] = value
        frames[table] = frame

    return change


def again(table: str):
    """The first row of a table twice."""

    def change(frames: dict[str, pd.DataFrame]) -> None:
        frames[table] = pd.concat([frames[table], frames[table].iloc[:1]], ignore_index=True)

    return change


def one_town_less(frames: dict[str, pd.DataFrame]) -> None:
    frames["membership"] = frames["membership"][frames["membership"]["municipality_id"] != TOWN]


def same_year(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["measure_value"].copy()
    then = frame[(frame["measure"] == "population") & (frame["year"] == 2005)]
    rest = frame[(frame["measure"] != "population") | (frame["year"] != 2006)]
    frames["measure_value"] = pd.concat([rest, then.assign(year=2006)], ignore_index=True)


CORRECTED = {
    "measure": "births", "area_id": TOWN, "year": 2005, "source": "regio_12411_01_01_5", "value": 8.0, "status": "E", "replaces": 80.0,
    "found": 9.0,
}  # fmt: skip
TOWN_2005 = {"measure": "population", "area_id": TOWN, "year": 2005}
FIRES = {
    "value_key": again("indicator_value"),
    "measure_key": again("measure_value"),
    "status": put("indicator_value", "status", "Q", area_id=TOWN, year=2006),
    "area": put("indicator_value", "area_id", "DE_00000000", area_id=TOWN, year=2006),
    "municipalities": one_town_less,
    "provenance": put("indicator_value", "source", "hearsay", area_id=TOWN, year=2006),
    "range": put("measure_value", "value", -1.0, **TOWN_2005),
    "level_sum": put("measure_value", "value", 1.0, measure="population", area_id=DISTRICT, year=2005),
    "closure": put("measure_published", "value", 1e6, measure="population", area_id=DISTRICT, year=2005),
    "closure_explained": put("measure_published", "value", 1e6, measure="population", area_id=DISTRICT, year=2005),
    "balance": put("measure_value", "value", 1.0, measure="births"),
    "balance_explained": put("measure_value", "value", 1.0, measure="births"),
    "correction": lambda frames: frames.update(correction=pd.DataFrame([CORRECTED])),
    "conflict": put("conflict", "relative", 0.03),
    "jump": put("measure_value", "value", 9000.0, **TOWN_2005),
    "outlier_flow": put("measure_value", "value", 400.0, measure="dwellings_permitted", year=2003),
    "outlier_rate": put("indicator_value", "value", 535.7, area_id=TOWN, year=2005),
    "zero_beside_large": put("measure_value", "value", 0.0, measure="population", area_id=TOWN, year=2006),
    "growth_across_break": put("measure_value", "segment", 1, measure="population", area_id=TOWN, year=2006),
    "territory_total": put("measure_value", "value", 1500.0, **TOWN_2005),
    "duplicate_year": same_year,
}


def explain(catalogue, check: str):
    known = Explained(check=check, at_most=1, why="known")
    return catalogue.model_copy(update={"explained": (known,)})


def test_each_check_has_a_case():
    assert set(FIRES) == {check.id for check in checks.CHECKS}


def test_silent_on_a_release_in_order():
    assert found(good()).empty


@pytest.mark.parametrize("check", FIRES)
def test_fires(check):
    frames = good()
    FIRES[check](frames)
    catalogue = load_catalogue(catalogue_dir())
    if check.endswith("_explained"):
        catalogue = explain(catalogue, check.removesuffix("_explained"))
    bad = found(frames, catalogue)
    assert check in set(bad["check"])
    # An explained deviation is told and stops nothing.
    assert {"closure_explained": "closure", "balance_explained": "balance"}.get(check) not in set(bad["check"])
    first = bad[bad["check"] == check].iloc[0]
    if first["severity"] == "stop":
        with pytest.raises(CheckError, match="rows fail"):
            checks.stop_on(bad)


def test_an_explanation_ends_where_its_size_ends():
    frames = good()
    FIRES["balance"](frames)
    catalogue = load_catalogue(catalogue_dir())
    small = catalogue.model_copy(update={"explained": (Explained(check="balance", at_most=1e-6, why="known"),)})
    assert "balance" in set(found(frames, small)["check"])


def test_rounded_rows_close():
    """Fifteen rows rounded to hundreds and their total may lie 800 apart and no more."""
    frames = good()
    frames["measure_published"] = frames["measure_published"].assign(precision=100.0)
    total = frames["measure_published"].query("area_id == @DISTRICT and year == 2005")["value"].iloc[0]
    put("measure_published", "value", total + 790, area_id=DISTRICT, year=2005)(frames)
    assert found(frames).empty
    put("measure_published", "value", total + 810, area_id=DISTRICT, year=2005)(frames)
    assert set(found(frames)["check"]) == {"closure"}


def test_municipalities_of_another_time_close_too():
    """05354020 lies in 05354, Nuth in Zuid-Limburg, Borgloon in Limburg, a commune of Ostbelgien in the province of Liège."""
    reference = load_reference(reference_dir())
    frames = good()
    for up, parts, source in (
        ("DE_05354", ("DE_05354020", "DE_05354032"), "regio_12411_01_01_5"),
        ("NL_CR39", ("NL_GM0951", "NL_GM0935"), "cbs_70072ned_2015"),
        ("limburg-be", ("BE_73009", "BE_71022"), "statbel_population_by_commune"),
        ("BE_60000", ("BE_63040", "BE_62063"), "statbel_population_by_commune"),
    ):
        assert {up, *parts} <= set(reference.area["area_id"])
        total = {"measure": "population", "area_id": up, "year": 1999, "value": 21.0, "source": source}
        own = [total | {"area_id": part, "value": 10.0} for part in parts]
        bad = found(frames | {"measure_published": rows(MEASURES, total, *own)})
        assert bad[["check", "area_id"]].values.tolist() == [["closure", up]]


def test_the_shipped_release_stops_nowhere(monitor):
    """Its deviations are declared, and no declaration is idle."""
    release = monitor.now
    names = ("area", "membership", "area_change", "source", "measure_published", "measure_value", "indicator_value", "conflict")
    frames = {name: release.query(f'SELECT * FROM "{name}"') for name in names}
    bad = checks.run(frames, release.catalogue)
    assert bad[bad["severity"] == "stop"].empty
    # The rows of arrondissements are compared by make verify alone.
    whys = {known.why for known in release.catalogue.explained if not set(known.areas) <= {"BE_61", "BE_62"}}
    told = bad.loc[bad["check"].str.endswith("_explained"), "expected"]
    assert not {why for why in whys if not told.str.endswith(why).any()}
    herstappe = bad[(bad["check"] == "outlier_rate") & (bad["area_id"] == "BE_73028") & (bad["year"] == 2008)]
    assert "dwellings_permitted_per_1000" in set(herstappe["subject"])
