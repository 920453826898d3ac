"""Candidates as workers see them: put forward, looked at, checked, supported, stepping back."""

import json
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto, reencode
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import limits
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.forms import AcceptForm, EndorseForm, NominateForm, PhoneForm, WordsForm
from sanzhang.organisation.selection.models import Candidate, Procedure
from sanzhang.organisation.selection.pages.seen import seen_candidate, seen_procedure


def taken_photo(request: Any) -> Photo | None:
    """Return the photo of a form, written anew; None if there is none. Raises: UnreadablePhoto."""
    sent = [upload for upload in request.FILES.getlist("photos") if upload.size]
    if len(sent) > 1:
        raise UnreadablePhoto("最多放 1 张照片。请只选一张。")
    return reencode(sent[0], number=1) if sent else None


def keep_proof(photo: Photo | None, procedure: Procedure, *, by: Actor, at: Any) -> StoredFile | None:
    """Keep the photo of a proof, in the action's transaction."""
    if photo is None:
        return None
    return file_actions.keep_photo(photo, community_id=procedure.community_id, by=by, at=at)


@page("selection.put_forward", methods="GET POST")
def nominate(request: Any, procedure_id: int) -> HttpResponse:
    """Enter somebody who is put forward."""
    one = seen_procedure(request, procedure_id)
    form = NominateForm(request.POST or None, procedure=one)
    status, photo = 422 if form.is_bound else 200, None
    if form.is_bound:
        try:
            photo = taken_photo(request)
        except UnreadablePhoto as fault:
            form.add_error("photos", fault.words)
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: _put_forward(request, one, form, photo))
        except actions.NotPossible as fault:
            form.add_error(None, fault.words)
            status = fault.status
    context = {"one": one, "form": form, "title": queries.title_of(one)}
    return render(request, "selection/nominate.html", context, status=status)


def _put_forward(request: Any, one: Procedure, form: NominateForm, photo: Photo | None) -> HttpResponse:
    given = {key: value for key, value in form.cleaned_data.items() if key != "photos"}
    proof = keep_proof(photo, one, by=request.user, at=request.at)
    candidate = actions.put_forward(one, proof=proof, by=request.user, at=request.at, **given)
    return redirect("candidate", candidate_id=candidate.pk)


@page("selection.look_candidate")
def candidate(request: Any, candidate_id: int) -> HttpResponse:
    """Show one candidate's papers; looking is noted (R8)."""
    return _show(request, seen_candidate(request, candidate_id))


def _show(request: Any, one: Candidate, status: int = 200, **bound: Any) -> HttpResponse:
    _note_look(request, one, "background", "审核人选")
    procedure = one.procedure
    checks = permission.may(request.user, "selection.check", one, at=request.at)
    is_open = procedure.stage in (rules.CALL, rules.CANDIDATES)
    waits = one.state == "waiting" and is_open
    is_grid = procedure.post.kind == rules.GRID
    signed = queries.count_endorsements([one.pk]).get(one.pk, 0)
    kinds, background, proof = _papers(one)
    context = {
        "one": one,
        "procedure": procedure,
        "title": queries.title_of(procedure),
        "name": one.person.name if one.person else one.name,
        "number": one.person.phone if one.person else one.phone,
        "kinds": kinds,
        "background": background,
        "has_proof": proof is not None,
        "signed": signed,
        "needed": queries.needed_for(one),
        "agrees": queries.agrees(one) if one.person else one.agrees,
        "is_grid": is_grid,
        "phone": bound.pop("phone", ""),
        "accept_form": bound.get("accept_form") or AcceptForm(is_grid=is_grid, initial={"agrees": one.agrees})
        if waits and checks
        else None,
        "refuse_form": bound.get("refuse_form") or WordsForm(auto_id="refuse_%s"),
        "phone_form": PhoneForm(auto_id="phone_%s"),
        "open_form": next(iter(bound), ""),
        "may_endorse": waits and checks and one.source != rules.BY_ORGANISATION,
        "may_refuse": one.state in rules.LIVE and is_open and checks,
        "may_step_back": one.state in rules.LIVE
        and procedure.stage not in (rules.FILING, rules.SEAT, *rules.ENDED)
        and permission.may(request.user, "selection.step_back", one, at=request.at),
    }
    return render(request, "selection/candidate.html", context, status=status)


