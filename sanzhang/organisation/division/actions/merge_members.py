"""Members of departments' grids: doubtful ones are decided on, all go along when the plan takes effect (§1.3, 1.4)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.text import NotAPhone, clean_phone
from sanzhang.organisation.division import rules
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import ForeignMember, MemberDecision, Merge
from sanzhang.organisation.division.queries import merge_members as members
from sanzhang.organisation.division.queries.drafts import numbers_of
from sanzhang.organisation.division.rules import carrying
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.rules.members import without_mobile
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import Move

LONGEST_CHECK = 120
CARRIED, TO_CHECK, LEFT = "carried", "to_check", "left"


@transaction.atomic
def decide_member(
    merge: Merge,
    member: ForeignMember,
    *,
    is_carried: bool,
    grids: Collection[int] = (),
    phone: str = "",
    by: Person,
    at: datetime,
) -> MemberDecision:
    """Say where a member goes (numbers of the plan's grids) and with which phone, or that it does not go along.

    Another decision takes the place of the one before. Raises: NotAllowed, NotPossible.
    """
    seat = permission.require(by, "division.merge_decide", merge, at=at)
    merge = _held(merge)
    option = members.option_of(merge)
    if option is None or member.community_id != merge.community_id:
        raise NotPossible("这位网格员不在这一稿里。请刷新页面看看。")
    chosen = sorted(set(grids)) if is_carried else []
    if is_carried and not chosen:
        raise NotPossible("请至少选一个网格,或者选“不带过去”。")
    if set(chosen) - set(numbers_of(option).values()):
        raise NotPossible("选的网格在方案里没有楼栋了。请刷新页面再选。")
    MemberDecision.objects.filter(merge=merge, member=member, undone_at=None).update(undone_at=at)
    decision = MemberDecision(
        community_id=merge.community_id,
        merge=merge,
        option=option,
        member=member,
        is_carried=is_carried,
        grids=chosen,
        phone=_number(phone) if is_carried else "",
        by=by,
        at=at,
    )
    decision.save(force_insert=True)
    facts = {"department": member.grid.department, "code": member.grid.code, "carried": is_carried}
    _record("division.member_decided", merge, by=by, at=at, seat=seat, **facts, grids=len(chosen))
    return decision


def _number(phone: str) -> str:
    try:
        return clean_phone(phone) if phone.strip() else ""
    except NotAPhone as fault:
        raise NotPossible(fault.words) from fault


@transaction.atomic
def undo_decision(decision: MemberDecision, *, by: Person, at: datetime) -> None:
    """Take a decision back, until the plan takes effect. Raises: NotAllowed, NotPossible."""
    seat = permission.require(by, "division.merge_decide", decision, at=at)
    merge = _held(decision.merge)
    undone = MemberDecision.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=at)
    if not undone:
        raise NotPossible("这个决定已经撤销或者改过了。请刷新页面看看。")
    facts = {"department": decision.member.grid.department, "code": decision.member.grid.code}
    _record("division.member_undecided", merge, by=by, at=at, seat=seat, **facts)


def _held(merge: Merge) -> Merge:
    """Return the merge locked. Raises: NotPossible — its plan is in force or was given up."""
    Merge.objects.select_for_update().get(pk=merge.pk)
    now = Merge.objects.select_related("community", "draft").get(pk=merge.pk)  # as it is under the lock
    if now.draft.state == rules.IN_FORCE:
        raise NotPossible("方案已经生效,网格员已经带到新网格。要改,请到网格成员里改。")
    if not members.can_be_decided(now):
        raise NotPossible("这一稿已经撤回,或者还在计算。")
    return now


@transaction.atomic
def carry_over(community: Place, moves: Sequence[Move], *, by: Actor, at: datetime) -> int:
    """Let members of departments' grids serve the grids of the plan that takes effect at `at`; return how many.

    Undecided ones go where most of their households go, and say on the members' list what to check. Names and
    phones of the departments' files are deleted then: who goes along is kept where members are.
    """
    permission.require(by, "division.merge_carry", community, at=at)
    due = Merge.objects.filter(
        community=community, draft__state=rules.APPROVED, draft__takes_effect_on=timezone.localdate(at)
    )
    merge = due.select_related("community", "draft__chosen").select_for_update(of=("self",)).first()
    if merge is None:
        return 0
    lines, places = members.member_lines(merge), _places(merge)
    told = Counter(_carry(line, places, by=by, at=at) for line in lines)
    ForeignMember.objects.filter(community=community).delete()
    merge.carried = {
        "members": told[CARRIED] + told[TO_CHECK],
        "to_check": told[TO_CHECK],
        "left": told[LEFT],
    }
    merge.save(update_fields=["carried"])
    _record("division.members_merged", merge, by=by, at=at, seat=None, **merge.carried)
    return int(merge.carried["members"])


def _places(merge: Merge) -> dict[int, Place]:
    """Return number of an option's grid → the grid that its buildings lie in now."""
    option = members.option_of(merge)
    numbers = numbers_of(option) if option else {}
    found = Place.objects.filter(pk__in=list(numbers)).select_related("parent")
    return {numbers[one.pk]: one.parent for one in found if one.parent}


def _carry(line: members.MemberLine, places: Mapping[int, Place], *, by: Actor, at: datetime) -> str:
    """Enter a member in its new grids; one whom the grids have already, from a later day on, holds up no plan."""
    if not line.is_carried:
        return LEFT
    department = line.member.grid.department
    kind, label = carrying.kind_of(department)
    words = f"{line.title}:{'、'.join(line.doubts)}。请核对。" if line.is_open else ""
    try:
        posts.add_to_grids(
            [places[grid.number] for grid in line.grids],
            service=posts.Service(
                kind=kind, label=label, body=department, duty=without_mobile(line.member.duty)
            ),
            name=line.member.name,
            phone=line.phone,
            by=by,
            at=at,
            to_check=words[:LONGEST_CHECK],
        )
    except posts.NotPossible:
        return LEFT
    return TO_CHECK if words else CARRIED


def _record(action: str, merge: Merge, *, by: Actor, at: datetime, seat: Seat | None, **facts: Any) -> None:
    told = {"number": merge.draft.number, **facts}
    journal.record(action, by=by, at=at, seat=seat, on=merge, community_id=merge.community_id, facts=told)
