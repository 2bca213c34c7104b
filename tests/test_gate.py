"""The gate: each limit holds a release back and says why; inside them it is published; a review lets it through."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.test_checks import TOWN, good, put
from wohnmonitor import changelog, gate, journal, publication, store
from wohnmonitor.catalogue import load_catalogue, load_gate
from wohnmonitor.declared import Allowed
from wohnmonitor.errors import CatalogueError, CheckError
from wohnmonitor.paths import catalogue_dir

SOURCE = "regio_12411_01_01_5"


def written(data, frames: dict[str, pd.DataFrame], day: int = 1) -> str:
    catalogue = load_catalogue(catalogue_dir())
    rest = {
        "indicator_value_then": frames["indicator_value"].iloc[:0],
        "catalogue": pd.DataFrame({"json": [catalogue.model_dump_json()]}),
        "file": pd.DataFrame({"source": [SOURCE], "file": ["a.csv"], "sha256": ["0" * 64], "release": [""]}),
    }
    return store.write_release(data, frames | rest, date(2026, 1, day))


@pytest.fixture
def data(tmp_path):
    store.publish(tmp_path, written(tmp_path, good()))
    return tmp_path


def changed(data, *changes):
    """A release with these changes; one figure always moves, for the published figures alone make no other release."""
    frames = good()
    for change in (put("measure_value", "value", 10.5, measure="dwellings_permitted", year=2000), *changes):
        change(frames)
    return written(data, frames, 2)


def compared(data, release: str, **limits):
    folder = catalogue_dir()
    rules = load_gate(folder).model_copy(update=limits)
    return gate.compare(data, store.current(data), release, load_catalogue(folder), rules)


def gone(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["measure_published"]
    frames["measure_published"] = frame[~((frame["area_id"] == TOWN) & (frame["year"] == 2006))]


def all_gone(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["measure_published"]
    frames["measure_published"] = frame[frame["area_id"] != TOWN]


def new_code(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["measure_published"]
    more = frame[(frame["area_id"] == TOWN) & (frame["year"] == 2006)].assign(area_id="BE_63000")
    frames["measure_published"] = pd.concat([frame, more], ignore_index=True)


def new_year_of_two(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["indicator_value"]
    more = frame[(frame["indicator"] == "dwellings_permitted_per_1000")].head(2).assign(year=2006)
    frames["indicator_value"] = pd.concat([frame, more], ignore_index=True)


def revised_year(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["measure_published"].copy()
    frame.loc[frame["year"] == 2006, "value"] *= 1.05
    frames["measure_published"] = frame


BEYOND = {
    "revised": revised_year,
    "vanished": gone,
    "area_new": new_code,
    "area_vanished": all_gone,
    "coverage": put("indicator_value", "value", float("nan"), area_id=TOWN, year=2005),
    "new_year": new_year_of_two,
    "jump": put("measure_value", "value", 9000.0, measure="population", area_id=TOWN, year=2005),
    "zero_beside_large": put("measure_value", "value", 0.0, measure="population", area_id=TOWN, year=2006),
}


@pytest.mark.parametrize("check", BEYOND)
def test_what_is_beyond_a_limit_is_not_published_unread(data, check):
    before, release = store.current(data), changed(data, BEYOND[check])
    with pytest.raises(CheckError, match="not published") as refused:
        publication.pass_gate(data, release, publish=True)
    assert store.current(data) == before and f"wohnmonitor publish {release}" in str(refused.value)
    changes = changelog.read(data, release)
    assert check in set(changes.beyond["check"])
    assert f"{check}: " in changelog.text_path(data, release).read_text("utf-8")
    publication.pass_gate(data, release, publish=True, reviewed=True)
    assert store.current(data) == release and journal.read(data)["published"][-1]["reviewed"]


def test_inside_the_limits_it_is_published_and_the_log_says_what_changed(data):
    one = put("measure_published", "value", 1011.5, measure="population", area_id=TOWN, year=2005)
    release = changed(data, one, put("indicator_value", "value", 10.1, area_id=TOWN, indicator="population_growth_1y"))
    assert publication.pass_gate(data, release, publish=True).beyond.empty
    assert store.current(data) == release
    changes = changelog.read(data, release)
    (row,) = changes.sources.to_dict("records")
    assert (row["source"], row["measure"], row["revised"], row["area_id"], row["new"]) == (SOURCE, "population", 1, TOWN, 1011.5)
    (row,) = changes.indicators.to_dict("records")
    assert (row["indicator"], row["revised"], row["old"], row["new"]) == ("population_growth_1y", 1, 10.0, 10.1)
    text = changelog.text_path(data, release).read_text("utf-8")
    assert "Beyond the limits of indicators/gate.toml: nothing" in text and f"{TOWN} 2005" in text


def test_what_is_allowed_is_let_through_and_no_more(data):
    release = changed(data, revised_year)
    allowed = Allowed(check="revised", source=SOURCE, measures=("population",), years=(2006,), at_most=1, why="announced")
    assert compared(data, release, allowed=(allowed,)).beyond.empty
    other = allowed.model_copy(update={"years": (2005,)})
    assert compared(data, release, allowed=(other,)).beyond["check"].tolist() == ["revised"]


def test_the_same_release_has_no_changes_and_a_first_one_nothing_to_compare(data, tmp_path_factory):
    assert publication.pass_gate(data, store.current(data), publish=True) is None
    empty = tmp_path_factory.mktemp("first")
    release = written(empty, good())
    assert publication.pass_gate(empty, release, publish=True) is None
    assert store.current(empty) == release and changelog.read(empty, release) is None


def test_a_release_of_another_schema_is_not_compared(data, monkeypatch):
    release = changed(data, revised_year)
    monkeypatch.setattr(gate, "SCHEMA_VERSION", 99)
    with pytest.raises(CheckError, match="cannot be compared"):
        publication.pass_gate(data, release, publish=True)


def test_every_check_has_its_limit_and_no_limit_is_for_nothing(data, tmp_path):
    rules = load_gate(catalogue_dir())
    with pytest.raises(CatalogueError, match="limit.jump"):
        compared(data, store.current(data), limit={name: limit for name, limit in rules.limit.items() if name != "jump"})
    assert set(load_gate(catalogue_dir()).limit) == gate.limits()
    for name, content, told in (
        ("gate.toml", "[limit.revised]\nat_most = -1", "limit.revised.at_most"),
        ("gate.toml", "[limit.revised]\nat_moost = 1", "at_moost"),
        ("gate.toml", '[[allowed]]\ncheck = "revisd"\nat_most = 1\nwhy = "x"\n[limit.revised]\nat_most = 1', "allowed.*revisd"),
    ):
        for path in catalogue_dir().glob("*.toml"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / name).write_text(content)
        load_gate.cache_clear()
        with pytest.raises(CatalogueError, match=told):
            load_gate(tmp_path)
