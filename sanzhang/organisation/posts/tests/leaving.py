"""What tests of leaving share: days, and the plain course of each way."""

from datetime import datetime, timedelta

from sanzhang.foundation.permission import seats_of
from sanzhang.organisation.posts import actions, queries
from tests.times import MONDAY_9AM, SHANGHAI

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
DECEMBER_1, DECEMBER_8 = (datetime(2026, 12, day, tzinfo=SHANGHAI) for day in (1, 8))
SILENT = datetime(2026, 12, 8, tzinfo=SHANGHAI)  # fifteen days after Monday, at midnight
HEARD_BY = datetime(2026, 11, 27, tzinfo=SHANGHAI)  # three working days after Monday, whole


def holds(post, person, at):
    tenure = queries.who_held(post, at)
    has_power = any(seat.post_id == post.pk for seat in seats_of(person, at))
    assert has_power == (tenure is not None and tenure.person_id == person.pk)
    return has_power


def resign(cast, tenure, *, by=None, leaves_at=MONDAY_9AM, at=MONDAY_9AM):
    return actions.ask_to_resign(tenure, leaves_at=leaves_at, words="身体不好", by=by or cast.zhang, at=at)


def propose(cast, tenure, *, by=None, at=MONDAY_9AM):
    words = "从 9 月起没有来过,电话不接。"
    return actions.propose_removal(
        tenure, grounds=["not_working", "out_of_reach"], words=words, by=by or cast.liu, at=at
    )


def away(cast, tenure, *, acting=None, begins=DECEMBER_1, returns=DECEMBER_8, at=MONDAY_9AM, by=None):
    leave = actions.ask_for_leave(
        tenure, leaves_at=begins, returns_at=returns, words="住院", by=by or cast.zhang, at=at
    )
    actions.grant_leave(leave, acting=acting, by=cast.liu, at=at)
    leave.refresh_from_db()
    return leave
