"""Each loader against the replica: what it asks for, what it writes, that the readers know it, that nothing is asked twice."""

from __future__ import annotations

import json

import pytest

from wohnmonitor.collect import read_all
from wohnmonitor.paths import reference_dir
from wohnmonitor.reference import load_reference

from . import payloads
from .odata import V4, StatLine, filtered
from .server import Fault

REGIO = "www.regionalstatistik.de"
AGES = "/genesisws/downloader/00/tables/12411-07-01-5_00.csv"
STATBEL = "statbel.fgov.be"
PERMITS = "/sites/default/files/files/opendata/Building permits/TF_BUILDING_PERMITS.zip"
PRICES, PERMITTED = "cbs_83625ned", "statbel_building_permits"


def prices(**changes) -> StatLine:
    """Our house prices as a table of StatLine, with another Dutch town, quarters, and a last year that is provisional."""
    known = payloads.figures(PRICES, "house_price_mean", range(2020, 2026))
    codes = ["NL01", "PV31", *payloads.GEMEENTEN, "GM0363"]
    periods = [f"{year}JJ00" for year in range(2020, 2026)] + ["2025KW01"]
    rows = [
        {"Measure": "M001534", "RegioS": code, "Perioden": period, "Value": int(known.get((code, int(period[:4])), 300000))}
        for code in codes for period in periods
    ]  # fmt: skip
    table = StatLine("83625NED", {"M001534": "euro"}, {"M001534": "GemiddeldeVerkoopprijs_1"},
                     {"RegioS": codes, "Perioden": periods}, {"2025JJ00": "Voorlopig"}, rows, page=10)  # fmt: skip
    return StatLine(**(table.__dict__ | changes))


def test_statline_metadata_first_then_our_slice_page_by_page(place, replica):
    table = prices().put_on(replica)
    place.run(PRICES)
    assert not place.stopped()
    entities = [path.rsplit("/", 1)[1] for path in replica.paths()]
    assert entities.index("Observations") > max(
        entities.index(name) for name in ("Properties", "MeasureCodes", "RegioSCodes", "PeriodenCodes")
    )
    assert entities.count("Observations") == 5  # 7 areas, 6 years, 10 a page
    assert "GM0363" not in table.slices[0] and "KW" not in table.slices[0]
    found = place.values(PRICES)
    assert len(found) == 42 and found["NL_GM0935", 2024] == payloads.figures(PRICES, "house_price_mean", range(2024, 2025))["GM0935", 2024]
    rows = place.last.measures
    assert set(rows.loc[rows["year"] == 2025, "status"]) == {"P"} and set(rows.loc[rows["year"] < 2025, "status"]) == {"A"}


def test_statline_that_was_not_modified_is_not_asked_for_again(place, replica):
    prices().put_on(replica)
    place.run(PRICES)
    before = len(replica.asked)
    place.run(PRICES)
    assert place.gathered.fetched[0].fresh == 0 and "Observations" not in {path.rsplit("/", 1)[1] for path in replica.paths()[before:]}


def test_a_provisional_year_that_is_revised_comes_in_as_final(place, replica):
    prices().put_on(replica)
    place.run(PRICES)
    revised = prices(status={}, modified="2026-09-01T00:00:00+02:00")
    for row in revised.rows:
        row["Value"] += 1000 * (row["Perioden"] == "2025JJ00")
    revised.put_on(replica)
    before = place.values(PRICES)
    place.run(PRICES)
    after = place.values(PRICES)
    assert not place.stopped()
    assert {key for key in after if after[key] != before[key]} == {key for key in after if key[1] == 2025}
    assert set(place.last.measures["status"]) == {"A"}


def test_since_asks_for_less_and_takes_no_earlier_year_away(place, replica):
    prices().put_on(replica)
    place.run(PRICES)
    newer = prices(modified="2026-10-01T00:00:00+02:00").put_on(replica)
    place.run(PRICES, since=2024)
    assert "2024JJ00" in newer.slices[-1] and "2023JJ00" not in newer.slices[-1]
    assert {year for _, year in place.values(PRICES)} == set(range(2020, 2026))


