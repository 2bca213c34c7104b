"""The snapshot: round trip, byte for byte the same when nothing changed, and nothing in it that may not be shipped."""

from __future__ import annotations

import pandas as pd
import pytest

from wohnmonitor import snapshot
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.errors import StoreError
from wohnmonitor.paths import catalogue_dir, snapshot_dir


def shipped() -> tuple[pd.DataFrame, pd.DataFrame]:
    return snapshot.read_measures(snapshot_dir())


def test_round_trip_is_exact_and_writes_nothing_new(tmp_path):
    measures, files = shipped()
    assert snapshot.write_measures(tmp_path, measures, files)
    again, _ = snapshot.read_measures(tmp_path)
    pd.testing.assert_frame_equal(again, measures)
    assert snapshot.write_measures(tmp_path, again, files) == []
    for path in (snapshot_dir() / "measures").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "measures" / path.name).read_bytes()


def test_normal_form_is_stable():
    measures, _ = shipped()
    pd.testing.assert_frame_equal(snapshot.normal(measures), measures)


def test_only_tables_that_may_be_shipped_with_publisher_and_licence():
    catalogue = load_catalogue(catalogue_dir())
    measures, files = shipped()
    for source in measures["source"].unique():
        assert catalogue.table_licence(source)
        assert catalogue.publishers[catalogue.tables[source].publisher].attribution
        if not catalogue.tables[source].ship:
            rows = measures[measures["source"] == source]
            assert rows["value"].isna().all() and rows["reason"].eq("licence").all(), source
            assert rows["row"].eq("").all(), source
    figures = measures[measures["value"].notna()]
    assert set(figures["source"]) <= set(files["source"]) and all(catalogue.tables[s].ship for s in figures["source"].unique())
    assert files["sha256"].str.fullmatch("[0-9a-f]{64}").all()


def test_a_gap_is_no_zero_and_says_why():
    measures, _ = shipped()
    gaps = measures[measures["value"].isna()]
    assert gaps["reason"].notna().all()
    assert gaps["status"].isin(["Q", "M", "L", "O", "U"]).all()
    assert measures.loc[measures["value"].notna(), "status"].isin(list("APBEUF")).all()


def test_no_snapshot_is_a_clear_error(tmp_path):
    with pytest.raises(StoreError, match="--snapshot"):
        snapshot.read_measures(tmp_path)
