"""The same thing reported again: one is worked on, each keeps an own receipt, answer, confirmation (§4.2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions import report
from sanzhang.duties.matters.actions.steps import FOLLOWED, holding, refuse_party, take_step
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed, Seat
from sanzhang.organisation.territory.models import Place

UNDO_WITHIN = timedelta(days=1)
ENDED = "这件事刚刚已经有了结果,不能再并进去。请按单独的一件来报。"


@transaction.atomic
def me_too(
    matter: Matter,
    *,
    place: Place,
    by: Actor,
    at: datetime,
    words: str = "",
    spot: str = "",
    photos: Sequence[StoredFile] = (),
    contact_name: str = "",
    contact_phone: str = "",
    reporter: Person | None = None,
    origin: str = "resident",
) -> Matter:
    """Report that one has met the same: joined to an open matter nearby, with a receipt and an answer of its own.

    Raises: NotAllowed; NotPossible — it has ended meanwhile, or is none that may be shown to others.
    """
    action = "matter.report" if origin in rules.FROM_OUTSIDE else "matter.report_for"
    seat = permission.require(by, action, place, at=at)
    seat = seat if action == "matter.report_for" else None
    lead = Matter.objects.select_for_update(of=("self",)).select_related("filed_as").get(pk=matter.pk)
    if not queries.may_be_joined(lead, place, at):
        raise rules.NotPossible(ENDED)
    made = Matter(place=place, kind=lead.kind, topic=lead.topic, filed_as=lead.filed_as, spot=spot)
    made.words = rules.clean_words(words) or rules.SAME_AS_BEFORE
    made.origin, made.reporter = origin, reporter
    made.entered_by = by if seat and isinstance(by, Person) else None
    made.contact_name, made.contact_phone = contact_name, contact_phone
    report._put_at_its_rung(made, at, persons=set(), doors=set(), start="")
    made.state, made.joined_to, made.due_at = rules.JOINED, lead, None
    made.rung, made.rung_path = lead.rung, lead.rung_path
    report._write(made, by, seat, persons=set(), doors=set(), photos=photos)
    if reporter:
        _make_way(lead, at)
    return made


@transaction.atomic
def join(
    matter: Matter, *, to: Matter, by: Person, at: datetime, words: str = "", version: int | None = None
) -> MatterStep:
    """Join a matter to another one of the same community that is about the same thing; both must be open.

    What was joined to it goes along. Whoever is kept away from one is kept away from the other (R15).
    Raises: NotAllowed; NotPossible — ended, of another community, a part, less urgent; SomebodyWasFaster.
    """
    locked = Matter.objects.select_for_update(of=("self",)).select_related("place", "filed_as")
    rows = {row.pk: row for row in locked.filter(pk__in=[matter.pk, to.pk]).order_by("pk")}
    lead = rows[to.pk]
    seat = holding(matter, "matter.join", by=by, at=at, version=version)
    queries.refuse_undecided(matter)
    _refuse_unfit(matter, lead, by, at)
    for one in _joined(matter):
        take_step(one, rules.JOIN, by=by, at=at, seat=seat, words=words, joined_to=lead)
    step = take_step(
        matter,
        rules.JOIN,
        by=by,
        at=at,
        seat=seat,
        words=words,
        facts={"to": lead.pk},
        joined_to=lead,
        due_at=None,
        overdue_since=None,
    )
    _make_way(lead, at)
    return step


def _refuse_unfit(matter: Matter, lead: Matter, by: Person, at: datetime) -> None:
    if matter.pk == lead.pk:
        raise rules.NotPossible("不能并到自己。请选另一件。")
    if matter.community_id != lead.community_id:
        raise rules.NotPossible("只能并到本社区的另一件事。")
    if not queries.visible_to(by, at).filter(pk=lead.pk).exists():
        raise NotAllowed("那件事不在您的辖区。", "matter.join")
    refuse_party(lead, by, at)
    if lead.state not in rules.OPEN:
        raise rules.NotPossible(f"那件事现在是“{rules.STATES[lead.state]}”,不能再并进去。请选一件没办完的。")
    if matter.parent_id or lead.parent_id == matter.pk:
        raise rules.NotPossible("分出来的事和原来的事各办各的,不能再并。")
    if matter.kind == rules.EMERGENCY and lead.kind != rules.EMERGENCY:
        raise rules.NotPossible("紧急的事不能并到不紧急的事里。")


@transaction.atomic
def part(
    matter: Matter, *, by: Actor, at: datetime, words: str = "", version: int | None = None
) -> MatterStep:
    """Let a joined matter go its own way again: whoever reported may at any time, a seat within a day.

    Raises: NotAllowed; NotPossible — not joined, a day has gone by; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.part", by=by, at=at, version=version)
    last = matter.steps.filter(step__in=(rules.JOIN, rules.REPORT)).order_by("-seq").first()
    if seat and last and at - last.at > UNDO_WITHIN:
        raise rules.NotPossible("并到一起已经超过一天,不能再撤。反映的人自己还可以要求单独办。")
    held = queries.manned(matter, at)
    start = rules.start_rung(
        matter.place.kind, matter.kind, matter.filed_as.first_rung if matter.filed_as else ""
    )
    rung = rules.first_rung(held, start=start)
    path = held.get(rung, rules.area_of(rung, matter.path))
    return take_step(
        matter, rules.PART, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=path, joined_to=None
    )


