"""A resignation: asked on one's own phone, agreed to, or in force by silence; the end is written when it is asked."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions import leave_asking as asking
from sanzhang.organisation.posts.actions.leave_sittings import end_sitting, resume_sitting
from sanzhang.organisation.posts.actions.leaving import leave_post
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


@transaction.atomic
def ask_to_resign(tenure: Tenure, *, leaves_at: datetime, words: str, by: Actor, at: datetime) -> Leaving:
    """Ask to leave a post on a day (§2.3); a worker may type it for the leader.

    What the leader himself asks takes effect by itself after `rules.leaving.SILENT_DAYS`: that end is written at
    once, so that it comes whether or not a job runs. What was typed for him waits for another person.
    Raises: NotPossible — something waits already, a day in the past, no reason.
    """
    seat = permission.require(by, "posts.ask_leaving", tenure, at=at)
    if leaves_at < at:
        raise NotPossible("离岗的日子不能早于现在。")
    if not words.strip():
        raise NotPossible("请写一句原因,例如“身体不好”。")
    leaving = asking.new_leaving(
        tenure, kind=ways.RESIGNATION, words=words.strip(), leaves_at=leaves_at, by=by, at=at
    )
    if not leaving.is_entered_for:
        silent = ways.silent_end(at, leaves_at)
        end_sitting(tenure, ends_at=silent, reason=ways.RESIGNATION, words="", at=at, keep=leaving)
        note_vacancy(tenure.post, at)
    asking.tell_workers(leaving, "posts.resignation_asked", by=by, at=at)
    if leaving.is_entered_for:
        asking.tell_person(leaving, "posts.resignation_entered", by=by, at=at)
        asking.tell_holders(leaving, rules.STREET, 9, "posts.resignation_asked", by=by, at=at)
    asking.note("leaving.asked", leaving, by=by, at=at, seat=seat)
    return leaving


@transaction.atomic
def agree_to_resign(
    leaving: Leaving, *, by: Actor, at: datetime, leaves_at: datetime | None = None, words: str = ""
) -> None:
    """Agree to a resignation: it ends on the day asked for, or at `leaves_at`, never before now.

    Raises: NotAllowed — about oneself, or typed in by oneself; NotPossible — settled or in force already.
    """
    seat = permission.require(by, "posts.settle_resignation", leaving, at=at)
    now = _open_resignation(leaving, by=by, at=at)
    _take_back(now, at)
    ends_at = max(leaves_at or now.leaves_at or at, at)
    leave_post(now.tenure, ends_at=ends_at, reason=ways.RESIGNATION, by=by, at=at, seat=seat, keep=now)
    asking.settle(now, ways.DONE, by=by, at=at, words=words, leaves_at=ends_at)
    asking.tell_person(now, "posts.resignation_agreed", by=by, at=at, day=ways.spoken_day(ends_at))
    asking.note("leaving.agreed", now, by=by, at=at, seat=seat)


@transaction.atomic
def decline_resignation(leaving: Leaving, *, words: str, by: Actor, at: datetime) -> None:
    """Ask a leader to stay, with the reason; the post goes on as before. Raises: NotAllowed, NotPossible."""
    seat = permission.require(by, "posts.settle_resignation", leaving, at=at)
    if not words.strip():
        raise NotPossible("请写明为什么不同意。")
    now = _open_resignation(leaving, by=by, at=at)
    _take_back(now, at)
    asking.settle(now, ways.REFUSED, by=by, at=at, words=words.strip())
    asking.tell_person(now, "posts.leaving_refused", by=by, at=at, what=rules.LEAVING_KINDS[now.kind])
    asking.note("leaving.refused", now, by=by, at=at, seat=seat)


def _open_resignation(leaving: Leaving, *, by: Actor, at: datetime) -> Leaving:
    asking.refuse_oneself(by, leaving.person_id)
    now = asking.locked(leaving)
    if now.kind != ways.RESIGNATION:
        raise NotPossible("这一件不是辞任。请刷新页面再办。")
    if now.is_entered_for:
        asking.refuse_entering_party(by, now, "这是您代为登记的辞任,要由另一位社区工作者或街道同意。")
    elif queries.is_in_force(now, at):
        raise NotPossible("已经满 15 天,辞任已经自动生效。")
    return now


@transaction.atomic
def withdraw(leaving: Leaving, *, by: Actor, at: datetime) -> None:
    """Take back what was asked, while nobody has decided.

    The person takes back his own; a worker what was typed in or proposed by a worker, never about himself.
    Raises: NotAllowed, NotPossible — settled or in force already.
    """
    seat = permission.require(by, "posts.withdraw_leaving", leaving, at=at)
    is_own = getattr(by, "id", None) == leaving.person_id
    if leaving.kind == ways.REMOVAL:
        asking.refuse_oneself(by, leaving.person_id)
    elif not is_own and not leaving.is_entered_for:
        raise permission.NotAllowed("这是本人提的,只有本人能撤回。社区可以写明原因不同意。")
    now = asking.locked(leaving)
    if queries.is_in_force(now, at):
        raise NotPossible("已经满 15 天,辞任已经自动生效,不能再撤回。请找社区重新安排上岗。")
    if now.kind == ways.RESIGNATION:
        _take_back(now, at)
    asking.settle(now, ways.WITHDRAWN, by=by, at=at)
    asking.tell_person(now, "posts.leaving_withdrawn", by=by, at=at, what=rules.LEAVING_KINDS[now.kind])
    asking.note("leaving.withdrawn", now, by=by, at=at, seat=seat)


@transaction.atomic
def settle_silent(leaving: Leaving, *, by: Actor, at: datetime) -> bool:
    """Write down that a resignation is in force by silence, or that a leave passed unanswered.

    The end itself was written when it was asked: late, twice or in parallel it comes to the same.
    """
    seat = permission.require(by, "posts.follow_leavings", leaving, at=at)
    now = (
        Leaving.objects.select_for_update(of=("self",))
        .select_related("tenure__post__place")
        .get(pk=leaving.pk)
    )
    if now.state not in ways.OPEN:
        return False
    if queries.is_in_force(now, at):
        ended_at = ways.silent_end(now.asked_at, now.leaves_at or now.asked_at)
        asking.settle(now, ways.DONE, by=SYSTEM, at=ended_at, words="15 天里没有人处理,自动生效。")
        asking.tell_person(now, "posts.resignation_agreed", by=by, at=at, day=ways.spoken_day(ended_at))
        asking.tell_workers(now, "posts.resignation_silent", by=by, at=at)
    elif now.kind == ways.LEAVE and now.returns_at and now.returns_at <= at:
        words = "请假的日子已经过去,没有人处理。"
        asking.settle(now, ways.WITHDRAWN, by=SYSTEM, at=now.returns_at, words=words)
    else:
        return False
    asking.note("leaving.settled_by_time", now, by=by, at=at, seat=seat)
    return True


@transaction.atomic
def revoke(leaving: Leaving, *, by: Actor, at: datetime) -> None:
    """Take back a resignation or removal that was decided wrongly: before the day, or within a day after it.

    Raises: NotAllowed — about oneself; NotPossible — too late; PostTaken — somebody else was seated.
    """
    if leaving.kind == ways.REMOVAL:
        seat = permission.require(by, "posts.decide_removal", leaving, at=at)
    else:
        seat = permission.require(by, "posts.settle_resignation", leaving, at=at)
    asking.refuse_oneself(by, leaving.person_id)
    now = asking.locked(leaving, states=(ways.DONE,))
    if now.kind == ways.LEAVE or now.leaves_at is None or now.leaves_at < at - rules.UNDO:
        raise NotPossible("已经超过一天,不能撤销。请重新安排上岗。")
    _take_back(now, at)
    asking.settle(now, ways.WITHDRAWN, by=by, at=at, words="决定后又撤销。")
    asking.tell_person(now, "posts.leaving_revoked", by=by, at=at, what=rules.LEAVING_KINDS[now.kind])
    asking.note("leaving.revoked", now, by=by, at=at, seat=seat)


def _take_back(leaving: Leaving, at: datetime) -> None:
    resume_sitting(leaving.tenure, reason=leaving.kind, since=leaving.asked_at, at=at)
    note_vacancy(leaving.tenure.post, at)
