"""The data file of the map: what holds where there is hardly anything to show."""

from __future__ import annotations

from wohnmonitor.figures.payload import payload


def test_an_indicator_without_values_has_a_file_without_years(monitor):
    ids = sorted(monitor.areas("municipality")["area_id"])
    country = monitor.areas().set_index("area_id")["country"].to_dict()
    rows = monitor.values("house_price")
    for nothing in (rows.iloc[0:0], rows.assign(value=float("nan"), reason="licence")):
        found = payload(nothing, ids, country, monitor.indicator("house_price"), "municipality", monitor.release)
        assert found["ids"] == ids and found["years"] == found["values"] == []
        assert found["breaks"] == {} and found["upper"] == {} and not any(found["segments"].values())
