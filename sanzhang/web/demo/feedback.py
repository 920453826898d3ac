"""The demo's feedback: a week of one topic, an alarm that was dealt with, a drill, something on the agenda."""

from datetime import datetime, timedelta

from django.utils import timezone

from sanzhang.duties.matters import actions as matters
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.mechanisms.feedback import actions
from sanzhang.mechanisms.feedback.models import Spot
from sanzhang.mechanisms.feedback.rules import alarm, spots
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

SAID = (
    "楼下垃圾桶满了没人收",
    "垃圾堆在单元门口,有味",
    "分类桶旁边又堆了装修垃圾",
    "垃圾清得太晚,早上出门绕着走",
)
PHONES = [f"1390000{number:04d}" for number in range(7101, 7113)]


def fill(community: Place, worker: Person, at: datetime) -> dict[str, str]:
    """Let twelve households of one grid speak of one topic last week, and one alarm and one drill be over."""
    grid = territory.below(community, "grid").order_by("path").first()
    units = list(territory.below(grid, "unit").order_by("path")) if grid else []
    if grid is None or not units:
        return {}
    week = spots.weeks_over(timezone.localtime(at).date())[-1]
    monday = datetime.combine(week, datetime.min.time(), timezone.get_current_timezone()) + timedelta(hours=9)
    for number, phone in enumerate(PHONES):
        matters.report_matter(
            place=units[number % len(units)],
            words=SAID[number % len(SAID)],
            topic="environment",
            contact_phone=phone,
            by=Bearer.anyone(),
            at=monday + timedelta(hours=5 * number),
        )
    actions.reckon_week(community.path[:4], week, by=SYSTEM, at=at)
    _alarms(units[0], worker, at)
    leaders = posts.holders("grid_leader", grid.path, at)
    spot = Spot.objects.filter(kind=spots.HOT, place=grid).first()
    if spot and leaders:
        words = "几十户都为垃圾桶的事反映,商量桶放哪里、几点清"
        actions.raise_for_agenda(place=grid, words=words, spot=spot, by=leaders[0].person, at=at)
    return {"紧急报告(不用登录)": f"/alarm/{units[0].token}/", "热点、堵点、盲点、漏点": "/hot-spots/"}


def _alarms(unit: Place, worker: Person, at: datetime) -> None:
    begun = at - timedelta(days=2, hours=3)
    raised = actions.raise_alarm(
        unit, kind=alarm.GAS, key="demo-alarm", words="二楼楼道有煤气味", by=Bearer.anyone(), at=begun
    )
    for seconds, call in enumerate(raised.calls.select_related("person").order_by("pk")[:5], start=1):
        answered = begun + timedelta(seconds=22 * seconds)
        actions.acknowledge(call, by=call.person, at=answered)
    actions.stand_down(
        raised,
        ending=alarm.HANDLED,
        words="燃气公司换了接头,测过不漏了",
        by=worker,
        at=begun + timedelta(hours=1),
    )
    tried = actions.drill(unit, kind=alarm.OTHER, key="demo-drill", by=worker, at=at - timedelta(days=9))
    for call in tried.calls.select_related("person"):
        actions.acknowledge(call, by=call.person, at=at - timedelta(days=9) + timedelta(seconds=40))
    actions.stand_down(
        tried,
        ending=alarm.HANDLED,
        words="都应了,用时不到一分钟",
        by=worker,
        at=at - timedelta(days=9, minutes=-10),
    )
