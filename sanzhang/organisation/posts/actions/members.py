"""What is done to grid members: entered for one grid or many, changed, checked, ended (§1.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as known
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class Service:
    """What a membership says beside who it is and where: kind, body, duty phone, duty, kinds of matter."""

    kind: str
    label: str = ""
    body: str = ""
    duty_phone: str = ""
    duty: str = ""
    topics: tuple[str, ...] = ()


def add_member(
    grid: Place,
    *,
    kind: str,
    name: str,
    phone: str,
    duty: str,
    topics: Iterable[str],
    by: Actor,
    at: datetime,
    label: str = "",
    body: str = "",
    duty_phone: str = "",
    to_check: str = "",
) -> GridMember:
    """Enter one member of one grid from today on (§1.4) and return the membership; twice is once.

    `phone`: the person's own, shown to nobody without consent; where `name` is empty, the body's duty phone.
    `label`: what an `other` is called. `to_check`: why the community should look at it once more.
    Raises: NotPossible — no such kind or topic, a closed grid, neither name nor body; NotAPhone.
    """
    named = clean_name(name)
    told = Service(
        kind, label, body, duty_phone if named else duty_phone or phone, duty, tuple(dict.fromkeys(topics))
    )
    made = add_to_grids(
        [grid], service=told, name=named, phone=phone if named else "", by=by, at=at, to_check=to_check
    )
    return made[0]


@transaction.atomic
def add_to_grids(
    grids: Sequence[Place],
    *,
    service: Service,
    name: str,
    phone: str,
    by: Actor,
    at: datetime,
    starts_on: date | None = None,
    shown: Iterable[str] = (),
    to_check: str = "",
) -> list[GridMember]:
    """Enter one person or body for several grids of one community at once; where it is already, it stays.

    `name` empty: only the body is known. `shown`: consents that the person gave. Raises as `add_member`.
    """
    seat = _require(grids, by=by, at=at)
    told = checked(service, has_person=bool(clean_name(name)))
    person = person_of(grids[0], told, name=name, phone=phone, by=by, at=at) if clean_name(name) else None
    day = starts_on or timezone.localdate(at)
    there = {one.grid_id: one for one in _running_as(grids, told, person, day)}
    made = [
        there.get(grid.pk) or _begin(grid, told, person, on=day, by=by, to_check=to_check) for grid in grids
    ]
    fresh = [one for one in made if one.grid_id not in there]
    if fresh:
        _note("member.added", fresh, by=by, at=at, seat=seat, about=person)
    for purpose in shown if person else ():  # from here on the person is this community's to look after
        people.consent(person, purpose=purpose, by=by, at=at)  # type: ignore[arg-type]
    return made


@transaction.atomic
def change_members(
    members: Sequence[GridMember], *, service: Service, by: Actor, at: datetime
) -> list[GridMember]:
    """Change what memberships of one person or body say: each ends today and another begins; the past stays.

    Raises: NotPossible — one has ended, or the change would make two of one.
    """
    seat = _require([one.grid for one in members], by=by, at=at)
    told = checked(service, has_person=members[0].person_id is not None)
    day = timezone.localdate(at)
    made = []
    for member in _locked(members, day):
        on, until = max(day, member.starts_on), member.ends_on
        _end(member, on=day, reason=rules.CHANGED)
        made.append(_begin(member.grid, told, member.person, on=on, by=by, ends_on=until))
    _note("member.changed", made, by=by, at=at, seat=seat, about=members[0].person)
    return made


@transaction.atomic
def settle_members(
    member: GridMember, *, grids: Sequence[Place], service: Service, by: Actor, at: datetime
) -> list[GridMember]:
    """Let the person or body of a membership serve exactly `grids`, with this service; return what runs then.

    What differs begins anew today, what is the same stays untouched. Raises as `add_member`.
    """
    _require([member.grid, *grids], by=by, at=at)
    if not grids:
        raise NotPossible("请至少选一个网格。要全部结束,请点“不再负责”。")
    told, day = checked(service, has_person=member.person_id is not None), timezone.localdate(at)
    serving = {one.grid_id: one for one in queries.memberships_of(member, at)}
    if member.ends_on is None and member.starts_on > day:
        serving.setdefault(member.grid_id, member)
    wanted = {grid.pk for grid in grids}
    left = [one for pk, one in serving.items() if pk not in wanted]
    differing = [one for pk, one in serving.items() if pk in wanted and service_of(one) != told]
    same = [one for pk, one in serving.items() if pk in wanted and service_of(one) == told]
    if left:
        end_members(left, by=by, at=at)
    made = change_members(differing, service=told, by=by, at=at) if differing else []
    seat = permission.require(by, "posts.edit_members", member, at=at)
    fresh = [_begin(grid, told, member.person, on=day, by=by) for grid in grids if grid.pk not in serving]
    if fresh:
        _note("member.added", fresh, by=by, at=at, seat=seat, about=member.person)
    return [*same, *made, *fresh]


def service_of(member: GridMember) -> Service:
    """Return what a membership says, as it would be entered."""
    told = (member.kind, member.label, member.body, member.duty_phone, member.duty)
    return Service(*told, tuple(member.topics))


@transaction.atomic
def end_members(
    members: Sequence[GridMember],
    *,
    on: date | None = None,
    reason: str = rules.LEFT,
    by: Actor,
    at: datetime,
) -> None:
    """Let memberships end, today or on a day to come. Raises: NotPossible — ended already, or a day that is past."""
    seat = _require([one.grid for one in members], by=by, at=at)
    day = timezone.localdate(at)
    last = on or day
    if last < day:
        raise NotPossible("这一天已经过去了。空着就是从今天起不再负责。")
    ended = _locked(members, day)
    for member in ended:
        _end(member, on=last, reason=reason)
    _note("member.ended", ended, by=by, at=at, seat=seat, about=ended[0].person, facts={"reason": reason})


@transaction.atomic
def confirm_members(members: Sequence[GridMember], *, by: Actor, at: datetime) -> None:
    """Note that doubtful memberships were looked at and are right."""
    seat = _require([one.grid for one in members], by=by, at=at)
    GridMember.objects.filter(pk__in=[one.pk for one in members]).update(to_check="")
    _note("member.checked", members, by=by, at=at, seat=seat, about=None)


def checked(service: Service, *, has_person: bool) -> Service:
    """Return a service made clean. Raises: NotPossible — no such kind or topic, or nobody named; NotAPhone."""
    known_topics = queries.topics()
    label = clean_name(service.label) if service.kind == rules.OTHER else ""
    body = clean_name(service.body)
    if service.kind not in rules.KINDS:
        raise NotPossible("没有这一类成员。请从列出的几类里选。")
    if service.kind == rules.OTHER and not label:
        raise NotPossible("选了“其他”,请写清楚是什么成员,例如“城管队员”。")
    if any(rules.has_mobile(text) for text in (label, body, service.duty)):
        raise NotPossible(rules.NO_MOBILE)
    if any(code not in known_topics for code in service.topics):
        raise NotPossible("“管哪些事”里有一项没有登记过。请从列出的里面选。")
    if not has_person and not body:
        raise NotPossible("请写姓名,或者写单位名称。")
    phone = rules.clean_duty_phone(service.duty_phone)
    return Service(
        service.kind, label, body, phone, " ".join(service.duty.split()), tuple(dict.fromkeys(service.topics))
    )


def person_of(place: Place, told: Service, *, name: str, phone: str, by: Actor, at: datetime) -> Person:
    """Return the person of this name and number, enrolled if need be; without a number, the member already known."""
    named = clean_name(name)
    if phone:
        found = known.same_person(named, phone)
    else:
        serving = GridMember.objects.filter(
            community_id=place.community_id, kind=told.kind, label=told.label, person__isnull=False
        )
        persons = (one.person for one in serving.select_related("person").order_by("-id"))
        found = next((one for one in persons if one and one.name == named and not one.phone), None)
    # the number was not checked with the person: it opens no seat until somebody did (R25)
    return found or people.enrol(
        name=named, phone=phone, verified=False, by=by, at=at, community_id=place.community_id
    )


def _require(grids: Sequence[Place], *, by: Actor, at: datetime) -> Seat | None:
    if not grids:
        raise NotPossible("请至少选一个网格。")
    seats = [permission.require(by, "posts.edit_members", grid, at=at) for grid in grids]
    if len({grid.community_id for grid in grids}) > 1:
        raise NotPossible("一次只能登记一个社区的网格。")
    if any(grid.kind != "grid" or grid.closed_on for grid in grids):
        raise NotPossible("有一个网格已经关闭了。请刷新页面再选。")
    return seats[0]


def _running_as(grids: Sequence[Place], told: Service, person: Person | None, day: date) -> list[GridMember]:
    found = GridMember.objects.filter(
        queries.on_day(day),
        community_id=grids[0].community_id,
        grid__in=[grid.pk for grid in grids],
        kind=told.kind,
        label=told.label,
        person=person,
    )
    return list((found if person else found.filter(body=told.body)).select_related("grid", "person"))


def _begin(
    grid: Place,
    told: Service,
    person: Person | None,
    *,
    on: date,
    by: Actor,
    ends_on: date | None = None,
    to_check: str = "",
) -> GridMember:
    member = GridMember(
        community_id=grid.in_community,
        grid=grid,
        person=person,
        kind=told.kind,
        label=told.label,
        body=told.body,
        duty_phone=told.duty_phone,
        duty=told.duty,
        topics=list(told.topics),
        starts_on=on,
        ends_on=ends_on,
        to_check=to_check,
        entered_by=by if isinstance(by, Person) else None,
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as fault:
        raise NotPossible(f"{grid.name}已经登记了同一位{member.title}。请刷新页面看看。") from fault
    return member


def _locked(members: Sequence[GridMember], day: date) -> list[GridMember]:
    """Return the rows for writing. Raises: NotPossible — one has ended since the page was read."""
    rows = GridMember.objects.select_for_update(of=("self",)).select_related("grid", "person")
    found = list(rows.filter(pk__in=[one.pk for one in members]).order_by("pk"))
    if any(one.ends_on and one.ends_on <= day for one in found):
        raise NotPossible("这条登记已经结束了,可能刚才有人改过。请刷新页面再看。")
    return found


def _end(member: GridMember, *, on: date, reason: str) -> None:
    member.ends_on, member.end_reason = max(on, member.starts_on), reason
    member.save(update_fields=["ends_on", "end_reason"])


def _note(
    action: str,
    members: Sequence[GridMember],
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None,
    about: Person | None,
    facts: dict[str, Any] | None = None,
) -> None:
    first = members[0]
    told = {"kind": first.kind, "grids": sorted(one.grid.number for one in members), **(facts or {})}
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=first,
        about=about,
        facts=told,
        community_id=first.community_id,
        path=first.grid.path,
    )
