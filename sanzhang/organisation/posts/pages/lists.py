"""Posts in lists: the tree with its gaps, filters, what to take away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.paper.typesetting import typeset_register
from sanzhang.foundation.paper.workbooks import XLSX, Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.pages.names import name_for, note_names
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

STATES = (("", "全部"), ("vacant", "空缺"), ("acting", "代理"), ("held", "有人"))
WIDE = ("city", "district", "street")  # levels shown by counts; below, by name
WITH_NAMES = 2500  # as many persons as one may read in a day (R22)
HEADS = ("岗位", "所在", "姓名", "从何时起", "状态")


def _area(request: Any) -> Place | None:
    """Return the place asked for, or where one's own area begins if that is one place."""
    asked = request.GET.get("area", "")
    seen = territory.visible_to(request.user, request.at, "posts.look")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        return seen.filter(pk=int(asked)).select_related("parent", "estate").first()
    paths = permission.areas(request.user, "posts.look", at=request.at)
    roots = list(seen.filter(path__in=paths).order_by("path")[:2])
    return roots[0] if len(roots) == 1 else None


def _filters(request: Any) -> dict[str, str]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "kind": kind if kind in rules.KINDS else "",
        "state": state if state in dict(STATES) else "",
        "words": request.GET.get("q", "").replace("\x00", "").strip()[:60],
    }


@page("posts.look")
def posts(request: Any) -> HttpResponse:
    """Show one's area as a tree with its gaps; with a filter, as a list, the oldest vacancies first."""
    area, filters = _area(request), _filters(request)
    path = area.path if area else ""
    context = {
        "area": area,
        "crumbs": _crumbs(request, area),
        "filters": filters,
        "states": STATES,
        "kinds": [(kind, words) for kind, words in rules.KINDS.items() if kind in _kinds(area)],
        "oldest": queries.oldest_vacancy(request.user, request.at, area=path),
        "names": queries.names_seen_by(request.user, request.at),
        "may_fill": permission.may(request.user, "posts.seat", area, at=request.at),
        "may_see_members": permission.may(request.user, "posts.members_look", area, at=request.at),
        "is_leader": any(
            seat.kind in rules.LEADERS for seat in permission.seats_of(request.user, request.at)
        ),
        "may_see_leavings": permission.may(request.user, "posts.list_leavings", area, at=request.at),
        "may_see_bodies": permission.may(request.user, "posts.bodies_look", area, at=request.at),
        "query": _query(request, area, filters),
        "now": request.at,
    }
    if any(filters.values()) or area is None or request.GET.get("as") == "list":
        counts = queries.counts(request.user, request.at, area=path)
        found = queries.listed(request.user, request.at, area=path, **filters)
        shown = queries.page_of(found, request.at, after=request.GET.get("after", ""))
        empty = [line.post for line in shown.lines if line.tenure is None]
        context |= {"shown": shown, "steps": queries.next_steps(empty, request.user, request.at)}
        context |= {"is_first": "after" not in request.GET, "figures": _figures(area, counts)}
        return render(request, "posts/list.html", context)
    gaps = (queries.levels_below if area.kind in WIDE else queries.tree_of)(area, request.at)
    context |= {"gaps": gaps, "figures": _figures(area, queries.shares_of(gaps))}  # counted once
    context |= {"is_wide": area.kind in WIDE, "offices": _offices(request, area)}
    context |= _filled(request, area, gaps)
    return render(request, "posts/tree.html", context)


def _filled(request: Any, area: Place, gaps: list[queries.Gap]) -> dict[str, Any]:
    """Return what comes next: for wide levels counts a line, below a step for each vacancy."""
    if area.kind in WIDE:
        fillings = queries.fillings_below([gap.place for gap in gaps], request.at)
        vacant, going = (
            sum(one.vacant for one in fillings.values()),
            sum(one.under_way for one in fillings.values()),
        )
        return {"fillings": fillings, "vacant": vacant, "under_way": going}
    steps = queries.next_steps(queries.vacant_in(gaps), request.user, request.at)
    vacant, going = queries.filling_of(gaps, steps)
    return {"steps": steps, "vacant": vacant, "under_way": going}


def _kinds(area: Place | None) -> tuple[str, ...]:
    return rules.LEADERS if area and area.kind not in (*WIDE, "community") else tuple(rules.KINDS)


def _offices(request: Any, area: Place) -> list[queries.Line]:
    """Return the posts of the offices that lie at exactly this place."""
    found = queries.visible_to(request.user, request.at).filter(place=area, kind__in=rules.OFFICES)
    found = found.select_related("place__parent__estate", "place__estate").order_by("kind", "number")
    return queries.lines_of(list(found), request.at)


def _figures(area: Place | None, counts: queries.Shares) -> list[tuple[str, str, str, str]]:
    where = f"area={area.pk}&" if area else ""
    return [
        (
            f"{rules.KINDS[kind]}空缺",
            f"{vacant:,}",
            f"/posts/?{where}kind={kind}&state=vacant",
            f"共 {whole:,} 个岗位",
        )
        for kind, (vacant, whole) in counts.items()
        if whole
    ]


def _crumbs(request: Any, area: Place | None) -> list[tuple[str, str]]:
    if area is None:
        return []
    above = {
        place.pk
        for place in territory.visible_to(request.user, request.at, "posts.look").filter(
            pk__in=[one.pk for one in territory.ancestors(area)]
        )
    }
    ways = [(one.name, f"/posts/?area={one.pk}") for one in territory.ancestors(area) if one.pk in above]
    return [*ways, (area.name, "")] if ways else []


def _query(request: Any, area: Place | None, filters: dict[str, str]) -> str:
    query = request.GET.copy()
    query.clear()
    if area:
        query["area"] = str(area.pk)
    for name, value in filters.items():
        if value:
            query["q" if name == "words" else name] = value
    return f"{query.urlencode()}&" if query else ""


@page("posts.look")
def export(request: Any) -> HttpResponse:
    """Hand out the list as filtered, as a workbook or a printable sheet; phones never, names where they are few."""
    area = _area(request)
    chosen = queries.listed(request.user, request.at, area=area.path if area else "", **_filters(request))
    found = list(chosen[:200_000])
    names = queries.names_seen_by(request.user, request.at) and len(found) <= WITH_NAMES
    if names:
        note_names(request, found, "下载岗位登记表")
    rows = [_row(line, is_seen=names) for line in queries.lines_of(found, request.at)]
    if request.GET.get("as") == "pdf":
        made_on = f"{timezone.localtime(request.at):%Y-%m-%d %H:%M}"
        content = typeset_register("三长岗位登记表", list(HEADS), rows, made_on=made_on)
        mime, tail = "application/pdf", "pdf"
    else:
        content, mime, tail = write_workbook([Table("岗位", HEADS, rows)]), XLSX, "xlsx"
    answer = HttpResponse(content, content_type=mime)
    day = timezone.localdate(request.at)
    answer["Content-Disposition"] = f"attachment; filename=posts-{day:%Y%m%d}.{tail}"
    return answer


def _row(line: queries.Line, *, is_seen: bool) -> list[str]:
    label = line.post.title or rules.KINDS[line.post.kind]
    if line.tenure is None:
        since = f"{timezone.localtime(line.vacant_since):%Y-%m-%d}" if line.vacant_since else ""
        return [label, line.where, "", since, f"空缺 {line.age}"]
    since = f"{timezone.localtime(line.tenure.starts_at):%Y-%m-%d}"
    state = "代理" if line.tenure.is_acting else "在岗"
    return [label, line.where, name_for(line.tenure.person, is_seen=is_seen), since, state]
