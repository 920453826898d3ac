"""Whoever copies the database after each vote, and has all that is kept after the close, guesses no better (G12)."""

import random
import zlib
from datetime import timedelta
from itertools import pairwise

import pytest

from sanzhang.foundation.ballots import actions, rules
from sanzhang.foundation.ballots.models import Ballot, Urn, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db
VOTERS = 60


def held(world, seed):
    """Hold a poll, half for each: who voted what, and all that could be copied after each vote and at the end."""
    chance = random.Random(seed)
    poll = world.open(VOTERS)
    codes = world.codes(poll)
    order = [1000 + number for number in range(VOTERS)]
    chance.shuffle(order)
    truth = {key: "c1" if number % 2 else "c2" for number, key in enumerate(sorted(order))}
    copies = [_copy(poll)]
    for minute, key in enumerate(order):
        world.vote(poll, codes[key], truth[key], at=MONDAY_9AM + timedelta(minutes=minute))
        copies.append(_copy(poll))
    actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    published = [one.choices[0] for one in Ballot.objects.filter(poll=poll).order_by("number")]
    return (
        truth,
        copies,
        published,
        list(Entry.objects.filter(action="ballots.cast").order_by("-pk")[:VOTERS]),
    )


def _copy(poll):
    marked = set(Voter.objects.filter(poll=poll).exclude(way="").values_list("key", flat=True))
    return marked, dict(Urn.objects.filter(poll=poll).values_list("number", "sealed"))


def steps(copies):
    """Yield (who voted, number of the urn, its text before, its text after) from each two copies in a row."""
    for (marked, before), (more, after) in pairwise(copies):
        (key,) = more - marked
        (number,) = [number for number in after if after[number] != before[number]]
        yield key, number, before[number], after[number]


def by_bit(copies, published, entries):
    """The first bit after the nonce."""
    return {key: int(after[24], 16) >> 3 for key, _, _, after in steps(copies)}


def by_last_sign(copies, published, entries):
    """The last ballot that lies in the text."""
    return {key: int(after[-33], 16) & 1 for key, _, _, after in steps(copies)}


def by_growth(copies, published, entries):
    """How much longer the text became."""
    return {key: (len(after) - len(before)) % 4 // 2 for key, _, before, after in steps(copies)}


def by_compression(copies, published, entries):
    """How well the text can be packed."""
    return {key: len(zlib.compress(after.encode())) & 1 for key, _, _, after in steps(copies)}


def by_what_stayed(copies, published, entries):
    """How many signs are where they were."""
    return {
        key: sum(one == two for one, two in zip(before, after, strict=False)) & 1
        for key, _, before, after in steps(copies)
    }


def by_order_of_votes(copies, published, entries):
    """The list as published against the order in which people came."""
    return {key: choice == "c1" for (key, *_), choice in zip(steps(copies), published, strict=True)}


def by_urn(copies, published, entries):
    """The list as published, cut at the sizes of the urns that each voter's ballot went into."""
    sizes = {}
    for _, number, _, _ in steps(copies):
        sizes[number] = sizes.get(number, 0) + 1
    cut, start = {}, 0
    for number in sorted(sizes):
        cut[number] = iter(published[start : start + sizes[number]])
        start += sizes[number]
    return {key: next(cut[number]) == "c1" for key, number, _, _ in steps(copies)}


def by_journal(copies, published, entries):
    """What the entry of each vote holds, down to its id."""
    signs = [zlib.crc32(f"{entry.pk}{entry.facts}".encode()) & 1 for entry in reversed(entries)]
    return {key: sign for (key, *_), sign in zip(steps(copies), signs, strict=True)}


LINKERS = (
    by_bit,
    by_last_sign,
    by_growth,
    by_compression,
    by_what_stayed,
    by_order_of_votes,
    by_urn,
    by_journal,
)


def beaten(world, seed):
    """Return the linkers that guess better than chance and three standard deviations, whichever name is which."""
    truth, *kept = held(world, seed)
    limit = VOTERS / 2 + 3 * (VOTERS * 0.25) ** 0.5
    found = set()
    for linker in LINKERS:
        right = sum(bool(guess) == (truth[key] == "c1") for key, guess in linker(*kept).items())
        if max(right, VOTERS - right) > limit:
            found.add(linker.__name__)
    return found


@pytest.mark.parametrize("shard", [rules.SHARD, 6])
def test_no_linker_beats_chance(world, monkeypatch, shard):
    """One in four hundred fair guesses lies beyond; who really links does so twice."""
    monkeypatch.setattr(rules, "SHARD", shard)
    suspects = beaten(world, 1)
    if suspects:
        suspects &= beaten(world, 2)
    assert not suspects
    assert not Claim.objects.exists()
