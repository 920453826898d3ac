from datetime import date, datetime
from http import HTTPStatus

import pytest
from django.contrib.auth import get_user_model

from sanzhang.foundation.calendar import queries
from sanzhang.foundation.calendar.rules import ZONE
from sanzhang.foundation.permission import Seat, checks

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=ZONE)
KEY = {"idempotency_key": "a-key-of-the-test"}
SPRING = {"first": "2027-02-05", "last": "2027-02-12", "is_working": "off", "note": "春节"}


@pytest.fixture
def zhang(client):
    person = get_user_model().objects.create(name="张桂兰", enrolled_at=NOON)
    client.force_login(person)
    return person


@pytest.fixture
def city(zhang, monkeypatch):
    seat = Seat(1, 1, "city_worker", "2201", None, "市级")
    monkeypatch.setattr(checks, "_providers", [lambda person, at: [seat]])
    return zhang


def test_everybody_signed_in_sees_the_year_and_its_warning(client, zhang):
    known = client.get("/calendar/2026").content.decode()
    unknown = client.get("/calendar/2027").content.decode()

    assert "春节调休上班" in known
    assert "还没有录入,暂按" in unknown
    assert "恢复为" not in known
    assert client.get("/calendar/")["Location"].startswith("/calendar/20")
    assert client.get("/calendar/1999").status_code == HTTPStatus.NOT_FOUND


def test_the_city_enters_a_run_of_days_and_takes_one_back(client, city):
    client.post("/calendar/2027/set", SPRING | KEY)
    entered = [day.date.day for day in queries.days_of(2027)]
    client.post("/calendar/2027/clear", {"day": "2027-02-05", "idempotency_key": "another-key"})

    assert entered == [5, 8, 9, 10, 11, 12]
    assert queries.working_days().is_working(date(2027, 2, 5))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"first": "2026-02-05"}, "这里只填 2027 年的日子"),
        ({"last": "2027-02-01"}, "比“从哪天”早"),
        ({"last": "2027-04-01"}, "最多填 15 天"),
        ({"first": "二月五日"}, "日期要写成"),
        ({"note": ""}, "请写一下为什么"),
        ({"note": "字" * 41}, "最多写 40 个字"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(client, city, given, words):
    answer = client.post("/calendar/2027/set", SPRING | KEY | given)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.content.decode()
    assert queries.days_of(2027) == []
