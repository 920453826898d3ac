"""A leader has died: everything held in the community ends, nobody writes to the person any more (§2.3)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, Seat
from sanzhang.foundation.records.paths import area_filter, in_area
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.leave_asking import refuse_oneself
from sanzhang.organisation.posts.actions.leave_sittings import (
    close_what_waits,
    join_leaves,
    lock_post,
    refusing_overlaps,
    unseat,
)
from sanzhang.organisation.posts.actions.refusals import NotPossible, PostTaken
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Tenure

DEATH = "death"


@transaction.atomic
def note_death(person: Person, *, on: date, by: Actor, at: datetime) -> int:
    """Note that a leader of one's community has died, and return how many sittings ended.

    What runs ends now, what was planned never begins, what waited is closed, and nobody signs in by the account or
    gets a message. Raises: NotAllowed — oneself; NotPossible — a day to come, nobody of one's leaders, or somebody
    with an office, which the level above ends first.
    """
    areas = permission.areas(by, "posts.note_death", at=at)
    seat = permission.require(by, "posts.note_death", areas[0] if areas else None, at=at)
    refuse_oneself(by, person.pk)
    if on > timezone.localdate(at):
        raise NotPossible("去世的日子不能在今天以后。")
    person = Person.objects.select_for_update().get(pk=person.pk)
    held = _held(person, at)
    mine = [one for one in held if any(in_area(one.post.place.path, area) for area in areas)]
    if not mine:
        raise NotPossible("这个人现在不是本社区的三长。")
    if any(one.post.kind in rules.OFFICES for one in held):
        raise NotPossible("这个人还有工作岗位,请先由上一级给那个岗位办离岗。")
    for one in mine:
        _end(one, at=at)
    elsewhere = [one for one in held if one not in mine]
    for one in elsewhere:
        _tell_others(one, by=by, at=at)
    people.disable(person, by=SYSTEM, at=at)
    _note("post.death_noted", person, seat, by=by, at=at, on=on.isoformat(), sittings=len(mine))
    return len(mine)


@transaction.atomic
def take_back_death(person: Person, *, by: Actor, at: datetime) -> int:
    """Take back a death noted by mistake within a day, and return how many sittings go on.

    Where somebody else was seated meanwhile, he stays. Raises: NotAllowed; NotPossible — too late, or none noted.
    """
    areas = permission.areas(by, "posts.note_death", at=at)
    seat = permission.require(by, "posts.note_death", areas[0] if areas else None, at=at)
    ended = Tenure.objects.filter(area_filter(areas, "post__place__path"), person=person, end_reason=DEATH)
    fresh = Q(cancelled_at=None, ends_at__gte=at - rules.UNDO) | Q(cancelled_at__gte=at - rules.UNDO)
    found = list(ended.filter(fresh).select_related("post").order_by("starts_at"))
    if not found:
        raise NotPossible("没有可以撤销的登记,或者已经超过一天。请重新安排上岗。")
    back = sum(_resume(one, at=at) for one in found)
    people.enable(person, by=SYSTEM, at=at)
    _note("post.death_taken_back", person, seat, by=by, at=at, sittings=back)
    return back


def _held(person: Person, at: datetime) -> list[Tenure]:
    ahead = Tenure.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, cancelled_at=None, post__closed_at=None
    )
    return list(ahead.select_related("post__place__parent", "person").order_by("starts_at"))


def _end(tenure: Tenure, *, at: datetime) -> None:
    lock_post(tenure)
    join_leaves(tenure, since=at, at=at)
    close_what_waits(tenure, at=at, reason=DEATH)
    now = Tenure.objects.get(pk=tenure.pk)
    if now.cancelled_at:  # the return from a leave that is void now
        return
    if now.starts_at >= at:
        unseat(now, reason=DEATH, at=at)
    else:
        agreed = now.term_until if now.end_reason else now.ends_at
        new = {"ends_at": at, "term_until": agreed, "end_reason": DEATH, "end_words": ""}
        Tenure.objects.filter(pk=now.pk).update(**new)
    note_vacancy(tenure.post, at)


def _resume(tenure: Tenure, *, at: datetime) -> int:
    lock_post(tenure)
    starts_at = max(tenure.starts_at, at) if tenure.cancelled_at else tenure.starts_at
    back: dict[str, Any] = {"starts_at": starts_at, "ends_at": tenure.term_until, "term_until": None}
    if tenure.term_until and tenure.term_until <= starts_at:
        return 0
    try:
        with refusing_overlaps():
            Tenure.objects.filter(pk=tenure.pk).update(**back, end_reason="", end_words="", cancelled_at=None)
    except PostTaken:
        return 0
    note_vacancy(tenure.post, at)
    return 1


def _tell_others(tenure: Tenure, *, by: Actor, at: datetime) -> None:
    """Tell the workers of another community, whose posts are theirs to end."""
    title = queries.title_of(tenure.post)
    for worker in queries.holders(rules.COMMUNITY, tenure.post.place.path[:12], at):
        template, link = "posts.death_elsewhere", f"/posts/{tenure.post_id}/"
        channels.send(to=worker.person, template=template, facts={"title": title}, link=link, by=by, at=at)


def _note(
    action: str, person: Person, seat: Seat | None, *, by: Actor, at: datetime, **facts: object
) -> None:
    where: dict[str, Any] = {"seat": seat, "community_id": seat.community_id if seat else None}
    journal.record(action, by=by, at=at, on=person, about=person, facts=facts, **where)
