"""A hotline's list: read whatever its columns are called, entered whole or not at all, a second time nothing."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanzhang.duties.matters import actions, rules
from sanzhang.duties.matters.actions.hotline import ListChanged, plan_hotline
from sanzhang.duties.matters.actions.hotline_table import Places, read_hotline
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.paper.tables import Row, Sheet
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
HEAD = ("工单编号", "来电时间", "来电人", "联系电话", "诉求地址", "诉求内容", "诉求类别", "办理时限")
FIRST = (
    "JX001",
    "2026-11-20 08:30",
    "陈女士",
    "13812345678",
    "12栋2单元",
    "暖气不热",
    "供热",
    "2026-11-24 12:00",
)
SECOND = ("JX002", "", "", "138****0001", "第20幢一单元101", "垃圾没人清", "环境卫生", "")
LOST = ("JX003", "", "", "", "某路口", "路灯坏了", "", "")


def sheet(*rows, head=HEAD):
    return [Sheet("工单", tuple(Row(number, row) for number, row in enumerate((head, *rows), start=1)))]


def read(cast, *rows, **more):
    return read_hotline(sheet(*rows, head=more.pop("head", HEAD)), cast.community, at=MONDAY_9AM, **more)


class TestReading:
    def test_places_are_found_by_building_and_unit_however_they_are_written(self, cast):
        places = Places(cast.community)
        for words in ("12栋2单元", "桐荫家园12号楼2单元302", "十二栋二单元", "12-2-302", "12幢 2单元"):
            assert places.find(words) == cast.next_unit, words
        assert places.find("20栋") == cast.other_building
        assert places.find("人民大街") is None

    def test_an_estate_tells_two_buildings_of_a_number_apart(self, cast):
        for name, grid in (("桐荫家园", cast.grid), ("和润小区", cast.other_grid)):
            estate = territory.add_place(cast.community, kind="estate", name=name, by=SYSTEM, at=MONDAY_9AM)
            building = territory.add_place(
                grid, kind="building", name="7栋", estate=estate, by=SYSTEM, at=MONDAY_9AM
            )
            assert building.estate == estate
        places = Places(cast.community)
        assert places.find("7栋") is None
        assert places.find("和润小区7栋").estate.name == "和润小区"

    def test_other_names_of_columns_are_known(self, cast):
        head = ("流水号", "受理时间", "诉求人", "来电号码", "事发地点", "问题描述", "问题类型", "截止时间")
        (row,) = read(cast, FIRST, head=head).rows
        assert (row.number, row.words, row.phone) == ("JX001", "暖气不热", "13812345678")
        assert row.topic == "facility"

    def test_faults_say_where_and_what_to_write(self, cast):
        wrong = ("JX001", "", "", "123", "", "", "", "不知道")
        faults = read(cast, FIRST, wrong, LOST).faults
        told = [(fault.row, fault.column, fault.words[:4]) for fault in faults]
        assert [(row, column) for row, column, _ in told] == [
            (3, "A"),
            (3, "F"),
            (3, "E"),
            (3, "D"),
            (3, "H"),
            (4, "E"),
        ]
        assert "12栋2单元" in faults[-1].sentence()

    def test_a_masked_number_is_left_out_and_no_fault(self, cast):
        table = read(cast, SECOND)
        assert not table.faults
        assert table.rows[0].phone == ""

    def test_a_place_is_asked_for_or_left_to_the_community(self, cast):
        table = read(cast, LOST)
        assert [(key, address) for key, address, _ in table.asked] == [("工单-2", "某路口")]
        assert read(cast, LOST, told={"工单-2": "20栋1单元"}).rows[0].place_id == cast.far_unit.pk
        assert read(cast, LOST, whole=True).rows[0].place_id == cast.community.pk

    def test_a_table_without_the_columns_says_so(self, cast):
        faults = read(cast, ("a", "b"), head=("甲", "乙")).faults
        assert "工单编号" in faults[0].words


class TestEntering:
    def test_both_numbers_contact_and_the_earlier_deadline_are_kept(self, cast):
        actions.import_hotline(cast.community, read(cast, FIRST, SECOND), by=cast.liu, at=MONDAY_9AM)

        first, second = Matter.objects.order_by("outside_reference")
        assert (first.outside_reference, first.origin, first.place) == ("JX001", "hotline", cast.next_unit)
        assert (first.contact_name, first.contact_phone) == ("陈女士", "13812345678")
        assert first.outward_due_at < MONDAY_9AM + timedelta(days=2)
        assert first.details == {"来电时间": "2026-11-20 08:30"}
        assert first.entered_by == cast.liu
        assert (second.place, second.rung) == (cast.far_unit, rules.COMMUNITY)

    def test_a_second_time_changes_nothing(self, cast):
        for _ in range(2):
            plan = actions.import_hotline(cast.community, read(cast, FIRST), by=cast.liu, at=MONDAY_9AM)
        assert (len(plan.add), len(plan.known)) == (0, 1)
        assert Matter.objects.count() == 1

    def test_another_list_than_was_confirmed_is_refused(self, cast):
        table = read(cast, FIRST)
        expected = plan_hotline(cast.community, table).digest()
        with pytest.raises(ListChanged):
            actions.import_hotline(
                cast.community, read(cast, SECOND), by=cast.liu, at=MONDAY_9AM, expected=expected
            )

    def test_only_by_the_own_community(self, cast):
        for who in (cast.zhang, cast.sun, cast.stranger):
            with pytest.raises(NotAllowed):
                actions.import_hotline(cast.community, read(cast, FIRST), by=who, at=MONDAY_10AM)


class TestPages:
    def upload(self, cast, client, send, see, *rows):
        see("/matters/hotline/", cast.liu)
        content = write_workbook([Table("工单", HEAD, rows)])
        file = SimpleUploadedFile("工单.xlsx", content)
        return send("/matters/hotline/", community=cast.community.pk, file=file)["Location"]

    def test_from_the_file_to_the_matters(self, cast, client, send, see):
        address = self.upload(cast, client, send, see, FIRST, SECOND)
        page = client.get(address)
        assert "暖气不热" in page.content.decode()

        send(address, digest=page.context["plan"].digest())

        assert Matter.objects.count() == 2
        assert "都已经导过了" in client.get(address).content.decode()

    def test_nothing_by_halves_unless_asked(self, cast, client, send, see):
        address = self.upload(cast, client, send, see, FIRST, LOST)
        page = client.get(address)
        assert "某路口" in page.content.decode()
        send(address, digest=page.context["plan"].digest())
        assert not Matter.objects.exists()

        rest = f"{address}?rest=1"
        send(rest, digest=client.get(rest).context["plan"].digest())
        assert Matter.objects.get().outside_reference == "JX001"
        whole = f"{address}?whole=1"
        send(whole, digest=client.get(whole).context["plan"].digest())
        assert Matter.objects.count() == 2

    def test_the_faults_are_handed_out_marked(self, cast, client, send, see):
        address = self.upload(cast, client, send, see, LOST)
        answer = client.get(f"{address}faults/")
        assert io.BytesIO(answer.content).read(2) == b"PK"

    def test_another_community_finds_no_list(self, cast, client, send, see):
        address = self.upload(cast, client, send, see, FIRST)
        assert see(address, cast.stranger).status_code in (403, 404)
