"""One selection as its workers see it, and the page of each step."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import queries as polls
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure
from sanzhang.organisation.selection.pages.doings import DOINGS, Doing, buttons, may_do
from sanzhang.organisation.selection.pages.seen import may_hear, seen_procedure
from sanzhang.organisation.selection.rules import steps


@page("selection.look")
def selection(request: Any, procedure_id: int) -> HttpResponse:
    """Show stages, candidates, objections, and what may be done now."""
    one = seen_procedure(request, procedure_id)
    face = queries.face_of(one, request.at)
    vote = face.vote
    knows = permission.may(request.user, "selection.answer", one, at=request.at)
    hears = may_hear(request, one)
    poll_words = None
    if vote and not vote.outcome:
        turnout = polls.turnout(vote.poll)
        poll_words = (turnout.voted, turnout.roll)
    context = {
        "one": one,
        "face": face,
        "late": queries.late_words(one, request.at) if face.stage == one.stage else "",
        "candidates": _candidates(one) if knows else [],
        "knows": knows,
        "hears": hears,
        "objections": list(_objections(one)) if hears else [],
        "turnout": poll_words,
        "outcomes": [(found, steps.OUTCOMES.get(found.outcome, "正在投票")) for found in face.votes],
        "buttons": buttons(request, one, face),
        "sheets": sheets_of(one, face.stage),
        "owner": one.owner.name if one.owner and knows else "",
        "address": request.build_absolute_uri(f"/selection/{one.token}/"),
        "may_run": permission.may(request.user, "selection.run", one, at=request.at),
    }
    return render(request, "selection/run.html", context)


def _candidates(one: Procedure) -> list[tuple[Candidate, str, int, int]]:
    found = list(Candidate.objects.filter(procedure=one).select_related("person").order_by("number"))
    there = queries.count_endorsements([candidate.pk for candidate in found])
    for candidate in found:
        candidate.procedure = one
    doors = queries.households_of(one).count()
    return [
        (
            candidate,
            candidate.person.name if candidate.person else candidate.name or "资料已删除",
            there.get(candidate.pk, 0),
            rules.needed(one.post.kind, candidate.source, doors),
        )
        for candidate in found
    ]


def _objections(one: Procedure) -> Any:
    return Objection.objects.filter(procedure=one).select_related("candidate").order_by("state", "number")


def sheets_of(one: Procedure, stage: str) -> list[tuple[str, str]]:
    """Return (key, words) of the sheets that can be printed now."""
    found = [("call", "征集公告")]
    if rules.BY_HIMSELF in rules.SOURCES_OF[one.way]:
        found.append(("support", "支持签名表"))
    if one.published_at:
        found.append(("publication", "候选人公示"))
    if one.chosen_id and stage in (rules.SEAT, rules.SEATED):
        found.append(("result", "结果公告"))
    return found


@page("selection.work", methods="GET POST")
def step(request: Any, procedure_id: int, verb: str) -> HttpResponse:
    """Ask what a step needs, say what it brings, and take it."""
    one = seen_procedure(request, procedure_id)
    doing = DOINGS.get(verb)
    if doing is None or not may_do(request, doing, one):
        raise Http404
    form = doing.form(request.POST if request.method == "POST" else None, procedure=one, at=request.at)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: _taken(request, one, doing, form))
        except actions.NotPossible as fault:
            form.add_error(None, fault.words)
            status = fault.status
    context = {"one": one, "title": queries.title_of(one), "doing": doing, "form": form, "verb": verb}
    return render(request, "selection/step.html", context, status=status)


def _taken(request: Any, one: Procedure, doing: Doing, form: Any) -> HttpResponse:
    doing.act(one, form.cleaned_data, request.user, request.at)
    return redirect("selection", procedure_id=one.pk)
