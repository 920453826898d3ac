"""What mediators see: what waits for them, how many there are, and the one they opened."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.duties.mediation import actions, forms, queries, rules
from sanzhang.duties.mediation.models import Dispute
from sanzhang.duties.mediation.pages.doing import doings
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.territory import queries as territory

TITLES = {
    "consent": ("记下一方的同意", "记下"),
    "convene": ("约一次调解会", "通知双方"),
    "hold": ("记调解笔录", "记下"),
    "call-off": ("取消调解会", "取消,通知双方"),
    "draw-up": ("写调解协议", "写好,请双方签字"),
    "sign": ("记下纸上的签字", "记下"),
    "settle": ("口头和解了", "记下和解"),
    "follow-up": ("记回访", "记下"),
    "appoint": ("请人一起调解或者记录", "请他参加"),
    "move": ("这一级调不下来,请上一级调", "问双方的意见"),
    "aside": ("我要回避", "回避"),
    "end": ("没有调成,结束", "结束,告诉双方可以去哪里"),
}


@page("dispute.look")
def disputes(request: Any) -> HttpResponse:
    """List what waits, what one mediates, own parts, and how many there are below."""
    by, at = request.user, request.at
    shown = {
        "waiting": queries.waiting_for(by, at),
        "mine": queries.opened_by(by, at).order_by("-id")[:100],
        "own": queries.own_parts(by)[:50],
        "below": queries.reassignable(by, at),
        "counts": queries.counts_of(by, at),
        "may_tell": permission.may(by, "dispute.tell_for", at=at),
        "may_count": permission.may(by, "dispute.figures", at=at),
    }
    return render(request, "mediation/list.html", shown)


@page("dispute.take", methods="GET POST")
def take(request: Any, dispute_id: int) -> HttpResponse:
    """Show who it is between, with names covered, and take it or stand aside."""
    one = _at_level(request, dispute_id)
    if not queries.may_take(one, request.user, request.at):
        raise Http404
    form = forms.MEDIATOR_FORMS["aside"](request.POST if "kind" in request.POST else None, dispute=one)
    shown: dict[str, Any] = {"dispute": one, "form": form}
    if request.method == "POST" and (request.POST.get("take") or form.is_valid()):

        def act() -> HttpResponse:
            if request.POST.get("take"):
                actions.take(one, without_interest=True, by=request.user, at=request.at)
                return redirect("dispute", one.pk)
            actions.stand_aside(one, **_two(form.cleaned_data), by=request.user, at=request.at)
            return redirect("disputes")

        try:
            return once(request, act)
        except rules.NotPossible as fault:
            shown["alert"] = fault.words
            return render(request, "mediation/take.html", shown, status=409)
    shown["parties"] = actions.see_names(one, by=request.user, at=request.at)
    return render(request, "mediation/take.html", shown, status=422 if form.is_bound else 200)


def _two(given: dict[str, Any]) -> dict[str, Any]:
    return {"kind": given["kind"], "words": given["words"]}


def _at_level(request: Any, dispute_id: int) -> Dispute:
    areas = permission.areas(request.user, "dispute.take", at=request.at)
    found = Dispute.objects.filter(area_filter(areas, "place__path")) if areas else Dispute.objects.none()
    return get_object_or_404(found.select_related(*queries.WITH), pk=dispute_id)


@page("dispute.reassign", methods="POST")
def reassign(request: Any, dispute_id: int) -> HttpResponse:
    """Give it to the next level without reading it."""
    one = _at_level(request, dispute_id)

    def act() -> HttpResponse:
        actions.reassign(one, by=request.user, at=request.at)
        return redirect("disputes")

    try:
        return once(request, act)
    except rules.NotPossible as fault:
        return render(request, "mediation/refused.html", {"alert": fault.words}, status=409)


def _seen(request: Any, dispute_id: int) -> Dispute:
    return get_object_or_404(queries.opened_by(request.user, request.at), pk=dispute_id)


@page("dispute.look")
def dispute(request: Any, dispute_id: int) -> HttpResponse:
    """Open a dispute as its mediator, or as one whom he called in."""
    return _show(request, _seen(request, dispute_id))


@page("dispute.mediate", methods="POST")
def do(request: Any, dispute_id: int, verb: str) -> HttpResponse:
    """Do one thing as mediator."""
    one = _seen(request, dispute_id)
    if verb not in forms.MEDIATOR_FORMS:
        raise Http404
    form = forms.MEDIATOR_FORMS[verb](request.POST, request.FILES, dispute=one, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return _show(request, one, form=(verb, form), status=422)

    def act() -> HttpResponse:
        _ACTS[verb](one, form.cleaned_data, request.user, request.at)
        gone = not queries.opened_by(request.user, request.at).filter(pk=one.pk).exists()
        return redirect("disputes") if gone else redirect("dispute", one.pk)

    try:
        return once(request, act)
    except rules.NotPossible as fault:
        return _show(request, _seen(request, dispute_id), alert=fault.words, status=409)


def _convene(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    starts_at = timezone.make_aware(datetime.combine(given["on"], given["clock"]))
    return actions.convene(one, starts_at=starts_at, spot=given["spot"], by=by, at=at)


def _appoint(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    found = list(people.persons_by_phone(given["phone"])) if given["phone"] else []
    if len(found) != 1:
        raise rules.NotPossible("没有找到这个手机号的人。请先让社区登记他的手机号。")
    return actions.appoint(one, found[0], role=given["role"], by=by, at=at)


def _sign(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    agreement = queries.agreement_of(one)
    if agreement is None:
        raise rules.NotPossible("还没有写协议。")
    return actions.record_signature(given["party"], agreement, photo=given["photo"], by=by, at=at)


def _consent(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    named = {name: given[name] for name in ("way", "about", "witness", "photo")}
    return actions.record_consent(given["party"], **named, by=by, at=at)


def _hold(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    came = given["attendance"].splitlines()
    named = {"minutes": given["minutes"], "result": given["result"]}
    return actions.hold(given["sitting"], attendance=came, **named, by=by, at=at)


def _draw_up(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    named = {name: given[name] for name in ("facts", "clauses", "manner", "obligations")}
    return actions.draw_up(one, **named, by=by, at=at)


def _follow_up(one: Dispute, given: dict[str, Any], by: Any, at: Any) -> Any:
    return actions.follow_up(given["follow"], result=given["result"], words=given["words"], by=by, at=at)


_ACTS: dict[str, Callable[[Dispute, dict[str, Any], Any, Any], Any]] = {
    "consent": _consent,
    "convene": _convene,
    "hold": _hold,
    "call-off": lambda one, given, by, at: actions.call_off(given["sitting"], by=by, at=at),
    "draw-up": _draw_up,
    "sign": _sign,
    "settle": lambda one, given, by, at: actions.settle_orally(one, words=given["words"], by=by, at=at),
    "follow-up": _follow_up,
    "appoint": _appoint,
    "move": lambda one, given, by, at: actions.ask_move(one, by=by, at=at),
    "aside": lambda one, given, by, at: actions.stand_aside(one, **_two(given), by=by, at=at),
    "end": lambda one, given, by, at: actions.end_unsettled(one, words=given["words"], by=by, at=at),
}


def _possible(one: Dispute, agreement: Any) -> list[str]:
    if one.state == rules.ASKING:
        return ["consent", "appoint", "aside", "move", "end"]
    if one.state == rules.SETTLED:
        return ["follow-up"] if one.follow_ups.filter(done_at=None).exists() else []
    if one.state != rules.OPEN:
        return []
    planned = one.sittings.filter(state=rules.PLANNED).exists()
    found = ["hold", "call-off"] if planned else ["convene"]
    found += ["draw-up", "sign"] if agreement and agreement.state == rules.DRAFT else ["draw-up"]
    return [*found, "settle", "consent", "appoint", "move", "aside", "end"]


def _show(
    request: Any, one: Dispute, *, form: tuple[str, Any] | None = None, alert: str = "", status: int = 200
) -> HttpResponse:
    one = actions.open_as_mediator(one, by=request.user, at=request.at)
    said, agreement = queries.said_by(one), queries.agreement_of(one)
    is_mediator = one.mediator_id == request.user.pk
    names = _possible(one, agreement) if is_mediator else []
    signed = {found.party_id: found for found in agreement.signatures.all()} if agreement else {}
    shown = {
        "dispute": one,
        "place": territory.full_name(one.place),
        "parties": [
            (party, said.get((party.pk, rules.TO_MEDIATE, None)), signed.get(party.pk))
            for party in queries.parties_of(one)
        ],
        "photos": queries.told_photos(one),
        "sittings": one.sittings.order_by("starts_at"),
        "agreement": agreement,
        "follow_ups": one.follow_ups.order_by("due_on"),
        "move": one.moves.filter(ended_at=None).first(),
        "aids": one.aids.filter(ends_at=None).select_related("person"),
        "doings": doings(names, forms.MEDIATOR_FORMS, TITLES, given=form, dispute=one),
        "base": f"/mediation/{one.pk}/",
        "alert": alert,
    }
    return render(request, "mediation/dispute.html", shown, status=status)
