"""Reading tables of buildings: what is understood, and what is said about the rest."""

import io

import numpy as np
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.division_solver.places import Origin
from sanzhang.division_solver.problem import Weights
from sanzhang.division_solver.table import ALONE, Unusable, Wishes, read_table
from sanzhang.division_solver.table.sheet import clean, read_sheets, write_rows
from sanzhang.division_solver.tests.tables import EIGHT, HEADER, faults_of, write


def test_a_table_in_metres_is_one_community(tmp_path):
    table = read_table(write(tmp_path / "楼栋.csv", EIGHT))

    (community,) = table.communities
    assert community.name == ALONE
    assert community.names[0] == "0号楼"
    assert community.households.tolist() == [140] * 8
    assert community.at[5].tolist() == [60, 80]
    assert community.origin is None
    assert len(community.problem.edges)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_of_an_office_is_read(tmp_path, encoding):
    table = read_table(write(tmp_path / "a.csv", EIGHT, encoding=encoding))

    assert table.communities[0].names[7] == "7号楼"


@pytest.mark.parametrize("sign", "\t;")
def test_columns_may_be_parted_by_other_signs(tmp_path, sign):
    lines = [HEADER, *EIGHT]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(sign.join(map(str, line)) for line in lines))

    assert read_table(path).communities[0].households.sum() == 1120


def test_headers_may_be_english_and_lie_under_a_title(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Blocks of 2026,,,\n,,,\nBuilding Name,Dwelling units,east_m,north_m\nA,400,0,0\nB,1 20,50,0\n"
    )

    (community,) = read_table(path).communities

    assert community.names == ("A", "B")
    assert community.households.tolist() == [400, 120]


def test_numbers_are_read_as_people_type_them(tmp_path):
    rows = [("甲", "120", "0", "0"), ("乙", "1,200", "60.5", "-3"), ("丙", "90.0", "1e2", ".5")]

    (community,) = read_table(write(tmp_path / "a.csv", rows)).communities

    assert community.households.tolist() == [120, 1200, 90]
    assert community.at.tolist() == [[0, 0], [60.5, -3], [100, 0.5]]


def test_degrees_become_metres_around_the_middle(tmp_path):
    header = ("楼栋", "户数", "经度", "纬度")
    rows = [("甲", 300, 125.320, 43.810), ("乙", 300, 125.330, 43.810), ("丙", 300, 125.325, 43.820)]

    (community,) = read_table(write(tmp_path / "a.csv", rows, header)).communities

    east = np.linalg.norm(community.at[1] - community.at[0])
    north = community.at[2][1] - community.at[0][1]
    assert east == pytest.approx(804.6, abs=0.5)  # 0.01° on the parallel of 43.81°, WGS 84
    assert north == pytest.approx(1110.9, abs=0.5)
    assert community.origin.degrees(community.at) == pytest.approx(np.array([row[2:] for row in rows]))


def test_every_column_reaches_the_problem(tmp_path):
    header = (
        *HEADER,
        "小区",
        "地块",
        "老人",
        "租户",
        "管理负荷",
        "现网格:公安",
        "legacy (police)",
        "原网格",
        "锁定",
        "整格",
    )
    rows = [
        ("1号楼", 300, 0, 0, "幸福里", "东", 30, 4, 1.5, "001", "P1", "a", "甲", "是"),
        ("2号楼", 200, 60, 0, "幸福里", "东", 20, 0, 2.5, "001", "P2", "a", "甲", "是"),
        ("1号楼", 500, 120, 0, "", "西", 0, 0, 0, "", "P2", "b", "", ""),
    ]

    (community,) = read_table(write(tmp_path / "a.csv", rows, header)).communities

    problem = community.problem
    assert community.names == ("幸福里 1号楼", "幸福里 2号楼", "1号楼")
    assert problem.estate.tolist() == [0, 0, -1]
    assert problem.block.tolist() == [0, 0, 1]
    assert problem.elderly.tolist() == [30, 20, 0]
    assert problem.renters.tolist() == [4, 0, 0]
    assert problem.load.tolist() == [1.5, 2.5, 0]
    assert {name: labels.tolist() for name, labels in problem.legacy.items()} == {
        "公安": [0, 0, -1],
        "police": [0, 1, 1],
        "现网格": [0, 0, 1],
    }
    assert problem.locked.tolist() == [0, 0, -1]
    assert problem.sealed == {0}


