"""Filing (§2.3): handed in by one, decided by another, numbered without gaps; terms, renewals, backgrounds."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.models import Background, Filing, Post
from sanzhang.organisation.posts.rules import filing as numbers
from tests.times import MONDAY_9AM, SHANGHAI

TODAY = date(2026, 11, 23)


@pytest.fixture
def vacancy(cast):
    return Post.objects.get(place=cast.next_unit, kind="unit_leader")


@pytest.fixture
def submitted(cast, vacancy):
    def submit(person=cast.chen, post=vacancy, at=MONDAY_9AM, **more):
        wish = {"way": "election", "starts_on": TODAY, "until": date(2029, 11, 23)} | more
        return actions.submit_filing(post, person=person, by=cast.liu, at=at, **wish)

    return submit


def decided(filing, cast, accepted=True, at=MONDAY_9AM, **more):
    return actions.decide_filing(filing, accepted=accepted, by=cast.sun, at=at, **more)


def test_it_is_filed_under_a_number_of_the_year(cast, submitted):
    filing = decided(submitted(), cast)

    assert queries.filing_number(filing) == "桐荫备〔2026〕1号"
    entry = Entry.objects.get(action="post.filed")
    assert entry.facts == {
        "filing": str(filing.pk),
        "post": str(filing.post_id),
        "number": "桐荫备〔2026〕1号",
    }
    assert (entry.about, entry.on_id) == (cast.chen.journal_key, filing.pk)


def test_a_refusal_says_why_stays_and_takes_no_number(cast, submitted):
    filing = submitted()
    with pytest.raises(actions.NotPossible, match="写明"):
        decided(filing, cast, accepted=False)
    refused = decided(filing, cast, accepted=False, words="任期写错了")

    again = decided(submitted(until=date(2029, 1, 1)), cast)
    assert (refused.state, refused.serial, again.serial) == ("refused", None, 1)
    assert Filing.objects.count() == 2


def test_neither_who_handed_it_in_nor_whom_it_is_about_decides(cast, submitted):
    filing = submitted()
    with pytest.raises(NotAllowed, match="另一位"):
        actions.decide_filing(filing, accepted=True, by=cast.liu, at=MONDAY_9AM)
    about_sun = submitted(person=cast.sun)
    with pytest.raises(NotAllowed, match="另一位"):
        decided(about_sun, cast)
    with pytest.raises(IntegrityError, match="a_filing_is_decided_by_another"), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(decided_by=cast.liu)


def test_one_that_waits_is_not_handed_in_twice_and_can_be_taken_back(cast, submitted):
    filing = submitted()
    with pytest.raises(actions.NotPossible, match="正在等"):
        submitted()
    actions.withdraw_filing(filing, by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="办过"):
        decided(filing, cast)
    submitted()


def test_the_year_turns_at_midnight_of_shanghai(cast, submitted):
    from datetime import datetime

    last = datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)
    one = decided(submitted(), cast, at=last)
    two = decided(submitted(person=cast.zhao), cast, at=last + timedelta(seconds=1))

    assert [queries.filing_number(filing) for filing in (one, two)] == [
        "桐荫备〔2026〕1号",
        "桐荫备〔2027〕1号",
    ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.sampled_from(["submit", "file", "refuse", "withdraw"]), max_size=25))
def test_numbers_have_no_gap_whatever_is_done(cast, vacancy, steps):
    with transaction.atomic():
        for step in steps:
            waiting = Filing.objects.filter(state="waiting").order_by("pk").first()
            if step == "submit" and waiting is None:
                actions.submit_filing(
                    vacancy,
                    person=cast.chen,
                    way="election",
                    starts_on=TODAY,
                    until=None,
                    by=cast.liu,
                    at=MONDAY_9AM,
                )
            elif waiting and step == "withdraw":
                actions.withdraw_filing(waiting, by=cast.liu, at=MONDAY_9AM)
            elif waiting and step != "submit":
                decided(waiting, cast, accepted=step == "file", words="x")
            serials = list(
                Filing.objects.filter(state="filed").order_by("serial").values_list("serial", flat=True)
            )
            assert serials == list(range(1, len(serials) + 1))
        transaction.set_rollback(True)


def test_who_sits_without_a_filing_is_handed_in_in_one_step(cast):
    waiting = queries.unfiled(cast.liu, MONDAY_9AM)
    assert {tenure.person for tenure in waiting} == {cast.zhang, cast.li, cast.wang}

    assert actions.submit_standing(waiting, by=cast.liu, at=MONDAY_9AM) == 3
    assert not queries.unfiled(cast.liu, MONDAY_9AM).exists()
    told = actions.decide_many(list(Filing.objects.order_by("pk")), by=cast.sun, at=MONDAY_9AM)

    assert told == {"filed": 3, "left": 0}
    assert sorted(Filing.objects.values_list("serial", flat=True)) == [1, 2, 3]
    assert queries.filing_of(cast.tenures["unit_leader"]).state == "filed"


def test_a_background_lies_on_the_posts_file_encrypted_and_is_noted_without_its_words(cast, vacancy):
    kinds = ["veteran", "volunteer"]
    actions.note_background(vacancy, cast.chen, kinds=kinds, words="退伍证已看", by=cast.liu, at=MONDAY_9AM)
    actions.note_background(vacancy, cast.chen, kinds=["veteran"], words="", by=cast.liu, at=MONDAY_9AM)

    background = Background.objects.get()
    assert queries.background_words(background) == ["退转军人"]
    assert queries.background_of(cast.unit_post, cast.chen) is None
    entries = Entry.objects.filter(action="post.background_noted")
    assert (entries.count(), entries[0].about) == (2, cast.chen.journal_key)
    assert "退伍证" not in json.dumps([entry.facts for entry in entries], ensure_ascii=False)
    with pytest.raises(actions.NotPossible):
        actions.note_background(vacancy, cast.chen, kinds=["rich"], by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.note_background(vacancy, cast.chen, kinds=[], by=cast.li, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 11, 23), date(2029, 11, 23)),
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2026, 1, 31), date(2029, 1, 31)),
    ],
)
def test_a_term_ends_on_the_same_day_years_later(start, end):
    assert numbers.term_end(start) == end
    assert rules.TERM_YEARS == 3


def seated(cast, vacancy, ends_in=timedelta(days=40), **more):
    return actions.seat(
        vacancy,
        person=cast.chen,
        starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + ends_in,
        by=SYSTEM,
        at=MONDAY_9AM,
        **more,
    )


def test_a_renewed_term_follows_without_a_gap_and_is_handed_in(cast, vacancy):
    tenure = seated(cast, vacancy)
    assert list(queries.terms_ending(cast.liu, MONDAY_9AM)) == [tenure]
    following = actions.renew(tenure, until=date(2029, 1, 2), by=cast.liu, at=MONDAY_9AM)

    assert (following.starts_at, following.way, following.person) == (tenure.ends_at, "renewal", cast.chen)
    assert Filing.objects.get().kind == "renewal"
    assert not queries.terms_ending(cast.liu, MONDAY_9AM).exists()
    with pytest.raises(actions.PostTaken):
        actions.renew(tenure, until=date(2029, 1, 2), by=cast.liu, at=MONDAY_9AM)


def test_a_term_that_is_over_open_or_acting_is_not_renewed(cast, vacancy):
    acting = seated(cast, vacancy, is_acting=True)
    for tenure in (acting, cast.tenures["unit_leader"]):
        with pytest.raises(actions.NotPossible):
            actions.renew(tenure, until=date(2030, 1, 1), by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="结束"):
        actions.renew(acting, until=date(2030, 1, 1), by=cast.liu, at=MONDAY_9AM + timedelta(days=41))


def test_strangers_and_leaders_hand_in_and_decide_nothing(cast, submitted, vacancy):
    filing = submitted()
    for person in (cast.stranger, cast.zhang, cast.wang, cast.wu):
        with pytest.raises(NotAllowed):
            actions.decide_filing(filing, accepted=True, by=person, at=MONDAY_9AM)
    assert not queries.filings(cast.zhang, MONDAY_9AM).exists()
    assert queries.filings(cast.wu, MONDAY_9AM).count() == 1
