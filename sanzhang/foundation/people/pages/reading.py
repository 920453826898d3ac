"""How many persons' data one has read today; a reason from half of the limit, a second person's approval beyond."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import limits, sentences
from sanzhang.foundation.people import actions, queries
from sanzhang.foundation.people.forms import ReasonForm
from sanzhang.foundation.permission.pages import page


@page("people.explain_reading", methods="GET POST")
def reading(request: Any) -> HttpResponse:
    """Show one's own count, take the reason; to whoever may, show who waits for an approval (R22)."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def explain() -> HttpResponse:
            data_class = request.POST.get("data_class", limits.CONTACT)
            reason = form.cleaned_data["reason"]
            actions.explain_reading(reason=reason, data_class=data_class, by=request.user, at=request.at)
            return redirect("reading")

        return once(request, explain)
    mine = [limits.reading_of(request.user.journal_key, request.at, data_class=one) for one in limits.LIMITS]
    context = {
        "form": form,
        "mine": [
            (one, sentences.VALUES[one.data_class]) for one in mine if one.read or one.data_class == "C"
        ],
        "waiting": [
            (alarm, person, read, permission.seats_of(person, request.at), sentences.VALUES[read.data_class])
            for alarm, person, read in queries.readers_over_half(request.user, request.at)
        ],
    }
    return render(request, "people/reading.html", context, status=422 if form.is_bound else 200)


@page("people.approve_reading", methods="POST")
def approve(request: Any, alarm_id: int) -> HttpResponse:
    """Let a reader go on with one more portion."""
    mine = queries.readers_over_half(request.user, request.at)
    alarm, reader = next(((one, who) for one, who, _ in mine if one.pk == alarm_id), (None, None))
    if alarm is None or reader is None:
        raise Http404

    def act() -> HttpResponse:
        actions.approve_reading(alarm, reader=reader, by=request.user, at=request.at)
        return redirect("reading")

    return once(request, act)
