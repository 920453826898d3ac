"""Changes of single places: add, rename, move, close, doors."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.forms import AddForm, DoorsForm, MoveForm, NameForm, ProfileForm
from sanzhang.organisation.territory.models import KINDS, Place
from sanzhang.organisation.territory.pages.places import addable, crumbs_to, seen_place

REFUSALS = (actions.NameTaken, actions.NumberTaken)


def _editable(request: Any, place_id: int) -> Place:
    shown = seen_place(request, place_id)
    permission.require(request.user, "territory.edit", shown, at=request.at)
    return shown


def _answer(request: Any, shown: Place, form: Form, act: Callable[[], Place], **context: Any) -> HttpResponse:
    """Do `act` once and go to the place it returns; a name that is taken is told at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: redirect("place", place_id=act().pk))
        except REFUSALS as refused:
            form.add_error("name" if "name" in form.fields else None, refused.words)
    context |= {"place": shown, "form": form, "full_name": queries.full_name(shown)}
    context["crumbs"] = crumbs_to(request, shown, here=context["title"])
    return render(request, "territory/edit.html", context, status=422 if form.is_bound else 200)


@page("territory.edit", methods="GET POST")
def add(request: Any, place_id: int, kind: str) -> HttpResponse:
    """Add a grid, estate, building or unit below a place."""
    shown = _editable(request, place_id)
    if kind not in dict(addable(shown)):
        raise Http404
    form = AddForm(request.POST or None, kind=kind, parent=shown)

    def act() -> Place:
        details = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        name, doors = details.pop("name"), details.pop("doors", 0)
        added = actions.add_place(shown, kind=kind, name=name, by=request.user, at=request.at, **details)
        if doors:
            numbers = [
                f"{floor}{door:02d}" for floor in range(1, added.floors + 1) for door in range(1, doors + 1)
            ]
            actions.set_doors(added, numbers=numbers, by=request.user, at=request.at)
        return shown if kind == "estate" else added

    words = f"编号由系统接着排,用过的不再用。加在{queries.full_name(shown)}下面,从今天起算。"
    return _answer(request, shown, form, act, title=f"新增{KINDS[kind]}", words=words, button="新增")


@page("territory.edit", methods="GET POST")
def rename(request: Any, place_id: int) -> HttpResponse:
    """Give a place another name from today on."""
    shown = _editable(request, place_id)
    form = NameForm(request.POST or None, initial={"name": shown.name})

    def act() -> Place:
        actions.rename(shown, name=form.cleaned_data["name"], by=request.user, at=request.at)
        return shown

    words = "从今天起用新名称,以前的名称在沿革里查得到。公示牌会列入重印清单。"
    return _answer(request, shown, form, act, title="改名称", words=words, button="改名称")


@page("territory.edit", methods="GET POST")
def move(request: Any, place_id: int) -> HttpResponse:
    """Move a building to another grid of its community, from today on."""
    shown = _editable(request, place_id)
    if shown.kind != "building":
        raise Http404
    grids = Place.objects.filter(community=shown.community, kind="grid", closed_on=None)
    form = MoveForm(request.POST or None, grids=grids.exclude(pk=shown.parent_id or 0).order_by("number"))

    def act() -> Place:
        actions.move_building(shown, to=form.cleaned_data["grid"], by=request.user, at=request.at)
        return shown

    words = (
        f"从今天起生效:{shown.households} 户和里面的单元一起移;岗位上的人不变,归新的网格长管。"
        "旧代码仍然查得到,公示牌的网址不变。"
    )
    return _answer(request, shown, form, act, title="移到别的网格", words=words, button="移过去")


@page("territory.note_profile", methods="GET POST")
def profile(request: Any, place_id: int) -> HttpResponse:
    """Write what is known of a building in numbers, for a fair division of grids."""
    shown = seen_place(request, place_id)
    permission.require(request.user, "territory.note_profile", shown, at=request.at)
    if shown.kind != "building":
        raise Http404
    known = queries.profile_of(shown, timezone.localdate(request.at))
    names = ("elderly", "renters", "block", "load")
    said = {name: getattr(known, name) for name in names} if known else {}
    form = ProfileForm(request.POST or None, initial=said, households=shown.households)

    def act() -> Place:
        community = shown.community
        assert community is not None  # noqa: S101 — a building lies in a community
        values = {shown.pk: form.cleaned_data}
        actions.note_profiles(community, values=values, by=request.user, at=request.at)
        return shown

    words = "只写数字,不写人名。从今天起算,以前的数字都留着。划分网格时用来把老年人、出租户和工作量分匀。"
    return _answer(request, shown, form, act, title="写楼栋概况", words=words, button="保存概况")


@page("territory.edit", methods="GET POST")
def doors(request: Any, place_id: int) -> HttpResponse:
    """Write which doors a unit has."""
    shown = _editable(request, place_id)
    if shown.kind != "unit":
        raise Http404
    present = " ".join(door.number for door in queries.doors_below(shown))
    form = DoorsForm(request.POST or None, initial={"numbers": present})

    def act() -> Place:
        actions.set_doors(shown, numbers=form.cleaned_data["numbers"], by=request.user, at=request.at)
        return shown

    words = "写出这个单元全部的门牌号。新写的会加上,没写的会关闭;关闭的门牌以后还可以写回来。"
    return _answer(request, shown, form, act, title="改门牌", words=words, button="保存门牌")


@page("territory.edit", methods="GET POST")
def close(request: Any, place_id: int) -> HttpResponse:
    """Close a place from today on."""
    shown = _editable(request, place_id)

    def act() -> Place:
        actions.close_place(shown, by=request.user, at=request.at)
        parent = shown.parent
        assert parent is not None  # noqa: S101 — only a city has no parent, and nobody's post reaches above one
        return parent

    units = f"、{queries.below(shown, 'unit').count()} 个单元" if shown.kind == "building" else ""
    words = f"从今天起关闭{queries.full_name(shown)}{units}、{shown.households} 户门牌。"
    words += "以前的记录都留着,在沿革里查得到。"
    return _answer(request, shown, Form(request.POST or None), act, title="关闭", words=words, button="关闭")
