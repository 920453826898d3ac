"""Hand-over notes: whose they are, who may read them until when, which wait for somebody (§12)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Handover, HandoverQuestion
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.queries import title_of
from sanzhang.organisation.posts.rules import Coming

BELOW = {  # kind of seat → whose notes it reads as the level above
    post_rules.BUILDING: (post_rules.UNIT,),
    post_rules.GRID: (post_rules.UNIT, post_rules.BUILDING),
    post_rules.COMMUNITY: post_rules.LEADERS,
}
GIVER, TAKER, ABOVE = "giver", "taker", "above"
MOST, EARLIER = 500, 24


def followings(tenures: Iterable[Tenure]) -> dict[int, Tenure | None]:
    """Return tenure id → who follows in the post, by the tenures; None: nobody, or the same person goes on.

    One query, however many.
    """
    asked = list(tenures)
    rows = Tenure.objects.filter(post__in={one.post_id for one in asked}, cancelled_at=None)
    after: dict[int, list[Tenure]] = {}
    for row in rows.select_related("person", "post__place").order_by("starts_at"):
        after.setdefault(row.post_id, []).append(row)
    return {
        one.pk: next(
            (row for row in after.get(one.post_id, ()) if one.ends_at and row.starts_at >= one.ends_at), None
        )
        for one in asked
    }


def is_change(ending: Tenure, following: Tenure | None) -> bool:
    """Tell whether a post changes hands: a term renewed for the same person is none."""
    return following is None or following.person_id != ending.person_id


def _with_all(found: QuerySet[Handover]) -> QuerySet[Handover]:
    return found.filter(ending__cancelled_at=None, ending__ends_at__isnull=False).select_related(
        "ending__person",
        "ending__post__place__parent__estate",
        "ending__post__place__estate",
        "ending__post__community",
        "following__person",
        "community",
    )


def with_next(notes: Iterable[Handover]) -> list[Handover]:
    """Return notes that know who follows: who confirmed, or who is next by the tenures."""
    shown = list(notes)
    known = followings([note.ending for note in shown if note.following is None])
    for note in shown:
        note.next_tenure = note.following or known.get(note.ending_id)
    return shown


def visible_to(by: Actor, at: datetime) -> QuerySet[Handover]:
    """Return the notes that `by` may read: as who gives, who takes, or sits above."""
    if not isinstance(by, PersonLike) or not by.is_authenticated:
        return _with_all(Handover.objects.none())
    return _with_all(Handover.objects.filter(_own(by, at) | above(by, at)))


def _own(by: Any, at: datetime) -> Q:
    """Return the condition that one gives a note, and may still read it, or takes it."""
    still = Q(ending__ends_at__gt=at) | Q(received_at=None, ending__ends_at__gt=at - rules.READ_ON)
    return Q(ending__person=by.id) & still | Q(ending__in=_taken_by(by, at))


def above(by: Actor, at: datetime) -> Q:
    """Return the condition that a note is of a post below one's own: never one's own post's."""
    found = Q(pk__in=[])
    kinds = permission.table.TABLE["handover.look"].seats
    for seat in permission.seats_of(by, at):
        if seat.kind in kinds:
            there = area_filter([seat.path], "ending__post__place__path")
            found |= Q(ending__post__kind__in=BELOW[seat.kind]) & there
    return found


def _taken_by(by: Any, at: datetime) -> list[int]:
    """Return the tenures that ended before `by` came to a post that he holds now: the nearest of another's."""
    found = []
    for seat in permission.seats_of(by, at):
        if seat.kind in post_rules.LEADERS:
            before = Tenure.objects.filter(post=seat.post_id, cancelled_at=None, ends_at__lte=at)
            earlier = list(before.order_by("-ends_at").values_list("pk", "person")[:EARLIER])
            found += [pk for pk, person in earlier if person != by.id][:1]
    return found


def role_of(note: Handover, by: Any, at: datetime) -> str:
    """Return as whom `by` reads a note that is visible: giver, taker or above."""
    follows = note.next_tenure
    if follows and follows.person_id == by.pk and follows.starts_at <= at and _holds(note, by, at):
        return TAKER
    return GIVER if note.giver_id == by.pk else ABOVE


def _holds(note: Handover, by: Actor, at: datetime) -> bool:
    return any(seat.post_id == note.ending.post_id for seat in permission.seats_of(by, at))


def note_of(by: Actor, note_id: int, at: datetime) -> Handover | None:
    """Return a note if one may read it, knowing who follows."""
    return next(iter(with_next(visible_to(by, at).filter(pk=note_id))), None)


def state_of(note: Handover, at: datetime) -> tuple[str, bool]:
    """Return where a note stands, and whether that is late."""
    next_at = note.next_tenure.starts_at if note.next_tenure else None
    state = rules.handover_state(
        signed_at=note.signed_at, received_at=note.received_at, has_next=next_at is not None
    )
    late = rules.is_late(
        ends_at=note.ends_at,
        next_at=next_at,
        signed_at=note.signed_at,
        received_at=note.received_at,
        at=at,
    )
    return state, late


def listed(
    by: Actor, at: datetime, *, state: str = "", words: str = "", area: str = ""
) -> QuerySet[Handover]:
    """Return the notes below one's posts, newest end first. state: open, to_sign, to_receive, late, received."""
    found = _with_all(Handover.objects.filter(above(by, at)))
    if area:
        found = found.filter(
            ending__post__place__path__gte=area, ending__post__place__path__lt=next_path(area)
        )
    narrowed = {
        "open": Q(received_at=None),
        "to_sign": Q(received_at=None, signed_at=None),
        "to_receive": Q(received_at=None, signed_at__isnull=False),
        "received": Q(received_at__isnull=False),
        "late": _late(at),
    }.get(state, Q())
    for word in words.replace("\x00", "").split()[:4]:
        there = Q(ending__post__place__name__contains=word)
        there |= Q(ending__post__place__parent__name__contains=word)
        found = found.filter(there | Q(ending__post__place__parent__estate__name__contains=word))
    return found.filter(narrowed).order_by("-ending__ends_at", "-pk")


