"""Alarms: who is to be called, who answered and when, and who may see it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.feedback.models import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.queries import Opening
from sanzhang.organisation.territory.models import Place

FIRST_CALLED = (rules.COMMUNITY, rules.STREET, rules.DEPARTMENT, rules.GRID, rules.BUILDING, rules.UNIT)
ABOVE_WIDTHS = (4, 6, 9, 12, 15, 20, 22)
PLACE = ("place__parent__estate", "place__estate")


@dataclass(frozen=True)
class Chain:
    """One line of the chain: as what, and when it answered; the name only for those with a seat."""

    title: str
    kind: str
    name: str
    wave: int
    how: str
    sent_at: datetime
    again_at: datetime | None
    acknowledged_at: datetime | None


def openings(place: Place, at: datetime) -> list[Opening]:
    """Return the way to the alarm from a unit's public page."""
    return (
        [Opening("紧急报告:着火、漏气、有人受伤", f"/alarm/{place.token}/")] if place.kind == "unit" else []
    )


def to_call(place: Place, wave: int, at: datetime) -> list[Tenure]:
    """Return who is to be called in a wave, one sitting a person, the nearest first; whom it is about, too.

    At once: community, street, departments, the three leaders of the place. Next: the other leaders of the
    building and grid leaders of the community. Above: district, else city.
    """
    above = [place.path[:width] for width in ABOVE_WIDTHS if width <= len(place.path)]
    held = Tenure.objects.filter(posts.live(at), post__closed_at=None, person__disabled_at=None)
    if wave == rules.AT_ONCE:
        found = held.filter(post__kind__in=FIRST_CALLED, post__place__path__in=above)
    elif wave == rules.NEXT_ONES:
        near = held.filter(area_filter([place.path[:20]], "post__place__path"), post__kind=rules.UNIT)
        grids = held.filter(area_filter([place.path[:12]], "post__place__path"), post__kind=rules.GRID)
        found = near | grids
    else:
        found = held.filter(post__kind=rules.DISTRICT, post__place__path__in=above)
        if not found.exists():
            found = held.filter(post__kind=rules.CITY, post__place__path__in=above)
    rows = found.select_related("person", "post__place__parent").order_by("-post__place__path", "pk")
    return list({tenure.person_id: tenure for tenure in reversed(rows)}.values())[::-1]


def first_called(community: Place, at: datetime) -> list[Tenure]:
    """Return all whom the alarms of a community's units call at once: those above it, and its own."""
    above = [community.path[:width] for width in ABOVE_WIDTHS if width <= len(community.path)]
    there = area_filter([community.path], "post__place__path") | Q(post__place__path__in=above)
    held = Tenure.objects.filter(
        posts.live(at), there, post__closed_at=None, person__disabled_at=None, post__kind__in=FIRST_CALLED
    )
    return list(held.select_related("person", "post__place").order_by("pk"))


def alarms_visible_to(by: Actor, at: datetime) -> QuerySet[Alarm]:
    """Return the alarms in the areas of `by`, and those that called or were raised by `by`."""
    areas = permission.areas(by, "alarm.look", at=at)
    person_id = getattr(by, "id", None)
    mine = Alarm.objects.filter(calls__person=person_id) if person_id else Alarm.objects.none()
    ids = mine.values("pk")
    found = Alarm.objects.filter(area_filter(areas, "place__path")) if areas else Alarm.objects.none()
    return (found | Alarm.objects.filter(pk__in=ids)).select_related(*PLACE)


def running_alarms(by: Actor, at: datetime) -> list[Alarm]:
    """Return what rings in the areas of `by` now, newest first; drills and echoes of the same too."""
    return list(alarms_visible_to(by, at).filter(ended_at=None).order_by("-id")[:20])


def alarm_by_receipt(receipt: str) -> Alarm | None:
    """Return the alarm of a secret address."""
    return Alarm.objects.filter(receipt=receipt).select_related(*PLACE, "same_as", "matter").first()


def digest_of(secret: str) -> str:
    """Return what is kept of the secret in a text."""
    return hashlib.sha256(secret.encode()).hexdigest()


def call_by_secret(secret: str, at: datetime) -> AlarmCall | None:
    """Return the call that a text opens, for a day."""
    digest = digest_of(secret)
    calls = AlarmCall.objects.select_related("alarm__place__parent__estate", "alarm__place__estate", "person")
    found = calls.filter(digest=digest).first() or calls.filter(again_digest=digest).first()
    return found if found and at < found.sent_at + rules.LINK_LIVES else None


def my_call(alarm: Alarm, by: Actor) -> AlarmCall | None:
    """Return how an alarm called somebody."""
    person_id = getattr(by, "id", None)
    return alarm.calls.filter(person=person_id).first() if person_id else None


def chain(alarm: Alarm, *, names: bool) -> list[Chain]:
    """Return who got it and when, those who answered first; names only for those with a seat. Two queries."""
    calls = (alarm.same_as or alarm).calls.select_related("person", "post__place__parent")
    lines = [_line(call, names) for call in calls]
    return sorted(lines, key=lambda one: (one.acknowledged_at is None, one.acknowledged_at or one.sent_at))


def _line(call: AlarmCall, names: bool) -> Chain:
    return Chain(
        posts.title_of(call.post),
        call.post.kind,
        call.person.name if names else "",
        call.wave,
        call.get_how_display(),
        call.sent_at,
        call.again_at,
        call.acknowledged_at,
    )


def answered_levels(calls: Iterable[AlarmCall]) -> list[tuple[str, bool]]:
    """Return (kind of post, whether it answered) of each call."""
    return [(call.post.kind, call.acknowledged_at is not None) for call in calls]


def false_alarms(by: Actor, at: datetime) -> int:
    """Return how many false alarms a year had in one's areas: a figure of the place, never of a person."""
    found = alarms_visible_to(by, at).filter(state=rules.FALSE, is_drill=False)
    return found.filter(raised_at__gte=at - timedelta(days=365)).count()
