"""A department's grids come in: compared with what is known, and only what differs is changed (§1.3)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import ForeignBuilding, ForeignGrid, ForeignMember
from sanzhang.organisation.division.queries.merging import TODAY
from sanzhang.organisation.division.rules.department_table import DepartmentTable, MemberLine
from sanzhang.organisation.territory.models import Place

LONGEST_DEPARTMENT = 30


class ChangedMeanwhile(Exception):
    """Somebody imported between the dry run and the confirmation."""

    status = 409
    words = "从试导入到现在,这个部门的网格有人改过。什么也没有导入。请再试导入一次,看清楚再确认。"


@dataclass
class GridsPlan:
    """What a file would change of a department's grids."""

    opened: dict[str, str] = field(default_factory=dict)  # code → name
    renamed: list[tuple[ForeignGrid, str]] = field(default_factory=list)
    closed: list[ForeignGrid] = field(default_factory=list)
    placed: dict[int, str] = field(default_factory=dict)  # building → code: new to the department, or moved
    moved: list[tuple[ForeignBuilding, str]] = field(default_factory=list)
    dropped: list[ForeignBuilding] = field(default_factory=list)
    joined: list[MemberLine] = field(default_factory=list)
    changed: list[tuple[ForeignMember, MemberLine]] = field(default_factory=list)  # duty
    left: list[ForeignMember] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """Return what changes, in words and counts."""
        return {
            "新网格": len(self.opened),
            "改名的网格": len(self.renamed),
            "不再有的网格": len(self.closed),
            "新写的楼栋": len(self.placed) - len(self.moved),
            "换网格的楼栋": len(self.moved),
            "不再写的楼栋": len(self.dropped),
            "新的网格员": len(self.joined),
            "职责有变的网格员": len(self.changed),
            "不再写的网格员": len(self.left),
        }

    @property
    def changes(self) -> int:
        """Return how much would change."""
        return sum(self.figures.values())

    def digest(self) -> str:
        """Return the SHA-256 of what would change, by which a confirmation is known to mean the same."""
        told = [f"grid {code} {name}" for code, name in self.opened.items()]
        told += [f"name {grid.pk} {name}" for grid, name in self.renamed]
        told += [f"close {grid.pk}" for grid in self.closed]
        told += [f"put {building} {code}" for building, code in self.placed.items()]
        told += [f"drop {row.pk}" for row in self.dropped]
        told += [f"join {one.code} {one.name} {one.phone} {one.duty}" for one in self.joined]
        told += [f"duty {one.pk} {line.duty}" for one, line in self.changed]
        told += [f"leave {one.pk}" for one in self.left]
        return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def clean_department(text: str) -> str:
    """Return a department's name as it is kept. Raises: NotPossible."""
    name = clean_name(text)
    if not 2 <= len(name) <= LONGEST_DEPARTMENT:
        raise NotPossible(f"请写部门名称,2 到 {LONGEST_DEPARTMENT} 个字,例如“城管”。")
    if name == TODAY:
        raise NotPossible("“现有网格”就是社区自己的网格,不用导入。请写部门名称。")
    return name


def plan_department(community: Place, department: str, table: DepartmentTable) -> GridsPlan:
    """Return what `table` would change of a department's grids; three queries, nothing written."""
    plan = GridsPlan()
    running = ForeignGrid.objects.filter(community=community, department=department, ends_on=None)
    grids = {grid.code: grid for grid in running}
    plan.opened = {code: name for code, name in table.names.items() if code not in grids}
    plan.closed = [grid for code, grid in grids.items() if code not in table.names]
    plan.renamed = [
        (grid, table.names[code])
        for code, grid in grids.items()
        if code in table.names and grid.name != table.names[code]
    ]
    rows = ForeignBuilding.objects.filter(community=community, department=department, ends_on=None)
    inside = {row.building_id: row for row in rows.select_related("grid", "building__estate")}
    for building, code in table.buildings.items():
        row = inside.get(building)
        if row is None or row.grid.code != code:
            plan.placed[building] = code
        if row and row.grid.code != code:
            plan.moved.append((row, code))
    plan.dropped = [row for building, row in inside.items() if building not in table.buildings]
    _plan_members(plan, ForeignMember.objects.filter(grid__in=grids.values()).select_related("grid"), table)
    return plan


