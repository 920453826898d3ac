"""Grid members entered, changed, checked and ended on screen; lists taken in (§1.4)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.fields import Handed
from sanzhang.foundation.paper.tables import Sheet, read_tables
from sanzhang.foundation.paper.workbooks import mark_faults
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.actions.import_members import MembersTable, plan_members, read_members
from sanzhang.organisation.posts.forms import ChangeMemberForm, EndMemberForm, MemberForm, MembersFileForm
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.pages.members import seen_area, seen_member
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


def _grids(community_id: int | None) -> list[Place]:
    found = Place.objects.filter(community_id=community_id, kind="grid", closed_on=None)
    return list(found.order_by("number", "path"))


@page("posts.edit_members", methods="GET POST")
def add(request: Any) -> HttpResponse:
    """Enter a person or body for one grid or many in one step."""
    area = seen_area(request, "posts.edit_members")
    if area is None or area.kind not in ("community", "grid"):
        raise Http404
    kind = request.GET.get("kind", "")
    first = {
        "grids": [area.pk] if area.kind == "grid" else [],
        "kind": kind if kind in rules.KINDS else rules.POLICE,
    }
    form = MemberForm(request.POST or None, initial=first, grids=_grids(area.community_id), at=request.at)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _added(request, form))
    context = {"form": form, "area": area, "title": "登记网格成员", "button": "登记"}
    return render(request, "posts/member_form.html", context, status=422 if form.is_bound else 200)


def _added(request: Any, form: MemberForm) -> HttpResponse:
    given = form.cleaned_data
    made = actions.add_to_grids(
        form.chosen,
        service=form.service,
        name=given["name"],
        phone=given["phone"],
        starts_on=given["starts_on"],
        shown=form.shown,
        by=request.user,
        at=request.at,
    )
    return redirect("grid_member", member_id=made[0].pk)


def _editable(request: Any, member_id: int) -> tuple[GridMember, list[GridMember]]:
    member = seen_member(request, member_id, "posts.edit_members")
    serving = queries.memberships_of(member, request.at)
    if member.pk not in {one.pk for one in serving}:  # one that begins on a day to come, or is over
        serving = [member]
    return member, serving


@page("posts.edit_members", methods="GET POST")
def change(request: Any, member_id: int) -> HttpResponse:
    """Change duty, numbers, kinds of matter and grids of a member, for all its grids at once."""
    member, serving = _editable(request, member_id)
    form = ChangeMemberForm(
        request.POST or None, member=member, serving=serving, grids=_grids(member.community_id)
    )
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            made = actions.settle_members(
                member, grids=form.chosen, service=form.service, by=request.user, at=request.at
            )
            return redirect("grid_member", member_id=made[0].pk)

        return once(request, act)
    context = {"form": form, "member": member, "area": member.grid, "title": "改登记", "button": "改好了"}
    return render(request, "posts/member_form.html", context, status=422 if form.is_bound else 200)


@page("posts.edit_members", methods="GET POST")
def end(request: Any, member_id: int) -> HttpResponse:
    """Let a member serve no longer, in some grids or all."""
    member, serving = _editable(request, member_id)
    first = {"members": [one.pk for one in serving]}
    form = EndMemberForm(request.POST or None, initial=first, serving=serving, at=request.at)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            given = form.cleaned_data
            actions.end_members(
                form.chosen, on=given["on"], reason=given["reason"], by=request.user, at=request.at
            )
            return redirect("grid_member", member_id=member.pk)

        return once(request, act)
    context = {"form": form, "member": member}
    return render(request, "posts/member_end.html", context, status=422 if form.is_bound else 200)


@page("posts.edit_members", methods="POST")
def confirm(request: Any, member_id: int) -> HttpResponse:
    """Note that a doubtful member was looked at and is right."""
    member = seen_member(request, member_id, "posts.edit_members")

    def act() -> HttpResponse:
        actions.confirm_members([member], by=request.user, at=request.at)
        return redirect(f"{reverse('grid_members')}?area={member.community_id}")

    return once(request, act)


def _communities(request: Any) -> Any:
    mine = territory.visible_to(request.user, request.at, "posts.import_members")
    return mine.filter(kind="community").order_by("path")


@page("posts.import_members", methods="GET POST")
def upload(request: Any) -> HttpResponse:
    """Take a list and go to its dry run; nothing is changed yet."""
    communities = _communities(request)
    form = MembersFileForm(request.POST or None, request.FILES or None, communities=communities)
    if request.method == "POST" and form.is_valid():
        return once(
            request, lambda: _kept(request, form.cleaned_data["community"], form.cleaned_data["file"])
        )
    context = {"form": form, "communities": communities}
    return render(request, "posts/members_import.html", context, status=422 if form.is_bound else 200)


def _kept(request: Any, community: Place, table: Handed) -> HttpResponse:
    stored = files.keep_bytes(
        table.content,
        **table.as_file,
        community_id=community.pk,
        by=request.user,
        at=request.at,
    )
    return redirect("members_dry_run", file_id=stored.pk)


def _opened(request: Any, file_id: int) -> tuple[Place, StoredFile, list[Sheet]]:
    stored = get_object_or_404(StoredFile, pk=file_id, kind="table")
    community = get_object_or_404(_communities(request), pk=stored.community_id)
    return community, stored, read_tables(stored_files.read(stored), stored.shown_name)


@page("posts.import_members", methods="GET POST")
def dry_run(request: Any, file_id: int) -> HttpResponse:
    """Show what the list would change, or what is wrong with it; confirm."""
    community, stored, sheets = _opened(request, file_id)
    table = read_members(sheets, community, at=request.at)
    if request.method == "POST" and not table.faults:
        return once(request, lambda: _applied(request, community, table))
    context = {
        "community": community,
        "stored": stored,
        "table": table,
        "faults": table.faults[:100],
        "plan": None if table.faults else plan_members(community, table, at=request.at),
    }
    return render(request, "posts/members_dry_run.html", context, status=422 if table.faults else 200)


def _applied(request: Any, community: Place, table: MembersTable) -> HttpResponse:
    expected = request.POST.get("digest", "-")
    actions.import_members(community, table, by=request.user, at=request.at, expected=expected)
    return redirect(f"{reverse('grid_members')}?area={community.pk}")


@page("posts.import_members")
def faults(request: Any, file_id: int) -> HttpResponse:
    """Hand out the list with its faults marked where they stand."""
    community, _, sheets = _opened(request, file_id)
    table = read_members(sheets, community, at=request.at)
    return workbook(mark_faults(sheets, table.faults), "members-faults.xlsx")
