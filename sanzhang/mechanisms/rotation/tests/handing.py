"""A unit whose leader changes on the first of December, and what the tests of the hand-over share."""

from datetime import timedelta

from sanzhang.duties.matters import actions as matters
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions
from sanzhang.mechanisms.rotation.models import Handover
from sanzhang.mechanisms.rotation.queries import handovers
from sanzhang.organisation.posts import actions as posts
from tests.times import MONDAY_9AM

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST = MONDAY_9AM.replace(month=12, day=1, hour=0)  # Tuesday, 1 December
WEEK_BEFORE = FIRST - 7 * DAY
CANARY_NAME, CANARY_PHONE, CANARY_WORDS = "甄金丝", "13912345678", "金丝雀的话"


def hand_over(cast):
    """张桂兰 leaves the unit on the first of December at midnight; 孙秀英 follows without a gap."""
    cast.old = cast.tenures["unit_leader"]
    cast.new = cast.person("孙秀英", "13800000020")
    cast.matter = cast.chen_reports(
        CANARY_WORDS,
        at=WEEK_BEFORE - DAY,
        contact_name=CANARY_NAME,
        contact_phone=CANARY_PHONE,
    )
    cast.done = cast.chen_reports("门禁坏了", at=WEEK_BEFORE - DAY)
    matters.answer(cast.done, ending="solved", words="换了锁", by=cast.zhang, at=WEEK_BEFORE - DAY + MINUTE)
    posts.replace(cast.old, person=cast.new, from_at=FIRST, by=SYSTEM, at=WEEK_BEFORE - DAY)
    cast.old.refresh_from_db()
    return cast


def drafted(cast, at=WEEK_BEFORE):
    actions.draft_due(cast.community.pk, at=at)
    return fresh(cast)


def fresh(cast):
    return handovers.with_next(Handover.objects.filter(ending=cast.old))[0]


def signed(cast, at=FIRST - DAY, **words):
    return actions.write(drafted(cast), words=words, sign=True, by=cast.zhang, at=at)
