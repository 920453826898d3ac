"""How places change underneath: paths, dated edges, sums. Runs inside an action that has asked the table."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules import codes

BATCH = 500


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


def add_many(places: list[Place]) -> None:
    """Save new places with their first edges; parents stand before children."""
    Place.objects.bulk_create(places, batch_size=BATCH)
    PlaceEdge.objects.bulk_create((edge_of(place) for place in places), batch_size=BATCH)


def repath(place: Place, *, parent: Place, path: str, on: date) -> None:
    """Put a place and all below it at another path; edges end and begin on `on`."""
    old, nodes = place.path, list(Place.objects.filter(path__gte=place.path, path__lt=next_path(place.path)))
    for node in nodes:
        node.path = path + node.path[len(old) :]
        if node.pk == place.pk:
            node.parent = parent
            place.path, place.parent = node.path, parent
    Place.objects.bulk_update(nodes, ["path", "parent"], batch_size=BATCH)
    redate([node for node in nodes if node.closed_on is None], on=on)
    doors = list(
        Household.objects.filter(community_id=place.community_id, path__gte=old, path__lt=next_path(old))
    )
    for door in doors:
        door.path = path + door.path[len(old) :]
    Household.objects.bulk_update(doors, ["path"], batch_size=BATCH)


def redate(places: Iterable[Place], *, on: date) -> None:
    """End the edges of places on a day and begin new ones.

    An edge that began the same day is corrected, unless the path changed: then it ends before its first midnight,
    valid on no day, and only keeps its path from being given again.
    """
    nodes = {place.pk: place for place in places}
    live = {
        edge.place_id: edge
        for ids in in_parts(list(nodes))
        for edge in PlaceEdge.objects.filter(place_id__in=ids, ends_on=None)
    }
    corrected, ended, begun = [], [], []
    for node in nodes.values():
        edge, fresh = live.get(node.pk), edge_of(node, on=on)
        if edge and edge.starts_on == on and edge.path == fresh.path:
            edge.parent_id, edge.name, edge.households = fresh.parent_id, fresh.name, fresh.households
            corrected.append(edge)
            continue
        begun.append(fresh)
        if edge:
            ended.append(edge.pk)
    PlaceEdge.objects.bulk_update(corrected, ["parent", "name", "households"], batch_size=BATCH)
    for ids in in_parts(ended):
        PlaceEdge.objects.filter(pk__in=ids).update(ends_on=on)
    PlaceEdge.objects.bulk_create(begun, batch_size=BATCH)


def in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in parts that fit into one query of either database."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def close_many(places: list[Place], *, on: date) -> None:
    """Close places with the doors in them, and end their edges."""
    for ids in in_parts([place.pk for place in places]):
        Household.objects.filter(unit_id__in=ids, closed_on=None).update(closed_on=on)
        Place.objects.filter(pk__in=ids).update(closed_on=on)
        PlaceEdge.objects.filter(place_id__in=ids, ends_on=None).update(ends_on=on)
    for place in places:
        place.closed_on = on


def sum_households(community: Place) -> None:
    """Write the number of open doors to every unit, building, grid, estate and the community, from the doors."""
    nodes = list(Place.objects.filter(community=community).defer("outline", "address"))
    paths = {node.pk: node.path for node in nodes}
    doors = Household.objects.filter(community=community, closed_on=None)
    counts: dict[str, int] = {}
    for unit_id, count in doors.order_by().values_list("unit_id").annotate(Count("id")):
        for width in rules.WIDTHS[3:-1]:
            above = paths[unit_id][:width]
            counts[above] = counts.get(above, 0) + count
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
    Place.objects.bulk_update(changed, ["households"], batch_size=BATCH)
    fresh = {node.pk: node.households for node in changed}
    live = [
        edge for edge in PlaceEdge.objects.filter(community=community, ends_on=None) if edge.place_id in fresh
    ]
    for edge in live:
        edge.households = fresh[edge.place_id]
    PlaceEdge.objects.bulk_update(live, ["households"], batch_size=BATCH)
    _sum_above(community)


def _sum_above(community: Place) -> None:
    """Write the households of street, district and city as the sum of their communities."""
    for width in rules.WIDTHS[:3]:
        area = community.path[:width]
        below = Place.objects.filter(
            kind="community", path__gte=area, path__lt=next_path(area), closed_on=None
        )
        whole = below.aggregate(whole=Sum("households"))["whole"] or 0
        Place.objects.filter(path=area).update(households=whole)
