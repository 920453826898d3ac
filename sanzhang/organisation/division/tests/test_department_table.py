"""A department's file: what is understood, and what is said with its place."""

import pytest

from sanzhang.foundation.paper.tables import Row, Sheet
from sanzhang.organisation.division.rules.building_names import BuildingNames, Known, several, shortened
from sanzhang.organisation.division.rules.department_table import read_department

HEAD = ("楼栋", "网格编号", "网格名称", "网格员", "联系电话", "职责")
BUILDINGS = [
    Known(number, f"22010209800100{number:06d}", "桐荫家园", f"{number}栋") for number in range(1, 7)
]
BUILDINGS.append(Known(7, "22010209800100000007", "槐荫家园", "1栋"))


def sheet(*rows, head=HEAD):
    return [
        Sheet("城管网格", tuple(Row(number, texts) for number, texts in enumerate((head, *rows), start=1)))
    ]


def read(*rows, head=HEAD):
    return read_department(sheet(*rows, head=head), BUILDINGS)


def test_a_row_a_building():
    table = read(
        ("2栋", "CG01", "城管一格", "韩磊", "139 0000 0001", "占道"),
        ("3号楼", "CG01", "城管一格", "韩磊", "13900000001", ""),
        ("槐荫家园1栋", "CG02", "", "于静", "", ""),
    )

    assert table.faults == []
    assert table.buildings == {2: "CG01", 3: "CG01", 7: "CG02"}
    assert table.names == {"CG01": "城管一格", "CG02": "CG02"}
    assert [(one.code, one.name, one.phone, one.duty) for one in table.members] == [
        ("CG01", "韩磊", "13900000001", "占道"),
        ("CG02", "于静", "", ""),
    ]
    assert [one.id for one in table.missing] == [1, 4, 5, 6]
    assert not table.is_whole


def test_a_row_a_grid_with_a_range_and_several_people():
    table = read(("2-4栋、5栋", "A1", "", "韩磊、于静", "13900000001、13900000002", ""))

    assert table.buildings == {2: "A1", 3: "A1", 4: "A1", 5: "A1"}
    assert [(one.name, one.phone) for one in table.members] == [
        ("韩磊", "13900000001"),
        ("于静", "13900000002"),
    ]


def test_the_code_of_a_building_is_as_good_as_its_name():
    assert read((BUILDINGS[3].code, "A1", "", "", "", "")).buildings == {4: "A1"}


def test_an_unknown_building_is_said_with_its_place():
    table = read(("2栋", "A1", "", "", "", ""), ("88栋", "A1", "", "", "", ""))

    (fault,) = table.unknown
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("城管网格", 3, "A", "88栋")
    assert table.faults == []


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("1栋", "A1", "", "", "", ""), "A", "请在“小区”一列"),
        (("2栋", "", "", "", "", ""), "B", "要写这栋楼"),
        (("", "A1", "", "", "", ""), "A", "要写楼栋"),
        (("3栋", "2.20102E+11", "", "", "", ""), "B", "科学计数"),
        (("3栋", "2026-01-02", "", "", "", ""), "B", "改成了日期"),
        (("3栋", "A1", "", "韩磊", "1390000", ""), "E", "11 位"),
        (("3栋", "A1", "", "", "13900000001", ""), "D", "没有写是谁"),
        (("3栋", "A1", "", "韩磊、于静", "13900000001", ""), "E", "每位写一行"),
        (("3栋", "A1", "", "韩", "", ""), "D", "至少两个字"),
        (("2栋", "B7", "", "", "", ""), "A", "前面已经写在网格 A1"),
        (("3栋", "A1", "别的名称", "", "", ""), "C", "同一个名称"),
    ],
)
def test_each_fault_stands_where_it_is(row, column, words):
    table = read(("2栋", "A1", "城管一格", "", "", ""), row)

    (fault,) = table.faults
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.words


def test_a_file_without_the_columns_says_which():
    table = read(("2栋",), head=("楼栋",))
    assert "部门网格编号" in table.faults[0].words


def test_a_department_without_codes_goes_by_its_names():
    table = read(("2栋", "东片"), ("3栋", "西片"), head=("楼栋", "网格"))
    assert table.faults == []
    assert table.names == {"东片": "东片", "西片": "西片"}


def test_a_grid_without_any_building_is_a_fault():
    table = read(("2栋", "A1", "", "", "", ""), ("", "A2", "", "韩磊", "", ""))
    assert "A2 一栋楼也没有写" in table.faults[0].words


def test_the_estate_may_stand_in_a_column_of_its_own():
    head = ("小区", *HEAD)
    table = read(
        ("槐荫家园", "1#", "A1", "", "", "", ""), ("桐荫家园", "1-2栋", "A2", "", "", "", ""), head=head
    )
    assert table.buildings == {7: "A1", 1: "A2", 2: "A2"}


def test_a_building_that_is_called_like_a_range_is_no_range():
    names = BuildingNames([Known(1, "", "", "3-5栋"), Known(2, "", "", "4栋")])
    assert several("3-5栋", names) == ["3-5栋"]
    assert several("5-3栋", names) == ["5-3栋"]


def test_a_list_of_buildings_is_told_shortly():
    names = [("桐荫家园", f"{number}栋") for number in (1, 2, 3, 7, 9, 8, 12, 13)]
    assert (
        shortened([*names, ("澜溪府", "东楼"), ("", "5栋")])
        == "桐荫家园1-3栋、7-9栋、12栋、13栋,澜溪府东楼,5栋"
    )
