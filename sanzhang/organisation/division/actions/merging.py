"""Many grids into one: what is kept becomes an option of a draft; members are decided on and carried over (§1.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions import drafting, solving
from sanzhang.organisation.division.actions.guards import WHY_NOT
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import Draft, Merge, Option
from sanzhang.organisation.division.queries import merging
from sanzhang.organisation.division.rules import overlaps
from sanzhang.organisation.territory.models import Place

if TYPE_CHECKING:
    from sanzhang.division_solver import Problem

STEPS = 2
HEAVY = 10.0  # how much more a household counts that changes its grid, in the plan that keeps most


@transaction.atomic
def merge_grids(
    community: Place,
    *,
    base: str,
    follows: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
    fewest: int = rules.FEWEST,
    most: int = rules.MOST,
) -> Option:
    """Make a draft of the grids of `base`, a department or today's, but where another is followed (§1.3).

    `follows`: first building of a piece → whom to follow there. The draft goes the usual way.
    Raises: NotAllowed, NotPossible — nothing was imported, or nobody of that name.
    """
    permission.require(by, "division.merge_choose", community, at=at)
    scene = merging.scene_of(community)
    _refuse_unknown(scene, base, follows or {})
    kept = _said_otherwise(scene, base, follows or {})
    numbers = overlaps.settled(scene.homes, scene.said, base, kept)
    name = f"以{base}为准" + (f",{len(kept)} 处按别家" if kept else "")
    option = drafting.propose(community, name=name, numbers=numbers, by=by, at=at, fewest=fewest, most=most)
    _remember(option.draft, scene, base=base, follows=kept, by=by, at=at)
    return option


def _refuse_unknown(scene: merging.Scene, base: str, follows: Mapping[str, str]) -> None:
    if not scene.departments:
        raise NotPossible("还没有导入任何部门的网格。请先导入。")
    unknown = {base, *follows.values()} - set(scene.voices)
    if unknown:
        raise NotPossible(f"没有“{'、'.join(sorted(unknown))}”的网格,可能刚才有人删了。请刷新页面再选。")
    if set(follows) - {atom.key for atom in scene.picture.atoms}:
        raise NotPossible("冲突的地方和您看到的不一样了,可能刚才有人导入过。请刷新页面再选。")


def _said_otherwise(scene: merging.Scene, base: str, follows: Mapping[str, str]) -> dict[str, str]:
    says = {atom.key: atom.says for atom in scene.picture.atoms}
    return {key: voice for key, voice in follows.items() if voice != base and voice in says[key]}


def _remember(
    draft: Draft, scene: merging.Scene, *, base: str, follows: Mapping[str, str], by: Person, at: datetime
) -> Merge:
    merge = Merge(
        community=scene.place,
        draft=draft,
        base=base,
        follows=dict(follows),
        departments=scene.departments,
        made_by=by,
        made_at=at,
    )
    merge.save(force_insert=True)
    _record("division.merged", merge, by=by, at=at, base=base, follows=len(follows))
    return merge


def _record(action: str, merge: Merge, *, by: Actor, at: datetime, **facts: Any) -> None:
    told = {"number": merge.draft.number, **facts}
    journal.record(action, by=by, at=at, on=merge, community_id=merge.community_id, facts=told)


@transaction.atomic
def ask_solver(
    community: Place,
    *,
    by: Person,
    at: datetime,
    fewest: int = rules.FEWEST,
    most: int = rules.MOST,
) -> Draft:
    """Begin a draft that the worker solves, so that as few households as can be change any department's grid.

    Raises: NotAllowed, NotPossible, NothingToDivide.
    """
    permission.require(by, "division.merge_choose", community, at=at)
    seat = permission.require(by, "division.draft", community, at=at)
    scene = merging.scene_of(community)
    if not scene.departments:
        raise NotPossible("还没有导入任何部门的网格。请先导入。")
    draft = drafting._new(community, by=by, at=at, fewest=fewest, most=most)
    queries.community_on(community, draft.base_on)  # says at once what is missing
    draft.save(force_insert=True)
    job = jobs.start_job(
        "division.solve_merge",
        title=f"{community.name}{draft.title}:多网合一,计算网格",
        by=by,
        at=at,
        total=STEPS,
        community_id=community.pk,
        draft_id=draft.pk,
    )
    draft.job = job.pk
    draft.save(update_fields=["job"])
    _remember(draft, scene, base="", follows={}, by=by, at=at)
    facts = {"number": draft.number}
    journal.record(
        "division.drafted", by=by, at=at, seat=seat, on=draft, community_id=community.pk, facts=facts
    )
    return draft


def merge_again(merge: Merge, *, by: Person, at: datetime) -> Draft:
    """Begin a new draft as an older one was merged, of the buildings and departments' grids of today.

    Pieces that are no more go with the base. Raises: NotAllowed, NotPossible, NothingToDivide.
    """
    permission.require(by, "division.merge_choose", merge, at=at)
    bounds: dict[str, Any] = {"fewest": merge.draft.fewest, "most": merge.draft.most}
    if not merge.base:
        return ask_solver(merge.community, by=by, at=at, **bounds)
    scene = merging.scene_of(merge.community)
    says = {atom.key: atom.says for atom in scene.picture.atoms}
    follows = {key: voice for key, voice in merge.follows.items() if voice in says.get(key, {})}
    return merge_grids(merge.community, base=merge.base, follows=follows, by=by, at=at, **bounds).draft


def solve_merge(
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    tell: solving.Tell = lambda done: None,
    finish: solving.Finish = lambda options: None,
) -> list[Option]:
    """Solve a draft with the grids of all departments as those of today: once balanced, once keeping most."""
    from sanzhang.division_solver import divide  # heavy: only who divides waits for it

    permission.require(by, "division.keep_result", draft, at=at)
    if draft.state != rules.DRAFTING:
        raise NotPossible(WHY_NOT[draft.state])
    tell(0)
    community = queries.community_on(draft.community, draft.base_on)
    problem = _with_departments(draft, community)
    first = divide(problem, time_limit_s=solving.SECONDS, seed=draft.seed)
    found = [("照顾各部门网格", problem, first)]
    tell(1)
    if first.lawful:
        heavy = replace(problem, weights=replace(problem.weights, moved=HEAVY), grids=first.k)
        found.append(
            ("最少变动各部门网格", heavy, divide(heavy, time_limit_s=solving.SECONDS, seed=draft.seed))
        )
    tell(STEPS)
    kept = [one for one in found if one[2].lawful] or found
    with transaction.atomic():
        options = solving._keep(draft, community, kept, by=by, at=at)
        finish(options)
    return options


def _with_departments(draft: Draft, community: queries.Community) -> "Problem":
    problem = queries.problem_of(community, fewest=draft.fewest, most=draft.most, weights=draft.weights)
    scene = merging.scene_of(draft.community)
    legacy = {name: _numbered(said, community) for name, said in scene.said.items()}
    return replace(problem, legacy=legacy)


def _numbered(said: Mapping[int, str], community: queries.Community) -> Sequence[int]:
    known: dict[str, int] = {}
    return [
        known.setdefault(said[one.pk], len(known)) if one.pk in said else -1 for one in community.buildings
    ]
