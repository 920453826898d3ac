from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.organisation.territory.rules.coordinates import metres_between
from sanzhang.organisation.territory.rules.estates import (
    MOST_IN_A_GRID,
    Estate,
    cut_estate,
    invented_names,
    nearest,
    read_estates,
)

HERE = (125.3245, 43.8868)
estates = st.builds(
    Estate,
    name=st.just("桐荫家园"),
    households=st.integers(1, 4000),
    place=st.just(HERE),
    built=st.none() | st.integers(1950, 2024),
    buildings=st.none() | st.integers(1, 60),
)


def households(line):
    return sum(len(unit.doors) for unit in line.units.values())


@given(estates, st.integers(0, 9))
def test_every_household_has_a_door_and_every_unit_a_household(estate, seed):
    lines = cut_estate(estate, seed=seed)

    assert sum(map(households, lines)) == estate.households
    assert all(unit.doors for line in lines for unit in line.units.values())
    assert len({line.key for line in lines}) == len(lines)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@given(estates)
def test_no_grid_is_larger_than_the_document_allows_unless_one_building_is(estate):
    grids = {}
    for line in cut_estate(estate, seed=1):
        grids.setdefault(line.grid, []).append(households(line))
    assert all(sum(some) <= MOST_IN_A_GRID or len(some) == 1 for some in grids.values())


@given(estates)
def test_houses_stand_around_their_place_and_do_not_touch(estate):
    lines = cut_estate(estate, seed=2)
    centres = [(line.longitude, line.latitude) for line in lines]
    assert all(metres_between(centre, HERE) < 3000 for centre in centres)
    near = centres[:40]
    apart = [metres_between(one, other) for i, one in enumerate(near) for other in near[:i]]
    assert all(distance > 20 for distance in apart)
    assert all(line.outline[0] == line.outline[-1] for line in lines)


def test_the_same_seed_builds_the_same_houses():
    estate = Estate("桐荫家园", 900, HERE, 2003)
    assert cut_estate(estate, seed=7) == cut_estate(estate, seed=7)
    assert cut_estate(estate, seed=7) != cut_estate(estate, seed=8)


def test_houses_are_as_large_as_in_changchun():
    sizes = [
        households(line)
        for number in range(60)
        for line in cut_estate(Estate(f"第{number}", 700, HERE, 1985 + number // 2), seed=3)
    ]
    assert 36 <= median(sizes) <= 80


def test_a_known_number_of_buildings_is_about_met():
    assert len(cut_estate(Estate("一", 720, HERE, 1996, buildings=12), seed=1)) == pytest.approx(12, abs=3)


def test_a_list_is_read_once_an_estate_with_clean_numbers():
    heads = ("estate", "households", "built_year", "lon_bd09", "lat_bd09")
    lines = (
        ("甲苑(一期)", "450户", "1998年", "125.33", "43.89"),
        ("甲苑", "300", "", "125.33", "43.89"),
        ("乙苑", "不详", "", "125.33", "43.89"),
        ("丙苑", "80", "暂无资料", "", ""),
    )
    rows = [dict(zip(heads, line, strict=True)) for line in lines]
    found = read_estates(rows)
    assert [(one.name, one.households, one.built) for one in found] == [("甲苑", 450, 1998)]
    assert 800 < metres_between(found[0].place, (125.33, 43.89)) < 1700


def test_a_community_is_made_of_what_lies_nearest():
    there = [Estate(str(n), 1000, (HERE[0] + n / 1000, HERE[1])) for n in range(9)]
    assert [one.name for one in nearest(there, HERE, 3000)] == ["0", "1", "2"]


def test_invented_names_never_repeat():
    names = list(invented_names(1))
    assert len(set(names)) == len(names) > 1000
