"""The chain: who got it says so, who is silent is called again, the next and the ones above are called, it ends."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.foundation.records.ids import new_code
from sanzhang.mechanisms.feedback import queries
from sanzhang.mechanisms.feedback.actions.calling import call, send, where_of
from sanzhang.mechanisms.feedback.models import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.queries.alarms import answered_levels, digest_of
from sanzhang.mechanisms.feedback.rules import alarm as rules


@transaction.atomic
def call_further(alarm_id: int, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Call again who is silent after two minutes, and whom the silence of a level brings in; say how many calls.

    Twice in the same minute calls nobody twice: the alarm's row is locked, each person is called once and texted
    again once. Raises: NotAllowed.
    """
    permission.require(by, "alarm.call_further", at=at)
    alarm = Alarm.objects.select_for_update(of=("self",)).select_related("place__parent").get(pk=alarm_id)
    if not alarm.runs or alarm.same_as_id:
        return 0
    calls = list(alarm.calls.select_related("person", "post"))
    silent = rules.silent_levels(answered_levels(calls))
    age = at - alarm.told_at
    again = _again(calls, at) if age <= rules.CALLS_END else 0
    more = sum(
        call(alarm, queries.to_call(alarm.place, wave, at), wave, at)
        for wave in rules.waves_due(age, silent, {one.post.kind for one in calls})
    )
    if again or more:
        facts = {"again": again, "more": more, "silent": silent}
        journal.record(
            "alarm.called_further",
            by=by,
            on=alarm,
            community_id=alarm.community_id,
            path=alarm.place.path,
            at=at,
            facts=facts,
        )
    return again + more


def _again(calls: list[AlarmCall], at: datetime) -> int:
    """Text each once more who was called two minutes ago and has not answered."""
    silent = [
        one
        for one in calls
        if one.acknowledged_at is None and one.again_at is None and at - one.sent_at >= rules.AGAIN_AFTER
    ]
    for one in silent:
        secret = new_code(16)
        one.again_at, one.again_digest = at, digest_of(secret)
        one.save(update_fields=["again_at", "again_digest"])
        send(one, secret, "feedback.drill" if one.alarm.is_drill else "feedback.alarm_again", at)
    return len(silent)


@transaction.atomic
def stand_down(alarm: Alarm, *, ending: str, words: str, by: Actor, at: datetime) -> Alarm:
    """End an alarm as dealt with, or as a false one, in words; all who were called are told.

    A false one is counted for the place, and nothing is kept against who raised it. The matter goes on by itself.
    Raises: NotAllowed; NotPossible — no words, or it was ended before.
    """
    seat = permission.require(by, "alarm.stand_down", alarm, at=at)
    said = matter_rules.clean_words(words)[: rules.WORDS_MAX]
    if ending not in rules.ENDINGS or not said:
        raise matter_rules.NotPossible("请选是已处置还是误报,再写一句怎么处置的。")
    locked = Alarm.objects.select_for_update(of=("self",)).select_related("place__parent").get(pk=alarm.pk)
    if not locked.runs:
        raise matter_rules.NotPossible("这个紧急报告已经解除了。")
    locked.state, locked.ended_at, locked.end_words = ending, at, said
    locked.ended_by = by if isinstance(by, Person) else None
    locked.save()
    facts = {"where": where_of(locked), "kind": rules.KINDS[locked.kind], "ending": rules.ENDINGS[ending]}
    for called in locked.calls.select_related("person"):
        channels.send(
            to=called.person,
            phone="",
            template="feedback.alarm_over",
            facts=facts,
            community_id=locked.community_id,
            link=f"/alarm/{locked.pk}/",
            by=SYSTEM,
            at=at,
        )
    Alarm.objects.filter(same_as=locked, ended_at=None).update(state=ending, ended_at=at)
    journal.record(
        "alarm.stood_down",
        by=by,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        path=locked.place.path,
        at=at,
        facts={"ending": ending, "is_drill": locked.is_drill},
    )
    return locked
