"""Sources against their publishers' calendars: what is due, since when, and what is not claimed."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest

from wohnmonitor.catalogue import load_calendar, load_catalogue
from wohnmonitor.declared import Due
from wohnmonitor.errors import CatalogueError
from wohnmonitor.freshness import COLUMNS, freshness
from wohnmonitor.paths import catalogue_dir


@pytest.mark.parametrize(
    ("months", "last", "today", "since"),
    [
        ([6], date(2026, 6, 23), date(2026, 11, 26), None),  # the edition of June is there
        ([6], date(2026, 5, 31), date(2026, 11, 26), date(2026, 6, 30)),
        ([6], date(2026, 5, 31), date(2026, 6, 29), None),  # it may come until the end of the month
        ([6], date(2025, 6, 2), date(2026, 3, 1), None),
        ([6], date(2025, 5, 2), date(2026, 3, 1), date(2025, 6, 30)),  # over the new year
        ([4, 6, 9, 12], date(2026, 6, 20), date(2026, 10, 1), date(2026, 9, 30)),
        ([2], date(2023, 1, 1), date(2024, 2, 29), date(2024, 2, 29)),  # a leap year
    ],
)
def test_what_is_due(months, last, today, since):
    assert Due(sources=("a",), months=tuple(months), told="x").since(last, today) == since


def test_a_source_of_unknown_age_is_not_said_to_be_due():
    catalogue, calendar = load_catalogue(catalogue_dir()), load_calendar(catalogue_dir())
    files = pd.DataFrame([("statbel_prices", "2025-09"), ("statbel_building_permits", "2025-10-21")], columns=["source", "release"])
    known = {"succeeded": "2026-07-01T00:00:00+00:00", "failed": "2026-07-02T00:00:00+00:00", "message": "403"}
    state = {"sources": {"cbs_03759ned": known}}
    frame = freshness(catalogue, calendar, state, files, {"cbs_03759ned": 2026}, date(2026, 11, 26))
    assert list(frame) == COLUMNS and frame["source"].is_unique
    row = frame.set_index("source")
    assert row.loc["cbs_03759ned", ["age_days", "newest_year", "message"]].tolist() == [148, 2026, "403"]
    assert pd.isna(row.loc["cbs_03759ned", "due_since"]) and row.loc["cbs_03759ned", "last_error"] == date(2026, 7, 2)
    assert pd.isna(row.loc["cbs_83625ned", "due_since"]), "a calendar, and nothing known of the file"
    assert row.loc["statbel_prices", "due_since"] == date(2026, 4, 30), "held against its edition"
    assert row.loc["statbel_building_permits", "due_since"] == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[[due]]\nsources = ["cbs_03759ed"]\nmonths = [6]\ntold = "x"', "did you mean cbs_03759ned"),
        ('[[due]]\nsources = ["cbs_03759ned"]\nmonths = [13]\ntold = "x"', r"due.0.months"),
        ('[[due]]\nsources = []\nmonths = [1]\ntold = "x"', r"due.0.sources"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path, content, told):
    shutil.copytree(catalogue_dir(), tmp_path, dirs_exist_ok=True)
    (tmp_path / "calendar.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"calendar.toml.*{told}"):
        load_calendar(tmp_path)
