"""Monthly inspections: handed in once or from several devices in any order, problems made into matters (§8.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.supervision import queries, rules
from sanzhang.duties.supervision.models import Answer, Duty, Finding, Inspection
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.calendar.rules import WorkingDays
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed, Seat
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post


@dataclass(frozen=True)
class Report:
    """What a device says of one duty: the result, and of a problem its words and photos."""

    result: str
    words: str = ""
    photos: Sequence[StoredFile] = field(default=())


@dataclass(frozen=True)
class Round:
    """One send: who, of which post, when."""

    inspection: Inspection
    by: Person
    seat: Seat
    at: datetime
    days: WorkingDays


@transaction.atomic
def inspect(
    post: Post, reports: Mapping[int, Report], *, month: date, by: Person, at: datetime
) -> Inspection:
    """Hand in what was seen of the duties (id → Report) in a month; a second device's send is merged, never doubled.

    Each problem becomes a matter with the deadline of its duty, or joins the open one about the same duty and place.
    Raises: NotAllowed — not one's post; NotPossible — nothing seen, a problem without words, a wrong month.
    """
    seat = _seat_of(post, by, at)
    if month.day != 1 or month > rules.month_of(at) or month < rules.months_before(rules.month_of(at), 1):
        raise rules.NotPossible("只能交这个月的巡查,或者补交上个月的。")
    duties = {duty.pk: duty for duty in queries.duties_to_walk(post.place, at, month=month)}
    known = {pk: report for pk, report in reports.items() if pk in duties}
    _refuse_empty(known, duties)
    inspection, is_new = _opened(post, month, by, at)
    taking = Round(inspection, by, seat, at, calendar.working_days())
    changed = [_take(taking, duties[pk], report) for pk, report in sorted(known.items())]
    if not is_new and any(changed):
        inspection.sends += 1
        inspection.save(update_fields=["sends"])
    facts = {"inspection": inspection.pk, "new": is_new, "answers": len(known), "changed": sum(changed)}
    journal.record(
        "supervision.inspected",
        by=by,
        seat=seat,
        on=inspection,
        at=at,
        community_id=inspection.community_id,
        path=post.place.path,
        facts=facts,
    )
    return inspection


def _seat_of(post: Post, by: Person, at: datetime) -> Seat:
    permission.require(by, "supervision.inspect", post.place, at=at)
    seat = next((one for one in permission.seats_of(by, at) if one.post_id == post.pk), None)
    if seat is None:
        raise NotAllowed("只能巡查自己岗位的那一片。", "supervision.inspect")
    return seat


def _refuse_empty(reports: Mapping[int, Report], duties: Mapping[int, Duty]) -> None:
    if not any(report.result != rules.UNSEEN for report in reports.values()):
        raise rules.NotPossible("还没有勾一条“好”或者“有问题”。看了几条就交几条,没看到的留着。")
    for pk, report in reports.items():
        if report.result not in rules.RESULTS:
            raise rules.NotPossible("请在“好”“有问题”“没看到”里选一个。")
        if report.result == rules.PROBLEM and not rules.clean_words(report.words):
            raise rules.NotPossible(f"“{duties[pk].title}”有问题,请写一句是什么问题、在哪里。")


def _opened(post: Post, month: date, by: Person, at: datetime) -> tuple[Inspection, bool]:
    """Return the round of a post and month, locked; made by whoever is first."""
    community_id = post.place.in_community
    known = {"community_id": community_id, "post": post, "month": month}
    try:
        with transaction.atomic():
            made = Inspection(place=post.place, person=by, handed_at=at, **known)
            made.save(force_insert=True)
            return made, True
    except IntegrityError:
        locked = Inspection.objects.select_for_update(of=("self",)).select_related("place")
        return locked.get(**known), False


def _take(taking: Round, duty: Duty, report: Report) -> bool:
    """Merge one answer; return whether it brought anything new."""
    inspection = taking.inspection
    answer = Answer.objects.filter(
        community_id=inspection.community_id, inspection=inspection, duty=duty
    ).first()
    if answer is None:
        answer = Answer(
            community_id=inspection.community_id, inspection=inspection, duty=duty, result=report.result
        )
        answer.save(force_insert=True)
        changed = True
    else:
        result, differs = rules.merged(answer.result, report.result)
        changed = result != answer.result
        answer.result = result
        if differs:
            answer.differs_at = answer.differs_at or taking.at
        answer.save(update_fields=["result", "differs_at"])
    if report.result == rules.PROBLEM:
        changed |= _find(taking, answer, duty, report)
    return changed


def _find(taking: Round, answer: Answer, duty: Duty, report: Report) -> bool:
    words = rules.clean_words(report.words)
    mark = rules.digest(words)
    known = Finding.objects.filter(community_id=answer.community_id, answer=answer)
    if known.filter(digest=mark).exists():
        return False
    if known.exists():  # the other device wrote it differently: both count, a person looks
        Answer.objects.filter(pk=answer.pk).update(differs_at=taking.at)
    place, at = taking.inspection.place, taking.at
    due = rules.mend_by(at, duty.mend_days, taking.days)
    finding = Finding(
        community_id=answer.community_id,
        answer=answer,
        body=duty.body,
        duty=duty,
        place=place,
        digest=mark,
        words=words,
        found_at=at,
        due_at=due,
        reply_by=rules.reply_by(at, taking.days),
    )
    before = queries.same_open(duty, place)
    finding.matter = before.matter if before else _matter(taking, finding, report.photos)
    finding.due_at = before.due_at if before else due
    finding.save(force_insert=True)
    return True


def _matter(taking: Round, finding: Finding, photos: Sequence[StoredFile]) -> Matter:
    """Report what was found, begun at the inspector's own rung, and send the body an order if he has it."""
    duty, body = finding.duty, finding.body
    matter = matters.report_matter(
        place=finding.place,
        words=f"每月巡查:{body.name}“{duty.title}”有问题。{finding.words}",
        by=taking.by,
        at=taking.at,
        topic="property",
        origin="supervision",
        photos=photos,
        start=taking.seat.kind,
    )
    if matter.rung == taking.seat.kind:
        _send(taking, finding, matter)
    return matter


