"""Two leaders on one post are impossible in the database itself, on both engines (R4, T13)."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Tenure
from tests.cast import Cast
from tests.times import MONDAY_9AM, MONDAY_10AM

HOUR = timedelta(hours=1)


def insert(cast, starts_at, ends_at):
    """Insert a tenure past every action, as somebody with a database prompt would."""
    tenure = Tenure(
        community_id=cast.community.pk,
        post=cast.unit_post,
        person=cast.stranger,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    with transaction.atomic():
        tenure.save(force_insert=True)
    return tenure


def test_the_database_refuses_a_second_leader(cast):
    with pytest.raises(DatabaseError, match="one_leader_a_post"):
        insert(cast, MONDAY_9AM, None)
    with pytest.raises(DatabaseError, match="one_leader_a_post"):
        insert(cast, cast.made_at - HOUR, cast.made_at + HOUR)


def test_the_database_refuses_to_lengthen_a_tenure_into_the_next(cast):
    cast.vacate("unit_leader", at=MONDAY_9AM)
    insert(cast, MONDAY_9AM, None)

    with pytest.raises(DatabaseError, match="one_leader_a_post"), transaction.atomic():
        Tenure.objects.filter(pk=cast.tenures["unit_leader"].pk).update(ends_at=MONDAY_10AM)


def test_terms_are_half_open_so_one_may_follow_another_at_the_same_instant(cast):
    cast.vacate("unit_leader", at=MONDAY_9AM)

    insert(cast, MONDAY_9AM, None)

    assert queries.holders("unit_leader", cast.unit.path, MONDAY_9AM)[0].person == cast.stranger


class TenuresNeverOverlap(TestCase):
    """Whatever is tried, at each instant at most one holds the post."""

    @settings(max_examples=25, deadline=None)
    @given(some.lists(some.tuples(some.integers(0, 40), some.integers(1, 12) | some.none()), max_size=8))
    def test_at_each_instant_at_most_one(self, wishes):
        cast = Cast()
        cast.vacate("unit_leader", at=MONDAY_9AM)
        for start, length in wishes:
            begins = MONDAY_9AM + start * HOUR
            try:
                insert(cast, begins, begins + length * HOUR if length else None)
            except DatabaseError:
                continue
        for hour in range(60):
            at = MONDAY_9AM + hour * HOUR
            assert Tenure.objects.filter(queries.live(at), post=cast.unit_post).count() <= 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_gets_the_post():
    cast = Cast()
    for round_ in range(40):
        at = MONDAY_9AM + round_ * HOUR
        Tenure.objects.filter(post=cast.unit_post, ends_at=None).update(ends_at=at)
        won, lost = [], []

        def claim(person, at=at, won=won, lost=lost):
            try:
                actions.seat(cast.unit_post, person=person, starts_at=at, by=SYSTEM, at=at)
                won.append(person)
            except actions.PostTaken:
                lost.append(person)
            finally:
                connections.close_all()

        rivals = [
            threading.Thread(target=claim, args=(one,))
            for one in (cast.stranger, cast.zhao, cast.chen, cast.li)
        ]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()
        assert (len(won), len(lost)) == (1, 3)
