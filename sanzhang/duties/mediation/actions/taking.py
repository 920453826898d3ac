"""Who mediates: takes it with no interest in it, stands aside, is objected to, is replaced unread (§6.1)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.moving import ask_parties
from sanzhang.duties.mediation.actions.refusals import require_mediator
from sanzhang.duties.mediation.actions.steps import (
    locked,
    take_step,
    tell_level,
    tell_mediator,
    tell_parties,
    term_from,
)
from sanzhang.duties.mediation.models import Aid, Dispute, Interest, Party
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


@transaction.atomic
def see_names(dispute: Dispute, *, by: Person, at: datetime) -> list[Party]:
    """Return the parties, so that one can say whether one has an interest; noted. Raises: NotAllowed."""
    permission.require(by, "dispute.take", dispute, at=at)
    if not queries.may_take(dispute, by, at):
        raise permission.NotAllowed("这件纠纷不等您接。", "dispute.take")
    note_look(dispute, by=by, at=at, fields="name", purpose="看与当事人有没有利害关系")
    return queries.parties_of(dispute)


@transaction.atomic
def take(dispute: Dispute, *, without_interest: bool, by: Person, at: datetime) -> Dispute:
    """Take a dispute that waits at one's level, declaring that one has no interest in it.

    Raises: NotAllowed — not one's level, a party, a housemate, objected to; NotPossible — somebody was faster.
    """
    seat = permission.require(by, "dispute.take", dispute, at=at)
    dispute = locked(dispute)
    if dispute.state != rules.TOLD:
        raise NotPossible("这件纠纷刚才已经有调解员接了,不用再接。")
    if not queries.may_take(dispute, by, at):
        raise permission.NotAllowed("这件纠纷不等您接。", "dispute.take")
    if not without_interest:
        raise NotPossible("请先确认与双方都没有利害关系;有的话请选“我要回避”。")
    own = next(one for one in permission.seats_of(by, at) if queries.is_at_level(dispute, one))
    values: dict[str, Any] = {"mediator": by, "tenure_id": own.tenure_id, "due_at": term_from(at)}
    tell_parties(dispute, at)
    take_step(dispute, "take", by=by, at=at, seat=seat, **values)
    if queries.all_agree(dispute, rules.TO_MEDIATE):
        take_step(dispute, "begin", by=by, at=at, seat=seat)
    return dispute


@transaction.atomic
def stand_aside(dispute: Dispute, *, kind: str, words: str, by: Person, at: datetime) -> Dispute:
    """Declare an interest: before taking it, the next level gets it; afterwards the parties are asked."""
    permission.require(by, "dispute.take", dispute, at=at)
    dispute = locked(dispute)
    if dispute.state == rules.TOLD:
        if not queries.may_take(dispute, by, at):
            raise permission.NotAllowed("这件纠纷不等您接。", "dispute.take")
    else:
        require_mediator(dispute, by, at)
    _bar(dispute, by, kind, words, at)
    return _next_after(dispute, "stand_aside", rules.INTEREST, by, at)


@transaction.atomic
def object_to_mediator(party: Party, *, kind: str, words: str, by: Actor, at: datetime) -> Dispute:
    """Object to the mediator with a reason: he is out at once, the next who has no interest gets it.

    Raises: NotAllowed — no party; NotPossible — nobody mediates, or no reason.
    """
    permission.require(by, "dispute.answer", party, at=at)
    dispute = locked(party.dispute)
    rules.next_state("object", dispute.state)
    if dispute.mediator is None:
        raise NotPossible("现在还没有调解员。")
    if not words.strip():
        raise NotPossible("请写为什么觉得这位调解员不合适。")
    _bar(dispute, dispute.mediator, kind, words, at, party=party)
    return _next_after(dispute, "object", rules.OBJECTED, by, at)


@transaction.atomic
def reassign(dispute: Dispute, *, by: Person, at: datetime) -> Dispute:
    """Give it to the next level without reading it; the parties are asked if mediation has begun.

    Raises: NotAllowed; NotPossible — nobody above, or the parties are being asked.
    """
    seat = permission.require(by, "dispute.reassign", dispute, at=at)
    dispute = locked(dispute)
    if dispute.state == rules.MOVING:
        raise NotPossible("正在问双方的意见,等他们答了再说。")
    above = rules.rung_above(dispute.rung, queries.manned(dispute, at))
    if not above:
        raise NotPossible("上面没有可以接着调解的人。")
    if seat is None or rules.LADDER.index(seat.kind) <= rules.LADDER.index(dispute.rung):
        raise permission.NotAllowed("只有上一级能换人来调解。", "dispute.reassign")
    take_step(dispute, "reassign", by=by, at=at, seat=seat)
    if dispute.state == rules.TOLD:
        dispute.rung = above
        dispute.save(update_fields=["rung"])
        tell_level(dispute, at)
        return dispute
    return ask_parties(dispute, above, rules.ASKED, by=by, at=at)


@transaction.atomic
def appoint(dispute: Dispute, person: Person, *, role: str, by: Person, at: datetime) -> Aid:
    """Call in a second mediator or somebody who writes; with no interest either. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", dispute, at=at)
    dispute = locked(dispute)
    require_mediator(dispute, by, at)
    if person.pk in queries.barred(dispute, at) or person.pk == by.pk:
        raise NotPossible("这个人是当事人、和当事人同住,或者已经要回避,不能参加调解。")
    if role not in rules.ROLES or dispute.aids.filter(person=person, ends_at=None).exists():
        raise NotPossible("请选做什么;同一个人不用请两次。")
    take_step(dispute, "appoint", by=by, at=at)
    return Aid.objects.create(
        community_id=dispute.community_id, dispute=dispute, person=person, role=role, starts_at=at
    )


def _bar(
    dispute: Dispute, person: Person, kind: str, words: str, at: datetime, party: Party | None = None
) -> None:
    if kind not in rules.INTERESTS:
        raise NotPossible("请选是哪一种利害关系。")
    Interest(
        community_id=dispute.community_id,
        dispute=dispute,
        person=person,
        party=party,
        kind=kind,
        words=words,
        at=at,
    ).save(force_insert=True)


def _next_after(dispute: Dispute, verb: str, why: str, by: Actor, at: datetime) -> Dispute:
    """Hand on after somebody is out: another of this level, else the next; who has begun is asked."""
    held = queries.manned(dispute, at)
    rung = dispute.rung if dispute.rung in held else rules.rung_above(dispute.rung, held)
    take_step(dispute, verb, by=by, at=at)
    if dispute.state == rules.TOLD:
        dispute.rung = rung or rules.COMMUNITY
        dispute.save(update_fields=["rung"])
        tell_level(dispute, at)
        return dispute
    tell_mediator(dispute, at)
    return ask_parties(dispute, rung or rules.COMMUNITY, why, by=by, at=at)


def note_look(
    dispute: Dispute, *, by: Actor, at: datetime, fields: str = "dispute", purpose: str = "办理调解"
) -> None:
    """Note that somebody is about to read a dispute; counts as class B (R8, R22)."""
    seats = [one for one in permission.seats_of(by, at) if one.community_id == dispute.community_id]
    journal.look(
        by,
        about=None,
        fields=fields,
        purpose=purpose,
        at=at,
        seat=seats[0] if seats else None,
        community_id=dispute.community_id,
        on=dispute,
        data_class="B",
    )
