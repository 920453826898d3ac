"""A poll of twelve households, and who works on it."""

from datetime import timedelta

import pytest

from sanzhang.foundation.ballots import actions, keys
from sanzhang.foundation.permission import Bearer
from tests.cast import Cast
from tests.times import MONDAY_9AM

CLOSES = MONDAY_9AM + timedelta(days=3)
OPTIONS = [("c1", "张桂兰"), ("c2", "李志国")]


class World:
    """The cast with a second worker and an open poll."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.liu, self.sun = self.cast.liu, self.cast.sun
        self.community = self.cast.community
        self.polls: list[int] = []

    def open(self, voters=12, **more):
        """Open a poll of `voters` households, numbered from 1000."""
        given = {
            "area": self.community.path,
            "community_id": self.community.pk,
            "about": "12栋1单元单元长选举",
            "purpose": "test",
            "options": OPTIONS,
            "roll": [(1000 + number, f"{number}号") for number in range(voters)],
            "opens_at": MONDAY_9AM,
            "closes_at": CLOSES,
        } | more
        poll = actions.open_poll(by=self.liu, at=MONDAY_9AM, **given)
        self.polls.append(poll.pk)
        return poll

    def codes(self, poll):
        """Give each voter a code: who → code."""
        return actions.give_codes(poll, by=self.liu, at=MONDAY_9AM)

    def vote(self, poll, code, *choices, at=MONDAY_9AM):
        """Cast one vote online."""
        actions.cast(poll, code=code, choices=choices, by=Bearer.anyone(), at=at)


@pytest.fixture
def world(db):
    made = World()
    yield made
    for poll_id in made.polls:
        keys.destroy_key(poll_id)
