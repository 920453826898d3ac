"""What other rooms ask: what runs for a place, what comes next for a vacancy, what the year and a person wait for."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date, local_midnight, spoken_date
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import in_area, next_path
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure
from sanzhang.organisation.selection.queries.lists import late, visible_to
from sanzhang.organisation.selection.queries.procedures import effective_stage, last_vote, title_of
from sanzhang.organisation.territory.models import Place

WITH_PLACE = ("post__place__parent__estate", "post__place__estate", "community")
TO_DO = 20  # lines on a desk
ASKED = {
    rules.CALL: "征集到期没有人选,请延长或改变方式",
    rules.CANDIDATES: "请审核人选",
    rules.OBJECTIONS: "请答复异议",
    rules.CHOICE: "请确定人选",
    rules.FILING: "请报备案",
    rules.SEAT: "上岗安排有问题",
}


def of_unit(place: Place, at: datetime) -> list[Procedure]:
    """Return the live selections of a unit, its building and its grid, narrowest first."""
    paths = [place.path[:width] for width in (15, 20, 22) if width <= len(place.path)]
    live = Procedure.objects.filter(
        community=place.community_id, post__place__path__in=paths, ended_at=None
    ).select_related(*WITH_PLACE, "tenure")
    return sorted(live, key=lambda one: -len(one.post.place.path))


def openings_of(place: Place, at: datetime) -> list[posts.Opening]:
    """Return what residents of a place may take part in: standing, objecting, voting."""
    return [
        posts.Opening(words, f"/selection/{one.token}/")
        for one in of_unit(place, at)
        if (words := _invitation(one, at))
    ]


def _invitation(one: Procedure, at: datetime) -> str:
    stage, title = effective_stage(one, at), title_of(one)
    due = spoken_date(one.due_at, at) if one.due_at and stage == one.stage else ""
    if stage == rules.CALL:
        how = "可以自荐" if rules.BY_HIMSELF in rules.SOURCES_OF[one.way] else "可以向社区推荐"
        return f"{title}正在征集人选,{how}" + (f",{due}截止" if one.due_at and one.due_at > at else "")
    if stage == rules.PUBLICATION:
        return f"{title}候选人正在公示,有意见请在{due}以前提"
    vote = last_vote(one) if stage == rules.CHOICE else None
    if vote and not vote.outcome and vote.poll.closes_at > at:
        return f"{title}正在投票,一户一票,{due}截止"
    return ""


def under_way(at: datetime) -> "QuerySet[Procedure, int]":
    """Return the ids of the posts for which a selection runs, as one column."""
    return Procedure.objects.filter(ended_at=None).values_list("post", flat=True)


def next_steps_of(found: list[Post], by: Actor, at: datetime) -> dict[int, posts.NextStep]:
    """Return post id → what runs for it, or the button that begins a call; one query."""
    chairs = [one for one in found if one.kind in post_rules.LEADERS]
    live = Procedure.objects.filter(post__in=[one.pk for one in chairs], ended_at=None)
    running = {one.post_id: one for one in live}
    mine = permission.areas(by, "selection.call", at=at)
    told: dict[int, posts.NextStep] = {}
    for chair in chairs:
        if one := running.get(chair.pk):
            told[chair.pk] = posts.NextStep(_stands(one, at), f"/selection/run/{one.pk}/")
        elif any(in_area(chair.place.path, area) for area in mine):
            told[chair.pk] = posts.NextStep("开始征集", f"/selection/new/{chair.pk}/", is_button=True)
    return told


def _stands(one: Procedure, at: datetime) -> str:
    words = {rules.CALL: "正在征集", rules.PUBLICATION: "正在公示"}.get(one.stage, rules.STATES[one.stage])
    if not one.due_at:
        return words
    if one.due_at <= at:
        return f"{words},已逾期"
    verb = "上岗" if one.stage == rules.SEAT else "截止"
    return f"{words},{spoken_date(one.due_at, at)}{verb}"


def coming(
    by: Actor,
    area: str,
    *,
    since: date,
    until: date,
    at: datetime,
    kind: str = "",
    limit: int | None = None,
) -> list[Coming]:
    """Return the days [since, until) on which stages are due in an area, and what is late; one query."""
    found = visible_to(by, at).filter(ended_at=None)
    if area:
        found = found.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    days = Q(due_at__gte=local_midnight(since), due_at__lt=local_midnight(until))
    rows = found.filter(days).select_related(*WITH_PLACE).order_by("due_at", "pk")
    overdue = set(found.filter(late(at)).filter(days).values_list("pk", flat=True))
    told = [_coming(one, one.pk in overdue) for one in rows[:limit]]
    return [one for one in told if not kind or one.kind == kind]


def _coming(one: Procedure, is_late: bool) -> Coming:
    day = local_date(one.due_at) if one.due_at else local_date(one.begun_at)
    words = f"{title_of(one)}:{rules.STATES[one.stage]}" + ("上岗" if one.stage == rules.SEAT else "到期")
    return Coming(day, "selection", words, f"/selection/run/{one.pk}/", is_late)


def to_do(person: Person, at: datetime) -> list[Coming]:
    """Return what waits for a person: objections, checks, choices, filings of selections in his area; late first."""
    areas = permission.areas(person, "selection.work", at=at)
    if not areas:
        return []
    waiting = Candidate.objects.filter(procedure=OuterRef("pk"), state="waiting")
    open_ones = Objection.objects.filter(procedure=OuterRef("pk"), state="open").exclude(about=person)
    asked = Q(Exists(waiting), stage__in=(rules.CALL, rules.CANDIDATES)) | Q(
        Exists(open_ones), stage__in=(rules.PUBLICATION, rules.OBJECTIONS)
    )
    persons_turn = Q(stage__in=(rules.CANDIDATES, rules.CHOICE, rules.FILING)) | late(at)
    found = visible_to(person, at).filter(asked | persons_turn, ended_at=None)
    mine = Q(owner=person) | Q(owner=None)
    rows = found.select_related(*WITH_PLACE, "filing").annotate(
        has_waiting=Exists(waiting), has_objections=Exists(open_ones)
    )
    own = rows.filter(mine) if any(len(area) >= 12 for area in areas) else rows.filter(has_objections=True)
    told = [_asked(one, at) for one in own.order_by("due_at", "pk")[:TO_DO]]
    return sorted(told, key=lambda one: (not one.is_late, one.on))


def _asked(one: Any, at: datetime) -> Coming:
    words = ASKED.get(one.stage, rules.STATES[one.stage])
    if one.has_objections:
        words = "有异议等答复"
    elif one.stage == rules.CALL and one.has_waiting:
        words = "有人报名,请审核"
    elif one.stage == rules.FILING and one.filing and one.filing.state == "waiting":
        words = "等备案答复"
    day = local_date(one.due_at) if one.due_at else local_date(at)
    is_late = one.due_at is not None and one.due_at <= at
    return Coming(day, "selection", f"{title_of(one)}:{words}", f"/selection/run/{one.pk}/", is_late)
