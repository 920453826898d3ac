"""Alarms for those with a seat: what rings, who got it by name and time, standing down, drills."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import key_of, once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.feedback import actions, forms, queries, spool
from sanzhang.mechanisms.feedback.models import Alarm
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

MOST = 40


COLUMNS: list[downloads.Column] = [
    ("哪里", lambda alarm: territory.full_name(alarm.place)),
    ("什么", lambda alarm: alarm.get_kind_display()),
    ("演练", lambda alarm: alarm.is_drill),
    ("报告", lambda alarm: alarm.raised_at),
    ("状态", lambda alarm: alarm.get_state_display()),
]


@page("alarm.look")
def alarms(request: Any) -> HttpResponse:
    """List the alarms of one's area, what rings first; the units for which one may raise one; the drill."""
    if downloads.is_wanted(request):
        every = queries.alarms_visible_to(request.user, request.at).filter(same_as=None).order_by("-id")
        return downloads.handed_out("紧急报告", COLUMNS, every, at=request.at)
    found = list(
        queries.alarms_visible_to(request.user, request.at).filter(same_as=None).order_by("-id")[:MOST]
    )
    shown = {
        "running": [(one, territory.full_name(one.place)) for one in found if one.runs],
        "ended": [(one, territory.full_name(one.place)) for one in found if not one.runs],
        "false_alarms": queries.false_alarms(request.user, request.at),
        "units": _units(request, "alarm.look"),
        "drills": _units(request, "alarm.drill"),
        "drill_due": queries.drill_due(request.user, request.at),
        "on_disk": spool.count(),
    }
    return render(request, "feedback/alarms.html", shown)


@page("alarm.look")
def shown_alarm(request: Any, alarm_id: int) -> HttpResponse:
    """Show one alarm: where, what, the chain by name and time."""
    return _show(request, _seen(request, alarm_id))


@page("alarm.look")
def chain(request: Any, alarm_id: int) -> HttpResponse:
    """Return only the chain, for the page to renew itself."""
    found = _seen(request, alarm_id)
    lines = queries.chain(found, names=True)
    return render(request, "feedback/parts/chain.html", {"alarm": found, "chain": lines})


@page("alarm.acknowledge", methods="POST")
def acknowledge(request: Any, alarm_id: int) -> HttpResponse:
    """Say that one got it."""
    found = _seen(request, alarm_id)
    called = queries.my_call(found, request.user)
    if called is None:
        raise Http404

    def act() -> HttpResponse:
        actions.acknowledge(called, by=request.user, at=request.at)
        return redirect("alarm_shown", found.pk)

    return once(request, act)


@page("alarm.stand_down", methods="POST")
def stand_down(request: Any, alarm_id: int) -> HttpResponse:
    """End it as dealt with or as a false one."""
    found = _seen(request, alarm_id)
    form = forms.EndForm(request.POST)
    if not form.is_valid():
        return _show(request, found, end_form=form, status=422)

    def act() -> HttpResponse:
        actions.stand_down(found, **form.cleaned_data, by=request.user, at=request.at)
        return redirect("alarm_shown", found.pk)

    try:
        return once(request, act)
    except NotPossible as fault:
        return _show(request, _seen(request, alarm_id), alert=fault.words, status=409)


@page("alarm.drill", methods="POST")
def drill(request: Any) -> HttpResponse:
    """Try the chain of a unit."""
    given = request.POST.get("unit", "")
    places = [unit for unit, _ in _units(request, "alarm.drill") if str(unit.pk) == given]
    if not places:
        raise Http404

    def act() -> HttpResponse:
        key = spool.key_of(places[0].token, key_of(request))
        tried = actions.drill(places[0], kind=rules.OTHER, key=key, by=request.user, at=request.at)
        return redirect("alarm_shown", tried.pk)

    return once(request, act)


def _units(request: Any, action: str) -> list[tuple[Place, str]]:
    areas = [area for area in permission.areas(request.user, action, at=request.at) if len(area) >= 12]
    found = (
        Place.objects.filter(area_filter(areas), kind="unit", closed_on=None)
        if areas
        else Place.objects.none()
    )
    ones = found.select_related("parent__estate").order_by("path")[:400]
    return [(one, territory.full_name(one)) for one in ones]


def _seen(request: Any, alarm_id: int) -> Alarm:
    found = queries.alarms_visible_to(request.user, request.at).filter(pk=alarm_id).first()
    if found is None:
        raise Http404
    return found


def _show(
    request: Any, found: Alarm, status: int = 200, alert: str = "", end_form: Any = None
) -> HttpResponse:
    called = queries.my_call(found, request.user)
    may_end = permission.may(request.user, "alarm.stand_down", found, at=request.at)
    shown = {
        "alarm": found,
        "title": territory.full_name(found.place),
        "chain": queries.chain(found, names=True),
        "waits_for_me": called is not None and called.acknowledged_at is None and found.runs,
        "end_form": (end_form or forms.EndForm()) if may_end and found.runs else None,
        "echoes": list(found.echoes.order_by("id")[:20]),
        "alert": alert,
    }
    return render(request, "feedback/alarm_shown.html", shown, status=status)
