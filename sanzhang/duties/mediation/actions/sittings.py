"""Sittings: convened, held with who came and minutes, or called off (§6.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.refusals import require_mediator
from sanzhang.duties.mediation.actions.steps import locked, take_step, tell_party
from sanzhang.duties.mediation.models import Dispute, Sitting
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person


@transaction.atomic
def convene(dispute: Dispute, *, starts_at: datetime, spot: str, by: Person, at: datetime) -> Sitting:
    """Call both sides together; the invitation says nothing of what it is about. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", dispute, at=at)
    dispute = locked(dispute)
    require_mediator(dispute, by, at)
    if starts_at <= at or not spot.strip():
        raise NotPossible("请写以后的一个时间,和在哪里谈。")
    sitting = Sitting(
        community_id=dispute.community_id, dispute=dispute, starts_at=starts_at, spot=spot.strip()
    )
    sitting.save(force_insert=True)
    for party in queries.parties_of(dispute):
        tell_party(party, at, "mediation.sitting")
    take_step(dispute, "convene", by=by, at=at)
    return sitting


@transaction.atomic
def hold(
    sitting: Sitting, *, attendance: Sequence[str], minutes: str, result: str, by: Person, at: datetime
) -> Sitting:
    """Write who came, what was said, and how it went. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", sitting.dispute, at=at)
    dispute = locked(sitting.dispute)
    require_mediator(dispute, by, at)
    sitting = Sitting.objects.get(pk=sitting.pk)
    if sitting.state != rules.PLANNED:
        raise NotPossible("这次调解会已经记过了。")
    if sitting.starts_at > at + timedelta(minutes=30):
        raise NotPossible("还没有到开会的时间。要改时间,请取消了再约。")
    if result not in rules.RESULTS or not minutes.strip():
        raise NotPossible("请写笔录,并选谈得怎么样。")
    sitting.state, sitting.result = rules.HELD, result
    sitting.attendance, sitting.minutes = "\n".join(attendance), minutes
    sitting.save()
    take_step(dispute, "hold", by=by, at=at, facts={"result": result})
    return sitting


@transaction.atomic
def call_off(sitting: Sitting, *, by: Person, at: datetime) -> Sitting:
    """Call a sitting off; both sides are told. Raises: NotAllowed, NotPossible."""
    permission.require(by, "dispute.mediate", sitting.dispute, at=at)
    dispute = locked(sitting.dispute)
    require_mediator(dispute, by, at)
    sitting = Sitting.objects.get(pk=sitting.pk)
    if sitting.state != rules.PLANNED:
        raise NotPossible("这次调解会已经记过了。")
    sitting.state = rules.CALLED_OFF
    sitting.save()
    for party in queries.parties_of(dispute):
        tell_party(party, at)
    take_step(dispute, "hold", by=by, at=at, facts={"result": "called_off"})
    return sitting
