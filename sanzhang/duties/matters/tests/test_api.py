import json
from uuid import uuid4

import pytest

from sanzhang.duties.matters.models import Matter
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(client, at_ten):
    def post(key=None, **body):
        headers = {"Idempotency-Key": key or uuid4().hex} if key != "" else {}
        return client.post("/api/matters", json.dumps(body), content_type="application/json", headers=headers)

    return post


def test_reporting_answers_with_a_receipt_that_can_be_followed(cast, client, report):
    answer = report(place=cast.unit.token, words="楼道灯坏了", kind="utility")

    receipt = answer.json()
    assert answer.status_code == 201
    assert receipt["rung"] == "unit_leader"
    assert receipt["address"].endswith(f"/r/{receipt['receipt']}/")
    followed = client.get(f"/api/receipts/{receipt['receipt']}").json()
    assert (followed["words"], followed["holder"]) == ("楼道灯坏了", "12栋1单元单元长")
    assert followed["track"][0]["sentence"] == "反映人反映了这件事,交给单元长。"


def test_the_same_key_is_the_same_matter(cast, report):
    key = uuid4().hex
    body = {"place": cast.unit.token, "words": "楼道灯坏了"}

    first, second, other = report(key, **body), report(key, **body), report(key, **(body | {"words": "别的"}))

    assert first.json() == second.json()
    assert (Matter.objects.count(), other.status_code) == (1, 409)
    assert other["Content-Type"] == "application/problem+json"


def test_without_a_key_nothing_is_done(cast, report):
    assert report("", place=cast.unit.token, words="x").status_code == 400
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"place": "NOSUCH", "words": "x"},
        {"place": "\x00", "words": "x"},
        {"words": ""},
        {"words": "\x00"},
        {"words": "x" * 2001},
        {"words": 7},
        {"words": "x", "kind": "urgent"},
        {"words": "x", "topic": ["a"]},
        {"words": "x", "contact_phone": "138"},
    ],
)
def test_what_is_wrong_gets_a_problem_and_no_matter(cast, report, body):
    if "place" not in body and body:
        body = {"place": cast.unit.token, **body}

    answer = report(**body)

    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert not Matter.objects.exists()


def test_fields_that_nobody_asked_for_change_nothing(cast, report):
    report(
        place=cast.unit.token,
        words="x",
        state="closed",
        rung="street_worker",
        reporter=1,
        origin="leader",
        rating=5,
    )

    matter = Matter.objects.get()
    assert (matter.state, matter.rung, matter.origin, matter.rating) == (
        "waiting",
        "unit_leader",
        "resident",
        None,
    )


def test_lists_go_back_by_cursor(cast, client, see):
    for number in range(5):
        cast.chen_reports(str(number), at=MONDAY_9AM)

    first = see("/api/matters?limit=3", cast.zhang).json()
    second = see(f"/api/matters?limit=3&before={first['before']}", cast.zhang).json()

    assert [line["words"] for line in first["matters"] + second["matters"]] == ["4", "3", "2", "1", "0"]
    assert second["before"] is None
    assert all(isinstance(line["id"], str) for line in first["matters"])


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1000000", "before=0", "before=x", "area=%27", "words=%00"]
)
def test_hostile_wishes_are_refused(cast, see, query):
    assert see(f"/api/matters?{query}", cast.zhang).status_code == 422


def test_only_seats_read_and_only_their_own(cast, see):
    matter = cast.chen_reports(contact_phone="13800000004")

    assert see("/api/matters").status_code == 401
    assert see("/api/matters", cast.chen).status_code == 403
    assert see(f"/api/matters/{matter.pk}", cast.zhang).json()["version"] == 1
    assert "1380000" not in see(f"/api/matters/{matter.pk}", cast.zhang).content.decode()
    assert see(f"/api/matters/{10**30}", cast.zhang).status_code == 404
    assert see("/api/receipts/0000000000000000").status_code == 404
