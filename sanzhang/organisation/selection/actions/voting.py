"""The choice by the households: votes, second votes, lots; what a vote came to is taken from the ballots."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import actions as ballots
from sanzhang.foundation.ballots import queries as polls
from sanzhang.foundation.ballots import rules as ballot_rules
from sanzhang.foundation.ballots.models import Poll
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.moving import (
    go,
    held,
    need,
    need_after_vote,
    need_words,
    refuse_own,
)
from sanzhang.organisation.selection.actions.refusals import NotPossible
from sanzhang.organisation.selection.actions.standing import tell_owner
from sanzhang.organisation.selection.models import Candidate, Procedure, StageRow, Vote
from sanzhang.organisation.selection.rules import steps


@transaction.atomic
def open_vote(procedure: Procedure, *, closes_on: date, by: Actor, at: datetime) -> Vote:
    """Open a vote of the households until a midnight; after a tie among those who were equal only.

    Raises: NotPossible — not an election, one runs, or the vote before leaves something else to do.
    """
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    need(locked, steps.VOTE)
    if locked.way != rules.ELECTION:
        raise NotPossible("这次不是居民推选,不用投票。")
    before = queries.last_vote(locked)
    need_after_vote(locked, steps.VOTE)
    among = _among(locked, before)
    closes_at = local_midnight(closes_on)
    number = Vote.objects.filter(procedure=locked).count() + 1
    poll = _open_poll(locked, among, number, closes_at, by=by, at=at)
    is_second = before is not None and (
        before.outcome == steps.TIE or (before.is_second and before.outcome in (steps.NO_QUORUM, steps.VOID))
    )
    vote = Vote.objects.create(
        community_id=locked.community_id,
        procedure=locked,
        poll=poll,
        number=number,
        among=[one.number for one in among],
        is_second=is_second,
    )
    go(locked, steps.VOTE, by=by, at=at, seat=seat, due_at=closes_at)
    return vote


def _among(locked: Procedure, before: Vote | None) -> list[Candidate]:
    """Return on whom is voted: all who are left, or those of the vote before that has to be held again."""
    left = Candidate.objects.filter(procedure=locked, state="accepted").select_related("person")
    if before and before.outcome == steps.TIE:
        left = left.filter(number__in=before.winners)
    elif before and before.is_second and before.outcome in (steps.NO_QUORUM, steps.VOID):
        left = left.filter(number__in=before.among)
    found = list(left.order_by("number"))
    if not found:
        raise NotPossible("没有候选人了。请重新征集。")
    if silent := [one for one in found if not queries.agrees(one)]:
        raise NotPossible(f"有 {len(silent)} 位候选人撤回了公示的同意,不能上选票。请问过本人,或请他退出。")
    return found


def _open_poll(
    locked: Procedure, among: list[Candidate], number: int, closes_at: datetime, *, by: Actor, at: datetime
) -> Poll:
    is_single = len(among) == 1
    name = {one.number: one.person.name for one in among if one.person}
    title = queries.title_of(locked)
    again = f"(第{number}次)" if number > 1 else ""
    options = [("yes", "同意"), ("no", "不同意")]
    if not is_single:
        options = [(f"c{one.number}", name[one.number]) for one in among]
    about = f"{title}推选{again}" + (f":是否同意{name[among[0].number]}担任" if is_single else "")
    if closes_at <= at:
        raise NotPossible("投票截止的日子要在今天以后。请改日期。")
    try:
        return ballots.open_poll(
            area=locked.community.path,
            community_id=locked.community_id,
            about=about[:120],
            purpose=rules.PURPOSES[locked.post.kind],
            options=options,
            roll=queries.roll_of(locked),
            opens_at=at,
            closes_at=closes_at,
            quorum=rules.QUORUM,
            needs=ballot_rules.MAJORITY if is_single else ballot_rules.MOST,
            by=by,
            at=at,
        )
    except ballots.NotPossible as fault:
        raise NotPossible(fault.words) from fault


@transaction.atomic
def take_outcome(poll: Poll, *, by: Actor, at: datetime) -> Vote | None:
    """Take what a poll of ours came to; twice is once. Who was elected goes to the filing."""
    permission.require(by, "selection.follow", at=at)
    vote = Vote.objects.filter(poll=poll).select_related("procedure").first()
    if vote is None or poll.ended_at is None:
        return None
    locked = held(vote.procedure, at)
    vote = Vote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    if vote.outcome:
        return vote
    _count(vote, poll)
    facts = {"selection": str(locked.pk), "state": vote.outcome}
    if locked.ended_at is None and vote.outcome == steps.ELECTED:
        locked.chosen = Candidate.objects.get(procedure=locked, number=vote.winners[0])
        go(locked, steps.ELECT, by=by, at=poll.ended_at, about=locked.chosen.person)
    elif locked.ended_at is None:
        _wait(locked, vote, poll.ended_at)
    journal.record(
        "selection.counted", by=by, at=at, on=locked, community_id=locked.community_id, facts=facts
    )
    if locked.ended_at is None:
        tell_owner(locked, "selection.counted", at=at, words=steps.OUTCOMES[vote.outcome])
    return vote


def _count(vote: Vote, poll: Poll) -> None:
    outcome = polls.outcome(poll)
    state = outcome.state if outcome else steps.VOID
    winners = list(outcome.winners) if outcome else []
    if state == steps.TIE and vote.is_second:
        state = steps.TIE_AGAIN
    numbers = [vote.among[0] if key == "yes" else int(key[1:]) for key in winners]
    vote.outcome, vote.winners, vote.counted_at = state, numbers, poll.ended_at
    vote.save(update_fields=["outcome", "winners", "counted_at"])


def _wait(locked: Procedure, vote: Vote, since: datetime) -> None:
    """Let the owner have three working days to go on, or until the day after a lot's number is public."""
    due = rules.due_after(since, 3, calendar.working_days())
    locked.due_at = due
    locked.save(update_fields=["due_at"])
    StageRow.objects.filter(procedure=locked, ended_at=None).update(due_at=due, told_at=None)


