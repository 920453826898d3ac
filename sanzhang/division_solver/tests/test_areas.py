"""Areas of grids on the map."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.division_solver.areas import MARGIN, areas

METRES = st.integers(-50, 50).map(lambda number: number * 20.0)
BUILDINGS = st.lists(st.tuples(METRES, METRES, st.integers(0, 3)), min_size=1, max_size=30)
ANYWHERE = st.floats(-1e6, 1e6, allow_subnormal=False)


def sound(found: list[shapely.MultiPolygon]) -> None:
    whole = shapely.union_all(found)
    for area in found:
        assert area.geom_type == "MultiPolygon"
        assert area.is_valid
    for one, other in itertools.combinations(found, 2):
        assert shapely.intersection(one, other).area < 1e-3 * whole.area
    assert sum(area.area for area in found) == pytest.approx(whole.area, rel=1e-3)


def test_no_building_has_no_area():
    assert areas([], [], []) == []


def test_one_building_gets_a_circle_around_it():
    (area,) = areas([500_000.0], [4_800_000.0], [0])

    assert area.covers(shapely.Point(500_000, 4_800_000))
    assert area.bounds == pytest.approx((499_960, 4_799_960, 500_040, 4_800_040))


def test_two_buildings_are_parted_half_way():
    left, right = areas([0, 100], [0, 0], [0, 1])

    assert left.bounds[2] == pytest.approx(50, abs=0.5)
    assert right.bounds[0] == pytest.approx(50, abs=0.5)


def test_buildings_in_a_row_are_parted_too():
    found = areas([0, 100, 200, 300], [0, 50, 100, 150], [0, 0, 1, 1])

    sound(found)
    assert [area.covers(shapely.Point(50, 25)) for area in found] == [True, False]


def test_buildings_at_one_point_share_its_surroundings():
    found = areas([7, 7, 7], [7, 7, 7], [0, 1, 2])

    sound(found)
    assert all(area.area > MARGIN for area in found)


def test_a_number_without_buildings_has_an_empty_area():
    found = areas([0, 100], [0, 0], [0, 2])

    assert found[1].is_empty
    assert not found[2].is_empty


def test_a_grid_in_two_pieces_is_drawn_in_two_parts():
    middle, ends = areas([100, 0, 200], [0, 0, 0], [0, 1, 1])

    assert len(middle.geoms) == 1
    assert len(ends.geoms) == 2


def test_planned_rows_in_which_many_lie_on_one_circle_are_drawn():
    east, north = np.meshgrid(np.arange(0, 600, 60.0), np.arange(0, 560, 80.0))

    found = areas(east.ravel(), north.ravel(), (east.ravel() // 180).astype(int))

    sound(found)
    assert [len(area.geoms) for area in found] == [1] * 4


@given(BUILDINGS)
def test_areas_cover_their_buildings_and_never_overlap(buildings):
    x, y, label = (np.array(column) for column in zip(*buildings, strict=True))

    found = areas(x, y, label)

    sound(found)
    at = {}
    for east, north, grid in buildings:
        at.setdefault((east, north), set()).add(grid)
    for (east, north), grids in at.items():
        if len(grids) == 1:
            assert found[grids.pop()].covers(shapely.Point(east, north))


@settings(deadline=None)
@given(st.lists(st.tuples(ANYWHERE, ANYWHERE), min_size=1, max_size=12))
def test_points_however_close_or_far_are_drawn(points):
    x, y = (np.array(column) for column in zip(*points, strict=True))

    found = areas(x, y, np.arange(len(points)) % 2)

    assert shapely.union_all(found).area > 0
    assert all(area.is_valid for area in found)
