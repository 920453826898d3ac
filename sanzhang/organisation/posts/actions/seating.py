"""Somebody takes a post, at once or on a day to come; and what was entered wrongly is taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.leave_sittings import (
    close_what_waits,
    has_leaving,
    join_leaves,
    refusing_overlaps,
)
from sanzhang.organisation.posts.actions.leaving import end_tenure
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.actions.rights import require_filling
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Leaving, Post, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


@transaction.atomic
def seat(
    post: Post,
    *,
    person: Person,
    starts_at: datetime,
    by: Actor,
    at: datetime,
    ends_at: datetime | None = None,
    way: str = "recommendation",
    is_acting: bool = False,
    reason: str = "",
    entered_for: Person | None = None,
) -> Tenure:
    """Seat a person in a post on [starts_at, ends_at) (§2.1); acting where `is_acting`.

    `entered_for`: the leader or worker for whom `by` types; both are kept. Raises: PostTaken — the database has
    the last word; NotPossible — closed post, a grid leader by exception without a reason, two offices that one
    person must not hold, or nobody above for whom to type.
    """
    held_by = require_filling(by, post, at=at)
    locked = Post.objects.select_for_update().get(
        pk=post.pk
    )  # two who press at once wait for each other here
    _refuse(locked, person=person, way=way, reason=reason, starts_at=starts_at, ends_at=ends_at)
    _refuse_speaking_for(post, entered_for, at)
    tenure = Tenure(
        community_id=post.community_id,
        post=post,
        person=person,
        starts_at=starts_at,
        ends_at=ends_at,
        is_acting=is_acting,
        way="acting" if is_acting else way,
        reason=reason,
        seated_by=by if isinstance(by, Person) else None,
        entered_for=entered_for,
    )
    _insert(tenure)
    note_vacancy(post, at)
    _record_seated(tenure, by=by, at=at, held_by=held_by)
    return tenure


def _record_seated(tenure: Tenure, *, by: Actor, at: datetime, held_by: Seat | None) -> None:
    journal.record(
        "post.seated",
        by=by,
        at=at,
        seat=held_by,
        on=tenure.post,
        about=tenure.person,
        entered_for=tenure.entered_for,
        community_id=tenure.community_id,
        facts={
            "tenure": str(tenure.pk),
            "starts_at": tenure.starts_at.isoformat(),
            "acting": tenure.is_acting,
            "way": tenure.way,
        },
    )


def _refuse(
    post: Post, *, person: Person, way: str, reason: str, starts_at: datetime, ends_at: datetime | None
) -> None:
    if post.closed_at:
        raise NotPossible("这个岗位已经撤销,不能再安排人。")
    if ends_at is not None and ends_at <= starts_at:
        raise NotPossible("到期的日子要在上岗以后。请改日期。")
    if way == "exception" and not reason:
        raise NotPossible("网格长一般由“两委”成员兼任。请写明为什么由其他社区工作者担任。")
    if post.kind in rules.NEVER_ONE_PERSON:
        others = Tenure.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=starts_at),
            person=person,
            cancelled_at=None,
            post__kind__in=rules.NEVER_ONE_PERSON - {post.kind},
        )
        if others.exists():
            raise NotPossible("审计员和系统管理员不能是同一个人。请换一位。")


def _refuse_speaking_for(post: Post, entered_for: Person | None, at: datetime) -> None:
    if entered_for and entered_for.pk not in {who for who, _, _ in queries.spokesmen(post, at)}:
        raise NotPossible("只能代本辖区在岗的三长或社区工作者登记。请重新选。")


def _insert(tenure: Tenure) -> None:
    with refusing_overlaps():
        tenure.save(force_insert=True)


@transaction.atomic
def replace(
    tenure: Tenure,
    *,
    person: Person,
    from_at: datetime,
    by: Actor,
    at: datetime,
    ends_at: datetime | None = None,
    way: str = "recommendation",
    reason: str = "",
    entered_for: Person | None = None,
) -> Tenure:
    """Let one person follow another in a post at one instant, without a gap. Raises: NotPossible, PostTaken."""
    require_filling(by, tenure.post, at=at)
    if tenure.person_id == person.pk:
        raise NotPossible("这个人已经在这个岗位上,不用再安排。")
    end_tenure(tenure, ends_at=from_at, reason="replaced", by=by, at=at)
    return seat(
        tenure.post,
        person=person,
        starts_at=from_at,
        ends_at=ends_at,
        way=way,
        reason=reason,
        entered_for=entered_for,
        by=by,
        at=at,
    )


@transaction.atomic
def cancel(tenure: Tenure, *, by: Actor, at: datetime) -> None:
    """Take back a seating that has not begun, or began within the last day and was entered wrongly.

    It stays in the history and counts for nothing; whom it replaced sits there as before. Raises: NotPossible.
    """
    held_by = require_filling(by, tenure.post, at=at)
    Post.objects.select_for_update().get(pk=tenure.post_id)
    if tenure.starts_at < at - rules.UNDO:
        raise NotPossible("上岗已经超过一天,不能撤销。请用“离岗”。")
    if tenure.way == "return":
        raise NotPossible("这是请假以后返岗。要改日子或取消,请到那次请假的页面办。")
    join_leaves(tenure, since=at, at=at)
    close_what_waits(tenure, at=at, reason="entered_wrong")
    taken_back = Tenure.objects.filter(pk=tenure.pk, cancelled_at=None)
    Leaving.objects.filter(acting=tenure).update(acting=None)
    no_time = tenure.starts_at + timedelta(microseconds=1)
    if not taken_back.update(cancelled_at=at, ends_at=no_time, end_reason="entered_wrong"):
        raise NotPossible("这次安排已经撤销过了。")
    before = Tenure.objects.filter(
        post=tenure.post_id, ends_at=tenure.starts_at, end_reason="replaced", cancelled_at=None
    )
    for one in before:
        with refusing_overlaps():
            Tenure.objects.filter(pk=one.pk).update(ends_at=one.term_until, term_until=None, end_reason="")
    tenure.refresh_from_db()
    note_vacancy(tenure.post, at)
    journal.record(
        "post.seating_cancelled",
        by=by,
        at=at,
        seat=held_by,
        on=tenure.post,
        about=tenure.person,
        community_id=tenure.community_id,
        facts={"tenure": str(tenure.pk)},
    )


@transaction.atomic
def take_back_end(tenure: Tenure, *, by: Actor, at: datetime) -> None:
    """Take back a leaving that is still to come, or was entered wrongly within the last day.

    Raises: NotPossible — too late, or nothing to take back; PostTaken — somebody else sits there now.
    """
    held_by = require_filling(by, tenure.post, at=at)
    Post.objects.select_for_update().get(pk=tenure.post_id)
    tenure.refresh_from_db()
    if tenure.cancelled_at or not tenure.end_reason or tenure.end_reason == "replaced":
        raise NotPossible("没有可以撤销的离岗。")
    if tenure.ends_at and tenure.ends_at < at - rules.UNDO:
        raise NotPossible("离岗已经超过一天,不能撤销。请重新安排上岗。")
    if tenure.end_reason in ways.OWN_FLOW and has_leaving(tenure):
        raise NotPossible("这次离岗是按辞任、免任、请假或去世办的,请到办它的那一页撤销。")
    with refusing_overlaps():
        back = {"ends_at": tenure.term_until, "term_until": None, "end_reason": "", "end_words": ""}
        Tenure.objects.filter(pk=tenure.pk).update(**back)
    tenure.refresh_from_db()
    note_vacancy(tenure.post, at)
    journal.record(
        "post.leaving_cancelled",
        by=by,
        at=at,
        seat=held_by,
        on=tenure.post,
        about=tenure.person,
        community_id=tenure.community_id,
        facts={"tenure": str(tenure.pk)},
    )
