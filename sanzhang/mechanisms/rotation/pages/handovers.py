"""Hand-over notes: the list, the note to read aloud and print, words and signature, questions, receipt."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.paper.typesetting import typeset
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.permission.table import TABLE
from sanzhang.foundation.records.text import mask_name
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.forms.handovers import HandoverForm, SayForm
from sanzhang.mechanisms.rotation.models import Handover, HandoverQuestion
from sanzhang.mechanisms.rotation.queries import handover_notes, handovers
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory import queries as territory

SIZE = 40
SHEET = Path(__file__).parent.parent / "papers" / "handover.typ"
STATES = (
    ("", "全部"),
    ("late", "过了时间的"),
    ("to_sign", "等上一任签字"),
    ("to_receive", "等下一任确认"),
    ("received", "交接完成"),
)
COLUMNS: list[downloads.Column] = [
    ("岗位", lambda row: f"{row['where']}{row['note'].ending.post.get_kind_display()}"),
    ("上一任", lambda row: mask_name(row["giver"].name)),
    ("下一任", lambda row: mask_name(row["taker"].name) if row["taker"] else ""),
    ("交接时间", lambda row: row["note"].ends_at),
    ("状态", lambda row: row["state"]),
]
LOOKS = {"to_sign": "waiting", "to_receive": "waiting", "nobody": "waiting", "received": "done"}


@page("handover.list")
def notes(request: Any) -> HttpResponse:
    """Show one's own notes, and for who sits above those below, with filters."""
    by, at = request.user, request.at
    state = request.GET.get("state", "")
    wishes = {
        "state": state if state in dict(STATES) else "",
        "words": request.GET.get("q", "")[:40],
        "area": _area(request),
    }
    seats = permission.seats_of(by, at)
    is_above = any(seat.kind in TABLE["handover.look"].seats for seat in seats)
    found = handovers.listed(by, at, **wishes)
    if is_above and downloads.is_wanted(request):
        rows = (_row(note, by, at) for note in handovers.with_next(found[: downloads.MOST]))
        return downloads.handed_out("交接单", COLUMNS, rows, at=at)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "mine": [_row(note, by, at) for note in handovers.mine(by, at)],
        "to_draft": [(tenure, posts.title_of(tenure.post)) for tenure in handovers.to_draft(by, at)],
        "is_above": is_above,
        "page": shown,
        "lines": [_row(note, by, at) for note in handovers.with_next(shown)] if is_above else [],
        "states": STATES,
        "wishes": wishes,
        "query": query.urlencode(),
    }
    return render(request, "rotation/handovers.html", context)


def _area(request: Any) -> str:
    area = request.GET.get("area", "")
    return area if area.isalnum() and area.isascii() and len(area) <= 26 else ""


def _row(note: Handover, by: Any, at: Any) -> dict[str, Any]:
    state, late = handovers.state_of(note, at)
    follows = note.next_tenure
    return {
        "note": note,
        "title": posts.title_of(note.ending.post),
        "where": territory.full_name(note.ending.post.place),
        "giver": note.ending.person,
        "taker": follows.person if follows else None,
        "state": rules.HANDOVER_STATES[state] + ("(过了时间)" if late else ""),
        "look": "late" if late else LOOKS[state],
        "role": handovers.role_of(note, by, at),
    }


@page("handover.draft", methods="POST")
def draft(request: Any, tenure_id: int) -> HttpResponse:
    """Draft a note on demand, for one's own tenure, the one before, or one below."""
    tenure = get_object_or_404(Tenure.objects.select_related("post__place"), pk=tenure_id)
    permission_missing = not permission.may(request.user, "handover.draft", tenure, at=request.at)
    if permission_missing:
        raise Http404

    def act() -> HttpResponse:
        note = actions.draft(tenure, by=request.user, at=request.at)
        return redirect("handover", note_id=note.pk)

    return once(request, act)


@page("handover.list")
def note(request: Any, note_id: int) -> HttpResponse:
    """Show a note to one who may read it, in big type, with what he can do."""
    return _show(request, _seen(request, note_id))


def _seen(request: Any, note_id: int) -> Handover:
    found = handovers.note_of(request.user, note_id, request.at)
    if found is None:
        raise Http404
    return found


def _show(request: Any, one: Handover, *, status: int = 200, **more: Any) -> HttpResponse:
    by, at = request.user, request.at
    row = _row(one, by, at)
    is_open = one.received_at is None
    context = row | {
        "sections": handover_notes.told(one, by, at),
        "questions": handovers.questions_of(one),
        "may_write": row["role"] == handovers.GIVER and is_open and not one.signed_at,
        "may_answer": row["role"] == handovers.GIVER and is_open,
        "may_receive": row["role"] == handovers.TAKER and is_open,
        "has_ended": one.ends_at <= at,
        "ask_form": _ask_form(),
        **more,
    }
    return render(request, "rotation/handover.html", context, status=status)


