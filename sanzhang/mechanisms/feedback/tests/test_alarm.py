"""§10.3: an alarm goes to all levels at once, is answered one by one, and is called on when nobody answers."""

from datetime import timedelta
from typing import Any

import pytest

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.rules import NotPossible
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from sanzhang.mechanisms.feedback import actions, queries, spool
from sanzhang.mechanisms.feedback.models import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.posts import actions as posts
from tests.cast import LONG_AGO, Cast
from tests.times import MONDAY_9AM

ANYONE = Bearer.anyone()
KEY = "a" * 64


def alarm_of(cast: Cast, *, key: str = KEY, **more: Any) -> Alarm:
    more.setdefault("kind", rules.FIRE)
    more.setdefault("at", MONDAY_9AM)
    return actions.raise_alarm(cast.unit, key=key, by=ANYONE, **more)


def call_of(alarm: Alarm, person: Any) -> AlarmCall:
    return alarm.calls.get(person=person)


def district_worker(cast: Cast) -> Any:
    person = cast.person("何苗", "13800000021", login="hemiao")
    post = posts.open_post(cast.district, kind="district_worker", by=SYSTEM, at=LONG_AGO)
    posts.seat(post, person=person, starts_at=LONG_AGO, by=SYSTEM, at=LONG_AGO)
    return person


def test_it_goes_to_community_street_department_and_the_three_leaders_at_once(cast: Cast) -> None:
    alarm = alarm_of(cast, words="三楼冒烟", phone="138 1111 2222")
    called = {call.person_id for call in alarm.calls.all()}
    assert called == {one.pk for one in (cast.zhang, cast.li, cast.wang, cast.liu, cast.sun, cast.zhou)}
    assert all(call.sent_at == MONDAY_9AM and call.how == rules.TEXT for call in alarm.calls.all())
    texts = Message.objects.filter(template="feedback.alarm")
    assert texts.count() == 6
    assert all(one.phone and one.first_at == MONDAY_9AM for one in texts)
    assert "陈晨" not in texts[0].words
    assert "三楼" not in texts[0].words


def test_it_is_a_matter_of_its_own_at_the_community(cast: Cast) -> None:
    alarm = alarm_of(cast, words="三楼冒烟")
    assert alarm.matter is not None
    assert (alarm.matter.kind, alarm.matter.origin, alarm.matter.rung) == (
        "emergency",
        "alarm",
        "community_worker",
    )


def test_the_same_form_twice_is_one_alarm(cast: Cast) -> None:
    assert alarm_of(cast).pk == alarm_of(cast).pk
    assert Alarm.objects.count() == Matter.objects.count() == 1


def test_a_second_neighbour_calls_nobody_anew_but_has_a_matter_and_a_chain(cast: Cast) -> None:
    first = alarm_of(cast)
    second = alarm_of(cast, key="b" * 64, at=MONDAY_9AM + timedelta(minutes=3))
    assert second.same_as == first
    assert not second.calls.exists()
    assert second.matter is not None
    assert len(queries.chain(second, names=False)) == 6
    later = alarm_of(cast, key="c" * 64, at=MONDAY_9AM + timedelta(minutes=11))
    assert later.same_as is None


def test_one_answers_for_oneself_only_and_the_first_time_counts(cast: Cast) -> None:
    alarm = alarm_of(cast)
    mine = call_of(alarm, cast.liu)
    with pytest.raises(NotAllowed):
        actions.acknowledge(mine, by=cast.sun, at=MONDAY_9AM)
    actions.acknowledge(mine, by=cast.liu, at=MONDAY_9AM + timedelta(seconds=30))
    again = actions.acknowledge(mine, by=cast.liu, at=MONDAY_9AM + timedelta(minutes=9))
    assert again.acknowledged_at == MONDAY_9AM + timedelta(seconds=30)


def test_the_link_answers_this_one_call(cast: Cast) -> None:
    alarm = alarm_of(cast)
    words = Message.objects.get(to=cast.liu, template="feedback.alarm").words
    secret = words.split("/alarm/ack/")[1].split("/")[0]
    called = queries.call_by_secret(secret, MONDAY_9AM)
    assert called == call_of(alarm, cast.liu)
    other = call_of(alarm, cast.sun)
    with pytest.raises(NotAllowed):
        actions.acknowledge(other, how=rules.LINK, by=Bearer.of("alarm_call", called.pk), at=MONDAY_9AM)
    actions.acknowledge(called, how=rules.LINK, by=Bearer.of("alarm_call", called.pk), at=MONDAY_9AM)
    assert queries.call_by_secret(secret, MONDAY_9AM + timedelta(days=2)) is None
    assert queries.call_by_secret("0" * 16, MONDAY_9AM) is None


def test_who_is_silent_for_two_minutes_is_texted_again_once(cast: Cast) -> None:
    alarm = alarm_of(cast)
    for person in (cast.liu, cast.sun, cast.zhou):
        actions.acknowledge(call_of(alarm, person), by=person, at=MONDAY_9AM)
    assert actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(seconds=119)) == 0
    assert actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(minutes=2)) == 3
    assert actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(minutes=3)) == 0
    again = Message.objects.filter(template="feedback.alarm_again")
    assert {one.to_id for one in again} == {cast.zhang.pk, cast.li.pk, cast.wang.pk}
    secret = again[0].words.split("/alarm/ack/")[1].split("/")[0]
    assert queries.call_by_secret(secret, MONDAY_9AM) is not None


