"""GeoReport v2, by a client that knows the published specification and nothing of this house."""

from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client as DjangoClient

from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.duties.matters.tests.test_races import at_once
from sanzhang.foundation.exchange import actions as exchange
from sanzhang.organisation.territory.models import Place
from tests.cast import Cast
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db
LAMP = "311T01"
CODE = "220102098001"


class Client:
    """A GeoReport v2 client: builds addresses and forms as the specification says, follows no link of ours."""

    def __init__(self, browser, *, key="", jurisdiction=CODE, fmt="json"):
        self.browser, self.key, self.jurisdiction, self.fmt = browser, key, jurisdiction, fmt

    def get(self, path, **more):
        wishes = {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        wishes |= {"api_key": self.key} if self.key else {}
        return self._read(self.browser.get(f"/open311/v2/{path}.{self.fmt}?{urlencode(wishes | more)}"))

    def post(self, **fields):
        form = {"jurisdiction_id": self.jurisdiction, "api_key": self.key} | fields
        return self._read(
            self.browser.post(
                f"/open311/v2/requests.{self.fmt}",
                urlencode(form),
                content_type="application/x-www-form-urlencoded",
            )
        )

    def _read(self, answer):
        self.status, self.answer = answer.status_code, answer
        if self.fmt == "json":
            assert answer["Content-Type"] == "application/json; charset=utf-8"
            return answer.json()
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        return ElementTree.fromstring(answer.content)


@pytest.fixture
def lamp(db):
    kind = Kind.objects.create(
        code=LAMP,
        source="ours",
        group="楼道",
        name="楼道灯不亮",
        topic="facility",
        urgency="utility",
        words=["楼道灯", "声控灯"],
    )
    KindQuestion.objects.create(kind=kind, number=1, words="在几楼", answer="number", is_needed=True)
    KindQuestion.objects.create(
        kind=kind, number=2, words="哪一种灯", answer="choice", choices=["声控", "手动"]
    )
    return kind


@pytest.fixture
def town(cast, lamp, at_ten):
    estate = cast._add(cast.community, "estate", "桐荫家园")
    Place.objects.filter(pk=cast.building.pk).update(longitude=125.3200, latitude=43.8800, estate=estate)
    Place.objects.filter(pk=cast.other_building.pk).update(longitude=125.3300, latitude=43.8800)
    return cast


@pytest.fixture
def key_of(town):
    def make(*reaches, area=CODE, by=None, **more):
        given = {
            "name": "随手拍",
            "keeper": "数字城管中心",
            "expires_at": MONDAY_9AM + timedelta(days=300),
        } | more
        return exchange.make_key(
            **given, area=area, reaches=reaches or ["open311.report"], by=by or town.wu, at=MONDAY_9AM
        )[1]

    return make


@pytest.fixture
def program(client, key_of):
    return Client(client, key=key_of())


def lamp_is_out(**more):
    return {"service_code": LAMP, "description": "二楼灯坏了", "attribute[q1]": "2"} | more


def test_it_is_found_by_its_discovery(client, cast):
    told = client.get("/open311/discovery.json").json()

    endpoint = told["endpoints"][0]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    tree = ElementTree.fromstring(client.get("/open311/v2/discovery.xml").content)
    assert [one.text for one in tree.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_kinds_are_services_in_both_formats(client, town):
    service = next(one for one in Client(client).get("services") if one["service_code"] == LAMP)

    assert service == {
        "service_code": LAMP,
        "service_name": "楼道灯不亮",
        "description": "楼道灯不亮",
        "metadata": True,
        "type": "realtime",
        "keywords": "楼道灯, 声控灯",
        "group": "楼道",
    }
    tree = Client(client, fmt="xml").get("services")
    found = next(one for one in tree.findall("service") if one.findtext("service_code") == LAMP)
    assert (tree.tag, found.findtext("metadata")) == ("services", "true")


def test_questions_are_attributes_in_both_formats(client, town):
    told = Client(client).get(f"services/{LAMP}")

    assert [one["datatype"] for one in told["attributes"]] == ["number", "singlevaluelist"]
    assert [one["required"] for one in told["attributes"]] == [True, False]
    assert told["attributes"][1]["values"][0] == {"key": "声控", "name": "声控"}
    tree = Client(client, fmt="xml").get(f"services/{LAMP}")
    assert tree.tag == "service_definition"
    assert [one.text for one in tree.findall("attributes/attribute/values/value/key")] == ["声控", "手动"]
    assert [one.text for one in tree.findall("attributes/attribute/order")] == ["1", "2"]


def test_a_report_is_a_matter_at_the_nearest_building(program, town):
    told = program.post(
        **lamp_is_out(
            lat="43.8801",
            long="125.3201",
            first_name="晨",
            last_name="陈",
            phone="13800000004",
            email="chen@example.cn",
            device_id="abc",
            account_id="7",
        )
    )

    matter = Matter.objects.get()
    assert program.status == 201
    assert told[0]["service_request_id"] == str(matter.pk)
    assert matter.reference in told[0]["service_notice"]
    assert (matter.place, matter.origin, matter.filed_as.code) == (town.building, "open311", LAMP)
    assert (matter.kind, matter.topic, matter.details) == ("utility", "facility", {"在几楼": "2"})
    assert (matter.lat, matter.lon) == (43.8801, 125.3201)
    assert (matter.contact_name, matter.contact_phone) == ("陈晨(chen@example.cn)", "13800000004")


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ({"address_string": "长春市桐荫社区 桐荫家园12栋 2单元 302"}, "2单元"),
        ({"address_string": "桐荫家园12栋"}, "12栋"),
        ({"address_string": "12栋旁边"}, "12栋"),
        ({"address_string": "1 单元"}, "桐荫社区"),
        ({"address_string": "桐荫家园2栋"}, "桐荫社区"),
        ({"lat": "43.8930", "long": "125.3200"}, "桐荫社区"),
        ({"lat": "43.8800", "long": "125.3299"}, "20栋"),
    ],
)
def test_a_place_is_found_by_address_or_point(program, town, where, name):
    program.post(**lamp_is_out(**where))

    assert program.status == 201
    assert Matter.objects.get().place.name == name


