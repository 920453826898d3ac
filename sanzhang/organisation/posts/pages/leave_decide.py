"""Deciding: on a resignation, a removal, a leave with who acts; prolonging it; noting a death."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as persons
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms.leaving import (
    ActingForm,
    DeathForm,
    DecideRemovalForm,
    GrantForm,
    ReturnForm,
    SettleForm,
)
from sanzhang.organisation.posts.models import Leaving
from sanzhang.organisation.posts.pages.leave_page import note_look
from sanzhang.organisation.posts.pages.leave_seen import context_of, name_of_post, seen_leaving


@page("posts.settle_resignation", methods="GET POST")
def settle(request: Any, leaving_id: int) -> HttpResponse:
    """Agree to a resignation, or ask the leader to stay."""
    one = seen_leaving(request, leaving_id)
    form = SettleForm(request.POST or None, at=request.at)
    form.fields["leaves_at"].help_text = "空着就按本人提的日子,不早于现在。"

    def act() -> HttpResponse:
        given = form.cleaned_data
        if given["agreed"] == "yes":
            days = {"leaves_at": given["leaves_at"], "words": given["words"]}
            actions.agree_to_resign(one, by=request.user, at=request.at, **days)
        else:
            actions.decline_resignation(one, words=given["words"], by=request.user, at=request.at)
        return redirect("leaving", leaving_id=one.pk)

    return _decided(request, one, form, act, heading="处理辞任")


@page("posts.decide_removal", methods="GET POST")
def decide(request: Any, leaving_id: int) -> HttpResponse:
    """Decide on a removal, with its reason."""
    one = seen_leaving(request, leaving_id)
    form = DecideRemovalForm(request.POST or None, at=request.at)

    def act() -> HttpResponse:
        given = dict(form.cleaned_data)
        agreed = given.pop("agreed") == "yes"
        actions.decide_removal(one, agreed=agreed, by=request.user, at=request.at, **given)
        return redirect("leaving", leaving_id=one.pk)

    return _decided(request, one, form, act, heading="决定免任")


@page("posts.grant_leave", methods="GET POST")
def grant(request: Any, leaving_id: int) -> HttpResponse:
    """Grant a leave with who acts, or refuse it."""
    one = seen_leaving(request, leaving_id)
    form = GrantForm(request.POST or None, at=request.at, neighbours=_neighbours(request, one))

    def act() -> HttpResponse:
        given = form.cleaned_data
        if given["agreed"] == "no":
            actions.decline_leave(one, words=given["words"], by=request.user, at=request.at)
        else:
            acting = _acting(request, one, given)
            actions.grant_leave(one, acting=acting, by=request.user, at=request.at)
            _consent(request, acting, given)
        return redirect("leaving", leaving_id=one.pk)

    return _decided(request, one, form, act, heading="处理请假")


@page("posts.grant_leave", methods="GET POST")
def acting(request: Any, leaving_id: int) -> HttpResponse:
    """Let somebody else act for the rest of a leave, or nobody."""
    one = seen_leaving(request, leaving_id)
    form = ActingForm(request.POST or None, at=request.at, neighbours=_neighbours(request, one))

    def act() -> HttpResponse:
        somebody = _acting(request, one, form.cleaned_data)
        actions.change_acting(one, acting=somebody, by=request.user, at=request.at)
        _consent(request, somebody, form.cleaned_data)
        return redirect("leaving", leaving_id=one.pk)

    return _decided(request, one, form, act, heading="换代理")


@page("posts.grant_leave", methods="GET POST")
def prolong(request: Any, leaving_id: int) -> HttpResponse:
    """Let a leave end later."""
    one = seen_leaving(request, leaving_id)
    form = ReturnForm(request.POST or None, at=request.at, is_later=True)

    def act() -> HttpResponse:
        given = form.cleaned_data
        actions.prolong_leave(one, returns_at=given["returns_at"], by=request.user, at=request.at)
        return redirect("leaving", leaving_id=one.pk)

    return _decided(request, one, form, act, heading="延长请假")


@page("posts.note_death", methods="GET POST")
def death(request: Any, person_id: int) -> HttpResponse:
    """Note that a leader has died, after saying what will happen."""
    person = _leader(request, person_id)
    held = queries.sittings_of(person, request.at)
    form = DeathForm(request.POST or None, at=request.at)
    back = f"/posts/{held[0].post_id}/" if held else "/posts/"
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.note_death(person, on=form.cleaned_data["on"], by=request.user, at=request.at)
            return redirect(back)

        return once(request, act)
    posts = list(dict.fromkeys(name_of_post(one) for one in held))
    context = {"person": person, "posts": posts, "form": form, "back": back}
    return render(request, "posts/death.html", context, status=422 if form.is_bound else 200)


@page("posts.note_death", methods="POST")
def take_back_death(request: Any, person_id: int) -> HttpResponse:
    """Take back a death noted by mistake."""
    person = _leader(request, person_id)

    def act() -> HttpResponse:
        actions.take_back_death(person, by=request.user, at=request.at)
        held = queries.sittings_of(person, request.at)
        return redirect(f"/posts/{held[0].post_id}/" if held else "/posts/")

    return once(request, act)


def _leader(request: Any, person_id: int) -> Person:
    """Return somebody who holds or held a post in one's area. Raises: Http404."""
    return get_object_or_404(queries.persons_in(request.user, request.at), pk=person_id)


def _decided(
    request: Any, one: Leaving, form: Any, act: Callable[[], HttpResponse], *, heading: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        return once(request, act)
    is_open_to = one.is_open  # later steps don't need the words
    if is_open_to:
        note_look(request, one, heading)
    grounds = [rules.GROUNDS.get(code, code) for code in one.grounds]
    context = context_of(request, one) | {"form": form, "heading": heading, "is_open_to": is_open_to}
    context |= {"grounds": grounds if is_open_to else []}
    return render(request, "posts/leaving_decide.html", context, status=422 if form.is_bound else 200)


def _neighbours(request: Any, one: Leaving) -> list[tuple[int, str]]:
    found = queries.neighbours_of(one.tenure.post, request.at)
    return [
        (tenure.person_id, f"{name_of_post(tenure)} {tenure.person.name}")
        for tenure in found
        if tenure.person_id != one.person_id
    ]


def _acting(request: Any, one: Leaving, given: dict[str, Any]) -> Person | None:
    if given["who"] == ActingForm.NOBODY:
        return None
    if given["who"] != ActingForm.OTHER:
        return get_object_or_404(Person, pk=int(given["who"]))  # one of the neighbours: the form has looked
    name, phone = given["name"], given["phone"]
    return persons.same_person(name, phone) or people.enrol(
        name=name, phone=phone, by=request.user, at=request.at, community_id=one.community_id
    )


def _consent(request: Any, person: Person | None, given: dict[str, Any]) -> None:
    for wish, purpose in (("show_name", "plaque.name"), ("show_phone", "plaque.phone")):
        if person is not None and given["who"] == ActingForm.OTHER and given[wish]:
            people.consent(person, purpose=purpose, by=request.user, at=request.at)
