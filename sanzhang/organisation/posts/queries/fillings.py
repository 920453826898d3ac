"""How the vacancies of the wide levels stand: the oldest of each, and for how many something is under way (§1.5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sanzhang.foundation.calendar.rules import spoken_date
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.queries.counting import gaps_by_community, vacancies_by_community
from sanzhang.organisation.posts.queries.lists import Gap
from sanzhang.organisation.posts.queries.next_steps import NextStep, is_under_way
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class Filling:
    """Of the vacant leaders' posts below a place: how long the oldest is vacant, and how many are being filled."""

    vacant: int = 0
    oldest: str = ""
    under_way: int = 0


def fillings_below(places: list[Place], at: datetime) -> dict[str, Filling]:
    """Return path of each of some siblings, communities or wider, → how its vacancies stand; six queries."""
    if not places:
        return {}
    paths = [place.path for place in places]
    width, going = len(paths[0]), vacancies_by_community(paths, at, is_under_way(at))
    found: dict[str, tuple[int, datetime | None]] = {}
    for path, _, count, since in gaps_by_community(paths, at):
        before = found.get(path[:width], (0, since))
        found[path[:width]] = (before[0] + count, min(filter(None, (before[1], since)), default=None))
    return {
        path: Filling(
            count,
            rules.spoken_age(since, at) if since else "",
            sum(steps for there, steps in going.items() if there.startswith(path)),
        )
        for path, (count, since) in found.items()
    }


def filling_of(gaps: list[Gap], steps: dict[int, NextStep]) -> tuple[int, int]:
    """Return of a tree's vacancies: how many, and for how many something is under way."""
    empty = [post.pk for post in vacant_in(gaps)]
    return len(empty), sum(post_id in steps and not steps[post_id].is_button for post_id in empty)


def vacant_in(gaps: list[Gap]) -> list[Post]:
    """Return the vacant posts of a tree, in its order."""
    found: list[Post] = []
    for gap in gaps:
        if gap.line and gap.line.tenure is None:
            found.append(gap.line.post)
        found += vacant_in(gap.below)
    return found


def arranged(posts: list[Post], by: Actor, at: datetime) -> dict[int, NextStep]:
    """Return, for posts that nobody holds now, who is to come or come back: written ahead by the day; one query."""
    ahead = Tenure.objects.filter(post__in=posts, cancelled_at=None, starts_at__gt=at).order_by("-starts_at")
    return {
        post_id: NextStep(
            f"{spoken_date(starts_at, at)}{'返岗' if way == 'return' else '上岗'}", f"/posts/{post_id}/"
        )
        for post_id, starts_at, way in ahead.values_list("post", "starts_at", "way")
    }


def arranged_posts(at: datetime) -> "QuerySet[Tenure, int]":
    """Return the ids of posts for which a sitting ahead is written."""
    ahead = Tenure.objects.filter(cancelled_at=None, starts_at__gt=at)
    return ahead.values_list("post", flat=True)


def stale_vacancies(at: datetime) -> QuerySet[Post]:
    """Return posts whose noted vacancy is over, because a sitting written ahead has begun since."""
    return Post.objects.filter(vacant_until__lte=at, closed_at=None)
