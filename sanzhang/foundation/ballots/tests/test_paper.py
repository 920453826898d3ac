"""Paper comes in as ballots, typed by two people; sums are never typed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.foundation.ballots import actions, queries, rules
from sanzhang.foundation.ballots.models import PaperBatch, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(world):
    """Four votes online for c1, four slips in the box, two of them from doors."""
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1004):
        world.vote(poll, codes[key], "c1")
    for key, how in ((1004, "paper"), (1005, "paper"), (1006, "visit"), (1007, "visit")):
        voter = Voter.objects.select_related("poll").get(poll=poll, key=key)
        actions.mark_slip(voter, how=how, by=world.liu, at=MONDAY_9AM)
    return poll


PILE = [["c2"], ["c2"], [], [rules.INVALID]]


def test_two_who_agree_bring_it_into_the_urn_in_any_order(world, poll):
    batch = actions.enter_batch(poll, PILE, by=world.liu, at=CLOSES)
    with pytest.raises(actions.PaperWaits):
        actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    assert actions.check_batch(batch, list(reversed(PILE)), by=world.sun, at=CLOSES) == []

    outcome = actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    assert (outcome.counts, outcome.turnout) == ({"c1": 4, "c2": 2}, 8)
    assert (outcome.blank, outcome.invalid) == (1, 1)
    assert not PaperBatch.objects.exclude(first="", second="").exists()


def test_what_differs_is_shown_and_typed_anew_by_both(world, poll):
    batch = actions.enter_batch(poll, PILE, by=world.liu, at=CLOSES)
    other = [["c2"], ["c1"], [], [rules.INVALID]]

    assert actions.check_batch(batch, other, by=world.sun, at=CLOSES) == [(("c1",), 0, 1), (("c2",), 2, 1)]
    with pytest.raises(actions.NotPossible):
        actions.check_batch(batch, PILE, by=world.sun, at=CLOSES)
    actions.drop_batch(batch, by=world.sun, at=CLOSES)

    again = actions.enter_batch(poll, PILE, by=world.sun, at=CLOSES)
    assert actions.check_batch(again, PILE, by=world.liu, at=CLOSES) == []
    assert actions.close_poll(poll, by=SYSTEM, at=CLOSES).turnout == 8


def test_one_person_never_types_both(world, poll):
    batch = actions.enter_batch(poll, PILE, by=world.liu, at=CLOSES)

    with pytest.raises(actions.NotPossible, match="另一位"):
        actions.check_batch(batch, PILE, by=world.liu, at=CLOSES)
    with pytest.raises(IntegrityError, match="paper_is_typed_by_two_people"), transaction.atomic():
        PaperBatch.objects.filter(pk=batch.pk).update(second_by=world.liu)


def test_more_slips_than_marks_are_refused(world, poll):
    with pytest.raises(actions.NotPossible, match="只有 4 户"):
        actions.enter_batch(poll, [*PILE, ["c2"]], by=world.liu, at=CLOSES)
    actions.enter_batch(poll, PILE[:3], by=world.liu, at=CLOSES)
    with pytest.raises(actions.NotPossible, match="只有 1 户"):
        actions.enter_batch(poll, PILE[:2], by=world.liu, at=CLOSES)


def test_a_slip_that_is_missing_is_said_with_its_reason_and_is_invalid(world, poll):
    pile = [["c2"], ["c2"], ["c2"], [rules.MISSING]]
    with pytest.raises(actions.NotPossible, match="写明"):
        actions.enter_batch(poll, pile, by=world.liu, at=CLOSES)
    batch = actions.enter_batch(poll, pile, by=world.liu, at=CLOSES, words="302 把票带回了家")
    actions.check_batch(batch, pile, by=world.sun, at=CLOSES)

    outcome = actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    assert (outcome.counts, outcome.invalid, outcome.turnout) == ({"c1": 4, "c2": 3}, 1, 8)


def test_nothing_is_typed_before_the_close(world, poll):
    with pytest.raises(actions.NotOpen, match="截止以后"):
        actions.enter_batch(poll, PILE, by=world.liu, at=MONDAY_9AM)


def test_the_clock_waits_for_paper(world, poll):
    run_due(CLOSES)
    poll.refresh_from_db()
    assert (poll.state, queries.outcome(poll)) == ("counting", None)

    batch = actions.enter_batch(poll, PILE, by=world.liu, at=CLOSES)
    actions.check_batch(batch, PILE, by=world.sun, at=CLOSES)
    run_due(CLOSES + timedelta(minutes=2))
    poll.refresh_from_db()
    assert poll.state == "closed"


def test_a_slip_with_two_names_is_invalid(world, poll):
    batch = actions.enter_batch(poll, [["c1", "c2"], ["c1"], ["c1"], ["c1"]], by=world.liu, at=CLOSES)
    actions.check_batch(batch, [[rules.INVALID], ["c1"], ["c1"], ["c1"]], by=world.sun, at=CLOSES)

    assert actions.close_poll(poll, by=SYSTEM, at=CLOSES).invalid == 1


def test_marks_stay_once_paper_counts(world, poll):
    batch = actions.enter_batch(poll, PILE, by=world.liu, at=CLOSES)
    actions.check_batch(batch, PILE, by=world.sun, at=CLOSES)
    voter = Voter.objects.select_related("poll").get(poll=poll, key=1004)

    with pytest.raises(actions.NotPossible, match="录完一批"):
        actions.unmark_slip(voter, by=world.liu, at=CLOSES)


def test_only_who_works_for_the_place_types(world, poll):
    for person in (world.cast.zhang, world.cast.wang, world.cast.zheng):
        with pytest.raises(NotAllowed):
            actions.enter_batch(poll, PILE, by=person, at=CLOSES)


def test_what_waits_lies_sealed(world, poll):
    batch = actions.enter_batch(poll, PILE, by=world.liu, at=CLOSES)
    typed = rules.packed(rules.in_order(tuple(slip) for slip in PILE), poll.keys)
    assert typed not in batch.first
    assert len(batch.first) == 2 * (12 + len(typed) + 16), "nonce, text and tag in hex"
