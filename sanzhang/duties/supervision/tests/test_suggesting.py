"""§8.2: suggestions: each answered with state and reasons; supported once a household; late ones told."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.supervision import actions, queries, rules
from sanzhang.duties.supervision.actions.suggesting import Reply
from sanzhang.duties.supervision.models import Suggestion, Support
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

ANYONE = Bearer.anyone()
DAY = date(2026, 12, 20)
REASON = "场地是消防通道,按规定不能放。"


@pytest.fixture
def made(cast):
    return actions.suggest(
        cast.unit, "单元门口放一张长椅", contact_phone="13812345678", by=ANYONE, at=MONDAY_9AM
    )


def answer(cast, made, state, words="", *, by=None, at=MONDAY_10AM, **more):
    return actions.answer_suggestion(made, Reply(state, words, **more), by=by or cast.liu, at=at)


def test_anybody_may_suggest_and_the_clock_of_fifteen_working_days_runs(cast, made):
    assert made.state == rules.RECEIVED
    assert made.due_at == MONDAY_9AM + timedelta(days=21)
    assert Entry.objects.filter(action="suggestion.made").count() == 1


def test_a_leader_speaks_by_the_post(cast):
    made = actions.suggest(cast.unit, "装扶手", by=cast.zhang, at=MONDAY_9AM)

    assert made.author_post_id == cast.unit_post.pk


def test_studied_then_adopted_becomes_a_matter_that_is_followed(cast, made):
    answer(cast, made, rules.STUDYING, on=DAY)
    assert made.is_open

    answer(cast, made, rules.ADOPTED, on=DAY, doer="社区", as_matter=True)

    matter = Matter.objects.get()
    assert (matter.origin, made.matter_id, made.due_at) == ("suggestion", matter.pk, None)
    assert [step.step for step in made.steps.order_by("seq")] == ["received", "studying", "adopted"]


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (rules.STUDYING, {}),
        (rules.ADOPTED, {"on": DAY}),
        (rules.ADOPTED, {"doer": "社区"}),
        (rules.PARTLY, {"on": DAY, "doer": "社区"}),
        (rules.DECLINED, {"words": "不行"}),
        (rules.ANSWERED, {}),
        (rules.RECEIVED, {"words": REASON}),
    ],
)
def test_an_answer_that_tells_too_little_is_refused(cast, made, state, more):
    with pytest.raises(rules.NotPossible):
        answer(cast, made, state, **more)


def test_it_is_answered_once(cast, made):
    answer(cast, made, rules.DECLINED, REASON)

    with pytest.raises(rules.NotPossible):
        answer(cast, made, rules.DECLINED, REASON)


def test_strangers_and_leaders_do_not_answer(cast, made):
    for by in (cast.stranger, cast.zhang, cast.wang, cast.chen, cast.zhou):
        with pytest.raises(NotAllowed):
            answer(cast, made, rules.DECLINED, REASON, by=by)


def test_the_author_judges_once_and_asks_again_once(cast, made):
    author = Bearer.of("suggestion", made.pk)
    with pytest.raises(rules.NotPossible):
        actions.judge(made, satisfied=5, by=author, at=MONDAY_10AM)
    answer(cast, made, rules.DECLINED, REASON)
    actions.judge(made, satisfied=1, by=author, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.judge(made, satisfied=5, by=author, at=MONDAY_10AM)

    actions.ask_again(made, words="可以放在花坛边", by=author, at=MONDAY_10AM)
    assert (made.state, made.is_open) == (rules.RECEIVED, True)

    answer(cast, made, rules.DECLINED, REASON)
    with pytest.raises(rules.NotPossible):
        actions.ask_again(made, words="再来", by=author, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.judge(made, satisfied=5, by=ANYONE, at=MONDAY_10AM)


def test_supported_once_a_household(cast, made):
    actions.support(made, by=cast.chen, at=MONDAY_9AM)

    with pytest.raises(rules.NotPossible):
        actions.support(made, by=cast.chen, at=MONDAY_10AM)
    assert made.supports == 1
    row = Support.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.create(
            community_id=row.community_id, suggestion=made, supporter=row.supporter, at=MONDAY_9AM
        )


def test_late_ones_are_told_to_the_street_once(cast, made):
    assert actions.remind_of_suggestions(by=SYSTEM, at=MONDAY_10AM) == 0
    soon = made.due_at - timedelta(days=2)
    assert actions.remind_of_suggestions(by=SYSTEM, at=soon) == 1
    assert actions.remind_of_suggestions(by=SYSTEM, at=made.due_at) == 1
    assert actions.remind_of_suggestions(by=SYSTEM, at=made.due_at + timedelta(days=1)) == 0
    assert Message.objects.filter(template="suggestion.late", to=cast.sun).count() == 1


def test_hidden_words_are_not_found_and_the_author_still_gets_the_answer(cast, made):
    actions.hide_suggestion(made, reason="写了别人的名字", by=cast.liu, at=MONDAY_10AM)
    answer(cast, made, rules.DECLINED, REASON)

    found = queries.answered_publicly(cast.community, {}, MONDAY_10AM)
    assert [one.pk for one in found] == [made.pk]
    assert not queries.answered_publicly(cast.community, {"q": "长椅"}, MONDAY_10AM).exists()
    assert queries.suggestion_by_receipt(made.receipt).answer == REASON


def test_the_database_wants_reasons(cast, made):
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=made.pk).update(
            state=rules.DECLINED, due_at=None, answered_at=MONDAY_9AM
        )


@given(st.text(max_size=40), st.booleans(), st.text(max_size=5), st.sampled_from([*rules.STATES, "x"]))
@settings(max_examples=30)
def test_what_passes_always_says_enough(words, has_day, doer, state):
    try:
        rules.refuse_answer(state, words=words, has_day=has_day, doer=doer, link="")
    except rules.NotPossible:
        return

    assert state in (rules.STUDYING, *rules.ENDS)
    assert state not in rules.TAKEN or (has_day and doer.strip())
    assert state != rules.DECLINED or len(words) >= rules.REASON_LEAST
