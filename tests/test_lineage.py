"""Every value is led back to figures in official files, and exact counts add up to it again."""

from __future__ import annotations

import pytest

from wohnmonitor.errors import CallError
from wohnmonitor.lineage import FIGURES, MEASURES, lineage


def test_a_merger_is_followed_into_its_parts(monitor):
    found = lineage(monitor, "population", "NL_GM1954", 2015)
    assert list(found.measures) == MEASURES and list(found.figures) == FIGURES
    assert found.figures["value"].sum() == found.value["value"] == 36353
    assert set(found.figures["code"]) == {"NL_GM0881", "NL_GM0951", "NL_GM0962"}
    assert found.figures["sha256"].str.fullmatch("[0-9a-f]{64}").all() and found.figures["row"].notna().all()
    assert "NL_GM0881: 7866.0" in str(found)


def test_a_ratio_is_followed_into_both_parts(monitor):
    found = lineage(monitor, "vacancy_rate", "BE_63040", 2021)
    parts = found.measures.set_index("role")["value"]
    assert dict(parts) == {"numerator": 584, "denominator": 5652}
    assert 100 * parts["numerator"] / parts["denominator"] == found.value["value"]
    printed = lineage(monitor, "vacancy_rate", "NL_GM0935", 2021)
    assert set(printed.measures["role"]) == {"published"}


def test_growth_reads_two_years(monitor):
    found = lineage(monitor, "population_growth_5y", "NL_GM1954", 2020)
    assert sorted(found.measures["year"]) == [2015, 2020]
    assert len(found.figures) == 4, "three municipalities in 2015, one in 2020"


def test_a_sum_is_followed_into_its_municipalities(monitor):
    found = lineage(monitor, "population", "emr", 2020)
    assert found.measures["value"].sum() == found.value["value"]
    assert set(found.figures["publisher"].str[:7]) == {"Statbel", "Statist"}


def test_gaps_and_years_without_figures_are_said(monitor):
    with pytest.raises(CallError, match="not_collected"):
        lineage(monitor, "house_price", "DE_05334002", 2020)
    with pytest.raises(CallError, match="no such year"):
        lineage(monitor, "house_price", "NL_GM0935", 1950)


@pytest.mark.long
def test_every_indicator_of_every_country_leads_to_a_file(monitor):
    """One value of each country and indicator, at the lowest level that has one: a figure with file, checksum and place."""
    picked = monitor.now.query("""
        SELECT indicator, country, arg_min(v.area_id, (v.level <> 'municipality', hash(v.area_id, year))) AS area_id,
               arg_min(year, (v.level <> 'municipality', hash(v.area_id, year))) AS year
        FROM indicator_value v JOIN area USING (area_id)
        WHERE value IS NOT NULL AND country IS NOT NULL AND v.level IN ('municipality', 'district') GROUP BY ALL ORDER BY ALL""")
    lost = []
    for one in picked.itertuples():
        found = lineage(monitor, one.indicator, one.area_id, int(one.year))
        named = set(found.value["source"].split(";")) - {"boundaries"}
        reached = set(found.figures["source"])
        if not named <= reached or found.figures["sha256"].isna().any() or found.measures.empty:
            lost.append(f"{one.indicator} {one.area_id} {one.year}: {named - reached}")
    assert not lost, "\n".join(lost)


def test_published_figures_add_up_to_exact_counts_again(monitor):
    """Residents of municipalities of today, carried exactly: the sum of what was published is the value, to the last person."""
    rows = monitor.values("population", level="municipality")
    for one in rows[rows["value"].notna() & (rows["status"] == "A")].sample(120, random_state=1).itertuples():
        found = lineage(monitor, "population", one.area_id, one.year)
        assert found.figures["value"].sum() == one.value, f"{one.area_id} {one.year}"
