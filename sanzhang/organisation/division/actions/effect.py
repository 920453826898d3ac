"""The midnight: an approved plan becomes the territory, in one transaction, or goes back with words."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions.guards import held, keep
from sanzhang.organisation.division.actions.movers import all_movers
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.actions import Moved
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import of_buildings

GRID_WIDTH, BUILDING_WIDTH = 15, 20


@transaction.atomic
def put_into_effect(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """Let an approved draft take effect at its midnight, however late it is run (§1.2).

    Buildings, units and doors get their new paths, grids open and close, posts with them; then every room that
    follows moves along. A draft whose buildings changed since goes back to the community with words. Done twice,
    the second time does nothing. Raises: NotPossible — not approved, or its midnight has not come.
    """
    permission.require(by, "division.take_effect", draft, at=at)
    if Draft.objects.filter(pk=draft.pk, state=rules.IN_FORCE).exists():
        draft.refresh_from_db()
        return draft
    draft = held(draft, states=(rules.APPROVED,), version=None)
    midnight = midnight_of(draft)
    if at < midnight:
        raise NotPossible("还没有到生效日。")
    if changed := queries.changed_since(draft):
        return _send_back(draft, changed, by=by, at=at)
    try:
        with transaction.atomic():
            moved = _move(draft, midnight=midnight, by=by)
    except territory.NotThereAnyMore:
        return _send_back(draft, "起草以后,方案里要保留的网格关闭了。", by=by, at=at)
    posts.close_with_places(draft.community_id, by=by, at=midnight)
    posts.open_missing(draft.community, by=by, at=midnight)
    posts.carry_members(draft.community, moved.moves, by=by, at=midnight)
    channels.readdress(draft.community_id, of_buildings(moved.moves))
    for mover in all_movers():
        mover(draft.community, moved.moves, by=by, at=midnight)
    keep(draft, state=rules.IN_FORCE, in_force_at=midnight)
    journal.record(
        "division.in_force",
        by=by,
        at=midnight,
        on=draft,
        community_id=draft.community_id,
        facts=_facts(draft, moved),
    )
    return draft


def midnight_of(draft: Draft) -> datetime:
    """Return the instant from which a draft counts."""
    assert draft.takes_effect_on is not None  # noqa: S101 — the database keeps it so for signed drafts
    return timezone.make_aware(datetime.combine(draft.takes_effect_on, time()))


def _move(draft: Draft, *, midnight: datetime, by: Actor) -> Moved:
    option = draft.chosen
    assert option is not None  # noqa: S101 — the database keeps it so for signed drafts
    numbers = queries.numbers_of(option)
    return territory.move_buildings(
        draft.community,
        to=numbers,
        grids=_grids(option, numbers),
        on=midnight.date(),
        by=by,
        at=midnight,
    )


def _grids(option: Option, numbers: Mapping[int, int]) -> dict[int, Place | str]:
    used = set(numbers.values())
    grids = [grid for grid in queries.grids_of(option) if grid.number in used]
    return {grid.number: grid.keeps or grid.name for grid in grids}


def _facts(draft: Draft, moved: Moved) -> dict[str, Any]:
    return {
        "number": draft.number,
        "option": str(draft.chosen_id),
        "buildings": sum(len(one.old_path) == BUILDING_WIDTH for one in moved.moves),
        "opened": len(moved.opened),
        "closed": len(moved.closed),
        "changed": sorted(_changed_grids(moved)),
        "moves": sorted(of_buildings(moved.moves).items()),
    }


def _changed_grids(moved: Moved) -> set[str]:
    """Return the paths of grids that go on with other buildings than before."""
    touched = {path[:GRID_WIDTH] for one in moved.moves for path in (one.old_path, one.new_path)}
    new_and_gone = {grid.path for grid in (*moved.opened.values(), *moved.closed)}
    return touched - new_and_gone


def _send_back(draft: Draft, words: str, *, by: Actor, at: datetime) -> Draft:
    words = f"{words}方案没有生效,请新起一稿。"
    keep(
        draft,
        state=rules.READY,
        trouble=words[:400],
        signed_by=None,
        signed_at=None,
        approved_by=None,
        approved_at=None,
    )
    facts = {"number": draft.number, "reason": words}
    journal.record("division.sent_back", by=by, at=at, on=draft, community_id=draft.community_id, facts=facts)
    return draft
