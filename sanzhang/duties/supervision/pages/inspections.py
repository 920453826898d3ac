"""Rounds as leaders hand them in, months as the community sees them, problems and replies."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.supervision import actions, forms, queries, rules
from sanzhang.duties.supervision.models import Finding
from sanzhang.duties.supervision.pages.bodies import tried
from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto, reencode
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.posts.queries import title_of
from sanzhang.organisation.territory import queries as territory

PHOTOS_MAX = 3  # of one problem
COLUMNS: list[downloads.Column] = [
    ("哪里", lambda one: territory.full_name(one.place)),
    ("哪一家", lambda one: one.body.name),
    ("职责", lambda one: one.duty.title),
    ("问题", lambda one: one.words),
    ("发现时间", lambda one: one.found_at),
    ("整改期限", lambda one: one.due_at),
    ("事项编号", lambda one: one.matter.reference),
    ("事项状态", lambda one: one.matter.get_state_display()),
    ("答复", lambda one: one.reply),
    ("答复时间", lambda one: one.replied_at),
]


@page("supervision.inspect", methods="GET POST")
def inspect(request: Any, post_id: int) -> HttpResponse:
    """One page, all duties, one send; works from a kept copy and may come twice or from two devices."""
    chair = next((one for one in queries.own_posts(request.user, request.at) if one.pk == post_id), None)
    if chair is None:
        raise Http404
    month = rules.month_of(request.at)
    duties = queries.duties_to_walk(chair.place, request.at)
    form = forms.InspectForm(request.POST or None, duties=duties, initial={"month": f"{month:%Y-%m-%d}"})
    if request.method == "POST" and form.is_valid():
        try:
            photos = {duty.pk: _photos(request, duty.pk) for duty in duties}
        except UnreadablePhoto as fault:
            form.add_error(None, fault.words)
        else:
            if answer := tried(form, lambda: once(request, lambda: _handed_in(request, chair, form, photos))):
                return answer
    known = queries.inspection_of(chair, month)
    shown: dict[str, Any] = {
        "form": form,
        "chair": chair,
        "title": title_of(chair),
        "month": month,
        "known": known,
    }
    shown |= {"answers": list(known.answers.select_related("duty").order_by("duty__number")) if known else []}
    shown |= {"differing": [one for one in shown["answers"] if one.differs_at], "most": PHOTOS_MAX}
    return render(request, "supervision/inspect.html", shown, status=422 if form.is_bound else 200)


def _photos(request: Any, duty_id: int) -> list[Photo]:
    sent = [one for one in request.FILES.getlist(f"photos_{duty_id}") if one.size]
    if len(sent) > PHOTOS_MAX:
        raise UnreadablePhoto(f"每个问题最多放 {PHOTOS_MAX} 张照片。请少选几张。")
    return [reencode(one, number=number) for number, one in enumerate(sent, start=1)]


def _handed_in(request: Any, chair: Post, form: Any, photos: dict[int, list[Photo]]) -> HttpResponse:
    by, at, given = request.user, request.at, form.cleaned_data
    reports = {}
    for duty in form.duties:
        kept = [
            files.keep_photo(one, community_id=chair.community_id, by=by, at=at) for one in photos[duty.pk]
        ]
        reports[duty.pk] = actions.Report(given[f"result_{duty.pk}"], given[f"words_{duty.pk}"], kept)
    actions.inspect(chair, reports, month=given["month"], by=by, at=at)
    return redirect("inspect", chair.pk)


@page("supervision.inspect", methods="POST")
def look_over(request: Any, post_id: int) -> HttpResponse:
    """Note that one looked at what two devices said differently."""
    chair = next((one for one in queries.own_posts(request.user, request.at) if one.pk == post_id), None)
    known = queries.inspection_of(chair, rules.month_of(request.at)) if chair else None
    if chair is None or known is None:
        raise Http404

    def act() -> HttpResponse:
        actions.look_over(known, by=request.user, at=request.at)
        return redirect("inspect", chair.pk)

    return once(request, act)


@page("supervision.follow_inspections")
def month(request: Any, community_id: int) -> HttpResponse:
    """Show a month of a community: handed in and not yet, by place; what was found; as a workbook."""
    mine = territory.visible_to(request.user, request.at, "supervision.follow_inspections")
    community = get_object_or_404(mine, pk=community_id, kind="community")
    chosen = _month(request.GET.get("month", ""), request.at)
    shown = queries.month_overview(request.user, community, chosen, request.at)
    if downloads.is_wanted(request):
        return downloads.handed_out("巡查发现的问题", COLUMNS, shown.findings, at=request.at)
    later = rules.months_before(chosen, -1)
    return render(
        request,
        "supervision/month.html",
        {
            "community": community,
            "shown": shown,
            "done": [(title_of(one.post), one) for one in shown.done],
            "missing": [title_of(one) for one in shown.missing],
            "before": rules.months_before(chosen, 1),
            "later": later if later <= rules.month_of(request.at) else None,
        },
    )


def _month(text: str, at: datetime) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return rules.month_of(at)


@page("supervision.look")
def finding(request: Any, finding_id: int) -> HttpResponse:
    """Show a problem with its matter, until when the body may reply, and what it said."""
    return _show(request, _seen(request, finding_id))


def _seen(request: Any, finding_id: int, action: str = "supervision.look") -> Finding:
    found: Finding = get_object_or_404(
        queries.findings_visible_to(request.user, request.at, action), pk=finding_id
    )
    return found


def _show(request: Any, one: Finding, *, hide: Any = None, reply: Any = None) -> HttpResponse:
    by, at = request.user, request.at
    shown = {
        "finding": one,
        "place": territory.full_name(one.place),
        "is_public": one.replied_at is not None or one.reply_by <= at,
        "hide": hide or forms.ReasonForm(),
        "reply": reply or forms.ReplyForm(),
        "may_hide": one.hidden_at is None and permission.may(by, "supervision.hide", one, at=at),
        "may_reply": one.replied_at is None and permission.may(by, "supervision.reply", one, at=at),
        "may_open": permission.may(by, "matter.look", one.matter, at=at),
        "address": queries.reply_address(one),
    }
    return render(request, "supervision/finding.html", shown, status=422 if hide or reply else 200)


@page("supervision.hide", methods="POST")
def hide(request: Any, finding_id: int) -> HttpResponse:
    """Keep the words of a problem from the public page."""
    one = _seen(request, finding_id, "supervision.hide")
    form = forms.ReasonForm(request.POST)
    if form.is_valid():

        def act() -> HttpResponse:
            actions.hide_finding(one, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
            return redirect("finding", one.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    return _show(request, one, hide=form)


@page("supervision.reply", methods="POST")
def reply_for(request: Any, finding_id: int) -> HttpResponse:
    """Type what a body said on paper or by telephone."""
    if not request.user.is_authenticated:
        raise Http404
    one = _seen(request, finding_id, "supervision.reply")
    form = forms.ReplyForm(request.POST)
    if form.is_valid():

        def act() -> HttpResponse:
            actions.reply(one, words=form.cleaned_data["words"], by=request.user, at=request.at)
            return redirect("finding", one.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    return _show(request, one, reply=form)


@page("supervision.reply", methods="GET POST")
def reply(request: Any, code: str) -> HttpResponse:
    """Let a body answer one problem, without an account, by its own address."""
    one = queries.finding_by_code(code)
    if one is None:
        raise Http404
    form = forms.ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            bearer = Bearer.of("finding", one.pk)
            actions.reply(one, words=form.cleaned_data["words"], by=bearer, at=request.at)
            return redirect("reply", one.reply_code)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    shown = {"finding": one, "form": form, "place": territory.full_name(one.place)}
    return render(request, "supervision/reply.html", shown, status=422 if form.is_bound else 200)
