"""data/reference: the areas of the monitor, their codes, who belongs to what, and what merged."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from wohnmonitor.paths import reference_dir

COLUMNS = {
    "area": "area_id,level,country,name,name_de,name_nl,name_fr,name_en,language,valid_from,valid_to",
    "code": "scheme,code,area_id,valid_from,valid_to",
    "membership": "municipality_id,level,area_id",
    "area_change": "date,from_id,to_id,kind,share_persons,share_dwellings,share_area,exact,source",
    "area_alias": "area_id,name,kind",
}
SHARES = ["share_persons", "share_dwellings", "share_area"]
OSTBELGIEN = {f"BE_{nis}" for nis in (63001, 63012, 63013, 63023, 63040, 63048, 63061, 63067, 63087)}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(reference_dir() / f"{name}.csv", dtype="str", keep_default_na=False)


area, code, membership = table("area"), table("code"), table("membership")
change, alias = table("area_change"), table("area_alias")
today = area[(area["level"] == "municipality") & (area["valid_to"] == "")]
known = set(area["area_id"])


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_are_sorted_text_with_the_declared_columns(name):
    content = (reference_dir() / f"{name}.csv").read_bytes().decode("utf-8")
    rows = list(csv.reader(content.splitlines()))
    assert ",".join(rows[0]) == COLUMNS[name]
    assert "\r" not in content and not content.startswith("\ufeff") and content.endswith("\n")
    assert rows[1:] == sorted(rows[1:])
    assert len({tuple(row) for row in rows}) == len(rows)
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_the_euregio_has_199_municipalities_of_today():
    assert len(today) == 199
    assert today["country"].value_counts().to_dict() == {"BE": 122, "DE": 46, "NL": 31}
    assert today["area_id"].str.startswith("BE_6").sum() == 84
    assert today["area_id"].str.startswith("BE_7").sum() == 38


def test_levels_are_partitions_of_the_municipalities():
    assert set(membership["municipality_id"]) == set(today["area_id"])
    assert set(membership["area_id"]) <= known
    assert not membership.duplicated(["municipality_id", "level"]).any()
    assert membership["level"].value_counts().to_dict() == {"country": 199, "district": 199, "emr": 199, "region": 199}
    stated = membership.merge(area[["area_id", "level"]], on="area_id", suffixes=("", "_of_area"))
    assert (stated["level"] == stated["level_of_area"]).all()


def test_members_of_every_upper_area():
    size = membership.groupby("area_id").size().to_dict()
    assert {k: size[k] for k in ("region-aachen", "ostbelgien", "liege", "limburg-be", "limburg-nl")} == {
        "region-aachen": 46, "ostbelgien": 9, "liege": 75, "limburg-be": 38, "limburg-nl": 31,
    }  # fmt: skip
    assert {k: v for k, v in size.items() if k.startswith("DE_")} == {"DE_05334": 10, "DE_05358": 15, "DE_05366": 11, "DE_05370": 10}
    assert {k: v for k, v in size.items() if k.startswith("NL_")} == {"NL_CR37": 8, "NL_CR38": 7, "NL_CR39": 16}
    assert {k: v for k, v in size.items() if k.startswith("BE_")} == {
        "BE_61000": 17, "BE_62000": 24, "BE_63000": 29, "BE_64000": 14, "BE_71000": 16, "BE_72000": 12, "BE_73000": 10,
    }  # fmt: skip
    assert set(membership.loc[membership["area_id"] == "ostbelgien", "municipality_id"]) == OSTBELGIEN


def test_district_and_region_are_two_partitions_not_a_tree():
    verviers = set(membership.loc[membership["area_id"] == "BE_63000", "municipality_id"])
    regions = membership[membership["municipality_id"].isin(verviers) & (membership["level"] == "region")]
    assert set(regions["area_id"]) == {"liege", "ostbelgien"}


def test_every_area_is_named_in_four_languages():
    assert area["area_id"].is_unique
    assert (area[["name", "name_de", "name_nl", "name_fr", "name_en"]] != "").all(axis=None)
    assert set(area.loc[area["level"] == "municipality", "language"]) == {"de", "nl", "fr"}
    assert set(today.loc[(today["country"] == "BE") & (today["language"] == "de"), "area_id"]) == OSTBELGIEN
    names = area.set_index("area_id")[["name", "name_de", "name_nl", "name_fr", "name_en"]]
    assert names.loc["BE_62063"].tolist() == ["Liège", "Lüttich", "Luik", "Liège", "Liège"]
    assert names.loc["DE_05334002"].tolist() == ["Aachen", "Aachen", "Aken", "Aix-la-Chapelle", "Aachen"]
    assert names.loc["BE_63040"].tolist() == ["Kelmis", "Kelmis", "Kelmis", "La Calamine", "Kelmis"]
    assert names.loc["BE_73109"].tolist() == ["Voeren", "Voeren", "Voeren", "Fourons", "Voeren"]


def test_names_of_today_are_unique_in_each_language():
    for column in ("name", "name_de", "name_nl", "name_fr", "name_en"):
        twice = today.loc[today[column].duplicated(keep=False), ["area_id", column]]
        assert twice.empty, twice


def test_codes_lead_to_known_areas_and_to_one_at_a_time():
    assert set(code["area_id"]) <= known
    for _, rows in code.groupby(["scheme", "code"]):
        spans = sorted((row.valid_from or "0000", row.valid_to or "9999") for row in rows.itertuples())
        assert all(a[1] < b[0] for a, b in zip(spans, spans[1:], strict=False)), rows
    assert set(today["area_id"]) <= set(code["area_id"])
    assert code["scheme"].value_counts().to_dict() == {
        "ags": 62, "ars": 50, "cbs": 86, "cbs_name": 87, "gvb": 46, "nis": 136, "nis_name": 128,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("ags", "05354032", ("DE_05354032", "", "2009-10-20")),
        ("ags", "05334032", ("DE_05334032", "2009-10-21", "")),
        ("ags", "05313000", ("DE_05313000", "", "2009-10-20")),
        ("ags", "05358", ("DE_05358", "", "")),
        ("ars", "053340002002", ("DE_05334002", "2009-10-21", "")),
        ("cbs", "GM0957", ("NL_GM0957", "", "")),
        ("cbs", "GM0897", ("NL_GM0897", "", "2000-12-31")),
        ("cbs", "CR39", ("NL_CR39", "", "")),
        ("cbs", "PV31", ("limburg-nl", "", "")),
        ("cbs_name", "Beek (L.)", ("NL_GM0888", "", "")),
        ("cbs_name", "Zuid-Limburg (CR)", ("NL_CR39", "", "")),
        ("nis", "71022", ("BE_71022", "", "2024-12-31")),
        ("nis", "71072", ("BE_71072", "2025-01-01", "")),
        ("nis", "70000", ("limburg-be", "", "")),
        ("nis_name", "Bitsingen", ("BE_62011", "", "")),
        ("nis_name", "Saint-Nicolas (Luik)", ("BE_62093", "", "")),
    ],
)
def test_codes(scheme, value, expected):
    rows = code[(code["scheme"] == scheme) & (code["code"] == value)]
    assert [tuple(row) for row in rows[["area_id", "valid_from", "valid_to"]].to_numpy()] == [expected]


def test_arrondissements_have_no_code_because_their_content_changed():
    assert not code["code"].isin(["61000", "62000", "63000", "64000", "71000", "72000", "73000"]).any()


def test_ars_holds_the_ags():
    ars = code[(code["scheme"] == "ars") & (code["code"].str.len() == 12)]
    assert len(ars) == 46
    assert ("DE_" + ars["code"].str[:5] + ars["code"].str[-3:] == ars["area_id"]).all()


def test_every_event_names_known_areas_or_the_outside():
    assert set(change["from_id"]) | set(change["to_id"]) <= known | {""}
    assert not ((change["from_id"] == "") & (change["to_id"] == "")).any()
    outside = change[(change["from_id"] == "") | (change["to_id"] == "")]
    assert set(outside["kind"]) == {"border"}
    assert (change["from_id"] != change["to_id"]).all()
    assert set(change["kind"]) == {"merge", "absorb", "split", "recode", "border"}
    assert set(change["exact"]) == {"true", "false"}
    assert (change["source"] != "").all()


def test_events_agree_with_the_lives_of_the_areas():
    lives = area.set_index("area_id")
    for row in change[change["kind"] != "border"].itertuples():
        last_day = (date.fromisoformat(row.date) - timedelta(days=1)).isoformat()
        assert lives.at[row.from_id, "valid_to"] == last_day, row
        if row.kind in ("merge", "recode"):
            assert lives.at[row.to_id, "valid_from"] == row.date, row
        if row.kind == "absorb":
            assert lives.at[row.to_id, "valid_from"] < row.date, row
    gone = set(area.loc[area["valid_to"] != "", "area_id"])
    assert gone == set(change.loc[change["kind"] != "border", "from_id"])


def test_whole_events_move_everything_and_parts_of_a_split_sum_to_one():
    whole = change[change["kind"].isin(["merge", "absorb", "recode"])]
    assert (whole[SHARES] == "1").all(axis=None) and (whole["exact"] == "true").all()
    assert not whole.duplicated(["date", "from_id"]).any()
    split = change[change["kind"] == "split"]
    assert (split["exact"] == "false").all()
    for (day, origin), rows in split.groupby(["date", "from_id"]):
        assert len(rows) > 1
        for column in SHARES:
            if (rows[column] != "").all():
                assert sum(map(Decimal, rows[column])) == 1, (day, origin, column)
            else:
                assert column == "share_area" and (rows[column] == "").all() and day == "1991-01-01"
    small = change.loc[(change["kind"] == "border") & (change["date"] > "1991-12-31"), SHARES].replace("", "0").astype(float)
    assert small["share_persons"].max() < 0.01 and small["share_area"].max() < 0.15


@pytest.mark.parametrize(
    ("origin", "target", "shares"),
    [
        # Statistics Netherlands, RegioS: persons, dwellings and hectares that went to each municipality.
        ("NL_GM0912", "NL_GM1507", (6750 / 6960, 2507 / 2627, 2963 / 3633)),
        ("NL_GM0912", "NL_GM0983", (210 / 6960, 120 / 2627, 670 / 3633)),
        ("NL_GM0993", "NL_GM1507", (4309 / 7813, 1684 / 3034, 2055 / 3844)),
        ("NL_GM0993", "NL_GM0984", (3504 / 7813, 1350 / 3034, 1789 / 3844)),
    ],
)
def test_the_two_splits_since_2000(origin, target, shares):
    row = change[(change["from_id"] == origin) & (change["to_id"] == target) & (change["kind"] == "split")].squeeze()
    assert row[SHARES].astype(float).tolist() == pytest.approx(list(shares), abs=1e-6)


def test_events_since_2000_by_kind():
    recent = change[(change["date"] >= "2000-01-01") & (change["kind"] != "border")]
    assert Counter(recent["kind"]) == {"merge": 37, "absorb": 6, "split": 4, "recode": 10}
    belgian = recent[recent["from_id"].str.startswith("BE_")]
    assert belgian.groupby("date").size().to_dict() == {"2019-01-01": 4, "2025-01-01": 8}
    assert set(belgian.loc[belgian["to_id"] == "BE_71072", "from_id"]) == {"BE_71022", "BE_73040"}


def test_every_municipality_that_is_gone_ends_in_one_of_today():
    forward = change[change["kind"] != "border"].groupby("from_id")["to_id"].agg(set).to_dict()
    ends = {a for a in area.loc[area["level"] == "municipality", "area_id"] if a not in forward}
    assert ends == set(today["area_id"])


def test_aliases_find_what_people_still_say():
    assert set(alias["area_id"]) <= known - set(area.loc[area["valid_to"] != "", "area_id"])
    found = alias.groupby("name")["area_id"].agg(set)
    assert found["Grubbenvorst"] == {"NL_GM1507", "NL_GM0983"}
    assert found["Tongeren"] == {"BE_73111"} and found["Geleen"] == {"NL_GM1883"}
