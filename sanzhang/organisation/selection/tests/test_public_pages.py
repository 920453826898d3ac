"""What residents see and hand in: no name without consent, no number at all, nothing that runs."""

import re
import uuid
from http import HTTPStatus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.foundation.people import actions as people
from sanzhang.organisation.selection import actions, rules
from sanzhang.organisation.selection.models import Candidate, Objection
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
WRONG, CONFLICT = HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT


@pytest.fixture(autouse=True)
def now(monkeypatch):
    clock = {"at": MONDAY_9AM}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["at"])
    return clock


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(answer):
    return answer.content.decode()


def shown(client, now, world, procedure):
    now["at"] = world.at
    return text(client.get(f"/selection/{procedure.token}/"))


def test_anybody_reads_the_stage_the_day_and_who_answers(client, now, world):
    procedure = world.call(rules.SELF_NOMINATION)

    page = shown(client, now, world, procedure)

    for words in ("12栋2单元单元长选任", "征集人选", "12月1日零点截止", "我要自荐", "0431-81234567"):
        assert words in page
    assert client.get("/selection/NOSUCHTOKN/").status_code == MISSING


def test_a_resident_stands_and_reads_by_the_receipt_what_became_of_it(client, world):
    procedure = world.call(rules.SELF_NOMINATION)
    url = f"/selection/{procedure.token}/stand/"
    assert client.get(url).status_code == OK
    assert send(client, url, name="", phone="12").status_code == WRONG

    answer = send(client, url, name="丁香", phone="13911112222", statement="我有时间", agrees="on")

    one = Candidate.objects.get()
    assert answer["Location"] == f"/selection/receipt/{one.receipt}/"
    page = text(client.get(answer["Location"]))
    assert "报名收到了" in page
    assert f"/selection/{procedure.token}/support/1/" in page
    assert "13911112222" not in page
    assert send(client, f"/selection/receipt/{one.receipt}/back/").status_code == FOUND
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_a_signed_in_neighbour_supports_by_number(client, now, world):
    world.cast.vacate("unit_leader", at=world.at)
    procedure = world.call(rules.SELF_NOMINATION, world.cast.unit_post)
    world.stand(procedure)
    url = f"/selection/{procedure.token}/support/1/"
    assert client.get(url)["Location"].startswith("/sign-in/")
    client.force_login(world.cast.chen)

    answer = send(client, url)

    assert answer.status_code == FOUND
    assert "您家支持 1 号" in text(client.get(answer["Location"]))
    assert send(client, url).status_code == CONFLICT


def test_somebody_objects_without_a_name_and_reads_the_answer_by_the_code(client, now, world):
    procedure = world.published()
    now["at"] = world.at
    url = f"/selection/{procedure.token}/object/"

    answer = send(client, url, about="1", words="他已经搬走了")

    objection = Objection.objects.get()
    assert objection.candidate.number == 1
    receipt = answer["Location"]
    assert "收到了" in text(client.get(receipt))
    actions.answer(objection, upheld=False, words="入户看过,还住这里。", by=world.he, at=world.at)
    assert "入户看过" in text(client.get(receipt))
    assert client.get("/selection/receipt/0000000000000000/").status_code == MISSING


def test_outside_the_publication_nobody_objects(client, now, world):
    procedure = world.call()

    answer = send(client, f"/selection/{procedure.token}/object/", words="太早")

    assert answer.status_code == CONFLICT
    assert "现在不在公示期" in text(answer)


def test_a_flood_is_stopped_with_words(client, world):
    procedure = world.call(rules.SELF_NOMINATION)
    url = f"/selection/{procedure.token}/stand/"
    for number in range(20):
        send(client, url, name=f"人{number}", phone="13911112222", statement="我", agrees="on")

    answer = send(client, url, name="再一个", phone="13911112222", statement="我", agrees="on")

    assert (answer.status_code, "请明天再来" in text(answer)) == (429, True)
    assert Candidate.objects.count() == 20


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("打 13912345678 找我", "打 139****5678 找我"),
        ("139 1234 5678", "139****5678"),
        ("139-1234-5678", "139****5678"),
        ("\uff11\uff13\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "139****5678"),
        ("0431-81234567", "**********67"),
        ("我住 12 栋 302,干了 30 年", "我住 12 栋 302,干了 30 年"),
    ],
)
def test_a_number_in_somebodys_words_is_masked(said, read):
    assert rules.without_numbers(said) == read


EVIL = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7|add:7 }}",
        "{% debug %}",
        "=1+1",
        "' OR 1=1",
    ]
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.tuples(EVIL, st.text(max_size=20)).map("".join))
def test_what_somebody_writes_never_runs(client, now, world, words):
    procedure = world.call(rules.SELF_NOMINATION)
    one = world.stand(procedure, statement=words, phone=f"137{uuid.uuid4().int % 10**8:08d}")
    for _ in range(1):
        actions.endorse(one, households=world.doors("101", "102", "201"), by=world.liu, at=world.at)
    world.accept(one)
    world.to(procedure.due_at)
    actions.publish(procedure, by=world.liu, at=world.at)
    page = shown(client, now, world, procedure)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;" in page or not words.startswith(("<", '"'))
    world.at = MONDAY_9AM
    actions.call_off(procedure, words="换下一轮", by=world.liu, at=world.now(procedure).published_at)


NUMBER = re.compile(r"(?<!\w)1[3-9]\d{9}(?!\w)")  # whole: ids and keys are longer


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(agreeing=st.lists(st.booleans(), min_size=1, max_size=3), withdraws=st.integers(0, 2))
def test_no_page_for_the_public_shows_a_name_without_consent_or_a_number(
    client, now, world, agreeing, withdraws
):
    world.at = MONDAY_9AM
    procedure = world.call(rules.ELECTION)
    names = []
    for number, agrees in enumerate(agreeing):
        one = world.put(
            procedure, agrees=True, name=f"名字{uuid.uuid4().hex[:8]}", statement=f"打我 1391234567{number}"
        )
        person = world.accept(one).person
        names.append([person, agrees])
    addresses = [f"/selection/{procedure.token}/{part}" for part in ("", "stand/", "object/")]

    def look():
        now["at"] = world.at
        page = "".join(text(client.get(address)) for address in addresses)
        return page, NUMBER.findall(re.sub(r"[0-9a-f]{32}", "", page))

    page, numbers = look()
    assert not numbers
    assert not any(person.name in page for person, _ in names)  # not yet public
    world.to(procedure.due_at)
    actions.publish(procedure, by=world.liu, at=world.at)
    for person, agrees in names:
        if not agrees:
            people.withdraw_consent(person, purpose=rules.PUBLISH, by=person, at=world.at)
    page, numbers = look()
    assert not numbers
    assert [person.name in page for person, _ in names] == [agrees for _, agrees in names]
    actions.call_off(procedure, words="换下一轮", by=world.liu, at=world.at)
    page, numbers = look()
    assert not numbers
    assert not any(person.name in page for person, _ in names)
