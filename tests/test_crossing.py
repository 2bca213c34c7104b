"""Distances to a border worked by hand, and who is a twin."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from wohnmonitor.crossing import distances, twins

COUNTRY = {"BE_1": "BE", "BE_2": "BE", "NL_1": "NL", "DE_1": "DE"}


def squares(**places: tuple[float, float]) -> gpd.GeoSeries:
    """Squares of ten kilometres about these points of EPSG:3035, in km."""
    boxes = {name: shapely.box(*(1000 * side for side in (x - 5, y - 5, x + 5, y + 5))) for name, (x, y) in places.items()}
    return gpd.GeoSeries(boxes, crs="EPSG:3035")


def test_the_distance_is_from_the_centroid_to_the_shared_line():
    shapes = squares(BE_2=(4000, 3100), BE_1=(4010, 3100), NL_1=(4020, 3100), DE_1=(4020, 3090))
    found = distances(shapes.to_crs("EPSG:4326"), COUNTRY)
    assert found["km"].to_dict() == pytest.approx({"BE_2": 15, "BE_1": 5, "NL_1": 5, "DE_1": 5}, abs=0.01)
    assert found.loc["BE_1", "pair"] == "NL-BE" and found.loc["BE_2", "other"] == "NL"
    assert set(found["pair"]) == {"NL-BE", "NL-DE"} or set(found["pair"]) == {"NL-BE"}


def test_without_a_border_there_is_no_distance():
    assert distances(squares(BE_1=(4000, 3100), BE_2=(4010, 3100)), COUNTRY).empty


def test_twins_touch_across_a_border_and_are_of_like_size():
    neighbours = {"BE_1": ["NL_1", "BE_2", "DE_1"], "NL_1": ["BE_1"], "BE_2": ["BE_1"], "DE_1": ["BE_1"]}
    size = {"BE_1": 100.0, "BE_2": 100.0, "NL_1": 199.0, "DE_1": 201.0}
    assert twins(neighbours, COUNTRY, size, 2) == [("NL_1", "BE_1")]
    assert twins(neighbours, COUNTRY, size | {"DE_1": 100.0}, 2) == [("NL_1", "BE_1"), ("BE_1", "DE_1")]
    assert twins(neighbours, COUNTRY, {"BE_1": 100.0}, 2) == []


def test_the_borders_of_the_release(monitor):
    rows = monitor.boundaries()
    shapes = gpd.GeoSeries(shapely.from_wkb(rows["wkb"].map(bytes)), index=rows["area_id"], crs="EPSG:4326")
    found = distances(shapes, monitor.areas().set_index("area_id")["country"])
    assert len(found) == 199 and set(found["pair"]) == {"NL-BE", "NL-DE", "BE-DE"}
    assert found.loc["DE_05334016", ["pair", "other"]].tolist() == ["NL-DE", "NL"] and found.loc["DE_05334016", "km"] < 5
