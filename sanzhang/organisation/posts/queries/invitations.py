"""Whom to invite to a meeting of a body or of a grid's leaders (§3.2): for the room that convenes.

Who holds a leader's post and a seat in a body is invited to the meetings of both bodies: of the branch of the estate
where he leads, and of the community party organisation. Everybody once, with the reason in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records.paths import in_area
from sanzhang.organisation.posts.models import Body, BodySeat
from sanzhang.organisation.posts.queries.bodies import Leader, leaders_in, open_bodies, seats_in, sitting
from sanzhang.organisation.posts.queries.nominees import belongs, seat_words
from sanzhang.organisation.posts.rules import bodies as body_rules
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class Invited:
    """One person, why, and whether as a member of what meets or because both posts are held."""

    person: Person
    because: str
    is_member: bool


def invited_to(body: Body, at: datetime, *, leaders: list[Leader] | None = None) -> list[Invited]:
    """Return whom to invite to a meeting of a body: its members by rank, then who holds both; four queries.

    Nobody where the body is closed. `leaders`: those of the community, where they were read before.
    """
    if body.closed_at and body.closed_at <= at:
        return []
    found = leaders_in(body.community, at, with_party=False) if leaders is None else leaders
    leading = {one.person.pk: one for one in found}
    own, others = _split(seats_in(body.community, timezone.localdate(at)), body)
    members = [
        Invited(
            seat.person,
            body_rules.because(
                role=seat.get_role_display(),
                titles=_titles(leading.get(person_id), body),
                elsewhere=map(seat_words, others.get(person_id, [])),
            ),
            is_member=True,
        )
        for person_id, seat in own.items()
    ]
    return members + [
        Invited(one.person, _because_both(_titles(one, body), others[person_id]), is_member=False)
        for person_id, one in leading.items()
        if person_id in others and person_id not in own and belongs(one, body)
    ]


def _split(seats: Iterable[BodySeat], body: Body) -> tuple[dict[int, BodySeat], dict[int, list[BodySeat]]]:
    """Return person id → seat in `body`, and person id → seats in the bodies of the other kind."""
    own: dict[int, BodySeat] = {}
    others: dict[int, list[BodySeat]] = {}
    for seat in seats:
        if seat.body_id == body.pk:
            own[seat.person_id] = seat
        elif seat.body.kind != body.kind:
            others.setdefault(seat.person_id, []).append(seat)
    return own, others


def _titles(leader: Leader | None, body: Body) -> list[str]:
    if leader is None:
        return []
    return leader.titles if body.estate_id else leader.full_titles


def _because_both(titles: list[str], seats: Iterable[BodySeat]) -> str:
    return body_rules.because(titles=titles, elsewhere=map(seat_words, seats))


def invited_to_grid(grid: Place, at: datetime) -> list[Invited]:
    """Return whom to invite to a meeting of a grid's leaders: those who lead in it, the widest first; then leaders of
    its estates who sit in the branch and lead in a grid beside it; four queries.
    """
    community = grid.community
    if community is None or grid.kind != "grid":
        return []
    seats: dict[int, list[BodySeat]] = {}
    for seat in seats_in(community, timezone.localdate(at)):
        seats.setdefault(seat.person_id, []).append(seat)
    leaders = leaders_in(community, at, with_party=False)
    inside = [one for one in leaders if _leads_in(one, grid)]
    estates = _estates_of(grid)
    beside = [
        one
        for one in leaders
        if one not in inside and any(seat.body.estate_id in estates for seat in seats.get(one.person.pk, []))
    ]
    return [
        Invited(
            one.person, _because_both(one.full_titles, seats.get(one.person.pk, [])), is_member=one in inside
        )
        for one in [*inside, *beside]
    ]


def _estates_of(grid: Place) -> set[int]:
    found = Place.objects.filter(parent=grid, kind="building", closed_on=None).exclude(estate=None)
    return {pk for pk in found.values_list("estate_id", flat=True) if pk}


def _leads_in(leader: Leader, grid: Place) -> bool:
    return any(in_area(one.post.place.path, grid.path) for one in leader.tenures)


def meetings_of(person: Person, at: datetime) -> list[tuple[Body, Invited]]:
    """Return the bodies to whose meetings a person is invited, with the reason; bounded by the person's communities."""
    seats = BodySeat.objects.filter(sitting(timezone.localdate(at)), person=person, body__closed_at=None)
    places = Place.objects.filter(pk__in=seats.values("community")).order_by("path")
    return [
        (body, invited)
        for community in places
        for body in open_bodies(community)
        for invited in invited_to(body, at)
        if invited.person == person
    ]
