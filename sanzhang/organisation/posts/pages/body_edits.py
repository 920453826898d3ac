"""Bodies opened, renamed and closed on screen; members entered, changed, kept and ended (§3.1)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.forms import (
    BodyForm,
    BodyListForm,
    BodyRoleForm,
    BodySeatForm,
    EndBodySeatForm,
)
from sanzhang.organisation.posts.models import Body, BodySeat
from sanzhang.organisation.posts.pages.bodies import no_grid_or_wide, seen_body
from sanzhang.organisation.posts.pages.members import seen_area
from sanzhang.organisation.posts.rules import bodies as rules
from sanzhang.organisation.territory.models import Place


@page("posts.edit_bodies", methods="GET POST")
def add(request: Any) -> HttpResponse:
    """Open the branch of an estate (`?estate=`), or else the party organisation of the community (`?area=`)."""
    community = no_grid_or_wide(seen_area(request, "posts.edit_bodies"))
    estate = _estate(request, community)
    kind = rules.ESTATE_BRANCH if estate else rules.COMMUNITY_PARTY
    place = estate or community
    first = {"name": f"{place.name}党支部" if estate else f"{place.name}党委"}
    form = BodyForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            name = form.cleaned_data["name"]
            made = actions.open_body(
                community, kind=kind, estate=estate, name=name, by=request.user, at=request.at
            )
            return redirect("body", body_id=made.pk)

        return once(request, act)
    context = {
        "form": form,
        "title": f"登记{'小区党支部' if estate else '社区党组织'}:{place.name}",
        "words": "登记以后,可以登记现有的委员,也可以一步提名党员三长。",
        "button": "登记",
        "back": f"/posts/bodies/?area={community.pk}",
        "back_words": "党支部和交叉任职",
    }
    return _form_page(request, form, context)


def _estate(request: Any, community: Place) -> Place | None:
    asked = request.GET.get("estate", "")
    if not asked:
        return None
    estates = Place.objects.filter(community=community, kind="estate", closed_on=None)
    return get_object_or_404(
        estates, pk=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    )


def _form_page(request: Any, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, "posts/body_form.html", context, status=422 if form.is_bound else 200)


def _of_body(body: Body, **more: Any) -> dict[str, Any]:
    return {"back": f"/posts/bodies/{body.pk}/", "back_words": body.name, **more}


@page("posts.edit_bodies", methods="GET POST")
def rename(request: Any, body_id: int) -> HttpResponse:
    """Call a body by another name."""
    body = seen_body(request, body_id, "posts.edit_bodies")
    form = BodyForm(request.POST or None, initial={"name": body.name})
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.rename_body(body, name=form.cleaned_data["name"], by=request.user, at=request.at)
            return redirect("body", body_id=body.pk)

        return once(request, act)
    return _form_page(request, form, _of_body(body, form=form, title="改名称", button="改好了"))


@page("posts.edit_bodies", methods="POST")
def close(request: Any, body_id: int) -> HttpResponse:
    """Close a body; its seats end, nominations that wait are withdrawn."""
    body = seen_body(request, body_id, "posts.edit_bodies")
    return _done(request, body, lambda: actions.close_body(body, by=request.user, at=request.at))


def _done(request: Any, body: Body, act: Callable[[], object]) -> HttpResponse:
    def acted() -> HttpResponse:
        act()
        return redirect("body", body_id=body.pk)

    return once(request, acted)


@page("posts.edit_bodies", methods="GET POST")
def seat(request: Any, body_id: int) -> HttpResponse:
    """Enter a member from an existing list: known by name and number together, or enrolled now."""
    body = seen_body(request, body_id, "posts.edit_bodies")
    form = BodySeatForm(request.POST or None, body=body, at=request.at, initial={"role": rules.MEMBER})
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            body,
            lambda: actions.enter_in_body(body, by=request.user, at=request.at, **form.cleaned_data),
        )
    words = "照现有的名单一位一位登记。党员三长不用在这里登记,请用“提名”。登记错了不要紧:一天以内可以撤销。"
    more = {"other": f"/posts/bodies/{body.pk}/seats/", "other_words": "有现成的名单?一次登记几位"}
    return _form_page(
        request,
        form,
        _of_body(body, form=form, title=f"登记{body.name}的成员", words=words, button="登记", **more),
    )


@page("posts.edit_bodies", methods="GET POST")
def seat_list(request: Any, body_id: int) -> HttpResponse:
    """Enter an existing list of members in one step, all of it or nothing."""
    body = seen_body(request, body_id, "posts.edit_bodies")
    form = BodyListForm(request.POST or None, body=body, at=request.at)
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["lines"]
        return _done(
            request,
            body,
            lambda: actions.enter_list_in_body(body, lines=lines, by=request.user, at=request.at),
        )
    words = "有一行不对,就一行也不登记。登记错了不要紧:一天以内可以撤销。"
    return _form_page(
        request,
        form,
        _of_body(body, form=form, title=f"照名单登记{body.name}的成员", words=words, button="登记"),
    )


def _seat(request: Any, seat_id: int) -> BodySeat:
    found = queries.body_seats_visible_to(request.user, request.at, "posts.edit_bodies")
    return get_object_or_404(found, pk=seat_id)


@page("posts.edit_bodies", methods="GET POST")
def change(request: Any, seat_id: int) -> HttpResponse:
    """Give somebody another role from today on."""
    shown = _seat(request, seat_id)
    form = BodyRoleForm(request.POST or None, body=shown.body, at=request.at, initial={"role": shown.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        return _done(
            request,
            shown.body,
            lambda: actions.change_body_role(shown, role=role, by=request.user, at=request.at),
        )
    title = f"{shown.person.name}:改职务"
    words = f"现在是{shown.get_role_display()}。改了以后从今天起算,以前的任职留着。"
    return _form_page(
        request, form, _of_body(shown.body, form=form, title=title, words=words, button="改职务")
    )


@page("posts.edit_bodies", methods="GET POST")
def end(request: Any, seat_id: int) -> HttpResponse:
    """Let somebody leave a body."""
    shown = _seat(request, seat_id)
    form = EndBodySeatForm(request.POST or None, at=request.at)
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            shown.body,
            lambda: actions.end_body_seat(shown, by=request.user, at=request.at, **form.cleaned_data),
        )
    title = f"{shown.person.name}离任{shown.body.name}{shown.get_role_display()}"
    words = "离任以后,开会不再请这个人;以前的任职留着。三长的岗位不受影响。"
    return _form_page(
        request,
        form,
        _of_body(shown.body, form=form, title=title, words=words, button="办离任", is_grave=True),
    )


@page("posts.edit_bodies", methods="POST")
def cancel(request: Any, seat_id: int) -> HttpResponse:
    """Take back a seat that was entered wrongly."""
    shown = _seat(request, seat_id)
    return _done(request, shown.body, lambda: actions.cancel_body_seat(shown, by=request.user, at=request.at))


@page("posts.edit_bodies", methods="POST")
def take_back_end(request: Any, seat_id: int) -> HttpResponse:
    """Take back an end that was entered wrongly."""
    shown = _seat(request, seat_id)
    return _done(
        request, shown.body, lambda: actions.take_back_body_end(shown, by=request.user, at=request.at)
    )


@page("posts.edit_bodies", methods="POST")
def keep(request: Any, seat_id: int) -> HttpResponse:
    """Note that somebody who leads no longer keeps the seat."""
    shown = _seat(request, seat_id)
    return _done(request, shown.body, lambda: actions.keep_in_body(shown, by=request.user, at=request.at))
