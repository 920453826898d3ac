"""Two at once: one month is never given twice, and nothing is half done (both engines)."""

import threading

import pytest
from django.db import connections

from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.actions import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Reminder, Swap, Turn
from sanzhang.mechanisms.rotation.tests.conftest import JANUARY, Unit
from sanzhang.organisation.posts.models import Tenure
from tests.cast import Cast
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db(transaction=True)
FEBRUARY, MARCH = rules.month_after(JANUARY), rules.month_after(JANUARY, 2)


def all_at_once(*works):
    """Run works in threads and return how many went through, and the refusals."""
    done, refused, lock = [], [], threading.Lock()
    barrier = threading.Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            work()
        except NotPossible as fault:
            with lock:
                refused.append(fault)
        except Exception as fault:
            with lock:
                refused.append(fault)
        else:
            with lock:
                done.append(work)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(fault, NotPossible) for fault in refused), refused
    return len(done), len(refused)


def match(rota):
    for turn in Turn.objects.filter(rota=rota, state=rules.PLANNED).select_related("tenure", "member"):
        assert turn.tenure.cancelled_at is None
        assert turn.tenure.person_id == turn.member.person_id
    live = Tenure.objects.filter(post=rota.post, way="rotation", cancelled_at=None)
    assert live.count() == Turn.objects.filter(rota=rota, state=rules.PLANNED).count()


def test_one_vacant_month_is_taken_by_one():
    unit = Unit(Cast())
    members = unit.begin("102", "201", "202")
    for round_ in range(6):
        month = rules.month_after(JANUARY, round_)
        turn = unit.turn(month)
        actions.skip(turn, move_up=False, by=turn.member.person, at=MONDAY_9AM)
        works = [
            lambda one=one, month=month: actions.take(unit.turn(month), one, by=one.person, at=MONDAY_9AM)
            for one in members.values()
        ]
        assert all_at_once(*works) == (1, 2)
    match(unit.rota)


def test_two_swaps_of_one_month_end_in_one():
    unit = Unit(Cast())
    unit.begin("102", "201", "202")
    first = actions.ask_swap(unit.turn(FEBRUARY), unit.turn(JANUARY), by=unit.people["201"], at=MONDAY_9AM)
    second = actions.ask_swap(unit.turn(MARCH), unit.turn(JANUARY), by=unit.people["202"], at=MONDAY_9AM)

    done = all_at_once(
        *(
            lambda swap=swap: actions.answer_swap(
                Swap.objects.get(pk=swap.pk), agreed=True, by=unit.people["102"], at=MONDAY_9AM
            )
            for swap in (first, second)
        )
    )

    assert done == (1, 1)
    assert Swap.objects.filter(state=rules.AGREED).count() == 1
    match(unit.rota)


def test_a_skip_and_a_swap_at_once_leave_whole_months():
    unit = Unit(Cast())
    unit.begin("102", "201", "202")
    swap = actions.ask_swap(unit.turn(FEBRUARY), unit.turn(JANUARY), by=unit.people["201"], at=MONDAY_9AM)

    all_at_once(
        lambda: actions.answer_swap(swap, agreed=True, by=unit.people["102"], at=MONDAY_9AM),
        lambda: actions.skip(unit.turn(MARCH), by=unit.people["202"], at=MONDAY_9AM),
    )

    match(unit.rota)


def test_extending_at_once_gives_each_month_once():
    unit = Unit(Cast())
    unit.begin("102", "201")
    later = rules.midnight(MARCH)

    assert all_at_once(*[lambda: actions.extend(unit.rota, by=SYSTEM, at=later)] * 4) == (4, 0)

    assert len(unit.doors()) == 8
    match(unit.rota)


def test_reminding_at_once_reminds_once():
    unit = Unit(Cast())
    unit.begin("102", "201")
    day = rules.midnight(FEBRUARY) - (rules.midnight(FEBRUARY) - rules.midnight(JANUARY)) / 31

    assert all_at_once(*[lambda: actions.remind(by=SYSTEM, at=day)] * 3) == (3, 0)

    assert Reminder.objects.count() == 2


def test_a_household_that_presses_twice_joins_once():
    unit = Unit(Cast())
    cast = unit.cast
    door = cast.doors[cast.unit.pk, "302"]

    done = all_at_once(
        *[lambda: actions.join(unit.rota, household=door, person=cast.chen, by=cast.chen, at=MONDAY_9AM)] * 3
    )

    assert done == (1, 2)
    assert Member.objects.count() == 1
