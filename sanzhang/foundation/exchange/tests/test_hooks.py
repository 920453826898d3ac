import json
import socket
import threading
import time
from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions as matters
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.exchange import actions, rules, sending
from sanzhang.foundation.exchange.models import Delivery, Hook
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_what_happens_is_told_signed_and_without_a_word(cast, hook, receiver, work):
    matter = cast.chen_reports("302 陈晨家漏水", contact_phone="13800000004", contact_name="陈晨")
    work(MONDAY_9AM)

    (path, heads, body), told = receiver.came[0], json.loads(receiver.came[0][2])
    assert path == "/hooks?of=us"
    assert (told["event"], told["reference"], told["state"]) == (
        "matter.reported",
        matter.reference,
        "waiting",
    )
    assert told["community"] == "220102098001"
    assert told["id"] == heads["Sanzhang-Id"]
    signed = heads["Sanzhang-Signature"]
    assert rules.is_genuine(signed, hook.told, body, MONDAY_9AM, 5 * MINUTE)
    assert not rules.is_genuine(signed, hook.told, body + " ", MONDAY_9AM, 5 * MINUTE)
    assert not rules.is_genuine(signed, hook.told, body, MONDAY_9AM + timedelta(hours=1), 5 * MINUTE)
    for word in ("漏水", "陈晨", "13800000004", matter.receipt):
        assert word not in body
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.answered) == ("delivered", 1, 204)


def test_only_asked_events_of_the_area_are_told_and_nothing_about_somebody(cast, hook, receiver, work):
    outside = cast._add(cast.street, "community", "榆树社区", path="220102098002")
    cast.chen_reports(place=outside)
    cast.chen_reports("张桂兰不接电话", about=[cast.zhang.pk])
    matter = cast.chen_reports()
    matters.accept(matter, by=cast.zhang, at=MONDAY_9AM)

    work(MONDAY_9AM)

    assert [json.loads(body)["reference"] for _, _, body in receiver.came] == [matter.reference]


def test_an_entry_is_told_once_however_often_the_listener_runs(cast, hook, receiver, work):
    cast.chen_reports()
    entry = Entry.objects.get(action="matter.reported")

    counts = [actions.announce(entry, by=SYSTEM, at=MONDAY_9AM) for _ in range(3)]
    work(MONDAY_9AM)

    assert (counts, len(receiver.came)) == ([1, 0, 0], 1)


def test_without_a_hook_no_job_is_written(cast, receiver):
    from django_tasks_db.models import DBTaskResult

    cast.chen_reports()

    assert not [row for row in DBTaskResult.objects.all() if "exchange" in str(row.args_kwargs)]


def test_what_fails_is_tried_again_with_growing_rests(cast, hook, receiver, work):
    receiver.answers = [500, 503, 200]
    cast.chen_reports()

    work(MONDAY_9AM)
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.answered, row.trouble) == ("waiting", 1, 500, "对方回答 500")
    assert row.next_at == MONDAY_9AM + 15 * timedelta(seconds=1)
    work(MONDAY_9AM + timedelta(seconds=14))
    assert len(receiver.came) == 1
    work(MONDAY_9AM + timedelta(seconds=15))
    work(MONDAY_9AM + 2 * MINUTE)

    row.refresh_from_db()
    assert (row.state, row.tries, len(receiver.came)) == ("delivered", 3, 3)
    assert len({heads["Sanzhang-Id"] for _, heads, _ in receiver.came}) == 1
    assert sum(rules.RESTS, timedelta()) > timedelta(hours=24)
    assert list(rules.RESTS) == sorted(rules.RESTS)


def fail_for_a_day(hook, receiver, work):
    at = MONDAY_9AM
    while row := Delivery.objects.filter(hook=hook, state="waiting").order_by("next_at").first():
        at = max(at, row.next_at)
        work(at)
    return at


def test_after_a_day_the_hook_is_paused_and_its_maker_is_told(cast, hook, receiver, work):
    receiver.answers = [500]
    cast.chen_reports()
    work(MONDAY_9AM)

    at = fail_for_a_day(hook, receiver, work)

    hook.refresh_from_db()
    assert (hook.state, Delivery.objects.get().state) == ("paused", "failed")
    assert MONDAY_9AM + timedelta(hours=24) < at < MONDAY_9AM + timedelta(hours=28)
    told = Message.objects.get(template="exchange.paused")
    assert (told.to, told.link) == (cast.wu, f"/exchange/hooks/{hook.pk}/")
    assert Entry.objects.filter(action="exchange.hook_paused").count() == 1
    cast.chen_reports("再来一件", at=at)
    assert Delivery.objects.count() == 1


def test_a_paused_hook_is_resumed_and_what_failed_is_sent_again(cast, hook, receiver, work):
    receiver.answers = [500]
    cast.chen_reports()
    work(MONDAY_9AM)
    at = fail_for_a_day(hook, receiver, work)
    rows = list(Delivery.objects.select_related("hook__key"))
    with pytest.raises(rules.NotPossible):
        actions.send_again(rows, by=cast.wu, at=at)

    actions.resume_hook(Hook.objects.select_related("key").get(), by=cast.wu, at=at)
    receiver.answers = [200]
    rows = list(Delivery.objects.select_related("hook__key"))
    with pytest.raises(NotAllowed):
        actions.send_again(rows, by=cast.liu, at=at)
    actions.send_again(rows, by=cast.wu, at=at)
    work(at)

    assert Delivery.objects.get().state == "delivered"
    with pytest.raises(rules.NotPossible):
        actions.resume_hook(hook, by=cast.wu, at=at)


