"""The verbs of who has a matter: accept, answer, pass up, note, each refused where it must be."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import MatterStep
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
VERBS = {
    "accept": {},
    "answer": {"ending": "solved", "words": "换了灯"},
    "pass_up": {"words": "要换线路"},
    "note": {"words": "看过了"},
}
EVENTS = {"accept": "accepted", "answer": "answered", "pass_up": "passed_up", "note": "noted"}


def do(verb, matter, **more):
    return getattr(actions, verb)(matter, **{**VERBS[verb], "at": MONDAY_10AM, **more})


@pytest.mark.parametrize("verb", VERBS)
def test_who_has_it_may_and_the_journal_says_who(cast, verb):
    matter = cast.chen_reports()

    do(verb, matter, by=cast.zhang)

    entry = list(journal.entries_of(matter))[-1]
    assert (entry.action, entry.actor) == (f"matter.{EVENTS[verb]}", f"person:{cast.zhang.journal_key}")
    assert (entry.post_id, matter.version) == (cast.unit_post.pk, 2)


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_may(cast, verb):
    matter = cast.chen_reports()
    strangers = (
        cast.stranger,
        cast.zhao,
        cast.chen,
        cast.li,
        cast.wang,
        cast.liu,
        cast.sun,
        cast.wu,
        cast.zheng,
    )

    for person in (*strangers, Bearer.anyone(), Bearer.of("matter", 7)):
        with pytest.raises(NotAllowed):
            do(verb, matter, by=person)
    assert MatterStep.objects.filter(matter=matter).count() == 1


@pytest.mark.parametrize("verb", ["accept", "answer", "pass_up"])
def test_not_once_it_is_answered(cast, verb):
    matter = cast.chen_reports()
    do("answer", matter, by=cast.zhang)

    with pytest.raises(rules.NotPossible):
        do(verb, matter, by=cast.zhang)


@pytest.mark.parametrize("verb", ["answer", "pass_up", "note"])
def test_not_without_words(cast, verb):
    matter = cast.chen_reports()

    with pytest.raises(rules.NotPossible):
        do(verb, matter, by=cast.zhang, words=" \n ")


def test_accepting_twice_is_refused(cast):
    matter = cast.chen_reports()
    do("accept", matter, by=cast.zhang)

    with pytest.raises(rules.NotPossible):
        do("accept", matter, by=cast.zhang)


@pytest.mark.parametrize("ending", rules.ENDINGS)
def test_each_of_four_honest_ends_waits_for_the_resident(cast, ending):
    matter = cast.chen_reports()

    do("answer", matter, by=cast.zhang, ending=ending)

    assert (matter.state, matter.ending, matter.due_at) == (rules.ANSWERED, ending, None)
    assert queries.story(matter)[-1].sentence == f"12栋1单元单元长答复:{rules.ENDINGS[ending]}。"


def test_a_fifth_end_there_is_not(cast):
    with pytest.raises(rules.NotPossible):
        do("answer", cast.chen_reports(), by=cast.zhang, ending="forgotten")


def test_passing_up_skips_a_vacant_building_leader(cast):
    matter = cast.chen_reports()
    cast.vacate("building_leader", at=MONDAY_9AM)

    do("pass_up", matter, by=cast.zhang)

    assert (matter.rung, matter.rung_path, matter.state) == (rules.GRID, cast.grid.path, rules.WAITING)


def test_from_the_top_there_is_no_way_up(cast):
    matter = cast.chen_reports()
    for person in (cast.zhang, cast.li, cast.wang, cast.liu, cast.sun):
        do("pass_up", matter, by=person)

    assert matter.rung == rules.DEPARTMENT
    with pytest.raises(rules.NotPossible):
        do("pass_up", matter, by=cast.zhou)


def test_who_reported_may_add_to_it(cast):
    matter = cast.chen_reports()

    do("note", matter, by=Bearer.of("matter", matter.pk), words="四楼也坏了")

    assert queries.story(matter)[-1].sentence == "反映人补充了情况。"


def test_a_leader_whose_seat_ended_can_do_nothing_more(cast):
    matter = cast.chen_reports()
    cast.vacate("unit_leader", at=MONDAY_10AM)

    with pytest.raises(NotAllowed):
        do("accept", matter, by=cast.zhang, at=MONDAY_10AM)
    assert not queries.visible_to(cast.zhang, MONDAY_10AM).exists()


def test_an_outdated_page_is_told_who_was_faster(cast):
    matter = cast.chen_reports()
    do("pass_up", matter, by=cast.zhang)
    again = queries.by_receipt(matter.receipt)

    with pytest.raises(actions.SomebodyWasFaster) as told:
        do("answer", again, by=cast.zhang, version=1, at=MONDAY_10AM + timedelta(minutes=2))

    assert told.value.words == "这件事 2 分钟前已由12栋1单元单元长报给楼栋长,您不用再报。"
    assert MatterStep.objects.filter(matter=matter).count() == 2


def test_seeing_the_contact_needs_a_purpose_and_leaves_a_trace_first(cast):
    matter = cast.chen_reports(contact_name="陈晨", contact_phone="13800000004")
    with pytest.raises(rules.NotPossible):
        actions.reveal_contact(matter, purpose=" ", by=cast.zhang, at=MONDAY_10AM)

    seen = actions.reveal_contact(matter, purpose="约时间上门", by=cast.zhang, at=MONDAY_10AM)

    entry = list(journal.entries_of(matter))[-1]
    assert seen == ("陈晨", "13800000004")
    assert (entry.action, entry.facts["purpose"]) == ("personal.read", "约时间上门")
    for person in (cast.li, cast.liu, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.reveal_contact(matter, purpose="看看", by=person, at=MONDAY_10AM)
