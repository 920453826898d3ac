"""Rotas follow what happens to posts, sittings and homes; powers never wait for this."""

from datetime import datetime

from sanzhang.duties.residents import queries as residents
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.models import Member, Rota


@listens("post.closed")
def end_with_post(entry_id: int, at: datetime) -> None:
    """End the rota of a post that is no more."""
    for rota in Rota.objects.filter(post=Entry.objects.get(pk=entry_id).on_id, ended_at=None):
        actions.end_rota(rota, words="单元撤销,轮值结束。", by=SYSTEM, at=at)


@listens("post.vacated")
@listens("post.seating_cancelled")
def follow_sitting(entry_id: int, at: datetime) -> None:
    """Let a rota say what became of a sitting that ended otherwise than by its turn."""
    for rota in Rota.objects.filter(post=Entry.objects.get(pk=entry_id).on_id, ended_at=None):
        actions.follow(rota, by=SYSTEM, at=at)


@listens("post.death_noted")
def follow_death(entry_id: int, at: datetime) -> None:
    """Give back the months of somebody who died."""
    who = Entry.objects.get(pk=entry_id).about
    served = Member.objects.filter(person__journal_key=who, left_at=None, rota__ended_at=None)
    for member in served.select_related("rota"):
        actions.follow(member.rota, by=SYSTEM, at=at)
        if Member.objects.filter(pk=member.pk, left_at=None).exists():
            actions.leave(member, words="去世", by=SYSTEM, at=at)


@listens("home.left")
def follow_home(entry_id: int, at: datetime) -> None:
    """Give back the months of somebody who moved away."""
    who = Entry.objects.get(pk=entry_id).about
    served = Member.objects.filter(person__journal_key=who, left_at=None, rota__ended_at=None)
    for member in served.select_related("rota__post__place", "person"):
        if member.household_id not in residents.households_of(member.person_id, rules.day_of(at)):
            actions.move_away(member, by=SYSTEM, at=at)
