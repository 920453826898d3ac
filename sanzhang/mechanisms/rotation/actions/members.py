"""Households join, are found able, and leave."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from sanzhang.duties.residents import queries as residents
from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.actions.planning import held, plan, reassign
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Rota, Turn
from sanzhang.organisation.posts import queries as sittings
from sanzhang.organisation.territory.models import Household


@transaction.atomic
def join(rota: Rota, *, household: Household, person: Person, by: Actor, at: datetime) -> Member:
    """Let a household join with the person who will serve: on one's own phone, or entered by the worker (§12).

    Raises: NotAllowed — somebody else's household; NotPossible — another unit, ended, or joined before.
    """
    seat = permission.require(by, "rotation.join", rota, at=at)
    _refuse_stranger(rota, household, person, by, at)
    if rota.ended_at:
        raise NotPossible("轮值已经结束,不能再报名。")
    if household.unit_id != rota.post.place_id or household.closed_on:
        raise NotPossible("只有本单元的住户能参加轮值。请核对门牌。")
    member = Member(
        community_id=rota.community_id,
        rota=rota,
        household=household,
        person=person,
        joined_at=at,
        joined_by=by if isinstance(by, Person) else None,
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as fault:
        raise NotPossible("这一户(或这个人)已经报过名了。") from fault
    _note("rotation.joined", member, by=by, at=at, seat=seat)
    return member


def _refuse_stranger(rota: Rota, household: Household, person: Person, by: Actor, at: datetime) -> None:
    if permission.may(by, "rotation.edit", rota, at=at):
        return
    is_self = isinstance(by, Person) and by.pk == person.pk
    if not is_self or household.pk not in residents.households_of(person.pk, rules.day_of(at)):
        raise NotAllowed("只能给自己家报名;没有登记住在这里的,请找社区工作者。", "rotation.join")


@transaction.atomic
def confirm_able(member: Member, *, by: Actor, at: datetime) -> Member:
    """Note that the worker found a person able; the last place in the order, where there is one already.

    Raises: NotPossible — left, confirmed before, or a phone that nobody has checked (powers would sleep, R25).
    """
    seat = permission.require(by, "rotation.edit", member, at=at)
    rota = held(member.rota)
    now = Member.objects.select_related("person", "rota__post__place").get(pk=member.pk)
    if now.left_at or rota.ended_at:
        raise NotPossible("这一户已经退出了。")
    if now.able_at:
        raise NotPossible("这一户已经核对过了。")
    if isinstance(by, Person) and by.pk == now.person_id:
        raise NotAllowed("自己能不能胜任,要由另一位工作人员核对。", "rotation.edit")
    if not now.person.has_live_powers(at):
        raise NotPossible("这个人的手机号还没有当面核对,轮到时不能办事。请先在人员页面核对手机号。")
    now.able_at, now.able_by = at, by if isinstance(by, Person) else None
    if rota.drawn_at:
        last = Member.objects.filter(rota=rota).aggregate(last=Max("place"))["last"] or 0
        now.place = last + 1
    now.save(update_fields=["able_at", "able_by", "place"])
    if rota.drawn_at:
        plan(rota, fill=True, by=by, at=at)
    _note("rotation.found_able", now, by=by, at=at, seat=seat)
    return now


@transaction.atomic
def decline(member: Member, *, words: str, by: Actor, at: datetime) -> None:
    """Note that a person who asked can't serve, with a word that he reads. Raises: NotPossible."""
    seat = permission.require(by, "rotation.edit", member, at=at)
    held(member.rota)
    if not words.strip():
        raise NotPossible("请写明为什么这次不参加,报名的人看得到。")
    waits = Member.objects.filter(pk=member.pk, left_at=None, able_at=None)
    if not waits.update(left_at=at, left_words=words.strip()[:200]):
        raise NotPossible("这一户已经核对过或者退出了。请刷新页面。")
    channels.send(
        to=member.person,
        template="rotation.declined",
        facts={"title": sittings.title_of(member.rota.post), "words": words.strip()[:200]},
        community_id=member.community_id,
        at=at,
    )
    _note("rotation.declined", member, by=by, at=at, seat=seat)


@transaction.atomic
def leave(member: Member, *, by: Actor, at: datetime, words: str = "", move_up: bool = True) -> None:
    """Let a household leave; its months to come go to the next in order, or are openly vacant. A running turn stays.

    Raises: NotPossible — left before.
    """
    seat = permission.require(by, "rotation.act", member, at=at)
    rota = held(member.rota)
    wished = queries.after_leaving(member, at)
    if not move_up:
        coming = Turn.objects.filter(rota=rota, member=member, month__gte=queries.next_month(at))
        wished = queries.vacant_instead(list(coming))
    gone = Member.objects.filter(pk=member.pk, left_at=None)
    if not gone.update(left_at=at, left_words=words.strip()[:200]):
        raise NotPossible("这一户已经退出了。")
    if wished and not rota.ended_at:
        reassign(rota, wished, why=rules.GIVEN_BACK, verb="given_back", by=by, at=at)
    _note("rotation.left", member, by=by, at=at, seat=seat)


def _note(action: str, member: Member, *, by: Actor, at: datetime, seat: Any) -> None:
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=member.rota.post,
        about=member.person,
        community_id=member.community_id,
        facts={"member": str(member.pk)},
    )
