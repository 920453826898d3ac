"""What is done to single places: added, renamed, moved, closed; each dated, each in the journal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory import queries, rules
from sanzhang.organisation.territory.actions import edges
from sanzhang.organisation.territory.models import Place, PlaceEdge
from sanzhang.organisation.territory.rules import codes


class StillInUse(Exception):
    """A place with open places below it, or with leaders on duty, can't be closed."""

    status = 409
    words = "下面还有楼栋或单元。请先把它们移走或关闭。"

    def __init__(self, words: str = "") -> None:
        self.words = words or self.words
        super().__init__(self.words)


class NumberTaken(ValueError):
    """The number or code was given before; it is never given twice."""

    status = 409
    words = "这个编号已经用过。编号用过就不再给别的地方,请换一个。"


class NameTaken(ValueError):
    """A sibling bears the name: people could not tell the two apart."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.words = f"已经有“{name}”了。请换一个名称。"


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

    `path`: given for codes that come from the State (city to community).
    Raises: WrongParent, NoNumberLeft, NumberTaken, NameTaken.
    """
    seat = permission.require(by, "territory.edit", parent, at=at)
    if parent and codes.PARENT.get(kind) != parent.kind:
        raise rules.WrongParent(kind, parent.kind)
    if parent and parent.community:
        edges.lock(parent.community)
    if not path:
        assert parent is not None  # noqa: S101 — only a city has no parent, and its code is given
        wished = number or rules.next_number(parent.path, kind, edges.used_paths(parent.path))
        path = rules.child_path(parent.path, kind, wished)
    if PlaceEdge.objects.filter(path=path).exists():
        raise NumberTaken(path)
    place = edges.new_place(parent, kind=kind, name=name, path=path, on=timezone.localdate(at), **details)
    _refuse_double(place, name)
    edges.add_many([place])
    facts = {"code": place.code}
    journal.record(
        "place.added", by=by, at=at, seat=seat, on=place, community_id=place.community_id, facts=facts
    )
    return place


def _refuse_double(place: Place, name: str) -> None:
    siblings = Place.objects.filter(kind=place.kind, name=name, closed_on=None).exclude(pk=place.pk)
    if place.kind in ("building", "grid", "estate"):
        siblings = siblings.filter(community=place.community_id)
        siblings = siblings.filter(estate=place.estate) if place.kind == "building" else siblings
    else:
        siblings = siblings.filter(parent=place.parent)
    if siblings.exists():
        raise NameTaken(name)


@transaction.atomic
def rename(place: Place, *, name: str, by: Actor, at: datetime) -> None:
    """Give a place another name from today on; yesterday's can be asked for. Raises: NameTaken."""
    seat = permission.require(by, "territory.edit", place, at=at)
    _refuse_double(place, name)
    place.name = name
    place.save(update_fields=["name"])
    edges.redate([place], on=timezone.localdate(at))
    journal.record("place.renamed", by=by, at=at, seat=seat, on=place, community_id=place.community_id)


@transaction.atomic
def move_building(building: Place, *, to: Place, by: Actor, at: datetime) -> None:
    """Move a building with all below it to another grid of its community, from today on.

    It takes the next free number there; its old code stays an alias, its plaque's address stays its own.
    Raises: WrongParent.
    """
    seat = permission.require(by, "territory.edit", building, at=at)
    permission.require(by, "territory.edit", to, at=at)
    community = building.community
    same = community is not None and to.community_id == community.pk
    if building.kind != "building" or to.kind != "grid" or not same or building.parent_id == to.pk:
        raise rules.WrongParent(building.kind, to.kind)
    assert community is not None  # noqa: S101 — a building lies in a community
    edges.lock(community)
    building.refresh_from_db(fields=["path", "parent"])
    old, number = building.path, rules.next_number(to.path, "building", edges.used_paths(to.path))
    path = rules.child_path(to.path, "building", number)
    edges.repath(building, parent=to, path=path, on=timezone.localdate(at))
    edges.sum_households(community)
    facts = {"from": old, "to": building.path}
    journal.record(
        "place.moved", by=by, at=at, seat=seat, on=building, community_id=community.pk, facts=facts
    )


@transaction.atomic
def close_place(place: Place, *, by: Actor, at: datetime) -> list[Place]:
    """Close a place from today on: a building with its units, a unit with its doors, a grid only if it is empty.

    Returns what was closed. Raises: StillInUse — open places below a grid, or leaders still on duty.
    """
    seat = permission.require(by, "territory.edit", place, at=at)
    if place.community:
        edges.lock(place.community)
    closing = list(Place.objects.filter(path__gte=place.path, path__lt=next_path(place.path), closed_on=None))
    if place.kind not in ("building", "unit") and len(closing) > 1:
        raise StillInUse()
    if place.kind == "estate" and Place.objects.filter(estate=place, closed_on=None).exists():
        raise StillInUse()
    refuse_manned([place], at)
    edges.close_many(closing, on=timezone.localdate(at))
    place.closed_on = timezone.localdate(at)
    if place.community and place.kind != "community":
        edges.sum_households(place.community)
    facts = {"closed": len(closing)}
    journal.record(
        "place.closed", by=by, at=at, seat=seat, on=place, community_id=place.community_id, facts=facts
    )
    return closing


def refuse_manned(places: list[Place], at: datetime) -> None:
    """Raise StillInUse if somebody holds a leader's post at or below one of `places` (all of one kind)."""
    counts = queries.posts_below(places, at)
    for place in places:
        vacant, posts = counts.get(place.pk, (0, 0))
        if posts > vacant:
            words = f"{queries.full_name(place)}还有 {posts - vacant} 位三长在岗。请先办离岗,再关闭。"
            raise StillInUse(words)
