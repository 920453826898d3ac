"""Pages of the year of posts: a month to look at and print, a workbook, and calendars for phones."""

from collections import Counter
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from sanzhang.foundation.calendar.rules import FIRST_YEAR, LAST_YEAR, local_date
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.icalendar import ICS, Day, write_calendar
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place
from sanzhang.web import year as years

SALT, KEY_YEARS = "year.follow", 2
AHEAD = 12  # months in a calendar
HEADS = ("日期", "事项", "内容", "情况")


def _area(request: Any) -> Place | None:
    """Return the place asked for, else one's own. Raises: Http404 — outside one's area."""
    asked = request.GET.get("area", "")
    if not asked:
        return years.own_area(request.user, request.at)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    return get_object_or_404(years.areas_seen(request.user, request.at).select_related("estate"), pk=number)


def _month(request: Any) -> date:
    """Return the first of the month asked for; of this month if it is none."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        asked = local_date(request.at).replace(day=1)
    return asked if FIRST_YEAR <= asked.year <= LAST_YEAR else local_date(request.at).replace(day=1)


def _day(request: Any, month: date) -> date | None:
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return asked if asked.replace(day=1) == month else None


def _kind(request: Any) -> str:
    return str(request.GET.get("kind", "")).replace("\x00", "")[:20]


def _shown(request: Any, area: Place) -> years.Year:
    month = _month(request)
    return years.year_of(
        request.user, area, month=month, at=request.at, kind=_kind(request), day=_day(request, month)
    )


@page("year.look")
def year(request: Any) -> HttpResponse:
    """Show a month of one's area, the late first; with all months of the year to choose from."""
    area = _area(request)
    if area is None:
        raise Http404
    shown = _shown(request, area)
    return render(request, "year.html", _context(request, shown))


def _context(request: Any, shown: years.Year) -> dict[str, Any]:
    month, query = shown.month, f"area={shown.area.pk}&"
    kind = f"kind={shown.kind}&" if shown.kind else ""
    return {
        "year": shown,
        "page": years.page_of(shown, request.GET.get("page")),
        "weeks": years.weeks_of(shown),
        "months": [(date(month.year, number, 1), shown.months.get(number, 0)) for number in range(1, 13)],
        "before": years.last_month(month),
        "after": years.next_month(month),
        "query": query,
        "kind_query": kind,
        "whole": f"{query}{kind}month={month:%Y-%m}&" + (f"day={shown.day}&" if shown.day else ""),
        "below": years.below(shown),
        "crumbs": _crumbs(request, shown.area),
        "is_by_day": shown.area.kind in years.HUGE,
        "total": sum(count for _, _, count in shown.kinds),
        "kind_words": years.words_of(shown.kind),
        "key": _key_of(request.user),
        "address": request.build_absolute_uri(f"/year/follow/{_key_of(request.user)}.ics"),
    }


def _crumbs(request: Any, area: Place) -> list[tuple[str, str]]:
    seen = years.areas_seen(request.user, request.at)
    above = seen.filter(pk__in=[one.pk for one in territory.ancestors(area)]).order_by("path")
    ways = [(one.name, f"/year/?area={one.pk}") for one in above]
    return [*ways, (area.name, "")] if ways else []


@page("year.look")
def export(request: Any) -> HttpResponse:
    """Hand out what is shown as a workbook: as filtered, the late too."""
    area = _area(request)
    if area is None:
        raise Http404
    shown = _shown(request, area)
    tables = [Table("岗位日历", HEADS, [_row(one) for one in shown.lines], widths=(14, 14, 60, 12))]
    if shown.late:
        tables.append(Table("已过期未办", HEADS, [_row(one) for one in shown.late], widths=(14, 14, 60, 12)))
    return workbook(write_workbook(tables), f"year-{shown.month:%Y%m}.xlsx")


def _row(one: Coming) -> list[str]:
    return [f"{one.on:%Y-%m-%d}", years.words_of(one.kind), one.words, "已过期" if one.is_late else ""]


@page("year.look")
def calendar(request: Any) -> HttpResponse:
    """Hand out the month shown as a calendar file, a line a thing."""
    area = _area(request)
    if area is None:
        raise Http404
    shown = _shown(request, area)
    days = [_as_day(request, one) for one in shown.lines]
    return _file(f"岗位日历:{area.name}", days, request.at, f"year-{shown.month:%Y%m}.ics")


def _as_day(request: Any, one: Coming) -> Day:
    url = request.build_absolute_uri(one.url)
    return Day(
        uid=f"{sha256(f'{one.on}|{one.kind}|{one.url}|{one.words}'.encode()).hexdigest()[:32]}@sanzhang",
        on=one.on,
        words=one.words,
        url=url,
    )


@page("year.follow")
def follow(request: Any, key: str) -> HttpResponse:
    """Tell a phone's calendar what comes up: kinds and numbers a day, no names, for whoever holds the address.

    It counts by the posts held at this instant, and dies with the person's key (a new number or password).
    """
    person = _person_of(key)
    area = years.own_area(person, request.at) if person.has_live_powers(request.at) else None
    if area is None:
        return _file("岗位日历", [], request.at, "year.ics")
    counted = _counted(person, area, request.at)
    here = request.build_absolute_uri("/year/")
    days = [
        Day(
            uid=f"{on:%Y%m%d}-{sha256(f'{kind}|{area.pk}'.encode()).hexdigest()[:16]}@sanzhang",
            on=on,
            words=f"{years.words_of(kind)} {count} 件",
            url=f"{here}?area={area.pk}&month={on:%Y-%m}&day={on}",
        )
        for (on, kind), count in sorted(counted.items())
    ]
    return _file(f"岗位日历:{area.name}", days, request.at, "year.ics")


def _counted(person: Person, area: Place, at: datetime) -> Counter[tuple[date, str]]:
    month = local_date(at).replace(day=1)
    counted = Counter[tuple[date, str]]()
    for _ in range(AHEAD):
        counted += years.counts_of(person, area, month=month, at=at)
        month = years.next_month(month)
    return counted


def _key_of(person: Person) -> str:
    return signing.dumps([person.pk, _lock(person)], salt=SALT, compress=True)


def _lock(person: Person) -> str:
    return sha256(person.get_session_auth_hash().encode()).hexdigest()[:16]


def _person_of(key: str) -> Person:
    try:
        number, lock = signing.loads(key, salt=SALT, max_age=timedelta(days=366 * KEY_YEARS))
    except signing.BadSignature as fault:
        raise Http404 from fault
    person = Person.objects.filter(pk=number, disabled_at=None).first()
    if person is None or _lock(person) != lock:
        raise Http404
    return person


def _file(name: str, days: list[Day], at: datetime, filename: str) -> HttpResponse:
    answer = HttpResponse(write_calendar(name, days, made_at=at), content_type=ICS)
    answer["Content-Disposition"] = f"attachment; filename={filename}"
    return answer
