"""The urn is opened once; what came out is published, and the key is destroyed."""

import logging
from datetime import datetime
from functools import partial

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import keys, rules
from sanzhang.foundation.ballots.actions import urns
from sanzhang.foundation.ballots.actions.locks import held
from sanzhang.foundation.ballots.actions.paper import is_typed
from sanzhang.foundation.ballots.actions.refusals import NotOpen, NotPossible
from sanzhang.foundation.ballots.models import Ballot, PaperBatch, Poll, Voter
from sanzhang.foundation.ballots.rules import Outcome
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor

log = logging.getLogger(__name__)
BATCH, HOUR = 1000, 3600
DISAGREE = "票箱里的票数和名册上的登记对不上,不能计票。请宣布作废、重新组织,并告诉系统管理员。"


class PaperWaits(NotPossible):
    """Slips were marked that two people have not typed in yet."""


@transaction.atomic
def close_poll(poll: Poll, *, by: Actor, at: datetime) -> Outcome:
    """Count a poll whose time is over, publish its ballots, and destroy what could join them to voters.

    A close after the close returns the same outcome. Votes that wait for the lock are in, or refused: none is between.
    Raises: NotOpen — voting goes on, or it is void; PaperWaits; keys.KeyGone; NotPossible — roll and urn disagree.
    """
    seat = permission.require(by, "ballots.close", poll, at=at)
    locked = held(poll)
    if locked.state == rules.CLOSED:
        return Outcome.from_json(locked.result)  # type: ignore[arg-type]
    if locked.state == rules.VOID:
        raise NotOpen("这次投票已经作废。")
    marked = Voter.objects.filter(poll=locked).exclude(way="").count()
    if at < locked.closes_at and marked < locked.roll_size:
        raise NotOpen("投票还没有截止。")
    if not is_typed(locked):
        raise PaperWaits("纸票还没有由两个人录完,录完才能计票。")
    if urns.inside_count(locked) != marked:
        raise NotPossible(DISAGREE)
    outcome = _counted(locked, marked)
    if outcome.turnout != marked:
        raise NotPossible(DISAGREE)
    _end(locked, outcome, at)
    journal.record(
        "ballots.closed",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        facts={
            "poll": str(locked.pk),
            "purpose": locked.purpose,
            "state": outcome.state,
            "turnout": outcome.turnout,
            "digest": outcome.digest,
        },
    )
    return outcome


def _counted(poll: Poll, turnout: int) -> Outcome:
    """Open the urn if enough have voted; else it stays closed, so that a second vote is not steered by the first."""
    if turnout < poll.quorum * poll.roll_size or not turnout:
        return Outcome(rules.NO_QUORUM, (), {}, turnout, poll.roll_size)
    ballots = urns.take_out(poll)
    rows = [
        Ballot(poll=poll, number=number, choices=list(ballot))
        for number, ballot in enumerate(ballots, start=1)
    ]
    Ballot.objects.bulk_create(rows, batch_size=BATCH)
    return rules.decide(
        ballots,
        options=poll.keys,
        roll=poll.roll_size,
        quorum=poll.quorum,
        needs=poll.needs,
        places=poll.places,
    )


def _end(poll: Poll, outcome: Outcome, at: datetime) -> None:
    _forget(poll)
    poll.state, poll.ended_at, poll.result = rules.CLOSED, at, outcome.as_json()
    poll.save(update_fields=["state", "ended_at", "result"])


def _forget(poll: Poll) -> None:
    urns.empty(poll)
    PaperBatch.objects.filter(poll=poll).update(first="", second="")
    Voter.objects.filter(poll=poll).exclude(code_index="").update(code_index="")
    transaction.on_commit(partial(keys.destroy_key, poll.pk))


@transaction.atomic
def void_poll(poll: Poll, *, words: str, by: Actor, at: datetime) -> None:
    """End a poll without counting, with words why; its ballots are never read. Raises: NotPossible."""
    seat = permission.require(by, "ballots.void", poll, at=at)
    locked = held(poll)
    if locked.state not in (rules.OPEN, rules.COUNTING):
        raise NotPossible("这次投票已经结束。")
    if not words.strip():
        raise NotPossible("请写明为什么作废,居民会看到。")
    _forget(locked)
    locked.state, locked.ended_at, locked.void_words = rules.VOID, at, words.strip()[:200]
    locked.save(update_fields=["state", "ended_at", "void_words"])
    journal.record(
        "ballots.closed",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        facts={"poll": str(locked.pk), "purpose": locked.purpose, "state": rules.VOID},
    )


def close_due(*, by: Actor, at: datetime) -> int:
    """Close what is over and complete, mark what waits for paper, void what has lost its key; return how many ended.

    A lost key is noticed while voting goes on, so that nobody votes in vain. One poll that fails holds up no other.
    """
    permission.require(by, "ballots.close_due", at=at)
    running = Poll.objects.filter(state__in=(rules.OPEN, rules.COUNTING)).order_by("closes_at", "pk")
    return sum(_ended(poll, by=by, at=at) for poll in running)


def _ended(poll: Poll, *, by: Actor, at: datetime) -> bool:
    try:
        if not keys.has_key(poll.pk):
            return _voided(poll, by=by, at=at)
        if at < poll.closes_at:
            return False
        close_poll(poll, by=by, at=at)
        return True
    except PaperWaits:
        Poll.objects.filter(pk=poll.pk, state=rules.OPEN).update(state=rules.COUNTING)
    except keys.KeyGone:  # another key, or an urn that was written by another hand
        return _voided(poll, by=by, at=at)
    except NotOpen:  # somebody ended it meanwhile
        pass
    except Exception:  # whatever it is: the other polls must not wait for it
        log.exception("poll %s can't be counted", poll.pk)
    return False


def _voided(poll: Poll, *, by: Actor, at: datetime) -> bool:
    try:
        void_poll(poll, words=keys.KeyGone.words, by=by, at=at)
    except NotPossible:  # closed a moment ago: that is why its key is gone
        return False
    return True


def sweep_keys(*, by: Actor, at: datetime) -> int:
    """Destroy keys that outlived their poll: a machine that stopped between the close and the destruction."""
    permission.require(by, "ballots.close_due", at=at)
    lying = set(keys.kept_keys(older_than=HOUR))  # a younger one may be of a poll that is just being opened
    living = Poll.objects.filter(pk__in=lying, state__in=(rules.OPEN, rules.COUNTING))
    dead = lying - set(living.values_list("pk", flat=True))
    for poll_id in dead:
        keys.destroy_key(poll_id)
    return len(dead)
