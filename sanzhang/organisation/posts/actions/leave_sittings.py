"""What a person holds in a post from now on: ended, taken up again, split by a leave, and made whole.

A sitting may consist of several tenures: until a leave, after it, and a renewal. They end together. These are the
means of the actions beside them, which have asked permission and hold the lock of the post.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.actions.refusals import NotPossible, PostTaken
from sanzhang.organisation.posts.models import Leaving, Post, Tenure
from sanzhang.organisation.posts.rules import leaving as ways

INSTANT = timedelta(microseconds=1)


@contextmanager
def refusing_overlaps(words: str = "") -> Iterator[None]:
    """Turn the database's refusal of two holders at once into `PostTaken`, and undo what was tried."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if "one_leader_a_post" in str(fault):
            raise (PostTaken(words) if words else PostTaken()) from fault
        raise


def lock_post(tenure: Tenure) -> Post:
    """Let whoever changes the sittings of one post wait for each other here."""
    return Post.objects.select_for_update().get(pk=tenure.post_id)


def ahead_of(tenure: Tenure, at: datetime) -> "QuerySet[Tenure]":
    """Return what the same person holds in the same post at `at` and later, in order."""
    same = Tenure.objects.filter(post=tenure.post_id, person=tenure.person_id, cancelled_at=None)
    return same.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("starts_at")


def end_sitting(
    tenure: Tenure, *, ends_at: datetime, reason: str, words: str, at: datetime, keep: Leaving | None = None
) -> None:
    """End what the person of `tenure` holds in its post from `ends_at` on; leaves not begun by then are void.

    `keep`: the leaving by which it ends; others that wait are closed. Raises: NotPossible, PostTaken.
    """
    join_leaves(tenure, since=ends_at, at=at)
    whole = list(ahead_of(tenure, at))
    begun = [one for one in whole if one.starts_at < ends_at]
    later = [one for one in whole if one.starts_at >= ends_at and one.way in ways.CONTINUING]
    if not begun and not later:
        raise NotPossible("这段任职已经结束了,不用再办离岗。")
    for one in later:
        unseat(one, reason=reason, at=at)
    last = begun[-1] if begun else None
    is_over_by_then = last is not None and last.ends_at is not None and last.ends_at <= ends_at
    # A leave's begin is no end; and who asks to leave never stays longer by that than was agreed.
    if last and last.end_reason != ways.LEAVE and not (is_over_by_then and reason in ways.OWN_FLOW):
        _move_end(last, ends_at=ends_at, reason=reason, words=words)
    close_what_waits(tenure, keep=keep, at=at, reason=reason)


def _move_end(tenure: Tenure, *, ends_at: datetime, reason: str, words: str) -> None:
    agreed = tenure.term_until if tenure.end_reason else tenure.ends_at  # said twice: the first stays
    new = {"ends_at": ends_at, "term_until": agreed, "end_reason": reason, "end_words": words}
    with refusing_overlaps("这以前已经安排了下一位上岗。请把离岗时间提前,或先取消那次安排。"):
        Tenure.objects.filter(pk=tenure.pk).update(**new)


def has_leaving(tenure: Tenure) -> bool:
    """Say whether a sitting ended by a procedure that has its own way back."""
    if tenure.end_reason == "death":
        return True
    settled = (ways.DONE, *ways.OPEN)
    return Leaving.objects.filter(
        tenure__post=tenure.post_id,
        tenure__person=tenure.person_id,
        kind=tenure.end_reason,
        state__in=settled,
    ).exists()


def close_what_waits(tenure: Tenure, *, at: datetime, reason: str, keep: Leaving | None = None) -> None:
    """Close what still waits about somebody who leaves otherwise, and what was decided for a later day."""
    same = Leaving.objects.filter(tenure__post=tenure.post_id, tenure__person=tenure.person_id)
    ahead = Q(state=ways.DONE, kind__in=(ways.RESIGNATION, ways.REMOVAL), leaves_at__gt=at)
    waiting = same.filter(Q(state__in=ways.OPEN) | ahead).exclude(pk=keep.pk if keep else 0)
    words = f"后来按“{rules.END_REASONS.get(reason, reason)}”办了离岗。"
    waiting.update(state=ways.WITHDRAWN, decided_at=at, decision_words=words)


