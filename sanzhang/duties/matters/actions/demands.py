"""Ends that need two: a demand found unreasonable by two people, and what was said to a visitor (§10.2)."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import queries, rules, work
from sanzhang.duties.matters.actions import orders
from sanzhang.duties.matters.actions.reporter import send_up
from sanzhang.duties.matters.actions.steps import refuse_party, take_step
from sanzhang.duties.matters.models import Mark, Matter, MatterStep, Visit
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import NotAllowed, Seat
from sanzhang.foundation.records.paths import in_area


@transaction.atomic
def mark(matter: Matter, *, words: str, by: Person, at: datetime) -> Mark:
    """Say that what is demanded can't be given, and why; nothing happens until a second person agrees.

    Raises: NotAllowed — no seat here, or a party; NotPossible — no reason, never answered, marked already.
    """
    seat = permission.require(by, "matter.mark", matter, at=at)
    refuse_party(matter, by, at)
    if not rules.clean_words(words):
        raise rules.NotPossible("请写清楚为什么这项要求办不到。")
    if matter.state not in (rules.ANSWERED, rules.CLOSED) and not matter.reopened:
        raise rules.NotPossible("请先答复居民,讲清楚为什么,再标记。")
    if seat is None:
        raise NotAllowed("只有本辖区的岗位能标记诉求。", "matter.mark")
    made = Mark(
        community_id=matter.community_id,
        matter=matter,
        words=rules.clean_words(words),
        marked_by=by,
        marked_post_id=seat.post_id,
        marked_at=at,
    )
    orders._insert(made, "这件事已经有人标记,等第二个人看。")
    _record("matter.mark_asked", made, by, seat, at)
    return made


@transaction.atomic
def second_mark(one: Mark, *, words: str, by: Person, at: datetime) -> MatterStep:
    """Agree, as another person of another post; `words` tell the resident politely what is possible.

    The matter leaves the rate of satisfaction and stays visible as before. Raises: NotAllowed, NotPossible.
    """
    matter = Matter.objects.select_related("place").get(pk=one.matter_id)
    permission.require(by, "matter.mark", matter, at=at)
    refuse_party(matter, by, at)
    if by.pk == one.marked_by_id:
        raise NotAllowed("要由另一个岗位的另一个人来看。", "matter.mark")
    seat = _other_seat(matter, one, by, at)
    values = {"seconded_by": by, "seconded_post_id": seat.post_id, "seconded_at": at}
    if not Mark.objects.filter(pk=one.pk, seconded_at=None, taken_back_at=None).update(**values):
        raise rules.NotPossible("这个标记已经有人看过,或者取消了。")
    one.refresh_from_db()
    facts = {"mark": one.pk, "first_post": one.marked_post_id}
    return take_step(matter, rules.MARK, by=by, at=at, seat=seat, words=words, facts=facts, disregarded_at=at)


def _other_seat(matter: Matter, one: Mark, by: Person, at: datetime) -> Seat:
    for seat in permission.seats_of(by, at):
        if (
            seat.kind in rules.LADDER
            and in_area(matter.path, seat.path)
            and seat.post_id != one.marked_post_id
        ):
            return seat
    raise NotAllowed("要由另一个岗位的人来看。", "matter.mark")


@transaction.atomic
def take_mark_back(one: Mark, *, words: str, by: Person, at: datetime) -> Mark:
    """Take a mark back, seconded or not; the matter counts again. Raises: NotAllowed, NotPossible."""
    matter = Matter.objects.select_related("place").get(pk=one.matter_id)
    seat = permission.require(by, "matter.mark", matter, at=at)
    refuse_party(matter, by, at)
    values = {"taken_back_by": by, "taken_back_at": at}
    if not Mark.objects.filter(pk=one.pk, taken_back_at=None).update(**values):
        raise rules.NotPossible("这个标记已经取消了。")
    one.refresh_from_db()
    if one.seconded_at:
        take_step(
            matter,
            rules.UNMARK,
            by=by,
            at=at,
            seat=seat,
            words=words,
            facts={"mark": one.pk},
            disregarded_at=None,
        )
    else:
        _record("matter.mark_taken_back", one, by, seat, at)
    return one


def _record(action: str, one: Mark, by: Person, seat: Seat | None, at: datetime) -> None:
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=one.matter,
        community_id=one.community_id,
        facts={"mark": one.pk},
    )


@transaction.atomic
def visit(
    matter: Matter,
    *,
    rating: int,
    spoken_with: str,
    words: str,
    by: Person,
    at: datetime,
    again: bool = False,
) -> MatterStep:
    """Write down what somebody said by telephone or at the door; both names are kept. `again`: they want it redone.

    Raises: NotAllowed — one's own answer, or a party; NotPossible — no name, not answered yet, redone without words.
    """
    seat = permission.require(by, "matter.visit", matter, at=at)
    refuse_party(matter, by, at)
    last = queries.last_answer(matter)
    if last is not None and last.person_id == by.pk:
        raise NotAllowed("自己答复的事,由别的岗位回访。", "matter.visit")
    if rating not in work.ANSWERS_TO_VISIT:
        raise rules.NotPossible("请选满意、基本满意或者不满意。")
    name = spoken_with.strip()[:50]
    if not name:
        raise rules.NotPossible("请写回访时是谁说的,怎么称呼。")
    row = take_step(
        matter, rules.VISIT, by=by, at=at, seat=seat, words=words, rating=rating, entered_for=matter.reporter
    )
    kept = Visit(
        community_id=matter.community_id,
        matter=matter,
        seq=row.seq,
        person=by,
        post_id=seat.post_id if seat else None,
        at=at,
        spoken_with=name,
        rating=rating,
    )
    kept.save(force_insert=True)
    if again:
        send_up(matter, words=words, by=by, seat=seat, at=at, entered_for=matter.reporter)
    return row
