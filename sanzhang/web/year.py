"""The year of posts: what ends, comes up and waits, by day; for an area by month, for a leader the own one."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from sanzhang.duties.supervision import queries as supervision
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.rotation import queries as rotation
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.selection import queries as selection
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

Source = Callable[..., list[Coming]]
SOURCES: tuple[Source, ...] = (  # beside sittings
    posts.filings_coming,
    posts.leaving_coming,
    selection.coming,
    rotation.coming,
    rotation.handovers_coming,
    supervision.coming,
)
TWICE = ("leave_ends",)  # sittings tell the same day: somebody's acting ends, somebody returns
HUGE = ("city", "district")  # shown day by day: a city has thousands a month
WIDE = (*HUGE, "street")  # shown month by month
A_PAGE, A_DAY, LATE, LATE_DAYS = 100, 300, 20, 365
OF_SITTINGS = ("term", "acting", "leaving", "seating")
KINDS = {
    "selection": "选任",
    "备案": "备案",
    "resignation": "辞任等处理",
    "removal": "免任等决定",
    "hearing": "听取意见",
    "leave": "请假等处理",
    "leave_begins": "请假开始",
    "term": "任期届满",
    "acting": "代理到期",
    "leaving": "离岗",
    "seating": "上岗返岗",
    "交接": "交接",
    "supervision": "物业合同和业委会届满",
}


@dataclass
class Year:
    """What is shown: a month (or a day of it) of an area, counted by day and kind, the late before all else."""

    area: Place
    month: date
    today: date
    kind: str = ""
    day: date | None = None
    counts: Counter[tuple[date, str]] = field(default_factory=Counter)
    months: dict[int, int] = field(default_factory=dict)
    late: list[Coming] = field(default_factory=list)
    has_more_late: bool = False
    lines: list[Coming] = field(default_factory=list)
    is_cut: bool = False

    @property
    def is_this_month(self) -> bool:
        """Say whether today lies in the month shown."""
        return self.today.replace(day=1) == self.month

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Return (kind, words, how many) of the month, known kinds in their order."""
        found = Counter[str]()
        for (_, kind), count in self.counts.items():
            found[kind] += count
        order = [*(kind for kind in KINDS if found[kind]), *sorted(set(found) - set(KINDS))]
        return [(kind, words_of(kind), found[kind]) for kind in order]


def words_of(kind: str) -> str:
    """Return what a kind is called on screen."""
    return KINDS.get(kind, kind)


