"""Two at once: a round, a rating, a support are one each; a suggestion is answered once (both engines)."""

import threading
from datetime import date

import pytest
from django.db import connections

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.supervision import actions, queries, rules
from sanzhang.duties.supervision.actions import Report
from sanzhang.duties.supervision.actions.suggesting import Reply
from sanzhang.duties.supervision.models import Answer, Finding, Inspection, Rated, Support, Tally, WatchedBody
from sanzhang.foundation.permission import Bearer
from sanzhang.organisation.territory.models import Place
from tests.cast import Cast
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db(transaction=True)
FIVE = [4, 4, 4, 4, 4]


def all_at_once(*works):
    """Run works in threads and return how many went through, and how many were refused with words."""
    done, refused, lock = [], [], threading.Lock()
    barrier = threading.Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            work()
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
    assert all(isinstance(fault, rules.NotPossible) for fault in refused), refused
    return len(done), len(refused)


@pytest.fixture
def small(transactional_db):
    return Cast()


def company_of(cast):
    made = actions.keep_body(
        cast.community,
        kind="property",
        name="安居物业",
        starts_on=date(2026, 1, 1),
        places=Place.objects.filter(pk=cast.building.pk),
        by=cast.liu,
        at=MONDAY_9AM,
    )
    actions.take_customary(made, by=cast.liu, at=MONDAY_9AM)
    return WatchedBody.objects.get(pk=made.pk)


def test_everything_that_may_be_once_is_once(small):
    cast = small
    company = company_of(cast)
    lamp, green, *_ = queries.duties_to_walk(cast.unit, MONDAY_9AM)
    month = date(2026, 11, 1)

    def hand_in(reports):
        return lambda: actions.inspect(cast.unit_post, reports, month=month, by=cast.zhang, at=MONDAY_10AM)

    same = {lamp.pk: Report("problem", "三楼灯不亮")}
    other = {lamp.pk: Report("good"), green.pk: Report("good")}
    assert all_at_once(hand_in(same), hand_in(other), hand_in(same), hand_in(other)) == (4, 0)
    counts = (Inspection.objects.count(), Finding.objects.count(), Matter.objects.count())
    assert counts == (1, 1, 1)
    assert dict(Answer.objects.values_list("duty_id", "result")) == {lamp.pk: "problem", green.pk: "good"}

    def rate():
        actions.rate(company, FIVE, voice="households", by=cast.chen, at=MONDAY_9AM)

    assert all_at_once(rate, rate, rate) == (1, 2)
    assert (Rated.objects.count(), sum(one.count for one in Tally.objects.all())) == (1, 5)

    made = actions.suggest(cast.unit, "放一张长椅", by=Bearer.anyone(), at=MONDAY_9AM)
    back = [lambda: actions.support(made, by=cast.chen, at=MONDAY_9AM)] * 3
    assert all_at_once(*back) == (1, 2)
    assert Support.objects.count() == 1
    reply = Reply(rules.DECLINED, "场地是消防通道,不能放。")
    answer = [lambda: actions.answer_suggestion(made, reply, by=cast.liu, at=MONDAY_10AM)] * 3
    assert all_at_once(*answer) == (1, 2)
    assert made.steps.count() == 2
