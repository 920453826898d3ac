"""Bodies on screen: how far cross-appointment is, one body, whom to invite, and one's own page (§3)."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.models import Body
from sanzhang.organisation.posts.pages.members import WIDE, seen_area
from sanzhang.organisation.posts.rules import bodies as body_rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

ESTATES: list[downloads.Column] = [
    ("小区", lambda line: line.estate.name),
    ("党支部", lambda line: line.body.name if line.body else "没有登记"),
    ("三长", lambda line: line.leaders),
    ("党员", lambda line: line.party_members),
    ("在支部任职", lambda line: line.seated),
    ("等决定", lambda line: line.waiting),
]
FIGURES = {
    "estates": "小区",
    "branches": "有党支部",
    "leaders": "三长",
    "party_members": "党员",
    "seated": "在党组织任职",
    "waiting": "等决定",
}


def _figure(level: Any, *, name: str) -> Any:
    return level.figures[name] if level.counted else "还没有统计"


LEVELS: list[downloads.Column] = [
    ("地方", lambda level: level.place.name),
    *((words, partial(_figure, name=name)) for name, words in FIGURES.items()),
]


@page("posts.bodies_look")
def bodies(request: Any) -> HttpResponse:
    """Show the bodies of a community by estate, or how far the places of a wider area are, in figures only."""
    area = seen_area(request, "posts.bodies_look")
    if area is None or area.kind in WIDE:
        return _wide(request, area)
    community = area.community if area.kind == "grid" and area.community else area
    found = queries.overview_of(community, request.at)
    sees_names = permission.may(request.user, "posts.body_look", community, at=request.at)
    if downloads.is_wanted(request):
        columns = ESTATES if sees_names else ESTATES[:2]
        return downloads.handed_out("小区党支部", columns, found.lines, at=request.at)
    context = {
        "area": community,
        "crumbs": crumbs(request, community),
        "found": found,
        "figures": _figures(found),
        "no_longer": queries.no_longer_leading(community, request.at) if sees_names else [],
        "grids": list(territory.below(community, "grid").order_by("number", "path")) if sees_names else [],
        "to_decide": _to_decide(request, queries.waiting_nominations(community)),
        "sees_names": sees_names,
        "may_edit": permission.may(request.user, "posts.edit_bodies", community, at=request.at),
        "now": request.at,
    }
    return render(request, "posts/bodies.html", context)


def _figures(found: queries.Overview) -> list[tuple[str, str, str, str]]:
    estates = len(found.lines)
    unknown = (
        f"另有 {found.unknown} 位的岗位档案没有登记背景" if found.unknown else f"三长共 {found.leaders} 位"
    )
    return [
        ("有党支部的小区", f"{found.branches}", "", f"共 {estates} 个小区"),
        ("三长中的党员", f"{found.party_members}", "", unknown),
        ("其中在党组织任职", f"{found.seated}", "", _share(found.seated, found.party_members)),
        ("等决定的提名", f"{found.waiting}", "", ""),
    ]


def _share(part: int, whole: int) -> str:
    return f"占 {round(100 * part / whole)}%" if whole else ""


def _to_decide(request: Any, waiting: list[Any]) -> list[tuple[Body, int, bool]]:
    """Return the bodies with how many nominations wait there, and whether one of them waits for this person."""
    counted: dict[int, tuple[Body, int, bool]] = {}
    for one in waiting:
        _, count, is_mine = counted.get(one.body_id, (one.body, 0, False))
        counted[one.body_id] = (one.body, count + 1, is_mine or may_decide(request, one))
    return list(counted.values())


def _wide(request: Any, area: Place | None) -> HttpResponse:
    if area is None:
        paths = permission.areas(request.user, "posts.bodies_look", at=request.at)
        roots = territory.visible_to(request.user, request.at, "posts.bodies_look").filter(path__in=paths)
        places = list(roots.order_by("path"))
    else:
        places = queries.places_below(area)
    widths = sorted({len(place.path) for place in places})
    by_width = [[one for one in places if len(one.path) == width] for width in widths]
    levels = [level for siblings in by_width for level in queries.body_levels(siblings)]
    if downloads.is_wanted(request):
        return downloads.handed_out("党支部和交叉任职", LEVELS, levels, at=request.at)
    whole = queries.total_of(levels)
    context = {
        "area": area,
        "crumbs": crumbs(request, area) if area else [],
        "levels": levels,
        "figures": [
            (
                "有党支部的小区",
                _of(whole["branches"], whole["estates"]),
                "",
                f"共 {whole['estates']:,} 个小区",
            ),
            ("三长中的党员", f"{whole['party_members']:,}", "", f"三长共 {whole['leaders']:,} 位"),
            ("其中在党组织任职", _of(whole["seated"], whole["party_members"]), "", f"{whole['seated']:,} 位"),
            ("等决定的提名", f"{whole['waiting']:,}", "", ""),
        ],
        "now": request.at,
    }
    return render(request, "posts/bodies_wide.html", context)


def _of(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "—"


def crumbs(request: Any, area: Place) -> list[tuple[str, str]]:
    """Return the way down to a place, as far as one may look."""
    above = [one.pk for one in territory.ancestors(area)]
    seen = territory.visible_to(request.user, request.at, "posts.bodies_look").filter(pk__in=above)
    ways = [(one.name, f"/posts/bodies/?area={one.pk}") for one in seen.order_by("path")]
    return [*ways, (area.name, "")] if ways else []


def seen_body(request: Any, body_id: int, action: str = "posts.body_look") -> Body:
    """Return a body of one's area, a closed one too. Raises: Http404 — outside or never there."""
    return get_object_or_404(queries.bodies_visible_to(request.user, request.at, action), pk=body_id)