def test_odata_3_stands_in_where_odata_4_is_down(place, replica):
    prices().put_on(replica)
    replica.fault(V4, Fault(status=503))
    place.run(PRICES)
    assert not place.stopped()
    stood_in = next(one for one in place.gathered.fetched if one.source == "cbs_83625ned_v3")
    assert "stands in for cbs_83625ned" in stood_in.left and "503" in stood_in.left
    found = place.values("cbs_83625ned_v3")
    assert len(found) == 42 and found["NL_GM0917", 2023] == payloads.figures(PRICES, "house_price_mean", range(2023, 2024))["GM0917", 2023]
    assert set(place.last.measures.query("year == 2025")["status"]) == {"P"}


@pytest.mark.parametrize("down", [None, V4])
def test_a_question_too_long_for_an_address_is_asked_in_parts(place, replica, down):
    codes = [code for code in load_reference(reference_dir()).code.query("scheme == 'cbs'")["code"] if code.startswith("GM")]
    periods = [f"{year}JJ00" for year in range(1995, 2026)]
    area = load_reference(reference_dir()).area.query("country == 'NL' and level == 'municipality' and valid_to == ''")
    since = dict(zip(area["area_id"].str[3:], area["valid_from"].str[:4], strict=True))
    rows = [
        {"Measure": "M001534", "RegioS": code, "Perioden": period, "Value": 200000 if since.get(code, "9") < period else None}
        for code in codes for period in periods
    ]  # fmt: skip
    prices(dimensions={"RegioS": codes, "Perioden": periods}, rows=rows, status={}, page=5000).put_on(replica)
    if down:
        replica.fault(down, Fault(status=503))
    place.run(PRICES)
    assert not place.stopped()
    found = place.values("cbs_83625ned_v3" if down else PRICES)
    assert len({area for (area, _), value in found.items() if value == value}) == len(since) == 31
    asked = [one for one in replica.asked if "$filter" in one.query and not (down and one.host == V4)]
    assert len(asked) > 1 or not down  # the older service has no `in`: its questions are longer


def test_a_table_of_odata_3_alone(place, replica):
    rows = [{"Measure": code, "Geslacht": "T001038", "RegioS": town, "Perioden": "2025JJ00", "Value": 100 + n}
            for n, code in enumerate("ABCDEF") for town in payloads.GEMEENTEN]  # fmt: skip
    names = ("LevendGeborenKinderen_3", "Overledenen_5", "UitAndereGemeente_11", "NaarAndereGemeente_16", "Immigratie_10",
             "EmigratieInclusiefAdministratieveC_14")  # fmt: skip
    columns = dict(zip("ABCDEF", names, strict=True))
    dimensions = {"Geslacht": ["T001038", "3000"], "RegioS": list(payloads.GEMEENTEN), "Perioden": ["2025JJ00", "2026JJ00"]}
    StatLine("37259ned", dict.fromkeys("ABCDEF", "aantal"), columns, dimensions, {}, rows).put_on(replica)
    place.run("cbs_37259ned")
    assert not place.stopped()
    assert (
        place.values("cbs_37259ned", "births")["NL_GM0935", 2025] == 100
        and place.values("cbs_37259ned", "deaths")["NL_GM0935", 2025] == 101
    )


def test_files_of_statbel_with_blanks_in_the_address(place, replica):
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(payloads.permits()))
    place.run(PERMITTED)
    assert not place.stopped()
    assert place.values(PERMITTED, "dwellings_permitted")["BE_62063", 2024] == payloads.figures(
        PERMITTED, "dwellings_permitted", range(2024, 2025))["62063", 2024]  # fmt: skip
    before = len(replica.asked)
    place.run(PERMITTED)
    assert len(replica.asked) == before + 1 and "if-none-match" in replica.asked[-1].headers and place.gathered.fetched[0].fresh == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_encodings_of_statbel(place, replica, encoding):
    replica.serve(STATBEL, PERMITS, payloads.statbel_zip(payloads.permits(), encoding=encoding))
    place.run(PERMITTED)
    assert not place.stopped() and place.values(PERMITTED)


def test_a_year_that_is_not_out_yet_is_no_error_an_old_one_is(place, replica):
    folder = "/sites/default/files/files/opendata/bevolking naar woonplaats, nationaliteit burgelijke staat , leeftijd en geslacht"
    for year in range(2019, 2026):
        replica.serve(
            STATBEL, f"{folder}/TF_SOC_POP_STRUCT_{year}.zip", payloads.zipped(f"TF_SOC_POP_STRUCT_{year}.txt", b"CD_REFNIS|x\r\n")
        )
    gathered = place.fetch("statbel_pop_struct")
    assert gathered.fetched[0].files == 7 and not gathered.stopped
    replica.fault("STRUCT_2020", Fault(status=404))
    gathered = place.fetch("statbel_pop_struct")
    assert "2020" in gathered.stopped[0].error.where and "new address" in gathered.stopped[0].error.todo


