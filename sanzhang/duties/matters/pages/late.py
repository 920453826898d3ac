"""Steps that arrive after the hand-over are kept for whoever has the matter now, who takes or declines them (§12)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters import actions, forms, queries, rules
from sanzhang.duties.matters.models import Matter, Proposal
from sanzhang.duties.matters.pages.lists import show_matter, visible
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.rules import UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries as posts

View = Callable[[Any, int], HttpResponse]
WITH_PHOTOS = (rules.ANSWER, rules.NOTE)


def also_late(step: str) -> Callable[[View], View]:
    """Return a decorator: what somebody sends who had the matter and has lost the post is kept, not thrown away.

    It stands above `page`, which turns away who has no seat left. Whoever had no part in the matter goes on to
    the view and is answered exactly as before (R7).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept_or_view(request: Any, matter_id: int) -> HttpResponse:
            part = (
                queries.lost_part(request.user, matter_id, request.at) if request.method == "POST" else None
            )
            if part is None or queries.holds(request.user, part[0], request.at):
                return view(request, matter_id)
            return _keep(request, part[0], step)

        return kept_or_view

    return decorate


def _keep(request: Any, matter: Matter, step: str) -> HttpResponse:
    form = _form(request, step)
    if not form.is_valid():
        return render(request, "matters/late_form.html", _asked(form, step), status=422)
    try:
        photos = taken_photos(request) if step in WITH_PHOTOS else []
    except UnreadablePhoto as fault:
        form.add_error(None, fault.words)
        return render(request, "matters/late_form.html", _asked(form, step), status=422)
    given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    by, at = request.user, request.at

    def act() -> HttpResponse:
        kept = [
            file_actions.keep_photo(photo, community_id=matter.community_id, by=by, at=at) for photo in photos
        ]
        made = actions.propose(matter, step=step, photos=kept, by=by, at=at, **given)
        return redirect("late_words", made.pk)

    try:
        return once(request, act)
    except rules.NotPossible as fault:
        form.add_error(None, fault.words)
        return render(request, "matters/late_form.html", _asked(form, step), status=409)


def _form(request: Any, step: str) -> Any:
    if step == rules.ACCEPT:
        return forms.VersionForm(request.POST)
    if step == rules.ANSWER:
        return forms.AnswerForm(request.POST)
    return forms.WordsForm(request.POST, label="您写的话")


def _asked(form: Any, step: str) -> dict[str, Any]:
    return {"form": form, "takes_photos": step in WITH_PHOTOS, "most": rules.PHOTOS_MAX}


@page("matter.propose")
def sent(request: Any, proposal_id: int) -> HttpResponse:
    """Say honestly that the post was handed over and that the words are kept; nothing of the matter."""
    proposal = queries.sent_by(request.user, proposal_id, request.at)
    if proposal is None:
        raise Http404
    kind = proposal.tenure.post.get_kind_display()
    title = posts.title_of(proposal.tenure.post)
    return render(request, "matters/late.html", {"proposal": proposal, "kind": kind, "title": title})


@page("matter.settle_proposal", methods="POST")
def take(request: Any, proposal_id: int) -> HttpResponse:
    """Do what the one before sent, as present holder."""
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def act(proposal: Proposal) -> object:
        return actions.take_proposal(proposal, version=version, by=request.user, at=request.at)

    return _settle(request, proposal_id, act)


@page("matter.settle_proposal", methods="POST")
def decline(request: Any, proposal_id: int) -> HttpResponse:
    """Leave what the one before sent where it is."""

    def act(proposal: Proposal) -> object:
        return actions.decline_proposal(proposal, by=request.user, at=request.at)

    return _settle(request, proposal_id, act)


def _settle(request: Any, proposal_id: int, act: Callable[[Proposal], object]) -> HttpResponse:
    proposal = queries.proposal_for(request.user, proposal_id, request.at)
    if proposal is None:
        raise Http404
    matter_id = proposal.matter_id

    def done() -> HttpResponse:
        act(proposal)
        if queries.visible_to(request.user, request.at).filter(pk=matter_id).exists():
            return redirect("matter", matter_id)
        return redirect("desk")

    try:
        return once(request, done)
    except (actions.SomebodyWasFaster, rules.NotPossible) as fault:
        return show_matter(request, visible(request, matter_id), status=409, alert=fault.words)


@page("matter.settle_proposal")
def photo(request: Any, photo_id: int, size: str) -> HttpResponse:
    """Show a photo of late words to who may take them."""
    found = queries.proposal_photo(request.user, photo_id, request.at)
    if found is None:
        raise Http404
    return files.file_response(found.stored, size)
