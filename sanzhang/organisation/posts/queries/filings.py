"""The register of filings, what waits, and who sits without one."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.calendar.rules import add_working_days, local_date, local_midnight
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Background, Filing, Post, Tenure, TermReminder
from sanzhang.organisation.posts.queries.seats import live, title_of
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.posts.rules import filing as numbers
from sanzhang.organisation.territory.models import Place

WAITING_DAYS = 5  # working days; a filing that waits for longer is late
_YEARS = range(1900, 2200)


def filing_number(filing: Filing) -> str:
    """Return 桐荫备〔2026〕12号, empty before it is filed."""
    if not filing.serial or not filing.year:
        return ""
    return numbers.number_of(filing.community.name, filing.year, filing.serial)


def filings_visible_to(by: Actor, at: datetime) -> QuerySet[Filing]:
    """Return the filings in the areas of `by`."""
    areas = permission.areas(by, "posts.look_filings", at=at)
    return Filing.objects.filter(area_filter(areas, "post__place__path"))


def filings(
    by: Actor,
    at: datetime,
    *,
    state: str = "",
    kind: str = "",
    way: str = "",
    year: str = "",
    words: str = "",
    area: str = "",
) -> QuerySet[Filing]:
    """Return filings by state, kind of post, way, year, area (a path) and words: of a place, or a whole name.

    The year is that of the number; of what has none, the year in which it was handed in.
    """
    found = filings_visible_to(by, at)
    if area:
        found = found.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    if state in rules.FILING_STATES:
        found = found.filter(state=state)
    if kind in rules.LEADERS:
        found = found.filter(post__kind=kind)
    if way in rules.WAYS:
        found = found.filter(way=way)
    if year.isdecimal() and year.isascii() and len(year) == 4 and int(year) in _YEARS:
        found = found.filter(_of_year(int(year)))
    for word in words.replace("\x00", "").split()[:4]:
        named = Q(person__name_index=blind_index(clean_name(word), "name"))
        placed = Q(post__place__name__contains=word) | Q(post__place__parent__name__contains=word)
        found = found.filter(named | placed | Q(post__place__parent__estate__name__contains=word))
    with_all = found.select_related(
        "community",
        "person",
        "tenure",
        "post__place__parent__estate",
        "post__place__estate",
        "submitted_by",
        "decided_by",
    )
    return with_all.order_by("-submitted_at", "-pk")


def _of_year(year: int) -> Q:
    begin, end = (local_midnight(date(one, 1, 1)) for one in (year, year + 1))
    return Q(year=year) | Q(year=None, submitted_at__gte=begin, submitted_at__lt=end)


def unfiled(by: Actor, at: datetime, *, area: str = "") -> QuerySet[Tenure]:
    """Return the running tenures of leaders that were never filed and don't wait for it (acting ones need none)."""
    areas = permission.areas(by, "posts.submit_filing", at=at)
    known = Filing.objects.filter(tenure=OuterRef("pk"), state__in=("waiting", "filed"))
    found = Tenure.objects.filter(
        live(at),
        ~Exists(known),
        area_filter(areas, "post__place__path"),
        post__kind__in=rules.LEADERS,
        post__closed_at=None,
        is_acting=False,
    ).exclude(way__in=("rotation", "return"))
    if area:
        found = found.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    with_all = found.select_related(
        "person", "post__community", "post__place__parent__estate", "post__place__estate"
    )
    return with_all.order_by("post__place__path")


def filing_of(tenure: Tenure) -> Filing | None:
    """Return the newest filing of a sitting."""
    found = Filing.objects.filter(tenure=tenure).select_related("community", "decided_by")
    return found.order_by("-submitted_at", "-pk").first()


def may_be_submitted_again(filing: Filing, at: datetime) -> bool:
    """Say whether it can be handed in anew by itself: refused or taken back, its sitting goes on, none came since."""
    tenure = filing.tenure
    if tenure is None or filing.state not in ("refused", "withdrawn") or tenure.cancelled_at:
        return False
    is_over = tenure.ends_at is not None and tenure.ends_at <= at
    known = Filing.objects.filter(tenure=tenure, state__in=("waiting", "filed"))
    return not is_over and not known.exists()


