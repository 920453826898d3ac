"""The hand-over note: drafted once, written and signed by the old one, confirmed by the new one, read by few."""

from datetime import timedelta

import pytest
from django.db import connection

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.actions import NotPossible
from sanzhang.mechanisms.rotation.models import Handover
from sanzhang.mechanisms.rotation.queries import handover_notes, handovers
from sanzhang.mechanisms.rotation.tests.handing import (
    CANARY_NAME,
    CANARY_PHONE,
    CANARY_WORDS,
    DAY,
    FIRST,
    MINUTE,
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


def text_of(note, by, at):
    sections = handover_notes.told(note, by, at)
    return "\n".join(
        f"{section.heading} {line.words} {line.said} {line.added}"
        for section in sections
        for line in section.lines
    )


def test_it_is_drafted_seven_days_before_and_not_earlier(handed):
    assert actions.draft_due(handed.community.pk, at=WEEK_BEFORE - MINUTE) == 0
    assert actions.draft_due(handed.community.pk, at=WEEK_BEFORE) == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=7), timedelta(days=20)])
def test_late_or_twice_there_is_one_note(handed, late):
    counts = [
        actions.draft_due(handed.community.pk, at=WEEK_BEFORE + late + step * MINUTE) for step in range(3)
    ]

    assert counts == [1, 0, 0]
    assert Handover.objects.count() == 1


def test_it_holds_references_and_figures_and_no_words_names_or_phones(handed):
    note = drafted(handed)

    kept = str(note.facts)
    assert handed.matter.reference in kept
    for canary in (CANARY_NAME, CANARY_PHONE, CANARY_WORDS, "陈晨"):
        assert canary not in kept


def test_it_is_brought_up_to_date_until_it_is_signed(handed):
    drafted(handed)
    newer = handed.chen_reports("又一件", at=WEEK_BEFORE + DAY)

    drafted(handed, at=WEEK_BEFORE + 2 * DAY)
    assert newer.reference in str(fresh(handed).facts)

    note = signed(handed)
    handed.chen_reports("签字以后的", at=FIRST - 2 * MINUTE)
    drafted(handed, at=FIRST - MINUTE)
    assert fresh(handed).facts == note.facts


def test_each_reads_it_from_and_until_when_he_may(handed):
    signed(handed)
    hours = {"before": FIRST - MINUTE, "after": FIRST, "month": FIRST + rules.READ_ON}
    who = ("zhang", "new", "li", "wang", "liu", "sun", "chen", "stranger", "wu", "zheng", "qian")

    seen = {
        (name, hour)
        for name in who
        for hour, at in hours.items()
        if handovers.visible_to(getattr(handed, name), at).exists()
    }

    above = {(name, hour) for name in ("li", "wang", "liu") for hour in hours}
    assert seen == above | {("zhang", "before"), ("zhang", "after"), ("new", "after"), ("new", "month")}


def test_the_old_one_reads_no_more_once_it_is_confirmed(handed):
    signed(handed)
    actions.receive(fresh(handed), by=handed.new, at=FIRST + MINUTE)

    assert not handovers.visible_to(handed.zhang, FIRST + MINUTE).exists()


