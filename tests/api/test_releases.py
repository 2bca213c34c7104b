"""Releases over HTTP: what was cited can be read again in every format, and what has changed since is listed."""

from __future__ import annotations

import io
import shutil

import pandas as pd
import pytest

from tests.api.conftest import server_over
from tests.export import small
from tests.export.readers import READERS
from wohnmonitor import store
from wohnmonitor.export import FORMATS
from wohnmonitor.schema import EXPORT

TOWN = "indicator=population&area=NL_GM0935&years=2024"


@pytest.fixture(scope="module")
def old(two_releases):
    """The folder, the earlier release, and what asks the API over both."""
    folder, then = two_releases
    client = server_over(folder).test_client()
    return folder, then, lambda path: client.get(f"/api/v1{path}")


def value(answer) -> float:
    return pd.read_csv(io.BytesIO(answer.get_data()))["value"].iloc[0]


def test_both_are_listed(old):
    folder, then, get = old
    now = store.current(folder)
    items = get("/releases").get_json()["items"]
    assert [(one["release"], one["kept"], one["published"]) for one in items] == [(then, "values", False), (now, "database", True)]
    one = get(f"/releases/{then}").get_json()
    assert one["date"] == then[:10] and all(get(link.removeprefix("/api/v1") + "?limit=1" * ("changes" in link)).status_code == 200
                                            for link in one["links"].values() if "values?" not in link)  # fmt: skip


def test_an_archived_release_is_read_in_every_format(old, tmp_path):
    folder, then, get = old
    wanted = pd.read_parquet(store.values_path(folder, then), filters=[("indicator", "==", "population"), ("year", "==", 2024)])
    wanted = wanted[wanted["area_id"] == "NL_GM0935"].reset_index(drop=True).reindex(columns=EXPORT)
    for form in FORMATS.values():
        answer = get(f"/values{form.suffix}?{TOWN}&release={then}")
        assert answer.status_code == 200 and answer.headers["Wohnmonitor-Release"] == then and "max-age" in answer.headers["Cache-Control"]
        path = tmp_path / f"values{form.suffix}"
        path.write_bytes(answer.get_data())
        if form.name == "sdmx-csv":
            (tmp_path / "values.structure.json").write_bytes(get(f"/values.structure.json?{TOWN}&release={then}").get_data())
        small.same(READERS[form.name](path), wanted)
    assert value(get(f"/values?{TOWN}")) - value(get(f"/values?{TOWN}&release={then}")) == 10
    assert then in get(f"/values.json?{TOWN}&release={then}").get_data(as_text=True)


def test_what_an_archive_cannot_give_is_told(old):
    _, then, get = old
    for query in ("group=N=NL_GM0935", "territory=then", "indicator=dwellings"):
        answer = get(f"/values?{query}&release={then}")
        assert answer.status_code == 400 and answer.get_json()["todo"]
    assert "dwellings" not in get(f"/indicators.csv?release={then}").get_data(as_text=True).split("\n", 1)[0]
    names = {one["indicator"] for one in get(f"/indicators?release={then}").get_json()["items"]}
    assert "population" in names and "dwellings" not in names
    whole = pd.read_csv(io.BytesIO(get(f"/values.csv?years=2024&level=region&release={then}").get_data()))
    assert set(whole["indicator"]) <= names


def test_a_kept_database_is_read_whole(two_releases, tmp_path):
    folder, _ = two_releases
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    now = store.current(tmp_path)
    later = f"2026-02-02-{now[11:]}"
    shutil.copy(store.release_path(tmp_path, now), store.release_path(tmp_path, now).with_name(f"{later}.duckdb"))
    store.publish(tmp_path, later)
    client = server_over(tmp_path).test_client()
    answer = client.get(f"/api/v1/values.csv?indicator=population&group=N=NL_GM0935&years=2024&release={now}")
    assert answer.status_code == 200 and answer.headers["Wohnmonitor-Release"] == now
    assert client.get("/api/v1").headers["Wohnmonitor-Release"] == later
    assert client.get(f"/api/v1/releases/{now}/changes").get_json()["count"] == 0


def test_the_parquet_is_the_one_that_was_kept(old):
    folder, then, get = old
    answer = get(f"/releases/{then}/values.parquet")
    assert answer.get_data() == store.values_path(folder, then).read_bytes()
    assert f'filename="wohnmonitor_{then}.parquet"' in answer.headers["Content-Disposition"]


def test_changes_since_a_release(old):
    _, then, get = old
    found = get(f"/releases/{then}/changes?indicator=population").get_json()
    (one,) = found["items"]
    assert (one["area_id"], one["year"], one["change"], one["new_value"] - one["old_value"]) == ("NL_GM0935", 2024, "value", 10)
    assert get(f"/releases/{then}/changes?indicator=population&area=NL_GM0994").get_json()["count"] == 0
    page = get(f"/releases/{then}/changes.csv?limit=5")
    assert len(pd.read_csv(io.BytesIO(page.get_data()))) == 5 and 'rel="next"' in page.headers["Link"]
