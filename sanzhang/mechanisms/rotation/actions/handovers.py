"""The hand-over: drafted by the system, words and signature by the old one, questions and receipt by the new one."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed, Seat
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible
from sanzhang.mechanisms.rotation.models import Handover, HandoverQuestion
from sanzhang.mechanisms.rotation.queries import handover_notes, handovers
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Tenure

QUESTIONS_MAX = 20


@transaction.atomic
def draft(ending: Tenure, *, by: Actor, at: datetime) -> Handover:
    """Draft the note of a tenure that ends, or bring it up to date while it is unsigned; late or twice: one note.

    Raises: NotAllowed; NotPossible — not a leader's, no end in sight, or long ago; the same person goes on.
    """
    seat = permission.require(by, "handover.draft", ending, at=at)
    # Whoever comes second waits here for the first, and finds his note.
    now = (
        Tenure.objects.select_for_update(of=("self",))
        .select_related("post__place", "person")
        .get(pk=ending.pk)
    )
    _refuse(now, at)
    note = Handover.objects.filter(ending=now).first()
    if note is None:
        facts = handover_notes.facts_of(now, at)
        note = Handover(community_id=now.community_id, ending=now, drafted_at=at, facts=facts, facts_at=at)
        note.save(force_insert=True)
        _record("handover.drafted", note, by=by, at=at, seat=seat)
    elif not note.signed_at and not note.received_at:
        note.ending = now
        note.facts, note.facts_at = handover_notes.facts_of(now, at), at
        note.save(update_fields=["facts", "facts_at"])
    return note


def _refuse(ending: Tenure, at: datetime) -> None:
    if ending.post.kind not in post_rules.LEADERS or ending.cancelled_at:
        raise NotPossible("只有三长的岗位要写交接单。")
    if not rules.may_draft(starts_at=ending.starts_at, ends_at=ending.ends_at, at=at):
        raise NotPossible("离岗的日子还没有定,或者还早,或者已经过去一个月,现在不用写交接单。")
    if not handovers.is_change(ending, handovers.followings([ending])[ending.pk]):
        raise NotPossible("下一任还是同一个人,不用写交接单。")


def draft_due(community_id: int, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Draft what is due in a community and bring up to date what is unsigned; return how many are new."""
    permission.require(by, "handover.draft", at=at)
    known = Tenure.objects.filter(community=community_id).select_related("post__place")
    new = handovers.without_note(known, since=at - rules.READ_ON, until=at + rules.DRAFT_AHEAD)
    drafted = sum(_drafted(ending, by, at) for ending in new.filter(starts_at__lte=at).order_by("ends_at"))
    unsigned = Handover.objects.filter(
        community=community_id, signed_at=None, received_at=None, ending__ends_at__gt=at - rules.READ_ON
    )
    for note in unsigned.select_related("ending__post__place").exclude(facts_at=at):
        if not note.ending.cancelled_at and note.facts_at < note.ends_at:
            _drafted(note.ending, by, at)
    return drafted


def _drafted(ending: Tenure, by: Actor, at: datetime) -> bool:
    try:
        return draft(ending, by=by, at=at).drafted_at == at
    except NotPossible:
        return False


@transaction.atomic
def write(
    note: Handover, *, words: Mapping[str, str], by: Person, at: datetime, sign: bool = False
) -> Handover:
    """Keep the old one's words; `sign`: that is all, the note is frozen and waits for the new one.

    Raises: NotAllowed — not the old one; NotPossible — signed or confirmed already, or a month ago.
    """
    seat = permission.require(by, "handover.give", note, at=at)
    now = _held(note)
    if now.signed_at or now.received_at:
        raise NotPossible("交接单已经签字或者确认过了,不能再改。下一任有话会在这里问您。")
    if at >= now.ends_at + rules.READ_ON:
        raise NotPossible("离岗已经超过一个月,不能再写了。")
    now.facts, now.facts_at = handover_notes.facts_of(now.ending, at), at
    ids = [one["id"] for one in now.facts["open"]]
    now.words = json.dumps(rules.clean_parts(words, ids), ensure_ascii=False)
    now.written_at = at
    now.signed_at = at if sign else None
    now.save(update_fields=["facts", "facts_at", "words", "written_at", "signed_at"])
    if sign:
        _tell_next(now, "rotation.handover_ready", at)
        _record("handover.signed", now, by=by, at=at, seat=seat)
    else:
        _record("handover.written", now, by=by, at=at, seat=seat)
    return now


