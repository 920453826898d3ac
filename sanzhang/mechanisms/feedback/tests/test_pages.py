"""§10.3 §10.2: the pages of alarms, spots and the agenda, as each of the cast meets them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sanzhang.foundation.channels.models import Message
from sanzhang.mechanisms.feedback import actions
from sanzhang.mechanisms.feedback.models import AgendaWish, Alarm, Spot
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.mechanisms.feedback.rules import spots as spot_rules
from sanzhang.mechanisms.feedback.tests.test_spots import AREA, NEXT_MONDAY, WEEK, many_report
from tests.cast import Cast
from tests.times import MONDAY_9AM


def as_one(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, url: str, **typed: Any) -> Any:
    return client.post(url, {"idempotency_key": uuid4().hex, **typed})


@pytest.fixture
def raised(cast: Cast) -> Alarm:
    return actions.raise_alarm(
        cast.unit, kind="fire", key="a" * 64, words="三楼冒烟", by=cast.zhang, at=MONDAY_9AM
    )


def test_a_resident_raises_one_without_account_or_script_and_sees_posts_not_names(cast: Cast) -> None:
    client, url = Client(), f"/alarm/{cast.unit.token}/"
    page = client.get(url).content.decode()
    assert page.index("tel:119") < page.index("现在报告")
    assert "先打电话" in page
    answer = sent(client, url, kind="gas", words="楼道里有煤气味", phone="13811112222")
    shown = client.get(answer["Location"]).content.decode()
    assert "桐荫社区社区工作者" in shown
    assert "刘敏" not in shown
    assert client.get(answer["Location"] + "chain/").status_code == 200
    assert sent(client, url).status_code == 302  # nothing filled in is an alarm, too


def test_the_public_page_of_the_unit_leads_to_it(cast: Cast) -> None:
    assert f"/alarm/{cast.unit.token}/" in Client().get(f"/u/{cast.unit.token}/").content.decode()
    assert Client().get("/alarm/0000000000/").status_code == 404
    assert Client().get(f"/alarm/{cast.building.token}/").status_code == 404


def test_a_text_is_answered_by_one_tap(cast: Cast, raised: Alarm) -> None:
    Alarm.objects.update(raised_at=MONDAY_9AM)
    words = Message.objects.get(to=cast.liu, template="feedback.alarm").words
    url = "/alarm/ack/" + words.split("/alarm/ack/")[1].split("/")[0] + "/"
    raised.calls.update(sent_at=_now())
    page = Client().get(url).content.decode()
    assert "我收到了" in page
    assert raised.calls.get(person=cast.liu).acknowledged_at is None  # a look alone answers nothing
    assert sent(Client(), url).status_code == 302
    assert raised.calls.get(person=cast.liu).acknowledged_by == rules.LINK
    assert Client().get("/alarm/ack/0000/").status_code == 410


def test_those_called_see_names_and_times_answer_and_stand_it_down(cast: Cast, raised: Alarm) -> None:
    client, url = as_one(cast.liu), f"/alarm/{raised.pk}/"
    assert "李志国" in client.get(url).content.decode()
    assert sent(client, url + "acknowledge/").status_code == 302
    assert "收到" in client.get(url + "chain/").content.decode()
    assert sent(client, url + "stand-down/", ending="").status_code == 422
    assert sent(client, url + "stand-down/", ending="false", words="做饭的烟").status_code == 302
    assert sent(client, url + "stand-down/", ending="false", words="做饭的烟").status_code == 409
    assert client.get(url).status_code == 200
    assert client.get("/alarm/").status_code == 200


def test_nobody_else_sees_it(cast: Cast, raised: Alarm) -> None:
    assert as_one(cast.stranger).get(f"/alarm/{raised.pk}/").status_code in (403, 404)
    assert as_one(cast.zheng).get(f"/alarm/{raised.pk}/").status_code in (403, 404)
    assert Client().get(f"/alarm/{raised.pk}/").status_code == 302
    assert Client().get("/alarm/follow/0000000000000000/").status_code == 404


def test_a_drill_is_begun_from_the_desk(cast: Cast) -> None:
    client = as_one(cast.liu)
    answer = sent(client, "/alarm/drill/", unit=cast.unit.pk)
    assert "演练" in client.get(answer["Location"]).content.decode()
    assert sent(client, "/alarm/drill/", unit="7").status_code == 404


@pytest.fixture
def spot(cast: Cast) -> Spot:
    many_report(cast, 10)
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    return Spot.objects.get(kind=spot_rules.HOT, place=cast.grid)


@pytest.mark.parametrize("who", ["wang", "liu", "sun", "wu"])
def test_each_level_reads_rules_list_map_and_topics(cast: Cast, spot: Spot, who: str) -> None:
    client = as_one(getattr(cast, who))
    page = client.get("/hot-spots/").content.decode()
    assert "10 人以上" in page
    assert "一周(周一到周日)里" in page
    assert client.get("/hot-spots/?kind=blind&area=2201").status_code == 200
    assert client.get("/hot-spots/?kind=hot&as=xlsx")["Content-Type"].startswith("application/vnd")
    assert client.get(f"/hot-spots/{spot.pk}/").status_code == 200
    assert client.get("/hot-spots/map.json").json()["type"] == "FeatureCollection"


def test_a_unit_leader_and_the_public_read_none(cast: Cast, spot: Spot) -> None:
    assert as_one(cast.zhang).get("/hot-spots/").status_code == 403
    assert Client().get(f"/hot-spots/{spot.pk}/").status_code == 302


def test_the_map_shows_the_middle_of_a_place(cast: Cast, spot: Spot) -> None:
    cast.building.longitude, cast.building.latitude = 125.3, 43.8
    cast.building.save()
    found = as_one(cast.liu).get("/hot-spots/map.json?kind=hot").json()["features"]
    assert {tuple(one["geometry"]["coordinates"]) for one in found} == {(125.3, 43.8)}


def test_a_spot_and_a_matter_go_on_the_agenda_and_off_with_a_reason(cast: Cast, spot: Spot) -> None:
    client = as_one(cast.wang)
    url = reverse("put_spot_on_agenda", args=[spot.pk])
    assert sent(client, url, words="").status_code == 422
    assert sent(client, url, words="商量垃圾桶放哪").status_code == 302
    assert sent(client, url, words="再提一次").status_code == 409
    matter = cast.chen_reports("门口总有人停车")
    put = reverse("put_matter_on_agenda", args=[matter.pk])
    assert client.get(put).status_code == 200
    assert sent(client, put, words="商量停车").status_code == 302
    page = client.get("/agenda/").content.decode()
    assert "商量垃圾桶放哪" in page
    assert "商量停车" in client.get("/agenda/print/").content.decode()
    wish = AgendaWish.objects.get(spot=spot)
    assert sent(client, f"/agenda/{wish.pk}/take-off/", words="").status_code == 422
    assert sent(client, f"/agenda/{wish.pk}/take-off/", words="解决了").status_code == 302
    assert sent(client, f"/agenda/{wish.pk}/take-off/", words="解决了").status_code == 404


def test_the_city_sets_numbers_but_not_below_ten(cast: Cast) -> None:
    client = as_one(cast.wu)
    assert client.get("/hot-spots/rules/").status_code == 200
    assert sent(client, "/hot-spots/rules/", kind="hot", people=9).status_code == 422
    assert sent(client, "/hot-spots/rules/", kind="hot", people=12).status_code == 302
    assert as_one(cast.liu).get("/hot-spots/rules/").status_code == 403


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
