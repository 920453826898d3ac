"""A vote comes in: online by the household's code, or as a slip that is marked on the roll."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import rules
from sanzhang.foundation.ballots.actions.locks import held, held_open
from sanzhang.foundation.ballots.actions.opening import code_index
from sanzhang.foundation.ballots.actions.refusals import AlreadyVoted, NoSuchCode, NotOpen, NotPossible
from sanzhang.foundation.ballots.actions.urns import put
from sanzhang.foundation.ballots.models import PaperBatch, Poll, Voter
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor, Bearer


@transaction.atomic
def cast(poll: Poll, *, code: str, choices: Iterable[str], by: Actor, at: datetime) -> None:
    """Take one vote by the voter's code: the mark on the roll and the ballot in the urn, in one transaction (R13).

    Nothing that is written joins the two (0012); the journal tells that somebody voted, not who. Raises: NoSuchCode,
    AlreadyVoted, NotOpen, rules.WrongBallot, keys.KeyGone.
    """
    permission.require(by, "ballots.cast", at=at)
    locked = held_open(poll, at)
    voter = Voter.objects.filter(poll=locked, code_index=code_index(code)).first()
    if voter is None:
        raise NoSuchCode()
    choice = rules.cleaned(choices, options=locked.keys, most=locked.most)
    if not Voter.objects.filter(pk=voter.pk, way="").update(way=rules.ONLINE):
        raise AlreadyVoted()
    put(locked, [choice])
    journal.record("ballots.cast", by=Bearer.anyone(), at=at, on=locked, community_id=locked.community_id)


@transaction.atomic
def mark_slip(voter: Voter, *, how: str, by: Actor, at: datetime) -> None:
    """Mark that a voter's slip is in the box, at the table (paper) or at the door (visit).

    Raises: AlreadyVoted, NotOpen.
    """
    seat = permission.require(by, "ballots.mark_slip", voter, at=at)
    locked = held_open(voter.poll, at)
    if how not in (rules.PAPER, rules.VISIT):
        raise ValueError(how)
    if not Voter.objects.filter(pk=voter.pk, poll=locked, way="").update(way=how):
        raise AlreadyVoted("这一户已经投过票了,不能再收纸票。")
    journal.record(
        "ballots.slip_marked",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        facts={"line": voter.number, "how": how},
    )


@transaction.atomic
def unmark_slip(voter: Voter, *, by: Actor, at: datetime) -> None:
    """Take back a mark that was made at the wrong line, before paper is counted. Raises: NotPossible, NotOpen."""
    seat = permission.require(by, "ballots.mark_slip", voter, at=at)
    locked = held(voter.poll)
    if locked.state not in (rules.OPEN, rules.COUNTING):
        raise NotOpen("投票已经结束,名册不能再改。")
    if PaperBatch.objects.filter(poll=locked, state="agreed").exists():
        raise NotPossible("纸票已经录完一批,名册不能再改。有出入请在录票时按缺票登记。")
    slips = Voter.objects.filter(pk=voter.pk, poll=locked, way__in=(rules.PAPER, rules.VISIT))
    if not slips.update(way=""):
        raise NotPossible("这一户没有纸票的登记;网上投的票不能撤回。")
    journal.record(
        "ballots.slip_unmarked",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        facts={"line": voter.number},
    )
