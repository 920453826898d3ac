"""What is done to the territory: places added, renamed, moved, closed; each dated, each in the journal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import edges, rules
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import codes


class StillInUse(Exception):
    """A place with open places below it can't be closed."""

    status = 409
    words = "下面还有楼栋或单元。请先把它们移走或关闭。"


@transaction.atomic
def add_place(
    parent: Place | None,
    *,
    kind: str,
    name: str,
    by: Actor,
    at: datetime,
    number: int | None = None,
    path: str = "",
    **details: Any,
) -> Place:
    """Add a place below `parent` with the next number that was never used (§1.1).

    `path`: given for codes that come from the State (city to community). Raises: WrongParent, NoNumberLeft.
    """
    permission.require(by, "territory.edit", parent, at=at)
    if parent and codes.PARENT.get(kind) != parent.kind:
        raise rules.WrongParent(kind, parent.kind)
    if not path:
        assert parent is not None  # noqa: S101 — only a city has no parent, and its code is given
        path = rules.child_path(
            parent.path, kind, number or rules.next_number(parent.path, kind, edges.used_paths(parent.path))
        )
    place = edges.new_place(parent, kind=kind, name=name, path=path, on=timezone.localdate(at), **details)
    place.save(force_insert=True)
    edges.edge_of(place).save(force_insert=True)
    journal.record(
        "place.added", by=by, at=at, on=place, community_id=place.community_id, facts={"code": place.code}
    )
    return place


@transaction.atomic
def rename(place: Place, *, name: str, by: Actor, at: datetime) -> None:
    """Give a place another name from today on; yesterday's can be asked for."""
    permission.require(by, "territory.edit", place, at=at)
    place.name = name
    place.save(update_fields=["name"])
    edges.redate([place], on=timezone.localdate(at))
    journal.record("place.renamed", by=by, at=at, on=place, community_id=place.community_id)


@transaction.atomic
def move_building(building: Place, *, to: Place, by: Actor, at: datetime) -> None:
    """Move a building with all below it to another grid of its community, from today on.

    It takes the next free number there; its old code stays an alias, its plaque's address stays its own.
    Raises: WrongParent.
    """
    permission.require(by, "territory.edit", building, at=at)
    permission.require(by, "territory.edit", to, at=at)
    if building.kind != "building" or to.kind != "grid" or to.community_id != building.community_id:
        raise rules.WrongParent(building.kind, to.kind)
    edges.lock(building.community)  # type: ignore[arg-type]
    old = building.path
    number = rules.next_number(to.path, "building", edges.used_paths(to.path))
    edges.repath(
        building, parent=to, path=rules.child_path(to.path, "building", number), on=timezone.localdate(at)
    )
    edges.sum_households(building.community)  # type: ignore[arg-type]
    facts = {"from": old, "to": building.path}
    journal.record("place.moved", by=by, at=at, on=building, community_id=building.community_id, facts=facts)


@transaction.atomic
def close_place(place: Place, *, by: Actor, at: datetime) -> None:
    """Close a place from today on; what lies below must be closed or moved before. Raises: StillInUse."""
    permission.require(by, "territory.edit", place, at=at)
    if Place.objects.filter(parent=place, closed_on=None).exists():
        raise StillInUse()
    edges.close_many([place], on=timezone.localdate(at))
    journal.record("place.closed", by=by, at=at, on=place, community_id=place.community_id)
