"""The path file of an invented country: four squares of ten kilometres, two on each side of a state border."""

import re
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box
from shapely.affinity import translate

from wohnmonitor.figures import mapfile

SIDE = 10_000


def squares():
    base = box(-20_000, -SIDE, -20_000 + SIDE, 0)
    places = {"BE_1": (0, 0), "BE_2": (0, 1), "DE_1": (1, 0), "DE_2": (1, 1)}
    shapes = {name: translate(base, SIDE * x, SIDE * y) for name, (x, y) in places.items()}
    return gpd.GeoDataFrame({"area_id": list(shapes)}, geometry=list(shapes.values()), crs=mapfile.DRAW_CRS).to_crs("EPSG:4326")


def membership():
    rows = []
    for name in ("BE_1", "BE_2", "DE_1", "DE_2"):
        rows += [
            (name, "country", name[:2]),
            (name, "region", "south" if name == "BE_1" else name[:2].lower()),
            (name, "district", f"{name[:2]}_K"),
        ]
    return pd.DataFrame(rows, columns=["municipality_id", "level", "area_id"])


def areas():
    rows = [(name, "municipality", name[:2]) for name in ("DE_2", "BE_1", "BE_2", "DE_1")]
    rows += [
        ("BE_K", "district", "BE"),
        ("DE_K", "district", "DE"),
        ("south", "region", "BE"),
        ("be", "region", "BE"),
        ("de", "region", "DE"),
    ]
    rows += [("BE", "country", "BE"), ("DE", "country", "DE")]
    return pd.DataFrame(rows, columns=["area_id", "level", "country"])


def context():
    kinds = [
        ("river", "Maas", LineString([(-40_000, 5_000), (20_000, 5_000)])),
        ("river", "Vesdre", LineString([(-15_000, -5_000), (-12_000, 4_000)])),
        ("state", "", LineString([(-10_000, 10_000), (-10_000, 40_000)])),
        ("city", "Far", Point(30_000, 5_000)),
        ("city", "Inside", Point(-15_000, 5_000)),
    ]
    frame = gpd.GeoDataFrame(
        {"kind": [k[0] for k in kinds], "name": [k[1] for k in kinds]}, geometry=[k[2] for k in kinds], crs=mapfile.DRAW_CRS
    )
    return frame.to_crs("EPSG:4326")


@pytest.fixture(scope="module")
def built():
    return mapfile.build(squares(), membership(), context(), areas(), {"BE_1": 100_000, "DE_1": 500})


def rings(path):
    found = []
    for part in path.split("M")[1:]:
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        x = y = 0
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def test_ids_follow_the_order_of_areas_at_every_level(built):
    assert built["levels"]["municipality"]["ids"] == ["DE_2", "BE_1", "BE_2", "DE_1"]
    assert built["levels"]["region"]["ids"] == ["south", "be", "de"]
    assert built["levels"]["municipality"]["country"] == ["DE", "BE", "BE", "DE"]
    assert built["levels"]["municipality"]["region"] == [2, 0, 1, 2]


def test_paths_are_the_squares(built):
    level = built["levels"]["municipality"]
    assert (built["width"], built["height"], built["km_per_unit"]) == (400, 400, 0.05)
    for name, path, label in zip(level["ids"], level["d"], level["label"], strict=True):
        assert re.fullmatch(r"M-?\d+[ -]\d+l[-\d ]+z", path), path
        (ring,) = rings(path)
        assert Polygon(ring).area == pytest.approx(200 * 200, rel=0.01), name
        assert Polygon(ring).contains(Point(label))


def test_neighbours_share_an_edge_not_a_corner(built):
    assert built["levels"]["municipality"]["neighbours"]["BE_1"] == ["BE_2", "DE_1"]
    assert built["levels"]["country"]["neighbours"] == {"BE": ["DE"], "DE": ["BE"]}


def length(path):
    return sum(abs(ax - bx) + abs(ay - by) for line in rings(path) for (ax, ay), (bx, by) in pairwise(line))


def test_lines_are_the_segments_between_different_owners(built):
    assert length(built["lines"]["state"]) == pytest.approx(400, abs=3)
    assert length(built["lines"]["region"]) == pytest.approx(200, abs=3)
    assert length(built["lines"]["outline"]) == pytest.approx(1600, abs=6)
    assert built["lines"]["language"] == ""


def test_the_border_of_a_language_area_runs_also_along_a_states():
    spoken = areas().assign(language=lambda frame: frame["area_id"].map({"BE_1": "nl", "BE_2": "fr", "DE_1": "de", "DE_2": "de"}))
    lines = mapfile.build(squares(), membership(), context(), spoken)["lines"]
    assert length(lines["language"]) == pytest.approx(600, abs=3)
    assert length(lines["state"]) == pytest.approx(400, abs=3)


def test_water_and_borders_of_the_surroundings(built):
    assert length(built["lines"]["river"]) == pytest.approx(800, abs=6)
    assert length(built["lines"]["river_inside"]) == pytest.approx(400, abs=6)
    assert length(built["lines"]["state_outside"]) == pytest.approx(600, abs=12)
    assert [city["name"] for city in built["cities"]] == ["Far"]


def test_larger_towns_are_labelled_first(built):
    level = built["levels"]["municipality"]
    assert level["ids"][level["rank"][0]] == "BE_1"
    assert sorted(level["rank"]) == [0, 1, 2, 3]
    assert [level["ids"][i] for i in level["large"]] == ["BE_1"]


def test_neighbours_keep_the_same_points_when_simplified():
    wavy = [(-10_000 + 20 * (i % 2), -10_000 + 500 * i) for i in range(41)]
    west, east = Polygon([*wavy, (-20_000, 10_000), (-20_000, -10_000)]), Polygon([*wavy, (0, 10_000), (0, -10_000)])
    frame = gpd.GeoDataFrame({"area_id": ["BE_1", "DE_1"]}, geometry=[west, east], crs=mapfile.DRAW_CRS).to_crs("EPSG:4326")
    names = ["BE_1", "DE_1", "BE_K", "DE_K", "south", "de", "BE", "DE"]
    built = mapfile.build(frame, membership(), context(), areas()[areas()["area_id"].isin(names)])
    (a,), (b,) = (rings(path) for path in built["levels"]["municipality"]["d"])
    assert Polygon(a).intersection(Polygon(b)).area == 0
    assert len(a) < 30


def test_says_what_is_missing():
    with pytest.raises(ValueError, match="municipality: no area for DE_2"):
        mapfile.build(squares(), membership(), context(), areas()[lambda frame: frame["area_id"] != "DE_2"])
    with pytest.raises(ValueError, match="municipality: no geometry for NL_1"):
        more = pd.concat([areas(), pd.DataFrame([("NL_1", "municipality", "NL")], columns=["area_id", "level", "country"])])
        mapfile.build(squares(), membership(), context(), more)
