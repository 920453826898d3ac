from datetime import timedelta

import pytest

from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules import NoNumberLeft, WrongParent
from tests.times import MONDAY_9AM, TUESDAY_9AM

TODAY, TOMORROW = MONDAY_9AM.date(), TUESDAY_9AM.date()


def test_a_new_grid_takes_the_next_number_of_its_community(cast):
    grid = actions.add_place(cast.community, kind="grid", name="第3网格", by=cast.liu, at=MONDAY_9AM)

    assert (grid.code, grid.number, grid.community_id) == ("220102098001003", 3, cast.community.pk)
    assert queries.path_on(grid, TODAY) == grid.path
    assert queries.path_on(grid, TODAY - timedelta(days=1)) is None


def test_a_number_is_never_given_twice(cast):
    first = actions.add_place(cast.community, kind="grid", name="第3网格", by=SYSTEM, at=MONDAY_9AM)
    actions.close_place(first, by=SYSTEM, at=TUESDAY_9AM)

    again = actions.add_place(cast.community, kind="grid", name="第3网格", by=SYSTEM, at=TUESDAY_9AM)

    assert again.path.endswith("004")
    with pytest.raises(actions.NumberTaken):
        actions.add_place(cast.community, kind="grid", name="另一个", number=3, by=SYSTEM, at=TUESDAY_9AM)


def test_the_number_of_a_building_that_moved_twice_in_a_day_stays_taken(cast):
    third = actions.add_place(cast.community, kind="grid", name="第3网格", by=SYSTEM, at=MONDAY_9AM)
    actions.move_building(cast.building, to=cast.other_grid, by=SYSTEM, at=MONDAY_9AM)
    passing = cast.building.path
    actions.move_building(cast.building, to=third, by=SYSTEM, at=MONDAY_9AM)

    new = actions.add_place(cast.other_grid, kind="building", name="21栋", by=SYSTEM, at=MONDAY_9AM)

    assert new.path > passing
    assert queries.at_code(passing, TODAY) == cast.building


def test_an_estate_stands_beside_grids(cast):
    estate = actions.add_place(cast.community, kind="estate", name="桐荫家园", by=SYSTEM, at=MONDAY_9AM)

    assert estate.path == "220102098001E01"
    assert [one.name for one in queries.estates(cast.community)] == ["桐荫家园"]
    assert "estate" not in {branch.place.kind for branch in queries.branches(cast.community, MONDAY_9AM)}


@pytest.mark.parametrize(
    ("kind", "parent"), [("unit", "grid"), ("building", "community"), ("grid", "street")]
)
def test_places_lie_below_the_kind_above_theirs(cast, kind, parent):
    with pytest.raises(WrongParent):
        actions.add_place(getattr(cast, parent), kind=kind, name="一", by=SYSTEM, at=MONDAY_9AM)


def test_siblings_bear_different_names(cast):
    with pytest.raises(actions.NameTaken):
        actions.add_place(cast.other_grid, kind="building", name="12栋", by=SYSTEM, at=MONDAY_9AM)
    with pytest.raises(actions.NameTaken):
        actions.rename(cast.other_grid, name="第1网格", by=SYSTEM, at=MONDAY_9AM)


def test_the_hundredth_unit_has_no_number(cast):
    with pytest.raises(NoNumberLeft):
        actions.add_place(cast.building, kind="unit", name="百单元", number=100, by=SYSTEM, at=MONDAY_9AM)


@pytest.mark.parametrize("who", ["wang", "zhang", "sun", "stranger", "zheng"])
def test_only_the_communitys_own_worker_changes_it(cast, who):
    for act in (
        lambda by: actions.add_place(cast.community, kind="grid", name="新", by=by, at=MONDAY_9AM),
        lambda by: actions.rename(cast.grid, name="新", by=by, at=MONDAY_9AM),
        lambda by: actions.move_building(cast.building, to=cast.other_grid, by=by, at=MONDAY_9AM),
        lambda by: actions.close_place(cast.far_unit, by=by, at=MONDAY_9AM),
    ):
        with pytest.raises(NotAllowed):
            act(getattr(cast, who))


def test_closing_a_unit_closes_its_doors_and_keeps_its_past(cast):
    actions.close_place(cast.far_unit, by=cast.liu, at=TUESDAY_9AM)

    assert not Household.objects.filter(unit=cast.far_unit, closed_on=None).exists()
    assert Place.objects.get(pk=cast.other_building.pk).households == 0
    assert Place.objects.get(pk=cast.community.pk).households == 12
    assert queries.by_token(cast.far_unit.token) is None
    assert [edge.place for edge in queries.children_on(cast.other_building, TODAY)] == [cast.far_unit]
    assert queries.children_on(cast.other_building, TOMORROW) == []


def test_a_place_with_leaders_on_duty_stays_open(cast):
    with pytest.raises(actions.StillInUse, match="还有 2 位三长在岗"):
        actions.close_place(cast.building, by=cast.liu, at=MONDAY_9AM)


def test_a_grid_with_buildings_stays_open(cast):
    with pytest.raises(actions.StillInUse, match="下面还有楼栋"):
        actions.close_place(cast.other_grid, by=cast.liu, at=MONDAY_9AM)


def test_a_renamed_grid_answers_to_its_old_name_on_old_days(cast):
    actions.rename(cast.grid, name="和谐网格", by=cast.liu, at=TUESDAY_9AM)

    told = {edge.name for edge in queries.children_on(cast.community, TODAY)}
    assert "第1网格" in told
    assert "和谐网格" in {edge.name for edge in queries.children_on(cast.community, TOMORROW)}
    assert PlaceEdge.objects.filter(place=cast.grid, ends_on=None).count() == 1


def test_renaming_twice_in_a_day_leaves_one_line(cast):
    actions.rename(cast.grid, name="和谐网格", by=cast.liu, at=TUESDAY_9AM)
    actions.rename(cast.grid, name="和顺网格", by=cast.liu, at=TUESDAY_9AM)

    assert [edge.name for edge in queries.history(cast.grid)] == ["和顺网格", "第1网格"]
