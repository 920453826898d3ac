"""The agreement in Word and PDF, the invitation, and the day for a phone's calendar (§6.2)."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.models import Agreement, Dispute, Party, SealedPaper
from sanzhang.duties.mediation.pages.party import own_party, party_of_receipt
from sanzhang.duties.mediation.word import word
from sanzhang.foundation.paper.icalendar import ICS, Day, write_calendar
from sanzhang.foundation.paper.typesetting import typeset
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.pages import page

BLANK_DAY = "    年  月  日"
FOLDER = Path(__file__).parent.parent / "papers"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page("dispute.look")
def for_mediator(request: Any, dispute_id: int, paper: str) -> HttpResponse:
    """Hand a paper to the mediator."""
    one = get_object_or_404(queries.opened_by(request.user, request.at), pk=dispute_id)
    actions.open_as_mediator(one, by=request.user, at=request.at)
    return _handed(one, paper, request.at)


@page("dispute.look")
def for_own(request: Any, party_id: int, paper: str) -> HttpResponse:
    """Hand a paper to a party, by sign-in."""
    party, by = own_party(request, party_id)
    actions.open_as_party(party, by=by, at=request.at)
    return _handed(party.dispute, paper, request.at)


@page("dispute.open")
def for_receipt(request: Any, receipt: str, paper: str) -> HttpResponse:
    """Hand a paper to a party, by receipt."""
    party, by = party_of_receipt(receipt)
    actions.open_as_party(party, by=by, at=request.at)
    return _handed(party.dispute, paper, request.at)


@page("dispute.look")
def photo_for_mediator(request: Any, paper_id: int) -> HttpResponse:
    """Show the photo of a signature to the mediator; noted."""
    visible = queries.opened_by(request.user, request.at)
    paper = get_object_or_404(SealedPaper.objects.filter(dispute__in=visible), pk=paper_id)
    return _photo(actions.open_paper(paper, by=request.user, at=request.at))


@page("dispute.look")
def photo_for_own(request: Any, party_id: int, paper_id: int) -> HttpResponse:
    """Show the photo of a signature to a party, by sign-in; noted."""
    party, by = own_party(request, party_id)
    return _photo_for(party, paper_id, by, request.at)


@page("dispute.open")
def photo_for_receipt(request: Any, receipt: str, paper_id: int) -> HttpResponse:
    """Show the photo of a signature to a party, by receipt; noted."""
    party, by = party_of_receipt(receipt)
    return _photo_for(party, paper_id, by, request.at)


def _photo_for(party: Party, paper_id: int, by: Actor, at: Any) -> HttpResponse:
    paper = get_object_or_404(queries.papers_of(party), pk=paper_id)
    return _photo(actions.open_signed(party, paper, by=by, at=at))


def _photo(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _handed(one: Dispute, paper: str, at: Any) -> HttpResponse:
    if paper in ("agreement.docx", "agreement.pdf"):
        agreement = queries.agreement_of(one)
        if agreement is None:
            raise Http404
        told = agreement_told(one, agreement)
        if paper.endswith("docx"):
            return _file(word(told), DOCX, "调解协议书.docx")
        return _file(typeset(FOLDER / "agreement.typ", told), "application/pdf", "调解协议书.pdf")
    sitting = one.sittings.filter(state=rules.PLANNED).order_by("starts_at").first()
    if sitting is None:
        raise Http404
    when = timezone.localtime(sitting.starts_at)
    if paper == "sitting.ics":
        day = Day(
            f"sitting-{sitting.pk}@{settings.PUBLIC_URL.split('://', 1)[-1]}",
            when.date(),
            f"{when:%H:%M} 调解会",
        )
        return _file(write_calendar("调解会", [day], made_at=at), ICS, "sitting.ics")
    told = {
        "issuer": one.community.name,
        "names": "、".join(party.name for party in queries.parties_of(one)),
        "when": f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}",
        "spot": sitting.spot,
        "phone": one.community.duty_phone,
        "day": spoken(timezone.localdate(at)),
    }
    return _file(typeset(FOLDER / "invitation.typ", told), "application/pdf", "调解通知.pdf")


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def spoken(day: Any) -> str:
    """Return 2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def agreement_told(one: Dispute, agreement: Agreement) -> dict[str, Any]:
    """Return what stands in an agreement, in the customary order."""
    parties = queries.parties_of(one)
    year, number = agreement.year, agreement.number
    who = "双方" if len(parties) == 2 else "各方当事人"
    return {
        "issuer": f"{one.community.name}人民调解委员会",
        "number": rules.filing_number(one.community.name, year, number)
        if year and number
        else "(草稿,签完编号)",
        "parties": [[party.get_side_display(), _party_words(party)] for party in parties],
        "facts": agreement.facts,
        "agreed": f"经调解,{who}自愿达成如下协议:",
        "clauses": [line for line in agreement.clauses.splitlines() if line.strip()],
        "manner": agreement.manner,
        "obligations": [
            f"{done.party.name}在{spoken(done.due_on)}以前:{done.words}"
            for done in agreement.obligations.all()
        ],
        "signers": _signers(agreement, parties),
        "blank": BLANK_DAY,
        "mediator": agreement.mediator.name,
        "day": spoken(timezone.localdate(agreement.signed_at)) if agreement.signed_at else BLANK_DAY,
        "copies": f"本协议一式 {len(parties) + 1} 份,{who}各执一份,人民调解委员会留存一份。",
        "note": f"{who}认为有必要的,可以自协议生效之日起三十日内共同向人民法院申请司法确认。",
    }


def _party_words(party: Party) -> str:
    by = f",代理人:{party.representative}" if party.representative else ""
    return f"{party.name}{by}"


def _signers(agreement: Agreement, parties: list[Party]) -> list[list[Any]]:
    """Return side by side who signs: name, and how and when where that was not with a pen."""
    signed = {one.party_id: one for one in agreement.signatures.exclude(way=rules.PAPER)}
    lines: dict[str, list[list[str]]] = {}
    for party in parties:
        line, one = [_party_words(party), "", BLANK_DAY], signed.get(party.pk)
        if one:
            line[1:] = [f"{one.get_way_display()}签字", spoken(timezone.localdate(one.at))]
        lines.setdefault(party.get_side_display(), []).append(line)
    return [[side, rows] for side, rows in lines.items()]
