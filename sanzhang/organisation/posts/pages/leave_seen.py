"""What pages of leaving load and show: only one's own, or what lies in one's area (unseen = 404)."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from sanzhang.foundation import permission
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways
from sanzhang.organisation.territory import queries as territory


def seen_leaving(request: Any, leaving_id: int) -> Leaving:
    """Return one's own leaving, or one of one's area. Raises: Http404."""
    return get_object_or_404(queries.leavings_visible_to(request.user, request.at), pk=leaving_id)


def seen_tenure(request: Any, tenure_id: int) -> Tenure:
    """Return one's own sitting as a leader, or one of one's area. Raises: Http404."""
    seen = Q(post__in=queries.visible_to(request.user, request.at)) | Q(person=request.user.pk)
    found = Tenure.objects.filter(seen, cancelled_at=None, post__kind__in=rules.LEADERS)
    with_post = found.select_related(
        "post__place__parent__estate", "post__place__estate", "post__community", "person"
    )
    return get_object_or_404(with_post, pk=tenure_id)


def name_of_post(tenure: Tenure) -> str:
    """Return 桐荫家园12栋1单元单元长."""
    return f"{territory.full_name(tenure.post.place)}{tenure.post.get_kind_display()}"


def context_of(request: Any, leaving: Leaving) -> dict[str, Any]:
    """Return what one leaving's page shows, without the words, and what may be done there."""
    at, person = request.at, leaving.tenure.person
    is_own = person.pk == request.user.pk
    may_look = permission.may(request.user, "posts.list_leavings", leaving, at=at)
    return {
        "leaving": leaving,
        "is_own": is_own,
        "where": name_of_post(leaving.tenure),
        "kind": rules.LEAVING_KINDS[leaving.kind],
        "state": state_words(leaving, at),
        "grounds": [rules.GROUNDS.get(code, code) for code in leaving.grounds] if is_own else [],
        "steps": story(leaving, at),
        "silent_at": silent_at(leaving),
        "is_in_force": queries.is_in_force(leaving, at),
        "may_look": may_look and not is_own,
        "has_paper": leaving.kind != ways.LEAVE and leaving.state != ways.WITHDRAWN,
        **_may(request, leaving),
    }


def _may(request: Any, leaving: Leaving) -> dict[str, bool]:
    by, at = request.user, request.at
    is_own, is_party = by.pk == leaving.person_id, by.pk == leaving.asked_by_id
    waits = leaving.is_open and not queries.is_in_force(leaving, at)
    settle = {"resignation": "posts.settle_resignation", "leave": "posts.grant_leave"}.get(leaving.kind, "")
    may_settle = bool(settle) and not is_own and permission.may(by, settle, leaving, at=at)
    may_decide = not is_own and permission.may(by, "posts.decide_removal", leaving, at=at)
    may_end = permission.may(by, "posts.end_leave", leaving, at=at)
    may_hear = permission.may(by, "posts.hear_removal", leaving, at=at)
    is_removal, is_leave = leaving.kind == ways.REMOVAL, leaving.kind == ways.LEAVE
    typed = leaving.is_entered_for or is_removal
    withdraws = permission.may(by, "posts.withdraw_leaving", leaving, at=at)
    runs = (
        is_leave and leaving.state == ways.DONE and leaving.returns_at is not None and at < leaving.returns_at
    )
    begun = leaving.leaves_at is not None and leaving.leaves_at <= at
    ripe = ways.may_be_decided(heard=leaving.said_at is not None, hear_until=leaving.hear_until, at=at)
    fresh = leaving.leaves_at is not None and leaving.leaves_at >= at - rules.UNDO
    goes_back = leaving.returning is not None and leaving.returning.cancelled_at is None
    return {
        "may_settle": waits
        and may_settle
        and not (leaving.kind == ways.RESIGNATION and leaving.is_entered_for and is_party),
        "must_be_another": waits and is_party and typed and not is_own and not is_leave,
        "may_decide": waits and is_removal and may_decide and not is_party and ripe,
        "must_wait": waits and is_removal and not ripe,
        "may_hear": waits and is_removal and may_hear and not (is_party and not is_own),
        "may_withdraw": waits and withdraws and (not is_own if is_removal else is_own or typed),
        "may_come_back": runs and begun and may_end and goes_back,
        "may_cancel": runs and not begun and may_end and goes_back,
        "may_prolong": runs and may_settle and goes_back,
        "may_change_acting": runs and may_settle,
        "may_revoke": leaving.state == ways.DONE
        and not is_leave
        and fresh
        and (may_decide if is_removal else may_settle),
    }