def _late(at: datetime) -> Q:
    """Return the condition of `rules.is_late`, for lists."""
    begun = Tenure.objects.filter(
        post=OuterRef("ending__post"),
        cancelled_at=None,
        starts_at__gte=OuterRef("ending__ends_at"),
        starts_at__lte=at - rules.RECEIVE_WITHIN,
    )
    return Q(received_at=None) & (Q(signed_at=None, ending__ends_at__lte=at) | Q(Exists(begun)))


def mine(by: Any, at: datetime) -> list[Handover]:
    """Return the notes that a person gives or takes, newest end first."""
    own = _with_all(Handover.objects.filter(_own(by, at)))
    return with_next(own.order_by("-ending__ends_at")[:MOST])


def to_draft(by: Any, at: datetime) -> list[Tenure]:
    """Return the tenures, one's own or the one before one's own, for which a note is due and none was drafted."""
    near = Tenure.objects.filter(
        Q(person=by.pk) | Q(pk__in=_taken_by(by, at)), post__kind__in=post_rules.LEADERS
    )
    found = without_note(near, since=at - rules.READ_ON, until=at + rules.READ_ON).filter(starts_at__lte=at)
    return list(found.select_related("post__place__parent", "person").order_by("ends_at"))


def without_note(tenures: QuerySet[Tenure], *, since: datetime, until: datetime) -> QuerySet[Tenure]:
    """Return the leaders' tenures that end in (since, until] and have no note."""
    return tenures.filter(
        cancelled_at=None,
        ends_at__gt=since,
        ends_at__lte=until,
        handover=None,
        post__kind__in=post_rules.LEADERS,
        post__closed_at=None,
    )


def communities_to_draft(at: datetime) -> list[int]:
    """Return the communities in which notes are due, or to be brought up to date."""
    due = without_note(Tenure.objects.all(), since=at - rules.READ_ON, until=at + rules.DRAFT_AHEAD)
    unsigned = Handover.objects.filter(
        signed_at=None, received_at=None, ending__ends_at__gt=at - rules.READ_ON, community__isnull=False
    )
    found = {*due.order_by().values_list("community", flat=True).distinct()}
    found |= {*unsigned.order_by().values_list("community", flat=True).distinct()}
    return sorted(pk for pk in found if pk)


def questions_of(note: Handover) -> list[HandoverQuestion]:
    """Return what was asked about a note, in order."""
    return list(HandoverQuestion.objects.filter(handover=note).order_by("asked_at", "pk"))


def handovers_waiting(person: Any, at: datetime, *, most: int = 5) -> list[Coming]:
    """Return what waits for a person: to sign, to answer, to read and confirm; overdue ones for the community."""
    lines = [line for note in mine(person, at) for line in _waiting(note, person, at)]
    lines += [
        Coming(
            rules.day_of(tenure.ends_at),
            "交接",
            f"{title_of(tenure.post)}:交接单还没有拟",
            "/rotation/handover/",
        )
        for tenure in to_draft(person, at)
        if tenure.ends_at and tenure.ends_at <= at + rules.DRAFT_AHEAD
    ]
    if any(seat.kind == post_rules.COMMUNITY for seat in permission.seats_of(person, at)):
        count = listed(person, at, state="late").count()
        words = f"{count} 份交接单过了时间还没有签或者没有确认"
        lines += (
            [Coming(rules.day_of(at), "交接", words, "/rotation/handover/?state=late", is_late=True)]
            if count
            else []
        )
    return lines[:most]


def _waiting(note: Handover, person: Any, at: datetime) -> list[Coming]:
    title, url = title_of(note.ending.post), f"/rotation/handover/{note.pk}/"
    _, late = state_of(note, at)
    on = rules.day_of(note.ends_at)
    if role_of(note, person, at) == TAKER:
        return (
            [] if note.received_at else [Coming(on, "交接", f"{title}:请看上一任的交接单", url, is_late=late)]
        )
    if note.giver_id != person.pk or note.received_at:
        return []
    if HandoverQuestion.objects.filter(handover=note, answered_at=None).exists():
        return [Coming(on, "交接", f"{title}:下一任有话问您", url)]
    is_near = note.ends_at <= at + rules.DRAFT_AHEAD
    return (
        [] if note.signed_at or not is_near else [Coming(on, "交接", f"{title}:请看交接单,签字", url, late)]
    )


def handovers_coming(by: Actor, area: str, *, since: date, until: date, at: datetime) -> list[Coming]:
    """Return the hand-overs of an area whose day is in [since, until), without names."""
    begin, end = rules.midnight(since), rules.midnight(until)
    found = listed(by, at, area=area).filter(ending__ends_at__gte=begin, ending__ends_at__lt=end)
    return [_coming(note, at) for note in with_next(found.order_by("ending__ends_at", "pk")[:MOST])]


def _coming(note: Handover, at: datetime) -> Coming:
    state, late = state_of(note, at)
    words = f"{title_of(note.ending.post)}交接:{rules.HANDOVER_STATES[state]}"
    return Coming(rules.day_of(note.ends_at), "交接", words, f"/rotation/handover/{note.pk}/", is_late=late)
