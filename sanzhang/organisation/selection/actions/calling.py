"""A selection begins, begins again, is led by somebody else, or is called off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.moving import begin, go, held, need_after_vote, need_words
from sanzhang.organisation.selection.actions.refusals import AlreadyRunning, NotPossible
from sanzhang.organisation.selection.actions.voting import void_open_vote
from sanzhang.organisation.selection.models import Candidate, Procedure, StageRow
from sanzhang.organisation.selection.rules import steps


@dataclass(frozen=True)
class Called:
    """What became of one post of many: its selection, or why there is none."""

    post: Post
    procedure: Procedure | None
    words: str = ""


@transaction.atomic
def call(
    post: Post, *, way: str, by: Actor, at: datetime, words: str = "", days: int | None = None
) -> Procedure:
    """Begin the selection for a post that is vacant, or will be within 90 days (§2.2).

    `days`: working days of the call, else those of the way. Raises: AlreadyRunning, NotPossible.
    """
    held_by = permission.require(by, "selection.call", post, at=at)
    locked = Post.objects.select_for_update().get(pk=post.pk)
    _refuse(locked, way, at)
    person = by if isinstance(by, Person) else None
    procedure = Procedure(
        community_id=locked.community_id or 0,  # a leader's post lies in a community: refused above
        post=post,
        way=way,
        words=words.strip()[:300],
        owner=person,
        begun_by=person,
        begun_at=at,
    )
    planned = rules.stage_of(way, rules.CALL).days if days is None else days
    procedure.due_at = rules.due_after(at, planned, calendar.working_days())
    procedure.save(force_insert=True)
    begin(procedure, at=at, number=1, due_at=procedure.due_at)
    journal.record(
        "selection.called",
        by=by,
        at=at,
        seat=held_by,
        on=procedure,
        community_id=procedure.community_id,
        facts={"selection": str(procedure.pk), "post": str(post.pk), "way": way},
    )
    return procedure


def _refuse(post: Post, way: str, at: datetime) -> None:
    if way not in rules.WAYS:
        raise NotPossible("请选产生方式:组织推荐、居民推选或个人自荐。")
    if why := why_not_call(post, at):
        raise NotPossible(why)
    if Procedure.objects.filter(post=post, ended_at=None).exists():
        raise AlreadyRunning()


def why_not_call(post: Post, at: datetime) -> str:
    """Return why no selection can begin for a post, or ""; one that runs is not looked at."""
    if post.kind not in post_rules.LEADERS or post.community_id is None:
        return "只有网格长、楼栋长、单元长按这个程序产生。"
    if post.closed_at:
        return "这个岗位已经撤销。"
    if queries.is_manned_for_long(post, at):
        return f"这个岗位有人,{rules.SOON.days} 天以内也不到期。要换人,请先办离岗。"
    return ""


def call_many(
    found: Iterable[Post], *, way: str, by: Actor, at: datetime, words: str = "", days: int | None = None
) -> list[Called]:
    """Begin selections for many posts in one step; each by itself: one that can't be holds up no other."""
    return [_called(post, way=way, by=by, at=at, words=words, days=days) for post in found]


def _called(post: Post, *, way: str, by: Actor, at: datetime, words: str, days: int | None) -> Called:
    try:
        return Called(post, call(post, way=way, by=by, at=at, words=words, days=days))
    except (NotPossible, NotAllowed) as fault:
        return Called(post, None, fault.words)


@transaction.atomic
def extend(procedure: Procedure, *, until: datetime, words: str, by: Actor, at: datetime) -> Procedure:
    """Let a call run longer, with the reason (nobody came, or too few). Raises: NotPossible."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    why = need_words(words, "请写明为什么延长,居民会看到。")
    if until <= max(at, locked.due_at or at) or until > at + timedelta(days=rules.LONGEST_CALL):
        raise NotPossible(f"新的截止日要比原来晚,而且在 {rules.LONGEST_CALL} 天以内。请改日期。")
    go(locked, steps.EXTEND, by=by, at=at, seat=seat, words=why, due_at=until)
    return locked


@transaction.atomic
def turn(procedure: Procedure, *, way: str, words: str, by: Actor, at: datetime) -> Procedure:
    """Go on by another way with a new call, with the reason; who was put forward stays. Raises: NotPossible."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    why = need_words(words, "请写明为什么改变产生方式,居民会看到。")
    if way not in rules.WAYS or way == locked.way:
        raise NotPossible("请选另一种产生方式。")
    locked.way = way
    go(locked, steps.TURN, by=by, at=at, seat=seat, words=why)
    return locked


@transaction.atomic
def call_again(procedure: Procedure, *, words: str, by: Actor, at: datetime) -> Procedure:
    """Call once more: nobody is left, or nobody was elected. Candidates who remain stay. Raises: NotPossible."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    why = need_words(words, "请写明为什么重新征集,居民会看到。")
    left = Candidate.objects.filter(procedure=locked, state="accepted").exists()
    if locked.stage in (rules.PUBLICATION, rules.OBJECTIONS) and left:
        raise NotPossible("还有候选人在公示。候选人都退出以后,才能重新征集。")
    if locked.stage == rules.CHOICE and left:
        need_after_vote(locked, steps.CALL_AGAIN)
    locked.published_at = locked.published_until = None
    go(locked, steps.CALL_AGAIN, by=by, at=at, seat=seat, words=why)
    return locked


@transaction.atomic
def hand_over(procedure: Procedure, *, owner: Person, by: Actor, at: datetime) -> Procedure:
    """Let another community worker answer for a selection. Raises: NotPossible — he has no such post here."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    if locked.ended_at:
        raise NotPossible("这次选任已经结束。")
    there = [one.person_id for one in posts.holders(post_rules.COMMUNITY, locked.community.path, at)]
    if owner.pk not in there:
        raise NotPossible("只能交给本社区在岗的社区工作者。请重新选。")
    locked.owner = owner
    locked.save(update_fields=["owner"])
    StageRow.objects.filter(procedure=locked, ended_at=None).update(owner=owner, told_at=None)
    facts = {"selection": str(locked.pk)}
    journal.record(
        "selection.handed_over",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        about=owner,
        facts=facts,
    )
    return locked


@transaction.atomic
def call_off(procedure: Procedure, *, words: str, by: Actor, at: datetime) -> Procedure:
    """End a selection without a result, with the reason; a vote that runs is void. Raises: NotPossible."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    why = need_words(words, "请写明为什么终止,居民会看到。")
    if locked.filing and locked.filing.state == "waiting":
        raise NotPossible("人选已经报备案,正在等答复。请等备案有了结果再办。")
    void_open_vote(locked, why, by=by, at=at)
    go(locked, steps.CALL_OFF, by=by, at=at, seat=seat, words=why)
    return locked


@transaction.atomic
def close_with_post(post: Post, *, by: Actor, at: datetime) -> int:
    """End the live selection of a post that is no more; return how many ended."""
    permission.require(by, "selection.follow", at=at)
    live = Procedure.objects.filter(post=post, ended_at=None).first()
    if live is None or not Post.objects.filter(pk=post.pk, closed_at__isnull=False).exists():
        return 0
    locked = held(live, at)
    if locked.ended_at:
        return 0
    void_open_vote(locked, "岗位撤销", by=by, at=at)
    go(locked, steps.CLOSE, by=by, at=at, words="网格或楼栋撤并,岗位撤销")
    return 1
