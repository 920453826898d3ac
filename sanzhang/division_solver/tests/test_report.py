"""The report: one page, in plain words, that promises nothing it can't hold."""

import math
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.plan import Reason
from sanzhang.division_solver.report import LOOK, report, words
from sanzhang.division_solver.report.drawing import COLOURS, PATTERNS, STYLES
from sanzhang.division_solver.report.markup import page, tag
from sanzhang.division_solver.table.sheet import clean
from sanzhang.division_solver.tests.outcomes import RUN, community, lawful, plan, unlawful
from sanzhang.division_solver.tests.runs import ROOT
from sanzhang.division_solver.tests.tables import EIGHT

HOSTILE = "<script>alert(1)</script>\"'&amp;--></style>"


class Reader(HTMLParser):
    """Collects tags, attributes and the text that people see."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self.silent = [], [], "", 0
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.tags.append(name)
        self.attributes += attributes
        self.silent += name == "style"

    def handle_endtag(self, name):
        self.silent -= name == "style"

    def handle_data(self, text):
        self.text += "" if self.silent else text


def test_it_says_for_each_community_the_number_of_grids_and_why():
    text = Reader(report([lawful()], RUN)).text

    assert "1 个社区,8 栋楼,1120 户,划成 2 个网格。" in text
    assert "共 1120 户,每格 400–700 户,所以只能划 2 个网格。平均每格 560 户。" in text


def test_it_says_each_rule_with_its_number():
    text = Reader(report([lawful()], RUN)).text

    for rule in lawful().assessment.rules:
        assert rule.words in text
        assert f"{rule.number:,.6g} {rule.unit}" in text
    assert "✓ 守住" in text
    assert "✕ 没守住" not in text


def test_it_says_how_far_a_plan_may_be_from_the_best():
    assert "与可能的最好方案最多差 1.1%" in Reader(report([lawful()], RUN)).text


def test_it_says_when_a_plan_is_proved():
    outcome = Outcome(community(), plan([0, 0, 1, 1, 0, 0, 1, 1], status="optimal", gap=0.0, lower_bound=1e6))

    assert "已证明最优" in Reader(report([outcome], RUN)).text


def test_without_a_lawful_plan_it_proves_it_and_marks_the_nearest():
    text = Reader(report([lawful(), unlawful()], RUN)).text

    assert "1 个社区没有合规方案" in text
    assert "独楼有 750 户,一栋楼就超过 700 户。(楼栋:独楼)" in text
    assert "第 1 网格有 760 户,比 700 户多 60 户。" in text
    assert "下面画的是最接近的方案,它不合规,不能直接启用。" in text
    assert "area--breach" in report([unlawful()], RUN)


def test_one_grid_fewer_and_one_more_stand_beside_it():
    outcome = Outcome(
        community([(*row[:1], 150, *row[2:]) for row in EIGHT]),
        plan([0, 0, 1, 1, 0, 0, 1, 1]),
        {3: plan([0, 0, 1, 1, 0, 2, 2, 1])},
    )

    text = Reader(report([outcome], RUN)).text

    assert "1 个网格最多装 1 × 700 = 700 户,装不下 1200 户。" in text
    assert "3 个400✓ 合规 与可能的最好方案最多差 1.1%;合计比本方案低 0.0%。" in text


def test_it_needs_nothing_from_elsewhere_and_runs_nothing():
    found = report([lawful(), unlawful()], RUN)

    assert not re.search(r"https?:|@import|url\((?!#f)|\son\w+=|<script|<link|<img|<iframe", found)
    assert "default-src 'none'" in found


def test_each_grid_names_its_buildings_those_of_an_estate_together():
    rows = [(f"{'甲园' if at % 2 else '乙园'} {name}", *more) for at, (name, *more) in enumerate(EIGHT)]

    text = Reader(report([lawful(rows=rows)], RUN)).text

    assert "第 1 网格乙园 0号楼、4号楼;甲园 1号楼、5号楼" in text


def test_a_name_stays_text_whatever_it_holds():
    rows = [(HOSTILE, *row[1:]) for row in EIGHT]
    plain_page, found = (
        Reader(report([lawful(rows=rows, name=name)], RUN)) for rows, name in ((EIGHT, "甲"), (rows, HOSTILE))
    )

    assert found.tags == plain_page.tags
    assert HOSTILE in found.text


@given(st.text().map(clean))
def test_every_text_comes_out_as_it_went_in(text):
    found = Reader(page(tag("p", "(", text, tag("b", text), text, ")", title=text)))

    assert found.tags == ["p", "b"]
    assert found.text.strip() == f"({text}{text}{text})".replace("\r\n", "\n").replace("\r", "\n")
    assert dict(found.attributes)["title"] == text


def test_every_table_and_drawing_has_a_name():
    found = Reader(report([lawful(), unlawful()], RUN))

    assert [value for name, value in found.attributes if name == "aria-label" and not value] == []
    assert found.tags.count("table") == len([1 for name, _ in found.attributes if name == "aria-label"])
    assert found.text.count("个网格的地图") == 2


def test_links_lead_to_sections():
    found = Reader(report([lawful(), unlawful()], RUN))

    targets = {value for name, value in found.attributes if name == "id"}
    links = [value[1:] for name, value in found.attributes if name == "href"]
    assert len(links) == 2
    assert set(links) <= targets


def test_a_share_is_rounded_up():
    assert words.percent(0.0) == "0%"
    assert words.percent(0.00041) == "0.05%"
    assert words.percent(0.0101) == "1.1%"
    assert words.percent(0.03) == "3.0%"


def test_what_was_asked_for_in_vain_is_answered_by_what_could_be():
    found = plan([0, 0, 1, 1, 0, 0, 1, 1], status="infeasible", reasons=(Reason("number", "3 个不行。"),))
    outcome = Outcome(community(grids=3), found, {2: plan([0, 0, 1, 1, 0, 0, 1, 1])})

    text = Reader(report([outcome], RUN)).text

    assert "它没有守住:指定要 3 个网格,它是 2 个" in text
    assert "指定要划 3 个网格。最接近的方案划成 2 个,平均每格 560 户。" in text
    assert "2 个560✓ 合规" in text
    assert "3 个(指定)373✕ 没有合规方案 3 个不行。" in text
    assert "4 个280✕ 不可能" in text


def test_what_is_not_known_is_said_to_be_unknown():
    assert "还不知道" in words.distance_from_best(plan([0], gap=math.inf))


@pytest.mark.parametrize(
    ("households", "label", "said"),
    [
        (1, [0] * 8, "1 个网格太多,0 个网格装不下"),
        (187, [0, 0, 1, 1, 0, 0, 2, 2], "只能划 3 个网格。平均每格 499 户。"),
        (
            275,
            [0, 0, 1, 1, 2, 2, 3, 3],
            "只能划 4–5 个网格。平均户数最接近 550 户的是 4 个,平均每格 550 户。",
        ),
        (
            275,
            [0, 0, 1, 1, 2, 2, 3, 4],
            "最接近 550 户的是 4 个,但没有找到那样的合规方案;其余当中最接近的是 5 个",
        ),
    ],
)
def test_the_reason_for_a_number_is_arithmetic(households, label, said):
    rows = [(name, households, x, y) for name, _, x, y in EIGHT]

    assert said in words.why_this_number(Outcome(community(rows), plan(label)))


def test_a_number_asked_for_is_said_to_be_asked_for():
    assert "指定要划 2 个网格" in words.why_this_number(lawful(grids=2))


def test_only_what_the_table_measures_is_weighed_up():
    bare, full = (
        Reader(report([outcome], RUN)).text.partition("怎样重算")[0]
        for outcome in (lawful(), lawful(renters=[1] * 8, block=[0] * 8, legacy={"公安": [0] * 8}))
    )

    for words_ in ("租户不匀", "网格跨过道路", "住户换了网格"):
        assert f"{words_}0.00" not in bare
        assert f"{words_}0.00" in full


def test_advice_follows_a_proof_that_an_office_can_do_something_about():
    cut = Reason("island", "有 1 栋楼和其他楼不相邻。", (0,))
    outcome = Outcome(community(), plan([0, 0, 1, 1, 0, 0, 1, 1], status="infeasible", reasons=(cut,)))

    text = Reader(report([outcome], RUN)).text

    assert "(楼栋:0号楼)如果和旁边的楼其实走得通,请在相邻表(--edges)里写上。" in text
    assert "多一格、少一格" not in text


def tokens(path):
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", path.read_text()))


def test_the_report_looks_like_the_house():
    ours, house = tokens(LOOK / "tokens.css"), tokens(ROOT / "sanzhang/web/look/tokens.css")
    first = re.search(r":root \{(.*?)\n  \}", (ROOT / "sanzhang/web/look/tokens.css").read_text(), re.DOTALL)
    house = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", first[1]))

    shared = ours.keys() & house.keys()
    assert len(shared) > 25
    assert {name: ours[name] for name in shared} == {name: house[name] for name in shared}


def brightness(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("number", range(COLOURS))
def test_ink_is_readable_on_every_area(number):
    ours = tokens(LOOK / "tokens.css")

    for ground in (f"--area-{number}", f"--stroke-{number}"):
        assert (brightness(ours[ground]) + 0.05) / (brightness(ours["--ink"]) + 0.05) > 4.5


def test_no_two_fillings_are_alike():
    pairs = {(number % COLOURS, number % len(PATTERNS)) for number in range(STYLES)}

    assert len(pairs) == STYLES
