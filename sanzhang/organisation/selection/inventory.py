"""Selections: what a stranger says of himself lies encrypted until somebody has checked it; then with people."""

from sanzhang.foundation.records.inventory import PERSONAL, SENSITIVE, Entry, internal, public

_DUTY = "履行社区治理职责"
_KEEP = "选任结束后 90 天"
_FILE = "选任结束后 3 年"


def _sealed(purpose: str, readers: str, keep: str, label: str, *, data_class: str = PERSONAL) -> Entry:
    return Entry(data_class, purpose, _DUTY, readers, keep, label=label)


def _plain(purpose: str, label: str) -> Entry:
    return Entry(PERSONAL, purpose, _DUTY, "本社区和街道", _FILE, plain="公务说明,不写私事", label=label)


FIELDS = {
    **internal(
        "Procedure",
        "id community post token way stage due_at owner begun_by begun_at published_at published_until chosen"
        " filing tenure trouble ended_at is_forgotten",
        "选任",
    ),
    **public("Procedure", "words end_words", "征集的要求、终止的原因:居民都能看"),
    **internal(
        "StageRow",
        "id community procedure key number way begins_at due_at ended_at verb owner ended_by told_at",
        "选任的阶段",
    ),
    **public("StageRow", "words", "为什么延长、改变方式:居民都能看"),
    **internal(
        "Decision", "id community procedure candidate person put_by decided_by decided_at", "确定人选"
    ),
    "Decision.opinion": _plain("党组织的意见", "组织意见"),
    "Decision.signed_by": _plain("意见由谁签字", "签字人"),
    **internal(
        "Vote",
        "id community procedure poll number among is_second outcome winners counted_at lot_number lot_at",
        "推选的投票",
    ),
    **internal(
        "Candidate",
        "id community procedure number receipt source state person proof agrees put_by put_at decided_by"
        " decided_at",
        "候选人",
    ),
    "Candidate.name": _sealed("自荐人的姓名,审核前", "本社区工作者", _KEEP, "自荐人姓名"),
    "Candidate.name_index": Entry(PERSONAL, "同一个人不报两次", _DUTY, "系统", _KEEP, plain="指纹,不能还原"),
    "Candidate.phone": _sealed("联系自荐人,审核前", "本社区工作者", _KEEP, "自荐人电话"),
    "Candidate.phone_index": Entry(PERSONAL, "同一个人不报两次", _DUTY, "系统", _KEEP, plain="指纹,不能还原"),
    "Candidate.kinds": _sealed(
        "人选背景,审核前", "本社区工作者", "审核通过即转入岗位档案", "人选背景", data_class=SENSITIVE
    ),
    "Candidate.background": _sealed(
        "背景的证明,审核前", "本社区工作者", "审核通过即转入岗位档案", "背景证明", data_class=SENSITIVE
    ),
    "Candidate.statement": _sealed("自荐的话", "本社区;本人同意后公示", _KEEP, "自荐的话"),
    "Candidate.opinion": _sealed("提名的意见", "本社区和街道", _FILE, "提名意见"),
    "Candidate.signed_by": _plain("提名由谁签字", "提名签字人"),
    "Candidate.reason": _plain("网格长例外的理由", "例外理由"),
    "Candidate.decision_words": _plain("没有通过的原因", "审核意见"),
    **internal(
        "Endorsement",
        "id community procedure candidate household person entered_by entered_at withdrawn_at",
        "哪些户支持",
    ),
    **internal(
        "Objection",
        "id community procedure candidate about number receipt how state entered_by filed_at answered_by"
        " answered_at",
        "公示期的异议",
    ),
    "Objection.words": _sealed(
        "异议的内容", "本社区和街道;被提异议的人看不到", _FILE, "异议", data_class=SENSITIVE
    ),
    "Objection.contact": _sealed("怎么回复提异议的人", "本社区工作者", _KEEP, "异议人联系方式"),
    "Objection.answer": _sealed("对异议的答复", "提异议的人、本社区和街道", _FILE, "异议答复"),
}
