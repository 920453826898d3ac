"""Members of departments' grids on their way into a plan: proposals, decisions, what is left to decide (§1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sanzhang.organisation.division import rules
from sanzhang.organisation.division.models import (
    Draft,
    ForeignBuilding,
    ForeignMember,
    MemberDecision,
    Merge,
    Option,
    OptionGrid,
)
from sanzhang.organisation.division.queries.drafts import grids_of, numbers_of
from sanzhang.organisation.division.rules import carrying
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class MemberLine:
    """A member with where it would go: by itself, as decided, or doubtful."""

    member: ForeignMember
    proposal: carrying.Proposal
    flow: Mapping[int, int]  # number of a new grid → households of the member's grid in it
    decision: MemberDecision | None
    grids: tuple[OptionGrid, ...]  # where it goes as things are
    parts: tuple[tuple[OptionGrid, int], ...]  # the new grids that lie in the member's grid, with households
    others: tuple[OptionGrid, ...]  # the other grids of the plan

    @property
    def is_open(self) -> bool:
        """Say whether somebody has to decide."""
        return bool(self.proposal.doubts) and self.decision is None

    @property
    def is_carried(self) -> bool:
        """Say whether it goes along, as things are."""
        return bool(self.grids)

    @property
    def phone(self) -> str:
        """Return the number that it would be entered with."""
        return self.decision.phone if self.decision else self.proposal.phone

    @property
    def doubts(self) -> list[str]:
        """Return what is doubtful, in words."""
        return [carrying.DOUBTS[code] for code in self.proposal.doubts]

    @property
    def title(self) -> str:
        """Return 城管 CG01."""
        return f"{self.member.grid.department} {self.member.grid.name}"


def option_of(merge: Merge) -> Option | None:
    """Return the option that members go by: the chosen one, else the first."""
    draft = merge.draft
    return draft.chosen or Option.objects.filter(draft=draft).order_by("order").first()


def can_be_decided(merge: Merge) -> bool:
    """Say whether the plan has not taken effect and was not given up."""
    return merge.draft.state not in rules.ENDED and merge.draft.state != rules.DRAFTING


def member_lines(merge: Merge) -> list[MemberLine]:
    """Return all members of the departments' grids with where they go; those to decide on first; six queries."""
    option = option_of(merge)
    if option is None:
        return []
    found = ForeignMember.objects.filter(community=merge.community, grid__ends_on=None)
    members = list(found.select_related("grid").order_by("grid__department", "grid__code", "pk"))
    numbers, grids = numbers_of(option), {grid.number: grid for grid in grids_of(option)}
    flow = _flow(merge.community, numbers)
    named = [carrying.Named(one.pk, one.grid_id, one.name, one.phone) for one in members]
    proposed = {one.member: one for one in carrying.proposals(named, flow)}
    decided = _decided(merge, option, set(numbers.values()))
    used = {number: grid for number, grid in grids.items() if number in numbers.values()}
    lines = [
        _line(one, proposed[one.pk], flow.get(one.grid_id, {}), decided.get(one.pk), used) for one in members
    ]
    return sorted(lines, key=lambda line: not line.is_open)


@dataclass(frozen=True)
class MemberCount:
    """How many members of departments' grids go along with a draft, and how many nobody has decided on."""

    merge: Merge
    carried: int
    open: int


def count_of(draft: Draft) -> MemberCount | None:
    """Return what a draft does to members of departments' grids; None if it was not made of them, or is over."""
    merge = Merge.objects.filter(draft=draft).select_related("community", "draft__chosen").first()
    if merge is None or not can_be_decided(merge):
        return None
    lines = member_lines(merge)
    return MemberCount(merge, sum(line.is_carried for line in lines), sum(line.is_open for line in lines))


def _flow(community: Place, numbers: Mapping[int, int]) -> dict[int, dict[int, int]]:
    rows = ForeignBuilding.objects.filter(community=community, ends_on=None, building__in=list(numbers))
    places = list(rows.values_list("building_id", "grid_id", "building__households"))
    homes = {building: households for building, _, households in places}
    return carrying.flows(homes, [(building, grid) for building, grid, _ in places], numbers)


def _decided(merge: Merge, option: Option, used: set[int]) -> dict[int, MemberDecision]:
    """Return the standing decisions; one for another option, or for a grid that is empty now, stands no more."""
    standing = MemberDecision.objects.filter(merge=merge, option=option, undone_at=None)
    return {one.member_id: one for one in standing.select_related("by") if set(one.grids) <= used}


def _line(
    member: ForeignMember,
    proposal: carrying.Proposal,
    flow: Mapping[int, int],
    decision: MemberDecision | None,
    grids: Mapping[int, OptionGrid],
) -> MemberLine:
    numbers = (decision.grids if decision.is_carried else []) if decision else proposal.grids
    return MemberLine(
        member=member,
        proposal=proposal,
        flow=flow,
        decision=decision,
        grids=tuple(grids[number] for number in numbers),
        parts=tuple((grids[number], households) for number, households in sorted(flow.items())),
        others=tuple(grid for number, grid in grids.items() if number not in flow),
    )
