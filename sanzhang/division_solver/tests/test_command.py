"""`./sz divide` from the outside: real files, a real process."""

import csv
import hashlib
import re

import pytest

from sanzhang.division_solver.options import PROGRAM, parse
from sanzhang.division_solver.problem import TERMS
from sanzhang.division_solver.table import read_table
from sanzhang.division_solver.tests.runs import ROOT, divide
from sanzhang.division_solver.tests.tables import EIGHT, HEADER, write

ALL = ("--out", "plan.csv", "--geojson", "plan.geojson", "--report", "report.html")


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "a.csv", EIGHT)
    return tmp_path


def plan_of(answer):
    with open(answer.folder / "plan.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_becomes_a_plan_a_map_and_a_report(folder):
    answer = divide(folder, "a.csv", *ALL)

    rows = plan_of(answer)
    assert answer.code == 0, answer.err
    assert [row["楼栋"] for row in rows] == [name for name, *_ in EIGHT]
    sizes = [sum(int(row["户数"]) for row in rows if row["网格"] == grid) for grid in ("1", "2")]
    assert sorted({row["网格"] for row in rows}) == ["1", "2"]
    assert all(400 <= size <= 700 for size in sizes)
    assert {row["方案"] for row in rows} == {"合规"}
    assert (folder / "plan.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "1 个社区的方案全部合规" in answer.out
    assert sorted(file.name for file in folder.iterdir()) == [
        "a.csv",
        "plan.csv",
        "plan.geojson",
        "report.html",
    ]


def test_it_needs_neither_django_nor_a_database(folder):
    words = "import sys; from sanzhang.division_solver.command import main; code = main(sys.argv[1:]); " + (
        "sys.exit(code if not any(name.startswith('django') for name in sys.modules) else 9)"
    )

    assert divide(folder, "a.csv", *ALL, program=("-c", words)).code == 0


def test_the_command_of_the_tree_knows_it(folder):
    answer = divide(folder, "divide", "a.csv", "--out", "plan.csv", program=(str(ROOT / "sz"),))

    assert answer.code == 0, answer.err
    assert len(plan_of(answer)) == 8


def test_the_same_seed_gives_the_same_files(folder):
    first = divide(folder, "a.csv", *ALL)
    files = {name: (folder / name).read_bytes() for name in ("plan.csv", "plan.geojson", "report.html")}

    second = divide(folder, "a.csv", *ALL)

    assert first.code == second.code == 0
    assert files == {name: (folder / name).read_bytes() for name in files}


def test_a_community_without_a_lawful_plan_gets_the_nearest_and_one_as_exit_code(tmp_path):
    rows = [(*row, "甲社区") for row in EIGHT] + [
        ("独楼", 750, 0, 0, "乙社区"),
        ("小楼", 10, 50, 0, "乙社区"),
    ]
    write(tmp_path / "a.csv", rows, (*HEADER, "社区"))

    answer = divide(tmp_path, "a.csv", *ALL)

    states = {row["社区"]: row["方案"] for row in plan_of(answer)}
    assert answer.code == 1, answer.err
    assert states == {"甲社区": "合规", "乙社区": "不合规,最接近的方案"}
    assert all(row["网格"] for row in plan_of(answer))
    assert "1 个社区没有合规方案" in answer.out
    assert "不能直接启用" in answer.text("report.html")


def test_faults_are_told_and_nothing_is_written(tmp_path):
    write(tmp_path / "a.csv", [("甲", "约30", 0, 0), ("乙", 100, "", 0)])

    answer = divide(tmp_path, "a.csv", *ALL)

    assert answer.code == 2
    assert "a.csv 第 2 行“户数”写的是“约30”,要写整数,比如 30。" in answer.err
    assert "a.csv 第 3 行“x”没有填" in answer.err
    assert "共 2 处要改。没有写任何文件。" in answer.err
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "a.csv"), "这个文件已经是输入或另一个输出"),
        (("--out", "x", "--report", "x"), "这个文件已经是输入或另一个输出"),
        (("--out", "nowhere/plan.csv"), "没有文件夹"),
        (("--report", "."), "这是文件夹"),
        (("--edges", "no.csv"), "没有这个文件"),
        (("--roads", "no.geojson"), "打不开"),
    ],
)
def test_a_file_that_can_not_be_is_refused_before_any_work(folder, words, said):
    before = (folder / "a.csv").read_bytes()

    answer = divide(folder, "a.csv", *words)

    assert answer.code == 2
    assert said in answer.err
    assert (folder / "a.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "还要写上楼栋表"),
        (("a.csv", "--nowhere"), "不认得:--nowhere"),
        (("a.csv", "--lo"), "--lo 后面要写一个值"),
        (("a.csv", "--lo", "many"), "--lo:“many”不是 1 以上的整数"),
        (("a.csv", "--lo", "800"), "--lo 是 800,比 --hi 的 700 大"),
        (("a.csv", "--weights", "beauty=2"), "没有“beauty”这一项"),
        (("a.csv", "--weights", "moved=-1"), "要写成 项=数"),
        (("a.csv", "--time-limit", "0"), "不是大于 0 的秒数"),
        (("a.csv", "--seed", "x"), "不是 0 以上的整数"),
    ],
)
def test_options_that_can_not_be_understood_are_explained_in_chinese(words, said, capsys):
    with pytest.raises(SystemExit) as left:
        parse(words)

    told = capsys.readouterr().err
    assert left.value.code == 2
    assert said in told
    assert f"{PROGRAM} --help" in told


