"""§3.1 with §4.2: what two people left out of the rates is no merit either, until it is taken back."""

import pytest

from sanzhang.duties.matters import actions, queries
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db
ONE = "一年里办好居民反映的事 1 件"


def merits(cast):
    return queries.merits_of(cast.community, [cast.zhang.pk], MONDAY_10AM)


def test_a_matter_marked_by_two_people_is_no_merit_until_the_mark_is_taken_back(cast):
    matter = cast.chen_reports()
    actions.answer(matter, ending="solved", words="看过了", by=cast.zhang, at=MONDAY_10AM)
    mine = Bearer.of("matter", matter.pk)
    actions.confirm(Matter.objects.get(pk=matter.pk), by=mine, at=MONDAY_10AM)
    assert merits(cast) == {cast.zhang.pk: ONE}

    one = actions.mark(
        Matter.objects.get(pk=matter.pk), words="要求免除物业费", by=cast.zhang, at=MONDAY_10AM
    )
    assert merits(cast) == {cast.zhang.pk: ONE}  # one alone changes nothing
    actions.second_mark(one, words="能办的是这些", by=cast.li, at=MONDAY_10AM)
    assert merits(cast) == {}

    one.refresh_from_db()
    actions.take_mark_back(one, words="看错了", by=cast.li, at=MONDAY_10AM)
    assert merits(cast) == {cast.zhang.pk: ONE}
