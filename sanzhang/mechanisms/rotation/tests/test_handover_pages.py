"""Pages of the hand-over; two who confirm at once; rules for whatever is given."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.models import Handover
from sanzhang.mechanisms.rotation.tests.handing import (
    CANARY_NAME,
    CANARY_PHONE,
    DAY,
    FIRST,
    WEEK_BEFORE,
    drafted,
    fresh,
    hand_over,
    signed,
)
from sanzhang.organisation.posts import actions as posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(cast):
    """张桂兰 leaves the unit at the midnight of the first; 孙秀英 follows."""
    return hand_over(cast)


def ask_page(client, person, url, at=FIRST, **fields):
    with time_machine.travel(at, tick=False):
        client.force_login(person)
        if fields:
            return client.post(url, {"idempotency_key": uuid4().hex, **fields})
        return client.get(url)


def test_the_pages_of_who_may_and_of_who_may_not(handed, client):
    note = signed(handed, other="<script>alert(1)</script>")
    url = f"/rotation/handover/{note.pk}/"

    for name in ("zhang", "new", "li", "liu"):
        shown = ask_page(client, getattr(handed, name), url)
        page = shown.content.decode()
        assert shown.status_code == 200
        assert "<script>alert(1)" not in page
        assert CANARY_NAME not in page
        assert CANARY_PHONE not in page
        assert ask_page(client, getattr(handed, name), f"{url}paper/").content[:4] == b"%PDF"
    for name in ("chen", "stranger", "sun", "zheng"):
        for more in ("", "paper/", "words/"):
            assert ask_page(client, getattr(handed, name), url + more).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_from_the_list_to_the_receipt(handed, client):
    note = drafted(handed)
    url, before = f"/rotation/handover/{note.pk}/", FIRST - DAY
    assert url in ask_page(client, handed.zhang, "/rotation/handover/", before).content.decode()

    keep = ask_page(client, handed.zhang, f"{url}words/", before, do="keep", things="钥匙")
    sign = ask_page(client, handed.zhang, f"{url}words/", before, do="sign", things="钥匙两把")
    asked = ask_page(client, handed.new, f"{url}ask/", FIRST, words="在哪")
    empty = ask_page(client, handed.new, f"{url}ask/", FIRST, words=" ")
    question = note.questions.get()
    answered = ask_page(
        client, handed.zhang, f"/rotation/handover/question/{question.pk}/", FIRST, words="社区"
    )
    taken = ask_page(client, handed.new, f"{url}receive/", FIRST, go="1")
    again = ask_page(client, handed.new, f"{url}receive/", FIRST, go="1")

    codes = [one.status_code for one in (keep, sign, asked, empty, answered, taken, again)]
    assert codes == [302, 302, 302, 422, 302, 302, 409]
    page = ask_page(client, handed.new, url).content.decode()
    assert "钥匙两把" in page
    assert "交接完成" in page


def test_on_demand_by_who_may(handed, client):
    url = f"/rotation/handover/draft/{handed.old.pk}/"

    assert ask_page(client, handed.stranger, url, FIRST, go="1").status_code == 404
    assert ask_page(client, handed.new, url, FIRST, go="1").status_code == 302
    assert Handover.objects.count() == 1


def test_the_list_filters_and_asks_no_query_a_row(handed, client, django_assert_max_num_queries):
    drafted(handed)
    with django_assert_max_num_queries(40):
        found = ask_page(client, handed.liu, "/rotation/handover/?state=to_sign&q=12栋")
    none = ask_page(client, handed.liu, "/rotation/handover/?state=received")

    assert "张桂兰" in found.content.decode()
    assert "张桂兰" not in none.content.decode()


def test_of_two_confirmations_at_once_one_is_written(transactional_db):
    from tests.cast import Cast

    cast = Cast()
    cast.old, cast.new = cast.tenures["unit_leader"], cast.person("孙秀英", "13800000020")
    posts.replace(cast.old, person=cast.new, from_at=FIRST, by=SYSTEM, at=WEEK_BEFORE)
    ended = at_once(*[lambda: actions.draft_due(cast.community.pk, at=FIRST)] * 3)
    assert Handover.objects.count() == 1, ended
    note = fresh(cast)

    ended = at_once(*[lambda: actions.receive(note, by=cast.new, at=FIRST)] * 3)

    assert sorted(type(one).__name__ for one in ended) == ["Handover", "NotPossible", "NotPossible"]
    assert sum(entry.action == "handover.received" for entry in journal.entries_of(note)) == 1


def at_once(*works):
    barrier, ended = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        barrier.wait()
        try:
            ended[place] = work()
        except Exception as fault:
            ended[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


INSTANTS = st.integers(-60 * 24, 60 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
MAYBE = st.none() | INSTANTS


@given(INSTANTS, MAYBE, MAYBE, MAYBE, INSTANTS)
def test_late_is_late_for_good_until_it_is_confirmed(ends_at, next_at, signed_at, received_at, at):
    known = {"ends_at": ends_at, "next_at": next_at, "signed_at": signed_at}

    late = rules.is_late(**known, received_at=received_at, at=at)

    assert not (late and received_at)
    if rules.is_late(**known, received_at=None, at=at):
        assert rules.is_late(**known, received_at=None, at=at + DAY)
    state = rules.handover_state(signed_at=signed_at, received_at=received_at, has_next=next_at is not None)
    assert (state == "received") == bool(received_at)


@given(
    st.dictionaries(st.sampled_from(["after", "things", "other", "m1", "m2", "x"]), st.text()),
    st.sets(st.integers(1, 2)),
)
def test_only_known_parts_are_kept_short_and_clean(words, ids):
    kept = rules.clean_parts(words, ids)

    assert set(kept) <= set(rules.PARTS) | {f"m{pk}" for pk in ids}
    assert all(0 < len(text) <= rules.PART_MAX for text in kept.values())
    assert rules.clean_parts(kept, ids) == kept
