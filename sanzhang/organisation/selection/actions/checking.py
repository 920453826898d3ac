"""A worker checks who was put forward: accepts him, refuses him; or he steps back."""

import json
from datetime import datetime

from django.db import IntegrityError, transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as persons
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed, Seat
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.moving import held, need_words, refuse_own, settle
from sanzhang.organisation.selection.actions.refusals import AlreadyThere, NotPossible
from sanzhang.organisation.selection.models import Candidate, Endorsement, Procedure, Vote


@transaction.atomic
def accept(
    candidate: Candidate, *, by: Actor, at: datetime, reason: str = "", agrees: bool | None = None
) -> Candidate:
    """Accept a candidate whom one has checked: he becomes a person, his background goes to the post's file.

    `reason`: why a worker who is not of the two committees is to be grid leader (§2.1). `agrees`: what he says of
    the publication, where he said it to the worker. Raises: NotPossible — support or the reason is missing, decided
    already; NotAllowed — oneself.
    """
    held_by = permission.require(by, "selection.check", candidate, at=at)
    locked, one = _open(candidate, by, at)
    if one.state != "waiting":
        raise NotPossible("这位已经审核过了。请刷新页面再看。")
    _need_support(locked, one)
    person = _known(one, locked, by=by, at=at)
    if isinstance(by, Person) and by.pk == person.pk:
        raise NotAllowed("自己的报名要由另一位工作者审核。", "selection.check")
    one.reason = reason.strip() or one.reason
    _need_fitness(locked, one, person, at)
    kinds, background, proof = json.loads(one.kinds or "[]"), one.background, one.proof
    one.agrees = one.agrees if agrees is None else agrees
    one.person, one.state, one.decided_by, one.decided_at = person, "accepted", _person(by), at
    one.name = one.phone = one.kinds = one.background = ""
    one.proof = None
    _saved(one)
    if kinds or background or proof:
        posts.note_background(locked.post, person, kinds=kinds, words=background, proof=proof, by=by, at=at)
    if one.agrees:
        people.consent(person, purpose=rules.PUBLISH, by=by, at=at)
    _note("selection.accepted", one, by=by, at=at, seat=held_by)
    _tell(locked, one, "selection.accepted", at=at)
    return one


def _open(candidate: Candidate, by: Actor, at: datetime) -> tuple[Procedure, Candidate]:
    locked = held(candidate.procedure, at)
    refuse_own(locked, by, "selection.check")
    if locked.stage not in (rules.CALL, rules.CANDIDATES):
        raise NotPossible(f"现在是“{rules.STATES[locked.stage]}”,不再审核报名。")
    one = Candidate.objects.select_related("person", "proof").get(pk=candidate.pk)
    one.procedure = locked
    return locked, one


def _need_support(locked: Procedure, one: Candidate) -> None:
    needed = queries.needed_for(one)
    there = queries.count_endorsements([one.pk]).get(one.pk, 0)
    if there < needed:
        raise NotPossible(
            f"{rules.SOURCES[one.source]}要有 {needed} 户支持,现在有 {there} 户。请先登记支持的住户。"
        )


def _known(one: Candidate, locked: Procedure, *, by: Actor, at: datetime) -> Person:
    return (
        one.person
        or persons.same_person(one.name, one.phone)
        or people.enrol(name=one.name, phone=one.phone, by=by, at=at, community_id=locked.community_id)
    )


def _need_fitness(locked: Procedure, one: Candidate, person: Person, at: datetime) -> None:
    if locked.post.kind != rules.GRID:
        return
    kinds = json.loads(one.kinds or "[]")
    is_worker = queries.is_worker(person, locked, at)
    if why := rules.why_not_grid(kinds, is_worker=is_worker, reason=one.reason):
        raise NotPossible(why)


def _saved(one: Candidate) -> None:
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:
        raise AlreadyThere("这个人已经是这次的候选人,不用再审核。请把重复的这一条作“没有通过”。") from None


@transaction.atomic
def refuse(candidate: Candidate, *, words: str, by: Actor, at: datetime) -> Candidate:
    """Say no to who was put forward, with the reason that he reads. Raises: NotPossible."""
    held_by = permission.require(by, "selection.check", candidate, at=at)
    locked = held(candidate.procedure, at)
    refuse_own(locked, by, "selection.check")
    one = _live(candidate, locked)
    if locked.stage not in (rules.CALL, rules.CANDIDATES):
        raise NotPossible("已经公示的候选人,只有本人退出或异议成立才能去掉。")
    _fall(one, "refused", need_words(words, "请写明为什么没有通过,本人会看到。"), by=by, at=at)
    _note("selection.refused", one, by=by, at=at, seat=held_by)
    _tell(locked, one, "selection.refused", at=at)
    return one


@transaction.atomic
def step_back(candidate: Candidate, *, by: Actor, at: datetime, words: str = "") -> Candidate:
    """Let a candidate step back before he is chosen; by himself, or entered by a worker. Raises: NotPossible."""
    held_by = permission.require(by, "selection.step_back", candidate, at=at)
    locked = held(candidate.procedure, at)
    one = _live(candidate, locked)
    if locked.ended_at or locked.stage in (rules.FILING, rules.SEAT):
        raise NotPossible("人选已经确定。不愿意的,请告诉社区,由社区办“人选不接受”。")
    if Vote.objects.filter(procedure=locked, outcome="").exists():
        raise NotPossible("正在投票,选票不能再改。选上以后可以不接受。")
    _fall(one, "withdrawn", words.strip() or "本人退出", by=by, at=at)
    _note("selection.stepped_back", one, by=by, at=at, seat=held_by)
    settle(locked, at)
    return one


def _live(candidate: Candidate, locked: Procedure) -> Candidate:
    one = Candidate.objects.select_related("person").get(pk=candidate.pk)
    one.procedure = locked
    if one.state not in rules.LIVE:
        raise NotPossible("这位已经不是人选了。请刷新页面再看。")
    return one


def _fall(one: Candidate, state: str, words: str, *, by: Actor, at: datetime) -> None:
    one.state, one.decision_words = state, words[:200]
    one.decided_by, one.decided_at = _person(by), at
    one.save()
    Endorsement.objects.filter(candidate=one, withdrawn_at=None).update(withdrawn_at=at)


def fall_out(one: Candidate, words: str, *, by: Actor, at: datetime) -> None:
    """Let a candidate fall out because an objection was upheld; inside the answer."""
    _fall(one, "out", words, by=by, at=at)
    _tell(one.procedure, one, "selection.out", at=at)


def _person(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None


def _note(action: str, one: Candidate, *, by: Actor, at: datetime, seat: Seat | None) -> None:
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=one,
        community_id=one.community_id,
        about=one.person,
        facts={"selection": str(one.procedure_id)},
    )


def _tell(locked: Procedure, one: Candidate, template: str, *, at: datetime) -> None:
    if one.person:
        channels.send(
            to=one.person,
            template=template,
            facts={"title": queries.title_of(locked)},
            community_id=locked.community_id,
            link=f"/selection/receipt/{one.receipt}/",
            by=SYSTEM,
            at=at,
        )
