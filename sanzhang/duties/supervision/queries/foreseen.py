"""What waits for a person, what the year brings, and what a unit's page offers."""

from datetime import date, datetime

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Inspection
from sanzhang.duties.supervision.queries.bodies import bodies_of, bodies_visible_to
from sanzhang.duties.supervision.queries.inspections import has_walk, own_posts
from sanzhang.duties.supervision.queries.suggestions import suggestions_visible_to
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import in_area
from sanzhang.organisation.posts.queries import Opening
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.territory.models import Place

LINES = 4


def to_do(person: Actor, at: datetime) -> list[Coming]:
    """Return this month's inspection while it is not handed in, and suggestions that wait for an answer."""
    today, month = local_date(at), rules.month_of(at)
    last = rules.months_before(month, -1)
    posts = own_posts(person, at)
    handed = set(Inspection.objects.filter(post__in=posts, month=month).values_list("post_id", flat=True))
    found = [
        Coming(
            date.fromordinal(last.toordinal() - 1),
            "巡查",
            f"{month.month} 月的履职巡查还没有交",
            f"/supervision/inspections/{post.pk}/",
        )
        for post in posts
        if post.pk not in handed and has_walk(post, at)
    ]
    waiting = suggestions_visible_to(person, at, "suggestion.answer").filter(due_at__isnull=False)
    for one in waiting.order_by("due_at")[:LINES]:
        due = one.due_at or at
        words = f"建议:{one.words[:20]}"
        found.append(Coming(local_date(due), "建议", words, f"/suggestions/{one.pk}/", due <= at))
    return sorted(found, key=lambda one: (one.on, today))


def coming(by: Actor, path: str, *, since: date, until: date, at: datetime) -> list[Coming]:
    """Return which contracts and terms of an area end in [since, until)."""
    found = bodies_visible_to(by, at).filter(ends_on__gte=since, ends_on__lt=until, closed_on=None)
    words = {rules.PROPERTY: "物业合同到期", rules.COMMITTEE: "业委会任期届满"}
    return [
        Coming(one.ends_on, "supervision", f"{one.name}:{words[one.kind]}", f"/supervision/{one.pk}/")
        for one in found.select_related("community")[:200]
        if one.ends_on and (in_area(one.community.path, path) or in_area(path, one.community.path))
    ]


def openings(place: Place, at: datetime) -> list[Opening]:
    """Return the ways from a unit's page: how the property company does, and suggestions."""
    if place.kind != "unit":
        return []
    found = [Opening("给社区提建议,看看采纳了哪些", f"/suggestions/at/{place.token}/")]
    if bodies_of(place, local_date(at)).exists():
        found.insert(0, Opening("看物业和业委会履职", f"/supervision/at/{place.token}/"))
    return found
