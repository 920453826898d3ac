"""Who of the leaders can be put forward for a body, and how far a community is with it (§3.1)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Body, BodySeat, Nomination, Tenure
from sanzhang.organisation.posts.queries.bodies import (
    Leader,
    leaders_in,
    open_bodies,
    seats_in,
    sitting,
    waiting_nominations,
)
from sanzhang.organisation.posts.rules import bodies as body_rules
from sanzhang.organisation.territory.models import Place

Merits = Callable[[Place, Sequence[int], datetime], dict[int, str]]
_merits: list[Merits] = []


def provide_merits(tell: Merits) -> None:
    """Let a room above tell what leaders of a community have done, person id → words (called once, when ready)."""
    if tell not in _merits:
        _merits.append(tell)


@dataclass(frozen=True)
class Candidate:
    """A leader who is in the party and has no seat in the body: facts for who proposes."""

    leader: Leader
    served: str  # 2 年 3 个月, in all posts of a leader here
    elsewhere: tuple[str, ...] = ()  # seats in other bodies of the community
    last: Nomination | None = None  # the newest answered one for this body
    merits: tuple[str, ...] = ()  # what the rooms above know, in words


def belongs(leader: Leader, body: Body) -> bool:
    """Say whether a leader leads where a body is: in its estate, or anywhere in its community."""
    return body.kind == body_rules.COMMUNITY_PARTY or body.estate_id in leader.estates


def candidates_for(body: Body, at: datetime, *, leaders: list[Leader] | None = None) -> list[Candidate]:
    """Return whom one can put forward for a body now: neither seated nor proposed already; eight queries.

    `leaders`: those of the community, where they were read before.
    """
    day = timezone.localdate(at)
    seats = seats_in(body.community, day)
    there = {one.person_id for one in seats if one.body_id == body.pk}
    waiting = set(Nomination.objects.filter(body=body, state="waiting").values_list("person_id", flat=True))
    found = [
        one
        for one in (leaders_in(body.community, at) if leaders is None else leaders)
        if one.is_party_member and one.tenure and belongs(one, body) and one.person.pk not in there | waiting
    ]
    spans = _spans(body.community, [one.person for one in found], at)
    answered = _last_answers(body, [one.person for one in found])
    merits = [tell(body.community, [one.person.pk for one in found], at) for tell in _merits]
    return [
        Candidate(
            one,
            served=body_rules.spoken_service(spans.get(one.person.pk, []), at),
            elsewhere=tuple(seat_words(seat) for seat in seats if seat.person_id == one.person.pk),
            last=answered.get(one.person.pk),
            merits=tuple(told[one.person.pk] for told in merits if one.person.pk in told),
        )
        for one in found
    ]


def count_candidates(body: Body, at: datetime, *, leaders: list[Leader]) -> int:
    """Return how many of the community's leaders could be put forward for a body now, without a name opened."""
    seats = BodySeat.objects.filter(sitting(timezone.localdate(at)), body=body).values_list(
        "person_id", flat=True
    )
    waiting = Nomination.objects.filter(body=body, state="waiting").values_list("person_id", flat=True)
    there = set(seats) | set(waiting)
    return sum(
        bool(one.is_party_member and one.tenure and belongs(one, body) and one.person.pk not in there)
        for one in leaders
    )


def unknown_of(body: Body, *, leaders: list[Leader]) -> list[Leader]:
    """Return the leaders where a body is of whom no file says anything: to be noted first."""
    return [one for one in leaders if one.is_party_member is None and one.tenure and belongs(one, body)]


def seat_words(seat: BodySeat) -> str:
    """Return 桐荫家园党支部委员."""
    return f"{seat.body.name}{seat.get_role_display()}"


def _spans(community: Place, persons: Iterable[Person], at: datetime) -> dict[int, list[body_rules.Span]]:
    rows = Tenure.objects.filter(
        community=community,
        person__in=[one.pk for one in persons],
        post__kind__in=rules.LEADERS,
        is_acting=False,
        cancelled_at=None,
        starts_at__lte=at,
    )
    found: dict[int, list[body_rules.Span]] = {}
    for person_id, starts_at, ends_at in rows.values_list("person_id", "starts_at", "ends_at"):
        found.setdefault(person_id, []).append((starts_at, ends_at))
    return found


def _last_answers(body: Body, persons: Iterable[Person]) -> dict[int, Nomination]:
    found = Nomination.objects.filter(body=body, person__in=[one.pk for one in persons]).exclude(
        state="waiting"
    )
    return {one.person_id: one for one in found.order_by("decided_at", "pk")}


