"""Formulas in names, absurd calls, file names with tricks: nothing runs, nothing half is left, the message helps."""

from __future__ import annotations

import csv
import io
import os
import stat
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.export import small
from wohnmonitor import cli_export
from wohnmonitor.cli import main
from wohnmonitor.export import FORMATS
from wohnmonitor.export.csv import number, safe
from wohnmonitor.export.sdmx import code_id


@pytest.fixture
def call(data_folder):
    def run(*arguments: str):
        return CliRunner().invoke(main, ["export", *arguments, "--data-dir", str(data_folder)])

    return run


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "\r=1", "=\n1", "-=1", "+1,2;x"])
def test_what_runs_in_a_spreadsheet_is_made_a_text(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-", "+", "-5", "+3.5", "-1,2", "", "Aachen", "'s-Hertogenbosch", "NL-BE:A", "–", "1=1"])
def test_what_does_not_run_is_left_alone(text):
    assert safe(text) == text


def test_numbers_are_numbers_and_read_back_the_same():
    for value in (-0.1, 1e-7, 2.0**53 + 2, -12.0, 0.1 + 0.2, 0.0):
        assert float(number(value)) == value and not number(value).startswith("'")
    assert number(float("nan")) == "" and number(125285.0) == "125285"


def test_a_workbook_holds_no_formula(tmp_path):
    small_one = small.dataset()
    path = tmp_path / "a.xlsx"
    FORMATS["xlsx"].write(small_one, path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    hostile = next(cell for cell in cells if cell.value == small.HOSTILE)
    assert hostile.quotePrefix


def test_ids_of_sdmx_hold_no_foreign_sign_and_stay_apart():
    texts = [small.GROUP, "group:A b", "group:A_b", "group:Ä", "group:b", "group:Ϋ", "group::b", "region-aachen", "BE_62063", "group:=\n'"]
    ids = [code_id(text) for text in texts]
    assert len(set(ids)) == len(ids) and ids[7:9] == texts[7:9]
    assert all(sign.isascii() and (sign.isalnum() or sign in "_-@$") for one in ids for sign in one)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["populaton"], 2, "did you mean population"),
        (["population", "house_prise"], 2, "did you mean house_price"),
        (["population", "--areas", "NL_GM0936"], 2, "did you mean NL_GM"),
        (["population", "--areas", "NL_GM0935'; DROP TABLE area; --"], 2, "unknown area"),
        (["population", "--areas", ",".join(f"NL_GM{n:05d}" for n in range(10_000))], 2, "unknown area"),
        (["population", "--areas", " ,"], 2, "ids separated by commas"),
        (["population", "--group", "Nord"], 2, "NAME=IDS"),
        (["population", "--group", "Nord=NL_GM0936"], 2, "did you mean"),
        (["population", "--group", "N=NL_GM0935", "--level", "region"], 2, "one of them"),
        (["population", "--group", "N=NL_GM0935", "--territory", "then"], 2, "one of them"),
        (["population", "--years", "2024-2010"], 2, "the first not after the last"),
        (["population", "--years", "99999999999999999999"], 2, "2024, 2010-2024 or 2010,2015,2020"),
        (["population", "--years", "٢٠٢٤"], 2, "2024, 2010-2024 or 2010,2015,2020"),
        (["population", "--years", "-2024"], 2, ""),
        (["--all", "population"], 2, "one of them"),
        ([], 2, "INDICATORS"),
        (["../../etc/passwd"], 2, "unknown indicator"),
        (["population", "-o", "figures.doc"], 2, ".csv"),
        (["population", "-o", "/nowhere-at-all/figures.csv"], 2, "a folder that exists"),
        (["population", "-o", f"{'x' * 300}.csv"], 1, "too long"),
        (["population", "-o", "/proc/figures.csv"], 1, "another"),
        (["population", "--format", "doc"], 2, "doc"),
    ],
)  # fmt: skip
def test_wrong_calls_say_what_to_do(call, arguments, code, message):
    result = call(*arguments)
    assert result.exit_code == code, result.output
    assert message in " ".join(result.output.split()) and "Traceback" not in result.output
    assert len(result.output) < 3_000


def test_a_group_with_a_formula_for_a_name_is_a_text(call):
    result = call("population", "--group", "=1+1=NL_GM0935", "--years", "2024")
    assert result.exit_code == 2 or list(csv.DictReader(io.StringIO(result.stdout)))[0]["area_name"].startswith("'=")
    result = call("population", "--group", "@SUM(A1)=NL_GM0935", "--years", "2024")
    row = next(csv.DictReader(io.StringIO(result.stdout)))
    assert row["area_name"] == "'@SUM(A1)" and row["area_id"] == "group:@SUM(A1)"


def test_a_failed_export_leaves_what_was_there(call, tmp_path, monkeypatch):
    target = tmp_path / "figures.csv"
    target.write_text("yesterday")

    def breaks(*_):
        yield b"half a"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wohnmonitor.export.csv.pieces", breaks)
    result = call("population", "-o", str(target))
    assert result.exit_code == 1 and "No space left" in result.output
    assert target.read_text() == "yesterday" and [path.name for path in tmp_path.iterdir()] == ["figures.csv"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(call, tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    result = call("population", "-o", str(tmp_path / "figures.csv"))
    tmp_path.chmod(stat.S_IRWXU)
    assert result.exit_code == 1 and "a file that can be written" in result.output


def test_a_link_is_followed_and_a_device_stays_one(call, tmp_path):
    real = tmp_path / "real.csv"
    real.write_text("old")
    (tmp_path / "figures.csv").symlink_to(real)
    assert call("population", "--years", "2024", "-o", str(tmp_path / "figures.csv")).exit_code == 0
    assert (tmp_path / "figures.csv").is_symlink() and real.read_text("utf-8").startswith("indicator,")
    assert call("population", "--years", "2024", "--format", "csv", "-o", "/dev/null").exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_binary_files_do_not_go_to_a_terminal(call, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(cli_export, "sys", type("sys", (), {"stdout": Terminal()}))
    result = call("population", "--format", "xlsx")
    assert result.exit_code == 2 and "-o figures.xlsx" in " ".join(result.output.split())


def test_every_format_goes_to_a_pipe_and_to_a_file(call, tmp_path):
    for one in FORMATS.values():
        target = tmp_path / f"figures{one.suffix}"
        result = call("population", "--years", "2024", "--level", "region", "-o", str(target))
        assert result.exit_code == 0 and "5 rows of release" in " ".join(result.output.split()), result.output
        piped = call("population", "--years", "2024", "--level", "region", "--format", one.name)
        assert piped.exit_code == 0 and len(piped.stdout_bytes) > 100
        assert one.name == "gpkg" or piped.stdout_bytes == target.read_bytes()
    names = {path.name for path in tmp_path.iterdir()}
    assert {"figures.csv-metadata.json", "figures.structure.json"} <= names and not any(name.startswith(".") for name in names)


def test_the_data_folder_may_stand_on_both_sides(data_folder):
    folder = ["--data-dir", str(data_folder)]
    for order in ([*folder, "areas"], ["areas", "=".join(folder)], ["areas", *folder]):
        result = CliRunner().invoke(main, [*order, "--level", "emr"])
        assert result.exit_code == 0 and "emr" in result.stdout
    assert CliRunner().invoke(main, ["areas", "--data-dir"]).exit_code == 2
