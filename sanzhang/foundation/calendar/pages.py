"""The year's calendar: what differs from Monday–Friday; a city sets it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.calendar import actions, forms, queries, rules
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page


@page("calendar.look")
def this_year(request: Any) -> HttpResponse:
    """Go to the year we are in."""
    return redirect("calendar_year", rules.local(request.at).year)


@page("calendar.look")
def year(request: Any, year: int) -> HttpResponse:
    """Show a year's differing days, and the form to whoever may change them."""
    return _show(request, _checked(year), forms.SetDays(year=year))


@page("calendar.set_day", methods="POST")
def set_days(request: Any, year: int) -> HttpResponse:
    """Enter a day or a run of days."""
    form = forms.SetDays(request.POST, year=_checked(year))
    if not form.is_valid():
        return _show(request, year, form, status=422)

    def act() -> HttpResponse:
        note, works = form.cleaned_data["note"], form.works()
        actions.set_days(form.days(), is_working=works, note=note, by=request.user, at=request.at)
        return redirect("calendar_year", year)

    return once(request, act)


@page("calendar.clear_day", methods="POST")
def clear_day(request: Any, year: int) -> HttpResponse:
    """Let a day follow its weekday again."""
    form = forms.ClearDay(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> HttpResponse:
        actions.clear_day(form.cleaned_data["day"], by=request.user, at=request.at)
        return redirect("calendar_year", year)

    return once(request, act)


def _checked(year: int) -> int:
    if year not in forms.YEARS:
        raise Http404
    return year


def _show(request: Any, year: int, form: forms.SetDays, status: int = 200) -> HttpResponse:
    seen = {
        "year": year,
        "form": form,
        "days": queries.days_of(year),
        "warning": queries.warning_of(year),
        "may_set": permission.may(request.user, "calendar.set_day", at=request.at),
        "before": year - 1 if year - 1 in forms.YEARS else None,
        "after": year + 1 if year + 1 in forms.YEARS else None,
    }
    return render(request, "calendar/year.html", seen, status=status)
