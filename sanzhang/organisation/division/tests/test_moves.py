"""By hand: move, take back, lock; two workers at once lose nothing."""

import pytest
from django.db import IntegrityError, transaction

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Change, OptionBuilding
from tests.times import MONDAY_9AM, MONDAY_10AM


def move(world, option, which, to, **more):
    ids = [world.buildings[one].pk for one in which]
    return actions.move_buildings(
        option, buildings=ids, to=to, **({"by": world.liu, "at": MONDAY_10AM} | more)
    )


def test_a_move_is_judged_at_once_and_taken_back_with_what_was_proved(world):
    option = world.propose()
    before = world.option(option)

    move(world, option, [4, 9], 1)
    assert world.drawn(option) == "1111122221"
    assert world.option(option).status == "edited"

    actions.undo(world.option(option), by=world.liu, at=MONDAY_10AM)
    after = world.option(option)
    assert world.drawn(option) == "1111122222"
    assert (after.objective, after.is_lawful) == (before.objective, before.is_lawful)
    with pytest.raises(actions.NotPossible, match="没有可以撤销"):
        actions.undo(after, by=world.liu, at=MONDAY_10AM)


def test_steps_are_taken_back_one_after_another(world):
    option = world.propose()
    for which, to in ((4, 2), (9, 1), (4, 1)):
        move(world, world.option(option), [which], to)
    for drawn in ("1111222221", "1111222222", "1111122222"):
        actions.undo(world.option(option), by=world.liu, at=MONDAY_10AM)
        assert world.drawn(option) == drawn
    move(world, world.option(option), [0], 2)
    assert list(Change.objects.filter(undone_at=None).values_list("number", flat=True)) == [4]


def test_a_new_grid_has_a_name_that_nobody_bears(world):
    option = world.propose()
    move(world, option, [9], actions.NEW)
    move(world, world.option(option), [4], actions.NEW, name="广场网格")

    names = {grid.number: grid.name for grid in queries.grids_of(option)}
    assert names == {1: "第1网格", 2: "第2网格", 3: "第3网格", 4: "广场网格"}
    assert world.drawn(option) == "1111422223"


def test_what_can_not_be_moved_is_said(world):
    option = world.propose()
    with pytest.raises(actions.NotPossible, match="已经在这个网格"):
        move(world, option, [0], 1)
    with pytest.raises(actions.NotPossible, match="没有这个网格"):
        move(world, option, [0], 9)
    with pytest.raises(actions.NotPossible, match="不在这个方案"):
        actions.move_buildings(option, buildings=[world.unit.pk], to=2, by=world.liu, at=MONDAY_10AM)


def test_what_is_locked_stays_until_it_is_unlocked(world):
    option = world.propose()
    actions.lock(option, buildings=[world.building.pk], by=world.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible, match="12栋已经锁定"):
        move(world, option, [0, 1], 2)
    actions.lock(option, grids=[2], by=world.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible, match="进不去"):
        move(world, option, [1], 2)
    with pytest.raises(actions.NotPossible, match="已经锁定"):
        move(world, option, [9], 1)
    assert queries.locks_of(option)[1] == {2}

    actions.unlock(option, buildings=[world.building.pk], grids=[2], by=world.liu, at=MONDAY_10AM)
    move(world, option, [0, 1], 2)
    assert world.drawn(option) == "2211122222"


def test_only_the_community_moves_and_only_an_open_draft(world):
    option = world.propose()
    for person in (world.stranger, world.wang, world.sun, world.wu):
        with pytest.raises(NotAllowed):
            move(world, option, [0], 2, by=person)
        with pytest.raises(NotAllowed):
            actions.lock(option, grids=[1], by=person, at=MONDAY_10AM)
        with pytest.raises(NotAllowed):
            actions.undo(option, by=person, at=MONDAY_10AM)
    draft = world.signed()
    with pytest.raises(actions.NotPossible, match="已经报给街道"):
        move(world, draft.chosen, [0], 2)


