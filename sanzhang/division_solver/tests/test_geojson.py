"""The map as data."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from sanzhang.division_solver.geojson import as_geojson
from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.tests.outcomes import CHANGCHUN, community, lawful, plan, unlawful


def features(*outcomes):
    return json.loads(as_geojson(outcomes))["features"]


def of_kind(kind, *outcomes):
    return [feature for feature in features(*outcomes) if feature["properties"]["类别"] == kind]


def test_each_building_is_a_point_that_names_its_grid():
    points = of_kind("楼栋", lawful())

    assert len(points) == 8
    assert points[2]["properties"] == {
        "类别": "楼栋",
        "社区": "幸福社区",
        "楼栋": "2号楼",
        "户数": 140,
        "网格": 2,
    }
    assert points[2]["geometry"] == {"type": "Point", "coordinates": [120, 0]}


def test_each_grid_is_an_area_with_its_figures():
    one, two = of_kind("网格", lawful())

    assert one["properties"] == {
        "类别": "网格",
        "社区": "幸福社区",
        "网格": 1,
        "户数": 560,
        "楼栋数": 4,
        "合规": True,
        "全部合规": True,
    }
    assert shapely.intersection(shape(one["geometry"]), shape(two["geometry"])).area == pytest.approx(
        0, abs=1
    )


@pytest.mark.parametrize("origin", [None, CHANGCHUN])
def test_every_building_lies_in_the_area_of_its_grid(origin):
    outcome = lawful(origin=origin)
    grounds = {found["properties"]["网格"]: shape(found["geometry"]) for found in of_kind("网格", outcome)}

    assert all(ground.is_valid for ground in grounds.values())
    for point in of_kind("楼栋", outcome):
        assert grounds[point["properties"]["网格"]].covers(shape(point["geometry"]))


def test_degrees_are_degrees_and_rings_turn_as_the_standard_asks():
    found = features(lawful(origin=CHANGCHUN))

    for feature in found:
        corners = shapely.get_coordinates(shape(feature["geometry"]))
        assert np.abs(corners - [125.3245, 43.8171]).max() < 0.01
    for part in shape(found[0]["geometry"]).geoms:
        assert part.exterior.is_ccw


def test_metres_are_said_to_be_metres():
    assert "单位是米" in json.loads(as_geojson([lawful()]))["note"]
    assert "note" not in json.loads(as_geojson([lawful(origin=CHANGCHUN)]))


def test_the_nearest_plan_is_marked():
    (grid,) = of_kind("网格", unlawful())

    assert not grid["properties"]["合规"]
    assert not grid["properties"]["全部合规"]


def test_communities_stand_one_after_the_other():
    found = features(lawful(), unlawful())

    assert [feature["properties"]["社区"] for feature in found] == ["幸福社区"] * 10 + ["乙社区"] * 3


def test_a_single_building_is_drawn():
    outcome = Outcome(community([("独楼", 500, 0, 0)]), plan([0]))

    assert shape(of_kind("网格", outcome)[0]["geometry"]).area > 0
