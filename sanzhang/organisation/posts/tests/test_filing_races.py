"""Filing at once: one decides, numbers have no gap. Real transactions, real threads, both engines."""

from datetime import date

import pytest
from django.db.models import Max

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions
from sanzhang.organisation.posts.models import Filing, Post, TermReminder
from sanzhang.organisation.posts.tests.test_leave_races import at_once
from tests.cast import Cast
from tests.times import MONDAY_9AM

ROUNDS = 20


@pytest.fixture
def world(transactional_db):
    cast = Cast()
    post = actions.open_post(cast.community, kind="community_worker", number=2, by=SYSTEM, at=cast.made_at)
    cast.he = cast.person("何平", "13800000021", login="heping")
    actions.seat(post, person=cast.he, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return cast


def handed_in(cast, person, place):
    return actions.submit_filing(
        Post.objects.get(place=place, kind="unit_leader"),
        person=person,
        way="election",
        starts_on=date(2026, 12, 1),
        until=date(2029, 12, 1),
        by=cast.liu,
        at=MONDAY_9AM,
    )


def decide(filing, by, *, accepted=True):
    """Return work that decides a filing as it is when the work starts."""
    how = {"accepted": accepted, "words": "理由", "by": by, "at": MONDAY_9AM}
    return lambda: actions.decide_filing(Filing.objects.get(pk=filing.pk), **how)


def without_gaps():
    serials = sorted(Filing.objects.filter(state="filed").values_list("serial", flat=True))
    return serials == list(range(1, len(serials) + 1))


def test_of_two_who_decide_one_does(world):
    for number in range(ROUNDS):
        filing = handed_in(world, world.chen, world.next_unit)
        ended = at_once(decide(filing, world.sun), decide(filing, world.he, accepted=number % 2 == 0))
        assert ended == ["NotPossible", "done"]
        assert without_gaps()


def test_two_filings_at_once_get_two_numbers(world):
    for number in range(1, ROUNDS + 1):
        pair = handed_in(world, world.chen, world.next_unit), handed_in(world, world.zhao, world.far_unit)
        assert at_once(decide(pair[0], world.sun), decide(pair[1], world.he)) == ["done", "done"]
        assert without_gaps()
        assert Filing.objects.aggregate(last=Max("serial"))["last"] == 2 * number


def test_who_takes_back_and_who_decides_at_once_do_not_both(world):
    for _ in range(ROUNDS):
        filing = handed_in(world, world.chen, world.next_unit)
        ended = at_once(
            decide(filing, world.sun),
            lambda one=filing: actions.withdraw_filing(
                Filing.objects.get(pk=one.pk), by=world.liu, at=MONDAY_9AM
            ),
        )
        assert ended == ["NotPossible", "done"]
        assert without_gaps()


def test_handed_in_twice_at_once_waits_once(world):
    def work():
        handed_in(world, world.chen, world.next_unit)

    for _ in range(ROUNDS):
        assert at_once(work, work) == ["NotPossible", "done"]
        Filing.objects.all().delete()


def test_two_clocks_remind_once(world):
    post = Post.objects.get(place=world.next_unit, kind="unit_leader")
    end = MONDAY_9AM.replace(month=12, hour=0)
    actions.seat(post, person=world.chen, starts_at=MONDAY_9AM, ends_at=end, by=SYSTEM, at=MONDAY_9AM)

    def work():
        actions.remind_of_terms(world.community, by=SYSTEM, at=MONDAY_9AM)

    for _ in range(ROUNDS):
        assert at_once(work, work) == ["done", "done"]
        assert TermReminder.objects.count() == 1
        TermReminder.objects.all().delete()
