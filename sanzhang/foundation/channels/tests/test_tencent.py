from datetime import datetime, timedelta

import pytest

from sanzhang.foundation.channels import actions, delivery, rules
from sanzhang.foundation.channels.rules import Template
from sanzhang.foundation.channels.tencent import Account, TencentCarrier, signed_headers
from sanzhang.foundation.channels.tests.provider import SECRET_ID, SECRET_KEY, Provider
from sanzhang.foundation.jobs import clock
from sanzhang.foundation.people.models import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=rules.ZONE)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def provider(monkeypatch):
    provider = Provider()
    words = {"test.alarm": Template("紧急:{title}。", sms="alarm", fields=("title",), urgent=True)}
    monkeypatch.setattr(rules, "TEMPLATES", rules.TEMPLATES | words)
    account = Account(SECRET_ID, SECRET_KEY, "1400", "某市三长", {"alarm": "77"}, provider.address)
    monkeypatch.setattr(delivery, "carrier", lambda: TencentCarrier(account))
    yield provider
    provider.close()


def alarm(**more):
    return actions.send(phone="13800000001", template="test.alarm", facts={"title": "有烟"}, at=NOON, **more)


def run(minutes=0):
    clock.run_due(NOON + minutes * MINUTE)


def state_of(message):
    message.refresh_from_db()
    return message.state


def report(sid, status="SUCCESS"):
    return actions.take_receipt({"sid": sid, "report_status": status, "description": "关机"}, at=NOON)


def test_the_published_example_of_a_signature():
    # The steps of the published contract, done by hand in provider.py; here only the fixed parts.
    account = Account(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "1", "s", {}
    )

    headers = signed_headers(account, "SendSms", b"{}", timestamp=1551113065)

    assert headers["Authorization"].startswith(
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/sms/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, Signature="
    )


def test_a_text_is_signed_sent_and_reported_as_delivered(provider):
    message = alarm()

    run()
    sent = state_of(message)
    known = report(message.provider_id)

    assert provider.faults == []
    assert (sent, known, state_of(message)) == (rules.SENT, True, rules.DELIVERED)
    assert provider.sent[0]["TemplateParamSet"] == ["有烟"]
    assert provider.sent[0]["PhoneNumber"] == "+8613800000001"


def test_a_lost_answer_sends_no_second_text(provider):
    message = alarm()
    provider.plan = ["drop"]

    run()
    unsure = state_of(message)
    run(5)

    assert unsure == rules.QUEUED
    assert state_of(message) == rules.SENT
    assert len(provider.sent) == 1
    assert provider.calls == ["SendSms", "PullSmsSendStatusByPhoneNumber"]


def test_an_outage_of_four_hours_less_a_little_is_waited_out(provider):
    message = alarm()
    provider.plan = ["503"] * 18

    for minute in range(0, 240, 5):
        run(minute)

    assert state_of(message) == rules.SENT
    assert len(provider.sent) == 1


def test_a_longer_outage_ends_as_failed_and_stays_failed(provider):
    li = Person.objects.create(name="李志国", enrolled_at=NOON)
    message = alarm(by=li)
    provider.plan = ["LimitExceeded.PhoneNumberThirtySecondLimit"] * 500

    for minute in range(0, 600, 10):
        run(minute)

    assert state_of(message) == rules.FAILED
    assert "LimitExceeded" in message.trouble
    assert message.tries < 30


def test_a_number_that_cannot_be_is_not_tried_again(provider):
    message = alarm()
    provider.plan = ["InvalidParameterValue.IncorrectPhoneNumber"]

    run()
    run(60)

    assert state_of(message) == rules.FAILED
    assert "号码不对" in message.trouble
    assert provider.calls == ["SendSms"]


def test_nobody_listening_is_tried_later(provider):
    message = alarm()
    provider.close()

    run()

    assert state_of(message) == rules.QUEUED
    assert message.in_flight_at is None
    assert message.next_at > NOON


def test_reports_twice_late_and_out_of_order_change_no_last_state(provider):
    message = alarm()
    run()
    sid = provider.sent[0]["SerialNo"]

    known = [report(sid), report(sid, "FAIL"), report(sid), report("5000:99")]

    assert known == [True, True, True, False]
    assert state_of(message) == rules.DELIVERED
    assert message.trouble == ""


def test_a_report_of_failure_is_told_and_stays(provider):
    message = alarm()
    run()

    report(message.__class__.objects.get().provider_id, "FAIL")
    report(message.__class__.objects.get().provider_id, "SUCCESS")

    assert state_of(message) == rules.FAILED
    assert "关机" in message.trouble


def test_a_wrong_key_is_noticed_by_the_provider(provider, monkeypatch):
    account = Account(SECRET_ID, "wrong", "1400", "某市三长", {"alarm": "77"}, provider.address)
    monkeypatch.setattr(delivery, "carrier", lambda: TencentCarrier(account))
    message = alarm()

    run()

    assert provider.faults == ["signature"]
    assert state_of(message) == rules.QUEUED
    assert "AuthFailure" in message.trouble
