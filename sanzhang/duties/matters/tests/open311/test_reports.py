"""What a program reports: found a place for, taken once, refused in words of the specification."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client as DjangoClient

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.duties.matters.tests.open311.program import CODE, LAMP, Client, lamp_is_out
from sanzhang.duties.matters.tests.test_races import at_once
from sanzhang.foundation.exchange import actions as exchange
from tests.cast import Cast
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db


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
