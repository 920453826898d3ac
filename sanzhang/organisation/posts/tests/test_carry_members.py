"""A new division takes the grid members along: nobody is lost, doubtful ones say so (§1.3, 1.4)."""

import random

import pytest

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Household, Place
from tests.times import MONDAY_9AM, TUESDAY_9AM


def enter(cast, grid, kind="police", name="高飞", phone="13800002001", **more):
    given = {"duty": "", "topics": (), "by": cast.liu, "at": MONDAY_9AM}
    return actions.add_member(grid, kind=kind, name=name, phone=phone, **(given | more))


def moved(cast, to, grids):
    done = territory.move_buildings(
        cast.community, to=to, grids=grids, on=TUESDAY_9AM.date(), by=SYSTEM, at=TUESDAY_9AM
    )
    return done, actions.carry_members(cast.community, done.moves, by=SYSTEM, at=TUESDAY_9AM)


def serving(grid, at=TUESDAY_9AM):
    return [(one.kind, one.person.name) for one in queries.members_of(grid, at)]


@pytest.fixture
def third_building(cast):
    """A small building in grid 1, beside 12栋 with its twelve households."""
    building = territory.add_place(cast.grid, kind="building", name="13栋", by=SYSTEM, at=cast.made_at)
    unit = territory.add_place(building, kind="unit", name="1单元", by=SYSTEM, at=cast.made_at)
    for number in range(1, 13):
        Household.objects.create(
            community=cast.community, unit=unit, number=str(number), path=f"{unit.path}{number:04d}"
        )
    Place.objects.filter(pk=building.pk).update(households=12)
    Place.objects.filter(pk=cast.building.pk).update(households=12)
    return building


def test_members_of_a_grid_that_goes_serve_the_grid_that_takes_it(cast):
    enter(cast, cast.grid)
    _, doubtful = moved(cast, {cast.building.pk: 2}, {2: cast.other_grid})

    assert serving(cast.other_grid) == [("police", "高飞")]
    assert doubtful == []
    old = GridMember.objects.get(grid=cast.grid)
    assert (old.ends_on, old.end_reason) == (TUESDAY_9AM.date(), "carried")
    assert serving(cast.grid, MONDAY_9AM) == [("police", "高飞")]
    assert Entry.objects.get(action="member.carried").facts == {"carried": 1, "ended": 1, "doubtful": 0}


def test_where_no_grid_takes_more_than_half_somebody_must_look(cast, third_building):
    enter(cast, cast.grid)
    done, doubtful = moved(
        cast, {cast.building.pk: 2, third_building.pk: 9}, {2: cast.other_grid, 9: "第3网格"}
    )

    assert {one.grid.name for one in doubtful} == {"第2网格", "第3网格"}
    assert "第2网格 12 户" in next(one.to_check for one in doubtful if one.grid == cast.other_grid)
    assert serving(done.opened[9]) == [("police", "高飞")]


def test_a_new_grid_beside_one_that_stays_begins_with_its_members_to_be_checked(cast, third_building):
    enter(cast, cast.grid)
    done, doubtful = moved(cast, {third_building.pk: 9}, {9: "第3网格"})

    assert serving(cast.grid) == serving(done.opened[9]) == [("police", "高飞")]
    assert [one.to_check for one in doubtful] == ["从第1网格分出来的网格,先照第1网格的登记。请核对由谁负责。"]


def test_who_serves_the_taker_already_is_there_once(cast):
    enter(cast, cast.grid)
    enter(cast, cast.other_grid)
    _, doubtful = moved(cast, {cast.building.pk: 2}, {2: cast.other_grid})
    assert serving(cast.other_grid) == [("police", "高飞")]
    assert doubtful == []


def test_another_of_the_same_kind_there_is_carried_but_to_be_checked(cast):
    enter(cast, cast.grid)
    enter(cast, cast.other_grid, name="石磊", phone="13800002002")
    _, doubtful = moved(cast, {cast.building.pk: 2}, {2: cast.other_grid})
    assert sorted(serving(cast.other_grid)) == [("police", "石磊"), ("police", "高飞")]
    assert [one.to_check for one in doubtful] == ["第2网格已经有民警。请核对由谁负责。"]


def test_a_second_call_changes_nothing(cast):
    enter(cast, cast.grid)
    done, _ = moved(cast, {cast.building.pk: 2}, {2: cast.other_grid})
    rows = GridMember.objects.count()
    assert actions.carry_members(cast.community, done.moves, by=SYSTEM, at=TUESDAY_9AM) == []
    assert GridMember.objects.count() == rows


def test_nobody_carries_members_by_hand(cast):
    for who in (cast.liu, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.carry_members(cast.community, [], by=who, at=TUESDAY_9AM)


def test_the_queries_do_not_grow_with_the_members(cast, django_assert_max_num_queries):
    for number in range(20):
        enter(cast, cast.grid, name=f"高飞{number}", phone=f"1380000{3000 + number}")
    done = territory.move_buildings(
        cast.community,
        to={cast.building.pk: 2},
        grids={2: cast.other_grid},
        on=TUESDAY_9AM.date(),
        by=SYSTEM,
        at=TUESDAY_9AM,
    )
    with django_assert_max_num_queries(16):
        actions.carry_members(cast.community, done.moves, by=SYSTEM, at=TUESDAY_9AM)


@pytest.mark.parametrize("seed", range(12))
def test_however_buildings_move_nobody_is_lost_and_no_grid_is_left_alone(cast, third_building, seed):
    chance = random.Random(seed)
    fourth = territory.add_place(cast.other_grid, kind="building", name="21栋", by=SYSTEM, at=cast.made_at)
    Place.objects.filter(pk=fourth.pk).update(households=chance.randint(1, 30))
    enter(cast, cast.grid, name="高飞")
    enter(cast, cast.other_grid, name="石磊", phone="13800002002")
    enter(cast, cast.grid, kind="water", name="孙丽", phone="13800002003")
    buildings = [cast.building, third_building, cast.other_building, fourth]
    keys = {1: cast.grid, 2: cast.other_grid, 8: "第3网格", 9: "第4网格"}
    to = {one.pk: chance.choice(list(keys)) for one in buildings}

    moved(cast, to, {key: keys[key] for key in set(to.values())})

    grids = Place.objects.filter(community=cast.community, kind="grid", closed_on=None)
    found = {name for grid in grids for _, name in serving(grid)}
    assert found == {"高飞", "石磊", "孙丽"}
    assert all(serving(grid) for grid in grids)
    closed = Place.objects.filter(community=cast.community, kind="grid").exclude(closed_on=None)
    assert not any(queries.members_of(grid, TUESDAY_9AM) for grid in closed)


def test_a_grid_closed_by_itself_is_served_no_more(cast):
    empty = territory.add_place(cast.community, kind="grid", name="第3网格", by=SYSTEM, at=cast.made_at)
    enter(cast, empty)
    territory.close_place(empty, by=cast.liu, at=TUESDAY_9AM)
    assert actions.end_on_closed_grids(cast.community.pk, by=SYSTEM, at=TUESDAY_9AM) == 1
    assert actions.end_on_closed_grids(cast.community.pk, by=SYSTEM, at=TUESDAY_9AM) == 0
    assert queries.members_of(empty, TUESDAY_9AM) == []