def test_communities_are_apart_even_where_rows_alternate(tmp_path):
    rows = [(*row, "甲社区" if index % 2 else "乙社区") for index, row in enumerate(EIGHT)]

    one, two = read_table(write(tmp_path / "a.csv", rows, (*HEADER, "社区"))).communities

    assert (one.name, two.name) == ("乙社区", "甲社区")
    assert one.rows.tolist() == [0, 2, 4, 6]
    assert two.names == ("1号楼", "3号楼", "5号楼", "7号楼")


def test_wishes_are_the_same_for_each_community(tmp_path):
    wishes = Wishes(lo=300, hi=600, weights=Weights(moved=3), grids=2, whole_estates=True)

    (community,) = read_table(write(tmp_path / "a.csv", EIGHT), wishes=wishes).communities

    problem = community.problem
    assert (problem.lo, problem.hi, problem.grids, problem.whole_estates) == (300, 600, 2, True)
    assert problem.weights.moved == 3


def test_a_workbook_is_read_with_its_merged_cells(tmp_path):
    path = tmp_path / "楼栋.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("说明").write(0, 0, "请看第二张表")
        sheet = workbook.add_worksheet("楼栋")
        sheet.write_row(1, 1, ["社区", "楼栋", "户数", "x", "y"])
        sheet.merge_range(2, 1, 3, 1, "幸福社区")
        sheet.write_row(2, 2, ["1号楼", 400, 0, 0.5])
        sheet.write_row(3, 2, ["2号楼", 300, 60, 0])

    (community,) = read_table(path).communities

    assert community.name == "幸福社区"
    assert community.households.tolist() == [400, 300]
    assert community.at.tolist() == [[0, 0.5], [60, 0]]


def test_all_faults_are_told_at_once_with_row_column_and_what_to_write(tmp_path):
    rows = [
        ("甲", "约30", 0, 0),
        ("", 100, 60, 0),
        ("丙", 0, "东", 0),
        ("丁", 100, 0, ""),
        ("合计", 200, 0, 0),
    ]

    with pytest.raises(Unusable) as error:
        read_table(write(tmp_path / "楼栋.csv", rows))

    assert faults_of(error) == [
        "楼栋.csv 第 2 行“户数”写的是“约30”,要写整数,比如 30。",
        "楼栋.csv 第 3 行“楼栋”没有填,请填上;不是楼栋的行请删掉。",
        "楼栋.csv 第 4 行“x”写的是“东”,要写数字,比如 1250。",
        "楼栋.csv 第 4 行“户数”写的是“0”,要写 1 以上的整数;没有住户的楼不用划,请删掉这一行。",
        "楼栋.csv 第 5 行“y”没有填,要写数字,比如 860.5。",
        "楼栋.csv 第 6 行“楼栋”写的是“合计”,这是合计,不是楼栋。请删掉这一行。",
    ]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("楼栋", "x", "y"), "没有找到“户数”这一列"),
        (("户数", "x", "y"), "没有找到“楼栋”这一列"),
        (("楼栋", "户数", "经度"), "没有找到坐标"),
        (("楼栋", "户数", "x", "y", "住户数"), "有 2 列都是“户数”:户数、住户数"),
        (("一", "二"), "没有找到表头"),
    ],
)
def test_a_missing_or_doubled_column_is_named(tmp_path, header, words):
    with pytest.raises(Unusable) as error:
        read_table(write(tmp_path / "a.csv", [(1,) * len(header)], header))

    assert any(words in fault for fault in faults_of(error))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("甲", 1, 0, 0), ("甲", 1, 0, 0)], "第 3 行“楼栋”写的是“甲”,和第 2 行是同一栋楼"),
        ([("甲", 1, 125.3, 43.8), ("乙", 1, 125.4, 43.9)], "看上去是经纬度,不是米"),
        ([("甲", 1, 0, 0), ("乙", 1, 9, 9), ("丙", 1, 90_000, 0)], "离全部楼栋的其他楼有 90 公里"),
        ([("甲", 30_000, 0, 0)], "一栋楼不会超过 20000 户"),
        ([], "一栋楼也没有"),
    ],
)
def test_what_can_be_read_but_can_not_be_true_is_refused(tmp_path, rows, words):
    with pytest.raises(Unusable) as error:
        read_table(write(tmp_path / "a.csv", rows))

    assert any(words in fault for fault in faults_of(error))


