"""Lists of grid members as offices keep them: one row a member and grid, twice changes only what differs (§1.4)."""

import pytest
from django.core.management import call_command

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.actions.import_members import members_workbook, plan_members, read_members
from sanzhang.organisation.posts.actions.members_table import running_in
from sanzhang.organisation.posts.models import GridMember
from tests.times import MONDAY_9AM, TUESDAY_9AM

HEADS = ("所属网格", "类别", "单位名称", "姓名", "手机号", "热线", "职责", "事项类别", "公示姓名", "公示电话")
GAO = (
    "1、2",
    "片警",
    "桐荫派出所",
    "高 飞",
    "138-0000-2001",
    "0431-81230110",
    "治安",
    "安全隐患、邻里",
    "是",
    "否",
)
WATER = ("全部", "自来水", "长春水务", "", "", "96000", "", "", "", "")
CITY = ("第2网格", "城管队员", "城管中队", "石磊", "13800002002", "", "占道", "环境卫生", "", "")


def read(cast, *rows, heads=HEADS, at=MONDAY_9AM):
    content = write_workbook([Table("成员", heads, rows)])
    return read_members(read_tables(content, "成员.xlsx"), cast.community, at=at)


def load(cast, *rows, at=MONDAY_9AM, by=None, heads=HEADS, **more):
    table = read(cast, *rows, at=at, heads=heads)
    assert table.faults == []
    return actions.import_members(cast.community, table, by=by or cast.liu, at=at, **more)


def there(grid, at=MONDAY_9AM):
    return {(one.kind, one.label, one.body) for one in queries.members_of(grid, at)}


def test_a_list_enters_one_person_for_many_grids(cast):
    plan = load(cast, GAO, WATER, CITY)

    assert plan.figures()["新登记"] == 5
    assert there(cast.grid) == {("police", "", "桐荫派出所"), ("water", "", "长春水务")}
    assert ("other", "城管队员", "城管中队") in there(cast.other_grid)
    gao = queries.members_of(cast.grid, MONDAY_9AM)[0]
    assert (gao.person.name, gao.topics) == ("高飞", ["safety", "neighbours"])
    assert people.consents_of(gao.person) == {"card.name"}
    assert Person.objects.count() == 14
    entry = Entry.objects.get(action="member.imported")
    assert entry.facts["新登记"] == 5
    assert "高飞" not in str(entry.facts)


def test_a_second_import_changes_only_what_differs(cast):
    load(cast, GAO, WATER, CITY)
    entries = Entry.objects.count()
    assert load(cast, GAO, WATER, CITY, at=TUESDAY_9AM).changes == 0
    assert Entry.objects.count() == entries

    plan = load(cast, (*GAO[:6], "治安和走失", *GAO[7:]), WATER, at=TUESDAY_9AM)
    assert (len(plan.change), len(plan.same), len(plan.untouched)) == (2, 2, 1)
    assert queries.members_of(cast.grid, TUESDAY_9AM)[0].duty == "治安和走失"
    assert queries.members_of(cast.grid, MONDAY_9AM)[0].duty == "治安"


def test_the_dry_run_says_what_differs_and_the_same_of_many_grids_once(cast):
    load(cast, GAO, WATER)
    rows = ((*GAO[:4], "13800002009", *GAO[5:]), (*WATER[:5], "96777", *WATER[6:]))
    plan = plan_members(cast.community, read(cast, *rows), at=TUESDAY_9AM)
    assert plan.told_replacements() == ["第1网格、第2网格民警:高飞 138****2001 → 138****2009"]
    assert plan.told_changes() == ["第1网格、第2网格供水 长春水务:单位电话 96000 → 96777"]


def test_another_number_under_the_same_name_is_another_person_from_today_on(cast):
    load(cast, CITY)
    plan = load(cast, (*CITY[:4], "13800002009", *CITY[5:]), at=TUESDAY_9AM)
    assert len(plan.replace) == 1
    (now,) = queries.members_of(cast.other_grid, TUESDAY_9AM)
    assert now.person.phone == "13800002009"
    assert GridMember.objects.get(end_reason="replaced").person.phone == "13800002002"


