"""Somebody leaves a post; from that instant on nothing of its power is left."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.leave_sittings import end_sitting, lock_post
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.actions.rights import require_filling
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways

PROCEDURE = "{words}有单独的办法:要记下本人的意思,听取本人意见。请在岗位页面点“{words}”。"


@transaction.atomic
def end_tenure(
    tenure: Tenure, *, ends_at: datetime, reason: str, by: Actor, at: datetime, words: str = ""
) -> Tenure:
    """End a tenure at an instant, now or ahead (R5); what goes on from it, after a leave, ends with it.

    Raises: NotPossible — it ended before, or would end before it began (then `cancel` it), or in the past:
    what was done with the post's power stays done; or a leader's reason that has a procedure of its own (a removal
    without a hearing). PostTaken — somebody else follows earlier.
    """
    held_by = require_filling(by, tenure.post, at=at)
    if isinstance(by, Person) and tenure.post.kind in rules.LEADERS and reason in ways.OWN_FLOW:
        raise NotPossible(PROCEDURE.format(words=rules.LEAVING_KINDS.get(reason, "去世登记")))
    leave_post(tenure, ends_at=ends_at, reason=reason, words=words, by=by, at=at, seat=held_by)
    if isinstance(by, Person) and tenure.post.kind in rules.LEADERS and by.pk != tenure.person_id:
        title, why = queries.title_of(tenure.post), rules.END_REASONS.get(reason, reason)
        facts = {"title": title, "day": ways.spoken_day(ends_at), "why": why}
        channels.send(
            to=tenure.person, template="posts.ended", facts=facts, link="/posts/mine/", by=by, at=at
        )
    return tenure


def leave_post(
    tenure: Tenure,
    *,
    ends_at: datetime,
    reason: str,
    by: Actor,
    at: datetime,
    seat: Seat | None,
    words: str = "",
    keep: Leaving | None = None,
) -> None:
    """End a sitting for whoever has asked the table already, and note it. Raises: NotPossible, PostTaken."""
    lock_post(tenure)
    if ends_at < at:
        raise NotPossible("离岗时间不能早于现在:在岗时办过的事不会改变。请从现在起离岗。")
    ahead = Tenure.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), pk=tenure.pk)
    is_whole = keep is not None  # a leaving knows that a sitting may go on after a leave
    if not is_whole and ends_at <= tenure.starts_at:
        raise NotPossible("离岗时间早于上岗时间。还没上岗的安排请用“取消安排”。")
    if not is_whole and not ahead.filter(cancelled_at=None).exists():
        raise NotPossible("这段任职已经结束了,不用再办离岗。")
    end_sitting(tenure, ends_at=ends_at, reason=reason, words=words, at=at, keep=keep)
    tenure.refresh_from_db()
    note_vacancy(tenure.post, at)
    journal.record(
        "post.vacated",
        by=by,
        at=at,
        seat=seat,
        on=tenure.post,
        about=tenure.person,
        community_id=tenure.community_id,
        facts={"tenure": str(tenure.pk), "ends_at": ends_at.isoformat(), "reason": reason},
    )
