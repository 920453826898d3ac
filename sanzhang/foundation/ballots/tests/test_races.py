"""Fifty ballots of one household at once, and a close among them (T14, T15)."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connections

from sanzhang.foundation.ballots import actions, queries
from sanzhang.foundation.ballots.models import Poll
from sanzhang.foundation.ballots.tests.conftest import CLOSES, OPTIONS
from sanzhang.foundation.permission import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, AT_ONCE, THREADS = 200, 50, 5
BEFORE = CLOSES - timedelta(minutes=1)


def in_thread(work):
    """Run `work` with a connection of its own."""

    def run(*given):
        close_old_connections()
        try:
            return work(*given)
        finally:
            connections.close_all()

    return run


def test_of_fifty_ballots_of_one_household_one_counts_two_hundred_times(world):
    poll = world.open(ROUNDS)
    codes = world.codes(poll)

    together = threading.Barrier(THREADS, timeout=120)

    @in_thread
    def votes(_):
        taken = Counter()
        for key, code in codes.items():
            together.wait()
            for number in range(AT_ONCE // THREADS):
                try:
                    world.vote(poll, code, OPTIONS[number % 2][0])
                    taken[key] += 1
                except actions.AlreadyVoted:
                    pass
        return taken

    with ThreadPoolExecutor(THREADS) as pool:
        taken = sum(pool.map(votes, range(THREADS)), Counter())
    assert taken == Counter(codes.keys())

    outcome = actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    poll.refresh_from_db()
    assert outcome.turnout == ROUNDS == sum(outcome.counts.values())
    assert queries.recount(poll) == outcome


def test_a_close_among_votes_loses_none_that_was_taken(world):
    for _ in range(5):
        poll = world.open(24)
        codes = list(world.codes(poll).values())
        started = threading.Barrier(3)
        taken = []

        @in_thread
        def votes(mine, poll=poll, taken=taken, started=started):
            started.wait()
            for code in mine:
                try:
                    world.vote(poll, code, "c1", at=BEFORE)
                    taken.append(code)
                except actions.NotOpen:
                    pass

        @in_thread
        def closes(poll=poll, started=started):
            started.wait()
            actions.close_due(by=SYSTEM, at=CLOSES)

        threads = [threading.Thread(target=votes, args=(codes[number::2],)) for number in range(2)]
        threads.append(threading.Thread(target=closes))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        actions.close_due(by=SYSTEM, at=CLOSES)
        poll = Poll.objects.get(pk=poll.pk)
        assert poll.result["turnout"] == len(taken)
