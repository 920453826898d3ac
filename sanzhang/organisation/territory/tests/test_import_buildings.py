"""Import of a community's sheet: whole or not at all, and a second time only what differs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.actions import import_buildings, plan_import
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules.buildings_table import read_buildings
from sanzhang.organisation.territory.rules.estates import Estate, cut_estate
from tests.cast import Cast
from tests.times import MONDAY_9AM, TUESDAY_9AM

HEADS = ("网格", "小区", "楼栋", "单元", "门牌号")
DOORS = tuple(("3", "桐荫家园", "31栋", unit, door) for unit in "12" for door in ("101", "102", "201", "202"))


def read(rows, heads=HEADS):
    return read_buildings(read_tables(write_workbook([Table("楼栋", heads, rows)]), "x.xlsx"))


def bring(cast, rows, *, at=MONDAY_9AM, **options):
    return import_buildings(cast.community, read(rows), by=cast.liu, at=at, **options)


def everything():
    places = Place.objects.order_by("path").values_list(
        "pk", "path", "name", "parent_id", "households", "closed_on"
    )
    doors = Household.objects.order_by("path").values_list("pk", "path", "number", "closed_on")
    return list(places), list(doors), PlaceEdge.objects.count()


def test_new_places_take_codes_edges_and_sums(cast):
    bring(cast, DOORS)

    building = Place.objects.get(name="31栋")
    assert (building.path, building.number) == ("22010209800100300001", 31)
    assert building.estate.name == "桐荫家园"
    assert [unit.path for unit in queries.below(building, "unit")] == [
        building.path + "01",
        building.path + "02",
    ]
    assert (
        Household.objects.get(unit__parent=building, unit__number=2, number="202").path
        == building.path + "020004"
    )
    assert queries.path_on(building, MONDAY_9AM.date()) == building.path
    sums = {
        place.name: place.households
        for place in Place.objects.filter(name__in=["31栋", "第3网格", "桐荫家园"])
    }
    assert sums == {"31栋": 8, "第3网格": 8, "桐荫家园": 8}
    assert Place.objects.get(pk=cast.community.pk).households == 26


def test_the_same_file_again_changes_nothing(cast):
    bring(cast, DOORS)
    before = everything()
    plan = bring(cast, DOORS, at=TUESDAY_9AM)

    assert plan.changes == 0
    assert plan.same == 1
    assert everything() == before


def test_a_corrected_file_changes_only_what_differs(cast):
    bring(cast, DOORS)
    kept = set(Household.objects.values_list("pk", "path"))
    corrected = [*DOORS[:-1], ("3", "桐荫家园", "31栋", "2", "203"), ("3", "桐荫家园", "32栋", "1", "101")]

    plan = bring(cast, corrected, at=TUESDAY_9AM)

    assert (len(plan.buildings), len(plan.doors), len(plan.units)) == (1, 1, 0)
    assert kept <= set(Household.objects.values_list("pk", "path"))
    new = Household.objects.get(unit__parent__name="31栋", number="203")
    assert new.path[-4:] == "0005"
    assert (new.floor, new.door) == (2, 3)


def test_what_the_file_lacks_stays_unless_it_is_to_be_closed(cast):
    bring(cast, DOORS)
    fewer = DOORS[:3]
    plan = plan_import(cast.community, read(fewer))
    assert {place.name for place in plan.missing} >= {"2单元", "12栋", "20栋"}

    bring(cast, fewer)
    assert Household.objects.filter(unit__parent__name="31栋", closed_on=None).count() == 8

    with pytest.raises(actions.StillInUse, match="三长在岗"):
        bring(cast, fewer, close_missing=True)
    assert Household.objects.filter(unit__parent__name="31栋", closed_on=None).count() == 8


def test_what_is_closed_can_come_back_under_its_old_door_and_a_new_unit_code(cast):
    bring(cast, DOORS)
    cast_rows = [
        (grid, "", name, "1", door)
        for grid, name in (("1", "12栋"), ("2", "20栋"))
        for door in ("101", "102", "201", "202", "301", "302")
    ]
    cast_rows += [("1", "", "12栋", "2", door) for door in ("101", "102", "201", "202", "301", "302")]
    bring(cast, [*DOORS[:3], *cast_rows], at=TUESDAY_9AM, close_missing=True)
    assert Place.objects.get(name="31栋").households == 3

    plan = bring(cast, [*DOORS, *cast_rows], at=TUESDAY_9AM)

    assert len(plan.reopened) == 1
    fresh = Place.objects.get(parent__name="31栋", number=2, closed_on=None)
    assert fresh.path.endswith("03")
    assert bring(cast, [*DOORS, *cast_rows], at=TUESDAY_9AM).changes == 0


def test_a_building_in_another_grid_moves(cast):
    bring(cast, [("2", "", "12栋", "1", "302"), ("2", "", "12栋", "2", "302")], at=TUESDAY_9AM)

    moved = Place.objects.get(pk=cast.building.pk)
    assert moved.parent_id == cast.other_grid.pk
    assert Place.objects.get(pk=cast.unit.pk).path.startswith(moved.path)
    assert queries.at_code(cast.unit.path, TUESDAY_9AM.date()).pk == cast.unit.pk
    assert Entry.objects.get(action="territory.imported").facts["moved"] == [moved.path]


def test_a_grid_whose_number_was_used_before_is_known_by_what_people_say(cast):
    third = actions.add_place(cast.community, kind="grid", name="第3网格", by=SYSTEM, at=MONDAY_9AM)
    actions.close_place(third, by=SYSTEM, at=MONDAY_9AM)
    bring(cast, DOORS)

    assert Place.objects.get(kind="grid", number=3, closed_on=None).path.endswith("004")
    assert bring(cast, DOORS).changes == 0


def test_a_grid_takes_the_name_of_the_file_unless_it_is_only_a_number(cast):
    bring(cast, [("2 和谐网格", "", "20栋", "1", "101")])
    assert Place.objects.get(pk=cast.other_grid.pk).name == "2 和谐网格"
    assert bring(cast, [("2", "", "20栋", "1", "101")]).changes == 0


def test_a_file_with_a_fault_changes_nothing(cast):
    before = everything()
    table = read([*DOORS, ("3", "桐荫家园", "33栋", "x", "101")])
    with pytest.raises(actions.HasFaults):
        import_buildings(cast.community, table, by=cast.liu, at=MONDAY_9AM)
    assert everything() == before


def test_the_second_of_two_imports_sees_that_the_first_was_faster(cast):
    table = read(DOORS)
    seen = plan_import(cast.community, table).digest()
    bring(cast, DOORS[:4])
    with pytest.raises(actions.ChangedMeanwhile):
        import_buildings(cast.community, table, by=cast.liu, at=MONDAY_9AM, expected=seen)


@pytest.mark.parametrize("who", ["zhang", "wang", "sun", "zheng", "stranger"])
def test_only_the_communitys_own_worker_imports(cast, who):
    with pytest.raises(NotAllowed):
        import_buildings(cast.community, read(DOORS), by=getattr(cast, who), at=MONDAY_9AM)


def test_the_journal_counts_and_names_nobody(cast):
    bring(cast, DOORS)
    facts = Entry.objects.get(action="territory.imported").facts
    assert facts["新增住户门牌"] == 8
    assert facts["closed"] is False


def test_four_thousand_doors_ask_about_as_often_as_four(cast):
    rows = [
        (str(10 + house // 12), "大院", f"{100 + house}栋", str(unit), f"{floor}{door:02d}")
        for house in range(84)
        for unit in range(1, 5)
        for floor in range(1, 7)
        for door in (1, 2)
    ]
    table = read(rows)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        import_buildings(cast.community, table, by=cast.liu, at=MONDAY_9AM)
    assert Place.objects.get(pk=cast.community.pk).households == 4032 + 18
    assert len(asked) < 120


def test_houses_cut_from_an_estate_come_with_outlines(cast):
    lines = cut_estate(Estate("春江家园", 700, (125.32, 43.88), 2005), seed=1, first_grid=5)
    table = read([])
    table.faults.clear()
    table.buildings = {line.key: line for line in lines}
    table.grids = {line.grid: f"第{line.grid}网格" for line in lines}

    import_buildings(cast.community, table, by=SYSTEM, at=MONDAY_9AM)

    drawn = queries.on_map(cast.community)
    assert len(drawn) == len(lines)
    assert all(one.outline and one.outline[0] == one.outline[-1] for one in drawn)
    assert import_buildings(cast.community, table, by=SYSTEM, at=MONDAY_9AM).changes == 0


rows = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["甲院", ""]),
        st.integers(1, 6),
        st.integers(1, 3),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=25,
)


def consistent(drawn):
    """One grid a building, each door once."""
    grids, seen, kept = {}, set(), []
    for wished, estate, building, unit, door in drawn:
        grid = grids.setdefault((estate, building), wished)
        if (estate, building, unit, door) not in seen:
            seen.add((estate, building, unit, door))
            kept.append((grid, estate, f"{building}栋", unit, f"{door}01"))
    return kept


class AnyTwoFiles(TestCase):
    @settings(max_examples=20)
    @given(rows, rows)
    def test_after_an_import_the_territory_says_what_the_file_says(self, first, second):
        cast = Cast()
        for tenure in ("unit_leader", "building_leader", "grid_leader"):
            cast.vacate(tenure, at=MONDAY_9AM)
        for drawn, at in ((first, MONDAY_9AM), (second, TUESDAY_9AM)):
            wished = consistent(drawn)
            bring(cast, wished, at=at, close_missing=True)
            open_doors = Household.objects.filter(closed_on=None).select_related("unit__parent__parent")
            told = {
                (
                    d.unit.parent.parent.number,
                    d.unit.parent.estate.name if d.unit.parent.estate else "",
                    d.unit.parent.name,
                    d.unit.number,
                    d.number,
                )
                for d in open_doors
            }
            assert told == set(wished)
            assert bring(cast, wished, at=at, close_missing=True).changes == 0
        borne = {}
        for path, place in PlaceEdge.objects.values_list("path", "place_id"):
            assert borne.setdefault(path, place) == place
        paths = list(Household.objects.values_list("path", flat=True))
        assert len(paths) == len(set(paths))
