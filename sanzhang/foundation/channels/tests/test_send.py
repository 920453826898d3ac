import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions, delivery, queries, rules
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.channels.rules import Template
from sanzhang.foundation.jobs import clock
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Seat
from sanzhang.foundation.permission.table import TABLE, Rule

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=rules.ZONE)
NIGHT = NOON.replace(hour=22)


@pytest.fixture(autouse=True)
def _words(monkeypatch, tmp_path):
    words = {
        "test.waiting": Template("有一件事等您办:{title}。", sms="waiting", fields=("title",)),
        "test.alarm": Template("紧急:{title}。", sms="alarm", fields=("title",), urgent=True),
        "test.note": Template("已经办好:{title}。"),
    }
    monkeypatch.setattr(rules, "TEMPLATES", rules.TEMPLATES | words)
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(settings, "MESSAGE_CHANNEL", "file")
    delivery.carrier.cache_clear()


@pytest.fixture
def zhang():
    return Person.objects.create(name="张桂兰", phone="13800000001", enrolled_at=NOON)


def letters():
    return [
        json.loads(file.read_text()) for file in sorted((Path(settings.DATA_DIR) / "outbox").glob("*.json"))
    ]


def waiting(to, at=NOON, **more):
    return actions.send(to=to, template="test.waiting", facts={"title": "楼道灯坏了"}, at=at, **more)


def test_a_message_reaches_the_inbox_at_once_and_the_file_by_a_job(zhang):
    message = waiting(zhang, community_id=7, link="/matters/1")
    unread, before = queries.unread_count(zhang), letters()

    clock.run_due(NOON)

    message.refresh_from_db()
    assert (unread, before) == (1, [])
    assert message.state == rules.DELIVERED
    assert letters()[0]["words"] == "有一件事等您办:楼道灯坏了。"
    assert letters()[0]["phone"] == "13800000001"


def test_a_message_of_a_transaction_undone_was_never_sent(zhang):
    with transaction.atomic():
        waiting(zhang)
        transaction.set_rollback(True)

    clock.run_due(NOON)

    assert letters() == []
    assert not Message.objects.exists()


def test_delivering_twice_leaves_one_letter_and_one_try(zhang):
    message = waiting(zhang)

    states = [delivery.deliver(message.pk, NOON) for _ in range(3)]

    message.refresh_from_db()
    assert states == [rules.DELIVERED] * 3
    assert (len(letters()), message.tries) == (1, 1)


def test_phones_words_and_facts_lie_sealed_in_the_database(zhang):
    waiting(zhang)

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, words, facts FROM channels_message")
        stored = "".join(cursor.fetchone())
    assert "13800000001" not in stored
    assert "楼道" not in stored


def test_at_night_only_what_is_urgent_goes_out(zhang):
    waiting(zhang, at=NIGHT)
    actions.send(to=zhang, template="test.alarm", facts={"title": "有烟"}, at=NIGHT)

    clock.run_due(NIGHT)
    at_night = [letter["template"] for letter in letters()]
    clock.run_due(NIGHT + timedelta(hours=8, minutes=59))
    before_seven = len(letters())
    clock.run_due(NIGHT + timedelta(hours=9))

    assert at_night == ["test.alarm"]
    assert before_seven == 1
    assert len(letters()) == 2


@pytest.mark.parametrize(
    ("hour", "minute", "until"),
    [(20, 59, None), (21, 0, (24, 7)), (23, 59, (24, 7)), (0, 0, (23, 7)), (6, 59, (23, 7)), (7, 0, None)],
)
def test_the_night_is_from_nine_to_seven(hour, minute, until):
    at = NOON.replace(hour=hour, minute=minute)

    first = rules.send_from(Template("x", sms="x"), at)

    assert first == (NOON.replace(day=until[0], hour=until[1]) if until else at)


def test_a_number_gets_five_codes_a_day_and_another_is_not_touched():
    def code(phone, at=NOON):
        return actions.send(phone=phone, template="people.code", facts={"code": "123456"}, at=at)

    for _ in range(5):
        code("13800000001")
    with pytest.raises(actions.OverBudget):
        code("13800000001", NOON + timedelta(hours=11))
    code("13800000002")
    code("13800000001", NOON + timedelta(hours=12))

    assert Message.objects.count() == 7


