"""What of leaving is in the year of posts, and what waits for whom on the desk."""

from datetime import date

from sanzhang.foundation.channels.models import Message
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.tests.leaving import HEARD_BY, SILENT, away, propose, resign
from tests.times import MONDAY_9AM, MONDAY_10AM

YEAR = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}


def told(by, at=MONDAY_9AM, area="", **days):
    return sorted((one.on, one.kind) for one in queries.leaving_coming(by, area, at=at, **(YEAR | days)))


def test_the_year_tells_hearings_resignations_and_leaves(cast, zhang):
    resign(cast, zhang)
    away(cast, cast.tenures["building_leader"], by=cast.li)
    propose(cast, cast.tenures["grid_leader"])

    assert told(cast.liu) == [
        (date(2026, 11, 27), "hearing"),
        (date(2026, 12, 1), "leave_begins"),
        (date(2026, 12, 8), "leave_ends"),
        (date(2026, 12, 8), "resignation"),
    ]
    assert told(cast.liu, until=date(2026, 12, 1)) == [(date(2026, 11, 27), "hearing")]
    assert told(cast.liu, area=cast.building.path) == told(cast.sun, since=date(2026, 12, 1))
    for who in (cast.li, cast.wu, cast.stranger):
        assert told(who) == []


def test_what_is_overdue_is_marked(cast, zhang):
    propose(cast, zhang)
    coming = queries.leaving_coming(cast.liu, "", at=HEARD_BY, **YEAR)
    assert [one.is_late for one in coming] == [True]


def test_each_finds_what_waits_for_him(cast, zhang):
    leaving = propose(cast, zhang)
    assert [one.url for one in queries.leaving_to_do(cast.zhang, MONDAY_9AM)] == [
        f"/posts/leavings/{leaving.pk}/"
    ]
    assert queries.leaving_to_do(cast.sun, MONDAY_9AM) == []
    actions.hear(leaving, words="我住院了", by=cast.zhang, at=MONDAY_10AM)
    assert queries.leaving_to_do(cast.zhang, MONDAY_10AM) == []
    assert len(queries.leaving_to_do(cast.sun, MONDAY_10AM)) == 1
    assert queries.leaving_to_do(cast.liu, MONDAY_10AM) == []  # who proposed it has no part in it
    for who in (cast.li, cast.wu, cast.stranger):
        assert queries.leaving_to_do(who, MONDAY_10AM) == []


def test_a_resignation_waits_for_the_worker_until_time_settles_it(cast, zhang):
    resign(cast, zhang)
    assert len(queries.leaving_to_do(cast.liu, MONDAY_9AM)) == 1
    assert queries.leaving_to_do(cast.zhang, MONDAY_9AM) == []
    assert queries.leaving_to_do(cast.liu, SILENT) == []


def test_whoever_is_replaced_or_sent_away_is_told_at_once(cast, zhang):
    actions.replace(zhang, person=cast.chen, from_at=MONDAY_9AM, by=cast.liu, at=MONDAY_9AM)
    message = Message.objects.get(to=cast.zhang, template="posts.ended")
    assert "另有人接任" in message.words
    actions.end_tenure(
        Tenure.objects.get(post=cast.building_post),
        ends_at=MONDAY_9AM,
        reason="moved",
        by=cast.liu,
        at=MONDAY_9AM,
    )
    assert Message.objects.filter(to=cast.li, template="posts.ended").count() == 1
