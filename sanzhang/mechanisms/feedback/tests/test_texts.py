"""§10.3: while the database is away those whom an alarm calls are texted from disk, each once, and can answer."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from sanzhang.foundation.channels import delivery
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.channels.tencent import Account, TencentCarrier
from sanzhang.foundation.channels.tests.provider import SECRET_ID, SECRET_KEY, Provider
from sanzhang.foundation.jobs import clock
from sanzhang.foundation.records.inventory import PERSONAL, all_files
from sanzhang.mechanisms.feedback import actions, contacts, spool, texts
from sanzhang.mechanisms.feedback.models import Alarm
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.mechanisms.feedback.tests.test_last_resort import Browser, away, closing
from sanzhang.web.last_resort import LastResort
from tests.cast import Cast
from tests.times import MONDAY_9AM

__all__ = ["away"]
KEY = "one-form-number"
TYPED = {"kind": "fire", "words": "三楼冒烟", "idempotency_key": KEY}


@pytest.fixture
def provider(monkeypatch: Any, tmp_path: Any, settings: Any) -> Iterator[Provider]:
    settings.DATA_DIR = tmp_path
    provider = Provider()
    account = Account(
        SECRET_ID, SECRET_KEY, "1400", "某市三长", {"alarm": "77", "alarm_again": "78"}, provider.address
    )
    monkeypatch.setattr(delivery, "carrier", lambda: TencentCarrier(account))
    yield provider
    provider.close()


@pytest.fixture
def program(provider: Provider, monkeypatch: Any) -> LastResort:
    monkeypatch.setattr(LastResort, "deliver_soon", lambda self: None)
    return LastResort(closing(get_wsgi_application()), patience=20)


def press(program: LastResort, cast: Cast, away: Any) -> Browser:
    """Copy the contacts, take the database away, press the button."""
    actions.keep_contacts(at=timezone.now())
    browser = Browser(program)
    browser.ask(f"/alarm/{cast.unit.token}/")
    away()
    assert "已记下" in browser.ask(f"/alarm/{cast.unit.token}/", TYPED)[1]
    return browser


def numbers(provider: Provider) -> list[str]:
    return sorted(sms["PhoneNumber"][-2:] for sms in provider.sent)


def secret_in(sms: dict[str, Any]) -> str:
    return str(sms["TemplateParamSet"][3]).split("/alarm/ack/")[1].strip("/")


@pytest.mark.django_db(transaction=True)
def test_all_levels_are_texted_while_the_database_is_away_and_nobody_again_when_it_is_back(
    cast: Cast, program: LastResort, provider: Provider, away: Any
) -> None:
    press(program, cast, away)
    assert [texts.text_waiting(timezone.now()) for _ in range(3)] == [6, 0, 0]
    assert numbers(provider) == ["01", "02", "03", "07", "08", "09"]
    assert provider.sent[0]["TemplateParamSet"][1] == "着火、冒烟"
    away.bring()
    assert actions.deliver_spooled(at=timezone.now()) == 1
    clock.run_due(timezone.now() + timedelta(seconds=1))
    assert len([sms for sms in provider.sent if sms["TemplateId"] == "77"]) == 6
    alarm = Alarm.objects.get()
    assert {call.how for call in alarm.calls.all()} == {rules.TEXT}
    kept = Message.objects.filter(template="feedback.alarm")
    assert {(one.state, one.link) for one in kept} == {("sent", f"/alarm/{alarm.pk}/")}
    assert not list(spool.folder().glob("*.texts"))
    assert "我收到了" in Browser(program).ask(f"/alarm/ack/{secret_in(provider.sent[0])}/")[1]


@pytest.mark.django_db(transaction=True)
def test_who_answers_a_text_while_the_database_is_away_stands_in_the_chain_with_that_minute(
    cast: Cast, program: LastResort, provider: Provider, away: Any
) -> None:
    press(program, cast, away)
    texts.text_waiting(timezone.now())
    liu = next(sms for sms in provider.sent if sms["PhoneNumber"].endswith("07"))
    browser, url = Browser(program), f"/alarm/ack/{secret_in(liu)}/"
    assert "1单元,着火、冒烟" in browser.ask(url)[1]
    assert "您已应答" not in browser.ask(url)[1]  # a look alone answers nothing
    assert browser.ask(url, {"csrf": "none"})[0] == 200
    assert "您已应答" in browser.ask(url)[1]
    assert browser.ask("/alarm/ack/0000000000000000/")[0] == 503
    receipt = spool.receipt_of(spool.key_of(cast.unit.token, KEY))
    assert "已经发短信叫了 6 人,1 人已应答" in Browser(program).ask(f"/alarm/follow/{receipt}/")[1]
    pressed_by = timezone.now()
    away.bring()
    actions.deliver_spooled(at=timezone.now() + timedelta(minutes=30))
    answered = Alarm.objects.get().calls.exclude(acknowledged_at=None)
    assert [(one.person, one.acknowledged_by) for one in answered] == [(cast.liu, rules.LINK)]
    assert answered[0].acknowledged_at is not None
    assert answered[0].acknowledged_at <= pressed_by


@pytest.mark.django_db(transaction=True)
def test_a_lost_answer_of_the_provider_and_an_outage_there_text_nobody_twice(
    cast: Cast, program: LastResort, provider: Provider, away: Any
) -> None:
    press(program, cast, away)
    provider.plan = ["drop", "503", "LimitExceeded.PhoneNumberThirtySecondLimit"]
    now = timezone.now()
    texts.text_waiting(now)
    texts.text_waiting(now + texts.REST)
    assert numbers(provider) == ["01", "02", "03", "07", "08", "09"]
    away.bring()
    actions.deliver_spooled(at=now)
    clock.run_due(now + timedelta(minutes=1))
    assert len([sms for sms in provider.sent if sms["TemplateId"] == "77"]) == 6


@pytest.mark.django_db(transaction=True)
def test_what_did_not_go_out_from_disk_goes_out_when_the_database_is_back(
    cast: Cast, program: LastResort, provider: Provider, away: Any
) -> None:
    press(program, cast, away)
    provider.plan = ["ok", "drop", *["LimitExceeded.PhoneNumberThirtySecondLimit"] * 4]
    texts.text_waiting(timezone.now())
    away.bring()
    actions.deliver_spooled(at=timezone.now())
    assert texts.text_waiting(timezone.now() + texts.REST) == 0  # the database sends from now on
    clock.run_due(timezone.now() + timedelta(minutes=1))
    assert numbers(provider) == ["01", "02", "03", "07", "08", "09"]


@pytest.mark.django_db(transaction=True)
def test_several_processes_at_once_text_each_person_once(
    cast: Cast, program: LastResort, provider: Provider, away: Any
) -> None:
    press(program, cast, away)
    now = timezone.now()
    threads = [threading.Thread(target=texts.text_waiting, args=(now,)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert numbers(provider) == ["01", "02", "03", "07", "08", "09"]


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_texts_and_delivers_by_itself(
    cast: Cast, provider: Provider, monkeypatch: Any
) -> None:
    """SQLite held by a writer that does not end; on the other database its table is locked."""
    monkeypatch.setattr("sanzhang.web.last_resort.REST", 0.3)
    actions.keep_contacts(at=timezone.now())
    program = LastResort(closing(get_wsgi_application()), patience=1)
    browser = Browser(program)
    browser.ask(f"/alarm/{cast.unit.token}/")
    holder = connections.create_connection("default")
    cursor = holder.cursor()
    try:
        is_sqlite = holder.vendor == "sqlite"
        cursor.execute("BEGIN EXCLUSIVE" if is_sqlite else "BEGIN")
        if not is_sqlite:
            cursor.execute("LOCK TABLE feedback_alarm IN ACCESS EXCLUSIVE MODE")
        assert "已记下" in browser.ask(f"/alarm/{cast.unit.token}/", TYPED)[1]
        assert _soon(lambda: len(provider.sent) == 6)
    finally:
        cursor.execute("ROLLBACK")
        holder.close()
    assert _soon(lambda: spool.count() == 0)
    clock.run_due(timezone.now() + timedelta(seconds=1))
    assert Alarm.objects.count() == 1
    assert len(provider.sent) == 6
    assert _soon(lambda: not program.is_delivering)
    program.pool.shutdown()
    program.postman.shutdown()


def _soon(is_so: Any, seconds: float = 40) -> bool:
    rest = threading.Event()
    for _ in range(int(seconds * 10)):
        if is_so():
            return True
        rest.wait(0.1)
    return False


def test_a_delivery_that_is_lost_again_leaves_nobody_without_a_text(cast: Cast, provider: Provider) -> None:
    now = timezone.now()
    actions.keep_contacts(at=now)
    _spool(cast, "a", "fire", now)
    provider.plan = ["LimitExceeded.PhoneNumberThirtySecondLimit"] * 6
    assert texts.text_waiting(now) == 0
    assert len(texts.take("a", now)) == 6  # by a transaction that never commits
    assert texts.text_waiting(now + texts.REST / 2) == 0
    assert texts.text_waiting(now + texts.REST) == 6
    assert numbers(provider) == ["01", "02", "03", "07", "08", "09"]


def test_the_same_fire_reported_twice_texts_once_and_a_flood_texts_no_number_without_end(
    cast: Cast, provider: Provider, monkeypatch: Any
) -> None:
    now = timezone.now()
    actions.keep_contacts(at=now)
    _spool(cast, "a", "fire", now)
    _spool(cast, "b", "fire", now + timedelta(minutes=3))
    assert texts.text_waiting(now) == 6
    monkeypatch.setattr("sanzhang.foundation.channels.rules.MESSAGES_A_NUMBER", 3)
    for kind in rules.KINDS:
        _spool(cast, f"c{kind}", kind, now + timedelta(hours=1))
    texts.text_waiting(now + timedelta(hours=1))
    assert len(provider.sent) == 3 * 6


def _spool(cast: Cast, key: str, kind: str, at: Any) -> None:
    said = {"token": cast.unit.token, "kind": kind, "raised_at": at.isoformat(), "receipt": key}
    spool.put(key, said)


def test_the_copy_is_sealed_for_its_owner_alone_and_stands_in_the_inventory(
    cast: Cast, provider: Provider
) -> None:
    assert actions.keep_contacts(at=MONDAY_9AM) == 1
    files = list(contacts.folder().iterdir())
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert contacts.folder().stat().st_mode & 0o777 == 0o700
    assert all(b"13800000" not in file.read_bytes() for file in files)
    listed = all_files()["sanzhang.mechanisms.feedback"]
    inside = {str(file.relative_to(conf.DATA_DIR)) for file in files}
    assert all(name.startswith("spool/contacts/") and name.endswith(".sealed") for name in inside)
    assert listed["spool/contacts/*.sealed"].data_class == PERSONAL


def test_who_left_a_post_is_gone_from_the_copy_at_once_and_a_changed_number_within_the_round(
    cast: Cast, provider: Provider
) -> None:
    actions.keep_contacts(at=MONDAY_9AM)
    cast.vacate("unit_leader", at=MONDAY_9AM + timedelta(minutes=1))
    clock.tick(MONDAY_9AM + timedelta(minutes=2), names=set())
    clock.run_due(MONDAY_9AM + timedelta(minutes=2))
    assert cast.zhang.pk not in _copied(cast, MONDAY_9AM + timedelta(minutes=2))
    cast.li.disabled_at = MONDAY_9AM
    cast.li.save(update_fields=["disabled_at"])
    clock.tick(MONDAY_9AM + timedelta(minutes=10), names={"feedback.keep_contacts"})
    assert cast.li.pk not in _copied(cast, MONDAY_9AM + timedelta(minutes=10))
    assert cast.liu.pk in _copied(cast, MONDAY_9AM + timedelta(minutes=10))


def _copied(cast: Cast, at: Any) -> set[int]:
    found = contacts.to_call(cast.unit.token, at)
    return {one.person for one in found[1]} if found else set()


def test_a_copy_older_than_a_day_is_not_used_and_taken_away(cast: Cast, provider: Provider) -> None:
    actions.keep_contacts(at=MONDAY_9AM)
    late = MONDAY_9AM + contacts.OLDEST + timedelta(seconds=1)
    assert len(_copied(cast, MONDAY_9AM + contacts.OLDEST)) == 6
    assert not _copied(cast, late)
    texts.text_waiting(late)
    assert not list(contacts.folder().iterdir())
