"""The vintage of every file: codes outside it are refused, and what was back-cast is not converted again."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wohnmonitor import snapshot
from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.errors import TerritoryError
from wohnmonitor.harmonise.recode import recode
from wohnmonitor.harmonise.territory import alive, carry_over
from wohnmonitor.paths import catalogue_dir, reference_dir, snapshot_dir
from wohnmonitor.reference import load_reference

REFERENCE = load_reference(reference_dir())
CATALOGUE = load_catalogue(catalogue_dir())


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """schema.MEASURES of municipalities, as shipped."""
    measures, _ = snapshot.read_measures(snapshot_dir())
    return measures[measures["area_id"].isin(set(REFERENCE.area.loc[REFERENCE.area["level"] == "municipality", "area_id"]))]


def tidy(scheme: str, code: str, territory: str, value: float = 5.0) -> pd.DataFrame:
    return pd.DataFrame([{
        "measure": "population", "scheme": scheme, "code": code, "year": int(territory[:4]), "ref_date": territory, "territory": territory,
        "value": value, "status": "A", "reason": None, "precision": None, "source": "t", "file": "file.csv", "row": 7,
    }])  # fmt: skip


LIVES = [
    # scheme, code, a day on which it is valid, the next or last day on which it is not
    ("nis", "71022", "2024-12-31", "2025-01-01"), ("nis", "72025", "2018-12-31", "2019-01-01"),
    ("nis", "73083", "2024-12-31", "2025-01-01"), ("cbs", "GM0975", "2006-12-31", "2007-01-01"),
    ("cbs", "GM0962", "2018-12-31", "2019-01-01"), ("cbs", "GM0968", "2000-12-31", "2001-01-01"),
    ("ags", "05354032", "2009-10-20", "2009-10-21"), ("ags", "05313000", "2009-10-20", "2009-10-21"),
    ("ags", "05354", "2009-10-20", "2009-10-21"), ("nis", "71072", "2025-01-01", "2024-12-31"),
    ("nis", "72043", "2019-01-01", "2018-12-31"), ("cbs", "GM1954", "2019-01-01", "2018-12-31"),
    ("cbs", "GM1903", "2011-01-01", "2010-12-31"), ("ags", "05334032", "2009-10-21", "2009-10-20"),
    ("ars", "053340002002", "2009-10-21", "2009-10-20"),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "code", "valid", "invalid"), LIVES, ids=[f"{row[1]}-{row[3]}" for row in LIVES])
def test_a_code_outside_its_vintage_is_an_error(scheme, code, valid, invalid):
    assert len(recode(tidy(scheme, code, valid), REFERENCE.code)) == 1
    with pytest.raises(TerritoryError, match="not valid at their date") as raised:
        recode(tidy(scheme, code, invalid), REFERENCE.code)
    assert code in str(raised.value) and invalid in str(raised.value) and "row 7" in str(raised.value)
    # Publishers keep dissolved codes in their lists: without a figure they are no row.
    assert recode(tidy(scheme, code, invalid, float("nan")), REFERENCE.code).empty


@pytest.mark.parametrize("code", ["71999", "61000999", "73000", "05334999", "GM0001", "", "../71022", "71022'; DROP TABLE area; --"])
def test_codes_that_nobody_issued_give_no_figure(code):
    """Inside our districts they are an error, outside they are not ours."""
    for scheme in ("nis", "ags", "cbs", "nonsense"):
        try:
            assert recode(tidy(scheme, code, "2020-01-01"), REFERENCE.code).empty
        except TerritoryError as error:
            assert code in str(error)
    with pytest.raises(TerritoryError):
        recode(tidy("nis", "71999", "2020-01-01"), REFERENCE.code)
    with pytest.raises(TerritoryError):
        recode(tidy("ags", "05334999", "2020-01-01"), REFERENCE.code)


@given(st.text(max_size=12), st.dates().map(str))
def test_any_text_is_an_error_or_nothing(code, day):
    known = set(REFERENCE.code["code"])
    try:
        out = recode(tidy("nis", code, day), REFERENCE.code)
    except TerritoryError:
        return
    assert out.empty or code in known


def test_every_shipped_figure_stands_on_a_municipality_of_its_territory(published):
    wrong = [
        (territory, sorted(set(rows["area_id"]) - set(alive(REFERENCE.area, territory))))
        for territory, rows in published.groupby("territory")
    ]  # fmt: skip
    assert not [row for row in wrong if row[1]]


def test_the_vintage_is_that_of_the_declaration(published):
    """A table either counts on the codes of each reference date, or on those of its declared day; takes may say otherwise."""
    for source, rows in published.groupby("source"):
        table = CATALOGUE.tables[source]
        declared = {take.vintage or table.vintage for take in table.take}
        own = rows["territory"] != rows["ref_date"]
        assert set(rows.loc[own, "territory"]) <= declared - {"reference"}, source
        assert "reference" in declared or not (~own & ~rows["territory"].isin(declared)).any(), source


def test_back_cast_tables_are_those_we_know(published):
    """Found in the files: a table is on newer codes than its dates exactly where it is declared so."""
    newer = published[(published["territory"] > published["ref_date"]) & published["area_id"].str.startswith(("BE_", "NL_"))]
    found = newer.groupby("source")["territory"].unique().map(sorted).to_dict()
    assert found["statbel_building_permits"] == found["statbel_prices"] == ["2025-01-01"]
    assert found["statbel_fiscal_income"] == found["statbel_disposable_income"] == ["2019-01-01"]
    declared = {t for t, table in CATALOGUE.tables.items() if {table.vintage, *(take.vintage for take in table.take)} - {"reference", None}}
    assert set(found) <= declared


def test_tables_of_the_reference_date_are_not_back_cast(published):
    """Codes that were kept while their territory grew tell: Roermond grew by Swalmen's 8,790 persons on 1-1-2007, Venlo by
    Arcen en Velden's 8,668 on 1-1-2010. A series without that step is on newer borders and must say so."""
    rows = published[published["measure"].eq("population")]
    for area, year, joined in (("NL_GM0957", 2007, 8790), ("NL_GM0983", 2010, 8668)):
        for source, series in rows[rows["area_id"] == area].groupby("source"):
            value = series.set_index("year")["value"]
            if CATALOGUE.tables[source].vintage == "reference" and {year - 1, year} <= set(value.index):
                assert value[year] - value[year - 1] == pytest.approx(joined, abs=500), (source, area)


def test_what_was_back_cast_is_never_converted_again(published):
    share_of = {m: measure.share if measure.adds_up == "sum" else None for m, measure in CATALOGUE.measures.items()}
    out = carry_over(published, REFERENCE.area, REFERENCE.change, share_of)
    key = ["measure", "area_id", "year", "source"]
    today = published[published["territory"] >= "2025-01-01"]
    both = today.merge(out, on=key, suffixes=("", "_out"))
    assert len(both) == len(today) > 30_000
    assert both["value"].equals(both["value_out"]) and both["status"].equals(both["status_out"])
    # On the communes of 2019 Pelt is one already, Tongeren and Borgloon are still two.
    income = out[(out["measure"] == "net_taxable_income") & (out["source"] == "statbel_fiscal_income") & (out["year"] == 2010)]
    printed = published[(published["source"] == "statbel_fiscal_income") & (published["year"] == 2010)]
    printed = printed[printed["measure"] == "net_taxable_income"].set_index("area_id")["value"]
    carried = income.set_index("area_id")["value"]
    assert carried["BE_72043"] == printed["BE_72043"]
    assert carried["BE_73111"] == printed["BE_73083"] + printed["BE_73009"]
