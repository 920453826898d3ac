"""The report of a run: one page that needs nothing else, to read on a phone, print and file (§1.2)."""

from collections.abc import Sequence
from pathlib import Path

from sanzhang.division_solver.outcome import Outcome, Run, versions
from sanzhang.division_solver.problem import TERMS as TERM_NAMES
from sanzhang.division_solver.report import words
from sanzhang.division_solver.report.community import section, title
from sanzhang.division_solver.report.drawing import patterns
from sanzhang.division_solver.report.markup import Content, Element, page, tag
from sanzhang.division_solver.report.tables import Figure, table, word

LOOK = Path(__file__).parent / "look"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report(outcomes: Sequence[Outcome], run: Run) -> str:
    """Return the report as one HTML page."""
    name = f"网格划分方案:{run.file}"
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", name),
        tag("style", *((LOOK / name).read_text("utf-8") for name in ("tokens.css", "report.css"))),
    ]
    most = max((outcome.plan.k for outcome in outcomes), default=0)
    sections = [section(outcome, number) for number, outcome in enumerate(outcomes, 1)]
    content: list[Content] = [patterns(most), tag("h1", name), _summary(outcomes), sections, _again(run)]
    return page(tag("html", tag("head", head), tag("body", tag("main", content)), lang="zh-CN"))


def _summary(outcomes: Sequence[Outcome]) -> Element:
    lawful = [outcome for outcome in outcomes if outcome.plan.lawful]
    buildings = sum(len(outcome.community.names) for outcome in outcomes)
    total = sum(outcome.total for outcome in outcomes)
    grids = sum(outcome.plan.k for outcome in outcomes)
    content: list[Content] = [
        tag("p", f"{len(outcomes)} 个社区,{buildings} 栋楼,{total} 户,划成 {grids} 个网格。")
    ]
    if len(lawful) == len(outcomes):
        content.append(tag("p", word("done", "全部合规"), " 每个社区的方案都守住了全部规则。"))
    else:
        missing = len(outcomes) - len(lawful)
        told = f" {missing} 个社区没有合规方案。下面写出证明和最接近的方案;最接近的方案不能直接启用。"
        content.append(tag("p", word("late", "不合规"), told, class_="warning"))
    if len(outcomes) > 1:
        content.append(_list(outcomes))
    return tag("section", tag("h2", "结果"), content, class_="sheet sheet--first")


def _list(outcomes: Sequence[Outcome]) -> Element:
    rows: list[list[Content | Figure]] = [
        [
            tag("a", title(outcome), href=f"#c{number}"),
            Figure(outcome.total),
            Figure(outcome.plan.k),
            _state(outcome),
        ]
        for number, outcome in enumerate(outcomes, 1)
    ]
    return table("各社区", ["社区", Figure("户数"), Figure("网格"), "结果"], rows)


def _state(outcome: Outcome) -> Content:
    if not outcome.plan.lawful:
        return word("late", "不合规")
    return [word("done", "合规"), " ", words.distance_from_best(outcome.plan).partition(":")[0]]


def _again(run: Run) -> Element:
    wishes = run.wishes
    weights = "、".join(
        f"{words.TERMS[name]} {getattr(wishes.weights, name):g}" for name in TERM_NAMES if name in words.TERMS
    )
    facts: dict[str, Content] = {
        "命令": tag("code", run.command),
        "楼栋表": [run.file, "(SHA-256 ", tag("code", run.fingerprint), ")"],
        "每格户数": f"{wishes.lo}–{wishes.hi} 户",
        "网格数": f"{wishes.grids} 个(指定)" if wishes.grids else "由户数决定",
        "小区": "一个网格装得下的小区不拆" if wishes.whole_estates else "尽量不拆",
        "权重": weights,
        "随机种子": str(run.seed),
        "时限": f"每个社区 {run.time_limit_s:g} 秒" + (",要求证明最优" if run.proof else ""),
        "版本": versions(),
    }
    listed = [[tag("dt", name), tag("dd", value)] for name, value in facts.items()]
    told = "同一张楼栋表、同样的参数和版本,算出来的方案一样;到了时限才停下来的除外。"
    return tag("section", tag("h2", "怎样重算"), tag("p", told), tag("dl", listed), class_="sheet")
