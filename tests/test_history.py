"""Which figures changed between two releases."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from wohnmonitor import history, store
from wohnmonitor.cli import main
from wohnmonitor.errors import UnknownError
from wohnmonitor.notebook import Notebook


def rows(*figures: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(figures, columns=["area_id", "value", "status", "reason"])
    return frame.assign(indicator="population", level="municipality", year=2020)


def test_new_gone_other_and_remarked_figures():
    before = rows(("a", 1.0, "A", None), ("b", 2.0, "A", None), ("c", None, "O", "not_delivered"), ("d", 4.0, "P", None),
                  ("e", 5.0, "A", None), ("f", None, "O", "not_delivered"), ("g", 1 / 3, "A", None))  # fmt: skip
    after = rows(("a", 1.5, "P", None), ("b", None, "Q", "suppressed"), ("c", 3.0, "A", None), ("d", 4.0, "A", None),
                 ("f", None, "Q", "suppressed"), ("g", 1 / 3 + 1e-13, "A", None), ("h", 0.0, "A", None))  # fmt: skip
    out = history.changed(before, after).set_index("area_id")
    assert out["change"].to_dict() == {
        "a": "value", "b": "vanished", "c": "appeared", "d": "status", "e": "vanished", "h": "appeared",
    }  # fmt: skip
    assert out.loc["b", ["old_value", "new_status", "new_reason"]].tolist() == [2.0, "Q", "suppressed"]
    assert out.loc["a", ["old_value", "new_value", "old_status", "new_status"]].tolist() == [1.0, 1.5, "A", "P"]
    assert history.changed(before, before).empty and history.changed(before.iloc[:0], before.iloc[:0]).empty


@pytest.fixture(scope="module")
def two(two_releases):
    folder, then = two_releases
    return Notebook(folder), then


def test_changed_since(two):
    m, then = two
    out = m.changed_since(then)
    assert set(out["indicator"]) == {"population", "dwellings"}
    assert m.changed_since(then, indicator="dwellings")["change"].eq("appeared").all()
    one = m.changed_since(then, indicator="population")
    assert one[["area_id", "year", "change"]].values.tolist() == [["NL_GM0935", 2024, "value"]]
    assert one["new_value"].iloc[0] - one["old_value"].iloc[0] == 10
    assert m.changed_since(then, indicator="population", areas=["NL_GM0994"]).empty
    assert m.releases()["kept"].tolist() == ["values", "database"]
    with pytest.raises(UnknownError, match="did you mean"):
        m.changed_since(then[:-2])
    with pytest.raises(UnknownError, match="did you mean dwellings"):
        m.changed_since(then, indicator="dwelings")


def test_the_command_line_lists_what_changed(two):
    m, then = two

    def call(*arguments: str):
        return CliRunner().invoke(main, ["--data-dir", str(m.data), "status", *arguments])

    rows = call("--since", then, "--indicator", "population").stdout.splitlines()
    assert rows[0].startswith("indicator,area_id,level,year,change,old_value,new_value") and len(rows) == 2
    assert "NL_GM0935" in rows[1]
    assert then in call().stdout, "what is kept as values alone is listed"
    wrong = call("--since", "yesterday")
    assert wrong.exit_code == 2 and "unknown release" in wrong.stderr


def test_a_database_without_its_parquet_is_compared_too(two, tmp_path):
    m, _ = two
    shutil.copytree(m.data, tmp_path, dirs_exist_ok=True)
    store.values_path(tmp_path, m.release).unlink()
    out = history.figures(tmp_path, m.release, "population")
    pd.testing.assert_frame_equal(out, history.figures(m.data, m.release, "population"), check_dtype=False, check_index_type=False)
