"""Bringing a community's sheet into the territory: all of it or nothing, and only what differs (R3)."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.actions import edges
from sanzhang.organisation.territory.actions.places import refuse_manned
from sanzhang.organisation.territory.actions.plan_import import DETAILS, ImportPlan, plan_import
from sanzhang.organisation.territory.actions.profiles import write_profiles
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.organisation.territory.rules.buildings_table import (
    BuildingLine,
    BuildingsTable,
    Door,
    UnitLine,
)

DOORS_AT_ONCE = 2000  # rows in memory; 100,000 at once would be 90 MB


class ChangedMeanwhile(Exception):
    """Somebody changed the territory between the dry run and the confirmation."""

    status = 409
    words = "从试导入到现在,有人改过这个社区的楼栋。什么也没有导入。请再试导入一次,看清楚再确认。"


class HasFaults(ValueError):
    """The file has faults: nothing is taken by halves."""

    status = 422
    words = "表里还有要改的地方,没有导入任何一行。"


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
    Raises: HasFaults, ChangedMeanwhile, NotAllowed, StillInUse — leaders sit in what would be closed.
    """
    seat = permission.require(by, "territory.import_buildings", community, at=at)
    if table.faults:
        raise HasFaults()
    edges.lock(community)
    plan = plan_import(community, table)
    if expected and plan.digest() != expected:
        raise ChangedMeanwhile()
    if close_missing:
        for kind in ("unit", "building"):
            refuse_manned([place for place in plan.missing if place.kind == kind], at)
    closing = close_missing and bool(plan.missing or plan.missing_doors)
    if plan.changes or closing:
        _Writing(plan, timezone.localdate(at)).apply(close_missing=closing)
    facts: dict[str, Any] = {name: count for name, count in plan.figures().items() if count}
    facts |= {"closed": closing, "moved": [building.path for building, _ in plan.moved]}
    journal.record(
        "territory.imported", by=by, at=at, seat=seat, on=community, community_id=community.pk, facts=facts
    )
    return plan


class _Writing:
    """Writes a plan: new places and doors in bulk, moves one by one; the order follows the foreign keys."""

    def __init__(self, plan: ImportPlan, on: date) -> None:
        self.plan, self.on, self.community = plan, on, plan.community
        self.used = set(edges.used_paths(plan.community.path))

        self.added: list[Place] = []
        self.profiles: dict[int, dict[str, Any]] = {place.pk: said for place, said in plan.profiled}
        self.new_doors: list[tuple[Place, list[Door]]] = []
        below = Place.objects.filter(community=plan.community, kind__in=("grid", "estate"), closed_on=None)
        self.grids = {node.number: node for node in below if node.kind == "grid"}
        self.estates = {node.name: node for node in below if node.kind == "estate"}
        self.highest = self._highest_used()

    def _highest_used(self) -> dict[tuple[str, str], int]:
        """Return (parent's path, kind) → highest number ever used, in one walk over the used paths."""
        found: dict[tuple[str, str], int] = {}
        kinds = {15: "grid", 20: "building", 22: "unit"}
        for path in self.used:
            kind = "estate" if "E" in path else kinds.get(len(path), "")
            if kind:
                width = rules.NUMBER_WIDTH[kind]
                key = (path[: -width - (kind == "estate")], kind)
                found[key] = max(found.get(key, 0), int(path[-width:]))
        return found

    def apply(self, *, close_missing: bool) -> None:
        """Write everything."""
        for number, name in self.plan.grids:
            self.grids[number] = self.add(self.community, "grid", name, number=number)
        for name in self.plan.estates:
            self.estates[name] = self.add(self.community, "estate", name)
        for line in sorted(self.plan.buildings, key=lambda one: (one.grid, one.estate, one.number, one.name)):
            self.add_building(line)
        for building, unit in sorted(self.plan.units, key=lambda one: one[1].number):
            self.add_unit(building, unit)
        edges.add_many(self.added)
        self.write_doors()
        for ids in edges.in_parts(self.plan.reopened):
            Household.objects.filter(pk__in=ids).update(closed_on=None)
        self.change()
        if close_missing:
            for ids in edges.in_parts(self.plan.missing_doors):
                Household.objects.filter(pk__in=ids).update(closed_on=self.on)
            edges.close_many(self.plan.missing, on=self.on)
        edges.sum_households(self.community)
        write_profiles(self.community, values=self.profiles, on=self.on)

    def next_path(self, parent: str, kind: str, wished: int | None) -> str:
        """Return the path of the wished number if it was never used, else of the next that never was."""
        path = rules.child_path(parent, kind, wished) if wished else ""
        if not path or path in self.used:
            path = rules.child_path(parent, kind, self.highest.get((parent, kind), 0) + 1)
        self.used.add(path)
        given = int(path[-rules.NUMBER_WIDTH[kind] :])
        self.highest[parent, kind] = max(self.highest.get((parent, kind), 0), given)
        return path

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
        if line.profile:
            self.profiles[building.pk] = line.profile
        for unit in sorted(line.units.values(), key=lambda one: one.number):
            self.add_unit(building, unit)

    def add_unit(self, building: Place, line: UnitLine) -> None:
        """Prepare a new unit with its doors."""
        unit = self.add(building, "unit", f"{line.number}单元", number=line.number, floors=building.floors)
        self.new_doors.append((unit, list(line.doors.values())))

    def write_doors(self) -> None:
        """Save new households: those of new units, and those that known units gained."""
        gained: dict[int, tuple[Place, list[Door]]] = {}
        for unit, door in self.plan.doors:
            gained.setdefault(unit.pk, (unit, []))[1].append(door)
        last: dict[int, int] = {}
        for unit_id, path in Household.objects.filter(unit_id__in=gained).values_list("unit_id", "path"):
            last[unit_id] = max(last.get(unit_id, 0), int(path[-4:]))
        households = self.households([*self.new_doors, *gained.values()], last)
        while some := list(islice(households, DOORS_AT_ONCE)):
            Household.objects.bulk_create(some, batch_size=edges.BATCH)

    def households(self, units: list[tuple[Place, list[Door]]], last: dict[int, int]) -> Iterator[Household]:
        """Yield unsaved households; their codes follow the highest number that their unit ever gave."""
        for unit, doors in units:
            for count, door in enumerate(doors, start=last.get(unit.pk, 0) + 1):
                yield Household(
                    community=self.community,
                    unit=unit,
                    number=door.number,
                    floor=door.floor,
                    door=door.door,
                    path=rules.child_path(unit.path, "household", count),
                )

    def change(self) -> None:
        """Write changed details, names of grids, and moves."""
        for building, values in self.plan.changed:
            for name, value in values.items():
                setattr(building, name, value)
        Place.objects.bulk_update(
            [building for building, _ in self.plan.changed], list(DETAILS), batch_size=edges.BATCH
        )
        for grid, name in self.plan.renamed:
            grid.name = name
        Place.objects.bulk_update([grid for grid, _ in self.plan.renamed], ["name"])
        edges.redate([grid for grid, _ in self.plan.renamed], on=self.on)
        for building, line in self.plan.moved:
            grid = self.grids[line.grid]
            path = self.next_path(grid.path, "building", None)
            edges.repath(building, parent=grid, path=path, on=self.on)