def test_columns_that_a_list_has_not_stay_as_they_are(cast):
    load(cast, GAO)
    plan = load(
        cast, ("1", "民警", "高飞", "13800002001"), at=TUESDAY_9AM, heads=("网格", "类别", "姓名", "手机号")
    )
    assert (plan.changes, len(plan.same), len(plan.untouched)) == (0, 1, 1)


WRONG = {
    "网格": ("", *GAO[1:]),
    "网格 ": ("1、9", *GAO[1:]),
    "类别": ("1", "", *GAO[2:]),
    "类别 ": ("1", "其他", *GAO[2:]),
    "姓名": ("1", "民警", "", "", "", "110", "", "", "", ""),
    "姓名 ": (*GAO[:3], "高", *GAO[4:]),
    "本人手机号": (*GAO[:4], "1380000", *GAO[5:]),
    "本人手机号 ": (*GAO[:4], "138****2001", *GAO[5:]),
    "单位电话": (*GAO[:5], "很多", *GAO[6:]),
    "什么事找他": (*GAO[:6], "找高飞 138 0000 2001", *GAO[7:]),
    "管哪些事": (*GAO[:7], "天气", *GAO[8:]),
    "公示姓名": (*GAO[:8], "也许", "否"),
    "公示姓名 ": (*WATER[:8], "是", ""),
}


@pytest.mark.parametrize("label", WRONG)
def test_each_fault_names_its_cell_and_what_to_write(cast, label):
    table = read(cast, CITY, WRONG[label])

    (fault,) = table.faults
    assert (fault.sheet, fault.row, fault.label) == ("成员", 3, label.strip())
    assert fault.column
    assert fault.words.endswith("。")


def test_one_member_of_a_grid_twice_is_a_fault_in_both_rows(cast):
    assert [fault.row for fault in read(cast, GAO, ("2", *GAO[1:])).faults] == [2, 3]


def test_a_list_without_our_columns_is_told_what_is_missing(cast):
    assert any("网格" in one.words for one in read(cast, ("a", "b"), heads=("甲", "乙")).faults)
    assert read(cast).faults


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("3", []),
        ("第1网格", [1]),
        ("1-2", [1, 2]),
        ("1~2号网格", [1, 2]),
        ("1,2", [1, 2]),
        ("所有网格", [1, 2]),
    ],
)
def test_grids_are_read_as_offices_write_them(cast, said, numbers):
    rows = read(cast, (said, *CITY[1:])).rows
    names = {cast.grid.pk: 1, cast.other_grid.pk: 2}
    assert [names[row.grid_id] for row in rows] == numbers


def test_our_own_list_holds_no_number_of_a_person_and_reads_back_unchanged(cast):
    load(cast, GAO, WATER, CITY)
    content = members_workbook(cast.community, running_in(cast.community, MONDAY_9AM))
    sheets = read_tables(content, "成员.xlsx")
    text = str([row.texts for row in sheets[0].rows])
    assert "138****2001" in text
    assert "13800002001" not in text
    assert "物业经理" in text  # an empty row for whom the grid lacks

    table = read_members(sheets, cast.community, at=TUESDAY_9AM)
    assert table.faults == []
    plan = plan_members(cast.community, table, at=TUESDAY_9AM)
    assert (plan.changes, len(plan.same), table.empty) == (0, 5, 10)


def test_by_command_too(cast, tmp_path, capsys):
    file = tmp_path / "成员.xlsx"
    file.write_bytes(write_workbook([Table("成员", HEADS, (GAO, WATER))]))
    call_command("import", "members", str(file), community=cast.community.code, dry_run=True)
    assert not GridMember.objects.exists()
    call_command("import", "members", str(file), community=cast.community.code)
    assert GridMember.objects.count() == 4
    assert "新登记 4" in capsys.readouterr().out


def test_a_stranger_imports_nothing(cast):
    for who in (cast.stranger, cast.wang, cast.sun):
        with pytest.raises(NotAllowed):
            load(cast, GAO, by=who)
    assert Person.objects.count() == 12
    assert not GridMember.objects.exists()


def test_what_changed_since_the_dry_run_stops_it_whole(cast):
    expected = plan_members(cast.community, read(cast, GAO, CITY), at=MONDAY_9AM).digest()
    load(cast, CITY)
    with pytest.raises(actions.ChangedMeanwhile):
        load(cast, GAO, CITY, expected=expected)
    assert GridMember.objects.count() == 1
