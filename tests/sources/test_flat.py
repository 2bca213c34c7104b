"""The declared flat reader: every kind of container, every option, cells as published."""

import gzip
import shutil
import struct
import zipfile
from pathlib import Path

import pytest

from tests.sources.workbooks import write_workbook
from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources import flat

EXCERPTS = Path(__file__).parents[1] / "excerpts" / "flat"
SHEETS = {
    "2020": [["Code INS", "Total\n(GWh)", None], [63023, 12.0, "stray"], [], [63061, 12.5]],
    "2021": [["Code INS", "Total\n(GWh)", "Part"], ["63023", None, 3]],
}


def rows(table) -> list[dict]:
    """The frame as records, for plain comparison."""
    return table.frame.to_dict("records")


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def dbf(path: Path, fields: list[tuple[str, int]], records: list[list[str]]) -> Path:
    """A dBASE III table of character fields."""
    width = 1 + sum(size for _, size in fields)
    head = struct.pack("<BBBBLHH20x", 3, 117, 8, 18, len(records), 32 + 32 * len(fields) + 1, width)
    for name, size in fields:
        head += struct.pack("<11scLBB14x", name.encode(), b"C", 0, size, 0)
    body = b"".join(b" " + b"".join(c.encode("cp1252").ljust(s) for c, (_, s) in zip(r, fields, strict=True)) for r in records)
    path.write_bytes(head + b"\r" + body + b"\x1a")
    return path


def test_cells_stay_text_and_empty_ones_are_none(tmp_path):
    path = written(tmp_path / "a", 'code,n\n007," 12.50 "\n008,\n')
    table = flat.read(path)
    assert rows(table) == [{"code": "007", "n": "12.50", "row": 2}, {"code": "008", "n": None, "row": 3}]
    assert table.signature.columns == ("code", "n") == flat.header(path)
    assert table.signature.format == "flat"


def test_quotes_that_a_second_export_doubled():
    table = flat.read(EXCERPTS / "doubled.csv", {"delimiter": ";", "quote": "doubled"})
    assert table.signature.columns == ("Perioden", "Regio's", "Woningen (x 1 000)", "Leeg")
    assert rows(table)[0] == {"Perioden": "2024*", "Regio's": "Beek (L.)", "Woningen (x 1 000)": "7,9", "Leeg": None, "row": 2}
    assert rows(table)[1]["Regio's"] == "Stein (L.); Urmond"


def test_a_whole_line_in_quotes(tmp_path):
    path = written(tmp_path / "a", '"""Regio"";""n"""\n"""Beek"";7,9"\n')
    assert rows(flat.read(path, {"delimiter": ";", "quote": "doubled"})) == [{"Regio": "Beek", "n": "7,9", "row": 2}]


def test_stacked_header_rows_are_joined():
    table = flat.read(EXCERPTS / "stacked.csv", {"delimiter": ";", "header": [0, 1]})
    assert table.signature.columns == ("Kennziffer", "Raumeinheit", "Bevölkerung | 2016", "Bevölkerung | 2017")
    assert rows(table)[1] == {
        "Kennziffer": "05370024", "Raumeinheit": "Selfkant", "Bevölkerung | 2016": "10.001", "Bevölkerung | 2017": None, "row": 4,
    }  # fmt: skip


def test_comments_blank_lines_and_line_ends_in_cells_keep_the_line_number():
    table = flat.read(EXCERPTS / "commented.csv", {"comment": "#"})
    assert table.frame["row"].tolist() == [5, 8]
    assert table.frame["Gemeente"].tolist() == ["Beek\n(L.)", "Vaals"]


def test_skipped_lines_and_a_table_without_header(tmp_path):
    path = written(tmp_path / "a", "title\nx|1\ny|2\n")
    table = flat.read(path, {"skip": 1, "delimiter": "|", "columns": ["code", "n"], "quote": "none"})
    assert rows(table) == [{"code": "x", "n": "1", "row": 2}, {"code": "y", "n": "2", "row": 3}]


