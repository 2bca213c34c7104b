"""The three forms of CBS, on excerpts with invented figures."""

import shutil
from pathlib import Path

import pytest

from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources import cbs

EXCERPTS = Path(__file__).parents[1] / "excerpts" / "cbs"
TABLE = EXCERPTS / "99001NED"
UNTYPED = EXCERPTS / "untyped.csv"
STATLINE = EXCERPTS / "statline.csv"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A copy of the OData 4 folder that a test may spoil."""
    return shutil.copytree(TABLE, tmp_path / "any name")


def spoil(path: Path, old: str, new: str, count: int = -1) -> Path:
    """Replace text in a copied file, as a moved layout would."""
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, count).encode())
    return path


def copy(path: Path, folder: Path) -> Path:
    """A copy under a name that says nothing."""
    return Path(shutil.copy(path, folder / "download"))


def refused(path: Path) -> LayoutError:
    """The error of a file whose layout moved; it must say all four things."""
    with pytest.raises(LayoutError) as caught:
        cbs.read(path)
    error = caught.value
    assert all((error.where, error.found, error.expected, error.todo))
    return error


# ---------------------------------------------------------------- recognising


def test_a_page_and_its_folder_name_their_table():
    columns = ("Id", "Measure", "ValueAttribute", "Value", "StringValue", "RegioS", "Perioden")
    for path in (TABLE, TABLE / "observations-page-1.json", TABLE / "observations-page-2.json"):
        assert cbs.sniff(path) == cbs.Signature("cbs_odata4", "99001NED", columns)


def test_csv_forms_are_told_by_their_headings():
    assert cbs.sniff(UNTYPED) == cbs.Signature("cbs_untyped", "", ("ID", "RegioS", "Perioden", "VerzonnenVoorraad_1", "VerzonnenAandeel_2"))
    assert cbs.sniff(STATLINE).format == "cbs_statline"
    assert cbs.sniff(STATLINE).columns[2] == "Bevolking/Bevolkingssamenstelling op 1 januari/Totale bevolking (aantal)"


def test_the_name_of_a_file_plays_no_part(tmp_path):
    assert cbs.sniff(copy(UNTYPED, tmp_path)).format == "cbs_untyped"
    assert cbs.sniff(copy(TABLE / "observations-page-2.json", tmp_path)).table == "99001NED"


@pytest.mark.parametrize("name", ["codes-Perioden.json", "codes-RegioS.json", "properties.json"])
def test_what_lies_beside_observations_is_no_table(name):
    assert cbs.sniff(TABLE / name) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'"Perioden"',
        b"ID;RegioS;Perioden;TotaleBevolking_1\n1;GM0935;1995-01-01;5.0\n",  # saved anew by somebody, not as handed out
        b'"Populatie"";""Perioden"";""Inkomen (euro)"\n',  # its quotes doubled by a second export
        b'"REFNIS";"MS_POPULATION"\n"62063";"5"\n',
        b'{"@odata.context":"https://datasets.cbs.nl/odata/v1/CBS/99001NED/$metadata#MeasureCodes","value":[]}',
        b'{"error":{"code":"404"}}',
        bytes(range(256)),
    ],
)
def test_anything_else_is_not_recognised(tmp_path, content):
    path = tmp_path / "UntypedDataSet.csv"
    path.write_bytes(content)
    assert cbs.sniff(path) is None
    with pytest.raises(SourceError, match="no form that CBS hands out") as caught:
        cbs.read(path)
    assert not isinstance(caught.value, LayoutError)


def test_a_folder_of_several_tables_is_no_table_but_its_files_are(table):
    text = (table / "observations-page-2.json").read_text().replace("99001NED", "99002NED")
    (table / "other.json").write_text(text)
    assert cbs.sniff(table) is None
    assert cbs.sniff(table / "other.json").table == "99002NED"
    assert cbs.read(table / "observations-page-1.json").signature.table == "99001NED"
    assert cbs.sniff(table.parent) is None


# ---------------------------------------------------------------- OData 4


def test_all_pages_of_a_folder_with_figures_as_written():
    frame = cbs.read(TABLE).frame
    assert frame["row"].tolist() == [40, 41, 42, 43, 44, 45, 46, 47]
    assert frame["Value"].tolist() == ["1200", "1195.50", "700", None, "-3", None, None, "0"]
    assert frame["Id"].tolist()[:2] == ["40", "41"]
    assert frame["StringValue"].tolist() == [None] * 8


def test_the_reason_of_a_missing_figure_stays_beside_it():
    frame = cbs.read(TABLE).frame
    gaps = frame[frame["Value"].map(lambda cell: cell is None)]
    assert gaps["ValueAttribute"].tolist() == ["Impossible", "Confidential", "NotAvailable"]
    assert set(frame["ValueAttribute"]) - set(gaps["ValueAttribute"]) == {"None"}


def test_padded_codes_are_stripped():
    assert cbs.read(TABLE).frame["RegioS"].tolist()[2] == "GM0935"


def test_one_page_is_read_alone_with_the_lists_beside_it():
    raw = cbs.read(TABLE / "observations-page-2.json")
    assert raw.frame["row"].tolist() == [44, 45, 46, 47]
    assert raw.meta["period_status"] == {"2024JJ00": "NaderVoorlopig", "2025JJ00": "Voorlopig"}


def test_title_release_and_period_status():
    assert cbs.read(TABLE).meta == {
        "title": "Verzonnen tabel; regio",
        "release": "2026-03-04",
        "period_status": {"2023JJ00": "Definitief", "2024JJ00": "NaderVoorlopig", "2025JJ00": "Voorlopig"},
    }


def test_page_ten_follows_page_nine(table):
    (table / "observations-page-1.json").rename(table / "observations-page-9.json")
    (table / "observations-page-2.json").rename(table / "observations-page-10.json")
    assert cbs.read(table).frame["row"].tolist() == [40, 41, 42, 43, 44, 45, 46, 47]


def test_a_table_may_lack_its_properties(table):
    (table / "properties.json").unlink()
    assert set(cbs.read(table).meta) == {"period_status"}


def test_a_missing_last_page_is_seen_from_folder_and_page(table):
    (table / "observations-page-2.json").unlink()
    for path in (table, table / "observations-page-1.json"):
        error = refused(path)
        assert "each with a next one" in error.found
        assert error.expected == "the last page"


def test_a_page_fetched_twice(table):
    shutil.copy(table / "observations-page-2.json", table / "observations-page-3.json")
    assert refused(table).found == "Id 44 twice"


def test_a_moved_field_is_named(table):
    for page in table.glob("observations-*.json"):
        spoil(page, '"ValueAttribute"', '"ObsStatus"')
    error = refused(table)
    assert "record 1" in error.where
    assert "ObsStatus" in error.found
    assert error.expected == "also ValueAttribute"


def test_records_must_share_their_dimensions(table):
    spoil(table / "observations-page-2.json", '"RegioS":"GM1954"', '"Regio":"GM1954"')
    error = refused(table)
    assert "record 4" in error.where
    assert "Regio," in error.found
    assert "RegioS" in error.expected


def test_observations_under_another_name(table):
    spoil(table / "observations-page-1.json", '"value":[', '"rows":[')
    assert "rows" in refused(table).found


def test_a_payload_cut_off(table):
    page = table / "observations-page-2.json"
    page.write_bytes(page.read_bytes()[:-40])
    assert refused(page).expected == "a whole JSON payload in UTF-8"


def test_without_the_list_of_periods_nothing_passes_as_final(table):
    (table / "codes-Perioden.json").unlink()
    error = refused(table)
    assert "no PeriodenCodes of 99001NED" in error.found
    assert "99001NED/PeriodenCodes" in error.todo


def test_a_period_that_the_list_lacks(table):
    spoil(table / "codes-Perioden.json", "2025JJ00", "2026JJ00")
    assert refused(table).found == "no period 2025JJ00"


@pytest.mark.parametrize(
    ("old", "new", "told"), [('"Status"', '"State"', "also Status"), ("Voorlopig", "Herzien", "Definitief, Voorlopig")]
)
def test_a_moved_list_of_periods(table, old, new, told):
    spoil(table / "codes-Perioden.json", old, new)
    assert told in refused(table).expected


# ---------------------------------------------------------------- OData 3, UntypedDataSet


def test_untyped_cells_without_padding_points_kept_blanks_none():
    raw = cbs.read(UNTYPED)
    assert raw.frame.columns.tolist() == ["ID", "RegioS", "Perioden", "VerzonnenVoorraad_1", "VerzonnenAandeel_2", "row"]
    assert raw.frame["RegioS"].tolist() == ["NL01", "PV31", "GM0935", "GM0935", "GM1954"]
    assert raw.frame["VerzonnenVoorraad_1"].tolist() == ["9000", "1200", "700", "0", None]
    assert raw.frame["VerzonnenAandeel_2"].tolist() == ["57.5", "60.0", ".", "40.5", None]
    assert raw.frame["row"].tolist() == [2, 3, 4, 5, 6]
    assert raw.meta == {}


def test_untyped_without_mark_of_byte_order(tmp_path):
    path = copy(UNTYPED, tmp_path)
    path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert cbs.read(path).frame.equals(cbs.read(UNTYPED).frame)


def test_untyped_row_of_another_width(tmp_path):
    path = spoil(copy(UNTYPED, tmp_path), '"     700";"       ."', '"     700"')
    error = refused(path)
    assert error.where.endswith("line 4")
    assert (error.found, error.expected) == ("4 cells", "5 cells as in line 1")


def test_untyped_record_number(tmp_path):
    path = spoil(copy(UNTYPED, tmp_path), '"3";"GM0935"', '"drie";"GM0935"')
    assert refused(path).found == '"drie"'


def test_one_heading_twice(tmp_path):
    path = spoil(copy(UNTYPED, tmp_path), "VerzonnenAandeel_2", "VerzonnenVoorraad_1")
    assert refused(path).found == "two columns VerzonnenVoorraad_1"


def test_headings_without_rows(tmp_path):
    path = copy(UNTYPED, tmp_path)
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    assert refused(path).found == "headings only"


def test_another_encoding(tmp_path):
    path = copy(UNTYPED, tmp_path)
    path.write_bytes(path.read_bytes().replace(b"GM1954", b"Gr\xfbn"))
    assert refused(path).expected == "UTF-8"


def test_a_torn_quote(tmp_path):
    path = spoil(copy(UNTYPED, tmp_path), '"    40.5"', '"    40.5" x')
    assert refused(path).expected == "cells between whole quotes"


# ---------------------------------------------------------------- StatLine


def test_statline_by_name_quoted_or_not():
    raw = cbs.read(STATLINE)
    population, owned = raw.signature.columns[2:]
    assert raw.frame["Regio's"].tolist() == ["Nederland", "Beek (L.)", "Beek en Donk", "Beek (L.)", "Beek (L.)"]
    assert raw.frame[population].tolist() == ["9000", "150", None, "151", "152"]
    assert raw.frame[owned].tolist() == ["57,5", "69,25", None, "69,0", "."]
    assert raw.frame["row"].tolist() == [2, 3, 4, 5, 6]


def test_statline_stars_are_period_statuses_and_the_footer_is_no_row():
    meta = cbs.read(STATLINE).meta
    assert meta == {"period_status": {"2024**": "NaderVoorlopig", "2025*": "Voorlopig"}, "footer": "Bron: CBS"}


def test_statline_with_one_flat_topic(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text('"Regio\'s";"Perioden";"Verzonnen prijs (euro)"\n"Vaals";"2024";5\n', encoding="utf-8")
    assert cbs.read(path).frame["Verzonnen prijs (euro)"].tolist() == ["5"]


def test_statline_row_of_another_width(tmp_path):
    path = spoil(copy(STATLINE, tmp_path), "152;.", "152;.;7")
    assert refused(path).found == "5 cells"
