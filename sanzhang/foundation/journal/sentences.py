"""Actions in words, for those who read the journal: dotted names become sentences."""

from sanzhang.foundation.journal.models import Entry

WORDS = {
    "personal.read": "查看了个人信息",
    "people.enrolled": "登记了人员",
    "people.signed_in": "登录",
    "people.phone_changed": "换了手机号",
    "people.phone_verified": "核对了手机号",
    "people.consented": "登记了公示同意",
    "people.consent_withdrawn": "撤回了公示同意",
    "people.disabled": "停用了账号",
    "people.password_set": "设了登录口令",
    "people.second_factor_set": "设了动态口令",
    "place.added": "新增了辖区",
    "place.renamed": "改了辖区名称",
    "place.moved": "把楼栋移到另一个网格",
    "place.closed": "关闭了辖区",
    "territory.imported": "导入了楼栋和门牌",
    "territory.divisions_imported": "导入了区划代码",
    "post.opened": "设了岗位",
    "post.seated": "安排了上岗",
    "post.vacated": "办了离岗",
    "post.seating_cancelled": "取消了上岗安排",
    "post.leaders_imported": "批量登记了三长",
    "home.settled": "登记了住户",
    "home.left": "登记了搬离",
    "matter.reported": "反映了一件事",
    "matter.accepted": "接了一件事",
    "matter.answered": "答复了一件事",
    "matter.passed_up": "把一件事报给上一级",
    "matter.climbed": "一件事自动上报",
    "matter.noted": "补充了一件事",
    "matter.withdrawn": "撤回了一件事",
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


def sentence(entry: Entry) -> str:
    """Return what was done, in words; an action without words by its name."""
    return WORDS.get(entry.action, entry.action)


def actor_words(entry: Entry) -> str:
    """Return who did it, as far as the journal knows: the clock, the public, a receipt's bearer, a person's key."""
    if entry.actor.startswith("person:"):
        return f"人员 {entry.actor[7:15]}"
    return {"system": "系统", "public": "居民(未登录)"}.get(entry.actor, "凭回执的居民")