def _plan_members(plan: GridsPlan, known: Iterable[ForeignMember], table: DepartmentTable) -> None:
    there = {(one.grid.code, one.name, one.phone): one for one in known}
    said = {(line.code, line.name, line.phone): line for line in table.members}
    plan.joined = [line for key, line in said.items() if key not in there]
    plan.left = [one for key, one in there.items() if key not in said]
    plan.changed = [
        (one, said[key]) for key, one in there.items() if key in said and said[key].duty != one.duty
    ]


@transaction.atomic
def import_department(
    community: Place,
    department: str,
    table: DepartmentTable,
    *,
    by: Actor,
    at: datetime,
    by_halves: bool = False,
    expected: str = "",
) -> GridsPlan:
    """Take a department's grids from today on; what is the same stays untouched, what is gone ends today.

    `by_halves`: leave out buildings that the community does not know, and those that the file does not name.
    `expected`: digest of the plan that was confirmed. Raises: NotAllowed, NotPossible, ChangedMeanwhile.
    """
    seat = permission.require(by, "division.merge_import", community, at=at)
    name = clean_department(department)
    if table.faults:
        raise NotPossible("表里还有要改的地方,什么也没有导入。")
    if not table.is_whole and not by_halves:
        raise NotPossible("表里的楼栋和社区的楼栋对不上,什么也没有导入。要照样导入,请勾选说明。")
    Place.objects.select_for_update().get(pk=community.pk)
    plan = plan_department(community, name, table)
    if expected and plan.digest() != expected:
        raise ChangedMeanwhile()
    _apply(community, name, plan, on=timezone.localdate(at))
    if plan.changes:
        facts = {"department": name, **{words: count for words, count in plan.figures.items() if count}}
        journal.record(
            "division.department_imported",
            by=by,
            at=at,
            seat=seat,
            on=community,
            community_id=community.pk,
            facts=facts,
        )
    return plan


def _apply(community: Place, department: str, plan: GridsPlan, *, on: date) -> None:
    for member in plan.left:
        member.delete()
    gone = [*plan.dropped, *(row for row, _ in plan.moved)]
    ForeignBuilding.objects.filter(pk__in=[row.pk for row in gone]).update(ends_on=on)
    ForeignGrid.objects.filter(pk__in=[grid.pk for grid in plan.closed]).update(ends_on=on)
    for grid, name in plan.renamed:
        grid.name = name
        grid.save(update_fields=["name"])
    ForeignGrid.objects.bulk_create(
        ForeignGrid(community=community, department=department, code=code, name=name, starts_on=on)
        for code, name in plan.opened.items()
    )
    running = ForeignGrid.objects.filter(community=community, department=department, ends_on=None)
    grids = {grid.code: grid for grid in running}
    ForeignBuilding.objects.bulk_create(
        ForeignBuilding(
            community=community, department=department, grid=grids[code], building_id=building, starts_on=on
        )
        for building, code in plan.placed.items()
    )
    for line in plan.joined:
        ForeignMember.objects.create(
            community=community,
            grid=grids[line.code],
            name=line.name,
            phone=line.phone,
            duty=line.duty,
            named_on=on,
        )
    for member, line in plan.changed:
        member.duty = line.duty
        member.save(update_fields=["duty"])


@transaction.atomic
def end_department(community: Place, department: str, *, by: Actor, at: datetime) -> int:
    """Let a department's grids end today, and forget its members; the codes can still be asked for by day.

    Returns how many grids ended. Raises: NotAllowed, NotPossible — no such department.
    """
    seat = permission.require(by, "division.merge_import", community, at=at)
    on = timezone.localdate(at)
    grids = ForeignGrid.objects.filter(community=community, department=department, ends_on=None)
    ForeignMember.objects.filter(grid__in=list(grids)).delete()
    ForeignBuilding.objects.filter(community=community, department=department, ends_on=None).update(
        ends_on=on
    )
    ended = grids.update(ends_on=on)
    if not ended:
        raise NotPossible("没有这个部门的网格,可能刚才有人删了。请刷新页面看看。")
    journal.record(
        "division.department_ended",
        by=by,
        at=at,
        seat=seat,
        on=community,
        community_id=community.pk,
        facts={"department": department, "grids": ended},
    )
    return ended
