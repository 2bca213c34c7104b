"""The figures proved against the official files: make verify RAW=DIR.

What the package read and derived is compared with plain readings that use nothing of it (plain, recount, counted, derived,
people, homes, households, work), with the publishers' own upper rows (closure) and with other tables that print the same
figure (overlap).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from wohnmonitor import checks, collect, snapshot
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.paths import catalogue_dir, snapshot_dir
from wohnmonitor.sources.find import find_files

from . import closure, counted, derived, homes, households, overlap, people, work

pytestmark = pytest.mark.official

SECONDS, GIGABYTES = 90, 3
"""At most, for a full refresh from local official files."""

NOT_DECLARED = {
    "MANIFEST.csv": "describes the folder", "README.md": "describes the folder",
    "boundaries/": "geometry, read by the build of the snapshot's boundaries",
    "/odata4/": "metadata beside the observations",
}  # fmt: skip
"""Beginnings or parts of names of files that no table declares, with the reason; all others are listed as left alone."""


@pytest.fixture(scope="module")
def raw(pytestconfig) -> Path:
    folder = Path(pytestconfig.getoption("--raw")).resolve()
    assert (folder / "MANIFEST.csv").is_file(), f"{folder}: no MANIFEST.csv; --raw names the folder of official files"
    return folder


@pytest.fixture(scope="module")
def harmonised(raw) -> tuple[pd.DataFrame, pd.DataFrame]:
    return collect.harmonise(raw)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(catalogue_dir())


@pytest.fixture(scope="module")
def deviations(raw, harmonised, catalogue) -> pd.DataFrame:
    additive = {name for name, measure in catalogue.measures.items() if measure.adds_up == "sum"}
    return closure.deviations(harmonised[0], additive, raw)


def table(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False, max_colwidth=90)


def test_every_declared_table_is_found(raw, catalogue):
    """Declared tables find their files; files that are no declared table are listed."""
    found = find_files(raw, catalogue, lambda what, done, of: None)
    names = {file.name for file in found}
    listed = pd.read_csv(raw / "MANIFEST.csv", dtype=str)["path"]
    rest = [n for n in sorted(set(listed) - names) if not any(n.startswith(part) or part in n for part in NOT_DECLARED)]
    missing = set(catalogue.tables) - {file.table for file in found}
    print(f"\n{len(names)} of {len(listed)} files are declared tables. Left alone:", *rest, sep="\n  ")
    print("Declared, without a file of their own:", *sorted(missing) or ["none"])
    lost = [name for name in missing if catalogue.tables[name].ship and not catalogue.fetch_of(name)]
    assert not lost, "tables to be shipped that have no file and are not fetched"
    assert not names - set(listed), "files that the manifest does not list"


def test_measures_equal_the_snapshot(harmonised):
    """The official files give the shipped measures, row by row, and the same list of files with the same checksums."""
    measures, files = harmonised
    shipped, shipped_files = snapshot.read_measures(snapshot_dir())
    pd.testing.assert_frame_equal(measures.reset_index(drop=True), shipped.reset_index(drop=True))
    order = ["source", "file"]
    pd.testing.assert_frame_equal(
        files.fillna("").sort_values(order, ignore_index=True), shipped_files.fillna("").sort_values(order, ignore_index=True)
    )


def test_refresh_within_budget_and_same_release(raw, monitor, tmp_path):
    """`refresh --from` builds the release that the snapshot builds, in the time and memory named."""
    resource = pytest.importorskip("resource")
    command = [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(tmp_path), "refresh", "--from", str(raw)]
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    # What else the machine does must not fail the proof: the budget holds for the seconds of work.
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
    print(f"\nrefresh --from: {seconds:.0f} s by the clock, {work:.0f} s of work of {SECONDS}; peak {peak:.2f} GB of {GIGABYTES}")
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-2000:]
    release = done.stdout.split("\n")[-2].split()[0]
    assert release[-10:] == monitor.release[-10:], "the official files build another release than the snapshot"
    assert work < SECONDS
    assert peak < GIGABYTES


def test_closure(deviations, catalogue):
    """Municipalities add up to the publisher's own upper rows; each deviation has its explanation."""
    rows = deviations
    off = rows[rows["difference"].abs() > rows["rounding"]].copy()
    off["why"] = checks.explanations(off, "closure", catalogue)
    columns = ["measure", "source", "year", "area_id", "n", "gaps", "total", "published", "difference", "relative", "why"]
    print(f"\n{len(rows):,} sums compared with an upper row, {rows['source'].nunique()} tables; {len(off)} differ. The largest:")
    print(table(off.sort_values("relative", ascending=False)[columns].head(10)))
    print("Largest by table:")
    largest = off.loc[off.groupby("source")["relative"].idxmax()].sort_values("relative", ascending=False)
    print(table(largest[["source", "measure", "year", "area_id", "difference", "relative", "why"]]))
    assert len(rows) > 3000
    assert off["why"].notna().all(), table(off.loc[off["why"].isna(), columns])


