"""What whoever reported sees: the receipt with its track, and the list of this phone's receipts."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, forms, queries, rules
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.pages.cookies import receipts
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.rules import UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code
from sanzhang.organisation.territory import queries as territory

LOOKUPS_AN_HOUR = 30
Refused = (actions.SomebodyWasFaster, rules.NotPossible)


@page("matter.look")
def receipt(request: Any, receipt: str) -> HttpResponse:
    """Show number, who has it, until when, and every step in words."""
    return _show(request, _matter(receipt))


@page("matter.confirm", methods="POST")
def confirm(request: Any, receipt: str) -> HttpResponse:
    """Confirm the answer."""
    return _step(request, _matter(receipt), forms.VersionForm(request.POST), actions.confirm)


@page("matter.withdraw", methods="POST")
def withdraw(request: Any, receipt: str) -> HttpResponse:
    """Take it back."""
    return _step(request, _matter(receipt), forms.VersionForm(request.POST), actions.withdraw)


@page("matter.reopen", methods="POST")
def reopen(request: Any, receipt: str) -> HttpResponse:
    """Say that it is not done, and why."""
    form = _reopen_form(request.POST)
    return _step(request, _matter(receipt), form, actions.reopen, name="reopen_form")


@page("matter.rate", methods="POST")
def rate(request: Any, receipt: str) -> HttpResponse:
    """Say how it was."""
    matter, form = _matter(receipt), forms.RateForm(request.POST)
    if not form.is_valid():
        return _show(request, matter, status=422, rate_form=form)
    rating, words = int(form.cleaned_data["rating"]), form.cleaned_data["words"]

    def act() -> HttpResponse:
        actions.rate(matter, rating=rating, words=words, by=_bearer(matter), at=request.at)
        return redirect("receipt", matter.receipt)

    return _answered(request, matter, act, {"rate_form": form})


@page("matter.note", methods="POST")
def note(request: Any, receipt: str) -> HttpResponse:
    """Add words or photos."""
    matter, form = _matter(receipt), _note_form(request.POST)
    try:
        photos = taken_photos(request)
    except UnreadablePhoto as fault:
        form.add_error(None, fault.words)
        photos = []
    if not form.is_valid():
        return _show(request, matter, status=422, note_form=form)

    def act() -> HttpResponse:
        by = _bearer(matter)
        kept = [
            file_actions.keep_photo(photo, community_id=matter.community_id, by=by, at=request.at)
            for photo in photos
        ]
        actions.note(matter, words=form.cleaned_data["words"], photos=kept, by=by, at=request.at)
        return redirect("receipt", matter.receipt)

    return _answered(request, matter, act, {"note_form": form})


def _step(request: Any, matter: Matter, form: Any, action: Any, name: str = "") -> HttpResponse:
    if not form.is_valid():
        return _show(request, matter, status=422, **({name: form} if name else {}))
    given = {key: value for key, value in form.cleaned_data.items() if key in ("words", "version")}

    def act() -> HttpResponse:
        action(matter, by=_bearer(matter), at=request.at, **given)
        return redirect("receipt", matter.receipt)

    return _answered(request, matter, act, {name: form} if name else {})


def _answered(request: Any, matter: Matter, act: Any, shown: dict[str, Any]) -> HttpResponse:
    """Act once; where it can't be done, show the receipt as it is now with what was typed."""
    try:
        return once(request, act)
    except Refused as fault:
        return _show(request, _matter(matter.receipt), status=409, alert=fault.words, **shown)


@page("matter.resume", methods="POST")
def add(request: Any, receipt: str) -> HttpResponse:
    """Answer what was asked; the clock runs on."""
    matter, form = _matter(receipt), _add_form(request.POST)
    try:
        photos = taken_photos(request)
    except UnreadablePhoto as fault:
        form.add_error(None, fault.words)
        photos = []
    if not form.is_valid():
        return _show(request, matter, status=422, add_form=form)

    def act() -> HttpResponse:
        by = _bearer(matter)
        kept = [
            file_actions.keep_photo(photo, community_id=matter.community_id, by=by, at=request.at)
            for photo in photos
        ]
        words = form.cleaned_data["words"]
        actions.answer_question(matter, words=words, photos=kept, by=by, at=request.at)
        return redirect("receipt", matter.receipt)

    return _answered(request, matter, act, {"add_form": form})


@page("matter.look")
def photo(request: Any, receipt: str, photo_id: int, size: str) -> HttpResponse:
    """Show a photo of one's own matter."""
    found = queries.photo_of(_matter(receipt), photo_id)
    if found is None:
        raise Http404
    return files.file_response(found.stored, size)