def test_the_leader_of_another_unit_or_building_reads_nothing(handed, cast):
    other = cast.person("邻单元长", "13800000031")
    away = cast.person("邻楼栋长", "13800000032")
    for place, kind, person in (
        (cast.next_unit, "unit_leader", other),
        (cast.other_building, "building_leader", away),
    ):
        post = posts.open_post(place, kind=kind, by=SYSTEM, at=cast.made_at)
        posts.seat(post, person=person, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    drafted(handed)

    for person in (other, away):
        assert not handovers.visible_to(person, WEEK_BEFORE).exists()


def test_a_leader_does_not_read_the_notes_of_his_own_post_before_him(handed):
    """Of three holders the third reads what the second left, not what the first did."""
    third = handed.person("第三位", "13800000033")
    drafted(handed)
    following = posts_tenure(handed)
    posts.replace(following, person=third, from_at=FIRST + 31 * DAY, by=SYSTEM, at=FIRST)
    at = FIRST + 31 * DAY

    assert not handovers.visible_to(third, at).exists()
    actions.draft_due(handed.community.pk, at=at)
    assert [note.ending_id for note in handovers.visible_to(third, at)] == [following.pk]


def posts_tenure(handed):
    return handovers.followings([handed.old])[handed.old.pk]


def test_the_new_one_is_told_nothing_of_what_is_about_him(handed):
    other = handed.chen_reports("新单元长家漏水", at=WEEK_BEFORE - DAY, about=[handed.new.pk])
    note = signed(handed, **{f"m{other.pk}": "要调解", f"m{handed.matter.pk}": "等厂家"})

    seen = text_of(note, handed.new, FIRST)
    above = text_of(note, handed.liu, FIRST)

    assert other.reference not in seen
    assert "要调解" not in seen
    assert "没办完 1 件" in seen
    assert (other.reference in above, "要调解" in above, "没办完 2 件" in above) == (True, True, True)


def test_nor_a_housemate(handed):
    residents.settle(handed.new, household=handed.doors[handed.unit.pk, "302"], by=SYSTEM, at=WEEK_BEFORE)
    Matter.objects.filter(pk=handed.matter.pk).update(reporter=handed.chen)
    note = signed(handed)

    assert handed.matter.reference not in text_of(note, handed.new, FIRST)


def test_the_old_one_sees_no_more_of_the_matters_after_the_hand_over(handed):
    matters.pass_up(handed.matter, words="要换线路", by=handed.zhang, at=WEEK_BEFORE)
    note = signed(handed)

    before, after = (text_of(note, handed.zhang, at) for at in (FIRST - MINUTE, FIRST))
    links = [line.url for section in handover_notes.told(note, handed.zhang, FIRST) for line in section.lines]

    assert "要换线路" in before
    assert "要换线路" not in after
    assert "12栋" not in after
    assert not any(links)
    assert "要换线路" in text_of(note, handed.new, FIRST)


def test_words_are_kept_sealed_and_signed_once(handed):
    note = signed(handed, things="钥匙两把", unknown="不收", **{f"m{handed.matter.pk}": "等厂家"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM rotation_handover")
        assert "钥匙" not in cursor.fetchone()[0]
    assert handover_notes.words_of(note) == {"things": "钥匙两把", f"m{handed.matter.pk}": "等厂家"}
    with pytest.raises(NotPossible):
        actions.write(note, words={}, sign=True, by=handed.zhang, at=FIRST)


@pytest.mark.parametrize("who", ["new", "li", "liu", "stranger", "chen"])
def test_nobody_else_writes_or_signs(handed, who):
    with pytest.raises(NotAllowed):
        actions.write(drafted(handed), words={}, sign=True, by=getattr(handed, who), at=FIRST - DAY)


@pytest.mark.parametrize("who", ["zhang", "li", "wang", "liu", "stranger", "chen"])
def test_nobody_else_confirms_or_asks(handed, who):
    note = signed(handed)
    for at in (FIRST - MINUTE, FIRST):
        with pytest.raises(NotAllowed):
            actions.receive(note, by=getattr(handed, who), at=at)
        with pytest.raises(NotAllowed):
            actions.ask(note, words="钥匙呢", by=getattr(handed, who), at=at)


def test_the_new_one_confirms_from_midnight_on_and_once(handed):
    note = signed(handed)
    with pytest.raises(NotAllowed):
        actions.receive(note, by=handed.new, at=FIRST - MINUTE)

    done = actions.receive(note, by=handed.new, at=FIRST)

    assert (done.received_at, done.following_id) == (FIRST, posts_tenure(handed).pk)
    with pytest.raises(NotPossible):
        actions.receive(note, by=handed.new, at=FIRST + MINUTE)
    assert [entry.action for entry in journal.entries_of(done)] == [
        "handover.drafted",
        "handover.signed",
        "handover.received",
    ]


def test_the_new_one_asks_and_the_old_one_answers(handed):
    note = signed(handed)
    asked = actions.ask(note, words="钥匙在哪", by=handed.new, at=FIRST)

    actions.answer(asked, words="在社区", by=handed.zhang, at=FIRST + MINUTE)

    told = {message.to_id: message for message in Message.objects.filter(template__contains="handover")}
    assert set(told) == {handed.zhang.pk, handed.new.pk}
    assert all("钥匙" not in message.words for message in told.values())
    with pytest.raises(NotPossible):
        actions.answer(asked, words="再答", by=handed.zhang, at=FIRST + MINUTE)


def test_without_a_next_one_it_waits_and_the_level_above_sees_it(cast):
    cast.old = cast.tenures["unit_leader"]
    cast.vacate("unit_leader", at=FIRST)
    note = drafted(cast, at=FIRST)

    assert handovers.state_of(note, FIRST)[0] == "to_sign"
    assert handovers.visible_to(cast.li, FIRST).exists()
    later = cast.person("后来的人", "13800000040")
    posts.seat(cast.unit_post, person=later, starts_at=FIRST + 9 * DAY, by=SYSTEM, at=FIRST)
    assert not handovers.visible_to(later, FIRST + 8 * DAY).exists()
    assert actions.receive(fresh(cast), by=later, at=FIRST + 9 * DAY).received_at


def test_who_goes_on_himself_hands_over_to_nobody(cast):
    cast.vacate("unit_leader", at=FIRST)
    posts.seat(cast.unit_post, person=cast.zhang, starts_at=FIRST, way="renewal", by=SYSTEM, at=WEEK_BEFORE)

    assert actions.draft_due(cast.community.pk, at=FIRST - DAY) == 0


def test_what_waits_is_told_and_lateness_to_the_community(handed):
    note = drafted(handed)

    def waits(person, at):
        return [line.words for line in handovers.handovers_waiting(person, at)]

    assert "签字" in waits(handed.zhang, WEEK_BEFORE)[0]
    assert waits(handed.new, WEEK_BEFORE) == []
    assert "请看上一任" in waits(handed.new, FIRST)[0]
    assert "1 份" in waits(handed.liu, FIRST)[0]
    assert [
        state for state in ("late", "to_sign", "received") if handovers.listed(handed.liu, FIRST, state=state)
    ] == [
        "late",
        "to_sign",
    ]
    actions.receive(note, by=handed.new, at=FIRST)
    assert waits(handed.new, FIRST) == waits(handed.liu, FIRST) == []


def test_the_year_knows_the_day_of_the_hand_over(handed):
    drafted(handed)
    day = rules.day_of(FIRST)

    lines = handovers.handovers_coming(
        handed.liu, handed.community.path, since=day, until=day + DAY, at=FIRST
    )

    assert [(line.on, line.is_late) for line in lines] == [(day, True)]
    assert "张桂兰" not in lines[0].words
    assert handovers.handovers_coming(handed.stranger, "", since=day, until=day + DAY, at=FIRST) == []
