"""Two at once: one post, one selection, one leader. Real transactions, real threads."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.selection import actions, rules
from sanzhang.organisation.selection.models import Endorsement, Procedure, StageRow
from sanzhang.organisation.selection.tests.world import World
from tests.times import MONDAY_9AM

ROUNDS, FEW = 500, 20


def at_once(*works):
    """Run all works at the same moment; return the name of what each returned or raised."""
    barrier, ended = threading.Barrier(len(works)), [""] * len(works)

    def run(place, work):
        barrier.wait()
        try:
            ended[place] = type(work()).__name__
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


@pytest.fixture
def committed(transactional_db):
    return World()


def test_of_two_who_claim_one_post_exactly_one_sits_there(committed):
    world, chair = committed, committed.vacancy
    starts_at = MONDAY_9AM
    for number in range(ROUNDS):
        at = starts_at + timedelta(hours=number)
        ended = at_once(
            *(
                lambda person=person, at=at: posts.seat(
                    chair, person=person, starts_at=at, ends_at=at + timedelta(hours=1), by=SYSTEM, at=at
                )
                for person in (world.cast.chen, world.cast.zhao)
            )
        )
        assert ended == ["PostTaken", "Tenure"], number

    assert Tenure.objects.filter(post=chair).count() == ROUNDS


def test_of_two_calls_at_once_one_lives(committed):
    world = committed
    for number in range(FEW):
        at = MONDAY_9AM + timedelta(minutes=number)
        ended = at_once(
            *(
                lambda by=by, at=at: actions.call(world.vacancy, way=rules.ELECTION, by=by, at=at)
                for by in (world.liu, world.he)
            )
        )
        assert ended == ["AlreadyRunning", "Procedure"]
        live = Procedure.objects.get(ended_at=None)
        actions.call_off(live, words="下一轮", by=world.liu, at=at)
    assert not list(journal.faults())


def test_a_household_stands_behind_one_whoever_is_faster(committed):
    world = committed
    procedure = world.call(rules.SELF_NOMINATION)
    first, second = world.stand(procedure), world.stand(procedure, phone="13700000002")
    home = world.doors("101")
    for _ in range(FEW):
        at_once(
            *(
                lambda one=one: actions.endorse(one, households=home, by=world.liu, at=world.at)
                for one in (first, second)
            )
        )
        assert Endorsement.objects.filter(procedure=procedure, withdrawn_at=None).count() == 1
        Endorsement.objects.all().delete()


def test_a_clock_that_runs_twice_at_once_takes_each_step_once(committed):
    world = committed
    procedure = world.published()
    at = procedure.due_at
    at_once(*(lambda: actions.follow(by=SYSTEM, at=at) for _ in range(4)))

    assert world.now(procedure).stage == rules.CHOICE
    assert StageRow.objects.filter(procedure=procedure, verb="end_publication").count() == 1


def test_two_deciders_at_once_choose_one(committed):
    world = committed
    procedure = world.to_choice(count=2)
    first, second = procedure.candidates.order_by("number")
    said = {"opinion": "同意", "signed_by": "社区党委", "at": world.at}
    ended = at_once(
        lambda: actions.decide(first, by=world.he, **said),
        lambda: actions.decide(second, by=world.sun, **said),
    )

    assert ended == ["Decision", "NotPossible"]


def test_a_seat_from_outside_and_one_by_filing_at_once_leave_one_leader(committed):
    world = committed
    procedure = world.decided()
    starts_on = (world.at + timedelta(days=3)).date()
    filing = actions.hand_in(procedure, starts_on=starts_on, by=world.liu, at=world.at)
    posts.decide_filing(filing, accepted=True, by=world.sun, at=world.at)
    chair = Post.objects.get(pk=world.vacancy.pk)
    midnight = local_midnight(starts_on)
    at_once(
        lambda: actions.take_filing(filing, by=SYSTEM, at=world.at),
        lambda: posts.seat(chair, person=world.cast.zhao, starts_at=midnight, by=world.liu, at=world.at),
    )

    assert Tenure.objects.filter(post=chair, cancelled_at=None).count() == 1
    now = world.now(procedure)
    assert (now.stage == rules.SEAT) != bool(now.trouble)
