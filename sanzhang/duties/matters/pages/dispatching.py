"""Pages of who has a matter and lets others work: orders, links, parts, questions, more time."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sanzhang.duties.matters import actions, forms, queries, rules, work
from sanzhang.duties.matters.forms import work as work_forms
from sanzhang.duties.matters.models import Dispatch, DispatchLink, Matter
from sanzhang.duties.matters.pages.lists import show_matter, visible
from sanzhang.duties.matters.pages.steps import step_page
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.typesetting import qr_svg
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory

Refused = (actions.SomebodyWasFaster, rules.NotPossible)


@page("matter.dispatch", methods="GET POST")
def dispatch(request: Any, matter_id: int) -> HttpResponse:
    """Send somebody: a member of the grid, a department, or another by name and phone."""
    matter = visible(request, matter_id)
    barred = queries.shunned(matter, request.at)
    form = work_forms.DispatchForm(
        request.POST or None,
        handlers=queries.handlers_for(matter, request.at, barred=barred),
        initial={"version": matter.version, "day": _last_day(matter, request.at)},
    )

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        return actions.dispatch(
            matter,
            to=given["handler"],
            words=given["words"],
            due_at=work_forms.end_of(given["day"]),
            shares_contact=given["shares_contact"],
            version=given["version"],
            by=request.user,
            at=request.at,
        )

    return step_page(request, matter, form, act, through=once, title="派给别人去办", button="派出去")


def _last_day(matter: Matter, at: Any) -> Any:
    """Return the last day on which work ends before the promise is over, but not today."""
    day = timezone.localtime(matter.outward_due_at - timedelta(hours=17)).date()
    return max(day, timezone.localtime(at).date() + timedelta(days=1))


@page("matter.split", methods="GET POST")
def split(request: Any, matter_id: int) -> HttpResponse:
    """Make a part of it a matter of its own."""
    matter = visible(request, matter_id)
    form = _words(
        request,
        matter,
        "分出来的是什么事",
        "请写分出来的是什么事。",
        "地方、期限和原来的一样。都办好了,原来的才能答复“办好了”。",
    )

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        return actions.split(matter, by=request.user, at=request.at, **given)

    return step_page(request, matter, form, act, through=once, title="分出一件单独办", button="分出来")


@page("matter.pause", methods="GET POST")
def ask_resident(request: Any, matter_id: int) -> HttpResponse:
    """Ask who reported; the clock stands still until the answer."""
    matter = visible(request, matter_id)
    hint = "会发消息给反映的人。时间停着,最多 7 天;他一回答就接着走。第二次问要上一级同意。"
    form = _words(request, matter, "要他补充什么", "请写要他补充什么。", hint)

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        return actions.ask_resident(matter, by=request.user, at=request.at, **given)

    return step_page(request, matter, form, act, through=once, title="请居民补充", button="发给居民")


@page("matter.ask_time", methods="GET POST")
def ask_time(request: Any, matter_id: int) -> HttpResponse:
    """Ask the level above for more time."""
    matter = visible(request, matter_id)
    form = work_forms.TimeForm(request.POST or None, initial={"version": matter.version})

    def act(matter: Matter, given: dict[str, Any], photos: list[Any]) -> object:
        until, words = work_forms.end_of(given["day"]), given["words"]
        return actions.ask_time(
            matter, until=until, words=words, version=given["version"], by=request.user, at=request.at
        )

    return step_page(request, matter, form, act, through=once, title="申请延期", button="交给上一级定")


def _words(request: Any, matter: Matter, label: str, required: str, hint: str) -> forms.WordsForm:
    return forms.WordsForm(
        request.POST or None, initial={"version": matter.version}, label=label, required=required, hint=hint
    )


@page("matter.resume", methods="POST")
def resume(request: Any, matter_id: int) -> HttpResponse:
    """Go on without waiting for the resident."""
    matter = visible(request, matter_id)

    def act() -> HttpResponse:
        actions.resume(matter, by=request.user, at=request.at)
        return redirect("matter", matter.pk)

    try:
        return once(request, act)
    except Refused as fault:
        return show_matter(request, visible(request, matter_id), status=409, alert=fault.words)


@page("matter.link")
def sent(request: Any, order_id: int) -> HttpResponse:
    """Show an order to whoever has the matter: how it stands, and its link to copy or to print."""
    return _show(request, _sent(request, order_id))


@page("matter.link", methods="POST")
def new_link(request: Any, order_id: int) -> HttpResponse:
    """Make a link; the one before opens nothing any more."""
    order = _sent(request, order_id)
    return _once(request, order, lambda: actions.make_link(order, by=request.user, at=request.at))


@page("matter.recall", methods="POST")
def recall(request: Any, order_id: int) -> HttpResponse:
    """Take an order back, with the reason."""
    order = _sent(request, order_id)
    form = _recall_form(request.POST)
    if not form.is_valid():
        return _show(request, order, status=422, recall_form=form)
    words = form.cleaned_data["words"]
    return _once(request, order, lambda: actions.recall(order, words=words, by=request.user, at=request.at))


def _recall_form(typed: Any = None) -> forms.WordsForm:
    return forms.WordsForm(typed, label="为什么收回", required="请写为什么收回。")


def _once(request: Any, order: Dispatch, act: Any) -> HttpResponse:
    def done() -> HttpResponse:
        act()
        return redirect("order_sent", order.pk)

    try:
        return once(request, done)
    except Refused as fault:
        return _show(request, _sent(request, order.pk), status=409, alert=fault.words)


def _sent(request: Any, order_id: int) -> Dispatch:
    """Return an order of a matter that one sees. Raises: Http404."""
    order = Dispatch.objects.filter(pk=order_id).select_related("claimed_by", "sent_post__place").first()
    if order is None:
        raise Http404
    order.matter = visible(request, order.matter_id)
    return order


@page("matter.link")
def qr(request: Any, order_id: int) -> HttpResponse:
    """Draw the link of an order for a phone's camera, for whoever has the matter."""
    order = _sent(request, order_id)
    is_mine = queries.waiting_for(request.user, request.at).filter(pk=order.matter_id).exists()
    address = _address(queries.link_of(order), request.at) if is_mine and order.runs else ""
    if not address:
        raise Http404
    answer = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


def _address(link: DispatchLink | None, at: datetime) -> str:
    """Return where a live link leads, "" for none."""
    if link is None or link.expires_at <= at:
        return ""
    return settings.PUBLIC_URL + reverse("order_by_link", args=[queries.secret_of(link)])


def _show(request: Any, order: Dispatch, status: int = 200, **more: Any) -> HttpResponse:
    matter = order.matter
    is_mine = queries.waiting_for(request.user, request.at).filter(pk=matter.pk).exists()
    link = queries.link_of(order) if is_mine and order.runs else None
    shown = {
        "order": order,
        "matter": matter,
        "place": territory.full_name(matter.place),
        "is_mine": is_mine,
        "has_account": bool(order.person_id or order.post_id),
        "link": link,
        "address": _address(link, request.at),
        "recall_form": more.pop("recall_form", None) or _recall_form(),
        "states": work.ORDER_STATES,
    }
    return render(request, "matters/order_sent.html", shown | more, status=status)
