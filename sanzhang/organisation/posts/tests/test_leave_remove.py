"""A removal: nobody unheard, never by the proposer nor by the person."""

import pytest

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions
from sanzhang.organisation.posts.tests.leaving import (
    DAY,
    HEARD_BY,
    INSTANT,
    holds,
    propose,
)
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM


def test_heard_and_decided_by_another_it_ends_at_once(cast, zhang):
    leaving = propose(cast, zhang)
    assert Message.objects.filter(to=cast.zhang, template="posts.removal_proposed").count() == 1
    actions.hear(leaving, words="我住院了。", by=cast.zhang, at=MONDAY_10AM)
    actions.decide_removal(leaving, agreed=True, words="情况属实。", by=cast.sun, at=TUESDAY_9AM)

    assert not holds(cast.unit_post, cast.zhang, TUESDAY_9AM)
    zhang.refresh_from_db()
    assert (zhang.end_reason, zhang.end_words) == ("removal", "")


def test_unheard_it_waits_three_working_days(cast, zhang):
    leaving = propose(cast, zhang)
    assert leaving.hear_until == HEARD_BY
    with pytest.raises(actions.NotPossible):
        actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=HEARD_BY - INSTANT)
    actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=HEARD_BY)
    assert not holds(cast.unit_post, cast.zhang, HEARD_BY)


def test_never_by_the_proposer_nor_the_person(cast, zhang, colleague):
    leaving = propose(cast, zhang)
    for who in (cast.liu, cast.zhang, cast.li, cast.wang, cast.wu, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.decide_removal(leaving, agreed=True, words="属实", by=who, at=HEARD_BY)
    actions.decide_removal(leaving, agreed=False, words="不属实", by=colleague, at=HEARD_BY)
    assert holds(cast.unit_post, cast.zhang, HEARD_BY)


def test_a_worker_who_leads_a_grid_does_not_decide_about_himself(cast, colleague):
    cast.vacate("grid_leader", at=MONDAY_9AM)
    tenure = actions.seat(cast.grid_post, person=cast.liu, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        propose(cast, tenure, at=MONDAY_10AM)
    leaving = propose(cast, tenure, by=colleague, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.decide_removal(leaving, agreed=False, words="不属实", by=cast.liu, at=HEARD_BY)
    with pytest.raises(NotAllowed):
        actions.withdraw(leaving, by=cast.liu, at=HEARD_BY)


def test_spoken_words_are_written_by_another_than_the_proposer(cast, zhang):
    leaving = propose(cast, zhang)
    with pytest.raises(NotAllowed):
        actions.hear(leaving, words="没有意见", by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible):
        actions.hear(leaving, words="没有意见", said_at=MONDAY_9AM - DAY, by=cast.sun, at=MONDAY_10AM)
    actions.hear(leaving, words="没有意见", said_at=MONDAY_9AM, by=cast.sun, at=MONDAY_10AM)
    leaving.refresh_from_db()
    assert (leaving.state, leaving.said_to, leaving.said_at) == ("heard", cast.sun, MONDAY_9AM)
    assert Message.objects.filter(to=cast.zhang, template="posts.words_noted").count() == 1


def test_what_is_added_later_is_kept_below(cast, zhang):
    leaving = propose(cast, zhang)
    actions.hear(leaving, words="我住院了。", by=cast.zhang, at=MONDAY_10AM)
    actions.hear(leaving, words="有病历。", by=cast.zhang, at=TUESDAY_9AM)
    leaving.refresh_from_db()
    assert leaving.said == "我住院了。\n\n有病历。"


def test_a_removal_has_no_short_cut(cast, zhang):
    for reason in ("removal", "resignation", "leave", "death"):
        with pytest.raises(actions.NotPossible):
            actions.end_tenure(zhang, ends_at=MONDAY_9AM, reason=reason, by=cast.liu, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("grounds", "words"), [([], "很长的话说明"), (["none"], "很长的话"), (["harm"], "x")]
)
def test_without_grounds_nothing_is_proposed(cast, zhang, grounds, words):
    with pytest.raises(actions.NotPossible):
        actions.propose_removal(zhang, grounds=grounds, words=words, by=cast.liu, at=MONDAY_9AM)


def test_who_leaves_otherwise_is_not_removed_any_more(cast, zhang):
    leaving = propose(cast, zhang)
    actions.end_tenure(zhang, ends_at=MONDAY_10AM, reason="moved", by=cast.liu, at=MONDAY_10AM)
    leaving.refresh_from_db()
    assert leaving.state == "withdrawn"
    with pytest.raises(actions.NotPossible):
        actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=HEARD_BY)


def test_the_proposer_takes_it_back_and_the_post_goes_on(cast, zhang):
    leaving = propose(cast, zhang)
    actions.withdraw(leaving, by=cast.liu, at=MONDAY_10AM)
    leaving.refresh_from_db()
    assert (leaving.state, leaving.decided_by) == ("withdrawn", None)
    assert holds(cast.unit_post, cast.zhang, HEARD_BY)
    assert Message.objects.filter(to=cast.zhang, template="posts.leaving_withdrawn").exists()
