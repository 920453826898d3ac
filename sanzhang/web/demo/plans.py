"""The demo's plans of a division: one waits for the street, one is open with two options to compare."""

from datetime import datetime, timedelta

from django.utils import timezone

from sanzhang.foundation.people.models import Person
from sanzhang.organisation.division import actions as division
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

Houses = tuple[str, tuple[int, ...]]  # estate, numbers of its houses
TO_NEIGHBOUR: Houses = ("汇锦花园", (5, 6))
OLD, SPRING = ("老机车宿舍", (5, 6, 11, 12, 17, 18)), ("春和里", (1, 2, 6, 7, 11))
DAYS = 14


def plans(community: Place, worker: Person, at: datetime) -> None:
    """Let the community worker bring plans along, hand one to the street and leave the other open."""
    two = division.propose(
        community,
        name="汇锦花园两栋划给第7网格",
        numbers=_numbers(community, (TO_NEIGHBOUR, 7)),
        by=worker,
        at=at,
    )
    division.choose(two, by=worker, at=at)
    day = timezone.localdate(at) + timedelta(days=DAYS)
    division.sign(Draft.objects.get(pk=two.draft_id), takes_effect_on=day, by=worker, at=at)
    eight = division.propose(
        community,
        name="老机车宿舍和春和里之间新设一格",
        numbers=_numbers(community, (OLD, 8), (SPRING, 8)),
        by=worker,
        at=at,
    )
    division.choose(eight, by=worker, at=at)
    division.propose(
        community,
        name="只动汇锦花园",
        numbers=_numbers(community, (TO_NEIGHBOUR, 7)),
        draft=Draft.objects.get(pk=eight.draft_id),
        by=worker,
        at=at,
    )


def _numbers(community: Place, *moves: tuple[Houses, int]) -> dict[int, int]:
    """Return building id → number of its grid: today's, but for what moves."""
    buildings = territory.below(community, "building").select_related("estate", "parent")
    found = {}
    for one in buildings:
        number = one.parent.number if one.parent else 1
        for (estate, houses), grid in moves:
            if one.estate and one.estate.name == estate and one.number in houses:
                number = grid
        found[one.pk] = number
    return found