def test_a_place_is_found_by_the_code_on_its_plaque(program, town):
    program.post(**lamp_is_out(address_id=town.far_unit.token))

    assert Matter.objects.get().place == town.far_unit


def test_a_retry_is_the_same_matter_for_a_day(program, town, client, key_of, at_ten):
    first = program.post(**lamp_is_out(address_id=town.unit.token))
    again = program.post(**lamp_is_out(address_id=town.unit.token))
    program.fmt = "xml"
    tree = program.post(**lamp_is_out(address_id=town.unit.token))
    program.fmt = "json"
    other = Client(client, key=key_of()).post(**lamp_is_out(address_id=town.unit.token))

    assert first[0]["service_request_id"] == again[0]["service_request_id"]
    assert tree.findtext("request/service_request_id") == first[0]["service_request_id"]
    assert other[0]["service_request_id"] != first[0]["service_request_id"]
    assert Matter.objects.count() == 2
    at_ten.move_to(MONDAY_9AM + timedelta(hours=26))
    program.post(**lamp_is_out(address_id=town.unit.token))
    assert Matter.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "sz_nobody"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "none"}, 404),
        ({"jurisdiction_id": "999999999999"}, 404),
        ({"jurisdiction_id": "长春"}, 404),
        ({"address_id": ""}, 400),
        ({"address_id": "", "lat": "91", "long": "0"}, 400),
        ({"address_id": "", "lat": "nan", "long": "0"}, 400),
        ({"address_id": "", "lat": "x", "long": "0"}, 400),
        ({"attribute[q1]": ""}, 400),
        ({"attribute[q1]": "二"}, 400),
        ({"attribute[q2]": "煤油"}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"description": "\x00"}, 400),
    ],
)
@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_what_is_wrong_is_told_as_the_specification_tells_it(program, town, wrong, status, fmt):
    program.fmt = fmt
    told = program.post(**(lamp_is_out(address_id=town.unit.token) | wrong))

    assert program.status == status
    code = told[0]["code"] if fmt == "json" else int(told.findtext("error/code"))
    words = told[0]["description"] if fmt == "json" else told.findtext("error/description")
    assert (code, bool(words)) == (status, True)
    assert not Matter.objects.exists()


