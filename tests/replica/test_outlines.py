"""Outlines of the national services: fetched, read, joined to one coverage, held against the newest vintage, drawn as a new one."""

from __future__ import annotations

import json
import shutil

import geopandas as gpd
import pytest
import shapely

from wohnmonitor import borders
from wohnmonitor.harmonise.geometry import check_coverage, read_boundaries
from wohnmonitor.outlines import renew
from wohnmonitor.paths import boundaries_dir, snapshot_dir

from . import outlines
from .server import Fault

BE, NL, DE, BKG, GISCO = "statbel_sectors", "cbs_municipality_outlines", "nrw_municipality_outlines", "bkg_vg250", "gisco_lau_2024"
SECTORS = "/sites/default/files/files/opendata/Statistische sectoren"
ADDRESS = {
    BE: ("statbel.fgov.be", f"{SECTORS}/sh_statbel_statistical_sectors_3812_20260101.geojson.zip"),
    NL: ("service.pdok.nl", "/cbs/gebiedsindelingen/2026/wfs/v1_0"),
    DE: ("www.opengeodata.nrw.de", "/produkte/geobasis/vkg/dvg/dvg1/dvg1_EPSG25832_Shape.zip"),
    BKG: ("daten.gdz.bkg.bund.de", "/produkte/vg/vg250_ebenen_1231/aktuell/vg250_12-31.utm32s.shape.ebenen.zip"),
    GISCO: ("gisco-services.ec.europa.eu", "/distribution/v2/lau/geojson/LAU_RG_01M_2024_4326.geojson"),
}  # fmt: skip


@pytest.fixture(scope="module")
def payloads(tmp_path_factory) -> dict[str, bytes]:
    return {
        BE: outlines.sectors(), NL: outlines.gemeenten(), DE: outlines.dvg1(tmp_path_factory.mktemp("dvg")),
        BKG: outlines.vg250(tmp_path_factory.mktemp("vg")),
    }  # fmt: skip


@pytest.fixture
def fetched(place, replica, payloads, tmp_path):
    """fetch(table=content …): what the services serve then, fetched; the outlines renewed from it."""

    def fetch(*tables: str, **other: bytes):
        for table in tables:
            replica.serve(*ADDRESS[table], other.get(table, payloads.get(table)))
        gathered = place.fetch(*tables)
        assert not gathered.stopped, gathered.stopped[0].error
        return renew(tmp_path / "data", place.raw)

    return fetch


@pytest.fixture
def two_vintages(tmp_path, monkeypatch):
    """As if the Belgian mergers of 2025 had not been drawn yet."""
    shutil.copytree(snapshot_dir(), tmp_path / "snapshot")
    (tmp_path / "snapshot" / "boundaries" / "2025.geojson").unlink()
    monkeypatch.setattr(borders, "snapshot_dir", lambda: tmp_path / "snapshot")


def drawn(tmp_path) -> dict[str, gpd.GeoDataFrame]:
    return {path.stem: read_boundaries(path.read_bytes())[0] for path in boundaries_dir(tmp_path / "data").glob("*.geojson")}


def test_a_year_whose_municipalities_are_those_of_before_is_compared_and_draws_nothing(fetched, place, replica, tmp_path):
    renewed = fetched(BE, NL, DE)
    assert not renewed.stopped
    assert len(renewed.told) == 1 and "1 January 2026: the municipalities of before" in renewed.told[0]
    assert not drawn(tmp_path) and borders.known(tmp_path / "data")["vintage"].max() == "2025"
    asked = next(one for one in replica.asked if one.host == "service.pdok.nl")
    assert asked.query["typeName"] == "gebiedsindelingen:gemeente_niet_gegeneraliseerd"
    assert (place.raw / NL / "gemeenten_2026.geojson").is_file()
    assert renew(tmp_path / "data", place.raw).told == ()  # what was looked at is not looked at again


