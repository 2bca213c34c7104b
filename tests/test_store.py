"""Releases behind CURRENT: atomic, kept, rolled back, the same content written once."""

from __future__ import annotations

import shutil
from datetime import date

import duckdb
import pandas as pd
import pytest

from wohnmonitor import pipeline, store
from wohnmonitor.errors import StoreError


def frames(value: float) -> dict[str, pd.DataFrame]:
    one = pd.DataFrame({"indicator": ["population"], "area_id": ["BE_1"], "value": [value]})
    return {
        "indicator_value": one, "indicator_value_then": one, "measure_value": one,
        "area": one[["area_id"]].assign(name="Aa"),
        "catalogue": pd.DataFrame({"json": ["{}"]}), "conflict": one.iloc[:0],
    }  # fmt: skip


def test_a_release_is_published_and_rolled_back(tmp_path):
    first = store.write_release(tmp_path, frames(1), date(2026, 1, 1))
    assert store.current(tmp_path) is None
    store.publish(tmp_path, first)
    second = store.write_release(tmp_path, frames(2), date(2026, 1, 2))
    assert store.current(tmp_path) == first, "writing is not publishing"
    store.publish(tmp_path, second)
    assert store.current(tmp_path) == second
    assert store.rollback(tmp_path) == first
    assert store.current(tmp_path) == first


def test_equal_content_is_one_release(tmp_path):
    first = store.write_release(tmp_path, frames(1), date(2026, 1, 1))
    assert store.write_release(tmp_path, frames(1), date(2026, 2, 2)) == first
    assert store.kept(tmp_path) == [first]


def test_the_last_five_are_kept_with_all_values_as_parquet(tmp_path):
    ids = []
    for number in range(7):
        ids.append(store.write_release(tmp_path, frames(number), date(2026, 1, 1 + number)))
        store.publish(tmp_path, ids[-1])
    assert set(store.kept(tmp_path)) == set(ids[-5:])
    assert len(list((tmp_path / "releases").glob("*.values.parquet"))) == 7


def test_the_database_describes_itself(tmp_path):
    release = store.write_release(tmp_path, frames(1), date(2026, 1, 1))
    with duckdb.connect(str(store.release_path(tmp_path, release)), read_only=True) as connection:
        comments = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert "gap" in comments["indicator_value"]


def test_a_file_in_the_way_is_a_clear_error(tmp_path):
    (tmp_path / "releases").write_text("not a folder")
    with pytest.raises(StoreError, match="--data-dir"):
        store.write_release(tmp_path, frames(1), date(2026, 1, 1))


def test_unknown_release(tmp_path):
    with pytest.raises(StoreError, match="no such file"):
        store.publish(tmp_path, "2020-01-01-abc")
    with pytest.raises(StoreError, match="no earlier release"):
        store.rollback(tmp_path)


def test_a_release_of_an_older_schema_is_built_anew_where_nothing_is_lost(tmp_path, data_folder, monkeypatch):
    shutil.copytree(data_folder, tmp_path, dirs_exist_ok=True)
    published = store.current(tmp_path)
    built = []
    monkeypatch.setattr(pipeline, "build_from_snapshot", lambda *_: built.append(1) or pipeline.Built(published, {}, None))
    pipeline.ensure_release(tmp_path, date(2026, 1, 1))
    assert not built, "the schema is today's"
    with duckdb.connect(str(store.release_path(tmp_path, published))) as connection:
        connection.execute("UPDATE release SET schema_version = 1")
    pipeline.ensure_release(tmp_path, date(2026, 1, 1))
    assert built == [1]
    with duckdb.connect(str(store.release_path(tmp_path, published))) as connection:
        connection.execute("UPDATE file SET sha256 = 'of the house' WHERE file = (SELECT min(file) FROM file)")
    with pytest.raises(StoreError, match="--publish"):
        pipeline.ensure_release(tmp_path, date(2026, 1, 1))
