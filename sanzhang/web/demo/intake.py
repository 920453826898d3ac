"""What comes in, in the demo: ready answers, questions, one thing reported by several, orders of the hotline."""

from datetime import datetime, timedelta

from sanzhang.duties.matters import actions as matters
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Bearer
from sanzhang.organisation.territory.models import Place

HOUR = timedelta(hours=1)
ANYONE = Bearer.anyone()
READY = (
    (
        "居住证明怎么开?",
        "other",
        "住址证明 暂住 开证明",
        "本人带身份证和房产证(租房的带租房合同),工作日 8:30–16:30 到社区一楼 2 号窗口,当场开。老人来不了的,打社区电话,"
        "我们上门办。",
    ),
    (
        "电动车能在楼道里充电吗?",
        "safety",
        "电动车充电 飞线",
        "不能。楼道、门厅、家里都不能给电动车充电。小区南门和 12 栋东侧有充电棚,刷卡或扫码。看到有人飞线,请用“我要反映”。",
    ),
    (
        "暖气不热先找谁?",
        "facility",
        "供热电话 报修暖气",
        "先看自己家阀门开没开、楼上楼下热不热。只有自己家不热,打供热公司电话报修;整个单元不热,请用“我要反映”,单元长会去看。",
    ),
    (
        "医保缴费在哪里办?",
        "needs",
        "城乡居民医保 交医保",
        "每年 9 月到 12 月,手机上“吉事办”就能交。不会用手机的,带身份证到社区一楼 3 号窗口,有人帮着办。",
    ),
    ("社区几点上班?", "other", "上班时间 办公时间", "工作日 8:30–11:30、13:00–16:30。周六上午有人值班。"),
)
SAME = (
    ("二楼到三楼的声控灯又坏了,晚上看不见台阶", "楼道里声控灯坏了好几天,晚上看不见台阶"),
    ("声控灯不亮,晚上台阶看不见,老人不敢下楼", ""),
)


def fill(community: Place, worker: Person, at: datetime) -> dict[str, str]:
    """Let all of it come in; return what the demo's page tells of it: words → address."""
    building = Place.objects.get(community=community, kind="building", name="12栋", estate__name="桐荫家园")
    unit = Place.objects.get(parent=building, number=2)
    for number, (question, topic, words, answer) in enumerate(READY):
        then = at - timedelta(days=20 + 95 * number)
        matters.keep_ready_answer(
            community, question=question, answer=answer, topic=topic, words=words, by=worker, at=then
        )
    receipt = _questions(unit, worker, at)
    joined = _same(unit, at)
    return {
        "问社区的回执": f"/q/{receipt}/",
        "和邻居一起办的回执": f"/r/{joined}/",
        "问一问": f"/ask/{unit.token}/",
    }


def _questions(unit: Place, worker: Person, at: datetime) -> str:
    waiting = matters.ask(unit, "社区能帮老人代取药吗,要提前几天说?", by=ANYONE, at=at - 5 * HOUR)
    matters.ask(
        unit, "周六能去开居住证明吗?", by=ANYONE, at=at - timedelta(days=3), contact_phone="13800008877"
    )
    told = matters.ask(unit, "小区的充电棚一晚上多少钱?", by=ANYONE, at=at - timedelta(days=6))
    matters.answer_enquiry(
        told, answer="一度电一块二,一晚上大约三块钱。", by=worker, at=at - timedelta(days=5)
    )
    matters.ask(
        unit,
        "幼儿园报名从哪天开始?",
        answer="八月十五号到二十号,带户口本和房产证,到幼儿园门卫登记。",
        origin="phone",
        by=worker,
        at=at - timedelta(days=2),
    )
    return waiting.receipt


def _same(unit: Place, at: datetime) -> str:
    lead = matters.report_matter(
        place=unit, words=SAME[0][1], spot="二楼楼道", topic="facility", by=ANYONE, at=at - 9 * HOUR
    )
    made = [
        matters.me_too(lead, place=unit, words=words, by=ANYONE, at=at - (6 - number) * HOUR)
        for number, (words, _) in enumerate(SAME)
    ]
    return made[0].receipt
