"""The alarm as residents see it: one large button, and who got it when. No account, no script."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation.idempotency.requests import key_of, once
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.mechanisms.feedback import actions, forms, queries, spool
from sanzhang.mechanisms.feedback.models import Alarm
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


@page("alarm.raise", methods="GET POST")
def alarm(request: Any, token: str) -> HttpResponse:
    """Show whom to telephone first, and the button; take the alarm."""
    place = _unit(token)
    if request.method == "GET":
        shown = {"place": place, "title": territory.full_name(place), "form": forms.AlarmForm()}
        return render(request, "feedback/alarm.html", shown)
    return once(request, lambda: _raised(request, place))


def _raised(request: Any, place: Place) -> HttpResponse:
    key = spool.key_of(place.token, key_of(request))
    raised = actions.raise_alarm(
        place,
        kind=request.POST.get("kind") or rules.OTHER,
        key=key,
        words=request.POST.get("words", ""),
        phone=request.POST.get("phone", ""),
        receipt=spool.receipt_of(key),
        by=request.user if request.user.is_authenticated else Bearer.anyone(),
        at=request.at,
    )
    return redirect("follow_alarm", raised.receipt)


@page("alarm.follow")
def follow(request: Any, receipt: str) -> HttpResponse:
    """Tell whoever raised it who got it and when: posts and times, no names."""
    return _followed(request, receipt, "feedback/follow.html")


@page("alarm.follow")
def follow_chain(request: Any, receipt: str) -> HttpResponse:
    """Return only the chain, for the page to renew itself."""
    return _followed(request, receipt, "feedback/parts/chain.html")


def _followed(request: Any, receipt: str, template: str) -> HttpResponse:
    found = queries.alarm_by_receipt(receipt)
    if found is None:
        waits = spool.find(receipt)
        if waits is None:
            raise Http404
        return render(request, "feedback/waiting.html", {"since": waits})
    shown = {"alarm": found, "title": territory.full_name(found.place), "first": rules.FIRST[found.kind]}
    return render(request, template, shown | {"chain": queries.chain(found, names=False)})


@page("alarm.follow", methods="GET POST")
def answer_link(request: Any, secret: str) -> HttpResponse:
    """Open the alarm of a text by its secret, and say by one tap that one got it."""
    called = queries.call_by_secret(secret, request.at)
    if called is None:
        return render(request, "feedback/link_gone.html", status=410)
    if request.method == "POST":

        def act() -> HttpResponse:
            by = Bearer.of("alarm_call", called.pk)
            actions.acknowledge(called, how=rules.LINK, by=by, at=request.at)
            return redirect("answer_alarm_link", secret)

        return once(request, act)
    raised: Alarm = called.alarm
    shown = {"alarm": raised, "call": called, "title": territory.full_name(raised.place)}
    return render(request, "feedback/answer.html", shown)


def _unit(token: str) -> Place:
    place = territory.by_token(token)
    if place is None or place.kind != "unit":
        raise Http404
    return place
