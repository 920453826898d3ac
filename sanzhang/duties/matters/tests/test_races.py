"""Two at once: one step is written, the other is told. Real transactions, real threads."""

import threading

import pytest
from django.db import connection

from sanzhang.duties.matters import actions, rules
from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_10AM

ROUNDS = 100


def at_once(*works):
    """Run all works at the same moment; return what each returned or raised."""
    barrier, ended = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        barrier.wait()
        try:
            ended[place] = work()
        except Exception as fault:
            ended[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


@pytest.fixture
def committed(transactional_db):
    from tests.cast import Cast

    return Cast()


def test_of_two_pages_one_step_is_written_and_the_other_told(committed):
    cast = committed
    for number in range(ROUNDS):
        matter = cast.chen_reports(f"第 {number} 件")
        first, second = Matter.objects.get(pk=matter.pk), Matter.objects.get(pk=matter.pk)

        ended = at_once(
            lambda first=first: actions.pass_up(
                first, words="上报", by=cast.zhang, at=MONDAY_10AM, version=1
            ),
            lambda second=second: actions.answer(
                second, ending="solved", words="办好了", by=cast.zhang, at=MONDAY_10AM, version=1
            ),
        )

        kinds = sorted(type(one).__name__ for one in ended)
        assert kinds == ["MatterStep", "SomebodyWasFaster"], ended
        assert MatterStep.objects.filter(matter=matter).count() == 2
        matter.refresh_from_db()
        assert matter.version == 2
    assert not list(journal.faults())


def test_the_clock_twice_at_once_climbs_once(committed):
    cast = committed
    matters = [cast.chen_reports(str(number)) for number in range(20)]
    late = matters[0].due_at

    at_once(*[lambda: actions.climb_overdue(by=SYSTEM, at=late) for _ in range(4)])
    actions.climb_overdue(by=SYSTEM, at=late)

    for matter in matters:
        matter.refresh_from_db()
        assert (matter.rung, matter.version) == (rules.BUILDING, 2)
    assert not list(journal.faults())
