"""What a party sees and says, by the own sign-in or receipt."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sanzhang.duties.mediation import actions, forms, queries, rules
from sanzhang.duties.mediation.models import Party
from sanzhang.duties.mediation.pages.doing import Doing, doings
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission import Actor, Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory

TITLES = {
    "consent": ("同意调解吗?", "交意见"),
    "move": ("同意这样接着调解吗?", "交意见"),
    "extend": ("同意再延长 15 天吗?", "交意见"),
    "sign": ("在协议上签字", "看清楚了,我签字"),
    "object": ("觉得调解员不合适,要求换人", "要求换人"),
    "leave": ("不调解了", "结束调解"),
    "take-back": ("收回同意", "收回同意,结束调解"),
}


def party_of_receipt(receipt: str) -> tuple[Party, Actor]:
    """Return the party of a receipt and who acts by it; else it is not there."""
    party = queries.party_by_receipt(receipt.upper())
    if party is None:
        raise Http404
    return party, Bearer.of("dispute_party", party.pk)


def own_party(request: Any, party_id: int) -> tuple[Party, Actor]:
    """Return one's own part; else it is not there."""
    party = queries.own_parts(request.user).filter(pk=party_id).first()
    if party is None:
        raise Http404
    return party, request.user


@page("dispute.open")
def by_receipt(request: Any, receipt: str) -> HttpResponse:
    """Show a party how its dispute stands, by receipt."""
    party, by = party_of_receipt(receipt)
    return _show(request, party, by, reverse("dispute_receipt", args=[receipt]))


@page("dispute.look")
def own(request: Any, party_id: int) -> HttpResponse:
    """Show a party how its dispute stands, by sign-in."""
    party, by = own_party(request, party_id)
    return _show(request, party, by, reverse("dispute_own", args=[party_id]))


@page("dispute.open", methods="POST")
def say_by_receipt(request: Any, receipt: str, verb: str) -> HttpResponse:
    """Say something as a party, by receipt."""
    party, by = party_of_receipt(receipt)
    return _said(request, party, by, verb, reverse("dispute_receipt", args=[receipt]))


@page("dispute.look", methods="POST")
def say_own(request: Any, party_id: int, verb: str) -> HttpResponse:
    """Say something as a party, by sign-in."""
    party, by = own_party(request, party_id)
    return _said(request, party, by, verb, reverse("dispute_own", args=[party_id]))


def _said(request: Any, party: Party, by: Actor, verb: str, base: str) -> HttpResponse:
    if verb not in forms.PARTY_FORMS:
        raise Http404
    form = forms.PARTY_FORMS[verb](request.POST, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return _show(request, party, by, base, form=(verb, form), status=422)

    def act() -> HttpResponse:
        _ACTS[verb](party, form.cleaned_data, by, request.at)
        return redirect(base)

    try:
        return once(request, act)
    except rules.NotPossible as fault:
        return _show(request, party, by, base, alert=fault.words, status=409)


def _yes(given: dict[str, Any]) -> bool:
    return bool(given["answer"] == "yes")


def _sign(party: Party, given: dict[str, Any], by: Actor, at: Any) -> None:
    agreement = queries.agreement_of(party.dispute)
    if agreement is None:
        raise rules.NotPossible("还没有协议可以签。")
    actions.sign(party, agreement, by=by, at=at)


_ACTS: dict[str, Callable[[Party, dict[str, Any], Actor, Any], Any]] = {
    "consent": lambda party, given, by, at: actions.consent(party, given=_yes(given), by=by, at=at),
    "extend": lambda party, given, by, at: actions.consent(
        party, given=_yes(given), about=rules.TO_EXTEND, by=by, at=at
    ),
    "move": lambda party, given, by, at: actions.answer_move(party, given=_yes(given), by=by, at=at),
    "sign": _sign,
    "object": lambda party, given, by, at: actions.object_to_mediator(
        party, kind=given["kind"], words=given["words"], by=by, at=at
    ),
    "leave": lambda party, given, by, at: actions.leave(party, ending=given["ending"], by=by, at=at),
    "take-back": lambda party, given, by, at: actions.withdraw_consent(party, by=by, at=at),
}


def _possible(party: Party, agreement: Any, move: Any) -> list[str]:
    dispute = party.dispute
    said = queries.said_by(dispute)
    agreed = (party.pk, rules.TO_MEDIATE, None) in said
    found = []
    if dispute.state in (rules.TOLD, rules.ASKING) and not agreed:
        found.append("consent")
    if move and (party.pk, rules.TO_MOVE, move.pk) not in said:
        found.append("move")
    if dispute.state == rules.OPEN:
        signed = agreement and {one.party_id for one in agreement.signatures.all()}
        if agreement and agreement.state == rules.DRAFT and party.pk not in signed:
            found.append("sign")
        if not dispute.extended and (party.pk, rules.TO_EXTEND, None) not in said:
            found.append("extend")
    if dispute.state in (rules.ASKING, rules.OPEN):
        found.append("object")
    if dispute.is_alive:
        found += ["take-back", "leave"] if agreed else ["leave"]
    return found


def _show(
    request: Any,
    party: Party,
    by: Actor,
    base: str,
    *,
    form: tuple[str, Any] | None = None,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    actions.open_as_party(party, by=by, at=request.at)
    dispute = party.dispute
    dispute.refresh_from_db()
    agreement, move = queries.agreement_of(dispute), dispute.moves.filter(ended_at=None).first()
    made: list[Doing] = doings(_possible(party, agreement, move), forms.PARTY_FORMS, TITLES, given=form)
    signed_on = timezone.localdate(agreement.signed_at) if agreement and agreement.signed_at else None
    shown = {
        "party": party,
        "dispute": dispute,
        "place": territory.full_name(dispute.place),
        "mediator": posts.title_of(dispute.tenure.post) if dispute.tenure else "",
        "words": dispute.words if queries.reads_words(party) else "",
        "photos": queries.told_photos(dispute) if queries.reads_words(party) else [],
        "sittings": dispute.sittings.order_by("starts_at"),
        "agreement": agreement,
        "signed": agreement.signatures.exclude(paper=None).select_related("party") if agreement else [],
        "agreed": party.consents.exclude(paper=None).filter(withdrawn_at=None),
        "move": move,
        "confirm_by": rules.last_day_to_confirm(signed_on) if signed_on else None,
        "advice": rules.advice() if dispute.state == rules.ENDED else [],
        "doings": made,
        "base": base,
        "is_receipt": isinstance(by, Bearer),
        "address": request.build_absolute_uri(base),
        "alert": alert,
    }
    return render(request, "mediation/party.html", shown, status=status)
