"""The verbs of who reported: withdraw, confirm, reopen, rate."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mine(matter):
    return Bearer.of("matter", matter.pk)


def answered(cast, ending="solved"):
    matter = cast.chen_reports()
    actions.answer(matter, ending=ending, words="看过了", by=cast.zhang, at=MONDAY_10AM)
    return matter


def test_withdrawing_ends_it_and_twice_is_refused(cast):
    matter = cast.chen_reports()

    actions.withdraw(matter, by=mine(matter), at=MONDAY_10AM)

    assert (matter.state, matter.due_at) == (rules.WITHDRAWN, None)
    with pytest.raises(rules.NotPossible):
        actions.withdraw(matter, by=mine(matter), at=MONDAY_10AM)


def test_confirming_closes_it(cast):
    matter = answered(cast)

    actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)

    assert (matter.state, matter.closed_at) == (rules.CLOSED, MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)


def test_nothing_is_confirmed_before_it_is_answered(cast):
    matter = cast.chen_reports()

    with pytest.raises(rules.NotPossible):
        actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)


def test_another_receipt_opens_nothing(cast):
    matter, other = answered(cast), cast.chen_reports("别的事")

    for by in (mine(other), Bearer.anyone(), cast.zhang, cast.stranger, cast.liu):
        for verb, more in (
            ("confirm", {}),
            ("reopen", {"words": "没好"}),
            ("withdraw", {}),
            ("rate", {"rating": 1}),
        ):
            with pytest.raises(NotAllowed):
                getattr(actions, verb)(matter, by=by, at=MONDAY_10AM, **more)


def test_reopened_it_returns_to_who_answered_with_a_new_promise(cast):
    matter = answered(cast)

    actions.reopen(matter, words="又不亮了", by=mine(matter), at=MONDAY_10AM + DAY)

    assert (matter.state, matter.rung, matter.reopened) == (rules.WAITING, rules.UNIT, 1)
    assert (matter.ending, matter.answered_at) == ("", None)
    assert matter.outward_due_at == MONDAY_10AM + 8 * DAY


def test_reopening_needs_a_reason(cast):
    matter = answered(cast)

    with pytest.raises(rules.NotPossible):
        actions.reopen(matter, words="", by=mine(matter), at=MONDAY_10AM)


def test_a_month_after_the_close_it_is_a_new_matter(cast):
    matter = answered(cast)
    actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)

    with pytest.raises(rules.NotPossible, match="30 天"):
        actions.reopen(matter, words="又坏了", by=mine(matter), at=MONDAY_10AM + 31 * DAY)
    actions.reopen(matter, words="又坏了", by=mine(matter), at=MONDAY_10AM + 30 * DAY)


def test_a_rating_may_be_changed_and_lies_between_one_and_five(cast):
    matter = answered(cast)
    with pytest.raises(rules.NotPossible):
        actions.rate(matter, rating=5, by=mine(matter), at=MONDAY_10AM)
    actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)

    actions.rate(matter, rating=5, by=mine(matter), at=MONDAY_10AM)
    actions.rate(matter, rating=2, by=mine(matter), at=MONDAY_10AM)

    assert matter.rating == 2
    for wrong in (0, 6, -1):
        with pytest.raises(rules.NotPossible):
            actions.rate(matter, rating=wrong, by=mine(matter), at=MONDAY_10AM)


def test_the_story_names_posts_and_never_a_person(cast):
    matter = answered(cast)
    actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)

    told = [line.sentence for line in queries.story(matter)]

    assert told == [
        "反映人反映了这件事,交给单元长。",
        "12栋1单元单元长答复:办好了。",
        "反映人确认办好,办结。",
    ]
    assert "12栋1单元单元长张桂兰答复:办好了。" in [
        line.sentence for line in queries.story(matter, with_names=True)
    ]
