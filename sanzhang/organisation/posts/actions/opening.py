"""Posts are opened where there are places, and closed with them."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.leave_sittings import close_what_waits, unseat
from sanzhang.organisation.posts.actions.leaving import end_tenure
from sanzhang.organisation.posts.actions.seating import cancel
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.rules import leaving as ways
from sanzhang.organisation.territory.models import Place


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
    held_by = permission.require(by, "posts.open", place, at=at)
    community_id = place.community_id or (community.pk if community else None)
    post, is_new = Post.objects.get_or_create(
        place=place,
        kind=kind,
        number=number,
        closed_at=None,
        defaults={"community_id": community_id, "title": title, "opened_at": at, "vacant_since": at},
    )
    if is_new:
        journal.record(
            "post.opened",
            by=by,
            at=at,
            seat=held_by,
            on=post,
            community_id=community_id,
            facts={"kind": kind},
        )
    return post


@transaction.atomic
def open_missing(community: Place, *, by: Actor, at: datetime) -> int:
    """Open a leader's post for each grid, building and unit of a community that has none (§1.5); return how many."""
    held_by = permission.require(by, "posts.open", community, at=at)
    Place.objects.select_for_update().get(pk=community.pk)
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
        journal.record(
            "post.opened", by=by, at=at, seat=held_by, on=community, community_id=community.pk, facts=facts
        )
    return len(posts)


@transaction.atomic
def close_with_places(community_id: int, *, by: Actor, at: datetime) -> int:
    """Close the posts whose place is closed; who sits there leaves, who was to come does not. Returns how many."""
    posts = list(queries.on_closed_places(community_id).select_related("place"))
    for post in posts:
        permission.require(by, "posts.open", post, at=at)
        for tenure in Tenure.objects.filter(queries.live(at), post=post, starts_at__lt=at):
            end_tenure(tenure, ends_at=at, reason="place_closed", by=by, at=at)
        for tenure in Tenure.objects.filter(post=post, starts_at__gte=at, cancelled_at=None):
            if tenure.way in ways.CONTINUING:
                unseat(tenure, reason="place_closed", at=at)
                close_what_waits(tenure, reason="place_closed", at=at)
            else:
                cancel(tenure, by=by, at=at)  # agreed for a day on which the post is no more
        Post.objects.filter(pk=post.pk, closed_at=None).update(closed_at=at)
        journal.record("post.closed", by=by, at=at, on=post, community_id=community_id)
    return len(posts)
