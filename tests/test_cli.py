"""The command line: column order, exit codes, helpful errors, examples in every help."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

from wohnmonitor.cli import main

FOURTEEN = "indicator,area_id,area_name,level,year,ref_date,value,unit,status,numerator,denominator,coverage,comparability,source"


@pytest.fixture
def call(data_folder):
    def run(*arguments: str):
        return CliRunner().invoke(main, ["--data-dir", str(data_folder), *arguments])

    return run


def test_export_writes_the_promised_columns_first(call):
    result = call("export", "population", "--areas", "NL_GM0935,DE_05334002", "--years", "2023-2024")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith(FOURTEEN)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {(row["area_id"], row["year"]) for row in rows} == {
        ("NL_GM0935", "2023"), ("NL_GM0935", "2024"), ("DE_05334002", "2023"), ("DE_05334002", "2024"),
    }  # fmt: skip
    assert next(r for r in rows if r["area_id"] == "DE_05334002" and r["year"] == "2024")["ref_date"] == "2023-12-31"


def test_export_to_a_file_and_in_a_language(call, tmp_path):
    target = tmp_path / "out.csv"
    assert call("export", "population", "--areas", "BE_62063", "--years", "2024", "--lang", "de", "-o", str(target)).exit_code == 0
    assert "Lüttich" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["export", "populaton"], 2, "did you mean population"),
        (["export", "population", "--areas", "NL_GM9999"], 2, "unknown area"),
        (["export", "population", "--years", "2024-2010"], 2, "the first not after the last"),
        (["export", "population", "--years", "12"], 2, "2024, 2010-2024 or 2010,2015,2020"),
        (["export", "population", "--years", "x"], 2, "2024, 2010-2024 or 2010,2015,2020"),
        (["export", "population", "--level", "street"], 2, "street"),
        (["export"], 2, "INDICATORS"),
        (["nonsense"], 2, "nonsense"),
        (["refresh", "--from", "/nowhere-at-all"], 2, "does not exist"),
        (["rollback"], 1, "no earlier release"),
    ],
)
def test_wrong_calls_say_what_to_do(call, arguments, code, message):
    result = call(*arguments)
    assert result.exit_code == code
    assert message in " ".join(result.output.split())


def test_a_folder_without_official_files_is_work_that_failed(call, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all")
    result = call("refresh", "--from", str(tmp_path))
    assert result.exit_code == 1
    assert "no official file" in result.output


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_shows_an_example(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: wohnmonitor {command}" in " ".join(result.output.split())


def test_lists(call):
    assert "population_density,demography" in call("indicators").stdout
    assert "ostbelgien,region,BE" in call("areas", "--level", "region").stdout
    assert "cbs_03759ned" in call("sources").stdout
    assert "published" in call("status").stdout


def test_the_census_of_gaps(call):
    lines = call("status", "--coverage").stdout.splitlines()
    assert lines[0] == "indicator,country,year,reason,municipalities,of,in_district"
    assert any("not_collected" in line for line in lines)
    alone = call("status", "--coverage", "--indicator", "net_cold_rent").stdout.splitlines()[1:]
    assert alone and all(line.startswith("net_cold_rent,") for line in alone)
    assert call("status", "--coverage", "--indicator", "net_cold_rnt").exit_code == 2
    assert call("status", "--indicator", "net_cold_rent").exit_code == 2
