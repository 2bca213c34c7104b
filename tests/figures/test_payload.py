"""The data file of the map: what holds where there is hardly anything to show."""

from __future__ import annotations

from wohnmonitor.figures.classes import natural
from wohnmonitor.figures.payload import payload


def test_an_indicator_without_values_has_a_file_without_years(monitor):
    ids = sorted(monitor.areas("municipality")["area_id"])
    country = monitor.areas().set_index("area_id")["country"].to_dict()
    rows = monitor.values("house_price")
    for nothing in (rows.iloc[0:0], rows.assign(value=float("nan"), reason="licence")):
        found = payload(nothing, ids, country, monitor.indicator("house_price"), "municipality", monitor.release)
        assert found["ids"] == ids and found["years"] == found["values"] == []
        assert found["breaks"] == {} and found["upper"] == {} and not any(found["segments"].values())


def test_natural_limits_of_two_to_nine_classes_travel_with_the_values(monitor):
    ids = sorted(monitor.areas("municipality")["area_id"])
    country = monitor.areas().set_index("area_id")["country"].to_dict()
    rows = monitor.values("population")
    found = payload(rows, ids, country, monitor.indicator("population"), "municipality", monitor.release)["breaks"]
    pooled = rows.loc[rows["level"] == "municipality", "value"].dropna()
    assert list(found) == [str(n) for n in range(2, 10)]
    assert all(found[str(n)] == list(natural(pooled, n, 0).limits) for n in (2, 6, 9))