def _send(taking: Round, finding: Finding, matter: Matter) -> None:
    duty, body = finding.duty, finding.body
    words = f"合同职责“{duty.title}”:{finding.words}\n对公示有话要说,请打开 {queries.reply_address(finding)}"
    kind = "property" if body.kind == rules.PROPERTY else "department"
    to = matters.Handler(kind, body.name, body.contact_phone)
    try:
        with transaction.atomic():
            matters.dispatch(matter, to=to, words=words, due_at=finding.due_at, by=taking.by, at=taking.at)
    except (matter_rules.NotPossible, NotAllowed):  # it stays with the leader, who sends it by hand
        return


@transaction.atomic
def look_over(inspection: Inspection, *, by: Person, at: datetime) -> None:
    """Note that the inspector looked at what two devices said differently; the problem stays reported."""
    seat = permission.require(by, "supervision.inspect", inspection.place, at=at)
    Answer.objects.filter(inspection=inspection).update(differs_at=None)
    facts = {"inspection": inspection.pk}
    journal.record(
        "supervision.looked_over",
        by=by,
        seat=seat,
        on=inspection,
        at=at,
        community_id=inspection.community_id,
        facts=facts,
    )


def remind_inspectors(*, by: Actor, at: datetime) -> int:
    """Remind each leader who has not inspected by the 25th, once a month; return how many were told."""
    permission.require(by, "supervision.remind", at=at)
    return sum(_reminded(post, at) for post in queries.posts_to_remind(at))


@transaction.atomic
def _reminded(post: Post, at: datetime) -> int:
    holder = posts.who_held(post, at)
    if holder is None:
        return 0
    channels.send(
        to=holder.person,
        template="supervision.inspect",
        facts={"where": post.place.name, "month": str(rules.month_of(at).month)},
        community_id=post.community_id,
        link=f"/supervision/inspections/{post.pk}/",
        at=at,
    )
    return 1
