"""What the community does to an option by hand: move buildings, take steps back, lock what shall stay."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions import storing
from sanzhang.organisation.division.actions.guards import held_option
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import Change, Option, OptionBuilding, OptionGrid

NEW = 0  # instead of a grid's number: a new grid
NAMED = 6  # buildings that a refusal names one by one


@transaction.atomic
def move_buildings(
    option: Option,
    *,
    buildings: Collection[int],
    to: int,
    by: Person,
    at: datetime,
    version: int | None = None,
    name: str = "",
) -> Change:
    """Put buildings (ids) into grid `to` of an option; NEW opens one, called `name`.

    Raises: NotAllowed, NotPossible — locked, or nothing would change; SomebodyWasFaster.
    """
    seat = permission.require(by, "division.change", option, at=at)
    option = held_option(option, version=version)
    numbers, (locks, sealed) = queries.numbers_of(option), queries.locks_of(option)
    moving = [building for building in dict.fromkeys(buildings) if numbers.get(building) != to]
    _refuse(option, moving, to, numbers, locks, sealed)
    target = storing.add_grid(option, name=name).number if to == NEW else to
    change = add_change(option, rules.MOVE, {one: (numbers[one], target) for one in moving}, by=by, at=at)
    facts = {"option": str(option.pk), "buildings": [str(one) for one in moving], "to": target}
    journal.record(
        "division.moved",
        by=by,
        at=at,
        seat=seat,
        on=option.draft,
        community_id=option.community_id,
        facts=facts,
    )
    return change


def _refuse(
    option: Option,
    moving: Collection[int],
    to: int,
    numbers: Mapping[int, int],
    locks: Mapping[int, int],
    sealed: Collection[int],
) -> None:
    if not set(moving) <= set(numbers):
        raise NotPossible("有的楼栋不在这个方案里。请重新打开方案再选。")
    if not moving:
        raise NotPossible("没有要移动的楼栋:选的楼栋已经在这个网格里,或者还没有选。")
    if to != NEW and not OptionGrid.objects.filter(option=option, number=to).exists():
        raise NotPossible("方案里没有这个网格。请重新选。")
    if to in sealed:
        raise NotPossible("这个网格已经锁定,楼栋进不去。请先解锁。")
    if locked := sorted(set(moving) & set(locks)):
        names = OptionBuilding.objects.filter(option=option, building__in=locked[:NAMED])
        said = "、".join(names.values_list("building__name", flat=True))
        raise NotPossible(f"{said}{'等' if len(locked) > NAMED else ''}已经锁定,不能移动。请先解锁。")


def add_change(
    option: Option, kind: str, steps: Mapping[int, tuple[int, int]], *, by: Person, at: datetime
) -> Change:
    """Write a step (building id → grid before, after) with what was proved before it; for held options."""
    last = Change.objects.filter(option=option).aggregate(last=Max("number"))["last"] or 0
    change = Change(
        community_id=option.community_id,
        option=option,
        number=last + 1,
        kind=kind,
        buildings={str(building): list(step) for building, step in steps.items()},
        proved=storing.proved_of(option),
        by=by,
        at=at,
    )
    change.save(force_insert=True)
    storing.put(option, {building: after for building, (_, after) in steps.items()})
    storing.reassess(option)
    return change


@transaction.atomic
def undo(option: Option, *, by: Person, at: datetime, version: int | None = None) -> Change:
    """Take back the newest step of an option, with what was proved before it.

    Raises: NotAllowed, NotPossible — nothing left to take back; SomebodyWasFaster.
    """
    seat = permission.require(by, "division.change", option, at=at)
    option = held_option(option, version=version)
    change = queries.last_change(option)
    if change is None:
        raise NotPossible("没有可以撤销的改动,这就是最初的方案。")
    storing.put(option, {int(building): before for building, (before, _) in change.buildings.items()})
    Change.objects.filter(pk=change.pk, undone_at=None).update(undone_at=at)
    Option.objects.filter(pk=option.pk).update(**change.proved)
    facts = {"option": str(option.pk), "change": change.number}
    journal.record(
        "division.undone",
        by=by,
        at=at,
        seat=seat,
        on=option.draft,
        community_id=option.community_id,
        facts=facts,
    )
    return change


@transaction.atomic
def name_grid(
    option: Option, *, number: int, name: str, by: Person, at: datetime, version: int | None = None
) -> None:
    """Give a new grid of an option a name; one that goes on keeps its own. Raises: NotPossible."""
    seat = permission.require(by, "division.change", option, at=at)
    option, name = held_option(option, version=version), name.strip()[:60]
    grids = {grid.number: grid for grid in queries.grids_of(option)}
    if number not in grids or grids[number].keeps_id:
        raise NotPossible("只有新设的网格能在方案里起名。现有网格改名,请到辖区页面。")
    if not name or name in {grid.name for grid in grids.values() if grid.number != number}:
        raise NotPossible(f"已经有“{name}”了。请换一个名称。" if name else "请写网格的名称。")
    OptionGrid.objects.filter(pk=grids[number].pk).update(name=name)
    facts = {"option": str(option.pk), "number": number}
    journal.record(
        "division.grid_named",
        by=by,
        at=at,
        seat=seat,
        on=option.draft,
        community_id=option.community_id,
        facts=facts,
    )


@transaction.atomic
def lock(
    option: Option,
    *,
    buildings: Collection[int] = (),
    grids: Collection[int] = (),
    by: Person,
    at: datetime,
    version: int | None = None,
) -> None:
    """Let buildings stay in their grid, and grids exactly as they are, when the rest is solved again."""
    _set_locks(option, buildings, grids, is_locked=True, by=by, at=at, version=version)


@transaction.atomic
def unlock(
    option: Option,
    *,
    buildings: Collection[int] = (),
    grids: Collection[int] = (),
    by: Person,
    at: datetime,
    version: int | None = None,
) -> None:
    """Let buildings and grids be moved again."""
    _set_locks(option, buildings, grids, is_locked=False, by=by, at=at, version=version)


def _set_locks(
    option: Option,
    buildings: Collection[int],
    grids: Collection[int],
    *,
    is_locked: bool,
    by: Person,
    at: datetime,
    version: int | None,
) -> None:
    seat = permission.require(by, "division.change", option, at=at)
    option = held_option(option, version=version)
    OptionBuilding.objects.filter(option=option, building__in=buildings).update(is_locked=is_locked)
    OptionGrid.objects.filter(option=option, number__in=grids).update(is_sealed=is_locked)
    facts = {"option": str(option.pk), "buildings": [str(one) for one in buildings], "grids": sorted(grids)}
    journal.record(
        "division.locked" if is_locked else "division.unlocked",
        by=by,
        at=at,
        seat=seat,
        on=option.draft,
        community_id=option.community_id,
        facts=facts,
    )
