"""GENESIS tables: where the period stands, which tiers make an item, and what must not pass silently."""

from pathlib import Path

import pytest

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources import genesis

EXCERPTS = Path(__file__).parents[1] / "excerpts" / "genesis"


def cell(table, **key) -> str | None:
    """The one value under these keys."""
    frame = table.frame
    for column, wanted in key.items():
        frame = frame[frame[column] == wanted]
    assert len(frame) == 1
    return frame["value"].iloc[0]


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
        genesis.read(path)
    error = caught.value
    assert all((str(path) in error.where, error.found, error.expected, error.todo))
    return error


def test_period_in_the_header():
    table = genesis.read(EXCERPTS / "period_in_header.csv")
    assert list(table.frame.columns) == ["period", "code", "name", "item", "value", "row"]
    assert table.frame["item"].unique().tolist() == ["Insgesamt", "männlich", "weiblich"]
    assert table.frame["period"].unique().tolist() == ["31.12.2009", "31.12.2008"]
    assert len(table.frame) == 10 * 6
    assert cell(table, period="31.12.2008", code="05354032", item="Insgesamt") == "150"
    assert cell(table, period="31.12.2009", code="05334032", item="weiblich") == "78"
    row = table.frame[table.frame["code"] == "05354032"].iloc[0]
    assert (row["name"], row["row"]) == ("Stolberg (Rhld.), Stadt", 17)
    assert table.signature == genesis.sniff(EXCERPTS / "period_in_header.csv")
    assert (table.signature.format, table.signature.table) == ("genesis_csv", "12411-01-01-5")


def test_signs_stay_signs():
    table = genesis.read(EXCERPTS / "period_in_header.csv")
    assert cell(table, period="31.12.2008", code="05334", item="Insgesamt") == "-"
    assert cell(table, period="31.12.2009", code="05354020", item="Insgesamt") == "-"
    assert cell(table, period="31.12.2008", code="05370024", item="männlich") == "."
    title = genesis.read(EXCERPTS / "period_in_title.csv")
    assert cell(title, code="05334002", item="Wohnungen in Gebäuden mit Wohnraum | Art der Wohnungsnutzung | leer stehend") == "/"


def test_period_in_the_title_block():
    table = genesis.read(EXCERPTS / "period_in_title.csv")
    assert table.frame["period"].unique().tolist() == ["09.05.2011"]
    assert table.signature.columns[1] == "Wohnungen in Gebäuden mit Wohnraum | Art der Wohnungsnutzung | von Eigentümer/-in bewohnt"
    assert set(table.meta["units"].values()) == {"Anzahl"}
    assert table.meta["title"].startswith("Wohnungen in Gebäuden mit Wohnraum nach Art der Wohnungsnutzung - Stichtag 09.05.2011")


def test_period_in_the_first_column():
    table = genesis.read(EXCERPTS / "period_in_column.csv")
    assert table.signature.columns[1] == "Wohnfläche in Wohngebäuden"
    assert table.meta["units"]["Wohnfläche in Wohngebäuden"] == "1000 qm"
    assert cell(table, period="31.12.2008", code="05354032", item="Wohnfläche in Wohngebäuden") == "81,1"
    total = "Wohnungen in Wohn- und Nichtwohngebäuden | Größe der Wohnung | Insgesamt"
    assert cell(table, period="31.12.2010", code="05334032", item=total) == "900"


def test_further_row_keys():
    table = genesis.read(EXCERPTS / "four_keys.csv")
    assert list(table.frame.columns) == ["period", "code", "name", "key_1", "key_2", "item", "value", "row"]
    price = {"key_1": "Durchschnittlicher Kaufwert je qm", "item": "Baulandverkäufe | baureifes Land"}
    assert cell(table, period="2007", code="05334002", **price) == "0,00"
    assert cell(table, period="2007", code="05354", **price) == "."
    assert cell(table, period="2010", code="05334002", key_2="Anzahl", item="Baulandverkäufe | baureifes Land") == "x"


def test_units_stay_in_the_item_only_where_nothing_else_tells_items_apart():
    table = genesis.read(EXCERPTS / "units_needed.csv")
    assert table.signature.columns == ("Wohnfläche | Insgesamt | 1000 qm", "Wohnfläche | Insgesamt | Prozent")
    assert table.frame["period"].unique().tolist() == ["2015"]
    assert cell(table, code="05358060", item="Wohnfläche | Insgesamt | Prozent") == "-"


