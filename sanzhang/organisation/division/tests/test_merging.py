"""Many grids into one: imported, compared, drafted, in force; codes stay, members go along."""

from datetime import timedelta

import pytest

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import Row, Sheet
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import (
    Draft,
    ForeignBuilding,
    ForeignGrid,
    ForeignMember,
    MemberDecision,
    Merge,
)
from sanzhang.organisation.division.queries import merge_members, merging
from sanzhang.organisation.division.rules.department_table import read_department
from sanzhang.organisation.division.tests.conftest import EFFECT_DAY, MIDNIGHT, work
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

HEAD = ("楼栋", "网格编号", "网格名称", "网格员", "电话", "职责")
BOUNDS = {"fewest": 10, "most": 46}
POLICE = [("韩磊", "13900000001"), ("于静", "13900000002")]


def table_of(world, drawn, *, people=(), names=()):
    """Return a department's file: `drawn` as in `World.numbers`, letters are grids, a blank is not named."""
    rows = [
        (building.name, sign, f"{sign}格", "", "", "")
        for building, sign in zip(world.buildings, drawn.replace("/", ""), strict=True)
        if sign != " "
    ]
    rows += [
        ("", code, "", *person, "") if len(person) == 2 else ("", code, "", *person)
        for code, person in people
    ]
    sheet = Sheet("网格", tuple(Row(number, texts) for number, texts in enumerate((HEAD, *rows), start=1)))
    return read_department([sheet], merging.known_buildings(world.community))


def bring(world, department, drawn, *, people=(), at=MONDAY_9AM, **more):
    return actions.import_department(
        world.community, department, table_of(world, drawn, people=people), by=world.liu, at=at, **more
    )


def merged(world, base="公安", follows=None, *, at=MONDAY_9AM):
    option = actions.merge_grids(world.community, base=base, follows=follows, by=world.liu, at=at, **BOUNDS)
    return option, Merge.objects.get(draft=option.draft)


def in_force(world, option):
    draft = actions.choose(option, by=world.liu, at=MONDAY_10AM)
    draft = actions.sign(
        draft, takes_effect_on=EFFECT_DAY, by=world.liu, at=MONDAY_10AM, exception_words="楼栋少,只能这样分"
    )
    actions.approve(draft, by=world.sun, at=TUESDAY_9AM)
    return actions.put_into_effect(Draft.objects.get(pk=draft.pk), by=SYSTEM, at=MIDNIGHT)


def test_an_import_takes_grids_buildings_and_people(world):
    plan = bring(world, "公安", "AAABB/AAABB", people=[("A", POLICE[0]), ("B", POLICE[1])])

    assert plan.figures["新网格"] == 2
    assert ForeignBuilding.objects.filter(department="公安", ends_on=None).count() == 10
    assert {one.name for one in ForeignMember.objects.all()} == {"韩磊", "于静"}
    entry = Entry.objects.get(action="division.department_imported")
    assert "韩磊" not in str(entry.facts)


def test_the_same_file_twice_changes_nothing(world):
    bring(world, "公安", "AAABB/AAABB", people=[("A", POLICE[0])])
    plan = bring(world, "公安", "AAABB/AAABB", people=[("A", POLICE[0])], at=TUESDAY_9AM)

    assert plan.changes == 0
    assert Entry.objects.filter(action="division.department_imported").count() == 1


def test_a_second_file_changes_what_differs_and_keeps_the_past(world):
    bring(world, "公安", "AAABB/AAABB", people=[("A", POLICE[0]), ("B", POLICE[1])])
    plan = bring(world, "公安", "AAAAB/AAACC", people=[("A", POLICE[0])], at=TUESDAY_9AM)

    changed = {words: count for words, count in plan.figures.items() if count}
    assert changed == {"新网格": 1, "换网格的楼栋": 3, "不再写的网格员": 1}
    assert [one.name for one in ForeignMember.objects.all()] == ["韩磊"]
    moved = ForeignBuilding.objects.filter(building=world.buildings[3]).order_by("starts_on", "pk")
    assert [(row.grid.code, row.ends_on) for row in moved] == [("B", TUESDAY_9AM.date()), ("A", None)]


