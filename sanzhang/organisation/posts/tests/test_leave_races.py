"""Two who decide at once: one is done, the other told. Real transactions, real threads, both engines."""

import threading
from functools import partial

import pytest
from django.db import connection

from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.models import Leaving, Post, Tenure
from sanzhang.organisation.posts.tests.leaving import (
    DECEMBER_1,
    DECEMBER_8,
    HEARD_BY,
    SILENT,
    propose,
    resign,
)
from tests.cast import Cast
from tests.times import MONDAY_9AM, MONDAY_10AM

ROUNDS = 25


def at_once(*works):
    """Run all works at the same moment; return the name of what each returned or raised, sorted."""
    barrier, ended = threading.Barrier(len(works)), [""] * len(works)

    def run(place, work):
        barrier.wait()
        try:
            work()
            ended[place] = "done"
        except Exception as fault:
            ended[place] = type(fault).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def fresh(action, leaving, **more):
    """Return work that does `action` to a leaving as it is when it starts."""
    return lambda: action(Leaving.objects.get(pk=leaving.pk), **more)


@pytest.fixture
def world(transactional_db):
    cast = Cast()
    post = actions.open_post(cast.community, kind="community_worker", number=2, by=SYSTEM, at=cast.made_at)
    cast.he = cast.person("何平", "13800000021", login="heping")
    actions.seat(post, person=cast.he, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return cast


def again(cast):
    """Bring the leader back for another round."""
    Leaving.objects.all().delete()
    others = Tenure.objects.filter(post=cast.unit_post).exclude(pk=cast.tenures["unit_leader"].pk)
    others.update(cancelled_at=MONDAY_9AM)
    whole = {"ends_at": None, "end_reason": "", "term_until": None, "cancelled_at": None}
    Tenure.objects.filter(pk=cast.tenures["unit_leader"].pk).update(**whole)
    return Tenure.objects.select_related("post__place", "person").get(pk=cast.tenures["unit_leader"].pk)


def test_of_two_who_decide_a_removal_one_does(world):
    for number in range(ROUNDS):
        leaving = propose(world, again(world))
        how = {"words": "理由", "at": HEARD_BY}
        ended = at_once(
            fresh(actions.decide_removal, leaving, agreed=True, by=world.sun, **how),
            fresh(actions.decide_removal, leaving, agreed=number % 2 == 0, by=world.he, **how),
        )
        assert ended == ["NotPossible", "done"]
        leaving.refresh_from_db()
        held = queries.who_held(world.unit_post, HEARD_BY)
        assert (held is None) == (leaving.state == "done")
    assert not list(journal.faults())


def test_agreed_to_and_withdrawn_at_once_is_one_of_both(world):
    for _ in range(ROUNDS):
        leaving = resign(world, again(world))
        ended = at_once(
            fresh(actions.agree_to_resign, leaving, by=world.liu, at=MONDAY_10AM),
            fresh(actions.withdraw, leaving, by=world.zhang, at=MONDAY_10AM),
        )
        assert ended == ["NotPossible", "done"]
        leaving.refresh_from_db()
        held = queries.who_held(world.unit_post, SILENT)
        assert (held is None) == (leaving.state == "done")


def test_two_who_grant_a_leave_split_it_once(world):
    for _ in range(ROUNDS):
        leave = actions.ask_for_leave(
            again(world),
            leaves_at=DECEMBER_1,
            returns_at=DECEMBER_8,
            words="住院",
            by=world.zhang,
            at=MONDAY_9AM,
        )
        ended = at_once(
            fresh(actions.grant_leave, leave, acting=world.chen, by=world.liu, at=MONDAY_10AM),
            fresh(actions.grant_leave, leave, acting=world.li, by=world.he, at=MONDAY_10AM),
        )
        assert ended == ["NotPossible", "done"]
        assert Tenure.objects.filter(post=world.unit_post, cancelled_at=None).count() == 3


def test_asked_twice_at_once_waits_once(world):
    for _ in range(ROUNDS):
        tenure = again(world)
        ended = at_once(*[partial(resign, world, tenure)] * 2)
        assert ended == ["NotPossible", "done"]
        assert Leaving.objects.count() == 1


def test_the_clock_by_several_at_once_settles_once(world):
    resign(world, again(world))
    ended = at_once(*[lambda: jobs.follow_leavings(SILENT)] * 4)
    assert ended == ["done"] * 4
    assert Entry.objects.filter(action="leaving.settled_by_time").count() == 1
    assert Leaving.objects.get().decided_at == SILENT


def test_a_removal_and_a_death_at_once_leave_nobody_sitting(world):
    leaving = propose(world, again(world))
    at_once(
        fresh(actions.decide_removal, leaving, agreed=True, words="理由", by=world.sun, at=HEARD_BY),
        lambda: actions.note_death(world.zhang, on=MONDAY_9AM.date(), by=world.liu, at=HEARD_BY),
    )
    assert queries.who_held(Post.objects.get(pk=world.unit_post.pk), HEARD_BY) is None
