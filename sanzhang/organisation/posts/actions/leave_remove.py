"""A removal: proposed with grounds, the person told at once and heard, decided by another (§2.3, R15)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.calendar.rules import spoken_time
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.actions import leave_asking as asking
from sanzhang.organisation.posts.actions.leaving import leave_post
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


@transaction.atomic
def propose_removal(
    tenure: Tenure, *, grounds: Sequence[str], words: str, by: Actor, at: datetime
) -> Leaving:
    """Propose to remove a leader: codes of `rules.GROUNDS` and what happened; the person is told at once.

    Raises: NotAllowed — oneself; NotPossible — no grounds, no words, or something waits already.
    """
    seat = permission.require(by, "posts.propose_removal", tenure, at=at)
    asking.refuse_oneself(by, tenure.person_id)
    codes = [code for code in rules.GROUNDS if code in set(grounds)]
    if not codes or len(codes) != len(set(grounds)):
        raise NotPossible("请从列出的理由里选,至少选一条。")
    if len(words.strip()) < 5:
        raise NotPossible("请写清楚发生了什么:哪天、什么事。")
    hear_until = ways.hearing_end(at, calendar.working_days())
    more = {"kind": ways.REMOVAL, "words": words.strip(), "grounds": codes, "hear_until": hear_until}
    leaving = asking.new_leaving(tenure, by=by, at=at, **more)
    until = spoken_time(hear_until, at)
    asking.tell_person(leaving, "posts.removal_proposed", by=by, at=at, until=until)
    asking.tell_workers(leaving, "posts.removal_waits", by=by, at=at)
    asking.tell_holders(leaving, rules.STREET, 9, "posts.removal_waits", by=by, at=at)
    asking.note("leaving.removal_proposed", leaving, by=by, at=at, seat=seat)
    return leaving


@transaction.atomic
def hear(leaving: Leaving, *, words: str, by: Actor, at: datetime, said_at: datetime | None = None) -> None:
    """Keep what the person says about the removal: written by himself, or his spoken words by a worker.

    `said_at`: when he said it, for spoken words. What he adds later is kept below. The proposer doesn't write it.
    Raises: NotAllowed, NotPossible — decided already, no words, said before it was proposed or in the future.
    """
    seat = permission.require(by, "posts.hear_removal", leaving, at=at)
    now = asking.locked(leaving)
    if now.kind != ways.REMOVAL:
        raise NotPossible("这一件不用听取意见。")
    is_own = isinstance(by, PersonLike) and by.id == now.person_id
    if not is_own:
        refused = "提出免任的人不能代记本人的意见。请另一位社区工作者或街道来记。"
        asking.refuse_entering_party(by, now, refused)
    spoken_at = at if is_own else said_at or at
    if not words.strip():
        raise NotPossible("请写本人说的话。本人没有意见的,写“没有意见”。")
    if not now.asked_at <= spoken_at <= at:
        raise NotPossible("说的时间要在提出免任以后、现在以前。")
    now.said = f"{now.said}\n\n{words.strip()}".strip()
    now.state, now.said_at = ways.HEARD, spoken_at
    now.said_to = None if is_own or not isinstance(by, Person) else by
    now.save(update_fields=["said", "state", "said_at", "said_to"])
    asking.tell_person(now, "posts.words_noted", by=by, at=at)
    asking.tell_holders(now, rules.STREET, 9, "posts.removal_heard", by=by, at=at)
    asking.note("leaving.heard", now, by=by, at=at, seat=seat)


@transaction.atomic
def decide_removal(
    leaving: Leaving,
    *,
    agreed: bool,
    words: str,
    by: Actor,
    at: datetime,
    leaves_at: datetime | None = None,
) -> None:
    """Decide on a removal, by another than who proposed it, after the person spoke or had the time to.

    `leaves_at`: from when, now if None. Raises: NotAllowed — the proposer, or the person himself; NotPossible — not
    heard yet, no reason, settled already.
    """
    seat = permission.require(by, "posts.decide_removal", leaving, at=at)
    asking.refuse_oneself(by, leaving.person_id)
    asking.refuse_entering_party(by, leaving, "提出免任的人不能自己决定。请街道或另一位社区工作者决定。")
    if isinstance(by, Person) is False:
        raise NotAllowed("免任要由人来决定。")
    now = asking.locked(leaving)
    if now.kind != ways.REMOVAL:
        raise NotPossible("这一件不是免任。请刷新页面再办。")
    if not words.strip():
        raise NotPossible("请写明决定的理由。本人会看到。")
    if not ways.may_be_decided(heard=now.said_at is not None, hear_until=now.hear_until, at=at):
        until = spoken_time(now.hear_until, at) if now.hear_until else ""
        raise NotPossible(f"要先听取本人的意见:本人还没有说,要等到 {until}。")
    if agreed:
        ends_at = leaves_at or at
        leave_post(now.tenure, ends_at=ends_at, reason=ways.REMOVAL, by=by, at=at, seat=seat, keep=now)
        asking.settle(now, ways.DONE, by=by, at=at, words=words.strip(), leaves_at=ends_at)
    else:
        asking.settle(now, ways.REFUSED, by=by, at=at, words=words.strip())
    template = "posts.removal_done" if agreed else "posts.removal_refused"
    asking.tell_person(now, template, by=by, at=at)
    asking.tell_workers(now, template, by=by, at=at)
    action = "leaving.removal_done" if agreed else "leaving.removal_refused"
    asking.note(action, now, by=by, at=at, seat=seat)
