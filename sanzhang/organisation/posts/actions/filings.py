"""Filing with the community party organisation (§2.3): handed in by one, decided by another, numbered without gaps."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Filing, Post, Tenure
from sanzhang.organisation.territory.models import Place


@transaction.atomic
def submit_filing(
    post: Post,
    *,
    person: Person,
    way: str,
    starts_on: date,
    until: date | None,
    kind: str = "seat",
    reason: str = "",
    tenure: Tenure | None = None,
    by: Actor,
    at: datetime,
) -> Filing:
    """Hand in that a person is to sit in a post. Raises: NotPossible — an office, closed, or one waits already."""
    seat = permission.require(by, "posts.submit_filing", post, at=at)
    _refuse(post, way=way, reason=reason, starts_on=starts_on, until=until)
    filing = Filing(
        community=post.community,
        post=post,
        person=person,
        tenure=tenure,
        kind=kind,
        way=way,
        reason=reason,
        starts_on=starts_on,
        until=until,
        submitted_by=by if isinstance(by, Person) else None,
        submitted_at=at,
    )
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError as fault:
        if "unique" in str(fault).lower() or "one_filing_waits" in str(fault):
            raise NotPossible("这个人在这个岗位上的备案已经报了,正在等。") from fault
        raise
    _note("post.filing_submitted", filing, by=by, at=at, seat=seat)
    return filing


def _refuse(post: Post, *, way: str, reason: str, starts_on: date, until: date | None) -> None:
    if post.kind not in rules.LEADERS:
        raise NotPossible("只有三长的岗位要向社区党组织备案。")
    if post.closed_at:
        raise NotPossible("这个岗位已经撤销,不用备案。")
    if way == "exception" and not reason.strip():
        raise NotPossible("网格长一般由“两委”成员兼任。请写明为什么由其他社区工作者担任。")
    if until is not None and until <= starts_on:
        raise NotPossible("任期的最后一天要在开始以后。请改日期。")


@transaction.atomic
def submit_standing(tenures: Iterable[Tenure], *, by: Actor, at: datetime) -> int:
    """Hand in the filings of leaders who sit without one (补备案); return how many. One that waits is left alone."""
    count = 0
    for tenure in tenures:
        permission.require(by, "posts.submit_filing", tenure, at=at)
        if Filing.objects.filter(tenure=tenure, state__in=("waiting", "filed")).exists():
            continue
        submit_filing(
            tenure.post,
            person=tenure.person,
            way=tenure.way,
            reason=tenure.reason or ("补备案" if tenure.way == "exception" else ""),
            starts_on=timezone.localdate(tenure.starts_at),
            until=timezone.localdate(tenure.ends_at) if tenure.ends_at else None,
            kind="standing",
            tenure=tenure,
            by=by,
            at=at,
        )
        count += 1
    return count


@transaction.atomic
def decide_filing(filing: Filing, *, accepted: bool, words: str = "", by: Actor, at: datetime) -> Filing:
    """File it under the next number of the community's year, or refuse it with words (§2.3).

    Raises: NotAllowed — who handed it in, or whom it is about; NotPossible — decided before, or no words.
    """
    seat = permission.require(by, "posts.decide_filing", filing, at=at)
    Place.objects.select_for_update().get(pk=filing.community_id)  # numbers are given one by one
    now = Filing.objects.select_for_update().get(pk=filing.pk)
    if not isinstance(by, Person) or by.pk in (now.submitted_by_id, now.person_id):
        raise NotAllowed("备案要由另一位工作人员办:报的人和被备案的人自己都不能办。", "posts.decide_filing")
    if now.state != "waiting":
        raise NotPossible("这份备案已经办过了。")
    if not accepted and not words.strip():
        raise NotPossible("请写明为什么不予备案。")
    if accepted:
        _refuse_moot(now, at)
    now.decided_by, now.decided_at, now.decision_words = by, at, words.strip()[:200]
    now.state = "filed" if accepted else "refused"
    if accepted:
        now.year = timezone.localdate(at).year
        same_year = Filing.objects.filter(community=now.community_id, year=now.year)
        now.serial = (same_year.aggregate(last=Max("serial"))["last"] or 0) + 1
    now.save()
    _note("post.filed" if accepted else "post.filing_refused", now, by=by, at=at, seat=seat)
    return now


def _refuse_moot(filing: Filing, at: datetime) -> None:
    if filing.post.closed_at:
        raise NotPossible("这个岗位已经撤销,不能备案了。请选“不予备案”,写明原因。")
    if filing in queries.moot_filings(filing.community, at):
        raise NotPossible("这次任职已经撤销,不能备案了。请选“不予备案”,写明原因。")


def decide_many(filings: Iterable[Filing], *, by: Actor, at: datetime) -> dict[str, int]:
    """File all that `by` may file, in the order given; return how many were filed and how many were not his to file."""
    permission.require(by, "posts.decide_filing", at=at)
    told = {"filed": 0, "left": 0}
    for filing in filings:
        try:
            decide_filing(filing, accepted=True, by=by, at=at)
            told["filed"] += 1
        except (NotAllowed, NotPossible):
            told["left"] += 1
    return told


@transaction.atomic
def withdraw_filing(filing: Filing, *, by: Actor, at: datetime) -> None:
    """Take back what waits. Raises: NotPossible — decided before."""
    seat = permission.require(by, "posts.submit_filing", filing, at=at)
    waiting = Filing.objects.filter(pk=filing.pk, state="waiting")
    if not waiting.update(state="withdrawn"):
        raise NotPossible("这份备案已经办过了,不能撤回。")
    _note("post.filing_withdrawn", filing, by=by, at=at, seat=seat)


def withdraw_moot(community: Place, *, by: Actor, at: datetime) -> int:
    """Take back what waits for a sitting that was cancelled since; return how many."""
    permission.require(by, "posts.submit_filing", community, at=at)
    count = 0
    for filing in queries.moot_filings(community, at):
        try:
            withdraw_filing(filing, by=by, at=at)
            count += 1
        except NotPossible:  # decided in the meantime
            continue
    return count


@transaction.atomic
def submit_again(filing: Filing, *, by: Actor, at: datetime) -> Filing:
    """Hand in anew what was refused or taken back, as the sitting stands now; the old one stays in the register.

    Raises: NotPossible — it waits or is filed, or no sitting hangs on it: then its selection goes on from there.
    """
    permission.require(by, "posts.submit_filing", filing, at=at)
    tenure = filing.tenure
    if tenure is None or not queries.may_be_submitted_again(filing, at):
        raise NotPossible("这一份现在不能重新报:已经另外报过,或者任职已经结束。上岗前的备案请到选任页面报。")
    return submit_filing(
        filing.post,
        person=filing.person,
        way=tenure.way,
        starts_on=timezone.localdate(tenure.starts_at),
        until=timezone.localdate(tenure.ends_at) if tenure.ends_at else None,
        kind=filing.kind,
        reason=tenure.reason or filing.reason,
        tenure=tenure,
        by=by,
        at=at,
    )


@transaction.atomic
def join_filing(filing: Filing, tenure: Tenure, *, by: Actor, at: datetime) -> None:
    """Note which sitting came of a filing."""
    seat = permission.require(by, "posts.submit_filing", filing, at=at)
    Filing.objects.filter(pk=filing.pk, tenure=None).update(tenure=tenure)
    _note("post.filing_joined", filing, by=by, at=at, seat=seat)


def _note(action: str, filing: Filing, *, by: Actor, at: datetime, seat: Any) -> None:
    number = {"number": queries.filing_number(filing)} if filing.serial else {}
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=filing,
        about=filing.person,
        community_id=filing.community_id,
        facts={"filing": str(filing.pk), "post": str(filing.post_id), **number},
    )
