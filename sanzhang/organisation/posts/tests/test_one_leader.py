"""One leader a post at any instant: in the database, whoever writes, on both engines (R4, T13)."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Post, Tenure
from tests.times import MONDAY_9AM, MONDAY_10AM

HOUR = timedelta(hours=1)
ROUNDS = 200
COLUMNS = (
    "id, community_id, post_id, person_id, starts_at, ends_at, is_acting, way, reason, end_reason, end_words"
)


@pytest.fixture
def vacancy(cast):
    return Post.objects.get(place=cast.next_unit, kind="unit_leader")


def insert(post, person, starts_at, ends_at, number):
    adapt = connection.ops.adapt_datetimefield_value
    times = [adapt(starts_at), adapt(ends_at)]
    row = [number, post.community_id, post.pk, person.pk, *times, False, "election", "", "", ""]
    marks = ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO posts_tenure ({COLUMNS}) VALUES ({marks})", row)


def test_the_rule_is_in_the_database(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'posts_tenure'"
            )
            found = dict(cursor.fetchall())
            assert set(found) == {"one_leader_a_post_insert", "one_leader_a_post_update"}
            assert all("cancelled_at" in sql for sql in found.values())
        else:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'one_leader_a_post'"
            )
            assert "EXCLUDE USING gist" in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [
        (0, 2, False),
        (1, 2, False),
        (2, 3, False),
        (3, 5, False),
        (0, None, False),
        (2, None, False),
        (0, 1, True),
        (4, 5, True),
        (4, None, True),
    ],
)
def test_the_database_refuses_what_overlaps_by_itself(cast, vacancy, starts, ends, fits):
    def at(hours):
        return None if hours is None else MONDAY_9AM + hours * HOUR

    insert(vacancy, cast.chen, at(1), at(4), 1)
    if fits:
        insert(vacancy, cast.zhao, at(starts), at(ends), 2)
    else:
        with pytest.raises(IntegrityError, match="one_leader_a_post"):
            insert(vacancy, cast.zhao, at(starts), at(ends), 2)


def test_a_change_that_overlaps_is_refused_too(cast, vacancy):
    insert(vacancy, cast.chen, MONDAY_9AM, MONDAY_10AM, 1)
    insert(vacancy, cast.zhao, MONDAY_10AM, None, 2)
    with pytest.raises(IntegrityError, match="one_leader_a_post"), transaction.atomic():
        Tenure.objects.filter(pk=1).update(ends_at=MONDAY_10AM + HOUR)
    with pytest.raises(IntegrityError, match="one_leader_a_post"), transaction.atomic():
        Tenure.objects.filter(pk=2).update(post=cast.unit_post)


def test_what_was_entered_wrongly_overlaps_with_nothing_until_it_counts_again(cast, vacancy):
    insert(vacancy, cast.chen, MONDAY_9AM, None, 1)
    Tenure.objects.filter(pk=1).update(cancelled_at=MONDAY_9AM)
    insert(vacancy, cast.zhao, MONDAY_9AM, None, 2)
    with pytest.raises(IntegrityError, match="one_leader_a_post"), transaction.atomic():
        Tenure.objects.filter(pk=1).update(cancelled_at=None)


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(1, 12)), st.booleans()), max_size=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS)
def test_whatever_is_tried_the_tenures_never_overlap(cast, vacancy, spans):
    with transaction.atomic():
        held: list[tuple[int, float]] = []
        for start, length, undo in spans:
            end = float("inf") if length is None else start + length
            free = all(start >= until or end <= since for since, until in held)
            try:
                tenure = actions.seat(
                    vacancy,
                    person=cast.chen,
                    starts_at=MONDAY_9AM + start * HOUR,
                    ends_at=None if length is None else MONDAY_9AM + end * HOUR,
                    by=SYSTEM,
                    at=MONDAY_9AM,
                )
            except actions.PostTaken:
                assert not free
                continue
            assert free
            if undo:
                actions.cancel(tenure, by=SYSTEM, at=MONDAY_9AM)
            else:
                held.append((start, end))
        for hour in range(55):
            at = MONDAY_9AM + hour * HOUR
            is_held = any(since <= hour < until for since, until in held)
            assert bool(queries.running([vacancy], at)) == is_held
            if not is_held:  # what lists sift by is never later than a vacancy
                vacancy.refresh_from_db()
                assert vacancy.vacant_since is not None
                assert vacancy.vacant_since <= at
        transaction.set_rollback(True)


def compete(people, post):
    """Let all seat themselves at once; return what each was told."""
    ready, told = threading.Barrier(len(people)), []

    def press(person):
        try:
            ready.wait()
            actions.seat(post, person=person, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)
            told.append("seated")
        except actions.PostTaken as refused:
            told.append(refused.words)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_of_two_to_eight_who_press_at_once_exactly_one_is_seated(cast):
    vacancy = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    people = [cast.chen, cast.zhao, cast.stranger, cast.li, cast.wang, cast.zhang, cast.liu, cast.sun]
    for round_ in range(ROUNDS):
        many = 2 + round_ % 7
        told = compete(people[:many], vacancy)
        assert told.count("seated") == 1, told
        assert len(told) == many
        assert all(words == "seated" or "已经有人" in words for words in told)
        assert Tenure.objects.filter(post=vacancy).count() == 1
        Tenure.objects.filter(post=vacancy).delete()
    close_old_connections()