@page("matter.follow", methods="GET POST")
def follow(request: Any) -> HttpResponse:
    """List this phone's receipts, and take a code typed from paper."""
    form = forms.FollowForm(request.POST or None)
    if request.method == "POST" and not _may_try(request):
        form.add_error(None, "试的次数太多了。请过一个小时再查,或者打电话问社区。")
        return _follow_page(request, form, status=429)
    if request.method == "POST" and form.is_valid():
        found = queries.by_receipt(form.cleaned_data["code"])
        if found:
            return redirect("receipt", found.receipt)
        if asked := queries.enquiry_by_receipt(form.cleaned_data["code"]):
            return redirect("enquiry_receipt", asked.receipt)
        form.add_error("code", "没有这个查询码。请对着回执再看一遍。")
    return _follow_page(request, form, status=422 if request.method == "POST" else 200)


follow.read_only_post = True  # type: ignore[attr-defined]  # it only finds


def _follow_page(request: Any, form: Any, status: int) -> HttpResponse:
    mine = queries.by_receipts(receipts(request))
    if request.user.is_authenticated:
        known = {matter.pk for matter in mine}
        mine += [matter for matter in queries.filed_by(request.user) if matter.pk not in known]
    asked = queries.enquiries_by_receipts(receipts(request))
    shown = {"form": form, "matters": mine, "enquiries": asked}
    return render(request, "matters/follow.html", shown, status=status)


def _may_try(request: Any) -> bool:
    network = request.META.get("REMOTE_ADDR", "")
    return channels.spend("follow", network, LOOKUPS_AN_HOUR, timedelta(hours=1), request.at)


def _matter(receipt: str) -> Matter:
    matter = queries.by_receipt(read_code(receipt))
    if matter is None:
        raise Http404
    return matter


def _bearer(matter: Matter) -> Bearer:
    return Bearer.of("matter", matter.pk)


def _together(matter: Matter) -> dict[str, Any]:
    """Return what happens with the common matter, for one that was joined to it."""
    lead = matter.joined_to if matter.state == rules.JOINED else None
    if lead is None:
        return {}
    return {
        "common": queries.common_story(lead),
        "people": queries.joined_counts([lead]).get(lead.pk, 0) + 1,
        "lead_holder": queries.holder_words(lead),
    }


def _note_form(typed: Any = None) -> forms.WordsForm:
    return forms.WordsForm(
        typed,
        label="补充什么",
        required="请写要补充的情况。",
        hint="经手的人会看到。请不要写别人的隐私。",
        auto_id="note_%s",
    )


def _add_form(typed: Any = None) -> forms.WordsForm:
    return forms.WordsForm(
        typed,
        label="您补充的情况",
        required="请写一写要补充的情况。",
        hint="您一交,就接着办。请不要写别人的隐私。",
        auto_id="add_%s",
    )


def _reopen_form(typed: Any = None) -> forms.WordsForm:
    return forms.WordsForm(
        typed,
        label="哪里没办好",
        required="请写哪里没办好,接着办的人才知道做什么。",
        auto_id="reopen_%s",
    )


def _show(request: Any, matter: Matter, status: int = 200, alert: str = "", **bound: Any) -> HttpResponse:
    story = queries.story(matter)
    shown = {
        "matter": matter,
        "place": territory.full_name(matter.place),
        "holder": queries.holder_words(matter),
        "story": story,
        "address": request.build_absolute_uri(reverse("receipt", args=[matter.receipt])),
        "is_new": "new" in request.GET,
        "alert": alert,
        "is_open": matter.state in rules.OPEN,
        "may_note": matter.state in (*rules.OPEN, rules.ANSWERED, rules.JOINED),
        **_together(matter),
        "may_reopen": matter.state in (rules.ANSWERED, rules.CLOSED),
        "note_form": bound.get("note_form") or _note_form(),
        "reopen_form": bound.get("reopen_form") or _reopen_form(),
        "add_form": bound.get("add_form") or _add_form(),
        "pause": queries.running_pause(matter) if matter.state == rules.PAUSED else None,
        "parts": queries.parts_of(matter) if rules.SPLIT in {told.step for told in story} else [],
        "rate_form": bound.get("rate_form") or forms.RateForm(auto_id="rate_%s"),
        "open_form": next(iter(bound), ""),
        "photo_base": reverse("receipt", args=[matter.receipt]) + "photo/",
        "most": rules.PHOTOS_MAX,
    }
    return render(request, "matters/receipt.html", shown, status=status)
