"""Who lives behind which door, so that nobody handles a matter of his own household (§4.1, R15)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.duties.residents import actions, queries
from sanzhang.duties.residents.models import Home
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

TODAY, TOMORROW = timezone.localdate(MONDAY_9AM), timezone.localdate(TUESDAY_9AM)


@pytest.fixture
def door(cast):
    return cast.doors[cast.unit.pk, "302"]


def settle(person, door, by, at=MONDAY_9AM):
    return actions.settle(person, household=door, by=by, at=at)


def test_who_lives_together_is_known(cast, door):
    settle(cast.li, door, cast.liu)

    assert queries.housemates_of([cast.chen.pk], TODAY) == {cast.chen.pk, cast.li.pk}
    assert queries.housemates_of([], TODAY, households=[door.pk]) == {cast.chen.pk, cast.li.pk}
    assert queries.housemates_of([cast.stranger.pk], TODAY) == {cast.stranger.pk}
    assert queries.housemates_of([], TODAY) == set()
    assert queries.households_of(cast.li.pk, TODAY) == [door.pk]


def test_the_day_decides(cast, door):
    home = settle(cast.li, door, cast.liu)
    actions.move_out(home, by=cast.liu, at=TUESDAY_9AM)

    assert cast.li.pk in queries.housemates_of([cast.chen.pk], TODAY)
    assert cast.li.pk not in queries.housemates_of([cast.chen.pk], TOMORROW)
    assert cast.li.pk not in queries.housemates_of([cast.chen.pk], TODAY - timedelta(days=1))


def test_twice_is_once(cast, door):
    assert settle(cast.li, door, cast.liu) == settle(cast.li, door, cast.liu, at=MONDAY_10AM)
    assert Entry.objects.filter(action="home.settled", about=cast.li.journal_key).count() == 1


def test_a_home_entered_today_is_taken_back_without_a_trace_in_the_register(cast, door):
    actions.move_out(settle(cast.li, door, cast.liu), by=cast.liu, at=MONDAY_10AM)
    assert not Home.objects.filter(person=cast.li).exists()
    assert Entry.objects.get(action="home.left").about == cast.li.journal_key


@pytest.mark.parametrize("who", ["stranger", "zhang", "wang", "sun", "chen", "qian"])
def test_a_stranger_settles_nobody_and_moves_nobody_out(cast, door, who):
    with pytest.raises(NotAllowed):
        settle(cast.li, door, getattr(cast, who))
    with pytest.raises(NotAllowed):
        actions.move_out(cast.home, by=getattr(cast, who), at=MONDAY_9AM)


def test_one_moves_out_once(cast):
    actions.move_out(cast.home, by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible):
        actions.move_out(cast.home, by=cast.liu, at=MONDAY_10AM)
    assert Entry.objects.filter(action="home.left").count() == 1


def test_a_closed_door_takes_nobody(cast, door):
    door.closed_on = date(2026, 11, 1)
    with pytest.raises(actions.NotPossible):
        settle(cast.li, door, cast.liu)


def test_the_journal_says_who_settled_whom(cast, door):
    settle(cast.li, door, cast.liu)
    entry = Entry.objects.filter(action="home.settled").latest("id")
    assert (entry.actor, entry.about) == (f"person:{cast.liu.journal_key}", cast.li.journal_key)
    assert entry.post_id == cast.community_post.pk


def test_the_database_keeps_one_home_a_door_and_person(cast, door):
    with pytest.raises(IntegrityError), transaction.atomic():
        Home.objects.create(community=cast.community, household=door, person=cast.chen, starts_on=TODAY)


def test_a_unit_is_told_door_by_door_in_two_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        doors = queries.doors_of(cast.unit, TODAY)
    told = {door.household.number: [home.person_id for home in door.homes] for door in doors}
    assert told["302"] == [cast.chen.pk]
    assert told["101"] == [cast.zhang.pk]
    assert told["201"] == []
    assert queries.known_in([cast.unit, cast.far_unit], TODAY) == {cast.unit.pk: 2}
