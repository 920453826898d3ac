"""Two workers at once: one step is written, the other is told. Real transactions, real threads."""

import threading
from functools import partial

import pytest
from django.db import connection

from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions
from sanzhang.organisation.division.models import Change, Draft
from sanzhang.organisation.division.tests.conftest import EFFECT_DAY, MIDNIGHT, make_world
from sanzhang.organisation.territory.models import PlaceEdge
from tests.cast import Cast
from tests.times import MONDAY_9AM, MONDAY_10AM

ROUNDS = 20


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
    return make_world(Cast())


def test_of_two_moves_at_once_one_is_done_and_the_other_told(committed):
    world = committed
    option = world.option(world.propose())
    for _ in range(ROUNDS):
        read = world.option(option)
        to = 3 - int(world.drawn(option)[4])
        move = partial(
            actions.move_buildings,
            read,
            buildings=[world.buildings[4].pk],
            to=to,
            by=world.liu,
            at=MONDAY_10AM,
            version=read.version,
        )
        ended = at_once(move, move)
        assert ended == ["Change", "SomebodyWasFaster"]

    assert Change.objects.count() == ROUNDS
    assert world.option(option).version == 1 + ROUNDS
    assert not list(journal.faults())


def test_a_move_and_a_signature_at_once_never_sign_what_was_not_read(committed):
    world = committed
    for _ in range(ROUNDS):
        option = world.propose()
        draft = actions.choose(option, by=world.liu, at=MONDAY_9AM)
        at_once(
            lambda option=option: actions.move_buildings(
                option, buildings=[world.buildings[4].pk], to=2, by=world.liu, at=MONDAY_10AM
            ),
            lambda draft=draft: actions.sign(
                draft, takes_effect_on=EFFECT_DAY, by=world.liu, at=MONDAY_10AM, version=draft.version
            ),
        )
        draft.refresh_from_db()
        assert (draft.state == "signed") == (world.drawn(option) == "1111122222")
        if draft.state == "signed":
            actions.withdraw(draft, by=world.liu, at=MONDAY_10AM)


def test_drafts_begun_at_once_get_numbers_of_their_own(committed):
    world = committed
    assert at_once(*[world.propose] * 4) == ["Option"] * 4
    assert sorted(Draft.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_the_midnight_run_by_several_at_once_is_done_once(committed):
    world = committed
    draft = world.approved()

    at_once(*[lambda: actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)] * 4)

    draft.refresh_from_db()
    assert draft.state == "in_force"
    assert PlaceEdge.objects.filter(place=world.buildings[4]).count() == 2
    assert not list(journal.faults())
