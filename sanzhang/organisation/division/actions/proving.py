"""On demand: how far an option lies from the best with as many grids, proved; a better one found is put beside it."""

from collections.abc import Callable
from dataclasses import replace
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
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.actions.solving import found_of, plain
from sanzhang.organisation.division.models import Option

if TYPE_CHECKING:
    from sanzhang.division_solver import Plan, Problem

SECONDS = 60.0  # who asks for a proof has the patience
SAME = 1e-6  # share of the objective within which two plans are as good


@transaction.atomic
def prove(option: Option, *, by: Person, at: datetime, version: int | None = None) -> Option:
    """Let the worker prove how good an option is (§1.2); the answer counts only if nobody moved anything.

    Raises: NotAllowed, NotPossible — it breaks a rule, so that there is nothing to prove; SomebodyWasFaster.
    """
    seat = permission.require(by, "division.change", option, at=at)
    option = held_option(option, version=version)
    if not option.is_lawful:
        raise NotPossible("这个方案不完全符合规定,没有“最好”可比。请先改到符合规定。")
    draft = option.draft
    job = jobs.start_job(
        "division.prove",
        title=f"{draft.community.name}{draft.title}:证明“{option.name}”离最好的差多少",
        by=by,
        at=at,
        total=1,
        community_id=draft.community_id,
        option_id=option.pk,
        version=option.version,
    )
    option.job = job.pk
    option.save(update_fields=["job"])
    facts = {"option": str(option.pk)}
    journal.record(
        "division.proof_asked",
        by=by,
        at=at,
        seat=seat,
        on=draft,
        community_id=draft.community_id,
        facts=facts,
    )
    return option


def keep_proof(
    option: Option,
    *,
    version: int,
    by: Actor,
    at: datetime,
    finish: Callable[[Option, Option | None], object] = lambda option, better: None,
) -> None:
    """Solve with proof for as many grids, and keep the bound; `finish` gets the option and a better one, if found.

    Raises: SomebodyWasFaster — the option changed meanwhile; NotPossible.
    """
    from sanzhang.division_solver import divide  # heavy: only who divides waits for it

    permission.require(by, "division.keep_result", option, at=at)
    community = queries.community_on(option.draft.community, option.draft.base_on)
    state = queries.state_of(option, community)
    problem = replace(queries.problem_of_option(option, community), grids=len(state.grids))
    plan = divide(problem, time_limit_s=SECONDS, seed=option.draft.seed, proof=True)
    with transaction.atomic():
        option = held_option(option, version=version)
        better = _keep(option, community, state, problem, plan, at=at)
        finish(option, better)
        facts = {"option": str(option.pk), "better": better is not None}
        journal.record(
            "division.proved", by=by, at=at, on=option.draft, community_id=option.community_id, facts=facts
        )


def _keep(
    option: Option,
    community: queries.Community,
    state: queries.State,
    problem: "Problem",
    plan: "Plan",
    *,
    at: datetime,
) -> Option | None:
    """Write what is proved of an option; return the better one that was put beside it, if any."""
    bound = plain(plan.lower_bound) if plan.lawful else None
    option.objective, option.parts = state.objective, state.parts
    option.proved_grids, option.lower_bound = len(state.grids), bound
    if bound is not None and state.objective > 0:
        option.gap = max(state.objective - bound, 0.0) / state.objective
        option.status = rules.OPTIMAL if option.gap <= SAME else rules.FEASIBLE
    option.save(update_fields=list(storing.PROVED))
    if not plan.lawful or plan.objective >= state.objective * (1 - SAME):
        return None
    found = found_of(f"{option.name}(更好的)", problem, plan, community)
    return storing.add_option(option.draft, found, at=at)
