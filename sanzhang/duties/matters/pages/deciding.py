"""Pages of who decides and who checks: the list of what waits, and each on a page of its own."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.forms import WordsForm
from sanzhang.duties.matters.forms import work as work_forms
from sanzhang.duties.matters.models import Check, Decision
from sanzhang.duties.matters.pages.lists import show_matter, visible
from sanzhang.duties.matters.pages.steps import step_page
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files.rules import UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory

Refused = (actions.SomebodyWasFaster, rules.NotPossible)
MOST = 50


DECISIONS: list[downloads.Column] = [
    ("定什么", lambda one: one.get_kind_display()),
    ("编号", lambda one: one.matter.reference),
    ("什么事", lambda one: one.matter.words),
    ("地点", lambda one: one.matter.where),
    ("提出", lambda one: one.asked_at),
    ("什么时候前", lambda one: one.due_at),
]


@page("matter.list_decisions")
def decisions(request: Any) -> HttpResponse:
    """List what waits for one to decide, and what waits for a look by somebody else."""
    by, at = request.user, request.at
    if downloads.is_wanted(request):
        return downloads.handed_out("等我定的", DECISIONS, queries.decisions_for(by, at), at=at)
    shown = {
        "decisions": queries.decisions_for(by, at)[:MOST],
        "checks": queries.checks_for(by, at)[:MOST],
    }
    return render(request, "matters/decisions.html", shown)


@page("matter.decide", methods="GET POST")
def decide(request: Any, decision_id: int) -> HttpResponse:
    """Decide one of them."""
    decision = queries.decision_for(request.user, decision_id, request.at)
    if decision is None:
        raise Http404
    form = _form_of(request, decision)
    if request.method != "POST" or not form.is_valid():
        return _show(request, decision, form, status=422 if request.method == "POST" else 200)

    def act() -> HttpResponse:
        _decide(request, decision, form.cleaned_data)
        return _back(request, decision.matter_id)

    try:
        return once(request, act)
    except Refused as fault:
        return _show(request, decision, form, status=409, alert=fault.words)


def _form_of(request: Any, decision: Decision) -> Any:
    typed = request.POST or None
    if decision.kind == work.RETURNED:
        barred = queries.shunned(decision.matter, request.at)
        handlers = queries.handlers_for(decision.matter, request.at, barred=barred)
        return work_forms.ReturnForm(typed, handlers=handlers)
    if decision.kind == work.REDO:
        return work_forms.RedoForm(typed)
    moves = bool(decision.until and decision.until > decision.matter.outward_due_at)
    return work_forms.YesForm(typed, moves_promise=moves)


def _decide(request: Any, decision: Decision, given: dict[str, Any]) -> object:
    who: dict[str, Any] = {"by": request.user, "at": request.at, "words": given["words"]}
    if decision.kind == work.RETURNED:
        to = given.get("handler") if given["choice"] == "elsewhere" else None
        return actions.decide_return(decision, choice=given["choice"], to=to, **who)
    if decision.kind == work.REDO:
        return actions.decide_redo(decision, again=given["choice"] == "again", **who)
    grant = given["choice"] == "yes"
    if decision.kind == work.TIME:
        told = bool(given.get("tell_resident"))
        return actions.decide_time(decision, grant=grant, tell_resident=told, **who)
    return actions.decide_pause(decision, grant=grant, **who)


def _back(request: Any, matter_id: int) -> HttpResponse:
    if queries.visible_to(request.user, request.at).filter(pk=matter_id).exists():
        return redirect("matter", matter_id)
    return redirect("decisions")


def _show(request: Any, decision: Decision, form: Any, status: int, alert: str = "") -> HttpResponse:
    matter = decision.matter
    shown = {
        "decision": decision,
        "matter": matter,
        "place": territory.full_name(matter.place),
        "asked_by": posts.title_of(decision.asked_post) if decision.asked_post else "",
        "form": form,
        "alert": alert,
        "story": queries.story(matter, with_names=True)[-6:],
    }
    return render(request, "matters/decision.html", shown, status=status)


@page("matter.check", methods="GET POST")
def check(request: Any, check_id: int) -> HttpResponse:
    """Look at what was done and say whether it is good."""
    one = queries.check_for(request.user, check_id, request.at)
    if one is None:
        raise Http404
    form = work_forms.CheckForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show_check(request, one, form, status=422 if request.method == "POST" else 200)
    try:
        photos = taken_photos(request)
    except UnreadablePhoto as fault:
        form.add_error(None, fault.words)
        return _show_check(request, one, form, status=422)
    by, at = request.user, request.at

    def act() -> HttpResponse:
        kept = [
            file_actions.keep_photo(photo, community_id=one.community_id, by=by, at=at) for photo in photos
        ]
        is_good, words = form.cleaned_data["choice"] == "good", form.cleaned_data["words"]
        actions.check(one, is_good=is_good, words=words, photos=kept, by=by, at=at)
        return _back(request, one.matter_id)

    try:
        return once(request, act)
    except Refused as fault:
        return _show_check(request, one, form, status=409, alert=fault.words)


def _show_check(request: Any, one: Check, form: Any, status: int, alert: str = "") -> HttpResponse:
    shown = {
        "check": one,
        "matter": one.matter,
        "place": territory.full_name(one.matter.place),
        "form": form,
        "alert": alert,
        "story": queries.story(one.matter, with_names=True)[-6:],
        "most": rules.PHOTOS_MAX,
    }
    return render(request, "matters/check.html", shown, status=status)


@page("matter.mark", methods="GET POST")
def mark(request: Any, matter_id: int) -> HttpResponse:
    """Mark a demand, agree with somebody else's mark, or take it back."""
    matter = visible(request, matter_id)
    found = queries.running_mark(matter)
    form = _mark_form(request, found, is_own=bool(found and found.marked_by_id == request.user.pk))
    take_back = "take_back" in request.POST
    if request.method != "POST" or not form.is_valid():
        return _show_mark(request, matter, found, form, status=422 if request.method == "POST" else 200)
    who: dict[str, Any] = {"words": form.cleaned_data["words"], "by": request.user, "at": request.at}

    def act() -> HttpResponse:
        if found is None:
            actions.mark(matter, **who)
        elif take_back:
            actions.take_mark_back(found, **who)
        else:
            actions.second_mark(found, **who)
        return redirect("matter", matter.pk)

    try:
        return once(request, act)
    except Refused as fault:
        return show_matter(request, visible(request, matter_id), status=409, alert=fault.words)


