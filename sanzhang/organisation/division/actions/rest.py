"""The rest of an option, solved again around what is locked: one step that can be taken back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions import storing
from sanzhang.organisation.division.actions.guards import held_option
from sanzhang.organisation.division.actions.moves import add_change
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.actions.solving import SECONDS, proved
from sanzhang.organisation.division.models import Option
from sanzhang.organisation.division.rules import names

if TYPE_CHECKING:
    from sanzhang.division_solver import Plan


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