def test_a_key_acts_in_its_own_area_only(client, town, key_of):
    elsewhere = town._add(town.street, "community", "榆树社区", path="220102098002")
    program = Client(client, key=key_of(area="220102098002"), jurisdiction="")

    program.post(**lamp_is_out(address_id=town.unit.token, jurisdiction_id=""))
    assert program.status == 403
    program.post(**lamp_is_out(address_id=town.unit.token, jurisdiction_id=CODE))
    assert program.status == 403
    program.post(**lamp_is_out(jurisdiction_id="", address_string="门口"))
    assert Matter.objects.get().place == elsewhere


def test_whoever_reported_follows_it_to_its_end(program, town):
    made = program.post(**lamp_is_out(address_id=town.unit.token))[0]["service_request_id"]

    first = program.get(f"requests/{made}")[0]
    matter = Matter.objects.get()
    matters.answer(
        matter, ending="solved", words="换了灯泡", by=town.zhang, at=MONDAY_9AM + timedelta(hours=2)
    )
    then = program.get("requests", service_request_id=f"{made},1")[0]

    assert (first["status"], first["description"]) == ("open", "二楼灯坏了")
    assert first["expected_datetime"] == matter.outward_due_at.astimezone(MONDAY_9AM.tzinfo).isoformat()
    assert (then["status"], then["status_notes"]) == ("closed", "办好了(等居民确认):换了灯泡")
    assert datetime.fromisoformat(then["updated_datetime"]) == MONDAY_9AM + timedelta(hours=2)
    assert then["address"] == "桐荫家园12栋,桐荫社区"
    assert program.get(f"tokens/{made}")[0]["service_request_id"] == made


def test_without_a_key_there_is_no_word_and_no_door(client, town, program):
    program.post(**lamp_is_out(address_id=town.unit.token, phone="13800000004", last_name="陈晨"))
    town.chen_reports("302 的陈晨睡不着", topic="neighbours")
    town.chen_reports("陈晨家漏水", topic="property")

    shown = Client(client).get("requests")

    assert {one["service_name"] for one in shown} == {"楼道灯不亮", "物业服务"}
    assert {one["description"] for one in shown} == {""}
    text = Client(client).browser.get(f"/open311/v2/requests.xml?jurisdiction_id={CODE}").content.decode()
    for word in ("陈晨", "1380000", "1单元", "睡不着", "漏水", Matter.objects.first().receipt):
        assert word not in text


def test_a_reading_key_gets_words_of_its_area_but_nothing_about_somebody(client, town, key_of):
    town.chen_reports("花坛坏了", topic="needs")
    town.chen_reports("张桂兰不接电话", about=[town.zhang.pk])
    reader = Client(client, key=key_of("open311.read"))

    shown = reader.get("requests")

    assert [one["description"] for one in shown] == ["花坛坏了"]
    about = Matter.objects.get(words__startswith="张")
    reader.get(f"requests/{about.pk}")
    assert reader.status == 404
    reader.post(**lamp_is_out(address_id=town.unit.token))
    assert reader.status == 403


def test_lists_are_narrowed_by_code_state_and_time(client, town, program):
    for number, days in enumerate((100, 50, 0)):
        matters.report_matter(
            place=town.unit,
            words=str(number),
            topic="facility",
            by=town.chen,
            at=MONDAY_9AM - timedelta(days=days),
        )
    old = "2026-08-10T00:00:00Z"
    narrowed = {
        "status=open": 2,
        "status=closed": 0,
        "status=open,closed": 2,
        f"service_code={LAMP}": 0,
        f"start_date={old}": 2,
        f"end_date={old}": 0,
        f"start_date={old}&end_date=2026-10-01T00:00:00%2B08:00": 1,
        "page_size=1": 1,
        "page_size=1&page=2": 1,
        "page_size=1&page=3": 0,
    }
    for query, count in narrowed.items():
        found = client.get(f"/open311/v2/requests.json?jurisdiction_id={CODE}&{query}").json()
        assert (query, len(found)) == (query, count)


@pytest.mark.parametrize(
    "query",
    [
        "status=late",
        "start_date=x",
        "start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z",
        "start_date=2026-11-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
        "start_date=0001-01-01T00:00:00Z",
        "page=0",
        "page_size=-1",
        "service_request_id=1%27",
        "service_code=%00",
    ],
)
def test_hostile_questions_are_refused(client, town, query):
    answer = client.get(f"/open311/v2/requests.json?jurisdiction_id={CODE}&{query}")

    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)


