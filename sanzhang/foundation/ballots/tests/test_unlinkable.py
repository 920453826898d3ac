"""Nothing that is kept joins a ballot to a voter: rows, ids, times, order, journal, claims, backups (R13, G12)."""

import json
import logging
import random
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from sanzhang.foundation.ballots import actions, keys, queries
from sanzhang.foundation.ballots.models import Ballot, Urn, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.foundation.permission import SYSTEM
from sanzhang.web import backup
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db
VOTERS = 60


@pytest.fixture
def voted(world):
    """Sixty households vote in a random order, half for each; who voted what is known to the test only."""
    chance = random.Random(7)
    poll = world.open(VOTERS)
    codes = world.codes(poll)
    truth = {1000 + number: ("c1" if number % 2 else "c2") for number in range(VOTERS)}
    order = list(truth)
    chance.shuffle(order)
    for key in order:
        world.vote(poll, codes[key], truth[key])
    return poll, truth, order


def guessed_right(pairs, truth):
    """Return how many of (voter, choice) are true."""
    return sum(truth[key] == choice for key, choice in pairs)


def close_to_chance(right):
    """Say whether `right` of sixty even guesses is within three standard deviations of thirty."""
    return abs(right - VOTERS / 2) <= 3 * (VOTERS * 0.25) ** 0.5


def test_no_order_of_what_is_kept_joins_them(world, voted):
    poll, truth, order = voted
    actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    rolls = {
        "by line": list(Voter.objects.filter(poll=poll).order_by("number").values_list("key", flat=True)),
        "by id": list(Voter.objects.filter(poll=poll).order_by("pk").values_list("key", flat=True)),
        "on the disk": on_disk("ballots_voter", "key", poll),
        "as they came": order,
    }
    boxes = {
        "by id": [one.choices[0] for one in Ballot.objects.filter(poll=poll).order_by("pk")],
        "on the disk": [json.loads(kept)[0] for kept in on_disk("ballots_ballot", "choices", poll)],
    }
    for roll in rolls.values():
        for box in boxes.values():
            assert close_to_chance(guessed_right(zip(roll, box, strict=True), truth))
            assert close_to_chance(guessed_right(zip(reversed(roll), box, strict=True), truth))


def on_disk(table, column, poll):
    """Return a column in the order in which the rows lie on the disk."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    text = f"CAST({column} AS TEXT)" if column == "choices" else column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {text} FROM {table} WHERE poll_id = %s ORDER BY {place}", [poll.pk])
        return [row[0] for row in cursor.fetchall()]


def test_all_ballots_are_written_by_one_transaction_in_the_order_of_content(world, voted):
    poll, _, _ = voted
    actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    kept = [tuple(one.choices) for one in Ballot.objects.filter(poll=poll).order_by("pk")]
    assert kept == sorted(kept)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT xmin::text) FROM ballots_ballot WHERE poll_id = %s", [poll.pk]
            )
            assert cursor.fetchone()[0] == 1


def test_the_urn_tells_nothing_but_how_many(world):
    lengths = set()
    for choice in (["c1"], ["c2"], []):
        poll = world.open()
        codes = world.codes(poll)
        for key in range(1000, 1005):
            world.vote(poll, codes[key], *choice)
        lengths.add(len(Urn.objects.get(poll=poll).sealed))
    assert len(lengths) == 1


@pytest.mark.django_db(transaction=True)
def test_two_backups_with_a_vote_between_are_dead_letters_after_the_close(world):
    poll = world.open()
    codes = world.codes(poll)
    copies = []
    for key in range(1000, 1008):
        world.vote(poll, codes[key], "c1")
        copies.append(Urn.objects.get(poll=poll).sealed)
    actions.close_poll(poll, by=SYSTEM, at=CLOSES)

    urn = Urn.objects.get(poll=poll)
    for sealed in copies:
        with pytest.raises(keys.KeyGone):
            keys.unseal(poll.pk, sealed, bound_to=f"urn:{urn.pk}")


def test_no_backup_holds_the_key_of_an_urn(world, tmp_path):
    poll = world.open()
    key = (Path(settings.DATA_DIR) / keys.FOLDER / f"{poll.pk}.key").read_bytes()
    database = tmp_path / "database"
    database.write_bytes(b"nothing")
    backup._pack(tmp_path / "copy.tar", database)

    with tarfile.open(tmp_path / "copy.tar") as copy:
        assert not [name for name in copy.getnames() if keys.FOLDER in name]
    assert key not in (tmp_path / "copy.tar").read_bytes()
    assert len(key) == 32


def test_page_journal_claims_and_log_hold_no_choice(world, monkeypatch, caplog):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)
    poll = world.open(options=[("canaryone", "甲"), ("canarytwo", "乙")])
    codes = world.codes(poll)
    with caplog.at_level(logging.DEBUG):
        for key in range(1000, 1010):
            browser = Browser()
            address = f"/vote/{codes[key]}/"
            assert "再看一眼" in browser.press(address, choice="canaryone").content.decode()
            assert browser.press(address, choice="canaryone", sure="yes").status_code == 302
            assert "已经投过票" in browser.get(address).content.decode()

    assert queries.turnout(poll).voted == 10
    assert not Claim.objects.exists()
    told = json.dumps([entry.facts for entry in Entry.objects.all()]) + caplog.text
    assert "canaryone" not in told
    assert not any(code in told for code in codes.values())
    assert Counter(Entry.objects.filter(action="ballots.cast").values_list("actor", "about")) == {
        ("public", ""): 10
    }


def test_no_table_holds_a_choice_before_the_close(world):
    poll = world.open(options=[("canaryone", "甲"), ("canarytwo", "乙")])
    codes = world.codes(poll)
    for key in range(1000, 1010):
        world.vote(poll, codes[key], "canaryone")
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            hits += [table for row in cursor.fetchall() if "canaryone" in repr(row)]
    assert set(hits) == {"ballots_poll"}
