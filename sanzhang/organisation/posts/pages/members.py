"""Grid members on screen: who serves which grid, who is missing, one member, and what to take away (§1.4)."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.paper.typesetting import typeset_register
from sanzhang.foundation.paper.workbooks import XLSX, Table, write_workbook
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions.import_members import members_rows, members_workbook
from sanzhang.organisation.posts.actions.members_table import COLUMNS
from sanzhang.organisation.posts.forms import CallForm
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

WIDE = ("city", "district", "street")
GRID_WIDTH, COMMUNITY_WIDTH = 15, 12
LACKING = (
    ("", "不限"),
    ("any", "有空缺的网格"),
    *((kind, f"缺{rules.KINDS[kind]}的") for kind in rules.EXPECTED),
)


def seen_area(request: Any, action: str = "posts.members_look") -> Place | None:
    """Return the place asked for, or where one's own area begins if that is one place. Raises: Http404."""
    asked = request.GET.get("area", "")
    seen = territory.visible_to(request.user, request.at, action).select_related("community", "parent")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        place = get_object_or_404(seen, pk=int(asked))
        if place.kind in (*WIDE, "community", "grid"):
            return place
        width = COMMUNITY_WIDTH if place.kind == "estate" else GRID_WIDTH
        return get_object_or_404(seen, path=place.path[:width])
    paths = permission.areas(request.user, action, at=request.at)
    roots = list(seen.filter(path__in=paths).order_by("path")[:2])
    return roots[0] if len(roots) == 1 else None


def _filters(request: Any) -> dict[str, str]:
    given = {name: request.GET.get(name, "") for name in ("kind", "topic", "lacking")}
    return {
        "kind": given["kind"] if given["kind"] in rules.KINDS else "",
        "topic": given["topic"] if given["topic"] in queries.topics() else "",
        "lacking": given["lacking"] if given["lacking"] in dict(LACKING) else "",
        "words": request.GET.get("q", "").replace("\x00", "").strip()[:60],
    }


@page("posts.members_look")
def members(request: Any) -> HttpResponse:
    """Show who serves the grids of a community, or how many grids of a wider area lack whom."""
    area = seen_area(request)
    if area is None or area.kind in WIDE:
        return _wide(request, area)
    filters = _filters(request)
    whole = queries.member_lines(area, request.at)
    asked = any(filters.values())
    lines = queries.member_lines(area, request.at, **filters) if asked else whole
    has_others = any(one.kind == rules.OTHER for line in lines for one in line.members)
    context = {
        "area": area,
        "crumbs": _crumbs(request, area),
        "lines": lines,
        "is_list": bool(filters["kind"] or filters["topic"] or filters["words"]) or area.kind == "grid",
        "kinds": rules.KINDS.items(),
        "shown_kinds": [one for one in rules.KINDS.items() if has_others or one[0] != rules.OTHER],
        "has_others": has_others,
        "topics": queries.topics(),
        "lackings": LACKING,
        "filters": filters,
        "is_asked": asked,
        "whole": f"/posts/members/?area={area.pk}",
        "figures": _figures(area, whole),
        "doubtful": queries.to_check(whole),
        "may_edit": permission.may(request.user, "posts.edit_members", area, at=request.at),
        "past": queries.member_history(area, request.at) if area.kind == "grid" else [],
        "now": request.at,
    }
    return render(request, "posts/members.html", context)


def _wide(request: Any, area: Place | None) -> HttpResponse:
    if area is None:
        paths = permission.areas(request.user, "posts.members_look", at=request.at)
        roots = territory.visible_to(request.user, request.at, "posts.members_look").filter(path__in=paths)
        places = list(roots.order_by("path"))
    else:
        places = queries.places_below(area)
    widths = sorted({len(place.path) for place in places})
    levels = [
        level
        for width in widths
        for level in queries.levels_of_members([one for one in places if len(one.path) == width], request.at)
    ]
    if downloads.is_wanted(request):
        columns: list[downloads.Column] = [
            ("地方", lambda one: one.place.name),
            ("网格", lambda one: one.grids),
        ]
        columns += [
            (f"缺{words}", partial(_gap, number=number)) for number, words in enumerate(_expected_words())
        ]
        return downloads.handed_out("网格成员", columns, levels, at=request.at)
    words = _filters(request)["words"]
    path = area.path if area else ""
    found = queries.found_members(request.user, request.at, area=path, words=words) if words else []
    context = {
        "area": area,
        "crumbs": _crumbs(request, area) if area else [],
        "words": words,
        "lines": found,
        "topics": queries.topics(),
        "levels": [
            (one, list(zip(rules.EXPECTED, _expected_words(), one.gaps, strict=True))) for one in levels
        ],
        "heads": _expected_words(),
        "now": request.at,
    }
    return render(request, "posts/members_wide.html", context)


def _gap(level: Any, *, number: int) -> int:
    return int(level.gaps[number])


def _expected_words() -> list[str]:
    return [rules.KINDS[kind] for kind in rules.EXPECTED]


def _crumbs(request: Any, area: Place) -> list[tuple[str, str]]:
    above = {one.pk: one for one in territory.ancestors(area)}
    seen = territory.visible_to(request.user, request.at, "posts.members_look").filter(pk__in=above)
    ways = [(one.name, f"/posts/members/?area={one.pk}") for one in seen.order_by("path")]
    return [*ways, (area.name, "")] if ways else []


