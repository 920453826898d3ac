"""What an outcome is: pure, with fractions, to be computed again by anyone."""

import csv
import hashlib
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sanzhang.foundation.ballots import actions, queries, rules
from sanzhang.foundation.ballots.rules import INVALID, MISSING
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.permission import SYSTEM

OPTIONS = ("c1", "c10", "c2", "c_3")
ballots = some.lists(
    some.one_of(
        some.sets(some.sampled_from(OPTIONS)).map(
            lambda chosen: tuple(option for option in OPTIONS if option in chosen)
        ),
        some.sampled_from([(INVALID,), (MISSING,)]),
    ),
    max_size=40,
)


def decided(votes, **more):
    """Decide over `votes`: option → how many; blank is ''."""
    cast = [(key,) if key else () for key, count in votes.items() for _ in range(count)]
    return rules.decide(cast, options=("a", "b", "c"), **({"roll": 10, "quorum": rules.HALF} | more))


@pytest.mark.parametrize(
    ("votes", "state", "winners"),
    [
        ({"a": 3, "b": 2}, "elected", ("a",)),
        ({"a": 3, "b": 3}, "tie", ("a", "b")),
        ({"a": 2, "b": 2, "c": 4}, "elected", ("c",)),
        ({"a": 2, "b": 2, "c": 1}, "tie", ("a", "b")),
        ({"": 6}, "nobody", ()),
        ({INVALID: 6}, "nobody", ()),
        ({"": 5, "a": 1}, "elected", ("a",)),
        ({"a": 4}, "no_quorum", ()),
        ({}, "no_quorum", ()),
    ],
)
def test_most_votes_win_and_equal_ones_are_a_tie(votes, state, winners):
    outcome = decided(votes)
    assert (outcome.state, outcome.winners) == (state, winners)
    assert outcome.counts == {} if state == "no_quorum" else sum(outcome.counts.values()) <= outcome.turnout


@pytest.mark.parametrize(
    ("places", "votes", "state", "winners"),
    [
        (2, {"a": 3, "b": 2, "c": 1}, "elected", ("a", "b")),
        (2, {"a": 3, "b": 2, "c": 2}, "tie", ("b", "c")),
        (2, {"a": 3, "b": 3}, "elected", ("a", "b")),
        (2, {"a": 6}, "elected", ("a",)),
        (3, {"a": 2, "b": 2, "c": 2}, "elected", ("a", "b", "c")),
    ],
)
def test_of_several_places_only_the_last_can_be_tied(places, votes, state, winners):
    outcome = decided(votes, places=places)
    assert (outcome.state, outcome.winners) == (state, winners)


@pytest.mark.parametrize(
    ("votes", "state"),
    [
        ({"yes": 3, "no": 2}, "elected"),
        ({"yes": 3, "no": 3}, "nobody"),
        ({"yes": 2, "no": 3}, "nobody"),
        ({"yes": 1, "": 5}, "elected"),
        ({"": 6}, "nobody"),
        ({"yes": 4}, "no_quorum"),
    ],
)
def test_one_candidate_needs_more_for_than_against(votes, state):
    cast = [(key,) if key else () for key, count in votes.items() for _ in range(count)]
    outcome = rules.decide(cast, options=("yes", "no"), roll=10, quorum=rules.HALF, needs=rules.MAJORITY)
    assert outcome.state == state


@given(roll=some.integers(1, 100_000), above=some.integers(1, 20), below=some.integers(1, 20))
def test_a_quorum_is_exact(roll, above, below):
    quorum = Fraction(min(above, below), max(above, below))
    enough = rules.needed(roll, quorum)
    assert enough >= quorum * roll > enough - 1


@given(ballots)
def test_an_urn_gives_back_what_was_put_in(cast):
    assert rules.unpacked(rules.packed(cast, OPTIONS), OPTIONS) == cast


@given(ballots, some.randoms())
def test_order_changes_nothing(cast, chance):
    mixed = list(cast)
    chance.shuffle(mixed)
    given = {"options": OPTIONS, "roll": 40, "quorum": Fraction(1, 40)}
    assert rules.decide(cast, **given) == rules.decide(mixed, **given)


@given(ballots)
def test_the_digest_is_what_the_page_says_lines_sorted_as_text(cast):
    lines = sorted(",".join(ballot) for ballot in cast)
    assert rules.digest_of(cast) == hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("key", ["", "a,b", "a b", "=a", "甲", INVALID, MISSING, "blank", "a\n"])
def test_options_are_called_so_that_lists_sort_alike_everywhere(key):
    assert not rules.is_option_key(key)


@pytest.mark.django_db
def test_anyone_counts_again_from_the_file_alone(world):
    poll = world.open(most=2, options=[("c10", "甲"), ("c2", "乙"), ("c1", "丙")])
    codes = world.codes(poll)
    for key, chosen in enumerate((["c10"], ["c2", "c10"], [], ["c1"], ["c1", "c2"], ["c1"], []), start=1000):
        world.vote(poll, codes[key], *chosen)
    outcome = actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    rows = list(csv.DictReader(io.StringIO(queries.as_csv(poll))))
    lines = [row["编码"] for row in rows]
    counted = {key: sum(key in line.split(",") for line in lines) for key in ("c10", "c2", "c1")}
    assert hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest() == outcome.digest
    assert counted == outcome.counts == {"c10": 2, "c2": 2, "c1": 3}
    assert len(rows) == outcome.turnout == queries.turnout(poll).voted == 7
