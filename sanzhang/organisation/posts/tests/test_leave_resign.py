"""A resignation: asked, agreed to, declined, withdrawn, in force by silence."""

import pytest

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.tests.leaving import (
    DAY,
    DECEMBER_1,
    DECEMBER_8,
    INSTANT,
    SILENT,
    holds,
    propose,
    resign,
)
from tests.times import MONDAY_10AM, TUESDAY_9AM


def test_a_worker_agrees_and_it_ends_on_the_day_asked_for(cast, zhang):
    leaving = resign(cast, zhang, leaves_at=DECEMBER_1)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_1)

    actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)

    assert holds(cast.unit_post, cast.zhang, DECEMBER_1 - INSTANT)
    assert not holds(cast.unit_post, cast.zhang, DECEMBER_1)
    leaving.refresh_from_db()
    zhang.refresh_from_db()
    assert (leaving.state, leaving.decided_by, zhang.end_reason) == ("done", cast.liu, "resignation")


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_without_an_answer_it_takes_effect_whether_or_not_a_job_runs(cast, zhang, runs):
    leaving = resign(cast, zhang)
    for _ in range(runs):
        jobs.follow_leavings(SILENT + 3 * DAY)

    assert holds(cast.unit_post, cast.zhang, SILENT - INSTANT)
    assert not holds(cast.unit_post, cast.zhang, SILENT)
    assert queries.vacant_since([cast.unit_post], SILENT + DAY)[cast.unit_post.pk] == SILENT
    leaving.refresh_from_db()
    assert leaving.state == ("done" if runs else "asked")
    assert queries.is_in_force(leaving, SILENT) or runs
    if runs:
        assert leaving.decided_at == SILENT
        assert Entry.objects.filter(action="leaving.settled_by_time").count() == 1
    with pytest.raises(actions.NotPossible):
        actions.withdraw(leaving, by=cast.zhang, at=SILENT)
    with pytest.raises(actions.NotPossible):
        actions.agree_to_resign(leaving, by=cast.liu, at=SILENT)


def test_it_is_withdrawn_until_decided_and_the_post_goes_on(cast, zhang):
    leaving = resign(cast, zhang)
    actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)

    assert holds(cast.unit_post, cast.zhang, SILENT + DAY)
    zhang.refresh_from_db()
    cast.unit_post.refresh_from_db()
    assert (zhang.ends_at, zhang.end_reason, cast.unit_post.vacant_since) == (None, "", None)
    with pytest.raises(actions.NotPossible):
        actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)
    resign(cast, zhang, at=MONDAY_10AM, leaves_at=TUESDAY_9AM)


def test_declined_with_a_reason_it_goes_on_until_the_agreed_end(cast, zhang):
    Tenure.objects.filter(pk=zhang.pk).update(ends_at=DECEMBER_8 + 300 * DAY)
    zhang.refresh_from_db()
    leaving = resign(cast, zhang)
    with pytest.raises(actions.NotPossible):
        actions.decline_resignation(leaving, words=" ", by=cast.liu, at=MONDAY_10AM)
    actions.decline_resignation(leaving, words="请您再带一个月", by=cast.liu, at=MONDAY_10AM)

    zhang.refresh_from_db()
    assert (zhang.ends_at, zhang.term_until) == (DECEMBER_8 + 300 * DAY, None)


def test_what_a_worker_types_in_waits_for_another(cast, zhang):
    leaving = resign(cast, zhang, by=cast.liu)
    assert Message.objects.filter(to=cast.zhang, template="posts.resignation_entered").exists()
    with pytest.raises(NotAllowed):
        actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)
    assert not queries.is_in_force(leaving, SILENT + DAY)
    assert holds(cast.unit_post, cast.zhang, SILENT + DAY)
    actions.agree_to_resign(leaving, by=cast.sun, at=MONDAY_10AM)
    assert not holds(cast.unit_post, cast.zhang, MONDAY_10AM)


def test_the_person_withdraws_what_a_worker_typed(cast, zhang):
    leaving = resign(cast, zhang, by=cast.liu)
    actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)
    assert holds(cast.unit_post, cast.zhang, MONDAY_10AM)


def test_a_worker_does_not_withdraw_what_the_leader_asked(cast, zhang):
    leaving = resign(cast, zhang)
    with pytest.raises(NotAllowed):
        actions.withdraw(leaving, by=cast.liu, at=MONDAY_10AM)


@pytest.mark.parametrize("who", ["stranger", "li", "wang", "sun", "wu"])
def test_nobody_else_asks_for_somebody(cast, zhang, who):
    with pytest.raises(NotAllowed):
        resign(cast, zhang, by=getattr(cast, who))


def test_the_leader_does_not_agree_himself(cast, zhang):
    leaving = resign(cast, zhang)
    for who in (cast.zhang, cast.li, cast.stranger, cast.wu):
        with pytest.raises(NotAllowed):
            actions.agree_to_resign(leaving, by=who, at=MONDAY_10AM)


def test_only_one_thing_waits_at_a_time(cast, zhang):
    resign(cast, zhang)
    with pytest.raises(actions.NotPossible):
        resign(cast, zhang)
    with pytest.raises(actions.NotPossible):
        propose(cast, zhang)


def test_a_decision_is_revoked_within_a_day(cast, zhang):
    leaving = resign(cast, zhang)
    actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible):
        actions.take_back_end(zhang, by=cast.liu, at=MONDAY_10AM)
    actions.revoke(leaving, by=cast.liu, at=MONDAY_10AM + DAY)
    assert holds(cast.unit_post, cast.zhang, MONDAY_10AM + DAY)


def test_whom_a_successor_was_seated_for_cannot_stay(cast, zhang):
    leaving = resign(cast, zhang)
    actions.seat(cast.unit_post, person=cast.chen, starts_at=SILENT, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.PostTaken):
        actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)


def test_the_reason_lies_in_no_journal_message_or_end(cast, zhang):
    leaving = resign(cast, zhang)
    actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)
    everywhere = [
        *Entry.objects.values_list("facts", flat=True),
        *Tenure.objects.values_list("end_words"),
    ]
    everywhere += [message.words for message in Message.objects.all()]
    assert "身体不好" not in str(everywhere)
    assert Leaving.objects.get().words == "身体不好"
