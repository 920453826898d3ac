"""What figures say, in sentences."""

import math
from collections.abc import Mapping

from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.plan import Plan
from sanzhang.division_solver.problem import MEAN, Problem

TERMS = {
    "distance": "住户离网格中心的远近",
    "estates": "小区被拆开",
    "roads": "网格跨过道路",
    "load": "管理负荷不匀",
    "elderly": "老人不匀",
    "renters": "租户不匀",
    "moved": "住户换了网格",
}
COLUMNS = {"estates": "estate", "roads": "block", "moved": "legacy"}  # of the problem, where they differ
ADVICE = {  # by the code of a reason: what an office can do about it
    "total": "要有合规方案,只能和相邻社区调整边界,或者改上下限。",
    "island": "如果和旁边的楼其实走得通,请在相邻表(--edges)里写上。",
    "pocket": "如果另有走得通的地方,请在相邻表(--edges)里写上。",
    "time": "可以加长 --time-limit 再算。",
}


def is_measured(term: str, problem: Problem) -> bool:
    """Say whether the table holds what a term of the objective is reckoned from."""
    column = getattr(problem, COLUMNS.get(term, term), True)
    return bool(column) if isinstance(column, Mapping) else column is not None


def status(plan: Plan) -> str:
    """Return in a few words how good a plan is."""
    if not plan.lawful:
        return "没有合规方案"
    if plan.status == "optimal":
        return "合规,已证明最优"
    return f"合规,{distance_from_best(plan)}"


def distance_from_best(plan: Plan) -> str:
    """Say how far a lawful plan may lie above the best one."""
    if plan.status == "optimal":
        return "已证明最优:同样的网格数,没有比它更好的方案"
    if not math.isfinite(plan.gap):
        return "还不知道离可能的最好方案有多远"
    return f"与可能的最好方案最多差 {percent(plan.gap)}"


def percent(share: float) -> str:
    """Return a share, rounded up so that it promises nothing: 0.00041 as 0.05%."""
    digits = 2 if share < 0.001 else 1
    rounded = math.ceil(share * 100 * 10**digits - 1e-9) / 10**digits
    return f"{rounded:.{digits}f}%" if rounded else "0%"


def why_this_number(outcome: Outcome) -> str:
    """Say why a community has as many grids as it has."""
    problem, plan, total = outcome.community.problem, outcome.plan, outcome.total
    few, many = fewest_and_most(outcome)
    share = f"平均每格 {total / plan.k:.0f} 户"
    instead = "" if plan.lawful else f"最接近的方案划成 {plan.k} 个,{share}。"
    if problem.grids is not None:
        asked = f"共 {total} 户。指定要划 {problem.grids} 个网格"
        return f"{asked}。{instead}" if instead else f"{asked},{share}。"
    rule = f"共 {total} 户,每格 {problem.lo}–{problem.hi} 户"
    if few > many:
        return f"{rule}:{few} 个网格太多,{many} 个网格装不下。{instead}"
    range_ = f"{few} 个" if few == many else f"{few}–{many} 个"
    words = f"{rule},所以只能划 {range_}网格。"
    if instead:
        return words + instead
    nearest = min(range(few, many + 1), key=lambda k: (abs(total / k - MEAN), k))
    if few == many:
        return f"{words}{share}。"
    if nearest == plan.k:
        return f"{words}平均户数最接近 {MEAN} 户的是 {plan.k} 个,{share}。"
    return (
        f"{words}平均户数最接近 {MEAN} 户的是 {nearest} 个,但没有找到那样的合规方案;"
        f"其余当中最接近的是 {plan.k} 个,{share}。"
    )


def fewest_and_most(outcome: Outcome) -> tuple[int, int]:
    """Return how many grids the households allow; the first may exceed the second: then none."""
    problem = outcome.community.problem
    return -(-outcome.total // problem.hi), outcome.total // problem.lo


def why_not(outcome: Outcome, number: int) -> str:
    """Say by arithmetic why a community can't have that many grids; empty if arithmetic allows it."""
    problem, total = outcome.community.problem, outcome.total
    if number < 1:
        return "至少要有一个网格。"
    if number > len(problem):
        return f"只有 {len(problem)} 栋楼,楼栋不能拆开。"
    if total > number * problem.hi:
        return f"{number} 个网格最多装 {number} × {problem.hi} = {number * problem.hi} 户,装不下 {total} 户。"
    if total < number * problem.lo:
        return f"{number} 个网格至少要 {number} × {problem.lo} = {number * problem.lo} 户,只有 {total} 户。"
    return ""


def scale(value: float) -> tuple[float, str]:
    """Return by what to divide figures of household·m² of about this size, and what they are then."""
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return size, f"{word}户·平方米"
    return 1.0, "户·平方米"
