"""Seven days and one day before, who comes is told, and who goes is asked for the hand-over."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Turn
from sanzhang.organisation.posts import queries as posts


def remind(*, by: Actor, at: datetime) -> int:
    """Send each reminder that is due once, however late or often this runs; return how many turns were reminded of."""
    permission.require(by, "rotation.remind", at=at)
    today = rules.day_of(at)
    month = rules.month_after(rules.first_of(today))
    if (month - today).days > max(rules.REMIND_DAYS):
        return 0
    found = Turn.objects.filter(month=month, state=rules.PLANNED, rota__ended_at=None)
    return sum(_reminded(turn_id, at) for turn_id in found.values_list("pk", flat=True))


@transaction.atomic
def _reminded(turn_id: int, at: datetime) -> int:
    turn = (
        Turn.objects.select_for_update(of=("self",))
        .select_related("member__person", "rota__post__place__parent")
        .get(pk=turn_id)
    )
    days = rules.reminder_due(turn.month, rules.day_of(at), turn.reminded)
    if days is None or turn.member is None or turn.state != rules.PLANNED:
        return 0
    Turn.objects.filter(pk=turn.pk).update(reminded=[*turn.reminded, days])
    title = posts.title_of(turn.rota.post)
    facts = {
        "title": title,
        "month": rules.spoken_month(turn.month),
        "days": str((turn.month - rules.day_of(at)).days),
    }
    shared = {"community_id": turn.community_id, "at": at}
    channels.send(
        to=turn.member.person, template="rotation.coming", facts=facts, link="/rotation/mine/", **shared
    )
    now = posts.who_held(turn.rota.post, at)
    if now is not None and now.person_id != turn.member.person_id:
        channels.send(
            to=now.person, template="rotation.going", facts=facts, link="/rotation/handover/", **shared
        )
    return 1
