"""Members of departments' grids on screen: where each goes, what is doubtful, what was decided (§1.3)."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.text import mask_phone
from sanzhang.organisation.division import actions
from sanzhang.organisation.division.merge_forms import ANOTHER, NO_PHONE, DecisionForm
from sanzhang.organisation.division.models import MemberDecision, Merge
from sanzhang.organisation.division.pages.merging import merge_crumbs
from sanzhang.organisation.division.pages.seen import LOOKS, REFUSALS
from sanzhang.organisation.division.queries import merge_members as queries
from sanzhang.organisation.division.queries import merging


def _seen(request: Any, merge_id: int) -> Merge:
    return get_object_or_404(merging.merges_visible_to(request.user, request.at), pk=merge_id)


def _crumbs(merge: Merge, *more: tuple[str, str]) -> list[tuple[str, str]]:
    title = f"{merge.draft.title}:网格员去向"
    return merge_crumbs(merge.community, (title, f"/division/merge/{merge.pk}/members/"), *more)


@page("division.merge_decide")
@gzip_page
def members(request: Any, merge_id: int) -> HttpResponse:
    """Show where each member of the departments' grids goes: to decide, decided, by itself."""
    merge = _seen(request, merge_id)
    lines = queries.member_lines(merge) if queries.can_be_decided(merge) else []
    context = {
        "place": merge.community,
        "merge": merge,
        "draft": merge.draft,
        "look": LOOKS[merge.draft.state],
        "crumbs": _crumbs(merge),
        "option": queries.option_of(merge),
        "open": [line for line in lines if line.is_open],
        "decided": [line for line in lines if line.decision],
        "clear": [line for line in lines if not line.is_open and not line.decision],
        "can_be_decided": queries.can_be_decided(merge),
    }
    return render(request, "division/merge_members.html", context)


def _line(merge: Merge, member_id: int) -> queries.MemberLine:
    found = (line for line in queries.member_lines(merge) if line.member.pk == member_id)
    line = next(found, None)
    if line is None:
        raise Http404
    return line


@page("division.merge_decide", methods="GET POST")
def decide(request: Any, merge_id: int, member_id: int) -> HttpResponse:
    """Decide where one member goes, and with which phone."""
    merge = _seen(request, merge_id)
    line = _line(merge, member_id)
    form = _form(request, line)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _decided(request, merge, line, form.cleaned_data))
        except REFUSALS as refused:
            form.add_error(None, refused.words)
    return _shown(request, merge, line, form, status=422 if form.is_bound else 200)


def _shown(
    request: Any, merge: Merge, line: queries.MemberLine, form: DecisionForm, *, status: int, **more: Any
) -> HttpResponse:
    context = {
        "place": merge.community,
        "merge": merge,
        "line": line,
        "form": form,
        "can_be_decided": queries.can_be_decided(merge),
        "crumbs": _crumbs(merge, (line.member.name, "")),
    }
    return render(request, "division/merge_decide.html", context | more, status=status)


def _form(request: Any, line: queries.MemberLine, *, sent: bool = True) -> DecisionForm:
    """Return the form; numbers of phones are shown masked, and named by their place in the file's list."""
    phones = list(line.proposal.phones)
    shown = [(str(index), mask_phone(phone)) for index, phone in enumerate(phones)]
    grids = [(grid.number, f"{grid.name}(原网格有 {homes} 户在这里)") for grid, homes in line.parts]
    grids += [(grid.number, grid.name) for grid in line.others]
    chosen = ANOTHER if line.phone else NO_PHONE
    if line.phone in phones:
        chosen = str(phones.index(line.phone))
    initial = {
        "way": "carry" if line.is_carried or not line.decision else "leave",
        "grids": [grid.number for grid in line.grids],
        "phone": "" if len(phones) > 1 and not line.decision else chosen,
        "number": line.phone if chosen == ANOTHER else "",
    }
    return DecisionForm(request.POST or None if sent else None, grids=grids, phones=shown, initial=initial)


def _decided(request: Any, merge: Merge, line: queries.MemberLine, given: dict[str, Any]) -> HttpResponse:
    chosen = given["phone"]
    phone = line.proposal.phones[int(chosen)] if chosen.isdigit() else ""
    actions.decide_member(
        merge,
        line.member,
        is_carried=given["way"] == "carry",
        grids=given["grids"],
        phone=given["number"] if chosen == ANOTHER else phone,
        by=request.user,
        at=request.at,
    )
    return redirect("merge_members", merge_id=merge.pk)


@page("division.merge_decide", methods="POST")
def undo(request: Any, merge_id: int, decision_id: int) -> HttpResponse:
    """Take a decision back."""
    merge = _seen(request, merge_id)
    decision = get_object_or_404(MemberDecision, pk=decision_id, merge=merge)
    return once(request, lambda: _undone(request, merge, decision))


def _undone(request: Any, merge: Merge, decision: MemberDecision) -> HttpResponse:
    actions.undo_decision(decision, by=request.user, at=request.at)
    return redirect("merge_members", merge_id=merge.pk)


@page("division.merge_decide", methods="POST")
def call(request: Any, merge_id: int, member_id: int) -> HttpResponse:
    """Show the phones that are written beside a member's name; that they were looked at is noted first (R8)."""
    merge = _seen(request, merge_id)
    line = _line(merge, member_id)
    with transaction.atomic():
        journal.look(
            request.user,
            about=None,
            fields="phone",
            purpose="核对部门网格员的电话",
            seat=permission.require(request.user, "division.merge_decide", merge, at=request.at),
            community_id=merge.community_id,
            on=line.member,
            at=request.at,
        )
    return _shown(
        request, merge, line, _form(request, line, sent=False), status=200, phones=line.proposal.phones
    )


call.read_only_post = True  # type: ignore[attr-defined]  # nothing is kept but that somebody looked