@transaction.atomic
def receive(note: Handover, *, by: Person, at: datetime) -> Handover:
    """Confirm that one has read the note, as who follows; of two at once one is written.

    Raises: NotAllowed — does not follow, or not yet; NotPossible — confirmed already.
    """
    seat = permission.require(by, "handover.take", note, at=at)
    now = _taken(note, by, at)
    if now.received_at:
        raise NotPossible("这份交接单已经确认过了。")
    if not now.signed_at:
        now.facts, now.facts_at = handover_notes.facts_of(now.ending, at), at
    now.received_at, now.following = at, now.next_tenure
    now.save(update_fields=["received_at", "following", "facts", "facts_at"])
    _record("handover.received", now, by=by, at=at, seat=seat)
    return now


@transaction.atomic
def ask(note: Handover, *, words: str, by: Person, at: datetime) -> HandoverQuestion:
    """Ask the old one something about the note, before confirming. Raises: NotAllowed, NotPossible."""
    permission.require(by, "handover.take", note, at=at)
    now = _taken(note, by, at)
    said = rules.clean_parts({"other": words}, ()).get("other", "")
    if now.received_at or at >= now.ends_at + rules.READ_ON:
        raise NotPossible("已经确认过,或者上一任离岗超过一个月,不能在这里问了。可以打电话问。")
    if not said:
        raise NotPossible("请写要问什么。")
    if HandoverQuestion.objects.filter(handover=now).count() >= QUESTIONS_MAX:
        raise NotPossible("已经问了很多条了,剩下的请打电话问。")
    question = HandoverQuestion(
        community_id=now.community_id, handover=now, asked_by=by, asked_at=at, words=said
    )
    question.save(force_insert=True)
    channels.send(
        to=now.ending.person,
        template="rotation.handover_asked",
        facts={"title": posts.title_of(now.ending.post)},
        community_id=now.community_id,
        link=f"/rotation/handover/{now.pk}/",
        at=at,
    )
    _record("handover.asked", now, by=by, at=at)
    return question


@transaction.atomic
def answer(question: HandoverQuestion, *, words: str, by: Person, at: datetime) -> HandoverQuestion:
    """Answer what the new one asked. Raises: NotAllowed — not the old one; NotPossible — answered, or no words."""
    permission.require(by, "handover.give", question.handover, at=at)
    now = _held(question.handover)
    fresh = HandoverQuestion.objects.get(pk=question.pk)
    said = rules.clean_parts({"other": words}, ()).get("other", "")
    if fresh.answered_at or now.received_at or at >= now.ends_at + rules.READ_ON:
        raise NotPossible("这一条已经答过,或者交接已经完成。")
    if not said:
        raise NotPossible("请写怎么回答。")
    fresh.answer, fresh.answered_at = said, at
    fresh.save(update_fields=["answer", "answered_at"])
    _tell_next(now, "rotation.handover_answered", at)
    _record("handover.answered", now, by=by, at=at)
    return fresh


def _held(note: Handover) -> Handover:
    """Return a note as it is now, locked until the end of the transaction, knowing who follows."""
    locked = Handover.objects.select_for_update(of=("self",)).select_related(
        "ending__person", "ending__post__place__parent", "following__person"
    )
    return handovers.with_next([locked.get(pk=note.pk)])[0]


def _taken(note: Handover, by: Person, at: datetime) -> Handover:
    now = _held(note)
    if handovers.role_of(now, by, at) != handovers.TAKER:
        raise NotAllowed("只有接这个岗位的人,从上岗那天起,能问、能确认。", "handover.take")
    return now


def _tell_next(note: Handover, template: str, at: datetime) -> None:
    """Tell who follows, once he sits there; a message that goes out later needs the seat then."""
    following = note.next_tenure
    if following and following.starts_at <= at:
        channels.send(
            to=following.person,
            template=template,
            facts={"title": posts.title_of(note.ending.post)},
            community_id=note.community_id,
            link=f"/rotation/handover/{note.pk}/",
            needs="handover.take",
            needs_path=note.scope_path,
            at=at,
        )


def _record(action: str, note: Handover, *, by: Actor, at: datetime, seat: Seat | None = None) -> None:
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=note,
        about=note.ending.person,
        community_id=note.community_id,
        facts={"tenure": note.ending_id, "post": note.ending.post_id},
    )
