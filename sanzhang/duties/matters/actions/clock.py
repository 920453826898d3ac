"""What the clock does: overdue matters climb, orphans move on, silence confirms. Late or twice: the same."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Concat, Substr

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.pauses import end_silent_pauses
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster, take_step
from sanzhang.duties.matters.models import Clock, Matter, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import Move, of_buildings

BUILDING_WIDTH, BUILDINGS_AT_ONCE = 20, 40
A_YEAR = timedelta(days=365)
CLIMBS = (rules.WAITING, rules.ACCEPTED)


@transaction.atomic
def climb(matter: Matter, *, by: Actor, at: datetime, words: str = rules.OVERDUE) -> MatterStep | None:
    """Hand a matter to the next manned rung; at the top it stays, marked once as overdue.

    Where nobody above is found, it waits at least at the community. Raises: SomebodyWasFaster.
    """
    permission.require(by, "matter.climb", matter, at=at)
    if matter.state == rules.PAUSED and words == rules.OVERDUE:
        return None  # the clock stands still
    held = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, held)
    if rung is None and rules.LADDER.index(matter.rung) < rules.LADDER.index(rules.COMMUNITY):
        rung = rules.COMMUNITY
    if rung is not None:
        path = held.get(rung, rules.area_of(rung, matter.path))
        return take_step(matter, rules.CLIMB, by=by, at=at, words=words, rung=rung, rung_path=path)
    if words == rules.OVERDUE:
        _mark_as_stuck(matter, by, at)
    return None


def _mark_as_stuck(matter: Matter, by: Actor, at: datetime) -> None:
    unmarked = Matter.objects.filter(pk=matter.pk, version=matter.version, overdue_since=None)
    if unmarked.update(overdue_since=at):
        matter.overdue_since = at
        facts = {"rung": matter.rung, "rung_path": matter.rung_path}
        journal.record("matter.stuck", by=by, at=at, on=matter, community_id=matter.community_id, facts=facts)


def climb_overdue(*, by: Actor = SYSTEM, at: datetime, most: int = 1000) -> int:
    """Let every overdue matter climb, each at the instant when it was due, and as many rungs as that takes (R24).

    Returns how many steps were taken.
    """
    permission.require(by, "matter.climb", at=at)
    end_silent_pauses(by=by, at=at)  # what is over gives its time back first, however late the clock is
    steps = 0
    for matter in queries.overdue(at)[:most]:
        while matter.state in CLIMBS and matter.due_at and matter.due_at <= at and not matter.overdue_since:
            try:
                steps += climb(matter, by=by, at=matter.due_at) is not None
            except (SomebodyWasFaster, rules.NotPossible):
                break
    return steps


def climb_orphans(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Hand on what waits at posts that nobody holds any more (R16); return how many matters moved."""
    permission.require(by, "matter.climb", at=at)
    for place in {matter.place for matter in queries.astray()}:
        follow_place(place, by=by, at=at)  # a building that moved left no vacancy behind
    return _climb_all(queries.orphans(at), rules.ORPHANED, by, at)


