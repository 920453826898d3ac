"""Paper ballots are typed in as ballots, by one person and once more by another; sums are never typed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import keys, rules
from sanzhang.foundation.ballots.actions.locks import held
from sanzhang.foundation.ballots.actions.refusals import NotOpen, NotPossible
from sanzhang.foundation.ballots.actions.urns import put
from sanzhang.foundation.ballots.models import PaperBatch, Poll, Voter
from sanzhang.foundation.ballots.rules import Choice
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor

SLIPS = (rules.PAPER, rules.VISIT)


@transaction.atomic
def enter_batch(
    poll: Poll, ballots: Sequence[Sequence[str]], *, by: Actor, at: datetime, words: str = ""
) -> PaperBatch:
    """Type in a pile of paper ballots for the first time; nothing counts until another person typed the same.

    A choice is keys of options, empty for blank, or INVALID or MISSING alone; `words` say why slips are missing.
    Raises: NotOpen — voting still goes on, or was counted; NotPossible; rules.WrongBallot; keys.KeyGone.
    """
    seat = permission.require(by, "ballots.type_paper", poll, at=at)
    locked = _counting(poll, at)
    typed = _typed(locked, ballots)
    if not isinstance(by, Person):
        raise NotPossible("纸票要由两位工作人员录入。")
    if (rules.MISSING,) in typed and not words.strip():
        raise NotPossible("有缺票,请写明为什么找不到。")
    if len(typed) > left_to_type(locked):
        raise NotPossible(
            f"录了 {len(typed)} 张,登记过而没录的只有 {left_to_type(locked)} 户。请核对;"
            "票箱里真的多出来,只能作废重投。"
        )
    last = PaperBatch.objects.filter(poll=locked).aggregate(last=Max("number"))["last"] or 0
    batch = PaperBatch(poll=locked, number=last + 1, count=len(typed), first_by=by, words=words.strip())
    batch.first = keys.seal(locked.pk, rules.packed(typed, locked.keys), bound_to=f"batch:{batch.pk}")
    batch.save(force_insert=True)
    _note("ballots.paper_typed", batch, locked, by=by, at=at, seat=seat)
    return batch


@transaction.atomic
def check_batch(
    batch: PaperBatch, ballots: Sequence[Sequence[str]], *, by: Actor, at: datetime
) -> list[tuple[Choice, int, int]]:
    """Type in the same pile by another person; if both agree, the ballots go into the urn.

    Returns what differs: (ballot, times typed first, times typed now); empty if they agree. A pile that differs is kept
    as it is and typed anew by `drop_batch`. Raises: NotPossible — the same person, or not waiting; NotOpen.
    """
    seat = permission.require(by, "ballots.type_paper", batch, at=at)
    locked = _counting(batch.poll, at)
    now = PaperBatch.objects.select_for_update().get(pk=batch.pk)
    if now.state != "entered":
        raise NotPossible("这一批已经有第二人录过了。")
    if not isinstance(by, Person) or by.pk == now.first_by_id:
        raise NotPossible("第二遍要由另一位工作人员录入。")
    typed, place = _typed(locked, ballots), f"batch:{now.pk}"
    first = rules.unpacked(keys.unseal(locked.pk, now.first, bound_to=place), locked.keys)
    differing = _differing(first, typed)
    now.second_by = by
    if differing:
        now.state = "differs"
        now.second = keys.seal(locked.pk, rules.packed(typed, locked.keys), bound_to=place)
    else:
        if len(typed) > left_to_type(locked, without=now):
            raise NotPossible("这一批比还没录的纸票登记多。请核对是不是录过了。")
        now.state, now.first = "agreed", ""
        put(locked, typed)
    now.save()
    _note(f"ballots.paper_{now.state}", now, locked, by=by, at=at, seat=seat)
    return differing


@transaction.atomic
def drop_batch(batch: PaperBatch, *, by: Actor, at: datetime) -> None:
    """Set a pile aside that was typed wrongly, to be typed anew by both. Raises: NotPossible — it counts already."""
    seat = permission.require(by, "ballots.type_paper", batch, at=at)
    locked = _counting(batch.poll, at)
    waiting = PaperBatch.objects.filter(pk=batch.pk, state__in=("entered", "differs"))
    if not waiting.update(state="dropped", first="", second=""):
        raise NotPossible("这一批已经计入,不能再改。")
    _note("ballots.paper_dropped", batch, locked, by=by, at=at, seat=seat)


def differences(batch: PaperBatch) -> list[tuple[Choice, int, int]]:
    """Return what differs between the two typings of a pile that waits to be typed anew. Raises: keys.KeyGone."""
    if batch.state != "differs":
        return []
    place, options = f"batch:{batch.pk}", batch.poll.keys
    first, second = (
        rules.unpacked(keys.unseal(batch.poll_id, sealed, bound_to=place), options)
        for sealed in (batch.first, batch.second)
    )
    return _differing(first, second)


def left_to_type(poll: Poll, *, without: PaperBatch | None = None) -> int:
    """Return how many marked slips are not typed in yet, not even once; `without`: leave this pile out of the count."""
    marked = Voter.objects.filter(poll=poll, way__in=SLIPS).count()
    batches = PaperBatch.objects.filter(poll=poll, state__in=("entered", "agreed"))
    if without is not None:
        batches = batches.exclude(pk=without.pk)
    return marked - (batches.aggregate(all=Sum("count"))["all"] or 0)


def is_typed(poll: Poll) -> bool:
    """Say whether each marked slip was typed in by two who agree."""
    marked = Voter.objects.filter(poll=poll, way__in=SLIPS).count()
    agreed = PaperBatch.objects.filter(poll=poll, state="agreed").aggregate(all=Sum("count"))["all"] or 0
    return bool(agreed == marked)


def _counting(poll: Poll, at: datetime) -> Poll:
    now = held(poll)
    if now.state not in (rules.OPEN, rules.COUNTING):
        raise NotOpen("这次投票已经结束,不能再录票。")
    if at < now.closes_at:
        raise NotOpen("投票截止以后才开箱录票。")
    return now


def _typed(poll: Poll, ballots: Sequence[Sequence[str]]) -> list[Choice]:
    typed = [rules.cleaned_paper(ballot, options=poll.keys, most=poll.most) for ballot in ballots]
    if not typed:
        raise NotPossible("一张票也没有录。")
    return rules.in_order(typed)


def _differing(first: Sequence[Choice], second: Sequence[Choice]) -> list[tuple[Choice, int, int]]:
    one, two = Counter(first), Counter(second)
    return [(ballot, one[ballot], two[ballot]) for ballot in sorted(one | two) if one[ballot] != two[ballot]]


def _note(action: str, batch: PaperBatch, poll: Poll, *, by: Actor, at: datetime, seat: object) -> None:
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,  # type: ignore[arg-type]
        on=poll,
        community_id=poll.community_id,
        facts={"batch": batch.number, "slips": batch.count},
    )
