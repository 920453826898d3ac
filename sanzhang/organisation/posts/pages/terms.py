"""Terms that end and are renewed; a person's background in the post's file."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files import rules as photos
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.text import mask_name
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms.filing import BackgroundForm, LookForm, RenewForm
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.pages.chairs import seen_post
from sanzhang.organisation.territory import queries as territory

SIZE = 40
COLUMNS: list[downloads.Column] = [  # names masked: who may see them whole, sees them on the page
    ("岗位", lambda one: f"{territory.full_name(one.post.place)}{rules.KINDS[one.post.kind]}"),
    ("三长", lambda one: mask_name(one.person.name)),
    ("到期", lambda one: one.ends_at),
    ("代理", lambda one: one.is_acting),
]


@page("posts.look")
def ending(request: Any) -> HttpResponse:
    """List the terms that end within ninety days and have no successor agreed."""
    found = queries.terms_ending(request.user, request.at)
    if downloads.is_wanted(request):
        return downloads.handed_out("快到期的任期", COLUMNS, found, at=request.at)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    lines = [(one, f"{territory.full_name(one.post.place)}{rules.KINDS[one.post.kind]}") for one in shown]
    may_renew = bool(permission.areas(request.user, "posts.seat", at=request.at))
    names = queries.names_seen_by(request.user, request.at)
    return render(
        request, "posts/terms.html", {"page": shown, "lines": lines, "may_renew": may_renew, "names": names}
    )


@page("posts.fill", methods="GET POST")
def renew(request: Any, tenure_id: int) -> HttpResponse:
    """Let a leader sit on for another term."""
    found = Tenure.objects.filter(post__in=queries.visible_to(request.user, request.at), cancelled_at=None)
    tenure = get_object_or_404(
        found.select_related("person", "post__community", "post__place__parent"), pk=tenure_id
    )
    actions.require_filling(request.user, tenure.post, at=request.at)
    form = RenewForm(request.POST or None, tenure=tenure)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.renew(tenure, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("post", post_id=tenure.post_id)

        return once(request, act)
    context = {"tenure": tenure, "title": queries.title_of(tenure.post), "form": form}
    return render(request, "posts/renew.html", context, status=422 if form.is_bound else 200)


@page("posts.look_background", methods="GET POST")
def background(request: Any, post_id: int, person_id: int) -> HttpResponse:
    """Open the post's file for a named purpose, noted before a byte leaves (R8)."""
    chair, tenure = _filed(request, post_id, person_id)
    form = LookForm(request.POST or None)
    context = {"post": chair, "title": queries.title_of(chair), "person": tenure.person, "form": form}
    known = queries.background_of(chair, tenure.person)
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "posts/background.html", context | {"is_there": known is not None}, status=status
        )
    _note_look(request, chair, tenure, dict(LookForm.PURPOSES)[form.cleaned_data["purpose"]])
    shown = {"background": known, "kinds": queries.background_words(known) if known else []}
    return render(request, "posts/background.html", context | shown | {"is_open": True})


# Each showing is an entry of its own: an answer kept and shown again would be a look that nobody noted.
background.read_only_post = True  # type: ignore[attr-defined]


def _note_look(request: Any, chair: Post, tenure: Tenure, purpose: str) -> None:
    with transaction.atomic():
        seat = permission.require(request.user, "posts.look_background", chair, at=request.at)
        journal.look(
            request.user,
            about=tenure.person,
            fields="background",
            purpose=purpose,
            seat=seat,
            at=request.at,
            community_id=chair.community_id,
            on=chair,
        )


@page("posts.look_background")
def proof(request: Any, post_id: int, person_id: int) -> HttpResponse:
    """Show the photo that proves a background; looking is noted (R8)."""
    chair, tenure = _filed(request, post_id, person_id)
    known = queries.background_of(chair, tenure.person)
    if known is None or known.proof is None:
        raise Http404
    _note_look(request, chair, tenure, "核对证明")
    return stored_files.file_response(known.proof)


@page("posts.note_background", methods="GET POST")
def note_background(request: Any, post_id: int, person_id: int) -> HttpResponse:
    """Note what speaks for a person, with its proof."""
    chair, tenure = _filed(request, post_id, person_id)
    form = BackgroundForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            photo = photos.reencode(form.cleaned_data["photo"]) if form.cleaned_data["photo"] else None
        except photos.UnreadablePhoto as fault:
            form.add_error("photo", fault.words)
        else:
            return once(request, lambda: _noted(request, chair, tenure, form.cleaned_data, photo))
    context = {"post": chair, "title": queries.title_of(chair), "person": tenure.person, "form": form}
    return render(request, "posts/background_edit.html", context, status=422 if form.is_bound else 200)


def _noted(request: Any, chair: Post, tenure: Tenure, given: dict[str, Any], photo: Any) -> HttpResponse:
    by, at = request.user, request.at
    proof = files.keep_photo(photo, community_id=chair.community_id, by=by, at=at) if photo else None
    actions.note_background(
        chair, tenure.person, kinds=given["kinds"], words=given["words"], proof=proof, by=by, at=at
    )
    return redirect("post", post_id=chair.pk)


def _filed(request: Any, post_id: int, person_id: int) -> tuple[Post, Tenure]:
    chair = seen_post(request, post_id)
    tenure = chair.tenures.filter(person=person_id, cancelled_at=None).select_related("person").first()
    if tenure is None:
        get_object_or_404(Tenure.objects.none())
    return chair, tenure  # type: ignore[return-value]
