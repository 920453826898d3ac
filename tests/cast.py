"""The fixed cast on a small territory: one community, two grids, two buildings, four units, the offices above.

张桂兰 unit leader, 李志国 building leader, 王芳 grid leader, 陈晨 resident of 302, 赵强 clerk, 外人 stranger;
刘敏 community worker, 孙立 street worker, 周航 department worker, 吴静 city worker, 郑岚 auditor, 钱程 administrator.
"""

from datetime import datetime, timedelta

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Household, Place
from tests.times import MONDAY_9AM

LONG_AGO = MONDAY_9AM - timedelta(days=60)


class Cast:
    """Everybody and everything that tests speak of; made by the actions that people use."""

    def __init__(self, at: datetime = LONG_AGO) -> None:
        self.made_at = at
        self._places()
        self._people()
        self._posts()

    def _add(self, parent: Place | None, kind: str, name: str, **more: object) -> Place:
        return territory.add_place(parent, kind=kind, name=name, by=SYSTEM, at=self.made_at, **more)

    def _places(self) -> None:
        self.city = self._add(None, "city", "长春市", path="2201")
        self.district = self._add(self.city, "district", "南关区", path="220102")
        self.street = self._add(self.district, "street", "和润街道", path="220102098")
        self.community = self._add(
            self.street, "community", "桐荫社区", path="220102098001", duty_phone="0431-81234567"
        )
        self.grid = self._add(self.community, "grid", "第1网格")
        self.other_grid = self._add(self.community, "grid", "第2网格")
        self.building = self._add(self.grid, "building", "12栋")
        self.other_building = self._add(self.other_grid, "building", "20栋")
        self.unit = self._add(self.building, "unit", "1单元")
        self.next_unit = self._add(self.building, "unit", "2单元")
        self.far_unit = self._add(self.other_building, "unit", "1单元")
        self.doors = {}
        for unit in (self.unit, self.next_unit, self.far_unit):
            for count, number in enumerate(("101", "102", "201", "202", "301", "302"), start=1):
                self.doors[unit.pk, number] = Household.objects.create(
                    community=self.community,
                    unit=unit,
                    number=number,
                    floor=int(number[0]),
                    door=int(number[2]),
                    path=f"{unit.path}{count:04d}",
                )
        territory.sum_households(self.community)
        for place in (self.community, self.grid, self.building, self.unit):
            place.refresh_from_db()

    def person(self, name: str, phone: str = "", *, login: str | None = None) -> Person:
        """Enrol somebody whose powers live."""
        made = people.enrol(name=name, phone=phone, by=SYSTEM, at=self.made_at, login=login)
        Person.objects.filter(pk=made.pk).update(last_used_at=MONDAY_9AM - timedelta(days=1))
        made.refresh_from_db()
        return made

    def _people(self) -> None:
        self.zhang = self.person("张桂兰", "13800000001")
        self.li = self.person("李志国", "13800000002")
        self.wang = self.person("王芳", "13800000003")
        self.chen = self.person("陈晨", "13800000004")
        self.zhao = self.person("赵强", "13800000005")
        self.stranger = self.person("外人", "13800000006")
        self.liu = self.person("刘敏", "13800000007", login="liumin")
        self.sun = self.person("孙立", "13800000008", login="sunli")
        self.zhou = self.person("周航", "13800000009", login="zhouhang")
        self.wu = self.person("吴静", "13800000010", login="wujing")
        self.zheng = self.person("郑岚", "13800000011", login="zhenglan")
        self.qian = self.person("钱程", "13800000012", login="qiancheng")
        self.home = residents.settle(
            self.chen, household=self.doors[self.unit.pk, "302"], by=SYSTEM, at=self.made_at
        )
        residents.settle(self.zhang, household=self.doors[self.unit.pk, "101"], by=SYSTEM, at=self.made_at)

    def _posts(self) -> None:
        self.tenures: dict[str, Tenure] = {}
        posts.open_missing(self.community, by=SYSTEM, at=self.made_at)
        self.unit_post = self._fill(self.unit, "unit_leader", self.zhang)
        self.building_post = self._fill(self.building, "building_leader", self.li)
        self.grid_post = self._fill(self.grid, "grid_leader", self.wang)
        self.community_post = self._fill(self.community, "community_worker", self.liu)
        self.street_post = self._fill(self.street, "street_worker", self.sun)
        self.department_post = self._fill(self.district, "department_worker", self.zhou)
        self._fill(self.city, "city_worker", self.wu)
        self._fill(self.city, "auditor", self.zheng)
        self._fill(self.city, "system_administrator", self.qian)

    def _fill(self, place: Place, kind: str, person: Person) -> Post:
        post = posts.open_post(place, kind=kind, by=SYSTEM, at=self.made_at)
        tenure = posts.seat(post, person=person, starts_at=self.made_at, by=SYSTEM, at=self.made_at)
        self.tenures[kind] = tenure
        return post

    def vacate(self, kind: str, *, at: datetime) -> None:
        """End the tenure of one of the posts above."""
        posts.end_tenure(self.tenures[kind], ends_at=at, reason="moved", by=SYSTEM, at=at)

    def chen_reports(self, words: str = "楼道灯坏了", *, at: datetime = MONDAY_9AM, **more: object) -> Matter:
        """Let the resident of 302 report something without an account."""
        place = more.pop("place", self.unit)
        return matters.report_matter(place=place, words=words, by=Bearer.anyone(), at=at, **more)  # type: ignore[arg-type]
