"""Questions as residents ask them: ready answers first, else a receipt and an answer within two working days."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, asking, forms, queries, rules
from sanzhang.duties.matters.models import Enquiry, ReadyAnswer
from sanzhang.duties.matters.pages.cookies import remember_receipt
from sanzhang.duties.matters.pages.report import ANYONE, place_of
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

SHOWN = 40


@page("answer.read")
def answers(request: Any, token: str) -> HttpResponse:
    """Show what is often asked here, by words or by topic; and the way to ask what is not there."""
    place = place_of(token)
    words, topic = request.GET.get("q", "")[:100], request.GET.get("topic", "")
    found = queries.ready_for(place, words, topic=topic if topic in rules.TOPICS else "", most=SHOWN)
    there = {row.topic for row in queries.ready_here(place)} if not words else set()
    shown = {
        "place": place,
        "title": territory.full_name(place),
        "answers": found,
        "words": words,
        "topics": [(key, label, key == topic) for key, label in rules.TOPICS.items() if key in there],
        "topic": topic,
    }
    return render(request, "matters/answers.html", shown)


@page("enquiry.ask", methods="GET POST")
def ask(request: Any, token: str) -> HttpResponse:
    """Take a question; what stands ready for it is shown once more before it is sent."""
    place = place_of(token)
    form = forms.AskForm(request.POST or None, initial={"words": request.GET.get("q", "")[:500]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return remember_receipt(request, once(request, lambda: _asked(request, place, given)))
    words = form["words"].value() or ""
    shown = {"place": place, "title": territory.full_name(place), "form": form}
    shown["answers"] = queries.ready_for(place, str(words), most=3) if str(words).strip() else []
    return render(request, "matters/ask.html", shown, status=422 if form.is_bound else 200)


def _asked(request: Any, place: Place, given: dict[str, Any]) -> HttpResponse:
    made = actions.ask(place, given.pop("words"), by=ANYONE, at=request.at, **given)
    return redirect(reverse("enquiry_receipt", args=[made.receipt]) + "?new=1")


@page("enquiry.ask", methods="POST")
def this_one(request: Any, token: str, answer_id: int) -> HttpResponse:
    """Count that an answer that stood ready was the one."""
    place = place_of(token)
    ready = queries.ready_here(place).filter(pk=answer_id).first()
    if ready is None:
        raise Http404
    words = request.POST.get("q", "")[:500]
    return remember_receipt(request, once(request, lambda: _found(request, place, ready, words)))


def _found(request: Any, place: Place, ready: ReadyAnswer, words: str) -> HttpResponse:
    made = actions.ask(place, words, ready=ready, by=ANYONE, at=request.at)
    return redirect(reverse("enquiry_receipt", args=[made.receipt]) + "?new=1")


@page("enquiry.look")
def receipt(request: Any, receipt: str) -> HttpResponse:
    """Show a question with its answer, or until when there will be one."""
    return _show(request, _enquiry(receipt))


def _show(request: Any, enquiry: Enquiry, *, status: int = 200, alert: str = "") -> HttpResponse:
    shown = {
        "enquiry": enquiry,
        "place": territory.full_name(enquiry.place),
        "address": request.build_absolute_uri(reverse("enquiry_receipt", args=[enquiry.receipt])),
        "is_new": "new" in request.GET,
        "may_turn": enquiry.state != asking.TURNED and not enquiry.was_id,
        "alert": alert,
    }
    return render(request, "matters/enquiry_receipt.html", shown, status=status)


@page("enquiry.turn", methods="POST")
def turn(request: Any, receipt: str) -> HttpResponse:
    """Let something be done about it: it becomes a matter with a receipt of its own."""
    enquiry = _enquiry(receipt)

    def act() -> HttpResponse:
        made = actions.turn_into_matter(enquiry, by=Bearer.of("enquiry", enquiry.pk), at=request.at)
        return redirect(reverse("receipt", args=[made.receipt]) + "?new=1")

    try:
        return remember_receipt(request, once(request, act))
    except rules.NotPossible as fault:
        return _show(request, _enquiry(receipt), status=409, alert=fault.words)


def _enquiry(receipt: str) -> Enquiry:
    enquiry = queries.enquiry_by_receipt(read_code(receipt))
    if enquiry is None:
        raise Http404
    return enquiry