def test_downloader_of_genesis(place, replica):
    replica.serve(REGIO, AGES, payloads.mean_ages())
    place.run("regio_12411_07_01_5")
    assert not place.stopped() and place.values("regio_12411_07_01_5")["DE_05334002", 2016] == 42.1


def test_a_newer_year_alone_leaves_the_earlier_ones_with_their_file(place, replica):
    replica.serve(REGIO, AGES, payloads.mean_ages())
    place.run("regio_12411_07_01_5")
    replica.serve(REGIO, AGES, payloads.mean_ages("31.12.2016"))
    place.run("regio_12411_07_01_5")
    assert {year for _, year in place.values("regio_12411_07_01_5")} == {2016, 2017}
    rows, files = place.last.measures, place.last.files
    assert rows.groupby("year")["file"].nunique().tolist() == [1, 1] and rows["file"].nunique() == 2
    assert set(rows["file"]) == set(files["file"]) and files["sha256"].nunique() == 2


def test_regional_table_of_the_census_as_handed_out(place, replica, tmp_path):
    path = "/static/DE/zensus/gitterdaten/Regionaltabelle_Gebaeude_Wohnungen.xlsx"
    replica.serve("www.destatis.de", path, payloads.census_workbook(tmp_path / "book.xlsx"))
    place.run("zensus_regional_table")
    assert not place.stopped()
    assert place.values("zensus_regional_table", "dwellings_owner_occupied")["DE_05334002", 2022] == 300
    assert place.values("zensus_regional_table", "net_cold_rent")["DE_05370020", 2022] == 7.31


def test_regional_table_of_households(place, replica, tmp_path):
    path = "/static/DE/zensus/gitterdaten/Regionaltabelle_Haushalte.xlsx"
    replica.serve("www.destatis.de", path, payloads.census_households(tmp_path / "book.xlsx"))
    place.run("zensus_regional_households")
    assert not place.stopped()
    wanted = {"households_census": 1000, "households_one_person_census": 400, "households_with_children_census": 300,
              "households_lone_parent_census": 80, "households_without_children_census": 300}  # fmt: skip
    assert {name: place.values("zensus_regional_households", name)["DE_05334002", 2022] for name in wanted} == wanted


def test_classes_of_rent_and_floor_area_of_the_census(place, replica, tmp_path):
    path = "/static/DE/zensus/gitterdaten/Regionaltabelle_Gebaeude_Wohnungen.xlsx"
    replica.serve("www.destatis.de", path, payloads.census_workbook(tmp_path / "book.xlsx"))
    place.run("zensus_regional_table")
    wanted = {"dwellings_floor_below_60_census": 30, "dwellings_floor_140_plus_census": 340, "dwellings_floor_known_census": 550,
              "dwellings_rent_below_6_census": 3, "dwellings_rent_10_plus_census": 35, "dwellings_rent_known_census": 45}  # fmt: skip
    assert {name: place.values("zensus_regional_table", name)["DE_05358008", 2022] for name in wanted} == wanted


def test_sales_as_open_data(place, replica):
    replica.serve(STATBEL, "/sites/default/files/files/opendata/immo/vastgoed_2010_9999.zip", payloads.sales())
    place.run("statbel_prices_text")
    assert not place.stopped()
    table = "statbel_prices_text"
    assert place.values(table, "house_price_median")["BE_63023", 2025] == 210000  # all houses of a year, no quarter, no other type
    assert place.values(table, "house_sales")["BE_63040", 2025] == 40
    hidden = place.last.measures.query("measure == 'apartment_price_median' and area_id == 'BE_63040'").iloc[0]
    assert (hidden["status"], hidden["reason"]) == ("Q", "suppressed")


def test_building_stock_of_a_year(place, replica):
    folder = "/sites/default/files/files/opendata/Buildstock"
    for year in (2025, 2026):
        replica.serve(STATBEL, f"{folder}/building_stock_open_data_{year}.zip", payloads.building_stock(year))
    place.run("statbel_building_stock")
    assert not place.stopped(), place.stopped()["statbel_building_stock"].error
    dwellings = place.values("statbel_building_stock", "dwellings")
    assert {year for _, year in dwellings} == {2025, 2026} and dwellings["BE_71016", 2026] == sum(range(112, 118))
    assert place.values("statbel_building_stock", "dwellings_multi_family")["BE_71016", 2025] == 115


