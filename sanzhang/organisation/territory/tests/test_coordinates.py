import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.organisation.territory.rules import coordinates as c

CHANGCHUN = (125.3245, 43.8868)
china = st.tuples(st.floats(75, 134), st.floats(19, 53))


@given(china)
def test_there_and_back_ends_where_it_began(point):
    assert c.metres_between(c.from_gcj02(c.to_gcj02(point)), point) < 0.01
    assert c.metres_between(c.gcj02_from_bd09(c.bd09_from_gcj02(point)), point) < 2
    assert c.metres_between(c.wgs84_from_bd09(c.bd09_from_gcj02(c.to_gcj02(point))), point) < 2


def test_the_shifts_are_as_large_as_known():
    on_grid = c.to_gcj02(CHANGCHUN)
    assert 300 < c.metres_between(CHANGCHUN, on_grid) < 800
    assert 800 < c.metres_between(on_grid, c.bd09_from_gcj02(on_grid)) < 1200


def test_a_known_point_of_peking():
    # Tian'anmen: published example of the conversion, WGS-84 → GCJ-02 → BD-09
    on_grid = c.to_gcj02((116.391, 39.907))
    assert on_grid == pytest.approx((116.397243, 39.908405), abs=2e-5)


def test_metres_are_metres():
    east = c.moved(CHANGCHUN, east=100, north=0)
    north = c.moved(CHANGCHUN, east=0, north=100)
    assert c.metres_between(CHANGCHUN, east) == pytest.approx(100, abs=0.2)
    assert c.metres_between(CHANGCHUN, north) == pytest.approx(100, abs=0.2)