def test_one_failure_among_successes_pauses_nothing(cast, hook, receiver, work):
    cast.chen_reports()
    work(MONDAY_9AM)
    row = Delivery.objects.get()
    Delivery.objects.filter(pk=row.pk).update(state="waiting", tries=len(rules.RESTS))
    Hook.objects.update(succeeded_at=MONDAY_9AM + MINUTE)
    receiver.answers = [500]

    actions.deliver(row.pk, by=SYSTEM, at=MONDAY_9AM + timedelta(hours=26))

    hook.refresh_from_db()
    row.refresh_from_db()
    assert (hook.state, row.state) == ("on", "failed")


def test_while_nobody_answers_the_other_messages_wait_untried(cast, hook, receiver, work):
    receiver.stop()
    for number in range(3):
        cast.chen_reports(str(number))

    work(MONDAY_9AM)

    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 1]
    assert Delivery.objects.exclude(trouble="").get().trouble == "对方没有回应"
    hook.refresh_from_db()
    assert hook.resting_until > MONDAY_9AM


def test_for_a_day_both_secrets_sign(cast, hook, receiver, work):
    new = actions.rotate_secret(hook, by=cast.wu, at=MONDAY_9AM)
    cast.chen_reports()
    work(MONDAY_9AM)
    later = MONDAY_9AM + timedelta(hours=25)
    cast.chen_reports("第二件", at=later)
    work(later)

    (_, both, body), (_, one, then) = receiver.came
    for secret in (new, hook.told):
        assert rules.is_genuine(both["Sanzhang-Signature"], secret, body, MONDAY_9AM, MINUTE)
    assert rules.is_genuine(one["Sanzhang-Signature"], new, then, later, MINUTE)
    assert not rules.is_genuine(one["Sanzhang-Signature"], hook.told, then, later, MINUTE)


def test_no_redirect_is_followed(hook, receiver):
    receiver.answers, receiver.location = [302], receiver.url

    outcome = sending.send(receiver.url, "{}", {}, inside=["127.0.0.1"])

    assert (outcome.is_there, outcome.status, len(receiver.came)) == (False, 302, 1)


def test_who_answers_a_sign_at_a_time_is_cut_off(receiver, monkeypatch):
    monkeypatch.setattr(rules, "TIMEOUT", 0.4)

    def drip(handler):
        for sign in "HTTP/1.1 200 OK\r\n":
            try:
                handler.wfile.write(sign.encode())
            except OSError:
                return
            time.sleep(0.1)

    receiver.answers = [drip]
    began = time.monotonic()

    outcome = sending.send(receiver.url, "{}", {}, inside=["127.0.0.1"])

    assert (outcome.status, time.monotonic() - began < 1.2) == (None, True)


def test_an_answer_that_is_no_http_is_a_failure():
    ear = socket.create_server(("127.0.0.1", 0))

    def talk():
        link, _ = ear.accept()
        link.recv(65536)
        link.sendall(b"nonsense\r\n\r\n")
        link.close()

    threading.Thread(target=talk, daemon=True).start()
    outcome = sending.send(f"http://127.0.0.1:{ear.getsockname()[1]}/", "{}", {}, inside=["127.0.0.1"])
    ear.close()

    assert outcome.status is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
    ],
)
def test_nothing_is_sent_into_the_house(address, monkeypatch):
    asked = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: asked)

    outcome = sending.send("https://hooks.example.cn/", "{}", {}, inside=[])

    assert (outcome.status, outcome.words) == (None, "这个网址指到内网,不能送")
    assert rules.is_outside("8.8.8.8")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks",
        "ftp://example.cn/",
        "http://example.cn/",
        "https://",
        "https://a:b@example.cn/",
        "https://例子.cn/",
        "https://example.cn:22/",
        "https://example.cn:x/",
        "https://example.cn/#x",
        "http://127.0.0.1:8000/",
        "file:///etc/passwd",
    ],
)
def test_only_whole_encrypted_addresses_are_taken(cast, key, url):
    with pytest.raises(rules.NotPossible):
        actions.make_hook(key, url=url, events=["matter.reported"], by=cast.wu, at=MONDAY_9AM)


def test_a_key_without_leave_or_after_its_end_gets_no_hook(cast, key):
    make = {"url": "https://example.cn/hooks", "events": ["matter.reported"], "by": cast.wu}
    with pytest.raises(NotAllowed):
        actions.make_hook(key, **(make | {"by": cast.liu}), at=MONDAY_9AM)
    with pytest.raises(rules.NotPossible):
        actions.make_hook(key, **(make | {"events": ["people.enrolled"]}), at=MONDAY_9AM)
    with pytest.raises(rules.NotPossible):
        actions.make_hook(key, **make, at=MONDAY_9AM + timedelta(days=301))


def test_a_key_that_is_taken_back_takes_its_hooks_along(cast, key, hook, receiver, work):
    cast.chen_reports()
    actions.revoke_key(key, by=cast.wu, at=MONDAY_9AM)

    work(MONDAY_9AM)

    hook.refresh_from_db()
    assert (hook.state, receiver.came) == ("removed", [])


def test_deliveries_are_forgotten_after_a_month(cast, hook, receiver, work):
    cast.chen_reports()
    work(MONDAY_9AM)

    assert actions.forget_old(by=SYSTEM, at=MONDAY_9AM + timedelta(days=29)) == 0
    assert actions.forget_old(by=SYSTEM, at=MONDAY_9AM + timedelta(days=31)) == 1