def _papers(one: Candidate) -> tuple[list[str], str, StoredFile | None]:
    """Return background, what proves it, and the photo: here until accepted, then in the post's file."""
    if one.person is None or one.state == "waiting":
        return (
            [post_rules.BACKGROUNDS[kind] for kind in json.loads(one.kinds or "[]")],
            one.background,
            one.proof,
        )
    known = posts.background_of(one.procedure.post, one.person)
    if known is None:
        return [], "", None
    return posts.background_words(known), known.words, known.proof


def _note_look(request: Any, one: Candidate, fields: str, purpose: str) -> None:
    seat = next(iter(permission.seats_of(request.user, request.at)), None)
    with transaction.atomic():
        journal.look(
            request.user,
            about=one.person,
            fields=fields,
            purpose=purpose,
            seat=seat,
            at=request.at,
            on=one,
            data_class=limits.CONTACT,
        )


@page("selection.check", methods="POST")
def phone(request: Any, candidate_id: int) -> HttpResponse:
    """Show the number for a purpose; it is noted (R8)."""
    one = seen_candidate(request, candidate_id)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=422)
    permission.require(request.user, "selection.check", one, at=request.at)

    def act() -> HttpResponse:
        _note_look(request, one, "phone", form.cleaned_data["purpose"])
        return redirect("candidate", candidate_id=one.pk)

    answer = once(request, act)
    if answer.status_code >= 400:
        return answer
    return _show(request, one, phone=one.person.phone if one.person else one.phone)


@page("selection.look_candidate")
def proof(request: Any, candidate_id: int) -> HttpResponse:
    """Show the photo of a proof; looking is noted (R8)."""
    one = seen_candidate(request, candidate_id)
    stored = _papers(one)[2]
    if stored is None:
        raise Http404
    _note_look(request, one, "background", "核对证明")
    return files.file_response(stored)


@page("selection.check", methods="POST")
def accept(request: Any, candidate_id: int) -> HttpResponse:
    """Accept somebody who was checked."""
    one = seen_candidate(request, candidate_id)
    form = AcceptForm(request.POST, is_grid=one.procedure.post.kind == rules.GRID)

    def act() -> HttpResponse:
        given = form.cleaned_data
        actions.accept(
            one, reason=given.get("reason", ""), agrees=given["agrees"], by=request.user, at=request.at
        )
        return redirect("selection", procedure_id=one.procedure_id)

    return _tried(request, one, form, act, "accept_form")


@page("selection.check", methods="POST")
def refuse(request: Any, candidate_id: int) -> HttpResponse:
    """Say no, with the reason."""
    one = seen_candidate(request, candidate_id)
    form = WordsForm(request.POST, auto_id="refuse_%s")

    def act() -> HttpResponse:
        actions.refuse(one, words=form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("selection", procedure_id=one.procedure_id)

    return _tried(request, one, form, act, "refuse_form")


def _tried(request: Any, one: Candidate, form: Any, act: Any, name: str) -> HttpResponse:
    if not form.is_valid():
        return _show(request, one, status=422, **{name: form})
    try:
        return once(request, act)
    except actions.NotPossible as fault:
        form.add_error(None, fault.words)
        return _show(request, seen_candidate(request, one.pk), status=fault.status, **{name: form})


@page("selection.step_back", methods="POST")
def step_back(request: Any, candidate_id: int) -> HttpResponse:
    """Note that somebody does not want to any more."""
    one = seen_candidate(request, candidate_id)

    def act() -> HttpResponse:
        actions.step_back(one, by=request.user, at=request.at)
        return redirect("selection", procedure_id=one.procedure_id)

    return once(request, act)


@page("selection.put_forward", methods="GET POST")
def endorse(request: Any, candidate_id: int) -> HttpResponse:
    """Enter the households of the signed sheet."""
    one = seen_candidate(request, candidate_id)
    form = EndorseForm(request.POST or None, procedure=one.procedure)
    status = 422 if form.is_bound else 200

    def act() -> HttpResponse:
        actions.endorse(one, households=form.cleaned_data["doors"], by=request.user, at=request.at)
        return redirect("candidate", candidate_id=one.pk)

    if form.is_bound and form.is_valid():
        try:
            return once(request, act)
        except actions.NotPossible as fault:
            form.add_error(None, fault.words)
            status = fault.status
    context = {
        "one": one,
        "form": form,
        "title": queries.title_of(one.procedure),
        "needed": queries.needed_for(one),
        "signed": queries.count_endorsements([one.pk]).get(one.pk, 0),
        "is_empty": not form.fields["doors"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "selection/endorse.html", context, status=status)
