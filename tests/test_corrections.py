"""Corrections by hand: what is derived follows, they are shown as such everywhere, and a change of the publisher's figure is reported."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest

from tests.app.test_server import HTML, client_of
from tests.test_checks import TOWN as NEAR
from tests.test_checks import good
from wohnmonitor import checks, pipeline, snapshot, store
from wohnmonitor.app.note import sources
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.served import Served
from wohnmonitor.app.server import create_app
from wohnmonitor.app.text import text
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.declared import Correction
from wohnmonitor.errors import CatalogueError
from wohnmonitor.harmonise.correct import correct
from wohnmonitor.lineage import lineage
from wohnmonitor.paths import catalogue_dir, snapshot_dir
from wohnmonitor.schema import CARRIED, LANGUAGES, is_corrected

TOWN, YEAR, SOURCE = "NL_GM0935", 2026, "cbs_03759ned"
DECLARED = {
    "measure": "population", "area": TOWN, "year": YEAR, "source": SOURCE, "value": 130000, "replaces": 125285.0, "status": "E",
    "reason": "two registers were swapped", "author": "A. Tester", "date": "2026-11-26",
}  # fmt: skip


def declared(**changes) -> Correction:
    return Correction.model_validate(DECLARED | changes)


@pytest.fixture(scope="module")
def m(tmp_path_factory):
    """A monitor over a release that is built from the snapshot and one correction."""
    published, files = snapshot.read_measures(snapshot_dir())
    published = published[published["measure"] == "population"]
    known = published[(published["area_id"] == TOWN) & (published["year"] == YEAR) & (published["source"] == SOURCE)]
    figure = float(known["value"].iloc[0])
    correction = declared(value=figure + 1000, replaces=figure)
    every = load_catalogue(catalogue_dir())
    few = {one: every.indicators[one] for one in ("population", "population_density")}
    catalogue = every.model_copy(update={"corrections": (correction,), "indicators": few})
    data = tmp_path_factory.mktemp("corrected")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_catalogue", lambda _: catalogue)
        built = pipeline.build(data, published, files, date(2026, 1, 1))
    store.publish(data, built.release)
    assert built.findings.query("check == 'correction'").empty
    return Served(data)


def test_what_is_derived_follows_at_every_level(m, monitor):
    for area in (TOWN, "NL", "limburg-nl"):
        ours, theirs = (one.values("population", areas=[area], years=YEAR).iloc[0] for one in (m, monitor))
        assert ours["value"] == theirs["value"] + 1000 and ours["status"] == "E"
        assert set(ours["source"].split(";")) == {*theirs["source"].split(";"), "correction"}
    density = m.values("population_density", areas=[TOWN], years=YEAR).iloc[0]
    assert density["numerator"] == m.values("population", areas=[TOWN], years=YEAR)["value"].iloc[0] and is_corrected(density["source"])
    before = m.values("population", areas=[TOWN], years=YEAR - 1).iloc[0]
    assert not is_corrected(before["source"])
    assert m.sources().set_index("source").loc["correction", "note"].count("two registers were swapped") == 1


def test_provenance_says_it_and_keeps_the_publishers_figure(m):
    found = lineage(m, "population_density", TOWN, YEAR)
    (correction,) = found.corrections
    assert found.figures.query("measure == 'population'")["value"].tolist() == [correction.replaces]
    assert f"corrected by hand: population {TOWN} {YEAR}" in str(found) and "A. Tester" in str(found)
    assert not lineage(m, "population_density", TOWN, YEAR - 1).corrections


def test_the_app_shows_it(m):
    app = create_app(m)
    client = client_of(app)
    place = m.payload("population", "municipality").decode()
    assert f'"corrected":{{"{YEAR}":[' in place
    for language in LANGUAGES:
        page = client.get(f"/method?lang={language}", headers=HTML).get_data(as_text=True)
        assert 'id="corrections"' in page and "two registers were swapped" in page and "Maastricht" in page
        for place in (f"/profile?area={TOWN}", f"/compare?areas={TOWN},NL_GM0917&year={YEAR}", f"/table?indicator=population&year={YEAR}"):
            assert text(language)("correction.mark") in client.get(f"{place}&lang={language}", headers=HTML).get_data(as_text=True), place
    for level, named in (("municipality", "Maastricht"), ("region", "Limburg")):
        facts, state = app.facts.view({"indicator": ["population"], "year": [str(YEAR)], "level": [level], "lang": ["en"]})
        assert f"Corrected by hand, among these values: {named}" in sources(Picture(facts, state, "light")), "also beneath every picture"
    sentence = client.get(f"/download.csv?indicator=population&year={YEAR}", headers=HTML).get_data(as_text=True)
    assert f"{SOURCE};correction" in sentence or f"correction;{SOURCE}" in sentence


def carried(**changes) -> pd.DataFrame:
    row = {
        "measure": "population", "area_id": TOWN, "level": "municipality", "year": YEAR, "ref_date": f"{YEAR}-01-01", "value": 125285.0,
        "status": "A", "reason": None, "precision": None, "source": SOURCE, "file": "f", "row": "1", "segment": 0,
    }  # fmt: skip
    return pd.DataFrame([row | changes])[CARRIED].astype({"precision": float})


def test_a_gap_is_filled_and_what_is_not_there_is_left():
    out, applied = correct(carried(value=float("nan"), status="O", reason="not_delivered"), [declared(replaces=None)])
    assert out[["value", "status"]].iloc[0].tolist() == [130000, "E"] and out["reason"].isna().all()
    assert applied["found"].isna().all()
    same, applied = correct(carried(source="other"), [declared()])
    assert same["value"].tolist() == [125285] and applied["found"].isna().all()
    none, applied = correct(carried(), [])
    assert none.equals(carried()) and applied.empty


@pytest.mark.parametrize(("now", "told"), [(125285.0, 0), (126000.0, 1), (float("nan"), 1)])
def test_it_is_reported_when_the_publisher_changes_the_figure(now, told):
    _, applied = correct(carried(value=now), [declared()])
    findings = checks.run(good() | {"correction": applied}, load_catalogue(catalogue_dir()))
    assert len(findings.query("check == 'correction'")) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('measure = "populaton"', "did you mean|populaton"),
        ('source = "statbel_prices"', "source.*statbel_prices"),
        ('author = ""', "author"),
        ('status = "Q"', "status"),
        ('reason = { de = "nur deutsch" }', "a text in each"),
        ("yeer = 2024", "yeer"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path, line, told):
    shutil.copytree(catalogue_dir(), tmp_path, dirs_exist_ok=True)
    lines = {name: f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}" for name, value in DECLARED.items()}
    lines[line.split(" ")[0]] = line
    (tmp_path / "corrections.toml").write_text("[[correction]]\n" + "\n".join(lines.values()), encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"corrections.toml(.|\n)*({told})"):
        load_catalogue(tmp_path)


def test_a_correction_mends_a_sum_or_leaves_its_upper_row_behind():
    wrong = good()
    frame = wrong["measure_published"].copy()
    town = frame[(frame["area_id"] == NEAR) & (frame["year"] == 2005)].iloc[0]
    told = {"measure": "population", "area_id": NEAR, "year": 2005, "source": town["source"], "status": "E", "found": 1.0, "replaces": 1.0}
    known = load_catalogue(catalogue_dir())
    frame.loc[(frame["area_id"] == NEAR) & (frame["year"] == 2005), "value"] = 1.0
    printed_wrong = wrong | {"measure_published": frame}
    assert "closure" in set(checks.run(printed_wrong, known)["check"])
    mended = pd.DataFrame([told | {"value": float(town["value"])}])
    assert "closure" not in set(checks.run(printed_wrong | {"correction": mended}, known)["check"])
    assert "closure" not in set(checks.run(wrong | {"correction": mended.assign(value=5.0)}, known)["check"])
