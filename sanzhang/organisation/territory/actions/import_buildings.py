"""Bringing a community's sheet into the territory: what would change, and then changing just that (R3)."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import edges, rules
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from sanzhang.organisation.territory.rules.buildings_table import BuildingLine, BuildingsTable, UnitLine

BATCH = 500
DETAILS = {
    "floors": "floors",
    "built_year": "built",
    "address": "address",
    "longitude": "longitude",
    "latitude": "latitude",
}


class ChangedMeanwhile(Exception):
    """Somebody changed the territory between the dry run and the confirmation."""

    status = 409
    words = "从试导入到现在,有人改过这个社区的楼栋。什么也没有导入。请再试导入一次,看清楚再确认。"


class HasFaults(ValueError):
    """The file has faults: nothing is taken by halves."""

    status = 422
    words = "表里还有要改的地方,没有导入任何一行。"


@dataclass
class ImportPlan:
    """What an import would do: the difference between a file and the territory as it is."""

    community: Place
    grids: list[tuple[int, str]] = field(default_factory=list)
    estates: list[str] = field(default_factory=list)
    buildings: list[BuildingLine] = field(default_factory=list)
    moved: list[tuple[Place, BuildingLine]] = field(default_factory=list)
    changed: list[tuple[Place, dict[str, Any]]] = field(default_factory=list)
    units: list[tuple[Place, UnitLine]] = field(default_factory=list)
    doors: list[tuple[Place, str]] = field(default_factory=list)
    reopened: list[Household] = field(default_factory=list)
    missing: list[Place] = field(default_factory=list)
    missing_doors: list[Household] = field(default_factory=list)
    table: BuildingsTable = field(default_factory=BuildingsTable)

    @property
    def changes(self) -> int:
        """Return how many things would be added or changed; what is missing from the file does not count."""
        parts = (
            self.grids,
            self.estates,
            self.buildings,
            self.moved,
            self.changed,
            self.units,
            self.doors,
            self.reopened,
        )
        return sum(len(part) for part in parts)

    def figures(self) -> dict[str, int]:
        """Return the plan in numbers, in the order to show them."""
        new_units = sum(len(line.units) for line in self.buildings) + len(self.units)
        new_doors = sum(len(unit.doors) for line in self.buildings for unit in line.units.values())
        new_doors += sum(len(unit.doors) for _, unit in self.units) + len(self.doors) + len(self.reopened)
        return {
            "新增网格": len(self.grids),
            "新增小区": len(self.estates),
            "新增楼栋": len(self.buildings),
            "新增单元": new_units,
            "新增住户门牌": new_doors,
            "换网格的楼栋": len(self.moved),
            "改了资料的楼栋": len(self.changed),
            "表里没有的楼栋和单元": len(self.missing),
            "表里没有的门牌": len(self.missing_doors),
        }

    def digest(self) -> str:
        """Return a fingerprint of what would be done, to see that the confirmation means the same."""
        said = repr(
            (
                sorted(self.figures().items()),
                sorted(place.pk for place in self.missing),
                sorted((place.path, line.grid) for place, line in self.moved),
                sorted((place.path, sorted(values.items())) for place, values in self.changed),
                sorted(line.key for line in self.buildings),
            )
        )
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def plan_import(community: Place, table: BuildingsTable) -> ImportPlan:
    """Return what `table` would change in `community`; four queries, nothing written."""
    plan = ImportPlan(community, table=table)
    nodes = list(Place.objects.filter(community=community, closed_on=None).select_related("estate"))
    grids = {node.number: node for node in nodes if node.kind == "grid"}
    estates = {node.name for node in nodes if node.kind == "estate"}
    buildings = {(_estate(node), node.name): node for node in nodes if node.kind == "building"}
    units: dict[int, dict[int, Place]] = {}
    for node in nodes:
        if node.kind == "unit":
            units.setdefault(node.parent_id or 0, {})[node.number] = node
    doors: dict[int, dict[str, Household]] = {}
    for door in Household.objects.filter(community=community):
        doors.setdefault(door.unit_id, {})[door.number] = door
    plan.grids = sorted((number, name) for number, name in table.grids.items() if number not in grids)
    plan.estates = sorted({line.estate for line in table.buildings.values() if line.estate} - estates)
    for line in table.buildings.values():
        known = buildings.get(line.key)
        if known is None:
            plan.buildings.append(line)
        else:
            _compare(plan, known, line, units.get(known.pk, {}), doors)
    for key, node in buildings.items():
        if key not in table.buildings:
            plan.missing += [node, *units.get(node.pk, {}).values()]
            for unit in units.get(node.pk, {}).values():
                plan.missing_doors += [
                    door for door in doors.get(unit.pk, {}).values() if door.closed_on is None
                ]
    return plan


def _estate(building: Place) -> str:
    return building.estate.name if building.estate else ""


def _compare(
    plan: ImportPlan,
    known: Place,
    line: BuildingLine,
    units: dict[int, Place],
    doors: dict[int, dict[str, Household]],
) -> None:
    if known.path[12:15] != f"{line.grid:03d}":
        plan.moved.append((known, line))
    values = {name: getattr(line, said) for name, said in DETAILS.items()}
    differs = {
        name: value
        for name, value in values.items()
        if value not in (None, "", 0) and value != getattr(known, name)
    }
    if differs:
        plan.changed.append((known, differs))
    for number, unit in line.units.items():
        if number not in units:
            plan.units.append((known, unit))
            continue
        there = doors.get(units[number].pk, {})
        plan.doors += [(units[number], door) for door in unit.doors if door not in there]
        plan.reopened += [there[door] for door in unit.doors if door in there and there[door].closed_on]
        plan.missing_doors += [
            door for door in there.values() if door.closed_on is None and door.number not in unit.doors
        ]
    for number, node in units.items():
        if number not in line.units:
            plan.missing.append(node)
            plan.missing_doors += [door for door in doors.get(node.pk, {}).values() if door.closed_on is None]


@transaction.atomic
def import_buildings(
    community: Place,
    table: BuildingsTable,
    *,
    by: Actor,
    at: datetime,
    expected: str = "",
    close_missing: bool = False,
) -> ImportPlan:
    """Make the territory say what `table` says, in one transaction; what is the same stays untouched.

    `expected`: the digest of the plan that was confirmed. `close_missing`: also close what the file lacks.
    Raises: HasFaults, ChangedMeanwhile, NotAllowed.
    """
    seat = permission.require(by, "territory.import_buildings", community, at=at)
    if table.faults:
        raise HasFaults()
    edges.lock(community)
    plan = plan_import(community, table)
    if expected and plan.digest() != expected:
        raise ChangedMeanwhile()
    on = timezone.localdate(at)
    _Applied(plan, on).apply(close_missing=close_missing)
    facts = {name: count for name, count in plan.figures().items() if count} | {"closed": close_missing}
    journal.record(
        "territory.imported", by=by, at=at, seat=seat, on=community, community_id=community.pk, facts=facts
    )
    return plan


class _Applied:
    """Writes a plan: new places and doors in bulk, moves one by one."""

    def __init__(self, plan: ImportPlan, on: date) -> None:
        self.plan, self.on, self.community = plan, on, plan.community
        self.used = edges.used_paths(plan.community.path)
        self.added: list[Place] = []
        self.doors: list[Household] = []
        below = Place.objects.filter(community=plan.community, kind__in=("grid", "estate"), closed_on=None)
        self.grids = {node.number: node for node in below if node.kind == "grid"}
        self.estates = {node.name: node for node in below if node.kind == "estate"}
        self.last: dict[tuple[str, str], int] = {}
        self.door_numbers: dict[str, int] = {}

    def apply(self, *, close_missing: bool) -> None:
        """Write everything; the order follows the foreign keys."""
        for number, name in self.plan.grids:
            self.grids[number] = self.add(self.community, "grid", name, number=number)
        for name in self.plan.estates:
            self.estates[name] = self.add(self.community, "estate", name)
        for line in sorted(self.plan.buildings, key=lambda one: (one.grid, one.estate, one.number, one.name)):
            self.add_building(line)
        for building, unit in self.plan.units:
            self.add_unit(building, unit)
        Place.objects.bulk_create(self.added, batch_size=BATCH)
        PlaceEdge.objects.bulk_create((edges.edge_of(node) for node in self.added), batch_size=BATCH)
        self.number_known_units()
        for unit_place, door in self.plan.doors:
            self.add_door(unit_place, door, len(self.doors) + 1)
        Household.objects.bulk_create(self.doors, batch_size=BATCH)
        Household.objects.filter(pk__in=[door.pk for door in self.plan.reopened]).update(closed_on=None)
        self.change()
        if close_missing:
            self.close()
        edges.sum_households(self.community)

    def next_path(self, parent: str, kind: str, number: int | None) -> str:
        """Return the path of the wished number if it was never used, else of the next that never was."""
        key = (parent, kind)
        if key not in self.last:
            self.last[key] = rules.next_number(parent, kind, self.used) - 1
        wished = number if number and rules.child_path(parent, kind, number) not in self.used_set else None
        chosen = wished if wished and wished > self.last[key] else self.last[key] + 1
        self.last[key] = max(self.last[key], chosen)
        return rules.child_path(parent, kind, chosen)

    @property
    def used_set(self) -> set[str]:
        """Return the used paths as a set, made once."""
        if not hasattr(self, "_used_set"):
            self._used_set = set(self.used)
        return self._used_set

    def add(self, parent: Place, kind: str, name: str, *, number: int | None = None, **details: Any) -> Place:
        """Prepare a new place; `number` is what people say and orders it among its siblings."""
        wished = number if kind in ("grid", "unit") else None
        path = self.next_path(parent.path, kind, wished)
        place = edges.new_place(
            parent, kind=kind, name=name, path=path, on=self.on, number=number or 0, **details
        )
        self.added.append(place)
        return place

    def add_building(self, line: BuildingLine) -> None:
        """Prepare a new building with its units and doors."""
        values = {name: getattr(line, said) for name, said in DETAILS.items()}
        estate = self.estates.get(line.estate)
        building = self.add(
            self.grids[line.grid], "building", line.name, number=line.number, estate=estate, **values
        )
        for unit in sorted(line.units.values(), key=lambda one: one.number):
            self.add_unit(building, unit)

    def add_unit(self, building: Place, line: UnitLine) -> None:
        """Prepare a new unit with its doors."""
        unit = self.add(building, "unit", f"{line.number}单元", number=line.number, floors=building.floors)
        for door in line.doors.values():
            self.add_door(unit, door.number, door.door, floor=door.floor)

    def add_door(self, unit: Place, number: str, place: int, *, floor: int | None = None) -> None:
        """Prepare a new household; its code takes the unit's next number."""
        if floor is None:
            known = next(
                (
                    line.units[unit.number].doors.get(number)
                    for line in self.plan.table.buildings.values()
                    if unit.number in line.units and line.key == self._key(unit)
                ),
                None,
            )
            floor, place = (known.floor, known.door) if known else (None, place)
        self.door_numbers[unit.path] = self.door_numbers.get(unit.path, 0) + 1
        path = rules.child_path(unit.path, "household", self.door_numbers[unit.path])
        self.doors.append(
            Household(community=self.community, unit=unit, number=number, floor=floor, door=place, path=path)
        )

    def _key(self, unit: Place) -> tuple[str, str]:
        building = unit.parent
        return (_estate(building), building.name) if building else ("", "")

    def number_known_units(self) -> None:
        """Let new doors of known units follow the highest number their unit ever gave."""
        ids = {unit.pk for unit, _ in self.plan.doors}
        for path in Household.objects.filter(unit_id__in=ids).values_list("path", flat=True):
            self.door_numbers[path[:-4]] = max(self.door_numbers.get(path[:-4], 0), int(path[-4:]))

    def change(self) -> None:
        """Write changed details and moves."""
        for building, values in self.plan.changed:
            for name, value in values.items():
                setattr(building, name, value)
        Place.objects.bulk_update(
            [building for building, _ in self.plan.changed], list(DETAILS), batch_size=BATCH
        )
        for building, line in self.plan.moved:
            grid = self.grids[line.grid]
            path = self.next_path(grid.path, "building", None)
            fresh = Place.objects.get(pk=building.pk)
            edges.repath(fresh, parent=grid, path=path, on=self.on)

    def close(self) -> None:
        """Close what the file lacks: doors first."""
        Household.objects.filter(pk__in=[door.pk for door in self.plan.missing_doors]).update(
            closed_on=self.on
        )
        edges.close_many(self.plan.missing, on=self.on)
