"""Text tables and workbooks of Statbel, on excerpts with invented figures."""

import gzip
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.errors import LayoutError
from wohnmonitor.harmonise.tidy import tidy
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.sources import statbel, statbel_text

EXCERPTS = Path(__file__).parents[1] / "excerpts" / "statbel"
HOUSES = "ventes de biens immobiliers | Toutes les maisons avec 2, 3, 4 ou plus de façades (excl. appartements)"
FLATS = "ventes de biens immobiliers | Appartements"


def text(name: str) -> str:
    """An excerpt as text."""
    return (EXCERPTS / name).read_text(encoding="utf-8")


def plain(folder: Path, content: str | bytes, name: str = "download") -> Path:
    """A file under a name that says nothing."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def packed(folder: Path, content: str | bytes, member: str) -> Path:
    """A zip with one text, as Statbel hands it out."""
    path = folder / "download"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member, (2021, 6, 16, 11, 16, 0)), content)
    return path


def sheets(name: str) -> dict[str, list[list]]:
    """The cells of an excerpt of a workbook, by sheet."""
    return json.loads(text(name))


def workbook(folder: Path, content: dict[str, list[list]]) -> Path:
    """The smallest xlsx that holds these cells."""
    path = folder / "download"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"

    def related(targets: dict[str, tuple[str, str]]) -> str:
        parts = "".join(
            f'<Relationship Id="{key}" Type="{relations}/{target[0]}" Target="{target[1]}"/>' for key, target in targets.items()
        )
        return f'<Relationships xmlns="{package}/relationships">{parts}</Relationships>'

    with zipfile.ZipFile(path, "w") as archive:
        types = '<Default Extension="xml" ContentType="application/xml"/>'
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types">{types}</Types>')
        archive.writestr("_rels/.rels", related({"r0": ("officeDocument", "xl/workbook.xml")}))
        listed = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(content, 1))
        archive.writestr("xl/workbook.xml", f'<workbook {main} xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>')
        targets = {f"r{n}": ("worksheet", f"worksheets/{n}.xml") for n in range(1, len(content) + 1)}
        archive.writestr("xl/_rels/workbook.xml.rels", related(targets))
        for n, rows in enumerate(content.values(), 1):
            body = "".join(_row(number, cells) for number, cells in enumerate(rows, 1))
            archive.writestr(f"xl/worksheets/{n}.xml", f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>")
    return path


def _row(number: int, cells: list) -> str:
    out = ""
    for n, cell in enumerate(cells):
        at = (chr(64 + n // 26) if n > 25 else "") + chr(65 + n % 26) + str(number)
        if isinstance(cell, str):
            out += f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        elif cell is not None:
            out += f'<c r="{at}"><v>{cell}</v></c>'
    return f'<row r="{number}">{out}</row>'


def refused(path: Path, options: dict | None = None) -> LayoutError:
    """The error of a file whose layout moved; it must say all four things."""
    with pytest.raises(LayoutError) as caught:
        statbel.read(path, options)
    error = caught.value
    assert all((error.where, error.found, error.expected, error.todo))
    return error


def declared(path: Path, table_id: str) -> pd.DataFrame:
    """The figures that the declaration of a table takes from a file; of two takes the later stands."""
    catalogue = load_catalogue(catalogue_dir())
    raw = statbel.read(path, catalogue.tables[table_id].read)
    rows = tidy(raw.frame, raw.meta, table_id, catalogue, "download")
    rows = rows.drop_duplicates(["measure", "code", "year"], keep="last")
    return rows.set_index(["measure", "code", "year"]).sort_index()


# ---------------------------------------------------------------- recognising


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("permits.txt", "TF_BUILDING_PERMITS"),
        ("population_structure.txt", "TF_SOC_POP_STRUCT"),
        ("stock.txt", "building_stock_open_data"),
        ("census_2011_dwellings.csv", "TF_CENSUS_2011_HC60_L"),
    ],
)
def test_a_text_is_known_by_its_columns_in_any_wrapping(tmp_path, name, table):
    content = text(name)
    for path in (plain(tmp_path, content, "a"), plain(tmp_path, gzip.compress(content.encode()), "b"), packed(tmp_path, content, "c.txt")):
        signature = statbel.sniff(path)
        assert (signature.format, signature.table) == ("statbel_text", table)
        assert signature.columns[-1] == content.split("\n", 1)[0].replace(",", "|").split("|")[-1].strip('"')


@pytest.mark.parametrize(
    ("name", "table"),
    [("population.json", "population_par_commune"), ("prices.json", "FR_immo_annee"), ("fiscal_income.json", "fisc_C")],
)
def test_a_workbook_is_known_by_its_sheets(tmp_path, name, table):
    signature = statbel.sniff(workbook(tmp_path, sheets(name)))
    assert (signature.format, signature.table) == ("statbel_workbook", table)
    assert "sheet" in signature.columns


def test_older_layouts_of_the_population_structure_have_names_of_their_own(tmp_path):
    full = "CD_MUNTY_REFNIS|CD_PROV_REFNIS|CD_SEX|CD_NATLTY|CD_CIV_STS|CD_AGE|MS_POPULATION|CD_YEAR\n62063|60000|M|BEL|1|3|8|2017\n"
    cut = "CD_YEAR,CD_MUNTY_REFNIS,CD_SEX,CD_AGE,CD_NATLTY,MS_POPULATION\n2012,62063,F,0,BEL,7\n"
    assert statbel.sniff(plain(tmp_path, full)).table == "TF_SOC_POP_STRUCT_2018"
    assert statbel.sniff(plain(tmp_path, gzip.compress(cut.encode()))).table == "TF_SOC_POP_STRUCT_2015"


def test_a_quarterly_price_file_is_told_from_the_yearly_one(tmp_path):
    content = {"Par commune": [[("Q1" if cell == "Y" else cell) for cell in row] for row in sheets("prices.json")["Par commune"]]}
    assert statbel.sniff(workbook(tmp_path, content)).table == "FR_immo_trimestre"


def test_an_unlisted_table_in_the_publishers_style_is_known_without_a_name(tmp_path):
    signature = statbel.sniff(plain(tmp_path, "CD_YEAR|CD_REFNIS|MS_ANYTHING\n2024|62063|1\n"))
    assert signature == statbel.Signature("statbel_text", "", ("CD_YEAR", "CD_REFNIS", "MS_ANYTHING"))


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01binary", b'{"facts": []}', b"PK\x03\x04 broken", b"\x1f\x8b broken"])
def test_other_files_are_left_alone(tmp_path, content):
    path = plain(tmp_path, content)
    assert statbel.sniff(path) is None
    refused(path)


def test_other_workbooks_are_left_alone(tmp_path):
    assert statbel.sniff(workbook(tmp_path, {"Population totale": [["Population des régions"]], "Par commune": [["x"]]})) is None


# ---------------------------------------------------------------- text tables


def test_cells_stand_as_published(tmp_path):
    raw = statbel.read(packed(tmp_path, text("permits.txt"), "BV_opendata_210616.txt"))
    row = raw.frame[raw.frame["row"] == 3].iloc[0]
    assert (row["REFNIS"], row["REFNIS_FR"], row["CD_YEAR"], row["MS_DWELLING_RES_NEW"]) == ("62063", "LIEGE", "2023", "410")
    assert raw.frame["row"].tolist() == list(range(2, 12))
    assert raw.meta == {"member": "BV_opendata_210616.txt", "encoding": "utf-8", "stand": "2021-06-16"}


def test_an_empty_cell_is_none_and_a_zero_is_a_zero(tmp_path):
    frame = statbel.read(plain(tmp_path, text("permits.txt"))).frame.set_index(["REFNIS", "CD_YEAR", "CD_PERIOD"])
    assert frame.loc[("63088", "2024", "0"), "MS_DWELLING_RES_NEW"] is None
    assert frame.loc[("73028", "2023", "0"), "MS_DWELLING_RES_NEW"] == "0"
    assert frame.loc[("73028", "2023", "0"), "MS_TOTAL_SURFACE_RES_NEW"] is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("quote", [False, True])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_quotes_and_line_ends_make_no_difference(tmp_path, encoding, quote, line_end):
    content = text("population_structure.txt")
    if quote:
        content = "\n".join("|".join(f'"{cell}"' for cell in line.split("|")) for line in content.splitlines())
    path = packed(tmp_path, content.replace("\n", line_end).encode(encoding), "TF_SOC_POP_STRUCT_2019.txt")
    raw = statbel.read(path)
    assert raw.meta["encoding"] == encoding
    assert raw.frame.columns[0] == "CD_REFNIS"
    assert raw.frame["TX_PROV_DESCR_FR"].tolist()[:2] == ["Province d’Anvers", "Province de Liège"]
    assert raw.frame["MS_POPULATION"].tolist() == ["51", "800", "120", "910", "70", "33", "240", "1"]


def test_a_text_that_was_encoded_twice_is_refused(tmp_path):
    twice = text("population_structure.txt").encode().decode("cp1252").encode()
    assert "line 2" in refused(packed(tmp_path, twice, "TF_SOC_POP_STRUCT_2019.txt")).where


def test_the_year_of_the_population_structure_is_in_the_name_of_the_text(tmp_path):
    content = text("population_structure.txt")
    assert set(statbel.read(packed(tmp_path, content, "TF_SOC_POP_STRUCT_2021.txt")).frame["period"]) == {"2021"}
    assert "CD_YEAR" in refused(packed(tmp_path, content, "download.txt")).found


def test_rows_and_columns_can_be_left_out_at_the_door(tmp_path):
    path = packed(tmp_path, text("population_structure.txt"), "TF_SOC_POP_STRUCT_2019.txt")
    whole = statbel.read(path).frame
    options = {"columns": ["CD_REFNIS", "CD_AGE", "MS_POPULATION"], "where": {"CD_PROV_REFNIS": ["60000", "70000"], "CD_NATLTY": "BEL"}}
    part = statbel.read(path, options).frame
    kept = whole[whole["CD_PROV_REFNIS"].isin(["60000", "70000"]) & whole["CD_NATLTY"].eq("BEL")]
    pd.testing.assert_frame_equal(part, kept[["CD_REFNIS", "CD_AGE", "MS_POPULATION", "period", "row"]].reset_index(drop=True))
    assert part["row"].tolist() == [3, 5, 8, 9]
    assert statbel.read(path, {"where": {"CD_PROV_REFNIS": "99999"}}).frame.empty


def test_wrong_options_are_refused(tmp_path):
    path = plain(tmp_path, text("permits.txt"))
    assert "CD_NOWHERE" in refused(path, {"columns": ["REFNIS", "CD_NOWHERE"]}).found
    assert "CD_NOWHERE" in refused(path, {"where": {"CD_NOWHERE": "1"}}).found
    assert "colums" in refused(path, {"colums": ["REFNIS"]}).found


def test_a_renamed_column_is_named_with_what_stands_there_instead(tmp_path):
    error = refused(plain(tmp_path, text("permits.txt").replace("MS_DWELLING_RES_NEW", "MS_DWELLINGS_RES_NEW")))
    assert "no column MS_DWELLING_RES_NEW" in error.found
    assert "MS_DWELLINGS_RES_NEW" in error.found
    assert "TF_BUILDING_PERMITS" in error.expected


def test_a_moved_column_is_still_the_same_column(tmp_path):
    lines = [line.split("|") for line in text("stock.txt").splitlines()]
    path = plain(tmp_path, "\n".join("|".join([*line[-1:], *line[:-1]]) for line in lines))
    assert statbel.read(path).frame["MS_VALUE"].tolist() == [line[-1] or None for line in lines[1:]]


@pytest.mark.parametrize(("old", "new"), [("|51\n", "|51|1\n"), ("|51\n", "\n"), ("|51\n", "|51\n\n")])
def test_a_line_of_another_width_or_an_empty_line_is_refused(tmp_path, old, new):
    refused(packed(tmp_path, text("population_structure.txt").replace(old, new), "TF_SOC_POP_STRUCT_2019.txt"))


def test_an_archive_with_two_texts_is_refused(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, text("permits.txt"))
    assert statbel.sniff(path) is None
    with pytest.raises(LayoutError, match="one member"):
        statbel_text.read(path)


# ---------------------------------------------------------------- workbooks


def test_every_sheet_of_the_populations_is_read_with_the_year_of_its_title(tmp_path):
    frame = statbel.read(workbook(tmp_path, sheets("population.json"))).frame
    rows = frame[frame["Code INS"] == "63023"]
    assert rows["sheet"].tolist() == ["Population en 2024", "Populationen 1995", "Census 1991"]
    assert rows["period"].tolist() == ["2024", "1995", "1991"]
    assert rows["title"].str.removeprefix("Population par commune ").tolist() == ["au 1er janvier", "au 1 janvier", "- Census"]
    assert rows["Total"].tolist() == ["185", "164", "166"]
    assert rows["row"].tolist() == [7, 5, 5]
    assert frame["Code INS"].str.startswith("Source: Statbel", na=False).sum() == 3  # footnotes are not dropped by a reader


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(0, 0, "Population par commune au printemps 1995"), (1, 3, "Femmes et filles"), (1, 4, None), (1, 0, "Hommes")],
)
def test_a_sheet_of_populations_that_moved_is_named(tmp_path, row, column, cell):
    content = sheets("population.json")
    content["Populationen 1995"][row][column] = cell
    assert "Populationen 1995" in refused(workbook(tmp_path, content)).where


@pytest.mark.parametrize(("name", "sheet"), [("population.json", "Populationen 1995"), ("prices.json", "Par commune")])
@pytest.mark.parametrize("rows", [[], [["x"]]])
def test_an_emptied_sheet_is_named(tmp_path, name, sheet, rows):
    assert sheet in refused(workbook(tmp_path, {**sheets(name), sheet: rows})).where


def test_a_workbook_whose_first_sheet_moved_is_still_recognised(tmp_path):
    content = sheets("prices.json")
    content["La Belgique"][2][6] = "prix moyen(€)"
    path = workbook(tmp_path, content)
    assert statbel.sniff(path) == statbel.Signature("statbel_workbook", "FR_immo_annee")
    assert "La Belgique" in refused(path).where


def test_price_columns_carry_their_block(tmp_path):
    raw = statbel.read(workbook(tmp_path, sheets("prices.json")))
    assert raw.frame.columns[:4].tolist() == ["refnis", "localité", "année", "période"]
    assert list(dict.fromkeys(raw.frame["sheet"])) == ["La Belgique", "Par province", "Par arrondissement", "Par commune"]
    eupen = raw.frame[raw.frame["refnis"] == "63023"].iloc[0]
    assert eupen[f"{HOUSES} | nombre transactions"] == "41"
    assert eupen[f"{HOUSES} | prix médian(€)"] == "230500"
    assert eupen[f"{HOUSES} | prix troisième quartile(€)"] == "305000"
    assert eupen[f"{FLATS} | nombre transactions"] == "17"
    assert eupen[f"{FLATS} | prix médian(€)"] is None
    assert eupen["AB"] == "1"  # the stray number behind the last block has no heading


@pytest.mark.parametrize(
    ("row", "column", "cell", "where"),
    [
        (2, 6, "prix moyen(€)", "columns E to I"),
        (1, 20, "Appartements et studios", "columns T to X"),
        (1, 11, "Maisons mitoyennes", "columns J to N"),
        (2, 14, "nombre transactions", "columns O to S"),
        (2, 0, "code", "row 3"),
    ],
)
def test_a_price_block_that_moved_is_named_by_its_columns(tmp_path, row, column, cell, where):
    content = sheets("prices.json")
    content["Par commune"][row][column] = cell
    assert where in refused(workbook(tmp_path, content)).where


def test_stacked_headings_of_fiscal_income_are_joined(tmp_path):
    frame = statbel.read(workbook(tmp_path, sheets("fiscal_income.json"))).frame
    row = frame[(frame["NIS code"] == "73028") & (frame["sheet"] == "Totaal")].iloc[0]
    assert row["Aantal aangiften (zonder nul-inkomen) | Totaal"] == "39"
    assert row["Aantal aangiften (zonder nul-inkomen) | < 10.000 EUR"] == "*"
    assert row["Gemiddelde waarden | Mediaan inkomen per aangifte"] == "41000"
    assert row["Totale belasting"] == "420000"
    assert (row["period"], row["row"]) == ("2022", 10)
    assert set(frame["sheet"]) == {"Totaal", "per indiv. aang."}


def test_a_renamed_heading_of_fiscal_income_is_named(tmp_path):
    content = sheets("fiscal_income.json")
    content["Totaal"][6][9] = "Mediaan"
    assert "Gemiddelde waarden | Mediaan inkomen per aangifte" in refused(workbook(tmp_path, content)).found


def test_an_open_data_table_may_come_as_a_workbook(tmp_path):
    head = ["CD_YEAR", "CD_MUNTY_REFNIS", "MS_NBR_ELIGIBLE", "MS_PERC_NOT_ELIGIBLE", "MS_Q1", "MS_MEDIAN", "MS_Q3", "MS_ADMIN_AROP"]
    path = workbook(tmp_path, {"TF_SOC_ADI_MUNTY": [head, ["2022", "63023", 19000, 4.5, 20000, 28500.25, 39000, 13.1]]})
    raw = statbel.read(path)
    assert raw.signature.table == "TF_SOC_ADI_MUNTY"
    assert raw.frame.iloc[0].tolist() == ["2022", "63023", "19000", "4.5", "20000", "28500.25", "39000", "13.1", "TF_SOC_ADI_MUNTY", 2]
    head[7] = "MS_AROP"
    assert "MS_ADMIN_AROP" in refused(workbook(tmp_path, {"TF_SOC_ADI_MUNTY": [head]})).found


# ---------------------------------------------------------------- as declared in indicators/sources.toml


def test_months_are_never_added_to_the_year_nor_put_in_its_place(tmp_path):
    rows = declared(packed(tmp_path, text("permits.txt"), "a.txt"), "statbel_building_permits")
    assert rows.loc[("dwellings_permitted", "62063", 2023), "value"] == 410
    gap = rows.loc[("dwellings_permitted", "63088", 2024)]
    assert pd.isna(gap["value"])
    assert (gap["status"], gap["reason"]) == ("O", "not_delivered")
    assert 2025 not in rows.index.get_level_values("year")
    assert "63000" not in rows.index.get_level_values("code")


def test_no_new_building_has_no_floor_area_and_a_missing_year_is_a_gap(tmp_path):
    rows = declared(packed(tmp_path, text("permits.txt"), "a.txt"), "statbel_building_permits")
    assert rows.loc[("floor_area_permitted", "73028", 2023), "value"] == 0
    assert rows.loc[("floor_area_permitted", "63088", 2024), "reason"] == "not_delivered"


def test_a_missing_cell_of_the_census_table_is_zero(tmp_path):
    rows = declared(plain(tmp_path, text("census_2011_dwellings.csv")), "statbel_census_2011_dwellings")
    assert rows.loc[("dwellings_census", "62063", 2011), "value"] == 1052
    assert rows.loc[("dwellings_census", "73028", 2011), "value"] == 23
    assert rows.loc[("dwellings_unoccupied_census", "73028", 2011), ["value", "status"]].tolist() == [0, "A"]
    assert rows.loc[("dwellings_multi_family_census", "73028", 2011), "value"] == 0
    assert set(rows["ref_date"]) == {"2011-01-01"}


def test_dwellings_are_the_six_building_types_of_municipalities(tmp_path):
    rows = declared(plain(tmp_path, gzip.compress(text("stock.txt").encode())), "statbel_building_stock")
    assert rows.loc[("dwellings", "63023", 2025), "value"] == 417
    assert rows.loc[("buildings_central_heating", "63023", 2025), "value"] == 169
    assert "63000" not in rows.index.get_level_values("code")


def test_ages_and_nationalities_are_summed(tmp_path):
    path = packed(tmp_path, text("population_structure.txt").encode("utf-8-sig"), "TF_SOC_POP_STRUCT_2019.txt")
    rows = declared(path, "statbel_pop_struct")["value"]
    assert rows["population_by_age", "62063", 2019] == 1900
    assert rows["population_age_0_14", "62063", 2019] == 920
    assert rows["population_age_65_plus", "71016", 2019] == 1
    assert rows["population_foreign", "62063", 2019] == 190
    assert "11001" not in rows.index.get_level_values("code")


def test_registers_are_taken_and_censuses_and_districts_are_not(tmp_path):
    rows = declared(workbook(tmp_path, sheets("population.json")), "statbel_population_by_commune")
    assert rows.loc[("population", "63023", 1995), ["value", "ref_date", "territory"]].tolist() == [164, "1995-01-01", "1995-01-01"]
    assert rows.loc[("population_women", "63023", 2024), "value"] == 95
    assert set(rows.index.get_level_values("year")) == {1995, 2024}
    assert set(rows.index.get_level_values("code")) == {"63023", "71022"}


def test_a_price_is_suppressed_or_there_was_no_sale(tmp_path):
    rows = declared(workbook(tmp_path, sheets("prices.json")), "statbel_prices")
    assert rows.loc[("house_price_median", "63023", 2023), "value"] == 230500
    assert rows.loc[("house_price_median", "73028", 2022), "reason"] == "suppressed"
    assert rows.loc[("house_price_median", "73028", 2023), "reason"] == "undefined"
    assert rows.loc[("house_sales", "73028", 2023), ["value", "status"]].tolist() == [0, "A"]
    assert rows.loc[("apartment_price_median", "63023", 2023), "reason"] == "suppressed"
    assert set(rows["territory"]) == {"2025-01-01"}


def test_of_upper_levels_only_the_two_provinces_are_taken(tmp_path):
    rows = declared(workbook(tmp_path, sheets("prices.json")), "statbel_prices")
    assert rows.loc[("house_price_median", "70000", 2023), "value"] == 270000
    assert {"01000", "63000"}.isdisjoint(rows.index.get_level_values("code"))


def test_a_confidential_figure_is_suppressed_and_never_zero(tmp_path):
    content = sheets("fiscal_income.json")
    content["Totaal"][9][3] = "*"
    rows = declared(workbook(tmp_path, content), "statbel_fiscal_income_c")
    gap = rows.loc[("income_tax_returns", "73028", 2022)]
    assert pd.isna(gap["value"])
    assert (gap["status"], gap["reason"]) == ("Q", "suppressed")
    assert rows.loc[("net_taxable_income", "73028", 2022), "value"] == 1755000
