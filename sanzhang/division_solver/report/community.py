"""One community in the report: how many grids and why, the map, each rule with its number, how good, what else."""

import math

from sanzhang.division_solver.assess import RuleState
from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.report import words
from sanzhang.division_solver.report.drawing import drawing, swatch
from sanzhang.division_solver.report.markup import Content, Element, tag
from sanzhang.division_solver.report.tables import Figure, table, word

MOST_NAMED = 12  # buildings named in a sentence


def title(outcome: Outcome) -> str:
    """Return what a community is called in a heading."""
    name = outcome.community.name
    return f"社区 {name}" if name.isdigit() else name


def section(outcome: Outcome, number: int) -> Element:
    """Return the part of the report about one community."""
    shown = drawing(outcome, words=f"{title(outcome)}划成 {outcome.plan.k} 个网格的地图")
    caption = "色块、花纹和数字是网格,圆点是楼栋,点越大户数越多。"
    if outcome.plan.breaches:
        caption += "红色虚线框起来的网格不合规。"
    return tag(
        "section",
        tag("h2", title(outcome)),
        _result(outcome),
        tag("h3", f"为什么是 {outcome.plan.k} 个网格" if outcome.plan.lawful else "网格数"),
        tag("p", words.why_this_number(outcome)),
        tag(
            "div",
            tag("figure", shown, tag("figcaption", caption)),
            tag("div", tag("h3", "各网格"), _grids(outcome)),
            class_="columns",
        ),
        tag("h3", "每条规则"),
        _rules(outcome),
        tag("h3", "好到什么程度"),
        _quality(outcome),
        _others(outcome),
        tag("h3", "各网格的楼栋"),
        _buildings(outcome),
        class_="sheet",
        id=f"c{number}",
    )


def _result(outcome: Outcome) -> Content:
    plan = outcome.plan
    if plan.lawful:
        return tag("p", word("done", "合规"), f" {words.distance_from_best(plan)}。")
    reasons = [
        tag("li", reason.words, _named(outcome, reason.buildings), words.ADVICE.get(reason.code, ""))
        for reason in plan.reasons
    ]
    breaches = [breach.words for breach in plan.breaches]
    if plan.k != outcome.number:
        breaches.append(f"指定要 {outcome.number} 个网格,它是 {plan.k} 个")
    return tag(
        "div",
        tag("p", word("late", "没有合规方案"), " 原因:"),
        tag(
            "ul",
            reasons or tag("li", "没有找到合规方案。"),
        ),
        tag("p", tag("strong", "下面画的是最接近的方案,它不合规,不能直接启用。"), " 它没有守住:"),
        tag("ul", [tag("li", words_) for words_ in breaches]),
        class_="warning",
    )


def _named(outcome: Outcome, buildings: tuple[int, ...]) -> str:
    if not buildings or len(buildings) == len(outcome.community.names):
        return ""
    names = [outcome.community.names[index] for index in buildings[:MOST_NAMED]]
    more = f" 等 {len(buildings)} 栋" if len(buildings) > MOST_NAMED else ""
    return f"(楼栋:{'、'.join(names)}{more})"


def _grids(outcome: Outcome) -> Element:
    problem = outcome.community.problem
    extra = [
        (heading, field)
        for heading, field in (("老人", "elderly"), ("租户", "renters"), ("负荷", "load"))
        if getattr(problem, field) is not None
    ]
    head: list[str | Figure] = [
        "网格",
        Figure("户数"),
        Figure("楼栋"),
        "规则",
        *(Figure(heading) for heading, _ in extra),
    ]
    rows: list[list[Content | Figure]] = []
    for index, grid in enumerate(outcome.assessment.grids):
        state: Content = (
            word("done", "合规") if grid.holds else [word("late", "不合规"), tag("br"), grid.words]
        )
        figures = [Figure(getattr(grid, field)) for _, field in extra]
        name: Content = [swatch(index), str(index + 1)]
        rows.append([name, Figure(grid.households), Figure(len(grid.buildings)), state, *figures])
    return table(f"{title(outcome)}各网格", head, rows)