def climb_stuck(path: str, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Hand on what was late with nobody above, now that somebody was seated at `path`; return how many moved."""
    permission.require(by, "matter.climb", at=at)
    return _climb_all(queries.stuck_below(path), rules.OVERDUE, by, at)


def step_aside(persons: Iterable[int], *, by: Actor = SYSTEM, at: datetime) -> int:
    """Take from `persons` and who lives with them what has come to be about one of them (R15); return how many."""
    permission.require(by, "matter.climb", at=at)
    return _climb_all(queries.to_step_aside(persons, at), rules.ASIDE, by, at)


def _climb_all(matters: Iterable[Matter], words: str, by: Actor, at: datetime) -> int:
    moved = 0
    for matter in matters:
        try:
            moved += climb(matter, by=by, at=at, words=words) is not None
        except (SomebodyWasFaster, rules.NotPossible):
            continue
    return moved


@transaction.atomic
def follow_place(place: Place, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Let matters lie where their places lie now, after a building moved to another grid; return how many."""
    permission.require(by, "matter.climb", at=at)
    moved = 0
    for node in Place.objects.filter(path__gte=place.path, path__lt=next_path(place.path)):
        astray = Matter.objects.filter(community_id=node.community_id, place=node).exclude(path=node.path)
        for rung in (rules.UNIT, rules.BUILDING, rules.GRID):
            astray.filter(rung=rung).update(rung_path=rules.area_of(rung, node.path))
        moved += astray.update(path=node.path)
    return moved


@transaction.atomic
def follow_moves(community: Place, moves: Sequence[Move], *, by: Actor = SYSTEM, at: datetime) -> int:
    """Let the matters of moved buildings and units lie where these lie now; no query a building.

    What waits at one of the three leaders waits at the leader of the same kind at the new place. Returns how many.
    """
    permission.require(by, "matter.climb", community, at=at)
    paths, moved = sorted(of_buildings(moves).items()), 0
    for start in range(0, len(paths), BUILDINGS_AT_ONCE):
        moved += _follow(community, dict(paths[start : start + BUILDINGS_AT_ONCE]))
    return moved


def _follow(community: Place, paths: dict[str, str]) -> int:
    """Put the matters of some buildings (old path → new path) to their new paths, in one statement."""
    tail = {name: Substr(name, BUILDING_WIDTH + 1) for name in ("path", "rung_path")}
    place, rung = [], []
    for old, new in paths.items():
        place.append(When(head=old, then=Concat(Value(new), tail["path"])))
        rung.append(When(head=old, rung=rules.GRID, then=Value(rules.area_of(rules.GRID, new))))
        below = When(
            head=old, rung__in=(rules.UNIT, rules.BUILDING), then=Concat(Value(new), tail["rung_path"])
        )
        rung.append(below)
    found = Matter.objects.filter(community=community).alias(head=Substr("path", 1, BUILDING_WIDTH))
    return found.filter(head__in=list(paths)).update(
        path=Case(*place, default="path"), rung_path=Case(*rung, default="rung_path")
    )


@transaction.atomic
def note_load(community: Place, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Write down how much work each building made in twelve months, for whoever divides grids (§1.2).

    Returns for how many buildings the count changed.
    """
    permission.require(by, "matter.note_load", community, at=at)
    counts = queries.counted_by_building(community, since=at - A_YEAR, until=at)
    said = {building: {"matters": count} for building, count in counts.items()}
    return territory.note_profiles(community, values=said, by=by, at=at)


def confirm_silent(*, by: Actor = SYSTEM, at: datetime, most: int = 1000) -> int:
    """Close what was answered seven days ago and met no word, each at its own instant; return how many."""
    permission.require(by, "matter.confirm_silent", at=at)
    closed = 0
    silent = Matter.objects.filter(
        answered_at__isnull=False, closed_at=None, answered_at__lte=at - rules.SILENCE
    ).order_by("answered_at")
    for matter in silent[:most]:
        then = (matter.answered_at or at) + rules.SILENCE
        try:
            take_step(matter, rules.CONFIRM, by=by, at=then, words=rules.SILENT_WORDS, closed_at=then)
            closed += 1
        except (SomebodyWasFaster, rules.NotPossible):
            continue
    return closed


@transaction.atomic
def set_clock(*, kind: str, rung: str, amount: int, unit: str, by: Actor, at: datetime) -> Clock:
    """Set how long a rung may keep a matter of a kind, from now on; running clocks keep what was promised."""
    permission.require(by, "matter.edit_clocks", at=at)
    clock, _ = Clock.objects.update_or_create(kind=kind, rung=rung, defaults={"amount": amount, "unit": unit})
    queries.general_clocks.forget()
    journal.record(
        "matter.clock_set", by=by, at=at, facts={"kind": kind, "rung": rung, "amount": amount, "unit": unit}
    )
    return clock
