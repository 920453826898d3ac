"""The register of filings, what waits, and who sits without one."""

import json
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Background, Filing, Post, Tenure
from sanzhang.organisation.posts.queries.seats import live, title_of
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.posts.rules import filing as numbers

WAITING_DAYS = 7  # a filing that waits for longer is late


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
    year: str = "",
    words: str = "",
    area: str = "",
) -> QuerySet[Filing]:
    """Return filings by state, kind of post, year, area (a path) and words: of a place, or a person's whole name."""
    found = filings_visible_to(by, at)
    if area:
        found = found.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    if state in rules.FILING_STATES:
        found = found.filter(state=state)
    if kind in rules.LEADERS:
        found = found.filter(post__kind=kind)
    if year.isdigit() and len(year) == 4:
        found = found.filter(year=int(year))
    for word in words.replace("\x00", "").split()[:4]:
        named = Q(person__name_index=blind_index(clean_name(word), "name"))
        placed = Q(post__place__name__contains=word) | Q(post__place__parent__name__contains=word)
        found = found.filter(named | placed | Q(post__place__parent__estate__name__contains=word))
    with_all = found.select_related(
        "community",
        "person",
        "post__place__parent__estate",
        "post__place__estate",
        "submitted_by",
        "decided_by",
    )
    return with_all.order_by("-submitted_at", "-pk")


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


def background_of(post: Post, person: Person) -> Background | None:
    """Return a person's background in the file of one post."""
    return Background.objects.filter(post=post, person=person).select_related("proof").first()


def background_words(background: Background) -> list[str]:
    """Return a background's kinds as words; reading them is a look at personal data, note it first (R8)."""
    return [rules.BACKGROUNDS[kind] for kind in json.loads(background.kinds)]


def terms_ending(by: Actor, at: datetime, *, within: int = 90) -> QuerySet[Tenure]:
    """Return the running leaders' tenures that end within so many days and have no successor agreed."""
    areas = permission.areas(by, "posts.look", at=at)
    following = Tenure.objects.filter(
        post=OuterRef("post"), cancelled_at=None, starts_at__gte=OuterRef("ends_at")
    )
    found = Tenure.objects.filter(
        live(at),
        ~Exists(following),
        area_filter(areas, "post__place__path"),
        post__kind__in=rules.LEADERS,
        post__closed_at=None,
        ends_at__lte=at + timedelta(days=within),
    )
    with_all = found.select_related("person", "post__place__parent__estate", "post__place__estate")
    return with_all.order_by("ends_at", "pk")


def filings_to_do(by: Actor, at: datetime, *, most: int = 5) -> list[Coming]:
    """Return the filings that wait for a decision of `by`, oldest first."""
    areas = permission.areas(by, "posts.decide_filing", at=at)
    found = Filing.objects.filter(area_filter(areas, "post__place__path"), state="waiting")
    found = found.exclude(submitted_by=getattr(by, "pk", None)).order_by("submitted_at")
    return [_coming(filing, at) for filing in found.select_related("post__place__parent")[:most]]


def filings_coming(by: Actor, area: str, *, since: object, until: object, at: datetime) -> list[Coming]:
    """Return the filings of an area that wait, on the day by which they should be decided."""
    found = filings(by, at, state="waiting", area=area)
    lines = [_coming(filing, at) for filing in found[:500]]
    return [line for line in lines if line.is_late or since <= line.on < until]  # type: ignore[operator]


def _coming(filing: Filing, at: datetime) -> Coming:
    on = timezone.localdate(filing.submitted_at) + timedelta(days=WAITING_DAYS)
    is_late = on < timezone.localdate(at)
    return Coming(on, "备案", f"等备案:{title_of(filing.post)}", f"/posts/filings/{filing.pk}/", is_late)
