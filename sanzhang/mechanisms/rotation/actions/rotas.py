"""A unit begins to take turns, sets its order, and ends."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.actions.planning import empty, held, plan, reassign, tell_months
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Rota, Turn
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts import queries as sittings
from sanzhang.organisation.posts.models import Post


@transaction.atomic
def start_rota(
    post: Post,
    *,
    order: str,
    chosen_how: str,
    chosen_on: date,
    starts_on: date,
    words: str = "",
    months_ahead: int = rules.AHEAD,
    by: Actor,
    at: datetime,
) -> Rota:
    """Note that a unit chose to take turns from a month on (§12); who sits there now leaves at that midnight.

    Raises: NotPossible — no unit leader's post, a day that is no first of a month to come, a rota already, or
    somebody is agreed for later.
    """
    seat = permission.require(by, "rotation.edit", post, at=at)
    if post.kind != "unit_leader" or post.closed_at or post.community_id is None:
        raise NotPossible("只有单元长可以自愿轮值。")
    if starts_on.day != 1 or starts_on <= rules.day_of(at):
        raise NotPossible("从下个月起的某个 1 号开始。请改开始的月份。")
    if not rules.LEAST_AHEAD <= months_ahead <= rules.MOST_AHEAD:
        raise NotPossible(f"提前排 {rules.LEAST_AHEAD} 到 {rules.MOST_AHEAD} 个月。请改。")
    Post.objects.select_for_update().get(pk=post.pk)
    if Rota.objects.filter(post=post, ended_at=None).exists():
        raise NotPossible("这个单元已经在轮值了。")
    _make_room(post, starts_on, at)
    rota = Rota(
        community_id=post.community_id,
        post=post,
        order=order,
        chosen_how=chosen_how,
        chosen_on=chosen_on,
        chosen_words=words.strip(),
        starts_on=starts_on,
        months_ahead=months_ahead,
        started_by=by if isinstance(by, Person) else None,
        started_at=at,
    )
    try:
        with transaction.atomic():
            rota.save(force_insert=True)
    except IntegrityError as fault:
        raise NotPossible("这个单元已经在轮值了。") from fault
    facts = {"order": order, "starts_on": starts_on.isoformat(), "how": chosen_how}
    _note("rotation.started", rota, by=by, at=at, seat=seat, facts=facts)
    return rota


def _make_room(post: Post, starts_on: date, at: datetime) -> None:
    """Let who sits there leave at the first midnight. Raises: NotPossible — somebody is agreed for after it."""
    found = queries.beginning(post, starts_on, at)
    if found.in_the_way:
        day = rules.day_of(found.in_the_way[0].starts_at)
        raise NotPossible(
            f"{day.year}年{day.month}月{day.day}日起已经安排了人上岗。请先到岗位页面取消那次安排,再办轮值。"
        )
    if found.ends is None:
        return
    found.ends.post = post
    reason = "turn_over" if found.ends.way == "rotation" else "term_over"
    midnight = rules.midnight(starts_on)
    posts.end_tenure(found.ends, ends_at=midnight, reason=reason, words="本单元改为轮值", by=SYSTEM, at=at)
    channels.send(
        to=found.ends.person,
        template="rotation.begins",
        facts={"title": sittings.title_of(post), "month": rules.spoken_month(starts_on)},
        link="/posts/mine/",
        community_id=post.community_id,
        at=at,
    )


@transaction.atomic
def draw(rota: Rota, *, by: Actor, at: datetime, seed: str = "") -> Rota:
    """Draw the order by lot from those who are willing and able, and give out the months ahead.

    The seed is kept and shown, so that anyone can draw the same again. Raises: NotPossible — drawn before, nobody able.
    """
    seat = permission.require(by, "rotation.edit", rota, at=at)
    locked = held(rota)
    _refuse_order(locked, rules.LOT)
    able = {queries.token_of(member): member for member in queries.able_members(locked)}
    locked.seed, locked.drawn_at = seed or secrets.token_hex(16), at
    locked.save(update_fields=["seed", "drawn_at"])
    _place([able[token] for token in rules.drawn(locked.seed, list(able))])
    turns = plan(locked, by=by, at=at)
    tell_months(locked, queries.in_order(locked), by=by, at=at)
    _note("rotation.drawn", locked, by=by, at=at, seat=seat, facts={"seed": locked.seed, "turns": len(turns)})
    return locked


@transaction.atomic
def arrange(rota: Rota, members: Sequence[Member], *, by: Actor, at: datetime) -> Rota:
    """Set the order that was agreed on; months that have not begun are given out anew.

    Raises: NotPossible — a rota by lot, ended, or not exactly the able ones.
    """
    seat = permission.require(by, "rotation.edit", rota, at=at)
    locked = held(rota)
    is_first = locked.drawn_at is None
    if is_first:
        _refuse_order(locked, rules.AGREEMENT)
    elif locked.order != rules.AGREEMENT or locked.ended_at:
        raise NotPossible("抽签定的次序不能改。可以换月、跳过。")
    if {member.pk for member in members} != {member.pk for member in queries.able_members(locked)}:
        raise NotPossible("次序里要有每一户核对过能胜任的住户,各写一次。请刷新页面再排。")
    _place(members)
    locked.drawn_at = locked.drawn_at or at
    locked.save(update_fields=["drawn_at"])
    turns = plan(locked, by=by, at=at) if is_first else _give_anew(locked, members, by=by, at=at)
    if is_first:
        tell_months(locked, members, by=by, at=at)
    _note("rotation.arranged", locked, by=by, at=at, seat=seat, facts={"turns": len(turns)})
    return locked


def _give_anew(rota: Rota, members: Sequence[Member], *, by: Actor, at: datetime) -> list[Turn]:
    """Give the months to come out by the new order, the first to its first."""
    coming = Turn.objects.filter(rota=rota, month__gte=queries.next_month(at)).order_by("month")
    wished = {
        turn.month: members[place % len(members)].pk if members else None
        for place, turn in enumerate(coming)
        if turn.why != rules.TAKEN_UP
    }
    changed = {turn.month for turn in coming if turn.month in wished and turn.member_id != wished[turn.month]}
    wished = {month: who for month, who in wished.items() if month in changed}
    return reassign(rota, wished, why=rules.NOBODY, verb="moved", by=by, at=at)


def _refuse_order(rota: Rota, order: str) -> None:
    if rota.ended_at:
        raise NotPossible("轮值已经结束。")
    if rota.order != order:
        raise NotPossible(f"这个单元定的是“{rules.ORDERS[rota.order]}”。")
    if rota.drawn_at:
        raise NotPossible("次序已经定了,不能再抽。可以换月、跳过。")
    if not queries.able_members(rota).exists():
        raise NotPossible("还没有核对过能胜任的住户。请先核对报名的住户。")


def _place(members: Sequence[Member]) -> None:
    for place, member in enumerate(members, start=1):
        Member.objects.filter(pk=member.pk).update(place=place)


@transaction.atomic
def extend(rota: Rota, *, by: Actor, at: datetime, months: int | None = None) -> int:
    """Give out the months ahead; return how many are new. Twice, late or at once with others is the same as once.

    `months`: from now on so many months ahead, 3 to 12.
    """
    seat = permission.require(by, "rotation.extend", rota, at=at)
    locked = held(rota)
    if months is not None and months != locked.months_ahead:
        if not rules.LEAST_AHEAD <= months <= rules.MOST_AHEAD:
            raise NotPossible(f"提前排 {rules.LEAST_AHEAD} 到 {rules.MOST_AHEAD} 个月。请改。")
        locked.months_ahead = months
        locked.save(update_fields=["months_ahead"])
    turns = plan(locked, by=by, at=at)
    if turns:
        _note("rotation.extended", locked, by=by, at=at, seat=seat, facts={"turns": len(turns)})
    return len(turns)


@transaction.atomic
def end_rota(rota: Rota, *, words: str, by: Actor, at: datetime) -> None:
    """End taking turns: the running month is served to its end, what was given out after it is taken back.

    Raises: NotPossible — ended before, or no words.
    """
    seat = permission.require(by, "rotation.edit", rota, at=at)
    locked = held(rota)
    if locked.ended_at:
        raise NotPossible("轮值已经结束了。")
    if not words.strip():
        raise NotPossible("请写明为什么结束,参加的住户会看到。")
    coming = Turn.objects.filter(rota=locked, month__gte=queries.next_month(at))
    for turn in coming.select_related("tenure__post").order_by("month"):
        empty(turn, rules.ENDED, verb="cancelled", by=by, at=at)
    locked.ended_at, locked.end_words = at, words.strip()[:200]
    locked.save(update_fields=["ended_at", "end_words"])
    _tell_ended(locked, by=by, at=at)
    _note("rotation.ended", locked, by=by, at=at, seat=seat, facts={})


def _tell_ended(rota: Rota, *, by: Actor, at: datetime) -> None:
    title = sittings.title_of(rota.post)
    for member in queries.members_of(rota):
        if not (isinstance(by, Person) and by.pk == member.person_id):
            channels.send(
                to=member.person,
                template="rotation.ended",
                facts={"title": title, "words": rota.end_words},
                link="/rotation/mine/",
                community_id=rota.community_id,
                at=at,
            )


def _note(action: str, rota: Rota, *, by: Actor, at: datetime, seat: Any, facts: dict[str, Any]) -> None:
    journal.record(action, by=by, at=at, seat=seat, on=rota.post, community_id=rota.community_id, facts=facts)