def test_several_cities_must_be_told_apart(client, town):
    town._add(None, "city", "吉林市", path="2202")
    client_of_none = Client(client, jurisdiction="")

    assert client_of_none.get("services")[0]["code"] == 400


def test_a_key_has_its_pace_and_its_end(client, town, key_of, at_ten):
    program = Client(client, key=key_of(a_minute=2))

    for _ in range(3):
        program.get("requests")

    assert (program.status, program.answer["Retry-After"]) == (429, "60")
    at_ten.move_to(MONDAY_9AM + timedelta(days=301))
    program.get("requests")
    assert program.status == 403


def test_photos_come_along_and_a_link_is_kept(client, town, key_of):
    form = lamp_is_out(
        api_key=key_of(),
        jurisdiction_id=CODE,
        address_id=town.unit.token,
        media_url="https://img.example/1.jpg",
    )

    answer = client.post("/open311/v2/requests.json", form | {"media": picture()})

    matter = Matter.objects.get()
    assert (answer.status_code, matter.photos.count()) == (201, 1)
    assert matter.details["照片网址"] == "https://img.example/1.jpg"


def test_signs_that_xml_can_not_hold_are_left_out(program, town):
    program.fmt = "xml"
    program.post(**lamp_is_out(address_id=town.unit.token, description="<b>灯</b> & \ufffe 亮"))
    made = Matter.objects.get()

    tree = program.get(f"requests/{made.pk}")

    assert tree.findtext("request/description") == "<b>灯</b> &  亮"


def test_a_long_list_asks_few_questions(client, town, program, django_assert_max_num_queries):
    for number in range(12):
        program.post(**lamp_is_out(address_id=town.unit.token, description=str(number)))

    with django_assert_max_num_queries(14):
        assert len(program.get("requests")) == 12


def test_a_program_that_reads_xml_alone_goes_the_whole_way(client, town, key_of):
    """As FixMyStreet does: services, questions, report with title and detail, state by id, token."""
    fms = Client(client, key=key_of(area="2201"), fmt="xml")
    codes = [one.findtext("service_code") for one in fms.get("services").findall("service")]
    asked = fms.get(f"services/{LAMP}").find("attributes/attribute")
    sent = {f"attribute[{asked.findtext('code')}]": "2", "service_code": codes[codes.index(LAMP)]}
    detail = "title: Lamp\n\ndetail: it is dark\n\nurl: https://fms.example/report/7\n\nSubmitted via FixMyStreet\n"

    made = fms.post(
        **sent,
        description=detail,
        lat="43.88",
        long="125.32",
        email="a@b.example",
        first_name="Ann",
        last_name="Lee",
    ).findtext("request/service_request_id")
    public = Client(client, fmt="xml")

    assert public.get("requests", service_request_id=made).findtext("request/status") == "open"
    assert public.get(f"tokens/{made}").findtext("request/service_request_id") == made
    matter = Matter.objects.get(pk=made)
    assert matter.words == detail.strip()
    assert matter.contact_name == "Ann Lee(a@b.example)"
    fms.post(**sent, description="x", lat="0", long="0", jurisdiction_id="2201")
    assert (fms.status, fms.answer.content.count(b"<errors><error><code>400</code>")) == (400, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_report_sent_at_the_same_moment_is_one_matter(at_ten):
    """A client that times out and sends again while the first is under way."""
    town = Cast()
    Kind.objects.update_or_create(
        code=LAMP, defaults={"source": "ours", "group": "楼道", "name": "灯", "topic": "facility"}
    )
    _, secret = exchange.make_key(
        name="随手拍",
        keeper="数字城管中心",
        area=CODE,
        reaches=["open311.report"],
        expires_at=MONDAY_9AM + timedelta(days=300),
        by=town.wu,
        at=MONDAY_9AM,
    )

    def send(words):
        program = Client(DjangoClient(), key=secret)
        return program.post(service_code=LAMP, description=words, address_id=town.unit.token)

    for number in range(4):
        before = Matter.objects.count()
        told = at_once(*[partial(send, f"第 {number} 盏灯坏了")] * 3)

        assert len({one[0]["service_request_id"] for one in told}) == 1, told
        assert Matter.objects.count() == before + 1
