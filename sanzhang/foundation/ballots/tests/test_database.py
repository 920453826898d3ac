"""What the database itself holds, whoever writes: a roll, an open poll, a result."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.foundation.ballots import actions
from sanzhang.foundation.ballots.models import Ballot, Poll, Urn, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.permission import SYSTEM

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda poll: Voter.objects.create(poll=poll, community_id=1, number=99, key=99, label="x"),
        lambda poll: Voter.objects.filter(poll=poll, key=1011).delete(),
        lambda poll: Voter.objects.filter(poll=poll, key=1011).update(key=5),
        lambda poll: Voter.objects.filter(poll=poll, key=1000).update(way=""),
        lambda poll: Voter.objects.filter(poll=poll, key=1000).update(way="paper"),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(options=[["c3", "外人"]]),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(quorum_in=9),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(frozen_at=None),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(closes_at=CLOSES + MOMENT),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(area="220102098002"),
        lambda poll: Poll.objects.filter(pk=poll.pk)._raw_delete("default"),
        lambda poll: Urn.objects.filter(poll=poll)._raw_delete("default"),
        lambda poll: Urn.objects.create(poll=poll, number=9),
    ],
)
def test_the_database_keeps_an_open_poll_as_it_is(world, change):
    poll = world.open()
    world.vote(poll, world.codes(poll)[1000], "c1")

    with pytest.raises(IntegrityError), transaction.atomic():
        change(poll)


@pytest.mark.parametrize(
    "change",
    [
        lambda poll: Poll.objects.filter(pk=poll.pk).update(state="open", result=None),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(result={"state": "elected"}),
        lambda poll: Voter.objects.filter(poll=poll, key=1011).update(way="paper"),
        lambda poll: Ballot.objects.filter(poll=poll).update(choices=["c2"]),
        lambda poll: Ballot.objects.filter(poll=poll).delete(),
        lambda poll: Ballot.objects.create(poll=poll, number=99, choices=["c2"]),
        lambda poll: Urn.objects.filter(poll=poll).update(sealed="00"),
    ],
)
def test_the_database_keeps_a_result(world, change):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1008):
        world.vote(poll, codes[key], "c1")
    actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    with pytest.raises(Exception, match=r"ended|twice|append-only|joins"), transaction.atomic():
        change(poll)
