"""Drafts: the list of a community with the form that starts one, and a draft with its options side by side."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django_htmx.http import HttpResponseClientRefresh

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.jobs import queries as jobs
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import actions, queries, rules
from sanzhang.organisation.division.forms import StartForm
from sanzhang.organisation.division.models import Draft, Merge
from sanzhang.organisation.division.pages.seen import LOOKS, REFUSALS, crumbs, may, seen_community, seen_draft
from sanzhang.organisation.division.queries import faces, merge_members, screens
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

DRAFTS_A_PAGE = 20
COMMUNITIES_A_PAGE = 50
COMMUNITY_COLUMNS: list[downloads.Column] = [
    ("社区", lambda row: row[0].name),
    ("户数", lambda row: row[0].households),
    ("最近一稿", lambda row: row[1].title if row[1] else ""),
    ("状态", lambda row: row[1].get_state_display() if row[1] else "还没有起草过"),
    ("起草", lambda row: row[1].made_at if row[1] else ""),
]
DRAFT_COLUMNS: list[downloads.Column] = [
    ("方案稿", lambda draft: draft.title),
    ("状态", lambda draft: draft.get_state_display()),
    ("起草", lambda draft: draft.made_at),
    ("选定", lambda draft: draft.chosen.name if draft.chosen else ""),
    ("生效", lambda draft: draft.takes_effect_on),
]


@page("division.look")
def communities(request: Any) -> HttpResponse:
    """Show the communities of one's area with their newest draft, and what waits for approval."""
    found = screens.communities_with_drafts(request.user, request.at)
    if downloads.is_wanted(request):
        return downloads.handed_out("网格划分", COMMUNITY_COLUMNS, found, at=request.at)
    waiting = list(queries.waiting_for(request.user, request.at))
    if len(found) == 1 and not waiting:
        return redirect("division_drafts", community_id=found[0][0].pk)
    shown = Paginator(found, COMMUNITIES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "division/communities.html", {"page": shown, "waiting": waiting, "looks": LOOKS, "query": ""}
    )


@page("division.look", methods="GET POST")
def community(request: Any, community_id: int) -> HttpResponse:
    """Show the drafts of a community, what its data lack, and the form that starts a draft."""
    shown = seen_community(request, community_id)
    if request.method == "GET" and downloads.is_wanted(request):
        drafts = queries.visible_to(request.user, request.at).filter(community=shown).order_by("-number")
        return downloads.handed_out("方案稿", DRAFT_COLUMNS, drafts, at=request.at)
    grids = [(one.pk, f"{one.name}({one.households} 户)") for one in territory.below(shown, "grid")]
    form = StartForm(request.POST or None, grids=grids)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: redirect("division_draft", _started(request, shown, form).pk))
        except REFUSALS as refused:
            form.add_error(None, refused.words)
    context = {
        "place": shown,
        "crumbs": crumbs(shown),
        "form": form,
        "looks": LOOKS,
        "query": "",
        "page": _drafts(request, shown),
        **_ground(request, shown),
    }
    return render(request, "division/community.html", context, status=422 if form.is_bound else 200)


def _started(request: Any, community: Place, form: StartForm) -> Draft:
    given = form.cleaned_data
    return actions.start_draft(
        community,
        by=request.user,
        at=request.at,
        weights=form.weights,
        fewest=given["fewest"],
        most=given["most"],
        wished_grids=given["wished_grids"],
        whole_estates=given["whole_estates"],
        kept_grids=given.get("kept_grids", ()),
    )


def _drafts(request: Any, community: Place) -> Any:
    drafts = queries.visible_to(request.user, request.at).filter(community=community).order_by("-number")
    return Paginator(drafts, DRAFTS_A_PAGE).get_page(request.GET.get("page"))


def _ground(request: Any, community: Place) -> dict[str, Any]:
    """Return what is known of the buildings, and why no draft can start, if so."""
    today = timezone.localdate(request.at)
    missing = ""
    try:
        queries.community_on(community, today)
    except queries.NothingToDivide as fault:
        missing = fault.words
    return {
        "known": screens.known_of(community, today),
        "missing": missing,
        "may_draft": may(request, "division.draft", community),
        "may_merge": may(request, "division.merge_look", community),
    }


@page("division.draft", methods="POST")
def again(request: Any, draft_id: int) -> HttpResponse:
    """Begin a draft with the wishes of an older one, on the buildings of today."""
    older = seen_draft(request, draft_id)

    def act() -> HttpResponse:
        merge = Merge.objects.filter(draft=older).select_related("community", "draft").first()
        if merge:
            fresh = actions.merge_again(merge, by=request.user, at=request.at)
        else:
            fresh = actions.start_again(older, by=request.user, at=request.at)
        return redirect("division_draft", fresh.pk)

    return once(request, act)


@page("division.look")
@gzip_page
def draft(request: Any, draft_id: int) -> HttpResponse:
    """Show how far the worker is; then the options side by side, or why there is none."""
    shown = seen_draft(request, draft_id)
    if request.htmx and shown.state != rules.DRAFTING:
        return HttpResponseClientRefresh()
    job = queries.job_of(shown)
    context = {
        "draft": shown,
        "place": shown.community,
        "crumbs": crumbs(shown.community, (shown.title, "")),
        "look": LOOKS[shown.state],
        "job": job if job and (shown.state == rules.DRAFTING) else None,
        "warning": jobs.warning(request.at) if shown.state == rules.DRAFTING else "",
        "weights": screens.weights_words(shown),
        "may_draft": may(request, "division.draft", shown),
        "may_decide": shown.state == rules.SIGNED and may(request, "division.approve", shown),
        "members": merge_members.count_of(shown),
    }
    if shown.state != rules.DRAFTING:
        context |= _options(shown)
    return render(request, "division/draft.html", context)


def _options(draft: Draft) -> dict[str, Any]:
    try:
        before, columns = screens.columns_of(draft)
    except queries.NothingToDivide as fault:
        return {"trouble": fault.words}
    changed = "" if draft.state in rules.ENDED else queries.changed_since(draft)
    return {
        "columns": [(one, faces.drawing_of(one.face), screens.proof_words(one.option)) for one in columns],
        "lines": screens.lines_of(before, columns),
        "reasons": screens.reasons_of(columns),
        "changed": changed,
    }
