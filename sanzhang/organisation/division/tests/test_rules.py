"""Names of grids, places on the map, and what is not known of a building."""

from hypothesis import given
from hypothesis import strategies as st

from sanzhang.organisation.division.rules import names, points


def test_a_grid_goes_on_as_the_one_it_shares_most_households_with():
    shares = {(1, 10): 300, (1, 20): 200, (2, 20): 100, (3, 20): 90, (3, 30): 10}

    assert names.continued(shares) == {1: 10, 2: 20, 3: 30}
    assert names.continued({}) == {}
    assert names.continued({(1, 10): 0}) == {}


@given(st.dictionaries(st.tuples(st.integers(1, 6), st.integers(10, 15)), st.integers(0, 700)))
def test_no_grid_is_kept_twice_and_only_where_households_are_shared(shares):
    found = names.continued(shares)

    assert len(set(found.values())) == len(found)
    assert all(shares[new, old] > 0 for new, old in found.items())


def test_new_names_are_nobodys():
    assert names.fresh_names({"第1网格", "第3网格"}, 2) == ["第2网格", "第4网格"]
    assert names.fresh_names({"第8网格"}, 1, after=7) == ["第9网格"]


def test_metres_and_back():
    places = [(125.32, 43.88), (125.33, 43.88), (125.32, 43.89)]
    x, y = points.metres(places)

    assert 800 < x[1] - x[0] < 806
    assert 1112 < y[2] - y[0] < 1115
    assert [points.degrees(places)(*pair) for pair in zip(x, y, strict=True)] == places
    assert points.metres([]) == ([], [])


def test_a_building_without_a_place_stands_with_its_estate_else_its_grid_else_in_the_middle():
    known = [(1.0, 1.0), (3.0, 1.0), None, None, None]
    estates, grids = ["甲", "乙", "乙", None, None], [1, 1, 1, 1, 2]

    assert points.filled(known, estates, grids) == [
        (1.0, 1.0),
        (3.0, 1.0),
        (3.0, 1.0),
        (2.0, 1.0),
        (2.0, 1.0),
    ]
    assert points.filled([None], ["甲"]) is None


def test_gaps_are_filled_by_the_mean_a_household():
    assert points.spread([10.0, None, 0.0], [50, 30, 50]) == [10.0, 3.0, 0.0]
    assert points.spread([None, None], [50, 30]) is None
