"""Who may fill which post: leaders by their community, an office by the level above it."""

from datetime import datetime

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post


def require_filling(by: Actor, post: Post, *, at: datetime) -> Seat | None:
    """Return the seat by which `by` may fill and vacate `post`.

    A colleague of the same level may not: street workers are seated by the district. Raises: NotAllowed.
    """
    if post.kind in rules.LEADERS:
        return permission.require(by, "posts.seat", post, at=at)
    if post.kind in rules.CITY_KINDS:
        return permission.require(by, "posts.seat_city", post, at=at)
    path = post.place.path
    above = path if post.kind == rules.DEPARTMENT else path[: rules.WIDTH_ABOVE[len(path)]]
    return permission.require(by, "posts.seat_office", above, at=at)


def may_fill(by: Actor, post: Post, *, at: datetime) -> bool:
    """Say whether `by` may fill and vacate `post`; for buttons."""
    try:
        require_filling(by, post, at=at)
    except permission.NotAllowed:
        return False
    return True
