"""Two at once: one step is written, the other is told. Real transactions, real threads."""

import threading

import pytest
from django.db import connection

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Decision, Dispatch, Matter, MatterStep
from sanzhang.duties.matters.tests.orders import HEAT
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_10AM

ROUNDS = 30


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


def test_of_two_who_claim_at_once_one_has_the_order(committed):
    cast = committed
    to = actions.Handler("department", "区住建局", post_id=cast.department_post.pk)
    for number in range(10):
        matter = cast.chen_reports(f"第 {number} 件")
        order = actions.dispatch(matter, to=to, words="看看", by=cast.zhang, at=MONDAY_10AM)
        first, second = Dispatch.objects.get(pk=order.pk), Dispatch.objects.get(pk=order.pk)

        ended = at_once(
            lambda first=first: actions.claim(first, by=cast.zhou, at=MONDAY_10AM),
            lambda second=second: actions.claim(second, by=cast.zhou, at=MONDAY_10AM),
        )

        assert sum(isinstance(one, Dispatch) for one in ended) == 1, ended
        assert all(isinstance(one, Dispatch | rules.NotPossible | actions.SomebodyWasFaster) for one in ended)
        assert MatterStep.objects.filter(matter=matter, step=rules.CLAIM).count() == 1
    assert not list(journal.faults())


def test_of_two_who_decide_or_mark_at_once_one_is_taken(committed):
    cast = committed
    for number in range(8):
        matter = cast.chen_reports(f"第 {number} 件")
        order = actions.dispatch(matter, to=HEAT, words="看看", by=cast.zhang, at=MONDAY_10AM)
        bearer = queries.bearer_of(order)
        back = at_once(
            *[
                lambda order=order, bearer=bearer: actions.hand_back(
                    Dispatch.objects.get(pk=order.pk), words="不归", by=bearer, at=MONDAY_10AM
                )
            ]
            * 2
        )
        decision = next(one for one in back if isinstance(one, Decision))
        decided = at_once(
            *[
                lambda choice=choice, pk=decision.pk: actions.decide_return(
                    Decision.objects.get(pk=pk), choice=choice, words="定了", by=cast.li, at=MONDAY_10AM
                )
                for choice in ("confirm", "take_back")
            ]
        )

        assert sum(isinstance(one, Decision) for one in back) == 1, back
        assert sum(isinstance(one, Decision) for one in decided) == 1, decided
        assert Matter.objects.get(pk=matter.pk).version == MatterStep.objects.filter(matter=matter).count()
    assert not list(journal.faults())
