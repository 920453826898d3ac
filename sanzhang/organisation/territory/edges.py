"""The rows behind the verbs: places with their dated edges, written in bulk; each caller has asked permission."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules import codes


def lock(community: Place) -> Place:
    """Return the community's row locked: changes of one territory happen one after another."""
    return Place.objects.select_for_update().get(pk=community.pk)


def used_paths(parent_path: str) -> list[str]:
    """Return every path ever used below a place: numbers are never used twice."""
    below = PlaceEdge.objects.filter(path__gt=parent_path, path__lt=next_path(parent_path))
    return list(below.values_list("path", flat=True))


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
