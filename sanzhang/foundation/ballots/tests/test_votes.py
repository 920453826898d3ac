"""One vote a household, whatever the way; nothing of it before the close."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from sanzhang.foundation.ballots import actions, keys, queries, rules
from sanzhang.foundation.ballots.models import Ballot, Urn, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


def voter(poll, key):
    return Voter.objects.select_related("poll").get(poll=poll, key=key)


def test_a_vote_is_counted_at_the_close_and_not_before(world):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1007):
        world.vote(poll, codes[key], "c1" if key < 1004 else "c2")

    assert queries.outcome(poll) is None
    assert queries.ballots_of(poll) == []
    assert queries.turnout(poll).voted == 7

    outcome = actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    assert (outcome.state, outcome.winners, outcome.counts) == ("elected", ("c1",), {"c1": 4, "c2": 3})
    assert (outcome.turnout, outcome.roll) == (7, 12)
    poll.refresh_from_db()
    assert queries.outcome(poll) == queries.recount(poll) == outcome
    assert outcome.digest == rules.digest_of(queries.ballots_of(poll))


def test_a_second_vote_of_a_household_is_refused_whatever_the_order(world):
    poll = world.open()
    codes = world.codes(poll)
    world.vote(poll, codes[1000], "c1")
    actions.mark_slip(voter(poll, 1001), how="paper", by=world.liu, at=MONDAY_9AM)
    actions.mark_slip(voter(poll, 1002), how="visit", by=world.liu, at=MONDAY_9AM)

    with pytest.raises(actions.AlreadyVoted):
        world.vote(poll, codes[1000], "c2")
    for key in (1000, 1001, 1002):
        with pytest.raises(actions.AlreadyVoted):
            actions.mark_slip(voter(poll, key), how="paper", by=world.liu, at=MONDAY_9AM)
    for key in (1001, 1002):
        with pytest.raises(actions.AlreadyVoted):
            world.vote(poll, codes[key], "c1")

    assert queries.turnout(poll).ways == {"online": 1, "paper": 1, "visit": 1}


def test_a_slip_marked_at_the_wrong_line_is_taken_back_a_vote_online_is_not(world):
    poll = world.open()
    codes = world.codes(poll)
    world.vote(poll, codes[1000], "c1")
    actions.mark_slip(voter(poll, 1001), how="paper", by=world.liu, at=MONDAY_9AM)

    actions.unmark_slip(voter(poll, 1001), by=world.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="不能撤回"):
        actions.unmark_slip(voter(poll, 1000), by=world.liu, at=MONDAY_9AM)

    world.vote(poll, codes[1001], "c1")
    assert queries.turnout(poll).ways == {"online": 2}


@pytest.mark.parametrize(
    ("at", "words"), [(MONDAY_9AM - MOMENT, "还没有开始"), (CLOSES, "截止"), (CLOSES + MOMENT, "截止")]
)
def test_early_and_late_votes_are_refused(world, at, words):
    poll = world.open()
    codes = world.codes(poll)

    with pytest.raises(actions.NotOpen, match=words):
        world.vote(poll, codes[1000], "c1", at=at)
    world.vote(poll, codes[1000], "c1", at=CLOSES - MOMENT)


def test_codes_are_good_for_one_poll_and_a_new_one_kills_the_old(world):
    poll, other = world.open(), world.open()
    old = world.codes(poll)[1000]
    new = actions.give_codes(poll, [1000], by=world.liu, at=MONDAY_9AM)[1000]

    for code in (old, "0" * 12, ""):
        with pytest.raises(actions.NoSuchCode):
            world.vote(poll, code, "c1")
    with pytest.raises(actions.NoSuchCode):
        world.vote(other, new, "c1")
    world.vote(poll, new, "c1")
    assert actions.give_codes(poll, [1000], by=world.liu, at=MONDAY_9AM) == {}


def test_a_ballot_names_what_stands_on_it_and_no_more(world):
    poll = world.open()
    code = world.codes(poll)[1000]

    for choices in (("c9",), ("c1", "c2"), (rules.INVALID,)):
        with pytest.raises(rules.WrongBallot):
            world.vote(poll, code, *choices)
    world.vote(poll, code)
    assert queries.turnout(poll).voted == 1


def test_without_a_quorum_the_urn_is_never_opened(world):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1005):
        world.vote(poll, codes[key], "c1")

    outcome = actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    assert (outcome.state, outcome.counts, outcome.turnout) == ("no_quorum", {}, 5)
    assert queries.ballots_of(poll) == []
    assert not Urn.objects.exclude(sealed="").exists()


def test_half_of_the_households_is_enough(world):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1006):
        world.vote(poll, codes[key], "c2")

    assert actions.close_poll(poll, by=SYSTEM, at=CLOSES).state == "elected"


def test_the_clock_closes_late_and_twice_alike(world):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1008):
        world.vote(poll, codes[key], "c1")

    for _ in range(3):
        run_due(CLOSES + timedelta(days=2))

    poll.refresh_from_db()
    assert (poll.state, poll.result["counts"]) == ("closed", {"c1": 8, "c2": 0})
    assert Entry.objects.filter(action="ballots.closed").count() == 1
    assert Ballot.objects.filter(poll=poll).count() == 8


def test_one_poll_that_can_not_be_counted_holds_up_no_other(world):
    broken, good = world.open(), world.open()
    for poll in (broken, good):
        codes = world.codes(poll)
        for key in range(1000, 1008):
            world.vote(poll, codes[key], "c1")
    Urn.objects.filter(poll=broken).update(count=3)

    assert actions.close_due(by=SYSTEM, at=CLOSES) == 1
    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.state, good.state) == ("open", "closed")


@pytest.mark.django_db(transaction=True)
def test_the_key_is_gone_after_the_close_and_no_code_opens_anything(world):
    poll = world.open()
    codes = world.codes(poll)
    assert keys.has_key(poll.pk)
    world.vote(poll, codes[1000], "c1")
    sealed = Urn.objects.get(poll=poll).sealed
    actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    assert not keys.has_key(poll.pk)
    with pytest.raises(keys.KeyGone):
        keys.unseal(poll.pk, sealed, bound_to="")
    assert not Voter.objects.exclude(code_index="").exists()
    with pytest.raises(actions.NotOpen):
        world.vote(poll, codes[1001], "c1")


def test_a_poll_whose_key_is_gone_is_void_and_says_so(world):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1008):
        world.vote(poll, codes[key], "c1")
    keys.destroy_key(poll.pk)

    with pytest.raises(keys.KeyGone):
        world.vote(poll, codes[1009], "c1")
    assert queries.turnout(poll).voted == 8
    run_due(CLOSES)

    poll.refresh_from_db()
    assert (poll.state, "重新组织" in poll.void_words) == ("void", True)


def test_a_lost_key_is_noticed_while_voting_goes_on(world):
    poll, other = world.open(), world.open()
    keys.destroy_key(poll.pk)

    assert actions.close_due(by=SYSTEM, at=MONDAY_10AM) == 1
    assert actions.close_due(by=SYSTEM, at=MONDAY_10AM) == 0

    poll.refresh_from_db()
    other.refresh_from_db()
    assert (poll.state, other.state) == ("void", "open")


def test_any_fault_at_one_poll_holds_up_no_other(world, monkeypatch):
    broken, _ = world.open(), world.open()
    whole = actions.closing.urns.inside_count

    def fails(poll):
        if poll.pk == broken.pk:
            raise RuntimeError("the disk is gone")
        return whole(poll)

    monkeypatch.setattr(actions.closing.urns, "inside_count", fails)
    assert actions.close_due(by=SYSTEM, at=CLOSES) == 1
    broken.refresh_from_db()
    assert broken.state == "open"


def test_an_urn_with_another_number_of_ballots_is_not_counted(world):
    poll = world.open()
    codes = world.codes(poll)
    for key in range(1000, 1008):
        world.vote(poll, codes[key], "c1")
    (urn,) = Urn.objects.filter(poll=poll)
    text = keys.unseal(poll.pk, urn.sealed, bound_to=f"urn:{urn.pk}")
    fewer = keys.seal(poll.pk, text[:-1], bound_to=f"urn:{urn.pk}")
    Urn.objects.filter(pk=urn.pk).update(sealed=fewer)

    with pytest.raises(actions.NotPossible, match="对不上"):
        actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    assert not Ballot.objects.exists()
    actions.void_poll(poll, words="票箱被动过", by=world.liu, at=CLOSES)


def test_a_roll_of_a_hundred_thousand_has_many_urns(world):
    poll = world.open(100_000)
    assert Urn.objects.filter(poll=poll).count() == 200
    some = list(range(1000, 101_000, 1000))
    codes = actions.give_codes(poll, some, by=world.liu, at=MONDAY_9AM)
    for key in some:
        world.vote(poll, codes[key], "c1")

    assert queries.turnout(poll).voted == 100
    assert Urn.objects.filter(poll=poll, count__gt=0).count() > 40
    assert [one.key for one in queries.roll_of(poll, way="online")[50:52]] == [51000, 52000]
    assert actions.close_poll(poll, by=SYSTEM, at=CLOSES).state == "no_quorum"


def test_a_key_that_outlived_its_poll_is_swept(world):
    poll = world.open()
    actions.void_poll(poll, words="候选人退出", by=world.liu, at=MONDAY_10AM)
    if not keys.has_key(poll.pk):
        keys.make_key(poll.pk)

    run_due(MONDAY_10AM)
    assert keys.has_key(poll.pk), "a young key may be of a poll that is being opened"
    old = Path(settings.DATA_DIR) / keys.FOLDER / f"{poll.pk}.key"
    os.utime(old, (0, 0))
    run_due(MONDAY_10AM + timedelta(hours=2))
    assert not keys.has_key(poll.pk)


def test_who_has_no_seat_opens_nothing_and_marks_nobody(world):
    poll = world.open()
    for person in (world.cast.stranger, world.cast.wang, world.cast.zheng):
        with pytest.raises(NotAllowed):
            actions.mark_slip(voter(poll, 1000), how="paper", by=person, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            actions.give_codes(poll, by=person, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            actions.close_poll(poll, by=person, at=CLOSES)
