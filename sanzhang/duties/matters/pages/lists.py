"""Lists of matters for whoever has a seat: on screen, printed, as a workbook; the matter itself; the clocks."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, forms, queries, rules
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.pages.cookies import remember_receipt
from sanzhang.duties.matters.pages.offline import asks_twice, made_at
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as file_actions
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.rules import UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.permission.table import TABLE
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

PAGE, PRINTED = 30, 300


@page("matter.list")
def matters(request: Any) -> HttpResponse:
    """List what one may see, newest first; older ones by the last id, so that no page is slow."""
    seats = permission.seats_of(request.user, request.at)
    form = forms.ListForm(request.GET, areas=queries.areas_below(seats))
    wishes = form.wishes()
    most = PRINTED if "print" in request.GET else PAGE
    found = queries.newest(request.user, request.at, wishes, most + 1)
    kept = {name: value for name, value in request.GET.items() if name not in ("before", "print") and value}
    kinds = {seat.kind for seat in seats}
    shown = {
        "form": form,
        "lines": found[:most],
        "older": urlencode(kept | {"before": found[most - 1].pk}) if len(found) > most else "",
        "newest": urlencode(kept) if "before" in wishes else "",
        "is_narrowed": bool(set(wishes) - {"before"}),
        "tabs": [(label, _with(kept, state), kept.get("state", "") == state) for state, label in TABS],
        "query": urlencode(kept),
        "may_export": bool(kinds & set(TABLE["matter.export"].seats)),
        "may_import": "community_worker" in kinds,
        "may_ask": bool(kinds & set(TABLE["enquiry.list"].seats)),
        "may_report": bool(kinds & set(TABLE["matter.report_for"].seats)),
        "is_print": "print" in request.GET,
    }
    return render(request, "matters/list.html", shown)


TABS = (
    ("", "全部"),
    ("open", "没办完的"),
    ("late", "超期的"),
    (rules.ANSWERED, "等居民确认"),
    (rules.CLOSED, "办结的"),
)
COLUMNS: list[downloads.Column] = [
    ("编号", lambda matter: matter.reference),
    ("地点", lambda matter: territory.full_name(matter.place)),
    ("位置", lambda matter: matter.spot),
    ("什么事", lambda matter: matter.words),
    ("类别", lambda matter: rules.TOPICS[matter.topic]),
    ("急不急", lambda matter: rules.KINDS[matter.kind]),
    ("状态", lambda matter: rules.STATES[matter.state]),
    ("在谁手里", lambda matter: rules.RUNGS[matter.rung]),
    ("反映时间", lambda matter: matter.reported_at),
    ("应办时间", lambda matter: matter.due_at),
    ("结果", lambda matter: rules.ENDINGS.get(matter.ending, "")),
    ("评价", lambda matter: matter.rating),
]


def _with(kept: dict[str, str], state: str) -> str:
    return urlencode({name: value for name, value in (kept | {"state": state}).items() if value})


@page("matter.export")
def export(request: Any) -> HttpResponse:
    """Hand out the filtered list as a workbook; no names, no phones."""
    areas = queries.areas_below(permission.seats_of(request.user, request.at))
    wishes = forms.ListForm(request.GET, areas=areas).wishes()
    scope = queries.exportable(request.user, request.at)
    found = queries.listed(request.user, request.at, wishes, within=scope)
    return downloads.handed_out("事项", COLUMNS, found, at=request.at, widths=(12, 24, 16, 60))


@page("matter.list")
def matter(request: Any, matter_id: int) -> HttpResponse:
    """Show a matter: the resident's words, three facts, the track, and what one can do."""
    return show_matter(request, visible(request, matter_id))


def visible(request: Any, matter_id: int) -> Matter:
    """Return the matter if one may see it; else it is not there."""
    found = queries.visible_to(request.user, request.at)
    related = found.select_related(
        "place__parent__estate", "place__estate", "community", "entered_by", "filed_as", "joined_to"
    )
    shown: Matter = get_object_or_404(related, pk=matter_id)
    return shown


