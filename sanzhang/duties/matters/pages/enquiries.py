"""Questions as the community has them: the list, one typed with its answer, answered, turned; ready answers."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, asking, forms, queries, rules
from sanzhang.duties.matters.models import Enquiry, Matter
from sanzhang.duties.matters.pages.lists import show_matter, visible
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory

PAGE, A_MONTH = 30, timedelta(days=30)
TABS = (("", "全部"), (asking.WAITING, "等社区答"), ("late", "超期的"), (asking.ANSWERED, "已经回答"))
COLUMNS: list[downloads.Column] = [
    ("编号", lambda one: one.reference),
    ("地点", lambda one: territory.full_name(one.place)),
    ("问的什么", lambda one: one.words),
    ("类别", lambda one: one.get_topic_display()),
    ("怎么问的", lambda one: one.get_origin_display()),
    ("状态", lambda one: one.get_state_display()),
    ("问的时间", lambda one: one.asked_at),
    ("应答时间", lambda one: one.due_at),
    ("回答时间", lambda one: one.answered_at),
    ("回答", lambda one: one.answer),
    ("用了常见问答", lambda one: bool(one.ready_id)),
]
Refused = (actions.SomebodyWasFaster, rules.NotPossible)


@page("enquiry.list")
def enquiries(request: Any) -> HttpResponse:
    """List the questions of one's area, newest first, with how many were answered how in a month."""
    by, at = request.user, request.at
    form = forms.QuestionListForm(request.GET)
    wishes = form.wishes()
    if downloads.is_wanted(request):
        return export(request)
    found = list(queries.enquiries_listed(by, at, wishes)[: PAGE + 1])
    kept = {name: value for name, value in request.GET.items() if name not in ("before", "as") and value}
    shown = {
        "form": form,
        "lines": found[:PAGE],
        "older": urlencode(kept | {"before": found[PAGE - 1].pk}) if len(found) > PAGE else "",
        "newest": urlencode(kept) if "before" in wishes else "",
        "is_narrowed": bool(set(wishes) - {"before"}),
        "tabs": [(label, _with(kept, state), kept.get("state", "") == state) for state, label in TABS],
        "figures": queries.enquiry_figures(by, at, since=A_MONTH),
        "may_type": permission.may(by, "enquiry.ask_for", at=at),
    }
    return render(request, "matters/enquiries.html", shown)


def _with(kept: dict[str, str], state: str) -> str:
    return urlencode({name: value for name, value in (kept | {"state": state}).items() if value})


@page("enquiry.export")
def export(request: Any) -> HttpResponse:
    """Hand out the filtered list as a workbook; no names, no phones."""
    wishes = forms.QuestionListForm(request.GET).wishes()
    found = queries.enquiries_listed(request.user, request.at, wishes, action="enquiry.export")
    return downloads.handed_out("咨询", COLUMNS, found, at=request.at, widths=(12, 24, 60))