def test_fiscal_income_on_the_municipalities_of_2019(place, replica):
    replica.serve(STATBEL, "/sites/default/files/files/opendata/arbeid/TF_PSNL_INC_TAX_MUNTY.zip", payloads.fiscal_income())
    place.run("statbel_fiscal_income_text")
    assert not place.stopped()
    assert place.values("statbel_fiscal_income_text", "net_taxable_income")["BE_71022", 2023] == 31000003  # Hasselt before 2025
    hidden = place.last.measures.query("measure == 'municipal_tax' and area_id == 'BE_63040'").iloc[0]
    assert (hidden["status"], hidden["reason"]) == ("Q", "suppressed")


def test_population_structure_of_a_new_year(place, replica):
    folder = "/sites/default/files/files/opendata/bevolking naar woonplaats, nationaliteit burgelijke staat , leeftijd en geslacht"
    for year in range(2019, 2027):
        replica.serve(STATBEL, f"{folder}/TF_SOC_POP_STRUCT_{year}.zip", payloads.population_structure(year))
    place.run("statbel_pop_struct", since=2025)
    assert not place.stopped() and {year for _, year in place.values("statbel_pop_struct", "population")} == {2025, 2026}
    wanted = {"population": 408, "population_women": 204, "population_by_age": 408, "population_age_0_14": 60,
              "population_age_75_plus": 104, "population_foreign": 204}  # fmt: skip
    assert {name: place.values("statbel_pop_struct", name)["BE_63023", 2026] for name in wanted} == wanted


def test_list_of_municipalities_of_the_newest_quarter(place, replica, tmp_path):
    path = "/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/Administrativ/Archiv/GVAuszugQ/AuszugGV4QAktuell.xlsx"
    replica.serve("www.destatis.de", path, payloads.municipalities(tmp_path / "gv.xlsx"))
    place.run("destatis_gv_quarterly")
    assert not place.stopped(), place.stopped()["destatis_gv_quarterly"].error
    assert (place.raw / "destatis_gv_quarterly" / "AuszugGV4QAktuell.xlsx").is_file()
    assert place.values("destatis_gv_quarterly", "population")["DE_05334002", 2026] == 260000  # of 31 December 2025


def test_what_people_put_there_is_used(place, replica):
    folder = place.raw / PERMITTED
    folder.mkdir(parents=True)
    (folder / "TF_BUILDING_PERMITS (1).zip").write_bytes(payloads.statbel_zip(payloads.permits()))
    replica.fault(STATBEL, Fault(status=403, page=True))
    place.run(PERMITTED)
    assert "by hand" in place.stopped()[PERMITTED].error.todo
    assert place.values(PERMITTED, "dwellings_permitted")


SAVED = {'an HTML page "Robot?"': b"<html><title>Robot?</title>", "a cut or damaged": b"PK\x03\x04cut"}


@pytest.mark.parametrize(("found", "content"), SAVED.items())
def test_what_people_saved_by_mistake_is_named(place, found, content):
    (place.raw / PERMITTED).mkdir(parents=True)
    (place.raw / PERMITTED / "saved.zip").write_bytes(content)
    error = read_all(place.raw, (PERMITTED,)).stopped[0].error
    assert found in error.found and "save the file anew" in error.todo


def test_the_filter_of_the_replica_is_one():
    keep = filtered("((Measure eq 'A' and Age in ('1','2')) or (Measure eq 'B')) and startswith(RegioS,'GM') and Perioden ge '2020JJ00'")
    row = {"Measure": "A", "Age": "2", "RegioS": "GM1", "Perioden": "2021JJ00"}
    assert (
        keep(row) and not keep(row | {"Age": "3"}) and not keep(row | {"Perioden": "2019JJ00"}) and keep(row | {"Measure": "B", "Age": "9"})
    )


def test_the_record_names_address_checksum_and_day(place, replica):
    replica.serve(REGIO, AGES, payloads.mean_ages())
    place.fetch("regio_12411_07_01_5")
    noted = json.loads((place.raw / "regio_12411_07_01_5" / ".fetched.json").read_text("utf-8"))["files"]["12411-07-01-5_00.csv"]
    assert noted["url"] == f"https://{REGIO}{AGES}" and len(noted["sha256"]) == 64 and noted["fetched"].startswith("20")