def test_items_that_nothing_tells_apart_are_refused(tmp_path):
    error = refused(spoiled(tmp_path, "units_needed.csv", "1000 qm;Prozent", "Prozent;Prozent"))
    assert "Wohnfläche | Insgesamt | Prozent" in error.found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_both_encodings_of_the_databases(tmp_path, encoding, line_end):
    path = tmp_path / "download"
    path.write_bytes((EXCERPTS / "period_in_header.csv").read_text(encoding="utf-8").replace("\n", line_end).encode(encoding))
    table = genesis.read(path)
    assert genesis.sniff(path) == table.signature
    assert table.frame["name"].iloc[12] == "Städteregion Aachen (einschl. Stadt Aachen)"
    assert cell(table, period="31.12.2009", code="05370024", item="männlich") == "45"


def test_footer_and_stand():
    meta = genesis.read(EXCERPTS / "period_in_header.csv").meta
    assert meta["stand"] == "10.10.2017"
    assert "ab dem Berichtsjahr 2011: nach dem Zensus 2011;" in meta["footer"]


def test_rows_of_some_regions_only():
    table = genesis.read(EXCERPTS / "period_in_header.csv", {"code": ["05334", "05370"]})
    assert table.frame["code"].unique().tolist() == ["05334", "05334020", "05334032", "05334002", "05370024"]
    assert genesis.read(EXCERPTS / "period_in_header.csv", {"code": ["99"]}).frame.empty


def test_a_table_of_all_germany(tmp_path):
    head, body = (EXCERPTS / "period_in_header.csv").read_text(encoding="utf-8").split("DG;", 1)
    footer = body[body.index("__________") :]
    many = "".join(f"{n:08d};        Gemeinde {n};1;2;3;4;5;-\n" for n in range(12_000))
    path = tmp_path / "download"
    path.write_text(f"{head}DG;Deutschland;1;2;3;4;5;6\n{many}{footer}", encoding="utf-8")
    table = genesis.read(path)
    assert len(table.frame) == 12_001 * 6
    assert table.frame["row"].iloc[-1] == 8 + 12_001
    assert not table.frame.duplicated(["period", "code", "item"]).any()


def test_other_files_are_left_alone(tmp_path):
    for content in (b"", b"a;b\n1;2\n", b"PK\x03\x04", "Ã¤".encode("utf-16")):
        path = tmp_path / "other"
        path.write_bytes(content)
        assert genesis.sniff(path) is None
    with pytest.raises(LayoutError, match="GENESIS-Tabelle"):
        genesis.read(path)


def test_a_row_of_another_width_is_refused(tmp_path):
    error = refused(spoiled(tmp_path, "period_in_header.csv", "05334020;        Monschau, Stadt (ab 21.10.2009);100;", "05334020;"))
    assert (error.where.endswith("line 12"), error.found, error.expected) == (True, "6 cells", "8, as in the header")


def test_a_cut_file_is_refused(tmp_path):
    assert "underscores" in refused(spoiled(tmp_path, "period_in_header.csv", "__________", "05366;Euskirchen;1;2;3;4;5;6")).found


def test_a_missing_period_is_refused(tmp_path):
    error = refused(spoiled(tmp_path, "period_in_title.csv", "Stichtag: 09.05.2011", "Stichtag unbekannt"))
    assert error.found == "no period"


def test_a_moved_code_column_is_refused(tmp_path):
    path = spoiled(tmp_path, "period_in_title.csv", "05334;      Städteregion Aachen", "Städteregion Aachen;      05334")
    assert "regional code" in refused(path).expected


def test_header_tiers_that_lost_a_cell_are_refused(tmp_path):
    assert refused(spoiled(tmp_path, "period_in_header.csv", ";31.12.2009;31.12.2009;", ";31.12.2009;")).expected == "tiers of one width"


def test_missing_header_tiers_are_refused(tmp_path):
    text = "GENESIS-Tabelle: 1\nTitel\n2015\n05334;Aachen;1\n__________\n"
    path = tmp_path / "download"
    path.write_text(text, encoding="utf-8")
    assert "no header tier" in refused(path).found
