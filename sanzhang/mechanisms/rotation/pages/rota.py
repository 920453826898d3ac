"""One rota, for who looks after it: members, order, months, history; begun and ended here."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.mechanisms.rotation import actions, queries, rules
from sanzhang.mechanisms.rotation.forms import EndForm, EnterForm, ExtendForm, OrderForm, StartForm
from sanzhang.mechanisms.rotation.models import Rota
from sanzhang.mechanisms.rotation.pages.seen import may_edit, seen_rota, where_of
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory import queries as territory


@page("rotation.look")
def rota(request: Any, rota_id: int) -> HttpResponse:
    """Show one rota: who takes part, whose the months are, what happened."""
    one = seen_rota(request, rota_id)
    members, this_month = queries.members_of(one), rules.first_of(rules.day_of(request.at))
    edits = may_edit(request, one)
    context = {
        "rota": one,
        "where": where_of(one),
        "members": [member for member in members if member.able_at],
        "waiting": [member for member in members if not member.able_at],
        "turns": queries.turns_of(one, since=this_month),
        "past": queries.turns_of(one, until=this_month)[::-1][:24],
        "steps": queries.steps_of(one),
        "swaps": queries.waiting_swaps(one),
        "may_edit": edits,
        "names": edits,
        "lots": _lots(one),
        "extend": ExtendForm(initial={"months": one.months_ahead}),
        "this_month": this_month,
        "next_month": rules.month_after(this_month),
    }
    return render(request, "rotation/rota.html", context)


def _lots(one: Rota) -> list[tuple[str, str]]:
    """Return door and lot of who drew, so that anyone can draw again."""
    if not one.seed or one.drawn_at is None:
        return []
    members = queries.everybody(one).values()
    doors = [queries.token_of(who) for who in members if who.able_at and who.able_at <= one.drawn_at]
    return [(door, rules.lot_of(one.seed, door)) for door in rules.drawn(one.seed, doors)]


@page("rotation.edit", methods="GET POST")
def start(request: Any, post_id: int) -> HttpResponse:
    """Enter that a unit chose to take turns; what becomes of who sits there is shown before it is done."""
    chair = get_object_or_404(posts.visible_to(request.user, request.at), pk=post_id, kind="unit_leader")
    permission.require(request.user, "rotation.edit", chair, at=request.at)
    given = request.POST or request.GET or None
    form = StartForm(given if given and "order" in given else None, at=request.at)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data

        def act() -> HttpResponse:
            made = actions.start_rota(chair, by=request.user, at=request.at, **fields)
            return redirect("rota", rota_id=made.pk)

        return once(request, act)
    context = {
        "post": chair,
        "where": territory.full_name(chair.place),
        "form": form,
        "running": queries.of_unit(chair.place, request.at),
        "holder": posts.who_held(chair, request.at),
    }
    if form.is_bound and form.is_valid():
        return render(request, "rotation/start_check.html", context | _foreseen(chair, form, request))
    return render(request, "rotation/start.html", context, status=422 if form.is_bound else 200)


def _foreseen(chair: Post, form: StartForm, request: Any) -> dict[str, Any]:
    fields = form.cleaned_data
    return {
        "given": fields,
        "month": rules.spoken_month(fields["starts_on"]),
        "found": queries.beginning(chair, fields["starts_on"], request.at),
        "how": rules.CHOSEN[fields["chosen_how"]],
        "order": rules.ORDERS[fields["order"]],
    }


@page("rotation.edit", methods="GET POST")
def enter(request: Any, rota_id: int) -> HttpResponse:
    """Enter a household after a visit."""
    one = seen_rota(request, rota_id)
    homes = queries.homes_to_enter(one, request.at)
    form = EnterForm(request.POST or None, homes=homes)
    if request.method == "POST" and form.is_valid():
        home = form.cleaned_data["home"]

        def act() -> HttpResponse:
            actions.join(one, household=home.household, person=home.person, by=request.user, at=request.at)
            return redirect("rota", rota_id=one.pk)

        return once(request, act)
    context = {"rota": one, "where": where_of(one), "form": form, "homes": homes}
    return render(request, "rotation/enter.html", context, status=422 if form.is_bound else 200)


@page("rotation.edit", methods="POST")
def draw(request: Any, rota_id: int) -> HttpResponse:
    """Draw the order by lot and give out the months."""
    one = seen_rota(request, rota_id)

    def act() -> HttpResponse:
        actions.draw(one, by=request.user, at=request.at)
        return redirect("rota", rota_id=one.pk)

    return once(request, act)


@page("rotation.edit", methods="GET POST")
def order(request: Any, rota_id: int) -> HttpResponse:
    """Set the order that was agreed on, by numbers."""
    one = seen_rota(request, rota_id)
    able = sorted(queries.able_members(one), key=lambda member: (member.place or 999, member.household.path))
    form = OrderForm(request.POST or None, members=able)
    if request.method == "POST" and form.is_valid():
        members = form.ordered()

        def act() -> HttpResponse:
            actions.arrange(one, members, by=request.user, at=request.at)
            return redirect("rota", rota_id=one.pk)

        return once(request, act)
    context = {"rota": one, "where": where_of(one), "form": form, "able": able}
    return render(request, "rotation/order.html", context, status=422 if form.is_bound else 200)


@page("rotation.extend", methods="POST")
def extend(request: Any, rota_id: int) -> HttpResponse:
    """Give out months further ahead."""
    one, form = seen_rota(request, rota_id), ExtendForm(request.POST)
    if not form.is_valid():
        raise actions.NotPossible("请从列出的月数里选,再点“排好”。")

    def act() -> HttpResponse:
        months = form.cleaned_data["months"]
        actions.extend(one, months=months, by=request.user, at=request.at)
        return redirect("rota", rota_id=one.pk)

    return once(request, act)


@page("rotation.edit", methods="GET POST")
def end(request: Any, rota_id: int) -> HttpResponse:
    """End taking turns, with the reason; what is taken back is shown before."""
    one, form = seen_rota(request, rota_id), EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]

        def act() -> HttpResponse:
            actions.end_rota(one, words=words, by=request.user, at=request.at)
            return redirect("rota", rota_id=one.pk)

        return once(request, act)
    coming = queries.turns_of(one, since=queries.next_month(request.at))
    context = {
        "rota": one,
        "where": where_of(one),
        "form": form,
        "coming": [turn for turn in coming if turn.state == rules.PLANNED],
        "ends_on": queries.next_month(request.at),
        "has_begun": one.starts_on <= rules.day_of(request.at),
    }
    return render(request, "rotation/end.html", context, status=422 if form.is_bound else 200)
