"""Pages of who was sent: by an account (派给我的), or by a one-time link that opens one order and nothing else."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, forms, queries, rules, work
from sanzhang.duties.matters.forms import work as work_forms
from sanzhang.duties.matters.models import Dispatch
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.rules import UnreadablePhoto, reencode
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission import Actor, Bearer, NotAllowed
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory

WRONG_AN_HOUR = 30  # of one network; beyond, even asking costs
MOST = 50
Refused = (actions.SomebodyWasFaster, rules.NotPossible)


class Gone(Exception):
    """The link opens nothing: wrong, expired, replaced, or answered."""


ORDERS: list[downloads.Column] = [
    ("编号", lambda order: order.matter.reference),
    ("派的事", lambda order: order.words),
    ("地点", lambda order: order.matter.where),
    ("位置", lambda order: order.matter.spot),
    ("状态", lambda order: order.get_state_display()),
    ("什么时候前", lambda order: order.due_at),
    ("牵头", lambda order: order.is_lead),
]


@page("order.list")
def orders(request: Any) -> HttpResponse:
    """List what was sent to one, the most urgent first."""
    found = queries.waiting_dispatches(request.user, request.at)
    if downloads.is_wanted(request):
        return downloads.handed_out("派给我的", ORDERS, found, at=request.at)
    found = found[:MOST]
    return render(request, "matters/orders.html", {"orders": found})


@page("order.act")
def order(request: Any, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Show one order: what, where, until when, photos, and what one can do."""
    return _with(request, secret, order_id, lambda found, by: _show(request, found, secret))


