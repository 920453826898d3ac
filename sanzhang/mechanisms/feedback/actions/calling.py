"""Calling somebody: a row, and a text with a secret that opens this one alarm for this one person."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.permission import SYSTEM
from sanzhang.foundation.records.ids import new_code
from sanzhang.mechanisms.feedback.models import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.queries.alarms import digest_of
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory import queries as territory


def where_of(alarm: Alarm) -> str:
    """Return where it is, as people say it."""
    return territory.full_name(alarm.place)


def call(alarm: Alarm, sittings: Iterable[Tenure], wave: int, at: datetime) -> int:
    """Call each who was not called yet, by text and inbox; say how many."""
    known = set(alarm.calls.values_list("person_id", flat=True))
    secrets = []
    rows = []
    for sitting in sittings:
        if sitting.person_id in known:
            continue
        secret = new_code(16)
        how = rules.TEXT if sitting.person.phone.startswith("1") else rules.INBOX
        row = AlarmCall(
            community_id=alarm.community_id, alarm=alarm, person=sitting.person, post=sitting.post
        )
        row.wave, row.how, row.digest, row.sent_at = wave, how, digest_of(secret), at
        rows.append(row)
        secrets.append(secret)
    AlarmCall.objects.bulk_create(rows)
    for row, secret in zip(rows, secrets, strict=True):
        send(row, secret, "feedback.drill" if alarm.is_drill else "feedback.alarm", at)
    return len(rows)


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
