import io
from uuid import uuid4

import openpyxl
import pytest
import time_machine

from sanzhang.foundation.exchange.models import ApiKey, Delivery, Hook
from sanzhang.foundation.idempotency.models import Claim
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db
FORM = {
    "name": "随手拍",
    "keeper": "数字城管中心",
    "area": "220102000000",
    "reaches": ["open311.report", "hooks"],
    "expires_on": "2027-06-30",
    "a_minute": "60",
}


@pytest.fixture
def city(client, cast):
    with time_machine.travel(MONDAY_10AM, tick=False):
        client.force_login(cast.wu)
        yield client


def sent(client, where, key="", **fields):
    return client.post(where, {"idempotency_key": key or uuid4().hex, **fields})


def rows_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_a_secret_stands_on_one_page_once(city):
    answer = sent(city, "/exchange/keys/new/", **FORM)
    key = ApiKey.objects.get()
    secret = city.cookies["sz_shown"].value.split(":")[0]

    first, second = city.get(answer["Location"]), city.get(answer["Location"])

    assert key.area == "220102"
    assert secret.startswith(f"sz_{key.code}_")
    assert secret in first.content.decode()
    assert secret not in second.content.decode()
    assert secret not in str(list(Claim.objects.values()))


def test_the_form_sent_twice_makes_one_key(city):
    key = uuid4().hex
    first, second = (sent(city, "/exchange/keys/new/", key, **FORM) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"area": "2201x"},
        {"area": "22010"},
        {"area": "220199"},
        {"reaches": []},
        {"expires_on": "2026-11-23"},
        {"expires_on": "2029-01-01"},
        {"a_minute": "0"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(city, wrong):
    answer = sent(city, "/exchange/keys/new/", **(FORM | wrong))

    assert answer.status_code == 422
    assert not ApiKey.objects.exists()
    assert "数字城管中心" in answer.content.decode()


def test_lists_go_out_as_they_are_narrowed(city):
    sent(city, "/exchange/keys/new/", **FORM)
    sent(city, "/exchange/keys/new/", **(FORM | {"name": "=热线"}))

    assert "随手拍" in city.get("/exchange/keys/").content.decode()
    rows = rows_of(city.get("/exchange/keys/?q=热线&as=xlsx"))
    assert [row[1] for row in rows] == ["系统", "'=热线"]
    assert rows[1][3] == "长春市南关区"


def test_hooks_are_made_changed_and_taken_away(city, cast):
    sent(city, "/exchange/keys/new/", **FORM)
    key = ApiKey.objects.get()
    wrong = sent(city, f"/exchange/keys/{key.pk}/hooks/new/", url="http://a.cn/", events=["matter.reported"])
    made = sent(
        city, f"/exchange/keys/{key.pk}/hooks/new/", url="https://a.cn/hooks", events=["matter.reported"]
    )
    hook = Hook.objects.get()
    assert (wrong.status_code, made["Location"]) == (422, f"/exchange/hooks/{hook.pk}/")
    assert "whsec_" in city.get(made["Location"]).content.decode()

    cast.chen_reports(at=MONDAY_10AM)
    Delivery.objects.create(
        hook=hook, entry_id=1, event="matter.reported", body="{}", made_at=MONDAY_10AM, state="failed"
    )
    assert "没有送到" in city.get(f"/exchange/hooks/{hook.pk}/?state=failed").content.decode()
    assert len(rows_of(city.get(f"/exchange/hooks/{hook.pk}/?state=failed&as=xlsx"))) == 2
    assert sent(city, f"/exchange/hooks/{hook.pk}/again/").status_code == 302
    assert Delivery.objects.get().state == "waiting"
    sent(city, f"/exchange/hooks/{hook.pk}/change/", verb="rotate")
    assert "新的旧的都有效" in city.get(f"/exchange/hooks/{hook.pk}/").content.decode()
    assert sent(city, f"/exchange/hooks/{hook.pk}/change/", verb="resume").status_code == 422
    sent(city, f"/exchange/hooks/{hook.pk}/change/", verb="remove")
    assert city.get(f"/exchange/hooks/{hook.pk}/").status_code == 404
    sent(city, f"/exchange/keys/{key.pk}/revoke/")
    assert "已收回" in city.get(f"/exchange/keys/{key.pk}/").content.decode()


def test_nobody_else_sees_a_key(client, cast, city):
    sent(city, "/exchange/keys/new/", **FORM)
    key = ApiKey.objects.get()
    for person, status in ((cast.liu, 403), (cast.zhang, 403), (cast.qian, 200)):
        client.force_login(person)
        assert client.get(f"/exchange/keys/{key.pk}/").status_code == status
    ApiKey.objects.update(area="2202")
    assert client.get(f"/exchange/keys/{key.pk}/").status_code == 404
    client.logout()
    assert client.get("/exchange/keys/").status_code == 302