def test_nothing_is_taken_by_halves_unless_asked(world):
    with pytest.raises(actions.NotPossible, match="对不上"):
        bring(world, "城管", "AAAAA/BBBB ")
    assert not ForeignGrid.objects.exists()

    bring(world, "城管", "AAAAA/BBBB ", by_halves=True)
    assert ForeignBuilding.objects.count() == 9


def test_a_confirmation_of_another_plan_is_refused(world):
    expected = "0" * 64
    with pytest.raises(actions.ChangedMeanwhile):
        bring(world, "城管", "AAAAA/BBBBB", expected=expected)
    assert not ForeignGrid.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "wang", "sun", "wu", "zheng"])
def test_only_the_community_worker_may(world, who):
    person = getattr(world, who)
    table = table_of(world, "AAABB/AAABB")
    with pytest.raises(NotAllowed):
        actions.import_department(world.community, "公安", table, by=person, at=MONDAY_9AM)
    bring(world, "公安", "AAABB/AAABB", people=[("A", POLICE[0])])
    with pytest.raises(NotAllowed):
        actions.end_department(world.community, "公安", by=person, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.merge_grids(world.community, base="公安", by=person, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.ask_solver(world.community, by=person, at=MONDAY_9AM)
    _, merge = merged(world)
    member = ForeignMember.objects.get()
    with pytest.raises(NotAllowed):
        actions.decide_member(merge, member, is_carried=False, by=person, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.carry_over(world.community, [], by=person, at=MONDAY_9AM)
    assert not merging.merges_visible_to(person, MONDAY_9AM).exists()


def test_who_says_what_and_where_they_disagree(world):
    bring(world, "公安", "AAAAB/BBBBB")
    scene = merging.scene_of(world.community)

    assert list(scene.voices) == ["现有网格", "公安"]
    (pair,) = scene.picture.pairs
    whole = sum(one.households for one in world.buildings)
    assert pair.households == whole
    assert pair.share == (whole - world.buildings[4].households) / whole
    (disputed,) = (atom for atom in scene.picture.atoms if atom.state == "disputed")
    assert disputed.buildings == (world.buildings[4].pk,)
    assert disputed.says["公安"] == "B"


def test_a_department_becomes_an_option_that_keeps_our_grids(world):
    bring(world, "公安", "AAAAB/BBBBB")
    option, merge = merged(world)

    assert world.drawn(option) == "1111222222"
    assert {grid.number: grid.keeps for grid in queries.grids_of(option)} == {
        1: world.grid,
        2: world.other_grid,
    }
    assert (merge.base, merge.departments, option.draft.state) == ("公安", ["公安"], "ready")
    assert option.name == "以公安为准"


def test_one_conflict_may_be_settled_the_other_way(world):
    bring(world, "公安", "AAAAB/BBBBB")
    key = str(world.buildings[4].pk)
    option, merge = merged(world, base="公安", follows={key: "现有网格"})

    assert world.drawn(option) == "1111122222"
    assert merge.follows == {key: "现有网格"}
    with pytest.raises(actions.NotPossible, match="没有“民政”"):
        merged(world, base="民政")
    with pytest.raises(actions.NotPossible, match="不一样了"):
        merged(world, follows={"7": "公安"})


def test_without_departments_there_is_nothing_to_merge(world):
    with pytest.raises(actions.NotPossible, match="还没有导入"):
        merged(world, base="现有网格")
    with pytest.raises(actions.NotPossible, match="还没有导入"):
        actions.ask_solver(world.community, by=world.liu, at=MONDAY_9AM)


def test_the_solver_proposes_with_all_departments_in_mind(world):
    bring(world, "公安", "AAAAB/BBBBB")
    draft = actions.ask_solver(world.community, by=world.liu, at=MONDAY_9AM, fewest=20, most=46)
    assert draft.state == "drafting"
    work(MONDAY_9AM)

    draft.refresh_from_db()
    assert draft.state == "ready"
    assert draft.options.count() >= 1
    assert draft.merge.base == ""
    assert draft.options.first().is_lawful


def test_the_whole_way_codes_stay_and_members_serve_the_new_grids(world):
    bring(world, "公安", "AAAAB/BBBBB", people=[("A", POLICE[0]), ("B", POLICE[1])])
    bring(world, "城管", "MMMMM/NNNNN", people=[("N", ("佟强", ""))])
    option, _ = merged(world)
    draft = in_force(world, option)

    assert draft.state == "in_force"
    assert world.place(world.buildings[4]).parent == world.other_grid
    serving = {
        (one.grid.name, one.title, one.person.name): one for one in GridMember.objects.filter(ends_on=None)
    }
    assert set(serving) == {
        ("第1网格", "民警", "韩磊"),
        ("第2网格", "民警", "于静"),
        ("第2网格", "城管网格员", "佟强"),
    }
    assert serving["第2网格", "民警", "于静"].to_check == ""
    assert "没有电话" in serving["第2网格", "城管网格员", "佟强"].to_check
    assert not ForeignMember.objects.exists()
    assert Merge.objects.get().carried == {"members": 3, "to_check": 1, "left": 0}

    before, after = EFFECT_DAY - timedelta(days=1), EFFECT_DAY
    told = {
        (one.code, one.grid_name): one
        for one in merging.aliases_of(world.community, before, department="公安")
    }
    assert set(told) == {("A", "第1网格"), ("B", "第1网格"), ("B", "第2网格")}
    assert told["B", "第1网格"].until == EFFECT_DAY
    now = merging.aliases_of(world.community, after, department="公安")
    assert [(one.code, one.grid_name, one.share) for one in now] == [
        ("A", "第1网格", 1.0),
        ("B", "第2网格", 1.0),
    ]
    back = merging.aliases_of(world.community, after, grid_code=world.other_grid.path)
    assert {(one.department, one.code) for one in back} == {("公安", "B"), ("城管", "M"), ("城管", "N")}


def lines_of(merge):
    return {line.member.name: line for line in merge_members.member_lines(Merge.objects.get(pk=merge.pk))}


def test_a_doubt_is_decided_and_taken_back(world):
    bring(world, "城管", "MMMMM/MMMMM", people=[("M", ("佟强", "13900000005"))])
    bring(world, "公安", "AAAAA/BBBBB", people=[("A", POLICE[0])])
    _, merge = merged(world)
    line = lines_of(merge)["佟强"]
    assert line.is_open
    assert [grid.number for grid in line.grids] == [1, 2]
    assert not lines_of(merge)["韩磊"].is_open

    decision = actions.decide_member(
        merge, line.member, is_carried=True, grids=[2], phone="13900000005", by=world.liu, at=MONDAY_9AM
    )
    line = lines_of(merge)["佟强"]
    assert (line.is_open, [grid.number for grid in line.grids]) == (False, [2])
    actions.undo_decision(decision, by=world.liu, at=MONDAY_10AM)
    assert lines_of(merge)["佟强"].is_open
    with pytest.raises(actions.NotPossible, match="已经撤销"):
        actions.undo_decision(decision, by=world.liu, at=MONDAY_10AM)


def test_what_was_decided_is_what_happens(world):
    bring(world, "城管", "MMMMM/MMMMM", people=[("M", ("佟强", "13900000005")), ("M", ("钟伟", ""))])
    bring(world, "公安", "AAAAB/BBBBB")
    option, merge = merged(world)
    lines = lines_of(merge)
    decide = {"by": world.liu, "at": MONDAY_9AM}
    actions.decide_member(
        merge, lines["佟强"].member, is_carried=True, grids=[2], phone="13900000009", **decide
    )
    actions.decide_member(merge, lines["钟伟"].member, is_carried=False, **decide)
    assert MemberDecision.objects.filter(undone_at=None).count() == 2
    in_force(world, option)

    (member,) = GridMember.objects.filter(ends_on=None)
    assert (member.grid, member.person.phone, member.to_check) == (world.other_grid, "13900000009", "")
    with pytest.raises(actions.NotPossible, match="已经生效"):
        actions.decide_member(
            Merge.objects.get(), lines["佟强"].member, is_carried=False, by=world.liu, at=MIDNIGHT
        )


def test_a_decision_falls_with_the_grid_that_it_named(world):
    bring(world, "城管", "MMMMM/MMMMM", people=[("M", ("佟强", "13900000005"))])
    bring(world, "公安", "AAAAA/BBBBB")
    option, merge = merged(world)
    line = lines_of(merge)["佟强"]
    for grids, words in (([], "至少选一个"), ([7], "没有楼栋了")):
        with pytest.raises(actions.NotPossible, match=words):
            actions.decide_member(
                merge, line.member, is_carried=True, grids=grids, by=world.liu, at=MONDAY_9AM
            )
    with pytest.raises(actions.NotPossible, match="11 位"):
        actions.decide_member(
            merge, line.member, is_carried=True, grids=[1], phone="139", by=world.liu, at=MONDAY_9AM
        )
    actions.decide_member(
        merge, line.member, is_carried=True, grids=[2], phone="", by=world.liu, at=MONDAY_9AM
    )
    ids = [building.pk for building in world.buildings[5:]]
    actions.move_buildings(option, buildings=ids, to=1, by=world.liu, at=MONDAY_9AM)

    line = lines_of(merge)["佟强"]
    assert line.decision is None
    assert [grid.number for grid in line.grids] == [1]


def test_a_department_that_is_dropped_stays_in_the_past(world):
    bring(world, "城管", "MMMMM/NNNNN", people=[("M", ("佟强", "13900000005"))])
    ended = actions.end_department(world.community, "城管", by=world.liu, at=TUESDAY_9AM)

    assert ended == 2
    assert not ForeignMember.objects.exists()
    assert merging.aliases_of(world.community, TUESDAY_9AM.date()) == []
    assert len(merging.aliases_of(world.community, MONDAY_9AM.date())) == 2
    with pytest.raises(actions.NotPossible, match="没有这个部门"):
        actions.end_department(world.community, "城管", by=world.liu, at=TUESDAY_9AM)


def test_names_and_phones_lie_encrypted(world):
    from django.db import connection

    bring(world, "城管", "MMMMM/NNNNN", people=[("M", ("佟强", "13900000005"))])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM division_foreignmember")
        stored = str(cursor.fetchall())
    assert "佟强" not in stored
    assert "13900000005" not in stored


def test_who_comes_later_anyway_holds_up_no_midnight(world):
    bring(world, "公安", "AAAAA/BBBBB", people=[("A", POLICE[0])])
    option, _ = merged(world)
    later = EFFECT_DAY + timedelta(days=10)
    posts.add_to_grids(
        [world.grid],
        service=posts.Service("police", body="派出所"),
        name=POLICE[0][0],
        phone=POLICE[0][1],
        starts_on=later,
        by=world.liu,
        at=MONDAY_9AM,
    )

    assert in_force(world, option).state == "in_force"
    assert GridMember.objects.get(ends_on=None).starts_on == later
    assert Merge.objects.get().carried == {"members": 0, "to_check": 0, "left": 1}


def test_a_plan_that_was_not_made_of_departments_carries_nobody(world):
    bring(world, "公安", "AAAAA/BBBBB", people=[("A", POLICE[0])])
    world.in_force("11112 22222")

    assert ForeignMember.objects.count() == 1
    assert not GridMember.objects.exists()


def test_a_late_worker_carries_as_of_the_midnight(world):
    bring(world, "公安", "AAAAA/BBBBB", people=[("A", POLICE[0])])
    option, _ = merged(world)
    draft = actions.choose(option, by=world.liu, at=MONDAY_10AM)
    words = {"exception_words": "楼栋少,只能这样分"}
    draft = actions.sign(draft, takes_effect_on=EFFECT_DAY, by=world.liu, at=MONDAY_10AM, **words)
    actions.approve(draft, by=world.sun, at=TUESDAY_9AM)
    actions.put_into_effect(
        Draft.objects.get(pk=draft.pk), by=SYSTEM, at=MIDNIGHT + timedelta(days=2, hours=9)
    )

    assert GridMember.objects.get().starts_on == EFFECT_DAY


def test_a_plan_is_merged_again_when_buildings_have_changed(world):
    bring(world, "公安", "AAAAB/BBBBB", people=[("A", POLICE[0])])
    option, merge = merged(world, base="现有网格", follows={str(world.buildings[4].pk): "公安"})
    territory.close_place(world.buildings[9], by=world.liu, at=MONDAY_10AM)

    draft = actions.merge_again(merge, by=world.liu, at=MONDAY_10AM)

    assert draft.pk != option.draft_id
    assert (draft.fewest, draft.most) == (10, 46)
    assert draft.merge.follows == merge.follows
    assert queries.numbers_of(draft.options.get())[world.buildings[4].pk] == 2
    with pytest.raises(NotAllowed):
        actions.merge_again(merge, by=world.wang, at=MONDAY_10AM)