@transaction.atomic
def draw(procedure: Procedure, *, number: str, by: Actor, at: datetime) -> Candidate:
    """Draw the lot among who was equal twice, by a public number that nobody here can choose.

    Raises: NotPossible — no lot is due, or its number is not yet public; NotAllowed — one of those concerned.
    """
    seat = permission.require(by, "selection.draw", procedure, at=at)
    locked = held(procedure, at)
    refuse_own(locked, by, "selection.draw")
    need(locked, steps.DRAW)
    vote = queries.last_vote(locked)
    if vote is None or vote.outcome != steps.TIE_AGAIN:
        raise NotPossible("现在不用抽签。")
    if not (number.isascii() and number.isdigit() and len(number) == 3):
        raise NotPossible("开奖号码是三位数字,例如 042。请照公布的写。")
    day = steps.lot_day(timezone.localdate(vote.poll.closes_at))
    if at < local_midnight(day) + steps.LOT_HOUR:
        raise NotPossible(f"{day.month}月{day.day}日 21:30 开奖以后才能抽签。")
    outcome = polls.outcome(vote.poll)
    left = Candidate.objects.filter(procedure=locked, state="accepted", number__in=vote.winners)
    equal = sorted(left.values_list("number", flat=True))
    if not equal or outcome is None:
        raise NotPossible("票数相同的人选都退出了。请重新征集。")
    taken = steps.drawn(equal, digest=outcome.digest, number=number)
    vote.lot_number, vote.lot_at = number, at
    vote.save(update_fields=["lot_number", "lot_at"])
    chosen = left.select_related("person").get(number=taken)
    locked.chosen = chosen
    go(locked, steps.DRAW, by=by, at=at, seat=seat, about=chosen.person)
    return chosen


@transaction.atomic
def to_decision(procedure: Procedure, *, words: str, by: Actor, at: datetime) -> Procedure:
    """Let the organisation decide where too few have voted, with the reason. Raises: NotPossible."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    need(locked, steps.TO_DECISION)
    why = need_words(words, "请写明为什么改为组织推荐,居民会看到。")
    if locked.way != rules.ELECTION:
        raise NotPossible("这次本来就由组织确定人选。")
    need_after_vote(locked, steps.TO_DECISION)
    locked.way = rules.RECOMMENDATION
    go(locked, steps.TO_DECISION, by=by, at=at, seat=seat, words=why)
    return locked


@transaction.atomic
def send_codes(procedure: Procedure, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send each household that has not voted a new code, to one who lives there; return (sent, without a number)."""
    seat: Seat | None = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    refuse_own(locked, by, "selection.run")
    vote = queries.last_vote(locked)
    if vote is None or vote.outcome:
        raise NotPossible("现在没有正在进行的投票。")
    waiting = polls.roll_of(vote.poll, way="none").values_list("key", flat=True)
    known = queries.contacts_of(list(waiting), timezone.localdate(at))
    chosen = {key: people[0] for key, people in known.items() if people}
    sent = ballots.send_codes(vote.poll, chosen, by=by, at=at) if chosen else 0
    facts = {"selection": str(locked.pk), "count": sent}
    journal.record(
        "selection.codes_sent",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        facts=facts,
    )
    return sent, len(waiting) - sent


def void_open_vote(locked: Procedure, words: str, *, by: Actor, at: datetime) -> None:
    """End a vote that runs without counting, because its selection ends; inside the action that ends it."""
    vote = Vote.objects.filter(procedure=locked, outcome="").select_related("poll").first()
    if vote is None:
        return
    if vote.poll.state in (ballot_rules.OPEN, ballot_rules.COUNTING):
        ballots.void_poll(vote.poll, words=words, by=by, at=at)
        vote.poll.refresh_from_db()
    vote.outcome, vote.counted_at = steps.VOID, at
    vote.save(update_fields=["outcome", "counted_at"])
