"""Filling and vacating a post: somebody comes, somebody leaves, and what was entered wrongly is taken back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as persons
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms import EndForm, SeatForm
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.pages.chairs import seen_post
from sanzhang.organisation.territory import queries as territory


@page("posts.fill", methods="GET POST")
def seat(request: Any, post_id: int) -> HttpResponse:
    """Seat somebody: known by name and number together, or enrolled now; so nobody learns whose a number is."""
    chair = seen_post(request, post_id)
    actions.require_filling(request.user, chair, at=request.at)
    held = queries.running([chair], request.at).get(chair.pk)
    spokesmen = queries.spokesmen(chair, request.at)
    form = SeatForm(
        request.POST or None,
        kind=chair.kind,
        at=request.at,
        is_held=held is not None,
        spokesmen=[(who, f"{title} {person.name}") for who, title, person in spokesmen],
    )
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _seated(request, chair, form.cleaned_data))
    context = {
        "post": chair,
        "title": queries.title_of(chair),
        "where": territory.full_name(chair.place),
        "form": form,
        "tenure": held,
    }
    return render(request, "posts/seat.html", context, status=422 if form.is_bound else 200)


def _seated(request: Any, chair: Post, given: dict[str, Any]) -> HttpResponse:
    at, by = request.at, request.user
    person = persons.same_person(given["name"], given["phone"]) or people.enrol(
        name=given["name"], phone=given["phone"], by=by, at=at, community_id=chair.community_id
    )
    when = {"ends_at": given["ends_on"], "by": by, "at": at}
    how = {"reason": given["reason"], "entered_for": Person.objects.filter(pk=given["entered_for"]).first()}
    held = queries.running([chair], given["starts_on"]).get(chair.pk)
    if held:
        held.post = chair
        actions.replace(held, person=person, from_at=given["starts_on"], way=given["way"], **how, **when)
    else:
        is_acting = given["way"] == "acting"
        actions.seat(
            chair,
            person=person,
            starts_at=given["starts_on"],
            way=given["way"],
            is_acting=is_acting,
            **how,
            **when,
        )
    for wish, purpose in (("show_name", "plaque.name"), ("show_phone", "plaque.phone")):
        if given[wish]:  # from here on the person is this community's to look after
            people.consent(person, purpose=purpose, by=by, at=at)
    return redirect("post", post_id=chair.pk)


def _tenure(request: Any, tenure_id: int) -> Tenure:
    found = Tenure.objects.filter(post__in=queries.visible_to(request.user, request.at), cancelled_at=None)
    with_post = found.select_related("post__place__parent__estate", "post__place__estate", "person")
    return get_object_or_404(with_post, pk=tenure_id)


@page("posts.fill", methods="GET POST")
def end(request: Any, tenure_id: int) -> HttpResponse:
    """Let somebody leave a post, now or on a day to come, with the reason."""
    tenure = _tenure(request, tenure_id)
    actions.require_filling(request.user, tenure.post, at=request.at)
    form = EndForm(request.POST or None, at=request.at, is_leader=tenure.post.kind in rules.LEADERS)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.end_tenure(tenure, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("post", post_id=tenure.post_id)

        return once(request, act)
    context = {
        "tenure": tenure,
        "title": queries.title_of(tenure.post),
        "where": territory.full_name(tenure.post.place),
        "form": form,
        "households": tenure.post.place.households,
    }
    return render(request, "posts/end.html", context, status=422 if form.is_bound else 200)


@page("posts.fill", methods="POST")
def cancel(request: Any, tenure_id: int) -> HttpResponse:
    """Take back a seating that is still to come or was entered wrongly."""
    tenure = _tenure(request, tenure_id)

    def act() -> HttpResponse:
        actions.cancel(tenure, by=request.user, at=request.at)
        return redirect("post", post_id=tenure.post_id)

    return once(request, act)


@page("posts.fill", methods="POST")
def take_back_end(request: Any, tenure_id: int) -> HttpResponse:
    """Take back a leaving that is still to come or was entered wrongly."""
    tenure = _tenure(request, tenure_id)

    def act() -> HttpResponse:
        actions.take_back_end(tenure, by=request.user, at=request.at)
        return redirect("post", post_id=tenure.post_id)

    return once(request, act)


@page("posts.open", methods="POST")
def open_missing(request: Any, community_id: int) -> HttpResponse:
    """Open the leaders' posts that a community still lacks."""
    communities = territory.visible_to(request.user, request.at, "posts.open").filter(kind="community")
    community = get_object_or_404(communities, pk=community_id)

    def act() -> HttpResponse:
        actions.open_missing(community, by=request.user, at=request.at)
        return redirect(f"/posts/?area={community.pk}&state=vacant")

    return once(request, act)
