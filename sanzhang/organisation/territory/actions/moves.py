"""Many buildings to other grids at one midnight: no query a building, new grids opened, emptied ones closed (§1.2)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Substr

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.actions import edges
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules.moves import BUILDING_WIDTH, Move, moved_path, of_buildings

BUILDINGS_AT_ONCE = 40  # a case a building: short enough for one statement of either database


class NotThereAnyMore(Exception):
    """A building or grid that was to be moved was closed, or lies in another community."""

    status = 409
    words = "有的楼栋或网格已经关闭,或者不在这个社区。什么也没有改。"


@dataclass
class Moved:
    """What `move_buildings` did."""

    moves: list[Move] = field(default_factory=list)  # buildings and their units
    opened: dict[int, Place] = field(default_factory=dict)  # key → new grid
    closed: list[Place] = field(default_factory=list)  # grids that were emptied


@transaction.atomic
def move_buildings(
    community: Place,
    *,
    to: Mapping[int, int],
    grids: Mapping[int, Place | str],
    on: date,
    by: Actor,
    at: datetime,
) -> Moved:
    """Put buildings (id → key) into `grids` (key → a grid, or the name of a new one) from the midnight of `on` on.

    `on` may lie in the past: every day since then is told anew. Numbers are never used twice, old codes stay
    aliases, grids that are emptied by it are closed. Raises: NotThereAnyMore, NotAllowed.
    """
    seat = permission.require(by, "territory.move_buildings", community, at=at)
    edges.lock(community)
    nodes = list(Place.objects.filter(community=community).exclude(kind="estate").defer("outline"))
    work = _Moving(community, nodes, to, grids, on)
    work.apply()
    facts = {
        "on": on.isoformat(),
        "moved": [[old, new] for old, new in sorted(of_buildings(work.done.moves).items())],
        "opened": sorted(grid.path for grid in work.done.opened.values()),
        "closed": sorted(grid.path for grid in work.done.closed),
    }
    journal.record(
        "territory.buildings_moved",
        by=by,
        at=at,
        seat=seat,
        on=community,
        community_id=community.pk,
        facts=facts,
    )
    return work.done


class _Moving:
    """One run of `move_buildings` over the places of a community, read once."""

    def __init__(
        self,
        community: Place,
        nodes: list[Place],
        to: Mapping[int, int],
        grids: Mapping[int, Place | str],
        on: date,
    ) -> None:
        self.community, self.nodes, self.on, self.done = community, nodes, on, Moved()
        self.by_id = {node.pk: node for node in nodes}
        self.used = edges.used_paths(community.path)
        self.buildings = [self._open(pk, "building") for pk in to]
        self.to, self.wished = to, grids

    def _open(self, pk: int, kind: str) -> Place:
        node = self.by_id.get(pk)
        if node is None or node.kind != kind or node.closed_on is not None:
            raise NotThereAnyMore()
        return node

    def apply(self) -> None:
        """Do all of it."""
        targets = {
            key: self._open(grid.pk, "grid") if isinstance(grid, Place) else self._opened(key, grid)
            for key, grid in sorted(self.wished.items())
        }
        moving = [one for one in self.buildings if one.parent_id != targets[self.to[one.pk]].pk]
        left = {self.by_id[one.parent_id or 0] for one in moving}
        paths = self._new_paths(moving, targets)
        moved_nodes = self._repath(moving, targets, paths)
        reached = {targets[self.to[one.pk]] for one in moving} - set(self.done.opened.values())
        still = {node.parent_id for node in self.nodes if node.kind == "building" and node.closed_on is None}
        self.done.closed = sorted((grid for grid in left if grid.pk not in still), key=lambda grid: grid.path)
        go_on = sorted((left | reached) - set(self.done.closed), key=lambda grid: grid.path)
        redate([*moved_nodes, *go_on], on=self.on)
        _close(self.done.closed, on=self.on)
        if moving:
            edges.sum_households(self.community)

    def _opened(self, key: int, name: str) -> Place:
        path = self._grid_path(name)
        taken = {node.name for node in self.nodes if node.kind == "grid" and node.closed_on is None}
        name = name if name and name not in taken else f"第{int(path[-3:])}网格"
        grid = edges.new_place(self.community, kind="grid", name=name, path=path, on=self.on)
        edges.add_many([grid])
        self.used.append(path)
        self.nodes.append(grid)
        self.by_id[grid.pk] = grid
        self.done.opened[key] = grid
        return grid

    def _grid_path(self, name: str) -> str:
        """Return the path whose number is the one in 第7网格, or the next one if it was ever used."""
        said = re.fullmatch(r"第([1-9][0-9]{0,2})网格", name)
        path = rules.child_path(self.community.path, "grid", int(said[1])) if said else ""
        if path and path not in self.used:
            return path
        number = rules.next_number(self.community.path, "grid", self.used)
        return rules.child_path(self.community.path, "grid", number)

    def _new_paths(self, moving: list[Place], targets: Mapping[int, Place]) -> dict[str, str]:
        """Return old path → new path: the next numbers that were never given in the new grid."""
        last = _highest(self.used)
        paths: dict[str, str] = {}
        for one in sorted(moving, key=lambda one: (one.number, one.path)):
            grid = targets[self.to[one.pk]]
            last[grid.path] = last.get(grid.path, 0) + 1
            paths[one.path] = rules.child_path(grid.path, "building", last[grid.path])
        return paths

    def _repath(
        self, moving: list[Place], targets: Mapping[int, Place], paths: dict[str, str]
    ) -> list[Place]:
        for one in moving:
            one.parent = targets[self.to[one.pk]]
        below = [node for node in self.nodes if node.path[:BUILDING_WIDTH] in paths]
        for node in below:
            old, node.path = node.path, moved_path(node.path, paths)
            self.done.moves.append(Move(node.pk, old, node.path))
        Place.objects.bulk_update(below, ["path", "parent"], batch_size=edges.BATCH)
        self._repath_doors(paths)
        return below

    def _repath_doors(self, paths: dict[str, str]) -> None:
        pairs = sorted(paths.items())
        for start in range(0, len(pairs), BUILDINGS_AT_ONCE):
            some, tail = pairs[start : start + BUILDINGS_AT_ONCE], Substr("path", BUILDING_WIDTH + 1)
            head = Substr("path", 1, BUILDING_WIDTH)
            cases = [When(head=old, then=Concat(Value(new), tail)) for old, new in some]
            doors = Household.objects.filter(community=self.community).alias(head=head)
            doors.filter(head__in=[old for old, _ in some]).update(path=Case(*cases, default="path"))


def _highest(used: Iterable[str]) -> dict[str, int]:
    """Return path of a grid → the highest number that a building in it ever had."""
    found: dict[str, int] = {}
    for path in used:
        if len(path) == BUILDING_WIDTH:
            found[path[:15]] = max(found.get(path[:15], 0), int(path[15:]))
    return found


def _close(grids: list[Place], *, on: date) -> None:
    """Close empty grids from the midnight of `on` on; what their edges said of later days was never so."""
    ids = [grid.pk for grid in grids]
    Place.objects.filter(pk__in=ids).update(closed_on=on)
    said = PlaceEdge.objects.filter(place_id__in=ids)
    said.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lt=on).update(ends_on=on)
    said.filter(starts_on__gte=on).update(ends_on=F("starts_on"))
    for grid in grids:
        grid.closed_on = on


def redate(places: list[Place], *, on: date) -> None:
    """Let edges tell from the midnight of `on` on where places lie now, though days have passed since.

    An edge that began later and says another path never held a day: it only keeps its path from being given again.
    """
    nodes = {place.pk: place for place in places}
    later = [
        edge
        for ids in edges.in_parts(list(nodes))
        for edge in PlaceEdge.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), place_id__in=ids)
    ]
    begun, ended = [], []
    for edge in later:
        node, starts_on = nodes[edge.place_id], max(edge.starts_on, on)
        if edge.starts_on >= on and edge.path == node.path:
            continue
        fresh = edges.edge_of(node, on=starts_on)
        fresh.name, fresh.households, fresh.ends_on = edge.name, edge.households, edge.ends_on
        edge.ends_on = starts_on
        ended.append(edge)
        begun.append(fresh)
    PlaceEdge.objects.bulk_update(ended, ["ends_on"], batch_size=edges.BATCH)
    PlaceEdge.objects.bulk_create(begun, batch_size=edges.BATCH)
