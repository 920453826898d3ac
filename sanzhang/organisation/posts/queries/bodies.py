"""Bodies of the party, who leads in which estate, and who of the leaders is in the party (§3).

A unit's and a building's leader belong to the estate of the building; a grid's leader to each estate with a building
in the grid. Who is in the party stands only on the file of the post held now, sealed: a community is read in one pass.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Background, Body, BodySeat, Nomination, Tenure
from sanzhang.organisation.posts.queries.seats import live, title_of
from sanzhang.organisation.posts.rules import bodies as body_rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

_WIDEST_FIRST = {kind: number for number, kind in enumerate(reversed(rules.LEADERS))}


@dataclass(frozen=True)
class Leader:
    """One person with all posts of a leader held now in a community, the widest first.

    `estates`: ids of the estates in which the person leads. `is_party_member`: None where no file says anything.
    """

    person: Person
    tenures: tuple[Tenure, ...]
    estates: frozenset[int]
    is_party_member: bool | None = None

    @property
    def titles(self) -> list[str]:
        """Return 第3网格网格长, 12栋1单元单元长; acting ones say so."""
        return [title_of(one.post) + ("(代理)" if one.is_acting else "") for one in self.tenures]

    @property
    def full_titles(self) -> list[str]:
        """Return 桐荫家园12栋1单元单元长: with the estate, where several are spoken of."""
        return [
            territory.full_name(one.post.place)
            + one.post.get_kind_display()
            + ("(代理)" if one.is_acting else "")
            for one in self.tenures
        ]

    @property
    def tenure(self) -> Tenure | None:
        """Return the widest post that is one's own: by it somebody is put forward. Who only acts has none."""
        return next((one for one in self.tenures if not one.is_acting), None)


def sitting(day: date, prefix: str = "") -> Q:
    """Return the condition that a seat runs on a day: starts_on <= day < ends_on."""
    runs = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": day})
    return Q(**{f"{prefix}starts_on__lte": day, f"{prefix}cancelled_at": None}) & runs


def bodies_visible_to(by: Actor, at: datetime, action: str = "posts.body_look") -> QuerySet[Body]:
    """Return all bodies, closed ones too, in the areas where `by` may do `action`."""
    areas = permission.areas(by, action, at=at)
    return Body.objects.filter(area_filter(areas, "community__path")).select_related("community", "estate")


def body_seats_visible_to(by: Actor, at: datetime, action: str) -> QuerySet[BodySeat]:
    """Return all seats, past ones too, of the bodies in the areas of `by`."""
    areas = permission.areas(by, action, at=at)
    found = BodySeat.objects.filter(area_filter(areas, "community__path"))
    return found.select_related("person", "body__community", "body__estate")


def nominations_visible_to(by: Actor, at: datetime, action: str) -> QuerySet[Nomination]:
    """Return all nominations in the areas of `by`."""
    areas = permission.areas(by, action, at=at)
    found = Nomination.objects.filter(area_filter(areas, "community__path"))
    return found.select_related("person", "body__community", "body__estate")


def open_bodies(community: Place) -> list[Body]:
    """Return the open bodies of a community: the community's own first, then by estate."""
    found = Body.objects.filter(community=community, closed_at=None).select_related("community", "estate")
    return sorted(found, key=lambda one: (one.estate_id is not None, one.estate.path if one.estate else ""))


def leaders_in(community: Place, at: datetime, *, with_party: bool = True) -> list[Leader]:
    """Return who leads a grid, building or unit of a community at `at`, each person once; two queries, or three.

    `with_party`: also read from the files who is in the party.
    """
    held = list(_held_in(community, at))
    in_grid = _estates_by_grid(community)
    party = _party_members(community, held) if with_party else {}
    by_person: dict[int, list[Tenure]] = {}
    for tenure in sorted(held, key=_by_width):
        by_person.setdefault(tenure.person_id, []).append(tenure)
    return [_leader(tenures, in_grid, party) for tenures in by_person.values()]


def _held_in(community: Place, at: datetime) -> QuerySet[Tenure]:
    found = Tenure.objects.filter(
        live(at),
        community=community,
        post__kind__in=rules.LEADERS,
        post__closed_at=None,
        post__place__closed_on=None,
        person__disabled_at=None,
    )
    return found.select_related("person", "post__place__estate", "post__place__parent__estate")


def _by_width(tenure: Tenure) -> tuple[int, str]:
    return (_WIDEST_FIRST[tenure.post.kind], tenure.post.place.path)


def _estates_by_grid(community: Place) -> dict[int, set[int]]:
    rows = Place.objects.filter(community=community, kind="building", closed_on=None).exclude(estate=None)
    found: dict[int, set[int]] = {}
    for grid_id, estate_id in rows.order_by().values_list("parent_id", "estate_id").distinct():
        found.setdefault(grid_id, set()).add(estate_id)
    return found


def _party_members(community: Place, held: Iterable[Tenure]) -> dict[int, bool]:
    """Return person id → whether a file of a post held now says that somebody is in the party."""
    wanted = {(one.post_id, one.person_id) for one in held}
    found: dict[int, bool] = {}
    for background in Background.objects.filter(community=community).only("id", "post", "person", "kinds"):
        if (background.post_id, background.person_id) not in wanted:
            continue  # left sealed
        is_member = bool(rules.PARTY_MEMBERS & set(json.loads(background.kinds or "[]")))
        found[background.person_id] = found.get(background.person_id, False) or is_member
    return found