def answer_joined(lead: Matter, step: MatterStep, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    """Answer each that is joined to a matter as that was answered: a step, a message, a confirmation of its own."""
    joined = _joined(lead)
    if not joined:
        return
    Matter.objects.filter(pk__in=[one.pk for one in joined]).update(rung=lead.rung, rung_path=lead.rung_path)
    photos = [one.stored for one in MatterPhoto.objects.filter(step=step).select_related("stored")]
    values: dict[str, Any] = {"ending": step.ending, "answered_at": at, "due_at": None, "overdue_since": None}
    for one in joined:
        one.rung, one.rung_path = lead.rung, lead.rung_path
        take_step(
            one,
            rules.ANSWER,
            by=by,
            at=at,
            seat=seat,
            words=step.words,
            photos=photos,
            phase="after",
            **values,
        )


def hand_lead_on(lead: Matter, step: MatterStep, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    """Let the oldest joined one lead when a matter ends without an answer; nothing that was reported is lost."""
    joined = sorted(_joined(lead), key=lambda one: (one.reported_at, one.pk))
    if not joined:
        return
    first, *rest = joined
    held = queries.manned(first, at)
    rung = lead.rung if lead.rung in held else rules.rung_above(lead.rung, held) or rules.COMMUNITY
    path = held.get(rung, rules.area_of(rung, first.path))
    take_step(
        first,
        rules.PART,
        by=SYSTEM,
        at=at,
        words=rules.LEADS_NOW,
        rung=rung,
        rung_path=path,
        joined_to=None,
    )
    for one in rest:
        take_step(one, rules.JOIN, by=SYSTEM, at=at, joined_to=first)
    _make_way(first, at)


def _joined(lead: Matter) -> list[Matter]:
    """Return what is joined to a matter, held still until the transaction ends."""
    found = Matter.objects.filter(joined_to=lead, state=rules.JOINED).order_by("pk")
    if not found.exists():  # a plain matter: one look into a small index, no lock
        return []
    return list(found.select_for_update(of=("self",)).select_related("place", "filed_as"))


def _make_way(lead: Matter, at: datetime) -> None:
    """Let the lead move on from a holder whom what was joined is from or about (R15)."""
    held = queries.manned(lead, at)
    if held.get(lead.rung) == lead.rung_path:
        return
    rung = rules.rung_above(lead.rung, held) or rules.COMMUNITY
    path = held.get(rung, rules.area_of(rung, lead.path))
    if (rung, path) != (lead.rung, lead.rung_path):
        take_step(lead, rules.CLIMB, by=SYSTEM, at=at, words=rules.ASIDE, rung=rung, rung_path=path)


FOLLOWED |= {rules.ANSWER: answer_joined}
FOLLOWED |= dict.fromkeys((rules.WITHDRAW, rules.UPHOLD, rules.MEDIATE), hand_lead_on)
