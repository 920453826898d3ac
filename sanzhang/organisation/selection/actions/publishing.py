"""Candidates are made public; what is said against them is heard and answered."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.checking import fall_out
from sanzhang.organisation.selection.actions.moving import go, held, need_words, refuse_own, settle
from sanzhang.organisation.selection.actions.refusals import NotPossible
from sanzhang.organisation.selection.actions.standing import tell_owner
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure
from sanzhang.organisation.selection.rules import steps


@transaction.atomic
def publish(procedure: Procedure, *, by: Actor, at: datetime) -> Procedure:
    """Make the accepted candidates public for 5 working days. Raises: NotPossible — nobody, some not yet checked,
    or some who do not agree to be named.
    """
    seat = permission.require(by, "selection.run", procedure, at=at)
    locked = held(procedure, at)
    found = list(Candidate.objects.filter(procedure=locked, state__in=rules.LIVE).select_related("person"))
    waiting = [one for one in found if one.state == "waiting"]
    if waiting:
        raise NotPossible(f"还有 {len(waiting)} 位没有审核。请先审核,再公示。")
    if not found:
        raise NotPossible("还没有候选人。请延长征集、改变产生方式,或者重新征集。")
    if silent := [one for one in found if not queries.agrees(one)]:
        names = "、".join(one.person.name for one in silent if one.person)
        raise NotPossible(f"{names}还没有同意公示姓名和背景。请问过本人,登记同意,或者请本人退出。")
    go(locked, steps.PUBLISH, by=by, at=at, seat=seat)
    locked.published_at, locked.published_until = at, locked.due_at
    locked.save(update_fields=["published_at", "published_until"])
    return locked


@transaction.atomic
def object_to(
    procedure: Procedure,
    *,
    candidate: Candidate | None,
    words: str,
    by: Actor,
    at: datetime,
    contact: str = "",
    how: str = "page",
) -> Objection:
    """Take an objection during the publication: from the public page, or as heard by a worker.

    `candidate` None: against how it was done. Raises: NotPossible — nothing is public now, or the reason is missing.
    """
    held_by = permission.require(by, "selection.object", procedure, at=at)
    if how != "page":
        held_by = permission.require(by, "selection.answer", procedure, at=at)
    locked = held(procedure, at)
    if locked.stage != rules.PUBLICATION:
        raise NotPossible("现在不在公示期,不能提异议。有意见请打社区电话。")
    candidate = _standing(locked, candidate)
    if how not in rules.HOW:
        raise NotPossible("请选是电话还是上门提的。")
    objection = Objection.objects.create(
        community_id=locked.community_id,
        procedure=locked,
        candidate=candidate,
        about_id=candidate.person_id if candidate else None,
        number=Objection.objects.filter(procedure=locked).count() + 1,
        how=how,
        words=need_words(words, "请写明什么事、什么时候,才能去核实。"),
        contact=contact.strip(),
        entered_by=by if isinstance(by, Person) and how != "page" else None,
        filed_at=at,
    )
    facts = {"selection": str(locked.pk), "how": how}
    journal.record(
        "selection.objected",
        by=by if how != "page" else permission.Bearer.anyone(),  # R12: nobody is joined to an opinion
        at=at,
        seat=held_by if how != "page" else None,
        on=objection,
        community_id=locked.community_id,
        facts=facts,
    )
    tell_owner(locked, "selection.objected", at=at)
    return objection


def _standing(locked: Procedure, candidate: Candidate | None) -> Candidate | None:
    if candidate is None:
        return None
    found = Candidate.objects.filter(pk=candidate.pk, procedure=locked, state="accepted").first()
    if found is None:
        raise NotPossible("这位已经不是候选人了,不用再提。")
    return found


@transaction.atomic
def answer(objection: Objection, *, upheld: bool, words: str, by: Actor, at: datetime) -> Objection:
    """Answer an objection, upheld or not, with the reason; an upheld one takes the candidate out.

    Nobody answers who stands here himself (R15), nor about himself. Raises: NotAllowed, NotPossible.
    """
    seat = permission.require(by, "selection.answer", objection, at=at)
    locked = held(objection.procedure, at)
    refuse_own(locked, by, "selection.answer")
    rows = Objection.objects.select_for_update(of=("self",)).select_related("candidate__person")
    one = rows.get(pk=objection.pk)
    if not isinstance(by, Person) or one.about_id == by.pk:
        raise NotAllowed("关于自己的异议要由别人答复。", "selection.answer")
    if one.state != "open":
        raise NotPossible("这条异议刚才已经答复了。请刷新页面再看。")
    if locked.stage not in (rules.PUBLICATION, rules.OBJECTIONS):
        raise NotPossible("这次选任已经过了答复异议的阶段。")
    one.state, one.answer = "upheld" if upheld else "dismissed", need_words(words, "请写明核实的情况和理由。")
    one.answered_by, one.answered_at = by, at
    one.save()
    if upheld and one.candidate and one.candidate.state == "accepted":
        one.candidate.procedure = locked
        fall_out(one.candidate, "公示期有异议,核实后成立", by=by, at=at)
    facts = {"selection": str(locked.pk), "state": one.state}
    journal.record(
        "selection.answered",
        by=by,
        at=at,
        seat=seat,
        on=one,
        community_id=locked.community_id,
        facts=facts,
    )
    settle(locked, at)
    return one
