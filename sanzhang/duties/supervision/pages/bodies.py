"""Watched bodies and their duties as the community keeps them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.supervision import actions, forms, queries, rules
from sanzhang.duties.supervision.actions.bodies import DutyLine
from sanzhang.duties.supervision.models import Duty, WatchedBody
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

COLUMNS: list[downloads.Column] = [
    ("职责", lambda duty: duty.title),
    ("多久一次", lambda duty: duty.how_often),
    ("怎么算做到", lambda duty: duty.measure),
    ("谁来看", lambda duty: duty.get_looked_at_display()),
    ("几个工作日整改", lambda duty: duty.mend_days),
    ("从哪天起", lambda duty: duty.starts_on),
    ("到哪天止", lambda duty: duty.ends_on),
]


WATCHED: list[downloads.Column] = [
    ("名称", lambda body: body.name),
    ("类别", lambda body: body.get_kind_display()),
    ("社区", lambda body: body.community.name),
    ("服务的小区", lambda body: "、".join(one.place.name for one in body.serves)),
    ("职责几条", lambda body: body.running),
    ("到期", lambda body: body.ends_on),
    ("撤出", lambda body: body.closed_on),
]


@page("supervision.look")
def bodies(request: Any) -> HttpResponse:
    """List whom one's communities watch, with one's own rounds of this month."""
    by, at = request.user, request.at
    form = forms.BodyListForm(request.GET)
    form.is_valid()
    words, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("kind", "")
    month = rules.month_of(at)
    found = queries.bodies_listed(by, at, words=words, kind=kind)
    if downloads.is_wanted(request):
        return downloads.handed_out("物业和业委会", WATCHED, found, at=at)
    shown = {
        "form": form,
        "bodies": found[:200],
        "is_narrowed": bool(words or kind),
        "rounds": [(chair, queries.inspection_of(chair, month)) for chair in queries.own_posts(by, at)[:6]],
        "month": month,
        "communities": _communities(request, "supervision.follow_inspections")[:40],
        "may_edit": permission.may(by, "supervision.edit", at=at),
    }
    return render(request, "supervision/bodies.html", shown)


def _communities(request: Any, action: str) -> Any:
    mine = territory.visible_to(request.user, request.at, action)
    return mine.filter(kind="community").order_by("path")


def seen(request: Any, body_id: int, action: str = "supervision.look") -> WatchedBody:
    """Return the body if one may see it; else it is not there."""
    found = queries.bodies_visible_to(request.user, request.at, action).select_related("community")
    body: WatchedBody = get_object_or_404(found, pk=body_id)
    return body


@page("supervision.edit", methods="GET POST")
def new(request: Any) -> HttpResponse:
    """Enter a body."""
    community = _communities(request, "supervision.edit").first()
    if community is None:
        raise Http404
    return _kept(request, community, None)


@page("supervision.edit", methods="GET POST")
def edit(request: Any, body_id: int) -> HttpResponse:
    """Change a body."""
    body = seen(request, body_id, "supervision.edit")
    return _kept(request, body.community, body)


def _kept(request: Any, community: Place, body: WatchedBody | None) -> HttpResponse:
    places = queries.places_to_serve(community)
    form = forms.BodyForm(request.POST or None, places=places, is_new=body is None, initial=_typed(body))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        kind = given.pop("kind", body.kind if body else rules.PROPERTY)

        def act() -> HttpResponse:
            made = actions.keep_body(community, kind=kind, body=body, by=request.user, at=request.at, **given)
            return redirect("watched_body", made.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    shown = {"form": form, "title": body.name if body else "登记物业或业委会", "button": "保存"}
    return asked(request, shown, back=f"/supervision/{body.pk}/" if body else "/supervision/")


def _typed(body: WatchedBody | None) -> dict[str, Any]:
    if body is None:
        return {}
    names = ("name", "starts_on", "ends_on", "credit_code", "members", "duty_phone")
    known: dict[str, Any] = {name: getattr(body, name) for name in names}
    known |= {"contact_name": body.contact_name, "contact_phone": body.contact_phone}
    known |= {"contact_agreed": body.contact_agreed_on is not None}
    return known | {"places": [place.pk for place in queries.estates_served(body)]}


def tried(form: Any, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Do it; what is not possible is told at the form."""
    try:
        return act()
    except rules.NotPossible as fault:
        form.add_error(None, fault.words)
        return None


def asked(request: Any, shown: dict[str, Any], *, back: str) -> HttpResponse:
    """Show a form on a page of its own."""
    status = 422 if shown["form"].is_bound else 200
    return render(request, "supervision/form.html", shown | {"back": back}, status=status)


