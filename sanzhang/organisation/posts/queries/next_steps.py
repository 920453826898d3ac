"""What comes next for a vacant post: a call or vote under way, a rota; or the button that begins one (§1.5).

The rooms above that fill posts register here; lists ask once for all their rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.models import Post


@dataclass(frozen=True)
class NextStep:
    """What comes next for one post, in words, and where.

    `is_button`: nothing is under way; one press (a POST to `url` without fields) begins it. Otherwise `url` is
    the page of what is under way.
    """

    words: str
    url: str
    is_button: bool = False


StepsOf = Callable[[list[Post], Actor, datetime], dict[int, NextStep]]
UnderWay = Callable[[datetime], "QuerySet[Any, Any]"]
_providers: list[StepsOf] = []
_under_way: list[UnderWay] = []


def provide_next_step(provider: StepsOf, under_way: UnderWay | None = None) -> None:
    """Let a room above tell what comes next for vacant posts (called once, when it is ready).

    provider: (posts, by, at) → post id → step, for those posts of which it knows one; a fixed number of queries,
    however many posts. under_way: at → a queryset of one column, the ids of posts for which something is under
    way, e.g. `Selection.objects.filter(…open…).values("post")`; the wide levels count by it, as a subquery.
    """
    if provider not in _providers:
        _providers.append(provider)
    if under_way and under_way not in _under_way:
        _under_way.append(under_way)


def next_steps(posts: list[Post], by: Actor, at: datetime) -> dict[int, NextStep]:
    """Return post id → what comes next, merged from all rooms: what is under way goes before what could begin."""
    merged: dict[int, NextStep] = {}
    for provider in _providers if posts else ():
        for post_id, step in provider(posts, by, at).items():
            known = merged.get(post_id)
            if known is None or (known.is_button and not step.is_button):
                merged[post_id] = step
    return merged


def is_under_way(at: datetime) -> Q:
    """Return the condition that something is under way for a post; matches none where no room registered."""
    found = Q(pk__in=[])
    for under_way in _under_way:
        found |= Q(pk__in=under_way(at))
    return found