def test_a_silent_level_brings_in_the_neighbours_and_then_the_district(cast: Cast) -> None:
    above = district_worker(cast)
    alarm = alarm_of(cast)
    actions.acknowledge(call_of(alarm, cast.liu), by=cast.liu, at=MONDAY_9AM)
    actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(minutes=2))
    assert not alarm.calls.filter(person=above).exists()
    actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(minutes=5))
    assert call_of(alarm, above).wave == rules.ABOVE
    actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(minutes=6))
    assert alarm.calls.filter(person=above).count() == 1


def test_where_no_community_worker_sits_the_district_is_called_with_the_first_turn_of_the_clock(
    cast: Cast,
) -> None:
    above = district_worker(cast)
    cast.vacate("community_worker", at=MONDAY_9AM - timedelta(days=1))
    alarm = alarm_of(cast)
    actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(seconds=10))
    assert alarm.calls.filter(person=above).exists()


def test_names_are_for_those_with_a_seat(cast: Cast) -> None:
    alarm = alarm_of(cast)
    assert {line.name for line in queries.chain(alarm, names=False)} == {""}
    assert "刘敏" in {line.name for line in queries.chain(alarm, names=True)}


def test_it_is_stood_down_by_the_community_with_words_and_nobody_below(cast: Cast) -> None:
    alarm = alarm_of(cast)
    with pytest.raises(NotAllowed):
        actions.stand_down(alarm, ending=rules.FALSE, words="没事", by=cast.zhang, at=MONDAY_9AM)
    with pytest.raises(NotPossible):
        actions.stand_down(alarm, ending=rules.FALSE, words=" ", by=cast.liu, at=MONDAY_9AM)
    actions.stand_down(alarm, ending=rules.FALSE, words="是做饭的烟", by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(NotPossible):
        actions.stand_down(alarm, ending=rules.HANDLED, words="办了", by=cast.liu, at=MONDAY_9AM)
    assert queries.false_alarms(cast.liu, MONDAY_9AM) == 1
    assert Message.objects.filter(template="feedback.alarm_over").count() == 6
    assert actions.call_further(alarm.pk, at=MONDAY_9AM + timedelta(minutes=5)) == 0
    assert Matter.objects.get().is_open  # the matter goes on by itself


def test_a_drill_calls_the_same_people_and_makes_no_matter(cast: Cast) -> None:
    assert queries.drill_due(cast.liu, MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.drill(cast.unit, kind=rules.FIRE, key=KEY, by=cast.zhang, at=MONDAY_9AM)
    alarm = actions.drill(cast.unit, kind=rules.FIRE, key=KEY, by=cast.liu, at=MONDAY_9AM)
    assert alarm.calls.count() == 6
    assert not Matter.objects.exists()
    assert all("【演练】" in one.words for one in Message.objects.all())
    assert not queries.drill_due(cast.liu, MONDAY_9AM)


def test_an_unanswered_call_stands_on_the_desk(cast: Cast) -> None:
    alarm = alarm_of(cast)
    assert [line.url for line in queries.to_do(cast.li, MONDAY_9AM)] == [f"/alarm/{alarm.pk}/"]
    actions.acknowledge(call_of(alarm, cast.li), by=cast.li, at=MONDAY_9AM)
    assert queries.to_do(cast.li, MONDAY_9AM) == []


def test_what_waits_on_disk_is_delivered_once_with_its_own_time(
    cast: Cast, tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    key = spool.key_of(cast.unit.token, "form-number-1")
    said = {
        "token": cast.unit.token,
        "kind": "gas",
        "words": "楼道有煤气味",
        "phone": "",
        "receipt": "R" * 16,
    }
    file = spool.put(key, said | {"raised_at": MONDAY_9AM.isoformat()})
    assert file.stat().st_mode & 0o777 == 0o600
    assert "煤气" not in file.read_text()
    later = MONDAY_9AM + timedelta(minutes=20)
    kept = file.read_text()
    assert actions.deliver_spooled(at=later) == 1
    assert actions.deliver_spooled(at=later) == 0
    assert spool.count() == 0
    file.write_text(kept)  # killed between commit and removal
    assert actions.deliver_spooled(at=later) == 0
    assert spool.count() == 0
    alarm = Alarm.objects.get()
    assert (alarm.raised_at, alarm.told_at, alarm.way) == (MONDAY_9AM, later, rules.SPOOLED)
    assert alarm.receipt == "R" * 16


def test_what_names_no_unit_or_was_changed_is_put_aside_not_lost(
    cast: Cast, tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    said = {"token": "NOSUCHUNIT", "kind": "gas", "raised_at": MONDAY_9AM.isoformat(), "receipt": "R" * 16}
    spool.put("1" * 64, said)
    (spool.folder() / f"{'2' * 64}.json").write_text("k1:nonsense")
    assert actions.deliver_spooled(at=MONDAY_9AM) == 0
    assert sorted(one.stem[0] for one in (spool.folder() / "aside").iterdir()) == ["1", "2"]
