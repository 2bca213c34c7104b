"""Zensus 2022: the flat-file CSV of the database and the regional table."""

import zipfile
from pathlib import Path

import pytest

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources import zensus

EXCERPTS = Path(__file__).parents[1] / "excerpts" / "zensus"


def spoiled(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy with other text, under a name that says nothing."""
    text = (EXCERPTS / name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "download"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def refused(path: Path) -> LayoutError:
    """The error of a file whose layout moved; it says all four things."""
    with pytest.raises(LayoutError) as caught:
        zensus.read(path)
    error = caught.value
    assert all((str(path) in error.where, error.found, error.expected, error.todo))
    return error


def test_ffcsv_keeps_its_columns():
    table = zensus.read(EXCERPTS / "ffcsv.csv")
    assert (table.signature.format, table.signature.table) == ("zensus_ffcsv", "1000A")
    assert table.signature == zensus.sniff(EXCERPTS / "ffcsv.csv")
    row = table.frame.iloc[0]
    assert (row["1_variable_attribute_code"], row["value"], row["row"]) == ("053340020020", "12001", 2)
    assert row["value_variable_code"] == "PRS018"
    assert table.frame["1_variable_attribute_label"].iloc[1] == "Selfkant; mit Strichpunkt"
    assert table.frame["value"].iloc[2] == "-"
    assert table.meta == {
        "title": "Bevölkerung kompakt (Gebietsstand 15.05.2022)",
        "periods": ["2022-05-15"],
        "units": {"PRS018": "Anzahl", "PRS001": "Anzahl"},
    }


def test_the_total_of_an_ffcsv_has_no_code():
    last = zensus.read(EXCERPTS / "ffcsv.csv").frame.iloc[-1]
    assert (last["1_variable_attribute_code"], last["1_variable_attribute_label"]) == (None, "Insgesamt")


def test_the_regional_table_keeps_signs_and_brackets():
    table = zensus.read(EXCERPTS / "regional.csv")
    assert (table.signature.format, table.signature.table) == ("zensus_regional", "")
    dahlem = table.frame[table.frame["_RS"] == "053660012012"].iloc[0]
    assert (dahlem["QMMIETE"], dahlem["MIETE_EURM2_2__01"], dahlem["row"]) == ("(4.42)", "–", 5)
    assert table.frame["Name"].iloc[2] == "Monschau, Stadt"
    assert table.meta["periods"] == ["20220515"]


@pytest.mark.parametrize("name", ["ffcsv.csv", "regional.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_byte_order_mark_and_encodings(tmp_path, name, encoding):
    path = tmp_path / "download"
    path.write_bytes((EXCERPTS / name).read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    table = zensus.read(path)
    assert table.frame.equals(zensus.read(EXCERPTS / name).frame)
    assert zensus.sniff(path) == table.signature


def test_the_regional_table_as_the_publisher_separates_it(tmp_path):
    text = (EXCERPTS / "regional.csv").read_text(encoding="utf-8").replace('"Monschau, Stadt"', "Monschau").replace(",", ";")
    path = tmp_path / "download"
    path.write_text(text, encoding="utf-8")
    assert zensus.read(path).frame["QMMIETE"].tolist()[:2] == ["7.11", "7.01"]


def test_the_zip_that_the_database_sends(tmp_path):
    path = tmp_path / "download"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(EXCERPTS / "ffcsv.csv", "1000A-0000_de_flat.csv")
    assert zensus.sniff(path).table == "1000A"
    assert len(zensus.read(path).frame) == 4


def test_other_files_are_left_alone(tmp_path):
    path = tmp_path / "other"
    for content in (b"", b"a;b\n1;2\n", b"PK\x03\x04broken", b"\r\r\r", b"GENESIS-Tabelle: 1\n"):
        path.write_bytes(content)
        assert zensus.sniff(path) is None
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a")
        archive.writestr("b.csv", "b")
    assert zensus.sniff(path) is None
    with pytest.raises(LayoutError, match="statistics_code;statistics_label"):
        zensus.read(path)


def test_a_column_that_is_gone_is_named(tmp_path):
    assert refused(spoiled(tmp_path, "ffcsv.csv", "value_variable_code;", "variable;")).expected == "value_variable_code"


def test_a_short_row_is_refused(tmp_path):
    error = refused(spoiled(tmp_path, "regional.csv", ",7.01,87.01,", ",7.01,"))
    assert (error.where.endswith("line 3"), error.expected) == (True, "9, as in the header")


def test_keys_and_dates_that_are_none_are_refused(tmp_path):
    assert refused(spoiled(tmp_path, "regional.csv", "053340020020", "Monschau")).found == "'Monschau'"
    assert refused(spoiled(tmp_path, "ffcsv.csv", "2022-05-15", "Mai 2022")).expected == "a date or a year"
