"""Moves: paths stay unique, containment equals the tree, and every day's question has an answer."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules import WrongParent
from tests.cast import Cast
from tests.times import MONDAY_9AM, TUESDAY_9AM

TODAY, TOMORROW = MONDAY_9AM.date(), TUESDAY_9AM.date()


def test_a_building_takes_its_units_and_doors_along(cast):
    old_unit, old_door = cast.unit.path, Household.objects.get(unit=cast.unit, number="302").path

    actions.move_building(cast.building, to=cast.other_grid, by=cast.liu, at=TUESDAY_9AM)

    unit = Place.objects.get(pk=cast.unit.pk)
    assert cast.building.path == "22010209800100200002"
    assert unit.path == cast.building.path + "01"
    assert Household.objects.get(unit=unit, number="302").path == unit.path + old_door[-4:]
    assert unit.token == cast.unit.token
    assert queries.at_code(old_unit, TOMORROW) == unit
    assert queries.household_at_code(old_door, TOMORROW).number == "302"
    assert [Place.objects.get(pk=one.pk).households for one in (cast.grid, cast.other_grid)] == [0, 18]


def test_the_journal_tells_both_codes(cast):
    before = cast.building.path
    actions.move_building(cast.building, to=cast.other_grid, by=cast.liu, at=TUESDAY_9AM)

    entry = Entry.objects.get(action="place.moved")
    assert entry.facts == {"from": before, "to": cast.building.path}


def test_who_was_responsible_on_a_day_follows_the_day(cast):
    actions.move_building(cast.building, to=cast.other_grid, by=cast.liu, at=TUESDAY_9AM)
    unit = Place.objects.get(pk=cast.unit.pk)

    before = queries.chain_on(unit, MONDAY_9AM, TODAY)
    after = queries.chain_on(unit, TUESDAY_9AM, TOMORROW)

    assert [then.edge.place.name for then in before[:3]] == ["1单元", "12栋", "第1网格"]
    assert [then.leader.person.name for then in before[:3]] == ["张桂兰", "李志国", "王芳"]
    assert [then.edge.place.name for then in after[:3]] == ["1单元", "12栋", "第2网格"]
    assert after[2].leader.person is None
    assert queries.chain_on(unit, MONDAY_9AM, TODAY - timedelta(days=400)) == []


def test_a_building_goes_only_into_another_grid_of_its_community(cast):
    for target in (cast.grid, cast.community, cast.other_building):
        with pytest.raises(WrongParent):
            actions.move_building(cast.building, to=target, by=SYSTEM, at=MONDAY_9AM)


class Moves(TestCase):
    @settings(max_examples=12)
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 3)), max_size=9))
    def test_any_run_of_moves_keeps_the_tree(self, moves):
        cast = Cast()
        buildings = [cast.building, cast.other_building]
        buildings += [
            actions.add_place(cast.grid, kind="building", name=f"{n}栋", by=SYSTEM, at=cast.made_at)
            for n in (1, 2)
        ]
        third = actions.add_place(cast.community, kind="grid", name="第3网格", by=SYSTEM, at=cast.made_at)
        grids, at, told = [cast.grid, cast.other_grid, third], MONDAY_9AM, {}
        for which, where, days in moves:
            building, grid = Place.objects.get(pk=buildings[which].pk), grids[where]
            if building.parent_id == grid.pk:
                continue
            told[building.pk, at.date() - timedelta(days=1)] = queries.path_on(
                building, at.date() - timedelta(days=1)
            )
            actions.move_building(building, to=grid, by=SYSTEM, at=at)
            at += timedelta(days=days)
        self.check_tree()
        for (pk, day), path in told.items():
            assert queries.path_on(Place.objects.get(pk=pk), day) == path
            assert queries.at_code(path, day).pk == pk

    def check_tree(self):
        places = list(Place.objects.select_related("parent").exclude(kind="estate"))
        assert all(one.path.startswith(one.parent.path) for one in places if one.parent)
        borne: dict[str, set[int]] = {}
        for edge in PlaceEdge.objects.all():
            borne.setdefault(edge.path, set()).add(edge.place_id)
        assert all(len(bearers) == 1 for bearers in borne.values())
        for door in Household.objects.select_related("unit"):
            assert door.path[:22] == door.unit.path
        live = PlaceEdge.objects.filter(ends_on=None)
        assert {edge.place_id: edge.path for edge in live} == {
            one.pk: one.path for one in Place.objects.all()
        }