def _mark_form(request: Any, found: Any, *, is_own: bool) -> Any:
    if found is None:
        hint = "只有岗位上的人看得到。还要另一个岗位的另一个人同意,才算数;事情照样留着。"
        return WordsForm(
            request.POST or None, label="为什么这项要求办不到", required="请写为什么办不到。", hint=hint
        )
    if is_own or found.seconded_at:
        return WordsForm(request.POST or None, label="为什么取消", required="请写为什么取消。")
    return WordsForm(
        request.POST or None,
        label="跟居民怎么说",
        required="请写跟居民怎么说:哪些能办、哪些办不到、还能找谁。",
        hint="居民会看到这段话,请写得客气、明白。",
    )


def _show_mark(request: Any, matter: Any, found: Any, form: Any, status: int) -> HttpResponse:
    shown = {
        "matter": matter,
        "place": territory.full_name(matter.place),
        "mark": found,
        "is_own": bool(found and found.marked_by_id == request.user.pk),
        "by": posts.title_of(found.marked_post) if found else "",
        "form": form,
    }
    return render(request, "matters/mark.html", shown, status=status)


@page("matter.visit", methods="GET POST")
def visit(request: Any, matter_id: int) -> HttpResponse:
    """Write down what was said by telephone or at the door."""

    def act(matter: Any, given: dict[str, Any], photos: list[Any]) -> object:
        wanted = given | {"rating": int(given["rating"])}
        return actions.visit(matter, by=request.user, at=request.at, **wanted)

    matter = visible(request, matter_id)
    form = work_forms.VisitForm(request.POST or None)
    return step_page(request, matter, form, act, through=once, title="登记回访", button="记下来")
