"""`Post.vacant_since` and `vacant_until`: noted with every change of a tenure, so that an index finds vacancies."""

from datetime import datetime

from django.db.models import Q

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.models import Post, Tenure


def refresh_vacancies(*, by: Actor, at: datetime) -> int:
    """Note again what comes next where a sitting written ahead has begun; ages in lists follow, powers never wait."""
    permission.require(by, "posts.follow_leavings", at=at)
    stale = list(queries.stale_vacancies(at))
    for post in stale:
        note_vacancy(post, at)
    return len(stale)


def note_vacancy(post: Post, at: datetime) -> None:
    """Keep the first gap from `at` on, [vacant_since, vacant_until); None if the holder's time, or the gap, is open.

    A vacancy never begins before it, so lists may sift by it, and then ask the tenures; counts ask them only where
    the gap is over.
    """
    sittings = Tenure.objects.filter(post=post, cancelled_at=None)
    last = sittings.filter(ends_at__lte=at).order_by("-ends_at").values_list("ends_at", flat=True).first()
    vacant_since: datetime | None = last or post.opened_at
    until: datetime | None = at
    vacant_until: datetime | None = None
    ahead = sittings.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("starts_at")
    for starts_at, ends_at in ahead.values_list("starts_at", "ends_at"):
        if until is None or starts_at > until:
            vacant_until = starts_at
            break
        vacant_since = until = ends_at
    post.vacant_since, post.vacant_until = vacant_since, vacant_until
    Post.objects.filter(pk=post.pk).update(vacant_since=vacant_since, vacant_until=vacant_until)