def _figures(area: Place, lines: list[queries.GridLine]) -> list[tuple[str, str, str, str]]:
    """Return how many grids have everybody, and for each kind that some lack, how many."""
    if area.kind == "grid" or not lines:
        return []
    url, note = f"/posts/members/?area={area.pk}&lacking=", f"共 {len(lines)} 个网格"
    full = sum(not line.gaps for line in lines)
    told = [("成员齐全的网格", str(full), "", note)]
    for kind in rules.EXPECTED:
        if lacking := sum(kind in line.gaps for line in lines):
            told.append((f"缺{rules.KINDS[kind]}的网格", str(lacking), url + kind, note))
    return told


def seen_member(request: Any, member_id: int, action: str = "posts.members_look") -> GridMember:
    """Return a membership of one's area, a past one too. Raises: Http404 — outside or never there."""
    found = queries.members_visible_to(request.user, request.at, action)
    return get_object_or_404(found.select_related("grid__community", "entered_by"), pk=member_id)


@page("posts.members_look")
def member(request: Any, member_id: int) -> HttpResponse:
    """Show one member: duty, kinds of matter, numbers, all grids."""
    return render(request, "posts/member.html", _context(request, seen_member(request, member_id)))


@page("posts.call_member", methods="POST")
def phone(request: Any, member_id: int) -> HttpResponse:
    """Show a member's own number for a named purpose, noted before a byte leaves (R8)."""
    shown = seen_member(request, member_id, "posts.call_member")
    form, context = CallForm(request.POST), _context(request, shown)
    if shown.person is None or not shown.person.phone or not form.is_valid():
        return render(request, "posts/member.html", context | {"call": form}, status=422)
    purpose = dict(CallForm.PURPOSES)[form.cleaned_data["purpose"]]
    with transaction.atomic():
        journal.look(
            request.user,
            about=shown.person,
            fields="phone",
            purpose=purpose,
            seat=permission.require(request.user, "posts.call_member", shown, at=request.at),
            at=request.at,
            community_id=shown.community_id,
            on=shown,
        )
    return render(request, "posts/member.html", context | {"phone": shown.person.phone, "purpose": purpose})


# Each showing is an entry of its own: an answer kept and shown again would be a look that nobody noted.
phone.read_only_post = True  # type: ignore[attr-defined]


def _context(request: Any, shown: GridMember) -> dict[str, Any]:
    at, day = request.at, timezone.localdate(request.at)
    given = people.consents_of(shown.person) if shown.person else set()
    serving = queries.memberships_of(shown, at)
    words = queries.topics()
    is_over = shown.ends_on is not None and shown.ends_on <= day
    may_call = permission.may(request.user, "posts.call_member", shown, at=at)
    return {
        "member": shown,
        "serving": serving,
        "topics": [words[code] for code in shown.topics if code in words],
        "for_what": shown.duty or rules.FOR_WHAT[shown.kind],
        "duty_phone": shown.duty_phone_shown,
        "shows_name": rules.SHOW_NAME in given,
        "shows_phone": rules.SHOW_PHONE in given,
        "is_over": is_over,
        "is_coming": shown.starts_on > day,
        "call": CallForm() if may_call else None,
        "may_edit": not is_over and permission.may(request.user, "posts.edit_members", shown, at=at),
        "may_look": permission.may(request.user, "people.look", None, at=at),
    }


@page("posts.members_look")
def export(request: Any) -> HttpResponse:
    """Hand out the members of a community or grid as a list to fill in, or to print; own numbers masked (R8)."""
    area = seen_area(request)
    if area is None or area.kind in WIDE:
        raise Http404
    found = [one for line in queries.member_lines(area, request.at) for one in line.members]
    _note_names(request, found)
    day = timezone.localdate(request.at)
    if request.GET.get("as") == "pdf":
        made_on = f"{timezone.localtime(request.at):%Y-%m-%d %H:%M}"
        heads = [column.label for column in COLUMNS][:8]
        rows = [
            [one.grid.name, *row[1:6], one.duty or rules.FOR_WHAT[one.kind], row[7]]
            for one, row in zip(found, members_rows(found), strict=True)
        ]
        content = typeset_register(f"{area.name}网格成员名单", heads, rows, made_on=made_on)
        mime, tail = "application/pdf", "pdf"
    elif area.kind == "community":
        content, mime, tail = members_workbook(area, found), XLSX, "xlsx"
    else:
        heads = [column.label for column in COLUMNS]
        content, mime, tail = write_workbook([Table("网格成员", heads, members_rows(found))]), XLSX, "xlsx"
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f"attachment; filename=members-{area.code}-{day:%Y%m%d}.{tail}"
    return answer


def _note_names(request: Any, members: list[GridMember]) -> None:
    seat = next(iter(permission.seats_of(request.user, request.at)), None)
    persons = {one.person_id: one.person for one in members if one.person}
    with transaction.atomic():
        journal.look_all(
            request.user,
            about=persons.values(),
            fields="name",
            purpose="下载网格成员名单",
            seat=seat,
            at=request.at,
        )
