"""Objections as workers see them: entered from a call or visit, read, answered."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.forms import AnswerForm, HeardForm
from sanzhang.organisation.selection.models import Objection, Procedure
from sanzhang.organisation.selection.pages.seen import seen_objection, seen_procedure


@page("selection.answer", methods="GET POST")
def enter(request: Any, procedure_id: int) -> HttpResponse:
    """Enter what was said by telephone or at the door."""
    one = seen_procedure(request, procedure_id)
    there = queries.standing(one)
    choices = [(found.number, f"{found.number} 号 {found.person.name}") for found in there if found.person]
    form = HeardForm(request.POST or None, candidates=choices)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: _heard(request, one, form))
        except actions.NotPossible as fault:
            form.add_error(None, fault.words)
            status = fault.status
    context = {"one": one, "form": form, "title": queries.title_of(one)}
    return render(request, "selection/heard.html", context, status=status)


def _heard(request: Any, one: Procedure, form: HeardForm) -> HttpResponse:
    given = form.cleaned_data
    about = next((found for found in queries.standing(one) if found.number == given["about"]), None)
    actions.object_to(
        one,
        candidate=about,
        words=given["words"],
        contact=given["contact"],
        how=given["how"],
        by=request.user,
        at=request.at,
    )
    return redirect("selection", procedure_id=one.pk)


@page("selection.answer", methods="GET POST")
def objection(request: Any, objection_id: int) -> HttpResponse:
    """Show an objection, and answer it; looking is noted (R8)."""
    found = seen_objection(request, objection_id)
    form = AnswerForm(request.POST or None, is_about_somebody=found.candidate_id is not None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: _answered(request, found, form))
        except actions.NotPossible as fault:
            form.add_error(None, fault.words)
            status = fault.status
    seat = next(iter(permission.seats_of(request.user, request.at)), None)
    with transaction.atomic():
        journal.look(
            request.user, about=None, fields="words", purpose="核实异议", seat=seat, at=request.at, on=found
        )
    may = found.state == "open" and found.procedure.stage in (rules.PUBLICATION, rules.OBJECTIONS)
    context = {"found": found, "title": queries.title_of(found.procedure), "form": form, "may_answer": may}
    return render(request, "selection/objection.html", context, status=status)


def _answered(request: Any, found: Objection, form: AnswerForm) -> HttpResponse:
    upheld = form.cleaned_data["upheld"] == "yes"
    actions.answer(found, upheld=upheld, words=form.cleaned_data["words"], by=request.user, at=request.at)
    return redirect("selection", procedure_id=found.procedure_id)