def test_options_become_what_they_say():
    wanted = parse(
        ["a.csv", "--lo", "300", "--hi", "600", "--grids", "3", "--weights", "小区=2,moved=0.5", "--proof"]
    )

    assert (wanted.lo, wanted.hi, wanted.grids, wanted.proof, wanted.seed) == (300, 600, 3, True, 0)
    assert (wanted.weights.estates, wanted.weights.moved, wanted.weights.roads) == (2, 0.5, 1)


def test_help_is_in_chinese(folder):
    answer = divide(folder, "--help")

    english = set(re.findall(r"(?<![-./\w])[A-Za-z]{4,}", answer.out))
    assert answer.code == 0
    assert english <= {"Excel", "GeoJSON", "xlsx", "divide", *TERMS}


def test_a_number_of_grids_can_be_asked_for(folder):
    answer = divide(folder, "a.csv", "--grids", "2", "--out", "plan.csv")

    assert answer.code == 0
    assert {row["网格"] for row in plan_of(answer)} == {"1", "2"}


def test_the_plan_can_be_read_again_and_its_grids_are_todays(folder):
    first = divide(folder, "a.csv", "--out", "plan.csv")

    (community,) = read_table(folder / "plan.csv").communities
    second = divide(folder, "plan.csv", "--weights", "moved=9", "--out", "next.csv")

    assert first.code == second.code == 0
    assert set(community.problem.legacy) == {"现网格"}
    header = second.text("next.csv").lstrip("\ufeff").splitlines()[0]
    assert header == "楼栋,户数,x,y,网格,方案,新网格,新方案"


def test_a_workbook_of_names_that_are_formulas_stays_harmless(tmp_path):
    rows = [("=HYPERLINK(1)", *row[1:]) if not index else row for index, row in enumerate(EIGHT)]
    write(tmp_path / "a.csv", rows)

    answer = divide(tmp_path, "a.csv", "--out", "plan.csv")

    assert answer.code == 0
    assert "\n'=HYPERLINK(1)," in answer.text("plan.csv").replace("\r\n", "\n")


def test_the_report_says_how_to_come_to_the_same_plan(folder):
    answer = divide(folder, "a.csv", "--seed", "7", "--weights", "小区=3", "--report", "report.html")

    page = answer.text("report.html")
    assert hashlib.sha256((folder / "a.csv").read_bytes()).hexdigest() in page
    assert "./sz divide a.csv --seed 7" in page
    assert "小区被拆开 3" in page
    assert "numpy" in page


def test_progress_goes_to_standard_error(folder):
    answer = divide(folder, "a.csv", "--out", "plan.csv")

    assert "已算好 1 / 1 个社区" in answer.err
    assert "已算好" not in answer.out


def test_a_slip_of_ours_is_never_taken_for_no_lawful_plan(folder):
    words = (
        "import sys; from sanzhang.division_solver import command; "
        "command.divide_many = None; sys.exit(command.main(sys.argv[1:]))"
    )

    answer = divide(folder, "a.csv", *ALL, program=("-c", words))

    assert answer.code == 70
    assert "什么也没有写" in answer.err
    assert [file.name for file in folder.iterdir()] == ["a.csv"]
