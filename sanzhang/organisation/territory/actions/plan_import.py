"""What an import would do: the difference between a sheet and the territory as it is. Nothing is written here."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sanzhang.organisation.territory import queries
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.organisation.territory.rules.buildings_table import (
    BuildingLine,
    BuildingsTable,
    Door,
    UnitLine,
    generic_grid_name,
)

DETAILS = {  # field of the place: field of the line
    "floors": "floors",
    "built_year": "built",
    "address": "address",
    "longitude": "longitude",
    "latitude": "latitude",
    "outline": "outline",
}
Known = dict[int, dict[str, tuple[int, bool]]]  # unit id → number → (household id, is closed)


@dataclass
class ImportPlan:
    """The difference between a file and the territory as it is."""

    community: Place
    grids: list[tuple[int, str]] = field(default_factory=list)
    renamed: list[tuple[Place, str]] = field(default_factory=list)
    estates: list[str] = field(default_factory=list)
    buildings: list[BuildingLine] = field(default_factory=list)
    moved: list[tuple[Place, BuildingLine]] = field(default_factory=list)
    changed: list[tuple[Place, dict[str, Any]]] = field(default_factory=list)
    profiled: list[tuple[Place, dict[str, Any]]] = field(default_factory=list)
    units: list[tuple[Place, UnitLine]] = field(default_factory=list)
    doors: list[tuple[Place, Door]] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)  # ids of households
    missing: list[Place] = field(default_factory=list)
    missing_doors: list[int] = field(default_factory=list)
    same: int = 0  # buildings in which nothing changes

    @property
    def changes(self) -> int:
        """Return how many things would be added or changed; what is missing from the file does not count."""
        places = len(self.grids) + len(self.renamed) + len(self.estates) + len(self.buildings)
        changed = len(self.moved) + len(self.changed) + len(self.profiled)
        return places + changed + len(self.units) + len(self.doors) + len(self.reopened)

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
            "改名的网格": len(self.renamed),
            "换网格的楼栋": len(self.moved),
            "改了资料的楼栋": len(self.changed),
            "改了概况的楼栋": len(self.profiled),
            "没有变化的楼栋": self.same,
            "表里没有的楼栋和单元": len(self.missing),
            "表里没有的门牌": len(self.missing_doors),
        }

    def digest(self) -> str:
        """Return a fingerprint of what would be done, to see that the confirmation means the same."""
        said = repr(
            (
                sorted(self.figures().items()),
                self.grids,
                sorted((grid.pk, name) for grid, name in self.renamed),
                sorted(line.key for line in self.buildings),
                sorted((place.path, line.grid) for place, line in self.moved),
                sorted((place.path, sorted(values.items())) for place, values in self.changed),
                sorted((place.path, sorted(said.items())) for place, said in self.profiled),
                sorted((building.pk, unit.number) for building, unit in self.units),
                sorted((unit.pk, door.number) for unit, door in self.doors),
                sorted(self.reopened),
                sorted(place.pk for place in self.missing),
                sorted(self.missing_doors),
            )
        )
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class _Territory:
    """The community as it is, in dictionaries; three queries."""

    def __init__(self, community: Place) -> None:
        nodes = list(Place.objects.filter(community=community, closed_on=None).select_related("estate"))
        self.grids = {node.number: node for node in nodes if node.kind == "grid"}
        self.grid_numbers = {node.pk: node.number for node in nodes if node.kind == "grid"}
        self.estates = {node.name for node in nodes if node.kind == "estate"}
        self.buildings = {
            (node.estate.name if node.estate else "", node.name): node
            for node in nodes
            if node.kind == "building"
        }
        self.units: dict[int, dict[int, Place]] = {}
        for node in nodes:
            if node.kind == "unit":
                self.units.setdefault(node.parent_id or 0, {})[node.number] = node
        self.profiles = queries.profiles_of(community, date.max)
        self.doors: Known = {}
        doors = Household.objects.filter(community=community).order_by()
        for pk, unit_id, number, closed_on in doors.values_list("pk", "unit_id", "number", "closed_on"):
            self.doors.setdefault(unit_id, {})[number] = (pk, closed_on is not None)

    def open_doors(self, unit: Place) -> list[int]:
        """Return the ids of a unit's open households."""
        return [pk for pk, is_closed in self.doors.get(unit.pk, {}).values() if not is_closed]


def plan_import(community: Place, table: BuildingsTable) -> ImportPlan:
    """Return what `table` would change in `community`."""
    plan, known = ImportPlan(community), _Territory(community)
    plan.grids = sorted((number, name) for number, name in table.grids.items() if number not in known.grids)
    plan.renamed = [
        (known.grids[number], name)
        for number, name in sorted(table.grids.items())
        if number in known.grids and name not in (known.grids[number].name, generic_grid_name(number))
    ]
    plan.estates = sorted({line.estate for line in table.buildings.values() if line.estate} - known.estates)
    for line in table.buildings.values():
        building = known.buildings.get(line.key)
        if building is None:
            plan.buildings.append(line)
        else:
            before = plan.changes
            _compare(plan, known, building, line)
            plan.same += plan.changes == before
    for key, building in known.buildings.items():
        if key not in table.buildings:
            plan.missing.append(building)
            for unit in known.units.get(building.pk, {}).values():
                _miss(plan, known, unit)
    return plan


def _miss(plan: ImportPlan, known: _Territory, unit: Place) -> None:
    plan.missing.append(unit)
    plan.missing_doors += known.open_doors(unit)


def _compare(plan: ImportPlan, known: _Territory, building: Place, line: BuildingLine) -> None:
    if known.grid_numbers.get(building.parent_id or 0) != line.grid:
        plan.moved.append((building, line))
    values = {name: getattr(line, said) for name, said in DETAILS.items()}
    differs = {
        name: value
        for name, value in values.items()
        if value not in (None, "", 0) and value != getattr(building, name)
    }
    if differs:
        plan.changed.append((building, differs))
    profile = known.profiles.get(building.pk)
    if any(value != getattr(profile, name, None) for name, value in line.profile.items()):
        plan.profiled.append((building, line.profile))
    units = known.units.get(building.pk, {})
    for number, unit in line.units.items():
        if number in units:
            _compare_doors(plan, known, units[number], unit)
        else:
            plan.units.append((building, unit))
    for number, node in units.items():
        if number not in line.units:
            _miss(plan, known, node)


def _compare_doors(plan: ImportPlan, known: _Territory, unit: Place, line: UnitLine) -> None:
    there = known.doors.get(unit.pk, {})
    for number, door in line.doors.items():
        if number not in there:
            plan.doors.append((unit, door))
        elif there[number][1]:
            plan.reopened.append(there[number][0])
    plan.missing_doors += [
        pk for number, (pk, is_closed) in there.items() if not is_closed and number not in line.doors
    ]
