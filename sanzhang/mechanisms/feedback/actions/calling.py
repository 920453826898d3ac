"""Calling somebody: a row, and a text with a secret that opens this one alarm for this one person."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import SYSTEM, Actor, Bearer
from sanzhang.foundation.records.ids import new_code
from sanzhang.mechanisms.feedback import texts
from sanzhang.mechanisms.feedback.models import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.queries.alarms import digest_of
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory import queries as territory


def where_of(alarm: Alarm) -> str:
    """Return where it is, as people say it."""
    return territory.full_name(alarm.place)


def call(alarm: Alarm, sittings: Iterable[Tenure], wave: int, at: datetime) -> int:
    """Call each who was not called yet, by text and inbox; say how many. Texts sent from disk are taken over."""
    known = set(alarm.calls.values_list("person_id", flat=True))
    texted = texts.take(alarm.key, at)
    secrets, rows = [], []
    for sitting in sittings:
        if sitting.person_id in known:
            continue
        text = texted.get(sitting.person_id)
        secret = text.secret if text else new_code(16)
        row = AlarmCall(
            community_id=alarm.community_id, alarm=alarm, person=sitting.person, post=sitting.post
        )
        row.how = rules.TEXT if text or sitting.person.phone.startswith("1") else rules.INBOX
        row.wave, row.digest = wave, digest_of(secret)
        row.sent_at = datetime.fromisoformat(text.at) if text else at
        rows.append(row)
        secrets.append(secret)
    AlarmCall.objects.bulk_create(rows)
    for row, secret in zip(rows, secrets, strict=True):
        if text := texted.get(row.person_id):
            _take_over(row, text, at)
        else:
            send(row, secret, "feedback.drill" if alarm.is_drill else "feedback.alarm", at)
    return len(rows)


def _take_over(row: AlarmCall, text: texts.Text, at: datetime) -> None:
    """Keep the message that went out from disk, and that its reader answered before the database was back."""
    message = texts.message_of(text)
    message.community_id, message.link = row.community_id, f"/alarm/{row.alarm_id}/"
    channels.take_over(message, by=SYSTEM, at=at)
    if text.answered_at:
        by = Bearer.of("alarm_call", row.pk)
        acknowledge(row, how=rules.LINK, by=by, at=datetime.fromisoformat(text.answered_at))


@transaction.atomic
def acknowledge(called: AlarmCall, *, how: str = rules.DESK, by: Actor, at: datetime) -> AlarmCall:
    """Say that one got the alarm; the first time counts. Nobody answers for another. Raises: NotAllowed."""
    seat = permission.require(by, "alarm.acknowledge", called, at=at)
    unanswered = AlarmCall.objects.filter(pk=called.pk, acknowledged_at=None)
    is_first = unanswered.update(acknowledged_at=at, acknowledged_by=how)
    called.refresh_from_db()
    if is_first:
        alarm = called.alarm
        journal.record(
            "alarm.acknowledged",
            by=by,
            seat=seat,
            on=alarm,
            community_id=alarm.community_id,
            path=alarm.place.path,
            at=at,
            facts={"how": how, "post": called.post_id},
            about=called.person,
        )
    return called


def send(row: AlarmCall, secret: str, template: str, at: datetime) -> None:
    """Send one call: where, what, since when, and the address of one tap."""
    alarm = row.alarm
    facts = {
        "where": where_of(alarm),
        "kind": rules.KINDS[alarm.kind],
        "time": f"{timezone.localtime(alarm.raised_at):%H:%M}",
        "address": f"{settings.PUBLIC_URL}/alarm/ack/{secret}/",
    }
    channels.send(
        to=row.person,
        template=template,
        facts=facts,
        community_id=alarm.community_id,
        link=f"/alarm/{alarm.pk}/",
        by=SYSTEM,
        at=at,
    )