def _buildings(outcome: Outcome) -> Element:
    """Name each grid's buildings, those of one estate together."""
    names = outcome.community.names
    listed = []
    for index, grid in enumerate(outcome.assessment.grids):
        estates: dict[str, list[str]] = {}
        for building in grid.buildings:
            estate, _, name = names[building].rpartition(" ")
            estates.setdefault(estate, []).append(name)
        told = ";".join(f"{estate} {'、'.join(found)}".strip() for estate, found in estates.items())
        listed.append([tag("dt", f"第 {index + 1} 网格"), tag("dd", told)])
    return tag("dl", listed)


def _rules(outcome: Outcome) -> Element:
    rows: list[list[Content | Figure]] = [
        [rule.words, [_kept(rule), f" {rule.number:,.6g} {rule.unit}"]] for rule in outcome.assessment.rules
    ]
    return table(f"{title(outcome)}每条规则", ["规则", "结果"], rows)


def _kept(rule: RuleState) -> Element:
    if rule.holds:
        return word("done", "守住" if rule.hard else "做到")
    return word("late", "没守住") if rule.hard else word("waiting", "没有全做到")


def _quality(outcome: Outcome) -> Content:
    plan, weights = outcome.plan, outcome.community.problem.weights
    size, unit = words.scale(plan.objective)
    rows: list[list[Content | Figure]] = [
        [words.TERMS.get(name, name), Figure(f"{cost / size:,.2f}"), Figure(f"{getattr(weights, name, 1):g}")]
        for name, cost in plan.parts.items()
        if cost or words.is_measured(name, outcome.community.problem)
    ]
    rows.append(["合计(越小越好)", Figure(f"{plan.objective / size:,.2f}"), Figure("")])
    if plan.lawful and math.isfinite(plan.lower_bound):
        rows.append(["合规方案不可能低于", Figure(f"{plan.lower_bound / size:,.2f}"), Figure("")])
    spread = math.sqrt(max(plan.parts.get("distance", 0.0) / (weights.distance or 1.0), 0.0) / outcome.total)
    told = f"住户离本网格中心平均约 {spread:.0f} 米(均方根)。" if weights.distance else ""
    compared = f"{words.distance_from_best(plan)}。" if plan.lawful else "不合规的方案不比好坏。"
    return [
        tag("p", told, compared),
        table(f"{title(outcome)}好坏的构成", ["项目", Figure(unit), Figure("权重")], rows),
    ]


def _others(outcome: Outcome) -> Content:
    if not outcome.plan.lawful and outcome.community.problem.grids is None:
        return None  # the reasons hold for every number of grids
    rows: list[list[Content | Figure]] = []
    for number in (outcome.number - 1, outcome.number, outcome.number + 1):
        mean = Figure(f"{outcome.total / number:.0f}" if number else "")
        mark = "(本方案)" if outcome.plan.lawful else "(指定)"
        name: Content = [f"{number} 个", [tag("br"), mark] if number == outcome.number else None]
        rows.append([name, mean, _other(outcome, number)])
    heading = "多一格、少一格"
    return [
        tag("h3", heading),
        table(f"{title(outcome)}{heading}", ["网格数", Figure("平均户数"), "结果"], rows),
    ]


def _other(outcome: Outcome, number: int) -> Content:
    plan = outcome.plan if number == outcome.number else outcome.others.get(number)
    arithmetic = words.why_not(outcome, number)
    if plan is None:
        state = word("late", "不可能") if arithmetic else word("waiting", "没有算")
        return [state, " ", arithmetic or "要算它,请加上 --alternatives。"]
    if not plan.lawful:
        reasons = "".join(reason.words for reason in plan.reasons) or arithmetic
        return [word("late", "没有合规方案"), " ", reasons]
    told = words.distance_from_best(plan).partition(":")[0]
    if plan is not outcome.plan and outcome.plan.lawful and outcome.plan.objective > 0:
        change = plan.objective / outcome.plan.objective - 1
        told += f";合计比本方案{'高' if change > 0 else '低'} {abs(change) * 100:.1f}%"
    return [word("done", "合规"), f" {told}。"]