def next_month(month: date) -> date:
    """Return the first day of the month after; of December, in the next year."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_month(month: date) -> date:
    """Return the first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def areas_seen(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the places whose year `by` may look at."""
    return territory.visible_to(by, at, "year.look")


def own_area(by: Actor, at: datetime) -> Place | None:
    """Return where one's own area begins: the widest, the first of several."""
    paths = permission.areas(by, "year.look", at=at)
    return areas_seen(by, at).filter(path__in=paths).select_related("estate").order_by("path").first()


def year_of(
    by: Actor, area: Place, *, month: date, at: datetime, kind: str = "", day: date | None = None
) -> Year:
    """Return a month of an area, of a city or district the lines of one day; no query a line."""
    shown = Year(area, month, local_date(at), kind, day)
    since, until = (month, next_month(month)) if area.kind in WIDE else _whole_year(month)
    told = _told(by, area, since=since, until=until, at=at)
    if area.kind in HUGE:
        shown.counts = posts.coming_counted(by, area.path, since=since, until=until, at=at)
        shown.day = day = day or _first_day(shown, told)
        told += posts.coming(
            by, area.path, since=day, until=day + timedelta(days=1), at=at, kind=_of_posts(kind), limit=A_DAY
        )
        shown.is_cut = any(count > A_DAY for (on, _), count in shown.counts.items() if on == day)
        shown.counts += Counter((one.on, one.kind) for one in told if one.kind not in OF_SITTINGS)
    else:
        told += posts.coming(by, area.path, since=since, until=until, at=at)
        shown.counts = Counter((one.on, one.kind) for one in told if _in_month(one, month))
    if area.kind not in WIDE:
        shown.months = Counter(one.on.month for one in told if not kind or one.kind == kind)
    _list(shown, told)
    _look_back(shown, by, at)
    return shown


def counts_of(by: Actor, area: Place, *, month: date, at: datetime) -> Counter[tuple[date, str]]:
    """Return (day, kind) → how many in a month, the rows never fetched for sittings."""
    since, until = month, next_month(month)
    told = _told(by, area, since=since, until=until, at=at)
    counts = posts.coming_counted(by, area.path, since=since, until=until, at=at)
    counts.update((one.on, one.kind) for one in told)
    return counts


def _whole_year(month: date) -> tuple[date, date]:
    return date(month.year, 1, 1), date(month.year + 1, 1, 1)


def _told(by: Actor, area: Place, *, since: date, until: date, at: datetime) -> list[Coming]:
    found = [one for tell in SOURCES for one in tell(by, area.path, since=since, until=until, at=at)]
    return [one for one in found if since <= one.on < until and one.kind not in TWICE]


def _first_day(shown: Year, told: Iterable[Coming]) -> date:
    """Return the first day of the month, from today on, on which there is something."""
    begin = max(shown.month, shown.today) if shown.is_this_month else shown.month
    days = [on for on, _ in shown.counts] + [one.on for one in told]
    return min((on for on in days if on >= begin), default=begin)


def _of_posts(kind: str) -> str:
    return kind if kind in OF_SITTINGS else ""


def _in_month(one: Coming, month: date) -> bool:
    return (one.on.year, one.on.month) == (month.year, month.month)


def _list(shown: Year, told: Iterable[Coming]) -> None:
    shown.lines = sorted(
        (
            one
            for one in told
            if _in_month(one, shown.month)
            and (not shown.kind or one.kind == shown.kind)
            and (shown.day is None or one.on == shown.day)
        ),
        # of this month, what is still to come stands first
        key=lambda one: (
            shown.is_this_month and one.on < shown.today,
            one.on,
            not one.is_late,
            one.kind,
            one.words,
        ),
    )


def _look_back(shown: Year, by: Actor, at: datetime) -> None:
    """Find what is late, of the last twelve months, whichever month is shown."""
    since, area = shown.today - timedelta(days=LATE_DAYS), shown.area
    if area.kind not in HUGE:
        told = _told(by, area, since=since, until=shown.today + timedelta(days=1), at=at)
        shown.late = [one for one in told if one.is_late]
    ended, shown.has_more_late = posts.late_terms(by, area.path, since=since, at=at, limit=LATE)
    shown.late = sorted([*shown.late, *ended], key=lambda one: (one.on, one.words), reverse=True)
    shown.has_more_late |= len(shown.late) > LATE
    shown.late = shown.late[:LATE]


def below(shown: Year) -> list[Place]:
    """Return the areas of the next level, of a city, district or street."""
    if shown.area.kind not in WIDE:
        return []
    return list(
        Place.objects.filter(parent=shown.area, closed_on=None)
        .exclude(kind="estate")
        .order_by("path")[:A_PAGE]
    )


def page_of(shown: Year, number: str | None) -> Any:
    """Return one page of the lines."""
    return Paginator(shown.lines, A_PAGE).get_page(number)


def weeks_of(shown: Year) -> list[list[tuple[date, bool, list[tuple[str, int]]]]]:
    """Return the month as weeks from Monday: (day, is of this month, [(words, how many)])."""
    first = shown.month - timedelta(days=shown.month.weekday())
    by_day: dict[date, list[tuple[str, int]]] = {}
    for kind, words, _ in shown.kinds:
        for (on, one), count in shown.counts.items():
            if one == kind and (not shown.kind or kind == shown.kind):
                by_day.setdefault(on, []).append((words, count))
    weeks = []
    while first < next_month(shown.month):
        days = [first + timedelta(days=number) for number in range(7)]
        weeks.append([(day, day.month == shown.month.month, by_day.get(day, [])) for day in days])
        first += timedelta(days=7)
    return weeks
