"""What the worker does: several plans of a draft, and the rest of an option around what is locked."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions import storing
from sanzhang.organisation.division.actions.guards import WHY_NOT, held, held_option, keep
from sanzhang.organisation.division.actions.moves import add_change
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.division.rules import names

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
    from sanzhang.division_solver import alternatives, divide  # heavy: only who divides waits for it

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
        found.append((name, wish, divide(wish, time_limit_s=SECONDS, seed=seed)))
        tell(done)
    found += [(_by_number(plan.k - first.k), problem, plan) for plan in others]
    tell(STEPS)
    return [one for one in found if one[2].lawful]


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


@transaction.atomic
def solve_rest(option: Option, *, by: Person, at: datetime, version: int | None = None) -> Option:
    """Let the worker solve an option again around what is locked; the answer counts only if nobody moved anything.

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    seat = permission.require(by, "division.change", option, at=at)
    option = held_option(option, version=version)
    draft = option.draft
    job = jobs.start_job(
        "division.solve_rest",
        title=f"{draft.community.name}{draft.title}:重新计算没有锁定的楼栋",
        by=by,
        at=at,
        total=1,
        community_id=draft.community_id,
        option_id=option.pk,
        version=option.version,
        asked_by=by.pk,
    )
    option.job = job.pk
    option.save(update_fields=["job"])
    facts = {"option": str(option.pk)}
    journal.record(
        "division.rest_asked", by=by, at=at, seat=seat, on=draft, community_id=draft.community_id, facts=facts
    )
    return option


def keep_rest(
    option: Option,
    *,
    version: int,
    asked_by: Person,
    by: Actor,
    at: datetime,
    finish: Callable[[], object] = lambda: None,
) -> None:
    """Solve the rest of an option and keep the answer as one step that can be taken back.

    `finish` is called in the transaction that keeps it. Raises: NotPossible — no lawful plan around the locks;
    SomebodyWasFaster — the option changed meanwhile.
    """
    from sanzhang.division_solver import divide  # heavy: only who divides waits for it

    permission.require(by, "division.keep_result", option, at=at)
    community = queries.community_on(option.draft.community, option.draft.base_on)
    locks, sealed = queries.locks_of(option)
    grids = option.draft.wished_grids
    problem = queries.problem_of_option(option, community, locks=locks, sealed=sealed, grids=grids)
    plan = divide(problem, time_limit_s=SECONDS, seed=option.draft.seed)
    if not plan.lawful:
        why = " ".join(one.words for one in plan.reasons)
        raise NotPossible(f"照现在的锁定,没有符合规定的方案,什么也没有改。{why}")
    with transaction.atomic():
        _keep_rest(option, community, plan, version=version, asked_by=asked_by, by=by, at=at)
        finish()


def _keep_rest(
    option: Option,
    community: queries.Community,
    plan: "Plan",
    *,
    version: int,
    asked_by: Person,
    by: Actor,
    at: datetime,
) -> None:
    option = held_option(option, version=version)
    before, (locks, _) = queries.numbers_of(option), queries.locks_of(option)
    found = community.numbers(plan.label)
    homes = {one.pk: one.households for one in community.buildings}
    numbers = _renumbered(option, found, before, locks, homes)
    steps = {pk: (before[pk], numbers[found[pk]]) for pk in before if pk not in locks}
    steps = {pk: step for pk, step in steps.items() if step[0] != step[1]}
    said = proved(plan, community)
    said["breaches"] = []
    add_change(option, rules.SOLVE, steps, by=asked_by, at=at)
    Option.objects.filter(pk=option.pk).update(**said, status=plan.status, is_lawful=True)
    facts = {"option": str(option.pk), "buildings": len(steps)}
    journal.record(
        "division.rest_solved", by=by, at=at, on=option.draft, community_id=option.community_id, facts=facts
    )


def _renumbered(
    option: Option,
    found: Mapping[int, int],
    before: Mapping[int, int],
    locks: Mapping[int, int],
    homes: Mapping[int, int],
) -> dict[int, int]:
    """Return grid of the answer → number in the option: by locks, then by most households shared, else new."""
    fixed = {found[pk]: number for pk, number in locks.items()}
    rows = (
        (found[pk], before[pk], count)
        for pk, count in homes.items()
        if found[pk] not in fixed and before[pk] not in fixed.values()
    )
    numbers = fixed | names.continued(names.shares_of(rows))
    for new in sorted(set(found.values()) - set(numbers)):
        numbers[new] = storing.add_grid(option).number
    return numbers