@page("enquiry.ask_for", methods="GET POST")
def new(request: Any) -> HttpResponse:
    """Type a question with its answer; without one the community has it within two working days."""
    places = queries.places_for(request.user, request.at)
    form = forms.AskForForm(request.POST or None, places=places, initial={"place": request.GET.get("place")})
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _typed(request, dict(form.cleaned_data)))
    return render(request, "matters/enquiry_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _typed(request: Any, given: dict[str, Any]) -> HttpResponse:
    made = actions.ask(given.pop("place"), given.pop("words"), by=request.user, at=request.at, **given)
    if queries.enquiries_visible_to(request.user, request.at).filter(pk=made.pk).exists():
        return redirect("enquiry", made.pk)
    return redirect(reverse("enquiry_receipt", args=[made.receipt]) + "?new=1")


@page("enquiry.look", methods="GET POST")
def enquiry(request: Any, enquiry_id: int) -> HttpResponse:
    """Show a question; the community answers it here, with what stands ready beside it."""
    one = _seen(request, enquiry_id)
    form = forms.EnquiryAnswerForm(request.POST or None, initial={"answer": _chosen_answer(request, one)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            return once(request, lambda: _answered(request, one, given))
        except rules.NotPossible as fault:
            return _show(request, _seen(request, enquiry_id), form, status=409, alert=fault.words)
    return _show(request, one, form, status=422 if form.is_bound else 200)


def _answered(request: Any, one: Enquiry, given: dict[str, Any]) -> HttpResponse:
    by, at = request.user, request.at
    actions.answer_enquiry(one, answer=given["answer"], by=by, at=at)
    if given["keep"]:
        question = one.words[: asking.QUESTION_MAX]
        form = {"question": question, "answer": one.answer, "topic": one.topic, "place": one.community_id}
        return redirect(f"{reverse('ready_answer_new')}?{urlencode(form)}")
    return redirect("enquiry", one.pk)


def _chosen_answer(request: Any, one: Enquiry) -> str:
    """Return the words of the ready answer that was chosen to begin with."""
    chosen = request.GET.get("ready", "")
    found = queries.ready_here(one.place).filter(pk=int(chosen)).first() if chosen.isdigit() else None
    return found.answer if found else ""


def _show(request: Any, one: Enquiry, form: Any, *, status: int = 200, alert: str = "") -> HttpResponse:
    by, at = request.user, request.at
    may_answer = one.is_waiting and permission.may(by, "enquiry.answer", one, at=at)
    shown = {
        "enquiry": one,
        "place": territory.full_name(one.place),
        "form": form,
        "may_answer": may_answer,
        "may_turn": one.is_waiting and permission.may(by, "enquiry.turn", one, at=at),
        "may_reveal": permission.may(by, "enquiry.reveal", one, at=at),
        "has_contact": bool(one.contact_name or one.contact_phone),
        "answers": queries.ready_for(one.place, one.words, most=5) if may_answer else [],
        "alert": alert,
    }
    return render(request, "matters/enquiry.html", shown, status=status)


@page("enquiry.turn", methods="POST")
def turn(request: Any, enquiry_id: int) -> HttpResponse:
    """Make a matter of it with one tap."""
    one = _seen(request, enquiry_id)

    def act() -> HttpResponse:
        made = actions.turn_into_matter(one, by=request.user, at=request.at)
        if queries.visible_to(request.user, request.at).filter(pk=made.pk).exists():
            return redirect("matter", made.pk)
        return redirect("enquiry", one.pk)

    try:
        return once(request, act)
    except rules.NotPossible as fault:
        return _show(
            request,
            _seen(request, enquiry_id),
            forms.EnquiryAnswerForm(),
            status=409,
            alert=fault.words,
        )


@page("enquiry.reveal", methods="GET POST")
def contact(request: Any, enquiry_id: int) -> HttpResponse:
    """Show how to reach who asked, once the purpose is told; noted."""
    one = _seen(request, enquiry_id)
    form = forms.ContactForm(request.POST or None)
    shown: dict[str, Any] = {"enquiry": one, "form": form}
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _revealed(request, one, form.cleaned_data["purpose"], shown))
    return render(request, "matters/enquiry_contact.html", shown, status=422 if form.is_bound else 200)


def _revealed(request: Any, one: Enquiry, purpose: str, shown: dict[str, Any]) -> HttpResponse:
    name, phone = actions.reveal_enquirer(one, purpose=purpose, by=request.user, at=request.at)
    return render(request, "matters/enquiry_contact.html", shown | {"name": name, "phone": phone})


@page("matter.answer_as_question", methods="GET POST")
def only_a_question(request: Any, matter_id: int) -> HttpResponse:
    """Answer a matter that only asks something, and count it as a question."""
    matter: Matter = visible(request, matter_id)
    form = forms.WordsForm(
        request.POST or None,
        initial={"version": matter.version},
        label="回答",
        required="请写怎么回答的。",
        hint="居民会看到这段话;他还可以要求重办。",
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            actions.answer_as_question(
                matter, answer=given["words"], version=given["version"], by=request.user, at=request.at
            )
            return redirect("matter", matter.pk)

        try:
            return once(request, act)
        except Refused as fault:
            return show_matter(request, visible(request, matter_id), status=409, alert=fault.words)
    shown = {"matter": matter, "place": territory.full_name(matter.place), "form": form}
    shown["answers"] = queries.ready_for(matter.place, matter.words, most=5)
    return render(request, "matters/only_a_question.html", shown, status=422 if form.is_bound else 200)


def _seen(request: Any, enquiry_id: int) -> Enquiry:
    """Return the question if one may see it; else it is not there."""
    found = queries.enquiries_visible_to(request.user, request.at)
    related = found.select_related(
        "place__parent__estate", "place__estate", "community", "answered_post__place__parent", "matter", "was"
    )
    one: Enquiry = get_object_or_404(related, pk=enquiry_id)
    return one
