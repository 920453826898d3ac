"""What is done to the territory: places added, renamed, moved, closed; each dated, each in the journal."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules import codes


class StillInUse(Exception):
    """A place with open places below it can't be closed."""

    status = 409
    words = "下面还有楼栋或单元。请先把它们移走或关闭。"


def lock(community: Place) -> Place:
    """Return the community's row locked: changes of one territory happen one after another."""
    return Place.objects.select_for_update().get(pk=community.pk)


def used_paths(parent_path: str) -> list[str]:
    """Return every path ever used below a place: numbers are never used twice."""
    below = PlaceEdge.objects.filter(path__gt=parent_path, path__lt=next_path(parent_path))
    return list(below.values_list("path", flat=True))


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
            parent.path, kind, number or rules.next_number(parent.path, kind, used_paths(parent.path))
        )
    place = new_place(parent, kind=kind, name=name, path=path, on=timezone.localdate(at), **details)
    place.save(force_insert=True)
    edge_of(place).save(force_insert=True)
    journal.record(
        "place.added", by=by, at=at, on=place, community_id=place.community_id, facts={"code": place.code}
    )
    return place


def new_place(parent: Place | None, *, kind: str, name: str, path: str, on: date, **details: Any) -> Place:
    """Return an unsaved place; a community is its own `community`."""
    place = Place(kind=kind, name=name, path=path, parent=parent, opened_on=on, **details)
    digits = path.rsplit("E", 1)[-1] if kind == "estate" else path[-codes.NUMBER_WIDTH.get(kind, 3) :]
    place.number = place.number or int(digits)
    place.community_id = place.id if kind == "community" else parent.community_id if parent else None
    return place


def edge_of(place: Place, *, on: date | None = None) -> PlaceEdge:
    """Return the unsaved edge that says where a place lies from a day on."""
    return PlaceEdge(
        community_id=place.community_id,
        place=place,
        parent_id=place.parent_id,
        path=place.path,
        name=place.name,
        households=place.households,
        starts_on=on or place.opened_on,
    )


@transaction.atomic
def rename(place: Place, *, name: str, by: Actor, at: datetime) -> None:
    """Give a place another name from today on; yesterday's can be asked for."""
    permission.require(by, "territory.edit", place, at=at)
    place.name = name
    place.save(update_fields=["name"])
    redate([place], on=timezone.localdate(at))
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
    lock(building.community)  # type: ignore[arg-type]
    old = building.path
    number = rules.next_number(to.path, "building", used_paths(to.path))
    repath(building, parent=to, path=rules.child_path(to.path, "building", number), on=timezone.localdate(at))
    sum_households(building.community)  # type: ignore[arg-type]
    facts = {"from": old, "to": building.path}
    journal.record("place.moved", by=by, at=at, on=building, community_id=building.community_id, facts=facts)


def repath(place: Place, *, parent: Place, path: str, on: date) -> None:
    """Put a place and all below it at another path; edges end and begin on `on`."""
    old, nodes = place.path, list(Place.objects.filter(path__gte=place.path, path__lt=next_path(place.path)))
    for node in nodes:
        node.path = path + node.path[len(old) :]
        if node.pk == place.pk:
            node.parent = parent
            place.path, place.parent = node.path, parent
    Place.objects.bulk_update(nodes, ["path", "parent"], batch_size=500)
    redate(nodes, on=on)
    doors = list(
        Household.objects.filter(community_id=place.community_id, path__gte=old, path__lt=next_path(old))
    )
    for door in doors:
        door.path = path + door.path[len(old) :]
    Household.objects.bulk_update(doors, ["path"], batch_size=500)


def redate(places: Iterable[Place], *, on: date) -> None:
    """End the edges of places on a day and begin new ones; an edge that began that day is corrected instead."""
    nodes = {place.pk: place for place in places}
    open_edges = PlaceEdge.objects.filter(place_id__in=nodes, ends_on=None)
    same_day = {edge.place_id: edge for edge in open_edges.filter(starts_on=on)}
    open_edges.filter(starts_on__lt=on).update(ends_on=on)
    for edge in same_day.values():
        fresh = edge_of(nodes[edge.place_id], on=on)
        edge.parent_id, edge.path, edge.name, edge.households = (
            fresh.parent_id,
            fresh.path,
            fresh.name,
            fresh.households,
        )
    PlaceEdge.objects.bulk_update(same_day.values(), ["parent", "path", "name", "households"], batch_size=500)
    PlaceEdge.objects.bulk_create(
        (edge_of(node, on=on) for node in nodes.values() if node.pk not in same_day), batch_size=500
    )


@transaction.atomic
def close_place(place: Place, *, by: Actor, at: datetime) -> None:
    """Close a place from today on; what lies below must be closed or moved before. Raises: StillInUse."""
    permission.require(by, "territory.edit", place, at=at)
    if Place.objects.filter(parent=place, closed_on=None).exists():
        raise StillInUse()
    close_many([place], on=timezone.localdate(at))
    journal.record("place.closed", by=by, at=at, on=place, community_id=place.community_id)


def close_many(places: list[Place], *, on: date) -> None:
    """Close places and end their edges; one that was opened the same day is closed the day after."""
    ids = [place.pk for place in places]
    Place.objects.filter(pk__in=ids).update(closed_on=on)
    live = PlaceEdge.objects.filter(place_id__in=ids, ends_on=None)
    live.filter(starts_on__lt=on).update(ends_on=on)
    live.filter(starts_on=on).update(ends_on=on + timedelta(days=1))


def sum_households(community: Place) -> None:
    """Write the number of open doors to every unit, building, grid, estate and the community, from the doors."""
    doors = Household.objects.filter(community=community, closed_on=None).values_list("path", flat=True)
    counts: dict[str, int] = {}
    for path in doors:
        for width in rules.WIDTHS[3:-1]:
            counts[path[:width]] = counts.get(path[:width], 0) + 1
    nodes = list(Place.objects.filter(community=community))
    by_estate: dict[int, int] = {}
    for node in nodes:
        if node.kind == "building" and node.estate_id:
            by_estate[node.estate_id] = by_estate.get(node.estate_id, 0) + counts.get(node.path, 0)
    changed = []
    for node in nodes:
        count = by_estate.get(node.pk, 0) if node.kind == "estate" else counts.get(node.path, 0)
        if node.households != count:
            node.households = count
            changed.append(node)
    Place.objects.bulk_update(changed, ["households"], batch_size=500)
    live = {edge.place_id: edge for edge in PlaceEdge.objects.filter(place__in=changed, ends_on=None)}
    for node in changed:
        if node.pk in live:
            live[node.pk].households = node.households
    PlaceEdge.objects.bulk_update(live.values(), ["households"], batch_size=500)