def silent_at(leaving: Leaving) -> datetime | None:
    """Return when a resignation takes effect if nobody decides; None where silence does nothing."""
    if leaving.kind != ways.RESIGNATION or not leaving.is_open or leaving.is_entered_for:
        return None
    return ways.silent_end(leaving.asked_at, leaving.leaves_at or leaving.asked_at)


_CLOSED = {  # (kind, state): words and look of the tag
    ("resignation", "done"): ("已辞任", "done"),
    ("removal", "done"): ("已免任", "done"),
    ("removal", "refused"): ("不免任", "plain"),
}


def state_words(leaving: Leaving, at: datetime) -> tuple[str, str]:
    """Return (words, look of the tag) of where a leaving stands."""
    if leaving.is_open:
        return _waiting_words(leaving, at)
    if leaving.kind == ways.LEAVE and leaving.state == ways.DONE and leaving.leaves_at and leaving.returns_at:
        if leaving.leaves_at <= at < leaving.returns_at:
            return "请假中", "waiting"
        return ("已批准" if at < leaving.leaves_at else "已返岗"), "done"
    return _CLOSED.get((leaving.kind, leaving.state), (leaving.get_state_display(), "plain"))


def _waiting_words(leaving: Leaving, at: datetime) -> tuple[str, str]:
    if queries.is_in_force(leaving, at):
        return "已自动生效", "done"
    if leaving.kind != ways.REMOVAL:
        return "等处理", "waiting"
    is_late = leaving.hear_until is not None and leaving.hear_until <= at
    if leaving.said_at or is_late:
        return "等决定", "late" if is_late else "waiting"
    return "听取意见中", "waiting"


def story(leaving: Leaving, at: datetime) -> list[tuple[datetime, str, str, str]]:
    """Return the steps so far and ahead as (when, what, more, look of the step)."""
    steps = [(leaving.asked_at, _asked(leaving), "", "")]
    if leaving.said_at:
        how = f"由{leaving.said_to.name}记下" if leaving.said_to else "本人自己写的"
        steps.append((leaving.said_at, "听取了本人意见", how, ""))
    if leaving.kind == ways.REMOVAL and leaving.is_open and leaving.hear_until and not leaving.said_at:
        steps.append((leaving.hear_until, "听取意见截止,之后可以决定", "", "ahead"))
    silent = silent_at(leaving)
    if silent:
        steps.append((silent, "没有人处理的,自动生效", "", "" if silent <= at else "ahead"))
    if leaving.decided_at and not leaving.is_open:
        who = f"{leaving.decided_by.name}办的" if leaving.decided_by else ""
        steps.append((leaving.decided_at, _decided(leaving), who, "end"))
    if leaving.state == ways.DONE and leaving.leaves_at:
        away = "开始请假" if leaving.kind == ways.LEAVE else "离岗"
        acts = f"由{leaving.acting.person.name}代理" if leaving.acting else "没有安排代理"
        more = acts if leaving.kind == ways.LEAVE else ""
        steps.append((leaving.leaves_at, away, more, "ahead" if leaving.leaves_at > at else ""))
        if leaving.kind == ways.LEAVE and leaving.returns_at:
            back = "返岗" if leaving.returning and not leaving.returning.cancelled_at else "不再返岗"
            steps.append((leaving.returns_at, back, "", "ahead" if leaving.returns_at > at else "end"))
    return steps


def _asked(leaving: Leaving) -> str:
    kind, who = rules.LEAVING_KINDS[leaving.kind], leaving.asked_by.name if leaving.asked_by else "系统"
    if leaving.kind == ways.REMOVAL:
        return f"{who}提出免任"
    return f"{who}代{leaving.tenure.person.name}登记{kind}" if leaving.is_entered_for else f"{who}提出{kind}"


def _decided(leaving: Leaving) -> str:
    kind = rules.LEAVING_KINDS[leaving.kind]
    return {
        ways.DONE: f"决定{kind}" if leaving.kind == ways.REMOVAL else f"同意{kind}",
        ways.REFUSED: f"不{kind}" if leaving.kind == ways.REMOVAL else f"不同意{kind}",
        ways.WITHDRAWN: "撤回",
    }[leaving.state]
