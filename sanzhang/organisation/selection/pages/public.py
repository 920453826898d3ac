"""What a resident sees: the selection, standing, supporting, objecting, and what became of what he handed in."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.forms import ObjectForm, StandForm
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure
from sanzhang.organisation.selection.pages.candidates import keep_proof, taken_photo
from sanzhang.organisation.selection.pages.seen import public_procedure
from sanzhang.organisation.selection.rules import steps

ANYONE = Bearer.anyone()
HANDED_IN_A_DAY = 20  # from one network: a guard against floods, not against neighbours on one line


@page("selection.read")
def public(request: Any, token: str) -> HttpResponse:
    """Show what stage it is, who is a candidate, what one may do, who answers."""
    one = public_procedure(token)
    return render(request, "selection/public.html", _context(request, one))


def _context(request: Any, one: Procedure) -> dict[str, Any]:
    face = queries.face_of(one, request.at)
    vote = face.vote
    return {
        "one": one,
        "face": face,
        "office": one.community.name,
        "office_phone": one.community.duty_phone,
        "may_stand": face.stage == rules.CALL and rules.BY_HIMSELF in rules.SOURCES_OF[one.way],
        "may_recommend": face.stage == rules.CALL and rules.BY_RESIDENTS in rules.SOURCES_OF[one.way],
        "may_object": face.stage == rules.PUBLICATION,
        "may_vote": bool(vote and not vote.outcome and vote.poll.closes_at > request.at),
        "supported": _to_support(one, face),
        "votes": [(found, steps.OUTCOMES.get(found.outcome, "正在投票")) for found in face.votes],
        "lot_source": steps.LOT_SOURCE,
        "backgrounds": list(post_rules.BACKGROUNDS.values()),
        "needed": rules.needed(one.post.kind, rules.BY_HIMSELF, queries.households_of(one).count()),
        "is_grid": one.post.kind == rules.GRID,
        "title": face.title,
    }


def _to_support(one: Procedure, face: queries.Face) -> list[int]:
    """Return the numbers of those who stand and may be supported; no name before the publication."""
    if face.stage not in (rules.CALL, rules.CANDIDATES):
        return []
    waiting = Candidate.objects.filter(procedure=one, state="waiting").exclude(source=rules.BY_ORGANISATION)
    return list(waiting.order_by("number").values_list("number", flat=True))


@page("selection.stand", methods="GET POST")
def stand(request: Any, token: str) -> HttpResponse:
    """Stand by oneself: name, number, some words, proof."""
    one = public_procedure(token)
    form = StandForm(request.POST or None)
    status, photo = 422 if form.is_bound else 200, None
    if form.is_bound:
        photo = _photo(request, form)
    if form.is_bound and form.is_valid():
        if not _may_hand_in(request):
            form.add_error(None, "今天从这里交的太多了。请明天再来,或者到社区报名。")
            status = 429
        else:
            try:
                return once(request, lambda: _stood(request, one, form, photo))
            except actions.NotPossible as fault:
                form.add_error(None, fault.words)
                status = fault.status
    context = _context(request, one) | {"form": form}
    return render(request, "selection/stand.html", context, status=status)


def _photo(request: Any, form: StandForm) -> Photo | None:
    try:
        return taken_photo(request)
    except UnreadablePhoto as fault:
        form.add_error("photos", fault.words)
        return None


def _stood(request: Any, one: Procedure, form: StandForm, photo: Photo | None) -> HttpResponse:
    given = {key: value for key, value in form.cleaned_data.items() if key != "photos"}
    proof = keep_proof(photo, one, by=ANYONE, at=request.at)
    candidate = actions.stand(one, proof=proof, by=ANYONE, at=request.at, **given)
    return redirect("selection_receipt", code=candidate.receipt)


@page("selection.object", methods="GET POST")
def object_to(request: Any, token: str) -> HttpResponse:
    """Say something against a candidate or the procedure; without a name, if one likes."""
    one = public_procedure(token)
    face = queries.face_of(one, request.at)
    choices = [(shown.candidate.number, shown.name) for shown in face.candidates]
    form = ObjectForm(request.POST or None, candidates=choices)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        if not _may_hand_in(request):
            form.add_error(None, "今天从这里交的太多了。请明天再来,或者打社区电话。")
            status = 429
        else:
            try:
                return once(request, lambda: _objected(request, one, form))
            except actions.NotPossible as fault:
                form.add_error(None, fault.words)
                status = fault.status
    return render(request, "selection/object.html", _context(request, one) | {"form": form}, status=status)


def _objected(request: Any, one: Procedure, form: ObjectForm) -> HttpResponse:
    given = form.cleaned_data
    about = next((found for found in queries.standing(one) if found.number == given["about"]), None)
    objection = actions.object_to(
        one, candidate=about, words=given["words"], contact=given["contact"], by=ANYONE, at=request.at
    )
    return redirect("selection_receipt", code=objection.receipt)


def _may_hand_in(request: Any) -> bool:
    network = request.META.get("REMOTE_ADDR", "")
    return channels.spend("selection", network, HANDED_IN_A_DAY, timedelta(days=1), request.at)


@page("selection.endorse", methods="GET POST")
def support(request: Any, token: str, number: int) -> HttpResponse:
    """Stand behind a neighbour for one's own household."""
    one = public_procedure(token)
    found = (
        Candidate.objects.filter(procedure=one, number=number).exclude(source=rules.BY_ORGANISATION).first()
    )
    if found is None:
        raise Http404
    found.procedure = one
    words, status = "", 200
    if request.method == "POST":
        try:
            return once(request, lambda: _supported(request, found))
        except actions.NotPossible as fault:
            words, status = fault.words, fault.status
    context = _context(request, one) | {
        "number": number,
        "words": words,
        "done": "done" in request.GET,
        "signed": queries.count_endorsements([found.pk]).get(found.pk, 0),
    }
    return render(request, "selection/support.html", context, status=status)


def _supported(request: Any, found: Candidate) -> HttpResponse:
    actions.endorse_own(found, by=request.user, at=request.at)
    return redirect(f"/selection/{found.procedure.token}/support/{found.number}/?done=1")


@page("selection.read")
def receipt(request: Any, code: str) -> HttpResponse:
    """Show what became of a candidature or an objection, to whoever holds its code."""
    found = queries.by_receipt(code)
    if found is None:
        raise Http404
    one = found.procedure
    context = _context(request, one) | {"found": found, "code": found.receipt}
    context["address"] = request.build_absolute_uri(request.path)
    if isinstance(found, Objection):
        return render(request, "selection/receipt_objection.html", context)
    context |= {
        "signed": queries.count_endorsements([found.pk]).get(found.pk, 0),
        "needed": queries.needed_for(found),
        "may_leave": found.state in rules.LIVE and one.stage not in (rules.FILING, rules.SEAT, *rules.ENDED),
        "support": request.build_absolute_uri(f"/selection/{one.token}/support/{found.number}/"),
    }
    return render(request, "selection/receipt_candidate.html", context)


@page("selection.step_back", methods="POST")
def leave(request: Any, code: str) -> HttpResponse:
    """Let whoever holds the receipt of his own candidature step back."""
    found = queries.by_receipt(code)
    if not isinstance(found, Candidate):
        raise Http404

    def act() -> HttpResponse:
        by = Bearer.of("candidate", found.pk)
        actions.step_back(found, by=by, at=request.at)
        return redirect("selection_receipt", code=found.receipt)

    return once(request, act)
