"""A draft begins: by the solver in the background, or with a division that somebody brings along."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions import storing
from sanzhang.organisation.division.actions.guards import held
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.actions.solving import STEPS
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.territory.models import Place


@transaction.atomic
def start_draft(
    community: Place,
    *,
    by: Person,
    at: datetime,
    weights: Mapping[str, float] | None = None,
    fewest: int = rules.FEWEST,
    most: int = rules.MOST,
    wished_grids: int | None = None,
    whole_estates: bool = False,
    kept_grids: Collection[int] = (),
    seed: int = 0,
) -> Draft:
    """Begin a draft: the worker makes its options, followed at its job (§1.2).

    `kept_grids`: ids of today's grids that stay exactly as they are. Raises: NotAllowed, NotPossible,
    NothingToDivide — no households, or no building with a place on the map.
    """
    seat = permission.require(by, "division.draft", community, at=at)
    draft = _new(community, by=by, at=at, fewest=fewest, most=most)
    here = queries.community_on(community, draft.base_on)  # says at once what is missing
    _refuse_wishes(weights or {}, wished_grids, len(here.buildings))
    draft.weights, draft.wished_grids = dict(weights or {}), wished_grids
    draft.whole_estates, draft.seed = whole_estates, seed
    draft.kept_grids = sorted(set(kept_grids) & {grid for grid, _ in draft.base.values()})
    draft.save(force_insert=True)
    title = f"{community.name}{draft.title}:计算网格划分方案"
    job = jobs.start_job(
        "division.solve_draft",
        title=title,
        by=by,
        at=at,
        total=STEPS,
        community_id=community.pk,
        draft_id=draft.pk,
    )
    draft.job = job.pk
    draft.save(update_fields=["job"])
    journal.record(
        "division.drafted",
        by=by,
        at=at,
        seat=seat,
        on=draft,
        community_id=community.pk,
        facts={"number": draft.number},
    )
    return draft


def start_again(draft: Draft, *, by: Person, at: datetime) -> Draft:
    """Begin a new draft with the wishes of an older one, on the buildings of today."""
    permission.require(by, "division.draft", draft, at=at)
    return start_draft(
        draft.community,
        by=by,
        at=at,
        weights=draft.weights,
        fewest=draft.fewest,
        most=draft.most,
        wished_grids=draft.wished_grids,
        whole_estates=draft.whole_estates,
        kept_grids=draft.kept_grids,
        seed=draft.seed,
    )


@transaction.atomic
def propose(
    community: Place,
    *,
    name: str,
    numbers: Mapping[int, int],
    by: Person,
    at: datetime,
    names: Mapping[int, str] | None = None,
    keeps: Mapping[int, int] | None = None,
    draft: Draft | None = None,
    fewest: int = rules.FEWEST,
    most: int = rules.MOST,
) -> Option:
    """Add a division that nobody had to solve, to a new draft or to an open one: building id → grid number (1 …).

    `names`: number → name; `keeps`: number → id of today's grid that goes on as it (None: by most households
    shared). Raises: NotAllowed, NotPossible — not each open building of the community exactly once.
    """
    seat = permission.require(by, "division.draft", community, at=at)
    if draft is None:
        draft = _new(community, by=by, at=at, fewest=fewest, most=most)
        draft.state = rules.READY
        draft.save(force_insert=True)
    else:
        draft = held(draft, states=rules.OPEN, version=None)
    if set(map(str, numbers)) != set(draft.base) or min(numbers.values(), default=0) < 1:
        raise NotPossible("方案要给本社区的每栋楼写一个网格,不能多、不能少。")
    found = storing.Found(
        name, numbers, weights=draft.weights, names=dict(names or {}), keeps=dict(keeps) if keeps else None
    )
    option = storing.add_option(draft, found, at=at)
    storing.reassess(option)
    journal.record(
        "division.proposed",
        by=by,
        at=at,
        seat=seat,
        on=draft,
        community_id=community.pk,
        facts={"number": draft.number, "option": str(option.pk)},
    )
    return option


def _refuse_wishes(weights: Mapping[str, float], grids: int | None, buildings: int) -> None:
    for term, weight in weights.items():
        if term not in rules.TERMS or not rules.LEAST_WEIGHT <= weight <= rules.MOST_WEIGHT:
            said = rules.TERMS.get(term, term)
            raise NotPossible(f"“{said}”的轻重要在 0 到 100 之间:0 是不管,1 是一般。")
    if grids is not None and not 1 <= grids <= buildings:
        raise NotPossible(f"网格数要在 1 到 {buildings}(有住户的楼栋数)之间;空着就由系统选。")


def _new(community: Place, *, by: Person, at: datetime, fewest: int, most: int) -> Draft:
    if community.kind != "community" or community.closed_on:
        raise NotPossible("网格在社区里划分。请选一个社区。")
    if not 0 < fewest <= most:
        raise NotPossible("每个网格最少的户数要大于 0,并且不超过最多的户数。")
    Place.objects.select_for_update().get(pk=community.pk)  # two who begin at once get two numbers
    last = Draft.objects.filter(community=community).aggregate(last=Max("number"))["last"] or 0
    return Draft(
        community=community,
        number=last + 1,
        fewest=fewest,
        most=most,
        base=queries.base_of(community),
        base_on=timezone.localdate(at),
        made_by=by,
        made_at=at,
    )
