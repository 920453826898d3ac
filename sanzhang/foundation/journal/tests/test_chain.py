"""The chain: one entry after the other, and no change that verify doesn't name (R9, T17)."""

import json
import random
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from sanzhang.foundation.journal import actions, queries, rules
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.permission import SYSTEM, Bearer
from tests.times import MONDAY_9AM

ENTRIES = 30


def write(count=ENTRIES, community=7):
    with transaction.atomic():
        return [
            actions.record(
                "matter.noted",
                by=Bearer.of("matter", number),
                at=MONDAY_9AM + timedelta(seconds=number),
                community_id=community,
                path="220102098001",
                facts={"count": number, "words": "楼道灯"},
            )
            for number in range(count)
        ]


def faults(anchor=None):
    return list(queries.faults(anchor))


class Attacker:
    """Somebody with the database in hand: puts the triggers aside and writes as he likes."""

    def __enter__(self):
        self.cursor = connection.cursor()
        self.triggers = []
        if connection.vendor == "postgresql":
            self.cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            self.cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'"
            )
            self.triggers = self.cursor.fetchall()
            for name, _ in self.triggers:
                self.cursor.execute(f"DROP TRIGGER {name}")
        return self

    def __exit__(self, *fault):
        for _, sql in self.triggers:
            self.cursor.execute(sql)
        if connection.vendor == "postgresql":
            self.cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    def run(self, sql, *values):
        self.cursor.execute(sql, values)


def edit(attacker, entries, chance):
    column, value = chance.choice(
        [
            ("action", "matter.closed"),
            ("actor", "system"),
            ("about", "0" * 32),
            ("path", "220102098002"),
            ("post_id", 99),
            ("on_id", 99),
            ("on_kind", "matters.matter"),
            ("entered_for", "system"),
            ("facts", '{"count": -1}'),
            ("at", (MONDAY_9AM - timedelta(days=chance.randint(1, 9))).isoformat(sep=" ")),
            ("digest", "f" * 64),
            ("before", "e" * 64),
            ("id", 1),
        ]
    )
    victim = chance.choice(entries)
    attacker.run(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", value, victim.pk)
    return victim.seq


def delete(attacker, entries, chance):
    victim = chance.choice(entries)
    attacker.run("DELETE FROM journal_entry WHERE id = %s", victim.pk)
    return victim.seq


def swap(attacker, entries, chance):
    one, other = sorted(chance.sample(entries, 2), key=lambda entry: entry.seq)
    attacker.run("UPDATE journal_entry SET seq = -1 WHERE id = %s", one.pk)
    attacker.run("UPDATE journal_entry SET seq = %s WHERE id = %s", one.seq, other.pk)
    attacker.run("UPDATE journal_entry SET seq = %s WHERE id = %s", other.seq, one.pk)
    return one.seq


def truncate(attacker, entries, chance):
    kept = chance.randint(0, len(entries) - 1)
    attacker.run("DELETE FROM journal_entry WHERE seq > %s", kept)
    return kept


def forge(attacker, entries, chance):
    """Change an entry and make its digest right again: then the next one's `before` is wrong."""
    victim = chance.choice(entries[:-1])
    victim.facts = {"count": 1000}
    attacker.run(
        "UPDATE journal_entry SET facts = %s, digest = %s WHERE id = %s",
        json.dumps(victim.facts),
        rules.digest(victim),
        victim.pk,
    )
    return victim.seq + 1


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(100))
def test_whatever_is_done_behind_our_back_is_found(seed):
    entries, chance = write(), random.Random(seed)
    assert faults() == []

    with Attacker() as attacker:
        seq = [edit, delete, swap, truncate, forge][seed % 5](attacker, entries, chance)

    found = faults()
    assert len(found) == 1
    assert f"entry {seq} " in found[0] or f"last entry is {seq}" in found[0]


