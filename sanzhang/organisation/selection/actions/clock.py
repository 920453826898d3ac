"""The clock's part: what time has settled is written down, what is late is told, what is old is forgotten."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.moving import clock_verb, held
from sanzhang.organisation.selection.actions.standing import tell_owner
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure, StageRow

MOST = 2000  # a tick


def follow(*, by: Actor, at: datetime, community_id: int | None = None) -> int:
    """Write down every step that time alone has brought; late, twice or in parallel it comes to the same (R24).

    `community_id`: of one community, else everywhere.
    """
    permission.require(by, "selection.follow", at=at)
    live = queries.ripe(at)
    if community_id is not None:
        live = live.filter(community=community_id)
    moved = 0
    for procedure in live.select_related("tenure").order_by("due_at", "pk"):
        if clock_verb(procedure, at):
            before = procedure.stage
            with transaction.atomic():
                moved += held(procedure, at).stage != before
    return moved


def tell_overdue(*, by: Actor, at: datetime) -> int:
    """Tell the owner, once a stage, that its time is over and a person is waited for; return how many were told."""
    permission.require(by, "selection.follow", at=at)
    late = StageRow.objects.filter(ended_at=None, told_at=None, due_at__lte=at).order_by("due_at", "pk")
    told = 0
    for row in late.select_related("procedure")[:MOST]:
        with transaction.atomic():
            locked = held(row.procedure, at)
            still = StageRow.objects.filter(pk=row.pk, ended_at=None, told_at=None, due_at__lte=at)
            if still.update(told_at=at):
                day = local_date(row.due_at) if row.due_at else local_date(at)
                words = {"stage": rules.STATES[locked.stage], "day": f"{day.month}月{day.day}日"}
                tell_owner(locked, "selection.overdue", at=at, **words)
                told += 1
    return told


@transaction.atomic
def forget_old(*, by: Actor, at: datetime) -> int:
    """Forget, 90 days after the end, what strangers wrote of themselves and how to reach who objected; count them."""
    permission.require(by, "selection.follow", at=at)
    over = Procedure.objects.filter(ended_at__lt=at - rules.KEPT_AFTER, is_forgotten=False)
    found = list(over.order_by("ended_at", "pk")[:MOST])
    for procedure in found:
        _forget(procedure)
        procedure.is_forgotten = True
        procedure.save(update_fields=["is_forgotten"])
        facts = {"selection": str(procedure.pk)}
        journal.record(
            "selection.forgotten",
            by=by,
            at=at,
            on=procedure,
            community_id=procedure.community_id,
            facts=facts,
        )
    return len(found)


def _forget(procedure: Procedure) -> None:
    for one in Candidate.objects.filter(procedure=procedure):
        one.name = one.phone = one.kinds = one.background = one.statement = ""
        one.proof = None
        one.save()
    for objection in Objection.objects.filter(procedure=procedure):
        objection.contact = ""
        objection.save(update_fields=["contact"])
