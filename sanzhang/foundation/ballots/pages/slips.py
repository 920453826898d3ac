"""Paper: each slip typed in as a ballot, by one person and once more by another."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.ballots import actions, queries, rules
from sanzhang.foundation.ballots.actions.paper import differences, left_to_type
from sanzhang.foundation.ballots.forms import PileForm
from sanzhang.foundation.ballots.models import PaperBatch
from sanzhang.foundation.ballots.pages.roll import seen_poll
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page

MOST = 50  # slips a pile


@page("ballots.type_paper", methods="GET POST")
def pile(request: Any, poll_id: int) -> HttpResponse:
    """Type in a pile for the first time."""
    poll = seen_poll(request, poll_id)
    left = left_to_type(poll)
    asked = request.POST.get("count") or request.GET.get("count") or ""
    count = min(int(asked) if asked.isdigit() and len(asked) < 5 else left, MOST)
    form = PileForm(request.POST or None, poll=poll, count=max(count, 0))
    context = {
        "poll": poll,
        "form": form,
        "left": left,
        "count": count,
        "most": min(left, MOST),
        "is_first": True,
    }
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            words = form.cleaned_data["words"]
            actions.enter_batch(poll, form.ballots, by=request.user, at=request.at, words=words)
            return redirect("poll", poll_id=poll.pk)

        return _tried(request, act, context)
    return render(request, "ballots/pile.html", context, status=422 if form.is_bound else 200)


@page("ballots.type_paper", methods="GET POST")
def second(request: Any, batch_id: int) -> HttpResponse:
    """Type in the same pile once more, by another person, without seeing what the first typed."""
    batch = _batch(request, batch_id)
    poll = batch.poll
    form = PileForm(request.POST or None, poll=poll, count=batch.count)
    form.fields.pop("words")
    context = {"poll": poll, "batch": batch, "form": form, "count": batch.count}
    context["is_mine"] = batch.first_by_id == request.user.pk
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            differing = actions.check_batch(batch, form.ballots, by=request.user, at=request.at)
            return (
                redirect("ballot_pile_differs", batch_id=batch.pk)
                if differing
                else redirect("poll", poll_id=poll.pk)
            )

        return _tried(request, act, context)
    return render(request, "ballots/pile.html", context, status=422 if form.is_bound else 200)


@page("ballots.type_paper", methods="GET POST")
def differs(request: Any, batch_id: int) -> HttpResponse:
    """Show what differs between the two, and set the pile aside to be typed anew by both."""
    batch = _batch(request, batch_id)
    if request.method == "POST":

        def act() -> HttpResponse:
            actions.drop_batch(batch, by=request.user, at=request.at)
            return redirect("ballot_pile", poll_id=batch.poll_id)

        return once(request, act)
    names = dict(batch.poll.options) | {rules.INVALID: "废票", rules.MISSING: "缺票"}
    lines = [
        ("、".join(names[key] for key in ballot) or "空白票", one, two)
        for ballot, one, two in differences(batch)
    ]
    return render(request, "ballots/differs.html", {"batch": batch, "poll": batch.poll, "lines": lines})


def _batch(request: Any, batch_id: int) -> PaperBatch:
    polls = queries.visible_to(request.user, request.at)
    found = PaperBatch.objects.filter(poll__in=polls).exclude(state="dropped")
    return get_object_or_404(found.select_related("poll", "first_by"), pk=batch_id)


def _tried(request: Any, act: Any, context: dict[str, Any]) -> HttpResponse:
    """Do it; a refusal keeps what was typed on the page."""
    try:
        return once(request, act)
    except (actions.NotPossible, rules.WrongBallot) as fault:
        return render(request, "ballots/pile.html", context | {"refusal": fault.words}, status=409)
