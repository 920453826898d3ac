"""Somebody leaves a post; from that instant on nothing of its power is left."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.actions.refusals import NotPossible, PostTaken
from sanzhang.organisation.posts.actions.rights import require_filling
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Tenure


@transaction.atomic
def end_tenure(
    tenure: Tenure, *, ends_at: datetime, reason: str, by: Actor, at: datetime, words: str = ""
) -> Tenure:
    """End a tenure at an instant, now or ahead (R5).

    Raises: NotPossible — it ended before, or would end before it began (then `cancel` it), or in the past:
    what was done with the post's power stays done. PostTaken — somebody else follows earlier.
    """
    held_by = require_filling(by, tenure.post, at=at)
    if ends_at <= tenure.starts_at:
        raise NotPossible("离岗时间早于上岗时间。还没上岗的安排请用“取消安排”。")
    if ends_at < at:
        raise NotPossible("离岗时间不能早于现在:在岗时办过的事不会改变。请从现在起离岗。")
    _end(tenure, ends_at=ends_at, reason=reason, words=words, at=at)
    note_vacancy(tenure.post, at)
    journal.record(
        "post.vacated",
        by=by,
        at=at,
        seat=held_by,
        on=tenure.post,
        about=tenure.person,
        community_id=tenure.community_id,
        facts={"tenure": str(tenure.pk), "ends_at": ends_at.isoformat(), "reason": reason},
    )
    return tenure


def _end(tenure: Tenure, *, ends_at: datetime, reason: str, words: str, at: datetime) -> None:
    running = Tenure.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), pk=tenure.pk, cancelled_at=None)
    now = running.select_for_update().first()
    if now is None:
        raise NotPossible("这段任职已经结束了,不用再办离岗。")
    agreed = now.term_until if now.end_reason else now.ends_at  # said twice: the first agreement stays
    new = {"ends_at": ends_at, "term_until": agreed, "end_reason": reason, "end_words": words}
    try:
        with transaction.atomic():
            running.update(**new)
    except IntegrityError as fault:
        if "one_leader_a_post" in str(fault):
            raise PostTaken("这以前已经安排了下一位上岗。请把离岗时间提前,或先取消那次安排。") from fault
        raise
    tenure.refresh_from_db()
