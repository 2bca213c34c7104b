"""Boundaries: measured before they are simplified, seamless after, and the same line in every vintage."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from wohnmonitor.errors import TerritoryError
from wohnmonitor.harmonise import geometry as g
from wohnmonitor.harmonise.context import context, context_geojson
from wohnmonitor.paths import reference_dir, snapshot_dir

CENTRE = (4_040_000, 3_090_000)
"""A point of the Euregio on AREA_CRS."""
WHOSE = {"attribution": "Invented", "licence": "CC0-1.0"}


def box(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def frame(shapes: dict) -> gpd.GeoDataFrame:
    """Shapes in km east and north of CENTRE -> areas frame in STORE_CRS."""
    moved = [shapely.transform(shape, lambda xy: xy * 1000 + CENTRE) for shape in shapes.values()]
    return gpd.GeoDataFrame({"area_id": list(shapes)}, geometry=moved, crs=g.AREA_CRS).to_crs(g.STORE_CRS)


def town(*points):
    return shapely.Polygon(points)


def villages(redrawn: float = 0.0, merged: bool = False, corner=((4, 8),)) -> gpd.GeoDataFrame:
    """A and B side by side above C; D lies inside B, another country; E lies in two parts on both sides of C.

    redrawn: km by which the line between A and B lies elsewhere. merged: A and B are AB, with or without the corner.
    """
    ab = [(0, 4), (4 + redrawn, 4), (8, 4)]
    a = town((0, 4), (4 + redrawn, 4), (4 + redrawn, 8), (0, 8))
    b = shapely.Polygon([(4 + redrawn, 4), (8, 4), (8, 8), (4 + redrawn, 8)], [box(6, 5, 7, 6)])
    shapes = {"A": a, "B": b} if not merged else {"AB": shapely.Polygon([*ab, (8, 8), *corner, (0, 8)], [box(6, 5, 7, 6)])}
    shapes |= {"C": town((0, 0), (8, 0), *reversed(ab)), "D": shapely.Polygon(box(6, 5, 7, 6))}
    shapes["E"] = shapely.MultiPolygon([town((8, 0), (10, 0), (10, 4), (8, 4)), town((-2, 0), (0, 0), (0, 4), (-2, 4))])
    return frame(shapes)


MEMBERS = pd.DataFrame(
    [
        *[("A", level, area) for level, area in (("district", "d1"), ("region", "r1"), ("country", "X"), ("emr", "emr"))],
        *[("B", level, area) for level, area in (("district", "d2"), ("region", "r1"), ("country", "X"), ("emr", "emr"))],
        *[("C", level, area) for level, area in (("district", "d2"), ("region", "r2"), ("country", "X"), ("emr", "emr"))],
        *[("D", level, area) for level, area in (("district", "d3"), ("region", "r3"), ("country", "Y"), ("emr", "emr"))],
        *[("E", level, area) for level, area in (("district", "d2"), ("region", "r2"), ("country", "X"), ("emr", "emr"))],
    ],
    columns=["municipality_id", "level", "area_id"],
)


def test_area_is_measured_on_an_equal_area_projection():
    km2 = g.areas_km2(villages())
    assert km2.round(6).to_dict() == {"A": 16.0, "B": 15.0, "C": 32.0, "D": 1.0, "E": 16.0}


def test_every_border_stands_once_with_its_length():
    edges = g.shared_edges(villages()).set_index(["area_a", "area_b"])
    assert edges.index.is_unique
    assert set(edges.index) == {
        ("A", "B"), ("A", "C"), ("A", ""), ("B", "C"), ("B", "D"), ("B", ""), ("C", "E"), ("C", ""), ("E", ""),
    }  # fmt: skip
    # E lies on both sides of C: a border in two parts of 4 km; D is enclosed by B.
    assert edges.loc[[("A", "B"), ("A", "C"), ("B", "D"), ("C", "E")], "length_km"].tolist() == pytest.approx([4, 4, 4, 8], rel=2e-3)
    assert edges.at[("C", "E"), "geometry"].geom_type == "MultiLineString"


def test_neighbours_share_a_line_not_a_point():
    pairs = g.neighbours(g.shared_edges(villages()))
    both = set(zip(pairs["area_id"], pairs["neighbour_id"], strict=True))
    assert both == {(x, y) for x, y in both if (y, x) in both}
    assert {y for x, y in both if x == "C"} == {"A", "B", "E"}
    assert ("A", "E") not in both and ("A", "D") not in both


def test_border_lines_bear_the_highest_kind():
    lines = g.border_lines(g.shared_edges(villages()), MEMBERS).set_index("kind")
    assert list(lines.index) == ["district", "municipality", "outline", "region", "state"]
    km = (lines.to_crs(g.DRAW_CRS).length / 1000).round(1)
    assert km.to_dict() == pytest.approx({"district": 4, "municipality": 8, "outline": 40, "region": 8, "state": 4}, abs=0.11)


def test_upper_levels_are_unions_without_seams():
    districts = g.dissolve(villages(), MEMBERS, "district")
    assert districts["area_id"].tolist() == ["d1", "d2", "d3"]
    emr = g.dissolve(villages(), MEMBERS, "emr").geometry.iloc[0]
    assert emr.geom_type == "Polygon" and not emr.interiors
    assert g.areas_km2(districts).sum() == pytest.approx(g.areas_km2(villages()).sum())


def test_label_point_is_the_middle_of_the_largest_part():
    points = g.label_points(villages()).set_index("area_id")
    shapes = villages().set_index("area_id")
    assert points.geometry.within(shapes.geometry).all()
    assert points.loc[["A", "C", "D"], "radius_km"].tolist() == pytest.approx([2, 2, 0.5], rel=0.01)


def test_simplification_keeps_neighbours_together_and_drops_points():
    rough = villages().assign(geometry=lambda f: f.geometry.segmentize(0.002))
    assert shapely.coverage_is_valid(rough.geometry.to_numpy())
    plain = g.simplify_coverage(rough, 100)
    assert shapely.get_num_coordinates(plain.geometry.to_numpy()).sum() < 0.5 * shapely.get_num_coordinates(rough.geometry.to_numpy()).sum()
    assert shapely.coverage_is_valid(plain.geometry.to_numpy())
    assert g.areas_km2(plain).to_numpy() == pytest.approx(g.areas_km2(rough).to_numpy(), rel=1e-3)


def test_a_layer_with_an_overlap_is_refused_by_name():
    overlap = frame({"A": town((0, 0), (4.1, 0), (4.1, 4), (0, 4)), "B": town((4, 0), (8, 0), (8, 4), (4, 4))})
    with pytest.raises(TerritoryError, match="A, B"):
        g.simplify_coverage(overlap, 100)


def test_an_edge_of_three_areas_is_refused():
    same = town((0, 0), (4, 0), (4, 4), (0, 4))
    with pytest.raises(TerritoryError, match="three areas"):
        g.shared_edges(frame({"A": same, "B": same, "C": same}))


def test_unchanged_areas_have_one_line_in_every_vintage():
    old, new = villages(redrawn=0.03), villages(merged=True)
    out = g.simplified_vintages({"2019": old, "2025": new}, 50)
    before, after = (out[v].set_index("area_id").geometry for v in ("2019", "2025"))
    assert sorted(before.index) == ["A", "B", "C", "D", "E"] and sorted(after.index) == ["AB", "C", "D", "E"]
    for area in ("C", "D", "E"):
        assert before[area].normalize().equals_exact(after[area].normalize(), 0)
    assert shapely.coverage_union_all([before["A"], before["B"]]).normalize().equals(after["AB"].normalize())
    for vintage in out.values():
        assert shapely.coverage_is_valid(vintage.geometry.to_numpy())
    assert g.areas_km2(out["2019"])["A"] == pytest.approx(16, rel=0.02)


def test_vintages_know_mergers_only():
    with pytest.raises(TerritoryError, match="mergers only"):
        g.simplified_vintages({"2019": villages(), "2025": villages()[lambda f: f["area_id"] != "E"]}, 50)


def test_a_former_border_that_ends_nowhere_is_refused():
    with pytest.raises(TerritoryError, match="between A, B that ends far"):
        g.simplified_vintages({"2019": villages(), "2025": villages(merged=True, corner=())}, 50)


def test_geojson_is_the_same_whatever_the_order_of_rows():
    areas = villages()
    areas["area_km2"] = g.areas_km2(areas).to_numpy()
    content = g.boundaries_geojson(areas, "2025", WHOSE)
    assert content == g.boundaries_geojson(areas.sample(frac=1, random_state=1), "2025", WHOSE)
    head = json.loads(content)
    assert (head["vintage"], head["licence"], head["attribution"]) == ("2025", "CC0-1.0", "Invented")
    read, members = g.read_boundaries(content)
    assert members == {"name": "municipalities 2025", "vintage": "2025", **WHOSE}
    assert read.columns.tolist() == ["area_id", "area_km2", "geometry"]
    assert read["area_km2"].tolist() == [16.0, 15.0, 32.0, 1.0, 16.0]
    assert g.boundaries_geojson(read, "2025", WHOSE) == content


# What the repository ships -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def membership() -> pd.DataFrame:
    return pd.read_csv(reference_dir() / "membership.csv", dtype="str")


def read(vintage: str) -> gpd.GeoDataFrame:
    return g.read_boundaries((snapshot_dir() / "boundaries" / f"{vintage}.geojson").read_bytes())[0]


@pytest.fixture(scope="module", params=["2018", "2019", "2025"])
def shipped(request) -> gpd.GeoDataFrame:
    return read(request.param)


@pytest.fixture(scope="module")
def newest() -> gpd.GeoDataFrame:
    return read("2025")


@pytest.mark.parametrize(("vintage", "count"), [("2018", 207), ("2019", 203), ("2025", 199)])
def test_shipped_vintages_hold_the_municipalities_of_their_date(vintage, count):
    area = pd.read_csv(reference_dir() / "area.csv", dtype="str", keep_default_na=False)
    area, day = area[area["level"] == "municipality"], f"{vintage}-01-01"
    alive = area[(area["valid_from"] <= day) & ((area["valid_to"] == "") | (area["valid_to"] >= day))]
    assert set(read(vintage)["area_id"]) == set(alive["area_id"]) and len(alive) == count


def test_shipped_boundaries_are_seamless_and_hold_their_area(shipped):
    assert shapely.coverage_is_valid(shipped.geometry.to_numpy()) and shipped.is_valid.all()
    assert shapely.coverage_is_valid(shipped.to_crs(g.DRAW_CRS).geometry.to_numpy(), gap_width=50)
    drawn, measured = g.areas_km2(shipped), shipped.set_index("area_id")["area_km2"]
    assert drawn.sum() == pytest.approx(measured.sum(), rel=0.001)
    assert drawn.to_numpy() == pytest.approx(measured[drawn.index].to_numpy(), rel=0.01)
    assert measured.sum() == pytest.approx(12_020, abs=1)


def test_no_gap_runs_along_a_border(newest, membership):
    emr = g.dissolve(newest, membership, "emr").geometry.iloc[0]
    assert emr.geom_type == "Polygon" and not emr.interiors
    edges = g.shared_edges(newest)
    outline = edges.loc[edges["area_b"] == "", "length_km"].sum()
    assert outline == pytest.approx(gpd.GeoSeries([emr.boundary], crs=newest.crs).to_crs(g.DRAW_CRS).length.iloc[0] / 1000, rel=1e-4)
    across = edges[(edges["area_b"] != "") & (edges["area_a"].str[:2] != edges["area_b"].str[:2])]
    length = across.groupby([across["area_a"].str[:2], across["area_b"].str[:2]])["length_km"].sum()
    assert set(length.index) == {("BE", "DE"), ("BE", "NL"), ("DE", "NL")}
    assert (length > 90).all()


def test_aachen_touches_both_neighbours(newest):
    pairs = g.neighbours(g.shared_edges(newest))
    of = pairs.groupby("area_id")["neighbour_id"].agg(set)
    assert {"NL_GM0981", "BE_63040", "BE_63061", "NL_GM0928", "DE_05334016"} <= of["DE_05334002"]
    # Four pieces of Monschau, each cut off by the Vennbahn, are borders too.
    assert {"BE_63023", "BE_63013", "DE_05334028"} <= of["DE_05334020"]
    assert set(of.index) == set(newest["area_id"])


def test_upper_levels_add_up_to_the_euregio(newest, membership):
    whole = g.areas_km2(g.dissolve(newest, membership, "emr")).iloc[0]
    for level, count in (("district", 14), ("region", 5), ("country", 3)):
        areas = g.dissolve(newest, membership, level)
        assert len(areas) == count
        assert g.areas_km2(areas).sum() == pytest.approx(whole)


def test_small_ones_stay_themselves(newest):
    points = g.label_points(newest).set_index("area_id")
    assert points.at["BE_73028", "radius_km"] > 0.4  # Herstappe, 1.35 km², the smallest
    assert points.geometry.within(newest.set_index("area_id").geometry).all()
    voeren = newest.set_index("area_id").geometry["BE_73109"]
    assert voeren.geom_type == "Polygon"


def test_shipped_files_say_whose_they_are_and_stay_small():
    paths = [*sorted((snapshot_dir() / "boundaries").glob("*.geojson")), snapshot_dir() / "context.geojson"]
    for path in paths:
        head = json.loads(path.read_bytes())
        assert head["attribution"] and head["licence"] and head["changes"]
    sizes = [path.stat().st_size for path in paths]
    assert sum(sizes[:3]) < 950_000 and sizes[3] < 60_000


def test_context_is_free_to_ship_and_lies_outside(newest, membership):
    shipped = gpd.read_file(snapshot_dir() / "context.geojson")
    assert set(shipped["kind"]) == {"river", "state", "city"}
    assert set(shipped["source"]) == {"Natural Earth", "CBS / Kadaster"}
    assert not shipped["name"].isin(["Rur", "Our"]).any()  # OpenStreetMap's, under the ODbL
    emr = g.dissolve(newest, membership, "emr").geometry.iloc[0]
    assert not shipped.loc[shipped["kind"] == "city", "geometry"].within(emr).any()
    border = shipped.loc[shipped["kind"] == "state"].to_crs(g.DRAW_CRS).geometry.iloc[0]
    inside = gpd.GeoSeries([emr], crs=g.STORE_CRS).to_crs(g.DRAW_CRS).iloc[0]
    assert border.intersection(inside).length < 1000
    assert np.isfinite(border.length) and border.length > 200_000


def test_context_leaves_out_what_may_not_be_shipped():
    emr = frame({"emr": town((0, 0), (20, 0), (20, 20), (0, 20))})
    line = frame({"r": shapely.LineString([(-5, 30), (25, 30)])}).geometry.iloc[0]
    named = {"name": ["Rhine", "Rur"], "src": ["Natural Earth 10m", "OpenStreetMap (ODbL)"]}
    rivers = gpd.GeoDataFrame(named, geometry=[line, line], crs=g.STORE_CRS)
    spots = frame({"in": shapely.Point(10, 10), "near": shapely.Point(10, 40), "far": shapely.Point(10, 90)}).geometry
    cities = gpd.GeoDataFrame({"name": ["Inside", "Cologne", "Far"], "src": "Natural Earth"}, geometry=spots.to_numpy(), crs=g.STORE_CRS)
    around = frame({"nl": town((0, 21), (10, 21), (10, 35), (0, 35)), "de": town((10.05, 21), (20, 21), (20, 35), (10.05, 35))})
    around["country"] = ["NL", "DE"]
    out = context(rivers, cities, around, emr.geometry.iloc[0], 40)
    assert out[["kind", "name"]].to_numpy().tolist() == [["city", "Köln"], ["river", "Rhein"], ["state", ""]]
    length = out.to_crs(g.DRAW_CRS).length / 1000
    # Only the side that another country touches: 14 km, and the corners of MATCH_M.
    assert length[2] == pytest.approx(14, abs=0.6) and length[1] == pytest.approx(30, rel=0.01)
    assert context_geojson(out, WHOSE) == context_geojson(out, WHOSE)
