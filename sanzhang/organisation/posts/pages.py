"""Pages of posts: who holds what, what is vacant and since when, and filling it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.typesetting import typeset_register
from sanzhang.foundation.paper.workbooks import XLSX, Table, write_workbook
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as persons
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms import EndForm, SeatForm
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

STATES = (("", "全部"), ("vacant", "空缺"), ("acting", "代理"), ("held", "有人"))


def _filters(request: Any) -> dict[str, str]:
    area = request.GET.get("area", "")
    place = territory.visible_to(request.user, request.at).filter(pk=area if area.isdigit() else 0).first()
    return {
        "kind": request.GET.get("kind", ""),
        "state": request.GET.get("state", ""),
        "words": request.GET.get("q", "").strip(),
        "area": place.path if place else "",
    }


@page("posts.look")
def posts(request: Any) -> HttpResponse:
    """List the posts of one's area, vacancies with their age and next step."""
    filters = _filters(request)
    shown = Paginator(queries.listed(request.user, request.at, **filters), 40).get_page(
        request.GET.get("page")
    )
    held = queries.running(shown, request.at)
    counts = queries.counts(request.user, request.at, area=filters["area"])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": shown,
        "rows": [(chair, queries.title_of(chair), held.get(chair.pk)) for chair in shown],
        "filters": filters,
        "states": STATES,
        "kinds": [(kind, rules.KINDS[kind]) for kind in rules.LEADERS],
        "figures": [
            (f"{rules.KINDS[kind]}空缺", f"{vacant} / {whole}", f"?kind={kind}&state=vacant")
            for kind, (vacant, whole) in counts.items()
        ],
        "area": Place.objects.filter(path=filters["area"]).first() if filters["area"] else None,
        "query": query.urlencode() + "&" if query else "",
        "may_fill": any(
            seat.kind == rules.COMMUNITY for seat in permission.seats_of(request.user, request.at)
        ),
    }
    return render(request, "posts/list.html", context)


@page("posts.look")
def export(request: Any) -> HttpResponse:
    """Hand out the list as filtered, as a workbook or a printable sheet; names only, phones never."""
    found = list(queries.listed(request.user, request.at, **_filters(request))[:20000])
    held = queries.running(found, request.at)
    seat = next(iter(permission.seats_of(request.user, request.at)), None)
    rows = [_row(chair, held.get(chair.pk)) for chair in found]
    _note_looks(request, list(held.values()), seat)
    heads = ["岗位", "所在", "姓名", "从何时起", "状态"]
    if request.GET.get("as") == "pdf":
        made_on = f"{timezone.localtime(request.at):%Y-%m-%d %H:%M}"
        content, mime = typeset_register("三长岗位登记表", heads, rows, made_on=made_on), "application/pdf"
    else:
        content, mime = write_workbook([Table("岗位", heads, rows)]), XLSX
    answer = HttpResponse(content, content_type=mime)
    tail = "pdf" if mime == "application/pdf" else "xlsx"
    answer["Content-Disposition"] = (
        f"attachment; filename=posts-{timezone.localdate(request.at):%Y%m%d}.{tail}"
    )
    return answer


def _row(post: Post, tenure: Tenure | None) -> list[str]:
    where = territory.full_name(post.place)
    if tenure is None:
        since = f"{timezone.localtime(post.vacant_since):%Y-%m-%d}" if post.vacant_since else ""
        return [rules.KINDS[post.kind], where, "", since, "空缺"]
    since = f"{timezone.localtime(tenure.starts_at):%Y-%m-%d}"
    return [rules.KINDS[post.kind], where, tenure.person.name, since, "代理" if tenure.is_acting else "在岗"]


def _note_looks(request: Any, held: list[Tenure], seat: Any) -> None:
    for tenure in held:
        journal.look(
            request.user,
            about=tenure.person,
            fields="name",
            purpose="下载岗位登记表",
            seat=seat,
            at=request.at,
        )


def _post(request: Any, post_id: int) -> Post:
    found = queries.visible_to(request.user, request.at)
    found = found.select_related("place__parent__estate", "place__estate", "community")
    return get_object_or_404(found, pk=post_id)


