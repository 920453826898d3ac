"""Ends: settled by word of mouth, withdrawn, not agreed, not settled, gone to court (§6.1 §6.3)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.actions.refusals import require_mediator
from sanzhang.duties.mediation.actions.steps import locked, take_step, tell_mediator, tell_parties
from sanzhang.duties.mediation.models import Agreement, Aid, Dispute, FollowUp, Move, Party, Sitting
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


def close(dispute: Dispute, ending: str, *, words: str = "", by: Actor, at: datetime) -> Dispute:
    """End a locked dispute without settlement; drafts, sittings and questions lapse."""
    Agreement.objects.filter(dispute=dispute, state=rules.DRAFT).update(state=rules.VOID)
    Sitting.objects.filter(dispute=dispute, state=rules.PLANNED).update(state=rules.CALLED_OFF)
    Move.objects.filter(dispute=dispute, ended_at=None).update(ended_at=at, agreed=False)
    Aid.objects.filter(dispute=dispute, ends_at=None).update(ends_at=at)
    tell_parties(dispute, at)
    tell_mediator(dispute, at)
    verb = "withdraw_consent" if ending == rules.NOT_AGREED else "end"
    values: dict[str, Any] = {"ending": ending, "ended_at": at, "due_at": None}
    if words:
        values["outcome"] = words
    return take_step(dispute, verb, by=by, at=at, facts={"ending": ending}, **values)


@transaction.atomic
def settle_orally(
    dispute: Dispute, *, words: str, follow_up_in: int = rules.FOLLOW_UP_DAYS, by: Person, at: datetime
) -> Dispute:
    """Note what both sides settled by word of mouth, with a day to ask again. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", dispute, at=at)
    dispute = locked(dispute)
    require_mediator(dispute, by, at)
    rules.next_state("settle_orally", dispute.state)
    if not words.strip():
        raise NotPossible("请写双方说好了什么。")
    Agreement.objects.filter(dispute=dispute, state=rules.DRAFT).update(state=rules.VOID)
    Sitting.objects.filter(dispute=dispute, state=rules.PLANNED).update(state=rules.CALLED_OFF)
    due_on = timezone.localdate(at) + timedelta(days=follow_up_in)
    FollowUp.objects.create(community_id=dispute.community_id, dispute=dispute, due_on=due_on)
    tell_parties(dispute, at)
    return take_step(
        dispute,
        "settle_orally",
        by=by,
        at=at,
        facts={"ending": rules.ORAL},
        ending=rules.ORAL,
        ended_at=at,
        settled_rung=dispute.rung,
        outcome=words,
        due_at=None,
    )


@transaction.atomic
def end_unsettled(dispute: Dispute, *, words: str, by: Person, at: datetime) -> Dispute:
    """Say that it can't be settled; both get told where they can go. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", dispute, at=at)
    dispute = locked(dispute)
    require_mediator(dispute, by, at)
    rules.next_state("end", dispute.state)
    if not words.strip():
        raise NotPossible("请写为什么没有调成。")
    return close(dispute, rules.NOT_SETTLED, words=words, by=by, at=at)


@transaction.atomic
def leave(party: Party, *, ending: str, by: Actor, at: datetime) -> Dispute:
    """Leave as a party: an applicant withdraws, anybody chooses the court. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.answer", party, at=at)
    if ending not in (rules.WITHDRAWN, rules.COURT):
        raise NotPossible("请选是撤回申请,还是改走诉讼。")
    if ending == rules.WITHDRAWN and party.side != rules.APPLICANT:
        raise NotPossible("只有申请人能撤回申请。您不想调解的,可以选“不同意调解”。")
    dispute = locked(party.dispute)
    rules.next_state("end", dispute.state)
    return close(dispute, ending, by=by, at=at)