def moot_filings(community: Place, at: datetime) -> list[Filing]:
    """Return what waits for sittings that were cancelled since, of persons who hold nothing in that post any more."""
    held = Tenure.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        post=OuterRef("post"),
        person=OuterRef("person"),
        cancelled_at=None,
    )
    found = Filing.objects.filter(
        ~Exists(held), community=community, state="waiting", tenure__cancelled_at__isnull=False
    )
    return list(found.select_related("person", "post__place", "community"))


def background_of(post: Post, person: Person) -> Background | None:
    """Return a person's background in the file of one post."""
    return Background.objects.filter(post=post, person=person).select_related("proof").first()


def background_words(background: Background) -> list[str]:
    """Return a background's kinds as words; reading them is a look at personal data, note it first (R8)."""
    return [rules.BACKGROUNDS[kind] for kind in json.loads(background.kinds)]


def terms_ending(by: Actor, at: datetime, *, within: int = 90) -> QuerySet[Tenure]:
    """Return the running leaders' tenures whose term ends within so many days and has no successor agreed.

    Turns of a rota end every month by themselves, and who leaves early has a page of their own: neither is here.
    """
    areas = permission.areas(by, "posts.look", at=at)
    found = ending_at(at, within).filter(area_filter(areas, "post__place__path"))
    with_all = found.select_related("person", "post__place__parent__estate", "post__place__estate")
    return with_all.order_by("ends_at", "pk")


def ending_at(at: datetime, within: int) -> QuerySet[Tenure]:
    """Return the same of everywhere, as far as terms tell it: for `terms_ending`, and for the clock."""
    following = Tenure.objects.filter(
        post=OuterRef("post"), cancelled_at=None, starts_at__gte=OuterRef("ends_at")
    )
    return Tenure.objects.filter(
        live(at),
        ~Exists(following),
        post__kind__in=rules.LEADERS,
        post__closed_at=None,
        ends_at__lte=at + timedelta(days=within),
        end_reason__in=("", "term_over"),
    ).exclude(way="rotation")


def terms_to_remind(at: datetime) -> QuerySet[Tenure]:
    """Return the tenures whose holder and community are to be reminded of the term's end, and were not yet."""
    today, due = local_date(at), Q(pk__in=[])
    for days, fewer in zip(numbers.REMIND_DAYS, (*numbers.REMIND_DAYS[1:], 0), strict=True):
        told = TermReminder.objects.filter(tenure=OuterRef("pk"), days=days)
        first, last = (local_midnight(today + timedelta(days=far)) for far in (fewer + 1, days + 1))
        due |= Q(~Exists(told), ends_at__gte=first, ends_at__lt=last)
    return ending_at(at, max(numbers.REMIND_DAYS) + 1).filter(due, is_acting=False)


def filings_to_do(by: Actor, at: datetime, *, most: int = 5) -> list[Coming]:
    """Return the filings that wait for a decision of `by`, oldest first."""
    areas = permission.areas(by, "posts.decide_filing", at=at)
    found = Filing.objects.filter(area_filter(areas, "post__place__path"), state="waiting")
    mine = getattr(by, "pk", None)
    found = found.exclude(submitted_by=mine).exclude(person=mine).order_by("submitted_at", "pk")
    return _told(found.select_related("post__place__parent")[:most], at)


def filings_coming(by: Actor, area: str, *, since: date, until: date, at: datetime) -> list[Coming]:
    """Return the filings of an area that wait, on the day by which they should be decided."""
    found = filings(by, at, state="waiting", area=area).order_by("submitted_at", "pk")
    return [line for line in _told(found[:500], at) if line.is_late or since <= line.on < until]


def _told(filings: Iterable[Filing], at: datetime) -> list[Coming]:
    days, today, found = calendar.working_days(), local_date(at), []
    for filing in filings:
        on = local_date(add_working_days(filing.submitted_at, WAITING_DAYS, days))
        words = f"等备案:{title_of(filing.post)}"
        found.append(Coming(on, "备案", words, f"/posts/filings/{filing.pk}/", on < today))
    return found
