"""The municipality register: three header layouts, the day from the sheet, the key from its parts, fixed columns."""

from pathlib import Path

import pytest

from tests.sources.workbooks import load_sheets, write_workbook
from wohnmonitor.errors import LayoutError
from wohnmonitor.sources import gemeindeverzeichnis as gv

EXCERPTS = Path(__file__).parents[1] / "excerpts" / "gv"
LAYOUTS = ["layout_1994", "layout_2009", "layout_2023", "quarterly_2024"]


def workbook(tmp_path: Path, layout: str, change=None) -> Path:
    """The excerpt as xlsx, under a name that tells the wrong date; `change` may spoil its second sheet."""
    sheets = load_sheets(EXCERPTS / f"{layout}.json")
    if change:
        change(sheets[list(sheets)[1]])
    return write_workbook(tmp_path / "31121998_Auszug_GV.xlsx", sheets)


def town(table, ags: str) -> dict:
    """The row of a municipality."""
    rows = table.frame[table.frame["ags"] == ags].to_dict("records")
    assert len(rows) == 1
    return rows[0]


def refused(path: Path) -> LayoutError:
    """The error of a file whose layout moved; it says all four things."""
    with pytest.raises(LayoutError) as caught:
        gv.read(path)
    error = caught.value
    assert all((str(path) in error.where, error.found, error.expected, error.todo))
    return error


def test_numbers_as_record_types_and_keys(tmp_path):
    table = gv.read(workbook(tmp_path, "layout_1994"))
    row = town(table, "05354020")
    assert (row["Satz-art"], row["insgesamt"], row["weiblich"], row["period"], row["row"]) == ("60", "12101", "6100", "31.12.1997", 11)
    assert town(table, "05313000")["insgesamt"] == "247001"
    assert (table.meta["date"], table.meta["territory"], table.meta["census_base"]) == ("1997-12-31", "1997-12-31", None)


def test_keys_that_lost_their_leading_zeros(tmp_path):
    def as_numbers(rows):
        for row in rows[6:]:
            row[2:7] = [None if cell is None else int(cell) for cell in row[2:7]]

    table = gv.read(workbook(tmp_path, "layout_1994", as_numbers))
    assert town(table, "05354020")["Gemeindename"] == "Monschau, Stadt"


def test_coordinates_without_a_second_heading(tmp_path):
    table = gv.read(workbook(tmp_path, "layout_2009"))
    assert town(table, "05334020")["Geografische Mittelpunktkoordinaten | Längengrad"] == "6.1421"
    assert town(table, "05334002")["insgesamt"] == "250001"


def test_the_layout_of_today(tmp_path):
    table = gv.read(workbook(tmp_path, "layout_2023"))
    row = town(table, "05370024")
    assert (row["insgesamt"], row["männlich"], row["Reisegebiete | Schlüssel"], row["Fläche km2"]) == ("10601", "5300", "H01", "42.09")
    assert (table.signature.table, table.meta["date"]) == ("jahr", "2023-12-31")
    assert "Quelle: Gemeindeverzeichnis-Informationssytem GV-ISys" in table.meta["notes"]
    assert table.meta["headings"]["insgesamt"] == ["Bevölkerung2)", "insgesamt", "31.12.2023 (Jahr)"]


def test_the_quarterly_edition_carries_the_population_of_the_year_before(tmp_path):
    table = gv.read(workbook(tmp_path, "quarterly_2024"))
    assert (table.signature.table, table.meta["census_base"]) == ("quartal", "2011")
    assert (table.meta["date"], table.meta["territory"]) == ("2023-12-31", "2024-12-31")
    assert town(table, "05334020")["period"] == "31.12.2023"
    assert town(table, "05334020")["Reisegebiete | Bezeichnung"] == "Eifel und Region Aachen"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_the_columns_that_are_declared(tmp_path, layout):
    path = workbook(tmp_path, layout)
    table = gv.read(path)
    assert gv.sniff(path) == table.signature
    assert set(gv.LEAVES) <= set(table.signature.columns) <= set(table.frame.columns)
    only_towns = table.frame["ags"].notna() == (table.frame["Satz-art"] == "60")
    assert only_towns.all()


def test_a_heading_that_is_gone_is_named(tmp_path):
    def rename(rows):
        rows[3][10] = "divers"

    assert refused(workbook(tmp_path, "layout_2023", rename)).expected == "männlich"


def test_moved_headings_are_refused(tmp_path):
    assert "Satz-art" in refused(workbook(tmp_path, "layout_2023", lambda rows: rows[2].__setitem__(0, "Art"))).expected


def test_a_population_without_a_day_is_refused(tmp_path):
    def undated(rows):
        rows[4][8] = None

    error = refused(workbook(tmp_path, "layout_2023", undated))
    assert (error.where.endswith("day of the population"), error.found) == (True, "no date")


def test_two_days_are_refused(tmp_path):
    def twice(rows):
        rows[4][8] = "31.12.2023 und 31.12.2022"

    assert refused(workbook(tmp_path, "layout_2023", twice)).found == "31.12.2022, 31.12.2023"


def test_other_workbooks_are_left_alone(tmp_path):
    path = write_workbook(tmp_path / "a", {"Inhalt": [["x"]], "Gemeinden": [["Andere Tabelle"], ["Satz-art"]]})
    assert gv.sniff(path) is None
    assert gv.sniff(write_workbook(tmp_path / "b", {"Blatt": [["Gemeinden in Deutschland"]]})) is None
    for content in (b"", b"PK\x03\x04broken", b"10;20231130", b"a,b\n1,2\n"):
        other = tmp_path / "c"
        other.write_bytes(content)
        assert gv.sniff(other) is None
    with pytest.raises(LayoutError, match="GV100AD"):
        gv.read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_fixed_columns_with_and_without_byte_order_mark(tmp_path, encoding):
    path = tmp_path / "download"
    path.write_bytes((EXCERPTS / "gv100ad.txt").read_text(encoding="utf-8").encode(encoding))
    table = gv.read(path)
    assert (table.signature.format, table.signature.table, table.meta["territory"]) == ("gv100", "gv100ad_20231130", "2023-11-30")
    row = table.frame[(table.frame["Satzart"] == "60") & (table.frame["AGS"] == "05334020")].to_dict("records")[0]
    assert (row["Bevölkerung (gesamt)"], row["Bevölkerung (männlich)"]) == ("00000011861", "00000005811")
    assert row["Fläche in ha"] == "00000009460"
    assert (row["Gemeindebezeichnung"], row["Postleitzahl"], row["Gemeindeverband"], row["row"]) == ("Monschau, Stadt", "52156", "0020", 5)
    assert table.frame["Sitz der Verwaltung"].iloc[0] == "Düsseldorf"


def test_shifted_columns_are_refused(tmp_path):
    text = (EXCERPTS / "gv100ad.txt").read_text(encoding="utf-8")
    path = tmp_path / "download"
    path.write_text(text.replace("Selfkant ", "Selfkant"), encoding="utf-8")
    error = refused(path)
    assert (error.where.endswith("line 6"), error.expected) == (True, "eleven digits")


def test_a_line_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "download"
    path.write_text((EXCERPTS / "gv100ad.txt").read_text(encoding="utf-8") + "Ende der Datei\n", encoding="utf-8")
    assert refused(path).found == "Ende der Datei"
