"""What of leaving comes, and what waits for whom: for the year of posts and for the desk (§1.5 §2.3)."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Leaving
from sanzhang.organisation.posts.queries.leavings import is_in_force, with_all
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.posts.rules import leaving as ways
from sanzhang.organisation.territory import queries as territory

MOST = 200


def leaving_coming(by: Actor, area: str, *, since: date, until: date, at: datetime) -> list[Coming]:
    """Return what of leaving falls into [since, until) in an area of `by`: what waits, leaves that end, hearings due.

    `area`: a path, "" for all of one's areas. What waits and is overdue is told on its day, marked as late.
    """
    areas = permission.areas(by, "posts.list_leavings", at=at)
    found = Leaving.objects.filter(area_filter(areas, "tenure__post__place__path"))
    if area:
        found = found.filter(area_filter([area], "tenure__post__place__path"))
    away = Q(kind=ways.LEAVE, state=ways.DONE, returns_at__gt=at)
    wanted = with_all(found.filter(Q(state__in=ways.OPEN) | away)).order_by("asked_at")
    told = [one for leaving in wanted[:MOST] for one in _days_of(leaving, at)]
    return sorted((one for one in told if since <= one.on < until), key=lambda one: (one.on, one.url))


def leaving_to_do(person: Person, at: datetime) -> list[Coming]:
    """Return what waits for this person: the own removal to answer, what to settle and decide; urgent first."""
    mine = with_all(Leaving.objects.filter(tenure__person=person, kind=ways.REMOVAL, said_at=None))
    found = [
        Coming(_day(one.hear_until, at), "hearing", "社区提出免去您的岗位,请说说您的意见", _url(one), True)
        for one in mine.filter(state=ways.ASKED)
    ]
    areas = permission.areas(person, "posts.list_leavings", at=at)
    if not areas:
        return found
    waiting = Leaving.objects.filter(area_filter(areas, "tenure__post__place__path"), state__in=ways.OPEN)
    waits = with_all(waiting.exclude(tenure__person=person)).order_by("asked_at")[:MOST]
    others = [one for one in waits if not is_in_force(one, at)]
    steps = [_step_for(one, person, at) for one in others]
    found += [step for step in steps if step]
    return sorted(found, key=lambda one: (not one.is_late, one.on))


def _step_for(leaving: Leaving, person: Person, at: datetime) -> Coming | None:
    """Return what `person` is to do about one that waits; None if it is for somebody else, or too early."""
    action = {"resignation": "posts.settle_resignation", "leave": "posts.grant_leave"}
    needed = action.get(leaving.kind, "posts.decide_removal")
    typed = leaving.kind != ways.LEAVE and (leaving.kind == ways.REMOVAL or leaving.is_entered_for)
    if typed and leaving.asked_by_id == person.pk:
        return None
    if not permission.may(person, needed, leaving, at=at):
        return None
    heard = leaving.said_at is not None
    if leaving.kind == ways.REMOVAL and not ways.may_be_decided(
        heard=heard, hear_until=leaving.hear_until, at=at
    ):
        return None
    first, *_ = _days_of(leaving, at)
    return first


def _days_of(leaving: Leaving, at: datetime) -> list[Coming]:
    today = timezone.localdate(at)
    who = f"{territory.full_name(leaving.tenure.post.place)}{leaving.tenure.post.get_kind_display()}"
    kind = rules.LEAVING_KINDS[leaving.kind]
    if leaving.kind == ways.LEAVE and leaving.state == ways.DONE:
        acting = "有人代理" if leaving.acting else "没有代理"
        days = [(leaving.leaves_at, "leave_begins", f"{who}开始请假({acting})")]
        back = leaving.returning is not None and leaving.returning.cancelled_at is None
        days.append((leaving.returns_at, "leave_ends", f"{who}{'请假到期,返岗' if back else '代理到期'}"))
        return [Coming(local_date(when), key, words, _url(leaving)) for when, key, words in days if when]
    if leaving.kind == ways.REMOVAL:
        words = f"{who}免任:{'已听取意见,等决定' if leaving.said_at else '听取本人意见到这天'}"
        on = _day(leaving.hear_until, at)
        return [Coming(on, "hearing", words, _url(leaving), on <= today)]
    if leaving.kind == ways.RESIGNATION and not leaving.is_entered_for:
        silent = ways.silent_end(leaving.asked_at, leaving.leaves_at or leaving.asked_at)
        words = f"{who}{kind}等处理,没有人处理的这天自动生效"
        return [Coming(local_date(silent), leaving.kind, words, _url(leaving), local_date(silent) <= today)]
    on = _day(leaving.leaves_at, at)
    return [Coming(on, leaving.kind, f"{who}{kind}等处理", _url(leaving), on <= today)]


def _day(when: datetime | None, at: datetime) -> date:
    return local_date(when or at)


def _url(leaving: Leaving) -> str:
    return f"/posts/leavings/{leaving.pk}/"
