"""`./sz divide`: a table of buildings in; a plan, a map and a report out. No database, no Django (§1.2)."""

import ctypes
import hashlib
import os
import shlex
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sanzhang.division_solver import divide_many
from sanzhang.division_solver.geojson import as_geojson
from sanzhang.division_solver.options import PROGRAM, parse
from sanzhang.division_solver.outcome import Outcome, Run
from sanzhang.division_solver.plan import Plan
from sanzhang.division_solver.problem import Problem
from sanzhang.division_solver.report import report
from sanzhang.division_solver.report.words import status, why_not
from sanzhang.division_solver.table import Table, Unusable, Wishes, read_table
from sanzhang.division_solver.writing import plan_rows, refuse_targets, write_all

LAWFUL, UNLAWFUL, FAULTY, BROKEN, STOPPED = 0, 1, 2, 70, 130
MOST_SHOWN = 200  # faults, one a line
FEW = 20  # communities whose alternatives are made without being asked for


def main(argv: Sequence[str]) -> int:
    """Run the command; 0: all plans are lawful, 1: a community has none, 2: the input is faulty, 70: a slip of ours."""
    wanted = parse(argv)
    try:
        return _run(wanted, argv)
    except Unusable as fault:
        _tell_faults(fault)
        return FAULTY
    except KeyboardInterrupt:
        _tell("\n已停下,什么也没有写。")
        return STOPPED
    except Exception:  # Python's own answer would be 1, and 1 says that no lawful plan exists
        traceback.print_exc()
        _tell("这是程序自己的错,什么也没有写。请把上面的话和楼栋表交给开发者。")
        return BROKEN


def _run(wanted: Namespace, argv: Sequence[str]) -> int:
    targets = [target for target in (wanted.out, wanted.geojson, wanted.report) if target]
    refuse_targets(targets, [wanted.file, wanted.edges, wanted.roads])
    table = read_table(wanted.file, edges=wanted.edges, roads=wanted.roads, wishes=_wishes(wanted))
    _tell("\n".join(_welcome(table)))
    outcomes = _solve(table, wanted)
    contents: dict[Path | None, Callable[[], str]] = {
        wanted.out: lambda: plan_rows(table, outcomes),
        wanted.geojson: lambda: as_geojson(outcomes),
        wanted.report: lambda: report(outcomes, _facts(wanted, argv)),
    }
    write_all({target: make() for target, make in contents.items() if target})
    _tell_results(outcomes, targets)
    return LAWFUL if all(outcome.plan.lawful for outcome in outcomes) else UNLAWFUL


def _wishes(wanted: Namespace) -> Wishes:
    return Wishes(wanted.lo, wanted.hi, wanted.weights, wanted.grids, wanted.whole_estates)


def _facts(wanted: Namespace, argv: Sequence[str]) -> Run:
    return Run(
        file=wanted.file.name,
        fingerprint=hashlib.sha256(wanted.file.read_bytes()).hexdigest(),
        seed=wanted.seed,
        time_limit_s=wanted.time_limit,
        proof=wanted.proof,
        command=shlex.join([*PROGRAM.split(), *argv]),
        wishes=_wishes(wanted),
    )


def _welcome(table: Table) -> list[str]:
    total = sum(int(community.households.sum()) for community in table.communities)
    read = f"读到 {len(table.communities)} 个社区,{len(table.rows)} 栋楼,{total} 户。"
    return [read, *table.notes]


def _solve(table: Table, wanted: Namespace) -> list[Outcome]:
    """Divide every community, then as many again with one grid fewer and one more."""
    plans = _many([community.problem for community in table.communities], wanted, "社区")
    outcomes = [Outcome(community, plan) for community, plan in zip(table.communities, plans, strict=True)]
    asked = wanted.alternatives
    if not wanted.report or asked is False or (asked is None and len(outcomes) > FEW):
        return outcomes
    others = [
        (index, number)
        for index, outcome in enumerate(outcomes)
        if outcome.plan.lawful or wanted.grids  # else no number is lawful, and that is said already
        for number in (outcome.number - 1, outcome.number + 1)
        if not why_not(outcome, number)
    ]
    problems = [replace(outcomes[index].community.problem, grids=number) for index, number in others]
    found: list[dict[int, Plan]] = [{} for _ in outcomes]
    for (index, number), plan in zip(others, _many(problems, wanted, "多一格、少一格的方案"), strict=True):
        found[index][number] = plan
    return [replace(outcome, others=plans) for outcome, plans in zip(outcomes, found, strict=True)]


def _many(problems: list[Problem], wanted: Namespace, noun: str) -> list[Plan]:
    if not problems:
        return []
    with _quiet():
        return divide_many(
            problems,
            processes=min(wanted.processes or os.cpu_count() or 1, len(problems)),
            time_limit_s=wanted.time_limit,
            seed=wanted.seed,
            proof=wanted.proof,
            progress=_Progress(noun),
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep standard output for results: HiGHS greets on it in each process, past Python, and can't be told not to."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what C still holds back would come out later
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class _Progress:
    """Tells on standard error how far the work is: on a screen in one line, into a file at each tenth."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.tenth = -1

    def __call__(self, done: int, total: int) -> None:
        words = f"已算好 {done} / {total} 个{self.noun}"
        if sys.stderr.isatty():
            print(f"\r{words}", end="\n" if done == total else "", file=sys.stderr, flush=True)
        elif done * 10 // total > self.tenth:
            self.tenth = done * 10 // total
            _tell(words)


def _tell_faults(fault: Unusable) -> None:
    for words in fault.faults[:MOST_SHOWN]:
        _tell(str(words))
    more = len(fault.faults) - MOST_SHOWN
    if more > 0:
        _tell(f"还有 {more} 处,改好上面的再运行一次就会列出。")
    _tell(f"共 {len(fault.faults)} 处要改。没有写任何文件。")


def _tell_results(outcomes: list[Outcome], targets: list[Path]) -> None:
    missing = [outcome for outcome in outcomes if not outcome.plan.lawful]
    for outcome in outcomes if len(outcomes) <= FEW else missing[:FEW]:
        print(f"{outcome.community.name}:{outcome.total} 户,{outcome.plan.k} 个网格,{status(outcome.plan)}。")
        for reason in outcome.plan.reasons:
            print(f"  {reason.words}")
    if missing:
        words = f"{len(missing)} 个社区没有合规方案,写下的是最接近的方案,不能直接启用。"
    else:
        words = f"{len(outcomes)} 个社区的方案全部合规。"
    print(words + (f"已写好:{'、'.join(map(str, targets))}。" if targets else ""))


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
