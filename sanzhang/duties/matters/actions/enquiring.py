"""Questions: asked, answered at once or within two working days, turned into a matter or back (§4.2)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.duties.matters import asking, queries, rules
from sanzhang.duties.matters.actions import holder, report
from sanzhang.duties.matters.models import Enquiry, Matter, ReadyAnswer
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.calendar.rules import add_working_days
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.territory.models import Place

NO_WORDS, NO_ANSWER = "请写一写要问什么,一句话也行。", "请写怎么回答的。"


@transaction.atomic
def ask(
    place: Place,
    words: str,
    *,
    by: Actor,
    at: datetime,
    topic: str = "other",
    contact_name: str = "",
    contact_phone: str = "",
    ready: ReadyAnswer | None = None,
    answer: str = "",
    origin: str = "resident",
    reporter: Person | None = None,
) -> Enquiry:
    """Ask something: answered by `ready`, or at once by whoever types it with `answer`, else by the community.

    Raises: NotAllowed; NotPossible — no words, or an answer that does not stand ready here.
    """
    action = "enquiry.ask" if origin in rules.FROM_OUTSIDE else "enquiry.ask_for"
    seat = permission.require(by, action, place, at=at)
    seat = seat if action == "enquiry.ask_for" else None
    said = rules.clean_words(words) or (ready.question if ready else "")
    if not said:
        raise rules.NotPossible(NO_WORDS)
    if ready and not queries.ready_here(place).filter(pk=ready.pk).exists():
        raise rules.NotPossible("这条回答已经换了新的。请再看一遍。")
    made = Enquiry(
        place=place,
        words=said,
        topic=ready.topic if ready else topic,
        origin=origin,
        ready=ready,
        asked_at=at,
        community_id=place.community_id or place.pk,
        contact_name=contact_name,
        contact_phone=contact_phone,
        reporter=reporter,
    )
    made.entered_by = by if seat and isinstance(by, Person) else None
    _end_or_wait(made, rules.clean_words(answer) if seat else "", seat, at)
    made.save(force_insert=True)
    _record("enquiry.asked", made, by=by, seat=seat, at=at)
    return made


def _end_or_wait(enquiry: Enquiry, answer: str, seat: Seat | None, at: datetime) -> None:
    answer = answer or (enquiry.ready.answer if enquiry.ready else "")
    if not answer:
        enquiry.due_at = add_working_days(at, asking.WORKING_DAYS, calendar.working_days())
        return
    enquiry.state, enquiry.answer, enquiry.answered_at = asking.ANSWERED, answer, at
    enquiry.answered_by = enquiry.entered_by
    enquiry.answered_post_id = seat.post_id if seat else None


@transaction.atomic
def answer_enquiry(
    enquiry: Enquiry, *, answer: str, by: Person, at: datetime, ready: ReadyAnswer | None = None
) -> Enquiry:
    """Answer a question that waits, in own words or by what stands ready.

    Raises: NotAllowed; NotPossible — no words, or somebody answered meanwhile.
    """
    seat = permission.require(by, "enquiry.answer", enquiry, at=at)
    said = rules.clean_words(answer) or (ready.answer if ready else "")
    if not said:
        raise rules.NotPossible(NO_ANSWER)
    values: dict[str, Any] = {"state": asking.ANSWERED, "answer": said, "answered_at": at, "due_at": None}
    values |= {"answered_by": by, "answered_post_id": seat.post_id if seat else None, "ready": ready}
    _settle(enquiry, values)
    _record("enquiry.answered", enquiry, by=by, seat=seat, at=at)
    return enquiry


@transaction.atomic
def turn_into_matter(enquiry: Enquiry, *, by: Actor, at: datetime, kind: str = rules.ORDINARY) -> Matter:
    """Make a matter of a question because something has to be done; the same words, place and contact.

    Raises: NotAllowed; NotPossible — it was turned already.
    """
    seat = permission.require(by, "enquiry.turn", enquiry, at=at)
    if enquiry.was_id:
        raise rules.NotPossible("这本来就是一件事项,请在那件事的回执里要求重办。")
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.matter_id:
        raise rules.NotPossible("这条咨询已经转成事项了。")
    made = report.report_matter(
        place=enquiry.place,
        words=enquiry.words,
        kind=kind,
        topic=enquiry.topic,
        origin=enquiry.origin if seat and enquiry.origin not in rules.FROM_OUTSIDE else "resident",
        contact_name=enquiry.contact_name,
        contact_phone=enquiry.contact_phone,
        reporter=enquiry.reporter,
        by=by,
        at=at,
    )
    values: dict[str, Any] = {"state": asking.TURNED, "due_at": None, "matter": made}
    Enquiry.objects.filter(pk=enquiry.pk).update(**values)
    for name, value in values.items():
        setattr(enquiry, name, value)
    _record("enquiry.turned", enquiry, by=by, seat=seat, at=at)
    return made


@transaction.atomic
def answer_as_question(
    matter: Matter, *, answer: str, by: Person, at: datetime, version: int | None = None
) -> Enquiry:
    """Answer a matter that only asks something, and count it as a question; its receipt and rights stay.

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    permission.require(by, "matter.answer_as_question", matter, at=at)
    if not rules.clean_words(answer):
        raise rules.NotPossible(NO_ANSWER)
    if matter.kind == rules.EMERGENCY:
        raise rules.NotPossible("紧急情况不能当作咨询。")
    if Enquiry.objects.filter(was=matter).exists():
        raise rules.NotPossible("这件事已经按咨询答复过,居民要求重办,请照事项来办。")
    step = holder.answer(matter, ending="solved", words=answer, by=by, at=at, version=version)
    if matter.state != rules.ANSWERED:
        raise rules.NotPossible("这一类事答复前要有人核查,不能当作咨询。")
    made = Enquiry(
        community_id=matter.community_id,
        place=matter.place,
        origin=matter.origin,
        topic=matter.topic,
        words=matter.words,
        state=asking.ANSWERED,
        asked_at=matter.reported_at,
        answered_at=at,
        answer=step.words,
        answered_by=by,
        answered_post_id=step.post_id,
        reporter=matter.reporter,
        entered_by=matter.entered_by,
        was=matter,
    )
    made.save(force_insert=True)
    _record("enquiry.asked", made, by=by, seat=None, at=at)
    return made