@page("supervision.look")
def body(request: Any, body_id: int) -> HttpResponse:
    """Show a body: what it is, its duties by day, its problems; printable, and as a workbook."""
    one = seen(request, body_id)
    if downloads.is_wanted(request):
        return downloads.handed_out(f"{one.name}职责", COLUMNS, queries.duties_of(one), at=request.at)
    may_edit = permission.may(request.user, "supervision.edit", one, at=request.at)
    duties = list(queries.duties_of(one))
    today = local_date(request.at)
    shown = {
        "body": one,
        "places": queries.estates_served(one),
        "duties": [duty for duty in duties if duty.ends_on is None or duty.ends_on > today],
        "past": [duty for duty in duties if duty.ends_on is not None and duty.ends_on <= today],
        "findings": queries.findings_visible_to(request.user, request.at).filter(body=one)[:30],
        "ratings": queries.ratings_of(one),
        "may_edit": may_edit and one.closed_on is None,
        "may_reveal": permission.may(request.user, "supervision.reveal", one, at=request.at),
        "copy": forms.CopyForm(sources=queries.sources_of(one, request.user, request.at))
        if may_edit
        else None,
    }
    return render(request, "supervision/body.html", shown)


@page("supervision.edit", methods="GET POST")
def duty_new(request: Any, body_id: int) -> HttpResponse:
    """Add a duty."""
    return _duty(request, seen(request, body_id, "supervision.edit"), None)


@page("supervision.edit", methods="GET POST")
def duty_change(request: Any, body_id: int, duty_id: int) -> HttpResponse:
    """Let another duty follow one from a day on."""
    one = seen(request, body_id, "supervision.edit")
    return _duty(request, one, get_object_or_404(queries.duties_of(one), pk=duty_id, ends_on=None))


def _duty(request: Any, one: WatchedBody, old: Duty | None) -> HttpResponse:
    names = ("title", "how_often", "measure", "looked_at", "mend_days")
    initial: dict[str, Any] = {name: getattr(old, name) for name in names} if old else {}
    form = forms.DutyForm(request.POST or None, initial=initial | {"starts_on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        line = DutyLine(**{name: form.cleaned_data[name] for name in names})

        def act() -> HttpResponse:
            starts_on = form.cleaned_data["starts_on"]
            actions.keep_duty(one, line, starts_on=starts_on, instead_of=old, by=request.user, at=request.at)
            return redirect("watched_body", one.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    title = f"改“{old.title}”" if old else "加一条职责"
    words = "原来的要求到那天为止,以前的巡查照原来的算。" if old else ""
    return asked(
        request,
        {"form": form, "title": title, "button": "保存", "words": words},
        back=f"/supervision/{one.pk}/",
    )


@page("supervision.edit", methods="POST")
def duty_end(request: Any, body_id: int, duty_id: int) -> HttpResponse:
    """End a duty."""
    one = seen(request, body_id, "supervision.edit")
    duty = get_object_or_404(queries.duties_of(one), pk=duty_id)
    return _done(request, one, lambda: actions.end_duty(duty, by=request.user, at=request.at))


@page("supervision.edit", methods="POST")
def customary(request: Any, body_id: int) -> HttpResponse:
    """Begin with the customary duties."""
    one = seen(request, body_id, "supervision.edit")
    return _done(request, one, lambda: actions.take_customary(one, by=request.user, at=request.at))


@page("supervision.edit", methods="POST")
def copy(request: Any, body_id: int) -> HttpResponse:
    """Copy the duties of another body."""
    one = seen(request, body_id, "supervision.edit")
    form = forms.CopyForm(request.POST, sources=queries.sources_of(one, request.user, request.at))
    if not form.is_valid():
        return asked(
            request,
            {"form": form, "title": "照另一家的抄", "button": "抄过来"},
            back=f"/supervision/{one.pk}/",
        )
    source = form.cleaned_data["source"]
    return _done(
        request, one, lambda: actions.copy_duties(one, source=source, by=request.user, at=request.at)
    )


@page("supervision.edit", methods="POST")
def close(request: Any, body_id: int) -> HttpResponse:
    """Note that a body no longer works here."""
    one = seen(request, body_id, "supervision.edit")
    return _done(request, one, lambda: actions.close_body(one, by=request.user, at=request.at))


def _done(request: Any, one: WatchedBody, act: Any) -> HttpResponse:
    def go() -> HttpResponse:
        act()
        return redirect("watched_body", one.pk)

    return once(request, go)


@page("supervision.edit", methods="GET POST")
def table(request: Any, body_id: int) -> HttpResponse:
    """Read the duties of a workbook: all or none, faults by row and column."""
    one = seen(request, body_id, "supervision.edit")
    form = forms.TableForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        rows, wrong = queries.read_duties(form.cleaned_data["file"].sheets)
        faults = [fault.sentence() for fault in wrong]
        if not faults:
            lines = [DutyLine(*row) for row in rows]
            return _done(
                request, one, lambda: actions.import_duties(one, lines, by=request.user, at=request.at)
            )
    status = 422 if form.is_bound else 200
    shown = {"form": form, "body": one, "faults": faults[:100], "count": len(faults)}
    return render(request, "supervision/import.html", shown, status=status)
