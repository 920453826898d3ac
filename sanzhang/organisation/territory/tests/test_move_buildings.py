"""Many buildings at one midnight: paths, doors, sums and every day's question; late as if it had been on time."""

from datetime import timedelta

import pytest

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from tests.times import MONDAY_9AM, TUESDAY_9AM

TODAY, TOMORROW = MONDAY_9AM.date(), TUESDAY_9AM.date()


def moved(cast, *, to=None, grids=None, on=TOMORROW, at=TUESDAY_9AM, by=SYSTEM):
    """Let 12栋 go to the other grid and 20栋 into a new one, unless something else is said."""
    to = to or {cast.building.pk: 2, cast.other_building.pk: 9}
    grids = grids or {2: cast.other_grid, 9: "新网格"}
    return actions.move_buildings(cast.community, to=to, grids=grids, on=on, by=by, at=at)


def test_buildings_units_and_doors_go_along_in_one_transaction(cast):
    old_unit, token = cast.unit.path, cast.unit.token

    done = moved(cast)

    building, other = (Place.objects.get(pk=one.pk) for one in (cast.building, cast.other_building))
    unit = Place.objects.get(pk=cast.unit.pk)
    assert building.path == cast.other_grid.path + "00002"  # 20栋 was 00001 there: never given twice
    assert other.path == cast.community.path + "003" + "00001"
    assert unit.path == building.path + "01"
    assert unit.token == token
    assert Household.objects.get(unit=unit, number="302").path == unit.path + "0006"
    assert {move.place_id for move in done.moves} == {
        *(cast.building.pk, cast.unit.pk, cast.next_unit.pk),
        *(cast.other_building.pk, cast.far_unit.pk),
    }
    assert queries.at_code(old_unit, TOMORROW) == unit


def test_emptied_grids_close_and_new_ones_open_on_the_day_and_sums_are_right(cast):
    done = moved(cast)

    grid, other, new = (Place.objects.get(pk=one.pk) for one in (cast.grid, cast.other_grid, done.opened[9]))
    assert (grid.closed_on, grid.households) == (TOMORROW, 0)
    assert (other.closed_on, other.households) == (None, 12)
    assert (new.opened_on, new.name, new.households) == (TOMORROW, "新网格", 6)
    assert [one.pk for one in done.closed] == [cast.grid.pk]
    households = {day: queries.children_on(cast.community, day) for day in (TODAY, TOMORROW)}
    assert {edge.name: edge.households for edge in households[TODAY]} == {"第1网格": 12, "第2网格": 6}
    assert {edge.name: edge.households for edge in households[TOMORROW]} == {"第2网格": 12, "新网格": 6}


def test_yesterday_can_still_be_asked(cast):
    moved(cast)

    unit = Place.objects.get(pk=cast.unit.pk)
    before, after = (
        queries.chain_on(unit, at, on) for at, on in ((MONDAY_9AM, TODAY), (TUESDAY_9AM, TOMORROW))
    )
    assert [then.edge.place.name for then in before[:3]] == ["1单元", "12栋", "第1网格"]
    assert [then.edge.place.name for then in after[:3]] == ["1单元", "12栋", "第2网格"]


def test_run_days_late_every_day_since_is_told_anew(cast):
    late = TUESDAY_9AM + timedelta(days=5)
    actions.rename(cast.unit, name="东单元", by=SYSTEM, at=TUESDAY_9AM + timedelta(days=2))
    old = cast.unit.path

    moved(cast, at=late)

    unit = Place.objects.get(pk=cast.unit.pk)
    told = [
        (queries.path_on(unit, TODAY + timedelta(days=days)) == unit.path, edge.name)
        for days in range(6)
        for edge in PlaceEdge.objects.filter(queries._valid(TODAY + timedelta(days=days)), place=unit)
    ]
    assert told == [(False, "1单元"), *[(True, "1单元")] * 2, *[(True, "东单元")] * 3]
    assert PlaceEdge.objects.filter(place=unit, ends_on=None).count() == 1
    assert queries.path_on(unit, TODAY) == old


def test_a_grid_that_was_renamed_after_the_midnight_still_closes_with_it(cast):
    actions.rename(cast.grid, name="东网格", by=SYSTEM, at=TUESDAY_9AM + timedelta(days=2))

    moved(cast, at=TUESDAY_9AM + timedelta(days=5))

    grid = Place.objects.get(pk=cast.grid.pk)
    assert grid.closed_on == TOMORROW
    assert queries.path_on(grid, TODAY) == grid.path
    assert [queries.path_on(grid, TOMORROW + timedelta(days=days)) for days in range(5)] == [None] * 5
    assert not PlaceEdge.objects.filter(place=grid, ends_on=None).exists()


def test_a_new_grid_never_gets_a_number_that_was_used(cast):
    moved(cast)
    third = actions.add_place(cast.community, kind="grid", name="第9网格", by=SYSTEM, at=TUESDAY_9AM)
    assert third.path == cast.community.path + "004"

    back = actions.move_buildings(
        cast.community,
        to={cast.building.pk: 1},
        grids={1: "第1网格"},
        on=TOMORROW + timedelta(days=1),
        by=SYSTEM,
        at=TUESDAY_9AM + timedelta(days=1),
    )
    assert back.opened[1].path == cast.community.path + "005"


def test_a_new_grid_called_by_a_number_bears_it_in_its_code_if_it_is_free(cast):
    done = moved(cast, grids={2: "第7网格", 9: "第2网格"})
    assert (done.opened[2].path[-3:], done.opened[2].number) == ("007", 7)
    assert (done.opened[9].path[-3:], done.opened[9].name) == ("008", "第8网格")


def test_nothing_by_halves(cast):
    before = {one.pk: one.path for one in Place.objects.all()}
    actions.close_place(cast.far_unit, by=SYSTEM, at=MONDAY_9AM)
    Place.objects.filter(pk=cast.other_building.pk).update(closed_on=TODAY)

    with pytest.raises(actions.NotThereAnyMore):
        moved(cast)

    assert {one.pk: one.path for one in Place.objects.all()} == before
    assert not Entry.objects.filter(action="territory.buildings_moved").exists()


def test_what_stays_is_not_touched_and_the_journal_tells_all_codes(cast):
    before = PlaceEdge.objects.count()
    old = cast.building.path

    moved(cast, to={cast.building.pk: 1, cast.other_building.pk: 2}, grids={1: cast.grid, 2: cast.other_grid})
    assert PlaceEdge.objects.count() == before

    moved(cast)
    facts = Entry.objects.filter(action="territory.buildings_moved").latest("id").facts
    assert facts["moved"][0] == [old, Place.objects.get(pk=cast.building.pk).path]
    assert facts["closed"] == [cast.grid.path]


def test_nobody_moves_many_buildings_by_hand(cast):
    for person in (cast.liu, cast.sun, cast.stranger):
        with pytest.raises(NotAllowed):
            moved(cast, by=person)


def test_no_query_a_building(cast, django_assert_max_num_queries):
    for number in range(60):
        actions.add_place(cast.grid, kind="building", name=f"{100 + number}栋", by=SYSTEM, at=cast.made_at)
    ids = queries.below(cast.grid, "building").values_list("pk", flat=True)

    with django_assert_max_num_queries(45):
        moved(cast, to=dict.fromkeys(ids, 2), grids={2: cast.other_grid})

    assert Place.objects.get(pk=cast.other_grid.pk).households == 18
