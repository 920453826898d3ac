"""The choice by the organisation; the filing, what it answers, and the seat."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Filing, Tenure
from sanzhang.organisation.posts.rules.filing import term_end
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.actions.moving import go, held, need, need_words, refuse_own
from sanzhang.organisation.selection.actions.refusals import NotPossible
from sanzhang.organisation.selection.actions.standing import tell_owner
from sanzhang.organisation.selection.models import Candidate, Decision, Procedure, StageRow
from sanzhang.organisation.selection.rules import steps


@transaction.atomic
def decide(candidate: Candidate, *, opinion: str, signed_by: str, by: Actor, at: datetime) -> Decision:
    """Choose a candidate for the community party organisation, with its opinion and who signed (§2.2).

    Never by who put him forward, nor by himself. Raises: NotAllowed, NotPossible.
    """
    seat = permission.require(by, "selection.decide", candidate, at=at)
    locked = held(candidate.procedure, at)
    refuse_own(locked, by, "selection.decide")
    need(locked, steps.DECIDE)
    one = Candidate.objects.select_related("person").get(pk=candidate.pk)
    person, decider = _refuse_decision(locked, one, by, at)
    said = need_words(opinion, "请写明组织的意见。")
    signed = need_words(signed_by, "请写明由谁签字,例如“桐荫社区党委书记”。")
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                community_id=locked.community_id,
                procedure=locked,
                candidate=one,
                person=person,
                put_by_id=one.put_by_id,
                opinion=said[:300],
                signed_by=signed[:60],
                decided_by=decider,
                decided_at=at,
            )
    except IntegrityError:
        raise NotAllowed("提名的人和确定人选的人不能是同一个。", "selection.decide") from None
    locked.chosen = one
    go(locked, steps.DECIDE, by=by, at=at, seat=seat, about=one.person)
    return decision


def _refuse_decision(locked: Procedure, one: Candidate, by: Actor, at: datetime) -> tuple[Person, Person]:
    """Return whom and who. Raises: NotAllowed, NotPossible."""
    if locked.way == rules.ELECTION:
        raise NotPossible("这次是居民推选,由各户投票。投票人数不够时,可以写明理由改为组织推荐。")
    if one.state != "accepted" or one.person is None:
        raise NotPossible("这位已经不是候选人了。请在公示过的候选人里选。")
    if locked.published_until is None or at < locked.published_until:
        raise NotPossible("公示还没有满期,不能确定人选。")
    if not isinstance(by, Person):
        raise NotAllowed("人选要由人来确定。", "selection.decide")
    if one.put_by_id == by.pk:
        raise NotAllowed("您提的名,要由另一位社区工作者或街道确定。", "selection.decide")
    return one.person, by


@transaction.atomic
def hand_in(
    procedure: Procedure, *, starts_on: date, by: Actor, at: datetime, until: date | None = None
) -> Filing:
    """Hand the chosen one in for filing, from which midnight until which (3 years unless said).

    Raises: NotPossible — handed in already, wrong days, or the post is held beyond that day.
    """
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    need(locked, steps.HAND_IN)
    if locked.filing and locked.filing.state in ("waiting", "filed"):
        raise NotPossible("已经报了备案。" + (locked.trouble and "请办“再安排上岗”。"))
    last = until or term_end(starts_on)
    if starts_on <= timezone.localdate(at) or last <= starts_on:
        raise NotPossible("上岗的日子要在今天以后,到期的日子要在上岗以后。请改日期。")
    _refuse_held(locked, local_midnight(starts_on), at)
    chosen = Candidate.objects.select_related("person").get(pk=locked.chosen_id or 0)
    if chosen.person is None:
        raise NotPossible("人选还没有核实身份。请先审核。")
    try:
        locked.filing = posts.submit_filing(
            locked.post,
            person=chosen.person,
            way="exception" if chosen.reason and locked.post.kind == rules.GRID else locked.way,
            reason=chosen.reason,
            starts_on=starts_on,
            until=last,
            by=by,
            at=at,
        )
    except posts.NotPossible as fault:
        raise NotPossible(fault.words) from fault
    go(locked, steps.HAND_IN, by=by, at=at, seat=seat, about=chosen.person)
    return locked.filing


def _refuse_held(locked: Procedure, starts_at: datetime, at: datetime) -> None:
    sitting = Tenure.objects.filter(post=locked.post, cancelled_at=None, ends_at=None)
    longer = Tenure.objects.filter(post=locked.post, cancelled_at=None, ends_at__gt=starts_at)
    if sitting.exists() or longer.exists():
        raise NotPossible("这个岗位到那天还有人在岗。请改上岗的日子,或先给现任办离岗。")


@transaction.atomic
def give_up(procedure: Procedure, *, words: str, by: Actor, at: datetime) -> Procedure:
    """Go back to the choice: who was chosen does not accept, or must not. Raises: NotPossible — it lies with filing."""
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    need(locked, steps.GIVE_UP)
    if locked.filing and locked.filing.state in ("waiting", "filed"):
        raise NotPossible("已经报了备案。请等备案有了结果,或请备案的人退回。")
    why = need_words(words, "请写明为什么不接受。")
    if locked.chosen and locked.chosen.state == "accepted":
        Candidate.objects.filter(pk=locked.chosen_id or 0).update(
            state="withdrawn", decision_words=why[:200], decided_at=at
        )
    locked.chosen, locked.filing = None, None
    go(locked, steps.GIVE_UP, by=by, at=at, seat=seat, words=why)
    return locked


@transaction.atomic
def take_filing(filing: Filing, *, by: Actor, at: datetime) -> Procedure | None:
    """Take what became of a filing of ours: filed → the seat is written ahead; refused → back to the choice."""
    permission.require(by, "selection.follow", at=at)
    found = Procedure.objects.filter(filing=filing, stage=rules.FILING).first()
    if found is None:
        return None
    locked = held(found, at)
    if locked.stage != rules.FILING or locked.filing_id != filing.pk:
        return locked
    decided = Filing.objects.get(pk=filing.pk)
    if decided.state in ("refused", "withdrawn"):
        locked.chosen, locked.filing = None, None
        words = decided.decision_words or "备案撤回了"
        go(locked, steps.REFUSE, by=by, at=decided.decided_at or at, words=words)
        tell_owner(locked, "selection.refused_filing", at=at)
    elif decided.state == "filed" and not locked.trouble:
        _seat(locked, decided, by=by, at=at)
    return locked


def _seat(locked: Procedure, filing: Filing, *, by: Actor, at: datetime) -> None:
    """Seat the chosen at the agreed midnight, or the next one where the filing came after it."""
    if locked.tenure and locked.tenure.cancelled_at is None:
        return
    next_day = local_midnight(timezone.localdate(filing.decided_at or at) + timedelta(days=1))
    starts_at = max(local_midnight(filing.starts_on), next_day)
    try:
        with transaction.atomic():
            locked.tenure = posts.seat(
                locked.post,
                person=filing.person,
                starts_at=starts_at,
                ends_at=local_midnight(filing.until) if filing.until else None,
                way=filing.way,
                reason=filing.reason,
                by=by,
                at=at,
            )
    except (posts.PostTaken, posts.NotPossible) as fault:
        locked.trouble = fault.words[:200]
        locked.save(update_fields=["trouble"])
        tell_owner(locked, "selection.trouble", at=at, words=locked.trouble)
        return
    posts.join_filing(filing, locked.tenure, by=SYSTEM, at=at)
    go(locked, steps.FILE, by=by, at=max(filing.decided_at or at, _begun(locked)), due_at=starts_at)


def _begun(locked: Procedure) -> datetime:
    return StageRow.objects.get(procedure=locked, ended_at=None).begins_at


@transaction.atomic
def seat_again(procedure: Procedure, *, by: Actor, at: datetime) -> Procedure:
    """Try the seat again after what stood in its way is gone. Raises: NotPossible."""
    permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    if locked.stage != rules.FILING or locked.filing is None or locked.filing.state != "filed":
        raise NotPossible("现在不用再安排上岗。")
    _seat(locked, locked.filing, by=by, at=at)
    if locked.stage == rules.FILING:
        raise NotPossible(locked.trouble)
    return locked


@transaction.atomic
def take_cancelled(tenure: Tenure, *, by: Actor, at: datetime) -> Procedure | None:
    """Go back to the filing where the seat that was written ahead was taken back."""
    permission.require(by, "selection.follow", at=at)
    found = Procedure.objects.filter(tenure=tenure, stage=rules.SEAT).first()
    if found is None or tenure.cancelled_at is None:
        return None
    locked = held(found, at)
    if locked.stage != rules.SEAT:
        return locked
    go(locked, steps.UNSEAT, by=by, at=tenure.cancelled_at, words="上岗安排被取消")
    locked.trouble = "上岗安排被取消了。可以再安排上岗,或者退回重新确定人选。"
    locked.save(update_fields=["trouble"])
    tell_owner(locked, "selection.trouble", at=at, words=locked.trouble)
    return locked
