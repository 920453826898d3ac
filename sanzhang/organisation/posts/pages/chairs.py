"""One post: who holds it, who did, how to reach the holder, and what can be done."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms import CallForm
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory import queries as territory


def seen_post(request: Any, post_id: int) -> Post:
    """Return a post of one's area. Raises: Http404 — outside, closed or never there."""
    found = queries.visible_to(request.user, request.at)
    found = found.select_related("place__parent__estate", "place__estate", "community")
    return get_object_or_404(found, pk=post_id)


@page("posts.look")
def post(request: Any, post_id: int) -> HttpResponse:
    """Show a post."""
    return render(request, "posts/post.html", _context(request, seen_post(request, post_id)))


@page("posts.call", methods="POST")
def phone(request: Any, post_id: int) -> HttpResponse:
    """Show the holder's phone for a named purpose, noted before a byte leaves (R8)."""
    chair = seen_post(request, post_id)
    form, context = CallForm(request.POST), _context(request, chair)
    tenure: Tenure | None = context["tenure"]
    if tenure is None or not form.is_valid():
        return render(request, "posts/post.html", context | {"call": form}, status=422)
    purpose = dict(CallForm.PURPOSES)[form.cleaned_data["purpose"]]
    with transaction.atomic():
        seat = permission.require(request.user, "posts.call", chair, at=request.at)
        journal.look(
            request.user,
            about=tenure.person,
            fields="phone",
            purpose=purpose,
            seat=seat,
            at=request.at,
            community_id=chair.community_id,
            on=chair,
        )
    return render(request, "posts/post.html", context | {"phone": tenure.person.phone, "purpose": purpose})


# Each showing is an entry of its own: an answer kept and shown again would be a look that nobody noted.
phone.read_only_post = True  # type: ignore[attr-defined]


def _context(request: Any, chair: Post) -> dict[str, Any]:
    at, history = request.at, queries.history(chair)
    said = [one for one in history if one.cancelled_at is None]
    tenure = next((one for one in said if _runs(one, at)), None)
    since = queries.vacant_since([chair], at)[chair.pk] if tenure is None else None
    may_fill = actions.may_fill(request.user, chair, at=at)
    past = [one for one in said if one.ends_at and one.ends_at <= at]
    return {
        "post": chair,
        "title": queries.title_of(chair),
        "where": territory.full_name(chair.place),
        "tenure": tenure,
        "vacant_since": since,
        "age": rules.spoken_age(since, at) if since else "",
        "coming": [one for one in said if one.starts_at > at],
        "past": past,
        "wrong": [one for one in history if one.cancelled_at and one.end_reason == "entered_wrong"],
        "just_left": past[0] if past and not tenure and _may_return(past[0], at) else None,
        "is_new": tenure is not None and tenure.starts_at >= at - rules.UNDO,
        "names": queries.names_seen_by(request.user, at),
        "may_fill": may_fill,
        "may_look": permission.may(request.user, "people.look", None, at=at),
        "call": CallForm() if permission.may(request.user, "posts.call", chair, at=at) else None,
        "households": chair.place.households,
        **_leaving(request, chair, tenure),
        **_filing(request, chair, tenure),
    }


def _leaving(request: Any, chair: Post, tenure: Tenure | None) -> dict[str, Any]:
    """Return what is asked, granted and possible about leaving this post, and what comes next if it is vacant."""
    at, is_leaders = request.at, chair.kind in rules.LEADERS
    leaves = queries.leaves_of(chair, at) if is_leaders else []
    away = next((one for one in leaves if one.leaves_at and one.leaves_at <= at), None)
    steps = {} if tenure else queries.next_steps([chair], request.user, at)
    return {
        "leave": leaves[0] if leaves else None,
        "away": away,
        "absent": away.returning if away else None,
        "waits": queries.open_leaving(chair) if is_leaders else None,
        "just_done": None if tenure or not is_leaders else queries.last_settled(chair),
        "step": steps.get(chair.pk),
        "here": f"/posts/{chair.pk}/",
        "is_leaders": is_leaders,
        "may_see_leavings": permission.may(request.user, "posts.list_leavings", chair, at=at),
        "may_note_death": is_leaders and permission.may(request.user, "posts.note_death", chair, at=at),
    }


def _filing(request: Any, chair: Post, tenure: Tenure | None) -> dict[str, Any]:
    """Return how the sitting is filed, and whether the post's file may be opened."""
    filing = queries.filing_of(tenure) if tenure else None
    return {
        "filing": filing,
        "filing_number": queries.filing_number(filing) if filing else "",
        "may_see_filings": permission.may(request.user, "posts.look_filings", chair, at=request.at),
        "may_see_background": permission.may(request.user, "posts.look_background", chair, at=request.at),
    }


def _runs(tenure: Tenure, at: Any) -> bool:
    return tenure.starts_at <= at and (tenure.ends_at is None or tenure.ends_at > at)


def _may_return(tenure: Tenure, at: Any) -> bool:
    is_fresh = tenure.ends_at is not None and tenure.ends_at >= at - rules.UNDO
    return is_fresh and tenure.end_reason not in ("", "replaced", "leave")
