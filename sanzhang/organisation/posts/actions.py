"""What is done to posts: opened, filled, vacated; always dated, always in the journal."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place


class PostTaken(Exception):
    """Somebody holds the post in that time."""

    status = 409

    def __init__(
        self, words: str = "这个岗位在这段时间里已经有人。请先给现任办离岗,或者改上岗时间。"
    ) -> None:
        super().__init__(words)
        self.words = words


class NotPossible(Exception):
    """It can't be done as things are."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@transaction.atomic
def open_post(
    place: Place,
    *,
    kind: str,
    by: Actor,
    at: datetime,
    number: int = 1,
    title: str = "",
    community: Place | None = None,
) -> Post:
    """Open a post at a place; it is vacant until somebody is seated. Opening it twice returns the same post."""
    permission.require(by, "posts.open", place, at=at)
    post, is_new = Post.objects.get_or_create(
        place=place,
        kind=kind,
        number=number,
        closed_at=None,
        defaults={
            "community_id": place.community_id or (community.pk if community else None),
            "title": title,
            "opened_at": at,
            "vacant_since": at,
        },
    )
    if is_new:
        journal.record(
            "post.opened", by=by, at=at, on=post, community_id=post.community_id, facts={"kind": kind}
        )
    return post


@transaction.atomic
def open_missing(community: Place, *, by: Actor, at: datetime) -> int:
    """Open a leader's post for each grid, building and unit of a community that has none (§1.5); return how many."""
    permission.require(by, "posts.open", community, at=at)
    posts = [
        Post(
            community_id=community.pk,
            kind=rules.LEADER_OF[place.kind],
            place=place,
            opened_at=at,
            vacant_since=at,
        )
        for place in queries.without_post(community)
    ]
    Post.objects.bulk_create(posts, batch_size=500)
    if posts:
        facts = {"posts": len(posts)}
        journal.record("post.opened", by=by, at=at, on=community, community_id=community.pk, facts=facts)
    return len(posts)


def _right(post: Post) -> str:
    return "posts.seat" if post.kind in rules.LEADERS else "posts.seat_office"


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

    `entered_for`: the leader for whom `by` types; both are kept. Raises: PostTaken — the database has the last
    word; NotPossible — closed post, or a grid leader by exception without a reason.
    """
    held_by = permission.require(by, _right(post), post, at=at)
    _refuse_seat(post, way, reason)
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
    _note_vacancy(post, at)
    journal.record(
        "post.seated",
        by=by,
        at=at,
        seat=held_by,
        on=post,
        about=person,
        entered_for=entered_for,
        community_id=post.community_id,
        facts={
            "tenure": str(tenure.pk),
            "starts_at": starts_at.isoformat(),
            "acting": is_acting,
            "way": tenure.way,
        },
    )
    return tenure


def _refuse_seat(post: Post, way: str, reason: str) -> None:
    if post.closed_at:
        raise NotPossible("这个岗位已经撤销,不能再安排人。")
    if way == "exception" and not reason:
        raise NotPossible("网格长一般由“两委”成员兼任。请写明为什么由其他社区工作者担任。")


def _insert(tenure: Tenure) -> None:
    try:
        with transaction.atomic():
            tenure.save(force_insert=True)
    except IntegrityError as fault:
        if "one_leader_a_post" in str(fault):
            raise PostTaken() from fault
        raise


def _note_vacancy(post: Post, at: datetime) -> None:
    """Keep `vacant_since` for lists: None while held, else the end of the last tenure or the opening."""
    last = Tenure.objects.filter(post=post, starts_at__lte=at).order_by("-starts_at").first()
    held = last is not None and (last.ends_at is None or last.ends_at > at)
    post.vacant_since = None if held else (last.ends_at if last else post.opened_at)
    Post.objects.filter(pk=post.pk).update(vacant_since=post.vacant_since)


@transaction.atomic
def end_tenure(
    tenure: Tenure, *, ends_at: datetime, reason: str, by: Actor, at: datetime, words: str = ""
) -> Tenure:
    """End a tenure at an instant, now or ahead; from then on nothing of its power is left (R5).

    Raises: NotPossible — it ended before, or would end before it began (then `cancel` it).
    """
    held_by = permission.require(by, _right(tenure.post), tenure.post, at=at)
    if ends_at <= tenure.starts_at:
        raise NotPossible("离岗时间早于上岗时间。还没上岗的安排请用“取消安排”。")
    still_open = Tenure.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), pk=tenure.pk)
    if not still_open.update(ends_at=ends_at, end_reason=reason, end_words=words):
        raise NotPossible("这段任职已经结束了,不用再办离岗。")
    tenure.refresh_from_db()
    _note_vacancy(tenure.post, max(at, ends_at))
    journal.record(
        "post.vacated",
        by=by,
        at=at,
        seat=held_by,
        on=tenure.post,
        about=tenure.person,
        community_id=tenure.community_id,
        facts={"tenure": str(tenure.pk), "ends_at": ends_at.isoformat(), "reason": reason},
    )
    return tenure


@transaction.atomic
def cancel(tenure: Tenure, *, by: Actor, at: datetime) -> None:
    """Take back a seating that has not begun, or began within the last day and was entered wrongly.

    It stays in the history as a tenure of no length. Raises: NotPossible.
    """
    held_by = permission.require(by, _right(tenure.post), tenure.post, at=at)
    if tenure.starts_at < at - timedelta(days=1):
        raise NotPossible("上岗已经超过一天,请用“离岗”。")
    end = tenure.starts_at + timedelta(microseconds=1)
    Tenure.objects.filter(pk=tenure.pk).update(ends_at=end, end_reason="entered_wrong")
    _note_vacancy(tenure.post, max(at, end))
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
def replace(
    tenure: Tenure, *, person: Person, from_at: datetime, by: Actor, at: datetime, way: str = "recommendation"
) -> Tenure:
    """Let one person follow another in a post at one instant, without a gap."""
    permission.require(by, _right(tenure.post), tenure.post, at=at)
    end_tenure(tenure, ends_at=from_at, reason="replaced", by=by, at=at)
    return seat(tenure.post, person=person, starts_at=from_at, by=by, at=at, way=way)