def test_explanations_are_used(deviations, harmonised, catalogue):
    """No explanation and no doubt outlives what it is about."""
    off = deviations[deviations["difference"].abs() > deviations["rounding"]]
    idle = [known for known in catalogue.explained if known.check == "closure" and not known.covers(off).any()]
    idle += [doubt for doubt in catalogue.doubts if not (harmonised[0]["status"].eq("U") & doubt.covers(harmonised[0])).any()]
    assert not idle


@pytest.fixture(scope="module")
def worked_out(raw) -> dict[str, dict]:
    return derived.indicators(raw)


def municipal(monitor, indicator: str) -> dict[tuple[str, int], float]:
    values = monitor.values(indicator, level="municipality").dropna(subset=["value"])
    return dict(zip(zip(values["area_id"], values["year"], strict=True), values["value"], strict=True))


@pytest.mark.parametrize("indicator", [
    "population", "population_density", "population_growth_1y", "population_growth_5y", "dwellings", "dwellings_per_1000",
    "dwellings_permitted_per_1000", "owner_occupied_share", "house_price", "house_price_index", "net_cold_rent",
])  # fmt: skip
def test_recount(indicator, monitor, worked_out):
    """Every municipal figure of every year agrees cell by cell with an independent recount; a gap is a gap in both."""
    release, own = municipal(monitor, indicator), worked_out[indicator]
    assert set(release) - set(own) == set(), "figures that the official files do not give"
    assert set(own) - set(release) == set(), "figures of the official files that are gaps"
    # Areas are kept in km2 with three decimals: Herstappe has 1.335.
    tolerance = 5e-4 if indicator == "population_density" else 1e-9
    off = {key: (release[key], own[key]) for key in own if abs(release[key] - own[key]) > tolerance * max(1.0, abs(own[key]))}
    years = sorted({year for _, year in own})
    print(f"\n{indicator}: {len(own):,} figures of {len({a for a, _ in own})} municipalities, {years[0]}-{years[-1]}, {len(off)} differ")
    assert not off, dict(list(off.items())[:10])


@pytest.mark.parametrize("part", [people, homes, work, households], ids=lambda part: part.__name__.rsplit(".", 1)[-1])
def test_recount_of_the_whole_set(part, raw, monitor):
    """The same for the columns of the wider set, every cell. The snapshot keeps ten digits, which a growth of income shows at 2e-8."""
    differ = {}
    for indicator, own in part.indicators(raw).items():
        release = municipal(monitor, indicator)
        off = {key for key in set(own) & set(release) if abs(release[key] - own[key]) > 2e-8 * max(1.0, abs(own[key]))}
        wrong = off | set(release) ^ set(own)
        print(f"{indicator}: {len(own):,} figures, {len(wrong)} differ")
        if wrong:
            differ[indicator] = {key: (release.get(key), own.get(key)) for key in sorted(wrong)[:5]}
    assert not differ, differ


def test_areas_against_official_areas(raw, monitor):
    """The one geometry against the areas that the registers print, within 1 % or 0.1 km2."""
    rows = overlap.areas(raw, counted.areas(raw))
    release = monitor.areas("municipality").set_index("area_id")["area_km2"]
    rows["release"] = rows["area_id"].map(release)
    rows["relative"] = rows["release"] / rows["official"] - 1
    print("\nkm2 of the geometry against the registers, largest deviations:")
    print(table(rows.reindex(rows["relative"].abs().sort_values(ascending=False).index).head(8)))
    assert ((rows["release"] - rows["official"]).abs() < (0.01 * rows["official"]).clip(lower=0.1)).all()
    assert ((rows["release"] - rows["measured"]).abs() < 6e-4 + 2e-5 * rows["measured"]).all()


@pytest.mark.parametrize("pair", overlap.PAIRS, ids=lambda pair: pair.name)
def test_overlap(raw, pair):
    """Two official tables that print the same figure agree; the differences that remain are declared."""
    rows = overlap.compare(raw, pair)
    off = rows[rows["difference"] != 0]
    print(f"\n{pair.name}: {len(rows):,} figures in both, {len(off)} differ")
    if len(off):
        print(f"at most {off['relative'].max():.2%}: {pair.why}")
        print(table(off.sort_values("relative", ascending=False).head(5)))
    assert len(rows) >= pair.at_least
    assert len(off) <= pair.differ, pair.why
    assert off.empty or off["relative"].max() <= pair.at_most, pair.why
