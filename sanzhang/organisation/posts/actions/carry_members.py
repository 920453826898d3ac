"""Grid members go along when buildings get other grids: nobody is lost, and what is doubtful says so (§1.3, 1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import Move

GRID_WIDTH, BUILDING_WIDTH = 15, 20


@transaction.atomic
def carry_members(community: Place, moves: Sequence[Move], *, by: Actor, at: datetime) -> list[GridMember]:
    """Carry members after buildings moved at the midnight `at`, and return those that somebody must look at.

    Who served a grid that is closed now serves the grid that took most of its households, beyond doubt where it
    took more than half. A new grid that nobody serves gets the members of where most of its households come from,
    to be checked. Call it when the moves are made and the emptied grids closed; a second call changes nothing.
    """
    permission.require(by, "posts.carry_members", community, at=at)
    work = _Carrying(community, moves, timezone.localdate(at))
    work.apply()
    doubtful = [one for one in work.made if one.to_check]
    if work.made or work.ended:
        facts = {"carried": len(work.made), "ended": len(work.ended), "doubtful": len(doubtful)}
        journal.record("member.carried", by=by, at=at, on=community, community_id=community.pk, facts=facts)
    return doubtful


@transaction.atomic
def end_on_closed_grids(community_id: int, *, by: Actor, at: datetime) -> int:
    """End the memberships of grids that were closed without a new division, and return how many."""
    day = timezone.localdate(at)
    left = GridMember.objects.filter(community_id=community_id, grid__closed_on__lte=day, ends_on=None)
    members = list(left.select_related("grid"))
    for member in members:
        permission.require(by, "posts.edit_members", member, at=at)
        _close(member, day)
    GridMember.objects.bulk_update(members, ["ends_on", "end_reason"])
    if members:
        facts = {"reason": rules.CARRIED, "count": len(members)}
        journal.record("member.ended", by=by, at=at, on=members[0], community_id=community_id, facts=facts)
    return len(members)


@dataclass
class _Carrying:
    """One run over the members of a community, read once."""

    community: Place
    moves: Sequence[Move]
    on: date
    made: list[GridMember] = field(default_factory=list)
    ended: list[GridMember] = field(default_factory=list)

    def apply(self) -> None:
        """Do all of it."""
        self.flows = self._flows()
        ids = {pk for pair in self.flows for pk in pair}
        running = GridMember.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=self.on), community=self.community, grid__in=ids
        )  # who begins on a day to come is carried, too
        self.serving: dict[int, list[GridMember]] = {}
        for member in running.select_related("grid", "person"):
            self.serving.setdefault(member.grid_id, []).append(member)
        before = {grid: list(members) for grid, members in self.serving.items()}
        gone = [pk for pk in sorted(before) if self.grids[pk].closed_on is not None]
        for grid in gone:
            self._carry(grid)
        for grid in sorted({new for _, new in self.flows}):
            if grid not in self.serving:
                self._fill_new(grid, before)
        for member in self.ended:
            _close(member, self.on)
        GridMember.objects.bulk_update(self.ended, ["ends_on", "end_reason"])
        GridMember.objects.bulk_create(self.made)

    def _flows(self) -> dict[tuple[int, int], int]:
        """Return (old grid, new grid) → households that went from the one to the other."""
        pairs = {
            one.place_id: (one.old_path[:GRID_WIDTH], one.new_path[:GRID_WIDTH])
            for one in self.moves
            if len(one.old_path) == BUILDING_WIDTH
        }
        paths = {path for pair in pairs.values() for path in pair}
        found = list(Place.objects.filter(community=self.community, kind="grid", path__in=paths))
        by_path = {grid.path: grid for grid in found}
        self.grids = {grid.pk: grid for grid in found}
        flows: dict[tuple[int, int], int] = {}
        sizes = Place.objects.filter(community=self.community, pk__in=pairs).values_list("pk", "households")
        for pk, households in sizes:
            old, new = pairs[pk]
            key = (by_path[old].pk, by_path[new].pk)
            flows[key] = flows.get(key, 0) + households
        return flows

    def _carry(self, old: int) -> None:
        """Let the members of a grid that goes serve the grid that took most of its households."""
        shares = {new: count for (grid, new), count in self.flows.items() if grid == old}
        taken = rules.taker(shares)
        for member in self.serving.pop(old):
            if taken:
                new, is_clear = taken
                self._begin(member, new, "" if is_clear else self._split_words(old, shares))
            self.ended.append(member)

    def _fill_new(self, new: int, before: dict[int, list[GridMember]]) -> None:
        """Let a new grid that nobody serves have the members of where most of its households come from."""
        shares = {old: count for (old, grid), count in self.flows.items() if grid == new and old in before}
        taken = rules.taker(shares)
        if taken is None:
            return
        old = taken[0]
        words = f"从{self.grids[old].name}分出来的网格,先照{self.grids[old].name}的登记。请核对由谁负责。"
        for member in before[old]:
            self._begin(member, new, words)

    def _split_words(self, old: int, shares: dict[int, int]) -> str:
        order = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        told = "、".join(f"{self.grids[grid].name} {count} 户" for grid, count in order[:3])
        return f"{self.grids[old].name}分到了{told}{'等' if len(order) > 3 else ''}。请核对由谁负责。"

    def _begin(self, member: GridMember, new: int, words: str) -> None:
        there = self.serving.setdefault(new, [])
        if any(_same(member, one) for one in there):
            return
        rival = next((one for one in there if one.kind == member.kind != rules.OTHER), None)
        if rival and not words:
            words = f"{self.grids[new].name}已经有{rival.title}。请核对由谁负责。"
        carried = GridMember(
            community_id=member.community_id,
            grid=self.grids[new],
            kind=member.kind,
            label=member.label,
            person=member.person,
            body=member.body,
            duty_phone=member.duty_phone,
            duty=member.duty,
            topics=member.topics,
            starts_on=max(self.on, member.starts_on),
            ends_on=member.ends_on,
            to_check=words or member.to_check,
        )
        there.append(carried)
        self.made.append(carried)


def _same(one: GridMember, other: GridMember) -> bool:
    if (one.kind, one.label, one.person_id) != (other.kind, other.label, other.person_id):
        return False
    return one.person_id is not None or one.body == other.body


def _close(member: GridMember, on: date) -> None:
    member.ends_on, member.end_reason = max(on, member.starts_on), rules.CARRIED
