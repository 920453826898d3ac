"""Actions in words, for those who read the journal: dotted names become sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanzhang.foundation.journal import queries
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission.actors import PersonLike

WORDS = {
    "personal.read": "查看了个人信息",
    "personal.many_read": "一天里看的人多,已告诉上级",
    "personal.reading_explained": "写了多看资料的原因",
    "personal.reading_approved": "同意再看一批资料",
    "people.enrolled": "登记了人员",
    "people.signed_in": "登录",
    "people.phone_changed": "换了手机号",
    "people.phone_verified": "核对了手机号",
    "people.consented": "登记了公示同意",
    "people.consent_withdrawn": "撤回了公示同意",
    "people.disabled": "停用了账号",
    "people.enabled": "恢复了账号",
    "people.password_set": "设了登录口令",
    "people.second_factor_set": "设了动态口令",
    "people.second_factor_dropped": "取消了动态口令",
    "exchange.key_made": "发了其他系统的密钥",
    "exchange.key_revoked": "收回了其他系统的密钥",
    "exchange.hook_made": "设了通知地址",
    "exchange.hook_paused": "通知送不到,已暂停",
    "exchange.hook_resumed": "恢复了通知地址",
    "exchange.hook_removed": "停用了通知地址",
    "exchange.secret_rotated": "换了通知的签名密钥",
    "exchange.sent_again": "重送了通知",
    "place.added": "新增了辖区",
    "place.renamed": "改了辖区名称",
    "place.moved": "把楼栋移到另一个网格",
    "place.closed": "关闭了辖区",
    "place.doors_set": "改了单元的门牌",
    "territory.imported": "导入了楼栋和门牌",
    "territory.divisions_imported": "导入了区划代码",
    "territory.buildings_moved": "按划分方案给楼栋换了网格",
    "place.profiles_noted": "登记了楼栋概况",
    "post.opened": "设了岗位",
    "post.seated": "安排了上岗",
    "post.vacated": "办了离岗",
    "post.seating_cancelled": "取消了上岗安排",
    "post.leaving_cancelled": "撤销了离岗",
    "post.closed": "撤销了岗位",
    "post.list_taken": "下载了岗位名单",
    "post.leaders_imported": "批量登记了三长",
    "leaving.asked": "提出辞任或请假",
    "leaving.agreed": "同意辞任",
    "leaving.refused": "没有同意辞任或请假",
    "leaving.withdrawn": "撤回了离岗的申请",
    "leaving.settled_by_time": "离岗的申请到期自动处理",
    "leaving.revoked": "撤销了离岗的决定",
    "leaving.removal_proposed": "提出免任",
    "leaving.heard": "记下了对免任的意见",
    "leaving.removal_done": "决定免任",
    "leaving.removal_refused": "决定不免任",
    "leaving.leave_granted": "批准了请假",
    "leaving.leave_cancelled": "取消了请假",
    "leaving.leave_changed": "改了返岗的日子",
    "leaving.acting_changed": "换了请假期间的代理",
    "post.death_noted": "登记了去世",
    "post.death_taken_back": "撤销了去世的登记",
    "member.added": "登记了网格成员",
    "member.changed": "改了网格成员的登记",
    "member.ended": "登记网格成员不再负责",
    "member.checked": "核对了网格成员",
    "member.carried": "把网格成员带到新网格",
    "member.imported": "导入了网格成员",
    "body.opened": "登记了党支部或党组织",
    "body.renamed": "改了党组织的名称",
    "body.closed": "登记党组织撤销",
    "body.seated": "登记了党组织任职",
    "body.role_changed": "改了党组织职务",
    "body.seat_ended": "登记了党组织离任",
    "body.seating_cancelled": "撤销了党组织任职的登记",
    "body.end_cancelled": "撤销了党组织离任",
    "body.kept": "决定离岗后继续在党组织任职",
    "body.proposed": "提名了交叉任职",
    "body.accepted": "同意了交叉任职的提名",
    "body.refused": "没有同意交叉任职的提名",
    "body.withdrawn": "撤回了交叉任职的提名",
    "body.declined": "本人不愿意交叉任职",
    "body.decision_cancelled": "撤销了对提名的决定",
    "division.drafted": "起草网格划分方案",
    "division.proposed": "提了一个网格划分方案",
    "division.solved": "算出了网格划分方案",
    "division.moved": "在方案里移动了楼栋",
    "division.undone": "在方案里撤销了一步",
    "division.locked": "在方案里锁定了楼栋或网格",
    "division.unlocked": "在方案里解了锁",
    "division.rest_asked": "要求重新计算没有锁定的楼栋",
    "division.rest_solved": "重新算了没有锁定的楼栋",
    "division.grid_named": "在方案里给新网格起了名",
    "division.given_up": "没有算出网格划分方案",
    "division.proof_asked": "要求证明方案离最好的差多少",
    "division.proved": "算出了方案离最好的差多少",
    "division.chosen": "选定了网格划分方案",
    "division.signed": "把网格划分方案报给街道",
    "division.signature_taken_back": "撤回了报给街道的方案",
    "division.approved": "批准了网格划分方案",
    "division.refused": "退回了网格划分方案",
    "division.withdrawn": "撤回了网格划分方案",
    "division.in_force": "网格划分方案生效",
    "division.sent_back": "网格划分方案没有生效,退回社区",
    "division.department_imported": "导入了部门网格",
    "division.department_ended": "删了部门网格",
    "division.merged": "起草多网合一方案",
    "division.member_decided": "决定了部门网格员的去向",
    "division.member_undecided": "撤销了部门网格员的去向",
    "division.members_merged": "把部门网格员带到新网格",
    "alarm.raised": "报告了紧急情况,叫了社区、街道、部门和三长",
    "alarm.drilled": "做了紧急报告演练",
    "alarm.acknowledged": "说收到了紧急报告",
    "alarm.called_further": "系统再次叫人:紧急报告没有人应",
    "alarm.stood_down": "解除了紧急报告",
    "spots.reckoned": "算了一周的热点、堵点、盲点、漏点",
    "spots.rule_set": "改了热点、堵点、盲点、漏点的规则",
    "agenda.raised": "提请协商",
    "agenda.taken_off": "把议题拿了下来",
    "agenda.taken_up": "把议题拿去协商",
    "selection.called": "发起了选任",
    "selection.end_call": "征集人选到期",
    "selection.extend": "延长了征集",
    "selection.turn": "改变了产生方式",
    "selection.call_again": "重新征集人选",
    "selection.publish": "开始公示候选人",
    "selection.end_publication": "公示期满",
    "selection.settle": "异议都答复了",
    "selection.vote": "开始了推选投票",
    "selection.to_decision": "推选改为组织推荐",
    "selection.counted": "推选的投票计了票",
    "selection.decide": "确定了人选",
    "selection.elect": "投票选出了人选",
    "selection.draw": "抽签选出了人选",
    "selection.hand_in": "把人选报备案",
    "selection.give_up": "人选不接受,重新确定",
    "selection.refuse": "人选没有备案",
    "selection.file": "人选已备案",
    "selection.unseat": "上岗安排取消",
    "selection.begin": "选任结束,已上岗",
    "selection.call_off": "终止了选任",
    "selection.close": "岗位撤销,选任结束",
    "selection.handed_over": "换了选任的负责人",
    "selection.put_forward": "登记了提名",
    "selection.stood": "有人自荐",
    "selection.endorsed": "登记了邻居的支持",
    "selection.accepted": "审核通过了候选人",
    "selection.refused": "没有通过候选人",
    "selection.stepped_back": "候选人退出",
    "selection.objected": "有人提出异议",
    "selection.answered": "答复了异议",
    "selection.codes_sent": "发了投票码",
    "selection.list_taken": "下载了选任清单",
    "selection.forgotten": "删除了选任里不再需要的资料",
    "home.settled": "登记了住户",
    "home.left": "登记了搬离",
    "matter.reported": "反映了一件事",
    "matter.accepted": "接了一件事",
    "matter.answered": "答复了一件事",
    "matter.passed_up": "把一件事报给上一级",
    "matter.climbed": "一件事自动上报",
    "matter.noted": "补充了一件事",
    "matter.withdrawn": "撤回了一件事",
    "matter.mediated": "把一件事转去调解",
    "matter.confirmed": "确认了一件事",
    "matter.reopened": "要求重办一件事",
    "matter.rated": "评价了一件事",
    "matter.clock_set": "改了办理时限",
    "notice.published": "发了通知",
    "notice.withdrawn": "撤回了通知",
    "plaque.print_asked": "要求印公示牌",
    "plaque.printed": "印了公示牌",
    "plaque.put_up": "登记了挂牌",
    "plaque.taken_down": "登记了取下公示牌",
    "calendar.day_set": "改了工作日历",
    "calendar.day_cleared": "改了工作日历",
}


FACTS = {
    "fields": "看了",
    "purpose": "用途",
    "way": "方式",
    "persons": "人数",
    "reason": "原因",
    "data_class": "资料类别",
    "rung": "到了",
    "count": "数量",
    "rows": "行数",
    "number": "编号",
}
VALUES = {
    "name": "姓名",
    "phone": "电话",
    "leaving_words": "离岗的原因、理由和意见",
    "party_member": "党员身份",
    "contact_name": "联系人姓名",
    "contact_phone": "联系人电话",
    "code": "手机验证码",
    "office": "口令和动态码",
    "self_nomination": "个人自荐",
    "recommendation": "组织推荐",
    "election": "居民推选",
    "appointment": "组织安排",
    "exception": "其他社区工作者担任",
    "rotation": "自愿轮值",
    "acting": "代理",
    "plaque.name": "公示牌上写姓名",
    "plaque.phone": "公示牌上写电话",
    "card.name": "“该找谁”里写姓名",
    "card.phone": "“该找谁”里写手机号",
    "A": "行踪、财产",
    "B": "困难、纠纷、未成年人",
    "C": "联系方式、住址",
    "unit_leader": "单元长",
    "building_leader": "楼栋长",
    "grid_leader": "网格长",
    "community_worker": "社区工作者",
    "street_worker": "街道工作者",
    "department_worker": "部门工作者",
    "district_worker": "区级工作者",
    "city_worker": "市级工作者",
}


@dataclass(frozen=True)
class Line:
    """One entry in words: when, who, what, and details as (word, value)."""

    at: datetime
    who: str
    what: str
    details: list[tuple[str, str]]
    where: str


def told(entries: Iterable[Entry], *, reader: PersonLike | None) -> list[Line]:
    """Return entries in words; `reader`: whose own page it is, so that he finds himself as 本人. One query."""
    entries = list(entries)
    titles = queries.titles_of(entries)
    return [
        Line(
            entry.at,
            who=_who(entry, titles, reader),
            what=sentence(entry),
            details=details(entry) + _by_which_post(entry, titles),
            where=entry.path,
        )
        for entry in entries
    ]


def _who(entry: Entry, titles: dict[int, str], reader: PersonLike | None) -> str:
    if reader is not None and entry.actor == f"person:{reader.journal_key}":
        return "本人"
    if not entry.actor.startswith("person:"):
        return actor_words(entry)
    title = titles.get(entry.post_id or 0, "")
    if reader is not None:  # the office, not the person: whoever looked is answered for by the post
        return title or "工作人员"
    return f"{title} {actor_words(entry)}".strip()


def _by_which_post(entry: Entry, titles: dict[int, str]) -> list[tuple[str, str]]:
    """Return the post that an entry of the clock is about: it isn't said by who did it."""
    is_told = entry.actor.startswith("person:") or entry.post_id not in titles
    return [] if is_told or entry.post_id is None else [("岗位", titles[entry.post_id])]


def details(entry: Entry) -> list[tuple[str, str]]:
    """Return the facts of an entry that have words, as (word, value in words); the rest is for programs."""
    is_read = entry.action == "personal.read"  # fields and purpose say more than the class
    told = {name: value for name, value in entry.facts.items() if name in FACTS}
    found = [(FACTS[name], _value(told[name])) for name in told if not (is_read and name == "data_class")]
    return [(word, value) for word, value in found if value]


def _value(value: Any) -> str:
    words = str(value)
    parts = [VALUES.get(part, part) for part in words.split(" ")] if words.isascii() else [words]
    return "" if any(part.isascii() and not part.isdecimal() for part in parts) else "、".join(parts)


def sentence(entry: Entry) -> str:
    """Return what was done, in words; an action without words by its name."""
    return WORDS.get(entry.action, entry.action)


def actor_words(entry: Entry) -> str:
    """Return who did it, as far as the journal knows: the clock, the public, a receipt's bearer, a person's key."""
    if entry.actor.startswith("person:"):
        return f"人员 {entry.actor[7:15]}"
    return {"system": "系统", "public": "居民(未登录)"}.get(entry.actor, "凭回执的居民")
