"""What a program reads: kinds, questions, matters; and what it does not get."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.tests.open311.program import CODE, LAMP, Client, lamp_is_out
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db


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
