"""A leave: the sitting is split, somebody acts or nobody does, and the person is back by the date alone (§2.3)."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions import leave_asking as asking
from sanzhang.organisation.posts.actions.leave_acting import change_ends, seat_acting
from sanzhang.organisation.posts.actions.leave_sittings import join, refusing_overlaps, split, stand_ins
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


@transaction.atomic
def ask_for_leave(
    tenure: Tenure, *, leaves_at: datetime, returns_at: datetime, words: str, by: Actor, at: datetime
) -> Leaving:
    """Ask for leave on [leaves_at, returns_at) with a reason, for oneself or typed by a worker.

    Raises: NotPossible — days in the past or the wrong order, beyond the term, no reason, or something waits.
    """
    seat = permission.require(by, "posts.ask_leaving", tenure, at=at)
    _refuse_days(leaves_at, returns_at, at)
    _sitting_at(tenure, leaves_at, returns_at)
    if not words.strip():
        raise NotPossible("请写一句原因,例如“住院”“回老家”。")
    more = {"kind": ways.LEAVE, "words": words.strip(), "leaves_at": leaves_at, "returns_at": returns_at}
    leaving = asking.new_leaving(tenure, by=by, at=at, **more)
    asking.tell_workers(leaving, "posts.leave_asked", by=by, at=at, days=_days(leaving))
    asking.note("leaving.asked", leaving, by=by, at=at, seat=seat)
    return leaving


@transaction.atomic
def grant_leave(leaving: Leaving, *, acting: Person | None, by: Actor, at: datetime) -> None:
    """Grant a leave, with somebody who acts or openly nobody; one that should have begun begins now.

    The absence, the acting and the return are written at once, so that no job has to run for them.
    Raises: NotAllowed — oneself; NotPossible — settled, over by now, or beyond the term; PostTaken.
    """
    seat = permission.require(by, "posts.grant_leave", leaving, at=at)
    now = _open_leave(leaving, by=by, at=at)
    begins, returns = max(now.leaves_at or at, at), now.returns_at or at
    if returns <= begins:
        raise NotPossible("请假的日子已经过去了。请点“不同意”,写明原因。")
    sitting = _sitting_at(now.tenure, begins, returns)
    now.tenure, now.leaves_at = sitting, begins
    now.returning = split(sitting, begins=begins, returns=returns, by=by)
    now.save(update_fields=["tenure", "leaves_at", "returning"])
    if acting is not None:
        now.acting = seat_acting(now, acting, starts_at=begins, by=by, at=at)
        now.save(update_fields=["acting"])
    note_vacancy(sitting.post, at)
    asking.settle(now, ways.DONE, by=by, at=at)
    asking.tell_person(now, "posts.leave_granted", by=by, at=at, days=_days(now))
    asking.note("leaving.leave_granted", now, by=by, at=at, seat=seat)


@transaction.atomic
def decline_leave(leaving: Leaving, *, words: str, by: Actor, at: datetime) -> None:
    """Refuse a leave, with the reason. Raises: NotAllowed — oneself; NotPossible — settled, or no reason."""
    seat = permission.require(by, "posts.grant_leave", leaving, at=at)
    if not words.strip():
        raise NotPossible("请写明为什么不同意。")
    now = _open_leave(leaving, by=by, at=at)
    asking.settle(now, ways.REFUSED, by=by, at=at, words=words.strip())
    asking.tell_person(now, "posts.leaving_refused", by=by, at=at, what=rules.LEAVING_KINDS[now.kind])
    asking.note("leaving.refused", now, by=by, at=at, seat=seat)


@transaction.atomic
def cancel_leave(leaving: Leaving, *, by: Actor, at: datetime) -> None:
    """Cancel a granted leave before it begins; the sitting is whole again and nobody acts.

    Raises: NotPossible — it has begun (then come back earlier), or was cancelled.
    """
    seat = permission.require(by, "posts.end_leave", leaving, at=at)
    now = _granted(leaving, at)
    if now.leaves_at is None or now.leaves_at <= at:
        raise NotPossible("请假已经开始了。请用“提前返岗”。")
    _tell_acting(now, "posts.leave_cancelled", by=by, at=at, days=_days(now))
    join(now, words="请假开始以前取消了。", at=at)
    note_vacancy(now.tenure.post, at)
    asking.tell_person(now, "posts.leave_cancelled", by=by, at=at, days=_days(now))
    asking.note("leaving.leave_cancelled", now, by=by, at=at, seat=seat)


@transaction.atomic
def come_back(leaving: Leaving, *, returns_at: datetime, by: Actor, at: datetime) -> None:
    """Come back from a leave earlier, now or on a day to come; who acts stops at that instant.

    Raises: NotPossible — not away, later than agreed (then `prolong_leave`), or in the past.
    """
    seat = permission.require(by, "posts.end_leave", leaving, at=at)
    now = _granted(leaving, at)
    _refuse_no_return(now)
    if returns_at < at or now.leaves_at is None or returns_at <= now.leaves_at:
        raise NotPossible("返岗的日子要在请假开始以后,不能早于现在。整个不请了,请用“取消请假”。")
    if now.returns_at is None or returns_at >= now.returns_at:
        raise NotPossible("这比原来返岗的日子还晚。要多请几天,请用“延长”。")
    change_ends(now, to=returns_at, until=now.returns_at, by=by, at=at)  # first, to leave the time free
    _return_at(now, returns_at)
    note_vacancy(now.tenure.post, at)
    _follow_change(now, by=by, at=at, seat=seat)


@transaction.atomic
def prolong_leave(leaving: Leaving, *, returns_at: datetime, by: Actor, at: datetime) -> None:
    """Let a leave end later; whoever acts until its end acts on.

    Raises: NotAllowed — oneself; NotPossible — earlier than agreed, or beyond the term.
    """
    seat = permission.require(by, "posts.grant_leave", leaving, at=at)
    asking.refuse_oneself(by, leaving.person_id)
    now = _granted(leaving, at)
    _refuse_no_return(now)
    if now.returns_at is None or now.leaves_at is None or returns_at <= now.returns_at:
        raise NotPossible("新的返岗日子要比原来的晚。要早回来,请用“提前返岗”。")
    if returns_at - now.leaves_at > ways.LONGEST_LEAVE:
        raise NotPossible("请假最长一年。时间更长的,请办辞任,再安排人选。")
    back = now.returning
    if back is None or (back.ends_at and returns_at >= back.ends_at):
        raise NotPossible("请假不能超过任期。到任期届满不再返岗的,请办辞任。")
    until = now.returns_at
    _return_at(now, returns_at)
    change_ends(now, to=returns_at, until=until, by=by, at=at)
    note_vacancy(now.tenure.post, at)
    _follow_change(now, by=by, at=at, seat=seat)


@transaction.atomic
def change_acting(leaving: Leaving, *, acting: Person | None, by: Actor, at: datetime) -> None:
    """Let somebody else act from now (or the leave's begin) to its end, or openly nobody.

    Raises: NotAllowed — oneself; NotPossible — the leave is over, or the same person; PostTaken.
    """
    seat = permission.require(by, "posts.grant_leave", leaving, at=at)
    asking.refuse_oneself(by, leaving.person_id)
    now = _granted(leaving, at)
    starts_at = max(now.leaves_at or at, at)
    if acting is not None and stand_ins(now).filter(person=acting, ends_at=now.returns_at).exists():
        raise NotPossible("现在就是这个人代理,不用再改。")
    change_ends(now, to=starts_at, until=None, by=by, at=at)
    now.acting = seat_acting(now, acting, starts_at=starts_at, by=by, at=at) if acting else None
    now.save(update_fields=["acting"])
    note_vacancy(now.tenure.post, at)
    asking.note("leaving.acting_changed", now, by=by, at=at, seat=seat)


def _open_leave(leaving: Leaving, *, by: Actor, at: datetime) -> Leaving:
    asking.refuse_oneself(by, leaving.person_id)
    now = asking.locked(leaving)
    if now.kind != ways.LEAVE:
        raise NotPossible("这一件不是请假。请刷新页面再办。")
    return now


def _granted(leaving: Leaving, at: datetime) -> Leaving:
    now = asking.locked(leaving, states=(ways.DONE,))
    if now.kind != ways.LEAVE or now.returns_at is None or now.returns_at <= at:
        raise NotPossible("这次请假已经结束了。")
    waiting = queries.open_leaving(now.tenure.post)
    if waiting is not None and waiting.person_id == now.person_id:
        raise NotPossible(f"有一件“{rules.LEAVING_KINDS[waiting.kind]}”在等处理。请先把那一件办完或撤回。")
    return now


def _refuse_no_return(leaving: Leaving) -> None:
    if leaving.returning is None or leaving.returning.cancelled_at:
        raise NotPossible("本人已经办了离岗,不再返岗。")


def _refuse_days(leaves_at: datetime, returns_at: datetime, at: datetime) -> None:
    if leaves_at < at:
        raise NotPossible("请假从哪天起不能早于现在。")
    if returns_at <= leaves_at:
        raise NotPossible("返岗的日子要在请假开始以后。")
    if returns_at - leaves_at > ways.LONGEST_LEAVE:
        raise NotPossible("请假最长一年。时间更长的,请办辞任。")


def _sitting_at(tenure: Tenure, begins: datetime, returns: datetime) -> Tenure:
    """Return the sitting of the same person in which [begins, returns) lies. Raises: NotPossible."""
    same = Tenure.objects.filter(
        post=tenure.post_id, person=tenure.person_id, cancelled_at=None, starts_at__lt=begins
    )
    found = same.select_related("post", "person").order_by("-starts_at").first()
    if found is None or (found.ends_at and found.ends_at <= begins):
        raise NotPossible(
            "这段时间本来就不在岗(还没上岗,或已经请了假)。请改日期;已请的假要延长的,请用“延长”。"
        )
    if found.ends_at and returns >= found.ends_at:
        raise NotPossible("请假要在任期结束以前返岗。到任期结束不再返岗的,请办辞任。")
    return found


def _return_at(leave: Leaving, returns_at: datetime) -> None:
    with refusing_overlaps():
        Tenure.objects.filter(pk=leave.returning_id or 0).update(starts_at=returns_at)
    leave.returns_at = returns_at
    leave.save(update_fields=["returns_at"])


def _follow_change(leave: Leaving, *, by: Actor, at: datetime, seat: Seat | None) -> None:
    asking.tell_person(leave, "posts.leave_changed", by=by, at=at, days=_days(leave))
    asking.note("leaving.leave_changed", leave, by=by, at=at, seat=seat)


def _tell_acting(leave: Leaving, template: str, *, by: Actor, at: datetime, **facts: str) -> None:
    for one in stand_ins(leave).select_related("person"):
        asking.tell(leave, one.person, template, by=by, at=at, **facts)


def _days(leave: Leaving) -> str:
    return ways.spoken_days(leave.leaves_at, leave.returns_at)