@page("posts.look")
def post(request: Any, post_id: int) -> HttpResponse:
    """Show a post: who holds it, who did, and what can be done."""
    shown = _post(request, post_id)
    history = queries.history(shown)
    now = [
        one
        for one in history
        if one.starts_at <= request.at and (one.ends_at is None or one.ends_at > request.at)
    ]
    right = "posts.seat" if shown.kind in rules.LEADERS else "posts.seat_office"
    context = {
        "post": shown,
        "title": queries.title_of(shown),
        "where": territory.full_name(shown.place),
        "tenure": now[0] if now else None,
        "coming": [one for one in history if one.starts_at > request.at],
        "past": [
            one
            for one in history
            if one.ends_at and one.ends_at <= request.at and one.end_reason != "entered_wrong"
        ],
        "may_seat": permission.may(request.user, right, shown, at=request.at),
        "may_look": permission.may(request.user, "people.look", None, at=request.at),
    }
    return render(request, "posts/post.html", context)


@page("posts.seat", methods="GET POST")
def seat(request: Any, post_id: int) -> HttpResponse:
    """Seat somebody: known by name and number, or enrolled now."""
    shown = _post(request, post_id)
    permission.require(request.user, "posts.seat", shown, at=request.at)
    form = SeatForm(request.POST or None, kind=shown.kind, at=request.at)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _seated(request, shown, form.cleaned_data))
    held = queries.running([shown], request.at).get(shown.pk)
    context = {"post": shown, "title": queries.title_of(shown), "form": form, "tenure": held}
    return render(request, "posts/seat.html", context, status=422 if form.is_bound else 200)


def _seated(request: Any, post: Post, given: dict[str, Any]) -> HttpResponse:
    at, by = request.at, request.user
    person = persons.same_person(given["name"], given["phone"]) or people.enrol(
        name=given["name"], phone=given["phone"], by=by, at=at, community_id=post.community_id
    )
    for wish, purpose in (("show_name", "plaque.name"), ("show_phone", "plaque.phone")):
        if given[wish]:
            people.consent(person, purpose=purpose, by=by, at=at)
    held = queries.running([post], given["starts_on"]).get(post.pk)
    if held:
        actions.end_tenure(held, ends_at=given["starts_on"], reason="replaced", by=by, at=at)
    actions.seat(
        post,
        person=person,
        starts_at=given["starts_on"],
        way=given["way"],
        is_acting=given["way"] == "acting",
        reason=given["reason"],
        by=by,
        at=at,
    )
    return redirect("post", post_id=post.pk)


def _tenure(request: Any, tenure_id: int) -> Tenure:
    found = Tenure.objects.filter(post__in=queries.visible_to(request.user, request.at))
    return get_object_or_404(found.select_related("post__place__parent", "person"), pk=tenure_id)


@page("posts.end", methods="GET POST")
def end(request: Any, tenure_id: int) -> HttpResponse:
    """Let somebody leave a post, with the reason."""
    tenure = _tenure(request, tenure_id)
    permission.require(request.user, "posts.end", tenure.post, at=request.at)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            given = form.cleaned_data
            actions.end_tenure(
                tenure,
                ends_at=request.at,
                reason=given["reason"],
                words=given["words"],
                by=request.user,
                at=request.at,
            )
            return redirect("post", post_id=tenure.post_id)

        return once(request, act)
    context = {"tenure": tenure, "title": queries.title_of(tenure.post), "form": form}
    return render(request, "posts/end.html", context, status=422 if form.is_bound else 200)


@page("posts.seat", methods="POST")
def cancel(request: Any, tenure_id: int) -> HttpResponse:
    """Take back a seating that is still to come or was entered wrongly."""
    tenure = _tenure(request, tenure_id)

    def act() -> HttpResponse:
        actions.cancel(tenure, by=request.user, at=request.at)
        return redirect("post", post_id=tenure.post_id)

    return once(request, act)


@page("posts.open", methods="POST")
def open_missing(request: Any, community_id: int) -> HttpResponse:
    """Open the leaders' posts that a community still lacks."""
    communities = territory.visible_to(request.user, request.at).filter(kind="community")
    community = get_object_or_404(communities, pk=community_id)

    def act() -> HttpResponse:
        actions.open_missing(community, by=request.user, at=request.at)
        return redirect(f"/posts/?area={community.pk}&state=vacant")

    return once(request, act)
