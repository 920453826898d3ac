"""At 00:00 of the first everything follows the new tenure, whether or not a job has run (§12, R5)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import queries as matter_queries
from sanzhang.duties.matters.listen import tell_holders
from sanzhang.foundation.channels import actions as channel_actions
from sanzhang.foundation.channels import delivery
from sanzhang.foundation.channels import rules as channels
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import NotAllowed
from sanzhang.mechanisms.rotation import actions
from sanzhang.mechanisms.rotation.models import Handover
from sanzhang.mechanisms.rotation.queries import handovers
from sanzhang.organisation.posts import queries as posts
from tests.times import SHANGHAI

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRSTS = [
    datetime(2027, 1, 1, tzinfo=SHANGHAI),
    datetime(2027, 2, 1, tzinfo=SHANGHAI),
    datetime(2027, 3, 1, tzinfo=SHANGHAI),
    datetime(2027, 5, 1, tzinfo=SHANGHAI),
]


@pytest.fixture
def turning(unit):
    """Households 102, 201 and 202 take turns from January on, months ahead."""
    unit.begin("102", "201", "202")
    for person in unit.people.values():
        type(person).objects.filter(pk=person.pk).update(last_used_at=datetime(2026, 12, 30, tzinfo=SHANGHAI))
    return unit


def sitting(unit, at):
    return posts.who_held(unit.unit_post, at)


@pytest.mark.parametrize("first", FIRSTS[:3])
@pytest.mark.parametrize("runs", [0, 1, 2])
def test_powers_change_hands_with_the_scheduler_off_on_and_twice(turning, first, runs):
    cast = turning.cast
    before, after = first - MINUTE, first
    keep_awake(turning, before)
    for _ in range(runs):
        actions.draft_due(cast.community.pk, at=before)
        actions.draft_due(cast.community.pk, at=after)
    old, new = sitting(turning, before).person, sitting(turning, after).person
    matter = cast.chen_reports(at=first - timedelta(hours=1))
    old.refresh_from_db()
    new.refresh_from_db()

    assert old != new
    waiting = {
        (who.pk, at): matter_queries.waiting_for(who, at).filter(pk=matter.pk).exists()
        for who in (old, new)
        for at in (before, after)
    }
    assert waiting == {
        (old.pk, before): True,
        (old.pk, after): False,
        (new.pk, before): False,
        (new.pk, after): True,
    }
    assert not matter_queries.visible_to(old, after).exists()
    with pytest.raises(NotAllowed):
        matters.accept(matter, by=old, at=after)
    assert matters.accept(matter, by=new, at=after)
    assert Handover.objects.filter(ending=sitting(turning, before)).count() == min(runs, 1)


def keep_awake(unit, at):
    for person in unit.people.values():
        type(person).objects.filter(pk=person.pk).update(last_used_at=at - DAY, phone_verified_at=at - DAY)


def test_a_message_queued_before_midnight_and_delivered_after_goes_to_the_new_one(turning):
    first = FIRSTS[1]
    before, after = first - MINUTE, first + MINUTE
    keep_awake(turning, before)
    matter = turning.cast.chen_reports(at=before)
    old, new = sitting(turning, before).person, sitting(turning, after).person
    entry = list(journal.entries_of(matter))[-1]
    tell_holders(entry.pk, before)
    queued = Message.objects.get(template="matters.waiting")

    state = delivery.deliver(queued.pk, after if queued.next_at <= after else queued.next_at)

    counts = [channel_actions.hand_on(queued.pk, at=after) for _ in range(2)]

    assert queued.to == old
    assert state == channels.DROPPED
    assert counts == [1, 0]
    assert [
        message.to for message in Message.objects.filter(template="matters.waiting").exclude(pk=queued.pk)
    ] == [new]
    assert matter_queries.waiting_for(new, after).filter(pk=matter.pk).exists()


def test_a_matter_reported_before_midnight_and_told_after_is_told_to_the_new_one(turning):
    first = FIRSTS[1]
    keep_awake(turning, first - MINUTE)
    matter = turning.cast.chen_reports(at=first - MINUTE)
    new = sitting(turning, first).person

    tell_holders(list(journal.entries_of(matter))[-1].pk, first)

    assert [message.to for message in Message.objects.filter(template="matters.waiting")] == [new]


def test_the_pages_and_the_plaque_page_follow_without_a_job(turning, client):
    first, cast = FIRSTS[1], turning.cast
    keep_awake(turning, first - MINUTE)
    old, new = sitting(turning, first - MINUTE).person, sitting(turning, first).person
    matter = cast.chen_reports(at=first - timedelta(hours=1))
    seen = {}
    for who, name in ((old, "old"), (new, "new")):
        for at, hour in ((first - MINUTE, "before"), (first, "after")):
            with time_machine.travel(at, tick=False):
                client.force_login(who)
                seen[name, hour] = client.get(f"/matters/{matter.pk}/").status_code

    assert (seen["old", "before"], seen["new", "after"]) == (200, 200)
    assert seen["old", "after"] in (403, 404)
    assert seen["new", "before"] in (403, 404)
    lines = {at: posts.leaders_of(cast.unit, at)[0].person for at in (first - MINUTE, first)}
    assert lines == {first - MINUTE: old, first: new}


def test_what_the_old_phone_sends_after_midnight_becomes_a_proposal(turning, client):
    first = FIRSTS[0]
    second = FIRSTS[1]
    keep_awake(turning, second - MINUTE)
    matter = turning.cast.chen_reports(at=first + DAY)
    old, new = sitting(turning, first).person, sitting(turning, second).person
    with time_machine.travel(second + MINUTE, tick=False):
        client.force_login(old)
        sent = client.post(
            f"/matters/{matter.pk}/note/",
            {"words": "看过了", "idempotency_key": "late-key-1", "version": "1"},
        )
        page = client.get(sent["Location"]).content.decode()

    assert "这个岗位已经交接" in page
    assert [one.words for one in matter_queries.proposals_for(new, second + MINUTE)] == ["看过了"]


def test_the_desk_points_to_the_note_on_the_first_day_without_a_job(turning):
    first = FIRSTS[1]
    keep_awake(turning, first - MINUTE)
    old, new = sitting(turning, first - MINUTE).person, sitting(turning, first).person

    assert handovers.handovers_waiting(new, first - MINUTE) == []
    assert handovers.handovers_waiting(new, first)
    assert handovers.handovers_waiting(old, first - MINUTE)