@page("order.act", methods="POST")
def claim(request: Any, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Say that one is at it."""

    def act(found: Dispatch, by: Actor) -> HttpResponse:
        return _do(request, found, secret, lambda: actions.claim(found, by=by, at=request.at))

    return _with(request, secret, order_id, act)


@page("order.act", methods="POST")
def report_back(request: Any, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Say what was done, with photos."""

    def act(found: Dispatch, by: Actor) -> HttpResponse:
        form = _report_form(found, request.POST)
        try:
            after, before = (_photos(request, name) for name in ("photos", "photos_before"))
        except UnreadablePhoto as fault:
            form.add_error(None, fault.words)
        if not form.is_valid():
            return _show(request, found, secret, status=422, report_form=form)

        def done() -> object:
            kept = [
                [
                    file_actions.keep_photo(one, community_id=found.community_id, by=by, at=request.at)
                    for one in some
                ]
                for some in (after, before)
            ]
            given = form.cleaned_data
            return actions.report_back(
                found,
                words=given["words"],
                despite=given.get("despite", ""),
                photos=kept[0],
                photos_before=kept[1],
                by=by,
                at=request.at,
            )

        return _do(request, found, secret, done, report_form=form)

    return _with(request, secret, order_id, act)


@page("order.act", methods="POST")
def hand_back(request: Any, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Return it as not one's own, once, with the reason."""

    def act(found: Dispatch, by: Actor) -> HttpResponse:
        form = _back_form(request.POST)
        if not form.is_valid():
            return _show(request, found, secret, status=422, back_form=form)
        words = form.cleaned_data["words"]
        return _do(
            request,
            found,
            secret,
            lambda: actions.hand_back(found, words=words, by=by, at=request.at),
            back_form=form,
        )

    return _with(request, secret, order_id, act)


@page("order.act", methods="POST")
def ask_time(request: Any, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Ask who sent it for more time."""

    def act(found: Dispatch, by: Actor) -> HttpResponse:
        form = work_forms.TimeForm(request.POST, auto_id="time_%s")
        if not form.is_valid():
            return _show(request, found, secret, status=422, time_form=form)
        until, words = work_forms.end_of(form.cleaned_data["day"]), form.cleaned_data["words"]
        return _do(
            request,
            found,
            secret,
            lambda: actions.ask_time_for_order(found, until=until, words=words, by=by, at=request.at),
            time_form=form,
        )

    return _with(request, secret, order_id, act)


@page("order.act", methods="POST")
def contact(request: Any, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Show whom to call, if they agreed; noted before it leaves."""

    def act(found: Dispatch, by: Actor) -> HttpResponse:
        try:
            name, phone = actions.reveal_to_handler(found, by=by, at=request.at)
        except rules.NotPossible as fault:
            return _show(request, found, secret, status=409, alert=fault.words)
        return _show(request, found, secret, contact_name=name, contact_phone=phone)

    return _with(request, secret, order_id, act)


# Each showing is a look of its own with an entry of its own; a kept answer would keep the number in clear.
contact.read_only_post = True  # type: ignore[attr-defined]


@page("order.act")
def photo(request: Any, photo_id: int, size: str, secret: str = "", order_id: int = 0) -> HttpResponse:
    """Show a photo of the matter to who works on it; a dead link shows none."""
    if secret and queries.live_link(secret, request.at) is None:
        raise Http404

    def act(found: Dispatch, by: Actor) -> HttpResponse:
        kept = queries.photo_of(found.matter, photo_id)
        if kept is None:
            raise Http404
        return files.file_response(kept.stored, size)

    return _with(request, secret, order_id, act)


def _with(request: Any, secret: str, order_id: int, act: Any) -> HttpResponse:
    """Find the order of a link or of an account and go on with who opened it."""
    if not secret:
        if not request.user.is_authenticated:
            return redirect(f"/sign-in/?next={reverse('orders')}")
        found = queries.order_for(request.user, order_id, request.at)
        if found is None:
            raise Http404
        return _acted(act, found, request.user)
    opened = actions.open_link(secret, by=Bearer.anyone(), at=request.at)
    if opened is None:
        return _gone(request, secret)
    return _acted(act, opened, queries.bearer_of(opened))


def _acted(act: Any, found: Dispatch, by: Actor) -> HttpResponse:
    try:
        answer: HttpResponse = act(found, by)
    except NotAllowed as fault:
        raise Http404 from fault  # what is not one's own is not there
    return answer


def _gone(request: Any, secret: str) -> HttpResponse:
    """Say kindly why a link opens nothing; whoever tries many is told to stop."""
    link = queries.any_link(secret)
    if link is None:
        network = request.META.get("REMOTE_ADDR", "")
        if not channels.spend("order", network, WRONG_AN_HOUR, timedelta(hours=1), request.at):
            return render(request, "matters/order_gone.html", {"why": "many"}, status=429)
        return render(request, "matters/order_gone.html", {"why": "unknown"}, status=404)
    done = link.dispatch.state == work.DONE
    why = "done" if done else "recalled" if not link.dispatch.runs else "replaced"
    if link.dispatch.runs and link.ended_at is None:
        why = "expired"
    return render(
        request,
        "matters/order_gone.html",
        {"why": why},
        status=200 if done and request.method == "GET" else 410,
    )


def _photos(request: Any, name: str) -> list[Any]:
    sent = [upload for upload in request.FILES.getlist(name) if upload.size]
    if len(sent) > rules.PHOTOS_MAX:
        raise UnreadablePhoto(f"最多放 {rules.PHOTOS_MAX} 张照片,这次选了 {len(sent)} 张。请少选几张。")
    return [reencode(one, number=number) for number, one in enumerate(sent, start=1)]


def _do(request: Any, found: Dispatch, secret: str, act: Any, **bound: Any) -> HttpResponse:
    def done() -> HttpResponse:
        act()
        return redirect(_base(found, secret))

    try:
        return once(request, done)
    except Refused as fault:
        fresh = queries.live_link(secret, request.at) if secret else None
        if secret and fresh is None:
            return _gone(request, secret)
        again = fresh.dispatch if fresh else Dispatch.objects.get(pk=found.pk)
        again.matter = found.matter
        return _show(request, again, secret, status=409, alert=fault.words, **bound)


def _base(found: Dispatch, secret: str) -> str:
    return reverse("order_by_link", args=[secret]) if secret else reverse("order", args=[found.pk])


def _report_form(found: Dispatch, typed: Any = None) -> Any:
    others = found.is_lead and queries.running_orders(found.matter).exclude(pk=found.pk).exists()
    kind = work_forms.LeadForm if others else work_forms.DespiteForm
    return kind(typed, auto_id="report_%s")


def _back_form(typed: Any = None) -> forms.WordsForm:
    return forms.WordsForm(
        typed,
        label="为什么不归您办,该归谁",
        required="请写为什么不归您办,该归谁。",
        hint="只能退一次。上一级 4 个工作小时内定由谁办。",
        auto_id="back_%s",
    )


def _show(
    request: Any, found: Dispatch, secret: str, status: int = 200, alert: str = "", **bound: Any
) -> HttpResponse:
    matter = found.matter
    others = [
        one for one in queries.dispatches_of(matter) if one.pk != found.pk and one.state != work.RECALLED
    ]
    may_return = not found.must_do and found.state in (work.SENT, work.CLAIMED)
    shown: dict[str, Any] = {
        "order": found,
        "matter": matter,
        "place": territory.full_name(matter.place),
        "base": _base(found, secret),
        "by_link": bool(secret),
        "alert": alert,
        "photos": queries.photos_for_handler(matter),
        "photo_base": _base(found, secret) + "photo/",
        "others": others,
        "wanted": queries.work_rule(matter).photos,
        "most": rules.PHOTOS_MAX,
        "may_return": may_return and not queries.was_handed_back(found),
        "waits": queries.open_decisions(matter).filter(dispatch=found).first(),
        "may_call": found.shares_contact and bool(matter.contact_name or matter.contact_phone),
        "report_form": bound.pop("report_form", None) or _report_form(found),
        "back_form": bound.get("back_form") or _back_form(),
        "time_form": bound.get("time_form") or work_forms.TimeForm(auto_id="time_%s"),
        "open_form": next((name for name in ("back_form", "time_form") if name in bound), ""),
        **{name: bound[name] for name in ("contact_name", "contact_phone") if name in bound},
    }
    return render(request, "matters/order.html", shown, status=status)
