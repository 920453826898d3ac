"""Kinds of posts, ways in and out, and the words for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

UNIT, BUILDING, GRID = "unit_leader", "building_leader", "grid_leader"
COMMUNITY, STREET, DEPARTMENT = "community_worker", "street_worker", "department_worker"
DISTRICT, CITY = "district_worker", "city_worker"
AUDITOR, SYSTEM_ADMIN = "auditor", "system_administrator"

KINDS = {
    UNIT: "单元长",
    BUILDING: "楼栋长",
    GRID: "网格长",
    COMMUNITY: "社区工作者",
    STREET: "街道工作者",
    DEPARTMENT: "部门工作者",
    DISTRICT: "区级工作者",
    CITY: "市级工作者",
    AUDITOR: "审计员",
    SYSTEM_ADMIN: "系统管理员",
}
LEADERS = (UNIT, BUILDING, GRID)
LADDER = (UNIT, BUILDING, GRID, COMMUNITY, STREET, DEPARTMENT)
KEEPERS = (COMMUNITY,)  # who looks after people in their area
OFFICES = tuple(kind for kind in KINDS if kind not in LEADERS)
CITY_KINDS = (CITY, AUDITOR, SYSTEM_ADMIN)
WIDTH_ABOVE = {4: 4, 6: 4, 9: 6, 12: 9}  # of the path of the level that seats an office
PLACE_OF = {UNIT: "unit", BUILDING: "building", GRID: "grid", COMMUNITY: "community", STREET: "street"}
PLACE_OF |= {DISTRICT: "district", CITY: "city"}
LEADER_OF = {"unit": UNIT, "building": BUILDING, "grid": GRID}
WAYS = {
    "recommendation": "组织推荐",
    "election": "居民推选",
    "self_nomination": "个人自荐",
    "appointment": "组织安排",
    "exception": "其他社区工作者担任",
    "rotation": "自愿轮值",
    "renewal": "续任",
    "return": "销假返岗",
    "acting": "代理",
}
END_REASONS = {
    "term_over": "任期届满",
    "resignation": "本人辞任",
    "removal": "免任",
    "moved": "搬离或调动",
    "death": "去世",
    "place_closed": "网格或楼栋撤并",
    "replaced": "另有人接任",
    "leave": "请假",
    "turn_over": "轮值到期",
    "entered_wrong": "登记有误",
}
TERM_YEARS = 3
BACKGROUNDS = {
    "old_party_member": "老党员",
    "old_cadre": "老干部",
    "old_teacher": "老教师",
    "veteran": "退转军人",
    "serving_party_member": "在职党员",
    "volunteer": "志愿者",
    "party_member": "党员",
    "two_committees": "“两委”成员",
}
PARTY_MEMBERS = frozenset(("old_party_member", "serving_party_member", "party_member"))
FILING_KINDS = {"seat": "上岗", "renewal": "续任", "standing": "补备案"}
FILING_STATES = {"waiting": "等备案", "filed": "已备案", "refused": "不予备案", "withdrawn": "已撤回"}
LEAVING_KINDS = {"resignation": "辞任", "removal": "免任", "leave": "请假"}
LEAVING_STATES = {
    "asked": "等处理",
    "heard": "已听取意见",
    "done": "已办",
    "refused": "不同意",
    "withdrawn": "已撤回",
}
GROUNDS = {
    "not_working": "长期不履职",
    "out_of_reach": "长期联系不上",
    "harm": "损害居民利益",
    "abuse": "利用岗位谋私",
    "privacy": "泄露居民信息",
    "unlawful": "违法违纪",
    "other": "其他(写明)",
}
BODIES = {"estate_branch": "小区党支部", "community_party": "社区党组织"}
BODY_ROLES = {
    "secretary": "书记",
    "deputy": "副书记",
    "member": "委员",
    "part_time_member": "兼职委员",
}
NOMINATION_STATES = {
    "waiting": "等决定",
    "accepted": "已同意",
    "refused": "不同意",
    "withdrawn": "已撤回",
    "declined": "本人不愿意",
}
DECIDED = ("accepted", "refused")  # by another person
NEVER_ONE_PERSON = frozenset((AUDITOR, SYSTEM_ADMIN))  # who keeps the system and who watches it (GB/T 22239)
NAMES_SEEN_BY = (
    *LEADERS,
    COMMUNITY,
    STREET,
    DISTRICT,
    CITY,
)  # the others need no leader's name for their work
UNDO = timedelta(days=1)  # how long a seating or leaving may be taken back


def spoken_age(since: datetime, at: datetime) -> str:
    """Return how long something has been so: 不到 1 天, 12 天, 5 个月, 2 年 3 个月."""
    days = (at - since).days
    if days < 1:
        return "不到 1 天"
    if days < 60:
        return f"{days} 天"
    months = int(days / 30.44)
    if months < 24:
        return f"{months} 个月"
    return f"{months // 12} 年" + (f" {months % 12} 个月" if months % 12 else "")


@dataclass(frozen=True)
class Coming:
    """Something of the year of posts: its day, kind, words and address, and whether it is overdue."""

    on: date
    kind: str
    words: str
    url: str
    is_late: bool = False
