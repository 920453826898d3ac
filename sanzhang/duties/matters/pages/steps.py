"""Steps of whoever has a matter, each on its own page: accept, answer, pass up, note, subject, contact."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters import actions, forms, queries, rules
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.pages.late import also_late
from sanzhang.duties.matters.pages.lists import show_matter, visible
from sanzhang.duties.matters.pages.offline import any_order
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory

Refused = (actions.SomebodyWasFaster, rules.NotPossible)
Act = Callable[[Matter, dict[str, Any], list[Any]], object]


@also_late(rules.ACCEPT)
@any_order(rules.ACCEPT)
@page("matter.accept", methods="POST")
def accept(request: Any, matter_id: int) -> HttpResponse:
    """Say that one is at it."""
    matter, form = visible(request, matter_id), forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def act() -> HttpResponse:
        actions.accept(matter, version=version, by=request.user, at=request.at)
        return redirect("matter", matter.pk)

    try:
        return once(request, act)
    except Refused as fault:
        return show_matter(request, visible(request, matter_id), status=409, alert=fault.words)


@also_late(rules.ANSWER)
@any_order(rules.ANSWER)
@page("matter.answer", methods="GET POST")
def answer(request: Any, matter_id: int) -> HttpResponse:
    """Answer by one of four honest ends."""

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        return actions.answer(matter, photos=photos, by=request.user, at=request.at, **given)

    matter = visible(request, matter_id)
    initial = {"version": matter.version, "ending": "solved"}
    form = forms.AnswerForm(request.POST or None, initial=initial)
    form.ask_of_work(
        waits_for=[order.handler_name for order in queries.running_orders(matter)],
        is_checked=queries.work_rule(matter).needs_check,
    )
    return step_page(request, matter, form, act, title="答复居民", button="答复", photos=True)


@also_late(rules.PASS_UP)
@any_order(rules.PASS_UP)
@page("matter.pass_up", methods="GET POST")
def pass_up(request: Any, matter_id: int) -> HttpResponse:
    """Hand it to the next rung, with words."""

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        return actions.pass_up(matter, by=request.user, at=request.at, **given)

    matter = visible(request, matter_id)
    above = rules.rung_above(matter.rung, queries.manned(matter, request.at))
    to = rules.RUNGS.get(above or "", "上一级")
    form = forms.WordsForm(
        request.POST or None,
        initial={"version": matter.version},
        label=f"跟{to}说一说",
        required="请写一句:看到什么、做过什么、为什么要报上去。",
        hint="居民也会看到这段话。",
    )
    return step_page(request, matter, form, act, title=f"报给{to}", button=f"报给{to}")


@also_late(rules.NOTE)
@any_order(rules.NOTE)
@page("matter.note", methods="GET POST")
def note(request: Any, matter_id: int) -> HttpResponse:
    """Add words and photos."""

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        return actions.note(matter, photos=photos, by=request.user, at=request.at, **given)

    matter = visible(request, matter_id)
    form = forms.WordsForm(
        request.POST or None,
        initial={"version": matter.version},
        label="补充什么",
        required="请写要补充的情况。",
        hint="居民会看到这段话。",
    )
    return step_page(request, matter, form, act, title="补充情况", button="补充", photos=True)


@page("matter.name_subject", methods="GET POST")
def subject(request: Any, matter_id: int) -> HttpResponse:
    """Name whom it is about; who that is, or lives with them, never sees it again (R15)."""
    matter = visible(request, matter_id)
    leaders = {line.kind: line for line in posts.leaders_of(matter.place, request.at) if line.person}
    labels = [
        (kind, f"{line.label}{line.person.name if line.person else ''}") for kind, line in leaders.items()
    ]
    form = forms.SubjectForm(
        request.POST or None, initial={"version": matter.version}, place=matter.place, leaders=labels
    )

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        person: Person | None = leaders[given["who"]].person if given["who"] in leaders else None
        return actions.name_subject(
            matter,
            person=person,
            household_id=form.household.pk if form.household and person is None else None,
            words=given["words"],
            version=given["version"],
            by=request.user,
            at=request.at,
        )

    return step_page(request, matter, form, act, title="登记这件事和谁有关", button="登记")


@page("matter.reveal", methods="GET POST")
def contact(request: Any, matter_id: int) -> HttpResponse:
    """Show who reported and how to reach them, after the purpose is noted (R8)."""
    matter, form = visible(request, matter_id), forms.ContactForm(request.POST or None)
    shown: dict[str, Any] = {"matter": matter, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            name, phone = actions.reveal_contact(matter, purpose=purpose, by=request.user, at=request.at)
        except rules.NotPossible as fault:
            return show_matter(request, matter, status=409, alert=fault.words)
        return render(request, "matters/contact.html", shown | {"name": name, "phone": phone})
    return render(request, "matters/contact.html", shown, status=422 if request.method == "POST" else 200)


# Each showing is a look of its own with an entry of its own; a kept answer would keep the number in clear.
contact.read_only_post = True  # type: ignore[attr-defined]


def step_page(
    request: Any,
    matter: Matter,
    form: Any,
    act: Act,
    *,
    title: str,
    button: str,
    photos: bool = False,
    through: Any = once,
) -> HttpResponse:
    """Show the form of one step, take it once, and say what happened meanwhile where it can't be done."""
    shown = {"title": title, "button": button, "takes_photos": photos}
    if request.method != "POST" or not form.is_valid():
        return _show(request, matter, form, shown, status=422 if request.method == "POST" else 200)
    try:
        taken = taken_photos(request) if photos else []
    except UnreadablePhoto as fault:
        form.add_error(None, fault.words)
        return _show(request, matter, form, shown, status=422)
    try:
        answer: HttpResponse = through(request, lambda: _done(request, matter, form.cleaned_data, taken, act))
        return answer
    except Refused as fault:
        return _outdated(request, matter, form, shown, fault.words)


def _done(request: Any, matter: Matter, given: dict[str, Any], photos: list[Photo], act: Act) -> HttpResponse:
    kept = [
        file_actions.keep_photo(photo, community_id=matter.community_id, by=request.user, at=request.at)
        for photo in photos
    ]
    act(matter, given, kept)
    if queries.visible_to(request.user, request.at).filter(pk=matter.pk).exists():
        return redirect("matter", matter.pk)
    return redirect("desk")


def _outdated(request: Any, matter: Matter, form: Any, shown: dict[str, Any], words: str) -> HttpResponse:
    """Show what happened meanwhile and keep what was typed: to send it after all, or to copy it."""
    fresh = visible(request, matter.pk)
    form.data = form.data.copy()
    form.data["version"] = fresh.version
    is_mine = queries.waiting_for(request.user, request.at).filter(pk=fresh.pk).exists()
    more = {"alert": words, "is_mine": is_mine, "typed": form.data.get("words", "")}
    return _show(request, fresh, form, shown | more, status=409)


def _show(request: Any, matter: Matter, form: Any, shown: dict[str, Any], status: int) -> HttpResponse:
    context = {
        "matter": matter,
        "place": territory.full_name(matter.place),
        "form": form,
        "is_mine": True,
        "most": rules.PHOTOS_MAX,
        "story": queries.story(matter, with_names=True)[-3:] if status == 409 else [],
    }
    return render(request, "matters/step.html", context | shown, status=status)