def _leader(tenures: list[Tenure], in_grid: dict[int, set[int]], party: dict[int, bool]) -> Leader:
    estates: set[int] = set()
    for tenure in tenures:
        place = tenure.post.place
        if place.kind == "grid":
            estates |= in_grid.get(place.pk, set())
        else:
            building = place if place.kind == "building" else place.parent
            estates |= {building.estate_id} if building and building.estate_id else set()
    person = tenures[0].person
    return Leader(person, tuple(tenures), frozenset(estates), party.get(person.pk))


def seats_in(community: Place, day: date) -> list[BodySeat]:
    """Return the seats that run on a day in all open bodies of a community, by rank; one query."""
    found = BodySeat.objects.filter(sitting(day), community=community, body__closed_at=None)
    by_rank = found.select_related("person", "body__estate", "body__community").order_by("starts_on", "pk")
    return sorted(by_rank, key=lambda one: body_rules.ORDER[one.role])


def members_of_body(body: Body, at: datetime) -> list[BodySeat]:
    """Return who sits in a body at `at`, by rank."""
    found = BodySeat.objects.filter(sitting(timezone.localdate(at)), body=body)
    by_rank = found.select_related("person", "entered_by").order_by("starts_on", "pk")
    return sorted(by_rank, key=lambda one: body_rules.ORDER[one.role])


def body_history(body: Body, at: datetime) -> list[BodySeat]:
    """Return who sat in a body for at least a day and does no longer, newest first."""
    past = BodySeat.objects.filter(body=body, ends_on__lte=timezone.localdate(at), cancelled_at=None)
    past = past.select_related("person").order_by("-ends_on", "-pk")
    return [one for one in past if one.ends_on != one.starts_on]


@dataclass(frozen=True)
class NoLonger:
    """Who sits in a body and leads no longer: to be decided whether the seat goes on."""

    seat: BodySeat
    title: str  # the post last held
    left_at: datetime


def no_longer_leading(community: Place, at: datetime) -> list[NoLonger]:
    """Return the seats of those whose last post as a leader has ended since, and of whom nobody decided; two queries.

    A seat in a body of the party does not end with the post. Who only acted as a leader is not asked about.
    """
    seats = seats_in(community, timezone.localdate(at))
    if not seats:
        return []
    tenures = Tenure.objects.filter(
        community=community,
        person__in={one.person_id for one in seats},
        post__kind__in=rules.LEADERS,
        cancelled_at=None,
    )
    leading: set[int] = set()  # or about to: who takes turns leads again
    last: dict[int, Tenure] = {}
    for tenure in tenures.select_related("post__place__parent").order_by("ends_at"):
        ends_at = _ended(tenure)
        if tenure.starts_at > at or ends_at is None or ends_at > at:
            leading.add(tenure.person_id)
        elif not tenure.is_acting:
            last[tenure.person_id] = tenure
    return [
        NoLonger(seat, title_of(last[seat.person_id].post), ended)
        for seat in seats
        if seat.person_id not in leading
        and (ended := _ended(last.get(seat.person_id)))
        and timezone.localdate(ended) >= seat.starts_on
        and (seat.kept_at is None or seat.kept_at < ended)
    ]


def _ended(tenure: Tenure | None) -> datetime | None:
    return tenure.ends_at if tenure else None


def waiting_nominations(community: Place, body: Body | None = None) -> list[Nomination]:
    """Return the nominations of a community, or of one body, that wait for a decision, oldest first."""
    found = Nomination.objects.filter(community=community, state="waiting")
    found = found.filter(body=body) if body else found.filter(body__closed_at=None)
    with_all = found.select_related(
        "person", "body__estate", "body__community", "proposed_by", "tenure__post__place__parent"
    )
    return list(with_all.order_by("proposed_at", "pk"))


def answered_nominations(body: Body, most: int = 50) -> list[Nomination]:
    """Return the newest nominations of a body that were decided, withdrawn or declined."""
    found = Nomination.objects.filter(body=body).exclude(state="waiting")
    return list(
        found.select_related("person", "decided_by", "proposed_by").order_by("-decided_at", "-pk")[:most]
    )


@dataclass(frozen=True)
class OwnBodies:
    """What concerns a person: nominations, newest first, and seats that run."""

    nominations: list[Nomination] = field(default_factory=list)
    seats: list[BodySeat] = field(default_factory=list)

    @property
    def waiting(self) -> list[Nomination]:
        """Return the nominations that wait for a decision."""
        return [one for one in self.nominations if one.state == "waiting"]

    @property
    def answered(self) -> list[Nomination]:
        """Return the nominations of the past."""
        return [one for one in self.nominations if one.state != "waiting"]


def bodies_of(person: Person, at: datetime) -> OwnBodies:
    """Return a person's own nominations and seats."""
    nominated = Nomination.objects.filter(person=person).select_related("body__community", "body__estate")
    return OwnBodies(list(nominated.order_by("-proposed_at", "-pk")[:20]), _seats_of(person, at))


def _seats_of(person: Person, at: datetime) -> list[BodySeat]:
    seats = BodySeat.objects.filter(sitting(timezone.localdate(at)), person=person, body__closed_at=None)
    return list(seats.select_related("body").order_by("starts_on", "pk"))


def body_roles_of(person: Person, at: datetime) -> list[str]:
    """Return in words in which bodies a person sits: 桐荫家园党支部委员."""
    return [f"{one.body.name}{one.get_role_display()}" for one in _seats_of(person, at)]