def test_swapped_degrees_are_noticed(tmp_path):
    with pytest.raises(Unusable) as error:
        read_table(write(tmp_path / "a.csv", [("甲", 1, 43.8, 125.3)], ("楼栋", "户数", "经度", "纬度")))

    assert "经度和纬度可能写反了" in faults_of(error)[0]


def test_more_grids_than_buildings_are_refused(tmp_path):
    with pytest.raises(Unusable, match="只有 8 栋楼,划不成 9 个网格"):
        read_table(write(tmp_path / "a.csv", EIGHT), wishes=Wishes(grids=9))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"\xff\xd8\xff\xe0", b"PK\x03\x04 broken", b'a,"b\nc']
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(Unusable) as error:
        read_table(path)

    assert faults_of(error)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Unusable, match="没有这个文件"):
        read_table(tmp_path / "nowhere.csv")


CELL = st.text(max_size=12).map(clean)
LINE = st.lists(CELL, min_size=2, max_size=5).filter(any)


@settings(deadline=None)
@given(st.lists(LINE, min_size=1, max_size=6))
def test_what_is_written_can_be_read_again(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("cells") / "a.csv"
    file = io.StringIO(newline="")
    write_rows(file, rows)
    path.write_text("\ufeff" + file.getvalue(), encoding="utf-8", newline="")

    (sheet,) = read_sheets(path)

    assert [list(texts) for _, texts in sheet.rows] == rows


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@SUM(A1)", "-2+3", "'quoted"])
def test_nothing_that_is_written_is_a_formula(text):
    file = io.StringIO(newline="")

    write_rows(file, [[text, "-12.5"]])

    assert file.getvalue() == f"'{text},-12.5\r\n"


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_degrees_and_metres_are_each_others_way_back(lon, lat, east, north):
    origin = Origin(lon, lat)

    back = origin.metres(origin.degrees([[east, north]]))

    assert back[0] == pytest.approx([east, north], abs=1e-3)


WORDS = st.sampled_from(
    [
        "楼栋",
        "户数",
        "x",
        "y",
        "经度",
        "纬度",
        "社区",
        "锁定",
        "整格",
        "是",
        "12",
        "-1",
        "1e999",
        "nan",
        "",
        "=1",
        "合计",
    ]
)
ANY_CELL = st.one_of(WORDS, st.text(max_size=6), st.integers().map(str), st.floats().map(str))


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(st.binary(max_size=300), st.lists(st.lists(ANY_CELL, max_size=7).map(",".join)).map("\n".join))
)
def test_any_file_is_read_or_refused_in_words(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "a.csv"
    rows = (
        content
        if isinstance(content, bytes)
        else f"楼栋,户数,x,y,整格,锁定\n{content}".encode("utf-8", "replace")
    )
    path.write_bytes(rows)

    try:
        answer = [len(community.problem) for community in read_table(path).communities]
    except Unusable as refusal:
        answer = [str(fault) for fault in refusal.faults]

    assert answer
    assert all(answer)
