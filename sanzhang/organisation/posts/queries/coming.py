"""The year of posts, as far as sittings tell it: terms that end, acting that ends, who is to leave or to come."""

from collections import Counter
from datetime import date, datetime

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import ZONE, local_date, local_midnight
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.queries.counting import COMMUNITY_WIDTH, areas_within
from sanzhang.organisation.posts.queries.seats import live
from sanzhang.organisation.territory import queries as territory

TERM, ACTING, LEAVING, SEATING = "term", "acting", "leaving", "seating"
OF_OTHERS = ("leave", "turn_over", "replaced")  # ends that follow from something that has its own day
LOOKED_AT = 5  # vacancies for each late term that is shown: others end by resignation
Counts = Counter[tuple[date, str]]


def coming(
    by: Actor, area: str, *, since: date, until: date, at: datetime, kind: str = "", limit: int | None = None
) -> list[rules.Coming]:
    """Return what ends and begins on the days [since, until) in an area, as far as `by` sees it; two queries.

    Late is a term that ended, and nobody sits there at `at`. `limit`: of each, for areas that have thousands.
    """
    found: list[rules.Coming] = []
    for days, sittings in _ends_and_starts(by, area, since, until, at):
        with_kind = sittings.annotate(kind=_kind(days))
        if kind:
            with_kind = with_kind.filter(kind=kind)
        with_places = with_kind.select_related(
            "post__place__parent__estate", "post__place__estate", "community"
        )
        for sitting in _annotated(with_places, at).order_by(days, "id")[:limit]:
            on = local_date(getattr(sitting, days))
            found.append(_told(sitting, on, at, named=len(area) < COMMUNITY_WIDTH))
    return sorted(found, key=lambda one: (one.on, one.kind, one.words))


def coming_counted(by: Actor, area: str, *, since: date, until: date, at: datetime) -> Counts:
    """Return (day, kind) → how many of `coming`; two queries, whatever the area."""
    counts: Counts = Counter()
    for days, sittings in _ends_and_starts(by, area, since, until, at):
        by_day = sittings.annotate(kind=_kind(days), day=TruncDate(days, tzinfo=ZONE)).order_by()
        for day, kind, count in by_day.values_list("day", "kind").annotate(count=Count("pk")):
            counts[day, kind] += count
    return counts


def late_terms(
    by: Actor, area: str, *, since: date, at: datetime, limit: int
) -> tuple[list[rules.Coming], bool]:
    """Return the terms that ended since a day and were not followed, newest first, and whether there may be more.

    Looked for among the newest vacancies, as noted with the post; two queries.
    """
    areas = areas_within(permission.areas(by, "posts.look", at=at), area)
    newest = Post.objects.filter(
        area_filter(areas, "place__path") if areas else Q(pk__in=[]),
        Q(vacant_until=None) | Q(vacant_until__gt=at),
        closed_at=None,
        place__closed_on=None,
        vacant_since__gte=local_midnight(since),
        vacant_since__lte=at,
    )
    among = list(newest.order_by("-vacant_since", "-id").values_list("id", flat=True)[: limit * LOOKED_AT])
    ended = Tenure.objects.filter(
        post__in=among, ends_at=F("post__vacant_since"), is_acting=False, end_reason__in=("", "term_over")
    ).exclude(way="rotation")
    told = ended.filter(cancelled_at=None).annotate(
        kind=Value(TERM), is_followed=Value(False), is_held=Value(False)
    )
    with_places = told.select_related("post__place__parent__estate", "post__place__estate", "community")
    found = list(with_places.order_by("-ends_at", "-post_id")[: limit + 1])
    named = len(area) < COMMUNITY_WIDTH
    shown = [_told(one, local_date(one.ends_at), at, named=named) for one in found[:limit] if one.ends_at]
    return shown, len(found) > limit or len(among) == limit * LOOKED_AT


def _within(by: Actor, area: str, at: datetime) -> QuerySet[Tenure]:
    areas = areas_within(permission.areas(by, "posts.look", at=at), area)
    return Tenure.objects.filter(
        area_filter(areas, "post__place__path") if areas else Q(pk__in=[]),
        cancelled_at=None,
        post__closed_at=None,
        post__place__closed_on=None,
    ).exclude(way="rotation")


def _ends_and_starts(
    by: Actor, area: str, since: date, until: date, at: datetime
) -> list[tuple[str, QuerySet[Tenure]]]:
    there = _within(by, area, at)
    begin, end = local_midnight(since), local_midnight(until)
    ends = there.filter(ends_at__gte=begin, ends_at__lt=end).exclude(end_reason__in=OF_OTHERS)
    starts = there.filter(starts_at__gte=max(begin, at), starts_at__lt=end).exclude(way="acting")
    return [("ends_at", ends), ("starts_at", starts)]


def _kind(days: str) -> Case:
    if days == "starts_at":
        return Case(default=Value(SEATING), output_field=CharField())
    return Case(
        When(is_acting=True, then=Value(ACTING)),
        When(end_reason__in=("", "term_over"), then=Value(TERM)),
        default=Value(LEAVING),
        output_field=CharField(),
    )


def _sits_there(at: datetime) -> QuerySet[Tenure]:
    return Tenure.objects.filter(live(at), post=OuterRef("post"))


def _annotated(sittings: QuerySet[Tenure], at: datetime) -> QuerySet[Tenure]:
    following = Tenure.objects.filter(post=OuterRef("post"), starts_at=OuterRef("ends_at"), cancelled_at=None)
    return sittings.annotate(is_followed=Exists(following), is_held=Exists(_sits_there(at)))


def _told(sitting: "Tenure", on: date, at: datetime, *, named: bool) -> rules.Coming:
    noted: dict[str, str | bool] = sitting.__dict__
    kind, chair = str(noted["kind"]), sitting.post
    begin = sitting.community.name if named and sitting.community else ""
    label = chair.title or rules.KINDS[chair.kind]
    is_late = kind == TERM and sitting.ends_at is not None and sitting.ends_at <= at and not noted["is_held"]
    more = _more(kind, sitting, is_followed=bool(noted["is_followed"]), is_late=is_late)
    return rules.Coming(
        on, kind, f"{begin}{_where(chair)}{label}{more}", f"/posts/{chair.pk}/", is_late=is_late
    )


def _where(chair: Post) -> str:
    return "" if chair.title else territory.full_name(chair.place)


def _more(kind: str, sitting: Tenure, *, is_followed: bool, is_late: bool) -> str:
    if kind == SEATING:
        return "返岗" if sitting.way == "return" else "上岗"
    if kind == LEAVING:
        return f"离岗({rules.END_REASONS.get(sitting.end_reason, '')})" + (
            ",已安排接任" if is_followed else ""
        )
    words = "代理到期" if kind == ACTING else "任期届满"
    if is_late:
        return f"{words},还没有人接任"
    return f"{words},已安排接任" if is_followed else words
