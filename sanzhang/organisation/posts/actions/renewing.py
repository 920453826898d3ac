"""A term is renewed: the same person sits on from the midnight on which the old term ends (§2.3)."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.actions.filings import submit_filing
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.actions.rights import require_filling
from sanzhang.organisation.posts.actions.seating import seat
from sanzhang.organisation.posts.models import Tenure


@transaction.atomic
def renew(tenure: Tenure, *, until: date, reason: str = "", by: Actor, at: datetime) -> Tenure:
    """Let a leader sit on after the term, until the midnight of `until`, and hand in the filing.

    Raises: NotPossible — no term, over, acting, or `until` is not after it; PostTaken — somebody follows.
    """
    require_filling(by, tenure.post, at=at)
    if tenure.ends_at is None:
        raise NotPossible("这段任职没有写到期日,不用续任。")
    if tenure.cancelled_at or tenure.ends_at <= at or tenure.end_reason:
        raise NotPossible("任期已经结束或者已经办了离岗,不能续任。请重新选任。")
    if tenure.is_acting:
        raise NotPossible("代理不能续任。请改代理的到期日,或者选任正式的人选。")
    midnight = timezone.make_aware(datetime.combine(until, time()))
    following = seat(
        tenure.post,
        person=tenure.person,
        starts_at=tenure.ends_at,
        ends_at=midnight,
        way="renewal",
        reason=reason,
        by=by,
        at=at,
    )
    if tenure.post.kind in rules.LEADERS:
        submit_filing(
            tenure.post,
            person=tenure.person,
            way="renewal",
            starts_on=timezone.localdate(tenure.ends_at),
            until=until,
            kind="renewal",
            reason=reason,
            tenure=following,
            by=by,
            at=at,
        )
    return following
