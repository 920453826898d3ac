"""Inspections of a month: whose turn it is, who has handed in, what was found."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Answer, Duty, Finding, Inspection
from sanzhang.duties.supervision.queries.bodies import duties_to_walk
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

LEADER_KINDS = ("unit_leader", "building_leader", "grid_leader")
INSPECTORS = (*LEADER_KINDS, "community_worker")  # who looks at papers
DAY_TO_REMIND = 25


@dataclass
class Progress:
    """A month of a community: who has inspected, who not yet (by place, unranked), what was found by duty."""

    month: date
    done: list[Inspection] = field(default_factory=list)
    missing: list[Post] = field(default_factory=list)
    results: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    differing: list[Answer] = field(default_factory=list)


def own_posts(by: Actor, at: datetime) -> list[Post]:
    """Return the posts whose area one inspects."""
    ids = [seat.post_id for seat in permission.seats_of(by, at) if seat.kind in INSPECTORS]
    return list(Post.objects.filter(pk__in=ids).select_related("place__parent__estate", "place__estate"))


def inspection_of(post: Post, month: date) -> Inspection | None:
    """Return what was handed in of a post in a month."""
    found = Inspection.objects.filter(community_id=post.place.in_community, post=post, month=month)
    return found.select_related("person", "place").first()


def month_overview(by: Actor, community: Place, month: date, at: datetime) -> Progress:
    """Return how far a month is in a community; a fixed number of queries."""
    shown = Progress(month)
    found = Inspection.objects.filter(community=community, month=month)
    shown.done = list(found.select_related("post__place__parent", "place").order_by("place__path"))
    handed = {one.post_id for one in shown.done}
    shown.missing = [post for post in _watching(community, at) if post.pk not in handed]
    answers = Answer.objects.filter(community=community, inspection__month=month)
    shown.results = Counter(answers.values_list("result", flat=True))
    shown.findings = list(_findings(community).filter(answer__inspection__month=month)[:200])
    shown.differing = list(
        answers.filter(differs_at__isnull=False).select_related("duty", "inspection__place")[:50]
    )
    return shown


def _watching(community: Place, at: datetime) -> list[Post]:
    """Return the held posts of leaders in whose area somebody serves, by place."""
    held = Post.objects.filter(community=community, kind__in=LEADER_KINDS, closed_at=None, vacant_since=None)
    posts = list(
        held.select_related("place__parent__estate", "place__estate").order_by("place__path", "kind")
    )
    walked = Duty.objects.filter(
        community=community, looked_at=rules.WALK, ends_on=None, body__closed_on=None
    )
    serving = set(
        walked.filter(body__served__ends_on=None).values_list("body__served__place_id", flat=True).distinct()
    )
    if not serving:
        return []
    buildings = Place.objects.filter(Q(pk__in=serving) | Q(estate__in=serving), kind="building")
    paths = sorted(buildings.filter(community=community, closed_on=None).values_list("path", flat=True))
    return [post for post in posts if _touches(post.place, paths)]


def _touches(place: Place, buildings: list[str]) -> bool:
    end = next_path(place.path)
    return any(place.path <= path < end or place.path.startswith(path) for path in buildings)


def posts_to_remind(at: datetime) -> list[Post]:
    """Return on the 25th whose month is not handed in; on other days nobody."""
    if local_date(at).day != DAY_TO_REMIND:
        return []
    month = rules.month_of(at)
    communities = Place.objects.filter(
        pk__in=Duty.objects.filter(ends_on=None, looked_at=rules.WALK).values("community").distinct()
    )
    handed = set(Inspection.objects.filter(month=month).values_list("post_id", flat=True))
    return [post for one in communities for post in _watching(one, at) if post.pk not in handed]


def _findings(community: Place) -> QuerySet[Finding]:
    found = Finding.objects.filter(community=community)
    return found.select_related("duty", "body", "place__parent__estate", "matter").order_by(
        "-found_at", "-id"
    )


def findings_visible_to(by: Actor, at: datetime, action: str = "supervision.look") -> QuerySet[Finding]:
    """Return the problems found in the areas of `by`, newest first."""
    areas = permission.areas(by, action, at=at)
    if not areas:
        return Finding.objects.none()
    found = Finding.objects.filter(area_filter(areas, "place__path"))
    related = found.select_related("duty", "body", "place__parent__estate", "place__estate", "matter")
    return related.order_by("-found_at", "-id")


def finding_by_code(code: str) -> Finding | None:
    """Return the problem of a reply page."""
    found = Finding.objects.select_related("duty", "body", "place__parent__estate", "matter", "community")
    return found.filter(reply_code=code).first()


def reply_address(finding: Finding) -> str:
    """Return where a body replies to one problem; whoever has the address may."""
    return f"{settings.PUBLIC_URL}/supervision/reply/{finding.reply_code}/"


def same_open(duty: Duty, place: Place) -> Finding | None:
    """Return a problem of the same duty at the same place on which somebody still works."""
    found = Finding.objects.filter(
        community_id=duty.community_id, duty=duty, place=place, matter__state__in=matter_rules.OPEN
    )
    return found.select_related("matter").order_by("id").first()


def has_walk(post: Post, at: datetime) -> bool:
    """Tell whether there is anything to look at in the area of a post."""
    return bool(duties_to_walk(post.place, at))
