"""Seven days and one day before, who comes is told, and who goes is asked for the hand-over."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.models import Reminder, Turn
from sanzhang.organisation.posts import queries as posts


def remind(*, by: Actor, at: datetime) -> int:
    """Send each reminder that is due, each once, however late or often this runs; return how many went out."""
    permission.require(by, "rotation.remind", at=at)
    month = queries.next_month(at)
    if rules.reminder_due(month, rules.day_of(at)) is None:
        return 0
    found = Turn.objects.filter(month=month, rota__ended_at=None)
    return sum(_reminded(turn_id, at) for turn_id in list(found.values_list("pk", flat=True)))


@transaction.atomic
def _reminded(turn_id: int, at: datetime) -> int:
    locked = Turn.objects.select_for_update(of=("self",)).select_related(
        "member__person", "rota__post__place__parent"
    )
    turn = locked.get(pk=turn_id)
    days = rules.reminder_due(turn.month, rules.day_of(at))
    if days is None:
        return 0
    coming = turn.member.person if turn.member and turn.state == rules.PLANNED else None
    now = posts.who_held(turn.rota.post, at)
    sent = _send(turn, coming, days, at=at) if coming else 0
    if now is not None and now.way == "rotation" and (coming is None or now.person_id != coming.pk):
        sent += _send(turn, now.person, days, is_leaving=True, at=at)
    return sent


def _send(turn: Turn, person: Person, days: int, *, is_leaving: bool = False, at: datetime) -> int:
    _, is_new = Reminder.objects.get_or_create(
        turn=turn,
        person=person,
        days=days,
        is_leaving=is_leaving,
        defaults={"community_id": turn.community_id, "sent_at": at},
    )
    if not is_new:
        return 0
    facts = {
        "title": posts.title_of(turn.rota.post),
        "month": rules.spoken_month(turn.month),
        "left": rules.spoken_left(turn.month, rules.day_of(at)),
    }
    channels.send(
        to=person,
        template="rotation.going" if is_leaving else "rotation.coming",
        facts=facts,
        link="/rotation/handover/" if is_leaving else "/rotation/mine/",
        community_id=turn.community_id,
        at=at,
    )
    return 1