def test_a_code_is_in_no_inbox(zhang):
    actions.send(to=zhang, template="people.code", facts={"code": "123456"}, at=NOON)

    assert not queries.inbox_of(zhang).exists()


def test_beyond_thirty_texts_a_day_a_message_goes_to_the_inbox_alone(zhang):
    messages = [waiting(zhang) for _ in range(31)]

    assert queries.unread_count(zhang) == 31
    assert messages[29].phone == "13800000001"
    assert messages[30].phone == ""
    assert "已满 30 条" in messages[30].trouble


def test_a_budget_counts_per_window_and_all_or_none():
    day = timedelta(days=1)

    spent = [actions.spend("try", "1.2.3.4", 3, day, NOON) for _ in range(4)]
    both = actions.spend_all([("other", "", 9, day), ("try", "1.2.3.4", 3, day)], NOON)

    assert spent == [True, True, True, False]
    assert not both
    assert all(actions.spend("other", "", 9, day, NOON) for _ in range(9))
    assert actions.spend("try", "1.2.3.4", 3, day, NOON + timedelta(hours=12))


def test_who_no_longer_holds_the_seat_gets_nothing(zhang, monkeypatch):
    monkeypatch.setitem(TABLE, "test.act", Rule("test.act", ("unit_leader",)))
    seat = Seat(1, 1, "unit_leader", "2201020010010010000101", 7, "单元长")
    ends = NOON + timedelta(hours=1)
    monkeypatch.setattr(permission, "seats_of", lambda person, at: [seat] if at < ends else [])
    for hour in (0, 1):
        message = waiting(zhang, needs="test.act", needs_path="2201020010010010000101")
        delivery.deliver(message.pk, NOON + timedelta(hours=hour))

    assert [letter["words"] for letter in letters()] == ["有一件事等您办:楼道灯坏了。"]
    assert message.__class__.objects.get(pk=message.pk).state == rules.DROPPED


def test_a_full_disk_is_tried_for_four_hours_then_told_to_the_sender(zhang, monkeypatch):
    li = Person.objects.create(name="李志国", enrolled_at=NOON)
    message = waiting(zhang, by=li)
    (Path(settings.DATA_DIR) / "outbox").write_text("in the way")

    for minute in range(0, 4 * 60 + 10, 5):
        clock.run_due(NOON + timedelta(minutes=minute))

    message.refresh_from_db()
    assert message.state == rules.FAILED
    assert message.tries > 10
    assert "4 小时" in message.trouble
    assert list(queries.failed_of(li)) == [message]


def test_the_words_need_all_their_facts(zhang):
    with pytest.raises(rules.MissingField):
        actions.send(to=zhang, template="test.waiting", at=NOON)
    with pytest.raises(rules.UnknownTemplate):
        actions.send(to=zhang, template="no.such", at=NOON)


def test_facts_cannot_reach_into_objects(zhang):
    message = actions.send(to=zhang, template="test.note", facts={"title": "{title.__class__} {0}"}, at=NOON)

    assert message.words == "已经办好:{title.__class__} {0}。"


def test_reading_is_the_readers_own(zhang):
    stranger = Person.objects.create(name="外人", enrolled_at=NOON)
    message = waiting(zhang)

    by_stranger = actions.mark_read([message], by=stranger, at=NOON)
    by_zhang = actions.mark_read([message], by=zhang, at=NOON)

    assert (by_stranger, by_zhang, queries.unread_count(zhang)) == (0, 1, 0)


def test_codes_are_forgotten_after_a_day_and_messages_after_half_a_year(zhang):
    actions.send(phone="13800000001", template="people.code", facts={"code": "123456"}, at=NOON)
    waiting(zhang)

    actions.forget_old(by=SYSTEM, at=NOON + timedelta(days=2))
    after_two_days = Message.objects.count()
    actions.forget_old(by=SYSTEM, at=NOON + timedelta(days=181))

    assert (after_two_days, Message.objects.count()) == (1, 0)