def _settle(enquiry: Enquiry, values: dict[str, Any]) -> None:
    waiting = Enquiry.objects.filter(pk=enquiry.pk, state=asking.WAITING)
    if not waiting.update(**values):
        raise rules.NotPossible("这条咨询刚刚已经有人回答或者转办了。请看过再说。")
    for name, value in values.items():
        setattr(enquiry, name, value)


@transaction.atomic
def reveal_enquirer(enquiry: Enquiry, *, purpose: str, by: Person, at: datetime) -> tuple[str, str]:
    """Return name and phone of who asked, noted in the journal before they leave (R8).

    Raises: NotAllowed; NotPossible — no purpose, or nothing was left.
    """
    seat = permission.require(by, "enquiry.reveal", enquiry, at=at)
    if not purpose.strip():
        raise rules.NotPossible("请写为什么要联系。")
    if not enquiry.contact_name and not enquiry.contact_phone:
        raise rules.NotPossible("问的人没有留联系方式。")
    journal.look(
        by,
        about=enquiry.reporter,
        fields="contact_name contact_phone",
        purpose=purpose.strip()[:200],
        at=at,
        seat=seat,
        on=enquiry,
        community_id=enquiry.community_id,
    )
    return enquiry.contact_name, enquiry.contact_phone


@transaction.atomic
def keep_ready_answer(
    place: Place,
    *,
    question: str,
    answer: str,
    topic: str,
    by: Person,
    at: datetime,
    words: str = "",
    ready: ReadyAnswer | None = None,
) -> ReadyAnswer:
    """Write an answer that stands ready below `place`, or change one: it counts as looked over now.

    Raises: NotAllowed; NotPossible — nothing to read, or the same question stands there already.
    """
    seat = permission.require(by, "answer.edit", ready or place, at=at)
    permission.require(by, "answer.edit", place, at=at)
    asked, said = question.strip(), rules.clean_words(answer)
    if not asked or not said:
        raise rules.NotPossible("问题和回答都要写。")
    row = ready or ReadyAnswer()
    row.place, row.community_id = place, place.community_id
    row.question, row.answer, row.topic = asked[: asking.QUESTION_MAX], said, topic
    row.words = words.strip()[: asking.OTHER_WORDS_MAX]
    row.reviewed_at, row.reviewed_by = at, by
    try:
        with transaction.atomic():
            row.save(force_insert=ready is None)
    except IntegrityError as fault:
        raise rules.NotPossible("已经有一条一样的问题。请改那一条。") from fault
    facts = {"answer": row.pk, "new": ready is None}
    journal.record("answer.kept", by=by, seat=seat, at=at, community_id=row.community_id, facts=facts)
    return row


@transaction.atomic
def look_over(ready: ReadyAnswer, *, by: Person, at: datetime) -> None:
    """Note that an answer that stands ready is still right."""
    seat = permission.require(by, "answer.edit", ready, at=at)
    ReadyAnswer.objects.filter(pk=ready.pk).update(reviewed_at=at, reviewed_by=by)
    facts = {"answer": ready.pk}
    journal.record(
        "answer.looked_over", by=by, seat=seat, at=at, community_id=ready.community_id, facts=facts
    )


@transaction.atomic
def take_off(ready: ReadyAnswer, *, by: Person, at: datetime) -> None:
    """Take an answer off: it is offered to nobody any more, what it answered stays."""
    seat = permission.require(by, "answer.edit", ready, at=at)
    ReadyAnswer.objects.filter(pk=ready.pk, closed_at=None).update(closed_at=at)
    facts = {"answer": ready.pk}
    journal.record("answer.taken_off", by=by, seat=seat, at=at, community_id=ready.community_id, facts=facts)


def _record(action: str, enquiry: Enquiry, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    facts: dict[str, Any] = {"state": enquiry.state, "topic": enquiry.topic, "origin": enquiry.origin}
    facts |= {"ready": enquiry.ready_id or 0, "was": enquiry.was_id or 0, "matter": enquiry.matter_id or 0}
    journal.record(
        action, by=by, seat=seat, at=at, on=enquiry, community_id=enquiry.community_id, facts=facts
    )
