"""Every step that a press or a small form takes: its words, what is asked, what it brings, when it fits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.selection import actions, forms, queries, rules
from sanzhang.organisation.selection.models import Procedure
from sanzhang.organisation.selection.rules import steps

Given = dict[str, Any]
Act = Callable[[Procedure, Given, Actor, datetime], object]


@dataclass(frozen=True)
class Doing:
    """One step: its words, what is asked, what is done, what it brings."""

    words: str
    form: type[forms.EmptyForm] | type[Any]
    act: Act
    brings: str
    look: str = ""
    row: str = "selection.run"


def _decide(procedure: Procedure, given: Given, by: Actor, at: datetime) -> object:
    one = next(one for one in queries.standing(procedure) if one.pk == given["candidate"])
    return actions.decide(one, opinion=given["opinion"], signed_by=given["signed_by"], by=by, at=at)


def _hand_over(procedure: Procedure, given: Given, by: Actor, at: datetime) -> object:
    owner = next(one for one in queries.workers_of(procedure, at) if one.pk == given["owner"])
    return actions.hand_over(procedure, owner=owner, by=by, at=at)


DOINGS: dict[str, Doing] = {
    "extend": Doing(
        "延长征集",
        forms.ExtendForm,
        lambda one, given, by, at: actions.extend(one, by=by, at=at, **given),
        "居民可以继续报名,新的截止日和原因马上在网页上公布。",
    ),
    "turn": Doing(
        "改变产生方式",
        forms.TurnForm,
        lambda one, given, by, at: actions.turn(one, by=by, at=at, **given),
        "按新的方式重新征集,已经报名的保留。",
    ),
    "call-again": Doing(
        "重新征集",
        forms.ReasonForm,
        lambda one, given, by, at: actions.call_again(one, by=by, at=at, **given),
        "回到征集,之后要重新公示满期。",
    ),
    "publish": Doing(
        "开始公示",
        forms.EmptyForm,
        lambda one, given, by, at: actions.publish(one, by=by, at=at),
        "候选人公示 5 个整工作日,居民可以提异议;公示期满以前不能确定人选。",
    ),
    "vote": Doing(
        "开始投票",
        forms.VoteForm,
        lambda one, given, by, at: actions.open_vote(one, by=by, at=at, **given),
        "名册和选票从现在起不能再改,一户一票。到截止的零点自动计票,以前谁也看不到结果。",
    ),
    "to-decision": Doing(
        "改为组织推荐",
        forms.ReasonForm,
        lambda one, given, by, at: actions.to_decision(one, by=by, at=at, **given),
        "不再投票,由社区党组织在公示过的候选人里确定。",
    ),
    "draw": Doing(
        "抽签",
        forms.DrawForm,
        lambda one, given, by, at: actions.draw(one, by=by, at=at, **given),
        f"用{steps.LOT_SOURCE},在票数相同的人里抽一位。",
        row="selection.draw",
    ),
    "decide": Doing(
        "确定人选",
        forms.DecideForm,
        _decide,
        "确定以后报备案。提名的人不能自己确定。",
        row="selection.decide",
    ),
    "hand-in": Doing(
        "报备案",
        forms.HandInForm,
        lambda one, given, by, at: actions.hand_in(one, by=by, at=at, **given),
        "由另一位工作人员备案;备案以后,到上岗那天零点自动上岗。",
    ),
    "give-up": Doing(
        "人选不接受",
        forms.ReasonForm,
        lambda one, given, by, at: actions.give_up(one, by=by, at=at, **given),
        "这位不再是候选人,回到确定人选。",
    ),
    "seat-again": Doing(
        "再安排上岗",
        forms.EmptyForm,
        lambda one, given, by, at: actions.seat_again(one, by=by, at=at),
        "按备案的日子再安排一次。",
    ),
    "hand-over": Doing("换负责人", forms.HandOverForm, _hand_over, "以后到期、异议都提醒新的负责人。"),
    "call-off": Doing(
        "终止选任",
        forms.ReasonForm,
        lambda one, given, by, at: actions.call_off(one, by=by, at=at, **given),
        "这次选任不再往下办,岗位继续空缺;正在进行的投票作废。",
        look="danger",
    ),
    "codes": Doing(
        "发投票码",
        forms.EmptyForm,
        lambda one, given, by, at: actions.send_codes(one, by=by, at=at),
        "给还没有投票、登记了手机号的户发短信,一户一条;以前发的码作废。没有手机号的,请打印投票单或者上门。",
    ),
}


def buttons(request: Any, one: Procedure, face: queries.Face) -> list[tuple[str, str, str]]:
    """Return (last part of the address, words, look) of what this person may do now, the main thing first."""
    wanted = WANTED.get(face.stage, ())
    left = bool(queries.standing(one))
    found: list[tuple[str, str, str]] = []
    for verb in (*wanted, "hand-over", "call-off"):
        if face.stage in rules.ENDED or not _fits(verb, one, face, left):
            continue
        doing = DOINGS[verb]
        if may_do(request, doing, one):
            is_early = verb in ("extend", "turn") and bool(one.due_at and one.due_at > request.at)
            found.append((verb, doing.words, doing.look or ("quiet" if found or is_early else "")))
    return found


WANTED = {
    rules.CALL: ("extend", "turn"),
    rules.CANDIDATES: ("publish", "call-again", "turn"),
    rules.PUBLICATION: ("call-again",),
    rules.OBJECTIONS: ("call-again",),
    rules.CHOICE: ("decide", "vote", "draw", "codes", "to-decision", "call-again"),
    rules.FILING: ("seat-again", "hand-in", "give-up"),
}


def may_do(request: Any, doing: Doing, one: Procedure) -> bool:
    """Say whether one may take a step here at all."""
    checks = {
        "selection.draw": permission.may(request.user, "selection.draw", one, at=request.at),
        "selection.decide": permission.may(request.user, "selection.decide", one, at=request.at),
        "selection.run": permission.may(request.user, "selection.run", one, at=request.at),
    }
    return checks[doing.row]


def _fits(verb: str, one: Procedure, face: queries.Face, left: bool) -> bool:
    """Say whether a step fits what the selection has come to."""
    vote, is_election = face.vote, one.way == rules.ELECTION
    runs = vote is not None and not vote.outcome
    after = steps.AFTER_VOTE[vote.outcome if vote else ""]
    filed = one.filing.state if one.filing else ""
    if verb == "call-off":
        return face.stage != rules.SEAT and filed != "waiting"
    if face.stage == rules.CHOICE and verb in ("vote", "draw", "to-decision"):
        names = {"vote": steps.VOTE, "draw": steps.DRAW, "to-decision": steps.TO_DECISION}
        return is_election and not runs and left and names[verb] in after
    return {
        "decide": not is_election and left,
        "codes": runs,
        "call-again": face.stage == rules.CANDIDATES
        or not left
        or (face.stage == rules.CHOICE and not runs and steps.CALL_AGAIN in after),
        "publish": True,
        "seat-again": filed == "filed",
        "hand-in": filed not in ("waiting", "filed"),
        "give-up": filed not in ("waiting", "filed"),
    }.get(verb, True)