def unseat(tenure: Tenure, *, reason: str, at: datetime) -> None:
    """Let a sitting that has not begun never begin; its agreed end is kept, so that it can be taken up again."""
    no_time = tenure.starts_at + INSTANT
    agreed = tenure.term_until if tenure.end_reason else tenure.ends_at
    gone = {"cancelled_at": at, "ends_at": no_time, "term_until": agreed, "end_reason": reason}
    Tenure.objects.filter(pk=tenure.pk, cancelled_at=None).update(**gone)


def resume_sitting(tenure: Tenure, *, reason: str, since: datetime, at: datetime) -> None:
    """Take back `end_sitting` by the same reason, done since `since`: an end to come, or at most a day old.

    Raises: PostTaken — somebody else was seated meanwhile.
    """
    same = Tenure.objects.filter(post=tenure.post_id, person=tenure.person_id, end_reason=reason)
    back = {"term_until": None, "end_reason": "", "end_words": "", "cancelled_at": None}
    with refusing_overlaps("这个岗位已经安排了别人,不能恢复。请先取消那次安排。"):
        for one in same.filter(cancelled_at=None, ends_at__gte=at - rules.UNDO):
            Tenure.objects.filter(pk=one.pk).update(ends_at=one.term_until, **back)
        for one in same.filter(cancelled_at__gte=since, way__in=ways.CONTINUING):
            starts_at = max(one.starts_at, at)  # what was not held stays not held
            if one.term_until and one.term_until <= starts_at:
                continue
            Tenure.objects.filter(pk=one.pk).update(starts_at=starts_at, ends_at=one.term_until, **back)


def split(tenure: Tenure, *, begins: datetime, returns: datetime, by: Actor) -> Tenure:
    """Take [begins, returns) out of a sitting, and return the tenure in which the person comes back.

    What was agreed about the end goes along with it.
    """
    back = Tenure(
        community_id=tenure.community_id,
        post_id=tenure.post_id,
        person_id=tenure.person_id,
        starts_at=returns,
        ends_at=tenure.ends_at,
        term_until=tenure.term_until,
        end_reason=tenure.end_reason,
        end_words=tenure.end_words,
        is_acting=tenure.is_acting,
        way="return",
        seated_by=by if isinstance(by, Person) else None,
    )
    agreed = tenure.term_until if tenure.end_reason else tenure.ends_at
    with refusing_overlaps():
        new = {"ends_at": begins, "term_until": agreed, "end_reason": ways.LEAVE, "end_words": ""}
        Tenure.objects.filter(pk=tenure.pk).update(**new)
        back.save(force_insert=True)
    return back


def stand_ins(leave: Leaving) -> "QuerySet[Tenure]":
    """Return who sits, or will, in the post during a leave."""
    during = Tenure.objects.filter(
        post=leave.tenure.post_id,
        cancelled_at=None,
        starts_at__gte=leave.leaves_at,
        starts_at__lt=leave.returns_at,
    )
    return (
        during.exclude(pk=leave.returning_id or 0)
        .exclude(person=leave.tenure.person_id)
        .order_by("starts_at")
    )


def join_leaves(tenure: Tenure, *, since: datetime, at: datetime) -> None:
    """Undo the granted leaves of a person in a post that begin at or after `since` and have not begun."""
    granted = Leaving.objects.filter(
        kind=ways.LEAVE,
        state=ways.DONE,
        tenure__post=tenure.post_id,
        tenure__person=tenure.person_id,
        leaves_at__gte=since,
        leaves_at__gt=at,
    )
    for leave in granted.select_related("tenure", "returning").order_by("-leaves_at"):
        join(leave, words="在请假以前就离岗了,这次请假作废。", at=at)


def join(leave: Leaving, *, words: str, at: datetime) -> None:
    """Make a sitting whole again whose leave has not begun; who was to act doesn't."""
    for one in stand_ins(leave):
        unseat(one, reason=ways.LEAVE, at=at)
    back = Tenure.objects.get(pk=leave.returning_id or 0)
    whole = {
        name: getattr(back, name)
        for name in ("ends_at", "term_until", "end_reason", "end_words", "is_acting")
    }
    unseat(back, reason=ways.LEAVE, at=at)
    with refusing_overlaps():
        Tenure.objects.filter(pk=leave.tenure_id).update(**whole)
    Leaving.objects.filter(tenure=back).update(tenure=leave.tenure_id)
    closed = {"state": ways.WITHDRAWN, "decision_words": words, "decided_at": at}
    Leaving.objects.filter(pk=leave.pk).update(**closed)
