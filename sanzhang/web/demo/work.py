"""Work that others do, in the demo: orders under way, one handed back, a question to a resident, a second look."""

from datetime import datetime, timedelta
from typing import Any

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import queries as asked
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Bearer
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

HOUR = timedelta(hours=1)
HEAT = matters.Handler("utility", "省热力南关站", phone="13800008801")
WATER = matters.Handler("utility", "水务集团南关所", phone="13800008802")
PROPERTY = matters.Handler("property", "桐荫物业", phone="13800008803")


class Work:
    """Lets the unit leader of 12栋2单元 send others, and those above decide."""

    def __init__(self, community: Place, at: datetime) -> None:
        building = Place.objects.get(
            community=community, kind="building", name="12栋", estate__name="桐荫家园"
        )
        self.at, self.unit = at, Place.objects.get(parent=building, number=2)
        self.leader, self.above = (
            self._holder(self.unit, "unit_leader"),
            self._holder(building, "building_leader"),
        )

    def _holder(self, place: Place, kind: str) -> Person:
        return (
            Post.objects.get(place=place, kind=kind)
            .tenures.select_related("person")
            .latest("starts_at")
            .person
        )

    def fill(self) -> dict[str, str]:
        """Let everything happen; return what the demo's page tells of it: words → address."""
        link = self._under_way()
        self._handed_back()
        self._paused()
        self._more_time()
        self._checked()
        self._again()
        return {"派单的一次性网址(省热力南关站,没有账号)": link}

    def _reported(self, words: str, hours: int, **more: Any) -> Matter:
        return matters.report_matter(
            place=self.unit,
            words=words,
            by=Bearer.anyone(),
            at=self.at - hours * HOUR,
            contact_phone="13800008899",
            **more,
        )

    def _send(self, matter: Matter, to: matters.Handler, words: str, hours: int) -> Any:
        return matters.dispatch(matter, to=to, words=words, by=self.leader, at=self.at - hours * HOUR)

    def _under_way(self) -> str:
        matter = self._reported("两户暖气不热,阳台的管子摸着是凉的。", 7, topic="other", spot="五楼")
        self._send(matter, PROPERTY, "先看楼里的阀门开没开。", 6)
        order = self._send(matter, HEAT, "到五楼看看供水温度够不够。", 6)
        by = asked.bearer_of(order)
        matters.claim(order, by=by, at=self.at - 5 * HOUR)
        matter.refresh_from_db()
        matters.split(
            matter, words="五楼楼道的管道保温棉掉了,要包一包。", by=self.leader, at=self.at - 4 * HOUR
        )
        _, secret = matters.make_link(order, by=self.leader, at=self.at - 4 * HOUR)
        return f"/o/{secret}/"

    def _handed_back(self) -> None:
        matter = self._reported("楼前的井盖一踩就响,夜里吵得睡不着。", 5, topic="other", spot="楼前")
        order = self._send(matter, WATER, "看一看,该垫的垫上。", 4)
        matters.hand_back(
            order, words="这是通信井,不是水务的。", by=asked.bearer_of(order), at=self.at - 2 * HOUR
        )

    def _paused(self) -> None:
        matter = self._reported("楼上总往下滴水,晾的被子都湿了。", 8, topic="neighbours")
        matters.ask_resident(
            matter, words="是哪一户的窗户下面?大概什么时候滴?", by=self.leader, at=self.at - 3 * HOUR
        )

    def _more_time(self) -> None:
        matter = self._reported("单元门的门禁卡刷不上,换了卡也不行。", 9)
        matters.ask_time(
            matter,
            until=(matter.due_at or self.at) + timedelta(days=2),
            words="读卡器要等配件,厂家说后天到。",
            by=self.leader,
            at=self.at - HOUR,
        )

    def _checked(self) -> None:
        matter = self._reported("消防通道被一辆车堵着,轮椅过不去。", 10, topic="safety", spot="楼后")
        words = "车主已经挪走,地上重新画了线。"
        matters.answer(matter, ending="solved", words=words, by=self.leader, at=self.at - 2 * HOUR)

    def _again(self) -> None:
        matter = self._reported("楼道里的小广告刚清完又贴上了。", 30)
        mine = Bearer.of("matter", matter.pk)
        for hours in (28, 20):
            then = self.at - hours * HOUR
            words = "已经清掉,留了物业的巡查电话。"
            matters.answer(matter, ending="solved", words=words, by=self.leader, at=then)
            matters.reopen(matter, words="第二天又贴满了。", by=mine, at=then + 2 * HOUR)
