"""What the worker does: several plans of a draft, and the rest of an option around what is locked."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions import storing
from sanzhang.organisation.division.actions.guards import WHY_NOT, held, keep
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import Draft, Option

if TYPE_CHECKING:
    from sanzhang.division_solver import Plan, Problem

Tell = Callable[[int], None]
Finish = Callable[[list[Option]], object]
SECONDS = 10.0  # for one plan
STEPS = 4  # that a draft's work reports
HEAVY = 10.0  # how much more the term counts that an option is named for
WISHES = {"estates": "楼群完整", "moved": "少变动"}


def solve_draft(
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    tell: Tell = lambda done: None,
    finish: Finish = lambda options: None,
) -> list[Option]:
    """Make the options of a draft: balanced, one grid fewer and more, whole estates, few changes.

    Where no lawful plan exists, the nearest one with the reasons. Solving holds no lock; `finish` is called in the
    transaction that keeps the options. Raises: NotPossible — the draft was withdrawn meanwhile; NothingToDivide.
    """
    permission.require(by, "division.keep_result", draft, at=at)
    if draft.state != rules.DRAFTING:
        raise NotPossible(WHY_NOT[draft.state])
    community = queries.community_on(draft.community, draft.base_on)
    locks, sealed = _kept(draft)
    problem = queries.problem_of(
        community,
        fewest=draft.fewest,
        most=draft.most,
        weights=draft.weights,
        grids=draft.wished_grids,
        whole_estates=draft.whole_estates,
        locks=locks,
        sealed=sealed,
    )
    found = _plans(problem, draft.seed, tell)
    with transaction.atomic():
        options = _keep(draft, community, found, by=by, at=at)
        finish(options)
    return options


def _kept(draft: Draft) -> tuple[dict[int, int], set[int]]:
    """Return the locks of those of today's grids that stay: building id → number of the grid."""
    number = {grid: index for index, grid in enumerate(draft.kept_grids, start=1)}
    locks = {int(pk): number[grid] for pk, (grid, _) in draft.base.items() if grid in number}
    return locks, set(locks.values())


def _plans(problem: "Problem", seed: int, tell: Tell) -> "list[tuple[str, Problem, Plan]]":
    from sanzhang.division_solver import alternatives  # heavy: only who divides waits for it

    tell(0)
    first, *others = alternatives(problem, time_limit_s=SECONDS, seed=seed)
    tell(1)
    if not first.lawful and problem.grids is not None:  # so many can't be made; another number may be lawful
        asked = (f"{problem.grids} 个网格(最接近的)", problem, first)
        return [*_plans(replace(problem, grids=None), seed, tell), asked]
    if not first.lawful:
        tell(STEPS)
        return [("最接近规定的方案", problem, first)]
    found = [("均衡方案", problem, first)]
    for done, (term, name) in enumerate(WISHES.items(), start=2):
        heavy = replace(problem.weights, **{term: HEAVY * max(getattr(problem.weights, term), 1.0)})
        wish = replace(problem, weights=heavy, grids=problem.grids or first.k)
        found.append((name, *_best_of(_wished(wish, term, problem.grids), term, seed)))
        tell(done)
    found += [(_by_number(plan.k - first.k), problem, plan) for plan in others]
    tell(STEPS)
    return [one for one in found if one[2].lawful]


def _wished(wish: "Problem", term: str, asked: int | None) -> "list[Problem]":
    """Return the wish, and for few changes also the one with as many grids as there are today."""
    import numpy as np  # heavy: only who divides waits for it

    labels = np.unique(np.asarray(wish.legacy[queries.TODAY]))
    today, homes = int((labels >= 0).sum()), int(np.asarray(wish.households).sum())
    if term != "moved" or asked or today == wish.grids or not wish.lo * today <= homes <= wish.hi * today:
        return [wish]
    return [wish, replace(wish, grids=today)]


def _best_of(wishes: "list[Problem]", term: str, seed: int) -> "tuple[Problem, Plan]":
    """Return the wish and its plan with the least of the term that the option is named for."""
    from sanzhang.division_solver import divide  # heavy: only who divides waits for it

    solved = [(wish, divide(wish, time_limit_s=SECONDS, seed=seed)) for wish in wishes]
    return min(solved, key=lambda one: (not one[1].lawful, one[1].parts[term]))


def _by_number(more: int) -> str:
    return f"{'多' if more > 0 else '少'} {abs(more)} 个网格"


def _without_doubles(found: "list[tuple[str, Problem, Plan]]") -> "list[tuple[str, Problem, Plan]]":
    """Return each division once, with the names of all that came out the same; one with reasons stays apart."""
    once: dict[tuple[bool, tuple[int, ...]], tuple[str, Problem, Plan]] = {}
    for name, problem, plan in found:
        key = (plan.lawful, tuple(int(one) for one in plan.label))
        if key in once:
            first = once[key]
            once[key] = (f"{first[0]}(也是{name})", *first[1:])
        else:
            once[key] = (name, problem, plan)
    return list(once.values())


def _keep(
    draft: Draft,
    community: queries.Community,
    found: "list[tuple[str, Problem, Plan]]",
    *,
    by: Actor,
    at: datetime,
) -> list[Option]:
    draft = held(draft, states=(rules.DRAFTING,), version=None)
    options = [
        storing.add_option(draft, found_of(name, problem, plan, community), at=at)
        for name, problem, plan in _without_doubles(found)
    ]
    keep(draft, state=rules.READY)
    facts = {"number": draft.number, "options": len(options), "lawful": bool(found and found[0][2].lawful)}
    journal.record("division.solved", by=by, at=at, on=draft, community_id=draft.community_id, facts=facts)
    return options


def found_of(name: str, problem: "Problem", plan: "Plan", community: queries.Community) -> storing.Found:
    """Return a plan as an option to be kept."""
    return storing.Found(
        name=name,
        numbers=community.numbers(plan.label),
        weights={term: float(weight) for term, weight in asdict(problem.weights).items()},
        status=plan.status,
        proved=proved(plan, community),
    )


def proved(plan: "Plan", community: queries.Community) -> dict[str, Any]:
    """Return what the solver says of a plan, in plain values; buildings by id, grids by number."""
    ids = [one.pk for one in community.buildings]
    return {
        "objective": plain(plan.objective),
        "lower_bound": plain(plan.lower_bound),
        "gap": plain(plan.gap) if plan.lawful else None,
        "proved_grids": plan.k,
        "parts": {term: plain(value) for term, value in plan.parts.items()},
        "reasons": [
            {"code": one.code, "words": one.words, "buildings": [str(ids[index]) for index in one.buildings]}
            for one in plan.reasons
        ],
        "breaches": [
            {"grid": int(one.grid) + 1, "rule": one.rule, "amount": float(one.amount), "words": one.words}
            for one in plan.breaches
        ],
    }


def plain(value: float) -> float | None:
    """Return a number that JSON can hold; None for what is not finite."""
    return float(value) if isfinite(value) else None


@transaction.atomic
def give_up(draft: Draft, *, words: str, by: Actor, at: datetime) -> None:
    """End a draft for which nothing could be solved, with words why."""
    permission.require(by, "division.keep_result", draft, at=at)
    draft = held(draft, states=(rules.DRAFTING,), version=None)
    keep(draft, state=rules.WITHDRAWN, trouble=words[:400])
    facts = {"number": draft.number}
    journal.record("division.given_up", by=by, at=at, on=draft, community_id=draft.community_id, facts=facts)
