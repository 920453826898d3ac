"""The demo's supervision: a property company and an owners' committee, two months of rounds, suggestions in each state."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.supervision import actions, queries, rules
from sanzhang.duties.supervision.actions import Report
from sanzhang.duties.supervision.actions.suggesting import Reply
from sanzhang.duties.supervision.models import Finding, WatchedBody
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

ANYONE = Bearer.anyone()
SUGGESTED = (  # words, topic, days ago, answer
    ("12栋门口的台阶太陡,能不能加一段坡道和扶手,方便轮椅和婴儿车。", "facility", 40, "adopted"),
    ("小区里的快递柜放在两头,中间几栋的老人取件远,建议中间再放一组。", "needs", 33, "partly"),
    ("建议把健身广场改成停车位。", "property", 30, "declined"),
    ("社区的活动室周末能不能也开门。", "culture", 26, "answered"),
    ("建议楼下设一个旧衣物和废电池的回收箱。", "environment", 12, "studying"),
    ("傍晚跳舞音响声音大,建议和大家商量一个结束的时间。", "neighbours", 3, ""),
)
ANSWERS = {
    "adopted": ("街道无障碍改造里有这一项,已经看过现场,下个月施工。", "桐荫社区和物业"),
    "partly": ("先在 7 栋旁加一组 40 格的。再加要占绿地,没有采纳。", "快递柜公司"),
    "declined": ("健身广场是规划的公共活动场地,改用途要全体业主表决,也会少了老人活动的地方,所以不采纳。", ""),
    "answered": ("活动室周六全天、周日下午开门,带老年证可以借棋牌。", ""),
    "studying": ("正在和再生资源公司谈摆放的位置和清运。", ""),
}


def fill(community: Place, worker: Person, at: datetime) -> dict[str, str]:
    """Enter the bodies, walk two months, answer suggestions; return words → address for the demo's page."""
    estate = Place.objects.get(community=community, kind="estate", name="桐荫家园")
    company = _bodies(community, estate, worker, at)
    unit = Place.objects.get(
        community=community, kind="unit", number=2, parent__name="12栋", parent__estate=estate
    )
    _rounds(unit, at)
    _suggestions(unit, worker, at)
    return {
        "物业和业委会履职(公开)": f"/supervision/at/{unit.token}/",
        "居民建议(公开)": f"/suggestions/at/{unit.token}/",
        "物业答复问题的网址(没有账号)": f"/supervision/reply/{_newest(company)}/",
    }


def _bodies(community: Place, estate: Place, worker: Person, at: datetime) -> WatchedBody:
    by: dict[str, Any] = {"by": worker, "at": at - timedelta(days=90)}
    since = timezone.localdate(at) - timedelta(days=400)
    company = actions.keep_body(
        community,
        kind=rules.PROPERTY,
        name="桐荫物业",
        starts_on=since,
        ends_on=since + timedelta(days=730),
        places=[estate],
        duty_phone="0431-81230001",
        contact_name="赵强",
        contact_phone="13800008803",
        contact_agreed=True,
        **by,
    )
    committee = actions.keep_body(
        community,
        kind=rules.COMMITTEE,
        name="桐荫家园业主委员会",
        starts_on=since,
        ends_on=since + timedelta(days=1095),
        members=7,
        places=[estate],
        **by,
    )
    for body in (company, committee):
        actions.take_customary(body, **by)
    return company


def _rounds(unit: Place, at: datetime) -> None:
    """Walk the month before and this one: one problem put right and answered, one under way."""
    month = rules.month_of(at)
    last = rules.months_before(month, 1)
    before = _day(month, at) - timedelta(days=4)
    for place in (unit, unit.parent):
        chair = Post.objects.filter(place=place, closed_at=None, kind__in=("unit_leader", "building_leader"))
        for post in chair.select_related("place"):
            _round(post, last, before, "消防通道和器材", "一楼楼梯间堆了旧家具,挡住了一半的通道。")
    chair_here = Post.objects.select_related("place").get(place=unit, kind="unit_leader", closed_at=None)
    for one in Finding.objects.filter(community_id=unit.community_id, place=unit):
        actions.reply(
            one,
            words="已经通知住户搬走,明天安排保洁清运,以后每周查一次。",
            by=Bearer.of("finding", one.pk),
            at=min(before + timedelta(days=1), at),
        )
    _round(chair_here, month, at - timedelta(hours=3), "楼道灯", "三楼和五楼的灯不亮,声控没有反应。")


def _day(month: date, at: datetime) -> datetime:
    return timezone.localtime(at).replace(year=month.year, month=month.month, day=1, hour=10, minute=0)


def _round(post: Post, month: date, at: datetime, title: str, words: str) -> None:
    tenure = posts.who_held(post, at)
    if tenure is None:
        return
    reports = {
        duty.pk: Report(rules.PROBLEM, words) if duty.title == title else Report(rules.GOOD)
        for duty in queries.duties_to_walk(post.place, at)
        if duty.title != "夜间值守"
    }
    try:
        actions.inspect(post, reports, month=month, by=tenure.person, at=at)
    except (rules.NotPossible, matter_rules.NotPossible):
        return


def _suggestions(unit: Place, worker: Person, at: datetime) -> None:
    for words, topic, days, state in SUGGESTED:
        made = actions.suggest(unit, words, topic=topic, by=ANYONE, at=at - timedelta(days=days))
        if not state:
            continue
        said, doer = ANSWERS[state]
        when = at - timedelta(days=days - 6)
        day = timezone.localdate(at) + timedelta(days=25)
        has_day = state in (rules.ADOPTED, rules.PARTLY, rules.STUDYING)
        reply = Reply(state, said, on=day if has_day else None, doer=doer, as_matter=state == rules.ADOPTED)
        actions.answer_suggestion(made, reply, by=worker, at=when)
        if state == rules.ADOPTED:
            actions.judge(made, satisfied=5, by=Bearer.of("suggestion", made.pk), at=when + timedelta(days=1))
    actions.remind_of_suggestions(by=SYSTEM, at=at)


def _newest(company: WatchedBody) -> str:
    newest = Finding.objects.filter(body=company).order_by("-found_at", "-id").first()
    return newest.reply_code if newest else ""
