"""The agreement: drawn up, signed by each, numbered without gaps, asked after (§6.2)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.papers import keep_paper
from sanzhang.duties.mediation.actions.refusals import require_mediator
from sanzhang.duties.mediation.actions.steps import locked, take_step, tell_parties, term_from
from sanzhang.duties.mediation.models import (
    Agreement,
    AgreementCounter,
    Dispute,
    FollowUp,
    Move,
    Obligation,
    Party,
    Signature,
    Sitting,
)
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


@transaction.atomic
def draw_up(
    dispute: Dispute,
    *,
    facts: str,
    clauses: str,
    manner: str = "",
    obligations: Sequence[tuple[Party, str, date]] = (),
    by: Person,
    at: datetime,
) -> Agreement:
    """Write the agreement; an earlier draft and its signatures are void. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", dispute, at=at)
    dispute = locked(dispute)
    require_mediator(dispute, by, at)
    if not facts.strip() or not clauses.strip():
        raise NotPossible("请写纠纷的主要事实和协议内容。")
    Agreement.objects.filter(dispute=dispute, state=rules.DRAFT).update(state=rules.VOID)
    made = Agreement(
        community_id=dispute.community_id,
        dispute=dispute,
        facts=facts,
        clauses=clauses,
        manner=manner,
        drawn_at=at,
        mediator=by,
    )
    made.save(force_insert=True)
    for party, words, due_on in obligations:
        Obligation(
            community_id=dispute.community_id, agreement=made, party=party, words=words, due_on=due_on
        ).save(force_insert=True)
    tell_parties(dispute, at)
    take_step(dispute, "draw_up", by=by, at=at)
    return made


@transaction.atomic
def sign(party: Party, agreement: Agreement, *, by: Actor, at: datetime) -> Agreement:
    """Sign as a party, by the own sign-in or receipt. Raises: NotAllowed, NotPossible — the draft changed."""
    permission.require(by, "dispute.answer", party, at=at)
    way = rules.LOGIN if isinstance(by, Person) else rules.RECEIPT
    return _signed(party, agreement, way, None, by, at)


@transaction.atomic
def record_signature(
    party: Party, agreement: Agreement, *, photo: Photo | None, by: Person, at: datetime
) -> Agreement:
    """Keep the photo of a signature on paper. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", agreement.dispute, at=at)
    require_mediator(agreement.dispute, by, at)
    if photo is None:
        raise NotPossible("请拍一张签了字的协议。")
    return _signed(party, agreement, rules.PAPER, photo, by, at)


def _signed(
    party: Party, agreement: Agreement, way: str, photo: Photo | None, by: Actor, at: datetime
) -> Agreement:
    dispute = locked(agreement.dispute)
    rules.next_state("sign", dispute.state)
    agreement = Agreement.objects.get(pk=agreement.pk)
    if agreement.state != rules.DRAFT or party.dispute_id != dispute.pk:
        raise NotPossible("协议已经改过。请看过新的再签。")
    if Signature.objects.filter(agreement=agreement, party=party).exists():
        raise NotPossible("这一方已经签过了。")
    Signature.objects.create(
        community_id=dispute.community_id,
        agreement=agreement,
        party=party,
        way=way,
        at=at,
        paper=keep_paper(dispute, photo.full, at) if photo else None,
    )
    take_step(dispute, "sign", by=by, at=at, facts={"way": way})
    if agreement.signatures.count() == len(queries.parties_of(dispute)):
        _in_force(dispute, agreement, by, at)
    return agreement


def _in_force(dispute: Dispute, agreement: Agreement, by: Actor, at: datetime) -> None:
    day = timezone.localdate(at)
    agreement.year, agreement.number = day.year, _next_number(dispute.community_id, day.year)
    agreement.state, agreement.signed_at = rules.SIGNED, at
    agreement.save()
    Sitting.objects.filter(dispute=dispute, state=rules.PLANNED).update(state=rules.CALLED_OFF)
    days = {one.due_on + timedelta(days=1) for one in agreement.obligations.all() if one.due_on >= day}
    for due_on in sorted(days) or [day + timedelta(days=rules.FOLLOW_UP_DAYS)]:
        FollowUp.objects.create(community_id=dispute.community_id, dispute=dispute, due_on=due_on)
    tell_parties(dispute, at)
    take_step(
        dispute,
        "agree",
        by=by,
        at=at,
        facts={"ending": rules.AGREEMENT, "number": agreement.number},
        ending=rules.AGREEMENT,
        ended_at=at,
        settled_rung=dispute.rung,
        due_at=None,
    )


def _next_number(community_id: int, year: int) -> int:
    AgreementCounter.objects.bulk_create(
        [AgreementCounter(community_id=community_id, year=year)], ignore_conflicts=True
    )
    counter = AgreementCounter.objects.select_for_update().get(community_id=community_id, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def follow_up(follow: FollowUp, *, result: str, words: str = "", by: Person, at: datetime) -> Dispute:
    """Note whether it was kept; broken opens it again with the same mediator, if he still may.

    Raises: NotAllowed, NotPossible.
    """
    permission.require(by, "dispute.mediate", follow.dispute, at=at)
    dispute = locked(follow.dispute)
    require_mediator(dispute, by, at)
    follow = FollowUp.objects.get(pk=follow.pk)
    rules.next_state("follow_up", dispute.state)
    if follow.done_at or result not in rules.FOLLOW_UPS:
        raise NotPossible("这次回访已经记过了。")
    follow.done_at, follow.result, follow.words = at, result, words
    follow.save()
    take_step(dispute, "follow_up", by=by, at=at, facts={"result": result})
    if result != rules.BROKEN:
        if result == rules.PARTLY:
            due_on = timezone.localdate(at) + timedelta(days=rules.FOLLOW_UP_DAYS)
            FollowUp.objects.create(community_id=dispute.community_id, dispute=dispute, due_on=due_on)
        return dispute
    FollowUp.objects.filter(dispute=dispute, done_at=None).delete()
    Move.objects.filter(dispute=dispute, ended_at=None).update(ended_at=at, agreed=False)
    tell_parties(dispute, at)
    again: dict[str, Any] = {
        "ending": "",
        "ended_at": None,
        "settled_rung": "",
        "due_at": term_from(at),
        "extended": False,
    }
    return take_step(dispute, "break", by=by, at=at, **again)