OWN_SELF = "不能由本人提名自己,请另一位社区工作者提名。"


def why_not(body: Body, person_ids: Iterable[int], at: datetime, *, by: Actor) -> list[tuple[Person, str]]:
    """Return of persons of the community why `by` can't put each forward for a body now, in words."""
    wanted = list(person_ids)
    known = Tenure.objects.filter(community=body.community, person__in=wanted).values("person")
    leaders = {one.person.pk: one for one in leaders_in(body.community, at)}
    there = set(
        BodySeat.objects.filter(sitting(timezone.localdate(at)), body=body).values_list(
            "person_id", flat=True
        )
    )
    waiting = set(Nomination.objects.filter(body=body, state="waiting").values_list("person_id", flat=True))
    return [
        (
            person,
            OWN_SELF
            if person == by
            else _why_not(leaders.get(person.pk), body, person.pk in there, person.pk in waiting),
        )
        for person in Person.objects.filter(pk__in=known)
    ]


def _why_not(leader: Leader | None, body: Body, is_there: bool, is_waiting: bool) -> str:
    if is_there:
        return f"已经在{body.name}任职。"
    if is_waiting:
        return "已经有人提名,正在等决定。"
    if leader is None or leader.tenure is None:
        return "现在没有担任三长。"
    if not leader.is_party_member:
        return "岗位档案里没有登记是党员。"
    if not belongs(leader, body):
        return "不在这个小区担任三长。"
    return "刚才还不能提名,现在可以了,请再勾选一次。"


@dataclass(frozen=True)
class EstateLine:
    """One estate: its branch, and how far cross-appointment is there."""

    estate: Place
    body: Body | None
    leaders: int = 0
    unknown: int = 0  # of these, without a word on the file
    party_members: int = 0
    seated: int = 0  # of the party members, in the branch
    waiting: int = 0

    @property
    def to_propose(self) -> int:
        """Return how many party members have neither seat nor nomination."""
        return max(0, self.party_members - self.seated - self.waiting)


@dataclass(frozen=True)
class Overview:
    """A community: its own body, its estates, and the leaders over all."""

    party: Body | None
    party_seats: int
    lines: list[EstateLine]
    leaders: int
    unknown: int
    party_members: int
    seated: int
    waiting: int
    outside: int  # leaders of buildings that belong to no estate
    orphans: list[Body]  # branches of estates that are closed

    @property
    def branches(self) -> int:
        """Return how many estates have a branch."""
        return sum(line.body is not None for line in self.lines)


def overview_of(community: Place, at: datetime) -> Overview:
    """Return how far cross-appointment is in a community; seven queries, whatever its size."""
    leaders, bodies = leaders_in(community, at), open_bodies(community)
    seats = seats_in(community, timezone.localdate(at))
    waiting = waiting_nominations(community)
    branches = {one.estate_id: one for one in bodies if one.estate_id}
    party = next((one for one in bodies if one.kind == body_rules.COMMUNITY_PARTY), None)
    estates = Place.objects.filter(community=community, kind="estate", closed_on=None).order_by(
        "number", "path"
    )
    sits = {(one.body_id, one.person_id) for one in seats}
    nominated = {(one.body_id, one.person_id) for one in waiting}
    members = [one for one in leaders if one.is_party_member]
    return Overview(
        party=party,
        party_seats=sum(one.body_id == party.pk for one in seats) if party else 0,
        lines=[_estate_line(one, branches.get(one.pk), leaders, sits, nominated) for one in estates],
        leaders=len(leaders),
        unknown=sum(one.is_party_member is None for one in leaders),
        party_members=len(members),
        seated=len({one.person.pk for one in members} & {one.person_id for one in seats}),
        waiting=len(waiting),
        outside=sum(not one.estates for one in leaders),
        orphans=[one for one in bodies if one.estate and one.estate.closed_on],
    )


def _estate_line(
    estate: Place,
    body: Body | None,
    leaders: list[Leader],
    sits: set[tuple[int, int]],
    nominated: set[tuple[int, int]],
) -> EstateLine:
    here = [one for one in leaders if estate.pk in one.estates]
    members = [one.person.pk for one in here if one.is_party_member and one.tenure]
    body_id = body.pk if body else 0
    return EstateLine(
        estate,
        body,
        leaders=len(here),
        unknown=sum(one.is_party_member is None for one in here),
        party_members=len(members),
        seated=sum((body_id, pk) in sits for pk in members),
        waiting=sum((body_id, pk) in nominated for pk in members),
    )