def _ask_form(*given: Any) -> SayForm:
    return SayForm(*given, label="要问上一任什么", required="请写要问什么。", hint="不写居民的名字和电话。")


@page("handover.give", methods="GET POST")
def words(request: Any, note_id: int) -> HttpResponse:
    """Let the old one add words, keep them, or sign."""
    one = _seen(request, note_id)
    if (
        handovers.role_of(one, request.user, request.at) != handovers.GIVER
        or one.signed_at
        or one.received_at
    ):
        raise Http404
    form = HandoverForm(
        request.POST or None,
        matters=handover_notes.to_write_about(one, request.at),
        initial=handover_notes.words_of(one),
    )
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            sign = request.POST.get("do") == "sign"
            actions.write(one, words=form.cleaned_data, sign=sign, by=request.user, at=request.at)
            return redirect("handover", note_id=one.pk)

        return once(request, act)
    context = _row(one, request.user, request.at) | {"form": form}
    return render(request, "rotation/handover_words.html", context, status=422 if form.is_bound else 200)


@page("handover.take", methods="POST")
def receive(request: Any, note_id: int) -> HttpResponse:
    """Confirm that one has read it."""
    one = _seen(request, note_id)

    def act() -> HttpResponse:
        actions.receive(one, by=request.user, at=request.at)
        return redirect("handover", note_id=one.pk)

    return once(request, act)


@page("handover.take", methods="POST")
def ask(request: Any, note_id: int) -> HttpResponse:
    """Ask the old one something."""
    one, form = _seen(request, note_id), _ask_form(request.POST)
    if not form.is_valid():
        return _show(request, one, status=422, ask_form=form)

    def act() -> HttpResponse:
        actions.ask(one, words=form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("handover", note_id=one.pk)

    return once(request, act)


@page("handover.give", methods="GET POST")
def answer(request: Any, question_id: int) -> HttpResponse:
    """Let the old one answer."""
    question = get_object_or_404(HandoverQuestion, pk=question_id)
    one = _seen(request, question.handover_id)
    if one.giver_id != request.user.pk or question.answered_at or one.received_at:
        raise Http404
    form = SayForm(
        request.POST or None, label="怎么回答", required="请写怎么回答。", hint="不写居民的名字和电话。"
    )
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            said = form.cleaned_data["words"]
            actions.answer(question, words=said, by=request.user, at=request.at)
            return redirect("handover", note_id=one.pk)

        return once(request, act)
    context = _row(one, request.user, request.at) | {"form": form, "question": question}
    return render(request, "rotation/handover_answer.html", context, status=422 if form.is_bound else 200)


@page("handover.list")
def paper(request: Any, note_id: int) -> HttpResponse:
    """Hand out the note on A4, with place for both signatures."""
    one = _seen(request, note_id)
    _note_look(request, one)
    answered = HttpResponse(typeset(SHEET, _sheet(request, one)), content_type="application/pdf")
    answered["Content-Disposition"] = f"inline; filename=handover-{one.pk}.pdf"
    return answered


def _note_look(request: Any, one: Handover) -> None:
    """Note that names and words of the two leave as a file, where somebody else prints it (R8)."""
    if handovers.role_of(one, request.user, request.at) != handovers.ABOVE:
        return
    with transaction.atomic():
        seat = permission.require(request.user, "handover.look", one, at=request.at)
        journal.look(
            request.user,
            about=one.ending.person,
            fields="name handover_words",
            purpose="打印交接单",
            seat=seat,
            at=request.at,
            community_id=one.community_id,
            on=one,
        )


def _sheet(request: Any, one: Handover) -> dict[str, Any]:
    at, follows = request.at, one.next_tenure
    community = one.ending.post.community
    return {
        "issuer": community.name if community else "",
        "title": posts.title_of(one.ending.post),
        "giver": one.ending.person.name,
        "taker": follows.person.name if follows else "(还没有人接任)",
        "day": handover_notes.spoken_day(one.ends_at.isoformat()),
        "sections": [
            {
                "heading": section.heading,
                "lines": [[line.words, line.said, line.added] for line in section.lines],
                "empty": section.empty,
            }
            for section in handover_notes.told(one, request.user, at)
        ],
        "signed": handover_notes.spoken_day(one.signed_at.isoformat()) if one.signed_at else "",
        "received": handover_notes.spoken_day(one.received_at.isoformat()) if one.received_at else "",
        "printed_on": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
    }
