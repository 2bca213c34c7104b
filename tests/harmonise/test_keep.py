"""New figures beside the last good ones: what stays, and when a source no longer counts what it counted."""

from __future__ import annotations

import pandas as pd

from wohnmonitor.harmonise.keep import keep, keep_files, moved
from wohnmonitor.schema import MEASURES


def measures(*rows: tuple, measure: str = "births", source: str = "s", file: str = "f") -> pd.DataFrame:
    """(area, year, value) -> schema.MEASURES."""
    filled = [
        dict.fromkeys(MEASURES) | {"measure": measure, "source": source, "file": file, "area_id": area, "year": year, "value": value}
        for area, year, value in rows
    ]
    return pd.DataFrame(filled, columns=MEASURES).astype({"value": float, "year": "int64"})


def figures(frame: pd.DataFrame) -> set[tuple]:
    return set(zip(frame["area_id"], frame["year"], frame["value"], strict=True))


AREAS = [f"A{n}" for n in range(6)]
LAST = measures(*((area, year, 100.0 + n) for n, area in enumerate(AREAS) for year in (2023, 2024)))


def test_a_year_that_comes_anew_replaces_the_old_others_stay():
    fresh = measures(*((area, 2024, 5.0) for area in AREAS))
    kept = keep(LAST, fresh)
    assert figures(kept[kept["year"] == 2024]) == {(area, 2024, 5.0) for area in AREAS}
    assert figures(kept[kept["year"] == 2023]) == figures(LAST[LAST["year"] == 2023]) and len(kept) == 12


def test_nothing_new_and_nothing_old():
    assert keep(LAST, LAST[:0]).equals(LAST) and keep(LAST[:0], LAST).equals(LAST)


def test_another_source_or_measure_replaces_nothing():
    fresh = pd.concat([measures(("A0", 2024, 1.0), source="t"), measures(("A0", 2024, 1.0), measure="deaths")])
    assert len(keep(LAST, fresh)) == 14


def test_a_revision_and_a_new_year_are_no_drift():
    fresh = measures(*((area, 2024, 104.0) for area in AREAS), *((area, 2025, 130.0) for area in AREAS))
    assert moved(LAST, fresh) == []


def test_a_source_that_was_never_seen_is_no_drift():
    assert moved(LAST, measures(("A0", 2024, 1e9), source="t")) == [] and moved(LAST[:0], LAST) == []


def test_an_empty_year():
    fresh = measures(*((area, 2024, None) for area in AREAS))
    assert moved(LAST, fresh) == [("s", "no figure of births for 2024", "6 figures, as before")]


def test_an_area_that_is_gone():
    ((source, found, _),) = moved(LAST, measures(*((area, 2024, 101.0) for area in AREAS[1:])))
    assert (source, found) == ("s", "no row of A0 in births for 2024")


def test_the_same_year_of_another_size():
    ((_, found, expected),) = moved(LAST, measures(*((area, 2024, 205.0) for area in AREAS)))
    assert "2 times as large" in found or "times as large" in found
    assert "in the same year" in expected


def test_a_new_year_of_another_size_needs_a_unit_that_moved():
    assert moved(LAST, measures(*((area, 2025, 400.0) for area in AREAS))) == []
    ((_, found, expected),) = moved(LAST, measures(*((area, 2025, 102_000.0) for area in AREAS)))
    assert "A0 102,000" in found and "100 in the last year that is known" in expected


def test_few_areas_show_nothing():
    assert moved(LAST, measures(*((area, 2025, 1e6) for area in AREAS[:4]))) == []


def test_zeros_and_gaps_have_no_size():
    assert moved(LAST, measures(*((area, 2024, 0.0) for area in AREAS[:5]), ("A5", 2024, 105.0))) == []


def test_a_file_that_came_anew_under_its_name_leaves_the_old_one_to_what_stays():
    files = pd.DataFrame({"source": ["s", "t"], "file": ["f", "g"], "sha256": ["1" * 64, "2" * 64]})
    fresh = pd.DataFrame({"source": ["s"], "file": ["f"], "sha256": ["3" * 64]})
    last, every = keep_files(LAST, files, fresh)
    assert set(last["file"]) == {"f#11111111"}
    assert set(every["file"]) == {"f#11111111", "f", "g"} and len(every) == 3
    last, every = keep_files(LAST, files, files)
    assert last is LAST and len(every) == 2
