"""What the clock does: terms, mediators who left their post, reminders, and forgetting (§6.1 §6.2)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.ending import close
from sanzhang.duties.mediation.actions.moving import ask_parties
from sanzhang.duties.mediation.actions.steps import locked, take_step, tell_level, tell_mediator, tell_parties
from sanzhang.duties.mediation.models import (
    Agreement,
    Aid,
    Consent,
    Dispute,
    FollowUp,
    Interest,
    Obligation,
    Party,
    SealedPaper,
    Sitting,
)
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor

ANSWER_DAYS, UNTAKEN_DAYS = 15, 3


@transaction.atomic
def keep_time(dispute: Dispute, *, by: Actor, at: datetime) -> bool:
    """Do what is due for one dispute; say whether anything was. Twice is once."""
    permission.require(by, "dispute.keep_time", dispute, at=at)
    dispute = locked(dispute)
    if dispute.state in (rules.ASKING, rules.OPEN) and not queries.has_mediator(dispute, at):
        held = queries.manned(dispute, at)
        rung = dispute.rung if dispute.rung in held else rules.rung_above(dispute.rung, held)
        ask_parties(dispute, rung or rules.COMMUNITY, rules.POST_CHANGED, by=by, at=at)
        return True
    if dispute.state == rules.TOLD and _nobody_took(dispute, at):
        return _up_untaken(dispute, by, at)
    if dispute.state == rules.MOVING and _nobody_answered(dispute, at):
        close(dispute, rules.NOT_AGREED, by=by, at=at)
        return True
    if dispute.due_at is None or dispute.due_at > at:
        return False
    if dispute.state == rules.ASKING:
        close(dispute, rules.NOT_AGREED, by=by, at=at)
        return True
    return dispute.state == rules.OPEN and _term_over(dispute, by, at)


def _nobody_took(dispute: Dispute, at: datetime) -> bool:
    last = dispute.steps.order_by("-seq").first()
    return last is not None and last.at + timedelta(days=UNTAKEN_DAYS) <= at


def _up_untaken(dispute: Dispute, by: Actor, at: datetime) -> bool:
    above = rules.rung_above(dispute.rung, queries.manned(dispute, at))
    if not above:
        return False
    take_step(dispute, "reassign", by=by, at=at, rung=above)
    tell_level(dispute, at)
    return True


def _nobody_answered(dispute: Dispute, at: datetime) -> bool:
    asked = dispute.moves.filter(ended_at=None).first()
    return asked is not None and asked.asked_at + timedelta(days=ANSWER_DAYS) <= at


def _term_over(dispute: Dispute, by: Actor, at: datetime) -> bool:
    above = rules.rung_above(dispute.rung, queries.manned(dispute, at))
    if above:
        ask_parties(dispute, above, rules.TERM, by=by, at=at)
    else:
        close(dispute, rules.NOT_SETTLED, by=by, at=at)
    return True


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Remind of sittings tomorrow, follow-ups due, and of asking the court to confirm; each once."""
    permission.require(by, "dispute.keep_time", at=at)
    count, day = 0, timezone.localdate(at)
    soon = Sitting.objects.filter(
        state=rules.PLANNED, reminded_at=None, starts_at__lte=at + timedelta(days=1), starts_at__gt=at
    )
    for sitting in soon.select_related("dispute__mediator"):
        tell_parties(sitting.dispute, at)
        Sitting.objects.filter(pk=sitting.pk).update(reminded_at=at)
        count += 1
    due = FollowUp.objects.filter(done_at=None, reminded_at=None, due_on__lte=day)
    for follow in due.select_related("dispute__mediator"):
        tell_mediator(follow.dispute, at, "mediation.follow_up")
        FollowUp.objects.filter(pk=follow.pk).update(reminded_at=at)
        count += 1
    old = at - timedelta(days=rules.CONFIRM_DAYS - 10)
    signed = Agreement.objects.filter(state=rules.SIGNED, reminded_at=None, signed_at__lte=old)
    for agreement in signed.select_related("dispute"):
        if rules.last_day_to_confirm(timezone.localdate(agreement.signed_at)) >= day:
            tell_parties(agreement.dispute, at)
            count += 1
        Agreement.objects.filter(pk=agreement.pk).update(reminded_at=at)
    return count


@transaction.atomic
def erase(dispute: Dispute, *, by: Actor, at: datetime) -> int:
    """Erase the words of a dispute that ended five years ago; what is left counts. Proof is the entry.

    Raises: NotPossible — too early.
    """
    permission.require(by, "dispute.erase", dispute, at=at)
    dispute = locked(dispute)
    if dispute.ended_at is None or dispute.ended_at > queries.erased_before(at) or dispute.erased_at:
        raise rules.NotPossible("还没有到清除的时间。")
    count = _blank(Party, ("name", "phone", "representative", "receipt"), dispute=dispute)
    count += _blank(Sitting, ("spot", "attendance", "minutes"), dispute=dispute)
    count += _blank(Obligation, ("words",), agreement__dispute=dispute)
    count += _blank(Agreement, ("facts", "clauses", "manner"), dispute=dispute)
    count += _blank(Consent, ("witness",), dispute=dispute)
    count += _blank(FollowUp, ("words",), dispute=dispute)
    papers, _ = SealedPaper.objects.filter(dispute=dispute).delete()
    Party.objects.filter(dispute=dispute).update(person=None, household=None)
    Interest.objects.filter(dispute=dispute).delete()
    Aid.objects.filter(dispute=dispute).delete()
    facts = {"rows": count, "papers": papers}
    take_step(dispute, "erase", by=by, at=at, facts=facts, erased_at=at, words="", outcome="")
    return count + papers


def _blank(model: type, fields: tuple[str, ...], **of: object) -> int:
    rows = list(model.objects.filter(**of))  # type: ignore[attr-defined]
    for row in rows:
        for field in fields:
            setattr(row, field, "")
        row.save()
    return len(rows)