@pytest.mark.parametrize("german", [DE, BKG])
def test_a_vintage_is_drawn_where_municipalities_merged(fetched, two_vintages, tmp_path, german):
    renewed = fetched(BE, NL, german)
    assert not renewed.stopped and "199 municipalities, a vintage of their own" in renewed.told[0]
    vintages = drawn(tmp_path)
    assert set(vintages) == {"2018", "2019", "2026"}
    new, shipped = vintages["2026"], read_boundaries((snapshot_dir() / "boundaries" / "2025.geojson").read_bytes())[0]
    check_coverage(new, "2026")
    km2 = new.set_index("area_id")["area_km2"]
    assert (km2 / shipped.set_index("area_id")["area_km2"] - 1).abs().max() < 0.02 and len(km2) == 199
    assert "BE_71072" in km2 and "BE_71022" not in km2 and "BE_71022" in set(vintages["2018"]["area_id"])
    assert not shapely.get_parts(shapely.union_all(new.geometry.to_numpy()))[0].interiors, "a gap along a border"
    known = borders.known(tmp_path / "data")
    assert known.groupby("vintage").size().to_dict() == {"2018": 207, "2019": 203, "2026": 199}
    head = read_boundaries((boundaries_dir(tmp_path / "data") / "2026.geojson").read_bytes())[1]
    assert ("Geobasis NRW" if german == DE else "BKG") in head["attribution"] and "Statbel" in head["attribution"]


def test_the_line_of_the_german_service_stands_where_two_claim_a_place(fetched, two_vintages, tmp_path):
    fetched(BE, NL, DE)
    km2 = drawn(tmp_path)["2026"].set_index("area_id")["area_km2"]
    before = outlines.ours("DE", "EPSG:3035").set_index("code").geometry.area / 1e6
    aachen = km2["DE_05334002"] / before["05334002"]
    assert 1 <= aachen < 1.005  # it borders on both others: it loses nothing and gets slivers that nobody claims


def test_the_layer_of_the_union_stands_in_to_compare_with_and_is_not_drawn(fetched, two_vintages, tmp_path):
    renewed = fetched(GISCO, gisco_lau_2024=outlines.lau())
    assert not renewed.stopped and "1 January 2024: the municipalities of before" in renewed.told[0] and not drawn(tmp_path)
    (tmp_path / "snapshot" / "boundaries" / "2019.geojson").unlink()
    (tmp_path / "data" / "boundaries" / ".from").unlink()
    assert "not drawn, the licence of gisco_lau_2024" in fetched(GISCO, gisco_lau_2024=outlines.lau()).told[0] and not drawn(tmp_path)


WRONG = {
    "a municipality missing": (BE, lambda _: outlines.sectors(without=("63040",)), "without BE_63040", "199 municipalities"),
    "a renamed property": (BE, lambda _: outlines.sectors(code="cd_refnis"), "cd_refnis", "also cd_munty_refnis"),
    "another territory": (DE, lambda folder: outlines.dvg1(folder, scale=0.7), "DE_05334002", "within 2%"),
    "no shapes inside": (DE, lambda _: outlines.zipped("dvg1gem_nw.dbf", b"nothing"), "members none", "one member *dvg1gem_nw.shp"),
    "a cut layer": (NL, lambda _: outlines.gemeenten()[:-5000], "", "a whole layer"),
    "no codes of ours": (NL, lambda _: outlines.gemeenten().replace(b'"GM', b'"XX'), "no statcode of ours", "codes such as GM"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_layer_that_cannot_be_used_is_stopped_and_the_outlines_stand(fetched, tmp_path, name):
    table, build, found, expected = WRONG[name]
    renewed = fetched(BE, NL, DE, **{table: build(tmp_path)})
    error = {one.source: one.error for one in renewed.stopped}[table]
    assert found in error.found and expected in error.expected and error.todo, str(error)
    assert not drawn(tmp_path)
    assert table in json.loads((tmp_path / "data" / "state.json").read_text("utf-8"))["sources"]
    mended = fetched(BE, NL, DE)
    assert not mended.stopped and "they stand" in mended.told[0]


def test_where_the_service_keeps_programs_out_the_file_is_put_there_by_hand(fetched, place, replica, payloads, tmp_path):
    replica.fault("sectoren", Fault(page=True))
    replica.serve(*ADDRESS[BE], payloads[BE])
    assert "by hand" in place.fetch(BE).stopped[0].error.todo
    (place.raw / BE).mkdir(parents=True, exist_ok=True)
    (place.raw / BE / "sectors of 2026.zip").write_bytes(payloads[BE])
    assert "they stand" in fetched(NL, DE).told[0]
