"""A community as the solver sees it."""

import numpy as np
import pytest

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM

TODAY = MONDAY_9AM.date()


def problem(world, **wishes):
    return queries.problem_of(queries.community_on(world.community, TODAY), **wishes)


def test_buildings_stand_in_the_order_of_their_codes_with_what_is_known(world):
    said = {
        world.building.pk: {"elderly": 4, "block": "东"},
        world.buildings[1].pk: {"elderly": 2, "block": "西"},
    }
    territory.note_profiles(world.community, values=said, by=SYSTEM, at=MONDAY_9AM)

    found = problem(world)

    assert list(found.households) == [12, *[6] * 9]
    assert list(found.block) == [0, 1, *[-1] * 8]
    assert list(found.elderly)[:3] == [4.0, 2.0, 2.0]  # six of eighteen households: a third
    assert found.renters is None
    assert list(found.legacy["现有网格"]) == [0] * 5 + [1] * 5
    assert np.allclose(np.diff(found.x[:5]), 64.2, atol=0.2)


def test_load_is_what_the_community_entered_or_else_what_the_clock_counted(world):
    counted = {building.pk: {"matters": 3} for building in world.buildings}
    territory.note_profiles(world.community, values=counted, by=SYSTEM, at=MONDAY_9AM)
    assert list(problem(world).load) == [3.0] * 10

    territory.note_profiles(
        world.community, values={world.building.pk: {"load": 24}}, by=SYSTEM, at=MONDAY_9AM
    )
    assert list(problem(world).load) == [24.0, *[12.0] * 9]


def test_locks_become_numbers_and_sealed_ones_are_named(world):
    locks = {world.building.pk: 1, world.buildings[5].pk: 2}

    found = problem(world, locks=locks, sealed={2, 9})

    assert list(found.locked) == [1, *[-1] * 4, 2, *[-1] * 4]
    assert found.sealed == {2}


def test_a_building_without_households_goes_with_its_neighbour(world):
    empty = territory.add_place(world.grid, kind="building", name="配电房", by=SYSTEM, at=MONDAY_9AM)
    Place.objects.filter(pk=empty.pk).update(
        longitude=world.buildings[9].longitude, latitude=world.buildings[9].latitude
    )

    community = queries.community_on(world.community, TODAY)

    assert empty.pk not in community.index
    numbers = community.numbers([0] * 5 + [1] * 4 + [2])
    assert numbers[empty.pk] == numbers[world.buildings[9].pk] == 3
    assert len(numbers) == 11


def test_what_is_missing_is_said_before_anything_is_drafted(world):
    Place.objects.filter(kind="building").update(longitude=None)
    with pytest.raises(queries.NothingToDivide, match="没有经纬度"):
        actions.start_draft(world.community, by=world.liu, at=MONDAY_9AM)
    Place.objects.filter(kind="building").update(households=0)
    with pytest.raises(queries.NothingToDivide, match="还没有登记住户"):
        actions.start_draft(world.community, by=world.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="请选一个社区"):
        actions.start_draft(world.grid, by=world.liu, at=MONDAY_9AM)