def recompute(attacker, entries):
    """Rewrite the chain wholly, digests, head and all: only an anchor can tell."""
    before = ""
    for entry in entries:
        entry.facts, entry.before = {"count": 0}, before
        entry.digest = before = rules.digest(entry)
        attacker.run(
            "UPDATE journal_entry SET facts = %s, before = %s, digest = %s WHERE id = %s",
            json.dumps(entry.facts),
            entry.before,
            entry.digest,
            entry.pk,
        )
    attacker.run("UPDATE journal_head SET digest = %s WHERE chain = %s", before, entries[0].chain)


def cut_with_head(attacker, entries):
    last = entries[19]
    attacker.run("DELETE FROM journal_entry WHERE seq > %s", last.seq)
    attacker.run("UPDATE journal_head SET seq = %s, digest = %s", last.seq, last.digest)


def remove_chain(attacker, entries):
    attacker.run("DELETE FROM journal_entry WHERE chain = %s", entries[0].chain)
    attacker.run("DELETE FROM journal_head WHERE chain = %s", entries[0].chain)


@pytest.mark.django_db
@pytest.mark.parametrize("attack", [recompute, cut_with_head, remove_chain])
def test_an_anchor_finds_what_the_chain_alone_cannot(attack, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    entries = write()
    anchor = actions.anchor(by=SYSTEM, at=MONDAY_9AM)
    write(5)

    with Attacker() as attacker:
        attack(
            attacker,
            entries + list(Entry.objects.filter(seq__gt=ENTRIES)) if attack is recompute else entries,
        )

    assert faults() == []
    assert len(faults(json.loads(anchor.read_text())["heads"])) == 1
    with pytest.raises(CommandError):
        call_command("verify", anchor=str(anchor))


@pytest.mark.django_db
def test_an_anchor_holds_while_the_journal_grows(settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    write()
    call_command("anchor")
    anchor = capsys.readouterr().out.strip()
    write(10)
    write(3, community=8)

    call_command("verify", anchor=anchor)

    assert "日志完整:43 条" in capsys.readouterr().out


@pytest.mark.django_db
def test_verify_says_what_is_wrong_with_the_file(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("[]")

    for file in (broken, tmp_path / "nowhere.json"):
        with pytest.raises(CommandError, match="读不了指纹文件"):
            call_command("verify", anchor=str(file))


@pytest.mark.django_db
def test_a_missing_head_is_found():
    write()
    with Attacker() as attacker:
        attacker.run("DELETE FROM journal_head")

    assert faults() == ["chain 7: its head is missing"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET action = 'x'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_head",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(sql):
    write(2)

    with (
        pytest.raises(DatabaseError, match=r"append-only|never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_in_a_transaction():
    with pytest.raises(actions.NotInTransaction):
        actions.record("matter.noted", by=SYSTEM, at=MONDAY_9AM)


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_gap():
    write(3)
    with transaction.atomic():
        write(2)
        transaction.set_rollback(True)
    write(1)

    assert faults() == []
    assert Head.objects.get(chain=7).seq == 4


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain_each():
    def many(community):
        try:
            for _ in range(10):
                write(1, community=community)
        finally:
            connection.close()

    threads = [threading.Thread(target=many, args=(community,)) for community in (7, 7, 7, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults() == []
    assert dict(Head.objects.values_list("chain", "seq")) == {7: 30, 8: 10}


@pytest.mark.django_db(transaction=True)
def test_two_communities_wait_for_each_other_only_where_the_database_has_one_writer():
    write(1, community=7)
    write(1, community=8)
    done = threading.Event()

    def other():
        try:
            write(1, community=8)
            done.set()
        finally:
            connection.close()

    with transaction.atomic():
        actions.record("matter.noted", by=SYSTEM, at=MONDAY_9AM, community_id=7)
        thread = threading.Thread(target=other)
        thread.start()
        went_through = done.wait(10 if connection.vendor == "postgresql" else 1)
    thread.join()

    assert went_through is (connection.vendor == "postgresql")
    assert done.is_set()
    assert faults() == []


@pytest.mark.django_db
def test_the_journal_knows_persons_only_by_a_random_key(cast):
    text = "\n".join(str(row) for row in Entry.objects.values_list())

    for person in (cast.zhang, cast.liu, cast.chen):
        assert person.name not in text
        assert person.phone not in text
    assert cast.zhang.journal_key in text
    assert faults() == []