def show_matter(request: Any, matter: Matter, *, status: int = 200, alert: str = "") -> HttpResponse:
    """Render the page of a matter."""
    at, by = request.at, request.user
    mine = queries.waiting_for(by, at).filter(pk=matter.pk).exists()
    held = queries.manned(matter, at) if mine else {}
    above = rules.rung_above(_rung_of(matter, held), held) if mine else None
    story = queries.story(matter, with_names=True)
    shown = {
        "matter": matter,
        "place": territory.full_name(matter.place),
        "holder": queries.holder_words(matter),
        "story": story,
        "is_mine": mine,
        "above": rules.RUNGS.get(above or "", ""),
        "has_contact": bool(matter.contact_name or matter.contact_phone),
        "photo_base": reverse("matters") + "photo/",
        "calls": posts.whom_to_call(matter.place, at, topic=matter.topic) if mine and matter.is_open else [],
        "proposals": queries.proposals_on(matter, by, at),
        "joined": queries.joined_to(matter),
        "ways": queries.ways_of(matter, by, at),
        "work": queries.shown_work(matter, by, at, steps={told.step for told in story}),
        "alert": alert,
    }
    return render(request, "matters/matter.html", shown, status=status)


def _rung_of(matter: Matter, held: dict[str, str]) -> str:
    """Return the rung that has it now: what waits at a vacant post is the next one's."""
    return matter.rung if matter.rung in held else rules.rung_above(matter.rung, held) or matter.rung


@page("matter.list")
def photo(request: Any, photo_id: int, size: str) -> HttpResponse:
    """Show a photo of a matter that one may see."""
    found = queries.visible_photo(request.user, photo_id, request.at)
    if found is None:
        raise Http404
    return files.file_response(found.stored, size)


@asks_twice
@page("matter.report_for", methods="GET POST")
def new(request: Any) -> HttpResponse:
    """Type a matter for somebody, or one found on the round; both names are kept."""
    places = queries.places_for(request.user, request.at)
    kind = queries.open_kind(request.POST.get("filed_as", ""), request.at)
    form = forms.NewForm(
        request.POST or None,
        places=places,
        kinds=queries.kinds_by_group(request.at),
        kind=kind,
        was_offline=made_at(request) is not None,
        initial={"place": request.GET.get("place")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            photos = taken_photos(request)
        except UnreadablePhoto as fault:
            form.add_error(None, fault.words)
        else:
            return remember_receipt(request, once(request, lambda: _reported(request, form.given(), photos)))
    status = 422 if request.method == "POST" else 200
    return render(request, "matters/new.html", {"form": form, "most": rules.PHOTOS_MAX}, status=status)


def _reported(request: Any, given: dict[str, Any], photos: list[Any]) -> HttpResponse:
    place: Place = given.pop("place")
    by, at = request.user, request.at
    kept = [file_actions.keep_photo(photo, community_id=place.community_id, by=by, at=at) for photo in photos]
    found_by_self = given["origin"] == "leader"
    made = actions.report_matter(
        place=place, photos=kept, reporter=by if found_by_self else None, by=by, at=at, **given
    )
    if queries.visible_to(by, at).filter(pk=made.pk).exists():
        return redirect("matter", made.pk)
    return redirect(reverse("receipt", args=[made.receipt]) + "?new=1")


@page("matter.edit_clocks", methods="GET POST")
def clocks(request: Any) -> HttpResponse:
    """Show all clocks; a city sets one at a time."""
    form = None
    if request.method == "POST":
        kind, rung = request.POST.get("kind", ""), request.POST.get("rung", "")
        if kind not in ("", *rules.KINDS) or rung not in ("", *rules.LADDER) or not (kind or rung):
            raise Http404
        form = forms.ClockForm(request.POST, units=rules.UNITS)
        if form.is_valid():
            return once(request, lambda: _clock_set(request, kind, rung, form.cleaned_data))
    at = (request.POST.get("kind", ""), request.POST.get("rung", "")) if form else None
    shown = {"tables": _clock_tables(), "units": rules.UNITS, "wrong": form, "wrong_at": at}
    return render(request, "matters/clocks.html", shown, status=422 if form else 200)


def _clock_set(request: Any, kind: str, rung: str, given: dict[str, Any]) -> HttpResponse:
    actions.set_clock(kind=kind, rung=rung, by=request.user, at=request.at, **given)
    return redirect(f"{reverse('clocks')}#{kind or 'all'}-{rung or 'outward'}")


def _clock_tables() -> list[dict[str, Any]]:
    """Return a table for the outward promise and one for the rungs of each kind; None: as every kind."""
    known = queries.clocks()
    outward = [(kind, "", label, known.get((kind, ""))) for kind, label in rules.KINDS.items()]
    tables = [{"title": "对居民的承诺:多久给答复", "rows": outward}]
    for kind, label in (("", "各级最多放多久(一般)"), *rules.KINDS.items()):
        title = label if not kind else f"各级最多放多久:{label}"
        rungs = [(kind, rung, name, known.get((kind, rung))) for rung, name in rules.RUNGS.items()]
        tables.append({"title": title, "rows": rungs})
    return tables