def test_of_two_workers_at_once_the_second_is_told_and_nothing_is_lost(world):
    option = world.option(world.propose())
    move(world, option, [4], 2, version=option.version)

    with pytest.raises(actions.SomebodyWasFaster):
        move(world, option, [9], 1, version=option.version)

    assert world.drawn(option) == "1111222222"
    fresh = world.option(option)
    move(world, fresh, [9], 1, version=fresh.version)
    assert world.drawn(option) == "1111222221"


def test_each_building_lies_in_exactly_one_grid_in_the_database(world):
    option = world.propose()
    with pytest.raises(IntegrityError), transaction.atomic():
        OptionBuilding.objects.create(
            community=world.community, option=option, building=world.building, grid_number=2
        )


def test_a_division_names_every_building_once(world):
    numbers = world.numbers()
    del numbers[world.building.pk]
    with pytest.raises(actions.NotPossible, match="每栋楼"):
        actions.propose(world.community, name="缺一栋", numbers=numbers, by=world.liu, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.propose(world.community, name="外人", numbers=world.numbers(), by=world.sun, at=MONDAY_9AM)


def test_the_journal_says_who_moved_what(world):
    option = world.propose()
    move(world, option, [4], 2)

    entry = Entry.objects.get(action="division.moved")
    assert entry.actor == f"person:{world.liu.journal_key}"
    assert entry.facts == {"option": str(option.pk), "buildings": [str(world.buildings[4].pk)], "to": 2}


def test_the_comparison_names_every_building_that_changes(world):
    option = world.propose("11112 22233")
    found = queries.comparison_of(option)

    assert [(one.building.name, one.before.name, one.after.name) for one in found.moves] == [
        ("16栋", "第1网格", "第2网格"),
        ("23栋", "第2网格", "第3网格"),
        ("24栋", "第2网格", "第3网格"),
    ]
    assert (found.moved_buildings, found.moved_households) == (3, 18)
    assert ([grid.name for grid in found.opened], found.closed) == (["第3网格"], [])
    assert [(line.households, line.buildings, line.elderly) for line in found.before.grids] == [
        (36, 5, None),
        (30, 5, None),
    ]
    assert [line.households for line in found.after.grids] == [30, 24, 12]


def test_the_map_has_an_area_a_grid_and_a_point_a_building(world):
    option = world.propose()
    found = queries.geojson(option)

    kinds = [one["properties"]["kind"] for one in found["features"]]
    assert (kinds.count("grid"), kinds.count("building")) == (2, 10)
    area = found["features"][0]
    assert area["properties"]["households"] == 36
    assert area["geometry"]["type"] == "MultiPolygon"
    longitude, latitude = area["geometry"]["coordinates"][0][0][0]
    assert 125.3 < longitude < 125.34
    assert 43.87 < latitude < 43.89


def test_what_becomes_of_each_grid_leader_is_told_before_anybody_signs(world):
    option = world.propose("33344 22222", keeps={2: world.other_grid.pk})

    found = queries.leaders_after(option, MONDAY_10AM)

    assert [(one.name, one.what, one.tenure.person.name if one.tenure else None) for one in found] == [
        ("第1网格", "goes", "王芳"),
        ("第2网格", "stays", None),
        ("第3网格", "new", None),
        ("第4网格", "new", None),
    ]
    assert queries.leaders_after(world.propose("11112 22222"), MONDAY_10AM)[0].what == "changes"


def test_a_new_grid_may_get_a_name_and_one_that_goes_on_keeps_its_own(world):
    option = world.propose("11112 22233")
    actions.name_grid(option, number=3, name="广场网格", by=world.liu, at=MONDAY_10AM)
    assert [grid.name for grid in queries.grids_of(option)] == ["第1网格", "第2网格", "广场网格"]
    for number, name in ((1, "新名"), (3, "第1网格"), (3, " "), (7, "新名")):
        with pytest.raises(actions.NotPossible):
            actions.name_grid(option, number=number, name=name, by=world.liu, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.name_grid(option, number=3, name="新名", by=world.sun, at=MONDAY_10AM)