def test_cells_beyond_the_last_name_are_kept(tmp_path):
    table = flat.read(written(tmp_path / "a", "a,b,b\n1,2,3,4\n5\n"))
    assert table.signature.columns == ("a", "b", "b #2", "column 4")
    assert rows(table)[1] == {"a": "5", "b": None, "b #2": None, "column 4": None, "row": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_are_found(tmp_path, encoding):
    path = written(tmp_path / "a", "Fläche,Größe\nä,ß\n", encoding)
    assert rows(flat.read(path)) == [{"Fläche": "ä", "Größe": "ß", "row": 2}]
    assert flat.header(path) == ("Fläche", "Größe")


def test_a_declared_encoding_that_the_file_has_not_is_refused(tmp_path):
    path = written(tmp_path / "a", "Fläche\nä\n", "cp1252")
    with pytest.raises(LayoutError, match="byte 0xe4 at 2.*text in utf-8"):
        flat.read(path, {"encoding": "utf-8"})


def test_records_of_a_json_keep_the_digits_of_their_numbers():
    table = flat.read(EXCERPTS / "records.json", {"records": "Gemeente", "key_column": "code"})
    assert rows(table) == [
        {"code": "GM0001", "Naam": "Eerste", "Aantal": "12.50", "Kenmerken.Oppervlakte (km²)": "7", "Kenmerken.Stad": "true",
         "Kenmerken.Jaren": '["2020", "2021"]', "row": 1},
        {"code": "GM0002", "Naam": "Tweede", "Aantal": None, "Kenmerken.Oppervlakte (km²)": "8.0", "Kenmerken.Stad": None,
         "Kenmerken.Jaren": None, "row": 2},
    ]  # fmt: skip
    assert rows(flat.read(EXCERPTS / "records.json", {"records": "facts"}))[1] == {"a": None, "b": "x", "row": 2}


def test_a_json_without_the_declared_path_is_refused():
    with pytest.raises(LayoutError, match="Gemeente, Totaal, facts.*Wijk"):
        flat.read(EXCERPTS / "records.json", {"records": "Wijk"})
    assert flat.header(EXCERPTS / "records.json", {"records": "Wijk"}) == ()
    assert flat.header(EXCERPTS / "records.json", {"records": "facts.a"}) == ()


def test_geojson_gives_its_properties():
    table = flat.read(EXCERPTS / "places.geojson")
    assert rows(table) == [
        {"code": "GM0001", "inwoners": "1201", "dichtheid": "-99997", "row": 1},
        {"code": "GM0002", "inwoners": None, "dichtheid": "12.0", "row": 2},
    ]
    assert table.meta["kind"] == "geojson"


def test_dbf_keeps_texts_and_umlauts(tmp_path):
    records = [["GM0014", "Zürich", "      12.0"], ["GM0034", "", "-99999999"]]
    path = dbf(tmp_path / "a.dbf", [("GM_CODE", 6), ("NAAM", 12), ("P_65", 10)], records)
    assert flat.header(path) == ("GM_CODE", "NAAM", "P_65")
    assert rows(flat.read(path)) == [
        {"GM_CODE": "GM0014", "NAAM": "Zürich", "P_65": "12.0", "row": 1},
        {"GM_CODE": "GM0034", "NAAM": None, "P_65": "-99999999", "row": 2},
    ]


def test_sheets_of_a_workbook(tmp_path):
    path = write_workbook(tmp_path / "a", SHEETS)
    first = flat.read(path)
    assert rows(first)[0] == {"Code INS": "63023", "Total\n(GWh)": "12", "column 3": "stray", "row": 2}
    assert rows(first)[1] == {"Code INS": "63061", "Total\n(GWh)": "12.5", "column 3": None, "row": 4}
    every = flat.read(path, {"sheet": "*"})
    assert every.frame["sheet"].tolist() == ["2020", "2020", "2021"]
    assert rows(every)[2] == {"Code INS": "63023", "Total\n(GWh)": None, "column 3": None, "Part": "3", "sheet": "2021", "row": 2}
    assert every.frame["row"].dtype == "int64"
    assert flat.header(path, {"sheet": "2021"}) == ("Code INS", "Total\n(GWh)", "Part")


def test_a_sheet_that_is_gone_is_named(tmp_path):
    path = write_workbook(tmp_path / "a", SHEETS)
    with pytest.raises(LayoutError, match="sheets 2020, 2021.*sheet 2022.*sources.toml"):
        flat.read(path, {"sheet": "2022"})
    assert flat.header(path, {"sheet": "2022"}) == ()


def test_packed_files(tmp_path):
    packed = tmp_path / "a"
    packed.write_bytes(gzip.compress(b"a|b\n1|2\n", mtime=0))
    assert rows(flat.read(packed, {"delimiter": "|"})) == [{"a": "1", "b": "2", "row": 2}]
    archive = tmp_path / "b"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("folder/data_2020.csv", "a,b\n1,2\n")
        stream.writestr("read me.txt", "no table")
    assert rows(flat.read(archive, {"member": "*.csv"})) == [{"a": "1", "b": "2", "row": 2}]
    assert flat.header(archive, {"member": "*.csv"}) == ("a", "b")
    with pytest.raises(LayoutError, match=r"members folder/data_2020.csv, read me.txt.*one member \*"):
        flat.read(archive)


def test_another_kind_is_not_the_declared_table(tmp_path):
    workbook = write_workbook(tmp_path / "a", SHEETS)
    for options in ({"kind": "xls"}, {"delimiter": ";"}, {"records": "facts"}):
        assert flat.header(workbook, options) == ()
        with pytest.raises(LayoutError, match="an? xlsx file"):
            flat.read(workbook, options)


def test_a_header_row_that_is_not_there(tmp_path):
    path = written(tmp_path / "a", "only\n")
    with pytest.raises(LayoutError, match="1 rows.*column names in row 3"):
        flat.read(path, {"header": 3})


BROKEN = [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8bx", b"{broken", gzip.compress(b"a,b", mtime=0)[:-9]]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", *BROKEN])
def test_what_is_no_table_has_no_header(tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)
    assert flat.header(path, {"header": 1}) == ()


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_says_so(tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="a whole file; what to do: fetch it again"):
        flat.read(path)


def test_the_header_of_a_long_table_needs_its_head_only(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"code,name\n" + "0,ä\n".encode() * 200_000)
    assert flat.header(path) == ("code", "name")
    assert len(flat.read(path).frame) == 200_000


def test_the_name_of_a_file_says_nothing(tmp_path):
    path = shutil.copy(EXCERPTS / "places.geojson", tmp_path / "table.xlsx")
    assert flat.header(Path(path)) == ("code", "inwoners", "dichtheid")
