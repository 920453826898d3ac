"""Bulk seating from a list as offices keep it: whole or not at all, and twice changes only what differs (R3)."""

import pytest
from django.core.management import CommandError, call_command

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.actions.import_leaders import plan_leaders, read_leaders, template_workbook
from sanzhang.organisation.posts.models import Post, Tenure
from tests.times import MONDAY_9AM, MONDAY_10AM

HEADS = ("职务", "所属网格", "楼号", "单元号", "三长姓名", "联系电话", "同意公示姓名", "同意公示电话")
GRID = ("网格长", "第2网格", "", "", "周 明", "138-0000-1001", "是", "否")
BUILDING = ("楼长", "2", "20栋", "", "孙丽", "13800001002", "同意", "是")
UNIT = ("单元长", "第2网格", "20", "1", "欧阳•小满", "13800001003", "", "")


def workbook(*rows, heads=HEADS):
    return write_workbook([Table("三长", heads, rows)])


def read(cast, *rows, heads=HEADS, at=MONDAY_9AM):
    return read_leaders(read_tables(workbook(*rows, heads=heads), "三长.xlsx"), cast.community, at=at)


def load(cast, *rows, at=MONDAY_9AM, by=None, **more):
    table = read(cast, *rows, at=at)
    assert table.faults == []
    return actions.import_leaders(cast.community, table, by=by or cast.liu, at=at, **more)


def test_a_list_fills_the_vacancies(cast):
    plan = load(cast, GRID, BUILDING, UNIT)

    assert plan.figures() == {"空缺补上": 3, "换人": 0, "不变": 0, "新登记人员": 3, "新登记公示同意": 3}
    lines = queries.leaders_of(cast.far_unit, MONDAY_9AM)
    assert [line.person.name for line in lines] == ["欧阳·小满", "孙丽", "周明"]
    assert people.consents_of(lines[1].person) == {"plaque.name", "plaque.phone"}
    assert lines[2].tenure.way == "appointment"
    entry = Entry.objects.get(action="post.leaders_imported")
    assert entry.facts["空缺补上"] == 3
    assert "周明" not in str(entry.facts)


def test_a_second_import_changes_only_what_differs(cast):
    load(cast, GRID, BUILDING, UNIT)
    entries = Entry.objects.count()
    assert load(cast, GRID, BUILDING, UNIT, at=MONDAY_10AM).changes == 0
    assert Entry.objects.count() == entries

    other = (*UNIT[:4], "何平", "13800001009", "", "")
    plan = load(cast, GRID, BUILDING, other, at=MONDAY_10AM)
    assert (len(plan.seat), len(plan.replace), len(plan.same)) == (0, 1, 2)
    post = Post.objects.get(place=cast.far_unit)
    assert [one.end_reason for one in queries.history(post)] == ["", "replaced"]


def test_who_is_known_is_not_registered_again(cast):
    load(cast, (*GRID[:4], "陈晨", "13800000004", "", ""))
    assert Person.objects.count() == 12
    assert queries.seats_of(cast.chen, MONDAY_9AM)[0].kind == "grid_leader"


WRONG = {
    "岗位": ("组长", *GRID[1:]),
    "网格": ("网格长", "", *GRID[2:]),
    "网格 ": ("网格长", "第9网格", *GRID[2:]),
    "楼栋": ("楼栋长", "2", "", "", *GRID[4:]),
    "楼栋 ": ("楼栋长", "2", "99栋", "", *GRID[4:]),
    "单元": ("单元长", "2", "20栋", "", *GRID[4:]),
    "单元 ": ("单元长", "2", "20栋", "7", *GRID[4:]),
    "姓名": (*GRID[:4], "周", *GRID[5:]),
    "手机号": (*GRID[:4], "周明", "1380000", "", ""),
    "手机号 ": (*GRID[:4], "周明", "138****0001", "", ""),
    "公示姓名": (*GRID[:6], "也许", "否"),
}


@pytest.mark.parametrize("label", WRONG)
def test_each_fault_names_its_cell_and_what_to_write(cast, label):
    table = read(cast, BUILDING, WRONG[label])

    (fault,) = table.faults
    assert (fault.sheet, fault.row, fault.label) == ("三长", 3, label.strip())
    assert fault.column
    assert fault.words.endswith("。")


def test_one_post_twice_is_a_fault_in_both_rows(cast):
    table = read(cast, GRID, (*GRID[:4], "何平", "13800001009", "", ""))
    assert [fault.row for fault in table.faults] == [2, 3]


def test_a_list_without_our_columns_is_told_what_is_missing(cast):
    table = read(cast, ("a", "b"), heads=("甲", "乙"))
    assert any("岗位" in fault.words for fault in table.faults)
    assert read(cast).faults


def test_empty_rows_stay_vacant(cast):
    table = read(cast, (*GRID[:4], "", "", "", ""), BUILDING)
    assert (table.empty, len(table.rows)) == (1, 1)


def test_a_stranger_imports_nothing(cast):
    for who in (cast.stranger, cast.wang, cast.sun):
        with pytest.raises(NotAllowed):
            load(cast, GRID, by=who)
    assert Person.objects.count() == 12


def test_what_changed_since_the_dry_run_stops_it_whole(cast):
    expected = plan_leaders(cast.community, read(cast, GRID, UNIT), at=MONDAY_9AM).digest()
    actions.seat(
        Post.objects.get(place=cast.far_unit),
        person=cast.chen,
        starts_at=MONDAY_9AM,
        by=cast.liu,
        at=MONDAY_9AM,
    )
    with pytest.raises(actions.ChangedMeanwhile):
        load(cast, GRID, UNIT, at=MONDAY_10AM, expected=expected)
    assert Person.objects.count() == 12


def test_another_person_in_the_same_number_of_rows_is_another_plan(cast):
    one = plan_leaders(cast.community, read(cast, GRID), at=MONDAY_9AM)
    other = plan_leaders(cast.community, read(cast, (*GRID[:4], "何平", *GRID[5:])), at=MONDAY_9AM)
    assert one.figures() == other.figures()
    assert one.digest() != other.digest()


def test_the_template_names_every_post_and_holder_but_no_phone_and_reads_back_unchanged(cast):
    content = template_workbook(cast.community, MONDAY_9AM)
    sheets = read_tables(content, "模板.xlsx")
    text = str([row.texts for row in sheets[0].rows])
    assert "张桂兰" in text
    assert "138****0001" in text
    assert "13800000001" not in text

    table = read_leaders(sheets, cast.community, at=MONDAY_9AM)
    assert table.faults == []
    assert (len(table.rows), table.empty) == (3, 4)
    assert plan_leaders(cast.community, table, at=MONDAY_9AM).changes == 0


def test_by_command_too(cast, tmp_path, capsys):
    file = tmp_path / "三长.xlsx"
    file.write_bytes(workbook(GRID, BUILDING))
    before = Tenure.objects.count()
    call_command("import", "leaders", str(file), community=cast.community.code, dry_run=True)
    assert Tenure.objects.count() == before
    call_command("import", "leaders", str(file), community=cast.community.code)
    assert Tenure.objects.count() == before + 2
    assert "空缺补上 2" in capsys.readouterr().out

    file.write_bytes(workbook(GRID, WRONG["手机号"]))
    with pytest.raises(CommandError, match="没有导入任何一行"):
        call_command("import", "leaders", str(file), community=cast.community.code)