@page("posts.body_look")
def body(request: Any, body_id: int) -> HttpResponse:
    """Show one body: who sits there, who is put forward, whom to invite, and its past."""
    shown, at = seen_body(request, body_id), request.at
    leaders = queries.leaders_in(shown.community, at)
    leading = {one.person.pk: one for one in leaders}
    invited = queries.invited_to(shown, at, leaders=leaders)
    waiting = queries.waiting_nominations(shown.community, shown)
    candidates = queries.count_candidates(shown, at, leaders=leaders)
    context = {
        "body": shown,
        "crumbs": [*crumbs(request, shown.community)[:-1], *_own_crumbs(shown)],
        "members": [
            (seat, _titles(leading, seat.person_id), _may_cancel(seat, at))
            for seat in queries.members_of_body(shown, at)
        ],
        "no_longer": [
            one for one in queries.no_longer_leading(shown.community, at) if one.seat.body_id == shown.pk
        ],
        "waiting": [(one, _titles(leading, one.person_id)) for one in waiting],
        "may_decide": permission.may(request.user, "posts.decide_nomination", shown, at=at)
        and any(may_decide(request, one) for one in waiting),
        "candidates": candidates,
        "answered": [(one, _may_take_back(request, one)) for one in queries.answered_nominations(shown)],
        "past": [(one, _may_return(one, at)) for one in queries.body_history(shown, at)],
        "invited": invited,
        "copied": copied(shown.name, invited),
        "may_edit": not shown.closed_at and permission.may(request.user, "posts.edit_bodies", shown, at=at),
        "now": at,
    }
    return render(request, "posts/body.html", context)


def _own_crumbs(shown: Body) -> list[tuple[str, str]]:
    return [(shown.community.name, f"/posts/bodies/?area={shown.community_id}"), (shown.name, "")]


def _titles(leading: dict[int, queries.Leader], person_id: int) -> str:
    return "、".join(leading[person_id].titles) if person_id in leading else ""


def _may_cancel(seat: Any, at: datetime) -> bool:
    return seat.entered_at >= at - rules.UNDO and seat.nomination_id is None


def _may_return(seat: Any, at: datetime) -> bool:
    is_new = seat.ended_at is not None and seat.ended_at >= at - rules.UNDO
    return is_new and seat.end_words != body_rules.CHANGED


def may_decide(request: Any, nomination: Any) -> bool:
    """Say whether this person may decide on a nomination: neither who proposed it nor whom it is about."""
    return request.user.pk not in (nomination.proposed_by_id, nomination.person_id)


def _may_take_back(request: Any, nomination: Any) -> bool:
    is_own = nomination.state in rules.DECIDED and nomination.decided_by_id == request.user.pk
    return is_own and nomination.decided_at >= request.at - rules.UNDO


def copied(title: str, invited: list[queries.Invited]) -> str:
    """Return the list as text to paste into a message."""
    return "\n".join([f"{title}开会请:", *(f"{one.person.name}({one.because})" for one in invited)])


@page("posts.body_look")
def grid_invited(request: Any, grid_id: int) -> HttpResponse:
    """Show whom to invite to a meeting of a grid's leaders."""
    grid = seen_grid(request, grid_id)
    invited = queries.invited_to_grid(grid, request.at)
    context = {
        "grid": grid,
        "invited": invited,
        "copied": copied(f"{grid.name}三长会议", invited),
        "crumbs": [
            (grid.community.name if grid.community else "", f"/posts/bodies/?area={grid.community_id}"),
            (grid.name, ""),
        ],
        "now": request.at,
    }
    return render(request, "posts/body_grid.html", context)


def seen_grid(request: Any, grid_id: int) -> Place:
    """Return a grid of one's area. Raises: Http404."""
    seen = territory.visible_to(request.user, request.at, "posts.body_look").filter(kind="grid")
    return get_object_or_404(seen.select_related("community"), pk=grid_id)


@page("posts.my_bodies")
def mine(request: Any) -> HttpResponse:
    """Show a person's own nominations and seats, and to which meetings they lead."""
    own = queries.bodies_of(request.user, request.at)
    context = {"own": own, "meetings": queries.meetings_of(request.user, request.at), "now": request.at}
    return render(request, "posts/bodies_mine.html", context)


def no_grid_or_wide(area: Place | None) -> Place:
    """Return a community. Raises: Http404 — a wider area, or none."""
    if area is None or area.kind in WIDE:
        raise Http404
    return area.community if area.kind == "grid" and area.community else area


def today(request: Any) -> str:
    """Return the day of the request for a file's name."""
    return f"{timezone.localdate(request.at):%Y%m%d}"
