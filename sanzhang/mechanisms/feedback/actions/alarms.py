"""Raising an alarm: everybody who must know is called in the same transaction."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.foundation.records import statements
from sanzhang.mechanisms.feedback import queries
from sanzhang.mechanisms.feedback.actions.calling import call, where_of
from sanzhang.mechanisms.feedback.models import Alarm
from sanzhang.mechanisms.feedback.models.alarms import new_receipt
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.territory.models import Place


@transaction.atomic
def raise_alarm(
    place: Place,
    *,
    kind: str,
    key: str,
    words: str = "",
    phone: str = "",
    way: str = rules.ONLINE,
    receipt: str = "",
    raised_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Alarm:
    """Raise an alarm (§10.3): a matter of its own, and a call to community, street, departments and leaders at once.

    All are called, even whom it may be about: a minute counts more than R15, which still holds for the matter.
    `key`: of the form; an alarm with it that is there already is the answer. The same kind at the same place within
    ten minutes calls nobody anew: those called are told in their inbox. Raises: NotAllowed.
    """
    seat = permission.require(by, "alarm.raise", place, at=at)
    if known := Alarm.objects.filter(key=key).select_related("place").first():
        return known
    alarm = Alarm(
        community_id=place.in_community,
        place=place,
        key=key,
        receipt=receipt or new_receipt(),
        kind=kind if kind in rules.KINDS else rules.OTHER,
        words=matter_rules.clean_words(words)[: rules.WORDS_MAX],
        way=way,
        raised_by=by if isinstance(by, Person) else None,
        raised_at=raised_at or at,
        told_at=at,
    )
    alarm.same_as = _same(alarm, at)
    alarm.matter = _matter(alarm, phone, by, at)
    statements.insert(alarm)
    _tell(alarm, at)
    facts = {"kind": alarm.kind, "way": way, "same_as": alarm.same_as_id, "calls": alarm.calls.count()}
    journal.record(
        "alarm.raised",
        by=by,
        seat=seat,
        on=alarm,
        community_id=alarm.community_id,
        path=place.path,
        at=at,
        facts=facts,
    )
    return alarm


@transaction.atomic
def drill(place: Place, *, kind: str, key: str, by: Actor, at: datetime) -> Alarm:
    """Try the chain of a unit: everybody is called as by an alarm, marked as a drill; no matter is made.

    Raises: NotAllowed.
    """
    seat = permission.require(by, "alarm.drill", place, at=at)
    if known := Alarm.objects.filter(key=key).select_related("place").first():
        return known
    alarm = Alarm(
        community_id=place.in_community,
        place=place,
        key=key,
        kind=kind,
        is_drill=True,
        raised_at=at,
        told_at=at,
    )
    alarm.raised_by = by if isinstance(by, Person) else None
    statements.insert(alarm)
    _tell(alarm, at)
    facts = {"kind": kind, "calls": alarm.calls.count()}
    journal.record(
        "alarm.drilled",
        by=by,
        seat=seat,
        on=alarm,
        community_id=alarm.community_id,
        path=place.path,
        at=at,
        facts=facts,
    )
    return alarm


def _matter(alarm: Alarm, phone: str, by: Actor, at: datetime) -> Matter:
    """Report it as a matter: it is worked on to its end, whatever becomes of the alarm."""
    return matters.report_matter(
        place=alarm.place,
        words=alarm.words or f"紧急报告:{rules.KINDS[alarm.kind]}",
        kind=matter_rules.EMERGENCY,
        topic=rules.TOPIC,
        origin="alarm",
        contact_phone=rules.clean_phone(phone),
        reporter=alarm.raised_by,
        by=by,
        at=at,
    )


def _same(alarm: Alarm, at: datetime) -> Alarm | None:
    running = Alarm.objects.filter(
        place=alarm.place, kind=alarm.kind, ended_at=None, is_drill=False, same_as=None
    )
    return running.filter(told_at__gt=at - rules.SAME_ALARM).order_by("id").first()


def _tell(alarm: Alarm, at: datetime) -> None:
    if alarm.same_as is None:
        call(alarm, queries.to_call(alarm.place, rules.AT_ONCE, at), rules.AT_ONCE, at)
        return
    for told in alarm.same_as.calls.select_related("person"):
        channels.send(
            to=told.person,
            phone="",
            template="feedback.alarm_more",
            facts={"where": where_of(alarm), "kind": rules.KINDS[alarm.kind]},
            community_id=alarm.community_id,
            link=f"/alarm/{alarm.same_as_id}/",
            by=SYSTEM,
            at=at,
        )
