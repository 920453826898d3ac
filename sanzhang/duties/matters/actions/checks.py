"""An answer that waits for a look by somebody else than who did the work (§4.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions import orders
from sanzhang.duties.matters.actions.steps import refuse_party, take_step
from sanzhang.duties.matters.models import Check, Matter, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import NotAllowed, Seat

DONE = ("solved", "partly")


def needs_check(matter: Matter, ending: str, at: datetime) -> bool:
    """Tell whether an answer has to be looked at first: where the kind asks for it and there is somebody else."""
    if ending not in DONE or not queries.work_rule(matter).needs_check:
        return False
    return len(queries.manned(matter, at)) > 1 or queries.who_did(matter) is not None


def ask_check(
    matter: Matter,
    *,
    ending: str,
    words: str,
    by: Person,
    seat: Seat | None,
    at: datetime,
    photos: Sequence[StoredFile] = (),
) -> MatterStep:
    """Keep an answer until somebody else has looked; a newer one replaces it. Permission was asked by the caller."""
    if not rules.clean_words(words):
        raise rules.NotPossible("请写一句话,让居民和核查的人知道怎么办的。")
    order = queries.who_did(matter)
    end_checks(matter, at)
    check = Check(
        community_id=matter.community_id,
        matter=matter,
        round=matter.reopened,
        ending=ending,
        words=rules.clean_words(words),
        asked_by=by,
        asked_post_id=seat.post_id if seat else None,
        asked_at=at,
        done_by_id=(order.claimed_by_id or order.person_id) if order else by.pk,
    )
    row = take_step(
        matter,
        rules.ASK_CHECK,
        by=by,
        at=at,
        seat=seat,
        photos=photos,
        phase="after",
        facts={"check": check.pk},
    )
    orders._insert(check, "已经有一个答复在等核查。")
    return row


def end_checks(matter: Matter, at: datetime) -> None:
    """Let an answer that waits for a look wait no more; it was not found good or bad."""
    Check.objects.filter(community_id=matter.community_id, matter=matter, ended_at=None).update(ended_at=at)


@transaction.atomic
def check(
    one: Check,
    *,
    is_good: bool,
    words: str,
    by: Person,
    at: datetime,
    photos: Sequence[StoredFile] = (),
) -> Check:
    """Say what one saw: good, and the answer goes to the resident; not good, and it goes back to work with words.

    Raises: NotAllowed — one's own work, or a party; NotPossible — no words, looked at already.
    """
    matter = Matter.objects.select_related("place", "filed_as").get(pk=one.matter_id)
    one.matter = matter
    seat = permission.require(by, "matter.check", one, at=at)
    refuse_party(matter, by, at)
    order = queries.who_did(matter)
    is_handler = order is not None and bool(order.handler_phone) and order.handler_phone == by.phone
    if one.done_by_id == by.pk or is_handler:
        raise NotAllowed("自己办的事要由别人核查。", "matter.check")
    values: dict[str, Any] = {"checked_by": by, "checked_post_id": seat.post_id if seat else None}
    values |= {"is_good": is_good, "ended_at": at}
    if not Check.objects.filter(pk=one.pk, ended_at=None).update(**values):
        raise rules.NotPossible("这个答复已经有人核查过,或者换了新的。请看过以后再办。")
    for name, value in values.items():
        setattr(one, name, value)
    facts = {"check": one.pk, "is_good": is_good}
    take_step(matter, rules.CHECK, by=by, at=at, seat=seat, words=words, photos=photos, facts=facts)
    if is_good:
        ended: dict[str, Any] = {
            "ending": one.ending,
            "answered_at": at,
            "due_at": None,
            "overdue_since": None,
        }
        take_step(matter, rules.ANSWER, by=by, at=at, seat=seat, words=one.words, **ended)
    return one
